//! What an answer of the wiki to an entry means. Pure.

use super::{COMMENT_CHANGED, COMMENT_GONE, GONE};
use crate::domain::{Change, JotTarget, Page};
use crate::remote::RemoteError;

/// What becomes of an entry after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It arrived. `is_known` tells whether what the wiki has now follows from what was sent; otherwise the page
    /// is fetched before anything else is sent for it.
    Arrived {
        /// See above.
        is_known: bool,
    },
    /// It certainly did not arrive: it waits, and the page is looked at again before the next try.
    LookAgain,
    /// It may have arrived: it is sent again as it was, at the next opportunity.
    Unknown,
    /// It will not be taken as it is: the person decides.
    Park(String),
    /// It waits for something that is not there yet; the rest goes on.
    Wait,
    /// Nothing arrives at the moment: the pass ends, the entry waits.
    Pause,
}

/// Judges the answer to a change that was sent against version `base` of its page.
pub fn judge(change: &Change, base: u32, answer: &Result<Option<Page>, RemoteError>) -> Verdict {
    match answer {
        Ok(page) => Verdict::Arrived { is_known: is_known(change, base, page.as_ref()) },
        Err(RemoteError::Conflict { .. }) if change.comment().is_some() => {
            Verdict::Park(COMMENT_CHANGED.to_owned())
        }
        Err(RemoteError::Conflict { .. }) => Verdict::LookAgain,
        Err(RemoteError::Unknown(_)) => Verdict::Unknown,
        Err(RemoteError::NotFound) => match change {
            // What was to be put away is away.
            Change::Trash { .. } => Verdict::Arrived { is_known: false },
            Change::Watch { on: false, .. } => Verdict::Arrived { is_known: true },
            Change::DeleteComment { .. } | Change::DeleteAttachment { .. } => {
                Verdict::Arrived { is_known: true }
            }
            _ if change.comment().is_some() => Verdict::Park(COMMENT_GONE.to_owned()),
            Change::Create { .. } | Change::Move { .. } => {
                Verdict::Park("the place it goes to is gone from the wiki: move it and retry".to_owned())
            }
            Change::Append(jot) if matches!(jot.target, JotTarget::Titled { .. }) => {
                Verdict::Park("the page it goes to does not exist: make it and retry".to_owned())
            }
            _ => Verdict::Park(GONE.to_owned()),
        },
        Err(RemoteError::Forbidden(reason)) => Verdict::Park(format!("not allowed: {reason}")),
        Err(RemoteError::Invalid(reason)) => Verdict::Park(reason.clone()),
        // Grants are never queued.
        Err(error @ RemoteError::Regranted { .. }) => Verdict::Park(error.to_string()),
        Err(RemoteError::NoPersonalSpace) => Verdict::Wait,
        Err(
            RemoteError::Offline(_)
            | RemoteError::SignedOut
            | RemoteError::RateLimited { .. }
            | RemoteError::NotAWiki(_),
        ) => Verdict::Pause,
    }
}

/// An answer about a later version than the one we made says that somebody else was there too: the body
/// of that version is not the one we sent.
fn is_known(change: &Change, base: u32, page: Option<&Page>) -> bool {
    let Some(page) = page else { return !matches!(change, Change::Append(_)) };
    match change {
        Change::Edit { .. } | Change::Rename { .. } => page.version.number == base + 1,
        Change::Create { .. } => page.version.number == 1,
        Change::Append(_) => false,
        _ => page.version.number == base,
    }
}
