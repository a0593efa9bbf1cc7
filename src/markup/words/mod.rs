//! Editing a run of text: unchanged words, marks and placeholders keep their bytes.
//!
//! The first way is a patch that replaces what changed (`edit`); where its tags would cross those of elements
//! nobody sees, the run is put together anew from the bytes of its words (`compose`).

mod compose;
mod token;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::align::common_ends;
use super::construct::{self, Renderer, emoticon};
use super::model::{Mark, Piece, PieceKind};
use super::patch::Patch;
use super::storage::{Span, escape, text};
use token::{Token, Wrapper};

pub(crate) use compose::{Donor, compose};

/// Beyond this many comparisons the changed middle is replaced as a whole.
const MAX_WORK: usize = 4_000_000;

/// The characters of a stored run with their bytes, without those of placeholders.
pub(crate) fn characters(source: &str, pieces: &[Piece]) -> Vec<(char, Span)> {
    token::stored(source, pieces).into_iter().filter(Token::is_text).flat_map(|token| token.chars).collect()
}

/// Where the ends of new marks go beside elements nobody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// As near to their words as can be.
    Inside,
    /// Around those elements.
    Outside,
    /// As near to their words as can be, and new words too: right behind those they follow.
    Beside,
}

/// The replacements that turn one run of text into another; `inner` is where it stands.
pub(crate) fn edit(
    source: &str,
    base: &[Piece],
    edited: &[Piece],
    inner: Span,
    ends: Ends,
    renderer: &mut Renderer,
) -> Patch {
    let old = token::stored(source, base);
    let new = token::typed(edited);
    let wrappers = token::wrappers(source, inner, &old);
    let mut edit = Edit { source, old, new, wrappers, inner, ends, renderer, patch: Patch::default() };
    edit.run();
    edit.patch
}

struct Edit<'s, 'r> {
    source: &'s str,
    old: Vec<Token>,
    new: Vec<Token>,
    wrappers: Vec<Wrapper>,
    inner: Span,
    ends: Ends,
    renderer: &'r mut Renderer,
    patch: Patch,
}

impl Edit<'_, '_> {
    fn run(&mut self) {
        let mut gone = vec![false; self.old.len()];
        for op in diff(&self.old, &self.new) {
            if matches!(op, DiffOp::Equal { .. }) {
                continue;
            }
            let (_, mut old, mut new) = op.as_tag_tuple();
            // What has a partner of its kind is edited; what is between them is replaced.
            while let Some((before, after)) = self.partners(old.clone(), new.clone()) {
                self.replace(old.start..before, new.start..after, &mut gone);
                (old.start, new.start) = (before + 1, after + 1);
            }
            self.replace(old, new, &mut gone);
        }
        self.drop_empty(&gone);
    }

    /// The first placeholder or link of a gap that is edited into one of the new ones.
    fn partners(
        &mut self,
        old: std::ops::Range<usize>,
        new: std::ops::Range<usize>,
    ) -> Option<(usize, usize)> {
        for after in new {
            for before in old.clone() {
                if edit_address(self.source, &self.old[before], &self.new[after], &mut self.patch)
                    || edit_atom(self.source, &self.old[before], &self.new[after], &mut self.patch)
                {
                    return Some((before, after));
                }
            }
        }
        None
    }

    fn replace(&mut self, old: std::ops::Range<usize>, new: std::ops::Range<usize>, gone: &mut [bool]) {
        let is_text = |tokens: &[Token]| tokens.iter().all(Token::is_text);
        if !old.is_empty()
            && !new.is_empty()
            && is_text(&self.old[old.clone()])
            && is_text(&self.new[new.clone()])
        {
            return self.replace_text(old, new, gone);
        }
        let mut added = String::new();
        self.push_new(new.clone(), &mut added);
        if !added.is_empty() {
            let at = if old.is_empty() { self.place(old.start, new) } else { self.old[old.start].span.start };
            self.patch.insert(at, added);
        }
        for index in old {
            gone[index] = true;
            self.delete(index);
        }
    }

    /// Renders new tokens; in text that is no code, the names of emoticons are emoticons.
    fn push_new(&mut self, new: std::ops::Range<usize>, out: &mut String) {
        let mut text = String::new();
        let mut from = new.start;
        for index in new.clone() {
            match &self.new[index].kind {
                PieceKind::Text(word) if !self.is_in_code(index) => text.push_str(word),
                PieceKind::Space if !text.is_empty() => text.push(' '),
                _ => {
                    self.push_text(&std::mem::take(&mut text), from, index, out);
                    let kind = self.new[index].kind.clone();
                    self.renderer.piece(&kind, out);
                    from = index + 1;
                }
            }
        }
        self.push_text(&text, from, new.end, out);
    }

    /// Text of the new tokens `from..end`, between its neighbours.
    fn push_text(&self, text: &str, from: usize, end: usize, out: &mut String) {
        let before = from.checked_sub(1).and_then(|at| self.new[at].key.chars().next_back());
        let after = self.new.get(end).and_then(|token| token.key.chars().next());
        emoticon::push_between(before, text, after, out);
    }

    fn is_in_code(&self, index: usize) -> bool {
        let ends = self.new[..index].iter().rev().find_map(|token| match &token.kind {
            PieceKind::Open(Mark::Code) => Some(true),
            PieceKind::Close(Mark::Code) => Some(false),
            _ => None,
        });
        ends.unwrap_or(false)
    }

