//! Completes pages after `[[`, people after `@`, emoji after `:`, and blocks and atoms by their first signs.
//!
//! ```text
//! typed ─► wanted ─► offers: people, snippets and emoji are here; pages are asked for (Request::Like), and
//!                    what was answered before is narrowed until the answer comes
//! ```
//!
//! It never takes a key from somebody who just writes: Enter accepts only what letters were typed for, or what
//! was gone to by arrow.

mod emoji;
mod offers;
mod wanted;

use super::Editor;
use crate::domain::Hit;
use crate::markup::catalogue::STOP;
use crate::replica::Form;
use crate::tui::effect::{Effect, Notice, Request};
use crate::tui::theme::Theme;
use crate::tui::widget::editor::{Command, Editor as Text, Motion};
use crate::tui::world::World;
use offers::Offer;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Clear;
use wanted::{Wanted, wanted};

/// How many are shown at once.
const SHOWN: usize = 8;

/// What is offered at the cursor.
#[derive(Debug)]
pub(super) struct Completion {
    /// Where what is typed so far begins, in bytes of the text.
    start: usize,
    offers: Vec<Offer>,
    selected: usize,
    /// Whether Enter means the offer: letters were typed for it, or it was gone to.
    meant: bool,
}

/// Pages that were found for what was typed last.
#[derive(Debug, Default)]
pub(super) struct Pages {
    asked: String,
    answered: String,
    hits: Vec<Hit>,
}

/// Places of a snippet that are still to be filled in.
#[derive(Debug, Default)]
pub(super) struct Stops {
    /// Where the snippet begins.
    from: usize,
    /// The places, counted from the end of the text: what is typed before them does not move that. The next
    /// one last.
    rest: Vec<usize>,
}

impl Completion {
    /// Returns what can be offered at the cursor; `None` when nothing fits.
    fn at_cursor(text: &Text, pages: &Pages, world: &World) -> Option<Self> {
        let before = text.before_cursor();
        let (wanted, length) = wanted(&before)?;
        let offers = match wanted {
            Wanted::Page(query) => offers::pages(query, pages, world),
            Wanted::Person(query) => offers::people(query, world),
            Wanted::Block(query) => offers::blocks(query, world),
            Wanted::Emoji(query) => offers::emoji(query),
        };
        let typed = match wanted {
            Wanted::Page(query) | Wanted::Person(query) | Wanted::Block(query) | Wanted::Emoji(query) => {
                query
            }
        };
        let meant = typed.chars().any(char::is_alphanumeric);
        (!offers.is_empty()).then(|| Self { start: text.cursor() - length, offers, selected: 0, meant })
    }

    /// Selects another offer.
    fn step(&mut self, by: isize) {
        let count = self.offers.len() as isize;
        self.selected = (self.selected as isize + by).rem_euclid(count) as usize;
        self.meant = true;
    }

    /// Puts the selected offer in place of what is typed; returns the places in it that are to be filled in.
    fn accept(self, text: &mut Text, world: &World) -> Stops {
        let mut end = text.cursor();
        let Some(offer) = self.offers.into_iter().nth(self.selected) else { return Stops::default() };
        // A closing `]]` that is there already is taken over; what the link says stays behind its `|`.
        let mut link = offer.inserted.as_str();
        if link.ends_with("]]") && text.after_cursor(2) == "]]" {
            end += 2;
        } else if link.ends_with("]]") && text.after_cursor(1) == "|" {
            link = &link[..link.len() - 2];
        }
        let before = text.before_cursor();
        let indent: String = before.chars().take_while(|letter| *letter == ' ').collect();
        drop(before);
        let inserted = link.replace('\n', &format!("\n{indent}"));
        // A title may hold any character.
        let pieces: Vec<&str> =
            if offer.is_snippet { inserted.split(STOP).collect() } else { vec![&inserted] };
        text.replace_range(self.start..end, &pieces.concat(), world.now);
        let end = text.cursor();
        let mut place = self.start;
        let mut rest: Vec<usize> = Vec::new();
        for piece in &pieces[..pieces.len() - 1] {
            place += piece.len();
            rest.push(text.len() - place);
        }
        if rest.is_empty() {
            return Stops::default();
        }
        // Past the last place one more step leads out of the snippet.
        rest.push(text.len() - end);
        rest.reverse();
        let mut stops = Stops { from: self.start, rest };
        stops.next(text, world);
        stops
    }

