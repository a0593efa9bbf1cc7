//! What the wiki computes: lists of children, other pages, reports. The document only knows that they are asked
//! for; somebody else answers with documents, and lays them into this one.
//!
//! ```text
//!   Document ─ dynamics() ─► whoever knows the pages ─ Resolved (a Document each) ─► Document::with ─► Layout
//! ```

use super::block::{Block, BlockKind, Cell, Document, Grid, Item, Run, Target, TargetKind};
use super::directive::Call;
use super::line::{TargetId, safe};
use super::style::{Role, Style};
use crate::markup::PageName;
use std::sync::Arc;

/// The macros that are answered from the pages at hand. `toc` is not among them: the page itself answers it.
const KNOWN: [&str; 10] = [
    "children",
    "pagetree",
    "include",
    "excerpt-include",
    "recently-updated",
    "recently-updated-dashboard",
    "contentbylabel",
    "detailssummary",
    "blog-posts",
    "content-report-table",
];

/// Whether a macro is answered by whoever knows the pages.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(&name)
}

/// Something that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dynamic {
    /// The macro and what a person set.
    pub call: Call,
    /// The page or space it names.
    pub page: Option<PageName>,
}

/// An answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// What it is, for the edge of its box: "children of Home".
    pub label: String,
    /// What to show.
    pub document: Arc<Document>,
    /// Where its targets start among those of the document it is laid into.
    pub(super) first_target: TargetId,
}

/// A page in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// How deep it stands, from 0.
    pub depth: usize,
    /// The page's id.
    pub page: String,
    /// Its title.
    pub title: String,
    /// What is said beside it.
    pub note: String,
}

/// A cell of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A link to a page: its id and title.
    Page(String, String),
    /// Words.
    Text(String),
    /// What another page holds there.
    Part(Part),
}

/// Blocks of a document, with the targets they speak of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    blocks: Vec<Block>,
    targets: Arc<Vec<Target>>,
}

impl Resolved {
    /// An answer with what it is called.
    pub fn new(label: impl Into<String>, document: Document) -> Self {
        Self { label: label.into(), document: Arc::new(document), first_target: 0 }
    }
}

impl Document {
    /// Returns what is asked for, in the order of the text.
    pub fn dynamics(&self) -> &[Dynamic] {
        &self.dynamics
    }

    /// Returns this document with answers, one for each of [`Document::dynamics`], instead of those it had.
    pub fn with(&self, answers: Vec<Resolved>) -> Self {
        let mut document = self.clone();
        document.targets.truncate(self.own_targets);
        document.results.clear();
        for answer in answers.into_iter().take(self.dynamics.len()) {
            let first_target = document.targets.len() as TargetId;
            document.targets.extend(answer.document.targets.iter().cloned());
            document.results.push(Resolved { first_target, ..answer });
        }
        document
    }

    /// Returns this document with the answers that another one of the same page had, where both ask the same: old
    /// answers are better to look at than none.
    pub fn like(self: &Arc<Self>, before: &Self) -> Arc<Self> {
        let same = !before.results.is_empty() && before.dynamics == self.dynamics;
        if same { Arc::new(self.with(before.results.clone())) } else { self.clone() }
    }

    /// A sentence in place of an answer.
    pub fn sentence(text: &str) -> Self {
        let run = Run { text: safe(text).replace('\n', " "), style: Style::of(Role::Faint), target: None };
        Self::of(vec![Block { line: 0, kind: BlockKind::Paragraph(vec![run]) }], Vec::new())
    }

    /// A list of links to pages.
    pub fn links(entries: &[Entry]) -> Self {
        let mut targets = Vec::new();
        let mut entries = entries.iter().peekable();
        let mut blocks = Vec::new();
        while entries.peek().is_some() {
            blocks.push(list(&mut entries, 0, &mut targets));
        }
        Self::of(blocks, targets)
    }

    /// A table with a head.
    pub fn report(head: &[String], rows: Vec<Vec<Value>>) -> Self {
        let mut targets = Vec::new();
        let mut grid = Grid { columns: head.len(), rows: rows.len() + 1, cells: Vec::new() };
        let mut place = |column, row, is_head, blocks| {
            grid.cells.push(Cell { line: 0, column, row, columns: 1, rows: 1, is_head, blocks });
        };
        for (column, text) in head.iter().enumerate() {
            place(column, 0, true, words(text));
        }
        for (row, values) in rows.into_iter().enumerate() {
            for (column, value) in values.into_iter().enumerate().take(head.len()) {
                let blocks = match value {
                    Value::Text(text) => words(&text),
                    Value::Page(page, title) => {
                        vec![paragraph(vec![link(&page, &title, &mut targets)])]
                    }
                    Value::Part(part) => part.placed(&mut targets),
                };
                place(column, row + 1, false, blocks);
            }
        }
        Self::of(vec![Block { line: 0, kind: BlockKind::Grid(grid) }], targets)
    }

