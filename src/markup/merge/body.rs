//! A parsed body with what it says: two bodies that differ only in what servers rewrite say the same.
//!
//! What is left out: comment markers, ids and versions that the server gives, the order of attributes and
//! parameters, how a character or an empty element is spelled, how much white space there is.

use crate::markup::construct::macros;
use crate::markup::model::is_blank;
use crate::markup::storage::inline::is_inline;
use crate::markup::storage::{NodeId, NodeKind, Span, Tree, text};

/// Begin and end of a tag in what a body says.
pub(super) const OPEN: char = '\u{1}';
pub(super) const SHUT: char = '\u{2}';

/// A tree, and for every node the part of the body's saying that is its own.
pub(super) struct Body<'s> {
    pub(super) tree: Tree<'s>,
    said: String,
    ranges: Vec<(u32, u32)>,
}

impl<'s> Body<'s> {
    pub(super) fn parse(source: &'s str) -> Option<Body<'s>> {
        let tree = Tree::parse(source).ok()?;
        let said = String::with_capacity(source.len());
        let mut writer =
            Writer { tree: &tree, said, ranges: vec![(0, 0); tree.len()], blank: false, edge: true };
        for child in tree.children(0) {
            writer.node(child, false);
        }
        let (said, ranges) = (writer.said, writer.ranges);
        Some(Body { tree, said, ranges })
    }

    /// What neighbouring nodes say together.
    pub(super) fn says(&self, first: NodeId, last: NodeId) -> &str {
        let (start, end) = (self.ranges[first].0 as usize, self.ranges[last].1 as usize);
        self.said.get(start..end).unwrap_or("").trim_matches(' ')
    }

    /// The comment markers in a stretch of the source, in the order of their names.
    pub(super) fn markers(&self, span: Span) -> Vec<String> {
        let mut found: Vec<String> = self
            .tree
            .within(span)
            .filter(|id| self.tree.name(*id) == MARKER)
            .map(|id| self.tree.attribute(id, "ac:ref").unwrap_or_default())
            .collect();
        found.sort();
        found
    }
}

/// The element that anchors a comment in the text.
pub(super) const MARKER: &str = "ac:inline-comment-marker";

/// Attributes that a server gives and rewrites on its own.
pub(super) fn is_volatile(name: &str) -> bool {
    matches!(name, "ac:macro-id" | "local-id" | "ac:local-id" | "ri:version-at-save")
}

/// Whether something says nothing at all beyond being there: an empty paragraph, a rule.
pub(super) fn is_trivial(said: &str) -> bool {
    let content = said.split_once(SHUT).map_or("", |(_, rest)| rest);
    content.is_empty() || content.starts_with([OPEN]) && content[1..].starts_with('/')
}

struct Writer<'t, 's> {
    tree: &'t Tree<'s>,
    said: String,
    ranges: Vec<(u32, u32)>,
    /// White space was seen and counts if text or an inline tag follows.
    blank: bool,
    /// The last thing was the edge of a block, where white space does not count.
    edge: bool,
}

impl Writer<'_, '_> {
    fn node(&mut self, id: NodeId, verbatim: bool) {
        let start = self.said.len() as u32;
        let node = self.tree.node(id);
        match node.kind {
            NodeKind::Text => self.text(self.tree.slice(node.outer), verbatim),
            NodeKind::Reference => self.text(&text::decode(self.tree.slice(node.outer)), verbatim),
            NodeKind::CData => self.text(self.tree.slice(node.inner), verbatim),
            NodeKind::Silent => {
                self.said.push(OPEN);
                self.said.push_str(self.tree.slice(node.outer));
                self.said.push(SHUT);
            }
            NodeKind::Root => {}
            NodeKind::Element if self.tree.name(id) == MARKER => self.children(id, verbatim),
            NodeKind::Element => self.element(id),
        }
        self.ranges[id] = (start, self.said.len() as u32);
    }

    fn children(&mut self, id: NodeId, verbatim: bool) {
        let children = self.tree.children(id);
        if !macros::is_macro(self.tree.name(id)) {
            children.for_each(|child| self.node(child, verbatim));
            return;
        }
        let is_parameter = |id: &NodeId| is_parameter(self.tree.name(*id));
        let (mut parameters, others): (Vec<NodeId>, Vec<NodeId>) = children.partition(is_parameter);
        parameters.sort_by_cached_key(|id| self.tree.attribute(*id, "ac:name"));
        parameters.into_iter().chain(others).for_each(|child| self.node(child, verbatim));
    }

