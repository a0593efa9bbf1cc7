//! Directives among siblings: `:::name` … `:::` takes what stands between, `::cell` parts a rich table.
//!
//! What does not pair up is an error at its line and kept as text: a save must not guess. Tags of tables that do
//! not pair up are text too, but no error, as any other tag.

use super::mask::{Slot, TablePart};
use super::parse::Remark;
use super::parts;
use crate::markup::Refusal;
use crate::markup::model::{Block, Head, push_plain};

/// A directive: where it stands among the children, what it says, what was typed, its line.
#[derive(Debug)]
pub(crate) struct Marker {
    pub(crate) index: usize,
    pub(crate) slot: Slot,
    pub(crate) original: String,
    pub(crate) line: usize,
}

/// What a panel's first line is called until the quote around it is complete.
pub(crate) const PANEL_MARKER: &str = "[!";

/// Something that waits for its end.
pub(super) struct Open {
    pub(super) block: Block,
    pub(super) colons: usize,
    pub(super) original: String,
    /// Set when a tag opened it.
    pub(super) part: Option<TablePart>,
}

/// Pairs up directives among siblings and puts what stands between them inside.
pub(crate) fn fold(
    children: Vec<Block>,
    markers: Vec<Marker>,
    max_nesting: usize,
    errors: &mut Vec<Refusal>,
    remarks: &mut Vec<Remark>,
) -> Vec<Block> {
    if markers.is_empty() {
        return children;
    }
    let document = Open { block: Block::new(Head::Document), colons: 0, original: String::new(), part: None };
    let mut stack = vec![document];
    let mut markers = markers.into_iter().peekable();
    let total = children.len();
    let mut children = children.into_iter();
    for index in 0..=total {
        while let Some(marker) = markers.next_if(|marker| marker.index == index) {
            take(marker, max_nesting, &mut stack, errors, remarks);
        }
        if let (Some(child), Some(top)) = (children.next(), stack.last_mut()) {
            top.block.children.push(child);
        }
    }
    while stack.len() > 1 {
        let Some(Open { block, colons, original, part }) = stack.pop() else { break };
        if part.is_some() {
            let text = parts::loose(block, &original, remarks);
            if let Some(top) = stack.last_mut() {
                top.block.children.extend(text);
            }
            continue;
        }
        let close = if colons == 0 { "</details>".to_owned() } else { ":".repeat(colons) };
        errors.push(Refusal {
            line: block.line,
            reason: format!("`{original}` is never closed: add a line with {close}"),
        });
        if let Some(top) = stack.last_mut() {
            top.block.children.push(text_line(&original, block.line));
            top.block.children.extend(block.children);
        }
    }
    stack.pop().map(|root| root.block.children).unwrap_or_default()
}

fn take(
    marker: Marker,
    max_nesting: usize,
    stack: &mut Vec<Open>,
    errors: &mut Vec<Refusal>,
    remarks: &mut Vec<Remark>,
) {
    let Marker { slot, original, line, .. } = marker;
    let block = match slot {
        Slot::Part { part, opens: true, form } => {
            return parts::open(stack, part, form, original, line, max_nesting, remarks);
        }
        Slot::Part { part, opens: false, .. } => return parts::close(stack, part, &original, line, remarks),
        // Deeper blocks would overflow the stack of whoever walks them.
        Slot::Open { .. } if stack.len() > max_nesting => {
            errors.push(Refusal { line, reason: "directives nest too deep".to_owned() });
            text_line(&original, line)
        }
        Slot::Open { colons, name, attributes } => {
            let block = Block::new(Head::Container { name, attributes }).on(line);
            stack.push(Open { block, colons, original, part: None });
            return;
        }
        Slot::Close { colons } => {
            let fits = |open: &Open| open.colons == colons && open.part.is_none();
            let matches = stack.len() > 1 && stack.last().is_some_and(fits);
            if !matches {
                let reason = format!("`{original}` closes nothing that is open here");
                errors.push(Refusal { line, reason });
                text_line(&original, line)
            } else {
                let Some(open) = stack.pop() else { return };
                finish_container(open.block)
            }
        }
        Slot::Leaf { name, attributes } => Block::new(Head::Leaf { name, attributes }).on(line),
        Slot::Panel { kind, title } => {
            Block::new(Head::Leaf { name: format!("{PANEL_MARKER}{kind}"), attributes: title }).on(line)
        }
        Slot::Atom | Slot::Literal => return,
    };
    if let Some(top) = stack.last_mut() {
        top.block.children.push(block);
    }
}

/// A line of text as a paragraph.
pub(super) fn text_line(text: &str, line: usize) -> Block {
    let mut pieces = Vec::new();
    push_plain(text.trim(), &mut pieces);
    Block::leaf(Head::Paragraph, pieces).on(line)
}

/// A `[!NOTE]` that is not first in its quote is text.
pub(crate) fn panels_as_text(blocks: &mut [Block]) {
    for block in blocks {
        if let Head::Leaf { name, attributes } = &block.head
            && name.starts_with(PANEL_MARKER)
        {
            *block = text_line(&format!("{name}] {attributes}"), block.line);
        }
    }
}

/// The cells of a rich table are parted by `::cell` lines and have no closing ones.
fn finish_container(mut block: Block) -> Block {
    if !matches!(&block.head, Head::Container { name, .. } if name == "table") {
        return block;
    }
    let mut cells: Vec<Block> = Vec::new();
    for child in std::mem::take(&mut block.children) {
        match (child.head.clone(), cells.last_mut()) {
            (Head::Leaf { name, attributes }, _) if name == "cell" => {
                cells.push(Block::new(Head::Container { name, attributes }).on(child.line));
            }
            (_, Some(cell)) => cell.children.push(child),
            (_, None) => cells.push(child),
        }
    }
    block.children = cells;
    block
}
