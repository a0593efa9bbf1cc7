//! Motions over sentences and paragraphs: `( ) { }`, and over the headings of Markdown: `[[ ]]`.

use super::Done;
use super::walk::{Step, Walk};
use crate::tui::widget::editor::text::Text;

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Forward,
    Back,
}

impl Way {
    fn step(self, walk: &mut Walk<'_>) -> Step {
        match self {
            Self::Forward => walk.forward_over(),
            Self::Back => walk.back_over(),
        }
    }
}

fn is_closing(letter: char) -> bool {
    matches!(letter, ')' | ']' | '"' | '\'')
}

/// Goes to the start of a sentence, forward or back; `false` when it ended at the edge of the text.
fn sentence(walk: &mut Walk<'_>, way: Way) -> bool {
    let step = |walk: &mut Walk<'_>| way.step(walk);
    let mut pos = *walk;
    if pos.is_line_end() {
        while step(&mut pos) != Step::Edge && pos.is_line_end() {}
        if way == Way::Forward {
            *walk = after_blanks(pos);
            return true;
        }
    } else if way == Way::Back {
        pos.back_over();
    }
    // Back to the last character before signs and blanks.
    let mut found_dot = false;
    while let Some(letter) = pos.char().filter(|letter| " \t.!?)]\"'".contains(*letter)) {
        let mut before = pos;
        if before.back_over() == Step::Edge || (before.is_empty_line() && way == Way::Forward) || found_dot {
            break;
        }
        found_dot = ".!?".contains(letter);
        if is_closing(letter) && !before.char().is_some_and(|letter| ".!?)]\"'".contains(letter)) {
            break;
        }
        pos = before;
    }
    let start_line = pos.line();
    let mut skips = true;
    loop {
        let Some(letter) = pos.char() else {
            if way == Way::Back && pos.line() != start_line {
                pos.forward();
            }
            break;
        };
        if ".!?".contains(letter) {
            let mut after = pos;
            let mut edge = false;
            loop {
                edge |= after.forward() == Step::Edge;
                if edge || !after.char().is_some_and(is_closing) {
                    break;
                }
            }
            if edge || after.is_line_end() || after.is_white() {
                pos = after;
                if pos.is_line_end() {
                    pos.forward();
                }
                break;
            }
        }
        if step(&mut pos) == Step::Edge {
            skips = false;
            break;
        }
    }
    *walk = if skips { after_blanks(pos) } else { pos };
    skips
}

/// Goes over `count` sentences; `false` when there are not as many.
pub(super) fn sentences(walk: &mut Walk<'_>, way: Way, count: usize) -> bool {
    let mut left = count;
    while left > 0 {
        left -= 1;
        let before = walk.at;
        if !sentence(walk, way) {
            return left == 0;
        }
        if walk.at == before {
            // It stood there already: one character on, and again.
            if way.step(walk) == Step::Edge {
                return left == 0;
            }
            left += 1;
        }
    }
    true
}

fn after_blanks(mut walk: Walk<'_>) -> Walk<'_> {
    while walk.is_white() {
        if walk.forward_over() == Step::Edge {
            break;
        }
    }
    walk
}

fn is_empty(text: &Text, line: usize) -> bool {
    text.line(line).is_empty()
}

/// Returns the empty line `count` paragraphs away, and whether the motion ends on the last character.
pub(super) fn paragraph(text: &Text, line: usize, way: Way, count: usize) -> Option<(usize, bool)> {
    let last = text.lines() - 1;
    let mut here = line;
    let mut left = count;
    while left > 0 {
        left -= 1;
        let mut skipped = false;
        let mut first = true;
        loop {
            skipped |= !is_empty(text, here);
            if !first && skipped && is_empty(text, here) {
                break;
            }
            first = false;
            let next = if way == Way::Forward { here + 1 } else { here.wrapping_sub(1) };
            if next > last {
                if left > 0 {
                    return None;
                }
                break;
            }
            here = next;
        }
    }
    // A text of one line ends there for both ways, as it does in vim.
    if here == last {
        let range = text.line(last);
        return match range.is_empty() {
            true => Some((range.start, false)),
            false => Some((text.previous(range.end), true)),
        };
    }
    Some((text.line(here).start, false))
}

/// Returns the line to which a selection of several lines grows by paragraphs and what is between them, and whether there
/// were as many.
pub(super) fn more_paragraphs(
    text: &Text,
    line: usize,
    way: Way,
    around: bool,
    count: usize,
) -> (usize, Done) {
    let edge = if way == Way::Back { 0 } else { text.lines() - 1 };
    let next = |line: usize| if way == Way::Back { line - 1 } else { line + 1 };
    let is_white = |line: usize| text.slice(text.line(line)).trim_matches([' ', '\t']).is_empty();
    let mut line = line;
    for _ in 0..count {
        if line == edge {
            return (line, Done::No);
        }
        let mut before = None;
        for _ in 0..if around { 2 } else { 1 } {
            let white = is_white(next(line));
            if before == Some(white) {
                break;
            }
            line = next(line);
            // An empty line begins a paragraph, one of blanks does not.
            let begins =
                |line: usize| !white && is_empty(text, if way == Way::Back { line } else { line + 1 });
            while line != edge && is_white(next(line)) == white && !begins(line) {
                line = next(line);
            }
            if line == edge {
                break;
            }
            before = Some(white);
        }
    }
    (line, Done::Yes)
}

/// Tells whether a line is a heading: signs of a number and a blank. Fences are not looked at.
pub(super) fn is_heading(text: &Text, line: usize) -> Option<usize> {
    let start = text.line_text(line, 16);
    let level = start.len() - start.trim_start_matches('#').len();
    ((1..=6).contains(&level) && start[level..].starts_with(' ')).then_some(level)
}

/// Returns the heading `count` headings away.
pub(super) fn heading(text: &Text, line: usize, way: Way, count: usize) -> Option<usize> {
    let matching = |line: &usize| is_heading(text, *line).is_some();
    match way {
        Way::Forward => (line + 1..text.lines()).filter(matching).nth(count - 1),
        Way::Back => (0..line).rev().filter(matching).nth(count - 1),
    }
}