    fn element(&mut self, id: NodeId) {
        let name = self.tree.name(id);
        let verbatim = matches!(name, "ac:plain-text-body" | "pre");
        let inline = is_inline(name) || macros::is_macro(name);
        self.edge(inline);
        self.said.push(OPEN);
        self.said.push_str(name);
        for (name, value) in said_attributes(self.tree, id) {
            self.said.push(' ');
            self.said.push_str(name);
            self.said.push('=');
            self.said.push_str(&value);
        }
        self.said.push(SHUT);
        self.children(id, verbatim);
        self.edge(inline);
        self.said.push(OPEN);
        self.said.push('/');
        self.said.push_str(name);
        self.said.push(SHUT);
        self.edge = !inline;
    }

    /// Comes to a tag: white space before that of a block is nothing.
    fn edge(&mut self, inline: bool) {
        let blank = std::mem::take(&mut self.blank);
        if blank && inline && !self.edge {
            self.said.push(' ');
        }
        self.edge = !inline || (self.edge && blank);
    }

    fn text(&mut self, text: &str, verbatim: bool) {
        for ch in text.chars() {
            if !verbatim && is_blank(ch) {
                self.blank = true;
                continue;
            }
            if std::mem::take(&mut self.blank) && !self.edge {
                self.said.push(' ');
            }
            self.edge = false;
            if ch <= '\u{3}' {
                self.said.push('\u{3}');
            }
            self.said.push(ch);
        }
    }
}

/// The attributes that count, in the order of their names.
fn said_attributes<'s>(tree: &Tree<'s>, id: NodeId) -> Vec<(&'s str, String)> {
    let tag = tree.start_tag(id);
    let bytes = &tree.source.as_bytes()[..tag.end as usize];
    let all = text::attributes(bytes, tree.node(id).name.end as usize);
    let mut found: Vec<(&str, String)> = all
        .map(|(name, value)| (tree.slice(name), value))
        .filter(|(name, _)| !is_volatile(name))
        .map(|(name, value)| (name, text::decode(tree.slice(value))))
        .collect();
    found.sort();
    found
}

/// The elements that hold a macro's parameters.
pub(super) fn is_parameter(name: &str) -> bool {
    matches!(name, "ac:parameter" | "ac:default-parameter")
}

#[cfg(test)]
mod tests {
    use super::Body;

    fn says(source: &str) -> String {
        let body = Body::parse(source).expect("parses");
        body.said.trim_matches(' ').to_owned()
    }

    #[test]
    fn what_servers_rewrite_says_nothing() {
        for (one, other) in [
            ("<p>a&nbsp;b</p>", "<p local-id='7'>a\u{a0}b</p>"),
            ("<p/>", "<p></p>"),
            ("<ul>\n  <li>a b</li>\n</ul>", "<ul><li>a\r\n b</li></ul>"),
            (
                "<p>a <ac:inline-comment-marker ac:ref=\"1\">b</ac:inline-comment-marker> c</p>",
                "<p>a b c</p>",
            ),
            (
                "<ac:macro ac:name='x' ac:macro-id='1'><ac:parameter ac:name='a'>1</ac:parameter><ac:parameter ac:name='b'>2</ac:parameter></ac:macro>",
                "<ac:macro ac:name=\"x\"><ac:parameter ac:name=\"b\">2</ac:parameter><ac:parameter ac:name=\"a\">1</ac:parameter></ac:macro>",
            ),
        ] {
            assert_eq!(says(one), says(other));
        }
    }

    #[test]
    fn what_people_see_counts() {
        for (one, other) in [
            ("<p>ab</p>", "<p>a b</p>"),
            ("<p>a <b>b</b></p>", "<p>a<b>b</b></p>"),
            ("<p>a<b> b</b></p>", "<p>a<b>b</b></p>"),
            ("<p>a <u>b</u></p>", "<p>a<u>b</u></p>"),
            ("<p>\u{e9}</p>", "<p>e\u{301}</p>"),
            ("<ac:plain-text-body>a  b</ac:plain-text-body>", "<ac:plain-text-body>a b</ac:plain-text-body>"),
            ("<p>&lt;b/></p>", "<p><b/></p>"),
        ] {
            assert_ne!(says(one), says(other));
        }
    }
}
