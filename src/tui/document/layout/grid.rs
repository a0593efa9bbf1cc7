//! Tables with merged cells, or with blocks in their cells: a grid of lines in which a merged cell is one area.
//!
//! ```text
//!   rows and columns ─ widths ─► each cell laid out at its width ─ heights ─► lines, junctions by their arms
//! ```

use super::super::block::{Cell, Grid};
use super::super::line::{Line, Span, Wide};
use super::super::style::{Role, Style};
use super::table::{NARROW, framed, shared};
use super::{Context, drawn, sequence};

/// Lays out a grid.
pub(super) fn grid(context: Context<'_>, grid: &Grid) -> Vec<Line> {
    if grid.columns == 0 || grid.rows == 0 {
        return Vec::new();
    }
    let (widths, mut laid) = settled(context, grid, widths(context, grid));
    for (cell, lines) in grid.cells.iter().zip(&mut laid) {
        finish(cell, lines, covered(&widths, cell));
    }
    let drawing = Drawing {
        context,
        grid,
        places: places(grid),
        tops: tops(grid, &laid),
        is_wide: framed(&widths) > context.width,
        widths,
        laid,
    };
    drawing.lines()
}

/// Lays out all cells; where one does not wrap as far as was thought, its columns become wider.
fn settled(context: Context<'_>, grid: &Grid, mut widths: Vec<usize>) -> (Vec<usize>, Vec<Vec<Line>>) {
    let lay = |widths: &[usize]| -> Vec<Vec<Line>> {
        let cells = grid.cells.iter();
        cells.map(|cell| sequence(inside(context, covered(widths, cell)), &cell.blocks)).collect()
    };
    let mut laid = lay(&widths);
    for _ in 0..WIDENED {
        let before = widths.clone();
        for (cell, lines) in grid.cells.iter().zip(&laid) {
            spread(&mut widths, cell, lines.iter().map(Line::width).max().unwrap_or(0));
        }
        if widths == before {
            break;
        }
        laid = lay(&widths);
    }
    (widths, laid)
}

/// How often columns are made wider.
const WIDENED: usize = 3;

