//! What a line of text can do, and the keys that mean it in every line of a terminal.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// What an input can do; keys reach it only as one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Types or pastes text at the cursor.
    Insert(String),
    /// One grapheme to the left.
    Left,
    /// One grapheme to the right.
    Right,
    /// To the start of the word before.
    WordLeft,
    /// Past the end of the word after.
    WordRight,
    /// To the start.
    Home,
    /// To the end.
    End,
    /// Removes the grapheme before the cursor.
    DeleteLeft,
    /// Removes the grapheme after the cursor.
    DeleteRight,
    /// Removes back to the start of a word.
    DeleteWordLeft,
    /// Removes forward to the end of a word.
    DeleteWordRight,
    /// Removes everything before the cursor.
    KillToStart,
    /// Removes everything after the cursor.
    KillToEnd,
}

/// Returns what a key means in every line of a terminal.
pub(super) fn command(key: KeyEvent) -> Option<Command> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Char(c) if !control && !alt => Command::Insert(c.to_string()),
        KeyCode::Left if control || alt => Command::WordLeft,
        KeyCode::Right if control || alt => Command::WordRight,
        KeyCode::Left => Command::Left,
        KeyCode::Right => Command::Right,
        KeyCode::Home => Command::Home,
        KeyCode::End => Command::End,
        KeyCode::Backspace if control || alt => Command::DeleteWordLeft,
        KeyCode::Delete if control || alt => Command::DeleteWordRight,
        KeyCode::Backspace => Command::DeleteLeft,
        KeyCode::Delete => Command::DeleteRight,
        // Alt with a letter first: AltGr arrives as Control and Alt together on some terminals.
        KeyCode::Char('b') if alt && !control => Command::WordLeft,
        KeyCode::Char('f') if alt && !control => Command::WordRight,
        KeyCode::Char('d') if alt && !control => Command::DeleteWordRight,
        KeyCode::Char(c) if alt && control => Command::Insert(c.to_string()),
        KeyCode::Char('a') if control => Command::Home,
        KeyCode::Char('e') if control => Command::End,
        KeyCode::Char('h') if control => Command::DeleteLeft,
        KeyCode::Char('w') if control => Command::DeleteWordLeft,
        KeyCode::Char('u') if control => Command::KillToStart,
        KeyCode::Char('k') if control => Command::KillToEnd,
        _ => return None,
    })
}
