//! `/ ? n N * #`: matches in the text, round its ends.

use super::motion::{Shape, Target};
use super::walk::Walk;
use super::{Vim, pattern};
use crate::tui::widget::editor::Editor;
use regex::Regex;
use std::ops::Range;

/// The pattern that was searched for last.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) pattern: String,
    regex: Regex,
    pub(super) forward: bool,
}

impl Vim {
    /// Takes a pattern; an empty one is the last one again.
    pub(super) fn set_search(&mut self, pattern: &str, forward: bool) -> Option<()> {
        if pattern.is_empty() {
            match &mut self.search {
                Some(search) => search.forward = forward,
                None => {
                    self.answer.says = Some("nothing was searched for yet".to_owned());
                    return None;
                }
            }
            return Some(());
        }
        match pattern::compile(pattern) {
            Ok(regex) => {
                self.registers.set('/', pattern.to_owned());
                self.search = Some(Search { pattern: pattern.to_owned(), regex, forward });
                Some(())
            }
            Err(problem) => {
                self.answer.says = Some(problem);
                None
            }
        }
    }

    fn show_matches(&self, editor: &mut Editor) {
        editor.show_matches(self.search.as_ref().map(|search| search.regex.as_str()));
    }

    pub(super) fn search_target(
        &mut self,
        editor: &mut Editor,
        sign: char,
        pattern: &str,
        times: usize,
    ) -> Option<Target> {
        // What stands behind a bare sign would be an offset; there are none, so it ends the pattern.
        self.set_search(until_sign(pattern, sign), sign == '/')?;
        self.show_matches(editor);
        self.search_again(editor, true, times)
    }

    pub(super) fn search_again(&mut self, editor: &Editor, same: bool, times: usize) -> Option<Target> {
        let Some(search) = &self.search else {
            self.answer.says = Some("nothing was searched for yet".to_owned());
            return None;
        };
        let text = editor.text.as_cow();
        let mut at = editor.cursor();
        for _ in 0..times {
            let found = match search.forward == same {
                true => next(&search.regex, &text, at),
                false => previous(&search.regex, &text, at),
            };
            let Some(found) = found else {
                self.answer.says = Some(format!("not found: {}", search.pattern));
                return None;
            };
            at = found.start;
        }
        let mut walk = Walk::new(&editor.text, editor.text.snap(at));
        if walk.is_line_end() && !walk.is_line_start() {
            walk.left();
        }
        Some(Target { far: true, ..Target::new(walk.at, Shape::Exclusive) })
    }

    /// Searches for the word at the cursor, or the next one in the line.
    pub(super) fn word_target(
        &mut self,
        editor: &mut Editor,
        back: bool,
        whole: bool,
        times: usize,
    ) -> Option<Target> {
        let Some(range) = word_at(editor) else {
            self.answer.says = Some("no word under the cursor".to_owned());
            return None;
        };
        let word = editor.text.slice(range.clone()).into_owned();
        let is_word = Walk::new(&editor.text, range.start).class(false) > 1;
        let pattern = pattern::literal(&word);
        let pattern = if whole && is_word { format!("\\<{pattern}\\>") } else { pattern };
        self.set_search(&pattern, !back)?;
        self.show_matches(editor);
        let before = std::mem::replace(&mut editor.selection.cursor, range.start);
        let target = self.search_again(editor, true, times);
        editor.selection.cursor = before;
        target
    }
}

/// Returns the first match behind `at`, round the end. Matches do not overlap: each begins behind the one before it
/// in its line.
fn next(regex: &Regex, text: &str, at: usize) -> Option<Range<usize>> {
    let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let mut from = text[..at].rfind('\n').map_or(0, |end| end + 1);
    while let Some(found) = regex.find_at(text, from) {
        if found.start() > at {
            return Some(found.range());
        }
        let step = text[found.end()..].chars().next().map_or(1, char::len_utf8);
        from = if found.is_empty() { found.end() + step } else { found.end() };
        if from > line_end {
            from = line_end + 1;
        }
        if from > text.len() {
            break;
        }
    }
    regex.find(text).map(|found| found.range())
}

/// Returns the last match before `at`, round the start.
fn previous(regex: &Regex, text: &str, at: usize) -> Option<Range<usize>> {
    let mut end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    let mut limit = at;
    for round in 0..2 {
        loop {
            let start = text[..end].rfind('\n').map_or(0, |found| found + 1);
            if let Some(found) = last_in_line(regex, text, start..end, limit) {
                return Some(found);
            }
            if start == 0 {
                break;
            }
            end = start - 1;
        }
        end = text.len();
        limit = text.len() + round + 1;
    }
    None
}

fn last_in_line(regex: &Regex, text: &str, line: Range<usize>, limit: usize) -> Option<Range<usize>> {
    let mut last = None;
    let mut from = line.start;
    while let Some(found) = regex.find_at(text, from) {
        if found.start() > line.end || found.start() >= limit {
            break;
        }
        last = Some(found.range());
        let end = found.end().max(found.start() + 1);
        from = (end..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        if from > line.end || from >= text.len() {
            break;
        }
    }
    last
}

/// Returns the word at the cursor, else the next one of the line, else what stands there instead.
fn word_at(editor: &Editor) -> Option<Range<usize>> {
    let mut walk = Walk::new(&editor.text, editor.cursor());
    while !walk.is_line_end() && walk.class(false) <= 1 {
        walk.forward();
    }
    if walk.is_line_end() {
        walk.at = editor.cursor();
        while walk.is_white() {
            walk.forward();
        }
        if walk.is_line_end() {
            return None;
        }
    }
    walk.run_start(false);
    let start = walk.at;
    let class = walk.class(false);
    while !walk.is_line_end() && walk.class(false) == class {
        walk.forward();
    }
    Some(start..walk.at)
}

fn until_sign(pattern: &str, sign: char) -> &str {
    let mut escaped = false;
    for (at, letter) in pattern.char_indices() {
        if letter == sign && !escaped {
            return &pattern[..at];
        }
        escaped = letter == '\\' && !escaped;
    }
    pattern
}
