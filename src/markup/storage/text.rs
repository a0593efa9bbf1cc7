//! Raw XML text: references resolved, attributes found in a start tag.

use super::entity;
use super::tree::Span;

/// Resolves the references of raw text; what is no reference stays as it is.
pub(crate) fn decode(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (ch, len) = first_char(&rest[at..]).unwrap_or(('&', 1));
        out.push(ch);
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    out
}

/// The first character that raw text stands for and how many raw bytes it takes.
pub(crate) fn first_char(raw: &str) -> Option<(char, usize)> {
    let ch = raw.chars().next()?;
    if ch != '&' {
        return Some((ch, ch.len_utf8()));
    }
    let resolved = raw.find(';').filter(|end| *end <= 32).and_then(|end| {
        let name = &raw[1..end];
        let ch = if name.starts_with('#') { numeric(name) } else { entity::named(name) };
        ch.map(|ch| (ch, end + 1))
    });
    resolved.or(Some(('&', 1)))
}

/// The character of `#160` or `#xA0`.
pub(crate) fn numeric(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code).filter(|ch| *ch != '\0')
}

/// Iterates over `name="value"` pairs of a start tag from `at` on; yields the spans of name and value.
pub(crate) fn attributes(bytes: &[u8], at: usize) -> impl Iterator<Item = (Span, Span)> + '_ {
    let mut at = at;
    std::iter::from_fn(move || {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace());
        let name_end = skip(bytes, at, |byte| !byte.is_ascii_whitespace() && !b"=/>".contains(&byte));
        let name = Span::new(at, name_end);
        let equals = skip(bytes, name_end, |byte| byte.is_ascii_whitespace());
        if name.is_empty() || bytes.get(equals) != Some(&b'=') {
            return None;
        }
        let quote_at = skip(bytes, equals + 1, |byte| byte.is_ascii_whitespace());
        let quote = *bytes.get(quote_at).filter(|byte| matches!(byte, b'"' | b'\''))?;
        let end = skip(bytes, quote_at + 1, |byte| byte != quote);
        at = end + 1;
        Some((name, Span::new(quote_at + 1, end)))
    })
}

fn skip(bytes: &[u8], from: usize, keep: impl Fn(u8) -> bool) -> usize {
    let mut at = from;
    while bytes.get(at).is_some_and(|byte| keep(*byte)) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve() {
        assert_eq!(decode("a&nbsp;b&#38;&#x41;&lt;"), "a\u{a0}b&A<");
        assert_eq!(decode("AT&T; &"), "AT&T; &");
    }
}
