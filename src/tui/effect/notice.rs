//! What is said at the bottom of the screen.

use crate::report::Report;
use crate::tui::action::Action;

/// A notice at the bottom of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: String,
    /// What to press or type next.
    pub hint: String,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// For knowing.
    Plain,
    /// Stays until it is read.
    Bad,
}

impl Notice {
    /// All is well.
    pub fn good(text: impl Into<String>) -> Self {
        Self { tone: Tone::Good, text: text.into(), hint: String::new() }
    }

    /// For knowing.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { tone: Tone::Plain, text: text.into(), hint: String::new() }
    }

    /// Did not work.
    pub fn bad(text: impl Into<String>) -> Self {
        Self { tone: Tone::Bad, text: text.into(), hint: String::new() }
    }

    /// Says why an action is not done now; the words fit whatever the action is called.
    pub fn refusal(action: Action, reason: &str) -> Self {
        Self::plain(format!("No “{}” now: {reason}.", action.title()))
    }

    /// Adds what to do next.
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl From<Report> for Notice {
    fn from(report: Report) -> Self {
        Self::bad(report.cause).hinted(report.hints.join(" · "))
    }
}
