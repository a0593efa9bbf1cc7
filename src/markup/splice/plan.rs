//! What becomes of every block, decided before a byte is written, as a value one can look at.
//!
//! Blocks are numbered in the order they stand (preorder), so that a decision is an entry in a list.

use std::collections::{HashMap, VecDeque};

use super::Refusal;
use crate::markup::align::{align, pair_in_order};
use crate::markup::model::{Block, Head};

/// The number of a block in its document.
pub(crate) type BlockId = usize;

/// A document's blocks in the order they stand; 0 is the document.
#[derive(Debug)]
pub(crate) struct Flat<'b> {
    blocks: Vec<&'b Block>,
    sizes: Vec<usize>,
}

impl<'b> Flat<'b> {
    pub(crate) fn new(document: &'b Block) -> Self {
        let mut flat = Flat { blocks: Vec::new(), sizes: Vec::new() };
        flat.push(document);
        flat
    }

    fn push(&mut self, block: &'b Block) {
        let id = self.blocks.len();
        self.blocks.push(block);
        self.sizes.push(1);
        for child in &block.children {
            self.push(child);
        }
        self.sizes[id] = self.blocks.len() - id;
    }

    pub(crate) fn block(&self, id: BlockId) -> &'b Block {
        self.blocks[id]
    }

    pub(crate) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// The block and all that is in it.
    pub(crate) fn within(&self, id: BlockId) -> std::ops::Range<BlockId> {
        id..id + self.sizes[id]
    }

    pub(crate) fn children(&self, id: BlockId) -> impl Iterator<Item = BlockId> + use<'_, 'b> {
        let end = id + self.sizes[id];
        let mut next = id + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next += self.sizes[child];
                child
            })
        })
    }
}

/// What a block of the edited text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// That block of the base, in its place and saying the same.
    Keep(BlockId),
    /// That block of the base, in its place and saying something else.
    Edit(BlockId),
    /// That block of the base, which left its place: its bytes go along.
    Move(BlockId),
    /// A second one like that block of the base: its bytes without ids.
    Copy(BlockId),
    New,
    /// Part of a block that is kept, moved or copied whole.
    Within,
}

/// The decisions for two documents.
#[derive(Debug)]
pub(crate) struct Plan<'b> {
    pub(crate) base: Flat<'b>,
    pub(crate) edited: Flat<'b>,
    /// By number in the edited document.
    pub(crate) fates: Vec<Fate>,
    /// By number in the base: whether the block stays where it is.
    pub(crate) stays: Vec<bool>,
}

impl<'b> Plan<'b> {
    pub(crate) fn new(base: &'b Block, edited: &'b Block) -> Self {
        let (base, edited) = (Flat::new(base), Flat::new(edited));
        let fates = vec![Fate::New; edited.len()];
        let stays = vec![false; base.len()];
        let mut plan = Plan { base, edited, fates, stays };
        plan.pair(0, 0);
        plan.find_moves();
        plan.find_copies();
        plan
    }

    /// Pairs two blocks and, where they differ, what is in them.
    fn pair(&mut self, was: BlockId, is: BlockId) {
        self.stays[was] = true;
        if self.base.block(was).hash() == self.edited.block(is).hash() {
            self.fates[is] = Fate::Keep(was);
            self.stays[self.base.within(was)].fill(true);
            self.cover(is);
            return;
        }
        self.fates[is] = Fate::Edit(was);
        let pairs = pairs(self.base.block(was), self.edited.block(is));
        if self.base.block(was).head == Head::Table {
            return self.pair_table(was, is, &pairs);
        }
        for (was, is) in self.numbers(was, is, &pairs) {
            self.pair(was, is);
        }
    }

    /// Pairs of indexes among siblings as pairs of numbers.
    fn numbers(&self, was: BlockId, is: BlockId, pairs: &[Option<usize>]) -> Vec<(BlockId, BlockId)> {
        let old: Vec<BlockId> = self.base.children(was).collect();
        let new = self.edited.children(is).zip(pairs);
        new.filter_map(|(is, index)| index.map(|index| (old[index], is))).collect()
    }

