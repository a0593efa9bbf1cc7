//! Raw HTML in Markdown: the tags that a page has a form for are read as what they mean, wrappers are looked
//! through, comments go, and every other tag stays as text.

mod inline;
mod table;
mod tag;

pub(super) use table::align_columns;

use super::attributes;
use super::mask::{Slot, TablePart};
use super::parse::Builder;
use super::pieces::mark_of;
use crate::markup::model::{Block, CellForm, Head, PieceKind, collapse, is_blank};
use crate::markup::storage::text;
use tag::{Tag, Token, source, tokens};

/// Elements that only group: what is in them is shown.
fn is_wrapper(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "center"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "figure"
            | "figcaption"
            | "address"
            | "summary"
            | "picture"
            | "source"
            | "span"
            | "font"
            | "a"
            | "abbr"
            | "bdi"
            | "bdo"
            | "wbr"
            | "html"
            | "body"
            | "thead"
            | "tbody"
            | "tfoot"
            | "colgroup"
            | "col"
            | "caption"
    )
}

/// Wrappers that stand in a line of text.
fn is_inline_wrapper(name: &str) -> bool {
    matches!(name, "span" | "font" | "a" | "abbr" | "bdi" | "bdo" | "wbr" | "picture" | "source")
}

/// The part of a table that a tag stands for.
fn table_part(name: &str) -> Option<TablePart> {
    match name {
        "table" => Some(TablePart::Table),
        "tr" => Some(TablePart::Row),
        "td" | "th" => Some(TablePart::Cell),
        _ => None,
    }
}

fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Returns the block of Markdown that an element begins, where there is one.
fn head_of(tag: &Tag<'_>) -> Option<Head> {
    Some(match tag.name.as_str() {
        "p" => Head::Paragraph,
        "blockquote" => Head::Quote,
        "ul" => Head::List { start: None, tasks: false },
        "ol" => {
            let start = tag.get("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
            Head::List { start: Some(start), tasks: false }
        }
        "li" => Head::Item(None),
        name => return heading(name).map(Head::Heading),
    })
}

/// How deep blocks of one piece of HTML may nest.
const MAX_DEPTH: usize = 60;

impl Builder<'_> {
    /// A block of HTML: its blocks join those around it.
    pub(super) fn html_block(&mut self, html: &str, line: usize) {
        let html = self.masked.restore_directives(html);
        self.html_tokens(&tokens(&html), line);
    }

    /// Pieces of HTML as blocks of the current one.
    fn html_tokens(&mut self, tokens: &[Token<'_>], line: usize) {
        let base = self.frames.len();
        let mut open: Vec<(String, usize)> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let used = self.whole(&tokens[at..], base, line);
            if used > 0 {
                at += used;
                continue;
            }
            match &tokens[at] {
                Token::Silent => self.warn(line, "a comment is left out".to_owned()),
                Token::Text(text) => self.html_text(text, base),
                Token::Open(tag) => self.open_block(tag, base, &mut open),
                Token::Close(name, source) => self.close_block(name, source, base, &mut open),
            }
            at += 1;
        }
        while self.frames.len() > base {
            self.close_frame();
        }
    }

    /// Reads an element of which all must be there: a table of text, `<pre>`, a script; returns its tokens' number.
    fn whole(&mut self, rest: &[Token<'_>], base: usize, line: usize) -> usize {
        let Some(Token::Open(tag)) = rest.first() else { return 0 };
        let is_table = tag.name == "table";
        let is_script = matches!(&*tag.name, "script" | "style");
        let is_raw =
            is_script || matches!(&*tag.name, "pre" | "textarea" | "title" | "iframe" | "svg" | "xmp");
        let ends = |token: &Token<'_>| matches!(token, Token::Close(name, _) if *name == tag.name);
        let end = rest.iter().position(ends);
        if is_table {
            let rows = end.and_then(|end| table::plain_rows(&rest[1..end]));
            let (Some(rows), Some(end)) = (rows, end) else { return 0 };
            self.close_leaves(base);
            table::read(self, rows, &table::widths(&rest[1..end]));
            return end + 1;
        }
        if !(is_raw && (is_script || end.is_some())) {
            return 0;
        }
        self.close_leaves(base);
        let used = end.map_or(rest.len(), |end| end + 1);
        let inside = &rest[1..end.unwrap_or(rest.len())];
        if tag.name == "pre" && end.is_some() {
            self.pre(inside, line);
        } else {
            self.warn(line, format!("`<{}>` is kept as text", tag.name));
            let source: String = rest[..used].iter().map(source).collect();
            self.open(Head::Paragraph);
            self.text(&text::decode(&source));
            self.close_frame();
        }
        used
    }

    fn pre(&mut self, inside: &[Token<'_>], line: usize) {
        let mut info = String::new();
        let mut code = String::new();
        for token in inside {
            match token {
                Token::Text(text) => code.push_str(&text::decode(&self.masked.restore(text))),
                Token::Open(tag) if tag.name == "br" => code.push('\n'),
                Token::Open(tag) => {
                    let class = tag.get("class").unwrap_or("");
                    let mut names =
                        class.split_whitespace().filter_map(|name| name.strip_prefix("language-"));
                    if let Some(language) = names.next() {
                        info = language.to_owned();
                    }
                }
                Token::Close(..) | Token::Silent => {}
            }
        }
        let code = code.strip_prefix('\n').unwrap_or(&code);
        let text = code.strip_suffix('\n').unwrap_or(code).to_owned();
        self.add(Block::new(Head::Code { info, text }).on(line));
    }

    /// Text of HTML, in which entities count and Markdown does not.
    pub(super) fn html_text(&mut self, text: &str, base: usize) {
        let is_blank_text = text.chars().all(is_blank);
        let is_open =
            self.frames.len() > base && self.frames.last().is_some_and(|frame| frame.block.is_leaf());
        if is_blank_text && !is_open {
            return;
        }
        self.enter_item();
        self.text(&text::decode(text));
    }

    /// Text and blocks in a list stand in an item.
    fn enter_item(&mut self) {
        if self.frames.last().is_some_and(|frame| matches!(frame.block.head, Head::List { .. })) {
            self.open(Head::Item(None));
        }
    }

    fn close_leaves(&mut self, base: usize) {
        while self.frames.len() > base && self.frames.last().is_some_and(|frame| frame.block.is_leaf()) {
            self.close_frame();
        }
    }

    fn open_block(&mut self, tag: &Tag<'_>, base: usize, open: &mut Vec<(String, usize)>) {
        if let Some(head) = head_of(tag) {
            return self.open_head(head, tag, base, open);
        }
        match tag.name.as_str() {
            "hr" => {
                self.close_leaves(base);
                self.enter_item();
                let rule = Block::new(Head::Rule).on(self.line());
                self.add(rule);
            }
            "details" => {
                self.close_leaves(base);
                let attributes = String::new();
                let slot = Slot::Open { colons: 0, name: "expand".to_owned(), attributes };
                let line = self.line();
                self.mark(slot, tag.source.to_owned(), line);
            }
            name if table_part(name).is_some() => self.open_part(tag, base, open),
            "summary" => {
                self.close_leaves(base);
                open.push((tag.name.clone(), self.frames.len()));
                self.open(Head::Paragraph);
            }
            name if is_inline_wrapper(name) || mark_of(name).is_some() || matches!(name, "br" | "img") => {
                self.enter_item();
                self.open_inline(tag);
            }
            name if is_wrapper(name) => self.close_leaves(base),
            _ => {
                self.enter_item();
                self.tag_as_text(tag.source);
            }
        }
    }

    /// Begins a paragraph, heading, quote, list or item.
    fn open_head(&mut self, head: Head, tag: &Tag<'_>, base: usize, open: &mut Vec<(String, usize)>) {
        self.close_leaves(base);
        if head != Head::Item(None) {
            self.enter_item();
        } else if !self.end_item(base) {
            return;
        }
        if self.frames.len() - base < MAX_DEPTH {
            open.push((tag.name.clone(), self.frames.len()));
            self.open(head);
        }
    }

    /// Ends the item before a new one; `false` outside of a list, where an item is its content.
    fn end_item(&mut self, base: usize) -> bool {
        let last =
            |is: fn(&Head) -> bool| self.frames.iter().skip(base).rposition(|frame| is(&frame.block.head));
        let item = last(|head| matches!(head, Head::Item(_)));
        let Some(list) = last(|head| matches!(head, Head::List { .. })) else { return false };
        while item > Some(list) && self.frames.len() > base + list + 1 {
            self.close_frame();
        }
        true
    }

    /// Begins a part of a table; what belongs into it are the blocks that follow, in this piece of HTML and behind it.
    fn open_part(&mut self, tag: &Tag<'_>, base: usize, open: &mut Vec<(String, usize)>) {
        let Some(part) = table_part(&tag.name) else { return };
        self.close_leaves(base);
        // A new row or cell ends what stands in the one before it.
        let table = open.iter().rposition(|(name, _)| name == "table").map_or(0, |at| at + 1);
        let before =
            open[table..].iter().position(|(name, _)| table_part(name).is_some_and(|open| open >= part));
        if let Some(at) = before.filter(|_| part != TablePart::Table) {
            self.close_to(open[table + at].1);
            open.truncate(table + at);
        }
        self.enter_item();
        open.push((tag.name.clone(), self.frames.len()));
        let slot = Slot::Part { part, opens: true, form: tag.form() };
        let line = self.line();
        self.mark(slot, tag.source.to_owned(), line);
    }

    fn close_part(&mut self, name: &str, source: &str, base: usize, open: &mut Vec<(String, usize)>) {
        let Some(part) = table_part(name) else { return };
        let at = open.iter().rposition(|(other, _)| table_part(other) == Some(part));
        self.close_to(at.map_or(base, |at| open[at].1));
        open.truncate(at.unwrap_or(0));
        let form = CellForm::PLAIN;
        let line = self.line();
        self.mark(Slot::Part { part, opens: false, form }, source.to_owned(), line);
    }

    fn close_to(&mut self, depth: usize) {
        while self.frames.len() > depth {
            self.close_frame();
        }
    }

    fn close_block(&mut self, name: &str, source: &str, base: usize, open: &mut Vec<(String, usize)>) {
        if table_part(name).is_some() {
            return self.close_part(name, source, base, open);
        }
        if let Some(at) = open.iter().rposition(|(other, _)| other == name) {
            let depth = open[at].1;
            open.truncate(at);
            while self.frames.len() > depth + 1 {
                self.close_frame();
            }
            if name == "summary" {
                self.close_summary();
            } else if self.frames.len() > depth {
                self.close_frame();
            }
            return;
        }
        let is_block =
            heading(name).is_some() || matches!(name, "p" | "ul" | "ol" | "li" | "blockquote" | "hr");
        match name {
            "details" => {
                self.close_leaves(base);
                let line = self.line();
                self.mark(Slot::Close { colons: 0 }, source.to_owned(), line);
            }
            _ if is_block || (is_wrapper(name) && !is_inline_wrapper(name)) => self.close_leaves(base),
            _ if self.close_inline(name) => {}
            _ => self.tag_as_text(source),
        }
    }

    /// A summary is the title of what it opens.
    fn close_summary(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let title = collapse(&super::pieces::plain(&frame.block.pieces));
        let written = attributes::write(Some(("title", title.trim())).filter(|(_, title)| !title.is_empty()));
        if !self.entitle(&written) {
            self.frames.push(frame);
            self.close_frame();
        }
    }

    /// Aligns and fills a cell of a table.
    fn table_cell(&mut self, tag: &Tag<'_>, content: &[Token<'_>]) {
        self.open(Head::Cell(tag.alignment()));
        if let Some(frame) = self.frames.last_mut() {
            frame.block.form = Some(tag.form());
        }
        let base = self.frames.len() - 1;
        for token in content {
            match token {
                Token::Text(text) => self.html_text(text, base),
                // Paragraphs of a cell are its lines.
                Token::Open(tag) if tag.name == "p" => {
                    if !self.leaf().pieces.is_empty() {
                        self.push(PieceKind::Break);
                    }
                }
                Token::Open(tag) => {
                    self.open_inline(tag);
                }
                Token::Close(name, _) => {
                    self.close_inline(name);
                }
                Token::Silent => {}
            }
        }
        self.close_frame();
    }
}

/// Whether a tag may stand in a table cell.
pub(super) fn is_inline(name: &str) -> bool {
    mark_of(name).is_some() || is_inline_wrapper(name) || matches!(name, "br" | "img")
}
