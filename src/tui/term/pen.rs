//! The colours and attributes a terminal writes with, and the shortest sequence from one set to another.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What the next letter looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pen {
    foreground: Color,
    background: Color,
    underline: Color,
    modifier: Modifier,
}

/// Attributes that are seen on a blank, too.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

impl Pen {
    /// The pen a cell was drawn with.
    pub(super) fn of(cell: &Cell) -> Self {
        Self {
            foreground: cell.fg,
            background: cell.bg,
            underline: cell.underline_color,
            modifier: cell.modifier,
        }
    }

    /// Tells whether a cell would look the same with this pen as with its own.
    pub(super) fn fits(&self, cell: &Cell) -> bool {
        if cell.symbol() != " " {
            return *self == Self::of(cell);
        }
        let seen = (self.modifier | cell.modifier).intersects(SEEN_ON_BLANK);
        if seen { *self == Self::of(cell) } else { self.background == cell.bg }
    }

    /// Writes what makes the pen `to` of this one.
    pub(super) fn change(self, to: Self, bytes: &mut Vec<u8>) {
        if self == to {
            return;
        }
        let (mut step, mut anew) = (Vec::with_capacity(24), Vec::with_capacity(24));
        self.steps(to, &mut step);
        if to != Self::default() {
            anew.push(b'0');
            Self::default().steps(to, &mut anew);
        }
        bytes.extend_from_slice(b"\x1b[");
        bytes.extend_from_slice(if anew.len() < step.len() { &anew } else { &step });
        bytes.push(b'm');
    }

    fn steps(self, to: Self, list: &mut Vec<u8>) {
        let gone = self.modifier - to.modifier;
        let mut come = to.modifier - self.modifier;
        if gone.intersects(Modifier::BOLD | Modifier::DIM) {
            number(22, list);
            come |= to.modifier & (Modifier::BOLD | Modifier::DIM);
        }
        if gone.intersects(Modifier::SLOW_BLINK | Modifier::RAPID_BLINK) {
            number(25, list);
            come |= to.modifier & (Modifier::SLOW_BLINK | Modifier::RAPID_BLINK);
        }
        for (modifier, on, off) in MODIFIERS {
            if come.contains(modifier) {
                number(on, list);
            } else if off != 0 && gone.contains(modifier) {
                number(off, list);
            }
        }
        if self.foreground != to.foreground {
            colour(to.foreground, 30, list);
        }
        if self.background != to.background {
            colour(to.background, 40, list);
        }
        if self.underline != to.underline {
            colour(to.underline, 50, list);
        }
    }
}

/// Each attribute with the numbers that set it and take it away; 0 where several go together.
const MODIFIERS: [(Modifier, u16, u16); 9] = [
    (Modifier::BOLD, 1, 0),
    (Modifier::DIM, 2, 0),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 0),
    (Modifier::RAPID_BLINK, 6, 0),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Writes a colour: `base` is 30 for letters, 40 for what is behind them, 50 for the line below them, which has no
/// short numbers.
fn colour(colour: Color, base: u16, list: &mut Vec<u8>) {
    let index = match colour {
        Color::Reset => return number(base + 9, list),
        Color::Rgb(red, green, blue) => {
            for part in [base + 8, 2, red.into(), green.into(), blue.into()] {
                number(part, list);
            }
            return;
        }
        Color::Indexed(index) => index,
        named => NAMED.iter().position(|known| *known == named).unwrap_or_default() as u8,
    };
    match index {
        0..=7 if base < 50 => number(base + u16::from(index), list),
        8..=15 if base < 50 => number(base + 52 + u16::from(index), list),
        _ => {
            for part in [base + 8, 5, index.into()] {
                number(part, list);
            }
        }
    }
}

const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// Adds a number to a list of parameters.
fn number(number: u16, list: &mut Vec<u8>) {
    if !list.is_empty() {
        list.push(b';');
    }
    digits(number, list);
}

/// Writes a number.
pub(super) fn digits(number: u16, bytes: &mut Vec<u8>) {
    if number >= 10 {
        digits(number / 10, bytes);
    }
    bytes.push(b'0' + (number % 10) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    fn change(from: Style, to: Style) -> String {
        let pen = |style: Style| Pen::of(Cell::default().set_style(style));
        let mut bytes = Vec::new();
        pen(from).change(pen(to), &mut bytes);
        String::from_utf8(bytes).unwrap().replace('\x1b', "")
    }

    #[test]
    fn the_shortest_way_between_two_pens() {
        let plain = Style::reset();
        assert_eq!(change(plain, plain), "");
        assert_eq!(change(plain, plain.fg(Color::DarkGray)), "[90m");
        assert_eq!(change(plain.bold().fg(Color::Red), plain), "[m");
        assert_eq!(change(plain.bold(), plain.fg(Color::Blue)), "[0;34m");
        assert_eq!(change(plain.bold().fg(Color::Rgb(1, 2, 3)), plain.fg(Color::Rgb(1, 2, 3))), "[22m");
        assert_eq!(change(plain.bold(), plain.dim()), "[0;2m");
        assert_eq!(change(plain, plain.bg(Color::Indexed(9))), "[101m");
        assert_eq!(change(plain, plain.underline_color(Color::Red)), "[58;5;1m");
    }

    #[test]
    fn a_blank_has_no_colour_of_its_own() {
        let mut blank = Cell::default();
        blank.set_fg(Color::Red);
        assert!(Pen::default().fits(&blank));
        blank.modifier = Modifier::UNDERLINED;
        assert!(!Pen::default().fits(&blank));
    }
}
