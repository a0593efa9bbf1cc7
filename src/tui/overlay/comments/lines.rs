//! Comments as lines: who and when, what it is about, the text, each line knowing its comment.

use crate::domain::{Comment, SafeText};
use crate::markup;
use crate::replica::{CommentRow, Delivery};
use crate::tui::document;
use crate::tui::theme::Theme;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How far a reply stands in, and how deep that is shown.
const STEP: usize = 3;
const DEEPEST: usize = 4;
/// How many words of a marked passage are shown.
const WORDS: usize = 60;

/// The lines of the comments in sight; laid again when one of them, or the width, changes.
#[derive(Debug, Default)]
pub(super) struct Laid {
    of: Vec<CommentRow>,
    width: usize,
    minute: i64,
    lines: Vec<(usize, Line<'static>)>,
}

impl Laid {
    /// Lays comments out for a width.
    pub(super) fn lay(&mut self, rows: &[CommentRow], width: usize, world: &World) {
        let minute = world.now.as_second() / 60;
        if self.of == rows && self.width == width && self.minute == minute {
            return;
        }
        self.lines = rows
            .iter()
            .enumerate()
            .flat_map(|(index, row)| one(row, width, world).into_iter().map(move |line| (index, line)))
            .collect();
        (self.of, self.width, self.minute) = (rows.to_vec(), width, minute);
    }

    /// Returns the first line to draw so that the selected comment is in sight.
    pub(super) fn top_for(&self, selected: usize, top: usize, height: usize) -> usize {
        let first = self.lines.iter().position(|(index, _)| *index == selected).unwrap_or(0);
        let last = self.lines.iter().rposition(|(index, _)| *index == selected).unwrap_or(0);
        let top = if last >= top + height { last + 1 - height.min(last + 1) } else { top };
        // A comment longer than the screen shows its beginning.
        top.min(first).min(self.lines.len().saturating_sub(1))
    }

    /// Draws the lines from one on.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, top: usize, selected: usize, theme: &Theme) {
        let rows = self.lines.iter().skip(top).take(usize::from(area.height));
        for (y, (index, line)) in rows.enumerate() {
            let place = Rect { y: area.y + y as u16, height: 1, ..area };
            frame.render_widget(line.clone(), sheet::inset(place));
            if *index == selected && line.width() > 0 {
                frame.buffer_mut().set_style(place, theme.selection);
            }
        }
    }
}

/// Returns the first words of a comment, for a question about it.
pub(super) fn first_words(comment: &Comment) -> String {
    cut(&markup::plain_text(&comment.storage))
}

/// Returns the first words of a text on one line.
pub(super) fn cut(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(WORDS).collect();
    SafeText::line(&if cut.len() < line.len() { format!("{cut}…") } else { cut }).into_string()
}

fn one(row: &CommentRow, width: usize, world: &World) -> Vec<Line<'static>> {
    let theme = &world.theme;
    let comment = &row.comment;
    let indent = " ".repeat(row.depth.min(DEEPEST) * STEP);
    let fact = |text: String, style| Span::styled(format!(" {} {text}", theme.signs.dot), style);
    let mut head = vec![
        Span::raw(indent.clone()),
        Span::styled(world.name_of(&comment.author), theme.title),
        fact(world.ago(comment.created), theme.muted),
    ];
    if comment.version.number > 1 {
        head.push(fact("edited".to_owned(), theme.muted));
    }
    if comment.resolved && row.depth == 0 {
        head.push(fact("settled".to_owned(), theme.good));
    }
    match &row.waits {
        Some(Delivery::Parked(_)) => head.push(fact("! refused, see the outbox".to_owned(), theme.bad)),
        Some(_) => head.push(fact("^ waits".to_owned(), theme.warning)),
        None => {}
    }
    let mut lines = vec![Line::from(head)];
    if let Some(anchor) = comment.anchor.as_ref().filter(|_| row.depth == 0) {
        let words: String = anchor.words.chars().take(WORDS).collect();
        let words = format!("{indent}on “{}”", SafeText::line(&words));
        lines.push(Line::styled(words, theme.accent));
    }
    let room = width.saturating_sub(indent.len()).max(20);
    let markdown = markup::to_markdown(&comment.storage).markdown;
    for line in document::to_text(&markdown, room, false).lines() {
        lines.push(Line::styled(format!("{indent}{line}"), theme.text));
    }
    lines.push(Line::default());
    lines
}
