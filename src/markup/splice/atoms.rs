//! Placeholders in a text: which are known, which are text, and which left their place.

use std::collections::{HashMap, HashSet};

use crate::markup::construct::{opaque, render_atom};
use crate::markup::model::{Block, PieceKind, push_plain};
use crate::markup::storage::Span;

/// The placeholders of a stored body in the order they stand.
pub(crate) fn collect(block: &Block, out: &mut Vec<(String, Span)>) {
    for piece in &block.pieces {
        if let PieceKind::Atom(spelling) = &piece.kind {
            out.push((spelling.clone(), piece.span));
        }
    }
    for child in &block.children {
        collect(child, out);
    }
}

/// Settles the placeholders of an edit: those the base knows, and their like with other attributes, are
/// placeholders. Tells whether one became text.
pub(crate) fn settle_beside(edited: &mut Block, base: &Block) -> bool {
    let mut atoms = Vec::new();
    collect(base, &mut atoms);
    let known: HashMap<&str, Span> = atoms.iter().map(|(spelling, span)| (&**spelling, *span)).collect();
    let names: HashSet<&str> = known.keys().filter_map(|spelling| opaque::name(spelling)).collect();
    settle(edited, &|spelling| {
        known.contains_key(spelling) || opaque::name(spelling).is_some_and(|name| names.contains(name))
    })
}

/// Placeholders that are none, because nothing of that name is known or can be made, are text. Tells whether
/// one became text.
pub(crate) fn settle(block: &mut Block, is_known: &dyn Fn(&str) -> bool) -> bool {
    let is_text = |kind: &PieceKind| matches!(kind, PieceKind::Atom(spelling) if !is_known(spelling) && render_atom(spelling).is_none());
    let mut settled = block.pieces.iter().any(|piece| is_text(&piece.kind));
    if settled {
        let mut pieces = Vec::new();
        for piece in std::mem::take(&mut block.pieces) {
            match &piece.kind {
                PieceKind::Atom(spelling) if is_text(&piece.kind) => push_plain(spelling, &mut pieces),
                _ => pieces.push(piece),
            }
        }
        block.pieces = pieces;
    }
    for child in &mut block.children {
        settled |= settle(child, is_known);
    }
    settled
}
