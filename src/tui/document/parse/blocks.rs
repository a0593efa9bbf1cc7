//! Events to blocks: paragraphs, headings, quotes, code, lists, tables, and the lines of the dialect among them.
//!
//! Nesting is followed to [`DEEPEST`] levels; what lies deeper is kept, flat.

use super::super::block::*;
use super::super::directive::{Directive, attributes, with_bars};
use super::super::line::{TargetId, safe};
use super::super::style::PanelKind;
use super::inline::Comments;
use super::lines::Lines;
use super::sequence::Sequence;
use super::{html_block, options};
use crate::tui::highlight::Code;
use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Parser, Tag};
use std::collections::{BTreeMap, HashMap};
use std::iter::Peekable;
use std::ops::Range;
use std::sync::Arc;

/// Containers inside containers; nobody reads deeper, and the stack is finite.
const DEEPEST: usize = 40;

/// A text whose events become blocks.
pub(super) struct Builder<'a, 'd> {
    pub(super) events: Peekable<OffsetIter<'a>>,
    pub(super) source: &'a str,
    pub(super) lines: Lines,
    /// The lines of the dialect that were masked, by where they stand.
    pub(super) directives: BTreeMap<usize, Directive>,
    pub(super) document: &'d mut Document,
    /// How often each heading's name was given.
    pub(super) slugs: HashMap<String, usize>,
    pub(super) comments: &'d mut Comments,
}

