//! `<ac:emoticon>`: the character it stands for, else `:name:`. A typed `:name:` of Confluence's own is one;
//! other characters and short names stay as they are typed.

use super::read::Reader;
use crate::markup::model::{Piece, PieceKind, is_blank};
use crate::markup::storage::{NodeId, escape};

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

/// The emoticons that every Confluence knows.
const NAMES: [&str; 22] = [
    "smile",
    "sad",
    "cheeky",
    "laugh",
    "wink",
    "thumbs-up",
    "thumbs-down",
    "information",
    "tick",
    "cross",
    "warning",
    "plus",
    "minus",
    "question",
    "light-on",
    "light-off",
    "yellow-star",
    "red-star",
    "green-star",
    "blue-star",
    "heart",
    "broken-heart",
];

/// Appends text in which `:smile:` and its like are emoticons.
pub(crate) fn push_text(text: &str, out: &mut String) {
    push_between(None, text, None, out);
}

/// Appends such text that stands between two characters.
pub(crate) fn push_between(before: Option<char>, text: &str, after: Option<char>, out: &mut String) {
    let mut done = 0;
    for (at, _) in text.match_indices(':') {
        let name = text[at + 1..].split(':').next().unwrap_or("");
        let end = at + name.len() + 2;
        let beside = |ch: Option<char>| ch.is_none_or(|ch| !ch.is_alphanumeric());
        let fits = at >= done
            && NAMES.contains(&name)
            && text.len() >= end
            && beside(text[..at].chars().next_back().or(before))
            && beside(text[end..].chars().next().or(after));
        if fits {
            escape::push_text(&text[done..at], out);
            out.push_str(&format!("<ac:emoticon ac:name=\"{name}\"/>"));
            done = end;
        }
    }
    escape::push_text(&text[done..], out);
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn emoticons_show_as_text_and_stay_elements() {
        let body = "<p>a <ac:emoticon ac:name=\"smile\"/> b <ac:emoticon ac:name=\"x\" ac:emoji-fallback=\"👍🏽\"/></p>";
        shows(body, "a :smile: b 👍🏽\n");
        edits(body, "b", "c", &body.replace(" b ", " c "));
        edits(body, ":smile: ", "", "<p>a b <ac:emoticon ac:name=\"x\" ac:emoji-fallback=\"👍🏽\"/></p>");
    }

    #[test]
    fn names_typed_into_a_paragraph_become_emoticons() {
        let smile = "<ac:emoticon ac:name=\"smile\"/>";
        edits("<p>a b</p>", "a b", "a :smile: b", &format!("<p>a {smile} b</p>"));
        edits("<p>a x</p>", "x", ":smile:", &format!("<p>a {smile}</p>"));
        edits("<p>10 x</p>", "10", "10:plus:2", "<p>10:plus:2 x</p>");
        edits("<p><code>a</code> b</p>", "`a`", "`a :smile:`", "<p><code>a :smile:</code> b</p>");
        edits("<p>:smile: b</p>", "b", "c", "<p>:smile: c</p>");
    }

    #[test]
    fn known_names_become_emoticons() {
        renders(
            "a :smile: :heart:! 10:plus:2 :rocket: `:wink:` 🚀\n",
            "<p>a <ac:emoticon ac:name=\"smile\"/> <ac:emoticon ac:name=\"heart\"/>! 10:plus:2 :rocket: <code>:wink:</code> 🚀</p>",
        );
    }
}
