//! The editor on the screen: which rows are in view, their colours, and the mouse.

use super::glyph::glyph;
use super::markdown::Look;
use super::wrap::Row;
use super::{Editor, Motion};
use crate::tui::highlight::{Class, Ink};
use crate::tui::widget::cell;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What a piece of text is, to be given a colour by the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Plain text.
    Text,
    /// A heading.
    Heading,
    /// A quote or panel.
    Quote,
    /// The sign of a list item, a task box, a rule.
    Marker,
    /// Code.
    Code,
    /// A directive or atom: `::toc{}`, `{date:…}`, `@{user}`.
    Directive,
    /// A link.
    Link,
    /// Strong text.
    Strong,
    /// Emphasised text.
    Emphasis,
    /// A stand-in for what cannot be shown.
    Token,
    /// A match of the search.
    Match,
    /// What a replacement would take away.
    Gone,
    /// The selection.
    Selection,
    /// Words of a language, in code.
    Keyword,
    /// A name, in code.
    Name,
    /// Text in quotes, in code.
    String,
    /// A number, in code.
    Number,
    /// A comment, in code.
    Comment,
    /// A line that came, in a diff.
    Added,
    /// A line that went, in a diff.
    Removed,
}

impl From<Class> for Role {
    fn from(class: Class) -> Self {
        match class {
            Class::Keyword => Self::Keyword,
            Class::Name => Self::Name,
            Class::String => Self::String,
            Class::Number => Self::Number,
            Class::Comment => Self::Comment,
            Class::Added => Self::Added,
            Class::Removed => Self::Removed,
        }
    }
}

/// The styles of the roles.
#[derive(Debug, Clone, Copy, Default)]
pub struct Styles([Style; 20]);

impl Styles {
    /// Asks for the style of each role.
    pub fn new(style: impl Fn(Role) -> Style) -> Self {
        use Role::*;
        let roles = [
            Text, Heading, Quote, Marker, Code, Directive, Link, Strong, Emphasis, Token, Match, Gone,
            Selection, Keyword, Name, String, Number, Comment, Added, Removed,
        ];
        Self(roles.map(style))
    }

    fn of(&self, role: Role) -> Style {
        self.0[role as usize]
    }
}

impl Editor {
    /// Tells the size of the area before anything is drawn, so that motions by row know their rows.
    pub fn set_size(&mut self, width: u16, height: u16) {
        self.view.width = usize::from(width);
        self.view.height = usize::from(height);
        // The last column is for the cursor behind a full row and for the blank that hangs there.
        self.view.layout.set_width(usize::from(width).saturating_sub(1));
    }

    /// Draws the rows in view and returns where the terminal's cursor belongs; `None` when the cursor is
    /// scrolled out of view. Code in fences has the colours that are known.
    pub fn draw(&mut self, area: Rect, buffer: &mut Buffer, styles: &Styles, ink: &Ink) -> Option<Position> {
        self.set_size(area.width, area.height);
        self.view.area = area;
        if area.is_empty() {
            return None;
        }
        let cursor_row = self.cursor_row();
        self.bring_into_view(cursor_row);
        cell::ground(buffer, area, styles.of(Role::Text));
        let mut row = Some(self.view.top);
        let mut cursor = None;
        let mut look: Option<(usize, Look)> = None;
        for y in area.y..area.bottom() {
            let Some(here) = row else { break };
            if look.as_ref().is_none_or(|(line, _)| *line != here.line) {
                look = Some((here.line, self.look(here.line, ink)));
            }
            let Some((_, look)) = &look else { break };
            let range = self.view.layout.range(&self.text, here);
            if here == cursor_row {
                let column = self.columns(range.start..self.cursor()).min(usize::from(area.width) - 1);
                cursor = Some(Position::new(area.x + column as u16, y));
            }
            self.draw_row(here, range, look, Rect { y, height: 1, ..area }, buffer, styles);
            row = self.view.layout.below(&self.text, here);
        }
        let first = self.view.top.line.min(cursor_row.line).saturating_sub(1);
        let last = row.map_or(self.text.lines(), |row| row.line).max(cursor_row.line) + 1;
        self.view.layout.keep(first..last + 1);
        cursor
    }

