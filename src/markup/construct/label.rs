//! Text that shows without its formatting, such as that of a link or the caption of an image. It is edited by
//! word, so the formatting stays around the words that stay.

use super::Renderer;
use super::code;
use super::read::Reader;
use crate::markup::model::{Piece, PieceKind, collapse, push_plain};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree};
use crate::markup::words::{self, Ends};

/// The text in an element: breaks are blanks, pictures are left out.
pub(crate) fn text(reader: &Reader<'_, '_>, body: NodeId) -> String {
    let mut out = String::new();
    for piece in pieces(reader, body) {
        match piece.kind {
            PieceKind::Text(text) | PieceKind::Glyph(text) => out.push_str(&text),
            _ => out.push(' '),
        }
    }
    collapse(out.trim())
}

/// The words of an element and the blanks between them.
fn pieces(reader: &Reader<'_, '_>, body: NodeId) -> Vec<Piece> {
    let shown = |piece: Piece| match piece.kind {
        PieceKind::Text(_) | PieceKind::Glyph(_) | PieceKind::Space => Some(piece),
        PieceKind::Break => Some(Piece::new(PieceKind::Space, piece.span)),
        PieceKind::Open(_) | PieceKind::Close(_) | PieceKind::Atom(_) => None,
    };
    let mut pieces: Vec<Piece> = reader.inline(body).into_iter().filter_map(shown).collect();
    let is_word = |piece: &Piece| piece.kind != PieceKind::Space;
    pieces.truncate(pieces.iter().rposition(is_word).map_or(0, |last| last + 1));
    pieces.drain(..pieces.iter().position(is_word).unwrap_or(0));
    pieces
}

/// Gives an element another text.
pub(crate) fn edit(tree: &Tree<'_>, body: NodeId, text: &str, patch: &mut Patch) {
    if !code::is_plain(tree, body) {
        let mut new = Vec::new();
        push_plain(text, &mut new);
        let old = pieces(&Reader::new(tree), body);
        let inner = tree.node(body).inner;
        patch.append(words::edit(tree.source, &old, &new, inner, Ends::Inside, &mut Renderer::default()));
        return;
    }
    let text = code::render_body(tree, body, text);
    match tree.node(body).self_closing {
        true => patch.fill(tree, body, &text),
        false => patch.replace(tree.node(body).inner, text),
    }
}
