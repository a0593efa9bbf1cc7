//! What pulldown-cmark does not know, hidden from it: directives and placeholders are replaced by inert
//! marks before it parses, and found again in its events.
//!
//! A directive line becomes a processing instruction, which is an HTML block of its own: it may interrupt
//! a paragraph, keeps its place in lists and quotes and does not end a comment around it. A placeholder
//! becomes a word. Lines stay lines, so positions keep their line number.

use super::attributes;
use super::placeholder::placeholder_len;
use crate::markup::model::CellForm;
use crate::markup::storage::escape;

/// Begin and end of a mark: noncharacters, which no text should hold (and which are masked if it does).
const BEGIN: char = '\u{fdd0}';
const END: char = '\u{fdd1}';

/// A part of a table in HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TablePart {
    Table,
    Row,
    Cell,
}

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// `:::name{attributes}`
    Open { colons: usize, name: String, attributes: String },
    /// `:::`
    Close { colons: usize },
    /// `::name{attributes}`
    Leaf { name: String, attributes: String },
    /// `[!NOTE] Title` at the start of a quote
    Panel { kind: &'static str, title: String },
    /// `<table>`, `</td>` and their like, around blocks of Markdown
    Part { part: TablePart, opens: bool, form: CellForm },
    /// `{status:green|DONE}`, `[[Title]]`, `@{name}`
    Atom,
    /// Text that looked like a mark.
    Literal,
}

/// Masked text with what was masked.
#[derive(Debug, Default)]
pub(crate) struct Masked {
    pub(crate) text: String,
    slots: Vec<(Slot, String)>,
}

/// A part of text as pulldown-cmark hands it back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Text(&'a str),
    Slot(&'a Slot, &'a str),
}

impl Masked {
    /// Splits text at its marks.
    pub(crate) fn parts<'a>(&'a self, text: &'a str) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(BEGIN) {
            let tail = &rest[at + BEGIN.len_utf8()..];
            let Some((number, after)) = tail.split_once(END) else { break };
            if at > 0 {
                parts.push(Part::Text(&rest[..at]));
            }
            if let Some((slot, original)) = number.parse().ok().and_then(|index: usize| self.slots.get(index))
            {
                parts.push(Part::Slot(slot, original));
            }
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest));
        }
        parts
    }

    /// Text with every mark replaced by what was typed.
    pub(crate) fn restore(&self, text: &str) -> String {
        self.restore_where(text, |_| true)
    }

    /// Text in which placeholders are still marks, and what turned out to be no directive is what was typed.
    pub(crate) fn restore_directives(&self, text: &str) -> String {
        self.restore_where(text, |slot| !matches!(slot, Slot::Atom | Slot::Literal))
    }

    fn restore_where(&self, text: &str, is_wanted: impl Fn(&Slot) -> bool) -> String {
        if !text.contains(BEGIN) {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        let mut is_directive = false;
        let mut at = 0;
        for part in self.parts(text) {
            let from = at;
            at = match part {
                Part::Text(text) => at + text.len(),
                Part::Slot(..) => text[at..].find(END).map_or(text.len(), |end| at + end + END.len_utf8()),
            };
            match part {
                Part::Slot(slot, _) if !is_wanted(slot) => out.push_str(&text[from..at]),
                Part::Text(text) if is_directive => out.push_str(text.strip_prefix("?>").unwrap_or(text)),
                Part::Text(text) => out.push_str(text),
                Part::Slot(slot, original) => {
                    is_directive = !matches!(slot, Slot::Atom | Slot::Literal);
                    if is_directive && out.ends_with("<?") {
                        out.truncate(out.len() - 2);
                    }
                    out.push_str(original);
                    continue;
                }
            }
            is_directive = false;
        }
        out
    }

    /// The directive that a line of an HTML block stands for.
    pub(crate) fn directive(&self, html: &str) -> Option<(&Slot, &str)> {
        let inner = html.trim().strip_prefix("<?")?.strip_suffix("?>")?;
        match self.parts(inner).as_slice() {
            [Part::Slot(..)] => {}
            _ => return None,
        }
        let number = inner.strip_prefix(BEGIN)?.strip_suffix(END)?;
        let (slot, original) = self.slots.get(number.parse::<usize>().ok()?)?;
        Some((slot, original))
    }

    fn push_mark(&mut self, slot: Slot, original: &str) {
        self.text.push(BEGIN);
        self.text.push_str(&self.slots.len().to_string());
        self.text.push(END);
        self.slots.push((slot, original.to_owned()));
    }

    fn push_directive(&mut self, slot: Slot, original: &str) {
        self.text.push_str("<?");
        self.push_mark(slot, original);
        self.text.push_str("?>");
    }

    /// Masks the placeholders of a line.
    fn push_line(&mut self, line: &str) {
        let mut rest = line;
        // Marks are found by the first of their bytes; what else begins like that goes over as it is.
        while let Some(at) =
            rest.bytes().position(|byte| matches!(byte, b'\\' | b'{' | b'[' | b'@' | b'/' | 0xef))
        {
            let before = line[..line.len() - rest.len() + at].chars().next_back();
            self.text.push_str(&rest[..at]);
            rest = &rest[at..];
            let len = if let Some(len) = placeholder_len(rest, before) {
                self.push_mark(Slot::Atom, &rest[..len]);
                len
            } else if rest.starts_with([BEGIN, END]) {
                self.push_mark(Slot::Literal, &rest[..BEGIN.len_utf8()]);
                BEGIN.len_utf8()
            } else {
                let len =
                    rest.chars().take(if rest.starts_with('\\') { 2 } else { 1 }).map(char::len_utf8).sum();
                self.text.push_str(&rest[..len]);
                len
            };
            rest = &rest[len..];
        }
        self.text.push_str(rest);
    }
}

