//! Markdown text as blocks, with the line each of them starts on.
//!
//! pulldown-cmark does the CommonMark and GFM part; directives come back from their masks here and are
//! paired up among siblings. Nesting is capped, so nothing that walks the blocks can overflow.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::inline::{image_spelling, link_spelling};
use super::mask::{self, Masked, Part, Slot};
use crate::markup::Refusal;
use crate::markup::model::{Align, Block, Head, Mark, Piece, PieceKind, TAGS, normalise, push_plain};
use crate::markup::storage::Span;

/// How deep lists and quotes may nest before what is deeper joins its parent.
const MAX_NESTING: usize = 80;

/// What a text says.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) document: Block,
    /// Directives that do not pair up: a save must not guess.
    pub(crate) errors: Vec<Refusal>,
    /// What has no form here and was kept as text or dropped.
    pub(crate) warnings: Vec<String>,
}

/// Parses a document. Never fails; what cannot be saved is in `errors`.
pub(crate) fn parse(markdown: &str) -> Parsed {
    let masked = mask::mask(markdown);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut builder = Builder::new(&masked);
    for (event, range) in Parser::new_ext(&masked.text, options).into_offset_iter() {
        builder.offset = range.start;
        builder.take(event);
    }
    builder.finish()
}

struct Frame {
    block: Block,
    /// A paragraph nobody opened, around the text of a tight list item.
    implicit: bool,
    /// Directives among the children: (index, mark, what was typed, line).
    markers: Vec<(usize, Slot, String, usize)>,
}

struct Builder<'m> {
    masked: &'m Masked,
    offset: usize,
    line_starts: Vec<usize>,
    frames: Vec<Frame>,
    /// Lists and quotes beyond the cap: closed without a frame.
    flattened: usize,
    /// Links and images that become one placeholder: where they start, and what they point to.
    spans: Vec<(usize, Reference)>,
    /// The text of a code or HTML block.
    verbatim: Option<(Verbatim, String, usize)>,
    /// How the columns of the current table are aligned.
    columns: Vec<Align>,
    errors: Vec<Refusal>,
    warnings: Vec<String>,
}

enum Reference {
    Mark(Mark),
    Link(String),
    Image { url: String, title: String },
}

enum Verbatim {
    Code(String),
    Html,
}

