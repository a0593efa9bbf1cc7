//! `<h1>` to `<h6>`: `#` to `######`. A changed level swaps the tag names and keeps the attributes.

use super::read::Reader;
use crate::markup::model::{Block, Head};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Option<Block> {
    let level = reader.tree.name(id).as_bytes().get(1).map_or(1, |digit| digit - b'0');
    let pieces = reader.inline(id);
    (!pieces.is_empty()).then(|| Block::leaf(Head::Heading(level), pieces).at(reader.origin(id, id)))
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn headings_both_ways() {
        shows("<h2 local-id='x'>A <em>b</em> #</h2>", "## A *b* \\#\n");
        renders("# One\n\n###### Six\n", "<h1>One</h1><h6>Six</h6>");
        edits("<h2 local-id='x'>A b</h2><p>c</p>", "## A b", "### A c", "<h3 local-id='x'>A c</h3><p>c</p>");
    }
}
