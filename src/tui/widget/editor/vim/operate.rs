//! Operators: what they take of the text, and what they do to it.

use super::motion::{Shape, Target, first_text};
use super::object::Found;
use super::parse::{Force, Operator};
use super::register::{Kind, Register};
use super::walk::Walk;
use super::{Done, Vim, bracket, tidy};
use crate::domain::Timestamp;
use crate::tui::widget::editor::text::Text;
use crate::tui::widget::editor::{Editor, list};
use std::ops::Range;

/// What an operator works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    /// Where the cursor goes, and where undo brings it back to.
    pub(super) start: usize,
    /// Bytes of the text, without the newline behind lines.
    pub(super) range: Range<usize>,
    pub(super) lines: bool,
    /// Whether it came over a motion that goes far.
    pub(super) far: bool,
    /// Whether it is no way at all, as `dh` at the start of a line: registers stay as they are.
    pub(super) nowhere: bool,
}

impl Region {
    /// Makes a region of the way from the cursor to a target.
    pub(super) fn to(
        text: &Text,
        cursor: usize,
        target: Target,
        operator: Operator,
        force: Option<Force>,
    ) -> Self {
        let (start, end) = (cursor.min(target.at), cursor.max(target.at));
        let shape = match (force, target.shape) {
            (Some(Force::Lines), _) => Shape::Lines,
            (Some(Force::Chars), Shape::Exclusive) => Shape::Inclusive,
            (Some(Force::Chars), _) => Shape::Exclusive,
            (None, shape) => shape,
        };
        let mut region = Self { far: target.far, ..Self::spanning(text, start, end, shape) };
        if operator == Operator::Delete && force.is_none() && !region.lines && region.is_lined(text) {
            let (first, last) = region.span(text);
            region = Self { far: target.far, ..Self::of_lines(text, start, first, last) };
        }
        region
    }

    /// Makes a region of an object.
    pub(super) fn of(text: &Text, found: Found, operator: Operator) -> Self {
        let shape = match found {
            Found { lines: true, .. } => Shape::Lines,
            Found { inclusive: true, .. } => Shape::Inclusive,
            Found { .. } => Shape::Exclusive,
        };
        Self::to(text, found.start, Target::new(found.end, shape), operator, None)
    }

    /// Makes a region of lines.
    pub(super) fn of_lines(text: &Text, start: usize, first: usize, last: usize) -> Self {
        Self {
            start,
            range: text.line(first).start..text.line(last).end,
            lines: true,
            far: false,
            nowhere: false,
        }
    }

    fn spanning(text: &Text, start: usize, end: usize, shape: Shape) -> Self {
        let (first, last) = (text.line_of(start), text.line_of(end));
        let chars = |range| Self { start, range, lines: false, far: false, nowhere: false };
        match shape {
            Shape::Lines => Self::of_lines(text, start, first, last),
            Shape::Inclusive => {
                let end = if text.char_at(end) == Some('\n') { end } else { text.next(end) };
                chars(start..end)
            }
            // What ends before the first character of a line ends with the line before; and is whole
            // lines when it began with one.
            Shape::Exclusive if first < last && end == text.line(last).start => {
                if bracket::in_indent(text, start, 0) {
                    Self::of_lines(text, start, first, last - 1)
                } else {
                    chars(start..end - 1)
                }
            }
            Shape::Exclusive => Self { nowhere: start == end, ..chars(start..end) },
        }
    }

    /// A delete over lines that leaves nothing but blanks takes the lines.
    fn is_lined(&self, text: &Text) -> bool {
        if text.line_of(self.range.start) == text.line_of(self.range.end) {
            return false;
        }
        let mut behind = Walk::new(text, self.range.end);
        while behind.is_white() {
            behind.forward();
        }
        behind.is_line_end() && bracket::in_indent(text, self.range.start, 0)
    }

    /// Returns its lines.
    pub(super) fn span(&self, text: &Text) -> (usize, usize) {
        (text.line_of(self.range.start), text.line_of(self.range.end))
    }

    /// Returns what a register would hold of it.
    pub(super) fn register(&self, text: &Text) -> Register {
        let mut taken = text.slice(self.range.clone()).into_owned();
        if self.lines {
            taken.push('\n');
        }
        Register { text: taken, kind: if self.lines { Kind::Lines } else { Kind::Chars }, columns: 0 }
    }
}

