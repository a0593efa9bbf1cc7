//! What an account is allowed to be and to carry: names, tokens, and who holds a global permission.

use super::GroupId;
use std::fmt;

/// How much a token lets its holder do: never more than its account may. Each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenScope {
    /// Read.
    Read,
    /// Change pages, spaces and permissions.
    Write,
    /// Administer the site, where the account does.
    Admin,
}

impl TokenScope {
    /// Every one, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Admin];

    /// Returns its word on the command line and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

/// Somebody who can be put into a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A person, by login name.
    Person(String),
    /// A group.
    Group(GroupId),
}

impl Named {
    /// Reads `ann`, `user:ann` or `group:staff`.
    pub fn from_word(word: &str) -> Self {
        match word.split_once(':') {
            Some(("group", name)) => Self::Group(GroupId::new(name.to_lowercase())),
            Some(("user", name)) => Self::Person(name.to_owned()),
            _ => Self::Person(word.to_owned()),
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(login) => f.write_str(login),
            Self::Group(group) => write!(f, "group:{group}"),
        }
    }
}

/// Whoever can hold a global permission.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SiteSubject {
    /// A person or a group.
    Named(Named),
    /// Every account, guests excepted; new ones too.
    Everyone,
    /// Every guest.
    Guests,
    /// People without an account.
    Anonymous,
}

impl SiteSubject {
    /// Reads `ann`, `group:staff`, `everyone`, `guests` or `anonymous`; `user:guests` is a person.
    pub fn from_word(word: &str) -> Self {
        match word {
            "everyone" => Self::Everyone,
            "guests" => Self::Guests,
            "anonymous" => Self::Anonymous,
            word => Self::Named(Named::from_word(word)),
        }
    }
}

impl fmt::Display for SiteSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(named) => named.fmt(f),
            Self::Everyone => f.write_str("everyone"),
            Self::Guests => f.write_str("guests"),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for scope in TokenScope::ALL {
            assert_eq!(TokenScope::from_word(scope.word()), Some(scope));
        }
        for word in ["ann", "group:staff", "everyone", "guests", "anonymous"] {
            assert_eq!(SiteSubject::from_word(word).to_string(), word);
        }
        assert_eq!(SiteSubject::from_word("user:guests").to_string(), "guests");
    }

    #[test]
    fn a_wider_scope_includes_the_narrower() {
        assert!(TokenScope::Read < TokenScope::Write && TokenScope::Write < TokenScope::Admin);
    }
}
