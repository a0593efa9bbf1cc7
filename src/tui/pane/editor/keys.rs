//! What keys and actions mean to the text: the keys that every text field has, and the actions of the
//! editor's key table. A modal map would be one more function here.

use crate::tui::action::Action;
use crate::tui::chord::typed;
use crate::tui::widget::editor::{Command, Motion, Structure};
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Returns the command of a key that no table knows.
pub(crate) fn command(key: KeyEvent) -> Option<Command> {
    if let Some(letter) = typed(&key) {
        return Some(Command::Insert(letter.to_string()));
    }
    if let Some(motion) = motion(key) {
        let select = key.modifiers.contains(KeyModifiers::SHIFT);
        return Some(if select { Command::Select(motion) } else { Command::Move(motion) });
    }
    let word = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Enter => Command::Enter,
        KeyCode::Backspace if word => Command::Delete(Motion::WordLeft),
        KeyCode::Delete if word => Command::Delete(Motion::WordRight),
        KeyCode::Backspace => Command::Delete(Motion::Left),
        KeyCode::Delete => Command::Delete(Motion::Right),
        KeyCode::BackTab => Command::Outdent,
        KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => Command::Outdent,
        KeyCode::Tab => Command::Indent,
        KeyCode::Char('w') if word => Command::Delete(Motion::WordLeft),
        KeyCode::Char('u') if word => Command::Delete(Motion::LineStart),
        KeyCode::Char('h') if word => Command::Delete(Motion::Left),
        KeyCode::Char('j') if word => Command::Enter,
        // AltGr comes as Control and Alt together on some terminals.
        KeyCode::Char(letter) if key.modifiers.contains(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
            Command::Insert(letter.to_string())
        }
        _ => return None,
    })
}

fn motion(key: KeyEvent) -> Option<Motion> {
    let control = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Left if control => Motion::WordLeft,
        KeyCode::Right if control => Motion::WordRight,
        KeyCode::Up if control => Motion::ParagraphUp,
        KeyCode::Down if control => Motion::ParagraphDown,
        KeyCode::Home if control => Motion::Start,
        KeyCode::End if control => Motion::End,
        KeyCode::Left => Motion::Left,
        KeyCode::Right => Motion::Right,
        KeyCode::Up => Motion::Up,
        KeyCode::Down => Motion::Down,
        KeyCode::Home => Motion::RowStart,
        KeyCode::End => Motion::RowEnd,
        KeyCode::PageUp => Motion::PageUp,
        KeyCode::PageDown => Motion::PageDown,
        KeyCode::Char('a') if control => Motion::RowStart,
        KeyCode::Char('e') if control => Motion::RowEnd,
        _ => return None,
    })
}

/// Returns how a key scrolls a text that is only looked at.
pub(super) fn scrolling(key: KeyEvent) -> Option<Action> {
    Some(match key.code {
        KeyCode::Up => Action::Up,
        KeyCode::Down => Action::Down,
        KeyCode::PageUp => Action::PageUp,
        KeyCode::PageDown => Action::PageDown,
        KeyCode::Home => Action::Top,
        KeyCode::End => Action::Bottom,
        _ => return None,
    })
}

/// Returns the command of an action, when it is about the text alone.
pub(crate) fn action(action: Action) -> Option<Command> {
    Some(match action {
        Action::EditUndo => Command::Undo,
        Action::EditRedo => Command::Redo,
        Action::EditCut => Command::Cut,
        Action::EditPaste => Command::Yank,
        Action::SelectAll => Command::SelectAll,
        Action::ToggleTask => Command::ToggleTask,
        Action::Bold => Command::Surround("**", "**"),
        Action::Italic => Command::Surround("_", "_"),
        Action::Strike => Command::Surround("~~", "~~"),
        Action::InlineCode => Command::Surround("`", "`"),
        Action::Indent => Command::Indent,
        Action::Outdent => Command::Outdent,
        Action::LinesUp => Command::LinesUp,
        Action::LinesDown => Command::LinesDown,
        Action::DeleteLine => Command::DeleteLines,
        Action::BlockUp => Command::Structure(Structure::BlockUp),
        Action::BlockDown => Command::Structure(Structure::BlockDown),
        Action::HeadingDeeper => Command::Structure(Structure::HeadingDeeper),
        Action::HeadingHigher => Command::Structure(Structure::HeadingHigher),
        Action::Fence => Command::Structure(Structure::Fence),
        Action::Duplicate => Command::Structure(Structure::Duplicate),
        Action::SortLines => Command::Structure(Structure::Sort),
        Action::InsertTable => Command::Structure(Structure::NewTable),
        Action::AddRow => Command::Structure(Structure::AddRow),
        Action::DeleteRow => Command::Structure(Structure::DeleteRow),
        Action::AddColumn => Command::Structure(Structure::AddColumn),
        Action::DeleteColumn => Command::Structure(Structure::DeleteColumn),
        Action::NewLine => Command::Enter,
        Action::Up => Command::Move(Motion::Up),
        Action::Down => Command::Move(Motion::Down),
        Action::Left => Command::Move(Motion::Left),
        Action::Right => Command::Move(Motion::Right),
        Action::PageUp => Command::Move(Motion::PageUp),
        Action::PageDown => Command::Move(Motion::PageDown),
        Action::Top => Command::Move(Motion::Start),
        Action::Bottom => Command::Move(Motion::End),
        _ => return None,
    })
}
