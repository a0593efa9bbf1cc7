//! HTML in Markdown, made readable: known elements become styles and breaks, unknown ones stay visible.
//!
//! Not a parser of HTML: tokens only, nothing is nested, nothing is run or fetched.

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Lower case.
    pub(super) name: String,
    /// `</name>`.
    pub(super) closes: bool,
    source: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads `<name …>` or `</name>`; `None` for comments, declarations and everything else.
    pub(super) fn parse(source: &'a str) -> Option<Self> {
        let inner = source.strip_prefix('<')?.strip_suffix('>')?;
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let end = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(inner.len());
        let name = inner[..end].to_ascii_lowercase();
        name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(Self { name, closes, source })
    }

    /// Returns the value of an attribute, entities decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let lower = self.source.to_ascii_lowercase();
        let mut from = 0;
        while let Some(found) = lower[from..].find(name) {
            let at = from + found;
            from = at + name.len();
            let starts = lower[..at].ends_with(|c: char| c.is_whitespace() || "\"'".contains(c));
            let Some(value) = self.source[from..].trim_start().strip_prefix('=') else { continue };
            if !starts {
                continue;
            }
            let value = value.trim_start();
            let value = match value.chars().next()? {
                quote @ ('"' | '\'') => value[1..].split(quote).next()?,
                _ => value.split(|c: char| c.is_whitespace() || c == '>').next()?,
            };
            return Some(decoded(value));
        }
        None
    }
}

/// A piece of an HTML block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Text(&'a str),
    Tag(&'a str),
    Comment(&'a str),
}

/// Splits HTML into tags, comments and the text between them; loses nothing.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while !rest.is_empty() {
        let (token, length) = match rest.find('<') {
            Some(0) => tag_token(rest),
            Some(at) => (Token::Text(&rest[..at]), at),
            None => (Token::Text(rest), rest.len()),
        };
        tokens.push(token);
        rest = &rest[length..];
    }
    tokens
}

fn tag_token(text: &str) -> (Token<'_>, usize) {
    if text.starts_with("<!--") {
        let end = text.find("-->").map_or(text.len(), |at| at + 3);
        return (Token::Comment(&text[..end]), end);
    }
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (None, '>') => return (Token::Tag(&text[..=at]), at + 1),
            (None, '<') if at > 0 => return (Token::Text(&text[..at]), at),
            (None, '"' | '\'') if text[..at].ends_with('=') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    (Token::Text(text), text.len())
}

/// How an element lies on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// Within a line.
    Inline,
    /// Starts and ends a paragraph.
    Block,
    /// A heading of this level.
    Heading(u8),
    /// An item of a list.
    Item,
    /// A cell of a table: goes on in the same line, set apart.
    Cell,
    /// `<hr>`.
    Rule,
    /// `<pre>`: line breaks count.
    Preformatted,
}

/// Returns how the element lies on the page.
pub(super) fn flow(name: &str) -> Flow {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Flow::Heading(name.as_bytes()[1] - b'0'),
        "li" | "dt" | "dd" => Flow::Item,
        "td" | "th" => Flow::Cell,
        "hr" => Flow::Rule,
        "pre" => Flow::Preformatted,
        "p" | "div" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "ul" | "ol" | "dl" | "details"
        | "summary" | "section" | "article" | "header" | "footer" | "main" | "nav" | "aside" | "center"
        | "blockquote" | "figure" | "figcaption" | "caption" | "colgroup" | "col" | "form" | "html"
        | "body" | "head" | "source" | "video" => Flow::Block,
        _ => Flow::Inline,
    }
}

/// Decodes the character references that occur in practice; others stay as written.
pub(super) fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest[1..].find(';').filter(|&end| end <= 10).map(|end| &rest[1..=end]);
        match reference.and_then(character) {
            Some((character, length)) => {
                decoded.push(character);
                rest = &rest[length + 2..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded.push_str(rest);
    decoded
}

fn character(name: &str) -> Option<(char, usize)> {
    let found = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "rsquo" => '’',
        "lsquo" => '‘',
        "rdquo" => '”',
        "ldquo" => '“',
        "copy" => '©',
        "rarr" => '→',
        "larr" => '←',
        "bull" => '•',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((found, name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_tile_the_source() {
        let source = "<p align=\"a>b\">x < y<!-- <b> --><br/>&amp;</p";
        let joined: String = tokens(source)
            .iter()
            .map(|token| match token {
                Token::Text(text) | Token::Tag(text) | Token::Comment(text) => *text,
            })
            .collect();
        assert_eq!(joined, source);
    }

    #[test]
    fn attributes_are_found_by_their_whole_name() {
        let tag = Tag::parse(r#"<img data-src="no" src='a&amp;b.png' alt=x>"#).unwrap();
        assert_eq!(tag.attribute("src").as_deref(), Some("a&b.png"));
        assert_eq!(tag.attribute("alt").as_deref(), Some("x"));
        assert_eq!(tag.attribute("title"), None);
    }
}
