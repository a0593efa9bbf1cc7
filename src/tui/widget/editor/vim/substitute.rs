//! `:s`: what a pattern found, replaced.

use super::motion::first_text;
use super::range::Lines;
use super::{Done, Vim, pattern};
use crate::domain::Timestamp;
use crate::tui::widget::editor::{Editor, LIMIT};
use regex::Regex;
use std::ops::Range;

impl Vim {
    pub(super) fn substitute(
        &mut self,
        editor: &mut Editor,
        name: &str,
        argument: &str,
        lines: Lines,
        now: Timestamp,
    ) -> Done {
        let Some(flags) = self.asked_for(name, argument) else { return Done::No };
        let flags = flags.trim();
        if let Some(strange) = flags.chars().find(|flag| !"gicIn&e ".contains(*flag)) {
            self.answer.says = Some(format!("`{strange}` is no flag of :s"));
            return Done::No;
        }
        self.flags = flags.to_owned();
        let Some(search) = &self.search else {
            self.answer.says = Some("nothing was searched for yet".to_owned());
            return Done::No;
        };
        let asked =
            if flags.contains('i') { format!("{}\\c", search.pattern) } else { search.pattern.clone() };
        let Ok(regex) = pattern::compile(&asked) else { return Done::No };
        let start = editor.text.line(lines.first).start;
        let end = editor.text.line(lines.last).end;
        let global = flags.contains('g');
        if flags.contains('c') {
            return self.begin_confirm(editor, regex, global, start..end);
        }
        let text = editor.text.as_cow().into_owned();
        let pieces = matches(&regex, &text, start..end, global, &self.replacement);
        let count = pieces.len();
        if count == 0 {
            if !flags.contains('e') {
                self.answer.says = Some(format!("not found: {asked}"));
            }
            return Done::No;
        }
        if flags.contains('n') {
            self.answer.says = Some(format!("{count} found"));
            return Done::Yes;
        }
        let grown: usize = pieces.iter().map(|(_, inserted)| inserted.len()).sum();
        if editor.text.len() + grown > LIMIT {
            self.answer.says = Some("the text would be larger than 16 MB".to_owned());
            return Done::No;
        }
        editor.selection.cursor = start;
        replace(editor, pieces, now);
        if count > 2 {
            self.answer.says = Some(format!("{count} replaced"));
        }
        Done::Yes
    }

    /// Takes pattern and replacement, where they are given, and returns the flags; `None` when nothing can be searched for.
    fn asked_for(&mut self, name: &str, argument: &str) -> Option<String> {
        let sign = argument.chars().next().filter(|sign| !name.starts_with('&') && is_delimiter(*sign));
        let Some(sign) = sign else {
            return Some(if name == "&&" {
                format!("{}{argument}", self.flags)
            } else {
                argument.to_owned()
            });
        };
        let (asked, rest) = split(&argument[sign.len_utf8()..], sign);
        let (replacement, flags) = rest.map_or((String::new(), None), |rest| split(rest, sign));
        let forward = self.search.as_ref().is_none_or(|search| search.forward);
        self.set_search(&asked, forward)?;
        self.replacement = replacement;
        Some(flags.unwrap_or_default().to_owned())
    }
}

/// Replaces pieces, at least one, and puts the cursor on the line where the last of what came ends.
fn replace(editor: &mut Editor, pieces: Vec<(Range<usize>, String)>, now: Timestamp) {
    let Some(((last, inserted), before)) = pieces.split_last() else { return };
    let shift: isize =
        before.iter().map(|(range, inserted)| inserted.len() as isize - range.len() as isize).sum();
    let (at, length) = ((last.start as isize + shift) as usize, inserted.len());
    editor.edit(pieces, now);
    let line = editor.text.line_of(at + length.min(editor.len() - at));
    editor.selection.cursor = first_text(editor, line);
}

fn is_delimiter(sign: char) -> bool {
    sign.is_ascii_punctuation() && !matches!(sign, '"' | '|' | '\\' | '&')
}

/// Splits at the first such sign that has no backslash before it; one with it stands for itself.
pub(super) fn split(text: &str, sign: char) -> (String, Option<&str>) {
    let mut part = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter == sign {
            return (part, Some(&text[at + sign.len_utf8()..]));
        }
        match (letter, letters.clone().next()) {
            ('\\', Some((_, next))) => {
                letters.next();
                if next != sign {
                    part.push('\\');
                }
                part.push(next);
            }
            _ => part.push(letter),
        }
    }
    (part, None)
}

/// Returns what a substitution changes, in order.
fn matches(
    regex: &Regex,
    text: &str,
    within: Range<usize>,
    global: bool,
    replacement: &str,
) -> Vec<(Range<usize>, String)> {
    let mut pieces: Vec<(Range<usize>, String)> = Vec::new();
    let mut from = within.start;
    while let Some(found) = regex.find_at(text, from) {
        if found.start() > within.end || from > within.end {
            break;
        }
        let range = found.range();
        // An empty match right behind another is none.
        let doubled = range.is_empty() && pieces.last().is_some_and(|(last, _)| last.end == range.start);
        if !doubled {
            pieces.push((range.clone(), expand(regex, text, &range, replacement)));
        }
        let line_end = text[range.end..].find('\n').map_or(text.len(), |end| range.end + end);
        from = if !global {
            line_end + 1
        } else if range.is_empty() {
            range.end + text[range.end..].chars().next().map_or(1, char::len_utf8)
        } else {
            range.end
        };
        if from > text.len() {
            break;
        }
    }
    pieces
}

/// Fills in a replacement: `&`, `\0` to `\9`, `\n`, `\r`, `\t`; `\u \l \U \L \E` change case.
pub(super) fn expand(regex: &Regex, text: &str, found: &Range<usize>, replacement: &str) -> String {
    let captures = regex.captures_at(text, found.start);
    let group = |number: usize| {
        let found = captures.as_ref().and_then(|captures| captures.get(number));
        found.map_or("", |found| found.as_str())
    };
    let mut out = String::new();
    let (mut once, mut all) = (None, None);
    let mut push = |text: &str, once: &mut Option<bool>, all: Option<bool>| {
        for letter in text.chars() {
            match once.take().or(all) {
                Some(true) => out.extend(letter.to_uppercase()),
                Some(false) => out.extend(letter.to_lowercase()),
                None => out.push(letter),
            }
        }
    };
    let mut letters = replacement.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '&' => push(group(0), &mut once, all),
            '\\' => match letters.next() {
                Some(digit @ '0'..='9') => push(group(digit as usize - '0' as usize), &mut once, all),
                Some('n' | 'r') => push("\n", &mut once, all),
                Some('t') => push("\t", &mut once, all),
                Some('u') => once = Some(true),
                Some('l') => once = Some(false),
                Some('U') => all = Some(true),
                Some('L') => all = Some(false),
                Some('E' | 'e') => all = None,
                Some(other) => push(other.encode_utf8(&mut [0; 4]), &mut once, all),
                None => push("\\", &mut once, all),
            },
            '\r' => push("\n", &mut once, all),
            other => push(other.encode_utf8(&mut [0; 4]), &mut once, all),
        }
    }
    out
}
