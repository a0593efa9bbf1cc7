//! Lines of lists: something on the left, something on the right; a filter line; a sentence for nothing.

use super::frame::shortened;
use super::input::Input;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

/// Makes a line with two ends; the left one is shortened when they do not fit.
pub fn ends(
    left: Vec<Span<'static>>,
    right: Vec<Span<'static>>,
    width: usize,
    theme: &Theme,
) -> Line<'static> {
    let right = Line::from(right);
    let wide = right.width();
    let room = width.saturating_sub(if wide == 0 { 0 } else { wide + 1 });
    let mut line = shortened(Line::from(left), room, theme);
    let gap = width.saturating_sub(line.width() + wide);
    line.spans.push(Span::raw(" ".repeat(gap)));
    line.spans.extend(right.spans);
    line
}

/// Draws a filter line: `/` and what is typed.
pub fn filter(frame: &mut Frame<'_>, area: Rect, input: &Input, active: bool, theme: &Theme) {
    if area.is_empty() {
        return;
    }
    frame.render_widget(Span::styled("/", theme.accent), area);
    let rest = Rect { x: area.x + 1, width: area.width - 1, ..area };
    if active {
        input.draw(frame, rest, theme.text);
    } else {
        frame.render_widget(Span::styled(input.text().to_owned(), theme.matched), rest);
    }
}

/// Draws a sentence where there is nothing to list.
pub fn sentence(frame: &mut Frame<'_>, area: Rect, text: &str, theme: &Theme) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let paragraph = Paragraph::new(text.to_owned()).style(theme.muted).wrap(Wrap { trim: true });
    frame.render_widget(paragraph, area);
}

/// Returns how many rows a line takes when it breaks between words.
pub fn rows(line: &str, width: usize) -> u16 {
    let (mut rows, mut used) = (1, 0);
    for word in line.split_inclusive(' ') {
        let own = word.trim_end().width();
        if used > 0 && used + own > width {
            rows += 1;
            used = 0;
        }
        rows += (own.saturating_sub(1) / width.max(1)) as u16;
        used += word.width();
    }
    rows
}
