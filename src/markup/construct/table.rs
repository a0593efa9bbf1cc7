//! `<table>`: a GFM table where every cell is one run of text; else `:::table` with a `::cell{A1}` line
//! before what each cell holds. The geometry of the latter is not editable, its cells are.

use super::read::Reader;
use crate::markup::model::{Block, Head, Origin};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Option<Block> {
    let mut rows = Vec::new();
    collect(reader, id, "tr", &mut rows);
    let cells: Vec<Vec<NodeId>> = rows.iter().map(|row| cells(reader, *row)).collect();
    if cells.iter().all(Vec::is_empty) {
        return None;
    }
    let simple = simple(reader, &rows, &cells);
    Some(simple.unwrap_or_else(|| rich(reader, &cells)).at(reader.origin(id, id)))
}

/// The rows of a table, through `tbody` and its like; not those of tables in its cells.
fn collect(reader: &Reader<'_, '_>, id: NodeId, name: &str, out: &mut Vec<NodeId>) {
    for child in reader.tree.children(id) {
        match reader.tree.name(child) {
            found if found == name => out.push(child),
            "thead" | "tbody" | "tfoot" => collect(reader, child, name, out),
            _ => {}
        }
    }
}

fn cells(reader: &Reader<'_, '_>, row: NodeId) -> Vec<NodeId> {
    reader.tree.children(row).filter(|cell| matches!(reader.tree.name(*cell), "td" | "th")).collect()
}

fn simple(reader: &Reader<'_, '_>, rows: &[NodeId], cells: &[Vec<NodeId>]) -> Option<Block> {
    let columns = cells.first()?.len();
    let even = columns > 0 && cells.iter().all(|row| row.len() == columns);
    if !even || has_loose_text(reader, rows) {
        return None;
    }
    let mut table = Block::new(Head::Table);
    for (row, cells) in rows.iter().zip(cells) {
        let cells = cells.iter().map(|cell| simple_cell(reader, *cell)).collect::<Option<Vec<_>>>()?;
        table.children.push(Block::parent(Head::Row, cells).at(reader.origin(*row, *row)));
    }
    Some(table)
}

fn has_loose_text(reader: &Reader<'_, '_>, rows: &[NodeId]) -> bool {
    rows.iter().any(|row| {
        reader.tree.children(*row).any(|child| {
            !matches!(reader.tree.name(child), "td" | "th") && !reader.tree.text(child).trim().is_empty()
        })
    })
}

fn simple_cell(reader: &Reader<'_, '_>, id: NodeId) -> Option<Block> {
    let tree = reader.tree;
    let spans = ["colspan", "rowspan"]
        .into_iter()
        .any(|name| tree.attribute(id, name).is_some_and(|span| span.trim() != "1"));
    if spans {
        return None;
    }
    let mut blocks = reader.blocks(id);
    if blocks.len() > 1 || blocks.iter().any(|block| block.head != Head::Paragraph) {
        return None;
    }
    let origin = match blocks.first().and_then(|block| block.origin) {
        Some(origin) => Origin { node: id, outer: tree.node(id).outer, edge: tree.node(id).outer, ..origin },
        None => reader.origin(id, tree.child(id, "p").unwrap_or(id)),
    };
    // Bare text fills the cell: what is typed at its ends belongs inside.
    let origin = if origin.body == 0 { Origin { body: id, ..origin } } else { origin };
    let pieces = blocks.pop().map(|block| block.pieces).unwrap_or_default();
    Some(Block::leaf(Head::Cell, pieces).at(origin))
}

fn rich(reader: &Reader<'_, '_>, rows: &[Vec<NodeId>]) -> Block {
    let mut table = Block::new(Head::Container { name: "table".to_owned(), attributes: String::new() });
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let head = Head::Container {
                name: "cell".to_owned(),
                attributes: format!("{}{}", letters(column), row + 1),
            };
            table.children.push(Block::parent(head, reader.blocks(*cell)).at(reader.origin(*cell, *cell)));
        }
    }
    table
}

/// `A`, `B`, … `Z`, `AA`.
fn letters(column: usize) -> String {
    let mut out = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        out.insert(0, char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    const TABLE: &str = "<table class='x'><colgroup><col/></colgroup><tbody><tr><th><p>a</p></th><th>b|c</th></tr>\n<tr><td style='y'>1</td><td></td></tr></tbody></table>";

    #[test]
    fn tables_both_ways() {
        shows(TABLE, "| a | b\\|c |\n| --- | --- |\n| 1 |  |\n");
        renders(
            "| a | b |\n| --- | --- |\n| 1 | **2** |\n",
            "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><strong>2</strong></td></tr></tbody></table>",
        );
    }

    #[test]
    fn cells_rows_and_columns_change_alone() {
        edits(TABLE, "| 1 |", "| 2 |", &TABLE.replace("'y'>1", "'y'>2"));
        edits(TABLE, "|  |", "| new |", &TABLE.replace("<td></td>", "<td>new</td>"));
        edits(
            TABLE,
            "| 1 |  |\n",
            "|   1   | |\n| 3 | 4 |\n",
            &TABLE.replace("</tr></tbody>", "</tr><tr><td>3</td><td>4</td></tr></tbody>"),
        );
    }

    #[test]
    fn rich_cells_are_editable_one_by_one() {
        let table =
            "<table><tr><td colspan=\"2\">a</td></tr><tr><td><ul><li>b</li></ul></td><td>c</td></tr></table>";
        shows(table, ":::table\n::cell{A1}\n\na\n\n::cell{A2}\n\n- b\n\n::cell{B2}\n\nc\n:::\n");
        edits(table, "- b", "- b\n- d", &table.replace("<li>b</li>", "<li>b</li><li>d</li>"));
    }
}
