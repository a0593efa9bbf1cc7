//! Markdown text as blocks, with the line each of them starts on.
//!
//! pulldown-cmark does the CommonMark and GFM part; directives come back from their masks here and are
//! paired up among siblings. Nesting is capped, so nothing that walks the blocks can overflow.

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::address;
use super::fold::{self, Marker, PANEL_MARKER};
use super::footnote::Notes;
use super::inline::{image_spelling, link_spelling};
use super::mask::{self, Masked, Part, Slot};
use super::pieces::{balance, is_words, plain};
use crate::markup::Refusal;
use crate::markup::model::{Align, Block, Head, Mark, Piece, PieceKind, normalise, push_plain};
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

    fn open_link(&mut self, kind: LinkType, url: &CowStr<'_>, title: &CowStr<'_>) {
        let mut url = self.masked.restore(url);
        if kind == LinkType::Email {
            url.insert_str(0, "mailto:");
        }
        let title = self.masked.restore(title);
        let reference = self.reference(url, title);
        self.spans.push(reference);
    }

    /// Begins a link; one that may not be followed is its text.
    pub(super) fn reference(&mut self, url: String, title: String) -> (usize, Reference) {
        let at = self.leaf().pieces.len();
        if url.starts_with('^') || url.starts_with('#') && title.is_empty() {
            return (at, Reference::Link(url));
        }
        if !address::is_safe(&url) {
            self.warn(self.line(), format!("the link to `{url}` is left out"));
            return (at, Reference::Nothing);
        }
        if url.trim().is_empty() {
            return (at, Reference::Nothing);
        }
        let mark = Mark::Link { url, title };
        self.push(PieceKind::Open(mark.clone()));
        (at, Reference::Mark(mark))
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

    pub(super) fn close_reference(&mut self, at: usize, reference: Reference) {
        let pieces = &mut self.leaf().pieces;
        let spelling = match reference {
            Reference::Nothing => return,
            Reference::Mark(mark) => return self.push(PieceKind::Close(mark)),
            Reference::Link(url) => {
                let label = pieces.split_off(at.min(pieces.len()));
                if url.starts_with('#') && !is_words(&label) {
                    let mark = Mark::Link { url, title: String::new() };
                    self.push(PieceKind::Open(mark.clone()));
                    self.leaf().pieces.extend(label);
                    return self.push(PieceKind::Close(mark));
                }
                link_spelling(&plain(&label), &url)
            }
            Reference::Image { url, title } => {
                image_spelling(&plain(&pieces.split_off(at.min(pieces.len()))), &url, &title)
            }
        };
        self.push(PieceKind::Atom(spelling));
    }

    /// Collects text that stands together in the source; an escape or entity between two parts it.
    fn continue_run(&mut self, text: &str, end: usize) {
        let is_whole = end - self.offset == text.len();
        match &mut self.run {
            Some((run, run_end)) if is_whole && *run_end == self.offset => {
                run.push_str(text);
                *run_end = end;
            }
            _ => {
                self.end_run();
                // A tight item's paragraph begins here, not where the run is found to end.
                self.leaf();
                let end = if is_whole { end } else { 0 };
                self.run = Some((text.to_owned(), end));
            }
        }
    }

    /// Takes the text that was collected; bare addresses in it are links.
    fn end_run(&mut self) {
        let Some((text, _)) = self.run.take() else { return };
        if !self.spans.is_empty() || !self.tags.is_empty() {
            return self.text(&text);
        }
        let mut at = 0;
        while let Some(found) = address::find(&text, at) {
            self.text(&text[at..found.start]);
            let shown = &text[found.start..found.end];
            let scheme = if shown.as_bytes()[..4].eq_ignore_ascii_case(b"www.") { "http://" } else { "" };
            let mark = Mark::Link { url: format!("{scheme}{shown}"), title: String::new() };
            self.push(PieceKind::Open(mark.clone()));
            self.text(shown);
            self.push(PieceKind::Close(mark));
            at = found.end;
        }
        self.text(&text[at..]);
    }

    /// Appends text; placeholders in it are found by their marks.
    pub(super) fn text(&mut self, text: &str) {
        let masked = self.masked;
        let pieces = &mut self.leaf().pieces;
        for part in masked.parts(text) {
            match part {
                Part::Text(text) => push_plain(text, pieces),
                Part::Slot(Slot::Atom, original) => push_atom(original, pieces),
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

    pub(super) fn push(&mut self, kind: PieceKind) {
        self.leaf().pieces.push(Piece::new(kind, Span::default()));
    }

    /// The block that takes inline content; a tight item gets a paragraph for it.
    pub(super) fn leaf(&mut self) -> &mut Block {
        if !self.frames.last().is_some_and(|frame| frame.block.is_leaf()) {
            self.open(Head::Paragraph);
            if let Some(frame) = self.frames.last_mut() {
                frame.implicit = true;
            }
        }
        &mut self.frames.last_mut().expect("the paragraph was pushed above").block
    }

    pub(super) fn open(&mut self, head: Head) {
        self.close_implicit();
        let block = Block::new(head).on(self.line());
        self.frames.push(Frame { block, implicit: false, markers: Vec::new(), note: None });
    }

    fn open_nesting(&mut self, head: Head) {
        self.close_implicit();
        if self.flattened > 0 || self.frames.len() > MAX_NESTING {
            if self.flattened == 0 {
                let text = format!("what nests deeper than {MAX_NESTING} levels joins its parent");
                self.warn(self.line(), text);
            }
            self.flattened += 1;
            return;
        }
        self.open(head);
    }

    pub(super) fn close_implicit(&mut self) {
        if self.frames.last().is_some_and(|frame| frame.implicit) {
            self.close_frame();
        }
    }

    fn close(&mut self) {
        self.close_implicit();
        self.close_frame();
    }

    pub(super) fn close_frame(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        self.end_run();
        let Some(frame) = self.frames.pop() else { return };
        let mut block = frame.block;
        block.pieces = normalise(balance(block.pieces));
        self.spans.clear();
        self.tags.clear();
        let line = block.line;
        block.children =
            fold::fold(block.children, frame.markers, MAX_NESTING, &mut self.errors, &mut self.warnings);
        if block.head == Head::Quote
            && let Some(Head::Leaf { name, attributes }) = block.children.first().map(|first| &first.head)
            && let Some(kind) = name.strip_prefix(PANEL_MARKER).and_then(mask::panel_kind)
        {
            block.head = Head::Panel { kind, title: attributes.clone() };
            block.children.remove(0);
            block.line = line;
        }
        fold::panels_as_text(&mut block.children);
        if let Some(label) = frame.note {
            return self.notes.define(label, block);
        }
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

    pub(super) fn add(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            frame.block.children.push(block);
        }
    }

    fn close_verbatim(&mut self) {
        match &self.verbatim {
            Some((Verbatim::Html | Verbatim::RawHtml, ..)) => {
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

    fn flush_html(&mut self) {
        let Some((Verbatim::Html | Verbatim::RawHtml, buffer, line)) = &mut self.verbatim else { return };
        let (html, line) = (std::mem::take(buffer), *line);
        self.html_block(&html, line);
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

/// Appends a placeholder in its one spelling; the width of an image belongs to the image.
fn push_atom(original: &str, pieces: &mut Vec<Piece>) {
    if mask::is_width(original) {
        match pieces.last_mut().map(|last| &mut last.kind) {
            Some(PieceKind::Atom(image)) if image.starts_with("![") && image.ends_with(')') => {
                image.push_str(original);
            }
            _ => push_plain(original, pieces),
        }
        return;
    }
    let spelling = match original.strip_prefix("//") {
        Some(date) => format!("{{date:{date}}}"),
        None => original.to_owned(),
    };
    pieces.push(Piece::new(PieceKind::Atom(spelling), Span::default()));
}

fn align(column: Alignment) -> Align {
    match column {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
