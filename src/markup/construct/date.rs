//! `<time datetime="…"/>`: `{date:2026-09-24}`.

use super::read::Reader;
use crate::markup::model::{Piece, PieceKind};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree};

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Piece {
    let date = reader.tree.attribute(id, "datetime").unwrap_or_default();
    // What would end the placeholder or its line is no part of any date.
    let shown = date.replace(|ch: char| matches!(ch, '{' | '}' | '"') || ch.is_control(), "");
    Piece::new(PieceKind::Atom(format!("{{date:{shown}}}")), reader.tree.node(id).outer)
}

/// Renders `{date:…}`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    parse(spelling).map(|date| format!("<time datetime=\"{date}\"/>"))
}

/// Sets another day; the other attributes stay.
pub(crate) fn edit(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    let Some(date) = parse(new).filter(|_| parse(old).is_some() && tree.name(1) == "time") else {
        return false;
    };
    patch.set_attribute(tree, 1, "datetime", date);
    true
}

fn parse(spelling: &str) -> Option<&str> {
    let date = spelling.strip_prefix("{date:")?.strip_suffix('}')?;
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_date.then_some(date)
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn dates_both_ways() {
        shows("<p>on <time datetime=\"2026-09-24\" /></p>", "on {date:2026-09-24}\n");
        let time = "<p>on <time class='c' datetime='2026-09-24'/></p>";
        edits(time, "09-24", "10-01", &time.replace("09-24", "10-01"));
        shows("<p><time datetime=\"\r2026\n}\"/>x</p>", "{date:2026}x\n");
        renders("{date:2026-09-24}\n", "<p><time datetime=\"2026-09-24\"/></p>");
    }
}
