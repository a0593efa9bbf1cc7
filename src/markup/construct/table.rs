//! `<table>`: a GFM table where every cell is one run of text; else `:::table` with a `::cell{A1}` line
//! before what each cell holds. The geometry of the latter is not editable, its cells are.

use super::read::Reader;
use crate::markup::model::{Align, Block, CellForm, Head, Origin, Vertical, Width, cell_name};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree};

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
    let columns: Vec<Align> = (0..columns).map(|column| column_align(reader.tree, cells, column)).collect();
    let mut table = Block::new(Head::Table);
    for (row, cells) in rows.iter().zip(cells) {
        let cells = cells.iter().zip(&columns).map(|(cell, align)| simple_cell(reader, *cell, *align));
        let cells = cells.collect::<Option<Vec<_>>>()?;
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

fn simple_cell(reader: &Reader<'_, '_>, id: NodeId, align: Align) -> Option<Block> {
    let tree = reader.tree;
    let spans = ["colspan", "rowspan"]
        .into_iter()
        .any(|name| tree.attribute(id, name).is_some_and(|span| span.trim() != "1"));
    if spans {
        return None;
    }
    // Known without reading it, or tables in tables would be read twice on every level.
    if holds_table(reader, id) {
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
    Some(Block::leaf(Head::Cell(align), pieces).at(origin))
}

/// How a column is aligned: as all of its cells are, the one in the header aside.
fn column_align(tree: &Tree<'_>, rows: &[Vec<NodeId>], column: usize) -> Align {
    let body = if rows.len() > 1 { &rows[1..] } else { rows };
    let mut found = body.iter().filter_map(|row| row.get(column)).map(|cell| cell_align(tree, *cell));
    let first = found.next().unwrap_or_default();
    if found.all(|other| other == first) { first } else { Align::None }
}

/// How a cell says that its content stands.
pub(crate) fn cell_align(tree: &Tree<'_>, cell: NodeId) -> Align {
    let style = tree.attribute(cell, "style").unwrap_or_default();
    let declared = declarations(&style).find(|(name, _)| name.eq_ignore_ascii_case("text-align"));
    match declared.map(|(_, value)| value.to_ascii_lowercase()).as_deref() {
        Some("left") => Align::Left,
        Some("center") => Align::Center,
        Some("right") => Align::Right,
        _ => Align::None,
    }
}

/// Where a cell says that its content stands.
pub(crate) fn cell_vertical(tree: &Tree<'_>, cell: NodeId) -> Option<Vertical> {
    let style = tree.attribute(cell, "style").unwrap_or_default();
    let declared = declarations(&style).find(|(name, _)| name.eq_ignore_ascii_case("vertical-align"));
    declared.and_then(|(_, value)| Vertical::named(value))
}

/// Returns how wide a table says that its columns are; nothing for tables that do not say it, and for other blocks.
pub(crate) fn column_widths(tree: &Tree<'_>, table: NodeId) -> Vec<Option<Width>> {
    if tree.name(table) != "table" {
        return Vec::new();
    }
    let groups = tree.children(table).filter(|child| tree.name(*child) == "colgroup");
    let columns = groups.flat_map(|group| tree.children(group)).filter(|child| tree.name(*child) == "col");
    let mut widths = Vec::new();
    for column in columns {
        let style = tree.attribute(column, "style").unwrap_or_default();
        let declared = declarations(&style).find(|(name, _)| name.eq_ignore_ascii_case("width"));
        let width = declared.and_then(|(_, value)| Width::read(value));
        let width = width.or_else(|| Width::read(&tree.attribute(column, "width")?));
        let span = tree.attribute(column, "span").and_then(|span| span.trim().parse().ok()).unwrap_or(1);
        widths.extend(std::iter::repeat_n(width, usize::clamp(span, 1, MOST_COLUMNS)));
        widths.truncate(MOST_COLUMNS);
    }
    widths
}

/// A table that says it has more columns is wrong.
const MOST_COLUMNS: usize = 1000;

/// Whether a row has a cell for each column.
pub(crate) fn is_even(row: &[Block], columns: usize) -> bool {
    row.len() == columns && row.iter().all(|cell| cell.form.is_none_or(|form| form.columns == 1))
}

/// Appends the start of a new table of these rows, with how wide its columns are.
pub(crate) fn push_table_tag(rows: &[&[Block]], out: &mut String) {
    out.push_str("<table>");
    let columns = rows.iter().map(|row| row.len()).max().unwrap_or_default();
    let width = |cell: &Block| cell.form.and_then(|form| form.width);
    let widened =
        rows.iter().find(|row| is_even(row, columns) && row.iter().any(|cell| width(cell).is_some()));
    if let Some(row) = widened {
        out.push_str("<colgroup>");
        for cell in *row {
            match width(cell) {
                Some(width) => out.push_str(&format!("<col style=\"width: {};\"/>", width.style())),
                None => out.push_str("<col/>"),
            }
        }
        out.push_str("</colgroup>");
    }
    out.push_str("<tbody>");
}

/// The declarations of a style, as name and value.
fn declarations(style: &str) -> impl Iterator<Item = (&str, &str)> {
    style.split(';').filter_map(|part| part.split_once(':')).map(|(name, value)| (name.trim(), value.trim()))
}

fn keyword(align: Align) -> Option<&'static str> {
    match align {
        Align::None => None,
        Align::Left => Some("left"),
        Align::Center => Some("center"),
        Align::Right => Some("right"),
    }
}

/// Appends the start tag of a new cell, which is called `name` unless it says what it is; returns its name.
pub(crate) fn push_cell_tag(name: &'static str, cell: &Block, out: &mut String) -> &'static str {
    let name = push_spans(name, cell, out);
    let (align, vertical) = stance(cell);
    let mut declared: Vec<String> = Vec::new();
    declared.extend(keyword(align).map(|keyword| format!("text-align: {keyword};")));
    declared.extend(vertical.map(|vertical| format!("vertical-align: {};", vertical.word())));
    if !declared.is_empty() {
        out.push_str(&format!(" style=\"{}\"", declared.join(" ")));
    }
    out.push('>');
    name
}

/// Appends the start tag of a cell as HTML for other programs, which take attributes where they drop styles; returns
/// its name.
pub(crate) fn push_portable_tag(cell: &Block, out: &mut String) -> &'static str {
    let name = push_spans("td", cell, out);
    let (align, vertical) = stance(cell);
    if let Some(keyword) = keyword(align) {
        out.push_str(&format!(" align=\"{keyword}\""));
    }
    if let Some(vertical) = vertical {
        out.push_str(&format!(" valign=\"{}\"", vertical.word()));
    }
    if let Some(width) = cell.form.and_then(|form| form.width) {
        out.push_str(&format!(" width=\"{}\"", width.attribute()));
    }
    out.push('>');
    name
}

/// Appends the start of a cell's tag, without its end.
fn push_spans(name: &'static str, cell: &Block, out: &mut String) -> &'static str {
    let name = match cell.form {
        Some(form) if form.is_head => "th",
        Some(_) => "td",
        None => name,
    };
    out.push_str(&format!("<{name}"));
    for (name, span) in cell.form.iter().flat_map(|form| [("colspan", form.columns), ("rowspan", form.rows)])
    {
        if span > 1 {
            out.push_str(&format!(" {name}=\"{span}\""));
        }
    }
    name
}

/// How the content of a cell stands: as its column, else as it says itself.
fn stance(cell: &Block) -> (Align, Option<Vertical>) {
    let own = cell.form.unwrap_or(CellForm::PLAIN);
    match cell.head {
        Head::Cell(align) if align != Align::None => (align, own.vertical),
        _ => (own.align, own.vertical),
    }
}

/// Aligns a cell and leaves the rest of its style alone.
pub(crate) fn set_align(tree: &Tree<'_>, cell: NodeId, align: Align, patch: &mut Patch) {
    let style = tree.attribute(cell, "style").unwrap_or_default();
    let others = declarations(&style).filter(|(name, _)| !name.eq_ignore_ascii_case("text-align"));
    let mut wanted: Vec<String> = others.map(|(name, value)| format!("{name}: {value};")).collect();
    wanted.extend(keyword(align).map(|keyword| format!("text-align: {keyword};")));
    patch.set_attribute(tree, cell, "style", &wanted.join(" "));
}

fn holds_table(reader: &Reader<'_, '_>, id: NodeId) -> bool {
    reader.tree.children(id).any(|child| reader.tree.name(child) == "table" || holds_table(reader, child))
}

fn rich(reader: &Reader<'_, '_>, rows: &[Vec<NodeId>]) -> Block {
    let mut table = Block::new(Head::Container { name: "table".to_owned(), attributes: String::new() });
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let head = Head::Container { name: "cell".to_owned(), attributes: cell_name(column, row) };
            table.children.push(Block::parent(head, reader.blocks(*cell)).at(reader.origin(*cell, *cell)));
        }
    }
    table
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
    fn columns_are_aligned_by_the_style_of_their_cells() {
        let aligned = "<table><tbody><tr><th>a</th><th style=\"text-align: right;\">b</th></tr><tr><td>1</td><td style=\"text-align: right;\">2</td></tr></tbody></table>";
        renders("| a | b |\n| --- | ---: |\n| 1 | 2 |\n", aligned);
        edits(aligned, "---:", ":---:", &aligned.replace("right", "center"));
        let mixed = "<table><tr><td>a</td></tr><tr><td style='text-align: left'>b</td></tr><tr><td>c</td></tr></table>";
        shows(mixed, "| a |\n| --- |\n| b |\n| c |\n");
        let styled =
            "<table><tr><th>a</th></tr><tr><td style='color: red; text-align: LEFT'>b</td></tr></table>";
        shows(styled, "| a |\n| :--- |\n| b |\n");
        edits(
            styled,
            ":---",
            "---:",
            "<table><tr><th style=\"text-align: right;\">a</th></tr><tr><td style='color: red; text-align: right;'>b</td></tr></table>",
        );
    }

    #[test]
    fn rich_cells_are_editable_one_by_one() {
        let table =
            "<table><tr><td colspan=\"2\">a</td></tr><tr><td><ul><li>b</li></ul></td><td>c</td></tr></table>";
        shows(table, ":::table\n::cell{A1}\n\na\n\n::cell{A2}\n\n- b\n\n::cell{B2}\n\nc\n:::\n");
        edits(table, "- b", "- b\n- d", &table.replace("<li>b</li>", "<li>b</li><li>d</li>"));
    }
    #[test]
    fn tables_in_tables_take_no_longer_than_they_are_long() {
        let deep = format!("{}a{}", "<table><tr><td>".repeat(60), "</td></tr></table>".repeat(60));
        assert!(crate::markup::to_markdown(&deep).markdown.contains("::cell{A1}"));
    }
}
