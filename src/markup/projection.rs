//! A body with its Markdown, written so that it is read back as what it was.

use super::markdown::{parse, write};
use super::model::Block;
use super::storage::Tree;
use super::{Refusal, construct};

/// A body's blocks and their Markdown.
#[derive(Debug)]
pub(crate) struct Projected {
    pub(crate) document: Block,
    pub(crate) markdown: String,
    /// What the Markdown is read as, where it was read since it was written.
    reading: Option<Block>,
}

impl Projected {
    /// Projects a body. Leaves that would be read back differently are written with every escape.
    pub(crate) fn new(tree: &Tree<'_>) -> Projected {
        Self::written(construct::project(tree))
    }

    /// Projects a body with marks around the words that comments are about; returns their names, too.
    pub(crate) fn with_marks(tree: &Tree<'_>) -> (Projected, Vec<String>) {
        let (document, names) = construct::project_with_marks(tree);
        (Self::written(document), names)
    }

    fn written(mut document: Block) -> Projected {
        let markdown = write::write(&document);
        let read = parse::parse(&markdown).document;
        if read.hash() != document.hash() && harden(&mut document, &read) {
            let markdown = write::write(&document);
            return Projected { document, markdown, reading: None };
        }
        Projected { document, markdown, reading: Some(read) }
    }

    /// The blocks as they are read from the Markdown, with their bytes: what an edit is compared with.
    pub(crate) fn read_back(mut self) -> Result<Block, Refusal> {
        let read = self.reading();
        let mut base = self.document;
        if read.hash() != base.hash() {
            adopt(&mut base, &read)?;
        }
        take_lines(&mut base, &read);
        Ok(base)
    }

    /// The blocks as they are read from the Markdown, and nothing of the body.
    pub(crate) fn reading(&mut self) -> Block {
        self.reading.take().unwrap_or_else(|| parse::parse(&self.markdown).document)
    }
}

/// Returns the Markdown of a body alone: what [`Projected::new`] writes, in less memory. The blocks are gone before
/// what was written is read; where it is read back differently they are made once more.
pub(crate) fn markdown(storage: &str, document: Block) -> String {
    let (mut markdown, hash) = (write::write(&document), document.hash());
    drop(document);
    // It grew by doubling, and stays.
    markdown.shrink_to_fit();
    let read = parse::parse(&markdown).document;
    if read.hash() == hash {
        return markdown;
    }
    let Ok(tree) = Tree::parse(storage) else { return markdown };
    let mut document = construct::project(&tree);
    if harden(&mut document, &read) { write::write(&document) } else { markdown }
}

/// Where each block stands in the Markdown.
fn take_lines(block: &mut Block, read: &Block) {
    block.line = read.line;
    for (child, read) in block.children.iter_mut().zip(&read.children) {
        take_lines(child, read);
    }
}

/// Marks what differs; where the shapes differ, everything below.
fn harden(block: &mut Block, read: &Block) -> bool {
    if block.hash() == read.hash() {
        return false;
    }
    let is_comparable = block.is_same_kind(read) && block.children.len() == read.children.len();
    if !is_comparable {
        harden_all(block);
        return true;
    }
    if block.children.is_empty() {
        block.hard = true;
    }
    for (child, read) in block.children.iter_mut().zip(&read.children) {
        harden(child, read);
    }
    true
}

fn harden_all(block: &mut Block) {
    block.hard = true;
    block.children.iter_mut().for_each(harden_all);
}

/// Takes over what was read for blocks that differ; they can be kept, moved and deleted, not edited.
fn adopt(block: &mut Block, read: &Block) -> Result<(), Refusal> {
    if block.hash() == read.hash() {
        return Ok(());
    }
    if !block.is_same_kind(read) || block.children.len() != read.children.len() {
        let reason =
            "the blocks of this page cannot be told apart in Markdown; edit the storage format instead"
                .to_owned();
        return Err(Refusal { line: read.line.max(1), reason });
    }
    for (child, read) in block.children.iter_mut().zip(&read.children) {
        adopt(child, read)?;
    }
    block.take_reading(read);
    Ok(())
}