impl<'m> Builder<'m> {
    fn new(masked: &'m Masked) -> Self {
        let starts = masked.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let root = Frame { block: Block::new(Head::Document), implicit: false, markers: Vec::new() };
        Builder {
            masked,
            offset: 0,
            line_starts: std::iter::once(0).chain(starts).collect(),
            frames: vec![root],
            flattened: 0,
            spans: Vec::new(),
            verbatim: None,
            columns: Vec::new(),
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn line(&self) -> usize {
        self.line_starts.partition_point(|start| *start <= self.offset)
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.verbatim {
                Some((_, buffer, _)) => buffer.push_str(&text),
                None => self.text(&text),
            },
            Event::Code(code) => self.code(&code),
            Event::Html(html) => self.html(&html),
            Event::InlineHtml(html) => self.inline_html(&html),
            Event::SoftBreak => self.push(PieceKind::Space),
            Event::HardBreak => self.push(PieceKind::Break),
            Event::Rule => {
                self.close_implicit();
                let block = Block::new(Head::Rule).on(self.line());
                self.add(block);
            }
            Event::TaskListMarker(done) => {
                let item =
                    self.frames.iter_mut().rev().find(|frame| matches!(frame.block.head, Head::Item(_)));
                if let Some(item) = item {
                    item.block.head = Head::Item(Some(done));
                }
            }
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(&text)
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.open(Head::Paragraph),
            Tag::Heading { level, .. } => self.open(Head::Heading(level as u8)),
            Tag::BlockQuote(_) => self.open_nesting(Head::Quote),
            Tag::List(start) => self.open_nesting(Head::List { start, tasks: false }),
            Tag::Item => {
                self.close_implicit();
                if self.frames.last().is_some_and(|frame| matches!(frame.block.head, Head::List { .. }))
                    && self.flattened == 0
                {
                    self.open(Head::Item(None));
                }
            }
            Tag::Table(columns) => {
                self.columns = columns.into_iter().map(align).collect();
                self.open(Head::Table);
            }
            Tag::TableHead | Tag::TableRow => self.open(Head::Row),
            Tag::TableCell => {
                let column = self.frames.last().map_or(0, |row| row.block.children.len());
                self.open(Head::Cell(self.columns.get(column).copied().unwrap_or_default()));
            }
            Tag::CodeBlock(kind) => {
                self.close_implicit();
                let info = match &kind {
                    CodeBlockKind::Fenced(info) => self.masked.restore(info),
                    CodeBlockKind::Indented => String::new(),
                };
                let info = info.split_whitespace().collect::<Vec<_>>().join(" ");
                self.verbatim = Some((Verbatim::Code(info), String::new(), self.line()));
            }
            Tag::HtmlBlock => {
                self.close_implicit();
                self.verbatim = Some((Verbatim::Html, String::new(), self.line()));
            }
            Tag::Emphasis => self.push(PieceKind::Open(Mark::Emphasis)),
            Tag::Strong => self.push(PieceKind::Open(Mark::Strong)),
            Tag::Strikethrough => self.push(PieceKind::Open(Mark::Strike)),
            Tag::Link { link_type, dest_url, title, .. } => self.open_link(link_type, &dest_url, &title),
            Tag::Image { dest_url, title, .. } => {
                let (url, title) = (self.masked.restore(&dest_url), self.masked.restore(&title));
                let at = self.leaf().pieces.len();
                self.spans.push((at, Reference::Image { url, title }));
            }
            _ => {}
        }
    }

    fn open_link(&mut self, kind: LinkType, url: &CowStr<'_>, title: &CowStr<'_>) {
        let mut url = self.masked.restore(url);
        if kind == LinkType::Email {
            url.insert_str(0, "mailto:");
        }
        let at = self.leaf().pieces.len();
        if url.starts_with(['#', '^']) {
            self.spans.push((at, Reference::Link(url)));
            return;
        }
        let mark = Mark::Link { url, title: self.masked.restore(title) };
        self.push(PieceKind::Open(mark.clone()));
        self.spans.push((at, Reference::Mark(mark)));
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell => {
                self.close();
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) if self.flattened > 0 => {
                self.close_implicit();
                self.flattened -= 1;
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) => self.close(),
            TagEnd::Item => {
                self.close_implicit();
                if self.flattened == 0
                    && matches!(self.frames.last(), Some(frame) if matches!(frame.block.head, Head::Item(_)))
                {
                    self.close();
                }
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.close_verbatim(),
            TagEnd::Emphasis => self.push(PieceKind::Close(Mark::Emphasis)),
            TagEnd::Strong => self.push(PieceKind::Close(Mark::Strong)),
            TagEnd::Strikethrough => self.push(PieceKind::Close(Mark::Strike)),
            TagEnd::Link | TagEnd::Image => self.close_span(),
            _ => {}
        }
    }

    fn close_span(&mut self) {
        let Some((at, reference)) = self.spans.pop() else { return };
        let pieces = &mut self.leaf().pieces;
        let spelling = match reference {
            Reference::Mark(mark) => return self.push(PieceKind::Close(mark)),
            Reference::Link(url) => link_spelling(&plain(&pieces.split_off(at.min(pieces.len()))), &url),
            Reference::Image { url, title } => {
                image_spelling(&plain(&pieces.split_off(at.min(pieces.len()))), &url, &title)
            }
        };
        self.push(PieceKind::Atom(spelling));
    }

    fn text(&mut self, text: &str) {
        let masked = self.masked;
        let pieces = &mut self.leaf().pieces;
        for part in masked.parts(text) {
            match part {
                Part::Text(text) => push_plain(text, pieces),
                Part::Slot(Slot::Atom, original) => {
                    pieces.push(Piece::new(PieceKind::Atom(original.to_owned()), Span::default()));
                }
                Part::Slot(_, original) => push_plain(original, pieces),
            }
        }
    }

    fn code(&mut self, code: &str) {
        let text = self.masked.restore(code).replace('\n', " ");
        self.push(PieceKind::Open(Mark::Code));
        self.push(PieceKind::Text(text));
        self.push(PieceKind::Close(Mark::Code));
    }

    fn html(&mut self, html: &str) {
        let Some((slot, original)) = self.masked.directive(html) else {
            if let Some((_, buffer, _)) = &mut self.verbatim {
                buffer.push_str(html);
            }
            return;
        };
        let line = self.line();
        self.flush_html();
        if let Some(frame) = self.frames.last_mut() {
            frame.markers.push((frame.block.children.len(), slot.clone(), original.to_owned(), line));
        }
    }

    fn inline_html(&mut self, html: &str) {
        match inline_tag(html) {
            Some(InlineTag::Break) => self.push(PieceKind::Break),
            Some(InlineTag::Open(mark)) => self.push(PieceKind::Open(mark)),
            Some(InlineTag::Close(mark)) => self.push(PieceKind::Close(mark)),
            None => {
                self.warnings.push(format!("`{html}` is kept as text"));
                self.text(html);
            }
        }
    }

    fn push(&mut self, kind: PieceKind) {
        self.leaf().pieces.push(Piece::new(kind, Span::default()));
    }

    /// The block that takes inline content; a tight item gets a paragraph for it.
    fn leaf(&mut self) -> &mut Block {
        if !self.frames.last().is_some_and(|frame| frame.block.is_leaf()) {
            self.open(Head::Paragraph);
            if let Some(frame) = self.frames.last_mut() {
                frame.implicit = true;
            }
        }
        &mut self.frames.last_mut().expect("the paragraph was pushed above").block
    }

    fn open(&mut self, head: Head) {
        self.close_implicit();
        let block = Block::new(head).on(self.line());
        self.frames.push(Frame { block, implicit: false, markers: Vec::new() });
    }

    fn open_nesting(&mut self, head: Head) {
        self.close_implicit();
        if self.flattened > 0 || self.frames.len() > MAX_NESTING {
            if self.flattened == 0 {
                self.warnings.push(format!(
                    "line {}: what nests deeper than {MAX_NESTING} levels joins its parent",
                    self.line()
                ));
            }
            self.flattened += 1;
            return;
        }
        self.open(head);
    }

    fn close_implicit(&mut self) {
        if self.frames.last().is_some_and(|frame| frame.implicit) {
            self.close_frame();
        }
    }

    fn close(&mut self) {
        self.close_implicit();
        self.close_frame();
    }

    fn close_frame(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        let mut block = frame.block;
        block.pieces = normalise(balance(block.pieces));
        self.spans.clear();
        let line = block.line;
        block.children = self.fold(block.children, frame.markers);
        if block.head == Head::Quote
            && let Some(Head::Leaf { name, attributes }) = block.children.first().map(|first| &first.head)
            && let Some(kind) = name.strip_prefix(PANEL_MARKER).and_then(mask::panel_kind)
        {
            block.head = Head::Panel { kind, title: attributes.clone() };
            block.children.remove(0);
            block.line = line;
        }
        panels_as_text(&mut block.children);
        match block.head {
            Head::Paragraph | Head::Heading(_) if block.pieces.is_empty() => {}
            Head::Quote if block.children.is_empty() => {}
            Head::List { start, .. } => self.add_lists(start, block.children),
            _ => self.add(block),
        }
    }

    /// A list of items with and without boxes is several lists.
    fn add_lists(&mut self, start: Option<u64>, items: Vec<Block>) {
        let mut lists: Vec<Block> = Vec::new();
        let mut number = start;
        for item in items {
            let tasks = matches!(item.head, Head::Item(Some(_)));
            let head = Head::List { start: if tasks { None } else { number }, tasks };
            match lists.last_mut() {
                Some(Block { head: Head::List { tasks: last, .. }, children, .. }) if *last == tasks => {
                    children.push(item)
                }
                _ => {
                    let line = item.line;
                    lists.push(Block::parent(head, vec![item]).on(line));
                }
            }
            number = number.map(|number| number + 1);
        }
        for list in lists {
            self.add(list);
        }
    }

    fn add(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            frame.block.children.push(block);
        }
    }

