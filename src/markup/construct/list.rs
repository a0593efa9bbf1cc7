//! `<ul>` and `<ol>`: `- ` and `1. `. Tight or loose is no difference; only the first number counts.

use super::read::Reader;
use crate::markup::model::{Block, Head};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Option<Block> {
    let tree = reader.tree;
    let start = (tree.name(id) == "ol").then(|| first_number(reader, id));
    let mut items: Vec<Block> = Vec::new();
    for child in tree.children(id) {
        if tree.name(child) == "li" {
            items.push(Block::parent(Head::Item(None), reader.blocks(child)).at(reader.origin(child, child)));
        } else {
            push_stray(reader, child, None, &mut items);
        }
    }
    let head = Head::List { start, tasks: false };
    (!items.is_empty()).then(|| Block::parent(head, items).at(reader.origin(id, id)))
}

/// Numbers that Markdown has no place for count from 1.
fn first_number(reader: &Reader<'_, '_>, id: NodeId) -> u64 {
    let start = reader.tree.attribute(id, "start").and_then(|start| start.trim().parse().ok());
    let items = reader.tree.children(id).count() as u64;
    start.filter(|start: &u64| start.saturating_add(items) <= 1_000_000_000).unwrap_or(1)
}

/// What stands between items, such as a list directly in a list, belongs to the item before it.
pub(crate) fn push_stray(reader: &Reader<'_, '_>, id: NodeId, done: Option<bool>, items: &mut Vec<Block>) {
    let mut blocks = Vec::new();
    reader.push_stray_block(id, &mut blocks);
    if blocks.is_empty() {
        return;
    }
    match items.last_mut() {
        Some(item) => item.children.extend(blocks),
        None => items.push(Block::parent(Head::Item(done), blocks).at(reader.origin(id, id))),
    }
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn lists_both_ways() {
        shows("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "- a\n  - b\n- c\n");
        shows("<ol start=\"3\"><li>a</li><li>b</li></ol><ol><li>c</li></ol>", "3. a\n4. b\n\n1) c\n");
        renders("- a\n  1. b\n  2. c\n- d\n", "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul>");
        shows("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b\n");
    }

    #[test]
    fn odd_lists_show_all_they_hold() {
        shows("<ul>a<li>b</li> c</ul>", "- a\n\n- b\n\n  c\n");
        edits("<ul>a<li>b</li> c</ul>", "c", "d", "<ul>a<li>b</li> d</ul>");
        for start in ["0", "1000000000", "-1", "x"] {
            let list = format!("<ol start=\"{start}\"><li>a</li></ol>");
            edits(&list, "a", "b", &list.replace(">a", ">b"));
        }
    }

    #[test]
    fn new_items_are_like_their_neighbours() {
        edits(
            "<ul>\n<li><p>a</p></li>\n</ul>",
            "- a",
            "- a\n- b",
            "<ul>\n<li><p>a</p></li><li><p>b</p></li>\n</ul>",
        );
        edits(
            "<ul><li>a</li><li x='1'>c</li></ul>",
            "- c",
            "- b\n- c",
            "<ul><li>a</li><li>b</li><li x='1'>c</li></ul>",
        );
        edits(
            "<ul><li>a</li><li>c</li></ul>",
            "- a\n",
            "- a\n  - n\n",
            "<ul><li>a<ul><li>n</li></ul></li><li>c</li></ul>",
        );
    }

    #[test]
    fn blocks_in_items() {
        shows("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c\n");
        edits("<ul><li>a</li></ul>", "- a", "1. a", "<ol><li>a</li></ol>");
    }

    #[test]
    fn a_list_in_another_order_moves_the_bytes() {
        edits(
            "<ul><li x='1'>one</li><li x='2'>two</li><li x='3'>three</li></ul>",
            "- one\n- two\n- three",
            "- three\n- one\n- two",
            "<ul><li x='3'>three</li><li x='1'>one</li><li x='2'>two</li></ul>",
        );
    }
}
