//! `<table>` as a GFM table, where every cell is text and the rows are even, else as a `:::table`. Merged
//! cells and tables in tables have no form here.

use super::html::{Tag, Token, is_inline};
use super::parse::Builder;
use crate::markup::model::{Head, cell_name, is_blank};

/// A cell: its tag and what it holds.
type Cell<'t, 'h> = (&'t Tag<'h>, &'t [Token<'h>]);

/// Reads the content of a table; false when it cannot be one here.
pub(super) fn read(builder: &mut Builder<'_>, inside: &[Token<'_>], line: usize) -> bool {
    let Some(rows) = rows(inside) else { return false };
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 0 || rows.iter().any(Vec::is_empty) {
        return false;
    }
    let is_plain = |(_, content): &Cell<'_, '_>| content.iter().all(is_plain);
    if rows.iter().any(|row| row.len() != columns || !row.iter().all(is_plain)) {
        read_rich(builder, &rows, line);
        return true;
    }
    builder.open(Head::Table);
    for row in rows {
        builder.open(Head::Row);
        for (tag, content) in row {
            builder.table_cell(tag, content);
        }
        builder.close_frame();
    }
    builder.align_columns();
    builder.close_frame();
    true
}

fn read_rich(builder: &mut Builder<'_>, rows: &[Vec<Cell<'_, '_>>], line: usize) {
    let container = |name: &str, attributes: String| Head::Container { name: name.to_owned(), attributes };
    builder.open(container("table", String::new()));
    for (row, cells) in rows.iter().enumerate() {
        for (column, (_, content)) in cells.iter().enumerate() {
            builder.open(container("cell", cell_name(column, row)));
            builder.html_tokens(content, line);
            builder.close_frame();
        }
    }
    builder.close_frame();
}

fn rows<'t, 'h>(tokens: &'t [Token<'h>]) -> Option<Vec<Vec<Cell<'t, 'h>>>> {
    let mut rows: Vec<Vec<Cell<'t, 'h>>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            Token::Text(text) if text.chars().all(is_blank) => {}
            Token::Silent => {}
            Token::Open(tag) if matches!(&*tag.name, "thead" | "tbody" | "tfoot" | "colgroup" | "col") => {}
            Token::Close(name, _) if matches!(&**name, "thead" | "tbody" | "tfoot" | "colgroup" | "tr") => {}
            Token::Open(tag) if tag.name == "tr" => rows.push(Vec::new()),
            Token::Open(tag) if matches!(&*tag.name, "td" | "th") => {
                let is_merged =
                    ["colspan", "rowspan"].iter().any(|name| tag.get(name).is_some_and(|span| span != "1"));
                let content = content(&tokens[at + 1..], &tag.name)?;
                if is_merged
                    || content.iter().any(|token| matches!(token, Token::Open(tag) if tag.name == "table"))
                {
                    return None;
                }
                rows.last_mut()?.push((tag, content));
                at += content.len() + 1;
            }
            _ => return None,
        }
        at += 1;
    }
    Some(rows)
}

/// What stands before the end of a cell.
fn content<'t, 'h>(rest: &'t [Token<'h>], name: &str) -> Option<&'t [Token<'h>]> {
    let end = rest.iter().position(|token| matches!(token, Token::Close(other, _) if other == name))?;
    Some(&rest[..end])
}

fn is_plain(token: &Token<'_>) -> bool {
    match token {
        Token::Open(tag) => is_inline(&tag.name) || tag.name == "p",
        Token::Close(name, _) => is_inline(name) || name == "p",
        Token::Text(_) | Token::Silent => true,
    }
}
