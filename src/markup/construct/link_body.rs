//! The text of a link, and its attributes.

use super::label;
use super::read::Reader;
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree, escape};

/// The text that a link shows; empty where it shows its target.
pub(crate) fn text(reader: &Reader<'_, '_>, link: NodeId) -> String {
    body(reader.tree, link).map(|body| label::text(reader, body)).unwrap_or_default()
}

/// The element that holds the text: that of an `ac:link`, or an `a` itself.
fn body(tree: &Tree<'_>, link: NodeId) -> Option<NodeId> {
    if tree.name(link) == "a" {
        return Some(link);
    }
    tree.child(link, "ac:link-body").or_else(|| tree.child(link, "ac:plain-text-link-body"))
}

/// Gives the link at the root another text; an empty one is taken away.
pub(crate) fn edit(tree: &Tree<'_>, text: &str, patch: &mut Patch) {
    match body(tree, 1) {
        Some(body) if text.is_empty() && body != 1 => patch.delete(tree.node(body).outer),
        Some(body) => label::edit(tree, body, text, patch),
        None => {
            let mut added = String::from("<ac:link-body>");
            escape::push_text(text, &mut added);
            added.push_str("</ac:link-body>");
            match tree.node(1).self_closing {
                true => patch.fill(tree, 1, &added),
                false => patch.insert(tree.node(1).inner.end, added),
            }
        }
    }
}

/// Sets an attribute; an empty value takes it away.
pub(crate) fn set_attribute(tree: &Tree<'_>, id: NodeId, name: &str, value: &str, patch: &mut Patch) {
    match tree.attribute_outer(id, name).filter(|_| value.is_empty()) {
        Some(outer) => patch.delete(outer),
        None => patch.set_attribute(tree, id, name, value),
    }
}
