//! Writes rows of a frame with as few bytes as we know: short ways for the cursor, short changes of the pen, blanks
//! erased rather than written, and the tail of a line pushed aside rather than written again.
//!
//! The writer knows where the cursor stands and which pen is in use, from one frame to the next. Where a terminal
//! may see it differently (behind an emoji, behind the last column) it says where it wants to be.

use super::glyph::{is_certain, width};
use super::key::{Key, Row, Table, are_narrow};
use super::pen::{Pen, digits};

/// What is known of the terminal between two frames, and the bytes for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
    /// Column and row of the cursor, when they are known.
    pub(super) at: Option<(u16, u16)>,
    pen: Pen,
    /// The number of a look that the pen has.
    look: Option<u32>,
    /// The numbers of what looks the same.
    pub(super) table: Table,
    /// The frame that is shown, cell by cell; empty when nobody knows.
    pub(super) keys: Vec<Key>,
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

    /// Forgets which look the pen has: numbers are given anew.
    pub(super) fn lose_look(&mut self) {
        self.look = None;
    }

    /// How many bytes a row takes from a cursor and a pen of which nothing is known, when nothing is pushed aside.
    pub(super) fn weigh(&mut self, shown: &[Key], next: Row<'_>) -> usize {
        self.bytes.clear();
        self.at = None;
        self.pen = Pen::default();
        self.look = None;
        self.differences(1, shown, next);
        self.bytes.len()
    }

    /// Takes the plain pen.
    pub(super) fn plain(&mut self) {
        self.pen.change(Pen::default(), &mut self.bytes);
        self.pen = Pen::default();
        self.look = None;
    }

    /// Writes what makes the row `next` of the row `shown`.
    pub(super) fn row(&mut self, y: u16, shown: &[Key], next: Row<'_>) {
        match self.push(y, shown, next) {
            Some(pushed) => self.cells(y, next, |x| pushed[x] != next.keys[x]),
            None => self.differences(y, shown, next),
        }
    }

    /// Writes the cells in which two rows differ.
    fn differences(&mut self, y: u16, shown: &[Key], next: Row<'_>) {
        let differs = |x: usize| shown[x] != next.keys[x];
        if are_narrow(shown) && are_narrow(next.keys) {
            return self.cells(y, next, differs);
        }
        // Wide letters overlap with what was there: everything from the first difference to the last is written.
        let columns = next.keys.len();
        let (Some(mut first), Some(last)) =
            ((0..columns).find(|x| differs(*x)), (0..columns).rev().find(|x| differs(*x)))
        else {
            return;
        };
        while first > 0 && [shown, next.keys].iter().any(|row| row[first - 1].is_wide()) {
            first -= 1;
        }
        self.cells(y, next, |x| (first..=last + 1).contains(&x));
    }

    /// Writes the cells of a row that `differs` tells of.
    fn cells(&mut self, y: u16, next: Row<'_>, differs: impl Fn(usize) -> bool) {
        let columns = next.keys.len();
        let mut x = 0;
        while x < columns {
            if !differs(x) || next.keys[x].is_covered() {
                x += wide(next, x);
                continue;
            }
            let (end, erased) = blanks(next.keys, x, &differs);
            let count = erased - x;
            if count >= ERASED_GAP || (end == columns && count >= ERASED_TAIL) {
                self.go(x, y, next);
                self.plain();
                self.bytes.extend_from_slice(b"\x1b[");
                if end == columns {
                    self.bytes.push(b'K');
                } else {
                    digits(count as u16, &mut self.bytes);
                    self.bytes.push(b'X');
                }
                x = erased;
                continue;
            }
            self.go(x, y, next);
            self.put(next, x, y);
            x += wide(next, x);
        }
    }

    /// Whether a cell would look the same with the pen as with its own.
    fn fits(&self, next: Row<'_>, x: usize) -> bool {
        self.look == Some(next.keys[x].look()) || self.pen.fits(&next.cells[x])
    }

    fn put(&mut self, next: Row<'_>, x: usize, y: u16) {
        let (cell, key) = (&next.cells[x], next.keys[x]);
        if !self.fits(next, x) {
            let pen = Pen::of(cell);
            self.pen.change(pen, &mut self.bytes);
            self.pen = pen;
            self.look = Some(key.look());
        }
        if !key.write(&mut self.bytes) {
            self.bytes.extend_from_slice(cell.symbol().as_bytes());
        }
        let after = x + wide(next, x);
        // Behind the last column a cursor stands still, or wraps, or waits.
        let is_known = after < next.keys.len() && (key.is_narrow() || is_certain(cell));
        self.at = is_known.then_some((after as u16, y));
    }

    /// Moves the cursor, over letters of `next` that are there already when that is shorter.
    fn go(&mut self, x: usize, y: u16, next: Row<'_>) {
        if let Some((column, row)) = self.at
            && row == y
            && usize::from(column) < x
            && x - usize::from(column) <= 5
        {
            let (start, from) = (self.bytes.len(), usize::from(column));
            let is_simple =
                |x: usize| next.keys[x].is_narrow() && !next.keys[x].is_covered() && self.fits(next, x);
            if (from..x).all(is_simple)
                && (from..x).all(|x| next.keys[x].write(&mut self.bytes))
                && self.bytes.len() - start <= 4
            {
                self.at = Some((x as u16, y));
                return;
            }
            self.bytes.truncate(start);
        }
        self.move_to(x as u16, y);
    }

    /// Moves the cursor by the shortest way.
    pub(super) fn move_to(&mut self, x: u16, y: u16) {
        let start = self.bytes.len();
        match self.at {
            None => self.address(x, y),
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
                let steps = self.bytes.len() - start;
                self.address(x, y);
                match self.bytes.len() - start - steps < steps {
                    true => drop(self.bytes.drain(start..start + steps)),
                    false => self.bytes.truncate(start + steps),
                }
            }
        }
        self.at = Some((x, y));
    }

    /// Writes where the cursor is to be, wherever it is.
    fn address(&mut self, x: u16, y: u16) {
        self.bytes.extend_from_slice(b"\x1b[");
        if y > 0 || x > 0 {
            digits(y + 1, &mut self.bytes);
        }
        if x > 0 {
            self.bytes.push(b';');
            digits(x + 1, &mut self.bytes);
        }
        self.bytes.push(b'H');
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
    fn push(&mut self, y: u16, shown: &[Key], next: Row<'_>) -> Option<Vec<Key>> {
        let next = next.keys;
        let differs = |x: &usize| shown[*x] != next[*x];
        let first = (0..next.len()).find(differs)?;
        if (first..next.len()).filter(differs).count() < PUSHED || !are_narrow(shown) || !are_narrow(next) {
            return None;
        }
        // Up to the last cell that differs from what stands there now.
        let stretch = |from: usize, to: usize| {
            let alike = shown[from..].iter().zip(&next[to..]).take_while(|(from, to)| from == to).count();
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
            pushed[first..first + by].fill(Key::BLANK);
            if end < next.len() {
                self.push_at(end - by, y, by, b'P');
            }
            self.push_at(first, y, by, b'@');
        } else {
            pushed[first..end].rotate_left(by);
            pushed[end - by..end].fill(Key::BLANK);
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

/// How many columns a cell takes.
fn wide(next: Row<'_>, x: usize) -> usize {
    if next.keys[x].is_narrow() { 1 } else { width(&next.cells[x]) }
}

/// How far plain blanks go on from `x`, and how far they differ.
fn blanks(next: &[Key], x: usize, differs: &impl Fn(usize) -> bool) -> (usize, usize) {
    let (mut end, mut erased) = (x, x);
    while end < next.len() && next[end].is_erased() {
        end += 1;
        if differs(end - 1) {
            erased = end;
        }
    }
    (end, erased)
}