    /// Pairs the rows of a table; a column that came or went is the same one in every row.
    fn pair_table(&mut self, was: BlockId, is: BlockId, rows: &[Option<usize>]) {
        let rows = self.numbers(was, is, rows);
        let blocks: Vec<(&Block, &Block)> =
            rows.iter().map(|(was, is)| (self.base.block(*was), self.edited.block(*is))).collect();
        let columns = columns(&blocks);
        for (was, is) in rows {
            if self.base.block(was).hash() == self.edited.block(is).hash() {
                self.pair(was, is);
                continue;
            }
            self.stays[was] = true;
            self.fates[is] = Fate::Edit(was);
            for (was, is) in self.numbers(was, is, &columns) {
                self.pair(was, is);
            }
        }
    }

    fn cover(&mut self, id: BlockId) {
        let inside = self.edited.within(id).start + 1..self.edited.within(id).end;
        self.fates[inside].fill(Fate::Within);
    }

    /// New blocks from large to small, so that a container goes before what is in it.
    fn new_blocks(&self) -> Vec<BlockId> {
        let mut new: Vec<BlockId> =
            (0..self.edited.len()).filter(|id| self.fates[*id] == Fate::New).collect();
        new.sort_by_key(|id| std::cmp::Reverse(self.edited.sizes[*id]));
        new
    }

    /// What is new here and gone there was moved: bytes must go along, or macros lose their ids.
    fn find_moves(&mut self) {
        let mut gone: HashMap<u64, VecDeque<BlockId>> = HashMap::new();
        for id in (0..self.base.len()).filter(|id| !self.stays[*id]) {
            let block = self.base.block(id);
            if block.has_element() && !matches!(block.head, Head::Cell(_)) {
                gone.entry(block.hash()).or_default().push_back(id);
            }
        }
        let mut taken = vec![false; self.base.len()];
        for is in self.new_blocks() {
            if self.fates[is] != Fate::New {
                continue;
            }
            let Some(found) = gone.get_mut(&self.edited.block(is).hash()) else { continue };
            while let Some(was) = found.pop_front() {
                if !taken[was] {
                    taken[self.base.within(was)].fill(true);
                    self.fates[is] = Fate::Move(was);
                    self.cover(is);
                    break;
                }
            }
        }
    }

    /// What says just what another block says is a copy of it.
    fn find_copies(&mut self) {
        let mut first: HashMap<u64, BlockId> = HashMap::new();
        for id in 0..self.base.len() {
            let block = self.base.block(id);
            if block.has_element() && is_copied(&block.head) {
                first.entry(block.hash()).or_insert(id);
            }
        }
        for is in self.new_blocks() {
            if self.fates[is] == Fate::New
                && let Some(was) = first.get(&self.edited.block(is).hash())
            {
                self.fates[is] = Fate::Copy(*was);
                self.cover(is);
            }
        }
    }

    /// The blocks of the base that nobody touched, in order, the largest of each.
    pub(crate) fn kept(&self) -> Vec<&'b Block> {
        let kept = self.fates.iter().filter_map(|fate| match fate {
            Fate::Keep(was) => Some(self.base.block(*was)),
            _ => None,
        });
        kept.collect()
    }

    /// The blocks of the base that are neither in their place nor anywhere else.
    pub(crate) fn deleted(&self) -> Vec<BlockId> {
        let mut moved = vec![false; self.base.len()];
        for fate in &self.fates {
            if let Fate::Move(was) = fate {
                moved[self.base.within(*was)].fill(true);
            }
        }
        (0..self.base.len()).filter(|id| !self.stays[*id] && !moved[*id]).collect()
    }

    /// Numbered lists whose first item left, and the number they had: what is first now shows its old
    /// number, which nobody typed.
    pub(crate) fn renumbered(&self) -> Vec<(BlockId, u64)> {
        let mut out = Vec::new();
        for (is, fate) in self.fates.iter().enumerate() {
            let Fate::Edit(was) = fate else { continue };
            let heads = (&self.base.block(*was).head, &self.edited.block(is).head);
            let (Head::List { start: Some(old), .. }, Head::List { start: Some(new), .. }) = heads else {
                continue;
            };
            let first = self.edited.children(is).next().map(|first| self.fates[first]);
            let Some(Fate::Keep(first) | Fate::Edit(first) | Fate::Move(first)) = first else { continue };
            let index = self.base.children(*was).position(|item| item == first);
            if old != new && index.is_some_and(|index| old.checked_add(index as u64) == Some(*new)) {
                out.push((is, *old));
            }
        }
        out
    }

    /// Cells of rich tables and columns of layouts cannot come or go.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        for (is, fate) in self.fates.iter().enumerate() {
            if let Fate::Edit(was) = fate {
                check_geometry(self.base.block(*was), self.edited.block(is))?;
            }
        }
        Ok(())
    }
}

