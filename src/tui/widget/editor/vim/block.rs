//! Blocks: what Ctrl-V selects, column by column.

use super::operate;
use super::parse::Operator;
use super::register::{Kind, Register};
use super::visual::{Visual, ends};
use super::{Done, Vim};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;
use std::ops::Range;

/// The rows of a block.
pub(super) struct Rows {
    pub(super) lines: std::ops::RangeInclusive<usize>,
    pub(super) left: usize,
    /// The last column that belongs to it.
    pub(super) right: usize,
    pub(super) to_end: bool,
}

/// The other rows of a block that is typed into.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) lines: std::ops::RangeInclusive<usize>,
    pub(super) column: usize,
    /// Where the cursor goes afterwards.
    pub(super) corner: usize,
    /// `A`: rows that are shorter are filled up. With `$` each at its own end.
    pub(super) append: Option<ToEnd>,
}

/// Whether what is appended goes to the end of each row.
pub(super) type ToEnd = bool;

impl Editor {
    pub(super) fn rows(&self, visual: Visual) -> Rows {
        let (start, end) = ends(visual, self.cursor());
        let edges = |at: usize| {
            let line = self.text.line(self.text.line_of(at));
            let left = self.columns(line.start..at);
            let right = if at < line.end { self.columns(line.start..self.text.next(at)) - 1 } else { left };
            (left, right)
        };
        let ((left, right), (other_left, other_right)) = (edges(start), edges(end));
        Rows {
            lines: self.text.line_of(start)..=self.text.line_of(end),
            left: visual.columns.map_or(left.min(other_left), |(left, _)| left),
            right: visual.columns.map_or(right.max(other_right), |(_, right)| right),
            to_end: visual.to_end,
        }
    }

    /// Returns the bytes of one row of a block.
    pub(super) fn row(&self, rows: &Rows, line: usize) -> Range<usize> {
        let range = self.text.line(line);
        let start = self.at_cell_or_end(range.clone(), rows.left);
        let end = if rows.to_end { range.end } else { self.at_cell_or_end(range, rows.right + 1) };
        start..end.max(start)
    }

    /// Returns what a register holds of a block: rows that end before it begins are blanks.
    fn taken(&self, rows: &Rows, pieces: &[Range<usize>]) -> Register {
        let length = |line| self.columns(self.text.line(line));
        let longest = rows.lines.clone().map(length).max().unwrap_or(0);
        let columns = match rows.to_end {
            true => longest.saturating_sub(rows.left).max(1),
            false => rows.right + 1 - rows.left,
        };
        // With `$` the place behind the longest row counts.
        let blanks = columns + usize::from(rows.to_end && longest > rows.left);
        let row = |(line, piece): (usize, &Range<usize>)| {
            let is_short = self.columns(self.text.line(line)) < rows.left;
            if is_short { " ".repeat(blanks).into() } else { self.text.slice(piece.clone()) }
        };
        let text: Vec<_> = rows.lines.clone().zip(pieces).map(row).collect();
        Register { text: text.join("\n"), kind: Kind::Block, columns }
    }
}

impl Vim {
    pub(super) fn other_corner(&mut self, editor: &mut Editor, visual: Visual) -> Done {
        if visual.kind != Kind::Block {
            editor.visual = Some(Visual { anchor: editor.cursor(), ..visual });
            editor.selection.cursor = visual.anchor;
            return Done::Yes;
        }
        let column = |at: usize| editor.columns(editor.line_start(editor.text.line_of(at))..at);
        let (here, there) = (column(editor.cursor()), column(visual.anchor));
        let at = |place: usize, column| editor.at_cell(editor.text.line(editor.text.line_of(place)), column);
        let (cursor, anchor) = (at(editor.cursor(), there), at(visual.anchor, here));
        editor.visual = Some(Visual { anchor, ..visual });
        editor.selection.cursor = cursor;
        Done::Yes
    }

    pub(super) fn top_left(&self, editor: &Editor, visual: Visual) -> usize {
        match visual.kind {
            Kind::Chars => return ends(visual, editor.cursor()).0,
            Kind::Lines => return self.lined_start(editor, visual),
            Kind::Block => {}
        }
        let rows = editor.rows(visual);
        editor.at_cell_or_end(editor.text.line(*rows.lines.start()), rows.left)
    }

    pub(super) fn operate_block(
        &mut self,
        editor: &mut Editor,
        visual: Visual,
        key: char,
        operator: Operator,
        name: Option<char>,
        now: Timestamp,
    ) -> Done {
        let rows = editor.rows(visual);
        let start = self.top_left(editor, visual);
        let pieces: Vec<Range<usize>> = rows.lines.clone().map(|line| editor.row(&rows, line)).collect();
        self.end_visual(editor);
        editor.selection.cursor = start;
        let taken = || editor.taken(&rows, &pieces);
        match (key, operator) {
            ('I' | 'A', _) => self.type_into_block(editor, &rows, key == 'A', now),
            (_, Operator::Yank) => {
                let register = taken();
                self.keep_yanked(editor, name, register);
            }
            (_, Operator::Delete | Operator::Change) => {
                let register = taken();
                let line = editor.text.line(*rows.lines.start());
                if operator == Operator::Delete && rows.lines.clone().count() == 1 && line.is_empty() {
                    return Done::Yes;
                }
                self.keep(editor, name, &register);
                self.registers.delete(name, register, rows.lines.clone().count() > 1);
                editor.edit(pieces.into_iter().map(|piece| (piece, String::new())).collect(), now);
                editor.selection.cursor = start;
                if operator == Operator::Change {
                    self.insert.block =
                        Some(Block { lines: rows.lines, column: rows.left, corner: start, append: None });
                    self.begin_insert(editor);
                }
            }
            (_, Operator::Lower | Operator::Upper | Operator::Toggle) => {
                for piece in pieces {
                    operate::recase(editor, piece, operator, now);
                }
                editor.selection.cursor = start;
            }
            _ => return Done::No,
        }
        Done::Yes
    }

    fn type_into_block(&mut self, editor: &mut Editor, rows: &Rows, append: bool, now: Timestamp) {
        let corner = editor.cursor();
        let column = if append { rows.right + 1 } else { rows.left };
        let first = editor.text.line(*rows.lines.start());
        let at = if append && rows.to_end {
            first.end
        } else {
            let at = editor.at_cell_or_end(first.clone(), column);
            let short = column.saturating_sub(editor.columns(first.start..at));
            if short > 0 {
                editor.edit(vec![(at..at, " ".repeat(short))], now);
            }
            at + short
        };
        editor.selection.cursor = at;
        let append = append.then_some(rows.to_end);
        self.insert.block = Some(Block { lines: rows.lines.clone(), column, corner, append });
        self.begin_insert(editor);
    }
}

/// Puts what was typed in the first row of a block into the others.
pub(super) fn fill_rows(editor: &mut Editor, block: &Block, text: &str, now: Timestamp) {
    let mut pieces = Vec::new();
    for line in block.lines.clone().skip(1) {
        let range = editor.text.line(line);
        let (at, inserted) = match block.append {
            Some(true) => (range.end, text.to_owned()),
            append => {
                let at = editor.at_cell_or_end(range.clone(), block.column);
                let short = block.column.saturating_sub(editor.columns(range.start..at));
                if append.is_none() && short > 0 {
                    continue;
                }
                (at, format!("{}{text}", " ".repeat(short)))
            }
        };
        pieces.push((at..at, inserted));
    }
    editor.edit(pieces, now);
    editor.selection.cursor = block.corner;
}
