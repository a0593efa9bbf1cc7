//! A run of text as words, blanks, signs, ends of marks and placeholders, each with its bytes.

use crate::markup::model::{Piece, PieceKind, is_blank, key};
use crate::markup::storage::{NodeKind, Span, Tree, text};

/// A word, a blank, a sign, one end of a mark, or a placeholder.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) key: String,
    pub(super) kind: PieceKind,
    pub(super) span: Span,
    /// The characters of a word and their bytes: a word may be written in several elements.
    pub(super) chars: Vec<(char, Span)>,
}

impl Token {
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind, PieceKind::Text(_) | PieceKind::Space)
    }
}

/// An element inside a run that shows as nothing: a colour, a comment's anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wrapper {
    pub(super) start_tag: Span,
    pub(super) end_tag: Span,
}

/// Reads the pieces of a stored run; `source` is what their spans are ranges of.
pub(super) fn stored(source: &str, pieces: &[Piece]) -> Vec<Token> {
    let mut tokens = Tokens::default();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Text(_) => tokens.raw(&source[piece.span.range()], piece.span.start),
            PieceKind::Glyph(shown) => tokens.glyph(shown, piece.span),
            _ => tokens.other(piece),
        }
    }
    tokens.finish()
}

/// Reads the pieces of typed text.
pub(super) fn typed(pieces: &[Piece]) -> Vec<Token> {
    let mut tokens = Tokens::default();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Text(text) | PieceKind::Glyph(text) => {
                text.chars().for_each(|ch| tokens.char(ch, Span::default()));
            }
            _ => tokens.other(piece),
        }
    }
    tokens.finish()
}

#[derive(Default)]
struct Tokens {
    out: Vec<Token>,
    word: Vec<(char, Span)>,
}

impl Tokens {
    fn raw(&mut self, raw: &str, start: u32) {
        let mut at = 0;
        while let Some((ch, len)) = text::first_char(&raw[at..]) {
            let from = start as usize + at;
            self.char(ch, Span::new(from, from + len));
            at += len;
        }
    }

    /// An element that shows as several characters hangs on the first of them.
    fn glyph(&mut self, shown: &str, span: Span) {
        let rest = Span { start: span.end, end: span.end };
        for (index, ch) in shown.chars().enumerate() {
            self.char(ch, if index == 0 { span } else { rest });
        }
    }

    fn char(&mut self, ch: char, span: Span) {
        if is_blank(ch) {
            self.end_word();
            match self.out.last_mut() {
                Some(last) if last.kind == PieceKind::Space => last.span = last.span.join(span),
                _ => self.push(PieceKind::Space, " ".to_owned(), vec![(' ', span)], span),
            }
            return;
        }
        if !ch.is_alphanumeric() {
            self.end_word();
            self.word.push((ch, span));
            self.end_word();
            return;
        }
        self.word.push((ch, span));
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let (Some((_, first)), Some((_, last))) = (word.first(), word.last()) else { return };
        let span = Span { start: first.start, end: last.end };
        let text: String = word.iter().map(|(ch, _)| *ch).collect();
        self.push(PieceKind::Text(text.clone()), text, word, span);
    }

    fn other(&mut self, piece: &Piece) {
        self.end_word();
        let chars = if piece.kind == PieceKind::Space { vec![(' ', piece.span)] } else { Vec::new() };
        self.push(piece.kind.clone(), key(std::slice::from_ref(piece)), chars, piece.span);
    }

    fn push(&mut self, kind: PieceKind, key: String, chars: Vec<(char, Span)>, span: Span) {
        self.out.push(Token { key, kind, span, chars });
    }

    fn finish(mut self) -> Vec<Token> {
        self.end_word();
        self.out
    }
}

/// The elements in a run that hold tokens and are none themselves, outermost first; empty where the run
/// cannot be read on its own.
pub(super) fn wrappers(source: &str, inner: Span, tokens: &[Token]) -> Vec<Wrapper> {
    let Ok(tree) = Tree::parse(&source[inner.range()]) else { return Vec::new() };
    let shift = |span: Span| Span { start: span.start + inner.start, end: span.end + inner.start };
    let mut starts: Vec<Span> = tokens.iter().map(|token| token.span).collect();
    starts.sort_by_key(|span| span.start);
    let is_token = |span: Span| {
        let at = starts.partition_point(|other| other.start <= span.start);
        at.checked_sub(1).is_some_and(|at| starts[at].start <= span.start && span.end <= starts[at].end)
    };
    let holds_token = |span: Span| {
        let at = starts.partition_point(|other| other.start < span.start);
        starts.get(at).is_some_and(|first| first.start < span.end)
    };
    (1..tree.len())
        .filter(|id| tree.node(*id).kind == NodeKind::Element && !tree.node(*id).self_closing)
        .map(|id| {
            let node = tree.node(id);
            let end_tag = Span { start: node.inner.end, end: node.outer.end };
            Wrapper { start_tag: shift(tree.start_tag(id)), end_tag: shift(end_tag) }
        })
        .filter(|wrapper| {
            let inside = Span { start: wrapper.start_tag.end, end: wrapper.end_tag.start };
            !is_token(wrapper.start_tag) && holds_token(inside)
        })
        .collect()
}
