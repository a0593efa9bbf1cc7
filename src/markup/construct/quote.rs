//! `<blockquote>`: `> `.

use super::read::Reader;
use crate::markup::model::{Block, Head};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Option<Block> {
    let children = reader.blocks(id);
    (!children.is_empty()).then(|| Block::parent(Head::Quote, children).at(reader.origin(id, id)))
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn quotes_both_ways() {
        shows("<blockquote>bare<ul><li>x</li></ul></blockquote>", "> bare\n>\n> - x\n");
        renders("> a\n>\n> b\n", "<blockquote><p>a</p><p>b</p></blockquote>");
        edits(
            "<blockquote><p>a</p></blockquote>",
            "> a",
            "> a\n>\n> b",
            "<blockquote><p>a</p><p>b</p></blockquote>",
        );
    }
}
