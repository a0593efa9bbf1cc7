//! The lines that stand before a command: `%`, `2,5`, `'a,'b`, `.,+3`, `/word/`.

use super::substitute::split;
use super::{Vim, pattern};
use crate::tui::widget::editor::Editor;

/// The lines a command is about, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) first: usize,
    pub(super) last: usize,
    /// Whether they were given.
    pub(super) given: bool,
}

impl Lines {
    /// Tells whether the text has them.
    pub(super) fn fits(self, editor: &Editor) -> bool {
        self.last < editor.text.lines()
    }
}

impl Vim {
    /// Reads the lines before a command and returns the rest.
    pub(super) fn range<'t>(&self, editor: &Editor, typed: &'t str) -> Option<(Lines, &'t str)> {
        let last_line = editor.text.lines() - 1;
        let here = editor.line().0;
        if let Some(rest) = typed.strip_prefix('%') {
            return Some((Lines { first: 0, last: last_line, given: true }, rest));
        }
        let (first, rest) = self.address(editor, typed, here)?;
        let Some(after) = rest.strip_prefix([',', ';']) else {
            let line = first.unwrap_or(here);
            return Some((Lines { first: line, last: line, given: first.is_some() }, rest));
        };
        let (last, rest) = self.address(editor, after.trim_start(), here)?;
        let (first, last) = (first.unwrap_or(here), last.unwrap_or(here));
        Some((Lines { first: first.min(last), last: first.max(last), given: true }, rest))
    }

    /// Reads one line: `5`, `.`, `$`, `'a`, `/word/`, each with `+2` or `-1`.
    fn address<'t>(&self, editor: &Editor, typed: &'t str, here: usize) -> Option<(Option<usize>, &'t str)> {
        let digits = typed.len() - typed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (mut line, mut rest) = match typed.chars().next() {
            Some('0'..='9') => {
                (Some(typed[..digits].parse::<usize>().ok()?.saturating_sub(1)), &typed[digits..])
            }
            Some('.') => (Some(here), &typed[1..]),
            Some('$') => (Some(editor.text.lines() - 1), &typed[1..]),
            Some('\'') => {
                let name = typed[1..].chars().next()?;
                let at = self.mark(editor, name)?;
                (Some(editor.text.line_of(at)), &typed[1 + name.len_utf8()..])
            }
            Some('/') => {
                let (asked, after) = split(&typed[1..], '/');
                let regex = pattern::compile(&asked).ok()?;
                let text = editor.text.as_cow();
                let from = editor.line_start(here + 1).min(text.len());
                let found = regex.find_at(&text, from).or_else(|| regex.find(&text))?;
                (Some(editor.text.line_of(found.start())), after.unwrap_or_default())
            }
            _ => (None, typed),
        };
        while let Some(sign @ ('+' | '-')) = rest.chars().next() {
            let digits = rest[1..].len() - rest[1..].trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let by = if digits == 0 { 1 } else { rest[1..1 + digits].parse::<usize>().ok()? };
            let from = line.unwrap_or(here);
            line = Some(if sign == '+' { from.checked_add(by)? } else { from.checked_sub(by)? });
            rest = &rest[1 + digits..];
        }
        Some((line, rest))
    }
}
