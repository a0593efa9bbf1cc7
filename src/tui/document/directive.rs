//! The lines that CommonMark does not know: `:::name{k="v"}`, `:::`, `::name{…}`, `> [!NOTE] Title`.
//!
//! Each such line is masked before parsing, at the same length, by something that CommonMark gives a
//! block of its own: a rule, or a bare alert marker. The parser then nests and ends everything around it
//! by its own rules, every byte offset still fits, and the builder finds the line again by its offset.
//! Lines inside code are left alone.

use pulldown_cmark::{Event, Parser, Tag};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// A line of the dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Directive {
    /// `:::name{attrs}`: opens a container; how many colons it has.
    Open(usize, Call),
    /// `:::`: ends a container.
    Close(usize),
    /// `::name{attrs}`: a block of its own.
    Leaf(Call),
    /// `[!KIND] Title`: the kind and the byte range of the title.
    Alert(String, Range<usize>),
}

/// A name and its attributes: a macro as the Markdown shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Call {
    /// The name.
    pub name: String,
    /// What the braces hold; empty without braces.
    pub attributes: Vec<Attribute>,
    /// All of it as it is written, without colons.
    pub spelling: String,
}

/// One attribute of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// The name; empty for a bare value.
    pub name: String,
    /// The value, without its quotes.
    pub value: String,
}

impl Call {
    /// Reads `name{attrs}`; `None` when the text is something else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end();
        let end = text.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        if name.is_empty() {
            return None;
        }
        let attributes = match rest {
            "" => Vec::new(),
            _ => attributes(rest.strip_prefix('{')?.strip_suffix('}')?),
        };
        Some(Self { name: name.to_owned(), attributes, spelling: text.to_owned() })
    }

    /// Reads `{name:value attrs}`, a macro in a line; its spelling is all of it.
    pub(super) fn inline(text: &str) -> Option<Self> {
        let inner = text.strip_prefix('{')?.strip_suffix('}')?;
        let end = inner.find(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).unwrap_or(inner.len());
        let (name, rest) = inner.split_at(end);
        let (value, rest) = match rest.strip_prefix(':') {
            Some(rest) => rest.split_once(' ').unwrap_or((rest, "")),
            None => ("", rest),
        };
        let mut attributes = attributes(rest);
        if !value.is_empty() {
            attributes.push(Attribute { name: String::new(), value: value.to_owned() });
        }
        (!name.is_empty()).then(|| Self { name: name.to_owned(), attributes, spelling: text.to_owned() })
    }

    /// Returns the value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|found| found.value.as_str())
    }

    /// Returns the attributes but `left_out`, as a reader sees them: `depth 2 · sort title` around a dot.
    pub(super) fn summary(&self, left_out: &[&str], dot: &str) -> String {
        let shown = self.attributes.iter().filter(|attribute| {
            // `#2` only tells two macros apart.
            let is_number = attribute.name.is_empty() && attribute.value.starts_with('#');
            !left_out.contains(&attribute.name.as_str()) && !is_number
        });
        let words: Vec<String> = shown
            .map(|Attribute { name, value }| match name.as_str() {
                "" => value.clone(),
                name => format!("{name} {value}"),
            })
            .collect();
        words.join(&format!(" {dot} "))
    }
}

/// Reads `k=v k="a b" #n bare`.
pub(super) fn attributes(text: &str) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => attribute_value(after),
            None => (name.to_owned(), after),
        };
        let name = if rest[name_end..].starts_with('=') { name.to_owned() } else { String::new() };
        found.push(Attribute { name, value });
        rest = after.trim_start();
    }
    found
}