    fn draw_row(
        &self,
        row: Row,
        range: Range<usize>,
        look: &Look,
        area: Rect,
        buffer: &mut Buffer,
        styles: &Styles,
    ) {
        let line_start = self.text.line(row.line).start;
        let selected = self.shown_selected(row.line);
        let matches = self.search.within(range.clone());
        let gone = self.search.gone_within(range.clone());
        let base = styles.of(Role::Text).patch(styles.of(look.role));
        let piece = self.text.slice(range.clone());
        let is_plain = cell::is_plain(&piece);
        if is_plain && matches.is_empty() && gone.is_empty() && selected.is_empty() {
            let shift = |at: usize| (line_start + at).saturating_sub(range.start);
            let spans = look.spans.iter().map(|(span, role)| (shift(span.start)..shift(span.end), *role));
            return draw_plain(&piece, spans, base, area, buffer, styles);
        }
        let mut spans = look.spans.iter().peekable();
        let mut x = area.x;
        let first = buffer.index_of(area.x, area.y);
        let mut offset = 0;
        let mut others = if is_plain { "" } else { &*piece }.graphemes(true);
        while let Some(grapheme) = if is_plain { piece.get(offset..offset + 1) } else { others.next() } {
            let at = range.start + offset;
            offset += grapheme.len();
            let glyph = glyph(grapheme, usize::from(x - area.x));
            if usize::from(area.right() - x) < glyph.width {
                break;
            }
            while spans.next_if(|(span, _)| span.end + line_start <= at).is_some() {}
            let mut style = base;
            if let Some((span, role)) = spans.peek()
                && span.start + line_start <= at
            {
                style = style.patch(styles.of(*role));
            }
            if glyph.token {
                style = style.patch(styles.of(Role::Token));
            }
            if matches.iter().any(|found| found.contains(&at)) {
                style = style.patch(styles.of(Role::Match));
            }
            if gone.iter().any(|gone| gone.contains(&at)) {
                style = style.patch(styles.of(Role::Gone));
            }
            if selected.contains(&at) {
                style = style.patch(styles.of(Role::Selection));
            }
            if is_plain {
                cell::plain(&mut buffer.content[first + usize::from(x - area.x)], grapheme, style);
            } else {
                glyph.put(buffer, x, area.y, style);
            }
            x += glyph.width as u16;
        }
        // A selected line end shows as one blank, so that empty lines can be seen to be selected.
        if x < area.right() && range.end == self.text.line(row.line).end && selected.contains(&range.end) {
            buffer[(x, area.y)].set_style(styles.of(Role::Selection));
        }
    }

    /// Moves the view just enough to show the row of the cursor.
    fn bring_into_view(&mut self, cursor: Row) {
        let last = self.text.lines() - 1;
        if self.view.top.line > last {
            self.view.top = Row { line: last, sub: 0 };
        }
        // A narrower or edited line may have fewer rows than it had.
        let top = self.view.layout.range(&self.text, self.view.top).start;
        self.view.top = self.view.layout.row_of(&self.text, top);
        if !self.view.follow {
            return;
        }
        if cursor < self.view.top {
            self.view.top = cursor;
            return;
        }
        let mut row = Some(self.view.top);
        for _ in 0..self.view.height {
            match row {
                Some(here) if here == cursor => return,
                Some(here) => row = self.view.layout.below(&self.text, here),
                None => break,
            }
        }
        self.view.top = cursor;
        self.scroll_top(1 - self.view.height as isize);
    }

    fn scroll_top(&mut self, rows: isize) {
        for _ in 0..rows.unsigned_abs() {
            let next = if rows < 0 {
                self.view.layout.above(&self.text, self.view.top)
            } else {
                self.view.layout.below(&self.text, self.view.top)
            };
            match next {
                Some(next) => self.view.top = next,
                None => break,
            }
        }
    }

    /// Scrolls without moving the cursor: the wheel.
    pub fn scroll(&mut self, rows: isize) {
        self.view.follow = false;
        self.scroll_top(rows);
    }

    /// Puts the cursor where the mouse was pressed, or drags the selection there.
    pub fn click(&mut self, position: Position, drag: bool) {
        let area = self.view.area;
        let mut row = self.view.top;
        for _ in 0..position.y.clamp(area.y, area.bottom().saturating_sub(1).max(area.y)) - area.y {
            match self.view.layout.below(&self.text, row) {
                Some(below) => row = below,
                None => break,
            }
        }
        let at = self.at_column(row, usize::from(position.x.saturating_sub(area.x)));
        self.history.close();
        self.goal = None;
        self.go(at, drag);
    }

    /// Returns how far the view is through the text, in thousandths, for a preview beside it.
    pub fn progress(&self) -> usize {
        self.text.line(self.view.top.line).start * 1000 / self.text.len().max(1)
    }

    /// Returns the first line in view, from 0.
    pub fn top_line(&self) -> usize {
        self.view.top.line
    }

    /// Selects the word around a position: a double click.
    pub fn select_word(&mut self, position: Position) {
        self.click(position, false);
        let end = self.target(Motion::WordRight);
        self.selection.cursor = end;
        let start = self.target(Motion::WordLeft);
        self.selection.anchor = Some(start);
    }
}

/// Draws a row of letters of ASCII in which nothing is selected or found: most rows, at every key.
fn draw_plain(
    piece: &str,
    spans: impl Iterator<Item = (Range<usize>, Role)>,
    base: Style,
    area: Rect,
    buffer: &mut Buffer,
    styles: &Styles,
) {
    let (mut x, mut at) = (area.x, 0);
    for (span, role) in spans {
        let start = span.start.clamp(at, piece.len());
        let end = span.end.clamp(start, piece.len());
        x = cell::text(buffer, (x, area.y), area.right(), &piece[at..start], base);
        x = cell::text(buffer, (x, area.y), area.right(), &piece[start..end], base.patch(styles.of(role)));
        at = end;
    }
    cell::text(buffer, (x, area.y), area.right(), &piece[at..], base);
}
