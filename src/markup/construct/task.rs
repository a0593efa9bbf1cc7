//! `<ac:task-list>`: `- [ ]` and `- [x]`. Ids stay in the bytes; a new task gets the next free one.

use super::list;
use super::read::Reader;
use crate::markup::model::{Block, Head};
use crate::markup::storage::{NodeId, NodeKind, Tree};

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Option<Block> {
    let tree = reader.tree;
    let mut items: Vec<Block> = Vec::new();
    for child in tree.children(id).filter(|child| tree.node(*child).kind == NodeKind::Element) {
        if tree.name(child) == "ac:task" {
            items.push(read_task(reader, child));
        } else {
            list::push_stray(reader, child, Some(false), &mut items);
        }
    }
    let head = Head::List { start: None, tasks: true };
    (!items.is_empty()).then(|| Block::parent(head, items).at(reader.origin(id, id)))
}

fn read_task(reader: &Reader<'_, '_>, id: NodeId) -> Block {
    let tree = reader.tree;
    let done = status(tree, id).is_some_and(|status| tree.text(status).trim() == "complete");
    let body = tree.child(id, "ac:task-body").unwrap_or(id);
    let mut children = Vec::new();
    for part in tree.children(id) {
        match tree.name(part) {
            "ac:task-body" => reader.push_blocks(part, &mut children),
            // Cloud puts the nested list behind the body.
            "ac:task-list" | "ul" | "ol" => reader.push_stray_block(part, &mut children),
            _ => {}
        }
    }
    Block::parent(Head::Item(Some(done)), children).at(reader.origin(id, body))
}

/// The element that says whether a task is done.
pub(crate) fn status(tree: &Tree<'_>, id: NodeId) -> Option<NodeId> {
    tree.child(id, "ac:task-status")
}

/// What stands in the status element.
pub(crate) fn status_text(done: bool) -> &'static str {
    if done { "complete" } else { "incomplete" }
}

/// The first task id that a body does not use.
pub(crate) fn next_id(tree: &Tree<'_>) -> u64 {
    let ids = (1..tree.len()).filter(|id| tree.name(*id) == "ac:task-id");
    ids.filter_map(|id| tree.text(id).trim().parse::<u64>().ok()).max().unwrap_or(0) + 1
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    const TASK: &str = "<ac:task-list>\n<ac:task>\n<ac:task-id>7</ac:task-id>\n<ac:task-status>incomplete</ac:task-status>\n<ac:task-body><span>do <b>it</b></span></ac:task-body>\n</ac:task>\n</ac:task-list>";

    #[test]
    fn tasks_both_ways() {
        shows(TASK, "- [ ] do **it**\n");
        renders(
            "- [ ] a\n- [x] b\n",
            "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>a</ac:task-body></ac:task>\
             <ac:task><ac:task-id>2</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>b</ac:task-body></ac:task></ac:task-list>",
        );
    }

    #[test]
    fn a_box_flips_the_status_only() {
        edits(TASK, "[ ]", "[x]", &TASK.replace("incomplete", "complete"));
        edits(TASK, "do", "undo", &TASK.replace("do <b>", "undo <b>"));
    }

    #[test]
    fn a_new_task_gets_the_next_id() {
        let new = "</ac:task><ac:task><ac:task-id>8</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>new</ac:task-body></ac:task>";
        edits(TASK, "**it**", "**it**\n- [x] new", &TASK.replace("</ac:task>", new));
    }

    #[test]
    fn boxes_in_plain_lists_are_text_and_mixed_lists_part() {
        shows("<ul><li>[ ] a</li></ul>", "- \\[ ] a\n");
        edits(
            "<ul><li>a</li></ul>",
            "- a",
            "- a\n- [ ] b",
            "<ul><li>a</li></ul><ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>b</ac:task-body></ac:task></ac:task-list>",
        );
    }
}
