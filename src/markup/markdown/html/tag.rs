//! HTML cut into tags and text, as a browser would find them; what is no whole tag is text.

use crate::markup::model::{Align, CellForm, Vertical, Width, is_blank};
use crate::markup::storage::text;

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'h> {
    Open(Tag<'h>),
    Close(String, &'h str),
    Text(&'h str),
    /// A comment, a declaration, a processing instruction.
    Silent,
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'h> {
    pub(super) name: String,
    pub(super) source: &'h str,
    attributes: Vec<(String, String)>,
}

impl Tag<'_> {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What a cell says of itself.
    pub(super) fn form(&self) -> CellForm {
        let span = |name: &str| self.get(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
        CellForm {
            columns: span("colspan").clamp(1, MOST_SPANNED),
            rows: span("rowspan").clamp(1, MOST_SPANNED),
            is_head: self.name == "th",
            align: self.alignment(),
            vertical: self.get("valign").or(self.style("vertical-align")).and_then(Vertical::named),
            width: self.width(),
        }
    }

    /// How wide it says it is.
    pub(super) fn width(&self) -> Option<Width> {
        self.style("width").or(self.get("width")).and_then(Width::read)
    }

    /// What its style declares.
    fn style(&self, wanted: &str) -> Option<&str> {
        let mut declared = self.get("style")?.split(';').filter_map(|part| part.split_once(':'));
        declared.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
    }

    pub(super) fn alignment(&self) -> Align {
        match self.get("align").or(self.style("text-align")).map(str::to_ascii_lowercase).as_deref() {
            Some("left") => Align::Left,
            Some("center") => Align::Center,
            Some("right") => Align::Right,
            _ => Align::None,
        }
    }
}

/// A cell that says it is larger is wrong.
const MOST_SPANNED: usize = 1000;

/// Cuts HTML into tokens; what is no tag is text.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some((token, len)) = tag_at(rest) {
            out.push(token);
            rest = &rest[len..];
            continue;
        }
        let len = rest.char_indices().skip(1).find(|(_, ch)| *ch == '<').map_or(rest.len(), |(at, _)| at);
        out.push(Token::Text(&rest[..len]));
        rest = &rest[len..];
    }
    out
}

fn tag_at(html: &str) -> Option<(Token<'_>, usize)> {
    let inner = html.strip_prefix('<')?;
    for (begin, end) in [("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>"), ("!", ">")] {
        if inner.starts_with(begin) {
            // `<!-->` and `<!--->` are whole comments.
            let from = if begin == "!--" { 1 } else { 1 + begin.len() };
            let len = html[from.min(html.len())..].find(end).map(|at| from + at + end.len());
            let len = len.filter(|len| begin != "!--" || *len >= 5);
            return len.map(|len| (Token::Silent, len));
        }
    }
    let (name_at, is_close) = if inner.starts_with('/') { (2, true) } else { (1, false) };
    if !html[name_at..].starts_with(|ch: char| ch.is_ascii_alphabetic()) {
        return None;
    }
    let name_len = html[name_at..].find(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '-'))?;
    let name = html[name_at..name_at + name_len].to_ascii_lowercase();
    let (attributes, len) = attributes_at(html, name_at + name_len)?;
    let source = &html[..len];
    let token =
        if is_close { Token::Close(name, source) } else { Token::Open(Tag { name, source, attributes }) };
    Some((token, len))
}

/// Attributes from an offset on, and where the tag ends.
fn attributes_at(html: &str, from: usize) -> Option<(Vec<(String, String)>, usize)> {
    let mut out = Vec::new();
    let mut at = from;
    loop {
        let rest = &html[at..];
        let trimmed = rest.trim_start_matches(|ch: char| is_blank(ch) || ch == '/');
        at += rest.len() - trimmed.len();
        if trimmed.starts_with('>') {
            return Some((out, at + 1));
        }
        let len = trimmed.find(|ch: char| is_blank(ch) || "=>/<\"'".contains(ch))?;
        if len == 0 {
            return None;
        }
        let name = trimmed[..len].to_ascii_lowercase();
        at += len;
        let after = html[at..].trim_start_matches(is_blank);
        let Some(value) = after.strip_prefix('=') else {
            out.push((name, String::new()));
            continue;
        };
        let value = value.trim_start_matches(is_blank);
        at = html.len() - value.len();
        let (value, len) = match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let end = value[1..].find(quote)?;
                (&value[1..=end], end + 2)
            }
            _ => {
                let end = value.find(|ch: char| is_blank(ch) || ch == '>')?;
                (&value[..end], end)
            }
        };
        out.push((name, text::decode(value)));
        at += len;
    }
}

/// What a piece is as it was written; nothing for what nobody sees.
pub(super) fn source(token: &Token<'_>) -> String {
    match token {
        Token::Open(tag) => tag.source.to_owned(),
        Token::Close(_, source) => (*source).to_owned(),
        Token::Text(text) => (*text).to_owned(),
        Token::Silent => String::new(),
    }
}
