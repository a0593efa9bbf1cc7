//! Inline pieces as Markdown: escapes only where something would be read back differently, and tags
//! instead of signs where CommonMark's rules would not see the signs.

use super::spelling::{has_entity, looks_like_entity, push_target};
use super::{address, placeholder};
use crate::markup::model::{Mark, Piece, PieceKind};

/// Where inline content stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Paragraph,
    Heading,
    Cell,
}

/// Writes pieces; the result has a newline only after a hard break in a paragraph.
pub(crate) fn write(pieces: &[Piece], place: Place, hard: bool) -> String {
    let segments = segments(pieces, place, hard);
    let as_tag = choose_tags(&segments, hard);
    let mut out = String::new();
    for segment in &segments {
        match segment {
            Segment::Text(text) | Segment::Atom(text) => out.push_str(text),
            Segment::Open(pair, mark) => push_open(mark, as_tag[*pair], &mut out),
            Segment::Close(pair, mark) => push_close(mark, as_tag[*pair], place, &mut out),
        }
    }
    out
}

enum Segment<'p> {
    Text(String),
    /// A placeholder, which the parser sees as a word.
    Atom(String),
    Open(usize, &'p Mark),
    Close(usize, &'p Mark),
}

fn segments<'p>(pieces: &'p [Piece], place: Place, hard: bool) -> Vec<Segment<'p>> {
    let mut out = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut pairs = 0;
    let mut links = 0;
    let mut line_start = true;
    let mut at = 0;
    while at < pieces.len() {
        match &pieces[at].kind {
            PieceKind::Text(_) | PieceKind::Glyph(_) | PieceKind::Space => {
                let (run, next) = text_run(pieces, at);
                let mut text = String::new();
                let context =
                    Context { place, hard, line_start, in_link: links > 0, at_end: next >= pieces.len() };
                escape(&run, context, &mut text);
                out.push(Segment::Text(text));
                at = next;
                line_start = false;
                continue;
            }
            PieceKind::Break if place == Place::Paragraph && !line_start => {
                out.push(Segment::Text("\\\n".to_owned()));
                line_start = true;
                at += 1;
                continue;
            }
            PieceKind::Break => out.push(Segment::Text("<br>".to_owned())),
            PieceKind::Atom(spelling) if is_masked(spelling) => out.push(Segment::Atom(spelling.clone())),
            PieceKind::Atom(spelling) => out.push(Segment::Text(atom(spelling, place))),
            PieceKind::Open(Mark::Code) => {
                let (run, next) = text_run(pieces, at + 1);
                let is_span =
                    matches!(pieces.get(next).map(|piece| &piece.kind), Some(PieceKind::Close(Mark::Code)));
                if is_span && !run.is_empty() && !hard {
                    out.push(Segment::Text(code_span(&run, place)));
                    line_start = false;
                    at = next + 1;
                    continue;
                }
                open.push(pairs);
                out.push(Segment::Open(pairs, &Mark::Code));
                pairs += 1;
            }
            PieceKind::Open(mark) => {
                if let Some((text, next)) = autolink(pieces, at, mark) {
                    out.push(Segment::Text(atom(&text, place)));
                    line_start = false;
                    at = next;
                    continue;
                }
                links += usize::from(matches!(mark, Mark::Link { .. }));
                open.push(pairs);
                out.push(Segment::Open(pairs, mark));
                pairs += 1;
            }
            PieceKind::Close(mark) => {
                if matches!(mark, Mark::Link { .. }) {
                    links = links.saturating_sub(1);
                }
                if let Some(pair) = open.pop() {
                    out.push(Segment::Close(pair, mark));
                }
            }
        }
        line_start = false;
        at += 1;
    }
    out
}

/// The text of neighbouring pieces and where it ends.
fn text_run(pieces: &[Piece], from: usize) -> (String, usize) {
    let mut run = String::new();
    let mut at = from;
    while let Some(piece) = pieces.get(at) {
        match &piece.kind {
            PieceKind::Text(text) | PieceKind::Glyph(text) => run.push_str(text),
            PieceKind::Space => run.push(' '),
            _ => break,
        }
        at += 1;
    }
    (run, at)
}

