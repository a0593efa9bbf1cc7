//! Brackets and quotes: `%`, `i(`, `a"`, and what is between tags.
//!
//! Every bracket counts, in quotes and behind a backslash too: in prose an inch mark or an apostrophe must
//! not hide a bracket.

use super::object::Found;
use super::walk::{Step, Walk};
use crate::tui::widget::editor::text::Text;

/// Brackets further away than this, in bytes, are not looked for.
const REACH: usize = 1 << 20;

fn pair(letter: char) -> Option<(char, char, bool)> {
    Some(match letter {
        '(' => ('(', ')', true),
        ')' => ('(', ')', false),
        '[' => ('[', ']', true),
        ']' => ('[', ']', false),
        '{' => ('{', '}', true),
        '}' => ('{', '}', false),
        '<' => ('<', '>', true),
        '>' => ('<', '>', false),
        _ => return None,
    })
}

/// Returns the bracket that goes with the first one at or after the cursor in its line.
pub(super) fn partner(text: &Text, cursor: usize) -> Option<usize> {
    let mut walk = Walk::new(text, cursor);
    if walk.is_line_end() {
        // Behind the line, where a selection may end, its last character counts.
        walk.left();
    }
    loop {
        let letter = walk.char()?;
        if let Some((open, close, forward)) = pair(letter).filter(|_| !matches!(letter, '<' | '>')) {
            return match forward {
                true => closing(walk, open, close),
                false => opening(walk, open, close),
            };
        }
        walk.forward();
    }
}

/// Returns the bracket that closes the block around `walk`, which is not counted itself.
pub(super) fn closing(mut walk: Walk<'_>, open: char, close: char) -> Option<usize> {
    let (mut depth, start) = (0_usize, walk.at);
    while walk.forward() != Step::Edge && walk.at - start < REACH {
        match walk.char() {
            Some(letter) if letter == open => depth += 1,
            Some(letter) if letter == close && depth == 0 => return Some(walk.at),
            Some(letter) if letter == close => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the bracket that opens the block around `walk`, which is not counted itself.
pub(super) fn opening(mut walk: Walk<'_>, open: char, close: char) -> Option<usize> {
    let (mut depth, start) = (0_usize, walk.at);
    while walk.back() != Step::Edge && start - walk.at < REACH {
        match walk.char() {
            Some(letter) if letter == close => depth += 1,
            Some(letter) if letter == open && depth == 0 => return Some(walk.at),
            Some(letter) if letter == open => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Returns the block around the cursor, or the one around what is selected.
pub(super) fn block(
    text: &Text,
    cursor: usize,
    selected: Option<(usize, usize)>,
    around: bool,
    kind: char,
    count: usize,
) -> Option<Found> {
    let (open, close, _) = pair(kind)?;
    let mut walk = Walk::new(text, selected.map_or(cursor, |(start, _)| start));
    if selected.is_none() {
        if kind == '{' {
            while in_indent(text, walk.at, 1) {
                if walk.forward() != Step::Inside {
                    break;
                }
            }
        }
        if walk.is(open) {
            walk.forward();
        }
    }
    let mut start = walk;
    if opening(start, open, close).is_some() {
        for _ in 0..count {
            start.at = opening(start, open, close)?;
        }
    } else {
        // Around the cursor there is none: the next one will do.
        for _ in 0..count {
            start.at = closing(start, close, open)?;
        }
    }
    let mut end = Walk::new(text, closing(start, open, close)?);
    if around {
        return Some(Found::chars(start.at, end.at, true));
    }
    loop {
        let outer = start;
        start.forward_over();
        let mut breaks = end.is_line_start();
        end.back_over();
        if kind == '{' {
            while in_indent(text, end.at, 1) {
                breaks = true;
                if end.back_over() != Step::Inside {
                    break;
                }
            }
        }
        if let Some((from, to)) = selected
            && start.at >= from
            && to >= end.at
            && start.at != end.at
        {
            // Nothing new: the next block around it.
            start.at = opening(outer, open, close)?;
            end.at = closing(start, open, close)?;
            continue;
        }
        if breaks {
            end.forward_over();
            return Some(Found::chars(start.at, end.at, false));
        }
        let inclusive = start.at <= end.at;
        return Some(Found::chars(start.at, if inclusive { end.at } else { start.at }, inclusive));
    }
}

/// Tells whether everything before `at` in its line, and `extra` characters from it on, is blank.
pub(super) fn in_indent(text: &Text, at: usize, extra: usize) -> bool {
    let mut walk = Walk::new(text, at);
    let start = walk.line_range().start;
    walk.at = start;
    while walk.is_white() {
        walk.forward();
    }
    walk.at >= at + extra
}

/// Returns what is between quotes in the line of the cursor.
pub(super) fn quoted(text: &Text, cursor: usize, around: bool, quote: char, count: usize) -> Option<Found> {
    let mut walk = Walk::new(text, cursor);
    let line = walk.line_range();
    let from = |at: usize, escapes: bool| {
        let mut walk = Walk::new(text, at);
        loop {
            match walk.char()? {
                '\\' if escapes => {
                    walk.forward();
                    walk.char()?;
                }
                letter if letter == quote => return Some(walk.at),
                _ => {}
            }
            walk.forward();
        }
    };
    let (start, end) = if walk.is(quote) {
        let mut at = line.start;
        loop {
            let start = from(at, false).filter(|&start| start <= cursor)?;
            let end = from(text.next(start), true)?;
            if end >= cursor {
                break (start, end);
            }
            at = text.next(end);
        }
    } else {
        let mut start = None;
        while walk.left() {
            let escaped = Walk::new(text, walk.at).is(quote) && backslashes(text, walk.at) % 2 == 1;
            if walk.is(quote) && !escaped {
                start = Some(walk.at);
                break;
            }
        }
        let start = match start {
            Some(start) => start,
            None => from(line.start, false)?,
        };
        (start, from(text.next(start), true)?)
    };
    let (mut first, mut last) = (Walk::new(text, start), Walk::new(text, end));
    if around {
        let mut behind = last;
        behind.forward();
        if behind.is_white() {
            while behind.is_white() {
                last = behind;
                behind.forward();
            }
        } else {
            let mut before = first;
            while before.left() && before.is_white() {
                first = before;
            }
        }
    } else if count < 2 {
        first.forward();
        return Some(Found::chars(first.at, last.at, false));
    }
    Some(Found::chars(first.at, last.at, true))
}

fn backslashes(text: &Text, at: usize) -> usize {
    let mut walk = Walk::new(text, at);
    let mut count = 0;
    while walk.left() && walk.is('\\') {
        count += 1;
    }
    count
}
