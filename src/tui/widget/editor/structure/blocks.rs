//! Which lines belong together: paragraphs, lists, fences, containers, and the section below a heading.

use super::{Editor, Refusal, Spot};
use crate::domain::Timestamp;
use crate::tui::widget::editor::list;
use std::ops::Range;

/// How much of a line is read to see what it is.
const LINE_START: usize = 256;

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) lines: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Heading(usize),
    List,
    Fence,
    /// From `:::name` to its `:::`.
    Container,
}

/// Returns the level of a heading.
pub(super) fn heading(line: &str) -> Option<usize> {
    let hashes = line.bytes().take_while(|&byte| byte == b'#').count();
    ((1..=6).contains(&hashes) && matches!(line.as_bytes().get(hashes), None | Some(b' '))).then_some(hashes)
}

/// Returns how many colons a line of a container begins with, and whether it opens one.
fn container(line: &str) -> Option<(usize, bool)> {
    let colons = line.bytes().take_while(|&byte| byte == b':').count();
    let rest = line[colons..].trim();
    (colons >= 3 && (rest.is_empty() || rest.starts_with(char::is_alphabetic)))
        .then_some((colons, !rest.is_empty()))
}

/// Tells whether a line is a list item, not a quote.
pub(super) fn is_item(line: &str) -> bool {
    list::item(line).is_some() && !line.trim_start().starts_with('>')
}

/// A container that is open while lines are gone through; the document is one, too.
struct Open {
    start: usize,
    colons: usize,
    blocks: Vec<Block>,
}

/// Goes through the lines and remembers the blocks beside the wanted line.
struct Walk {
    wanted: usize,
    open: Vec<Open>,
    current: Option<Block>,
    found: Option<Vec<Block>>,
}

impl Walk {
    fn close(&mut self) {
        if let (Some(block), Some(open)) = (self.current.take(), self.open.last_mut()) {
            open.blocks.push(block);
        }
    }

    fn begin(&mut self, line: usize, kind: Kind) {
        self.close();
        self.current = Some(Block { lines: line..line + 1, kind });
    }

    fn extend(&mut self, line: usize) {
        match &mut self.current {
            Some(block) => block.lines.end = line + 1,
            None => self.begin(line, Kind::Text),
        }
    }

    fn is_in(&self, kind: Kind) -> bool {
        self.current.as_ref().is_some_and(|block| block.kind == kind)
    }

    /// A line of a container; `false` when it closes nothing.
    fn container(&mut self, line: usize, colons: usize, opens: bool) -> bool {
        if opens {
            self.close();
            self.open.push(Open { start: line, colons, blocks: Vec::new() });
            return true;
        }
        let Some(at) = self.open.iter().rposition(|open| open.colons == colons) else { return false };
        self.close();
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { break };
            let inside = open.start < self.wanted && self.wanted < line;
            if inside && self.found.is_none() {
                self.found = Some(open.blocks);
            }
            if self.open.len() == at
                && let Some(parent) = self.open.last_mut()
            {
                parent.blocks.push(Block { lines: open.start..line + 1, kind: Kind::Container });
            }
        }
        true
    }
}

impl Editor {
    /// Returns the blocks that stand beside line `wanted`, in order, inside the same container.
    pub(super) fn blocks_beside(&mut self, wanted: usize) -> Vec<Block> {
        let document = Open { start: 0, colons: 0, blocks: Vec::new() };
        let mut walk = Walk { wanted, open: vec![document], current: None, found: None };
        for line in 0..self.text.lines() {
            let fenced = self.view.blocks.in_fence(&self.text, line);
            let opens_fence =
                !fenced && line + 1 < self.text.lines() && self.view.blocks.in_fence(&self.text, line + 1);
            let text = self.text.line_text(line, LINE_START);
            let indented = text.starts_with([' ', '\t']);
            if fenced {
                walk.extend(line);
            } else if text.trim().is_empty() {
                if !(walk.is_in(Kind::List) && self.list_goes_on(line)) {
                    walk.close();
                }
            } else if opens_fence && !(indented && walk.is_in(Kind::List)) {
                walk.begin(line, Kind::Fence);
            } else if let Some((colons, opens)) = container(&text)
                && walk.container(line, colons, opens)
            {
            } else if let Some(level) = heading(&text) {
                walk.begin(line, Kind::Heading(level));
                walk.close();
            } else if is_item(&text) && !walk.is_in(Kind::List) && !(indented && walk.is_in(Kind::Text)) {
                walk.begin(line, Kind::List);
            } else if walk.is_in(Kind::Fence) {
                walk.begin(line, Kind::Text);
            } else {
                walk.extend(line);
            }
        }
        walk.close();
        if let Some(found) = walk.found {
            return found;
        }
        // Containers without an end are no containers: their blocks stand where they stand.
        walk.open.into_iter().flat_map(|open| open.blocks).collect()
    }

