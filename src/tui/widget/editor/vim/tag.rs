//! `it` and `at`: what is between a tag and the one that closes it.

use super::object::Found;
use crate::tui::widget::editor::text::Text;
use std::ops::Range;

/// How far around the cursor tags are looked for, in bytes.
const REACH: usize = 256 << 10;

struct Pair {
    open: Range<usize>,
    close: Range<usize>,
}

/// Returns the block of tags around the cursor, or the one around what is selected.
pub(super) fn block(
    text: &Text,
    cursor: usize,
    selected: Option<(usize, usize)>,
    around: bool,
    count: usize,
) -> Option<Found> {
    let from = text.floor(cursor.saturating_sub(REACH));
    let to = text.floor((cursor + REACH).min(text.len()));
    let piece = text.slice(from..to);
    let covers = |pair: &Pair| {
        let inside = from + pair.open.start <= cursor && cursor < from + pair.close.end;
        let Some((start, end)) = selected else { return inside };
        let (first, last) = match around {
            true => (from + pair.open.start, from + pair.close.end),
            false => (from + pair.open.end, from + pair.close.start),
        };
        inside && first <= start && end < last && (first < start || end + 1 < last)
    };
    // Inner pairs close first, so that the list is from the inside out for those around one place.
    let pair = pairs(&piece).into_iter().filter(covers).nth(count - 1)?;
    let range = if around { pair.open.start..pair.close.end } else { pair.open.end..pair.close.start };
    if range.is_empty() {
        return Some(Found::chars(from + range.start, from + range.start, false));
    }
    Some(Found::chars(from + range.start, text.previous(from + range.end), true))
}

fn pairs(text: &str) -> Vec<Pair> {
    let mut open: Vec<(&str, Range<usize>)> = Vec::new();
    let mut pairs = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let Some(end) = text[start..].find('>').map(|found| start + found + 1) else { break };
        let inside = &text[start + 1..end - 1];
        let (closes, rest) = inside.strip_prefix('/').map_or((false, inside), |rest| (true, rest));
        let name = rest.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        if inside.contains('<') || !name.starts_with(|c: char| c.is_alphabetic()) {
            at = start + 1;
            continue;
        }
        at = end;
        if closes {
            // A tag that nobody closed, like `<br>`, is passed over.
            if let Some(depth) = open.iter().rposition(|(other, _)| *other == name) {
                pairs.push(Pair { open: open[depth].1.clone(), close: start..end });
                open.truncate(depth);
            }
        } else if !inside.ends_with('/') {
            open.push((name, start..end));
        }
    }
    pairs
}
