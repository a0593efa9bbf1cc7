//! Runs of text and the links in them while Markdown is read: put together, then cut into pieces.

use pulldown_cmark::{CowStr, LinkType};

use super::{Builder, Reference};
use crate::markup::markdown::address;
use crate::markup::markdown::mask::{Part, Slot};
use crate::markup::markdown::pieces::{is_words, plain};
use crate::markup::markdown::placeholder;
use crate::markup::markdown::spelling::{image_spelling, link_spelling};
use crate::markup::model::{Mark, Piece, PieceKind, push_plain};
use crate::markup::storage::Span;

impl Builder<'_> {
    pub(in crate::markup::markdown) fn open_link(
        &mut self,
        kind: LinkType,
        url: &CowStr<'_>,
        title: &CowStr<'_>,
    ) {
        let mut url = self.masked.restore(url);
        if kind == LinkType::Email {
            url.insert_str(0, "mailto:");
        }
        let title = self.masked.restore(title);
        let reference = self.reference(url, title);
        self.spans.push(reference);
    }

    /// Begins a link; one that may not be followed is its text.
    pub(in crate::markup::markdown) fn reference(
        &mut self,
        url: String,
        title: String,
    ) -> (usize, Reference) {
        let at = self.leaf().pieces.len();
        if url.starts_with('^') || url.starts_with('#') && title.is_empty() {
            return (at, Reference::Link(url));
        }
        if !address::is_safe(&url) {
            self.warn(self.line(), format!("the link to `{url}` is left out"));
            return (at, Reference::Nothing);
        }
        if url.trim().is_empty() {
            return (at, Reference::Nothing);
        }
        let mark = Mark::Link { url, title };
        self.push(PieceKind::Open(mark.clone()));
        (at, Reference::Mark(mark))
    }

    pub(in crate::markup::markdown) fn close_reference(&mut self, at: usize, reference: Reference) {
        let pieces = &mut self.leaf().pieces;
        let spelling = match reference {
            Reference::Nothing => return,
            Reference::Mark(mark) => return self.push(PieceKind::Close(mark)),
            Reference::Link(url) => {
                let label = pieces.split_off(at.min(pieces.len()));
                if url.starts_with('#') && !is_words(&label) {
                    let mark = Mark::Link { url, title: String::new() };
                    self.push(PieceKind::Open(mark.clone()));
                    self.leaf().pieces.extend(label);
                    return self.push(PieceKind::Close(mark));
                }
                link_spelling(&plain(&label), &url)
            }
            Reference::Image { url, title } => {
                image_spelling(&plain(&pieces.split_off(at.min(pieces.len()))), &url, &title)
            }
        };
        self.push(PieceKind::Atom(spelling));
    }

    /// Collects text that stands together in the source; an escape or entity between two parts it.
    pub(in crate::markup::markdown) fn continue_run(&mut self, text: &str, end: usize) {
        let is_whole = end - self.offset == text.len();
        match &mut self.run {
            Some((run, run_end)) if is_whole && *run_end == self.offset => {
                run.push_str(text);
                *run_end = end;
            }
            _ => {
                self.end_run();
                // A tight item's paragraph begins here, not where the run is found to end.
                self.leaf();
                let end = if is_whole { end } else { 0 };
                self.run = Some((text.to_owned(), end));
            }
        }
    }

    /// Takes the text that was collected; bare addresses in it are links.
    pub(in crate::markup::markdown) fn end_run(&mut self) {
        let Some((text, _)) = self.run.take() else { return };
        if !self.spans.is_empty() || !self.tags.is_empty() {
            return self.text(&text);
        }
        let mut at = 0;
        while let Some(found) = address::find(&text, at) {
            self.text(&text[at..found.start]);
            let shown = &text[found.start..found.end];
            let scheme = if shown.as_bytes()[..4].eq_ignore_ascii_case(b"www.") { "http://" } else { "" };
            let mark = Mark::Link { url: format!("{scheme}{shown}"), title: String::new() };
            self.push(PieceKind::Open(mark.clone()));
            self.text(shown);
            self.push(PieceKind::Close(mark));
            at = found.end;
        }
        self.text(&text[at..]);
    }

    /// Appends text; placeholders in it are found by their marks.
    pub(in crate::markup::markdown) fn text(&mut self, text: &str) {
        let masked = self.masked;
        let pieces = &mut self.leaf().pieces;
        for part in masked.parts(text) {
            match part {
                Part::Text(text) => push_plain(text, pieces),
                Part::Slot(Slot::Atom, original) => push_atom(original, pieces),
                Part::Slot(_, original) => push_plain(original, pieces),
            }
        }
    }

    pub(in crate::markup::markdown) fn code(&mut self, code: &str) {
        let text = self.masked.restore(code).replace('\n', " ");
        self.push(PieceKind::Open(Mark::Code));
        self.push(PieceKind::Text(text));
        self.push(PieceKind::Close(Mark::Code));
    }

    pub(in crate::markup::markdown) fn push(&mut self, kind: PieceKind) {
        self.leaf().pieces.push(Piece::new(kind, Span::default()));
    }
}

/// Appends a placeholder in its one spelling; the width of an image belongs to the image.
fn push_atom(original: &str, pieces: &mut Vec<Piece>) {
    if placeholder::is_width(original) {
        match pieces.last_mut().map(|last| &mut last.kind) {
            Some(PieceKind::Atom(image)) if image.starts_with("![") && image.ends_with(')') => {
                image.push_str(original);
            }
            _ => push_plain(original, pieces),
        }
        return;
    }
    let spelling = match original.strip_prefix("//") {
        Some(date) => format!("{{date:{date}}}"),
        None => original.to_owned(),
    };
    pieces.push(Piece::new(PieceKind::Atom(spelling), Span::default()));
}