fn attribute_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &quoted[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

/// Stands for a bar that does not end a cell; as long as a bar, and in no text that XML can hold.
pub(super) const BAR: char = '\u{1}';

/// Masks the bars in `{status:green|DONE}` and `[[Page|text]]` on lines of tables, where CommonMark would end a
/// cell at them.
pub(super) fn mask_bars(markdown: &str) -> Cow<'_, str> {
    let is_row = |line: &str| line[prefix_length(line).0..].starts_with('|') && line.contains(['{', '[']);
    if !markdown.lines().any(is_row) {
        return Cow::Borrowed(markdown);
    }
    let mut masked = String::with_capacity(markdown.len());
    for line in markdown.split_inclusive('\n') {
        if is_row(line) { mask_row(line, &mut masked) } else { masked.push_str(line) }
    }
    Cow::Owned(masked)
}

fn mask_row(line: &str, masked: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['{', '[']) {
        let (before, inner) = rest.split_at(at);
        masked.push_str(before);
        let escaped = before.ends_with('\\');
        let end = match inner.strip_prefix("[[") {
            _ if escaped => None,
            Some(link) => link.find("]]").map(|end| end + 4),
            None => inner.strip_prefix('{').and_then(|atom| atom.find('}')).map(|end| end + 2),
        };
        let (atom, after) = inner.split_at(end.unwrap_or(1));
        let mut previous = ' ';
        for character in atom.chars() {
            masked.push(if character == '|' && previous != '\\' { BAR } else { character });
            previous = character;
        }
        rest = after;
    }
    masked.push_str(rest);
}

/// Returns text with its bars.
pub(super) fn with_bars(text: &str) -> Cow<'_, str> {
    if text.contains(BAR) { Cow::Owned(text.replace(BAR, "|")) } else { Cow::Borrowed(text) }
}

/// Masks the dialect's lines; returns the text to parse and what stood at each masked offset.
pub(super) fn mask(markdown: &str) -> (Cow<'_, str>, BTreeMap<usize, Directive>) {
    let mut found = BTreeMap::new();
    if !markdown.contains("::") && !markdown.contains("[!") {
        return (Cow::Borrowed(markdown), found);
    }
    let candidates = candidates(markdown);
    if candidates.is_empty() {
        return (Cow::Borrowed(markdown), found);
    }
    let code = code_ranges(markdown);
    let mut code = code.iter().peekable();
    let mut masked = String::with_capacity(markdown.len());
    let mut copied = 0;
    for (range, at, directive) in candidates {
        while code.next_if(|block| block.end <= range.start).is_some() {}
        if code.peek().is_some_and(|block| block.start < range.end) {
            continue;
        }
        let marker = if matches!(directive, Directive::Alert(..)) { "[!TIP]" } else { "___" };
        masked.push_str(&markdown[copied..at]);
        masked.push_str(marker);
        masked.extend(std::iter::repeat_n(' ', range.end - at - marker.len()));
        copied = range.end;
        found.insert(at, directive);
    }
    if found.is_empty() {
        return (Cow::Borrowed(markdown), found);
    }
    masked.push_str(&markdown[copied..]);
    (Cow::Owned(masked), found)
}

/// Returns the lines that read like the dialect's: their range without the line end, where the
/// dialect's part starts, and what it says.
fn candidates(markdown: &str) -> Vec<(Range<usize>, usize, Directive)> {
    let mut candidates = Vec::new();
    let mut start = 0;
    // How many quote bars the text above stands behind; 0 when there is none that a quote goes on from.
    let mut above = 0;
    for line in markdown.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let (prefix, _) = prefix_length(line);
        let bars = line[..prefix].bytes().filter(|byte| *byte == b'>').count();
        let found = read_line(line, start);
        // Only the first line of a quote says that it is a panel.
        let goes_on = above >= bars && above > 0;
        // A line without bars goes on lazily, unless it begins something of its own.
        above = match line[prefix..].trim().chars().next() {
            None => 0,
            Some(first) if bars > 0 || "#-*+`~<:=_".contains(first) || first.is_ascii_digit() => bars,
            Some(_) => above.max(bars),
        };
        if let Some((at, directive)) =
            found.filter(|(_, directive)| !(goes_on && matches!(directive, Directive::Alert(..))))
        {
            candidates.push((start..start + content.len(), at, directive));
        }
        start += line.len();
    }
    candidates
}

