//! HTML tags within a line of Markdown.

use super::is_inline_wrapper;
use super::tag::{Tag, Token, tokens};
use crate::markup::markdown::address;
use crate::markup::markdown::parse::{Builder, Reference};
use crate::markup::markdown::pieces::mark_of;
use crate::markup::markdown::spelling::image_spelling;
use crate::markup::model::{Mark, PieceKind, collapse};

impl Builder<'_> {
    /// One tag in a line of Markdown.
    pub(in crate::markup::markdown) fn inline_html(&mut self, html: &str) {
        let masked = self.masked;
        let html = masked.restore(html);
        match tokens(&html).as_slice() {
            [Token::Open(tag)] => {
                if !self.open_inline(tag) {
                    self.tag_as_text(tag.source);
                }
            }
            [Token::Close(name, source)] => {
                if !self.close_inline(name) {
                    self.tag_as_text(source);
                }
            }
            [Token::Silent] => self.warn_silent(),
            _ => self.tag_as_text(&html),
        }
    }

    pub(super) fn warn_silent(&mut self) {
        self.warn(self.line(), "a comment is left out".to_owned());
    }

    pub(super) fn tag_as_text(&mut self, source: &str) {
        self.warn(self.line(), format!("`{}` is kept as text", collapse(source)));
        self.text(source);
    }

    /// Reads a start tag of inline content; false for one that is none.
    pub(super) fn open_inline(&mut self, tag: &Tag<'_>) -> bool {
        if let Some(mark) = mark_of(&tag.name) {
            self.push(PieceKind::Open(mark));
            return true;
        }
        match tag.name.as_str() {
            "br" => self.push(PieceKind::Break),
            "img" => self.image(tag),
            "a" => self.open_anchor(tag),
            name if is_inline_wrapper(name) => {}
            _ => return false,
        }
        true
    }

    pub(super) fn close_inline(&mut self, name: &str) -> bool {
        if let Some(mark) = mark_of(name) {
            self.push(PieceKind::Close(mark));
            return true;
        }
        if name == "a"
            && let Some((at, reference)) = self.tags.pop()
        {
            self.close_reference(at, reference);
        }
        is_inline_wrapper(name) || matches!(name, "br" | "img")
    }

    fn open_anchor(&mut self, tag: &Tag<'_>) {
        match tag.get("href") {
            // A link in a link is its text.
            Some(url) if self.tags.is_empty() && !self.is_in_link() => {
                let title = collapse(tag.get("title").unwrap_or(""));
                let reference = self.reference(url.trim().to_owned(), title.trim().to_owned());
                self.tags.push(reference);
            }
            Some(_) => self.tags.push((0, Reference::Nothing)),
            None => {
                let name = tag.get("name").or(tag.get("id")).unwrap_or("");
                let is_word = name.chars().all(|ch| ch.is_alphanumeric() || "-_.".contains(ch));
                if is_word && !name.is_empty() {
                    self.push(PieceKind::Atom(format!("{{anchor:{name}}}")));
                }
                self.tags.push((0, Reference::Nothing));
            }
        }
    }

    pub(super) fn image(&mut self, tag: &Tag<'_>) {
        let source = tag.get("src").unwrap_or("").trim();
        if source.is_empty() || (!address::is_safe(source) && !source.starts_with("data:image/")) {
            return self.tag_as_text(tag.source);
        }
        let mut spelling =
            image_spelling(tag.get("alt").unwrap_or(""), source, tag.get("title").unwrap_or(""));
        let width = tag.get("width").map(|width| width.trim().trim_end_matches("px"));
        if let Some(width) = width.filter(|width| width.parse::<u16>().is_ok()) {
            spelling.push_str(&format!("{{width={width}}}"));
        }
        self.push(PieceKind::Atom(spelling));
    }

    fn is_in_link(&mut self) -> bool {
        let pieces = &self.leaf().pieces;
        let count = |open: bool| {
            let matching = pieces.iter().filter(|piece| match &piece.kind {
                PieceKind::Open(Mark::Link { .. }) => open,
                PieceKind::Close(Mark::Link { .. }) => !open,
                _ => false,
            });
            matching.count()
        };
        count(true) > count(false)
    }
}
