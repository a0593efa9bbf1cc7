//! The command line: `:w`, `:s/a/b/g`, `:5`, `:%d`.
//!
//! Commands that are about the page and not its text are answered as [`Ask`]; words it does not know go to
//! the palette.

use super::motion::first_text;
use super::operate::{self, Region};
use super::parse::Operator;
use super::put::How;
use super::{Done, Vim, join, pattern};
use crate::domain::Timestamp;
use crate::tui::widget::editor::{Editor, LIMIT};
use regex::Regex;
use std::ops::Range;

/// What the command line asks of the page's editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// To save a version.
    Save,
    /// To save a version and close.
    SaveClose,
    /// To close; the draft is kept.
    Close,
    /// To throw the draft away.
    Discard,
    /// To edit what is stored.
    EditStorage,
    /// Anything else, for the palette.
    Palette(String),
}

/// A substitution that asks before each match.
#[derive(Debug)]
pub(super) struct Confirm {
    regex: Regex,
    replacement: String,
    global: bool,
    /// The match that is asked about.
    found: Range<usize>,
    /// Bytes from the end of the text at which the lines end.
    until: usize,
    count: usize,
}

/// The lines a command is about, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lines {
    first: usize,
    last: usize,
    /// Whether they were given.
    given: bool,
}

impl Vim {
    /// Carries out what was typed after `:`.
    pub(super) fn execute(&mut self, editor: &mut Editor, typed: &str, now: Timestamp) -> Done {
        let typed = typed.trim().trim_start_matches(':');
        self.registers.set(':', typed.to_owned());
        let Some((lines, rest)) = self.range(editor, typed) else {
            self.answer.says = Some("these are no lines of this text".to_owned());
            return Done::No;
        };
        let rest = rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (mut name, mut argument) = rest.split_at(end);
        if name.is_empty() && !rest.is_empty() {
            (name, argument) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
        }
        let bang = argument.starts_with('!');
        let ask = match (name, bang) {
            ("", _) => {
                editor.selection.cursor = first_text(editor, lines.last);
                return Done::Yes;
            }
            ("w" | "write" | "up" | "update", _) => Ask::Save,
            ("wq" | "x" | "xit" | "wqa" | "xa", _) => Ask::SaveClose,
            ("q" | "quit" | "qa" | "qall", false) => Ask::Close,
            ("q" | "quit" | "qa" | "qall" | "e" | "edit", true) => Ask::Discard,
            ("edit", false) if argument.trim() == "storage" || argument == "-storage" => Ask::EditStorage,
            ("s" | "substitute" | "su" | "&" | "&&", _) => {
                return self.substitute(editor, name, argument, lines, now);
            }
            ("noh" | "nohlsearch", _) => {
                editor.show_matches(None);
                return Done::Yes;
            }
            ("u" | "undo", _) => return self.undo(editor, 1, now),
            ("red" | "redo", _) => return self.redo(editor, 1),
            _ => return self.edit_lines(editor, name, argument.trim(), lines, typed, now),
        };
        self.answer.asks = Some(ask);
        Done::Yes
    }

    /// Commands over lines: `:d :y :j :> :< :m :t :norm`.
    fn edit_lines(
        &mut self,
        editor: &mut Editor,
        name: &str,
        argument: &str,
        lines: Lines,
        typed: &str,
        now: Timestamp,
    ) -> Done {
        let register = argument.chars().next().filter(|_| argument.chars().count() == 1);
        let start = editor.text.line(lines.first).start;
        let region = Region::of_lines(&editor.text, start, lines.first, lines.last);
        let depth = argument.chars().take_while(|sign| *sign == '>' || *sign == '<').count() + 1;
        match name {
            "d" | "delete" => self.operate(editor, Operator::Delete, &region, register, 1, now),
            "y" | "yank" => {
                let cursor = editor.cursor();
                let done = self.operate(editor, Operator::Yank, &region, register, 1, now);
                editor.selection.cursor = cursor;
                done
            }
            "pu" | "put" => {
                editor.selection.cursor = editor.text.line(lines.last).start;
                let done = self.put(editor, register, How { after: true, behind: false, times: 1 }, now);
                editor.selection.cursor = first_text(editor, editor.line().0);
                done
            }
            ">" | "<" => {
                operate::shift(editor, lines.first..=lines.last, name == ">", depth, now);
                editor.selection.cursor = first_text(editor, lines.last);
                Done::Yes
            }
            "=" => self.operate(editor, Operator::Tidy, &region, None, 1, now),
            "j" | "join" => {
                let last = if lines.given && lines.last > lines.first { lines.last } else { lines.first + 1 };
                editor.selection.cursor = start;
                let done = join::join(editor, lines.first..=last, !argument.starts_with('!'), now);
                editor.selection.cursor = first_text(editor, lines.first);
                done
            }
            "t" | "co" | "copy" | "m" | "move" => {
                let moves = name.starts_with('m');
                let Some((to, "")) = self.range(editor, argument).map(|(to, rest)| (to, rest.trim())) else {
                    return Done::No;
                };
                // `0` is above the first line.
                let at = if argument.trim() == "0" { 0 } else { to.last + 1 };
                self.copy_lines(editor, lines, at, moves, now)
            }
            "norm" | "normal" => {
                let argument = argument.trim_start_matches('!').trim_start();
                let count = lines.last - lines.first + 1;
                let mut line = lines.first;
                for _ in 0..count {
                    if line >= editor.text.lines() {
                        break;
                    }
                    let before = editor.text.lines();
                    editor.selection.cursor = editor.text.line(line).start;
                    self.replay(editor, argument, now);
                    line = (line + 1 + editor.text.lines()).saturating_sub(before);
                }
                Done::Yes
            }
            _ => {
                self.answer.asks = Some(Ask::Palette(typed.to_owned()));
                Done::No
            }
        }
    }

