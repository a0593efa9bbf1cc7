//! Selecting words of the page: to copy them, or to comment on them. A selection begins with what is found or in
//! focus, else with the first word in sight, and goes on word by word.

use super::{Mode, Reader};
use crate::tui::action::Action;
use crate::tui::document::TargetKind;
use crate::tui::effect::{Effect, Notice, Screen};
use crate::tui::surface::Step;
use crate::tui::theme::Theme;
use crate::tui::widget::page::{Highlight, PageView, Spot};
use ratatui::style::Modifier;

/// Words from one to another.
#[derive(Debug, Clone)]
pub(super) struct Selection {
    /// Where it began.
    pub(super) anchor: Spot,
    /// The end that moves.
    pub(super) head: Spot,
}

impl Selection {
    /// The first and the last word.
    fn ends(&self) -> (&Spot, &Spot) {
        let before = |spot: &Spot| (spot.row, spot.columns.start);
        if before(&self.anchor) <= before(&self.head) {
            (&self.anchor, &self.head)
        } else {
            (&self.head, &self.anchor)
        }
    }

    /// Returns what to mark on the screen.
    pub(super) fn highlights(&self, view: &PageView, theme: &Theme) -> Vec<Highlight> {
        let (first, last) = self.ends();
        let look = theme.selection.add_modifier(Modifier::BOLD);
        let parts = view.between(first, last, view.rows());
        parts.into_iter().map(|(row, columns)| (row, columns, look)).collect()
    }
}

impl Reader {
    /// Begins a selection, or another one where the present one ends.
    pub(super) fn start_selection(&mut self) -> Step {
        let begun = match &self.mode {
            Mode::Words(selection) => Some((selection.head.clone(), selection.head.clone())),
            _ => self.found_or_focused(),
        };
        let first = self.view.rows().start;
        let begun = begun.or_else(|| self.view.word_from(first, true).map(|spot| (spot.clone(), spot)));
        match begun {
            Some((anchor, head)) => {
                self.mode = Mode::Words(Selection { anchor, head });
                Step::stay()
            }
            None => Step::want(Effect::Say(Notice::plain("There are no words on this page yet."))),
        }
    }

    /// The words of the present match, or of the link in focus.
    fn found_or_focused(&self) -> Option<(Spot, Spot)> {
        let rows = self.view.rows();
        let parts = match (&self.find, self.focus) {
            (Some(find), _) => find.present()?.to_vec(),
            (None, Some(target)) => self.view.parts(target, rows.clone()),
            (None, None) => return None,
        };
        let spot = |part: &(usize, std::ops::Range<usize>)| Spot { row: part.0, columns: part.1.clone() };
        let (first, last) = (parts.first()?, parts.last()?);
        rows.contains(&first.0).then(|| (spot(first), spot(last)))
    }

    pub(super) fn selection_action(&mut self, action: Action) -> Step {
        let Mode::Words(selection) = &self.mode else { return Step::pass() };
        let head = selection.head.clone();
        let moved = match action {
            Action::Right => self.view.next_word(&head),
            Action::Left => self.view.previous_word(&head),
            Action::Down => self.view.word_beside(&head, true),
            Action::Up => self.view.word_beside(&head, false),
            Action::SelectWords => return self.start_selection(),
            Action::CopyWords => return self.copy_words(),
            Action::CommentWords => return self.comment_on_words(),
            Action::Close => {
                self.mode = Mode::Read;
                return Step::stay();
            }
            _ => return Step::pass(),
        };
        if let (Some(spot), Mode::Words(selection)) = (moved, &mut self.mode) {
            self.view.reveal(spot.row);
            selection.head = spot;
        }
        Step::stay()
    }

    fn copy_words(&mut self) -> Step {
        let Mode::Words(selection) = &self.mode else { return Step::pass() };
        let (first, last) = selection.ends();
        let text = self.view.text_between(first, last);
        self.mode = Mode::Read;
        Step::want(Effect::Copy(text))
    }

    fn comment_on_words(&mut self) -> Step {
        let Mode::Words(selection) = &self.mode else { return Step::pass() };
        let Some(opened) = &self.opened else { return Step::pass() };
        let refused = |text: String| Step::want(Effect::Say(Notice::bad(text)));
        if let Some(why) = opened.why_untouched() {
            return refused(why);
        }
        let (first, last) = selection.ends();
        let Some(passage) = self.view.passage(first, last) else {
            let anew = "Select words of one paragraph to comment on them: v begins anew where you are.";
            return refused(anew.to_owned());
        };
        let page = opened.id().clone();
        self.mode = Mode::Read;
        Step::want(Effect::Show(Screen::CommentOn(page, passage)))
    }

    /// Shows the thread about the words of a mark.
    pub(super) fn thread(&self, mark: &str) -> Step {
        let Some(opened) = &self.opened else { return Step::stay() };
        Step::want(Effect::Show(Screen::Thread(opened.id().clone(), mark.to_owned())))
    }

    /// The thread about the words in focus.
    pub(super) fn commented(&self) -> Option<Step> {
        let document = self.view.document();
        match &document.targets().get(self.focus? as usize)?.kind {
            TargetKind::Comment(mark) => Some(self.thread(mark)),
            _ => None,
        }
    }
}
