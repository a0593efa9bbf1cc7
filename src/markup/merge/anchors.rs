//! Comment markers in a run of prose: where their text is after a merge, and writing them back there.

use std::collections::{BTreeMap, HashMap};

use super::words::Run;

/// A comment marker around tokens `start..end`, never none.
#[derive(Debug, Clone)]
pub(super) struct Anchor<'s> {
    pub(super) reference: String,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) tags: (&'s str, &'s str),
}

/// For every token of a run: where it, or what came in its place, starts and ends in the merge.
#[derive(Debug, Default)]
pub(super) struct Places(Vec<(usize, usize)>);

impl Places {
    pub(super) fn push_one(&mut self, at: usize) {
        self.0.push((at, at + 1));
    }

    pub(super) fn push_replaced(&mut self, count: usize, start: usize, end: usize) {
        self.0.extend(std::iter::repeat_n((start, end), count));
    }

    fn find<'s>(&self, anchor: &Anchor<'s>) -> Anchor<'s> {
        let (start, end) = (self.0[anchor.start].0, self.0[anchor.end - 1].1);
        Anchor { start, end, ..anchor.clone() }
    }
}

/// The markers of the merge in the order they open; `None` where one lost its text or two cross.
pub(super) fn merge<'s>(runs: &[Run<'s>; 3], places: &[Places; 3]) -> Option<Vec<Anchor<'s>>> {
    let [base, ours, theirs] = [0, 1, 2].map(|at| found(&runs[at], &places[at]));
    let mut out = Vec::new();
    for (key, one) in &ours {
        match (base.get(key), theirs.get(key)) {
            (Some(was), Some(other)) => out.push(choose(was, one, other)),
            (Some(_), None) => {}
            (None, Some(other)) => {
                out.push(if one.rank() < other.rank() { other.clone() } else { one.clone() })
            }
            (None, None) => out.push(one.clone()),
        }
    }
    out.extend(
        theirs
            .iter()
            .filter(|(key, _)| !ours.contains_key(*key) && !base.contains_key(*key))
            .map(|(_, anchor)| anchor.clone()),
    );
    out.sort_by(|one, other| {
        (one.start, other.end, &one.reference).cmp(&(other.start, one.end, &other.reference))
    });
    let mut open: Vec<usize> = Vec::new();
    for anchor in &out {
        while open.last().is_some_and(|end| *end <= anchor.start) {
            open.pop();
        }
        if anchor.start >= anchor.end || open.last().is_some_and(|end| *end < anchor.end) {
            return None;
        }
        open.push(anchor.end);
    }
    Some(out)
}

impl Anchor<'_> {
    fn rank(&self) -> (usize, usize, &str) {
        (self.start, self.end, self.tags.0)
    }
}

/// Place and tags may each have been changed by a side.
fn choose<'s>(was: &Anchor<'s>, one: &Anchor<'s>, other: &Anchor<'s>) -> Anchor<'s> {
    let place = |anchor: &Anchor<'_>| (anchor.start, anchor.end);
    let (start, end) = if place(one) == place(was) {
        place(other)
    } else if place(other) == place(was) {
        place(one)
    } else {
        place(one).max(place(other))
    };
    let opening = super::either(was.tags.0, one.tags.0, other.tags.0);
    Anchor { start, end, tags: (opening, was.tags.1), ..was.clone() }
}

/// A marker may be cut in several of one reference: the first of base is the first of ours.
type Key<'r> = (&'r str, usize);

fn found<'r, 's>(run: &'r Run<'s>, places: &Places) -> BTreeMap<Key<'r>, Anchor<'s>> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut out = BTreeMap::new();
    for anchor in &run.anchors {
        let count = counts.entry(&anchor.reference).or_default();
        out.insert((&*anchor.reference, *count), places.find(anchor));
        *count += 1;
    }
    out
}

/// Writes tokens with markers around them.
pub(super) fn write(tokens: &[&str], anchors: &[Anchor<'_>]) -> Option<String> {
    let mut out = String::with_capacity(tokens.iter().map(|token| token.len()).sum());
    let mut coming = anchors.iter().peekable();
    let mut open: Vec<&Anchor<'_>> = Vec::new();
    for at in 0..=tokens.len() {
        while let Some(anchor) = open.pop_if(|anchor| anchor.end == at) {
            out.push_str(anchor.tags.1);
        }
        while let Some(anchor) = coming.next_if(|anchor| anchor.start == at) {
            out.push_str(anchor.tags.0);
            open.push(anchor);
        }
        out.push_str(tokens.get(at).copied().unwrap_or(""));
    }
    open.is_empty().then_some(out)
}
