//! The kinds of things a search finds beside pages: how one looks in the list, and what Enter does with it.
//!
//! | kind | shown as | Enter |
//! |---|---|---|
//! | space | its key, its name | opens the space |
//! | person | `@login`, the full name | opens their own space, else looks for what they wrote |
//! | label | `#label` | looks for pages with it |
//! | file | its name, its size and page | opens the page with its files |

use crate::domain::attachment::size_words;
use crate::domain::query::Other;
use crate::domain::{SpaceId, SpaceKind, UserId};
use crate::tui::effect::{Effect, Screen};
use crate::tui::message::Shelf;
use crate::tui::world::World;

/// How one looks.
pub(super) struct Shown {
    /// What it is called.
    pub(super) name: String,
    /// What stands beside the name.
    pub(super) beside: String,
    /// The word for its kind.
    pub(super) kind: &'static str,
}

/// What Enter does.
pub(super) enum Opened {
    /// Something is opened, and the box closes.
    Effects(Vec<Effect>),
    /// The search goes on with this text.
    Text(String),
}

/// Returns how one looks.
pub(super) fn shown(other: &Other, world: &World) -> Shown {
    let shown = |name: String, beside: String, kind| Shown { name, beside, kind };
    match other {
        Other::Space { key, name, .. } => shown(key.to_string(), name.clone(), "space"),
        Other::Person { name, full_name, .. } => shown(format!("@{name}"), full_name.clone(), "person"),
        Other::Label(label) => shown(format!("#{label}"), String::new(), "label"),
        Other::File { name, size, title, .. } => {
            let dot = world.theme.signs.dot;
            shown(name.clone(), format!("{} {dot} on {title}", size_words(*size)), "file")
        }
    }
}

/// Returns what Enter does with it.
pub(super) fn opened(other: &Other, world: &World) -> Opened {
    match other {
        Other::Space { id, .. } => Opened::Effects(vec![Effect::GoSpace(id.clone())]),
        Other::Person { id, name, .. } => match own_space(id, world) {
            Some(space) => Opened::Effects(vec![Effect::GoSpace(space)]),
            None => Opened::Text(format!("by:{name} ")),
        },
        Other::Label(label) => Opened::Text(format!("label:{label} ")),
        Other::File { id, page, .. } => Opened::Effects(vec![
            Effect::Go(page.clone()),
            Effect::Show(Screen::Attachments(page.clone(), Some(id.clone()))),
        ]),
    }
}

/// The space that a person owns, as far as it can be seen here.
fn own_space(person: &UserId, world: &World) -> Option<SpaceId> {
    let own = |shelf: &&Shelf| {
        shelf.space.kind == SpaceKind::Personal && shelf.space.owner.as_ref() == Some(person)
    };
    world.directory.spaces.iter().find(own).map(|shelf| shelf.space.id.clone())
}
