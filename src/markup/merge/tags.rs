//! Joining three start tags attribute by attribute.

use std::collections::{BTreeMap, BTreeSet};

use super::body::is_volatile;
use crate::markup::storage::{NodeId, Tree, text};

/// The start tag of the merge, never self-closing, under a name; `None` where both sides set one attribute.
pub(super) fn merge_tags(trees: [&Tree<'_>; 3], ids: [NodeId; 3], name: &str) -> Option<String> {
    let sides = [0, 1, 2].map(|at| attributes(trees[at], ids[at]));
    let [base, ours, theirs] = &sides;
    let mut out = format!("<{name}");
    let mut wanted: BTreeMap<&str, &str> = BTreeMap::new();
    let names: BTreeSet<&str> = sides.iter().flatten().map(|(name, _)| *name).collect();
    for name in names {
        let (was, one, other) = (value(base, name), value(ours, name), value(theirs, name));
        let chosen = if one == was || one == other {
            other
        } else if other == was {
            one
        } else if is_volatile(name) {
            // Ids of one thing by two hands: any will do, but the same whoever merges.
            one.max(other)
        } else {
            return None;
        };
        if let Some(raw) = chosen {
            wanted.insert(name, raw);
        }
    }
    // Attributes stand in the order of the base; what is new follows by name.
    for (name, _) in base {
        if let Some(raw) = wanted.remove(name) {
            out.push_str(raw);
        }
    }
    wanted.values().for_each(|raw| out.push_str(raw));
    out.push('>');
    Some(out)
}

fn value<'s>(list: &[(&str, &'s str)], name: &str) -> Option<&'s str> {
    list.iter().find(|(key, _)| *key == name).map(|(_, raw)| *raw)
}

/// The attributes of a start tag: name, and all its bytes with the blank before it.
fn attributes<'s>(tree: &Tree<'s>, id: NodeId) -> Vec<(&'s str, &'s str)> {
    let tag = tree.start_tag(id);
    let source = tree.source;
    let mut from = tree.node(id).name.end as usize;
    let all = text::attributes(&source.as_bytes()[..tag.end as usize], from);
    all.map(|(name, value)| {
        let end = value.end as usize + 1;
        let raw = &source[from..end];
        from = end;
        (tree.slice(name), raw)
    })
    .collect()
}
