//! Joining two edits of one run of prose by word; links, images and macros are words that never change
//! inside. Comment markers are no words: they are taken out and put back where their text is by then.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::anchors::{self, Anchor, Places};
use super::body::{Body, MARKER};
use crate::markup::construct::macros;
use crate::markup::model::is_blank;
use crate::markup::storage::inline::is_inline;
use crate::markup::storage::{NodeId, NodeKind, Tree, text};

/// Whether words of both sides may come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joining {
    Allowed,
    /// One side at most may have changed words.
    OneSide,
}

/// Merges base, ours and theirs; `None` where their edits meet.
pub(super) fn merge_words(texts: [&str; 3], joining: Joining) -> Option<String> {
    let runs = [run(texts[0])?, run(texts[1])?, run(texts[2])?];
    let edits = [edits(&runs[0], &runs[1]), edits(&runs[0], &runs[2])];
    if joining == Joining::OneSide && edits.iter().all(|edits| !edits.is_empty()) {
        return None;
    }
    let merged = join(&runs, &edits)?;
    let out = anchors::write(&merged.tokens, &anchors::merge(&runs, &merged.places)?)?;
    Tree::parse(&out).is_ok().then_some(out)
}

/// A word, a blank, a sign, one end of a mark, or a placeholder: its bytes and what it says.
#[derive(Debug)]
pub(super) struct Token<'s> {
    bytes: &'s str,
    says: String,
}

impl Token<'_> {
    fn is_word(&self) -> bool {
        !self.says.chars().all(is_blank)
    }
}

/// A run of prose without its comment markers, and where they were.
#[derive(Debug, Default)]
pub(super) struct Run<'s> {
    pub(super) tokens: Vec<Token<'s>>,
    pub(super) anchors: Vec<Anchor<'s>>,
}

/// Tokens `start..end` of the base became tokens `from..to` of a side.
#[derive(Debug, Clone, Copy)]
struct Edit {
    start: usize,
    end: usize,
    from: usize,
    to: usize,
}

impl Edit {
    fn meets(&self, other: &Edit) -> bool {
        self.start <= other.end && other.start <= self.end
    }
}

/// The changes of a side; what only blanks part is one change.
fn edits(base: &Run<'_>, side: &Run<'_>) -> Vec<Edit> {
    let says = |run: &Run<'_>| run.tokens.iter().map(|token| token.says.clone()).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Myers, &says(base), &says(side));
    let mut out: Vec<Edit> = Vec::new();
    for op in ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (_, gone, come) = op.as_tag_tuple();
        match out.last_mut() {
            Some(last) if !base.tokens[last.end..gone.start].iter().any(Token::is_word) => {
                last.end = gone.end;
                last.to = come.end;
            }
            _ => out.push(Edit { start: gone.start, end: gone.end, from: come.start, to: come.end }),
        }
    }
    out
}

struct Merged<'s> {
    tokens: Vec<&'s str>,
    /// Where the tokens of base, ours and theirs, or what came in their place, are by now.
    places: [Places; 3],
}

/// Applies the edits of both sides to the base.
fn join<'s>(runs: &[Run<'s>; 3], edits: &[Vec<Edit>; 2]) -> Option<Merged<'s>> {
    let mut merged = Merged { tokens: Vec::new(), places: Default::default() };
    let mut rest = [edits[0].iter().peekable(), edits[1].iter().peekable()];
    // The next token of base, ours and theirs.
    let mut at = [0usize; 3];
    loop {
        let next = [rest[0].peek().copied(), rest[1].peek().copied()];
        if let (Some(one), Some(other)) = (next[0], next[1])
            && one.meets(other)
        {
            let says = |run: usize, edit: &Edit| {
                runs[run].tokens[edit.from..edit.to].iter().map(|token| &*token.says).collect::<Vec<_>>()
            };
            if (one.start, one.end) != (other.start, other.end) || says(1, one) != says(2, other) {
                return None;
            }
        }
        let due = next.map(|edit| edit.is_some_and(|edit| edit.start == at[0]));
        match due {
            [true, true] => {
                let (one, other) = (rest[0].next()?, rest[1].next()?);
                let start = merged.tokens.len();
                let pairs =
                    runs[1].tokens[one.from..one.to].iter().zip(&runs[2].tokens[other.from..other.to]);
                for (one, other) in pairs {
                    merged.places[1].push_one(merged.tokens.len());
                    merged.places[2].push_one(merged.tokens.len());
                    merged.tokens.push(one.bytes.max(other.bytes));
                }
                merged.places[0].push_replaced(one.end - one.start, start, merged.tokens.len());
                at = [one.end, one.to, other.to];
            }
            [false, false] => {
                let (Some(was), Some(one), Some(other)) =
                    (runs[0].tokens.get(at[0]), runs[1].tokens.get(at[1]), runs[2].tokens.get(at[2]))
                else {
                    return Some(merged);
                };
                merged.places.iter_mut().for_each(|places| places.push_one(merged.tokens.len()));
                merged.tokens.push(super::either(was.bytes, one.bytes, other.bytes));
                at.iter_mut().for_each(|at| *at += 1);
            }
            [ours_is_due, _] => {
                let (side, other) = if ours_is_due { (1, 2) } else { (2, 1) };
                let edit = rest[side - 1].next()?;
                let start = merged.tokens.len();
                for token in &runs[side].tokens[edit.from..edit.to] {
                    merged.places[side].push_one(merged.tokens.len());
                    merged.tokens.push(token.bytes);
                }
                let gone = edit.end - edit.start;
                for unaware in [0, other] {
                    merged.places[unaware].push_replaced(gone, start, merged.tokens.len());
                    at[unaware] += gone;
                }
                at[side] = edit.to;
            }
        }
    }
}

