//! The status macro: `{status:green|DONE}`.

use super::macros::{self, Macro};

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

/// Renders `{status:colour|TITLE}`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let inner = spelling.strip_prefix("{status:")?.strip_suffix('}')?;
    let (colour, title) = inner.split_once('|').unwrap_or(("grey", inner));
    let colour = COLOURS.into_iter().find(|known| known.eq_ignore_ascii_case(colour))?;
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
    use crate::markup::construct::check::renders;

    #[test]
    fn status_both_ways() {
        renders(
            "is {status:green|IN REVIEW}\n",
            "<p>is <ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">IN REVIEW</ac:parameter></ac:structured-macro></p>",
        );
    }
}
