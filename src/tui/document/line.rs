//! A laid-out line, its width, and the part of it that a narrow screen shows.

use super::ink::CodeLine;
use super::style::{Role, Style};
use crate::domain::text::shown;
use ratatui::buffer::CellWidth;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;

/// Names a focus target of a document: an index into its table.
pub type TargetId = u32;

/// A piece of one line in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text, safe to show.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// What Enter does on it.
    pub target: Option<TargetId>,
    /// The line of code it shows, for whoever knows its colours.
    pub code: Option<CodeLine>,
    /// The row, from 0, of the picture that covers its blanks: the one of its target.
    pub picture: Option<u16>,
}

/// How a line goes on from the one above, for text that is searched or copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Join {
    /// It starts something new.
    #[default]
    Fresh,
    /// It was wrapped at a blank.
    Blank,
    /// It was wrapped inside a word.
    Tight,
}

/// A line of the laid-out document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Its pieces, left to right.
    pub spans: Vec<Span>,
    /// The line of the Markdown it comes from, from 0.
    pub source: u32,
    /// How it goes on from the line above.
    pub join: Join,
    /// Set on lines that scroll sideways.
    pub wide: Option<Wide>,
}

/// What stays in place while a line scrolls sideways, in columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wide {
    /// Columns at the left that stay.
    pub lead: usize,
    /// Columns at the right that stay.
    pub tail: usize,
}

impl Span {
    /// Makes a span of text that is safe already.
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, target: None, code: None, picture: None }
    }

    /// Makes a span in a plain role.
    pub fn role(text: impl Into<String>, role: Role) -> Self {
        Self::new(text, Style::of(role))
    }

    /// Returns its width in columns.
    pub fn width(&self) -> usize {
        width(&self.text)
    }

    /// Whether it was drawn around the text rather than being part of it.
    pub fn is_drawn(&self) -> bool {
        matches!(self.style.role, Role::Frame | Role::Marker | Role::Panel(_))
    }
}

impl Line {
    /// Makes a line of spans.
    pub fn new(spans: Vec<Span>, source: u32) -> Self {
        Self { spans, source, ..Self::default() }
    }

    /// Returns its full width in columns.
    pub fn width(&self) -> usize {
        self.spans.iter().map(Span::width).sum()
    }

    /// Returns its text without styles.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Gives back the room that was left to write it: a page of 1 MB is kept as tens of thousands of lines.
    pub(super) fn shrink(&mut self) {
        self.spans.iter_mut().for_each(|span| span.text.shrink_to_fit());
        self.spans.shrink_to_fit();
    }

    /// Puts `lead` before it; a wide line keeps it in place.
    pub(super) fn indent(&mut self, lead: &[Span]) {
        let columns: usize = lead.iter().map(Span::width).sum();
        self.spans.splice(0..0, lead.iter().cloned());
        if let Some(wide) = &mut self.wide {
            wide.lead += columns;
        }
    }

    /// Fills it up with blanks to `columns`.
    pub(super) fn pad(&mut self, columns: usize) {
        let missing = columns.saturating_sub(self.width());
        if missing > 0 {
            // The ground that code stands on is a rectangle.
            let last = self.spans.last().map(|span| span.style.role);
            let style = Style {
                role: last.filter(|role| *role == Role::CodeBlock).unwrap_or_default(),
                ..Style::default()
            };
            self.spans.push(Span::new(" ".repeat(missing), style));
        }
    }

