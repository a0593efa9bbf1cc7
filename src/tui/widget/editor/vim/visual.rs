//! Visual mode: what is selected, and what keys do to it.

use super::motion::{For, Goal, first_text};
use super::operate::Region;
use super::parse::{Command, Operator, What};
use super::prose::{self, Way};
use super::register::Kind;
use super::{Done, Mode, Vim, join, object};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;
use std::ops::Range;

/// What is selected: from the anchor to the cursor, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visual {
    /// What it covers between its ends.
    pub kind: Kind,
    /// Where it began.
    pub anchor: usize,
    /// A block to the end of each of its rows.
    pub to_end: bool,
    /// The first and last column of a block that is made again, on rows that may be shorter.
    pub columns: Option<(usize, usize)>,
}

/// How much was selected, to select as much again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    kind: Kind,
    lines: usize,
    /// Cells in the only line, or the column in the last one.
    columns: usize,
    to_end: bool,
}

impl Editor {
    /// Returns the bytes that a visual mode selects in a line, for drawing; a line end counts as one.
    pub(in crate::tui::widget::editor) fn visual_in(&self, visual: Visual, line: usize) -> Range<usize> {
        let range = self.text.line(line);
        let (start, end) = ends(visual, self.cursor());
        match visual.kind {
            Kind::Chars => start..self.text.next(end).max(end + usize::from(end == self.len())),
            Kind::Lines => {
                let lines = self.text.line_of(start)..=self.text.line_of(end);
                if lines.contains(&line) { range.start..range.end + 1 } else { 0..0 }
            }
            Kind::Block => {
                let rows = self.rows(visual);
                if rows.lines.contains(&line) { self.row(&rows, line) } else { 0..0 }
            }
        }
    }

    /// Returns what a visual mode selects, as one piece.
    pub(in crate::tui::widget::editor) fn visual_range(&self, visual: Visual) -> Range<usize> {
        let (start, end) = ends(visual, self.cursor());
        match visual.kind {
            Kind::Chars | Kind::Block => start..self.text.next(end),
            Kind::Lines => {
                let last = self.text.line(self.text.line_of(end));
                self.text.line(self.text.line_of(start)).start..(last.end + 1).min(self.len())
            }
        }
    }
}

pub(super) fn ends(visual: Visual, cursor: usize) -> (usize, usize) {
    (cursor.min(visual.anchor), cursor.max(visual.anchor))
}

impl Vim {
    /// Begins to select, or goes over to another kind, or ends it.
    pub(super) fn toggle_visual(&mut self, editor: &mut Editor, kind: Kind) -> Done {
        match &mut editor.visual {
            Some(visual) if visual.kind == kind => self.end_visual(editor),
            Some(visual) => visual.kind = kind,
            None => {
                editor.visual = Some(Visual { kind, anchor: editor.cursor(), to_end: false, columns: None });
                self.mode = Mode::Visual;
            }
        }
        Done::Yes
    }

    /// Ends visual mode; `gv` brings it back.
    pub(super) fn end_visual(&mut self, editor: &mut Editor) {
        if let Some(visual) = editor.visual.take() {
            editor.marks.insert('<', ends(visual, editor.cursor()).0);
            editor.marks.insert('>', ends(visual, editor.cursor()).1);
            self.selected_last = Some((visual, editor.cursor()));
        }
        self.mode = Mode::Normal;
        self.clamp(editor);
    }