/// Cuts a run into words, blanks, signs, tags and whole placeholders.
fn run(source: &str) -> Option<Run<'_>> {
    let body = Body::parse(source)?;
    let mut run = Run::default();
    run.push_nodes(&body, source, 0);
    Some(run)
}

impl<'s> Run<'s> {
    fn push_nodes(&mut self, body: &Body<'s>, source: &'s str, parent: NodeId) {
        let tree = &body.tree;
        // Words may go on through references, which are nodes of their own.
        let mut raw: Option<(usize, usize)> = None;
        for id in tree.children(parent) {
            let node = tree.node(id);
            let outer = node.outer.range();
            if matches!(node.kind, NodeKind::Text | NodeKind::Reference) {
                raw = Some((raw.map_or(outer.start, |raw| raw.0), outer.end));
                continue;
            }
            if let Some((start, end)) = raw.take() {
                self.push_words(&source[start..end]);
            }
            let name = tree.name(id);
            let end_tag = &source[node.inner.end as usize..outer.end];
            let start_tag = &source[tree.start_tag(id).range()];
            let is_open = node.kind == NodeKind::Element && !node.self_closing;
            if is_open && name == MARKER {
                let start = self.tokens.len();
                self.push_nodes(body, source, id);
                let reference = tree.attribute(id, "ac:ref").unwrap_or_default();
                let anchor = Anchor { reference, start, end: self.tokens.len(), tags: (start_tag, end_tag) };
                if anchor.start < anchor.end {
                    self.anchors.push(anchor);
                } else {
                    self.tokens.push(Token { bytes: &source[outer], says: start_tag.to_owned() });
                }
            } else if is_open && is_mark(name) {
                let says = body.says(id, id);
                let says = says.split_inclusive('\u{2}').next().unwrap_or(says);
                self.tokens.push(Token { bytes: start_tag, says: says.to_owned() });
                self.push_nodes(body, source, id);
                self.tokens.push(Token { bytes: end_tag, says: format!("\u{1}/{name}") });
            } else {
                self.tokens.push(Token { bytes: &source[outer], says: body.says(id, id).to_owned() });
            }
        }
        if let Some((start, end)) = raw {
            self.push_words(&source[start..end]);
        }
    }

    fn push_words(&mut self, raw: &'s str) {
        let mut at = 0;
        let mut open: Option<(usize, String, Class)> = None;
        while let Some((ch, len)) = text::first_char(&raw[at..]) {
            let class = Class::of(ch);
            match &mut open {
                // Accents, joiners and what they join are one character to a person.
                Some((_, says, Class::Word | Class::Sign)) if is_joined(ch) || says.ends_with(JOINER) => {
                    says.push(ch);
                }
                Some((_, says, last)) if *last == class && class != Class::Sign => {
                    if class == Class::Word {
                        says.push(ch);
                    }
                }
                _ => {
                    let says = if class == Class::Blank { ' ' } else { ch };
                    if let Some((start, says, _)) = open.replace((at, says.to_string(), class)) {
                        self.tokens.push(Token { bytes: &raw[start..at], says });
                    }
                }
            }
            at += len;
        }
        if let Some((start, says, _)) = open {
            self.tokens.push(Token { bytes: &raw[start..], says });
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Blank,
    Sign,
}

impl Class {
    fn of(ch: char) -> Class {
        match ch {
            _ if ch.is_alphanumeric() => Class::Word,
            _ if is_blank(ch) => Class::Blank,
            _ => Class::Sign,
        }
    }
}

const JOINER: char = '\u{200d}';

/// Whether a character belongs to the one before it.
fn is_joined(ch: char) -> bool {
    matches!(ch, JOINER | '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Elements whose content is prose of its own; others are one thing.
fn is_mark(name: &str) -> bool {
    is_inline(name)
        && !macros::is_macro(name)
        && !matches!(
            name,
            "ac:link" | "ac:image" | "ac:emoticon" | "ac:placeholder" | "at:var" | "img" | "time" | "br"
        )
}
