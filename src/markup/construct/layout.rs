//! Page layouts: a section of several cells is `:::columns` with a `:::column` for each; sections of one
//! cell are looked through.

use super::read::Reader;
use crate::markup::markdown::attributes;
use crate::markup::model::{Block, Head};
use crate::markup::storage::NodeId;

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

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, shows};

    #[test]
    fn columns_show_and_cells_are_editable() {
        let layout = "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell><p>a</p></ac:layout-cell><ac:layout-cell><p>b</p></ac:layout-cell></ac:layout-section></ac:layout>";
        shows(layout, "::::columns{type=two_equal}\n:::column\na\n:::\n\n:::column\nb\n:::\n::::\n");
        edits(layout, "b\n", "b\n\nc\n", &layout.replace("<p>b</p>", "<p>b</p><p>c</p>"));
        let single = "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell><p>a</p></ac:layout-cell></ac:layout-section></ac:layout>";
        shows(single, "a\n");
    }
}