    fn of(blocks: Vec<Block>, targets: Vec<Target>) -> Self {
        let own_targets = targets.len();
        Self { blocks: Arc::new(blocks), targets, own_targets, line_count: 1, ..Self::default() }
    }

    /// Returns this document as another page shows it: links without a space lead into the space of its own page,
    /// places lead to that page, and nothing in it can be ticked or folded.
    pub fn quoted(&self, space: &str, page: &str, title: &str) -> Self {
        let mut document = self.clone();
        for target in &mut document.targets {
            target.kind = match std::mem::replace(&mut target.kind, TargetKind::Other(String::new())) {
                TargetKind::Page { space: None, title, anchor } => {
                    TargetKind::Page { space: Some(space.to_owned()), title, anchor }
                }
                TargetKind::Anchor(anchor) | TargetKind::Footnote(anchor) => {
                    TargetKind::Known { page: page.to_owned(), title: title.to_owned(), anchor: Some(anchor) }
                }
                TargetKind::Task { .. } | TargetKind::Fold(_) | TargetKind::Comment(_) => {
                    TargetKind::Known { page: page.to_owned(), title: title.to_owned(), anchor: None }
                }
                kind => kind,
            };
        }
        document
    }

    /// Returns the part of it that is its excerpt: the one of a name, else the first.
    pub fn excerpt(&self, name: Option<&str>) -> Option<Self> {
        let wanted = |call: &Call| {
            call.name == "excerpt" && name.is_none_or(|name| call.attribute("name") == Some(name))
        };
        let mut found = None;
        visit(&self.blocks, &mut |block| match &block.kind {
            BlockKind::Container(call, blocks) if found.is_none() && wanted(call) => {
                found = Some(blocks.clone());
            }
            BlockKind::Fold { title, blocks, .. } if found.is_none() && title.starts_with("excerpt,") => {
                found = Some(blocks.clone());
            }
            _ => {}
        });
        found.map(|blocks| Self { blocks: Arc::new(blocks), ..self.clone() })
    }

    /// Returns the names and values of its page properties, of the `details` of an id or of all.
    pub fn properties(&self, id: Option<&str>) -> Vec<(String, Part)> {
        let targets = Arc::new(self.targets.clone());
        let mut found = Vec::new();
        visit(&self.blocks, &mut |block| {
            let inner = match &block.kind {
                BlockKind::Container(call, blocks)
                    if call.name == "details" && id.is_none_or(|id| call.attribute("id") == Some(id)) =>
                {
                    blocks
                }
                BlockKind::Fold { title, blocks, .. } if title.starts_with("page properties,") => blocks,
                _ => return,
            };
            visit(inner, &mut |block| pairs(block, &targets, &mut found));
        });
        found
    }
}

/// The first two cells of each row: a name and its value.
fn pairs(block: &Block, targets: &Arc<Vec<Target>>, found: &mut Vec<(String, Part)>) {
    let part = |blocks: Vec<Block>| Part { blocks, targets: targets.clone() };
    match &block.kind {
        BlockKind::Table(table) => {
            for row in &table.rows {
                let [name, value, ..] = row.cells.as_slice() else { continue };
                found.push((text(name), part(vec![paragraph(value.clone())])));
            }
        }
        BlockKind::Grid(grid) => {
            for name in grid.cells.iter().filter(|cell| cell.column == 0) {
                let beside = |cell: &&Cell| cell.row == name.row && cell.column == name.columns;
                let Some(value) = grid.cells.iter().find(beside) else { continue };
                found.push((block_text(&name.blocks), part(value.blocks.clone())));
            }
        }
        _ => {}
    }
}

fn text(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect::<String>().replace('\n', " ").trim().to_owned()
}

fn block_text(blocks: &[Block]) -> String {
    let mut words = Vec::new();
    visit(blocks, &mut |block| {
        if let BlockKind::Paragraph(runs) | BlockKind::Heading(_, runs) = &block.kind {
            words.push(text(runs));
        }
    });
    words.join(" ")
}

/// Looks at every block, outer ones first.
fn visit(blocks: &[Block], look: &mut impl FnMut(&Block)) {
    for block in blocks {
        look(block);
        match &block.kind {
            BlockKind::Quote(blocks)
            | BlockKind::Panel { blocks, .. }
            | BlockKind::Container(_, blocks)
            | BlockKind::Fold { blocks, .. }
            | BlockKind::Footnote { blocks, .. } => visit(blocks, &mut *look),
            BlockKind::List { items, .. } => {
                items.iter().for_each(|item| visit(&item.blocks, &mut *look));
            }
            BlockKind::Grid(grid) => grid.cells.iter().for_each(|cell| visit(&cell.blocks, &mut *look)),
            _ => {}
        }
    }
}

