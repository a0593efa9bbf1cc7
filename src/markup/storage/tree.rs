//! An arena of nodes over the bytes of a body, made from quick-xml's events.
//!
//! Invariant, tested over every body we have: the leaf spans (text, references, tags, comments) tile the
//! source. Nothing is ever written back from here: an edit replaces byte ranges of the source.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::build::{Builder, blank};
use super::text;

/// How deep elements may nest before the page is shown read-only.
pub(crate) const MAX_DEPTH: usize = 256;
/// How many nodes a body may have.
pub(crate) const MAX_NODES: usize = 1_000_000;
/// How many bytes a body may have.
pub(crate) const MAX_BYTES: usize = 10 * 1024 * 1024;

/// An index into the arena; 0 is the root, which is no element.
pub(crate) type NodeId = usize;

/// A byte range of the source, small and `Copy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Span { start: start as u32, end: end as u32 }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both.
    pub(crate) fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Root,
    /// `<name …>…</name>` or `<name … />`.
    Element,
    /// Text between tags, references apart.
    Text,
    /// `&name;` or `&#160;`.
    Reference,
    /// `<![CDATA[…]]>`; the inner span is its content.
    CData,
    /// Comments, processing instructions and declarations: kept, never shown.
    Silent,
}

/// One node of the arena.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    /// All its bytes.
    pub(crate) outer: Span,
    /// The bytes between its tags; empty and at the end for `<name/>`.
    pub(crate) inner: Span,
    /// The element's name as written.
    pub(crate) name: Span,
    /// Whether it is written `<name/>`.
    pub(crate) self_closing: bool,
    // Half the width of a `NodeId`: a long page has hundreds of thousands of nodes.
    pub(super) first_child: u32,
    pub(super) last_child: u32,
    pub(super) next: u32,
}

/// A parsed body.
#[derive(Debug)]
pub(crate) struct Tree<'s> {
    pub(crate) source: &'s str,
    pub(super) nodes: Vec<Node>,
}

impl<'s> Tree<'s> {
    /// Parses a body, or says in a sentence why it cannot be edited.
    pub(crate) fn parse(source: &'s str) -> Result<Tree<'s>, String> {
        Tree::locate(source).map_err(|flaw| flaw.sentence(source))
    }

    /// Parses a body, or says what is wrong and where.
    pub(crate) fn locate(source: &'s str) -> Result<Tree<'s>, Flaw> {
        if source.len() > MAX_BYTES {
            return Err(Flaw::of_all(format!("the page is larger than {} MB", MAX_BYTES / (1024 * 1024))));
        }
        let mut builder = Builder::new(source);
        // The reader leaves out a byte order mark and does not count it.
        let mark = source.len() - source.trim_start_matches('\u{feff}').len();
        if mark > 0 {
            builder.push(blank(NodeKind::Silent, Span::new(0, mark)))?;
        }
        let mut reader = Reader::from_str(&source[mark..]);
        reader.config_mut().check_end_names = true;
        loop {
            let start = mark + reader.buffer_position() as usize;
            let event = reader.read_event().map_err(|error| {
                let what = error.to_string();
                let what =
                    what.trim_start_matches("ill-formed document: ").trim_start_matches("syntax error: ");
                Flaw::at(mark + reader.error_position() as usize, what)
            })?;
            let end = mark + reader.buffer_position() as usize;
            if matches!(event, Event::Eof) {
                break;
            }
            builder.take(&event, start, end)?;
        }
        builder.finish()
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id]
    }

    pub(crate) fn slice(&self, span: Span) -> &'s str {
        &self.source[span.range()]
    }

    /// The element's name as written, empty for what is no element.
    pub(crate) fn name(&self, id: NodeId) -> &'s str {
        self.slice(self.nodes[id].name)
    }

    pub(crate) fn children(&self, id: NodeId) -> Children<'_, 's> {
        Children { tree: self, next: self.nodes[id].first_child as NodeId }
    }

    /// The next sibling, if there is one.
    pub(crate) fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        Some(self.nodes[id].next as NodeId).filter(|next| *next != 0)
    }

    /// The first child element of that name.
    pub(crate) fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        self.children(id).find(|child| self.name(*child) == name)
    }

    /// How many nodes there are, the root included; ids are below it, in document order.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The nodes that start in a stretch of the source, in document order.
    pub(crate) fn within(&self, span: Span) -> impl Iterator<Item = NodeId> {
        let first = self.nodes.partition_point(|node| node.outer.start < span.start).max(1);
        (first..self.nodes.len()).take_while(move |id| self.nodes[*id].outer.start < span.end)
    }

    /// The start tag's bytes.
    pub(crate) fn start_tag(&self, id: NodeId) -> Span {
        let node = &self.nodes[id];
        if node.self_closing { node.outer } else { Span { start: node.outer.start, end: node.inner.start } }
    }

    /// The raw span of an attribute's value, without its quotes.
    pub(crate) fn attribute_span(&self, id: NodeId, name: &str) -> Option<Span> {
        let tag = self.start_tag(id);
        let offset = self.nodes[id].name.end as usize;
        let bytes = &self.source.as_bytes()[..tag.end as usize];
        text::attributes(bytes, offset)
            .find(|(key, _)| &self.source[key.range()] == name)
            .map(|(_, value)| value)
    }

    /// An attribute from the white space before its name to the quote behind its value.
    pub(crate) fn attribute_outer(&self, id: NodeId, name: &str) -> Option<Span> {
        let from = self.nodes[id].name.end as usize;
        let bytes = &self.source.as_bytes()[..self.start_tag(id).end as usize];
        let (key, value) =
            text::attributes(bytes, from).find(|(key, _)| &self.source[key.range()] == name)?;
        let before =
            self.source[from..key.start as usize].trim_end_matches(|ch: char| ch.is_ascii_whitespace());
        Some(Span::new(from + before.len(), value.end as usize + 1))
    }

    /// An attribute's value with references resolved.
    pub(crate) fn attribute(&self, id: NodeId, name: &str) -> Option<String> {
        self.attribute_span(id, name).map(|span| text::decode(self.slice(span)))
    }

    /// The text below a node with references and CDATA resolved, white space as it stands.
    pub(crate) fn text(&self, id: NodeId) -> String {
        let mut out = String::new();
        self.push_text(id, &mut out);
        out
    }

    fn push_text(&self, id: NodeId, out: &mut String) {
        let node = &self.nodes[id];
        match node.kind {
            NodeKind::Text => out.push_str(self.slice(node.outer)),
            NodeKind::Reference => out.push_str(&text::decode(self.slice(node.outer))),
            NodeKind::CData => out.push_str(self.slice(node.inner)),
            NodeKind::Silent => {}
            NodeKind::Root | NodeKind::Element => {
                for child in self.children(id) {
                    self.push_text(child, out);
                }
            }
        }
    }
}

