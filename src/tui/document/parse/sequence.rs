//! Blocks one after the other, in which directives open and close containers.

use super::super::block::{Block, BlockKind};
use super::super::directive::Call;

/// Containers opened by `:::` inside one sequence of blocks.
const MOST_OPEN: usize = 10;

/// Blocks under way, with the containers opened by directives around them.
pub(super) struct Sequence {
    pub(super) blocks: Vec<Block>,
    pub(super) open: Vec<(Block, usize)>,
}

impl Sequence {
    /// Opens a container; `false` when too many are open already.
    pub(super) fn open(&mut self, line: u32, colons: usize, call: Call) -> bool {
        if self.open.len() >= MOST_OPEN {
            return false;
        }
        let outer = std::mem::take(&mut self.blocks);
        self.open.push((Block { line, kind: BlockKind::Container(call, outer) }, colons));
        true
    }

    /// Ends the innermost container of as many colons, or of fewer; `false` when none is open.
    pub(super) fn close(&mut self, colons: usize) -> bool {
        let exact = self.open.iter().rposition(|(_, opened)| *opened == colons);
        let Some(at) = exact.or_else(|| self.open.iter().rposition(|(_, opened)| *opened < colons)) else {
            return false;
        };
        while self.open.len() > at {
            self.close_last();
        }
        true
    }

    fn close_last(&mut self) {
        let Some((mut block, _)) = self.open.pop() else { return };
        if let BlockKind::Container(_, outer) = &mut block.kind {
            std::mem::swap(outer, &mut self.blocks);
        }
        self.blocks.push(block);
    }

    pub(super) fn finish(mut self) -> Vec<Block> {
        while !self.open.is_empty() {
            self.close_last();
        }
        self.blocks
    }
}
