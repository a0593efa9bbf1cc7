//! A document laid out for one width: lines, made from the top as far as somebody looks.
//!
//! Changing the width makes a new layout; the document is parsed once.

mod blocks;
mod boxed;
mod container;
mod dynamic;
mod grid;
mod inline;
mod list;
mod picture;
mod prose;
mod table;

use super::block::{Block, BlockKind, Document};
use super::line::{Line, Span, TargetId};
use super::style::Role;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// How a document is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The columns there are.
    pub width: usize,
    /// The columns that prose uses at most; longer lines are hard to read.
    pub measure: usize,
    /// Draw with ASCII characters only.
    pub ascii: bool,
    /// Without frames, for a pipe or a screen reader.
    pub plain: bool,
    /// Whoever draws it has colours: a status needs no brackets.
    pub colours: bool,
}

/// Which parts are open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Folds {
    /// All of them, and none can be folded.
    #[default]
    AllOpen,
    /// These.
    Open(BTreeSet<u32>),
}

impl Options {
    /// The usual look at a width.
    pub fn new(width: usize) -> Self {
        Self { width: width.max(8), measure: 96, ascii: false, plain: false, colours: false }
    }
}

/// The characters everything is drawn with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyphs {
    pub(super) horizontal: &'static str,
    pub(super) double: &'static str,
    pub(super) vertical: &'static str,
    /// Top left, top right, bottom left, bottom right.
    pub(super) corners: [&'static str; 4],
    /// Left, right, top, bottom, cross.
    pub(super) tees: [&'static str; 5],
    pub(super) bullets: [&'static str; 3],
    pub(super) task: [&'static str; 2],
    pub(super) bar: &'static str,
    /// The bar of a panel.
    pub(super) thick: &'static str,
    pub(super) open: &'static str,
    pub(super) closed: &'static str,
    /// Note, tip, important, warning, caution.
    pub(super) icons: [&'static str; 5],
    pub(super) dot: &'static str,
    pub(super) image: &'static str,
}

const UNICODE: Glyphs = Glyphs {
    horizontal: "─",
    double: "━",
    vertical: "│",
    corners: ["┌", "┐", "└", "┘"],
    tees: ["├", "┤", "┬", "┴", "┼"],
    bullets: ["•", "◦", "▪"],
    task: ["☐", "☑"],
    bar: "▎",
    thick: "▌",
    open: "▾",
    closed: "▸",
    icons: ["ℹ", "✓", "★", "⚠", "✗"],
    dot: "·",
    image: "▨ ",
};

const ASCII: Glyphs = Glyphs {
    horizontal: "-",
    double: "=",
    vertical: "|",
    corners: ["+", "+", "+", "+"],
    tees: ["+", "+", "+", "+", "+"],
    bullets: ["*", "-", "+"],
    task: ["[ ]", "[x]"],
    bar: "|",
    thick: "|",
    open: "-",
    closed: "+",
    icons: ["i", "v", "*", "!", "x"],
    dot: "-",
    image: "[img] ",
};

/// What a block needs to know to lay itself out.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) document: &'a Document,
    pub(super) glyphs: Glyphs,
    /// Columns for this block.
    pub(super) width: usize,
    /// Columns for its prose.
    pub(super) measure: usize,
    pub(super) plain: bool,
    pub(super) colours: bool,
    pub(super) folds: &'a Folds,
    /// The columns and rows of the pictures that are drawn, by their target.
    pub(super) pictures: &'a Pictures,
    /// How many lists are around it.
    pub(super) lists: usize,
    /// Whether it stands in an item, where a list follows its paragraph closely.
    pub(super) in_item: bool,
}

impl Context<'_> {
    /// Returns the context inside something that takes `columns`; below [`NARROWEST`] nothing is taken.
    pub(super) fn inside(self, columns: usize) -> Self {
        let measure = self.measure.saturating_sub(columns).max(NARROWEST.min(self.measure));
        Self { width: self.width.saturating_sub(columns).max(NARROWEST.min(self.width)), measure, ..self }
    }

    /// Whether something that takes `columns` still leaves room to read.
    pub(super) fn has_room(self, columns: usize) -> bool {
        self.width >= NARROWEST + columns
    }

    /// Returns the columns of prose.
    pub(super) fn prose(self) -> usize {
        self.width.min(self.measure)
    }
}

/// Where nesting stops to indent.
const NARROWEST: usize = 8;

/// The columns and rows of pictures, by their target.
pub type Pictures = BTreeMap<TargetId, (u16, u16)>;

/// Tables with more rows are laid out so many at a time.
const STRETCH: usize = 100;

/// In cells, columns and included pages pictures are labels.
pub(super) static NO_PICTURES: Pictures = Pictures::new();

/// A document at one width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    document: Arc<Document>,
    options: Options,
    folds: Folds,
    pictures: Pictures,
    lines: Vec<Line>,
    next: usize,
    /// The long table that is the next block, when a part of it is laid out.
    laying: Option<table::Laying>,
    widest: usize,
}

impl Layout {
    /// Starts a layout; nothing is laid out yet.
    pub fn new(document: Arc<Document>, options: Options) -> Self {
        Self::folded(document, options, Folds::AllOpen)
    }

    /// Starts a layout in which some parts are folded.
    pub fn folded(document: Arc<Document>, options: Options, folds: Folds) -> Self {
        Self {
            document,
            options,
            folds,
            pictures: Pictures::new(),
            lines: Vec::new(),
            next: 0,
            laying: None,
            widest: 0,
        }
    }

    /// Returns a layout of the same that nothing is laid out of yet.
    pub fn anew(&self) -> Self {
        Self::folded(self.document.clone(), self.options, self.folds.clone())
            .with_pictures(self.pictures.clone())
    }

    /// Whether it lays out the same in the same way, however far it is.
    pub fn is_like(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.document, &other.document)
            && self.options == other.options
            && self.folds == other.folds
            && self.pictures == other.pictures
    }

    /// Returns how many lines of the Markdown are not laid out yet.
    pub fn ahead(&self) -> u32 {
        if self.is_complete() {
            return 0;
        }
        let laid = self.lines.last().map_or(0, |line| line.source);
        self.document.line_count().saturating_sub(laid)
    }

    /// Leaves room for pictures instead of drawing their labels.
    pub fn with_pictures(self, pictures: Pictures) -> Self {
        Self { pictures, ..self }
    }

    /// Returns how it is laid out.
    pub fn options(&self) -> Options {
        self.options
    }

    /// Returns the document.
    pub fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Lays out until there are `count` lines or no more blocks.
    pub fn ensure(&mut self, count: usize) {
        while self.lines.len() < count && self.next < self.document.blocks.len() {
            self.lay_next();
        }
    }

    /// Lays out everything.
    pub fn ensure_all(&mut self) {
        self.ensure(usize::MAX);
    }

    /// Whether everything is laid out.
    pub fn is_complete(&self) -> bool {
        self.next >= self.document.blocks.len()
    }

    /// Returns the lines laid out so far.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Returns the lines of a range, laid out as needed.
    pub fn window(&mut self, range: Range<usize>) -> &[Line] {
        self.ensure(range.end);
        let end = range.end.min(self.lines.len());
        &self.lines[range.start.min(end)..end]
    }

    /// Returns the width of the widest line so far.
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// Returns the line that shows line `source` of the Markdown, or the last one before it.
    pub fn line_of_source(&mut self, source: u32) -> usize {
        while self.next < self.document.blocks.len()
            && self.document.blocks[self.next].line <= source
            && !(self.laying.is_some() && self.lines.last().is_some_and(|line| line.source > source))
        {
            self.lay_next();
        }
        let after = self.lines.partition_point(|line| line.source <= source);
        let found = self.lines[..after].last().map_or(0, |line| line.source);
        self.lines[..after].partition_point(|line| line.source < found)
    }

    /// Returns the line of the Markdown that line `line` comes from.
    pub fn source_of_line(&mut self, line: usize) -> u32 {
        self.ensure(line + 1);
        self.lines.get(line).or(self.lines.last()).map_or(0, |line| line.source)
    }

    /// Returns the targets that lines of a range show, in order, each once, with the first line it is on.
    pub fn targets_in(&mut self, range: Range<usize>) -> Vec<(TargetId, usize)> {
        let start = range.start;
        let mut found: Vec<(TargetId, usize)> = Vec::new();
        for (index, line) in self.window(range).iter().enumerate() {
            for target in line.spans.iter().filter_map(|span| span.target) {
                if !found.iter().rev().take(64).any(|&(seen, _)| seen == target) {
                    found.push((target, start + index));
                }
            }
        }
        found
    }

    fn lay_next(&mut self) {
        let document = Arc::clone(&self.document);
        let context = Context {
            document: &document,
            glyphs: if self.options.ascii { ASCII } else { UNICODE },
            width: self.options.width,
            measure: self.options.measure,
            plain: self.options.plain,
            colours: self.options.colours,
            folds: &self.folds,
            pictures: &self.pictures,
            lists: 0,
            in_item: false,
        };
        let block = &document.blocks[self.next];
        if let (Some(laying), BlockKind::Table(table)) = (&mut self.laying, &block.kind) {
            let laid = laying.rows(context, table, STRETCH);
            if laying.is_done(table) {
                self.laying = None;
                self.next += 1;
            }
            return self.add(laid);
        }
        let first = self.lines.len();
        let before = self.next.checked_sub(1).map(|before| &document.blocks[before]);
        if first > 0 && !before.is_some_and(holds_next) {
            let source = self.lines[first - 1].source;
            self.lines.push(Line { source, ..Line::default() });
        }
        if let BlockKind::Table(table) = &block.kind
            && table.rows.len() > STRETCH
            && let Some(laying) = table::Laying::begin(context, table)
        {
            self.laying = Some(laying);
            return;
        }
        let laid = blocks::block(context, block);
        if laid.is_empty() {
            self.lines.truncate(first);
        }
        self.next += 1;
        self.add(laid);
    }

    fn add(&mut self, laid: Vec<Line>) {
        for mut line in laid {
            self.widest = line.width().max(self.widest);
            line.shrink();
            self.lines.push(line);
        }
    }
}

/// Lays out blocks one below the other, a blank line between them where it helps.
pub(super) fn sequence(context: Context<'_>, blocks: &[Block]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        let laid = blocks::block(Context { in_item: false, ..context }, block);
        let follows_closely = context.in_item && matches!(block.kind, BlockKind::List { .. });
        let close = follows_closely || before.is_some_and(holds_next);
        before = Some(block);
        if !lines.is_empty() && !laid.is_empty() && !close {
            let source = lines[lines.len() - 1].source;
            lines.push(Line { source, ..Line::default() });
        }
        lines.extend(laid);
    }
    lines
}

/// Whether what comes next belongs right below: a heading that has no rule of its own weight.
fn holds_next(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(2.., _))
}

/// A span of something drawn.
pub(super) fn drawn(text: impl Into<String>, role: Role) -> Span {
    Span::role(text, role)
}
