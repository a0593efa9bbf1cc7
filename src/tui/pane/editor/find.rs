//! The lines under the text in which words to find, and words to put in their place, are typed.
//!
//! ```text
//! find gateway▏                     3/17   F6 case  F7 [word]  F8 regex  F9 selection
//! with API gateway                  Enter replace  ↓ skip  Ctrl-R all  Tab find  Esc close
//! ```
//!
//! While words are typed for the second line, the text shows each match with what comes in its place.

use crate::domain::Timestamp;
use crate::tui::action::{Action, Context};
use crate::tui::widget::editor::{Editor as Text, Found, Query};
use crate::tui::widget::frame::shortened;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use std::ops::Range;

/// Words on a line, with how much it matters that they are there.
struct Part(u8, Vec<Span<'static>>);

/// The lines.
#[derive(Debug)]
pub(super) struct FindBar {
    query: Input,
    replacement: Option<Input>,
    /// Whether the replacement is being typed.
    replacing: bool,
    found: Found,
    /// How the query is meant; its text is in the input.
    how: Query,
    /// Where the cursor was: matches are looked for from there on.
    from: usize,
    /// What was selected when it was opened, over several lines: only that may be searched.
    part: Option<Range<usize>>,
    within: bool,
    /// The text with the replacements in it, and what it was made of.
    shown: Option<(Made, Text)>,
}

/// What a preview of replacements depends on.
#[derive(Debug, PartialEq, Eq)]
struct Made {
    revision: u64,
    with: String,
    selected: Option<Range<usize>>,
    how: Query,
}

impl FindBar {
    /// Begins with what is selected, when that is on one line; else searches in it.
    pub(super) fn new(text: &mut Text) -> Self {
        let selected = text.selected_text().map(|selected| selected.into_owned());
        let range = text.selected();
        let (query, part) = match selected {
            Some(selected) if selected.contains('\n') => (Input::new(), range.clone()),
            selected => (Input::with(selected.as_deref().unwrap_or_default()), None),
        };
        let from = range.map_or(text.cursor(), |range| range.start);
        let mut bar = Self {
            query,
            replacement: None,
            replacing: false,
            found: Found::default(),
            how: Query::default(),
            from,
            within: part.is_some(),
            part,
            shown: None,
        };
        bar.search(text);
        bar
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

    /// Changes how the query is meant; tells whether the action was one for that.
    pub(super) fn act(&mut self, action: Action, text: &mut Text) -> bool {
        match action {
            Action::MatchCase => self.how.case = !self.how.case,
            Action::MatchWord => self.how.word = !self.how.word,
            Action::MatchRegex => self.how.regex = !self.how.regex,
            Action::InSelection if self.part.is_some() => self.within = !self.within,
            Action::InSelection => return true,
            _ => return false,
        }
        self.search(text);
        true
    }

    /// Goes to the next match.
    pub(super) fn next(&mut self, text: &mut Text) {
        self.found = text.find_next();
    }

    /// Asks for a replacement, when none is asked for yet, but first for what to find; tells whether it did.
    pub(super) fn ask_replacement(&mut self) -> bool {
        let asks = self.replacement.is_none();
        self.replacement.get_or_insert_default();
        self.replacing |= asks && !self.query.is_empty();
        asks
    }

    /// Replaces every match; says how many there were.
    pub(super) fn replace_all(&mut self, text: &mut Text, now: Timestamp) -> Option<usize> {
        let replacement = self.replacement.as_ref()?;
        let count = text.replace_matches(replacement.text(), now);
        self.part = text.find_part().or(self.part.take());
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
                self.search(text);
            }
        }
    }

    fn search(&mut self, text: &mut Text) {
        self.how.text = self.query.text().to_owned();
        let part = self.part.clone().filter(|_| self.within);
        let from = part.as_ref().map_or(self.from, |part| self.from.max(part.start));
        self.found = text.find_query(&self.how, part, from);
    }

    fn typed(&mut self, key: KeyEvent, text: &mut Text) -> bool {
        if let Some(replacement) = self.replacement.as_mut().filter(|_| self.replacing) {
            return replacement.key(key) != Outcome::Ignored;
        }
        match self.query.key(key) {
            Outcome::Ignored => return false,
            Outcome::Same => {}
            Outcome::Changed => self.search(text),
        }
        true
    }

    fn replace(&mut self, text: &mut Text, now: Timestamp) {
        if let Some(replacement) = &self.replacement {
            self.found = text.replace_match(replacement.text(), now);
            self.part = text.find_part().or(self.part.take());
        }
    }

    /// Returns the text as the replacement would leave it, while one is asked for.
    pub(super) fn preview(&mut self, text: &mut Text, arrow: &str) -> Option<&mut Text> {
        let with = self.replacement.as_ref()?.text();
        if self.found.count == 0 {
            return None;
        }
        let made = Made {
            revision: text.revision(),
            with: with.to_owned(),
            selected: text.selected(),
            how: self.how.clone(),
        };
        if self.shown.as_ref().is_none_or(|(before, _)| *before != made) {
            let shown = text.with_replacements(with, arrow);
            self.shown = Some((made, shown));
        }
        self.shown.as_mut().map(|(_, shown)| shown)
    }

    /// Returns how many rows it needs.
    pub(super) fn height(&self) -> u16 {
        1 + u16::from(self.replacement.is_some())
    }

    /// Draws the lines and puts the terminal's cursor into one of them.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, text: &Text, world: &World) {
        let theme = &world.theme;
        frame.buffer_mut().set_style(area, theme.text);
        let count = match (self.query.is_empty(), text.find_mistake(), self.found) {
            (true, ..) => Span::raw(""),
            (_, Some(mistake), _) => Span::styled(mistake.to_owned(), theme.bad),
            (_, None, Found { count: 0, .. }) => Span::styled("not found", theme.warning),
            (_, None, Found { index, count }) => Span::styled(format!("{index}/{count}"), theme.accent),
        };
        let row = |at: u16| Rect { y: area.y + at, height: 1, ..area };
        let help = |rank: u8, words: &str| Part(rank, vec![Span::styled(words.to_owned(), theme.muted)]);
        let mut parts = vec![Part(30, vec![count])];
        parts.extend(self.ways(world));
        if self.replacement.is_none() {
            parts.extend([help(6, "Tab replace"), help(20, "Esc close")]);
        }
        line(frame, row(0), "find ", &self.query, !self.replacing, parts, world);
        if let Some(replacement) = self.replacement.as_ref().filter(|_| area.height > 1) {
            let all = format!("{} all", world.key(Context::Find, Action::ReplaceAll));
            // How it ends is more worth knowing than how one is passed over.
            let parts = match self.replacing {
                true => vec![
                    help(30, "Enter replace"),
                    help(1, "↓ skip"),
                    help(7, &all),
                    help(6, "Tab find"),
                    help(20, "Esc close"),
                ],
                false => {
                    vec![help(30, "Enter next"), help(7, &all), help(6, "Tab with"), help(20, "Esc close")]
                }
            };
            line(frame, row(1), "with ", replacement, self.replacing, parts, world);
        }
    }

    /// Returns the ways in which the query can be meant, those in force in brackets.
    fn ways(&self, world: &World) -> Vec<Part> {
        let theme = &world.theme;
        let ways = [
            (5, Action::MatchCase, "case", self.how.case),
            (4, Action::MatchWord, "word", self.how.word),
            (3, Action::MatchRegex, "regex", self.how.regex),
            (2, Action::InSelection, "selection", self.within),
        ];
        let offered =
            ways.into_iter().filter(|(_, way, ..)| *way != Action::InSelection || self.part.is_some());
        let part = |(rank, action, word, on): (u8, Action, &str, bool)| {
            let key = Span::styled(format!("{} ", world.key(Context::Find, action)), theme.key);
            match on {
                // What is in force tells why something is not found.
                true => {
                    let word = Span::styled(format!("[{word}]"), theme.accent.add_modifier(Modifier::BOLD));
                    Part(rank + 5, vec![key, word])
                }
                false => Part(rank, vec![key, Span::styled(word.to_owned(), theme.muted)]),
            }
        };
        offered.map(part).collect()
    }
}

