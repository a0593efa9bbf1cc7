//! Tables in HTML that hold blocks of Markdown: `<table>`, `<tr>`, `<td>` and their ends stand between the blocks,
//! over several pieces of HTML, and are put together here when all of a container is read.
//!
//! Read as a browser does: a new row or cell ends the one before it, what stands in a table beside its cells goes
//! before the table. A table that never ends is text.

use super::fold::{Open, text_line};
use super::html::align_columns;
use super::mask::TablePart;
use super::parse::Remark;
use crate::markup::model::{Align, Block, CellForm, Head, cell_name};

/// Opens a part; outside of a table a row or cell is text.
pub(super) fn open(
    stack: &mut Vec<Open>,
    part: TablePart,
    form: CellForm,
    original: String,
    line: usize,
    max_nesting: usize,
    remarks: &mut Vec<Remark>,
) {
    let head = match part {
        TablePart::Table => container("table"),
        TablePart::Row => Head::Row,
        TablePart::Cell => container("cell"),
    };
    let table = innermost(stack, TablePart::Table);
    let (Some(above), true) = (
        match part {
            TablePart::Table => Some(stack.len()),
            TablePart::Row | TablePart::Cell => table.map(|table| table + 1),
        },
        stack.len() <= max_nesting,
    ) else {
        return as_text(stack, &original, line, remarks);
    };
    match part {
        TablePart::Table => {}
        TablePart::Row => close_to(stack, above),
        TablePart::Cell => {
            close_to(stack, above + 1);
            if stack.len() == above {
                let block = Block::new(Head::Row).on(line);
                stack.push(Open { block, colons: 0, original: String::new(), part: Some(TablePart::Row) });
            }
        }
    }
    let block = Block::new(head).on(line).formed((part == TablePart::Cell).then_some(form));
    stack.push(Open { block, colons: 0, original, part: Some(part) });
}

/// Ends a part and what is open in it. The end of one that has ended already says nothing.
pub(super) fn close(
    stack: &mut Vec<Open>,
    part: TablePart,
    original: &str,
    line: usize,
    remarks: &mut Vec<Remark>,
) {
    let table = innermost(stack, TablePart::Table);
    match innermost(stack, part).filter(|at| table.is_some_and(|table| table <= *at)) {
        Some(at) => close_to(stack, at),
        None if table.is_some() => {}
        None => as_text(stack, original, line, remarks),
    }
}

/// What a part that never ends holds, its tag as text before it.
pub(super) fn loose(block: Block, original: &str, remarks: &mut Vec<Remark>) -> Vec<Block> {
    let mut out = Vec::new();
    if !original.is_empty() {
        remarks.push(kept_as_text(original, block.line));
        out.push(text_line(original, block.line));
    }
    push_loose(block, &mut out);
    out
}

fn push_loose(block: Block, out: &mut Vec<Block>) {
    for child in block.children {
        if is_row(&child) || is_cell(&child) { push_loose(child, out) } else { out.push(child) }
    }
}

fn as_text(stack: &mut [Open], original: &str, line: usize, remarks: &mut Vec<Remark>) {
    remarks.push(kept_as_text(original, line));
    if let Some(top) = stack.last_mut() {
        top.block.children.push(text_line(original, line));
    }
}

fn kept_as_text(tag: &str, line: usize) -> Remark {
    Remark {
        line,
        text: format!("`{}` is kept as text", tag.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// Where a part is open, with nothing but parts in it.
fn innermost(stack: &[Open], part: TablePart) -> Option<usize> {
    let parts = stack.iter().rev().take_while(|open| open.part.is_some()).count();
    (stack.len() - parts..stack.len()).rev().find(|at| stack[*at].part == Some(part))
}

/// Ends parts until so many things are open.
fn close_to(stack: &mut Vec<Open>, depth: usize) {
    while stack.len() > depth.max(1) {
        let Some(open) = stack.pop() else { return };
        let blocks = if open.part == Some(TablePart::Table) { table(open.block) } else { vec![open.block] };
        if let Some(top) = stack.last_mut() {
            top.block.children.extend(blocks);
        }
    }
}

fn container(name: &str) -> Head {
    Head::Container { name: name.to_owned(), attributes: String::new() }
}

fn is_row(block: &Block) -> bool {
    block.head == Head::Row
}

/// A cell that has no name yet.
fn is_cell(block: &Block) -> bool {
    block.head == container("cell") && block.form.is_some()
}

/// Makes a table of its rows: a GFM table where that can say all of it.
fn table(block: Block) -> Vec<Block> {
    let line = block.line;
    let (rows, mut blocks): (Vec<Block>, Vec<Block>) = block.children.into_iter().partition(is_row);
    let rows: Vec<(usize, Vec<Block>)> =
        rows.into_iter().map(|row| (row.line, cells(row))).filter(|(_, cells)| !cells.is_empty()).collect();
    let columns = rows.first().map_or(0, |(_, cells)| cells.len());
    if columns == 0 {
        return blocks;
    }
    let is_plain = |cell: &Block| {
        let is_text = |block: &Block| block.head == Head::Paragraph;
        !cell.form.is_some_and(|form| form.is_merged())
            && cell.children.len() <= 1
            && cell.children.iter().all(is_text)
    };
    let fits = |(_, cells): &(usize, Vec<Block>)| cells.len() == columns && cells.iter().all(is_plain);
    blocks.push(if rows.iter().all(fits) { plain(rows, line) } else { rich(rows, line) });
    blocks
}

/// The cells of a row; what stands beside them is one.
fn cells(row: Block) -> Vec<Block> {
    let mut cells: Vec<Block> = Vec::new();
    let mut is_loose = false;
    for child in row.children {
        if is_cell(&child) {
            is_loose = false;
            cells.push(child);
            continue;
        }
        if !std::mem::replace(&mut is_loose, true) {
            let form = CellForm::PLAIN;
            cells.push(Block::new(container("cell")).on(child.line).formed(Some(form)));
        }
        if let Some(cell) = cells.last_mut() {
            cell.children.push(child);
        }
    }
    cells
}

fn plain(rows: Vec<(usize, Vec<Block>)>, line: usize) -> Block {
    let cell = |mut cell: Block| {
        let align = cell.form.map_or(Align::None, |form| form.align);
        let pieces = cell.children.pop().map(|block| block.pieces).unwrap_or_default();
        Block::leaf(Head::Cell(align), pieces).on(cell.line).formed(cell.form)
    };
    let row = |(line, cells): (usize, Vec<Block>)| {
        Block::parent(Head::Row, cells.into_iter().map(cell).collect()).on(line)
    };
    let mut table = Block::parent(Head::Table, rows.into_iter().map(row).collect()).on(line);
    align_columns(&mut table);
    table
}

fn rich(rows: Vec<(usize, Vec<Block>)>, line: usize) -> Block {
    let mut cells = Vec::new();
    for (row, (_, found)) in rows.into_iter().enumerate() {
        for (column, mut cell) in found.into_iter().enumerate() {
            cell.head = Head::Container { name: "cell".to_owned(), attributes: cell_name(column, row) };
            cells.push(cell);
        }
    }
    Block::parent(container("table"), cells).on(line)
}
