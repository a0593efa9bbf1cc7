//! Markdown text as blocks, with the line each of them starts on.
//!
//! pulldown-cmark does the CommonMark and GFM part; directives come back from their masks here and are
//! paired up among siblings. Nesting is capped, so nothing that walks the blocks can overflow.

mod frames;
mod runs;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::fold::{self, Marker};
use super::footnote::Notes;
use super::mask::{self, Masked, Slot};
use crate::markup::Refusal;
use crate::markup::model::{Align, Block, Head, Mark, PieceKind};

/// How deep lists and quotes may nest before what is deeper joins its parent.
const MAX_NESTING: usize = 80;

/// What a text says.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) document: Block,
    /// Directives that do not pair up: a save must not guess.
    pub(crate) errors: Vec<Refusal>,
    /// What has no form here and was kept as text or dropped.
    pub(crate) warnings: Vec<Remark>,
}

/// Something that was typed and has no form here.
#[derive(Debug, Clone)]
pub(crate) struct Remark {
    /// The line it stands on, from 1.
    pub(crate) line: usize,
    /// What becomes of it.
    pub(crate) text: String,
}

impl std::fmt::Display for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

/// Parses a document. Never fails; what cannot be saved is in `errors`.
pub(crate) fn parse(markdown: &str) -> Parsed {
    let masked = mask::mask(markdown);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES;
    let mut builder = Builder::new(&masked);
    for (event, range) in Parser::new_ext(&masked.text, options).into_offset_iter() {
        builder.offset = range.start;
        builder.take(event, range.end);
    }
    builder.finish()
}

pub(super) struct Frame {
    pub(super) block: Block,
    /// A paragraph nobody opened, around the text of a tight list item.
    pub(super) implicit: bool,
    markers: Vec<Marker>,
    /// The label of the footnote that the block is.
    note: Option<String>,
}

pub(super) struct Builder<'m> {
    pub(super) masked: &'m Masked,
    offset: usize,
    line_starts: Vec<usize>,
    pub(super) frames: Vec<Frame>,
    /// Lists and quotes beyond the cap: closed without a frame.
    flattened: usize,
    /// Links and images that become one placeholder: where they start, and what they point to.
    spans: Vec<(usize, Reference)>,
    /// Links that were opened by a tag.
    pub(super) tags: Vec<(usize, Reference)>,
    /// Text that is one piece in the source, and where it ends there: bare addresses are found in it.
    run: Option<(String, usize)>,
    /// The text of a code or HTML block.
    verbatim: Option<(Verbatim, String, usize)>,
    notes: Notes,
    /// How the columns of the current table are aligned.
    columns: Vec<Align>,
    errors: Vec<Refusal>,
    warnings: Vec<Remark>,
}

/// What a link or image points to until it ends.
pub(super) enum Reference {
    Mark(Mark),
    Link(String),
    Nothing,
    Image { url: String, title: String },
}

enum Verbatim {
    Code(String),
    /// HTML in which directives may stand on lines of their own.
    Html,
    /// HTML that is text to its end: comments, `<pre>`, scripts.
    RawHtml,
}

impl<'m> Builder<'m> {
    fn new(masked: &'m Masked) -> Self {
        let starts = masked.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let root =
            Frame { block: Block::new(Head::Document), implicit: false, markers: Vec::new(), note: None };
        Builder {
            masked,
            offset: 0,
            line_starts: std::iter::once(0).chain(starts).collect(),
            frames: vec![root],
            flattened: 0,
            spans: Vec::new(),
            tags: Vec::new(),
            run: None,
            verbatim: None,
            notes: Notes::default(),
            columns: Vec::new(),
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub(super) fn line(&self) -> usize {
        self.line_starts.partition_point(|start| *start <= self.offset)
    }

    pub(super) fn warn(&mut self, line: usize, text: String) {
        self.warnings.push(Remark { line, text });
    }

    fn take(&mut self, event: Event<'_>, end: usize) {
        if let Event::Text(text) = &event {
            match &mut self.verbatim {
                Some((_, buffer, _)) => buffer.push_str(text),
                None => self.continue_run(text, end),
            }
            return;
        }
        self.end_run();
        match event {
            Event::Text(_) => {}
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
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
            Event::FootnoteReference(label) => {
                let label = self.masked.restore(&label);
                let pieces = self.notes.reference(&label);
                self.leaf().pieces.extend(pieces);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
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
                let kind = if self.is_raw_html() { Verbatim::RawHtml } else { Verbatim::Html };
                self.verbatim = Some((kind, String::new(), self.line()));
            }
            Tag::FootnoteDefinition(label) => {
                self.open(Head::Item(None));
                let label = self.masked.restore(&label);
                if let Some(frame) = self.frames.last_mut() {
                    frame.note = Some(label);
                }
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
            TagEnd::FootnoteDefinition => self.close(),
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.close_verbatim(),
            TagEnd::Emphasis => self.push(PieceKind::Close(Mark::Emphasis)),
            TagEnd::Strong => self.push(PieceKind::Close(Mark::Strong)),
            TagEnd::Strikethrough => self.push(PieceKind::Close(Mark::Strike)),
            TagEnd::Link | TagEnd::Image => self.close_span(),
            _ => {}
        }
    }

    fn close_span(&mut self) {
        if let Some((at, reference)) = self.spans.pop() {
            self.close_reference(at, reference);
        }
    }

    /// Whether the HTML block that begins here is text to its end.
    fn is_raw_html(&self) -> bool {
        let start = self.masked.text[self.offset..].trim_start();
        let names = ["<!", "<pre", "<script", "<style", "<textarea"];
        names.iter().any(|name| {
            start.as_bytes().get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
        })
    }

    fn html(&mut self, html: &str) {
        let masked = self.masked;
        let is_raw = matches!(self.verbatim, Some((Verbatim::RawHtml, ..)));
        let Some((slot, original)) = masked.directive(html).filter(|_| !is_raw) else {
            if let Some((_, buffer, _)) = &mut self.verbatim {
                buffer.push_str(html);
            }
            return;
        };
        let line = self.line();
        self.flush_html();
        self.mark(slot.clone(), original.to_owned(), line);
    }

    /// Notes a directive among the children of the current block.
    pub(super) fn mark(&mut self, slot: Slot, original: String, line: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.markers.push(Marker { index: frame.block.children.len(), slot, original, line });
        }
    }

    /// Gives the `<details>` that was just opened its title; false when there is none.
    pub(super) fn entitle(&mut self, title: &str) -> bool {
        let Some(frame) = self.frames.last_mut() else { return false };
        match frame.markers.last_mut() {
            Some(Marker { index, slot: Slot::Open { colons: 0, attributes, .. }, .. })
                if *index == frame.block.children.len() && attributes.is_empty() =>
            {
                *attributes = title.to_owned();
                true
            }
            _ => false,
        }
    }

    fn finish(mut self) -> Parsed {
        self.end_run();
        while self.frames.len() > 1 {
            self.close_frame();
        }
        let mut document = Block::new(Head::Document);
        if let Some(frame) = self.frames.pop() {
            let children = frame.block.children;
            document.children =
                fold::fold(children, frame.markers, MAX_NESTING, &mut self.errors, &mut self.warnings);
        }
        fold::panels_as_text(&mut document.children);
        document.children.extend(self.notes.list(&mut self.warnings));
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
