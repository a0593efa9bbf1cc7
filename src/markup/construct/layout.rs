//! Page layouts: a section of several cells is `:::columns` with a `:::column` for each; sections of one
//! cell are looked through. A page that has a layout has everything in it.

use super::read::Reader;
use crate::markup::markdown::attributes;
use crate::markup::model::{Block, Head};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, NodeKind, Span, Tree};

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId, out: &mut Vec<Block>) {
    let tree = reader.tree;
    let cells: Vec<NodeId> =
        tree.children(id).filter(|child| tree.name(*child) == "ac:layout-cell").collect();
    if cells.len() < 2 {
        reader.push_blocks(id, out);
        return;
    }
    let kind = tree.attribute(id, "ac:type").unwrap_or_default();
    let shown = Some(("type", &*kind)).filter(|(_, kind)| !kind.is_empty());
    let head = Head::Container { name: "columns".to_owned(), attributes: attributes::write(shown) };
    let columns = cells.into_iter().map(|cell| {
        let head = Head::Container { name: "column".to_owned(), attributes: String::new() };
        Block::parent(head, reader.blocks(cell)).at(reader.origin(cell, cell))
    });
    out.push(Block::parent(head, columns.collect()).at(reader.origin(id, id)));
}

const OPEN: &str = "<ac:layout-section ac:type=\"single\"><ac:layout-cell>";
const CLOSE: &str = "</ac:layout-cell></ac:layout-section>";

/// Brings what an edit put between the sections of a layout into a section beside it that has one column, or
/// into one of its own; parts a section that columns were moved into.
///
/// Only what the base did not hold is touched: a page that came with a stray paragraph keeps it.
pub(crate) fn settle(base: &Tree<'_>, storage: String) -> String {
    let Ok(tree) = Tree::parse(&storage) else { return storage };
    let mut patch = Patch::default();
    take_in(base, &tree, &mut patch);
    let nested =
        (1..base.len()).any(|id| base.name(id) == "ac:layout-cell" && sections(base, id).next().is_some());
    for id in 1..tree.len() {
        match tree.name(id) {
            "ac:layout" => wrap_strays(base, &tree, id, &mut patch),
            "ac:layout-section" if !nested => part_cells(&tree, id, &mut patch),
            _ => {}
        }
    }
    patch.apply(&storage, Span::new(0, storage.len())).unwrap_or(storage)
}

/// What was typed on a page whose layout is empty goes into it.
fn take_in(base: &Tree<'_>, tree: &Tree<'_>, patch: &mut Patch) {
    if !matches!(solid(base, 0).as_slice(), [only] if base.name(*only) == "ac:layout") {
        return;
    }
    let all = solid(tree, 0);
    let Some(layout) = all.iter().copied().find(|id| tree.name(*id) == "ac:layout") else { return };
    let inner = tree.node(layout).inner;
    if tree.node(layout).self_closing {
        return;
    }
    for id in all.into_iter().filter(|id| *id != layout) {
        let outer = tree.node(id).outer;
        let at = if id < layout { inner.start } else { inner.end };
        patch.insert(at, format!("{OPEN}{}{CLOSE}", tree.slice(outer)));
        patch.delete(outer);
    }
}

/// The children of a node that are neither comments nor white space.
fn solid(tree: &Tree<'_>, id: NodeId) -> Vec<NodeId> {
    let is_blank = |id: NodeId| match tree.node(id).kind {
        NodeKind::Silent => true,
        NodeKind::Text => tree.slice(tree.node(id).outer).trim().is_empty(),
        _ => false,
    };
    tree.children(id).filter(|child| !is_blank(*child)).collect()
}

fn sections<'t>(tree: &'t Tree<'_>, id: NodeId) -> impl Iterator<Item = NodeId> + 't {
    tree.children(id).filter(|child| tree.name(*child) == "ac:layout-section")
}

fn wrap_strays(base: &Tree<'_>, tree: &Tree<'_>, layout: NodeId, patch: &mut Patch) {
    let children = solid(tree, layout);
    let is_section = |id: &NodeId| tree.name(*id) == "ac:layout-section";
    let mut from = 0;
    while let Some(offset) = children[from..].iter().position(|id| !is_section(id)) {
        let start = from + offset;
        from = children[start..].iter().position(is_section).map_or(children.len(), |len| start + len);
        let run = &children[start..from];
        if run.iter().any(|id| was_stray(base, tree.slice(tree.node(*id).outer))) {
            continue;
        }
        let span = tree.node(run[0]).outer.join(tree.node(run[run.len() - 1]).outer);
        let cell = |index: Option<usize>| {
            let section = index.and_then(|index| children.get(index))?;
            only_cell(tree, *section).filter(|cell| !tree.node(*cell).self_closing)
        };
        match (cell(Some(from)), cell(start.checked_sub(1))) {
            (Some(next), _) => move_to(tree, span, tree.node(next).inner.start, patch),
            (None, Some(previous)) => move_to(tree, span, tree.node(previous).inner.end, patch),
            (None, None) => {
                patch.insert(span.start, OPEN);
                patch.insert(span.end, CLOSE);
            }
        }
    }
}