    fn close_verbatim(&mut self) {
        match &self.verbatim {
            Some((Verbatim::Html, ..)) => {
                self.flush_html();
                self.verbatim = None;
            }
            _ => {
                let Some((Verbatim::Code(info), mut text, line)) = self.verbatim.take() else { return };
                if text.ends_with('\n') {
                    text.pop();
                }
                let text = self.masked.restore(&text);
                self.add(Block::new(Head::Code { info, text }).on(line));
            }
        }
    }

    /// Raw HTML has no storage form of its own: its text is kept as a paragraph.
    fn flush_html(&mut self) {
        let Some((Verbatim::Html, buffer, line)) = &mut self.verbatim else { return };
        let (html, line) = (std::mem::take(buffer), *line);
        if html.trim().is_empty() {
            return;
        }
        self.warnings.push(format!("line {line}: raw HTML is kept as text"));
        let mut pieces = Vec::new();
        push_plain(&self.masked.restore(&html), &mut pieces);
        self.add(Block::leaf(Head::Paragraph, normalise(pieces)).on(line));
    }

    /// Pairs up directives among siblings and puts what stands between them inside.
    fn fold(&mut self, children: Vec<Block>, markers: Vec<(usize, Slot, String, usize)>) -> Vec<Block> {
        if markers.is_empty() {
            return children;
        }
        let mut stack: Vec<(Block, usize)> = vec![(Block::new(Head::Document), 0)];
        let mut markers = markers.into_iter().peekable();
        let total = children.len();
        let mut children = children.into_iter();
        for index in 0..=total {
            while let Some((_, slot, original, line)) = markers.next_if(|marker| marker.0 == index) {
                self.fold_marker(slot, &original, line, &mut stack);
            }
            if let (Some(child), Some(top)) = (children.next(), stack.last_mut()) {
                top.0.children.push(child);
            }
        }
        while stack.len() > 1 {
            let Some((open, colons)) = stack.pop() else { break };
            let reason =
                format!("`{}` is never closed: add a line with {}", ":".repeat(colons), ":".repeat(colons));
            self.errors.push(Refusal { line: open.line, reason });
            if let Some(top) = stack.last_mut() {
                top.0.children.push(finish_container(open));
            }
        }
        stack.pop().map(|(block, _)| block.children).unwrap_or_default()
    }

