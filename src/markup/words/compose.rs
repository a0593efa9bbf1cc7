//! A run of text put together from the bytes of its words, for edits that no patch can make: marks that cross
//! elements nobody sees, text that came from another paragraph.
//!
//! Every word brings its bytes and the elements around it; what is open is closed and opened again where
//! they cross.

use similar::DiffOp;

use super::diff;
use super::token::{self, Token, Wrapper};
use crate::markup::construct::Renderer;
use crate::markup::model::{Piece, PieceKind};
use crate::markup::storage::Span;

/// A stored run that text may come from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Donor<'p> {
    pub(crate) pieces: &'p [Piece],
    pub(crate) inner: Span,
}

impl Donor<'_> {
    /// Of new text, which stands nowhere yet.
    pub(crate) const NONE: Donor<'static> = Donor { pieces: &[], inner: Span { start: 0, end: 0 } };
}

/// What one typed token is made of.
#[derive(Clone)]
struct Part {
    /// The stored token whose bytes it takes.
    from: Option<usize>,
    /// The elements around it, as numbers.
    around: Vec<usize>,
}

/// Puts typed pieces together from stored runs. The first run is where they stand; of the others only words
/// are taken, for placeholders have their own way of moving.
pub(crate) fn compose(
    source: &str,
    donors: &[Donor<'_>],
    edited: &[Piece],
    renderer: &mut Renderer,
) -> String {
    let mut old: Vec<Token> = Vec::new();
    let mut wrappers: Vec<Wrapper> = Vec::new();
    let mut own = None;
    for donor in donors {
        let tokens = token::stored(source, donor.pieces);
        wrappers.extend(token::wrappers(source, donor.inner, &tokens));
        old.extend(tokens);
        own.get_or_insert(old.len());
    }
    let own = own.unwrap_or(0);
    let new = token::typed(edited);
    let parts = parts(&old, &new, &wrappers);
    let mut output = Output { source, wrappers: &wrappers, new: &new, open: Vec::new(), out: String::new() };
    let mut marks: Vec<usize> = Vec::new();
    let mut tags: Vec<String> = vec![String::new(); new.len()];
    for (at, (token, part)) in new.iter().zip(&parts).enumerate() {
        let bytes = match part.from {
            Some(from) if is_own(&old[from], from, own) => old_bytes(source, &old[from]),
            _ => {
                let mut bytes = String::new();
                renderer.piece(&token.kind, &mut bytes);
                bytes
            }
        };
        match &token.kind {
            PieceKind::Open(_) => {
                tags[at] = bytes;
                marks.push(at);
            }
            PieceKind::Close(_) => drop(marks.pop()),
            _ => {
                output.shape(&part.around, &marks, &tags);
                output.out.push_str(&bytes);
            }
        }
    }
    output.shape(&[], &[], &tags);
    output.out
}

/// Words may come from anywhere; other things only from where they stand.
fn is_own(token: &Token, at: usize, own: usize) -> bool {
    at < own || token.is_text()
}

/// The bytes of a token; a word in several elements is written as one.
fn old_bytes(source: &str, token: &Token) -> String {
    match token.chars.as_slice() {
        [] => source[token.span.range()].to_owned(),
        chars => chars.iter().map(|(_, span)| &source[span.range()]).collect(),
    }
}

fn parts(old: &[Token], new: &[Token], wrappers: &[Wrapper]) -> Vec<Part> {
    let mut from: Vec<Option<usize>> = vec![None; new.len()];
    for op in diff(old, new) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            for offset in 0..len {
                from[new_index + offset] = Some(old_index + offset);
            }
        }
    }
    let around = |at: usize| -> Vec<usize> {
        let span = old[at].span;
        let holds =
            |wrapper: &Wrapper| wrapper.start_tag.end <= span.start && span.end <= wrapper.end_tag.start;
        (0..wrappers.len()).filter(|index| holds(&wrappers[*index])).collect()
    };
    let mut parts: Vec<Part> =
        from.iter().map(|from| Part { from: *from, around: from.map(around).unwrap_or_default() }).collect();
    // New text is inside of what stands on both sides of it.
    let mut before: Vec<usize> = Vec::new();
    let mut behind: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
    let mut next: Vec<usize> = Vec::new();
    for at in (0..parts.len()).rev() {
        behind[at].clone_from(&next);
        if parts[at].from.is_some() {
            next.clone_from(&parts[at].around);
        }
    }
    for at in 0..parts.len() {
        if parts[at].from.is_some() {
            before.clone_from(&parts[at].around);
        } else {
            parts[at].around = before.iter().copied().filter(|index| behind[at].contains(index)).collect();
        }
    }
    parts
}

/// An element or mark that is open in what was written.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Wrapper(usize),
    Mark(usize),
}

struct Output<'a> {
    source: &'a str,
    wrappers: &'a [Wrapper],
    new: &'a [Token],
    open: Vec<Open>,
    out: String,
}

impl Output<'_> {
    /// Closes and opens until just these elements and marks are open.
    fn shape(&mut self, around: &[usize], marks: &[usize], tags: &[String]) {
        let wanted = |open: &Open| match open {
            Open::Wrapper(index) => around.contains(index),
            Open::Mark(at) => marks.contains(at),
        };
        let keep = self.open.iter().position(|open| !wanted(open)).unwrap_or(self.open.len());
        for open in self.open.split_off(keep).iter().rev() {
            match open {
                Open::Wrapper(index) => {
                    self.out.push_str(&self.source[self.wrappers[*index].end_tag.range()])
                }
                Open::Mark(at) => self.out.push_str(&close(&tags[*at], &self.new[*at])),
            }
        }
        let missing =
            around.iter().map(|index| Open::Wrapper(*index)).chain(marks.iter().map(|at| Open::Mark(*at)));
        for open in missing {
            if self.open.contains(&open) {
                continue;
            }
            match open {
                Open::Wrapper(index) => {
                    self.out.push_str(&self.source[self.wrappers[index].start_tag.range()]);
                }
                Open::Mark(at) => self.out.push_str(&tags[at]),
            }
            self.open.push(open);
        }
    }
}

/// The end tag for a start tag as it is written.
fn close(tag: &str, token: &Token) -> String {
    let name: String =
        tag.chars().skip(1).take_while(|ch| !ch.is_whitespace() && !"/>".contains(*ch)).collect();
    if name.is_empty() && matches!(token.kind, PieceKind::Open(_)) {
        String::new()
    } else {
        format!("</{name}>")
    }
}
