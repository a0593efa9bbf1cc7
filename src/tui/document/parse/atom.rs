//! The dialect inside a line: `{status:green|DONE}`, `{date:…}`, `@{user}`, `{jira:KEY-1}`, `{#anchor}`,
//! `{name k=v}`, and addresses written without a link.

/// A part of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Atom<'a> {
    /// Plain text.
    Text(&'a str),
    /// `{status:colour|text}`.
    Status(&'a str, &'a str),
    /// `{date:…}`.
    Date(&'a str),
    /// `@{user}`.
    Mention(&'a str),
    /// `{#name}`: a place that links can name; it shows nothing.
    Anchor(&'a str),
    /// `{width=…}` right after an image; it shows nothing.
    Size(&'a str),
    /// Any other macro in a line, braces and all.
    Macro(&'a str),
    /// A bare `https://…`.
    Address(&'a str),
}

/// Splits text at its atoms. `escaped` holds the byte offsets of characters that had a backslash.
pub(super) fn split<'a>(text: &'a str, escaped: &[usize], after_image: bool) -> Vec<Atom<'a>> {
    let mut atoms = Vec::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(step) = text[at..].find(['{', '@', 'h']) {
        at += step;
        let found = if escaped.contains(&at) { None } else { atom(text, at, after_image) };
        match found {
            Some((atom, end)) => {
                if copied < at {
                    atoms.push(Atom::Text(&text[copied..at]));
                }
                atoms.push(atom);
                copied = end;
                at = end;
            }
            None => at += 1,
        }
    }
    if copied < text.len() {
        atoms.push(Atom::Text(&text[copied..]));
    }
    atoms
}

fn atom(text: &str, at: usize, after_image: bool) -> Option<(Atom<'_>, usize)> {
    let rest = &text[at..];
    match rest.as_bytes()[0] {
        b'@' => {
            let (name, end) = braces(rest.get(1..)?)?;
            (!name.is_empty()).then_some((Atom::Mention(name), at + 1 + end))
        }
        b'{' => {
            let (inner, end) = braces(rest)?;
            Some((call(inner, &rest[..end], after_image && at == 0)?, at + end))
        }
        _ => address(text, at),
    }
}

/// Returns what the braces at the start hold, and where they end.
fn braces(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('{')?;
    let end = inner.find(['}', '\n'])?;
    inner[end..].starts_with('}').then_some((&inner[..end], end + 2))
}

fn call<'a>(inner: &'a str, whole: &'a str, after_image: bool) -> Option<Atom<'a>> {
    if after_image && inner.contains('=') {
        return Some(Atom::Size(inner));
    }
    if let Some(anchor) = inner.strip_prefix('#').or_else(|| inner.strip_prefix("anchor:")) {
        let plain = !anchor.is_empty() && !anchor.contains(char::is_whitespace);
        return plain.then_some(Atom::Anchor(anchor));
    }
    if let Some(rest) = inner.strip_prefix("status:") {
        let (colour, text) = rest.split_once('|').unwrap_or(("", rest));
        return Some(Atom::Status(colour, text));
    }
    if let Some(date) = inner.strip_prefix("date:") {
        return Some(Atom::Date(date));
    }
    let name_end = inner.find(|c: char| !(c.is_alphanumeric() || "-_".contains(c))).unwrap_or(inner.len());
    let starts_well = inner.starts_with(|c: char| c.is_alphabetic());
    let goes_on = inner[name_end..].chars().next().is_none_or(|c| " :#|".contains(c));
    let called = starts_well && goes_on;
    // These hold words that a person reads.
    let of_words =
        ["link:", "placeholder:"].iter().any(|name| inner.len() > name.len() && inner.starts_with(name));
    if of_words {
        return Some(Atom::Macro(whole));
    }
    // Braces round several plain words are prose; a macro has a colon, a number, or attributes.
    let is_number = |word: &str| word.strip_prefix('#').is_some_and(|number| number.parse::<u32>().is_ok());
    let prose = inner.contains(' ') && !inner.contains('=') && !inner.split(' ').skip(1).all(is_number);
    (called && !prose).then_some(Atom::Macro(whole))
}

/// Finds a bare web address: at the start of a word, up to a blank, without closing punctuation.
fn address(text: &str, at: usize) -> Option<(Atom<'_>, usize)> {
    let rest = &text[at..];
    let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))?;
    if text[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"`".contains(c)).unwrap_or(rest.len());
    let mut address = &rest[..end];
    loop {
        let shorter = match address.chars().next_back()? {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '…' | '。' | '、' => true,
            ')' => address.matches(')').count() > address.matches('(').count(),
            ']' => address.matches(']').count() > address.matches('[').count(),
            _ => false,
        };
        if !shorter {
            break;
        }
        let last = address.chars().next_back().map_or(0, char::len_utf8);
        address = &address[..address.len() - last];
    }
    (address.len() > scheme.len()).then_some((Atom::Address(address), at + address.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_atom_is_found() {
        assert_eq!(split("{anchor:top}", &[], false), [Atom::Anchor("top")]);
        let asked = "{placeholder:Type here}";
        assert_eq!(split(asked, &[], false), [Atom::Macro(asked)]);
        let text = "{status:green|DONE} by @{ann} on {date:2026-09-24} in {jira:KEY-1} {#here} {toc #2}";
        let atoms = split(text, &[], false);
        assert_eq!(
            atoms.into_iter().filter(|atom| !matches!(atom, Atom::Text(_))).collect::<Vec<_>>(),
            [
                Atom::Status("green", "DONE"),
                Atom::Mention("ann"),
                Atom::Date("2026-09-24"),
                Atom::Macro("{jira:KEY-1}"),
                Atom::Anchor("here"),
                Atom::Macro("{toc #2}"),
            ]
        );
    }

    #[test]
    fn prose_in_braces_and_escaped_braces_stay_text() {
        assert_eq!(split("{a b} {", &[], false), [Atom::Text("{a b} {")]);
        assert_eq!(split("{status:x|y}", &[0], false), [Atom::Text("{status:x|y}")]);
    }

    #[test]
    fn a_bare_address_ends_before_closing_punctuation() {
        let atoms = split("(see https://a.example/b_(c)).", &[], false);
        assert_eq!(atoms[1], Atom::Address("https://a.example/b_(c)"));
        assert_eq!(atoms[2], Atom::Text(")."));
    }
}
