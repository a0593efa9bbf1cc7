//! The status macro: `{status:green|DONE}`.

use super::macros::{self, Macro};
use crate::markup::patch::Patch;
use crate::markup::storage::Tree;

const COLOURS: [&str; 6] = ["Grey", "Red", "Yellow", "Green", "Blue", "Purple"];

pub(crate) fn spelling(found: &Macro) -> Option<String> {
    if found.name != "status" {
        return None;
    }
    let colour = [found.value("colour"), found.value("color")].into_iter().find(|colour| !colour.is_empty());
    let colour = colour.unwrap_or("grey").to_ascii_lowercase();
    let title = found.value("title");
    let is_plain = colour.chars().all(|ch| ch.is_ascii_alphanumeric())
        && !title.contains(|ch: char| "{}\"|".contains(ch) || ch.is_control());
    is_plain.then(|| format!("{{status:{colour}|{title}}}"))
}

/// Changes colour and title between two spellings.
pub(crate) fn edit(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    let parts = |spelling: &str| {
        let (colour, title) = spelling.strip_prefix("{status:")?.strip_suffix('}')?.split_once('|')?;
        let colour = COLOURS.into_iter().find(|known| known.eq_ignore_ascii_case(colour))?;
        Some(vec![("colour".to_owned(), colour.to_owned()), ("title".to_owned(), title.to_owned())])
    };
    let (Some(old), Some(new)) = (parts(old), parts(new)) else { return false };
    macros::set_parameters(tree, 1, &old, &new, patch);
    true
}

/// Renders `{status:colour|TITLE}`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let inner = spelling.strip_prefix("{status:")?.strip_suffix('}')?;
    let (colour, title) = inner.split_once('|').unwrap_or(("grey", inner));
    let colour = COLOURS.into_iter().find(|known| known.eq_ignore_ascii_case(colour))?;
    if title.contains(['{', '}', '"', '|']) {
        return None;
    }
    let mut out = String::new();
    macros::push_open("status", &mut out);
    if colour != "Grey" {
        macros::push_parameter("colour", colour, &mut out);
    }
    macros::push_parameter("title", title, &mut out);
    out.push_str(macros::CLOSE);
    Some(out)
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders};

    #[test]
    fn an_edited_status_keeps_its_id() {
        let body = "<p><ac:structured-macro ac:name=\"status\" ac:macro-id=\"9\"><ac:parameter ac:name=\"title\">A</ac:parameter></ac:structured-macro></p>";
        edits(body, "|A", "|B", &body.replace(">A<", ">B<"));
    }

    #[test]
    fn status_both_ways() {
        renders(
            "is {status:green|IN REVIEW}\n",
            "<p>is <ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">IN REVIEW</ac:parameter></ac:structured-macro></p>",
        );
    }
}
