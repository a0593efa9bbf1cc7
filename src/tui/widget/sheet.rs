//! Rows of an overlay: something on the left, a fact on the right, one of them selected.

use super::cell;
use super::frame::{Look, pane, shortened};
use super::input::{Input, Styles};
use super::list::Cursor;
use super::popup::{Size, place};
use super::zone::{self, Hit};
use crate::domain::SafeText;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};

/// One row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// What it is; shortened first.
    pub(crate) left: Line<'static>,
    /// A fact about it; dropped when there is no room.
    pub(crate) right: Line<'static>,
}

/// Draws a box over what is there and returns its inside.
pub(crate) fn sheet(frame: &mut Frame<'_>, area: Rect, size: Size, look: Look, theme: &Theme) -> Rect {
    // Where only a sliver of what is behind would be seen, the box takes it: less to look at.
    let full = area.width < size.width.saturating_add(4);
    let outer =
        if full { Rect { x: area.x, width: area.width, ..place(area, size) } } else { place(area, size) };
    frame.render_widget(Clear, outer);
    pane(frame, outer, theme, Look { focused: true, ..look })
}

/// Draws the rows in sight; `row` makes the row of an index.
pub(crate) fn draw(
    frame: &mut Frame<'_>,
    area: Rect,
    cursor: &mut Cursor,
    count: usize,
    theme: &Theme,
    mut row: impl FnMut(usize) -> Row,
) {
    for (line, index) in cursor.visible(count, usize::from(area.height)).enumerate() {
        let area = Rect { y: area.y + line as u16, height: 1, ..area };
        draw_one(frame, area, row(index), index == cursor.at, theme);
        zone::note(area, Hit::Row(index, cursor.at));
    }
}

/// Draws one row.
pub(crate) fn draw_one(frame: &mut Frame<'_>, area: Rect, row: Row, selected: bool, theme: &Theme) {
    let inner = inset(area);
    let room = usize::from(inner.width);
    let right = if row.right.width() * 2 > room { Line::default() } else { row.right };
    let gap = if right.width() > 0 { right.width() + 2 } else { 0 };
    let left = shortened(row.left, room.saturating_sub(gap), theme);
    cell::line(frame.buffer_mut(), inner, &left);
    frame.render_widget(right.right_aligned(), inner);
    if selected {
        frame.buffer_mut().set_style(area, theme.selection);
    }
}

/// Draws the line to type in, with a sign before it, and shows the terminal's cursor there.
pub(crate) fn draw_input(
    frame: &mut Frame<'_>,
    area: Rect,
    sign: &'static str,
    input: &Input,
    theme: &Theme,
) {
    let area = Rect { height: 1, ..inset(area) };
    let sign = Span::styled(sign, theme.key);
    let taken = sign.width() as u16;
    frame.render_widget(Line::from(sign), area);
    let line = Rect { x: area.x + taken, width: area.width.saturating_sub(taken), ..area };
    let styles = Styles { text: theme.text, placeholder: theme.muted, token: theme.accent };
    input.draw(frame, line, styles);
}

/// Draws a line across, between what is typed and what is found.
pub(crate) fn draw_rule(frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
    let line = theme.signs.line.repeat(usize::from(area.width));
    frame.render_widget(Line::styled(line, theme.border), Rect { height: 1, ..area });
}

/// Draws what stands in an empty list: a sentence, and what to press next.
pub(crate) fn draw_empty(frame: &mut Frame<'_>, area: Rect, text: &str, theme: &Theme) {
    let area = inset(area);
    let text = Paragraph::new(text.to_owned()).style(theme.muted).wrap(Wrap { trim: true });
    frame.render_widget(
        text,
        Rect {
            y: area.y + u16::from(area.height > 2),
            height: area.height.saturating_sub(1).max(1).min(area.height),
            ..area
        },
    );
}

/// Returns text with the letters of `marks` (byte ranges, in order) in another style. Safe to show.
pub(crate) fn marked(text: &str, marks: &[(usize, usize)], plain: Style, hit: Style) -> Vec<Span<'static>> {
    let safe = |text: &str, style| Span::styled(SafeText::line(text).into_string(), style);
    let mut spans = Vec::new();
    let mut done = 0;
    for &(start, end) in marks {
        let fits = start >= done && start < end && end <= text.len();
        if !fits || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            continue;
        }
        if start > done {
            spans.push(safe(&text[done..start], plain));
        }
        spans.push(safe(&text[start..end], hit));
        done = end;
    }
    if done < text.len() {
        spans.push(safe(&text[done..], plain));
    }
    spans
}

/// Returns keys and what they do, for the foot of a box: `Enter open · Esc close`.
pub(crate) fn keys(pairs: &[(&str, &str)], theme: &Theme) -> Line<'static> {
    let mut spans = Vec::new();
    for (index, (key, does)) in pairs.iter().enumerate() {
        if index > 0 {
            spans.push(Span::styled(format!(" {} ", theme.signs.dot), theme.muted));
        }
        spans.push(Span::styled((*key).to_owned(), theme.key));
        spans.push(Span::raw(format!(" {does}")));
    }
    Line::from(spans)
}

/// Leaves a blank column on both sides.
pub(crate) fn inset(area: Rect) -> Rect {
    let margin = u16::from(area.width > 2);
    Rect { x: area.x + margin, width: area.width.saturating_sub(2 * margin), ..area }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_text_is_whole_and_safe_whatever_the_marks_say() {
        let text = "a\u{1b}[1m Zoë";
        let odd: [&[(usize, usize)]; 4] = [&[], &[(0, 1)], &[(8, 9), (0, 1)], &[(3, 99)]];
        for marks in odd {
            let spans = marked(text, marks, Style::new(), Style::new());
            let whole: String = spans.iter().map(|span| span.content.as_ref()).collect();
            assert_eq!(whole, "a␛[1m Zoë");
        }
    }
}