fn autolink(pieces: &[Piece], at: usize, mark: &Mark) -> Option<(String, usize)> {
    let Mark::Link { url, title } = mark else { return None };
    let (run, next) = text_run(pieces, at + 1);
    let closes =
        matches!(pieces.get(next).map(|piece| &piece.kind), Some(PieceKind::Close(Mark::Link { .. })));
    let scheme = url.split_once(':')?.0;
    let is_scheme =
        scheme.len() >= 2 && scheme.len() <= 32 && scheme.chars().all(|ch| ch.is_ascii_alphanumeric());
    let clean = !url.contains(|ch: char| ch.is_whitespace() || ch.is_control() || "<>{[@\\".contains(ch))
        && !has_entity(url);
    let fits = closes
        && title.is_empty()
        && run == *url
        && is_scheme
        && clean
        && scheme.starts_with(|ch: char| ch.is_ascii_alphabetic());
    fits.then(|| (format!("<{url}>"), next + 1))
}

fn atom(spelling: &str, place: Place) -> String {
    if place == Place::Cell && !is_masked(spelling) {
        spelling.replace('|', "\\|")
    } else {
        spelling.to_owned()
    }
}

/// Whether a placeholder is hidden from the parser, and its signs with it.
fn is_masked(spelling: &str) -> bool {
    spelling.starts_with(['{', '@']) || spelling.starts_with("[[")
}

