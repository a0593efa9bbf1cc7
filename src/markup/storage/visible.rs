//! The visible text of a body for search, straight from the bytes: no tree, no events, one pass.
//!
//! Never fails: in a malformed body a tag that does not end is text to nobody.

use super::inline::is_inline;
use super::text::{attributes, first_char};
use crate::markup::Names;

/// How a mention says whom it means, and the sign before it in braces.
const MENTIONS: [(&str, &str); 3] = [("ri:username", ""), ("ri:userkey", "key:"), ("ri:account-id", "id:")];

/// Elements whose content nobody reads.
const HIDDEN: [&str; 12] = [
    "ac:default-parameter",
    "ac:task-id",
    "ac:task-uuid",
    "ac:task-status",
    "ac:adf-attribute",
    "ac:adf-parameter",
    "ac:adf-fallback",
    "ac:adf-mark",
    "at:declarations",
    "script",
    "style",
    "ri:shortcut",
];

/// Whether an element parts words: blocks do, and what is a thing of its own or has its own line.
fn parts_words(name: &str) -> bool {
    match name {
        "ac:link-body" | "ac:plain-text-link-body" | "ri:page" | "ri:user" => false,
        "br" | "ac:image" | "img" | "at:var" => true,
        name => !is_inline(name),
    }
}

/// Returns the visible text: words apart by blanks, blocks by newlines.
pub(crate) fn visible(source: &str) -> String {
    scanned(source, None)
}

/// Returns the visible text with what it only refers to: the people it mentions, by name, and dates.
pub(crate) fn told(source: &str, names: Names<'_>) -> String {
    scanned(source, Some(names))
}

fn scanned(source: &str, names: Option<Names<'_>>) -> String {
    let mut scan = Scan { out: String::with_capacity(source.len() / 2), gap: Gap::None, names };
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        scan.text(&rest[..at]);
        rest = scan.markup(&rest[at..]);
    }
    scan.text(rest);
    scan.out
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Gap {
    None,
    Blank,
    Line,
}

struct Scan<'n> {
    out: String,
    /// What parts the next word from the last one.
    gap: Gap,
    /// Names for mentions; without it neither they nor dates are told.
    names: Option<Names<'n>>,
}

impl Scan<'_> {
    fn part(&mut self, gap: Gap) {
        if gap > self.gap {
            self.gap = gap;
        }
    }

    fn push(&mut self, word: &str) {
        if !self.out.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Blank => self.out.push(' '),
                Gap::Line => self.out.push('\n'),
            }
        }
        self.gap = Gap::None;
        self.out.push_str(word);
    }

    /// Takes raw text with references.
    fn text(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some(at) = rest.find('&') {
            self.plain(&rest[..at]);
            let (ch, len) = first_char(&rest[at..]).unwrap_or(('&', 1));
            if ch.is_whitespace() {
                self.part(Gap::Blank);
            } else {
                self.push(ch.encode_utf8(&mut [0; 4]));
            }
            rest = &rest[at + len..];
        }
        self.plain(rest);
    }

    fn plain(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if is_even(text) {
            let words = text.trim_matches(' ');
            if text.starts_with(' ') {
                self.part(Gap::Blank);
            }
            if !words.is_empty() {
                self.push(words);
            }
            if text.ends_with(' ') {
                self.part(Gap::Blank);
            }
            return;
        }
        if text.starts_with(char::is_whitespace) {
            self.part(Gap::Blank);
        }
        for (at, word) in text.split_whitespace().enumerate() {
            if at > 0 {
                self.part(Gap::Blank);
            }
            self.push(word);
        }
        if text.ends_with(char::is_whitespace) {
            self.part(Gap::Blank);
        }
    }

    /// Takes a tag, comment or CDATA section at the start of `rest`; returns what follows it.
    fn markup<'s>(&mut self, rest: &'s str) -> &'s str {
        if let Some(body) = rest.strip_prefix("<![CDATA[") {
            let (inside, after) = body.split_once("]]>").unwrap_or((body, ""));
            self.plain(inside);
            return after;
        }
        if let Some(body) = rest.strip_prefix("<!--") {
            return body.split_once("-->").map_or("", |(_, after)| after);
        }
        let Some(end) = tag_end(rest) else { return "" };
        let (tag, after) = (&rest[1..end], &rest[end + 1..]);
        let closing = tag.strip_prefix('/');
        let name = closing.unwrap_or(tag);
        let name = name.split(|ch: char| ch.is_ascii_whitespace() || ch == '/').next().unwrap_or("");
        if parts_words(name) {
            self.part(Gap::Line);
        }
        if closing.is_none() {
            self.reference(name, tag);
        }
        if closing.is_some() || tag.ends_with('/') {
            self.empty_element(name, tag);
            return after;
        }
        let hidden = HIDDEN.contains(&name) || (name == "ac:parameter" && !tag.contains("\"title\""));
        if hidden { skip_element(name, after) } else { after }
    }

    /// A mention shows a name, a date itself.
    fn reference(&mut self, name: &str, tag: &str) {
        let Some(names) = self.names else { return };
        match name {
            "ri:user" => {
                let spelled = |(name, sign): (&str, &str)| Some(format!("{sign}{}", attribute(tag, name)?));
                let Some(spelling) = MENTIONS.into_iter().find_map(spelled) else { return };
                self.push("@");
                self.plain(&names(&spelling).unwrap_or(spelling));
            }
            "time" => self.plain(attribute(tag, "datetime").unwrap_or_default()),
            _ => {}
        }
    }

    /// A link without a text shows its target's title.
    fn empty_element(&mut self, name: &str, tag: &str) {
        if name == "ri:page"
            && let Some((_, value)) = tag.split_once("ri:content-title=\"")
            && let Some((title, _)) = value.split_once('"')
        {
            self.part(Gap::Blank);
            self.text(title);
            self.part(Gap::Blank);
        }
    }
}

