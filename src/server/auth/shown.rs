//! What a request shows in its `Authorization` header.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt;

/// The longest header that is looked at.
const HEADER_LIMIT: usize = 4096;

/// A password or the text of a token: never printed.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::server) struct Secret(String);

impl Secret {
    /// Takes a text that nobody else is to see.
    pub(in crate::server) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub(in crate::server) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// What was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// No header.
    Nothing,
    /// `Bearer`.
    Token(Secret),
    /// `Basic`.
    Password {
        /// The login name.
        login: String,
        /// The password, or a token in its place.
        password: Secret,
    },
    /// Something else, which lets nobody in.
    Unreadable,
}

impl Shown {
    /// Reads the header.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let Some(value) = values.next() else { return Self::Nothing };
        // Of two, nobody knows which one a proxy in front looked at.
        if values.next().is_some() || value.len() > HEADER_LIMIT {
            return Self::Unreadable;
        }
        let Ok(text) = value.to_str() else { return Self::Unreadable };
        let Some((scheme, rest)) = text.trim().split_once(' ') else { return Self::Unreadable };
        let rest = rest.trim();
        if scheme.eq_ignore_ascii_case("bearer") && !rest.is_empty() {
            return Self::Token(Secret::new(rest));
        }
        if scheme.eq_ignore_ascii_case("basic") {
            return basic(rest).unwrap_or(Self::Unreadable);
        }
        Self::Unreadable
    }
}

fn basic(rest: &str) -> Option<Shown> {
    let bytes = STANDARD.decode(rest).ok()?;
    // Old clients write Latin-1; what is no UTF-8 is read as that.
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| error.as_bytes().iter().map(|byte| char::from(*byte)).collect());
    let (login, password) = text.split_once(':')?;
    Some(Shown::Password { login: login.to_owned(), password: Secret::new(password) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Shown {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        Shown::of(&headers)
    }

    #[test]
    fn headers_are_read() {
        assert_eq!(Shown::of(&HeaderMap::new()), Shown::Nothing);
        assert_eq!(read("bearer  x"), Shown::Token(Secret::new("x")));
        let password =
            |password: &str| Shown::Password { login: "ann".into(), password: Secret::new(password) };
        assert_eq!(read("Basic YW5uOmE6Yg=="), password("a:b"));
        assert_eq!(read("Basic YW5uOmL8Yg=="), password("b\u{fc}b"));
        for other in ["", "Bearer", "Bearer ", "Basic", "Basic %%", "Basic YW5u", "Digest x", "x"] {
            assert_eq!(read(other), Shown::Unreadable, "{other}");
        }
    }

    #[test]
    fn two_headers_let_nobody_in() {
        let mut headers = HeaderMap::new();
        headers.append(header::AUTHORIZATION, "Bearer x".parse().unwrap());
        headers.append(header::AUTHORIZATION, "Bearer y".parse().unwrap());
        assert_eq!(Shown::of(&headers), Shown::Unreadable);
    }

    #[test]
    fn s13_a_secret_is_never_printed() {
        assert!(!format!("{:?}", read("Bearer canary")).contains("canary"));
        assert!(!format!("{:?}", read("Basic YW5uOmNhbmFyeQ==")).contains("canary"));
    }
}
