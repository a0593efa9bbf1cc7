//! How any error looks to a person: what happened, why, and what to type or press next.

/// An error ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Decides the exit code.
    pub kind: Kind,
    /// What happened and why: one sentence, lower case, no full stop.
    pub cause: String,
    /// What to do next, each a sentence or a command.
    pub hints: Vec<String>,
}

/// Kinds by exit code (DESIGN section 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Refused or usage: 1.
    Refused,
    /// Needs confirmation: 2.
    NeedsConfirmation,
    /// The local store cannot be written: 3.
    NotWritable,
    /// Not delivered in time: 4.
    NotDelivered,
    /// Refused by a policy: 5.
    Policy,
}

impl Report {
    /// A refusal.
    pub fn refused(cause: impl Into<String>) -> Self {
        Self { kind: Kind::Refused, cause: cause.into(), hints: Vec::new() }
    }

    /// Adds what to do next.
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}
