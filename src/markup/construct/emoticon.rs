//! `<ac:emoticon>`: the character it stands for, else `:name:`. Typed ones stay characters.

use super::read::Reader;
use crate::markup::model::{Piece, PieceKind, is_blank};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Piece {
    let tree = reader.tree;
    let fallback =
        tree.attribute(id, "ac:emoji-fallback").filter(|text| !text.is_empty() && !text.contains(is_blank));
    let text = fallback.or_else(|| tree.attribute(id, "ac:emoji-shortname")).unwrap_or_else(|| {
        let name = tree.attribute(id, "ac:name").unwrap_or_default();
        format!(":{}:", name.replace(is_blank, "-"))
    });
    Piece::new(PieceKind::Glyph(text.replace(is_blank, "")), tree.node(id).outer)
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, shows};

    #[test]
    fn emoticons_show_as_text_and_stay_elements() {
        let body = "<p>a <ac:emoticon ac:name=\"smile\"/> b <ac:emoticon ac:name=\"x\" ac:emoji-fallback=\"👍🏽\"/></p>";
        shows(body, "a :smile: b 👍🏽\n");
        edits(body, "b", "c", &body.replace(" b ", " c "));
        edits(body, ":smile: ", "", "<p>a b <ac:emoticon ac:name=\"x\" ac:emoji-fallback=\"👍🏽\"/></p>");
    }
}