    fn fold_marker(&mut self, slot: Slot, original: &str, line: usize, stack: &mut Vec<(Block, usize)>) {
        let block = match slot {
            Slot::Open { colons, name, attributes } => {
                if stack.len() > MAX_NESTING {
                    self.errors.push(Refusal { line, reason: "directives nest too deep".to_owned() });
                }
                stack.push((Block::new(Head::Container { name, attributes }).on(line), colons));
                return;
            }
            Slot::Close { colons } => {
                let matching = stack.len() > 1 && stack.last().is_some_and(|(_, open)| *open == colons);
                if !matching {
                    let reason = format!("`{original}` closes nothing that is open here");
                    self.errors.push(Refusal { line, reason });
                    return;
                }
                let Some((block, _)) = stack.pop() else { return };
                finish_container(block)
            }
            Slot::Leaf { name, attributes } => Block::new(Head::Leaf { name, attributes }),
            Slot::Panel { kind, title } => {
                Block::new(Head::Leaf { name: format!("{PANEL_MARKER}{kind}"), attributes: title })
            }
            Slot::Atom | Slot::Literal => return,
        };
        let line = if block.line == 0 { line } else { block.line };
        if let Some(top) = stack.last_mut() {
            top.0.children.push(block.on(line));
        }
    }

    fn finish(mut self) -> Parsed {
        while self.frames.len() > 1 {
            self.close_frame();
        }
        let mut document = Block::new(Head::Document);
        if let Some(frame) = self.frames.pop() {
            document.children = self.fold(frame.block.children, frame.markers);
        }
        panels_as_text(&mut document.children);
        document.seal();
        Parsed { document, errors: self.errors, warnings: self.warnings }
    }
}

