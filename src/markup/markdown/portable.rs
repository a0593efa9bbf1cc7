//! What GFM says in HTML: tables with more than text in their cells, with merged cells or without a header, and
//! parts that fold. Between their tags stands Markdown, apart by blank lines, or text in HTML where that is all.

use super::attributes;
use super::footnote;
use super::inline::tag_name;
use super::write::Writer;
use crate::markup::construct::table;
use crate::markup::model::{Block, Head, Mark, Piece, PieceKind};
use crate::markup::storage::escape;

/// Writes a block that GFM says in HTML; false for any other.
pub(super) fn write(writer: &mut Writer, block: &Block) -> bool {
    match &block.head {
        Head::Table if !has_header(block) || has_widths(block) => {
            let rows: Vec<&[Block]> = block.children.iter().map(|row| row.children.as_slice()).collect();
            write_table(writer, &rows);
        }
        Head::Container { name, .. } if name == "table" => {
            let rows: Vec<&[Block]> =
                block.children.chunk_by(|left, right| row_of(left) == row_of(right)).collect();
            write_table(writer, &rows);
        }
        Head::Container { name, attributes } if name == footnote::DEFINITION => {
            writer.item(&format!("[^{attributes}]: "), "    ", &block.children);
        }
        Head::Container { name, attributes } if name == "expand" => {
            let Some(title) = title(attributes) else { return false };
            writer.put("<details>");
            writer.newline();
            writer.put(&format!("<summary>{}</summary>", text(&title)));
            write_inside(writer, &block.children);
            writer.put("</details>");
        }
        _ => return false,
    }
    true
}

/// Whether the first row, and no other cell, is a header, as GFM has it.
fn has_header(table: &Block) -> bool {
    let is_head = |cell: &Block| cell.form.is_none_or(|form| form.is_head);
    let is_body = |cell: &Block| cell.form.is_none_or(|form| !form.is_head);
    let Some((first, rest)) = table.children.split_first() else { return true };
    first.children.iter().all(is_head) && rest.iter().flat_map(|row| &row.children).all(is_body)
}

/// Whether it is said how wide a column is.
fn has_widths(table: &Block) -> bool {
    let mut cells = table.children.iter().flat_map(|row| &row.children);
    cells.any(|cell| cell.form.is_some_and(|form| form.width.is_some()))
}

/// Returns the rows of a table of either kind; none of any other block.
pub(crate) fn rows_mut(table: &mut Block) -> Vec<&mut [Block]> {
    match &table.head {
        Head::Table => table.children.iter_mut().map(|row| row.children.as_mut_slice()).collect(),
        Head::Container { name, .. } if name == "table" => {
            table.children.chunk_by_mut(|left, right| row_of(left) == row_of(right)).collect()
        }
        _ => Vec::new(),
    }
}

/// The number in the name of a cell.
fn row_of(cell: &Block) -> &str {
    match &cell.head {
        Head::Container { attributes, .. } => {
            attributes.trim_start_matches(|ch: char| ch.is_ascii_uppercase())
        }
        _ => "",
    }
}

/// The title, where a macro has no other parameter.
fn title(attributes: &str) -> Option<String> {
    match attributes::read(attributes)?.as_slice() {
        [(name, title)] if name == "title" && !title.contains('\n') => Some(title.clone()),
        _ => None,
    }
}

fn write_table(writer: &mut Writer, rows: &[&[Block]]) {
    writer.put("<table>");
    writer.newline();
    for row in rows {
        writer.put("<tr>");
        writer.newline();
        for cell in *row {
            let mut tag = String::new();
            let name = table::push_portable_tag(cell, &mut tag);
            writer.put(&tag);
            match pieces_of(cell).and_then(html) {
                Some(text) => writer.put(&text),
                None if cell.children.is_empty() => {
                    let paragraph = Block::leaf(Head::Paragraph, cell.pieces.clone());
                    write_inside(writer, &[paragraph]);
                }
                None => write_inside(writer, &cell.children),
            }
            writer.put(&format!("</{name}>"));
            writer.newline();
        }
        writer.put("</tr>");
        writer.newline();
    }
    writer.put("</table>");
}

/// Blocks of Markdown between tags.
fn write_inside(writer: &mut Writer, blocks: &[Block]) {
    writer.newline();
    writer.newline();
    if !blocks.is_empty() {
        writer.blocks(blocks, false, false);
        writer.end_line();
        writer.newline();
    }
}

/// The pieces of a cell, when it holds nothing but text.
fn pieces_of(cell: &Block) -> Option<&[Piece]> {
    match cell.children.as_slice() {
        [] => Some(&cell.pieces),
        [only] if only.head == Head::Paragraph => Some(&only.pieces),
        _ => None,
    }
}

/// Pieces as HTML; `None` when one of them has no simple form there.
fn html(pieces: &[Piece]) -> Option<String> {
    let mut out = String::new();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Text(found) | PieceKind::Glyph(found) => out.push_str(&text(found)),
            PieceKind::Space => out.push(' '),
            PieceKind::Break => out.push_str("<br>"),
            PieceKind::Open(Mark::Link { url, title }) => {
                out.push_str("<a href=\"");
                escape::push_attribute(url, &mut out);
                if !title.is_empty() {
                    out.push_str("\" title=\"");
                    escape::push_attribute(title, &mut out);
                }
                out.push_str("\">");
            }
            PieceKind::Close(Mark::Link { .. }) => out.push_str("</a>"),
            PieceKind::Open(mark) => out.push_str(&format!("<{}>", tag_name(mark))),
            PieceKind::Close(mark) => out.push_str(&format!("</{}>", tag_name(mark))),
            PieceKind::Atom(spelling) if spelling.starts_with("<img ") => out.push_str(spelling),
            PieceKind::Atom(_) => return None,
        }
    }
    Some(out)
}

/// Text in HTML in which nothing is read as a placeholder.
fn text(text: &str) -> String {
    escape::text(text).replace('{', "&#123;").replace("[[", "&#91;[").replace('\n', " ")
}
