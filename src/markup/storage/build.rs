//! The tree of a body, made from quick-xml's events one after the other.

use quick_xml::events::Event;

use super::entity;
use super::text;
use super::tree::{Flaw, MAX_DEPTH, MAX_NODES, Node, NodeId, NodeKind, Span, Tree};

/// A tree that is being made, element by element.
pub(super) struct Builder<'s> {
    source: &'s str,
    nodes: Vec<Node>,
    open: Vec<NodeId>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let all = Span::new(0, source.len());
        let root = Node { inner: all, ..blank(NodeKind::Root, all) };
        // About a node for each tag: growing step by step would copy them all again and again.
        let tags = source.bytes().filter(|byte| *byte == b'<').count();
        let mut nodes = Vec::with_capacity(tags.min(MAX_NODES) + 1);
        nodes.push(root);
        Builder { source, nodes, open: vec![0] }
    }

    pub(super) fn take(&mut self, event: &Event<'_>, start: usize, end: usize) -> Result<(), Flaw> {
        let outer = Span::new(start, end);
        match event {
            Event::Start(tag) => {
                let id = self.element(outer, tag.name().as_ref().len())?;
                self.nodes[id].inner = Span::new(end, end);
                if self.open.len() > MAX_DEPTH {
                    return Err(Flaw::of_all(format!("the page nests deeper than {MAX_DEPTH} levels")));
                }
                self.open.push(id);
            }
            Event::Empty(tag) => {
                let id = self.element(outer, tag.name().as_ref().len())?;
                self.nodes[id].self_closing = true;
            }
            Event::End(_) => {
                let id = self.open.pop().filter(|id| *id != 0);
                let id = id.ok_or_else(|| Flaw::at(start, "a closing tag without an opening one"))?;
                self.nodes[id].inner.end = start as u32;
                self.nodes[id].outer.end = end as u32;
            }
            Event::Text(_) if outer.is_empty() => {}
            Event::Text(_) => drop(self.push(blank(NodeKind::Text, outer))?),
            Event::GeneralRef(_) => {
                let raw = &self.source[outer.range()];
                if !is_known_reference(raw) {
                    return Err(Flaw::at(start, format!("unknown entity `{raw}`")));
                }
                self.push(blank(NodeKind::Reference, outer))?;
            }
            Event::CData(_) => {
                let inner = Span::new(start + "<![CDATA[".len(), end - "]]>".len());
                self.push(Node { inner, ..blank(NodeKind::CData, outer) })?;
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {
                self.push(blank(NodeKind::Silent, outer))?;
            }
            Event::Eof => {}
        }
        Ok(())
    }

    fn element(&mut self, outer: Span, name_len: usize) -> Result<NodeId, Flaw> {
        let name = Span { start: outer.start + 1, end: outer.start + 1 + name_len as u32 };
        self.push(Node { name, ..blank(NodeKind::Element, outer) })
    }

    pub(super) fn push(&mut self, node: Node) -> Result<NodeId, Flaw> {
        let id = self.nodes.len();
        if id >= MAX_NODES {
            return Err(Flaw::of_all(format!("the page has more than {MAX_NODES} elements")));
        }
        let parent = self.open.last().copied().unwrap_or(0);
        let before = self.nodes[parent].last_child as NodeId;
        match before {
            0 => self.nodes[parent].first_child = id as u32,
            _ => self.nodes[before].next = id as u32,
        }
        self.nodes[parent].last_child = id as u32;
        self.nodes.push(node);
        Ok(id)
    }

    pub(super) fn finish(self) -> Result<Tree<'s>, Flaw> {
        match self.open.as_slice() {
            [0] => Ok(Tree { source: self.source, nodes: self.nodes }),
            [.., id] => {
                let node = &self.nodes[*id];
                let name = &self.source[node.name.range()];
                Err(Flaw::at(node.outer.start as usize, format!("`<{name}>` is never closed")))
            }
            [] => Err(Flaw::of_all("more tags are closed than opened".to_owned())),
        }
    }
}

pub(super) fn blank(kind: NodeKind, outer: Span) -> Node {
    let inner = Span { start: outer.end, end: outer.end };
    let name = Span { start: outer.start, end: outer.start };
    Node { kind, outer, inner, name, self_closing: false, first_child: 0, last_child: 0, next: 0 }
}

fn is_known_reference(raw: &str) -> bool {
    let name = raw.trim_start_matches('&').trim_end_matches(';');
    name.starts_with('#') && text::numeric(name).is_some() || entity::named(name).is_some()
}
