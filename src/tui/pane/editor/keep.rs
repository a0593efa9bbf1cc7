//! Whether what is typed is on the disk, and what to do when it cannot be.
//!
//! Steps are journalled one by one. After a failure the journal has a gap, so that nothing but the whole
//! text will do; until that is written the editor says so in red and tries again.

use crate::tui::effect::{Effect, Notice, Timer};
use crate::tui::theme::Theme;
use ratatui::text::Line;
use std::time::Duration;

/// How long to wait before the next try.
const RETRY: Duration = Duration::from_secs(2);

/// How the draft stands.
#[derive(Debug)]
pub(super) struct Keeping {
    state: State,
    /// Whether there is a draft that steps can be added to.
    has_draft: bool,
    /// Whether a whole text is on its way: only its answer ends a failure.
    whole: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    /// Nothing was typed since the page was opened.
    Untouched,
    /// Written, not yet durable.
    Saving,
    /// Durable.
    Saved,
    /// Only in memory, and why.
    Failed(String),
}

impl Keeping {
    /// Begins with or without a draft from before.
    pub(super) fn new(has_draft: bool) -> Self {
        let state = if has_draft { State::Saved } else { State::Untouched };
        Self { state, has_draft, whole: false }
    }

    /// Tells whether there is a draft to end.
    pub(super) fn has_draft(&self) -> bool {
        self.has_draft
    }

    /// Returns why the text is only in memory.
    pub(super) fn failed(&self) -> Option<&str> {
        match &self.state {
            State::Failed(problem) => Some(problem),
            _ => None,
        }
    }

    /// Tells whether a whole draft has to come before any step.
    pub(super) fn needs_whole(&self) -> bool {
        !self.has_draft && self.failed().is_none()
    }

    /// The whole text is sent.
    pub(super) fn keeps_whole(&mut self) {
        self.has_draft = true;
        self.whole = true;
        if self.failed().is_none() {
            self.state = State::Saving;
        }
    }

    /// Steps were typed; `false` when they need not be sent, as the whole text will be.
    pub(super) fn journalled(&mut self) -> bool {
        if self.failed().is_some() {
            return false;
        }
        self.state = State::Saving;
        true
    }

    /// The store answered.
    pub(super) fn on_kept(&mut self, problem: Option<&str>) -> Vec<Effect> {
        let whole = std::mem::take(&mut self.whole);
        match (problem, &self.state) {
            (Some(problem), State::Failed(_)) => {
                self.state = State::Failed(brief(problem));
                if whole { vec![Effect::After(RETRY, Timer::RetryDraft)] } else { Vec::new() }
            }
            (Some(problem), _) => {
                self.state = State::Failed(brief(problem));
                vec![Effect::After(RETRY, Timer::RetryDraft)]
            }
            (None, State::Failed(_)) if !whole => Vec::new(),
            (None, State::Failed(_)) => {
                self.state = State::Saved;
                vec![Effect::Say(Notice::good("The draft is saved again."))]
            }
            (None, State::Saving) => {
                self.state = State::Saved;
                Vec::new()
            }
            (None, State::Untouched | State::Saved) => Vec::new(),
        }
    }

    /// Returns the words for the border.
    pub(super) fn line(&self, theme: &Theme) -> Line<'static> {
        match &self.state {
            State::Untouched => Line::default(),
            State::Saving => Line::styled("saving…", theme.muted),
            State::Saved => Line::styled("draft saved", theme.muted),
            State::Failed(problem) => Line::styled(format!("NOT SAVED: {problem}"), theme.bad),
        }
    }
}

/// Shortens what the store says to what fits into a border.
fn brief(problem: &str) -> String {
    if problem.contains("disk is full") {
        return "disk full".to_owned();
    }
    let line = crate::domain::SafeText::line(problem).into_string();
    if line.chars().count() > 60 { line.chars().take(59).chain(['…']).collect() } else { line }
}
