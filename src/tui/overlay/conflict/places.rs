//! The places of a conflict: what each is, going from one to the next, deciding it, writing it anew.

use super::Here;
use crate::markup;
use crate::replica::Conflict;
use crate::tui::action::Action;
use crate::tui::widget::editor::Editor as Text;
use crate::tui::widget::hunk::{self, Choice, Hunk, Piece};
use crate::tui::widget::page::PageView;

impl Here {
    pub(super) fn new(conflict: &Conflict) -> Self {
        let shown = [&conflict.base, &conflict.ours, &conflict.theirs].map(|body| markup::to_markdown(body));
        let is_storage = shown.iter().any(|shown| shown.read_only.is_some());
        let pieces = if is_storage {
            hunk::pieces(&conflict.base, &conflict.ours, &conflict.theirs)
        } else {
            let [base, ours, theirs] = &shown;
            hunk::pieces(&base.markdown, &ours.markdown, &theirs.markdown)
        };
        let mut here = Self {
            conflict: conflict.clone(),
            is_storage,
            pieces,
            at: 0,
            shows_base: false,
            scrolled: 0,
            preview: None,
            writing: None,
            leaving: false,
        };
        if here.count() == 0 {
            here.preview = Some(here.rendered());
        }
        here
    }

    /// Returns where the hunks are among the pieces.
    pub(super) fn places(&self) -> Vec<usize> {
        let is_hunk = |(_, piece): &(usize, &Piece)| matches!(piece, Piece::Hunk(_));
        self.pieces.iter().enumerate().filter(is_hunk).map(|(at, _)| at).collect()
    }

    pub(super) fn hunks(&self) -> impl Iterator<Item = &Hunk> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Hunk(hunk) => Some(&**hunk),
            Piece::Settled(_) => None,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.hunks().count()
    }

    pub(super) fn open_ones(&self) -> usize {
        self.hunks().filter(|hunk| hunk.choice == Choice::Open).count()
    }

    pub(super) fn hunk(&self) -> Option<&Hunk> {
        self.hunks().nth(self.at)
    }

    fn hunk_mut(&mut self) -> Option<&mut Hunk> {
        let at = self.at;
        let hunks = self.pieces.iter_mut().filter_map(|piece| match piece {
            Piece::Hunk(hunk) => Some(&mut **hunk),
            Piece::Settled(_) => None,
        });
        { hunks }.nth(at)
    }

    /// Decides the hunk on the screen and goes to the next that is open.
    pub(super) fn decide(&mut self, choice: Choice) {
        if let Some(hunk) = self.hunk_mut() {
            hunk.choice = choice;
            let open: Vec<bool> = self.hunks().map(|hunk| hunk.choice == Choice::Open).collect();
            let after = (self.at + 1..open.len()).chain(0..self.at).find(|&at| open[at]);
            self.go_to(after.unwrap_or(self.at));
        }
        self.leaving = false;
        self.refresh();
    }

    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
        self.scrolled = 0;
    }

    pub(super) fn step(&mut self, by: isize) {
        let count = self.count() as isize;
        if count > 0 {
            self.go_to((self.at as isize + by).rem_euclid(count) as usize);
        }
    }

    /// Begins to write what the hunk becomes, from what was decided.
    pub(super) fn write(&mut self) {
        let lines = self.hunk().map(|hunk| hunk.result().unwrap_or_else(|| hunk.ours.clone()));
        self.writing = lines.map(|lines| Text::new(&lines.join("\n"), 0));
    }

    /// Takes what was written; unchanged it decides nothing.
    pub(super) fn take_written(&mut self) {
        let Some(text) = self.writing.take() else { return };
        let written: Vec<String> = text.text().split('\n').map(str::to_owned).collect();
        let before = self.hunk().map(|hunk| hunk.result().unwrap_or_else(|| hunk.ours.clone()));
        if before.is_some_and(|before| before != written) {
            self.decide(Choice::Written(written));
        }
    }

    pub(super) fn refresh(&mut self) {
        if self.preview.is_some() {
            self.preview = Some(self.rendered());
        }
    }

    /// Returns the result as it will look; places that are open say so.
    pub(super) fn rendered(&self) -> PageView {
        let text = hunk::text(&self.pieces, |_| {
            vec![String::new(), "> [!WARNING] Not decided yet".to_owned(), String::new()]
        });
        let markdown = if self.is_storage { markup::to_markdown(&text).markdown } else { text };
        PageView::new(None, &markdown)
    }

    pub(super) fn scroll(&mut self, action: Action) -> bool {
        if let Some(preview) = &mut self.preview {
            return preview.act(action);
        }
        self.scrolled = match action {
            Action::Down => self.scrolled.saturating_add(1),
            Action::Up => self.scrolled.saturating_sub(1),
            Action::PageDown | Action::HalfDown => self.scrolled.saturating_add(8),
            Action::PageUp | Action::HalfUp => self.scrolled.saturating_sub(8),
            Action::Top => 0,
            _ => return false,
        };
        true
    }
}
