//! Editing a run of text: unchanged words, marks and placeholders keep their bytes.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::construct::{self, Renderer};
use super::model::{Mark, Piece, PieceKind, is_blank, key};
use super::patch::Patch;
use super::storage::{Span, escape, text};

/// A word, a blank, a sign, one end of a mark, or a placeholder.
#[derive(Debug)]
struct Token {
    key: String,
    kind: PieceKind,
    span: Span,
}

/// Beyond this many comparisons the changed middle is replaced as a whole.
const MAX_WORK: usize = 4_000_000;

/// The replacements that turn one run of text into another; `inner` is where it stands.
pub(crate) fn edit(
    source: &str,
    base: &[Piece],
    edited: &[Piece],
    inner: Span,
    renderer: &mut Renderer,
) -> Patch {
    let old = tokens(base, Some(source));
    let new = tokens(edited, None);
    let places = Places::new(&old, inner);
    let mut patch = Patch::default();
    for op in diff(&old, &new) {
        let (_, gone, come) = op.as_tag_tuple();
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        if let ([before], [after]) = (&old[gone.clone()], &new[come.clone()])
            && (edit_address(source, before, after, &mut patch)
                || edit_atom(source, before, after, &mut patch))
        {
            continue;
        }
        if edit_letters(source, &old[gone.clone()], &new[come.clone()], &mut patch) {
            continue;
        }
        let at = if gone.is_empty() { places.between(gone.start) } else { old[gone.start].span.start };
        let mut added = String::new();
        for token in &new[come] {
            renderer.piece(&token.kind, &mut added);
        }
        patch.insert(at, added);
        for token in &old[gone] {
            patch.delete(token.span);
        }
    }
    patch
}

fn diff(old: &[Token], new: &[Token]) -> Vec<DiffOp> {
    let old: Vec<&str> = old.iter().map(|token| token.key.as_str()).collect();
    let new: Vec<&str> = new.iter().map(|token| token.key.as_str()).collect();
    let head = old.iter().zip(&new).take_while(|(left, right)| left == right).count();
    let most = old.len().min(new.len()) - head;
    let tail =
        old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(left, right)| left == right).count();
    let (old_len, new_len) = (old.len() - head - tail, new.len() - head - tail);
    if old_len.saturating_mul(new_len) > MAX_WORK {
        return vec![DiffOp::Replace { old_index: head, old_len, new_index: head, new_len }];
    }
    capture_diff_slices(Algorithm::Myers, &old, &new)
}

/// Where new text goes between two tokens.
struct Places {
    ends: Vec<u32>,
    first: u32,
}

impl Places {
    fn new(tokens: &[Token], inner: Span) -> Self {
        let first = tokens.iter().map(|token| token.span.start).min().unwrap_or(inner.start);
        let mut ends = vec![first];
        for token in tokens {
            let last = ends.last().copied().unwrap_or(first);
            ends.push(last.max(token.span.end));
        }
        Places { ends, first }
    }

    /// Before token `index`: behind everything that comes before it, so that text joins what is on its left.
    fn between(&self, index: usize) -> u32 {
        self.ends.get(index).copied().unwrap_or(self.first)
    }
}

/// A link whose address alone changed keeps its tag.
fn edit_address(source: &str, before: &Token, after: &Token, patch: &mut Patch) -> bool {
    let (PieceKind::Open(Mark::Link { title: old_title, .. }), PieceKind::Open(Mark::Link { url, title })) =
        (&before.kind, &after.kind)
    else {
        return false;
    };
    let tag = &source.as_bytes()[..before.span.end as usize];
    let mut attributes = text::attributes(tag, before.span.start as usize + 2);
    let Some((_, value)) = attributes.find(|(name, _)| &source[name.range()] == "href") else { return false };
    if old_title != title {
        return false;
    }
    let mut escaped = String::new();
    escape::push_attribute(url, &mut escaped);
    patch.replace(value, escaped.replace('\'', "&#39;"));
    true
}

/// A placeholder that was edited keeps what its spelling does not show.
fn edit_atom(source: &str, before: &Token, after: &Token, patch: &mut Patch) -> bool {
    let (PieceKind::Atom(old), PieceKind::Atom(new)) = (&before.kind, &after.kind) else { return false };
    let Some(bytes) = construct::edit_atom(&source[before.span.range()], old, new) else { return false };
    patch.replace(before.span, bytes);
    true
}