/// Whether text is as it will be shown already: plain words with single blanks between them. Most text is, and that is told
/// by looking at several bytes at a time instead of at each word.
fn is_even(text: &str) -> bool {
    let bytes = text.as_bytes();
    let breaks = bytes.iter().fold(false, |found, byte| found | (0x09..=0x0d).contains(byte));
    let pairs =
        bytes.iter().zip(&bytes[1..]).fold(false, |found, (a, b)| found | ((*a == b' ') & (*b == b' ')));
    text.is_ascii() && !breaks && !pairs
}

/// The value of an attribute of a tag, references as they are written.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let begins = tag.find(|ch: char| ch.is_ascii_whitespace())?;
    let mut all = attributes(tag.as_bytes(), begins);
    all.find(|(named, _)| &tag[named.range()] == name).and_then(|(_, value)| tag.get(value.range()))
}

/// The index of the `>` that ends the tag at the start of `rest`; quotes may hold one.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn skip_element<'s>(name: &str, rest: &'s str) -> &'s str {
    let mut search = rest;
    let mut depth = 1;
    while let Some(at) = search.find('<') {
        let tag = &search[at + 1..];
        if tag.strip_prefix('/').is_some_and(|closing| closing.starts_with(name)) {
            depth -= 1;
        } else if tag.starts_with(name) && !tag[..tag_end(tag).unwrap_or(0)].ends_with('/') {
            depth += 1;
        }
        search = &tag[tag_end(tag).map_or(tag.len(), |end| end + 1)..];
        if depth == 0 {
            return search;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{told, visible};

    #[test]
    fn words_are_apart_and_blocks_on_lines() {
        let body = "<h1>A&nbsp;title</h1><p>one<strong>two</strong> three</p><ul><li>x</li><li>y</li></ul>";
        assert_eq!(visible(body), "A title\nonetwo three\nx\ny");
    }

    #[test]
    fn blanks_are_one_however_many_and_of_whichever_kind() {
        let cases = [
            ("<p> a b </p>", "a b"),
            ("<p>a  b\tc\u{b}d</p>", "a b c d"),
            ("a<b> </b>b", "a b"),
            ("a <b>b</b> c", "a b c"),
            ("<p> </p> ", ""),
            ("\u{e9} \u{e9}\u{2003}x", "\u{e9} \u{e9} x"),
            ("a\u{1c}b\u{1f}", "a\u{1c}b\u{1f}"),
        ];
        for (body, text) in cases {
            assert_eq!(visible(body), text, "{body:?}");
        }
    }

    #[test]
    fn hidden_things_stay_hidden_and_code_shows() {
        let body = "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter>\
            <ac:plain-text-body><![CDATA[a < b]]></ac:plain-text-body></ac:structured-macro>";
        assert_eq!(visible(body), "a < b");
        assert_eq!(
            visible("<ac:task><ac:task-id>1</ac:task-id><ac:task-body>do</ac:task-body></ac:task>"),
            "do"
        );
        assert_eq!(
            visible("see <ac:link><ri:page ri:content-title=\"A &amp; B\"/></ac:link>."),
            "see A & B ."
        );
    }

    #[test]
    fn mentions_and_dates_are_told_where_names_are_known() {
        let body = "<p>met <ac:link><ri:user ri:userkey=\"8a\"/></ac:link>, \
            <ac:link><ri:user x='y' ri:username='cy'></ri:user></ac:link> on <time datetime=\"2026-09-24\" />.</p>";
        let names = |spelling: &str| (spelling == "key:8a").then(|| "Ann Lee".to_owned());
        assert_eq!(told(body, &names), "met @Ann Lee, @cy on 2026-09-24.");
        assert_eq!(visible(body), "met , on .");
    }

    #[test]
    fn malformed_bodies_do_not_hang_or_panic() {
        for body in ["<", "<p", "a<![CDATA[b", "<!-- x", "<ac:parameter>", "a > b & c", "<a title='>'>x</a>"]
        {
            visible(body);
        }
        for body in ["<time", "<time datetime", "<time datetime='>x", "<ri:user ri:userkey=\"a", "<ri:user/>"]
        {
            told(body, &|_| None);
        }
    }
}
