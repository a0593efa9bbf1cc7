//! Writes rows of a frame with as few bytes as we know: short ways for the cursor, short changes of the pen, blanks
//! erased rather than written, and the tail of a line pushed aside rather than written again.
//!
//! The writer knows where the cursor stands and which pen is in use, from one frame to the next. Where a terminal
//! may see it differently (behind an emoji, behind the last column) it says where it wants to be.

use super::glyph::{are_narrow, is_certain, is_covered, is_wide, same, width};
use super::pen::{Pen, digits};
use ratatui::buffer::Cell;

/// What is known of the terminal between two frames, and the bytes for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
    /// Column and row of the cursor, when they are known.
    pub(super) at: Option<(u16, u16)>,
    pen: Pen,
}

/// Blanks up to the end of a line that are worth erasing, and blanks before something else.
const ERASED_TAIL: usize = 4;
const ERASED_GAP: usize = 12;
/// So many cells that only moved sideways are worth pushing.
const PUSHED: usize = 26;
/// How far a line is pushed at most.
const PUSH: usize = 8;

impl Writer {
    /// Forgets where the cursor is.
    pub(super) fn lost(&mut self) {
        self.at = None;
    }

    /// How many bytes a row takes from a cursor and a pen of which nothing is known, when nothing is pushed aside.
    pub(super) fn weigh(&mut self, shown: &[Cell], next: &[Cell]) -> usize {
        self.bytes.clear();
        self.at = None;
        self.pen = Pen::default();
        self.differences(1, shown, next);
        self.bytes.len()
    }

    /// Takes the plain pen.
    pub(super) fn plain(&mut self) {
        self.pen.change(Pen::default(), &mut self.bytes);
        self.pen = Pen::default();
    }

    /// Writes what makes the row `next` of the row `shown`.
    pub(super) fn row(&mut self, y: u16, shown: &[Cell], next: &[Cell]) {
        match self.push(y, shown, next) {
            Some(pushed) => self.cells(y, next, &|x| !same(&pushed[x], &next[x])),
            None => self.differences(y, shown, next),
        }
    }

    /// Writes the cells in which two rows differ.
    fn differences(&mut self, y: u16, shown: &[Cell], next: &[Cell]) {
        let differs = |x: usize| !same(&shown[x], &next[x]);
        if are_narrow(shown) && are_narrow(next) {
            return self.cells(y, next, &differs);
        }
        // Wide letters overlap with what was there: everything from the first difference to the last is written.
        let (Some(mut first), Some(last)) =
            ((0..next.len()).find(|x| differs(*x)), (0..next.len()).rev().find(|x| differs(*x)))
        else {
            return;
        };
        while first > 0 && [shown, next].iter().any(|row| is_wide(&row[first - 1])) {
            first -= 1;
        }
        self.cells(y, next, &|x| (first..=last + 1).contains(&x));
    }

    /// Writes the cells of a row that `differs` tells of.
    fn cells(&mut self, y: u16, next: &[Cell], differs: &dyn Fn(usize) -> bool) {
        let mut x = 0;
        while x < next.len() {
            if !differs(x) || is_covered(&next[x]) {
                x += width(&next[x]);
                continue;
            }
            let (end, erased) = self.blanks(next, x, differs);
            let count = erased - x;
            if count >= ERASED_GAP || (end == next.len() && count >= ERASED_TAIL) {
                self.go(x, y, next);
                self.plain();
                self.bytes.extend_from_slice(b"\x1b[");
                if end == next.len() {
                    self.bytes.push(b'K');
                } else {
                    digits(count as u16, &mut self.bytes);
                    self.bytes.push(b'X');
                }
                x = erased;
                continue;
            }
            self.go(x, y, next);
            self.put(&next[x], x, y, next.len());
            x += width(&next[x]);
        }
    }

    /// How far plain blanks go on from `x`, and how far they differ.
    fn blanks(&self, next: &[Cell], x: usize, differs: &dyn Fn(usize) -> bool) -> (usize, usize) {
        let blank = |cell: &Cell| cell.symbol() == " " && Pen::default().fits(cell) && !is_covered(cell);
        let (mut end, mut erased) = (x, x);
        while end < next.len() && blank(&next[end]) {
            end += 1;
            if differs(end - 1) {
                erased = end;
            }
        }
        (end, erased)
    }

    fn put(&mut self, cell: &Cell, x: usize, y: u16, columns: usize) {
        if !self.pen.fits(cell) {
            let pen = Pen::of(cell);
            self.pen.change(pen, &mut self.bytes);
            self.pen = pen;
        }
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        let after = x + width(cell);
        // Behind the last column a cursor stands still, or wraps, or waits.
        self.at = (after < columns && is_certain(cell)).then_some((after as u16, y));
    }