fn move_to(tree: &Tree<'_>, span: Span, at: u32, patch: &mut Patch) {
    patch.insert(at, tree.slice(span));
    patch.delete(span);
}

/// The cell of a section that has one column.
fn only_cell(tree: &Tree<'_>, section: NodeId) -> Option<NodeId> {
    let mut cells = tree.children(section).filter(|child| tree.name(*child) == "ac:layout-cell");
    cells.next().filter(|_| cells.next().is_none())
}

/// Whether the base has the same thing directly in a layout.
fn was_stray(base: &Tree<'_>, bytes: &str) -> bool {
    let mut layouts = (1..base.len()).filter(|id| base.name(*id) == "ac:layout");
    layouts.any(|layout| base.children(layout).any(|child| base.slice(base.node(child).outer) == bytes))
}

/// A section directly in the only cell of another ends that one and begins it anew behind itself.
fn part_cells(tree: &Tree<'_>, section: NodeId, patch: &mut Patch) {
    let Some(cell) = only_cell(tree, section) else { return };
    for inner in sections(tree, cell) {
        patch.insert(tree.node(inner).outer.start, CLOSE);
        patch.insert(tree.node(inner).outer.end, OPEN);
    }
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, refuses, shows};
    use crate::markup::{Splice, splice, to_markdown};

    const COLUMNS: &str = "<ac:layout-section ac:type=\"two_equal\"><ac:layout-cell><p>a</p></ac:layout-cell><ac:layout-cell><p>b</p></ac:layout-cell></ac:layout-section>";
    const SHOWN: &str = "::::columns{type=two_equal}\n:::column\na\n:::\n\n:::column\nb\n:::\n::::\n";

    fn layout(sections: &str) -> String {
        format!("<ac:layout>{sections}</ac:layout>")
    }

    fn single(content: &str) -> String {
        format!(
            "<ac:layout-section ac:type=\"single\"><ac:layout-cell>{content}</ac:layout-cell></ac:layout-section>"
        )
    }

    #[test]
    fn what_is_typed_beside_columns_gets_a_section() {
        let page = layout(COLUMNS);
        let behind = layout(&format!("{COLUMNS}{}", single("<p>c</p><p>d</p>")));
        edits(&page, SHOWN, &format!("{SHOWN}\nc\n\nd\n"), &behind);
        edits(&page, SHOWN, &format!("c\n\n{SHOWN}"), &layout(&format!("{}{COLUMNS}", single("<p>c</p>"))));
        let two = layout(&format!("{COLUMNS}\n{COLUMNS}"));
        edits(
            &two,
            "b\n:::\n::::\n",
            "b\n:::\n::::\n\nc\n",
            &two.replacen("</ac:layout-section>", &format!("</ac:layout-section>{}", single("<p>c</p>")), 1),
        );
        let waits = layout(&format!("{COLUMNS}\n{}\n", single("<p/>")));
        edits(&waits, SHOWN, &format!("{SHOWN}\nc\n"), &waits.replace("<p/>", "<p>c</p><p/>"));
        edits(&behind, "c\n\nd", "c\n\nx\n\nd", &behind.replace("<p>d", "<p>x</p><p>d"));
    }

    #[test]
    fn columns_that_move_part_the_section_they_come_into() {
        let page = layout(&format!("{COLUMNS}{}", single("<p>c</p><p>d</p>")));
        let moved = layout(&format!("{}{COLUMNS}{}", single("<p>c</p>"), single("<p>d</p>")));
        edits(&page, &format!("{SHOWN}\nc\n\nd\n"), &format!("c\n\n{SHOWN}\nd\n"), &moved);
    }

    #[test]
    fn what_is_typed_on_an_empty_layout_goes_into_it() {
        let page = layout(&single("<p/>"));
        assert_eq!(to_markdown(&page).markdown, "");
        let saved = layout(&format!("{}{}", single("<p>a</p>"), single("<p/>")));
        assert!(matches!(splice(&page, "a\n"), Splice::Changed { storage, .. } if storage == saved));
    }

    #[test]
    fn a_layout_that_came_with_a_stray_keeps_it() {
        let page = layout(&format!("{COLUMNS}<p>stray</p>{}", single("<p>c</p>")));
        edits(&page, "c\n", "d\n", &page.replace(">c<", ">d<"));
    }

    #[test]
    fn columns_cannot_come_or_go() {
        refuses(&layout(COLUMNS), ":::column\nb\n:::\n", "");
    }

    #[test]
    fn columns_show_and_cells_are_editable() {
        let layout = "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell><p>a</p></ac:layout-cell><ac:layout-cell><p>b</p></ac:layout-cell></ac:layout-section></ac:layout>";
        shows(layout, "::::columns{type=two_equal}\n:::column\na\n:::\n\n:::column\nb\n:::\n::::\n");
        edits(layout, "b\n", "b\n\nc\n", &layout.replace("<p>b</p>", "<p>b</p><p>c</p>"));
        let single = "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell><p>a</p></ac:layout-cell></ac:layout-section></ac:layout>";
        shows(single, "a\n");
    }
}
