//! Text objects: `iw as ip a( it`, and what Markdown has: list items and sections.

use super::prose::{self, Way};
use super::walk::{Step, Walk};
use super::{bracket, item, parse::Object, tag, word};
use crate::tui::widget::editor::text::Text;

/// What an object covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether the character at the end belongs to it.
    pub(super) inclusive: bool,
    /// Whether it is whole lines, from that of the start to that of the end.
    pub(super) lines: bool,
    /// Whether there are not as many: the cursor goes to the end, and nothing is done.
    pub(super) failed: bool,
    /// Whether a selection grew, which goes on as what it was: lines or characters.
    pub(super) grown: bool,
}

impl Found {
    pub(super) fn chars(start: usize, end: usize, inclusive: bool) -> Self {
        Self { start, end, inclusive, lines: false, failed: false, grown: false }
    }

    fn failed(walk: &Walk<'_>) -> Self {
        Self { failed: true, ..Self::chars(walk.at, walk.at, false) }
    }

    pub(super) fn lines(text: &Text, first: usize, last: usize) -> Self {
        Self {
            start: text.line(first).start,
            end: text.line(last).start,
            inclusive: true,
            lines: true,
            failed: false,
            grown: false,
        }
    }
}

/// Finds an object at the cursor. `selected` is what visual mode covers already: when that is more than one character
/// it grows.
pub(super) fn find(
    text: &Text,
    cursor: usize,
    selected: Option<(usize, usize)>,
    object: Object,
    count: usize,
) -> Option<Found> {
    let Object { around, kind } = object;
    let one = selected;
    let selected = selected.filter(|(start, end)| start != end);
    match kind {
        'w' | 'W' => {
            let found = words(text, cursor, selected, around, kind == 'W', count)?;
            // What ends before the first character of a line takes it along when it is selected.
            Some(Found { inclusive: found.inclusive || one.is_some(), ..found })
        }
        's' => sentences(text, cursor, one, around, count),
        'p' => paragraphs(text, cursor, around, count),
        '"' | '\'' | '`' => bracket::quoted(text, cursor, around, kind, count),
        't' => tag::block(text, cursor, selected, around, count),
        'l' => item::item(text, cursor, around),
        'h' => item::section(text, cursor, around, count),
        _ => bracket::block(text, cursor, selected, around, kind, count),
    }
}

fn words(
    text: &Text,
    cursor: usize,
    selected: Option<(usize, usize)>,
    around: bool,
    big: bool,
    count: usize,
) -> Option<Found> {
    let mut walk = Walk::new(text, cursor);
    let mut start = selected.map_or(cursor, |(start, _)| start);
    // A selection that is left by its start grows back.
    let back = selected.is_some_and(|(start, end)| cursor == start && start < end);
    let (mut left, mut white, mut inclusive) = (count, false, true);
    if selected.is_none() {
        walk.run_start(big);
        start = walk.at;
        if (walk.class(big) == 0) == around {
            if !word::end(&mut walk, 1, big, true, true) {
                return Some(Found::failed(&walk));
            }
        } else {
            word::forward(&mut walk, 1, big, true, text.lines() - 1);
            if walk.is_line_start() {
                walk.back_over();
            } else {
                walk.left();
            }
            white = around;
        }
        left -= 1;
    }
    while left > 0 {
        inclusive = true;
        let found = if back {
            walk.back_over() != Step::Edge
                && if around != (walk.class(big) != 0) {
                    word::back(&mut walk, 1, big, true)
                } else {
                    let found = word::end_back(&mut walk, 1, big, true);
                    found && walk.forward_over() != Step::Edge
                }
        } else {
            walk.forward_over() != Step::Edge
                && if around != (walk.class(big) == 0) {
                    let found = word::forward(&mut walk, 1, big, true, text.lines() - 1) || left == 1;
                    if found {
                        inclusive = walk.left();
                    }
                    found
                } else {
                    word::end(&mut walk, 1, big, true, true)
                }
        };
        if !found {
            return Some(Found::failed(&walk));
        }
        left -= 1;
    }
    if white && (walk.class(big) != 0 || (walk.is_line_start() && !inclusive)) {
        // No blanks behind it: those before it go, unless they are an indentation.
        let mut before = Walk::new(text, start);
        if before.left() {
            before.run_start(big);
            if before.class(big) == 0 && !before.is_line_start() {
                start = before.at;
            }
        }
    }
    if back {
        let end = selected.map_or(cursor, |(_, end)| end);
        return Some(Found::chars(walk.at, end, true));
    }
    Some(Found::chars(start, walk.at, inclusive))
}

fn first_blank(walk: &mut Walk<'_>) {
    while walk.back_over() != Step::Edge {
        if !walk.is_white() {
            walk.forward_over();
            break;
        }
    }
}