    /// Draws the offers under the cursor, or above it where there is more room.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, within: Rect, cursor: Position, theme: &Theme) {
        let first = self.selected.saturating_sub(SHOWN - 1);
        let shown = &self.offers[first..self.offers.len().min(first + SHOWN)];
        let width = shown.iter().map(Offer::width).max().unwrap_or(0).min(usize::from(within.width)) as u16;
        let height = shown.len() as u16;
        let below = within.bottom().saturating_sub(cursor.y + 1);
        let y = if below >= height { cursor.y + 1 } else { cursor.y.saturating_sub(height).max(within.y) };
        let x = cursor.x.min(within.right().saturating_sub(width));
        let area = Rect { x, y, width, height }.intersection(within);
        frame.render_widget(Clear, area);
        for (index, offer) in shown.iter().enumerate().take(usize::from(area.height)) {
            let row = Rect { y: area.y + index as u16, height: 1, ..area };
            let selected = index + first == self.selected;
            let style = if selected { theme.selection } else { theme.text.patch(theme.code) };
            offer.draw(frame, row, style, theme);
        }
    }
}

impl Pages {
    /// Takes an answer; tells whether it is to the newest question.
    pub(super) fn take(&mut self, typed: &str, hits: &[Hit]) -> bool {
        let mine = typed == self.asked;
        if mine {
            self.answered = typed.to_owned();
            self.hits = hits.to_vec();
        }
        mine
    }

    /// Forgets what was answered: pages came, went or were renamed.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

impl Stops {
    /// Goes to the next place; tells whether there was one.
    fn next(&mut self, text: &mut Text, world: &World) -> bool {
        let Some(at) = self.rest.pop().and_then(|from_end| text.len().checked_sub(from_end)) else {
            return false;
        };
        text.apply(Command::Move(Motion::To(at)), world.now);
        let after = text.after_cursor(80);
        let default = after.find(['}', '"', '\n', ']']).unwrap_or(after.len());
        let holds = after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '@');
        drop(after);
        if holds {
            text.apply(Command::Select(Motion::To(at + default)), world.now);
        }
        true
    }

    /// Tells whether the cursor is in the snippet still.
    fn holds(&self, text: &Text) -> bool {
        let last = self.rest.first().and_then(|from_end| text.len().checked_sub(*from_end));
        last.is_some_and(|last| (self.from..=last).contains(&text.cursor()))
    }
}

impl Editor {
    /// Offers completions at the cursor; asks for pages when they are wanted.
    pub(super) fn offer(&mut self, world: &World) -> Option<Effect> {
        self.completion = None;
        if self.form == Form::Storage || self.text.is_in_code() {
            return None;
        }
        self.completion = Completion::at_cursor(&self.text, &self.pages, world);
        let before = self.text.before_cursor();
        let Some((Wanted::Page(query), _)) = wanted(&before) else { return None };
        let (_, title) = offers::place(query, world);
        if title.is_empty() || title == self.pages.asked {
            return None;
        }
        self.pages.asked = title.to_owned();
        Some(Effect::Load(Request::Like(title.to_owned())))
    }

    /// Offers what can be completed because somebody asked for it; says what can be when nothing is typed.
    pub(super) fn complete(&mut self, world: &World) -> Vec<Effect> {
        let effect = self.offer(world);
        if effect.is_none() && self.completion.is_none() {
            let text = "Type [[ for a page, @ for a person, ::: for a block, { for a status or date, :sm for an emoji.";
            return vec![Effect::Say(Notice::plain(text))];
        }
        if let Some(completion) = &mut self.completion {
            completion.meant = true;
        }
        effect.into_iter().collect()
    }

    /// Pages for what is typed have come.
    pub(super) fn take_pages(&mut self, typed: &str, hits: &[Hit], world: &World) {
        if !self.pages.take(typed, hits) {
            return;
        }
        let selected = self.completion.take().map(|completion| (completion.selected, completion.meant));
        if matches!(wanted(&self.text.before_cursor()), Some((Wanted::Page(_), _))) {
            self.completion = Completion::at_cursor(&self.text, &self.pages, world);
        }
        if let (Some(completion), Some((0, meant))) = (&mut self.completion, selected) {
            completion.meant |= meant;
        }
    }

    /// Takes a key for the offers, or for the places of a snippet.
    pub(super) fn completion_key(&mut self, key: KeyEvent, world: &World) -> Option<Vec<Effect>> {
        if self.completion.is_none() && key.code == KeyCode::Tab && !self.stops.rest.is_empty() {
            let mut stops = std::mem::take(&mut self.stops);
            if stops.holds(&self.text) && stops.next(&mut self.text, world) {
                self.stops = stops;
                return Some(Vec::new());
            }
            return None;
        }
        let completion = self.completion.as_mut()?;
        match key.code {
            KeyCode::Down => completion.step(1),
            KeyCode::Up => completion.step(-1),
            KeyCode::Enter if !completion.meant => {
                self.completion = None;
                return None;
            }
            KeyCode::Enter | KeyCode::Tab => {
                let completion = self.completion.take()?;
                self.stops = completion.accept(&mut self.text, world);
                return Some(self.flush(world));
            }
            _ => return None,
        }
        Some(Vec::new())
    }
}