    fn copy_lines(
        &mut self,
        editor: &mut Editor,
        lines: Lines,
        at: usize,
        moves: bool,
        now: Timestamp,
    ) -> Done {
        let taken = editor.text.slice(editor.text.line(lines.first).start..editor.text.line(lines.last).end);
        let taken = taken.into_owned();
        if moves && (lines.first..=lines.last + 1).contains(&at) {
            return if at == lines.first { Done::No } else { Done::Yes };
        }
        let total = editor.text.lines();
        let place = if at >= total { editor.len() } else { editor.text.line(at).start };
        let inserted = if at >= total { format!("\n{taken}") } else { format!("{taken}\n") };
        let mut pieces = vec![(place..place, inserted)];
        if moves {
            let gone = operate::lines_with_break(&editor.text, lines.first, lines.last);
            pieces.push((gone, String::new()));
            pieces.sort_by_key(|(range, _)| range.start);
        }
        editor.edit(pieces, now);
        let count = lines.last - lines.first + 1;
        let last = if moves && at > lines.first { at - 1 } else { at + count - 1 };
        editor.selection.cursor = first_text(editor, last.min(editor.text.lines() - 1));
        Done::Yes
    }

    /// Reads the lines before a command and returns the rest.
    fn range<'t>(&self, editor: &Editor, typed: &'t str) -> Option<(Lines, &'t str)> {
        let last_line = editor.text.lines() - 1;
        let here = editor.line().0;
        if let Some(rest) = typed.strip_prefix('%') {
            return Some((Lines { first: 0, last: last_line, given: true }, rest));
        }
        let (first, rest) = self.address(editor, typed, here)?;
        let Some(after) = rest.strip_prefix([',', ';']) else {
            let line = first.unwrap_or(here);
            (line <= last_line).then_some(())?;
            return Some((Lines { first: line, last: line, given: first.is_some() }, rest));
        };
        let (last, rest) = self.address(editor, after.trim_start(), here)?;
        let (first, last) = (first.unwrap_or(here), last.unwrap_or(here));
        (first.max(last) <= last_line).then_some(())?;
        Some((Lines { first: first.min(last), last: first.max(last), given: true }, rest))
    }

    /// Reads one line: `5`, `.`, `$`, `'a`, `/word/`, each with `+2` or `-1`.
    fn address<'t>(&self, editor: &Editor, typed: &'t str, here: usize) -> Option<(Option<usize>, &'t str)> {
        let digits = typed.len() - typed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (mut line, mut rest) = match typed.chars().next() {
            Some('0'..='9') => {
                (Some(typed[..digits].parse::<usize>().ok()?.saturating_sub(1)), &typed[digits..])
            }
            Some('.') => (Some(here), &typed[1..]),
            Some('$') => (Some(editor.text.lines() - 1), &typed[1..]),
            Some('\'') => {
                let name = typed[1..].chars().next()?;
                let at = self.mark(editor, name)?;
                (Some(editor.text.line_of(at)), &typed[1 + name.len_utf8()..])
            }
            Some('/') => {
                let (asked, after) = split(&typed[1..], '/');
                let regex = pattern::compile(&asked).ok()?;
                let text = editor.text.as_cow();
                let from = editor.line_start(here + 1).min(text.len());
                let found = regex.find_at(&text, from).or_else(|| regex.find(&text))?;
                (Some(editor.text.line_of(found.start())), after.unwrap_or_default())
            }
            _ => (None, typed),
        };
        while let Some(sign @ ('+' | '-')) = rest.chars().next() {
            let digits = rest[1..].len() - rest[1..].trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let by = if digits == 0 { 1 } else { rest[1..1 + digits].parse::<usize>().ok()? };
            let from = line.unwrap_or(here);
            line = Some(if sign == '+' { from.checked_add(by)? } else { from.checked_sub(by)? });
            rest = &rest[1 + digits..];
        }
        Some((line, rest))
    }

    fn substitute(
        &mut self,
        editor: &mut Editor,
        name: &str,
        argument: &str,
        lines: Lines,
        now: Timestamp,
    ) -> Done {
        let flags = match argument.chars().next().filter(|sign| !name.starts_with('&') && is_delimiter(*sign))
        {
            Some(sign) => {
                let (asked, rest) = split(&argument[sign.len_utf8()..], sign);
                let (replacement, flags) = rest.map_or((String::new(), None), |rest| split(rest, sign));
                let forward = self.search.as_ref().is_none_or(|search| search.forward);
                if self.set_search(&asked, forward).is_none() {
                    return Done::No;
                }
                self.replacement = replacement;
                flags.unwrap_or_default().to_owned()
            }
            None if name == "&&" => format!("{}{argument}", self.flags),
            None => argument.to_owned(),
        };
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
        let last = pieces.last().map_or(start, |(range, _)| range.start);
        let shift: isize = pieces[..count - 1]
            .iter()
            .map(|(range, inserted)| inserted.len() as isize - range.len() as isize)
            .sum();
        let last_length = pieces.last().map_or(0, |(_, inserted)| inserted.len());
        editor.selection.cursor = start;
        editor.edit(pieces, now);
        let at = (last as isize + shift) as usize;
        // A replacement may break the line: the cursor is on the last of what came.
        let line = editor.text.line_of(at + last_length.min(editor.len() - at));
        editor.selection.cursor = editor.text.line(line).start;
        if count > 2 {
            self.answer.says = Some(format!("{count} replaced"));
        }
        Done::Yes
    }

    fn begin_confirm(
        &mut self,
        editor: &mut Editor,
        regex: Regex,
        global: bool,
        within: Range<usize>,
    ) -> Done {
        let until = editor.len() - within.end;
        let confirm =
            Confirm { regex, replacement: self.replacement.clone(), global, found: 0..0, until, count: 0 };
        editor.history.hold();
        self.confirm = Some(confirm);
        self.next_confirm(editor, within.start);
        Done::Yes
    }

    /// Shows the next match that is asked about, or ends.
    fn next_confirm(&mut self, editor: &mut Editor, from: usize) {
        let Some(confirm) = &mut self.confirm else { return };
        let text = editor.text.as_cow();
        let end = text.len() - confirm.until;
        let found = (from <= end).then(|| confirm.regex.find_at(&text, from)).flatten();
        let found = found.filter(|found| found.start() <= end);
        match found.map(|found| found.range()) {
            Some(found) => {
                confirm.found = found.clone();
                drop(text);
                editor.selection.cursor = found.start;
                editor.asked = Some(found);
            }
            None => {
                let count = confirm.count;
                self.confirm = None;
                editor.asked = None;
                editor.history.release();
                if count > 0 {
                    self.answer.says = Some(format!("{count} replaced"));
                }
            }
        }
    }

    /// Takes the answer to a match: `y n a l q`.
    pub(super) fn answer_confirm(&mut self, editor: &mut Editor, key: char, now: Timestamp) {
        let Some(confirm) = &mut self.confirm else { return };
        let found = confirm.found.clone();
        match key {
            'y' | 'a' | 'l' => {
                let text = editor.text.as_cow().into_owned();
                let inserted = expand(&confirm.regex, &text, &found, &confirm.replacement);
                confirm.count += 1;
                let mut next = found.start + inserted.len() + usize::from(found.is_empty());
                editor.edit(vec![(found.clone(), inserted)], now);
                if !confirm.global {
                    next = editor.line_start(editor.text.line_of(next.min(editor.len())) + 1).max(next);
                }
                editor.selection.cursor = found.start;
                let from =
                    if key == 'l' || next > editor.len() { usize::MAX } else { editor.text.snap_up(next) };
                self.next_confirm(editor, from);
                if key == 'a' && self.confirm.is_some() {
                    self.answer_confirm(editor, 'a', now);
                }
            }
            'n' => {
                let next = if confirm.global {
                    editor.text.next(found.end.max(found.start))
                } else {
                    editor.line_start(editor.text.line_of(found.start) + 1).max(found.end + 1)
                };
                self.next_confirm(editor, next.max(found.start + 1));
            }
            'q' | super::keys::ESCAPE => self.next_confirm(editor, usize::MAX),
            _ => {}
        }
    }
}

fn is_delimiter(sign: char) -> bool {
    sign.is_ascii_punctuation() && !matches!(sign, '"' | '|' | '\\' | '&')
}

/// Splits at the first such sign that has no backslash before it; one with it stands for itself.
fn split(text: &str, sign: char) -> (String, Option<&str>) {
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
fn expand(regex: &Regex, text: &str, found: &Range<usize>, replacement: &str) -> String {
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
