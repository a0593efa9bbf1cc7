//! `<time datetime="…"/>`: `{date:2026-09-24}`.

use super::read::Reader;
use crate::markup::model::{Piece, PieceKind};
use crate::markup::storage::NodeId;

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Piece {
    let date = reader.tree.attribute(id, "datetime").unwrap_or_default();
    Piece::new(
        PieceKind::Atom(format!("{{date:{}}}", date.replace(['{', '}', '"'], ""))),
        reader.tree.node(id).outer,
    )
}

/// Renders `{date:…}`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let date = spelling.strip_prefix("{date:")?.strip_suffix('}')?;
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_date.then(|| format!("<time datetime=\"{date}\"/>"))
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{renders, shows};

    #[test]
    fn dates_both_ways() {
        shows("<p>on <time datetime=\"2026-09-24\" /></p>", "on {date:2026-09-24}\n");
        renders("{date:2026-09-24}\n", "<p><time datetime=\"2026-09-24\"/></p>");
    }
}