impl Part {
    /// Returns the blocks with targets that count from the end of `targets`, where theirs are added.
    fn placed(mut self, targets: &mut Vec<Target>) -> Vec<Block> {
        let mut moved: Vec<(TargetId, TargetId)> = Vec::new();
        for block in &mut self.blocks {
            renumber(block, &mut |target| {
                if let Some((_, to)) = moved.iter().find(|(from, _)| *from == target) {
                    return *to;
                }
                let to = targets.len() as TargetId;
                targets.push(self.targets[target as usize].clone());
                moved.push((target, to));
                to
            });
        }
        self.blocks
    }
}

fn renumber(block: &mut Block, place: &mut impl FnMut(TargetId) -> TargetId) {
    let mut runs = |runs: &mut Vec<Run>| {
        for run in runs {
            run.target = run.target.map(&mut *place);
        }
    };
    match &mut block.kind {
        BlockKind::Paragraph(found) | BlockKind::Heading(_, found) => runs(found),
        BlockKind::Table(table) => {
            table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(runs);
        }
        BlockKind::Picture { target, alt } => {
            runs(alt);
            *target = place(*target);
        }
        BlockKind::Panel { title, blocks, .. } => {
            runs(title);
            blocks.iter_mut().for_each(|block| renumber(block, &mut *place));
        }
        BlockKind::Quote(blocks) | BlockKind::Container(_, blocks) | BlockKind::Footnote { blocks, .. } => {
            blocks.iter_mut().for_each(|block| renumber(block, &mut *place));
        }
        BlockKind::Fold { target, blocks, .. } => {
            *target = place(*target);
            blocks.iter_mut().for_each(|block| renumber(block, &mut *place));
        }
        BlockKind::List { items, .. } => {
            for item in items {
                item.task = item.task.map(|(done, target)| (done, place(target)));
                item.blocks.iter_mut().for_each(|block| renumber(block, &mut *place));
            }
        }
        BlockKind::Grid(grid) => {
            for block in grid.cells.iter_mut().flat_map(|cell| &mut cell.blocks) {
                renumber(block, &mut *place);
            }
        }
        BlockKind::Definitions(definitions) => {
            for definition in definitions.iter_mut() {
                runs(&mut definition.term);
            }
            for block in definitions.iter_mut().flat_map(|definition| &mut definition.meanings).flatten() {
                renumber(block, &mut *place);
            }
        }
        BlockKind::Code { .. } | BlockKind::Rule | BlockKind::Source(_) => {}
        BlockKind::Macro(_) | BlockKind::Dynamic(..) => {}
    }
}

fn paragraph(runs: Vec<Run>) -> Block {
    Block { line: 0, kind: BlockKind::Paragraph(runs) }
}

fn words(text: &str) -> Vec<Block> {
    vec![paragraph(vec![Run { text: safe(text), ..Run::default() }])]
}

fn link(page: &str, title: &str, targets: &mut Vec<Target>) -> Run {
    let target = targets.len() as TargetId;
    let kind = TargetKind::Known { page: page.to_owned(), title: title.to_owned(), anchor: None };
    targets.push(Target::new(kind, 0).spelled());
    let text = safe(title).replace('\n', " ");
    Run { text, style: Style::of(Role::PageLink), target: Some(target) }
}

/// Takes the entries of one depth, and those below them, as a list.
fn list<'a>(
    entries: &mut std::iter::Peekable<impl Iterator<Item = &'a Entry>>,
    depth: usize,
    targets: &mut Vec<Target>,
) -> Block {
    let mut items: Vec<Item> = Vec::new();
    while let Some(entry) = entries.peek().copied().filter(|entry| entry.depth >= depth) {
        if entry.depth > depth && !items.is_empty() && depth < DEEPEST {
            let below = list(entries, depth + 1, targets);
            if let Some(item) = items.last_mut() {
                item.blocks.push(below);
            }
            continue;
        }
        let mut runs = vec![link(&entry.page, &entry.title, targets)];
        if !entry.note.is_empty() {
            let text = format!("  {}", safe(&entry.note).replace('\n', " "));
            runs.push(Run { text, style: Style::of(Role::Faint), target: None });
        }
        items.push(Item { line: 0, task: None, blocks: vec![paragraph(runs)] });
        entries.next();
    }
    Block { line: 0, kind: BlockKind::List { start: None, loose: false, items } }
}

/// Deeper entries stand beside their parents.
const DEEPEST: usize = 20;
