//! What stands in the way of a personal space (E1 to E13), in words, and what one can do about it.

use crate::domain::{Space, SpaceId, SpaceKey, SpaceStatus};
use crate::remote::{PersonalMode, PersonalPreflight, RemoteError};

/// A screen that ends or bends the flow; every one has something to press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wall {
    /// Which wall: `E1` to `E13`.
    pub code: &'static str,
    /// What happened, as a heading.
    pub title: String,
    /// Why, and what that means; a paragraph each.
    pub text: Vec<String>,
    /// What one can do now.
    pub offers: Vec<Offer>,
}

/// Something to do about a wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The key that takes it; `'\n'` is Enter.
    pub key: char,
    /// What it does, in two or three words.
    pub label: String,
    /// What it does.
    pub way: Way,
}

/// Where an offer leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// Show the space.
    Open(SpaceId),
    /// Bring an archived or trashed space back, and show it.
    Reactivate(SpaceId),
    /// Make a new one; what is there keeps its content under another key.
    StartAnew,
    /// Ask the wiki again.
    CheckAgain,
    /// Make it under another key.
    UseKey(SpaceKey),
    /// Go on with the empty start.
    StartEmpty,
    /// Send the same request again; it is recognised if it did arrive.
    Resume,
    /// Take back what was made.
    Undo,
    /// Write a jot: it waits on this machine.
    Jot,
    /// Leave the flow.
    Leave,
}

/// Returns what stands in the way: the first wall counts.
///
/// `anew` and `key` are what the person decided at an earlier wall.
pub(super) fn wall(facts: &PersonalPreflight, anew: bool, key: &SpaceKey) -> Option<Wall> {
    if let PersonalMode::Off { since, by } = &facts.mode {
        let since = since.map(|since| format!(" since {}", day(since))).unwrap_or_default();
        let by = by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        return Some(Wall {
            code: "E2",
            title: "Personal spaces are switched off here".to_owned(),
            text: vec![
                format!("Switched off on this site{since}{by}."),
                "Ask them to change the policy, then check again.".to_owned(),
            ],
            offers: vec![offer('r', "check again", Way::CheckAgain), leave()],
        });
    }
    if !facts.permitted {
        let groups = facts.me.groups.iter().map(|group| group.as_str()).collect::<Vec<_>>().join(", ");
        let whose =
            if groups.is_empty() { "Your account".to_owned() } else { format!("Your groups ({groups})") };
        return Some(Wall {
            code: "E1",
            title: "You may not create a personal space".to_owned(),
            text: vec![
                format!("{whose} may not create personal spaces on this site."),
                "A site admin can allow it; then check again.".to_owned(),
            ],
            offers: vec![offer('r', "check again", Way::CheckAgain), leave()],
        });
    }
    if facts.inconsistent && !anew {
        return Some(inconsistent(facts));
    }
    if !anew && let Some(space) = facts.existing.iter().min_by_key(|space| rank(space.status)) {
        return Some(existing(space, facts));
    }
    match &facts.key_taken_by {
        Some(holder) if *key == facts.key => Some(taken(holder, facts)),
        _ => None,
    }
}

/// Returns the wall for a call that did not end well before anything was asked for.
pub(super) fn unchecked(error: &RemoteError) -> Wall {
    match error {
        RemoteError::SignedOut => signed_out(),
        RemoteError::NotFound | RemoteError::NotAWiki(_) => Wall {
            code: "E12",
            title: "This wiki does not make personal spaces from here".to_owned(),
            text: vec![
                "Its own page for it is `/spaces/createpersonalspace.action`: open it in a browser."
                    .to_owned(),
                "Come back when the space is there; it appears at the next synchronisation.".to_owned(),
            ],
            offers: vec![offer('r', "check again", Way::CheckAgain), leave()],
        },
        other => Wall {
            code: "E7",
            title: "Cannot check right now".to_owned(),
            text: vec![
                sentence(&other.to_string()),
                "Nothing was changed. Jots work meanwhile: they wait on this machine.".to_owned(),
            ],
            offers: vec![
                offer('r', "try again", Way::CheckAgain),
                offer('j', "write a jot", Way::Jot),
                leave(),
            ],
        },
    }
}