fn inside(context: Context<'_>, columns: usize) -> Context<'_> {
    Context { width: columns, measure: columns, lists: 0, in_item: true, ..context }
}

/// Makes what a cell holds part of the grid.
fn finish(cell: &Cell, lines: &mut [Line], columns: usize) {
    for line in lines {
        // Code and tables in a cell do not scroll by themselves: the cell is as wide as they are.
        if line.width() > columns {
            line.wide = Some(Wide::default());
            line.spans = line.visible(0, columns).into_owned();
        }
        line.wide = None;
        if cell.is_head {
            for span in &mut line.spans {
                span.style.strong = true;
                if span.style.role == Role::Text {
                    span.style.role = Role::Label;
                }
            }
        }
    }
}

/// The columns inside a cell.
fn covered(widths: &[usize], cell: &Cell) -> usize {
    widths[cell.column..cell.column + cell.columns].iter().sum::<usize>() + (cell.columns - 1) * 3
}

/// Returns the width of each column: its text's where all fit, else a fair share of the room.
fn widths(context: Context<'_>, grid: &Grid) -> Vec<usize> {
    let needs: Vec<Need> = grid.cells.iter().map(|cell| need(context, cell)).collect();
    let mut natural = vec![1; grid.columns];
    let mut least = vec![1; grid.columns];
    let mut solid = vec![1; grid.columns];
    let mut order: Vec<usize> = (0..grid.cells.len()).collect();
    order.sort_by_key(|&index| grid.cells[index].columns);
    for index in order {
        let (cell, need) = (&grid.cells[index], &needs[index]);
        spread(&mut natural, cell, need.wide);
        spread(&mut least, cell, need.narrow.min(NARROW.max(context.width / 4)).max(need.solid));
        spread(&mut solid, cell, need.solid);
    }
    let room = context.width.saturating_sub(grid.columns * 3 + 1);
    if natural.iter().sum::<usize>() <= room {
        return natural;
    }
    for (least, natural) in least.iter_mut().zip(&natural) {
        *least = (*least).max(NARROW).min(*natural);
    }
    if least.iter().sum::<usize>() > room {
        // The first column stays when it scrolls, and so is not too wide.
        let first = (context.width / 3).max(NARROW);
        let wide = |(index, &natural): (usize, &usize)| {
            natural.min(if index == 0 { first } else { 40 }).max(solid[index])
        };
        return natural.iter().enumerate().map(wide).collect();
    }
    shared(room, &natural, &least)
}

/// What a cell takes in columns.
struct Need {
    /// What it would like to have.
    wide: usize,
    /// What it can do with.
    narrow: usize,
    /// What it cannot do without: lines of code, tables and pictures do not wrap.
    solid: usize,
}

fn need(context: Context<'_>, cell: &Cell) -> Need {
    let widest = |columns: usize| {
        let lines = sequence(inside(context, columns), &cell.blocks);
        let is_solid =
            |line: &&Line| line.wide.is_some() || line.spans.iter().any(|span| span.picture.is_some());
        let most = |lines: &mut dyn Iterator<Item = &Line>| lines.map(Line::width).max().unwrap_or(1).max(1);
        (most(&mut lines.iter()), most(&mut lines.iter().filter(is_solid)))
    };
    let room = context.width.max(NARROW);
    let (wide, solid) = widest(room);
    let wide = wide.min(room).max(solid);
    if wide <= NARROW {
        return Need { wide, narrow: wide, solid };
    }
    let (narrow, narrow_solid) = widest(NARROW);
    Need { wide: wide.max(narrow_solid), narrow, solid: solid.max(narrow_solid) }
}

/// Widens the columns under a cell until it has what it needs.
fn spread(widths: &mut [usize], cell: &Cell, needed: usize) {
    let have = covered(widths, cell);
    let Some(missing) = needed.checked_sub(have).filter(|missing| *missing > 0) else { return };
    for (index, column) in (cell.column..cell.column + cell.columns).enumerate() {
        widths[column] += missing / cell.columns + usize::from(index < missing % cell.columns);
    }
}

/// Returns the line on which each row starts, and behind them the one after the last: rows are as high as their
/// cells, and a line is between two.
fn tops(grid: &Grid, laid: &[Vec<Line>]) -> Vec<usize> {
    let mut heights = vec![1; grid.rows];
    let mut order: Vec<usize> = (0..grid.cells.len()).collect();
    order.sort_by_key(|&index| grid.cells[index].rows);
    for index in order {
        let (cell, needed) = (&grid.cells[index], laid[index].len());
        let have: usize = heights[cell.row..cell.row + cell.rows].iter().sum::<usize>() + cell.rows - 1;
        heights[cell.row + cell.rows - 1] += needed.saturating_sub(have);
    }
    let mut tops = vec![1];
    for height in heights {
        tops.push(tops[tops.len() - 1] + height + 1);
    }
    tops
}

/// Returns which cell covers each place; places that none covers are cells of their own.
fn places(grid: &Grid) -> Vec<Vec<usize>> {
    let mut next = grid.cells.len();
    let mut places: Vec<Vec<usize>> = (0..grid.rows)
        .map(|_| {
            let row = (next..next + grid.columns).collect();
            next += grid.columns;
            row
        })
        .collect();
    for (index, cell) in grid.cells.iter().enumerate() {
        for row in &mut places[cell.row..cell.row + cell.rows] {
            row[cell.column..cell.column + cell.columns].fill(index);
        }
    }
    places
}

struct Drawing<'a> {
    context: Context<'a>,
    grid: &'a Grid,
    widths: Vec<usize>,
    places: Vec<Vec<usize>>,
    tops: Vec<usize>,
    laid: Vec<Vec<Line>>,
    is_wide: bool,
}

