//! Inline pieces: text, marks and things within a block, and the one form in which they are compared.

use crate::markup::storage::Span;

/// A formatting that has a beginning and an end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    Strong,
    Emphasis,
    Strike,
    Code,
    /// Written as its tag in Markdown too: `u`, `sub`, `sup`, …
    Tag(&'static str),
    Link {
        url: String,
        title: String,
    },
}

/// Tags that Markdown has no signs for and that are written as themselves.
pub(crate) const TAGS: [&str; 12] =
    ["u", "sub", "sup", "small", "big", "ins", "kbd", "q", "mark", "cite", "samp", "var"];

/// One inline thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// Text without blanks at its ends.
    Text(String),
    /// An element that shows as text, such as an emoticon.
    Glyph(String),
    /// White space, however much of it.
    Space,
    Open(Mark),
    Close(Mark),
    /// Something that is one thing, in its Markdown spelling.
    Atom(String),
    Break,
}

/// An inline thing and its bytes; the span is empty for what comes from Markdown.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) kind: PieceKind,
    pub(crate) span: Span,
}

impl Piece {
    pub(crate) fn new(kind: PieceKind, span: Span) -> Self {
        Piece { kind, span }
    }
}

/// Pieces as one string that is equal for equal content, however text is cut into pieces.
pub(crate) fn key(pieces: &[Piece]) -> String {
    let mut out = String::new();
    write_key(pieces, &mut |part| out.push_str(part));
    out
}

/// The parts of `key`, one after the other.
pub(super) fn write_key(pieces: &[Piece], write: &mut dyn FnMut(&str)) {
    for piece in pieces {
        match &piece.kind {
            PieceKind::Text(text) | PieceKind::Glyph(text) => write(text),
            PieceKind::Space => write(" "),
            PieceKind::Open(mark) => write_mark("\u{1}", mark, write),
            PieceKind::Close(mark) => write_mark("\u{2}", mark, write),
            PieceKind::Atom(spelling) => {
                write("\u{3}");
                write(spelling);
                write("\u{3}");
            }
            PieceKind::Break => write("\u{4}"),
        }
    }
}

fn write_mark(sign: &str, mark: &Mark, write: &mut dyn FnMut(&str)) {
    write(sign);
    match mark {
        Mark::Strong => write("b"),
        Mark::Emphasis => write("i"),
        Mark::Strike => write("s"),
        Mark::Code => write("c"),
        Mark::Tag(name) => write(name),
        Mark::Link { url, title } if sign == "\u{1}" => {
            write("a ");
            write(url);
            write("\u{5}");
            write(title);
        }
        Mark::Link { .. } => write("a"),
    }
    write("\u{5}");
}

/// Cuts text into pieces: blanks apart, so that they can be moved and dropped.
pub(crate) fn push_plain(text: &str, out: &mut Vec<Piece>) {
    let core = text.trim_matches(is_blank);
    if text.starts_with(is_blank) {
        out.push(Piece::new(PieceKind::Space, Span::default()));
    }
    if core.is_empty() {
        return;
    }
    out.push(Piece::new(PieceKind::Text(collapse(core)), Span::default()));
    if text.ends_with(is_blank) {
        out.push(Piece::new(PieceKind::Space, Span::default()));
    }
}

/// Runs of blanks as one blank each.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for ch in text.chars() {
        if is_blank(ch) {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push(' ');
        }
        out.push(ch);
    }
    if blank {
        out.push(' ');
    }
    out
}

/// What both formats collapse; a no-break space is a character.
pub(crate) fn is_blank(ch: char) -> bool {
    matches!(ch, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Brings pieces into the one form both sides are compared in: no empty or doubled marks, no blanks at
/// the inner edges of marks or at the ends, one blank where there were many.
pub(crate) fn normalise(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut pieces = pieces;
    loop {
        let before = pieces.len();
        pieces = drop_idle_marks(pieces);
        let moved = push_blanks_out(&mut pieces);
        pieces = drop_blanks(pieces);
        if !moved && pieces.len() == before {
            return pieces;
        }
    }
}

/// Removes marks that hold nothing, that stand in themselves, or that end only to begin again.
fn drop_idle_marks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut open: Vec<(Mark, bool)> = Vec::new();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Open(mark) => {
                let is_link = matches!(mark, Mark::Link { .. });
                let nested = open.iter().any(|(other, _)| same_mark(other, mark));
                let rejoined = !nested
                    && !is_link
                    && matches!(out.last().map(|last| &last.kind), Some(PieceKind::Close(last)) if last == mark);
                if rejoined {
                    out.pop();
                }
                open.push((mark.clone(), !nested));
                if !nested && !rejoined {
                    out.push(piece);
                }
            }
            PieceKind::Close(mark) => {
                let Some(at) = open.iter().rposition(|(other, _)| same_mark(other, mark)) else { continue };
                let (_, shown) = open.remove(at);
                if !shown {
                    continue;
                }
                let content = out.iter().rposition(|last| !matches!(last.kind, PieceKind::Space));
                match content {
                    Some(at) if matches!(&out[at].kind, PieceKind::Open(last) if same_mark(last, mark)) => {
                        out.remove(at);
                    }
                    _ => out.push(piece),
                }
            }
            _ => out.push(piece),
        }
    }
    out
}

/// Whether two marks cannot stand in each other: the same one, or any two links.
fn same_mark(left: &Mark, right: &Mark) -> bool {
    left == right || matches!((left, right), (Mark::Link { .. }, Mark::Link { .. }))
}

fn push_blanks_out(pieces: &mut [Piece]) -> bool {
    let is_gap = |kind: &PieceKind| matches!(kind, PieceKind::Space | PieceKind::Break);
    let mut moved = false;
    for at in (1..pieces.len()).rev() {
        if is_gap(&pieces[at].kind) && matches!(pieces[at - 1].kind, PieceKind::Open(_)) {
            pieces.swap(at - 1, at);
            moved = true;
        }
    }
    for at in 1..pieces.len() {
        if is_gap(&pieces[at - 1].kind) && matches!(pieces[at].kind, PieceKind::Close(_)) {
            pieces.swap(at - 1, at);
            moved = true;
        }
    }
    moved
}

fn drop_blanks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let after_gap =
            out.last().is_none_or(|last| matches!(last.kind, PieceKind::Space | PieceKind::Break));
        match piece.kind {
            PieceKind::Space if after_gap => {}
            PieceKind::Break if matches!(out.last().map(|last| &last.kind), Some(PieceKind::Space)) => {
                out.pop();
                out.push(piece);
            }
            _ => out.push(piece),
        }
    }
    while out.last().is_some_and(|last| matches!(last.kind, PieceKind::Space | PieceKind::Break)) {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(kind: PieceKind) -> Piece {
        Piece::new(kind, Span::default())
    }

    #[test]
    fn blanks_leave_marks_and_idle_marks_go() {
        let (open, close) = (PieceKind::Open(Mark::Strong), PieceKind::Close(Mark::Strong));
        let text = |text: &str| piece(PieceKind::Text(text.into()));
        let pieces = vec![
            piece(open.clone()),
            piece(PieceKind::Space),
            text("a"),
            piece(close.clone()),
            piece(open.clone()),
            text("b"),
            piece(PieceKind::Space),
            piece(close.clone()),
            piece(open),
            piece(PieceKind::Space),
            piece(close),
            piece(PieceKind::Break),
        ];
        assert_eq!(key(&normalise(pieces)), "\u{1}b\u{5}ab\u{2}b\u{5}");
    }
}