    /// Does a command to what is selected.
    pub(super) fn visual(&mut self, editor: &mut Editor, command: &Command, now: Timestamp) -> Done {
        let Some(visual) = editor.visual else { return Done::No };
        let times = command.count.unwrap_or(1);
        let key = match &command.what {
            What::Move(motion) => {
                let Some(target) = self.target(editor, motion, command.count, For::Selection) else {
                    return Done::No;
                };
                editor.selection.cursor = target.at;
                self.goal = target.goal;
                if target.failed {
                    return Done::No;
                }
                if let Some(visual) = &mut editor.visual {
                    visual.to_end = target.goal == Some(Goal::End);
                    visual.columns = None;
                }
                return Done::Yes;
            }
            What::Select(asked) => {
                let (start, end) = ends(visual, editor.cursor());
                let line_of = |at| editor.text.line_of(at);
                if asked.kind == 'p' && line_of(start) != line_of(end) {
                    let (line, anchor) = (line_of(editor.cursor()), line_of(visual.anchor));
                    let way = if line < anchor { Way::Back } else { Way::Forward };
                    let (line, done) = prose::more_paragraphs(&editor.text, line, way, asked.around, times);
                    editor.selection.cursor = editor.line_start(line);
                    self.goal = None;
                    return done;
                }
                let selected = Some((start, end));
                let Some(found) = object::find(&editor.text, editor.cursor(), selected, *asked, times) else {
                    return Done::No;
                };
                if found.failed {
                    editor.selection.cursor = editor.text.snap(found.end);
                    return Done::No;
                }
                let kind = match found {
                    object::Found { lines: true, .. } => Kind::Lines,
                    object::Found { grown: true, .. } => visual.kind,
                    object::Found { .. } => Kind::Chars,
                };
                let last = if found.inclusive || found.end == found.start {
                    found.end
                } else {
                    editor.text.previous(found.end)
                };
                let back = start != end && editor.cursor() == start && found.end == end && !found.lines;
                let (anchor, cursor) = match (back, found.lines) {
                    (true, _) => (end, found.start),
                    // Paragraphs that begin in the line where the selection began leave its start there.
                    (false, true) if line_of(visual.anchor) == line_of(found.start) => (visual.anchor, last),
                    (false, _) => (found.start, last),
                };
                editor.visual = Some(Visual { kind, anchor, to_end: false, columns: None });
                editor.selection.cursor = cursor;
                self.goal = None;
                return Done::Yes;
            }
            What::Act(key) => *key,
            What::Go(key @ ('J' | '~' | 'u' | 'U')) => *key,
            What::Take('r', letter) => return self.replace_selected(editor, visual, *letter, now),
            _ => return Done::No,
        };
        match key {
            'v' => return self.toggle_visual(editor, Kind::Chars),
            'V' => return self.toggle_visual(editor, Kind::Lines),
            '\u{16}' => return self.toggle_visual(editor, Kind::Block),
            'o' => {
                editor.visual = Some(Visual { anchor: editor.cursor(), ..visual });
                editor.selection.cursor = visual.anchor;
                self.goal = None;
                return Done::Yes;
            }
            'O' => return self.other_corner(editor, visual),
            'p' | 'P' => return self.put_over(editor, visual, command, now),
            'J' => {
                let (start, end) = ends(visual, editor.cursor());
                let (first, last) = (editor.text.line_of(start), editor.text.line_of(end));
                let corner = self.top_left(editor, visual);
                self.end_visual(editor);
                editor.selection.cursor = corner;
                let spaced = !matches!(command.what, What::Go(_));
                return join::join(editor, first..=last.max(first + 1), spaced, now);
            }
            _ => {}
        }
        let Some((operator, lined)) = operator_of(key) else { return Done::No };
        if visual.kind == Kind::Block && (!lined || "DCY".contains(key)) {
            // `D` and `C` take each row to its end.
            let visual = Visual { to_end: visual.to_end || matches!(key, 'D' | 'C'), ..visual };
            return self.operate_block(editor, visual, key, operator, command.register, now);
        }
        if matches!(key, 'I' | 'A') {
            // With lines or characters they are what they are without a selection, at its ends.
            return Done::No;
        }
        let region = self.selected_region(editor, visual, lined);
        self.end_visual(editor);
        self.operate(editor, operator, &region, command.register, times, now)
    }

    fn selected_region(&mut self, editor: &Editor, visual: Visual, lined: bool) -> Region {
        let (start, end) = ends(visual, editor.cursor());
        let text = &editor.text;
        if lined || visual.kind == Kind::Lines {
            let (first, last) = (text.line_of(start), text.line_of(end));
            return Region::of_lines(text, self.lined_start(editor, visual), first, last);
        }
        let range = start..text.next(end);
        Region { start, lines: false, far: false, nowhere: range.is_empty(), range }
    }

    fn put_over(&mut self, editor: &mut Editor, visual: Visual, command: &Command, now: Timestamp) -> Done {
        if visual.kind == Kind::Block {
            return Done::No;
        }
        let register = self.registers.get(command.register).cloned().unwrap_or_default();
        let region = self.selected_region(editor, visual, false);
        self.end_visual(editor);
        let times = command.count.unwrap_or(1);
        let taken = region.register(&editor.text);
        editor.selection.cursor = region.start;
        let text = register.text.repeat(times);
        let inserted = match (region.lines, register.kind) {
            (false, Kind::Lines) => format!("\n{text}"),
            (true, Kind::Lines) => text[..text.len() - 1].to_owned(),
            _ => text,
        };
        let at = region.range.start;
        let was_emptied = self.is_emptied(editor);
        editor.edit(vec![(region.range.clone(), inserted.clone())], now);
        let last = editor.text.line(editor.text.lines() - 1);
        if was_emptied && last.is_empty() && last.start > 0 {
            // Where there was not even an empty line, none is left over.
            editor.edit(vec![(last.start - 1..last.start, String::new())], now);
        }
        editor.selection.cursor = match register.kind {
            Kind::Lines => {
                let line = editor.text.line_of(at) + usize::from(!region.lines);
                first_text(editor, line)
            }
            _ if region.lines => first_text(editor, editor.text.line_of(at)),
            _ if inserted.contains('\n') => at,
            _ => editor.text.previous(at + inserted.len()).max(at),
        };
        if command.what == What::Act('p')
            && !was_emptied
            && !(taken.text.is_empty() && taken.kind == Kind::Chars)
        {
            self.registers.delete(None, taken, false);
        }
        Done::Yes
    }

