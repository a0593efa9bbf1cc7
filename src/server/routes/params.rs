//! Query parameters: repeated names, windows of lists, and the address of the next stretch.

use crate::server::error::ApiError;
use crate::wire::datacenter::list::{Links, Listing};
use axum::extract::{FromRequestParts, Query};
use axum::http::{header, request::Parts};

/// The most items of one answer (clients rely on being given 250 when they ask for it).
pub(super) const MOST: usize = 250;
/// How many are given to who does not say.
const USUAL: usize = 25;
/// The farthest place a list is asked for: beyond it there is nothing, and a database counts no further than it can.
const FARTHEST: usize = 1 << 40;

/// Query parameters in order, with the address they came by.
pub(in crate::server) struct Params {
    pairs: Vec<(String, String)>,
    path: String,
    base: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|error| ApiError::invalid(format!("the query cannot be read: {error}")))?;
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        // A proxy in front says how it was asked; it matters to the links of this answer alone.
        let proto = parts.headers.get("x-forwarded-proto").and_then(|proto| proto.to_str().ok());
        let scheme = if proto == Some("https") { "https" } else { "http" };
        let base = host.map(|host| format!("{scheme}://{host}")).unwrap_or_default();
        Ok(Self { pairs, path: parts.uri.path().to_owned(), base })
    }
}

impl Params {
    /// Returns the first value of a name; empty values count as missing.
    pub(super) fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Returns every value of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(n, v)| n == name && !v.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Returns a number, or refuses what is none.
    pub(super) fn number<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let parse = |text: &str| {
            text.parse().map_err(|_| ApiError::invalid(format!("`{name}` takes a number, not `{text}`")))
        };
        self.get(name).map(parse).transpose()
    }

    /// Returns where a list starts and how many items are wanted.
    pub(super) fn window(&self) -> Result<Window, ApiError> {
        self.window_of(USUAL)
    }

    /// Returns the same for a list that gives so many to who does not say.
    pub(super) fn window_of(&self, usual: usize) -> Result<Window, ApiError> {
        let start = self.number("start")?.unwrap_or(0).min(FARTHEST);
        let limit = self.number("limit")?.unwrap_or(usual).min(MOST);
        Ok(Window { start, limit })
    }

    /// Returns where the wiki is reached; empty in process.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Wraps a stretch that was read with one item more than wanted: that one tells whether more waits.
    pub(super) fn listing<T>(&self, mut results: Vec<T>, window: Window) -> Listing<T> {
        // Who asks for nothing would be sent round in a circle.
        let more = results.len() > window.limit && window.limit > 0;
        results.truncate(window.limit);
        Listing {
            size: results.len(),
            start: window.start,
            limit: window.limit,
            results,
            next_cursor: None,
            links: self.links_after(window, more),
        }
    }

    /// Wraps a stretch of a list that is walked by cursor.
    pub(super) fn cursor_listing<T>(
        &self,
        mut results: Vec<T>,
        limit: usize,
        cursor: impl Fn(&T) -> String,
    ) -> Listing<T> {
        let more = results.len() > limit && limit > 0;
        results.truncate(limit);
        let next_cursor = results.last().filter(|_| more).map(cursor);
        let next = next_cursor.as_ref().map(|cursor| self.address(&[("cursor", cursor)]));
        Listing { size: results.len(), start: 0, limit, results, next_cursor, links: self.links(next) }
    }

    /// Returns the addresses of a stretch, with that of the next one when there is more.
    pub(super) fn links_after(&self, window: Window, more: bool) -> Links {
        let at = |start: usize| self.address(&[("start", &start.to_string())]);
        let next = more.then(|| at(window.start.saturating_add(window.limit)));
        // Who asks for nothing would be sent round in a circle here, too.
        let is_behind = window.start > 0 && window.limit > 0;
        let prev = is_behind.then(|| at(window.start.saturating_sub(window.limit)));
        Links { prev, ..self.links(next) }
    }

    fn links(&self, next: Option<String>) -> Links {
        Links { base: self.base.clone(), this: Some(self.address(&[])), next, ..Links::default() }
    }

    /// The address of this request with some parameters set anew.
    fn address(&self, set: &[(&str, &str)]) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| !set.iter().any(|(other, _)| other == name));
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let query: Vec<String> =
            kept.chain(set.iter().copied()).map(|(n, v)| format!("{}={}", escaped(n), escaped(v))).collect();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) }
    }
}

/// A stretch of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) start: usize,
    pub(super) limit: usize,
}

impl Window {
    /// How many to read: one more than wanted.
    pub(super) fn reach(self) -> usize {
        self.limit + 1
    }
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
