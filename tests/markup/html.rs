//! HTML in a form in which two renderings of the same meaning are equal.
//!
//! Not a parser of HTML: it knows the tags that Markdown renderers write, and keeps the others as they are.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};
use std::collections::BTreeMap;

/// A tag, a run of text, or something that is neither.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open(String, BTreeMap<String, String>),
    Close(String),
    Text(String),
}

/// Renders Markdown as GitHub would, without its extensions for addresses.
pub(crate) fn render(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM;
    let mut html = String::new();
    push_html(&mut html, notes_last(Parser::new_ext(markdown, options)).into_iter());
    html
}

/// Puts footnotes where a reader sees them: at the end, in the order they are called.
fn notes_last<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    let (mut text, mut called) = (Vec::new(), Vec::new());
    let mut notes: Vec<(CowStr<'a>, Vec<Event<'a>>)> = Vec::new();
    let mut is_note = false;
    for event in events {
        match &event {
            Event::Start(Tag::FootnoteDefinition(label)) => {
                notes.push((label.clone(), Vec::new()));
                is_note = true;
            }
            Event::FootnoteReference(label) if !called.contains(label) => called.push(label.clone()),
            _ => {}
        }
        let is_end = event == Event::End(TagEnd::FootnoteDefinition);
        match notes.last_mut().filter(|_| is_note) {
            Some((_, note)) => note.push(event),
            None => text.push(event),
        }
        is_note &= !is_end;
    }
    notes.sort_by_key(|(label, _)| called.iter().position(|known| known == label).unwrap_or(usize::MAX));
    text.extend(notes.into_iter().flat_map(|(_, note)| note));
    text
}

/// Brings HTML into its comparable form: white space, entities, tightness of lists, order of attributes,
/// marks in themselves and the spelling of tags make no difference.
pub(crate) fn normal(html: &str) -> String {
    let mut tokens = marks(closed(tokens(html)));
    loop {
        let before = tokens.len();
        tokens = paragraphs(blanks(tokens));
        if tokens.len() == before {
            break;
        }
    }
    tokens.iter().map(show).collect()
}

