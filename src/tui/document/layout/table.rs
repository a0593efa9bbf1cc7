//! Tables: drawn with lines, columns as wide as their text, shrunk and wrapped where the screen is narrow,
//! and scrolled sideways behind a fixed first column where even that does not fit.

use super::super::block::{Alignment, Row, Run, Table, picture_of};
use super::super::line::{Join, Line, Span, Wide, width};
use super::super::style::{Role, Style};
use super::super::wrap::{Wrapped, wrap};
use super::picture::picture_rows;
use super::prose::{solid, with_signs};
use super::{Context, drawn};
use std::borrow::Cow;

/// A column is not made narrower than this by wrapping, unless its text is.
pub(super) const NARROW: usize = 10;

/// A table on its way: how wide its columns are is known, its rows are laid out as far as somebody looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Laying {
    widths: Vec<usize>,
    /// Rules stand between the rows, since some are several lines high.
    ruled: bool,
    next: usize,
}

/// Lays out a table.
pub(super) fn table(context: Context<'_>, table: &Table) -> Vec<Line> {
    Laying::begin(context, table).map_or_else(Vec::new, |mut laying| laying.rows(context, table, usize::MAX))
}

impl Laying {
    /// Looks at all rows, and lays out none; `None` for a table without columns.
    pub(super) fn begin(context: Context<'_>, table: &Table) -> Option<Self> {
        let columns = table.rows.iter().map(|row| row.cells.len()).max().filter(|columns| *columns > 0)?;
        let widths = widths(context, columns, table);
        let body = table.rows.iter().skip(usize::from(table.has_head));
        let mut cells = body.flat_map(|row| row.cells.iter().zip(&widths));
        let ruled = cells.any(|(cell, &width)| {
            pictured(context, cell, width).is_some() || is_high(&signed(context, cell), width)
        });
        Some(Self { widths, ruled, next: 0 })
    }

    /// Whether every row is laid out.
    pub(super) fn is_done(&self, table: &Table) -> bool {
        self.next >= table.rows.len()
    }

    /// Lays out the next rows.
    pub(super) fn rows(&mut self, context: Context<'_>, table: &Table, count: usize) -> Vec<Line> {
        let widths = &self.widths;
        let drawing = Drawing { context, table, widths, is_wide: framed(widths) > context.width };
        let end = self.next.saturating_add(count).min(table.rows.len());
        let mut lines = Vec::new();
        for (index, row) in table.rows.iter().enumerate().take(end).skip(self.next) {
            let after_head = index == 1 && table.has_head;
            if index == 0 && !context.plain {
                lines.push(drawing.edge(Edge::Top, row.line));
            } else if index > 0 && (after_head || (self.ruled && !context.plain)) {
                lines.push(drawing.edge(Edge::Between, row.line));
            }
            let row = prepared(context, row);
            lines.extend(drawing.row(&row, &cells(context, &row, widths), index == 0 && table.has_head));
        }
        self.next = end;
        if self.is_done(table) && !context.plain {
            let last = table.rows.last().map_or(0, |row| row.line);
            lines.push(drawing.edge(Edge::Bottom, last));
        }
        lines
    }
}

/// A cell with the signs that are drawn in it; most have none.
fn signed<'a>(context: Context<'_>, cell: &'a [Run]) -> Cow<'a, [Run]> {
    match cell.iter().any(|run| matches!(run.style.role, Role::Image | Role::Status(_) | Role::Macro)) {
        true => Cow::Owned(with_signs(context, cell)),
        false => Cow::Borrowed(cell),
    }
}

/// Whether a cell takes more than one line.
fn is_high(cell: &[Run], width: usize) -> bool {
    // Most cells fit: only the others are wrapped to see.
    let fits = cell.iter().all(|run| !run.text.contains('\n')) && measure(cell).0 <= width;
    !fits && wrap(cell, width).len() > 1
}

fn prepared(context: Context<'_>, row: &Row) -> Row {
    let cells = row.cells.iter().map(|cell| with_signs(context, cell)).collect();
    Row { line: row.line, cells }
}

fn cells(context: Context<'_>, row: &Row, widths: &[usize]) -> Vec<Vec<Wrapped>> {
    let none = Vec::new();
    let cell = |(index, &width): (usize, &usize)| {
        let runs = row.cells.get(index).unwrap_or(&none);
        match pictured(context, runs, width) {
            Some(rows) => rows.into_iter().map(|row| (vec![row], Join::Fresh)).collect(),
            None => solidly(wrap(runs, width)),
        }
    };
    widths.iter().enumerate().map(cell).collect()
}

/// The room of the picture that a cell consists of.
fn pictured(context: Context<'_>, runs: &[Run], width: usize) -> Option<Vec<Span>> {
    if context.pictures.is_empty() {
        return None;
    }
    picture_rows(context, picture_of(runs)?, width)
}

fn solidly(mut lines: Vec<Wrapped>) -> Vec<Wrapped> {
    lines.iter_mut().for_each(|(spans, _)| solid(spans));
    lines
}

/// Returns the width of a table of such columns with its lines.
pub(super) fn framed(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + widths.len() * 3 + 1
}