impl Builder<'_, '_> {
    /// Folds events into blocks up to the end of the container they stand in.
    pub(super) fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut sequence = Sequence { blocks: Vec::new(), open: Vec::new() };
        let mut flattened = 0;
        while let Some((event, range)) = self.events.peek() {
            let range = range.clone();
            match event {
                Event::End(_) if flattened == 0 => break,
                Event::End(_) => {
                    flattened -= 1;
                    self.events.next();
                }
                Event::Start(tag) if is_inline(tag) => self.paragraph(range, &mut sequence),
                Event::Start(tag) if depth >= DEEPEST && nests(tag) => {
                    flattened += 1;
                    self.events.next();
                }
                Event::Start(_) => {
                    let Some((Event::Start(tag), _)) = self.events.next() else { break };
                    self.block(tag, range, depth, &mut sequence);
                }
                Event::Rule => {
                    self.events.next();
                    self.rule(range, &mut sequence);
                }
                _ => self.paragraph(range, &mut sequence),
            }
        }
        sequence.finish()
    }

    fn block(&mut self, tag: Tag<'_>, range: Range<usize>, depth: usize, into: &mut Sequence) {
        let line = self.lines.of(range.start);
        let kind = match tag {
            Tag::Paragraph => BlockKind::Paragraph(self.inline(line)),
            Tag::Heading { level, .. } => self.heading(level as u8, line),
            Tag::BlockQuote(_) => self.quote(range, depth),
            Tag::CodeBlock(kind) => self.code(kind),
            Tag::HtmlBlock => {
                let source = self.raw();
                self.end();
                return html_block::blocks(&source, line, self.document, self.comments, &mut into.blocks);
            }
            Tag::List(start) => self.list(start, depth),
            Tag::FootnoteDefinition(label) => {
                self.document.anchors.push((format!("fn:{label}"), line));
                BlockKind::Footnote { label: label.into_string(), blocks: self.blocks(depth + 1) }
            }
            Tag::DefinitionList => self.definitions(depth),
            Tag::Table(alignment) => self.table(&alignment),
            Tag::MetadataBlock(_) => BlockKind::Source(self.raw()),
            // Parts of a list or table out of their place: keep what they hold.
            _ => {
                let blocks = self.blocks(depth + 1);
                self.end();
                into.blocks.extend(blocks);
                return;
            }
        };
        self.end();
        into.blocks.push(Block { line, kind });
    }

    /// Takes the end of the block that was just read.
    fn end(&mut self) {
        self.events.next_if(|(event, _)| matches!(event, Event::End(_)));
    }

    /// A rule, or a line of the dialect that was masked by one.
    fn rule(&mut self, range: Range<usize>, into: &mut Sequence) {
        let line = self.lines.of(range.start);
        let kind = match self.directives.remove(&range.start) {
            None => BlockKind::Rule,
            Some(Directive::Open(colons, call)) => {
                if into.open(line, colons, call) {
                    return;
                }
                BlockKind::Source(self.source[range].trim_end().to_owned())
            }
            Some(Directive::Close(colons)) if into.close(colons) => return,
            Some(Directive::Close(colons)) => BlockKind::Source(":".repeat(colons)),
            Some(Directive::Leaf(call)) => BlockKind::Macro(call),
            Some(Directive::Alert(..)) => BlockKind::Source(self.source[range].trim_end().to_owned()),
        };
        into.blocks.push(Block { line, kind });
    }

    /// Text that stands in a container without a paragraph of its own (tight items).
    fn paragraph(&mut self, range: Range<usize>, into: &mut Sequence) {
        let line = self.lines.of(range.start);
        let runs = self.inline(line);
        into.blocks.push(Block { line, kind: BlockKind::Paragraph(runs) });
    }

    fn heading(&mut self, level: u8, line: u32) -> BlockKind {
        let runs = self.inline(line);
        let text: String =
            runs.iter().map(|run| if run.text == "\n" { " " } else { run.text.as_str() }).collect();
        let mut slug = slug(&text);
        let same = self.slugs.entry(slug.clone()).or_default();
        *same += 1;
        if *same > 1 {
            slug = format!("{slug}-{}", *same - 1);
        }
        self.document.headings.push(Heading { level, text, slug, line });
        BlockKind::Heading(level, runs)
    }

    /// A quotation, or a panel when its first line is an alert marker.
    fn quote(&mut self, range: Range<usize>, depth: usize) -> BlockKind {
        let first = self.source[range.clone()].find("[!").map(|at| range.start + at);
        let alert = first.and_then(|at| match self.directives.get(&at) {
            Some(Directive::Alert(..)) => self.directives.remove(&at),
            _ => None,
        });
        let Some(Directive::Alert(name, title)) = alert else {
            return BlockKind::Quote(self.blocks(depth + 1));
        };
        let title = self.fragment(&self.source[title.clone()], title.start);
        let blocks = self.blocks(depth + 1);
        BlockKind::Panel { kind: PanelKind::named(&name), label: name.to_uppercase(), title, blocks }
    }

    /// Parses a piece of text that was masked, as one line.
    fn fragment(&mut self, text: &str, offset: usize) -> Vec<Run> {
        let line = self.lines.of(offset);
        let starts_block = text
            .split(' ')
            .next()
            .is_some_and(|word| word.ends_with(['.', ')']) || word.chars().all(|c| "#-*+>".contains(c)));
        if starts_block || text.starts_with(['>', '|', '`', '~', '<']) {
            return vec![Run { text: safe(text), ..Run::default() }];
        }
        let mut inner = Builder {
            events: Parser::new_ext(text, options()).into_offset_iter().peekable(),
            source: text,
            lines: Lines::new(text, line),
            directives: BTreeMap::new(),
            document: &mut *self.document,
            slugs: HashMap::new(),
            comments: &mut *self.comments,
        };
        let blocks = inner.blocks(DEEPEST);
        let runs = blocks.into_iter().flat_map(|block| match block.kind {
            BlockKind::Paragraph(runs) | BlockKind::Heading(_, runs) => runs,
            _ => Vec::new(),
        });
        let runs: Vec<Run> = runs.collect();
        if runs.is_empty() && !text.trim().is_empty() {
            return vec![Run { text: safe(text), ..Run::default() }];
        }
        runs
    }

    fn code(&mut self, kind: CodeBlockKind<'_>) -> BlockKind {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.into_string(),
            CodeBlockKind::Indented => String::new(),
        };
        let mut text = self.raw();
        if text.ends_with('\n') {
            text.pop();
        }
        let (language, rest) = info.split_once([' ', ',']).unwrap_or((&info, ""));
        // Flags say how a browser draws it; everything else belongs to the reader.
        let shown = attributes(rest).into_iter().filter(|attribute| {
            attribute.name == "title" || !matches!(&*attribute.value, "linenumbers" | "collapse" | "true")
        });
        let words: Vec<String> = shown
            .map(|attribute| match attribute.name.as_str() {
                "" | "title" => attribute.value,
                name => format!("{name} {}", attribute.value),
            })
            .collect();
        let title = words.join(" ");
        let code = Arc::new(Code::new(language, safe(&text)));
        BlockKind::Code { title, code }
    }

    fn list(&mut self, start: Option<u64>, depth: usize) -> BlockKind {
        let mut items = Vec::new();
        let mut loose = false;
        while let Some((Event::Start(Tag::Item), range)) = self.events.next_if(|(event, _)| is_start(event)) {
            let line = self.lines.of(range.start);
            let paragraph = |(event, _): &(Event<'_>, _)| matches!(event, Event::Start(Tag::Paragraph));
            let mut blocks = Vec::new();
            // In a loose item the task box stands inside the first paragraph.
            let is_loose = self.events.next_if(paragraph).is_some();
            let task = self.task(line);
            if is_loose {
                loose = true;
                blocks.push(Block { line, kind: BlockKind::Paragraph(self.inline(line)) });
                self.end();
            }
            blocks.extend(self.blocks(depth + 1));
            self.end();
            items.push(Item { line, task, blocks });
        }
        BlockKind::List { start, loose, items }
    }

    /// Takes the task box at the start of an item.
    fn task(&mut self, line: u32) -> Option<(bool, TargetId)> {
        let (event, _) = self.events.next_if(|(event, _)| matches!(event, Event::TaskListMarker(_)))?;
        let Event::TaskListMarker(done) = event else { return None };
        let kind = TargetKind::Task { done };
        self.document.targets.push(Target::new(kind, line).spelled());
        Some((done, (self.document.targets.len() - 1) as TargetId))
    }

    fn definitions(&mut self, depth: usize) -> BlockKind {
        let mut list: Vec<Definition> = Vec::new();
        while let Some((Event::Start(tag), range)) = self.events.next_if(|(event, _)| is_start(event)) {
            let line = self.lines.of(range.start);
            if matches!(tag, Tag::DefinitionListTitle) {
                list.push(Definition { line, term: self.inline(line), meanings: Vec::new() });
            } else {
                let blocks = self.blocks(depth + 1);
                match list.last_mut() {
                    Some(definition) => definition.meanings.push(blocks),
                    None => list.push(Definition { line, term: Vec::new(), meanings: vec![blocks] }),
                }
            }
            self.end();
        }
        BlockKind::Definitions(list)
    }

    fn table(&mut self, alignment: &[pulldown_cmark::Alignment]) -> BlockKind {
        use pulldown_cmark::Alignment as Given;
        let alignment = alignment.iter().map(|given| match given {
            Given::Center => Alignment::Centre,
            Given::Right => Alignment::Right,
            Given::Left | Given::None => Alignment::Left,
        });
        let mut table = Table { alignment: alignment.collect(), ..Table::default() };
        while let Some((Event::Start(tag), range)) = self.events.next_if(|(event, _)| is_start(event)) {
            table.has_head |= matches!(tag, Tag::TableHead);
            let line = self.lines.of(range.start);
            let mut cells = Vec::new();
            while let Some((_, _)) = self.events.next_if(|(event, _)| is_start(event)) {
                cells.push(self.inline(line));
                self.end();
            }
            self.end();
            table.rows.push(Row { line, cells });
        }
        BlockKind::Table(table)
    }

    /// Joins the text of a block whose content is not Markdown.
    fn raw(&mut self) -> String {
        let mut text = String::new();
        while let Some((event, _)) = self.events.next_if(|(event, _)| !matches!(event, Event::End(_))) {
            if let Event::Text(piece) | Event::Html(piece) | Event::InlineHtml(piece) | Event::Code(piece) =
                event
            {
                text.push_str(&with_bars(&piece));
            }
        }
        text
    }
}

fn is_start(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(_))
}

/// Whether a tag stands in running text.
pub(super) fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// Whether a block can hold blocks.
fn nests(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::Item
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListDefinition
    )
}
