//! Blocks that were typed as storage. What is only moved or copied takes the bytes it had.

use super::carried::Carried;
use super::{code, emoticon, link, opaque, page, panel, table, task};
use crate::markup::Refusal;
use crate::markup::markdown::attributes;
use crate::markup::markdown::inline::tag_name;
use crate::markup::model::{Block, Head, Mark, Piece, PieceKind};
use crate::markup::storage::escape;

/// How the page around writes its items and cells.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    pub(crate) paragraph_in_item: bool,
    pub(crate) paragraph_in_cell: bool,
}

/// Renders blocks.
#[derive(Debug, Default)]
pub(crate) struct Renderer {
    pub(crate) style: Style,
    pub(crate) next_task: u64,
    /// Whether the page has a layout, in which columns are a section.
    pub(crate) in_layout: bool,
    /// What may be taken over from the stored body.
    pub(crate) carried: Carried,
    /// What cannot be made from its text; such things are rendered as text.
    pub(crate) errors: Vec<Refusal>,
}

impl Renderer {
    pub(crate) fn blocks(&mut self, blocks: &[Block], out: &mut String) {
        for block in blocks {
            self.block(block, out);
        }
    }

    pub(crate) fn block(&mut self, block: &Block, out: &mut String) {
        if let Some(bytes) = self.carried.block(block.hash(), &mut self.next_task) {
            out.push_str(&bytes);
            return;
        }
        match &block.head {
            Head::Paragraph => self.leaf("p", &block.pieces, out),
            Head::Heading(level) => self.leaf(&format!("h{level}"), &block.pieces, out),
            Head::Rule => out.push_str("<hr/>"),
            Head::Code { info, text } => code::render(info, text, out),
            Head::Quote => self.wrapped("blockquote", &block.children, out),
            Head::List { tasks: true, .. } => self.wrapped("ac:task-list", &block.children, out),
            Head::List { start: None, .. } => self.wrapped("ul", &block.children, out),
            Head::List { start: Some(1), .. } => self.wrapped("ol", &block.children, out),
            Head::List { start: Some(start), .. } => {
                out.push_str(&format!("<ol start=\"{start}\">"));
                self.blocks(&block.children, out);
                out.push_str("</ol>");
            }
            Head::Item(None) => {
                out.push_str("<li>");
                let paragraph = self.style.paragraph_in_item;
                self.item(&block.children, paragraph, out);
                out.push_str("</li>");
            }
            Head::Item(Some(done)) => self.task(*done, &block.children, out),
            Head::Table => self.table(block, out),
            Head::Row => self.row(block, "td", out),
            Head::Cell(_) => self.cell("td", block, out),
            Head::Panel { kind, title } => {
                let content = self.content(&block.children);
                panel::push(panel::macro_name(kind), &[("title".to_owned(), title.clone())], &content, out);
            }
            Head::Container { name, attributes } => self.container(name, attributes, block, out),
            Head::Leaf { name, attributes } => {
                if !opaque::render(name, attributes, out) {
                    self.refuse(block, format!("`::{name}` cannot be made by typing it"));
                    self.text_line(&directive("::", name, attributes), out);
                }
            }
            Head::Document => self.blocks(&block.children, out),
        }
    }

    fn refuse(&mut self, block: &Block, reason: String) {
        self.errors.push(Refusal { line: block.line.max(1), reason });
    }

    fn leaf(&mut self, name: &str, pieces: &[Piece], out: &mut String) {
        out.push_str(&format!("<{name}>"));
        self.pieces(pieces, out);
        out.push_str(&format!("</{name}>"));
    }

    fn wrapped(&mut self, name: &str, children: &[Block], out: &mut String) {
        out.push_str(&format!("<{name}>"));
        self.blocks(children, out);
        out.push_str(&format!("</{name}>"));
    }

    fn content(&mut self, children: &[Block]) -> String {
        let mut content = String::new();
        self.blocks(children, &mut content);
        content
    }

    /// The content of an item: its text stands bare where nothing would run into it.
    pub(crate) fn item(&mut self, children: &[Block], paragraph: bool, out: &mut String) {
        match children.split_first() {
            Some((first, rest))
                if first.head == Head::Paragraph && !paragraph && rest.iter().all(is_list) =>
            {
                self.pieces(&first.pieces, out);
                self.blocks(rest, out);
            }
            _ => self.blocks(children, out),
        }
    }

    fn task(&mut self, done: bool, children: &[Block], out: &mut String) {
        let id = self.next_task.max(1);
        self.next_task = id + 1;
        let status = task::status_text(done);
        out.push_str(&format!(
            "<ac:task><ac:task-id>{id}</ac:task-id><ac:task-status>{status}</ac:task-status><ac:task-body>"
        ));
        self.item(children, false, out);
        out.push_str("</ac:task-body></ac:task>");
    }

