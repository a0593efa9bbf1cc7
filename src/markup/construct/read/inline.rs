//! Text with its marks and the things within it, read from a stored body.

use super::{MARKER, Reader, is_block_name, is_hidden};
use crate::markup::construct::{date, emoticon, extension, image, link, macros, opaque, page_link};
use crate::markup::markdown::pieces::mark_of;
use crate::markup::model::{Mark, Piece, PieceKind, collapse, is_blank, normalise};
use crate::markup::reading::{COMMENT_BEGINS, COMMENT_ENDS};
use crate::markup::storage::{NodeId, NodeKind, Span, text};

impl Reader<'_, '_> {
    /// The pieces of an element's content, in comparable form.
    pub(crate) fn inline(&self, id: NodeId) -> Vec<Piece> {
        let nodes: Vec<_> = self.tree.children(id).collect();
        normalise(self.inline_run(&nodes))
    }

    pub(super) fn inline_run(&self, nodes: &[NodeId]) -> Vec<Piece> {
        let mut out = Vec::new();
        self.push_inline_run(nodes.iter().copied(), &mut out);
        out
    }

    fn push_inline_run(&self, nodes: impl Iterator<Item = NodeId>, out: &mut Vec<Piece>) {
        let mut raw: Option<Span> = None;
        for id in nodes {
            let node = self.tree.node(id);
            if matches!(node.kind, NodeKind::Text | NodeKind::Reference) {
                raw = Some(raw.map_or(node.outer, |raw| raw.join(node.outer)));
                continue;
            }
            self.push_raw(raw.take(), out);
            match node.kind {
                // Without a sign that would mean something outside, its text is edited like any other.
                NodeKind::CData if !self.tree.slice(node.inner).contains('&') => {
                    self.push_raw(Some(node.inner), out)
                }
                NodeKind::CData => {
                    let text = collapse(self.tree.slice(node.inner).trim_matches(is_blank));
                    if !text.is_empty() {
                        out.push(Piece::new(PieceKind::Glyph(text), node.outer));
                    }
                }
                NodeKind::Element => self.push_inline(id, out),
                _ => {}
            }
        }
        self.push_raw(raw, out);
    }

    /// Text between tags: blanks at its ends are pieces of their own.
    fn push_raw(&self, raw: Option<Span>, out: &mut Vec<Piece>) {
        let Some(span) = raw else { return };
        let source = self.tree.slice(span);
        let start = source.len() - source.trim_start_matches(is_blank).len();
        let end = source.trim_end_matches(is_blank).len();
        let at = |from: usize, to: usize| Span::new(span.start as usize + from, span.start as usize + to);
        if start > 0 {
            out.push(Piece::new(PieceKind::Space, at(0, start)));
        }
        if start >= end {
            return;
        }
        let decoded = text::decode(&source[start..end]);
        out.push(Piece::new(PieceKind::Text(collapse(decoded.trim_matches(is_blank))), at(start, end)));
        if end < source.len() {
            out.push(Piece::new(PieceKind::Space, at(end, source.len())));
        }
    }

    fn push_inline(&self, id: NodeId, out: &mut Vec<Piece>) {
        let tree = self.tree;
        let name = tree.name(id);
        let outer = tree.node(id).outer;
        match name {
            "br" => out.push(Piece::new(PieceKind::Break, outer)),
            "a" => link::read(self, id, out),
            "code" | "tt" if self.is_plain_text(id) => self.push_code(id, out),
            "ac:link" => page_link::read(self, id, out),
            "ac:image" | "img" => out.push(image::read(self, id)),
            "ac:emoticon" => out.push(emoticon::read(self, id)),
            "time" => out.push(date::read(self, id)),
            "ac:adf-extension" if extension::is_inline(tree, id) => {
                out.push(extension::read_inline(self, id))
            }
            "ac:placeholder" | "at:var" => out.push(opaque::read_template_part(self, id)),
            _ if macros::is_macro(name) => out.push(opaque::read_inline(self, id)),
            MARKER if self.has_marks => self.push_commented(id, out),
            _ if is_hidden(name) => {}
            // A block where only text can be: its words stay apart from those beside it.
            _ if is_block_name(name) => {
                out.push(Piece::new(PieceKind::Space, Span { end: outer.start, ..outer }));
                self.push_inline_run(tree.children(id), out);
                out.push(Piece::new(PieceKind::Space, Span { start: outer.end, ..outer }));
            }
            _ => match mark_of(name) {
                Some(mark) => self.push_marked(id, &mark, out),
                None => self.push_inline_run(tree.children(id), out),
            },
        }
    }

    /// An element's content between a pair of marks.
    pub(crate) fn push_marked(&self, id: NodeId, mark: &Mark, out: &mut Vec<Piece>) {
        let node = self.tree.node(id);
        if node.self_closing {
            return;
        }
        out.push(Piece::new(PieceKind::Open(mark.clone()), self.tree.start_tag(id)));
        self.push_inline_run(self.tree.children(id), out);
        let end_tag = Span { start: node.inner.end, end: node.outer.end };
        out.push(Piece::new(PieceKind::Close(mark.clone()), end_tag));
    }

    /// The words that a comment is about, between their marks.
    fn push_commented(&self, id: NodeId, out: &mut Vec<Piece>) {
        let from = out.len();
        self.push_inline_run(self.tree.children(id), out);
        if out.len() == from {
            return;
        }
        let mark = |sign: char, span| Piece::new(PieceKind::Text(sign.to_string()), span);
        out.insert(from, mark(COMMENT_BEGINS, self.tree.start_tag(id)));
        out.push(mark(COMMENT_ENDS, Span::default()));
    }

    fn is_plain_text(&self, id: NodeId) -> bool {
        self.tree
            .children(id)
            .all(|child| matches!(self.tree.node(child).kind, NodeKind::Text | NodeKind::Reference))
    }

    /// Code keeps its blanks, as a code span does.
    fn push_code(&self, id: NodeId, out: &mut Vec<Piece>) {
        let node = self.tree.node(id);
        let text = self.tree.text(id).replace(['\n', '\r', '\t'], " ");
        if text.is_empty() {
            return;
        }
        out.push(Piece::new(PieceKind::Open(Mark::Code), self.tree.start_tag(id)));
        out.push(Piece::new(PieceKind::Text(text), node.inner));
        out.push(Piece::new(
            PieceKind::Close(Mark::Code),
            Span { start: node.inner.end, end: node.outer.end },
        ));
    }
}
