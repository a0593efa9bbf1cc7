//! What a rendering takes over from the stored body: blocks that moved, copies, placeholders.
//!
//! Moved things take their bytes along. Copies lose what may stand once on a page only: ids of macros and
//! tasks, and the anchors of comments.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, NodeKind, Span, Tree, text};

/// Bytes that a rendering may use instead of writing its own.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Bytes of blocks that left their place, by hash, in order.
    pub(crate) moved: HashMap<u64, VecDeque<(Span, String)>>,
    /// Bytes of blocks that are copied, by hash.
    pub(crate) copies: HashMap<u64, String>,
    /// Bytes of a placeholder of each spelling.
    pub(crate) atoms: HashMap<String, String>,
    /// Bytes of placeholders that left their place, in order.
    pub(crate) free_atoms: HashMap<String, VecDeque<String>>,
    /// Where the moved bytes that were used stood.
    pub(crate) used: Vec<Span>,
    /// The placeholders that were taken from there, for taking it back.
    taken: Vec<(String, String)>,
    /// Whether a placeholder of the base was asked for.
    pub(crate) asked: bool,
}

impl Carried {
    /// The bytes of a block that moved here or was copied.
    pub(crate) fn block(&mut self, hash: u64, next_task: &mut u64) -> Option<String> {
        if let Some((span, bytes)) = self.moved.get_mut(&hash).and_then(VecDeque::pop_front) {
            self.used.push(span);
            return Some(bytes);
        }
        self.copies.get(&hash).map(|bytes| as_copy(bytes, next_task))
    }

    /// The bytes of a placeholder: those of one that left its place, else a copy.
    pub(crate) fn atom(&mut self, spelling: &str, next_task: &mut u64) -> Option<String> {
        let bytes = self.atoms.get(spelling)?;
        self.asked = true;
        match self.free_atoms.get_mut(spelling).and_then(VecDeque::pop_front) {
            Some(free) => {
                self.taken.push((spelling.to_owned(), free.clone()));
                Some(free)
            }
            None => Some(as_copy(bytes, next_task)),
        }
    }

    /// How many placeholders were taken so far.
    pub(crate) fn mark(&self) -> usize {
        self.taken.len()
    }

    /// Gives back what was taken since, for a rendering that is thrown away.
    pub(crate) fn give_back(&mut self, mark: usize) {
        while self.taken.len() > mark {
            let Some((spelling, bytes)) = self.taken.pop() else { return };
            self.free_atoms.entry(spelling).or_default().push_front(bytes);
        }
    }
}

/// Attributes that name one thing on one page.
const IDS: [&str; 5] = ["ac:macro-id", "ac:local-id", "local-id", "data-uuid", "data-local-id"];

/// A copy of stored bytes: without ids, with fresh ids for tasks, and without anchors of comments.
pub(crate) fn as_copy(bytes: &str, next_task: &mut u64) -> String {
    let Ok(tree) = Tree::parse(bytes) else { return bytes.to_owned() };
    let mut patch = Patch::default();
    let mut dropped: HashSet<NodeId> = HashSet::new();
    let elements = (1..tree.len()).filter(|id| tree.node(*id).kind == NodeKind::Element);
    for id in elements {
        match tree.name(id) {
            _ if dropped.contains(&id) => {}
            "ac:task-uuid" => drop_whole(&tree, id, &mut dropped, &mut patch),
            "ac:adf-attribute" if tree.attribute(id, "key").is_some_and(|key| key == "local-id") => {
                drop_whole(&tree, id, &mut dropped, &mut patch);
            }
            "ac:task-id" => {
                let number = (*next_task).max(1);
                *next_task = number + 1;
                if !tree.node(id).self_closing {
                    children(&tree, id, &mut dropped);
                    patch.replace(tree.node(id).inner, number.to_string());
                }
            }
            "ac:inline-comment-marker" => {
                let node = tree.node(id);
                patch.delete(tree.start_tag(id));
                if !node.self_closing {
                    patch.delete(Span { start: node.inner.end, end: node.outer.end });
                }
            }
            _ => drop_ids(&tree, id, &mut patch),
        }
    }
    patch.apply(bytes, Span::new(0, bytes.len())).unwrap_or_else(|| bytes.to_owned())
}

fn drop_whole(tree: &Tree<'_>, id: NodeId, dropped: &mut HashSet<NodeId>, patch: &mut Patch) {
    children(tree, id, dropped);
    patch.delete(tree.node(id).outer);
}

fn children(tree: &Tree<'_>, id: NodeId, out: &mut HashSet<NodeId>) {
    for child in tree.children(id) {
        out.insert(child);
        children(tree, child, out);
    }
}

fn drop_ids(tree: &Tree<'_>, id: NodeId, patch: &mut Patch) {
    let tag = tree.start_tag(id);
    let bytes = &tree.source.as_bytes()[..tag.end as usize];
    for (name, value) in text::attributes(bytes, tree.node(id).name.end as usize) {
        if IDS.contains(&tree.slice(name)) {
            let before = &tree.source[..name.start as usize];
            let start = before.trim_end().len() as u32;
            patch.delete(Span { start, end: value.end + 1 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::as_copy;

    #[test]
    fn a_copy_has_no_ids_and_no_comments() {
        let mut next = 9;
        assert_eq!(
            as_copy(
                "<p local-id='1' x=\"2\">a <ac:inline-comment-marker ac:ref=\"r\">b <b>c</b></ac:inline-comment-marker><ac:structured-macro ac:name='x' ac:macro-id = '3'  ac:local-id=\"4\" /></p>",
                &mut next,
            ),
            "<p x=\"2\">a b <b>c</b><ac:structured-macro ac:name='x' /></p>"
        );
        assert_eq!(
            as_copy(
                "<ac:task><ac:task-id>3</ac:task-id><ac:task-uuid>u</ac:task-uuid><ac:task-body>t</ac:task-body></ac:task>",
                &mut next,
            ),
            "<ac:task><ac:task-id>9</ac:task-id><ac:task-body>t</ac:task-body></ac:task>"
        );
        assert_eq!(next, 10);
    }
}
