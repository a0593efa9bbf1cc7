//! How two texts differ: lines with signs, words marked inside changed lines, stacked or side by side.
//!
//! Colour is never alone: `+` and `−` stand before every line, and changed words are underlined.

use crate::tui::action::Action;
use crate::tui::document::{Span, Style, wrapped};
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style as Look};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff};

/// Lines of the same text that are shown around a change.
const AROUND: usize = 3;
/// A replaced stretch longer than this is not compared by words.
const WORDS_UP_TO: usize = 400;

/// The differences of two texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    rows: Vec<Row>,
    /// Lines that came.
    pub added: usize,
    /// Lines that went.
    pub removed: usize,
}

/// A line as pieces; `true` marks what changed in it.
type Words = Vec<(bool, String)>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Row {
    /// So many lines are the same.
    Fold(usize),
    Same(String),
    Change {
        removed: Vec<Words>,
        added: Vec<Words>,
    },
}

impl Diff {
    /// Compares two texts.
    pub fn new(old: &str, new: &str) -> Self {
        let text = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(old, new);
        let mut diff = Self::default();
        let mut shown = 0;
        for group in text.grouped_ops(AROUND) {
            let start = group.first().map_or(shown, |op| op.old_range().start);
            diff.fold(start.saturating_sub(shown));
            for op in &group {
                diff.op(&text, op);
                shown = op.old_range().end;
            }
        }
        let lines = text.old_len();
        diff.fold(lines.saturating_sub(shown));
        diff
    }

    /// Whether the texts are the same.
    pub fn is_empty(&self) -> bool {
        self.added == 0 && self.removed == 0
    }

    /// Says how much changed: `+3 −1`.
    pub fn summary(&self, theme: &Theme) -> String {
        let minus = if theme.signs.ascii { "-" } else { "−" };
        format!("+{} {minus}{}", self.added, self.removed)
    }

    fn fold(&mut self, lines: usize) {
        if lines > 0 {
            self.rows.push(Row::Fold(lines));
        }
    }

    fn op<'a>(&mut self, text: &TextDiff<'a, 'a, str>, op: &DiffOp) {
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        let small = op.old_range().len().max(op.new_range().len()) <= WORDS_UP_TO;
        let mut take = |tag: ChangeTag, words: Words| match tag {
            ChangeTag::Equal => {
                let line: String = words.into_iter().map(|(_, word)| word).collect();
                self.rows.push(Row::Same(line));
            }
            ChangeTag::Delete => removed.push(words),
            ChangeTag::Insert => added.push(words),
        };
        if small {
            for change in text.iter_inline_changes(op) {
                let words = change.values().iter().map(|(changed, word)| (*changed, cleaned(word)));
                take(change.tag(), words.collect());
            }
        } else {
            for change in text.iter_changes(op) {
                take(change.tag(), vec![(false, cleaned(change.value()))]);
            }
        }
        self.removed += removed.len();
        self.added += added.len();
        if !(removed.is_empty() && added.is_empty()) {
            self.rows.push(Row::Change { removed, added });
        }
    }
}

fn cleaned(text: &str) -> String {
    let line = text.trim_end_matches(['\n', '\r']);
    crate::domain::SafeText::block(line).into_string().replace('\n', " ")
}

/// A difference that scrolls.
#[derive(Debug, Clone, Default)]
pub struct DiffView {
    diff: Diff,
    lines: Vec<Drawn>,
    // What the lines were made for.
    made: Option<(usize, bool, bool)>,
    top: usize,
    height: usize,
    side_by_side: bool,
}

/// A row of the screen.
#[derive(Debug, Clone)]
enum Drawn {
    Fold(usize),
    /// One column: a side, and whether the line begins here (or was wrapped).
    One(Cell),
    /// Two columns.
    Two(Cell, Cell),
}

#[derive(Debug, Clone)]
struct Cell {
    side: Side,
    begins: bool,
    spans: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Same,
    Old,
    New,
    Nothing,
}

impl DiffView {
    /// Shows the differences of two texts.
    pub fn new(old: &str, new: &str) -> Self {
        Self { diff: Diff::new(old, new), ..Self::default() }
    }

    /// Returns the differences.
    pub fn diff(&self) -> &Diff {
        &self.diff
    }

    /// Shows both texts beside each other, or one above the other.
    pub fn toggle_sides(&mut self) {
        self.side_by_side = !self.side_by_side;
        self.top = 0;
    }