/// Finds the code blocks of the unmasked text: their lines are nobody's directives.
fn code_ranges(markdown: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(markdown, super::parse::options()).into_offset_iter();
    let blocks = events.filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_))));
    blocks.map(|(_, range)| range).collect()
}

/// Reads one line that starts at byte `offset`; returns where the dialect's part starts.
fn read_line(line: &str, offset: usize) -> Option<(usize, Directive)> {
    let (prefix, quoted) = prefix_length(line);
    let content = line[prefix..].trim_end();
    let at = offset + prefix;
    if let Some(rest) = content.strip_prefix("[!").filter(|_| quoted) {
        let (kind, title) = rest.split_once(']')?;
        let known = kind.len() >= 3 && kind.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !known || title.starts_with(['(', '[', ':']) {
            return None;
        }
        let title = title.strip_prefix(['-', '+']).unwrap_or(title);
        let title = title.trim_start();
        let end = at + content.len();
        return Some((at, Directive::Alert(kind.to_owned(), end - title.len()..end)));
    }
    let colons = content.bytes().take_while(|&byte| byte == b':').count();
    let rest = &content[colons..];
    let directive = match colons {
        0 | 1 => return None,
        2 => Directive::Leaf(Call::parse(rest)?),
        _ if rest.is_empty() => Directive::Close(colons),
        _ => Directive::Open(colons, Call::parse(rest)?),
    };
    Some((at, directive))
}

/// Returns the length of blanks, quote bars and list markers before a line's content, and whether the
/// last of them was a quote bar.
fn prefix_length(line: &str) -> (usize, bool) {
    let bytes = line.as_bytes();
    let (mut at, mut quoted) = (0, false);
    loop {
        match bytes.get(at) {
            Some(b' ' | b'\t') => at += 1,
            Some(b'>') => {
                at += 1;
                quoted = true;
            }
            _ => match list_marker(&line[at..]) {
                Some(length) => {
                    at += length;
                    quoted = false;
                }
                None => return (at, quoted),
            },
        }
    }
}

/// Returns the length of a list marker with the blank after it.
fn list_marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take(9).take_while(u8::is_ascii_digit).count();
    let rest = &text.as_bytes()[digits..];
    let mark = if digits > 0 { b".)".as_slice() } else { b"-*+".as_slice() };
    (mark.contains(rest.first()?) && rest.get(1) == Some(&b' ')).then_some(digits + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_quoted_and_bare_attributes() {
        let call = Call::parse(r##"panel{title="A \"b\" c" bg=#EAE6FF #2 wide}"##).unwrap();
        assert_eq!(call.attribute("title"), Some(r#"A "b" c"#));
        assert_eq!(call.summary(&["title"], "·"), "bg #EAE6FF · wide");
        assert_eq!(Call::parse("toc").unwrap().attributes, []);
        assert_eq!(Call::parse("Not a call at all"), None);
    }

    #[test]
    fn bars_in_atoms_and_page_links_do_not_end_cells() {
        let row = "| {status:green|OK} | [[A|b]] | \\{x | [c](d) {e | f} |\nno {a|b}\n";
        let masked = mask_bars(row);
        assert_eq!(masked.len(), row.len());
        assert_eq!(masked.matches(BAR).count(), 3, "{masked:?}");
        assert_eq!(with_bars(&masked), row);
    }

    #[test]
    fn masking_keeps_every_offset() {
        let text =
            "> [!NOTE] Ünder\n> x\n\n:::expand{title=\"é\"}\na\n:::\n- ::toc\n```\n:::no\n```\nstd::x\n";
        let (masked, found) = mask(text);
        assert_eq!(masked.len(), text.len());
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(masked.contains("```\n:::no\n```\nstd::x\n"));
        let Some(Directive::Alert(kind, title)) = found.get(&2) else { panic!("{found:?}") };
        assert_eq!((kind.as_str(), &text[title.clone()]), ("NOTE", "Ünder"));
    }
}