/// Iterates over the children of a node.
#[derive(Debug)]
pub(crate) struct Children<'t, 's> {
    tree: &'t Tree<'s>,
    next: NodeId,
}

impl Iterator for Children<'_, '_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        let id = self.next;
        (id != 0).then(|| {
            self.next = self.tree.nodes[id].next as NodeId;
            id
        })
    }
}

/// Why a body has no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// What is wrong, lower case, no full stop.
    pub(crate) what: String,
    /// The byte where it is wrong; `None` when it is the page as a whole.
    pub(crate) at: Option<usize>,
}

impl Flaw {
    pub(super) fn at(at: usize, what: impl Into<String>) -> Flaw {
        Flaw { what: what.into(), at: Some(at) }
    }

    pub(super) fn of_all(what: String) -> Flaw {
        Flaw { what, at: None }
    }

    fn sentence(&self, source: &str) -> String {
        let Some(at) = self.at else { return self.what.clone() };
        let before = &source.as_bytes()[..at.min(source.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("the stored page is not well-formed: {} (line {line})", self.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves of a tree in order must be the source, byte for byte.
    fn assert_tiles(source: &str) {
        let tree = Tree::parse(source).expect("parses");
        let mut at = 0;
        let mut stack: Vec<(NodeId, bool)> =
            tree.children(0).collect::<Vec<_>>().into_iter().rev().map(|id| (id, false)).collect();
        while let Some((id, closing)) = stack.pop() {
            let node = tree.node(id);
            if closing {
                assert_eq!(node.inner.end as usize, at);
                at = node.outer.end as usize;
                continue;
            }
            assert_eq!(node.outer.start as usize, at);
            at = tree.start_tag(id).end as usize;
            if node.kind != NodeKind::Element {
                at = node.outer.end as usize;
            } else if !node.self_closing {
                stack.push((id, true));
                let children: Vec<_> = tree.children(id).collect();
                stack.extend(children.into_iter().rev().map(|child| (child, false)));
            }
        }
        assert_eq!(at, source.len());
    }

    #[test]
    fn leaves_tile_the_source() {
        assert_tiles("bare &nbsp;text<p a='1'>x<br/>y &amp;&#160; z</p><!-- c --><x><![CDATA[<&]]></x>\n");
        assert_tiles("");
        assert_tiles("\u{feff}<p>\u{feff}x</p>é");
        assert_tiles("\u{feff}\u{feff}x");
    }

    #[test]
    fn attributes_are_found_and_decoded() {
        let tree = Tree::parse("<a href = 'x?a=1&amp;b' b=\"&eacute;\"/>").expect("parses");
        assert_eq!(tree.attribute(1, "href").as_deref(), Some("x?a=1&b"));
        assert_eq!(tree.attribute(1, "b").as_deref(), Some("é"));
        assert_eq!(tree.attribute(1, "c"), None);
        let outer = |name| tree.attribute_outer(1, name).map(|span| tree.slice(span));
        assert_eq!(outer("href"), Some(" href = 'x?a=1&amp;b'"));
        assert_eq!(outer("b"), Some(" b=\"&eacute;\""));
    }

    #[test]
    fn malformed_bodies_are_refused_with_a_line() {
        for bad in ["<p>", "</p>", "<p></q>", "a & b", "&unknown;", "\n<p><b></p>"] {
            assert!(Tree::parse(bad).is_err(), "{bad}");
        }
        assert!(Tree::parse("\n<p>&nope;</p>").expect_err("unknown").contains("line 2"));
    }

    #[test]
    fn too_deep_is_an_answer_and_no_overflow() {
        let deep = "<div>".repeat(100_000);
        assert!(Tree::parse(&deep).expect_err("too deep").contains("deeper"));
    }
}
