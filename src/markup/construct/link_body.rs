//! The text of a link: shown without its formatting, edited by word so that the formatting stays.

use super::read::Reader;
use crate::markup::model::{Piece, PieceKind, collapse, push_plain};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree, escape};
use crate::markup::words;

/// The text that a link shows; empty where it shows its target.
pub(crate) fn text(tree: &Tree<'_>, link: NodeId) -> String {
    body(tree, link).map(|body| collapse(tree.text(body).trim())).unwrap_or_default()
}

/// The element that holds the text: that of an `ac:link`, or an `a` itself.
fn body(tree: &Tree<'_>, link: NodeId) -> Option<NodeId> {
    if tree.name(link) == "a" {
        return Some(link);
    }
    tree.child(link, "ac:link-body").or_else(|| tree.child(link, "ac:plain-text-link-body"))
}

/// Gives the link at the root another text; an empty one is taken away.
pub(crate) fn edit(tree: &Tree<'_>, text: &str, patch: &mut Patch) -> bool {
    let Some(body) = body(tree, 1) else {
        let mut added = String::from("<ac:link-body>");
        escape::push_text(text, &mut added);
        added.push_str("</ac:link-body>");
        append(tree, 1, &added, patch);
        return true;
    };
    if text.is_empty() && body != 1 {
        patch.delete(tree.node(body).outer);
        return true;
    }
    if super::code::is_plain(tree, body) {
        let text = super::code::render_body(tree, body, text);
        match tree.node(body).self_closing {
            true => patch.fill(tree, body, &text),
            false => patch.replace(tree.node(body).inner, text),
        }
        return true;
    }
    edit_words(tree, body, text, patch)
}

/// Formatting stays around the words that stay.
fn edit_words(tree: &Tree<'_>, body: NodeId, text: &str, patch: &mut Patch) -> bool {
    let pieces = Reader::new(tree).inline(body);
    if pieces.iter().any(|piece| matches!(piece.kind, PieceKind::Atom(_))) {
        return false;
    }
    let shown = |piece: &Piece| match piece.kind {
        PieceKind::Open(_) | PieceKind::Close(_) => None,
        PieceKind::Break => Some(Piece::new(PieceKind::Space, piece.span)),
        _ => Some(piece.clone()),
    };
    let old: Vec<Piece> = pieces.iter().filter_map(shown).collect();
    let mut new = Vec::new();
    push_plain(text, &mut new);
    let inner = tree.node(body).inner;
    patch.append(words::edit(tree.source, &old, &new, inner, &mut super::Renderer::default()));
    true
}

/// Puts something behind all that an element holds.
fn append(tree: &Tree<'_>, id: NodeId, text: &str, patch: &mut Patch) {
    match tree.node(id).self_closing {
        true => patch.fill(tree, id, text),
        false => patch.insert(tree.node(id).inner.end, text),
    }
}

/// Sets an attribute; an empty value takes it away.
pub(crate) fn set_attribute(tree: &Tree<'_>, id: NodeId, name: &str, value: &str, patch: &mut Patch) {
    match tree.attribute_outer(id, name).filter(|_| value.is_empty()) {
        Some(outer) => patch.delete(outer),
        None => patch.set_attribute(tree, id, name, value),
    }
}
