//! `<table>` as a GFM table, where it is all in one piece of HTML, every cell is text and the rows are even. Any
//! other is put together by [`super::parts`].

use super::is_inline;
use super::tag::{Tag, Token};
use crate::markup::markdown::parse::Builder;
use crate::markup::model::{Align, Block, CellForm, Head, Width, is_blank};

/// A cell: its tag and what it holds.
type Cell<'t, 'h> = (&'t Tag<'h>, &'t [Token<'h>]);

/// Returns the rows of a table's content, when it can be a GFM table.
pub(in crate::markup::markdown) fn plain_rows<'t, 'h>(
    inside: &'t [Token<'h>],
) -> Option<Vec<Vec<Cell<'t, 'h>>>> {
    let rows = rows(inside)?;
    let columns = rows.first().map_or(0, Vec::len);
    let fits = |row: &Vec<Cell<'_, '_>>| {
        row.len() == columns
            && row.iter().all(|(tag, content)| {
                !tag.form().is_merged() && content.iter().all(is_plain) && paragraphs(content) < 2
            })
    };
    (columns > 0 && rows.iter().all(fits)).then_some(rows)
}

/// Returns how wide the `<col>`s of a table's content say that its columns are.
pub(in crate::markup::markdown) fn widths(inside: &[Token<'_>]) -> Vec<Option<Width>> {
    let columns = inside.iter().filter_map(|token| match token {
        Token::Open(tag) if tag.name == "col" => Some(tag.width()),
        _ => None,
    });
    columns.collect()
}

/// Reads such rows; what the cells of the first do not say of their columns, `widths` do.
pub(in crate::markup::markdown) fn read(
    builder: &mut Builder<'_>,
    rows: Vec<Vec<Cell<'_, '_>>>,
    widths: &[Option<Width>],
) {
    builder.open(Head::Table);
    for row in rows {
        builder.open(Head::Row);
        for (tag, content) in row {
            builder.table_cell(tag, content);
        }
        builder.close_frame();
    }
    if let Some(frame) = builder.frames.last_mut() {
        align_columns(&mut frame.block);
        let first = frame.block.children.first_mut().map(|row| &mut row.children);
        for (cell, width) in first.into_iter().flatten().zip(widths) {
            let form = cell.form.get_or_insert(CellForm::PLAIN);
            form.width = form.width.or(*width);
        }
    }
    builder.close_frame();
}

/// Aligns the columns of a table as all cells below the header say.
pub(in crate::markup::markdown) fn align_columns(table: &mut Block) {
    let columns = table.children.first().map_or(0, |row| row.children.len());
    let body = usize::from(table.children.len() > 1);
    for column in 0..columns {
        let mut cells = table.children[body..].iter().filter_map(|row| row.children.get(column));
        let first = cells.next().map_or(Head::Cell(Align::None), |cell| cell.head.clone());
        let head = if cells.all(|cell| cell.head == first) { first } else { Head::Cell(Align::None) };
        for cell in table.children.iter_mut().filter_map(|row| row.children.get_mut(column)) {
            cell.head = head.clone();
        }
    }
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
                let content = content(&tokens[at + 1..], &tag.name)?;
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

/// How many paragraphs a cell says it has.
fn paragraphs(content: &[Token<'_>]) -> usize {
    content.iter().filter(|token| matches!(token, Token::Open(tag) if tag.name == "p")).count()
}

fn is_plain(token: &Token<'_>) -> bool {
    match token {
        Token::Open(tag) => is_inline(&tag.name) || tag.name == "p",
        Token::Close(name, _) => is_inline(name) || name == "p",
        Token::Text(_) | Token::Silent => true,
    }
}
