//! The last pass over the blocks: what only shows when they are all there. Tables of `::cell` lines become
//! grids, parts that fold get their number, macros that the wiki computes are listed, mentions get names,
//! images that stand alone become pictures.

use super::super::block::*;
use super::super::directive::Call;
use super::super::dynamic::{self, Dynamic};
use super::super::facts::Facts;
use super::super::line::{TargetId, safe};
use super::super::style::Role;
use crate::markup::{PageName, TableShape};

/// Finishes the blocks of a document.
pub(super) fn finish(blocks: &mut Vec<Block>, document: &mut Document, facts: &Facts) {
    Finisher { document, facts, tables: facts.tables.iter() }.sequence(blocks);
}

struct Finisher<'a> {
    document: &'a mut Document,
    facts: &'a Facts,
    /// The shapes of the tables that are still to come.
    tables: std::slice::Iter<'a, TableShape>,
}

impl Finisher<'_> {
    fn sequence(&mut self, blocks: &mut Vec<Block>) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &mut Block) {
        let line = block.line;
        match &mut block.kind {
            BlockKind::Paragraph(runs) => {
                self.runs(runs);
                if let Some(target) = picture(runs) {
                    block.kind = BlockKind::Picture { target, alt: std::mem::take(runs) };
                }
            }
            BlockKind::Heading(_, runs) => self.runs(runs),
            BlockKind::Quote(blocks) | BlockKind::Footnote { blocks, .. } => self.sequence(blocks),
            BlockKind::Panel { title, blocks, .. } => {
                self.runs(title);
                self.sequence(blocks);
            }
            BlockKind::List { items, .. } => {
                for item in items {
                    self.sequence(&mut item.blocks);
                }
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    self.runs(&mut definition.term);
                    definition.meanings.iter_mut().for_each(|meaning| self.sequence(meaning));
                }
            }
            BlockKind::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    self.runs(cell);
                }
            }
            BlockKind::Macro(call) if dynamic::is_known(&call.name) => {
                let call = std::mem::take(call);
                let page = self.page_of(&call);
                let at = self.document.dynamics.len();
                self.document.dynamics.push(Dynamic { call: call.clone(), page });
                block.kind = BlockKind::Dynamic(at, call);
            }
            BlockKind::Container(call, blocks) => {
                let (call, blocks) = (std::mem::take(call), std::mem::take(blocks));
                block.kind = self.container(call, blocks, line);
            }
            // Made here, and what holds nothing.
            BlockKind::Fold { .. } | BlockKind::Grid(_) | BlockKind::Dynamic(..) => {}
            BlockKind::Picture { .. } | BlockKind::Macro(_) | BlockKind::Code { .. } => {}
            BlockKind::Rule | BlockKind::Source(_) => {}
        }
    }

    fn container(&mut self, call: Call, mut blocks: Vec<Block>, line: u32) -> BlockKind {
        if call.name == "table" {
            let shape = self.tables.next();
            let mut grid = grid(blocks, shape, line);
            grid.cells.iter_mut().for_each(|cell| self.sequence(&mut cell.blocks));
            return BlockKind::Grid(grid);
        }
        let title = call.attribute("title").map(|title| safe(title).replace('\n', " "));
        let hidden = call.attribute("hidden") == Some("true");
        let folded = match call.name.as_str() {
            "expand" => Some(title.unwrap_or_else(|| "Click here to expand…".to_owned())),
            "excerpt" if hidden => Some("excerpt, not shown on the page".to_owned()),
            "details" if hidden => Some("page properties, not shown on the page".to_owned()),
            _ => None,
        };
        let Some(title) = folded else {
            self.sequence(&mut blocks);
            return BlockKind::Container(call, blocks);
        };
        let fold = self.document.folds.len() as u32;
        self.document.folds.push(line..=last_line(&blocks).max(line));
        let target = self.document.targets.len() as TargetId;
        let kind = TargetKind::Fold(fold);
        self.document.targets.push(Target { kind, line, spelled: true, note: String::new() });
        self.sequence(&mut blocks);
        BlockKind::Fold { fold, target, title, blocks }
    }

    /// The page that a macro names: as an attribute, or in a parameter that the text does not show.
    fn page_of(&self, call: &Call) -> Option<PageName> {
        let spelled = call.attribute("page").or_else(|| call.attribute("root"));
        let named = spelled.filter(|text| !text.starts_with('@')).map(PageName::parse);
        named.or_else(|| self.facts.pages.get(&call.spelling).cloned())
    }

    fn runs(&self, runs: &mut [Run]) {
        for run in runs.iter_mut().filter(|run| run.style.role == Role::Mention) {
            if let Some(name) = run.text.strip_prefix('@').and_then(|name| self.facts.people.get(name)) {
                run.text = format!("@{}", safe(name).replace(['\n', ' '], "\u{a0}"));
            }
        }
    }
}