    /// Shows both texts beside each other where there is room.
    pub fn beside(mut self) -> Self {
        self.side_by_side = true;
        self
    }

    /// Scrolls by an action; tells whether it was one.
    pub fn act(&mut self, action: Action) -> bool {
        let screen = self.height.max(2);
        let to = match action {
            Action::Down => self.top + 1,
            Action::Up => self.top.saturating_sub(1),
            Action::PageDown => self.top + screen - 1,
            Action::PageUp => self.top.saturating_sub(screen - 1),
            Action::HalfDown => self.top + screen / 2,
            Action::HalfUp => self.top.saturating_sub(screen / 2),
            Action::Top => 0,
            Action::Bottom => self.lines.len(),
            Action::FindNext => self.change_after(self.top).unwrap_or(self.top),
            Action::FindPrevious => self.change_before(self.top).unwrap_or(0),
            _ => return false,
        };
        self.top = to.min(self.lines.len().saturating_sub(self.height));
        true
    }

    fn starts_change(&self, row: usize) -> bool {
        let changed = |row: usize| match &self.lines[row] {
            Drawn::Fold(_) => false,
            Drawn::One(cell) => matches!(cell.side, Side::Old | Side::New),
            Drawn::Two(old, new) => old.side != Side::Same || new.side != Side::Same,
        };
        changed(row) && (row == 0 || !changed(row - 1))
    }

    fn change_after(&self, row: usize) -> Option<usize> {
        (row + 1..self.lines.len()).find(|&row| self.starts_change(row))
    }

    fn change_before(&self, row: usize) -> Option<usize> {
        (0..row.min(self.lines.len())).rev().find(|&row| self.starts_change(row))
    }

    /// Draws it.
    pub fn draw(&mut self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        self.height = usize::from(area.height);
        let width = usize::from(area.width);
        let beside = self.side_by_side && width >= 60;
        let made = (width, beside, theme.signs.ascii);
        if self.made != Some(made) {
            self.lines = lay(&self.diff, width, beside);
            self.made = Some(made);
        }
        self.top = self.top.min(self.lines.len().saturating_sub(self.height));
        for (line, y) in self.lines.iter().skip(self.top).zip(area.y..area.bottom()) {
            let row = Rect { y, height: 1, ..area };
            match line {
                Drawn::Fold(count) => {
                    let lines = if *count == 1 { "line" } else { "lines" };
                    let text = format!("  {} {count} {lines} the same", theme.signs.ellipsis);
                    buffer.set_stringn(row.x, y, text, width, theme.muted);
                }
                Drawn::One(cell) => draw_cell(buffer, row, cell, theme),
                Drawn::Two(old, new) => {
                    let half = (row.width - 1) / 2;
                    draw_cell(buffer, Rect { width: half, ..row }, old, theme);
                    let middle = if theme.signs.ascii { "|" } else { "│" };
                    buffer.set_string(row.x + half, y, middle, theme.rule);
                    let right = Rect { x: row.x + half + 1, width: row.width - half - 1, ..row };
                    draw_cell(buffer, right, new, theme);
                }
            }
        }
    }
}

fn draw_cell(buffer: &mut Buffer, area: Rect, cell: &Cell, theme: &Theme) {
    let minus = if theme.signs.ascii { "-" } else { "−" };
    let (sign, look) = match cell.side {
        Side::Same => (" ", Look::new()),
        Side::Old => (minus, theme.removed),
        Side::New => ("+", theme.added),
        Side::Nothing => return,
    };
    let sign = if cell.begins { sign } else { " " };
    buffer.set_stringn(area.x, area.y, sign, usize::from(area.width), look.add_modifier(Modifier::BOLD));
    let mut x = area.x + 2;
    for span in &cell.spans {
        if x >= area.right() {
            break;
        }
        let marked = Modifier::BOLD | Modifier::UNDERLINED;
        let look = if span.style.strong { look.add_modifier(marked) } else { look };
        (x, _) = buffer.set_stringn(x, area.y, &span.text, usize::from(area.right() - x), look);
    }
}