impl Drawing<'_> {
    fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut source = self.grid.cells.first().map_or(0, |cell| cell.line);
        for row in 0..self.grid.rows {
            let first = self.grid.cells.iter().filter(|cell| cell.row == row).map(|cell| cell.line).min();
            source = first.unwrap_or(source).max(source);
            lines.push(self.edge(row, source));
            for y in self.tops[row]..self.tops[row + 1] - 1 {
                lines.push(self.text(row, y, source));
            }
        }
        lines.push(self.edge(self.grid.rows, source));
        if self.is_wide {
            // A cell that goes over the first two columns cannot stay and scroll.
            let stays = self.grid.cells.iter().all(|cell| cell.column > 0 || cell.columns == 1);
            let lead = if stays && self.grid.columns > 1 { self.widths[0] + 4 } else { 0 };
            for line in &mut lines {
                line.wide = Some(Wide { lead, tail: 0 });
            }
        }
        lines
    }

    /// A line through the cells of a row.
    fn text(&self, row: usize, y: usize, source: u32) -> Line {
        let vertical = self.context.glyphs.vertical;
        let mut line = Line::new(Vec::new(), source);
        let mut column = 0;
        while column < self.grid.columns {
            line.spans.push(drawn(
                if column == 0 { format!("{vertical} ") } else { format!(" {vertical} ") },
                Role::Frame,
            ));
            column += self.content(&mut line, row, column, y);
        }
        line.spans.push(drawn(format!(" {vertical}"), Role::Frame));
        line
    }

    /// Draws line `y` of the cell at a place; returns how many columns of the grid that takes.
    fn content(&self, line: &mut Line, row: usize, column: usize, y: usize) -> usize {
        let index = self.places[row][column];
        let blanks = |count: usize| Span::new(" ".repeat(count), Style::default());
        let Some(cell) = self.grid.cells.get(index) else {
            line.spans.push(blanks(self.widths[column]));
            return 1;
        };
        let columns = covered(&self.widths, cell);
        let shown = self.laid[index].get(y - self.tops[cell.row]);
        let used = shown.map_or(0, Line::width);
        line.spans.extend(shown.into_iter().flat_map(|shown| shown.spans.iter().cloned()));
        if used < columns {
            line.spans.push(blanks(columns - used));
        }
        cell.columns
    }

    /// The line above a row, or below the last: lines between cells, and the inside of cells that go through it.
    fn edge(&self, row: usize, source: u32) -> Line {
        let y = self.tops[row] - 1;
        let mut line = Line::new(Vec::new(), source);
        let mut frame = String::new();
        let mut column = 0;
        while column < self.grid.columns {
            let junction = self.junction(row, column);
            if self.is_edge(row, column) {
                frame.push_str(junction);
                frame.push_str(&self.context.glyphs.horizontal.repeat(self.widths[column] + 2));
                column += 1;
            } else {
                line.spans.push(drawn(std::mem::take(&mut frame) + junction + " ", Role::Frame));
                column += self.content(&mut line, row, column, y);
                frame.push(' ');
            }
        }
        frame.push_str(self.junction(row, self.grid.columns));
        line.spans.push(drawn(frame, Role::Frame));
        line
    }

    /// Whether a line is drawn above a place.
    fn is_edge(&self, row: usize, column: usize) -> bool {
        row == 0 || row == self.grid.rows || self.places[row - 1][column] != self.places[row][column]
    }

    /// Whether a line is drawn left of a place.
    fn is_side(&self, row: usize, column: usize) -> bool {
        column == 0 || column == self.grid.columns || self.places[row][column - 1] != self.places[row][column]
    }

    /// The sign where the line above a row meets the line left of a column.
    fn junction(&self, row: usize, column: usize) -> &'static str {
        let up = row > 0 && self.is_side(row - 1, column);
        let down = row < self.grid.rows && self.is_side(row, column);
        let left = column > 0 && self.is_edge(row, column - 1);
        let right = column < self.grid.columns && self.is_edge(row, column);
        let glyphs = self.context.glyphs;
        let [top_left, top_right, bottom_left, bottom_right] = glyphs.corners;
        let [left_tee, right_tee, top_tee, bottom_tee, cross] = glyphs.tees;
        match (up, down, left, right) {
            (true, true, true, true) => cross,
            (true, true, false, true) => left_tee,
            (true, true, true, false) => right_tee,
            (false, true, true, true) => top_tee,
            (true, false, true, true) => bottom_tee,
            (false, true, false, true) => top_left,
            (false, true, true, false) => top_right,
            (true, false, false, true) => bottom_left,
            (true, false, true, false) => bottom_right,
            (_, _, false, false) => glyphs.vertical,
            _ => glyphs.horizontal,
        }
    }
}