/// Comparable HTML without links that only say where they go: bare addresses become such.
pub(crate) fn unlinked(html: &str) -> String {
    let mut out = String::new();
    let html = normal(html);
    let mut rest = html.as_str();
    while let Some((before, link)) = rest.split_once("<a href=\"") {
        out.push_str(before);
        let Some((inside, after)) = link.split_once("</a>") else { break };
        let (url, text) = inside.split_once("\">").unwrap_or(("", inside));
        let is_bare = url.ends_with(text.trim());
        out.push_str(&if is_bare { text.to_owned() } else { format!("<a href=\"{inside}</a>") });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The text that a reader sees.
pub(crate) fn visible(html: &str) -> String {
    let tokens = tokens(html);
    let text = tokens.iter().map(|token| if let Token::Text(text) = token { text } else { " " });
    text.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn show(token: &Token) -> String {
    match token {
        Token::Open(name, attributes) => {
            let attributes: String =
                attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
            format!("<{name}{attributes}>")
        }
        Token::Close(name) => format!("</{name}>"),
        Token::Text(text) => text.clone(),
    }
}

fn tokens(html: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = html;
    let mut pre = false;
    while !rest.is_empty() {
        if let Some(after) = silent(rest) {
            rest = after;
            continue;
        }
        let tag = rest.strip_prefix('<').and_then(|tail| {
            let is_tag = tail.starts_with(|ch: char| ch.is_ascii_alphabetic() || ch == '/');
            tag_end(tail).filter(|_| is_tag).map(|end| (&tail[..end], &tail[end + 1..]))
        });
        let Some((tag, after)) = tag else {
            let len = rest.char_indices().skip(1).find(|(_, ch)| *ch == '<').map_or(rest.len(), |(at, _)| at);
            let text = unescape(&rest[..len]);
            let text = if matches!(out.last(), Some(Token::Open(name, _)) if pre && name != "a") {
                text.strip_prefix('\n').map(str::to_owned).unwrap_or(text)
            } else {
                text
            };
            out.push(Token::Text(if pre { text } else { text.replace(['\n', '\t'], " ") }));
            rest = &rest[len..];
            continue;
        };
        match tag.strip_prefix('/') {
            Some(name) => {
                let name = canonical(name.trim());
                if name == "pre" && pre {
                    pre = false;
                    // The last newline of a code block ends its last line.
                    if let Some(Token::Text(text)) =
                        out.iter_mut().rev().find(|token| matches!(token, Token::Text(_)))
                    {
                        text.truncate(text.trim_end_matches('\n').len());
                    }
                }
                out.push(Token::Close(name));
            }
            None => push_open(tag, &mut pre, &mut out),
        }
        rest = after;
    }
    out
}

/// What comes after a comment, a declaration or an instruction, which nobody sees.
fn silent(html: &str) -> Option<&str> {
    let ends =
        [("<!-->", ""), ("<!--->", ""), ("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
    ends.iter().find_map(|(begin, end)| {
        let inner = html.strip_prefix(begin)?;
        Some(inner.split_once(end)?.1)
    })
}

/// Where a tag ends; a quoted value may hold the sign.
fn tag_end(tail: &str) -> Option<usize> {
    let mut quote = None;
    tail.char_indices().find_map(|(at, ch)| match (quote, ch) {
        (None, '>') => Some(at),
        (None, '"' | '\'') => {
            quote = Some(ch);
            None
        }
        (Some(open), ch) if open == ch => {
            quote = None;
            None
        }
        _ => None,
    })
}

fn push_open(tag: &str, pre: &mut bool, out: &mut Vec<Token>) {
    let tag = tag.trim_end_matches('/').trim();
    let end = tag.find(char::is_whitespace).unwrap_or(tag.len());
    let name = canonical(&tag[..end]);
    *pre |= name == "pre";
    let mut attributes = BTreeMap::new();
    let mut rest = tag[end..].trim();
    while !rest.is_empty() {
        let end = rest.find(|ch: char| ch == '=' || ch.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end.max(1));
        let after = after.trim_start();
        let value = after.strip_prefix('=').map(str::trim_start);
        let quoted = value.and_then(|value| {
            let quote = value.chars().next().filter(|ch| matches!(ch, '"' | '\''))?;
            value[1..].split_once(quote)
        });
        let (value, after) = match (quoted, value) {
            (Some(quoted), _) => quoted,
            (None, Some(value)) => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            (None, None) => ("", after),
        };
        attributes.insert(key.to_ascii_lowercase(), unescape(value));
        rest = after.trim();
    }
    attributes.retain(|key, value| match key.as_str() {
        "start" => value != "1",
        "class" => value.starts_with("language-"),
        "disabled" | "id" | "language" | "width" | "height" => false,
        // Aligned paragraphs are not kept; columns of tables are.
        "align" if !matches!(&*name, "td" | "th") => false,
        _ => true,
    });
    if let Some(title) = attributes.get_mut("title") {
        *title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if let Some(align) = attributes.remove("align") {
        attributes.insert("style".to_owned(), format!("text-align: {align}"));
    }
    for key in ["href", "src"] {
        if let Some(value) = attributes.get_mut(key) {
            *value = percent_decoded(value);
        }
    }
    if name == "img" {
        attributes.entry("alt".to_owned()).or_default();
    }
    out.push(Token::Open(name, attributes));
}

fn canonical(name: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "b" => "strong".to_owned(),
        "i" => "em".to_owned(),
        "s" | "strike" => "del".to_owned(),
        other => other.to_owned(),
    }
}

fn percent_decoded(url: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = url.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten();
        let code = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn unescape(text: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&#33;", "!"),
        ("&amp;", "&"),
    ];
    named.iter().fold(text.to_owned(), |text, (entity, ch)| text.replace(entity, ch))
}

const INLINE: [&str; 14] =
    ["strong", "em", "del", "a", "code", "u", "sub", "sup", "small", "big", "ins", "kbd", "mark", "q"];

/// As a browser reads it: inline elements end with their block, ends of nothing and wrappers go, and so do
/// links around nothing.
fn closed(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for token in tokens {
        match &token {
            Token::Open(name, _) if INLINE.contains(&&**name) => open.push(name.clone()),
            Token::Close(name) if INLINE.contains(&&**name) => {
                let Some(at) = open.iter().rposition(|other| other == name) else { continue };
                while open.len() > at {
                    end(&mut open, &mut out);
                }
                continue;
            }
            Token::Open(name, _) | Token::Close(name) if is_block(name) && name != "br" => {
                while !open.is_empty() {
                    end(&mut open, &mut out);
                }
            }
            Token::Open(name, _) | Token::Close(name) if name == "span" => continue,
            _ => {}
        }
        out.push(token);
    }
    while !open.is_empty() {
        end(&mut open, &mut out);
    }
    out
}

/// Ends the innermost inline element; a link around nothing goes.
fn end(open: &mut Vec<String>, out: &mut Vec<Token>) {
    let Some(name) = open.pop() else { return };
    let content = out.iter().rposition(|token| !matches!(token, Token::Text(text) if text.trim().is_empty()));
    match content {
        Some(at) if name == "a" && matches!(&out[at], Token::Open(last, _) if *last == name) => {
            out.remove(at);
        }
        _ => out.push(Token::Close(name)),
    }
}

const MARKS: [&str; 3] = ["strong", "em", "del"];

/// Marks in themselves go, and so do those that end where they begin again or hold nothing.
fn marks(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut open: Vec<(String, bool)> = Vec::new();
    for token in tokens {
        match &token {
            Token::Open(name, _) if MARKS.contains(&&**name) => {
                let nested = open.iter().any(|(other, shown)| *shown && other == name);
                open.push((name.clone(), !nested));
                if nested {
                    continue;
                }
                if matches!(out.last(), Some(Token::Close(last)) if last == name) {
                    out.pop();
                    continue;
                }
            }
            Token::Close(name) if MARKS.contains(&&**name) => {
                let at = open.iter().rposition(|(other, _)| other == name);
                if at.is_some_and(|at| !open.remove(at).1) {
                    continue;
                }
                if matches!(out.last(), Some(Token::Open(last, _)) if last == name) {
                    out.pop();
                    continue;
                }
            }
            _ => {}
        }
        out.push(token);
    }
    out
}

fn is_block(name: &str) -> bool {
    let blocks = [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "pre",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "br",
        "details",
        "summary",
    ];
    blocks.contains(&name)
}

/// White space at the edges of blocks and between them goes, runs of it become one blank.
fn blanks(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut pre = false;
    let mut gap = true;
    let mut pending = false;
    for token in tokens {
        match token {
            Token::Text(text) if pre => out.push(Token::Text(text)),
            Token::Text(text) => {
                let words: Vec<&str> =
                    text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect();
                if words.is_empty() {
                    pending |= !text.is_empty();
                    continue;
                }
                let lead = (pending || text.starts_with([' ', '\n', '\t'])) && !gap;
                let text_end = text.ends_with([' ', '\n', '\t']);
                let joined = format!("{}{}", if lead { " " } else { "" }, words.join(" "));
                match out.last_mut() {
                    Some(Token::Text(last)) => last.push_str(&joined),
                    _ => out.push(Token::Text(joined)),
                }
                (pending, gap) = (text_end, false);
            }
            Token::Open(name, attributes) => {
                if is_block(&name) {
                    (pending, gap) = (false, true);
                }
                pre |= name == "pre";
                out.push(Token::Open(name, attributes));
            }
            Token::Close(name) => {
                if is_block(&name) {
                    (pending, gap) = (false, true);
                }
                pre &= name != "pre";
                out.push(Token::Close(name));
            }
        }
    }
    out
}

/// Bare text in list items gets its paragraph, sections of tables go, empty paragraphs too.
fn paragraphs(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut parents: Vec<String> = Vec::new();
    let mut bare = false;
    let paragraph = |open: bool| {
        if open { Token::Open("p".to_owned(), BTreeMap::new()) } else { Token::Close("p".to_owned()) }
    };
    for token in tokens {
        let block = match &token {
            Token::Open(name, _) | Token::Close(name) => is_block(name) && name != "br",
            Token::Text(_) => false,
        };
        let in_item = parents
            .last()
            .is_none_or(|parent| matches!(&**parent, "li" | "blockquote" | "div" | "td" | "th"));
        if !block && !bare && in_item {
            out.push(paragraph(true));
            bare = true;
        }
        if block && std::mem::take(&mut bare) {
            out.push(paragraph(false));
        }
        match &token {
            Token::Open(name, _) if block && name != "hr" && name != "div" => parents.push(name.clone()),
            Token::Close(name) if block && name != "div" => {
                while parents.pop().is_some_and(|parent| parent != *name) {}
            }
            _ => {}
        }
        match &token {
            Token::Open(name, _) | Token::Close(name) if matches!(&**name, "thead" | "tbody" | "div") => {}
            Token::Close(name)
                if name == "p" && matches!(out.last(), Some(Token::Open(last, _)) if last == "p") =>
            {
                out.pop();
            }
            Token::Close(_) if block => {
                // A line break that ends a block breaks nothing.
                while matches!(out.last(), Some(Token::Open(last, _)) if last == "br") {
                    out.pop();
                }
                out.push(token);
            }
            _ => out.push(token),
        }
    }
    if bare {
        out.push(paragraph(false));
    }
    out
}