fn sentences(
    text: &Text,
    cursor: usize,
    selected: Option<(usize, usize)>,
    around: bool,
    count: usize,
) -> Option<Found> {
    let mut start = Walk::new(text, cursor);
    let mut walk = start;
    prose::sentences(&mut walk, Way::Forward, 1);
    if let Some((first, last)) = selected.filter(|(first, last)| first != last) {
        return Some(more_sentences(start, walk, (first, last), around, count));
    }
    let mut behind = start;
    while behind.is_white() {
        if behind.forward_over() == Step::Edge {
            break;
        }
    }
    let on_blank = behind.at == walk.at;
    if on_blank {
        first_blank(&mut start);
    } else {
        prose::sentences(&mut walk, Way::Back, 1);
        start = walk;
    }
    let times = if around { count * 2 } else { count - usize::from(on_blank) };
    if times == 0 {
        walk.back_over();
    }
    over_sentences(&mut walk, times, true);
    if around {
        if on_blank {
            first_blank(&mut walk);
            if walk.is_white() {
                walk.back_over();
            }
        } else if !walk.is_white() {
            first_blank(&mut start);
        }
    }
    if selected.is_some() {
        if start.at == walk.at {
            // Nothing new: the next one, too.
            return Some(more_sentences(behind, walk, (start.at.min(cursor), cursor), around, count));
        }
        return Some(Found::chars(start.at, walk.at, true));
    }
    let inclusive = walk.forward_over() == Step::Edge;
    Some(Found::chars(start.at, walk.at, inclusive))
}

/// Goes over sentences and the blanks between them in turn, to the last character of the last one.
fn over_sentences(walk: &mut Walk<'_>, times: usize, mut at_start: bool) {
    for left in (0..times).rev() {
        prose::sentences(walk, Way::Forward, 1);
        if at_start {
            first_blank(walk);
        }
        if left == 0 || at_start {
            walk.back_over();
        }
        at_start = !at_start;
    }
}

/// Makes a selection grow at the end where the cursor is. `walk` is at the start of the sentence behind it.
fn more_sentences<'a>(
    here: Walk<'a>,
    mut walk: Walk<'a>,
    (first, last): (usize, usize),
    around: bool,
    count: usize,
) -> Found {
    let mut pos = here;
    let times = if around { count * 2 } else { count };
    let is_blank_until = |mut pos: Walk<'a>, until: usize| {
        while pos.at < until {
            if !pos.is_white() {
                return false;
            }
            pos.forward_over();
        }
        true
    };
    if here.at == first && first < last {
        pos.back_over();
        let mut at_start = is_blank_until(pos, walk.at);
        if !at_start {
            prose::sentences(&mut walk, Way::Back, 1);
            if walk.at == here.at {
                at_start = true;
            } else {
                prose::sentences(&mut walk, Way::Forward, 1);
            }
        }
        for _ in 0..times {
            if at_start {
                first_blank(&mut walk);
            }
            if !at_start || (!around && !walk.is_white()) {
                prose::sentences(&mut walk, Way::Back, 1);
            }
            at_start = !at_start;
        }
        return Found { grown: true, ..Found::chars(walk.at, last, true) };
    }
    pos.forward_over();
    let mut at_start = true;
    if pos.at != walk.at {
        at_start = !is_blank_until(pos, walk.at);
        if at_start {
            prose::sentences(&mut walk, Way::Back, 1);
        } else {
            walk = here;
        }
    }
    over_sentences(&mut walk, times, at_start);
    Found { grown: true, ..Found::chars(first, walk.at, true) }
}

fn paragraphs(text: &Text, cursor: usize, around: bool, count: usize) -> Option<Found> {
    let last = text.lines() - 1;
    let is_white = |line: usize| text.slice(text.line(line)).trim_matches([' ', '\t']).is_empty();
    let is_empty = |line: usize| text.line(line).is_empty();
    let mut first = text.line_of(cursor);
    let white_in_front = is_white(first);
    while first > 0 {
        let stops =
            if white_in_front { !is_white(first - 1) } else { is_white(first - 1) || is_empty(first) };
        if stops {
            break;
        }
        first -= 1;
    }
    // One past the lines that are covered.
    let mut end = first;
    while end <= last && is_white(end) {
        end += 1;
    }
    let mut left = if !around && white_in_front { count - 1 } else { count };
    while left > 0 {
        left -= 1;
        (end <= last).then_some(())?;
        let white = is_white(end);
        if around || !white {
            end += 1;
            while end <= last && !is_white(end) && !is_empty(end) {
                end += 1;
            }
        }
        if left == 0 && white_in_front && around {
            break;
        }
        if around || white {
            while end <= last && is_white(end) {
                end += 1;
            }
        }
    }
    let mut start = first;
    if !white_in_front && around && end > 0 && !is_white(end - 1) {
        while start > 0 && is_white(start - 1) {
            start -= 1;
        }
    }
    Some(Found::lines(text, start, end.max(1) - 1))
}