    /// Moves the cursor, over letters of `next` that are there already when that is shorter.
    fn go(&mut self, x: usize, y: u16, next: &[Cell]) {
        if let Some((column, row)) = self.at
            && row == y
            && usize::from(column) < x
            && x - usize::from(column) <= 5
        {
            let between = &next[usize::from(column)..x];
            let bytes: usize = between.iter().map(|cell| cell.symbol().len()).sum();
            let simple = |cell: &Cell| {
                width(cell) == 1 && is_certain(cell) && self.pen.fits(cell) && !is_covered(cell)
            };
            if bytes <= 4 && between.iter().all(simple) {
                for cell in between {
                    self.bytes.extend_from_slice(cell.symbol().as_bytes());
                }
                self.at = Some((x as u16, y));
                return;
            }
        }
        self.move_to(x as u16, y);
    }

    /// Moves the cursor by the shortest way.
    pub(super) fn move_to(&mut self, x: u16, y: u16) {
        let start = self.bytes.len();
        let mut best = Vec::with_capacity(10);
        best.extend_from_slice(b"\x1b[");
        if y > 0 || x > 0 {
            digits(y + 1, &mut best);
        }
        if x > 0 {
            best.push(b';');
            digits(x + 1, &mut best);
        }
        best.push(b'H');
        match self.at {
            None => self.bytes.extend_from_slice(&best),
            Some((column, row)) => {
                match y.checked_sub(row) {
                    Some(down @ 0..=4) => self.bytes.extend(std::iter::repeat_n(b'\n', down.into())),
                    Some(down) => self.sequence(down, b'B'),
                    None => self.sequence(row - y, b'A'),
                }
                match (x.checked_sub(column), column.saturating_sub(x)) {
                    (Some(0), _) => {}
                    _ if x == 0 => self.bytes.push(b'\r'),
                    (None, left @ 1..=3) => self.bytes.extend(std::iter::repeat_n(8, left.into())),
                    (Some(right), _) if right < 10 || x + 1 >= 100 => self.sequence(right, b'C'),
                    _ => self.sequence(x + 1, b'G'),
                }
                if self.bytes.len() - start > best.len() {
                    self.bytes.truncate(start);
                    self.bytes.extend_from_slice(&best);
                }
            }
        }
        self.at = Some((x, y));
    }

    /// Writes a control sequence with one number; one is left out.
    fn sequence(&mut self, count: u16, end: u8) {
        self.bytes.extend_from_slice(b"\x1b[");
        if count != 1 {
            digits(count, &mut self.bytes);
        }
        self.bytes.push(end);
    }

    /// Pushes the part of a row that only moved sideways; returns what the row shows then.
    ///
    /// Right of that part nothing moves: a letter put in pushes out the last cell before it, and so does a letter
    /// taken out pull in a blank there.
    fn push(&mut self, y: u16, shown: &[Cell], next: &[Cell]) -> Option<Vec<Cell>> {
        let differs = |x: &usize| !same(&shown[*x], &next[*x]);
        let first = (0..next.len()).find(differs)?;
        if (first..next.len()).filter(differs).count() < PUSHED || !are_narrow(shown) || !are_narrow(next) {
            return None;
        }
        // Up to the last cell that differs from what stands there now.
        let stretch = |from: usize, to: usize| {
            let alike = shown[from..].iter().zip(&next[to..]).take_while(|(from, to)| same(from, to)).count();
            (0..alike).rfind(|at| differs(&(to + at))).map_or(0, |last| last + 1)
        };
        let candidates = (1..=PUSH.min(next.len() - first - 1))
            .flat_map(|by| [(stretch(first, first + by), by, true), (stretch(first + by, first), by, false)]);
        let (length, by, inserts) = candidates.max_by_key(|(length, by, _)| (*length, PUSH - by))?;
        if length < PUSHED {
            return None;
        }
        let end = first + by + length;
        let mut pushed = shown.to_vec();
        self.plain();
        if inserts {
            pushed[first..end].rotate_right(by);
            pushed[first..first + by].fill(Cell::default());
            if end < next.len() {
                self.push_at(end - by, y, by, b'P');
            }
            self.push_at(first, y, by, b'@');
        } else {
            pushed[first..end].rotate_left(by);
            pushed[end - by..end].fill(Cell::default());
            self.push_at(first, y, by, b'P');
            if end < next.len() {
                self.push_at(end - by, y, by, b'@');
            }
        }
        Some(pushed)
    }

    fn push_at(&mut self, x: usize, y: u16, by: usize, how: u8) {
        self.move_to(x as u16, y);
        self.sequence(by as u16, how);
    }
}
