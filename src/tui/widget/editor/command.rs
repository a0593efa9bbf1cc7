//! What the text widget can do. Keys reach it only as one of these, whatever key map they come from: a
//! modal map would be another table in front of the same commands.

use super::structure::Structure;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Types text in place of the selection.
    Insert(String),
    /// Pastes text in place of the selection: one step of undo, no help with lists.
    Paste(String),
    /// Begins a line; continues a list or ends it at an empty item.
    Enter,
    /// Moves the cursor and drops the selection.
    Move(Motion),
    /// Moves the cursor and keeps the other end of the selection.
    Select(Motion),
    /// Selects everything.
    SelectAll,
    /// Drops the selection.
    Unselect,
    /// Removes the selection, or what the motion passes over.
    Delete(Motion),
    /// Removes the lines of the selection.
    DeleteLines,
    /// Remembers the selection, or the line.
    Copy,
    /// Remembers and removes the selection, or the line.
    Cut,
    /// Inserts what was remembered.
    Yank,
    /// Takes the last step back.
    Undo,
    /// Does the last undone step again.
    Redo,
    /// Moves list items one level in; anywhere else it types blanks to the next stop.
    Indent,
    /// Moves list items or indented lines one level out.
    Outdent,
    /// Ticks a task, or makes a line one.
    ToggleTask,
    /// Sets text around the selection, and takes it away again: `**`, `_`, `` ` ``.
    Surround(&'static str, &'static str),
    /// Moves the lines of the selection one line up.
    LinesUp,
    /// Moves the lines of the selection one line down.
    LinesDown,
    /// Changes what the lines are: blocks, tables, headings, fences.
    Structure(Structure),
}

/// A way through the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// One grapheme.
    Left,
    /// One grapheme.
    Right,
    /// To the start of a word.
    WordLeft,
    /// Past the end of a word.
    WordRight,
    /// To the start of the next word.
    NextWord,
    /// One row of the screen.
    Up,
    /// One row of the screen.
    Down,
    /// To the start of the row; from there to the start of the line.
    RowStart,
    /// To the end of the row; from there to the end of the line.
    RowEnd,
    /// To the start of the line.
    LineStart,
    /// To the first character of the line that is no blank.
    LineText,
    /// To the end of the line.
    LineEnd,
    /// To the blank line before.
    ParagraphUp,
    /// To the blank line after.
    ParagraphDown,
    /// One screen.
    PageUp,
    /// One screen.
    PageDown,
    /// To the start of the text.
    Start,
    /// To the end of the text.
    End,
    /// To a byte, or the grapheme around it.
    To(usize),
}

/// What a command did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether the text changed.
    pub changed: bool,
    /// What was copied or cut, for the clipboard outside.
    pub copied: Option<String>,
    /// Why it was not done, lower case, no full stop.
    pub refused: Option<&'static str>,
}
