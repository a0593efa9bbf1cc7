//! `<hr/>`: `---`.

use super::read::Reader;
use crate::markup::model::{Block, Head};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Block {
    Block::new(Head::Rule).at(reader.origin(id, id))
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{renders, shows};

    #[test]
    fn rules_both_ways() {
        shows("<p>a</p><hr />", "a\n\n---\n");
        renders("---\n", "<hr/>");
    }
}