/// Puts words beside one another: further apart where there is room, the least important left out where there is none.
fn fitted(mut parts: Vec<Part>, room: usize) -> Line<'static> {
    parts.retain(|Part(_, spans)| spans.iter().any(|span| !span.content.is_empty()));
    let wide = |parts: &[Part], gap: usize| -> usize {
        let words = parts.iter().flat_map(|Part(_, spans)| spans).map(Span::width).sum::<usize>();
        words + gap * parts.len().saturating_sub(1)
    };
    while parts.len() > 1 && wide(&parts, 1) > room {
        let least = parts.iter().map(|Part(rank, _)| *rank).min();
        parts.retain(|Part(rank, _)| Some(*rank) != least);
    }
    let gap = if wide(&parts, 2) > room { " " } else { "  " };
    let mut spans = Vec::new();
    for Part(_, words) in parts {
        if !spans.is_empty() {
            spans.push(Span::raw(gap));
        }
        spans.extend(words);
    }
    spans.into()
}

/// Draws one field on the left, words about it on the right.
fn line(
    frame: &mut Frame<'_>,
    area: Rect,
    name: &'static str,
    input: &Input,
    active: bool,
    parts: Vec<Part>,
    world: &World,
) {
    let theme = &world.theme;
    let room = (area.width / 3).max(20).min(area.width);
    let rest = Rect { x: area.x + room, width: area.width - room, ..area };
    let words = fitted(parts, usize::from(rest.width));
    frame.render_widget(shortened(words, usize::from(rest.width), theme), rest);
    frame.render_widget(Span::styled(name, theme.title), area);
    let wide = (name.len() as u16).min(room);
    let field = Rect { x: area.x + wide, width: (room - wide).saturating_sub(1), ..area };
    if active {
        input.draw(frame, field, theme.text);
    } else {
        input.draw_in(field, frame.buffer_mut(), theme.muted.into());
    }
}
