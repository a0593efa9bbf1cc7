//! `<h1>` to `<h6>`: `#` to `######`. A changed level swaps the tag names and keeps the attributes.

use super::read::Reader;
use crate::markup::model::{Block, Head};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId, out: &mut Vec<Block>) {
    let level = reader.tree.name(id).as_bytes().get(1).map_or(1, |digit| digit - b'0');
    let Some(body) = body(reader, id) else { return reader.push_wrapped(id, out) };
    let pieces = reader.inline(body);
    if !pieces.is_empty() {
        out.push(Block::leaf(Head::Heading(level), pieces).at(reader.origin(id, body)));
    }
}

/// The element that holds the text; `None` when a heading holds blocks, which a line cannot.
fn body(reader: &Reader<'_, '_>, id: NodeId) -> Option<NodeId> {
    if !reader.is_blocky_inside(id) {
        return Some(id);
    }
    let mut children = reader.tree.children(id).filter(|child| !reader.is_blank(*child));
    let only = children.next().filter(|_| children.next().is_none())?;
    (reader.tree.name(only) == "p" && !reader.is_blocky_inside(only)).then_some(only)
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn headings_both_ways() {
        shows("<h2 local-id='x'>A <em>b</em> #</h2>", "## A *b* \\#\n");
        let wrapped = "<h2><p x='1'>a</p></h2>";
        shows(wrapped, "## a\n");
        edits(wrapped, "## a", "### b", "<h3><p x='1'>b</p></h3>");
        let blocks = "<h2>a<ul><li>b</li></ul></h2>";
        edits(blocks, "b", "c", &blocks.replace(">b", ">c"));
        renders("# One\n\n###### Six\n", "<h1>One</h1><h6>Six</h6>");
        edits("<h2 local-id='x'>A b</h2><p>c</p>", "## A b", "### A c", "<h3 local-id='x'>A c</h3><p>c</p>");
    }
}
