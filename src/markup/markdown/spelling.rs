//! How links and images are spelled: one way each, with escapes where something would be read back differently.

use crate::markup::model::collapse;

/// `![alt](target "title")`, the one spelling of an image.
pub(crate) fn image_spelling(alt: &str, target: &str, title: &str) -> String {
    let mut out = String::from("![");
    push_label(alt, &mut out);
    out.push_str("](");
    push_target(target, title, &mut out);
    out.push(')');
    out
}

/// `[text](target)`, the one spelling of a link that is a placeholder.
pub(crate) fn link_spelling(text: &str, target: &str) -> String {
    let mut out = String::from("[");
    push_label(text, &mut out);
    out.push_str("](");
    push_target(target, "", &mut out);
    out.push(')');
    out
}

fn push_label(text: &str, out: &mut String) {
    for ch in collapse(text.trim()).chars() {
        if matches!(ch, '\\' | '[' | ']' | '*' | '_' | '`' | '<' | '&' | '~' | '!' | '{' | '@') {
            out.push('\\');
        }
        out.push(ch);
    }
}

/// Writes what stands between the parentheses of a link.
pub(super) fn push_target(target: &str, title: &str, out: &mut String) {
    let is_plain = !target.is_empty()
        && !target
            .contains(|ch: char| ch.is_whitespace() || ch.is_control() || "<>()\\&*_`[]{}!".contains(ch));
    if is_plain || is_plain_url(target) {
        out.push_str(target);
    } else {
        out.push('<');
        for (at, ch) in target.char_indices() {
            match ch {
                '\n' | '\r' => out.push(' '),
                '<' | '>' | '\\' => {
                    out.push('\\');
                    out.push(ch);
                }
                '&' if looks_like_entity(&target[at + 1..]) => out.push_str("&amp;"),
                ch => out.push(ch),
            }
        }
        out.push('>');
    }
    if !title.is_empty() {
        out.push_str(" \"");
        let title = collapse(title);
        for (at, ch) in title.char_indices() {
            match ch {
                '"' | '\\' => {
                    out.push('\\');
                    out.push(ch);
                }
                '&' if looks_like_entity(&title[at + 1..]) => out.push_str("&amp;"),
                ch => out.push(ch),
            }
        }
        out.push('"');
    }
}

/// Web addresses with underscores and queries, which stand for themselves.
fn is_plain_url(target: &str) -> bool {
    target.contains("://")
        && !target.contains(|ch: char| ch.is_whitespace() || ch.is_control() || "<>()\\`[]{}".contains(ch))
        && !has_entity(target)
}

/// Whether text holds what would be read as an entity.
pub(super) fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| looks_like_entity(&text[at + 1..]))
}

/// Whether what follows a `&` makes it an entity.
pub(super) fn looks_like_entity(rest: &str) -> bool {
    let end = rest.find(|ch: char| !ch.is_ascii_alphanumeric() && ch != '#');
    end.is_some_and(|end| end > 0 && rest[end..].starts_with(';'))
}
