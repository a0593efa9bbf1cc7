//! What is checked before a merge counts: it holds what both sides hold, and nothing twice.

use std::collections::{BTreeMap, BTreeSet};

use super::body::{Body, MARKER};
use crate::markup::construct::macros;

/// Whether a merge has everything that no side deleted, and no block more often than the sides can explain.
pub(super) fn holds(merged: &Body<'_>, [base, ours, theirs]: [&Body<'_>; 3]) -> bool {
    let found = [base, ours, theirs, merged].map(things);
    let keys: BTreeSet<&Thing<'_>> = found.iter().flat_map(BTreeMap::keys).collect();
    keys.into_iter().all(|thing| {
        let [was, one, other, now] = [0, 1, 2, 3].map(|at| found[at].get(thing).copied().unwrap_or(0));
        let joint = (one + other).saturating_sub(was);
        let most = match (one < was, other < was) {
            (false, false) => one.max(other).max(joint),
            (true, true) => one.min(other).max(joint),
            // Deleted here and moved there: nobody says which counts.
            _ => joint,
        };
        let least = match thing {
            // What no side has was joined from the words of both.
            Thing::Block(_) if was + one + other == 0 => return true,
            Thing::Block(_) => 0,
            _ if one >= was && other >= was => one.max(other),
            _ => joint,
        };
        (least..=most).contains(&now)
    })
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'b> {
    Macro(String),
    Marker(String),
    /// A link, an image, an emoticon: something that is one thing.
    Atom(&'b str),
    Block(&'b str),
}

fn things<'b>(body: &'b Body<'_>) -> BTreeMap<Thing<'b>, usize> {
    let mut found = BTreeMap::new();
    for id in 1..body.tree.len() {
        let thing = match body.tree.name(id) {
            name if macros::is_macro(name) => Thing::Macro(macros::name(&body.tree, id)),
            MARKER => Thing::Marker(body.tree.attribute(id, "ac:ref").unwrap_or_default()),
            "ac:link" | "ac:image" | "ac:emoticon" | "img" | "time" => Thing::Atom(body.says(id, id)),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "tr" | "li" | "ac:task-body"
            | "ac:plain-text-body" => Thing::Block(body.says(id, id)),
            _ => continue,
        };
        *found.entry(thing).or_default() += 1;
    }
    found
}
