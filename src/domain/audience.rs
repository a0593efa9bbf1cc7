//! The audience of a space or page: who can see it.

use super::{User, UserId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Everybody who can see a thing, computed, never stored (S0-62).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Audience {
    /// The short form for borders and lines.
    pub badge: Badge,
    /// The people, when they can be listed; sorted by id.
    pub people: Vec<UserId>,
}

impl Audience {
    /// Makes the audience of listed people, as `reader` would be told it.
    pub fn of(people: Vec<UserId>, reader: &User) -> Self {
        Self::told(people, &reader.id)
    }

    /// Makes the audience of listed people, as the account `reader` would be told it.
    pub fn told(mut people: Vec<UserId>, reader: &UserId) -> Self {
        people.sort();
        people.dedup();
        let badge = match people.as_slice() {
            [] => Badge::Nobody,
            [only] if only == reader => Badge::OnlyYou,
            [only] => Badge::OnlyOne(only.clone()),
            many => Badge::People(u32::try_from(many.len()).unwrap_or(u32::MAX)),
        };
        Self { badge, people }
    }
}

/// The audience in three words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// The reader alone.
    OnlyYou,
    /// Exactly one person, who is not the reader.
    OnlyOne(UserId),
    /// A number of people.
    People(u32),
    /// Every licensed account of the site.
    EveryoneHere,
    /// Anybody who can reach the server, signed in or not.
    Anyone,
    /// Nobody at all: every listed person is gone.
    Nobody,
    /// The backend cannot say, and why.
    Unknown(String),
}

impl fmt::Display for Badge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnlyYou => f.write_str("only you"),
            Self::OnlyOne(_) => f.write_str("1 person"),
            Self::People(count) => write!(f, "{count} people"),
            Self::EveryoneHere => f.write_str("everyone here"),
            Self::Anyone => f.write_str("ANYONE"),
            Self::Nobody => f.write_str("nobody"),
            Self::Unknown(_) => f.write_str("?"),
        }
    }
}