    /// Words that became other words: the letters they share at either end keep their bytes.
    fn replace_text(&mut self, old: std::ops::Range<usize>, new: std::ops::Range<usize>, gone: &mut [bool]) {
        let chars = |tokens: &[Token]| -> Vec<(char, Span)> {
            tokens.iter().flat_map(|token| token.chars.iter().copied()).collect()
        };
        let (from, end) = (new.start, new.end);
        let (was, is) = (chars(&self.old[old.clone()]), chars(&self.new[new]));
        let (head, tail) = common_ends(&was, &is, |left, right| left.0 == right.0);
        let text: String = is[head..is.len() - tail].iter().map(|(ch, _)| *ch).collect();
        let cut = &was[head..was.len() - tail];
        let at = match (cut.first(), head.checked_sub(1)) {
            (Some((_, span)), _) => span.start,
            (None, Some(last)) => was[last].1.end,
            (None, None) => was[0].1.start,
        };
        let mut added = String::new();
        match head == 0 && tail == 0 && !self.is_in_code(from) {
            true => self.push_text(&text, from, end, &mut added),
            false => escape::push_text(&text, &mut added),
        }
        self.patch.insert(at, added);
        cut.iter().for_each(|(_, span)| self.patch.delete(*span));
        if head == 0 && tail == 0 && text.is_empty() {
            old.for_each(|index| gone[index] = true);
        }
    }

    fn delete(&mut self, index: usize) {
        let token = &self.old[index];
        if token.chars.is_empty() || token.kind == PieceKind::Space {
            self.patch.delete(token.span);
        }
        if token.kind != PieceKind::Space {
            token.chars.iter().for_each(|(_, span)| self.patch.delete(*span));
        }
    }

    /// Where new tokens go that stand between two old ones.
    fn place(&self, next: usize, new: std::ops::Range<usize>) -> u32 {
        let before = next.checked_sub(1).map(|at| self.old[at].span.end);
        let behind = self.old.get(next).map(|token| token.span.start);
        let opens = self.new[new.clone()].iter().all(|token| matches!(token.kind, PieceKind::Open(_)));
        let closes = self.new[new].iter().all(|token| matches!(token.kind, PieceKind::Close(_)));
        match (before, behind) {
            (None, None) => self.inner.start,
            (_, Some(behind)) if opens && self.ends != Ends::Outside => behind,
            (Some(before), _) if closes && self.ends != Ends::Outside => before,
            (Some(before), _) if self.ends == Ends::Beside => before,
            (before, behind) => self.border(before, behind),
        }
    }

    /// Behind what comes before and outside of what ends there: an element takes new text in only where it
    /// stands on both sides of it, or around all of the text.
    fn border(&self, before: Option<u32>, behind: Option<u32>) -> u32 {
        let holds = |wrapper: &&Wrapper, at: u32| wrapper.start_tag.end <= at && at <= wrapper.end_tag.start;
        match (before, behind) {
            (Some(before), behind) => {
                let holds_all = |wrapper: &&Wrapper| {
                    let ends = self.old.first().zip(self.old.last());
                    ends.is_some_and(|(first, last)| {
                        holds(wrapper, first.span.start) && holds(wrapper, last.span.end)
                    })
                };
                let left = |wrapper: &&Wrapper| {
                    let goes_on = behind.is_some_and(|behind| holds(wrapper, behind));
                    holds(wrapper, before) && !goes_on && !holds_all(wrapper)
                };
                self.wrappers.iter().filter(left).map(|wrapper| wrapper.end_tag.end).fold(before, u32::max)
            }
            (None, Some(behind)) => {
                let entered = self.wrappers.iter().filter(|wrapper| holds(wrapper, behind));
                entered.map(|wrapper| wrapper.start_tag.start).fold(behind, u32::min)
            }
            (None, None) => self.inner.start,
        }
    }

    /// An element that lost all it held goes too.
    fn drop_empty(&mut self, gone: &[bool]) {
        if !gone.contains(&true) {
            return;
        }
        let inserts: Vec<u32> = self.patch.inserts().collect();
        for wrapper in &self.wrappers {
            let inside = Span { start: wrapper.start_tag.end, end: wrapper.end_tag.start };
            let is_inside = |span: Span| inside.start <= span.start && span.end <= inside.end;
            let mut held = self.old.iter().enumerate().filter(|(_, token)| is_inside(token.span));
            let is_empty = held.all(|(index, token)| gone[index] || token.span.is_empty());
            let is_filled = inserts.iter().any(|at| inside.start <= *at && *at <= inside.end);
            if is_empty && !is_filled {
                self.patch.delete(wrapper.start_tag);
                self.patch.delete(wrapper.end_tag);
            }
        }
    }
}

fn diff(old: &[Token], new: &[Token]) -> Vec<DiffOp> {
    let old: Vec<&str> = old.iter().map(|token| token.key.as_str()).collect();
    let new: Vec<&str> = new.iter().map(|token| token.key.as_str()).collect();
    let (head, tail) = common_ends(&old, &new, |left, right| left == right);
    let (old_len, new_len) = (old.len() - head - tail, new.len() - head - tail);
    if old_len.saturating_mul(new_len) > MAX_WORK {
        return vec![
            DiffOp::Equal { old_index: 0, new_index: 0, len: head },
            DiffOp::Replace { old_index: head, old_len, new_index: head, new_len },
            DiffOp::Equal { old_index: head + old_len, new_index: head + new_len, len: tail },
        ];
    }
    capture_diff_slices(Algorithm::Myers, &old, &new)
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