/// Returns the wall for a creation that did not end well.
pub(super) fn uncreated(error: &RemoteError) -> Wall {
    match error {
        RemoteError::SignedOut => signed_out(),
        RemoteError::Unknown(cause) => Wall {
            code: "E11",
            title: "No clear answer".to_owned(),
            text: vec![
                format!("The request was sent, but the answer was lost: {cause}."),
                "Your space may be there or not. Resuming is safe: the same request never makes a second one, and nobody else can see more than you chose.".to_owned(),
            ],
            offers: vec![
                offer('r', "resume", Way::Resume),
                offer('u', "undo if it is there", Way::Undo),
                leave(),
            ],
        },
        RemoteError::Offline(cause) => Wall {
            code: "E7",
            title: "The wiki cannot be reached".to_owned(),
            text: vec![sentence(cause), "Nothing was created. Everything you chose is kept here.".to_owned()],
            offers: vec![offer('r', "try again", Way::Resume), offer('j', "write a jot", Way::Jot), leave()],
        },
        other => Wall {
            code: "E11",
            title: "The wiki did not take it".to_owned(),
            text: vec![sentence(&other.to_string()), "Nothing was created.".to_owned()],
            offers: vec![offer('r', "check again", Way::CheckAgain), leave()],
        },
    }
}

/// Returns the wall for a start that cannot be used (E10).
pub(super) fn broken_template(name: &str, why: &str) -> Wall {
    Wall {
        code: "E10",
        title: format!("The start `{name}` cannot be used"),
        text: vec![
            sentence(why),
            "You can go on with an empty home page; everything else stays as you chose.".to_owned(),
        ],
        offers: vec![offer('\n', "go on with Empty", Way::StartEmpty), leave()],
    }
}

fn existing(space: &Space, facts: &PersonalPreflight) -> Wall {
    let (key, id) = (space.key.as_str(), space.id.clone());
    let since = space.status_since.map(|since| format!(" since {}", day(since))).unwrap_or_default();
    let site = crate::permission::Site { people: &facts.people, anonymous: facts.anonymous_allowed };
    let badge = site.audience(space, &facts.me).badge;
    let kept = "Starting anew keeps it as it is, under another address.";
    match space.status {
        SpaceStatus::Active => Wall {
            code: "E3",
            title: "You have a personal space already".to_owned(),
            text: vec![format!("It is {key} ({badge})."), kept.to_owned()],
            offers: vec![
                offer('o', "open", Way::Open(id)),
                offer('s', "start anew", Way::StartAnew),
                leave(),
            ],
        },
        SpaceStatus::Archived => Wall {
            code: "E4",
            title: "Your personal space is archived".to_owned(),
            text: vec![format!("{key} is archived{since}. It can be read, not changed."), kept.to_owned()],
            offers: vec![
                offer('u', "unarchive", Way::Reactivate(id.clone())),
                offer('o', "open read-only", Way::Open(id)),
                offer('s', "start anew", Way::StartAnew),
                leave(),
            ],
        },
        SpaceStatus::Trashed => Wall {
            code: "E5",
            title: "Your personal space is in the trash".to_owned(),
            text: vec![
                format!("{key} is in the trash{since}. Restoring brings every page back."),
                "Starting fresh leaves it in the trash, under another address.".to_owned(),
            ],
            offers: vec![
                offer('r', "restore", Way::Reactivate(id)),
                offer('f', "start fresh", Way::StartAnew),
                leave(),
            ],
        },
    }
}

fn inconsistent(facts: &PersonalPreflight) -> Wall {
    Wall {
        code: "E6",
        title: "Your space has lost its home page".to_owned(),
        text: vec![
            format!("{} is there, but its home page was removed from the wiki's store.", facts.key),
            "Starting anew keeps every other page of it, under another address.".to_owned(),
        ],
        offers: vec![
            offer('s', "start anew", Way::StartAnew),
            offer('r', "check again", Way::CheckAgain),
            leave(),
        ],
    }
}

fn taken(holder: &str, facts: &PersonalPreflight) -> Wall {
    let other = SpaceKey::new(format!("{}2", facts.key));
    Wall {
        code: "E9",
        title: format!("The address {} is taken", facts.key),
        text: vec![
            format!("{} belongs to {holder}.", facts.key),
            format!("Yours can be {other}; `~` leads there all the same."),
        ],
        offers: vec![offer('\n', &format!("use {other}"), Way::UseKey(other)), leave()],
    }
}

fn signed_out() -> Wall {
    Wall {
        code: "E13",
        title: "You are not signed in any more".to_owned(),
        text: vec!["Sign in again with `tildr login`; everything you chose is kept here.".to_owned()],
        offers: vec![offer('\n', "check again", Way::CheckAgain), leave()],
    }
}

/// An active space says more than an archived one, and that more than one in the trash.
fn rank(status: SpaceStatus) -> u8 {
    match status {
        SpaceStatus::Active => 0,
        SpaceStatus::Archived => 1,
        SpaceStatus::Trashed => 2,
    }
}

fn offer(key: char, label: &str, way: Way) -> Offer {
    Offer { key, label: label.to_owned(), way }
}

fn leave() -> Offer {
    offer('\u{1b}', "close", Way::Leave)
}

fn day(moment: jiff::Timestamp) -> String {
    moment.strftime("%Y-%m-%d").to_string()
}

fn sentence(cause: &str) -> String {
    let mut characters = cause.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).chain(['.']).collect()
}