    fn table(&mut self, table: &Block, out: &mut String) {
        let rows: Vec<&[Block]> = table.children.iter().map(|row| row.children.as_slice()).collect();
        table::push_table_tag(&rows, out);
        for (index, row) in table.children.iter().enumerate() {
            self.row(row, if index == 0 { "th" } else { "td" }, out);
        }
        out.push_str("</tbody></table>");
    }

    fn row(&mut self, row: &Block, cell: &'static str, out: &mut String) {
        out.push_str("<tr>");
        for child in &row.children {
            self.cell(cell, child, out);
        }
        out.push_str("</tr>");
    }

    pub(crate) fn cell(&mut self, name: &'static str, cell: &Block, out: &mut String) {
        let name = table::push_cell_tag(name, cell, out);
        if self.style.paragraph_in_cell {
            self.leaf("p", &cell.pieces, out);
        } else {
            self.pieces(&cell.pieces, out);
        }
        out.push_str(&format!("</{name}>"));
    }

    fn container(&mut self, name: &str, text: &str, block: &Block, out: &mut String) {
        let pairs = attributes::read(text).filter(|_| panel::is_typed(name));
        if let Some(pairs) = pairs {
            let content = self.content(&block.children);
            panel::push(name, &pairs, &content, out);
            return;
        }
        if name == "table" && self.rich_table(block, out) {
            return;
        }
        if self.in_layout && page::push_section(self, block, out) {
            return;
        }
        self.refuse(block, reason(name));
        self.text_line(&directive(":::", name, text), out);
        self.blocks(&block.children, out);
        self.text_line(":::", out);
    }

    /// A table typed cell by cell. The letters name the columns of a row, one after the other.
    fn rich_table(&mut self, table: &Block, out: &mut String) -> bool {
        let row_of = |cell: &Block| match &cell.head {
            Head::Container { name, attributes } if name == "cell" => {
                let digits = attributes.trim_start_matches(|ch: char| ch.is_ascii_uppercase());
                digits.parse::<usize>().ok().filter(|_| digits.len() < attributes.len())
            }
            _ => None,
        };
        if table.children.is_empty() || table.children.iter().any(|cell| row_of(cell).is_none()) {
            return false;
        }
        let rows: Vec<&[Block]> =
            table.children.chunk_by(|left, right| row_of(left) == row_of(right)).collect();
        table::push_table_tag(&rows, out);
        for (index, row) in rows.into_iter().enumerate() {
            let name = if index == 0 { "th" } else { "td" };
            out.push_str("<tr>");
            for cell in row {
                let name = table::push_cell_tag(name, cell, out);
                self.blocks(&cell.children, out);
                out.push_str(&format!("</{name}>"));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table>");
        true
    }

    fn text_line(&mut self, text: &str, out: &mut String) {
        out.push_str(&format!("<p>{}</p>", escape::text(text)));
    }

    /// Appends inline content.
    pub(crate) fn pieces(&mut self, pieces: &[Piece], out: &mut String) {
        let mut in_code = false;
        for piece in pieces {
            match &piece.kind {
                PieceKind::Text(text) if !in_code => emoticon::push_text(text, out),
                kind => self.piece(kind, out),
            }
            match &piece.kind {
                PieceKind::Open(Mark::Code) => in_code = true,
                PieceKind::Close(Mark::Code) => in_code = false,
                _ => {}
            }
        }
    }

    pub(crate) fn piece(&mut self, kind: &PieceKind, out: &mut String) {
        match kind {
            PieceKind::Text(text) | PieceKind::Glyph(text) => escape::push_text(text, out),
            PieceKind::Space => out.push(' '),
            PieceKind::Break => out.push_str("<br/>"),
            PieceKind::Open(Mark::Link { url, title }) => link::push_open(url, title, out),
            PieceKind::Open(mark) => out.push_str(&format!("<{}>", tag_name(mark))),
            PieceKind::Close(mark) => out.push_str(&format!("</{}>", tag_name(mark))),
            PieceKind::Atom(spelling) => {
                let known = self.carried.atom(spelling, &mut self.next_task);
                let rendered = known.or_else(|| super::render_atom(spelling));
                match rendered {
                    Some(bytes) => out.push_str(&bytes),
                    None => escape::push_text(spelling, out),
                }
            }
        }
    }
}

fn reason(name: &str) -> String {
    match name {
        "columns" | "column" => {
            "`:::columns` takes two to four `:::column`, of a type with as many, and stands in no other block"
                .to_owned()
        }
        name => format!("`:::{name}` cannot be made by typing it"),
    }
}

fn is_list(block: &Block) -> bool {
    matches!(block.head, Head::List { .. })
}

fn directive(colons: &str, name: &str, attributes: &str) -> String {
    if attributes.is_empty() { format!("{colons}{name}") } else { format!("{colons}{name}{{{attributes}}}") }
}