fn lay(diff: &Diff, width: usize, beside: bool) -> Vec<Drawn> {
    let half = width.saturating_sub(1) / 2;
    let mut lines = Vec::new();
    for row in &diff.rows {
        match row {
            Row::Fold(count) => lines.push(Drawn::Fold(*count)),
            Row::Same(text) if beside => {
                let words = vec![(false, text.clone())];
                pair(Some((Side::Same, &words)), Some((Side::Same, &words)), half, &mut lines);
            }
            Row::Same(text) => {
                lines.extend(cells(Side::Same, &vec![(false, text.clone())], width).map(Drawn::One))
            }
            Row::Change { removed, added } if beside => {
                for index in 0..removed.len().max(added.len()) {
                    let old = removed.get(index).map(|words| (Side::Old, words));
                    let new = added.get(index).map(|words| (Side::New, words));
                    pair(old, new, half, &mut lines);
                }
            }
            Row::Change { removed, added } => {
                let old = removed.iter().flat_map(|words| cells(Side::Old, words, width));
                let new = added.iter().flat_map(|words| cells(Side::New, words, width));
                lines.extend(old.chain(new).map(Drawn::One));
            }
        }
    }
    lines
}

/// Lays two lines beside each other, both as high as the higher one.
fn pair(old: Option<(Side, &Words)>, new: Option<(Side, &Words)>, half: usize, lines: &mut Vec<Drawn>) {
    let lay = |line: Option<(Side, &Words)>| match line {
        Some((side, words)) => cells(side, words, half).collect(),
        None => Vec::new(),
    };
    let (old, new): (Vec<Cell>, Vec<Cell>) = (lay(old), lay(new));
    let nothing = || Cell { side: Side::Nothing, begins: false, spans: Vec::new() };
    for index in 0..old.len().max(new.len()) {
        let cell = |side: &[Cell]| side.get(index).cloned().unwrap_or_else(nothing);
        lines.push(Drawn::Two(cell(&old), cell(&new)));
    }
}

fn cells(side: Side, words: &Words, width: usize) -> impl Iterator<Item = Cell> {
    let span = |(changed, text): &(bool, String)| {
        Span::new(text.clone(), Style { strong: *changed, ..Style::default() })
    };
    let spans: Vec<Span> = words.iter().map(span).collect();
    let lines = wrapped(&spans, width.saturating_sub(2)).into_iter().enumerate();
    lines.map(move |(index, spans)| Cell { side, begins: index == 0, spans })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(old: &str, new: &str, width: u16, beside: bool) -> String {
        let area = Rect::new(0, 0, width, 12);
        let mut buffer = Buffer::empty(area);
        let mut view = DiffView::new(old, new);
        if beside {
            view = view.beside();
        }
        view.draw(&mut buffer, area, &Theme::default());
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..12).map(row).collect::<Vec<_>>().join("\n").trim_end().to_owned()
    }

    const OLD: &str = "# Plan\n\nWe keep two copies of each page.\n\nLast line.\n";
    const NEW: &str = "# Plan\n\nWe keep three copies of each page.\n\nLast line.\nOne more.\n";

    #[test]
    fn lines_have_signs_and_far_lines_are_folded() {
        let before = "a\nb\nc\nd\ne\nf\n";
        let old = format!("{before}{OLD}");
        let new = format!("{before}{NEW}");
        insta::assert_snapshot!(shown(&old, &new, 40, false), @r"
          … 5 lines the same
          f
          # Plan

        − We keep two copies of each page.
        + We keep three copies of each page.

          Last line.
        + One more.
        ");
    }

    #[test]
    fn both_sides_stand_beside_each_other() {
        insta::assert_snapshot!(shown(OLD, NEW, 61, true), @r"
          # Plan                      │  # Plan
                                      │
        − We keep two copies of each  │+ We keep three copies of each
          page.                       │  page.
                                      │
          Last line.                  │  Last line.
                                      │+ One more.
        ");
    }

    #[test]
    fn changed_words_are_marked() {
        let diff = Diff::new("one two three\n", "one 2 three\n");
        let Row::Change { removed, added } = &diff.rows[0] else { panic!("{diff:?}") };
        assert!(removed[0].contains(&(true, "two".to_owned())), "{removed:?}");
        assert!(added[0].contains(&(true, "2".to_owned())), "{added:?}");
    }

    proptest! {
        #[test]
        fn any_two_texts_are_drawn(old in "(a|b|日本|\n|\t|\u{1b}| ){0,40}", new in "(a|c|日本|\n| ){0,40}", width in 1u16..80) {
            shown(&old, &new, width, width % 2 == 0);
            let diff = Diff::new(&old, &old);
            prop_assert!(diff.is_empty());
        }
    }
}