/// Masks a document.
pub(crate) fn mask(markdown: &str) -> Masked {
    let clean = clean(markdown);
    let mut masked = Masked { text: String::with_capacity(clean.len() + 64), slots: Vec::new() };
    for line in clean.split_inclusive('\n') {
        let (body, newline) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        let (prefix, content) = body.split_at(prefix_len(body));
        masked.text.push_str(prefix);
        // Code holds its marks too and gives them back: what is code is known only once the text is parsed.
        match directive(prefix, content) {
            Some(slot) => masked.push_directive(slot, content),
            None => masked.push_line(content),
        }
        masked.text.push_str(newline);
    }
    masked
}

/// Whether a line, counted from 0, belongs to a fenced code block.
pub(crate) fn is_in_fence(markdown: &str, line: usize) -> bool {
    let mut fence = Fence::default();
    let found = markdown.lines().map(|text| fence.is_code(text)).nth(line);
    found.unwrap_or(false)
}

/// The length of what stands before a line's content: blanks, quote signs and list markers.
pub(crate) fn prefix_len(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'>' => at += 1,
            b'-' | b'*' | b'+' if bytes.get(at + 1) == Some(&b' ') => at += 2,
            b'0'..=b'9' => {
                let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let end = at + digits;
                if !matches!(bytes.get(end), Some(b'.' | b')')) || bytes.get(end + 1) != Some(&b' ') {
                    return at;
                }
                at = end + 2;
            }
            _ => return at,
        }
    }
    at
}

/// Follows fenced code blocks from line to line.
#[derive(Debug, Default)]
struct Fence {
    open: Option<(u8, usize)>,
}

impl Fence {
    /// Whether the line is code or a fence itself.
    fn is_code(&mut self, line: &str) -> bool {
        match self.open {
            Some((sign, len)) => {
                let content = line.trim_start_matches([' ', '\t', '>']).trim_end();
                if content.len() >= len && content.bytes().all(|byte| byte == sign) {
                    self.open = None;
                }
                true
            }
            None => {
                let content = &line[prefix_len(line)..];
                let Some(sign) = content.bytes().next().filter(|byte| matches!(byte, b'`' | b'~')) else {
                    return false;
                };
                let len = content.bytes().take_while(|byte| *byte == sign).count();
                if len < 3 || (sign == b'`' && content[len..].contains('`')) {
                    return false;
                }
                self.open = Some((sign, len));
                true
            }
        }
    }
}

fn clean(markdown: &str) -> String {
    let mut unified = markdown.replace("\r\n", "\n").replace('\r', "\n");
    if !unified.ends_with('\n') {
        unified.push('\n');
    }
    if unified.bytes().any(|byte| byte < b' ' && byte != b'\n' && byte != b'\t') {
        return unified.chars().map(escape::allowed).collect();
    }
    unified
}

fn directive(prefix: &str, content: &str) -> Option<Slot> {
    let content = content.trim_end();
    if let Some(rest) = content.strip_prefix("[!") {
        let (kind, title) = rest.split_once(']')?;
        let is_quote = prefix.trim_end().ends_with('>');
        let kind = panel_kind(kind).filter(|_| is_quote)?;
        return Some(Slot::Panel { kind, title: title.trim().to_owned() });
    }
    let colons = content.bytes().take_while(|byte| *byte == b':').count();
    if colons < 2 {
        return None;
    }
    let rest = content[colons..].trim();
    if rest.is_empty() {
        return (colons > 2).then_some(Slot::Close { colons });
    }
    let name_len = rest.find(|ch: char| !attributes::is_name(ch)).unwrap_or(rest.len());
    let (name, after) = rest.split_at(name_len);
    let braces = after.trim();
    let inner = if braces.is_empty() { "" } else { braces.strip_prefix('{')?.strip_suffix('}')? };
    if !attributes::is_identifier(name) {
        return None;
    }
    let name = name.to_owned();
    let attributes = match attributes::read(inner) {
        Some(pairs) if !inner.contains('#') && pairs.iter().all(|(_, value)| !value.is_empty()) => {
            attributes::write(pairs.iter().map(|(name, value)| (&**name, &**value)))
        }
        _ => inner.trim().to_owned(),
    };
    Some(if colons == 2 { Slot::Leaf { name, attributes } } else { Slot::Open { colons, name, attributes } })
}

/// The name of a panel's marker, if it is one.
pub(crate) fn panel_kind(marker: &str) -> Option<&'static str> {
    ["NOTE", "TIP", "WARNING", "CAUTION", "IMPORTANT"]
        .into_iter()
        .find(|kind| kind.eq_ignore_ascii_case(marker))
        // There is no macro of that name; the yellow one is nearest.
        .map(|kind| if kind == "IMPORTANT" { "WARNING" } else { kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_directives_are_masked_and_come_back() {
        let text = "a {status:green|DONE} [[S:T|x]] @{me} \\{no} {1}\n- :::expand{title=\"T\"}\n  ::toc\n  :::\n```\n::toc\n```\n> [!NOTE] Hi\n";
        let masked = mask(text);
        assert_eq!(masked.slots.len(), 8);
        assert_eq!(masked.text.lines().count(), text.lines().count());
        assert_eq!(masked.restore(&masked.text), text);
        assert!(masked.text.contains("\\{no} {1}"));
        let first = masked.text.lines().next().expect("a line");
        assert_eq!(masked.restore(first), text.lines().next().expect("a line"));
    }

    #[test]
    fn text_that_holds_the_mark_itself_survives() {
        let text = "x\u{fdd0}7\u{fdd1}y\n";
        let masked = mask(text);
        assert_eq!(masked.restore(&masked.text), text);
    }
}
