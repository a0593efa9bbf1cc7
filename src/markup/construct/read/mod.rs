//! The walk over a stored body that makes blocks and inline pieces of it.
//!
//! Whether something is a block is decided by what it is and holds, not by its parent: real pages put
//! macros and lists into paragraphs. Wrappers that mean nothing to a reader are looked through.

mod inline;

use std::collections::HashMap;

use super::{
    code, extension, heading, layout, list, macros, opaque, panel, paragraph, quote, rule, table, task,
};
use crate::markup::model::{Block, Head, Origin, PieceKind, is_blank, normalise};
use crate::markup::reading::COMMENT_BEGINS;
use crate::markup::storage::{NodeId, NodeKind, Span, Tree};

/// Makes the blocks of a body.
pub(crate) fn project(tree: &Tree<'_>) -> Block {
    project_by(&Reader::new(tree))
}

/// Makes the blocks of a body with marks around the words that comments are about; returns their names, too.
pub(crate) fn project_with_marks(tree: &Tree<'_>) -> (Block, Vec<String>) {
    let document = project_by(&Reader { has_marks: true, ..Reader::new(tree) });
    let markers = (1..tree.len()).filter(|id| tree.name(*id) == MARKER);
    let names: HashMap<u32, String> = markers
        .map(|id| (tree.node(id).outer.start, tree.attribute(id, "ac:ref").unwrap_or_default()))
        .collect();
    let mut found = Vec::new();
    push_marks(&document, &names, &mut found);
    (document, found)
}

/// The element around words that a comment is about.
const MARKER: &str = "ac:inline-comment-marker";

/// The names of the marks that begin in a block, in their order.
fn push_marks(block: &Block, names: &HashMap<u32, String>, found: &mut Vec<String>) {
    for piece in &block.pieces {
        if matches!(&piece.kind, PieceKind::Text(text) if text.starts_with(COMMENT_BEGINS)) {
            found.extend(names.get(&piece.span.start).cloned());
        }
    }
    block.children.iter().for_each(|child| push_marks(child, names, found));
}

fn project_by(reader: &Reader<'_, '_>) -> Block {
    let tree = reader.tree;
    let root = tree.node(0);
    let origin = Origin { node: 0, body: 0, outer: root.outer, inner: root.inner, edge: root.outer };
    let mut document = Block::parent(Head::Document, reader.blocks(0)).at(origin);
    number_duplicates(&mut document, tree, &mut HashMap::new());
    document.seal();
    document
}

/// What the constructs read from.
pub(crate) struct Reader<'t, 's> {
    pub(crate) tree: &'t Tree<'s>,
    /// Whether a node is a block or holds one.
    blocky: Vec<bool>,
    /// Whether the words that comments are about stand between marks.
    has_marks: bool,
}

impl<'t, 's> Reader<'t, 's> {
    pub(crate) fn new(tree: &'t Tree<'s>) -> Self {
        let mut reader = Reader { tree, blocky: vec![false; tree.len()], has_marks: false };
        reader.find_blocks(0);
        reader
    }

    fn find_blocks(&mut self, id: NodeId) -> bool {
        let tree = self.tree;
        let name = tree.name(id);
        let is_block = is_block_name(name) && !(name == "ac:adf-extension" && extension::is_inline(tree, id));
        let mut blocky = is_block || (macros::is_macro(name) && macros::has_block_body(tree, id));
        let inside = !is_atom_name(name);
        for child in tree.children(id) {
            if tree.node(child).kind == NodeKind::Element {
                blocky |= self.find_blocks(child) && inside;
            }
        }
        self.blocky[id] = blocky;
        blocky
    }

    /// The blocks in an element: its block children, and paragraphs of what stands between them.
    pub(crate) fn blocks(&self, parent: NodeId) -> Vec<Block> {
        let mut out = Vec::new();
        self.push_blocks(parent, &mut out);
        out
    }