fn align(column: Alignment) -> Align {
    match column {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}

/// What a panel's first line is called until the quote around it is complete.
const PANEL_MARKER: &str = "[!";

/// A `[!NOTE]` that is not first in its quote is text.
fn panels_as_text(blocks: &mut [Block]) {
    for block in blocks {
        if let Head::Leaf { name, attributes } = &block.head
            && name.starts_with(PANEL_MARKER)
        {
            let text = format!("{name}] {attributes}");
            let mut pieces = Vec::new();
            push_plain(text.trim(), &mut pieces);
            *block = Block::leaf(Head::Paragraph, pieces).on(block.line);
        }
    }
}

/// The cells of a rich table are parted by `::cell` lines and have no closing ones.
fn finish_container(mut block: Block) -> Block {
    if !matches!(&block.head, Head::Container { name, .. } if name == "table") {
        return block;
    }
    let mut cells: Vec<Block> = Vec::new();
    for child in std::mem::take(&mut block.children) {
        match (child.head.clone(), cells.last_mut()) {
            (Head::Leaf { name, attributes }, _) if name == "cell" => {
                cells.push(Block::new(Head::Container { name, attributes }).on(child.line));
            }
            (_, Some(cell)) => cell.children.push(child),
            (_, None) => cells.push(child),
        }
    }
    block.children = cells;
    block
}

enum InlineTag {
    Break,
    Open(Mark),
    Close(Mark),
}

fn inline_tag(html: &str) -> Option<InlineTag> {
    let inner = html.strip_prefix('<')?.strip_suffix('>')?;
    let closing = inner.strip_prefix('/');
    let name = closing.unwrap_or(inner).trim_end_matches('/').trim().to_ascii_lowercase();
    if name == "br" {
        return Some(InlineTag::Break);
    }
    let mark = mark_of(&name)?;
    Some(if closing.is_some() { InlineTag::Close(mark) } else { InlineTag::Open(mark) })
}

/// The mark an element's name stands for.
pub(crate) fn mark_of(name: &str) -> Option<Mark> {
    match name {
        "strong" | "b" => Some(Mark::Strong),
        "em" | "i" => Some(Mark::Emphasis),
        "s" | "del" | "strike" => Some(Mark::Strike),
        "code" | "tt" => Some(Mark::Code),
        name => TAGS.into_iter().find(|tag| *tag == name).map(Mark::Tag),
    }
}

/// Closes what is left open and untangles marks that overlap.
fn balance(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len());
    let mut open: Vec<Mark> = Vec::new();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Open(mark) => {
                open.push(mark.clone());
                out.push(piece);
            }
            PieceKind::Close(mark) => {
                let Some(at) = open.iter().rposition(|other| other == mark) else { continue };
                let above = open.split_off(at + 1);
                out.extend(
                    above
                        .iter()
                        .rev()
                        .map(|mark| Piece::new(PieceKind::Close(mark.clone()), Span::default())),
                );
                open.pop();
                out.push(piece);
                out.extend(
                    above.iter().map(|mark| Piece::new(PieceKind::Open(mark.clone()), Span::default())),
                );
                open.extend(above);
            }
            _ => out.push(piece),
        }
    }
    out.extend(open.into_iter().rev().map(|mark| Piece::new(PieceKind::Close(mark), Span::default())));
    out
}

/// The text of pieces without their marks.
pub(crate) fn plain(pieces: &[Piece]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Text(text) | PieceKind::Glyph(text) | PieceKind::Atom(text) => out.push_str(text),
            PieceKind::Space | PieceKind::Break => out.push(' '),
            PieceKind::Open(_) | PieceKind::Close(_) => {}
        }
    }
    out
}
