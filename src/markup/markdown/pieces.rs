//! What the readers of Markdown and of storage both need to know about inline pieces.

use crate::markup::model::{Mark, Piece, PieceKind, TAGS};
use crate::markup::storage::Span;

/// The mark an element's name stands for.
pub(crate) fn mark_of(name: &str) -> Option<Mark> {
    match name {
        "strong" | "b" => Some(Mark::Strong),
        "em" | "i" => Some(Mark::Emphasis),
        "s" | "del" | "strike" => Some(Mark::Strike),
        "code" | "tt" => Some(Mark::Code),
        name => TAGS.into_iter().find(|tag| *tag == name).map(Mark::Tag),
    }
}

/// Closes what is left open and untangles marks that overlap.
pub(crate) fn balance(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut open: Vec<Mark> = Vec::new();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Open(mark) => {
                open.push(mark.clone());
                out.push(piece);
            }
            PieceKind::Close(mark) => {
                let Some(at) = open.iter().rposition(|other| other == mark) else { continue };
                let above = open.split_off(at + 1);
                out.extend(
                    above
                        .iter()
                        .rev()
                        .map(|mark| Piece::new(PieceKind::Close(mark.clone()), Span::default())),
                );
                open.pop();
                out.push(piece);
                out.extend(
                    above.iter().map(|mark| Piece::new(PieceKind::Open(mark.clone()), Span::default())),
                );
                open.extend(above);
            }
            _ => out.push(piece),
        }
    }
    out.extend(open.into_iter().rev().map(|mark| Piece::new(PieceKind::Close(mark), Span::default())));
    out
}

/// Whether pieces are nothing but text.
pub(crate) fn is_words(pieces: &[Piece]) -> bool {
    use PieceKind::{Glyph, Space, Text};
    pieces.iter().all(|piece| matches!(piece.kind, Text(_) | Glyph(_) | Space))
}

/// The text of pieces without their marks.
pub(crate) fn plain(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Text(text) | PieceKind::Glyph(text) => out.push_str(text),
            PieceKind::Atom(image) if image.starts_with("![") => out.push_str(&alternative(image)),
            PieceKind::Atom(spelling) => out.push_str(spelling),
            PieceKind::Space | PieceKind::Break => out.push(' '),
            PieceKind::Open(_) | PieceKind::Close(_) => {}
        }
    }
    out
}

/// The alternative text of an image's spelling.
fn alternative(image: &str) -> String {
    image
        .strip_prefix("![")
        .and_then(|inner| split_unescaped(inner, "]("))
        .map(|(label, _)| unescape(label))
        .unwrap_or_default()
}

/// Splits at the first separator that no backslash stands before.
pub(crate) fn split_unescaped<'t>(text: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let mut escaped = false;
    for (at, ch) in text.char_indices() {
        match ch {
            _ if std::mem::take(&mut escaped) => {}
            _ if text[at..].starts_with(separator) => {
                return Some((&text[..at], &text[at + separator.len()..]));
            }
            '\\' => escaped = true,
            _ => {}
        }
    }
    None
}

/// Takes the backslashes of escapes away.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        match chars.peek() {
            Some(next) if ch == '\\' && next.is_ascii_punctuation() => {
                out.push(*next);
                chars.next();
            }
            _ => out.push(ch),
        }
    }
    out
}
