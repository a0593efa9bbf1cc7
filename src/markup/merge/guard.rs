//! What is checked before a merge counts: it holds what both sides hold, and nothing twice.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::body::{Body, MARKER, SHUT, is_trivial};
use super::units::{ENOUGH, words};
use crate::markup::align::similarity;
use crate::markup::construct::macros;

/// Whether a merge has everything that no side deleted, and no block more often than the sides can explain.
pub(super) fn holds(merged: &Body<'_>, [base, ours, theirs]: [&Body<'_>; 3]) -> bool {
    let found = [base, ours, theirs, merged].map(things);
    let keys: BTreeSet<&Thing<'_>> = found.iter().flat_map(BTreeMap::keys).collect();
    let counts = keys.into_iter().all(|thing| {
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
    });
    counts && !comes_twice(&found)
}

/// Beyond this many comparisons nobody knows, so the merge does not count.
const MAX_COMPARED: usize = 250_000;

/// Whether a block of the base stands in the merge as each side has it: both changed it, and moved it to
/// different places (or one did), where each spelling is new and its container has nothing to join it with.
fn comes_twice(found: &[Counts<'_>; 4]) -> bool {
    let [base, ours, theirs, merged] = found;
    let gone_from = |side: &Counts<'_>| -> Vec<Said<'_>> {
        base.keys().filter(|thing| !side.contains_key(thing)).filter_map(Said::new).collect()
    };
    let gone = [ours, theirs].map(gone_from);
    let gone_twice: Vec<&Said<'_>> = gone[0].iter().filter(|said| !theirs.contains_key(said.thing)).collect();
    if gone_twice.is_empty() {
        return false;
    }
    let come = [ours, theirs].map(|side| -> Vec<Said<'_>> {
        let is_new = |thing: &&Thing<'_>| !base.contains_key(thing) && merged.contains_key(thing);
        side.keys().filter(is_new).filter_map(Said::new).collect()
    });
    if gone_twice.len() * (come[0].len() + come[1].len()) > MAX_COMPARED {
        return true;
    }
    let origins = [0, 1].map(|side| {
        let candidates = come[side].iter().filter(|new| gone_twice.iter().any(|old| old.is_akin(new)));
        candidates.filter_map(|new| Some((new.origin(&gone[side])?, new.thing))).collect::<Vec<_>>()
    });
    let now = |thing: &Thing<'_>| [ours, theirs, merged].map(|body| body.get(thing).copied().unwrap_or(0));
    origins[0].iter().any(|(origin, one)| {
        origins[1].iter().filter(|(other_origin, _)| other_origin == origin).any(|(_, other)| {
            let [ours, theirs, merged] = now(one);
            one != other || merged > ours.max(theirs)
        })
    })
}

/// A block with its words.
struct Said<'f> {
    thing: &'f Thing<'f>,
    /// What the block is, as its first tag says.
    name: &'f str,
    words: HashSet<String>,
}

impl<'f> Said<'f> {
    fn new(thing: &'f Thing<'f>) -> Option<Self> {
        let Thing::Block(said) = thing else { return None };
        let name = said.get(1..)?.split([' ', SHUT]).next()?;
        (!is_trivial(said)).then(|| Said { thing, name, words: words(said) })
    }

    fn is_akin(&self, other: &Said<'_>) -> bool {
        self.name == other.name && !self.words.is_empty() && similarity(&self.words, &other.words) >= ENOUGH
    }

    /// What this most likely was: an item in an item is akin to both, but one of them it is.
    fn origin(&self, gone: &[Said<'f>]) -> Option<&'f Thing<'f>> {
        let akin = gone.iter().filter(|old| old.is_akin(self));
        let shared = |old: &Said<'_>| similarity(&old.words, &self.words);
        akin.max_by(|one, other| shared(one).total_cmp(&shared(other))).map(|old| old.thing)
    }
}

type Counts<'b> = BTreeMap<Thing<'b>, usize>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'b> {
    Macro(String),
    Marker(String),
    /// A link, an image, an emoticon: something that is one thing.
    Atom(&'b str),
    Block(&'b str),
}

fn things<'b>(body: &'b Body<'_>) -> Counts<'b> {
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