/// Whether a list does not begin at 1.
pub(crate) fn has_numbers(block: &Block) -> bool {
    matches!(block.head, Head::List { start: Some(start), .. } if start != 1)
        || block.children.iter().any(has_numbers)
}

/// Sets the first numbers of lists, given by their numbers in the document.
pub(crate) fn set_starts(document: &mut Block, starts: &[(BlockId, u64)]) {
    let mut next = 0;
    set_starts_below(document, starts, &mut next);
}

fn set_starts_below(block: &mut Block, starts: &[(BlockId, u64)], next: &mut BlockId) {
    let id = *next;
    *next += 1;
    if let (Head::List { start, .. }, Some((_, number))) =
        (&mut block.head, starts.iter().find(|(list, _)| *list == id))
    {
        *start = Some(*number);
    }
    for child in &mut block.children {
        set_starts_below(child, starts, next);
    }
}

/// Blocks that hold more than their text says. Prose, items and rows are written like their neighbours.
fn is_copied(head: &Head) -> bool {
    match head {
        Head::Code { .. }
        | Head::Quote
        | Head::List { .. }
        | Head::Table
        | Head::Panel { .. }
        | Head::Container { .. }
        | Head::Leaf { .. } => true,
        Head::Document
        | Head::Paragraph
        | Head::Heading(_)
        | Head::Rule
        | Head::Item(_)
        | Head::Row
        | Head::Cell(_) => false,
    }
}

/// For each child of an edited block the child of the base it was.
fn pairs(base: &Block, edited: &Block) -> Vec<Option<usize>> {
    let is_fixed = matches!(&base.head, Head::Container { name, .. } if name == "table" || name == "columns");
    if is_fixed && base.children.len() == edited.children.len() {
        return (0..edited.children.len()).map(Some).collect();
    }
    align(&base.children, &edited.children)
}

/// So many rows are enough to tell columns apart.
const ROWS: usize = 64;

/// For each column of the edited rows the column of the base it was: the pairs that keep most cells as
/// they are. In a table as wide as before no column came or went.
fn columns(rows: &[(&Block, &Block)]) -> Vec<Option<usize>> {
    let Some((was, is)) = rows.first() else { return Vec::new() };
    let (old, new) = (was.children.len(), is.children.len());
    if old == new {
        return (0..new).map(Some).collect();
    }
    let mut columns = vec![None; new];
    let score = |o: usize, n: usize| {
        let same = rows.iter().take(ROWS).filter(|(was, is)| {
            let cells = was.children.get(o).zip(is.children.get(n));
            cells.is_some_and(|(was, is)| was.hash() == is.hash())
        });
        // The head of a column counts most, and any pair is better than none.
        let head = was.children[o].hash() == is.children[n].hash();
        same.count() as f32 + if head { rows.len().min(ROWS) as f32 } else { 0.0 } + 0.01
    };
    for (o, n) in pair_in_order(old, new, score) {
        columns[n] = Some(o);
    }
    columns
}

fn check_geometry(base: &Block, edited: &Block) -> Result<(), Refusal> {
    let Head::Container { name, .. } = &base.head else { return Ok(()) };
    if !matches!(name.as_str(), "table" | "columns") {
        return Ok(());
    }
    let heads = |block: &Block| block.children.iter().map(|child| child.head.clone()).collect::<Vec<_>>();
    if heads(base) == heads(edited) {
        return Ok(());
    }
    let what = if name == "table" { "the cells of this table" } else { "the columns of this layout" };
    Err(Refusal {
        line: edited.line.max(1),
        reason: format!("{what} cannot be added, removed or reordered here; edit the storage format instead"),
    })
}