    fn replace_selected(
        &mut self,
        editor: &mut Editor,
        visual: Visual,
        letter: char,
        now: Timestamp,
    ) -> Done {
        let rows = editor.rows(visual);
        let mut pieces = Vec::new();
        for line in rows.lines.clone() {
            let whole = editor.text.line(line);
            let piece = match visual.kind {
                Kind::Block => editor.row(&rows, line),
                _ => {
                    let selected = editor.visual_range(visual);
                    selected.start.max(whole.start)..selected.end.min(whole.end)
                }
            };
            if piece.start < piece.end {
                let old = editor.text.slice(piece.clone());
                let count = unicode_segmentation::UnicodeSegmentation::graphemes(&*old, true).count();
                pieces.push((piece, letter.to_string().repeat(count)));
            }
        }
        let start = match visual.kind {
            Kind::Lines => editor.text.line(*rows.lines.start()).start,
            _ => self.top_left(editor, visual),
        };
        self.end_visual(editor);
        editor.selection.cursor = start;
        editor.edit(pieces, now);
        editor.selection.cursor = start;
        Done::Yes
    }

    /// Returns where the cursor goes after something was done to whole lines: to the anchor's line, or the cursor when
    /// that stands before it. What is done again leaves it where it began.
    pub(super) fn lined_start(&self, editor: &Editor, visual: Visual) -> usize {
        match self.repeating {
            true => ends(visual, editor.cursor()).0,
            false => editor.cursor().min(editor.line_start(editor.text.line_of(visual.anchor))),
        }
    }

    /// Notes how much is selected.
    pub(super) fn extent(&self, editor: &Editor, visual: Visual) -> Extent {
        let (start, end) = ends(visual, editor.cursor());
        let (first, last) = (editor.text.line_of(start), editor.text.line_of(end));
        let rows = editor.rows(visual);
        let columns = match visual.kind {
            Kind::Block => rows.right + 1 - rows.left,
            // The end of the line is a place too.
            _ if first == last => {
                let line_end = editor.text.line(last).end;
                editor.columns(start..editor.text.next(end).min(line_end)) + usize::from(end == line_end)
            }
            _ => editor.columns(editor.text.line(last).start..end),
        };
        Extent { kind: visual.kind, lines: last - first + 1, columns, to_end: visual.to_end }
    }

    /// Selects as much again from the cursor on.
    pub(super) fn select_extent(&mut self, editor: &mut Editor, extent: Extent) {
        let (line, lines) = editor.line();
        let start = editor.cursor();
        let last = (line + extent.lines - 1).min(lines - 1);
        let range = editor.text.line(last);
        let here = editor.columns(editor.line_start(line)..start);
        let column = match extent.kind {
            Kind::Chars if extent.lines > 1 => extent.columns,
            _ => here + extent.columns.max(1) - 1,
        };
        let columns = (extent.kind == Kind::Block).then_some((here, column));
        editor.visual = Some(Visual { kind: extent.kind, anchor: start, to_end: extent.to_end, columns });
        editor.selection.cursor = match (extent.to_end, extent.kind) {
            (true, _) => range.end,
            (false, Kind::Chars) => editor.at_cell_or_end(range, column),
            (false, _) => editor.at_cell(range, column),
        };
        self.mode = Mode::Visual;
    }
}

/// Returns the operator of a key in visual mode, and whether it takes whole lines.
fn operator_of(key: char) -> Option<(Operator, bool)> {
    Some(match key {
        'd' | 'x' => (Operator::Delete, false),
        'X' | 'D' => (Operator::Delete, true),
        'y' => (Operator::Yank, false),
        'Y' => (Operator::Yank, true),
        'c' | 's' => (Operator::Change, false),
        'C' | 'S' | 'R' => (Operator::Change, true),
        '>' => (Operator::Indent, true),
        '<' => (Operator::Outdent, true),
        '=' => (Operator::Tidy, true),
        '~' => (Operator::Toggle, false),
        'u' => (Operator::Lower, false),
        'U' => (Operator::Upper, false),
        'I' | 'A' => (Operator::Change, false),
        _ => return None,
    })
}
