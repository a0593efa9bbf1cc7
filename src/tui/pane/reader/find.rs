//! Find in page: matches while you type, `n` and `N` afterwards.

use super::{Mode, Reader};
use crate::tui::action::Action;
use crate::tui::document::Match;
use crate::tui::surface::Step;
use crate::tui::theme::Theme;
use crate::tui::widget::input::Input;
use crate::tui::widget::page::Highlight;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use std::ops::Range;

/// What is looked for, and where it is.
#[derive(Debug)]
pub(super) struct Find {
    input: Input,
    matches: Vec<Match>,
    at: usize,
    /// The row the search began in: matches from here on come first.
    from: usize,
    is_stale: bool,
    /// The match is to be shown as soon as there is one.
    reveals: bool,
}

impl Find {
    /// The page changed: the matches are looked up again before it is drawn.
    pub(super) fn stale(&mut self) {
        self.is_stale = true;
    }

    fn place(&self) -> (usize, usize) {
        (self.at, self.matches.len())
    }

    /// Returns how many there are and which one this is.
    pub(super) fn count(&self) -> String {
        let text = self.input.text();
        match (text.is_empty(), self.matches.len()) {
            (true, _) => "type to find in this page".to_owned(),
            _ if self.is_stale => format!("looking for “{text}”…"),
            (_, 0) => format!("no match for “{text}”"),
            (_, count) => format!("{} of {count} for “{text}”", self.at + 1),
        }
    }

    /// Returns the parts of the present match.
    pub(super) fn present(&self) -> Option<&[(usize, Range<usize>)]> {
        self.matches.get(self.at).map(|found| found.parts.as_slice())
    }

    /// Returns what to mark in rows: every match, the present one reversed.
    pub(super) fn highlights(&self, rows: &Range<usize>, theme: &Theme) -> Vec<Highlight> {
        let mut found = Vec::new();
        for (index, one) in self.matches.iter().enumerate() {
            let look = if index == self.at { theme.matched.patch(theme.selection) } else { theme.matched };
            let look = look.add_modifier(ratatui::style::Modifier::UNDERLINED);
            for (row, columns) in one.parts.iter().filter(|(row, _)| rows.contains(row)) {
                found.push((*row, columns.clone(), look));
            }
        }
        found
    }
}

impl Reader {
    /// Goes to words of the page and marks them, as if somebody had looked for them.
    pub fn show_words(&mut self, words: &str) {
        if self.view.document().fold_count() > 0 {
            self.turn_folds(true);
        }
        let input = Input::with(words);
        self.find = Some(Find { input, matches: Vec::new(), at: 0, from: 0, is_stale: true, reveals: false });
        self.mode = Mode::Read;
        self.look_up();
        self.reveal_match();
    }

    pub(super) fn start_find(&mut self) -> Step {
        let from = self.view.rows().start;
        let input = self.find.take().map_or_else(Input::new, |find| find.input);
        // What is folded is part of the page: it opens, so that it is found.
        if self.view.document().fold_count() > 0 {
            self.turn_folds(true);
        }
        self.find = Some(Find { input, matches: Vec::new(), at: 0, from, is_stale: true, reveals: false });
        self.mode = Mode::Find;
        Step::stay()
    }

    pub(super) fn find_key(&mut self, key: KeyEvent) -> Step {
        let Some(find) = &mut self.find else { return Step::pass() };
        if !find.input.on_key(key) {
            return Step::pass();
        }
        self.look_up();
        self.reveal_match();
        Step::stay()
    }

    pub(super) fn find_action(&mut self, action: Action) -> Step {
        match action {
            Action::Accept | Action::Open => {
                self.mode = Mode::Read;
                if self.find.as_ref().is_some_and(|find| find.input.is_empty()) {
                    self.find = None;
                }
            }
            Action::Close => {
                self.mode = Mode::Read;
                self.find = None;
            }
            Action::Down => return self.find_next(true),
            Action::Up => return self.find_next(false),
            _ => return Step::pass(),
        }
        Step::stay()
    }

    /// Goes to the next match, around the end.
    pub(super) fn find_next(&mut self, below: bool) -> Step {
        let Some(find) = &mut self.find else { return self.start_find() };
        let count = find.matches.len();
        if count > 0 {
            find.at = if below { (find.at + 1) % count } else { (find.at + count - 1) % count };
            self.reveal_match();
        }
        Step::stay()
    }

    /// Looks again when the page or its layout changed; the match that was shown stays the present one as long as there
    /// are as many.
    pub(super) fn refresh_find(&mut self) {
        let Some((at, count)) = self.find.as_ref().filter(|find| find.is_stale).map(Find::place) else {
            return;
        };
        self.look_up();
        if let Some(find) = self.find.as_mut().filter(|find| find.matches.len() == count) {
            find.at = at;
        }
    }

    fn look_up(&mut self) {
        let Some(find) = &mut self.find else { return };
        let matches = self.view.find(find.input.text());
        find.is_stale = matches.is_none();
        find.matches = matches.unwrap_or_default();
        let after = find.matches.iter().position(|found| found.line() >= find.from);
        find.at = after.unwrap_or(0);
    }

    /// Looks again when all of the page is laid out.
    pub(super) fn find_in_the_rest(&mut self) {
        if self.find.as_ref().is_some_and(|find| find.is_stale) {
            self.look_up();
            if self.find.as_ref().is_some_and(|find| find.reveals) {
                self.reveal_match();
            }
        }
    }

    fn reveal_match(&mut self) {
        if let Some(find) = &mut self.find {
            find.reveals = find.is_stale;
        }
        if let Some(found) = self.find.as_ref().and_then(|find| find.matches.get(find.at)) {
            self.view.reveal(found.line());
        }
    }

    /// Returns the area above the line that is typed into, while there is one.
    pub(super) fn above_find(&self, area: Rect) -> Rect {
        let typing = matches!(self.mode, Mode::Find) && area.height >= 3;
        Rect { height: area.height - u16::from(typing), ..area }
    }

    /// Draws the line that is typed into, at the foot; returns the area above it.
    pub(super) fn draw_find(&self, frame: &mut Frame<'_>, area: Rect, world: &World) -> Rect {
        let above = self.above_find(area);
        if let Some(find) = self.find.as_ref().filter(|_| above.height < area.height) {
            let line = Rect { y: above.bottom(), height: 1, ..area };
            row::filter(frame, line, &find.input, true, &world.theme);
        }
        above
    }
}