    /// Tells whether a list goes on after the blank line.
    fn list_goes_on(&self, blank: usize) -> bool {
        let next = (blank + 1..self.text.lines()).map(|line| self.text.line_text(line, LINE_START));
        let next = { next }.find(|text| !text.trim().is_empty());
        next.is_some_and(|text| text.starts_with("  ") || text.starts_with('\t') || is_item(&text))
    }

    /// Returns the list that line `at` is in.
    pub(super) fn list_at(&mut self, at: usize) -> Option<Range<usize>> {
        let blocks = self.blocks_beside(at);
        let block = blocks.into_iter().find(|block| block.lines.contains(&at))?;
        (block.kind == Kind::List).then_some(block.lines)
    }

    /// Returns the lines of the block that line `at` is in.
    pub(super) fn block_at(&mut self, at: usize) -> Option<Range<usize>> {
        self.blocks_beside(at).into_iter().find(|block| block.lines.contains(&at)).map(|block| block.lines)
    }

    pub(super) fn move_block(&mut self, up: bool, now: Timestamp) -> Result<(), Refusal> {
        let (at, _) = self.line();
        let blocks = self.blocks_beside(at);
        let Some(index) = blocks.iter().position(|block| block.lines.contains(&at)) else {
            return Err("there is nothing on this line to move");
        };
        let block = &blocks[index];
        if block.kind == Kind::List {
            return self.move_item(block.lines.clone(), up, now);
        }
        let (above, below) = match block.kind {
            Kind::Heading(level) => sections(&blocks, index, level, up)?,
            _ if up => {
                let before = index.checked_sub(1).ok_or("it is the first here")?;
                (blocks[before].lines.clone(), block.lines.clone())
            }
            _ => {
                let after = blocks.get(index + 1).ok_or("it is the last here")?;
                (block.lines.clone(), after.lines.clone())
            }
        };
        self.swap(above, below, up, now)
    }

    /// Swaps two runs of lines; what is between them stays between them. The cursor goes along with the one it is in.
    pub(super) fn swap(
        &mut self,
        above: Range<usize>,
        below: Range<usize>,
        up: bool,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let mut new = self.lines_of(below.clone());
        new.extend(self.lines_of(above.end..below.start));
        new.extend(self.lines_of(above.clone()));
        let first = above.start;
        let moved = |spot: Spot| Spot {
            line: if up { spot.line - (below.start - first) } else { spot.line + (below.end - above.end) },
            ..spot
        };
        let cursor = moved(self.spot(self.cursor(), first));
        self.rewrite(first..below.end, &new, cursor, None, now)
    }
}

/// Returns the section of a heading and the one it changes places with, in their order.
fn sections(
    blocks: &[Block],
    index: usize,
    level: usize,
    up: bool,
) -> Result<(Range<usize>, Range<usize>), Refusal> {
    let ends = |block: &Block| matches!(block.kind, Kind::Heading(other) if other <= level);
    let end_of = |from: usize| {
        let next = blocks[from + 1..].iter().position(ends).map_or(blocks.len(), |at| from + 1 + at);
        (next, blocks[from].lines.start..blocks[next - 1].lines.end)
    };
    let (next, mine) = end_of(index);
    if up {
        let before = blocks[..index].iter().rposition(ends).ok_or("it is the first section here")?;
        if blocks[before].kind != Kind::Heading(level) {
            return Err("it is the first section of its chapter");
        }
        return Ok((end_of(before).1, mine));
    }
    match blocks.get(next) {
        Some(block) if block.kind == Kind::Heading(level) => Ok((mine, end_of(next).1)),
        Some(_) => Err("it is the last section of its chapter"),
        None => Err("it is the last section here"),
    }
}
