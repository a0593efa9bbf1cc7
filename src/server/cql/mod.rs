//! CQL, the query language of the dialect: what a client may ask for, read into values. Pure: times are worked out by
//! who runs the query, and what somebody may see is not decided here.
//!
//! Fields, operators, functions and `order by` as vendors document them. Left out: fields of things that this wiki does
//! not have answer with nothing (favourites, what was viewed lately); operators inside a text that is searched for.

mod clause;
mod lex;
mod moment;
mod parse;
mod words;

pub(super) use moment::{Moment, Precision};
pub(super) use parse::parse;
pub(super) use words::{Words, terms};

use crate::domain::SpaceKind;

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    /// What is wanted.
    pub(super) filter: Expr,
    /// In which order; empty is newest first.
    pub(super) order: Vec<Order>,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    /// Every one of them.
    All(Vec<Expr>),
    /// At least one of them.
    Any(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// A single one.
    Is(Atom),
}

/// One condition on one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Atom {
    /// `type`.
    Kind(Vec<Kind>),
    /// `id`, `content`: what clients call it, `att` in front of an attachment.
    Id(Vec<String>),
    /// `space`, `space.key`.
    Space(Vec<String>),
    /// `space.type`.
    SpaceKind(SpaceKind),
    /// `space.title`.
    SpaceTitle(Match),
    /// `ancestor`: somewhere above.
    Ancestor(Vec<String>),
    /// `parent`: directly above.
    Parent(Vec<String>),
    /// `container`: the page of a comment or attachment.
    Container(Vec<String>),
    /// `title`.
    Title(Match),
    /// `text`, `siteSearch`: title and body.
    Text(Words),
    /// `label`.
    Label(Vec<String>),
    /// `macro`.
    Macro(Vec<String>),
    /// `creator`, `contributor`, `mention`, `watcher`, `user`.
    Person(Role, Vec<Who>),
    /// `user.fullname`.
    FullName(Match),
    /// `created`, `lastmodified`.
    When(Which, Compare, Moment),
    /// What nothing is.
    Nothing,
}

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    BlogPost,
    Comment,
    Attachment,
    Space,
    User,
}

/// How text is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    /// It is one of these.
    Is(Vec<String>),
    /// It holds these words.
    Holds(Words),
}

/// What somebody has to do with a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Creator,
    Contributor,
    Mentioned,
    Watcher,
    /// Is that account itself.
    Same,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// Who asks.
    Me,
    /// By login name or key.
    Named(String),
}

/// Which time of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Created,
    Modified,
}

/// How times are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    Is,
    Before,
    UpTo,
    After,
    From,
}

/// One key of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    /// What is compared.
    pub(super) by: OrderBy,
    /// The largest first.
    pub(super) descending: bool,
}

/// What results are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrderBy {
    Created,
    Modified,
    Title,
    Id,
    Kind,
    Space,
}

/// Why a query is none: where, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("could not parse cql: character {at}: {what}")]
pub(super) struct Flaw {
    /// The character, from 1.
    pub(super) at: usize,
    /// What is wrong, lower case, no full stop.
    pub(super) what: String,
}

impl Query {
    /// Tells whether people are looked for rather than content.
    pub(super) fn is_about_people(&self) -> bool {
        self.filter.any(&|atom| match atom {
            Atom::Kind(kinds) => kinds.contains(&Kind::User),
            Atom::FullName(_) | Atom::Person(Role::Same, _) => true,
            _ => false,
        })
    }

    /// Returns the kinds that can be found at all: those that every way through the condition allows.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let all = [Kind::Page, Kind::BlogPost, Kind::Comment, Kind::Attachment, Kind::Space];
        all.into_iter().filter(|kind| self.filter.allows(*kind)).collect()
    }

    /// Tells whether words of names or texts are looked for.
    pub(super) fn asks_for_words(&self) -> bool {
        self.filter.any(&|atom| matches!(atom, Atom::Text(_) | Atom::Title(Match::Holds(_))))
    }

    /// Returns the words that are searched for in texts.
    pub(super) fn words(&self) -> Vec<&Words> {
        let mut found = Vec::new();
        self.filter.collect(&mut found);
        found
    }
}

impl Expr {
    /// Tells whether some condition in it is such a one.
    pub(super) fn any(&self, is: &dyn Fn(&Atom) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.any(is)),
            Self::Not(part) => part.any(is),
            Self::Is(atom) => is(atom),
        }
    }

    /// Tells whether a kind is not ruled out by what is said about kinds.
    fn allows(&self, kind: Kind) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.allows(kind)),
            Self::Any(parts) => parts.iter().any(|part| part.allows(kind)),
            Self::Not(part) => match &**part {
                Self::Is(Atom::Kind(kinds)) => !kinds.contains(&kind),
                _ => true,
            },
            Self::Is(Atom::Kind(kinds)) => kinds.contains(&kind),
            Self::Is(_) => true,
        }
    }

    fn collect<'e>(&'e self, found: &mut Vec<&'e Words>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.collect(found)),
            Self::Not(_) => {}
            Self::Is(Atom::Text(words) | Atom::Title(Match::Holds(words))) => found.push(words),
            Self::Is(_) => {}
        }
    }
}