fn code_span(text: &str, place: Place) -> String {
    let longest = text.split(|ch| ch != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let all_blank = text.chars().all(|ch| ch == ' ');
    let pad = text.starts_with('`')
        || text.ends_with('`')
        || (!all_blank && text.starts_with(' ') && text.ends_with(' '));
    let pad = if pad { " " } else { "" };
    let text = if place == Place::Cell { text.replace('|', "\\|") } else { text.to_owned() };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[derive(Clone, Copy)]
struct Context {
    place: Place,
    hard: bool,
    line_start: bool,
    in_link: bool,
    at_end: bool,
}

fn escape(run: &str, context: Context, out: &mut String) {
    let mut before: Option<char> = None;
    let lone_tilde = run.matches('~').count() < 2;
    let signs = if context.in_link { Vec::new() } else { address_signs(run) };
    let number = run.find(|ch: char| !ch.is_ascii_digit()).filter(|end| *end > 0 && *end < 10);
    for (at, ch) in run.char_indices() {
        let rest = &run[at + ch.len_utf8()..];
        let after = rest.chars().next();
        let first = at == 0 && context.line_start && context.place != Place::Cell;
        let blank_after = after.is_none_or(|after| after == ' ');
        let word = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
        let needed = match ch {
            ':' | '.' if signs.contains(&at) => true,
            '/' => placeholder::date_len(&run[at..], before).is_some(),
            '\\' => after.is_none_or(|after| after.is_ascii_punctuation()),
            '`' => true,
            '*' => first || !(before == Some(' ') && after == Some(' ')),
            '_' => !(word(before) && word(after)),
            '~' => !lone_tilde || first,
            '<' => after.is_none_or(|after| after.is_ascii_alphabetic() || "/!?".contains(after)),
            '&' => looks_like_entity(rest),
            '[' => {
                context.in_link
                    || after.is_none_or(|after| after == '[')
                    || (before.is_none() && after.is_some_and(|after| " xX!^".contains(after)))
            }
            ']' => context.in_link || after.is_none_or(|after| "([:".contains(after)),
            '!' => after.is_none_or(|after| after == '[') && !(after.is_none() && context.at_end),
            '{' => before == Some('@') || placeholder::may_begin(rest, before),
            '@' => after.is_none() && !context.at_end,
            '|' => context.place == Place::Cell || first,
            '#' if first => after.is_none_or(|after| after == ' ' || after == '#'),
            '#' => context.place == Place::Heading && context.at_end && rest.chars().all(|ch| ch == '#'),
            '>' => first,
            '-' | '+' => first && (blank_after || after == Some(ch)),
            '=' => first,
            ':' => first && after.is_some_and(|after| ":-".contains(after)),
            '.' | ')' => {
                context.line_start && context.place != Place::Cell && number == Some(at) && blank_after
            }
            _ => false,
        };
        if needed || (context.hard && ch.is_ascii_punctuation()) {
            out.push('\\');
        }
        out.push(ch);
        before = Some(ch);
    }
}

/// Where backslashes keep bare addresses from becoming links.
fn address_signs(run: &str) -> Vec<usize> {
    let mut signs = Vec::new();
    let mut at = 0;
    while let Some(found) = address::find(run, at) {
        signs.push(found.sign);
        at = found.sign + 1;
    }
    signs
}

/// Decides for every pair of marks whether it is written as signs or as tags.
fn choose_tags(segments: &[Segment<'_>], hard: bool) -> Vec<bool> {
    let pairs = segments.iter().filter(|segment| matches!(segment, Segment::Open(..))).count();
    let mut as_tag = vec![false; pairs];
    for (at, segment) in segments.iter().enumerate() {
        let (pair, mark, opens) = match segment {
            Segment::Open(pair, mark) => (*pair, *mark, true),
            Segment::Close(pair, mark) => (*pair, *mark, false),
            Segment::Text(_) | Segment::Atom(_) => continue,
        };
        let fits = match mark {
            Mark::Strong | Mark::Emphasis | Mark::Strike => !hard && is_flanking(segments, at, mark, opens),
            Mark::Code => false,
            Mark::Tag(_) | Mark::Link { .. } => true,
        };
        as_tag[pair] |= !fits;
    }
    as_tag
}

fn is_flanking(segments: &[Segment<'_>], at: usize, mark: &Mark, opens: bool) -> bool {
    let same_sign =
        |other: &Mark| matches!(other, Mark::Strong | Mark::Emphasis) && !matches!(mark, Mark::Strike);
    let before = segments[..at].iter().rev().find_map(|segment| match segment {
        Segment::Text(text) => Some(text.chars().next_back()),
        Segment::Atom(_) => Some(Some('x')),
        Segment::Open(_, mark) | Segment::Close(_, mark) if same_sign(mark) => None,
        Segment::Open(..) | Segment::Close(..) => Some(Some('.')),
    });
    let after = segments[at + 1..].iter().find_map(|segment| match segment {
        Segment::Text(text) => Some(text.chars().next()),
        Segment::Atom(_) => Some(Some('x')),
        Segment::Open(_, mark) | Segment::Close(_, mark) if same_sign(mark) => None,
        Segment::Open(..) | Segment::Close(..) => Some(Some('.')),
    });
    let (before, after) = (before.flatten(), after.flatten());
    // A run of signs that ends one mark and begins the next is ambiguous.
    let beside = if opens { at.checked_sub(1).and_then(|at| segments.get(at)) } else { segments.get(at + 1) };
    let ambiguous = match beside {
        Some(Segment::Close(_, other)) if opens => same_sign(other) || other == &mark,
        Some(Segment::Open(_, other)) if !opens => same_sign(other) || other == &mark,
        _ => false,
    };
    let (inner, outer) = if opens { (after, before) } else { (before, after) };
    let blank = |side: Option<char>| side.is_none_or(char::is_whitespace);
    let punctuation = |side: Option<char>| side.is_some_and(is_punctuation);
    !ambiguous && !blank(inner) && (!punctuation(inner) || blank(outer) || punctuation(outer))
}

/// What CommonMark counts as punctuation, symbols included.
fn is_punctuation(ch: char) -> bool {
    ch.is_ascii_punctuation() || (!ch.is_alphanumeric() && !ch.is_whitespace() && !ch.is_control())
}

fn push_open(mark: &Mark, as_tag: bool, out: &mut String) {
    match mark {
        Mark::Strong if !as_tag => out.push_str("**"),
        Mark::Emphasis if !as_tag => out.push('*'),
        Mark::Strike if !as_tag => out.push_str("~~"),
        Mark::Link { .. } => out.push('['),
        mark => {
            out.push('<');
            out.push_str(tag_name(mark));
            out.push('>');
        }
    }
}

fn push_close(mark: &Mark, as_tag: bool, place: Place, out: &mut String) {
    match mark {
        Mark::Strong if !as_tag => out.push_str("**"),
        Mark::Emphasis if !as_tag => out.push('*'),
        Mark::Strike if !as_tag => out.push_str("~~"),
        Mark::Link { url, title } => {
            let mut target = String::new();
            push_target(url, title, &mut target);
            out.push_str("](");
            out.push_str(&atom(&target, place));
            out.push(')');
        }
        mark => {
            out.push_str("</");
            out.push_str(tag_name(mark));
            out.push('>');
        }
    }
}

/// The element a mark is written as.
pub(crate) fn tag_name(mark: &Mark) -> &'static str {
    match mark {
        Mark::Strong => "strong",
        Mark::Emphasis => "em",
        Mark::Strike => "s",
        Mark::Code => "code",
        Mark::Tag(name) => name,
        Mark::Link { .. } => "a",
    }
}
