//! Text as XML: what may not stand raw is escaped, what XML cannot hold at all is replaced.

/// Appends text content.
pub(crate) fn push_text(text: &str, out: &mut String) {
    let mut rest = text;
    // Most text is letters of ASCII and blanks, which go over in one piece.
    while let Some(at) = rest.bytes().position(|byte| !matches!(byte, b' '..=b'~') || b"&<>".contains(&byte))
    {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = tail.chars();
        match chars.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('\u{a0}') => out.push_str("&nbsp;"),
            Some(ch) => out.push(allowed(ch)),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

/// Appends an attribute's value, for double quotes.
pub(crate) fn push_attribute(value: &str, out: &mut String) {
    for ch in value.chars() {
        match ch {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            ch => out.push(allowed(ch)),
        }
    }
}

/// Appends a CDATA section; `]]>` is split over two.
pub(crate) fn push_cdata(text: &str, out: &mut String) {
    out.push_str("<![CDATA[");
    push_cdata_content(text, out);
    out.push_str("]]>");
}

/// Appends what stands inside a CDATA section.
pub(crate) fn push_cdata_content(text: &str, out: &mut String) {
    let clean: String = text.chars().map(allowed).collect();
    out.push_str(&clean.replace("]]>", "]]]]><![CDATA[>"));
}

/// Escaped text content as a value.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_text(text, &mut out);
    out
}

/// XML has no way to write most control characters, not even as references.
pub(crate) fn allowed(ch: char) -> char {
    match ch {
        '\t' | '\n' | '\r' => ch,
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        ch => ch,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cdata_end_is_split() {
        let mut out = String::new();
        push_cdata("a]]>b", &mut out);
        assert_eq!(out, "<![CDATA[a]]]]><![CDATA[>b]]>");
    }

    #[test]
    fn control_characters_do_not_reach_the_xml() {
        assert_eq!(text("a\u{1}<\u{a0}"), "a\u{fffd}&lt;&nbsp;");
    }
}
