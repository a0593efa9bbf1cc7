//! Placeholders in running text, `{status:green|DONE}`, `[[Title]]`, `@{name}`, `{{variable}}`, `//2026-09-24`: where one
//! begins and how long it is.

use super::attributes;

/// The length of the placeholder that text starts with; `before` is the character in front of it.
pub(super) fn placeholder_len(text: &str, before: Option<char>) -> Option<usize> {
    if text.starts_with('/') {
        return date_len(text, before);
    }
    if before == Some(')')
        && let Some(end) = text.find('}').filter(|end| is_width(&text[..=*end]))
    {
        return Some(end + 1);
    }
    if let Some(rest) = text.strip_prefix("[[") {
        let end = closing_brackets(rest)?;
        return (!rest[..end].trim().is_empty()).then_some(end + 4);
    }
    if let Some(rest) = text.strip_prefix("@{") {
        return rest
            .find(['{', '}'])
            .filter(|end| *end > 0 && rest[*end..].starts_with('}'))
            .map(|end| end + 3);
    }
    if let Some(rest) = text.strip_prefix("{{") {
        // No further than the name: a line of openings is not searched for each of them.
        let end =
            rest.find(|ch: char| !attributes::is_name(ch)).filter(|end| rest[*end..].starts_with("}}"))?;
        return attributes::is_identifier(&rest[..end]).then_some(end + 4);
    }
    let rest = text.strip_prefix('{')?;
    let name_len = rest.find(|ch: char| !attributes::is_name(ch)).unwrap_or(rest.len());
    if !attributes::is_identifier(&rest[..name_len]) || !rest[name_len..].starts_with(['}', ':', ' ', '#']) {
        return None;
    }
    closing_brace(&rest[name_len..]).map(|end| 1 + name_len + end + 1)
}

/// The length of `//2026-09-24` as Confluence's editor takes it.
pub(crate) fn date_len(text: &str, before: Option<char>) -> Option<usize> {
    let date = text.strip_prefix("//")?.as_bytes().get(..10)?;
    let is_date = date.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let ends = text.get(12..)?.chars().next().is_none_or(|ch| !ch.is_alphanumeric() && !"-/_".contains(ch));
    let begins = before.is_none_or(|ch| ch.is_whitespace() || "(*_~|>\"'".contains(ch));
    (is_date && ends && begins).then_some(12)
}

/// Whether a mark is the `{width=120}` behind an image.
pub(crate) fn is_width(text: &str) -> bool {
    let digits = text.strip_prefix("{width=").and_then(|rest| rest.strip_suffix('}'));
    digits.is_some_and(|digits| {
        (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether what follows a `{` could make it a placeholder, with text after it that is not known here.
pub(crate) fn may_begin(rest: &str, before: Option<char>) -> bool {
    let name = rest.strip_prefix('{').unwrap_or(rest);
    let len = name.find(|ch: char| !attributes::is_name(ch)).unwrap_or(name.len());
    let is_name = attributes::is_identifier(&name[..len]) || name.is_empty();
    let is_width = before.is_none_or(|ch| ch == ')') && name.starts_with("width=");
    is_width || (is_name && (name[len..].is_empty() || name[len..].starts_with(['}', ':', ' ', '#'])))
}

/// Where the link ends; one does not reach over the beginning of another.
fn closing_brackets(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, ch) in text.char_indices() {
        match ch {
            '[' if text[at..].starts_with("[[") => return None,
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            ']' if text[at..].starts_with("]]") => return Some(at),
            _ => {}
        }
    }
    None
}

fn closing_brace(text: &str) -> Option<usize> {
    let last = text.rfind('}')?;
    let text = &text[..=last];
    let mut quoted = false;
    let mut escaped = false;
    for (at, ch) in text.char_indices() {
        match ch {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '}' if !quoted => return Some(at),
            _ => {}
        }
    }
    text.find('}')
}
