//! How a line of text looks: as much of it as fits, with the cursor and its neighbours in view.

use super::super::cell;
use super::super::editor::glyph::glyph;
use super::Input;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_segmentation::UnicodeSegmentation;

/// The colours of an input.
#[derive(Debug, Clone, Copy, Default)]
pub struct Styles {
    /// The text.
    pub text: Style,
    /// The placeholder.
    pub placeholder: Style,
    /// Stand-ins for what cannot be shown, and the signs that text goes on to a side.
    pub token: Style,
}

impl From<Style> for Styles {
    fn from(text: Style) -> Self {
        let dim = Style::new().add_modifier(Modifier::DIM);
        Self { text, placeholder: dim, token: dim }
    }
}

impl Input {
    /// Draws the input into the first row of `area` and puts the terminal's cursor into it.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, styles: impl Into<Styles>) {
        let cursor = self.draw_in(area, frame.buffer_mut(), styles.into());
        frame.set_cursor_position(cursor);
    }

    /// Draws without the terminal's cursor and returns where that belongs.
    pub fn draw_in(&self, area: Rect, buffer: &mut Buffer, styles: Styles) -> Position {
        let width = usize::from(area.width);
        if width == 0 || area.height == 0 {
            return area.as_position();
        }
        buffer.set_style(Rect { height: 1, ..area }, styles.text);
        if self.text.is_empty() {
            paint(area, buffer, &self.placeholder, |_| styles.placeholder, false);
            return area.as_position();
        }
        let first = self.scrolled(width);
        self.first.set(first);
        let style = |token| if token { styles.text.patch(styles.token) } else { styles.text };
        let full = paint(area, buffer, &self.text[first..], style, self.masked);
        if first > 0 {
            cell::put(buffer, area.as_position(), "‹", styles.token);
        }
        if full {
            cell::put(buffer, (area.right() - 1, area.y), "›", styles.token);
        }
        let column = self.columns(&self.text[first..self.cursor]);
        Position::new(area.x + column.min(width - 1) as u16, area.y)
    }

    /// Returns where the view starts so that the cursor and its neighbours are in it.
    fn scrolled(&self, width: usize) -> usize {
        let room = width - 1;
        let margin = usize::from(width > 4);
        let mut first = self.boundary(self.first.get().min(self.text.len()));
        if self.columns(&self.text) <= room {
            return 0;
        }
        if self.cursor <= first {
            first = self.cursor;
            // One grapheme more to the left, so that moving left shows where it goes.
            return self.text[..first].grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
        }
        while first < self.cursor && self.columns(&self.text[first..self.cursor]) > room - margin {
            first += self.text[first..].graphemes(true).next().map_or(1, str::len);
        }
        first
    }

    fn columns(&self, text: &str) -> usize {
        text.graphemes(true).fold(0, |column, grapheme| column + self.width(grapheme, column))
    }

    fn width(&self, grapheme: &str, column: usize) -> usize {
        if self.masked { 1 } else { glyph(grapheme, column).width }
    }
}

/// Draws graphemes from the left; says whether some did not fit.
fn paint(area: Rect, buffer: &mut Buffer, text: &str, style: impl Fn(bool) -> Style, masked: bool) -> bool {
    let mut x = area.x;
    for grapheme in text.graphemes(true) {
        let grapheme = if masked { "•" } else { grapheme };
        let glyph = glyph(grapheme, usize::from(x - area.x));
        if usize::from(area.right() - x) < glyph.width {
            return true;
        }
        glyph.put(buffer, x, area.y, style(glyph.token));
        x += glyph.width as u16;
    }
    false
}
