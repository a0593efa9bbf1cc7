//! The parsed document: blocks of styled runs, and the tables beside them (targets, headings, anchors).
//!
//! Nothing here knows a width.

use super::directive::Call;
use super::dynamic::{Dynamic, Resolved};
use super::line::TargetId;
use super::style::{PanelKind, Role, Style};
use crate::tui::highlight::Code;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// A page body, parsed once and laid out as often as the screen changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    pub(super) blocks: Arc<Vec<Block>>,
    pub(super) targets: Vec<Target>,
    pub(super) headings: Vec<Heading>,
    pub(super) anchors: Vec<(String, u32)>,
    /// For each heading the target of its entry in a table of contents.
    pub(super) contents: Vec<TargetId>,
    pub(super) line_count: u32,
    /// The lines of each part that can be folded.
    pub(super) folds: Vec<RangeInclusive<u32>>,
    /// What the wiki computes, in the order of the text.
    pub(super) dynamics: Vec<Dynamic>,
    /// Which of it stands in a line: the macro as it is written, and its number; a table of contents has none.
    pub(super) inline: Vec<(String, Option<usize>)>,
    /// What became of it: one for each, once somebody has answered.
    pub(super) results: Vec<Resolved>,
    /// How many targets are its own; those of results come behind.
    pub(super) own_targets: usize,
}

/// Something in the text that Enter or Space acts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What it is.
    pub kind: TargetKind,
    /// The line of the Markdown it stands on, from 0.
    pub line: u32,
    /// Whether the text itself says where it leads.
    pub spelled: bool,
    /// What is said about it: the caption of an image.
    pub note: String,
    /// How many share the width of the page with it: columns, cells of a row.
    pub beside: u16,
}

impl Target {
    /// A target on a line.
    pub(super) fn new(kind: TargetKind, line: u32) -> Self {
        Self { kind, line, spelled: false, note: String::new(), beside: 1 }
    }

    /// The same, where the text itself says where it leads.
    pub(super) fn spelled(self) -> Self {
        Self { spelled: true, ..self }
    }
}

/// What a target is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetKind {
    /// `[[SPACE:Title#anchor]]`.
    Page {
        /// The space key; `None` for the space of the page itself.
        space: Option<String>,
        /// The title, empty for a link to a space.
        title: String,
        /// The place on that page.
        anchor: Option<String>,
    },
    /// A page that is known by its id, as lists of pages are.
    Known {
        /// The id.
        page: String,
        /// Its title.
        title: String,
        /// The place on that page.
        anchor: Option<String>,
    },
    /// The title of a part that can be folded.
    Fold(u32),
    /// `http`, `https` or `mailto`.
    Web(String),
    /// A place on this page.
    Anchor(String),
    /// `^file`: an attachment of this page.
    Attachment(String),
    /// An image: where it comes from.
    Image(String),
    /// A task box, on the target's line.
    Task {
        /// Whether it is ticked.
        done: bool,
    },
    /// A footnote's mark: the label of the note.
    Footnote(String),
    /// Words that a comment is about: the name of its thread's mark.
    Comment(String),
    /// An address of any other kind, shown and not followed.
    Other(String),
}

/// A heading, for the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text.
    pub text: String,
    /// The name links use.
    pub slug: String,
    /// The line of the Markdown it stands on, from 0.
    pub line: u32,
}

/// A piece of text in one style. The text `"\n"` alone is a line break that the author wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) target: Option<TargetId>,
}

/// A block and the line it starts on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) line: u32,
    pub(super) kind: BlockKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph(Vec<Run>),
    Heading(u8, Vec<Run>),
    Quote(Vec<Block>),
    Panel {
        kind: PanelKind,
        label: String,
        title: Vec<Run>,
        blocks: Vec<Block>,
    },
    List {
        start: Option<u64>,
        loose: bool,
        items: Vec<Item>,
    },
    Definitions(Vec<Definition>),
    Code {
        title: String,
        /// As it is shown.
        code: Arc<Code>,
    },
    Table(Table),
    Rule,
    Footnote {
        label: String,
        blocks: Vec<Block>,
    },
    /// Source that is shown as it is written, line by line.
    Source(String),
    /// `::name{…}`.
    Macro(Call),
    /// `:::name{…}` and what it holds.
    Container(Call, Vec<Block>),
    /// A part that can be folded: its number, the target of its title, the title.
    Fold {
        fold: u32,
        target: TargetId,
        title: String,
        blocks: Vec<Block>,
    },
    /// A table of which cells are merged or hold blocks.
    Grid(Grid),
    /// What the wiki computes: its number, and what the text says of it.
    Dynamic(usize, Call),
    /// An image that stands alone.
    Picture {
        target: TargetId,
        alt: Vec<Run>,
    },
}

/// Cells on a grid; what no cell covers is blank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Grid {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) cells: Vec<Cell>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) line: u32,
    /// Where it starts.
    pub(super) column: usize,
    pub(super) row: usize,
    /// How far it reaches.
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) is_head: bool,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) line: u32,
    pub(super) task: Option<(bool, TargetId)>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) line: u32,
    pub(super) term: Vec<Run>,
    pub(super) meanings: Vec<Vec<Block>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Table {
    pub(super) alignment: Vec<Alignment>,
    /// The head row first, where the table has one.
    pub(super) rows: Vec<Row>,
    pub(super) has_head: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u32,
    pub(super) cells: Vec<Vec<Run>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Alignment {
    #[default]
    Left,
    Centre,
    Right,
}

/// Returns the image that a paragraph or cell consists of.
pub(super) fn picture_of(runs: &[Run]) -> Option<TargetId> {
    let shown = || runs.iter().filter(|run| !run.text.trim().is_empty());
    let target = shown().next()?.target?;
    shown().all(|run| run.style.role == Role::Image && run.target == Some(target)).then_some(target)
}

impl Document {
    /// Makes a document that is one heading of the first level, whatever characters are in it.
    pub fn heading(text: &str) -> Self {
        let run = Run { text: super::line::safe(text), ..Run::default() };
        let block = Block { line: 0, kind: BlockKind::Heading(1, vec![run]) };
        Self { blocks: Arc::new(vec![block]), line_count: 1, ..Self::default() }
    }

    /// Returns what Enter acts on, in reading order.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// Returns the outline.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// Returns the number of lines of the Markdown.
    pub fn line_count(&self) -> u32 {
        self.line_count
    }

    /// Returns the line of the Markdown that a link to `name` means: an anchor, or a heading by its name
    /// or its text.
    pub fn anchor_line(&self, name: &str) -> Option<u32> {
        let wanted = slug(name);
        let anchor = self.anchors.iter().find(|(anchor, _)| anchor == name).map(|&(_, line)| line);
        anchor.or_else(|| {
            let named = |heading: &&Heading| heading.slug == wanted || heading.text == name;
            self.headings.iter().find(named).map(|heading| heading.line)
        })
    }

    /// Returns the parts that can be folded and hold a line, the outermost first.
    pub fn folds_around(&self, line: u32) -> impl Iterator<Item = u32> {
        let holds = self
            .folds
            .iter()
            .enumerate()
            .filter(move |(_, lines)| *lines.start() < line && line <= *lines.end());
        holds.map(|(fold, _)| fold as u32)
    }

    /// Returns how many parts can be folded.
    pub fn fold_count(&self) -> usize {
        self.folds.len()
    }

    /// Whether it shows nothing at all.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}

/// Returns the name under which links find a heading: lower case, words joined by hyphens.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            ' ' | '-' => slug.push('-'),
            c if c.is_alphanumeric() || c == '_' => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    slug
}