    pub(crate) fn push_blocks(&self, parent: NodeId, out: &mut Vec<Block>) {
        let mut run: Vec<NodeId> = Vec::new();
        for child in self.tree.children(parent) {
            if self.is_inline_here(child, &run) {
                run.push(child);
                continue;
            }
            self.flush(&mut run, out);
            self.push_block(child, out);
        }
        self.flush(&mut run, out);
    }

    /// Reads one element as a block, wherever it stands.
    pub(crate) fn push_stray_block(&self, id: NodeId, out: &mut Vec<Block>) {
        if self.is_inline_here(id, &[]) {
            self.flush(&mut vec![id], out);
        } else {
            self.push_block(id, out);
        }
    }

    /// Reads one block-level element.
    fn push_block(&self, id: NodeId, out: &mut Vec<Block>) {
        let name = self.tree.name(id);
        match name {
            "p" if self.is_blocky_inside(id) || opaque::stands_alone(self, id) => self.push_wrapped(id, out),
            "p" => out.extend(paragraph::read(self, id)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading::read(self, id, out),
            "ul" | "ol" => out.extend(list::read(self, id)),
            "ac:task-list" => out.extend(task::read(self, id)),
            "table" => out.extend(table::read(self, id)),
            "blockquote" => out.extend(quote::read(self, id)),
            "pre" => out.push(code::read_pre(self, id)),
            "hr" => out.push(rule::read(self, id)),
            "ac:layout-section" => layout::read(self, id, out),
            "ac:structured-macro" | "ac:macro" => self.push_macro(id, out),
            "ac:adf-extension" => extension::read(self, id, out),
            "at:declarations" => out.push(opaque::block(self, id, "declarations")),
            _ if is_hidden(name) => {}
            _ if is_block_name(name) || name.starts_with("ac:") => self.push_blocks(id, out),
            _ => self.push_wrapped(id, out),
        }
    }

    /// Blocks in an element that should hold none, such as a macro in `<p>`: their neighbours go outside.
    pub(crate) fn push_wrapped(&self, id: NodeId, out: &mut Vec<Block>) {
        let from = out.len();
        self.push_blocks(id, out);
        let outer = self.tree.node(id).outer;
        if let Some(origin) = out.get_mut(from).and_then(|first| first.origin.as_mut()) {
            origin.edge.start = outer.start;
            if let Some(origin) = out.last_mut().and_then(|last| last.origin.as_mut()) {
                origin.edge.end = outer.end;
            }
        }
    }

    fn push_macro(&self, id: NodeId, out: &mut Vec<Block>) {
        let found = macros::Macro::read(self.tree, id);
        if found.rich.is_some() {
            out.push(panel::read(self, &found));
        } else if found.plain.is_some() {
            out.push(code::read(self, &found));
        } else {
            out.push(opaque::read(self, &found));
        }
    }

    fn is_inline_here(&self, id: NodeId, run: &[NodeId]) -> bool {
        let tree = self.tree;
        if tree.node(id).kind != NodeKind::Element {
            return true;
        }
        let name = tree.name(id);
        if self.blocky[id] || is_hidden(name) {
            return false;
        }
        if macros::is_macro(name) {
            let beside = |id: NodeId| self.is_visible_inline(id);
            let next = tree.next_sibling(id);
            return macros::is_inline_name(&macros::name(tree, id))
                || run.iter().any(|id| beside(*id))
                || next.is_some_and(beside);
        }
        true
    }

    /// Whether a node is text or formatting that a macro beside it would belong to.
    fn is_visible_inline(&self, id: NodeId) -> bool {
        let node = self.tree.node(id);
        match node.kind {
            NodeKind::Text => !self.tree.slice(node.outer).trim_matches(is_blank).is_empty(),
            NodeKind::Reference | NodeKind::CData => true,
            NodeKind::Element => {
                !self.blocky[id] && !macros::is_macro(self.tree.name(id)) && self.tree.name(id) != "br"
            }
            NodeKind::Root | NodeKind::Silent => false,
        }
    }

    /// Whether a node is a comment or nothing but white space.
    pub(crate) fn is_blank(&self, id: NodeId) -> bool {
        let node = self.tree.node(id);
        match node.kind {
            NodeKind::Silent => true,
            NodeKind::Text => self.tree.slice(node.outer).trim_matches(is_blank).is_empty(),
            _ => false,
        }
    }

    fn flush(&self, run: &mut Vec<NodeId>, out: &mut Vec<Block>) {
        let nodes = std::mem::take(run);
        let Some(first) = nodes.iter().position(|id| !self.is_blank(*id)) else { return };
        let last = nodes.iter().rposition(|id| !self.is_blank(*id)).unwrap_or(first);
        let nodes = &nodes[first..=last];
        let pieces = normalise(self.inline_run(nodes));
        if pieces.is_empty() {
            return;
        }
        let span = self.tree.node(nodes[0]).outer.join(self.tree.node(nodes[nodes.len() - 1]).outer);
        let origin = Origin { node: 0, body: 0, outer: span, inner: span, edge: span };
        out.push(Block::leaf(Head::Paragraph, pieces).at(origin));
    }

    /// Whether something below a node is a block.
    pub(crate) fn is_blocky_inside(&self, id: NodeId) -> bool {
        self.tree.children(id).any(|child| self.blocky[child])
    }

    pub(crate) fn origin(&self, node: NodeId, body: NodeId) -> Origin {
        let outer = self.tree.node(node).outer;
        Origin { node, body, outer, inner: self.tree.node(body).inner, edge: outer }
    }
}

/// Elements that stand on their own.
fn is_block_name(name: &str) -> bool {
    matches!(
        name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "table"
            | "blockquote"
            | "pre"
            | "hr"
            | "div"
            | "dl"
            | "dt"
            | "dd"
            | "ac:task-list"
            | "ac:layout"
            | "ac:layout-section"
            | "ac:layout-cell"
            | "ac:adf-extension"
            | "ac:rich-text-body"
            | "at:declarations"
            | "center"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
            | "fieldset"
            | "form"
            | "address"
            | "aside"
            | "main"
            | "nav"
    )
}

/// Elements that are one thing, whatever they hold.
fn is_atom_name(name: &str) -> bool {
    matches!(
        name,
        "ac:link" | "ac:image" | "ac:emoticon" | "ac:placeholder" | "ac:parameter" | "ac:adf-fallback"
    )
}

/// Elements whose content nobody reads here.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "ac:parameter"
            | "ac:default-parameter"
            | "ac:task-id"
            | "ac:task-uuid"
            | "ac:task-status"
            | "ac:adf-attribute"
            | "ac:adf-parameter"
            | "ac:adf-fallback"
            | "ac:adf-mark"
            | "script"
            | "style"
            | "colgroup"
            | "col"
    )
}

/// Placeholders that look alike but are not get a number, so that each finds its bytes again.
fn number_duplicates<'s>(
    block: &mut Block,
    tree: &Tree<'s>,
    seen: &mut HashMap<String, HashMap<&'s str, usize>>,
) {
    let mut number = |spelling: &str, span: Span| {
        let known = seen.entry(spelling.to_owned()).or_default();
        let next = known.len();
        let at = *known.entry(tree.slice(span)).or_insert(next);
        (at > 0).then(|| at + 1)
    };
    for piece in &mut block.pieces {
        if let PieceKind::Atom(spelling) = &mut piece.kind
            && opaque::is_opaque_atom(spelling)
            && let Some(count) = number(spelling, piece.span)
        {
            spelling.truncate(spelling.len() - 1);
            spelling.push_str(&format!(" #{count}}}"));
        }
    }
    if let (Head::Leaf { name, attributes }, Some(origin)) = (&mut block.head, block.origin)
        && let Some(count) = number(&format!("::{name}{{{attributes}}}"), origin.outer)
    {
        let gap = if attributes.is_empty() { "" } else { " " };
        attributes.push_str(&format!("{gap}#{count}"));
    }
    for child in &mut block.children {
        number_duplicates(child, tree, seen);
    }
}
