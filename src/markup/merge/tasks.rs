//! Task ids after a merge: where both sides gave one id to tasks of their own, one of them gets another.

use std::collections::{HashMap, HashSet};

use super::body::Body;
use crate::markup::construct::task;
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Span};

/// Renumbers; the wiki knows the ids of theirs already, so those stay.
pub(super) fn renumber(merged: &str, ours: &Body<'_>, theirs: &Body<'_>) -> Option<String> {
    let body = Body::parse(merged)?;
    let mut by_id: HashMap<String, Vec<(NodeId, NodeId)>> = HashMap::new();
    for task in tasks(&body) {
        if let Some(id) = body.tree.child(task, "ac:task-id") {
            by_id.entry(body.tree.text(id)).or_default().push((task, id));
        }
    }
    let (in_ours, in_theirs) = (count(ours), count(theirs));
    let known: HashSet<&str> = tasks(theirs).map(|task| theirs.says(task, task)).collect();
    let mut next = task::next_id(&body.tree);
    let mut patch = Patch::default();
    let mut clashes: Vec<(String, Vec<(NodeId, NodeId)>)> = by_id
        .into_iter()
        .filter(|(id, found)| {
            let before = |side: &HashMap<String, usize>| side.get(id).copied().unwrap_or(0);
            found.len() > before(&in_ours).max(before(&in_theirs))
        })
        .collect();
    if clashes.is_empty() {
        return Some(merged.to_owned());
    }
    clashes.sort();
    for (_, found) in clashes {
        let keeper = found.iter().position(|(task, _)| known.contains(body.says(*task, *task))).unwrap_or(0);
        for (_, (_, id)) in found.iter().enumerate().filter(|(at, _)| *at != keeper) {
            patch.replace(body.tree.node(*id).inner, next.to_string());
            next += 1;
        }
    }
    patch.apply(merged, Span::new(0, merged.len()))
}

fn tasks<'b>(body: &'b Body<'_>) -> impl Iterator<Item = NodeId> + 'b {
    (1..body.tree.len()).filter(|id| body.tree.name(*id) == "ac:task")
}

fn count(body: &Body<'_>) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    for task in tasks(body) {
        if let Some(id) = body.tree.child(task, "ac:task-id") {
            *found.entry(body.tree.text(id)).or_default() += 1;
        }
    }
    found
}