/// Returns the width of each column: its text's where all fit, else a fair share of the room.
fn widths(context: Context<'_>, columns: usize, table: &Table) -> Vec<usize> {
    let available = context.width;
    let mut natural = vec![1; columns];
    let mut least = vec![1; columns];
    for row in &table.rows {
        for (column, cell) in row.cells.iter().enumerate() {
            let picture = pictured(context, cell, available).map(|rows| rows[0].width());
            let (line, word) =
                picture.map_or_else(|| measure(&signed(context, cell)), |columns| (columns, columns));
            natural[column] = line.max(natural[column]);
            least[column] = word.clamp(1, NARROW.max(available / 4)).max(least[column]);
        }
    }
    let lines = columns * 3 + 1;
    let room = available.saturating_sub(lines);
    if natural.iter().sum::<usize>() <= room {
        return natural;
    }
    for (least, natural) in least.iter_mut().zip(&natural) {
        *least = (*least).max(NARROW).min(*natural);
    }
    if least.iter().sum::<usize>() > room {
        // It scrolls: columns as wide as is good to read, the first one fixed and so not too wide.
        let first = (available / 3).max(least[0]);
        let wide = |(index, &natural): (usize, &usize)| natural.min(if index == 0 { first } else { 40 });
        return natural.iter().enumerate().map(wide).collect();
    }
    shared(room, &natural, &least)
}

/// Shares out room: columns that need less than the fair share keep what they need.
pub(super) fn shared(room: usize, natural: &[usize], least: &[usize]) -> Vec<usize> {
    let mut widths = least.to_vec();
    let mut left = room - least.iter().sum::<usize>();
    // Raise the narrowest unfinished columns step by step; the room is at most a few hundred columns.
    while left > 0 {
        let growing = (0..widths.len()).filter(|&column| widths[column] < natural[column]);
        let Some(column) = growing.min_by_key(|&column| widths[column]) else { break };
        widths[column] += 1;
        left -= 1;
    }
    widths
}

/// Returns the width of a cell on one line, and of its widest word.
fn measure(cell: &[Run]) -> (usize, usize) {
    let text: Cow<'_, str> = match cell {
        [run] => Cow::Borrowed(&run.text),
        runs => runs.iter().map(|run| run.text.as_str()).collect(),
    };
    let lines = text.split('\n').map(width).max().unwrap_or(0);
    let words = text.split([' ', '\n']).map(width).max().unwrap_or(0);
    (lines, words)
}

enum Edge {
    Top,
    Between,
    Bottom,
}

struct Drawing<'a> {
    context: Context<'a>,
    table: &'a Table,
    widths: &'a [usize],
    is_wide: bool,
}

impl Drawing<'_> {
    fn finished(&self, mut line: Line) -> Line {
        if self.is_wide {
            let lead = if self.widths.len() > 1 { self.widths[0] + 4 } else { 0 };
            line.wide = Some(Wide { lead, tail: 0 });
        }
        line
    }

    fn edge(&self, edge: Edge, source: u32) -> Line {
        let glyphs = self.context.glyphs;
        let [left, right, top, bottom, cross] = glyphs.tees;
        let [top_left, top_right, bottom_left, bottom_right] = match self.context.plain {
            true => [""; 4],
            false => glyphs.corners,
        };
        let (start, between, end) = match edge {
            Edge::Top => (top_left, top, top_right),
            Edge::Between if self.context.plain => ("", "  ", ""),
            Edge::Between => (left, cross, right),
            Edge::Bottom => (bottom_left, bottom, bottom_right),
        };
        let margin = if self.context.plain { 0 } else { 2 };
        let columns = self.widths.iter().map(|width| glyphs.horizontal.repeat(width + margin));
        let text = format!("{start}{}{end}", columns.collect::<Vec<_>>().join(between));
        self.finished(Line::new(vec![drawn(text, Role::Frame)], source))
    }

    fn row(&self, row: &Row, cells: &[Vec<Wrapped>], is_head: bool) -> Vec<Line> {
        let height = cells.iter().map(Vec::len).max().unwrap_or(1);
        let vertical = self.context.glyphs.vertical;
        let (start, between, end) = match self.context.plain {
            true => (String::new(), "  ".to_owned(), String::new()),
            false => (format!("{vertical} "), format!(" {vertical} "), format!(" {vertical}")),
        };
        let mut lines = Vec::with_capacity(height);
        for level in 0..height {
            let mut line = Line::new(Vec::new(), row.line);
            for (column, cell) in cells.iter().enumerate() {
                let border = if column == 0 { &start } else { &between };
                line.spans.push(drawn(border.clone(), Role::Frame));
                let empty = Vec::new();
                let spans = cell.get(level).map_or(&empty, |(spans, _)| spans);
                self.cell(&mut line, column, spans, is_head);
            }
            line.spans.push(drawn(end.clone(), Role::Frame));
            line.spans.retain(|span| !span.text.is_empty());
            lines.push(self.finished(line));
        }
        lines
    }

    fn cell(&self, line: &mut Line, column: usize, spans: &[Span], is_head: bool) {
        let missing = self.widths[column].saturating_sub(spans.iter().map(Span::width).sum());
        let before = match self.table.alignment.get(column).copied().unwrap_or_default() {
            Alignment::Left => 0,
            Alignment::Centre => missing / 2,
            Alignment::Right => missing,
        };
        let blanks = |count: usize| Span::new(" ".repeat(count), Style::default());
        line.spans.push(blanks(before));
        line.spans.extend(spans.iter().cloned().map(|mut span| {
            if is_head {
                span.style.strong = true;
                if span.style.role == Role::Text {
                    span.style.role = Role::Label;
                }
            }
            span
        }));
        line.spans.push(blanks(missing - before));
    }
}