impl Vim {
    /// Does what an operator does; `times` is how far `>` goes.
    pub(super) fn operate(
        &mut self,
        editor: &mut Editor,
        operator: Operator,
        region: &Region,
        name: Option<char>,
        times: usize,
        now: Timestamp,
    ) -> Done {
        editor.selection.cursor = region.start;
        match operator {
            Operator::Yank => {
                let register = region.register(&editor.text);
                self.keep_yanked(editor, name, register);
            }
            Operator::Delete => self.delete(editor, region, name, now),
            Operator::Change => {
                self.keep_deleted(editor, region, name);
                editor.cut_out(region.range.clone(), now);
                self.begin_insert(editor);
            }
            Operator::Indent | Operator::Outdent => {
                let (first, last) = region.span(&editor.text);
                shift(editor, first..=last, operator == Operator::Indent, times, now);
                editor.selection.cursor = first_text(editor, first);
            }
            Operator::Lower | Operator::Upper | Operator::Toggle => {
                // At the start of a line even no way at all takes something, in vim: what ends before it ends in
                // the line above.
                let end = match region.nowhere && editor.text.is_line_start(region.start) {
                    true if region.start == 0 => editor.right_of_cursor(),
                    true => editor.text.line(editor.line().0).end,
                    false => region.range.end,
                };
                recase(editor, region.range.start..end, operator, now);
                editor.selection.cursor = region.start;
            }
            Operator::Tidy => {
                let (first, last) = region.span(&editor.text);
                tidy::tidy(editor, first..=last, now);
                editor.selection.cursor = first_text(editor, first);
            }
        }
        Done::Yes
    }

    fn delete(&mut self, editor: &mut Editor, region: &Region, name: Option<char>, now: Timestamp) {
        let (first, last) = region.span(&editor.text);
        if self.is_emptied(editor) {
            return;
        }
        if !region.lines {
            if first == last && editor.text.line(first).is_empty() {
                return;
            }
            self.keep_deleted(editor, region, name);
            editor.cut_out(region.range.clone(), now);
            return;
        }
        self.keep_deleted(editor, region, name);
        let all = last + 1 - first == editor.text.lines();
        editor.cut_out(lines_with_break(&editor.text, first, last), now);
        if all {
            self.emptied.insert(editor.history.state());
        }
        let line = first.min(editor.text.lines() - 1);
        editor.selection.cursor = first_text(editor, line);
    }

    /// Tells whether the text has no line at all, not even an empty one.
    pub(super) fn is_emptied(&self, editor: &Editor) -> bool {
        editor.is_empty() && self.emptied.contains(&editor.history.state())
    }

    fn keep_deleted(&mut self, editor: &mut Editor, region: &Region, name: Option<char>) {
        if region.nowhere || self.is_emptied(editor) {
            return;
        }
        let register = region.register(&editor.text);
        self.keep(editor, name, &register);
        self.registers.delete(name, register, region.far);
    }

    /// Keeps a yanked text in its register, and where the other keys of the editor paste from.
    pub(super) fn keep_yanked(&mut self, editor: &mut Editor, name: Option<char>, register: Register) {
        self.keep(editor, name, &register);
        self.registers.yank(name, register);
    }

    pub(super) fn keep(&mut self, editor: &mut Editor, name: Option<char>, register: &Register) {
        if matches!(name, Some('+' | '*')) {
            self.answer.copied = Some(register.text.clone());
        }
        if name != Some('_') {
            editor.remembered.clone_from(&register.text);
        }
    }
}

/// Returns lines with one line break: the one behind them, or at the end of the text the one before.
pub(super) fn lines_with_break(text: &Text, first: usize, last: usize) -> Range<usize> {
    let (start, end) = (text.line(first).start, text.line(last).end);
    if last + 1 < text.lines() { start..end + 1 } else { start.saturating_sub(1)..end }
}

/// Moves lines in or out by the width of their list marker, or by two blanks.
pub(super) fn shift(
    editor: &mut Editor,
    lines: std::ops::RangeInclusive<usize>,
    right: bool,
    times: usize,
    now: Timestamp,
) {
    let pieces = lines.filter_map(|line| {
        let start = editor.text.line(line).start;
        let text = editor.text.line_text(line, 256);
        let by = list::level(&text) * times;
        if right {
            return (!text.is_empty()).then(|| (start..start, " ".repeat(by)));
        }
        let tabs = text.bytes().take(times).take_while(|&byte| byte == b'\t').count();
        let blanks = text.bytes().take(by).take_while(|&byte| byte == b' ').count();
        let gone = tabs.max(blanks);
        (gone > 0).then(|| (start..start + gone, String::new()))
    });
    let pieces = pieces.collect();
    editor.edit(pieces, now);
}

/// Changes the case of a piece; letters whose other case is longer keep their own.
pub(super) fn recase(editor: &mut Editor, range: Range<usize>, operator: Operator, now: Timestamp) {
    let text = editor.text.slice(range.clone());
    let changed: String = text.chars().map(|letter| cased(letter, operator)).collect();
    if changed != text {
        editor.edit(vec![(range, changed)], now);
    }
}

fn cased(letter: char, operator: Operator) -> char {
    let upper = match operator {
        Operator::Upper => true,
        Operator::Lower => false,
        _ => letter.is_lowercase(),
    };
    let mut other = letter.to_uppercase();
    let mut lower = letter.to_lowercase();
    match if upper { (other.next(), other.next()) } else { (lower.next(), lower.next()) } {
        (Some(one), None) => one,
        _ => letter,
    }
}
