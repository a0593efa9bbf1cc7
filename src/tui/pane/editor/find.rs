//! The line under the text in which words to find, and words to put in their place, are typed.

use crate::domain::Timestamp;
use crate::tui::theme::Theme;
use crate::tui::widget::editor::{Editor as Text, Found};
use crate::tui::widget::input::{Input, Outcome};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The line.
#[derive(Debug)]
pub(super) struct FindBar {
    query: Input,
    replacement: Option<Input>,
    /// Whether the replacement is being typed.
    replacing: bool,
    found: Found,
    /// Where the cursor was: matches are looked for from there on.
    from: usize,
}

impl FindBar {
    /// Begins with what is selected, when that is on one line.
    pub(super) fn new(text: &mut Text) -> Self {
        let selected = text.selected_text().filter(|selected| !selected.contains('\n'));
        let query = Input::with(selected.as_deref().unwrap_or_default());
        let from = text.selected().map_or(text.cursor(), |range| range.start);
        let found = text.find(query.text(), from);
        Self { query, replacement: None, replacing: false, found, from }
    }

    /// Takes a key; `false` when it means nothing here.
    pub(super) fn key(&mut self, key: KeyEvent, text: &mut Text, now: Timestamp) -> bool {
        match key.code {
            KeyCode::Enter if self.replacing => self.replace(text, now),
            KeyCode::Enter | KeyCode::Down => self.found = text.find_next(),
            KeyCode::Up => self.found = text.find_previous(),
            KeyCode::Tab | KeyCode::BackTab => {
                self.replacement.get_or_insert_default();
                self.replacing = !self.replacing;
            }
            _ => return self.typed(key, text),
        }
        true
    }

    /// Goes to the next match.
    pub(super) fn next(&mut self, text: &mut Text) {
        self.found = text.find_next();
    }

    /// Replaces every match; says how many there were.
    pub(super) fn replace_all(&mut self, text: &mut Text, now: Timestamp) -> Option<usize> {
        let replacement = self.replacement.as_ref()?;
        let count = text.replace_matches(replacement.text(), now);
        self.found = Found::default();
        Some(count)
    }

    /// Takes pasted text.
    pub(super) fn paste(&mut self, pasted: &str, text: &mut Text) {
        match &mut self.replacement {
            Some(replacement) if self.replacing => {
                replacement.insert(pasted);
            }
            _ => {
                self.query.insert(pasted);
                self.found = text.find(self.query.text(), self.from);
            }
        }
    }

    fn typed(&mut self, key: KeyEvent, text: &mut Text) -> bool {
        if let Some(replacement) = self.replacement.as_mut().filter(|_| self.replacing) {
            return replacement.key(key) != Outcome::Ignored;
        }
        match self.query.key(key) {
            Outcome::Ignored => return false,
            Outcome::Same => {}
            Outcome::Changed => self.found = text.find(self.query.text(), self.from),
        }
        true
    }

    fn replace(&mut self, text: &mut Text, now: Timestamp) {
        if let Some(replacement) = &self.replacement {
            self.found = text.replace_match(replacement.text(), now);
        }
    }

    /// Draws the line and puts the terminal's cursor into it.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
        frame.buffer_mut().set_style(area, theme.text);
        let count = match (self.query.is_empty(), self.found) {
            (true, _) => String::new(),
            (false, Found { count: 0, .. }) => "not found".to_owned(),
            (false, Found { index, count }) => format!("{index} of {count}"),
        };
        let help = match (&self.replacement, self.replacing) {
            (None, _) => "Enter next  ↑ before  Tab replace  Esc close",
            (Some(_), true) => "Enter replace  Ctrl-R all  Tab find  Esc close",
            (Some(_), false) => "Enter next  Tab replacement  Esc close",
        };
        // The count comes first: where it is narrow the help is cut.
        let right = Line::from(vec![
            Span::styled(format!("{count}  "), theme.accent),
            Span::styled(help, theme.muted),
        ]);
        let room = (area.width / 2).max(16).min(area.width);
        let rest = Rect { x: area.x + room, width: area.width - room, ..area };
        frame.render_widget(right, rest);
        let left = Rect { width: room, ..area };
        match &self.replacement {
            None => field(frame, left, "find ", &self.query, true, theme),
            Some(replacement) => {
                let half = left.width / 2;
                let first = Rect { width: half, ..left };
                let second = Rect { x: left.x + half, width: left.width - half, ..left };
                field(frame, first, "find ", &self.query, !self.replacing, theme);
                field(frame, second, "with ", replacement, self.replacing, theme);
            }
        }
    }
}

fn field(frame: &mut Frame<'_>, area: Rect, name: &'static str, input: &Input, active: bool, theme: &Theme) {
    let wide = (name.len() as u16).min(area.width);
    frame.render_widget(Span::styled(name, theme.title), area);
    let rest = Rect { x: area.x + wide, width: (area.width - wide).saturating_sub(1), ..area };
    if active {
        input.draw(frame, rest, theme.text);
    } else {
        input.draw_in(rest, frame.buffer_mut(), theme.muted.into());
    }
}