    /// Returns what a screen of `columns` shows of it, scrolled by `offset` columns. A line that fits
    /// is not moved; where something is cut, a `‹` or `›` says so.
    pub fn visible(&self, offset: usize, columns: usize) -> Cow<'_, [Span]> {
        let full = self.width();
        if full <= columns {
            return Cow::Borrowed(&self.spans);
        }
        let Wide { lead, tail } = self.wide.unwrap_or_default();
        if lead + tail + 2 > columns {
            let start = offset.min(full - columns);
            return cut(&self.spans, start, start + columns).into();
        }
        let room = columns - lead - tail;
        let start = lead + offset.min(full - columns);
        let end = start + room;
        let (more_left, more_right) = (start > lead, end < full - tail);
        let mut spans = cut(&self.spans, 0, lead);
        if more_left {
            spans.push(Span::role("‹", Role::Frame));
        }
        spans.extend(cut(&self.spans, start + usize::from(more_left), end - usize::from(more_right)));
        if more_right {
            spans.push(Span::role("›", Role::Frame));
        }
        spans.extend(cut(&self.spans, full - tail, full));
        spans.into()
    }

    /// Returns where column `column` of the line is on a screen of `columns` scrolled by `offset`; `None` where it is not
    /// in sight, or the line has none of this number.
    pub fn screen_column(&self, column: usize, offset: usize, columns: usize) -> Option<usize> {
        let full = self.width();
        if column >= full {
            return None;
        }
        if full <= columns {
            return Some(column);
        }
        let Wide { lead, tail } = self.wide.unwrap_or_default();
        let shift = offset.min(full - columns);
        if lead + tail + 2 > columns {
            return column.checked_sub(shift).filter(|&at| at < columns);
        }
        if column < lead {
            return Some(column);
        }
        if column >= full - tail {
            return Some(column + columns - full);
        }
        column.checked_sub(shift).filter(|&at| at >= lead && at < columns - tail)
    }
}

/// Returns the columns `start..end` of spans; a wide character cut in two becomes a blank.
fn cut(spans: &[Span], start: usize, end: usize) -> Vec<Span> {
    let mut kept = Vec::new();
    let mut at = 0;
    for span in spans {
        let mut text = String::new();
        for grapheme in span.text.graphemes(true) {
            let columns = grapheme_width(grapheme);
            let (from, to) = (at, at + columns);
            at = to;
            if from >= start && to <= end {
                text.push_str(grapheme);
            } else if to > start && from < end {
                text.push_str(&" ".repeat(to.min(end) - from.max(start)));
            }
        }
        if !text.is_empty() {
            kept.push(Span { text, ..span.clone() });
        }
        if at >= end {
            break;
        }
    }
    kept
}

/// Returns the columns that a terminal gives to `text`, which must be safe to show.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(grapheme_width).sum()
}

/// Returns the characters of `text` as a person counts them, each with its columns.
pub fn cells(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|grapheme| (grapheme, grapheme_width(grapheme)))
}

/// Returns the columns of one grapheme, as ratatui counts them.
pub(super) fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.len() == 1 { 1 } else { usize::from(grapheme.cell_width()) }
}

/// Makes text safe to show and keeps its line breaks; tabs become blanks up to the next stop of four.
pub(super) fn safe(text: &str) -> String {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte) || byte == b'\n') {
        return text.to_owned();
    }
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => safe.push('\n'),
            '\r' => {}
            '\t' => {
                let line = safe.rsplit('\n').next().unwrap_or_default();
                let blanks = 4 - width(line) % 4;
                safe.push_str(&" ".repeat(blanks));
            }
            other => safe.push(shown(other)),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str, lead: usize, tail: usize) -> Line {
        let spans = vec![Span::new(text, Style::default())];
        Line { spans, wide: Some(Wide { lead, tail }), ..Line::default() }
    }

    fn shown_of(line: &Line, offset: usize, columns: usize) -> String {
        line.visible(offset, columns).iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn a_wide_line_keeps_its_ends_in_place() {
        let line = wide("│ one two three four │", 2, 2);
        assert_eq!(shown_of(&line, 0, 12), "│ one two› │");
        assert_eq!(shown_of(&line, 3, 12), "│ ‹two th› │");
        assert_eq!(shown_of(&line, 99, 12), "│ ‹ee four │");
        assert_eq!(shown_of(&line, 3, 40), line.text());
    }

    #[test]
    fn a_character_of_two_columns_is_never_halved() {
        let line = wide("日本語日本語", 0, 0);
        for offset in 0..8 {
            assert_eq!(width(&shown_of(&line, offset, 5)), 5, "at {offset}");
        }
    }

    #[test]
    fn tabs_go_to_stops_and_controls_are_shown() {
        assert_eq!(safe("a\tb\n\tc\u{1b}"), "a   b\n    c␛");
    }
}