/// Words that begin or end like those before them keep these letters: tags may stand in a word, and `ab` may
/// be two words to the source where it is one to the reader.
fn edit_letters(source: &str, gone: &[Token], come: &[Token], patch: &mut Patch) -> bool {
    let mut old: Vec<(char, Span)> = Vec::new();
    for token in gone {
        let raw = &source[token.span.range()];
        match &token.kind {
            PieceKind::Space if !raw.is_empty() && raw.chars().all(is_blank) => old.push((' ', token.span)),
            PieceKind::Text(text) if !raw.is_empty() && text::decode(raw) == *text => {
                let mut at = token.span.start as usize;
                while let Some((ch, len)) = text::first_char(&source[at..token.span.end as usize]) {
                    old.push((ch, Span::new(at, at + len)));
                    at += len;
                }
            }
            _ => return false,
        }
    }
    let mut new = String::new();
    for token in come {
        match &token.kind {
            PieceKind::Text(text) => new.push_str(text),
            PieceKind::Space => new.push(' '),
            _ => return false,
        }
    }
    let head = old.iter().zip(new.chars()).take_while(|((ch, _), other)| ch == other).count();
    let most = old.len().min(new.chars().count()) - head;
    let tail = old.iter().rev().zip(new.chars().rev()).take(most);
    let tail = tail.take_while(|((ch, _), other)| ch == other).count();
    if head + tail == 0 {
        return false;
    }
    let added: String = new.chars().skip(head).take(new.chars().count() - head - tail).collect();
    let mut escaped = String::new();
    escape::push_text(&added, &mut escaped);
    let gone = &old[head..old.len() - tail];
    let at = match (gone.first(), head.checked_sub(1)) {
        (Some((_, first)), _) => first.start,
        (None, Some(before)) => old[before].1.end,
        (None, None) => old[0].1.start,
    };
    patch.insert(at, escaped);
    for (_, span) in gone {
        patch.delete(*span);
    }
    true
}

fn tokens(pieces: &[Piece], source: Option<&str>) -> Vec<Token> {
    let mut out = Vec::new();
    for piece in pieces {
        match (&piece.kind, source) {
            (PieceKind::Text(_), Some(source)) => push_raw(&source[piece.span.range()], piece.span, &mut out),
            (PieceKind::Text(text) | PieceKind::Glyph(text), _) => {
                let from = out.len();
                push_raw_with(
                    text,
                    |rest| rest.chars().next().map(|ch| (ch, ch.len_utf8())),
                    |_, _| Span::default(),
                    &mut out,
                );
                place_glyph(&mut out[from..], piece.span);
            }
            (kind, _) => {
                let key = key(std::slice::from_ref(piece));
                out.push(Token { key, kind: kind.clone(), span: piece.span });
            }
        }
    }
    out
}

/// An element that shows as several tokens hangs on the first of them.
fn place_glyph(tokens: &mut [Token], span: Span) {
    let mut rest = tokens.iter_mut();
    if let Some(first) = rest.next() {
        first.span = span;
    }
    for token in rest {
        token.span = Span { start: span.end, end: span.end };
    }
}

fn push_raw(raw: &str, span: Span, out: &mut Vec<Token>) {
    let at = |from: usize, to: usize| Span::new(span.start as usize + from, span.start as usize + to);
    push_raw_with(raw, text::first_char, at, out);
}

fn push_raw_with(
    raw: &str,
    first: impl Fn(&str) -> Option<(char, usize)>,
    span: impl Fn(usize, usize) -> Span,
    out: &mut Vec<Token>,
) {
    let mut at = 0;
    let mut open: Option<(usize, String, bool)> = None;
    while let Some((ch, len)) = first(&raw[at..]) {
        let class = ch.is_alphanumeric();
        let blank = is_blank(ch);
        match &mut open {
            Some((_, word, is_word)) if (class && *is_word) || (blank && !*is_word) => {
                if *is_word {
                    word.push(ch);
                }
            }
            _ => {
                push_word(open.take(), at, &span, out);
                if class || blank {
                    let text = if blank { ' ' } else { ch };
                    open = Some((at, text.to_string(), class));
                } else {
                    push_word(Some((at, ch.to_string(), true)), at + len, &span, out);
                }
            }
        }
        at += len;
    }
    push_word(open, at, &span, out);
}

fn push_word(
    word: Option<(usize, String, bool)>,
    end: usize,
    span: &impl Fn(usize, usize) -> Span,
    out: &mut Vec<Token>,
) {
    let Some((start, text, is_text)) = word else { return };
    let kind = if is_text { PieceKind::Text(text.clone()) } else { PieceKind::Space };
    out.push(Token { key: text, kind, span: span(start, end) });
}
