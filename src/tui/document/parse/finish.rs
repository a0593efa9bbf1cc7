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
    Finisher { document, facts, tables: facts.tables.iter(), beside: 1 }.sequence(blocks);
}

struct Finisher<'a> {
    document: &'a mut Document,
    facts: &'a Facts,
    /// The shapes of the tables that are still to come.
    tables: std::slice::Iter<'a, TableShape>,
    /// How many stand side by side where we are: columns, cells.
    beside: usize,
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
                if let Some(target) = picture_of(runs) {
                    self.narrow(target, 1);
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
                if let Some(mut grid) = as_grid(table) {
                    self.cells(&mut grid);
                    block.kind = BlockKind::Grid(grid);
                    return;
                }
                let columns = table.rows.first().map_or(1, |row| row.cells.len());
                for target in table.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| picture_of(cell))
                {
                    self.narrow(target, columns);
                }
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
            self.cells(&mut grid);
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
            let is_row = matches!(call.name.as_str(), "columns" | "section" | "layout");
            self.side_by_side(if is_row { blocks.len() } else { 1 }, &mut blocks);
            return BlockKind::Container(call, blocks);
        };
        let fold = self.document.folds.len() as u32;
        self.document.folds.push(line..=last_line(&blocks).max(line));
        let target = self.document.targets.len() as TargetId;
        let kind = TargetKind::Fold(fold);
        self.document.targets.push(Target::new(kind, line).spelled());
        self.sequence(&mut blocks);
        BlockKind::Fold { fold, target, title, blocks }
    }

    fn cells(&mut self, grid: &mut Grid) {
        for cell in &mut grid.cells {
            self.side_by_side(grid.columns.div_ceil(cell.columns), &mut cell.blocks);
        }
    }

    /// Finishes blocks that stand beside others.
    fn side_by_side(&mut self, count: usize, blocks: &mut Vec<Block>) {
        let before = self.beside;
        self.beside = before * count.max(1);
        self.sequence(blocks);
        self.beside = before;
    }

    /// A picture gets no more room than it has beside others.
    fn narrow(&mut self, target: TargetId, columns: usize) {
        if let Some(target) = self.document.targets.get_mut(target as usize) {
            target.beside = (self.beside * columns.max(1)).min(usize::from(u16::MAX)) as u16;
        }
    }

    /// The page that a macro names: as an attribute, or in a parameter that the text does not show.
    fn page_of(&self, call: &Call) -> Option<PageName> {
        let spelled = call.attribute("page").or_else(|| call.attribute("root"));
        let named = spelled.filter(|text| !text.starts_with('@')).map(PageName::parse);
        named.or_else(|| self.facts.pages.get(&call.spelling).cloned())
    }

    fn runs(&mut self, runs: &mut [Run]) {
        for run in runs {
            match run.style.role {
                Role::Mention => {
                    if let Some(name) =
                        run.text.strip_prefix('@').and_then(|name| self.facts.people.get(name))
                    {
                        run.text = format!("@{}", safe(name).replace(['\n', ' '], "\u{a0}"));
                    }
                }
                Role::Macro if self.facts.are_words(&run.text) => run.style.role = Role::Text,
                Role::Macro => self.inline(&run.text),
                _ => {}
            }
        }
    }

    /// Lists a macro in a line that the wiki computes.
    fn inline(&mut self, spelling: &str) {
        let Some(call) = inline_dynamic(spelling) else { return };
        if self.document.inline.iter().any(|(known, _)| known == spelling) {
            return;
        }
        let number = (call.name != "toc").then(|| {
            let page = self.page_of(&call);
            self.document.dynamics.push(Dynamic { call, page });
            self.document.dynamics.len() - 1
        });
        self.document.inline.push((spelling.to_owned(), number));
    }
}

/// A macro in a line that is computed, and not only shown.
fn inline_dynamic(spelling: &str) -> Option<Call> {
    Call::inline(spelling).filter(|call| call.name == "toc" || dynamic::is_known(&call.name))
}

/// A table whose cells show what is computed, as a grid: what comes may be more than a line.
fn as_grid(table: &mut Table) -> Option<Grid> {
    let is_computed = |run: &Run| run.style.role == Role::Macro && inline_dynamic(&run.text).is_some();
    if !table.rows.iter().flat_map(|row| &row.cells).flatten().any(is_computed) {
        return None;
    }
    let mut grid = Grid { columns: 0, rows: table.rows.len(), cells: Vec::new() };
    for (row, found) in std::mem::take(&mut table.rows).into_iter().enumerate() {
        grid.columns = grid.columns.max(found.cells.len());
        for (column, runs) in found.cells.into_iter().enumerate() {
            let line = found.line;
            let blocks = vec![Block { line, kind: BlockKind::Paragraph(runs) }];
            let is_head = row == 0 && table.has_head;
            grid.cells.push(Cell { line, column, row, columns: 1, rows: 1, is_head, blocks });
        }
    }
    Some(grid)
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