/// The image that a paragraph consists of.
fn picture(runs: &[Run]) -> Option<TargetId> {
    let shown = || runs.iter().filter(|run| !run.text.trim().is_empty());
    let target = shown().next()?.target?;
    shown().all(|run| run.style.role == Role::Image && run.target == Some(target)).then_some(target)
}

/// The last line that blocks start on.
fn last_line(blocks: &[Block]) -> u32 {
    let Some(last) = blocks.last() else { return 0 };
    let inner = match &last.kind {
        BlockKind::Quote(blocks)
        | BlockKind::Panel { blocks, .. }
        | BlockKind::Container(_, blocks)
        | BlockKind::Fold { blocks, .. }
        | BlockKind::Footnote { blocks, .. } => last_line(blocks),
        BlockKind::List { items, .. } => {
            items.last().map_or(0, |item| last_line(&item.blocks).max(item.line))
        }
        BlockKind::Code { code, .. } => last.line + code.text().matches('\n').count() as u32 + 2,
        _ => 0,
    };
    inner.max(last.line)
}

/// Puts the blocks behind each `::cell{B2}` into its place. Merged cells push their neighbours aside, as a browser
/// places them.
fn grid(blocks: Vec<Block>, shape: Option<&TableShape>, line: u32) -> Grid {
    let mut stored: Vec<(u32, Option<Place>, Vec<Block>)> = Vec::new();
    for block in blocks {
        match block.kind {
            BlockKind::Macro(call) if call.name == "cell" => {
                let place = call.attributes.first().and_then(|attribute| place(&attribute.value));
                stored.push((block.line, place, Vec::new()));
            }
            _ => match stored.last_mut() {
                Some((_, _, blocks)) => blocks.push(block),
                None => stored.push((line, None, vec![block])),
            },
        }
    }
    // A shape that does not fit the text is of no use: cells then stand as they are called.
    let count = shape.map_or(0, |shape| shape.rows.iter().map(Vec::len).sum());
    let shape = shape.filter(|_| count == stored.len());
    let mut grid = Grid::default();
    let mut taken: Vec<Vec<bool>> = Vec::new();
    let mut before = (0, 0);
    for (index, (line, place, blocks)) in stored.into_iter().enumerate() {
        let (column, row) = place.unwrap_or((0, if index == 0 { 0 } else { before.1 + 1 }));
        before = (column, row);
        if row > MOST_ROWS || column > MOST_ROWS {
            continue;
        }
        let found = shape.and_then(|shape| shape.rows.get(row)?.get(column));
        let (columns, rows, is_head) = found.map_or((1, 1, false), |c| (c.columns, c.rows, c.is_head));
        let is_free = |taken: &Vec<Vec<bool>>, column: usize| {
            !taken.get(row).and_then(|row| row.get(column)).copied().unwrap_or(false)
        };
        let mut at = if shape.is_some() { 0 } else { column };
        while !is_free(&taken, at) {
            at += 1;
        }
        let columns = (0..columns.max(1)).take_while(|offset| is_free(&taken, at + offset)).count().max(1);
        for row in row..row + rows {
            if taken.len() <= row {
                taken.resize(row + 1, Vec::new());
            }
            if taken[row].len() < at + columns {
                taken[row].resize(at + columns, false);
            }
            taken[row][at..at + columns].fill(true);
        }
        grid.columns = grid.columns.max(at + columns);
        grid.rows = grid.rows.max(row + 1);
        grid.cells.push(Cell { line, column: at, row, columns, rows, is_head, blocks });
    }
    // What reaches below the last row ends there.
    for cell in &mut grid.cells {
        cell.rows = cell.rows.min(grid.rows - cell.row);
    }
    grid
}

/// Rows and columns beyond are not drawn; nobody wrote such a table by hand.
const MOST_ROWS: usize = 20_000;

/// Column and row, from 0.
type Place = (usize, usize);

/// Reads `B2`.
fn place(name: &str) -> Option<Place> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let letters = name[..digits].bytes();
    if digits == 0 || digits > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters {
        column = column * 26 + usize::from(letter.to_ascii_uppercase().checked_sub(b'A')?) + 1;
    }
    let row: usize = name[digits..].parse().ok()?;
    Some((column - 1, row.checked_sub(1)?))
}
