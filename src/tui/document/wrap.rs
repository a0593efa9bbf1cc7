//! Runs to lines of at most so many columns: by words, Chinese and Japanese between any two characters,
//! and inside a word only where a word is wider than a line.
//!
//! Right-to-left text keeps its logical order; terminals differ in what they make of it.

use super::block::Run;
use super::line::{Join, Span, TargetId, grapheme_width};
use super::style::{Role, Style};
use unicode_segmentation::UnicodeSegmentation;

/// A wrapped line: its spans and how it goes on from the one above.
pub(super) type Wrapped = (Vec<Span>, Join);

/// Wraps runs at `width` columns. There is always at least one line.
pub(super) fn wrap(runs: &[Run], width: usize) -> Vec<Wrapped> {
    let mut wrapper = Wrapper {
        width: width.max(2),
        lines: Vec::new(),
        line: Vec::new(),
        used: 0,
        word: Vec::new(),
        word_width: 0,
        blank: None,
        join: Join::Fresh,
    };
    for run in runs {
        if run.text == "\n" {
            wrapper.end_word();
            wrapper.end_line(Join::Fresh);
        } else if run.text.is_ascii() {
            wrapper.ascii(run);
        } else {
            wrapper.graphemes(run);
        }
    }
    wrapper.end_word();
    wrapper.end_line(Join::Fresh);
    wrapper.lines
}

/// Wraps spans at `width` columns; blanks at the start of a line stay.
pub fn wrapped(spans: &[Span], width: usize) -> Vec<Vec<Span>> {
    let runs: Vec<Run> = spans
        .iter()
        .map(|span| Run {
            text: span.text.clone(),
            style: span.style.with_role(Role::Faint),
            target: span.target,
        })
        .collect();
    wrap(&runs, width).into_iter().map(|(spans, _)| spans).collect()
}

struct Wrapper<'a> {
    width: usize,
    lines: Vec<Wrapped>,
    line: Vec<Span>,
    used: usize,
    /// The word under way: pieces of runs with their widths.
    word: Vec<(&'a str, &'a Run, usize)>,
    word_width: usize,
    /// Blanks before the word, and the run they stand in.
    blank: Option<(usize, &'a Run)>,
    /// How the line under way goes on from the one above.
    join: Join,
}

impl<'a> Wrapper<'a> {
    fn ascii(&mut self, run: &'a Run) {
        for (index, word) in run.text.split(' ').enumerate() {
            if index > 0 {
                self.blank(run);
            }
            let mut rest = word;
            while let Some(at) = hyphen(rest).filter(|_| run.style.role != Role::Code) {
                self.piece(&rest[..at], run, at);
                self.end_word();
                rest = &rest[at..];
            }
            self.piece(rest, run, rest.len());
        }
    }

    fn graphemes(&mut self, run: &'a Run) {
        // Pieces are runs of graphemes that are not broken between; a piece is added when it ends.
        let (mut start, mut columns, mut before) = (0, 0, ' ');
        for (at, grapheme) in run.text.grapheme_indices(true) {
            let first = grapheme.chars().next().unwrap_or(' ');
            if grapheme == " " {
                self.piece(&run.text[start..at], run, columns);
                self.blank(run);
                (start, columns) = (at + 1, 0);
            } else {
                if breaks_between(before, first) {
                    self.piece(&run.text[start..at], run, columns);
                    self.end_word();
                    (start, columns) = (at, 0);
                }
                columns += grapheme_width(grapheme);
            }
            before = first;
        }
        self.piece(&run.text[start..], run, columns);
    }

    fn blank(&mut self, run: &'a Run) {
        self.end_word();
        let keeps_all = matches!(run.style.role, Role::Code | Role::Faint);
        self.blank = match self.blank {
            Some((count, before)) if keeps_all => Some((count + 1, before)),
            Some(before) => Some(before),
            None => Some((1, run)),
        };
    }

    fn piece(&mut self, text: &'a str, run: &'a Run, columns: usize) {
        if !text.is_empty() {
            self.word.push((text, run, columns));
            self.word_width += columns;
        }
    }

    /// Places the word under way on this line or the next.
    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let columns = std::mem::take(&mut self.word_width);
        let blanks = self.blank.map_or(0, |(count, _)| count);
        let fits = self.used + blanks + columns <= self.width;
        // A word wider than a line starts where it stands if a good part of it fits there.
        let split_here = columns > self.width && self.used + blanks + 8 <= self.width;
        if self.used > 0 && !fits && !split_here {
            self.end_line(if blanks > 0 { Join::Blank } else { Join::Tight });
        }
        let blank =
            self.blank.take().filter(|_| self.used > 0 || self.join == Join::Fresh && self.keeps_lead(&word));
        if let Some((count, run)) = blank {
            self.place(&" ".repeat(count), run, count);
        }
        for (text, run, piece) in word {
            if self.used + piece <= self.width {
                self.place(text, run, piece);
            } else {
                self.split(text, run);
            }
        }
    }

    /// Whether blanks at the start of a line belong to the text (source shown as written).
    fn keeps_lead(&self, word: &[(&str, &Run, usize)]) -> bool {
        word.first().is_some_and(|(_, run, _)| run.style.role == Role::Faint)
    }

    /// Places text that is wider than the room, grapheme by grapheme.
    fn split(&mut self, text: &'a str, run: &'a Run) {
        for grapheme in text.graphemes(true) {
            let columns = grapheme_width(grapheme);
            if self.used + columns > self.width && self.used > 0 {
                self.end_line(Join::Tight);
            }
            self.place(grapheme, run, columns);
        }
    }

    fn place(&mut self, text: &str, run: &Run, columns: usize) {
        self.used += columns;
        let (style, target): (Style, Option<TargetId>) = (run.style, run.target);
        match self.line.last_mut() {
            Some(last) if last.style == style && last.target == target => last.text.push_str(text),
            _ => self.line.push(Span { target, ..Span::new(text, style) }),
        }
    }

    fn end_line(&mut self, next: Join) {
        let join = std::mem::replace(&mut self.join, next);
        self.lines.push((std::mem::take(&mut self.line), join));
        self.used = 0;
        if next == Join::Fresh {
            self.blank = None;
        }
    }
}

/// Finds the end of the first part of a compound: after a hyphen between letters.
fn hyphen(word: &str) -> Option<usize> {
    let bytes = word.as_bytes();
    let inner = bytes
        .windows(3)
        .position(|w| w[0].is_ascii_alphabetic() && w[1] == b'-' && w[2].is_ascii_alphabetic());
    inner.map(|at| at + 2)
}

/// Whether a line may be broken between two characters that no blank separates.
fn breaks_between(before: char, after: char) -> bool {
    if before == ' ' || !(is_ideograph(before) || is_ideograph(after)) {
        return false;
    }
    let closes =
        "、。，．,.!?！？：；:;）)]】」』〉》〕…‥ー々゛゜ゝゞヽヾっゃゅょァィゥェォッャュョ％%\"'”’〜～";
    let opens = "（([【「『〈《〔“‘";
    !closes.contains(after) && !opens.contains(before)
}

/// Characters of scripts that are written without blanks. Korean is written with them.
fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{303f}' | '\u{3040}'..='\u{30ff}' | '\u{3100}'..='\u{312f}' | '\u{31a0}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::document::line::width;

    fn lines(text: &str, columns: usize) -> Vec<String> {
        let run = Run { text: text.to_owned(), ..Run::default() };
        let wrapped = wrap(&[run], columns);
        wrapped.iter().map(|(spans, _)| spans.iter().map(|span| span.text.as_str()).collect()).collect()
    }

    #[test]
    fn words_move_whole_and_long_ones_are_split() {
        assert_eq!(lines("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(lines("a offline-first thing", 10), ["a offline-", "first", "thing"]);
        assert_eq!(lines("abcdefghijklmno", 6), ["abcdef", "ghijkl", "mno"]);
    }

    #[test]
    fn japanese_wraps_anywhere_but_before_a_full_stop() {
        assert_eq!(lines("日本語の文章です。", 6), ["日本語", "の文章", "です。"]);
        assert_eq!(lines("これは本。", 8), ["これは", "本。"]);
    }

    #[test]
    fn joined_emoji_stay_whole() {
        let family = "👩\u{200d}👩\u{200d}👧";
        for line in lines(&family.repeat(5), 5) {
            assert!(width(&line) <= 5 && line.len() % family.len() == 0, "{line:?}");
        }
    }

    #[test]
    fn a_word_of_two_styles_stays_together() {
        let run = |text: &str, strong| Run {
            text: text.to_owned(),
            style: Style { strong, ..Style::default() },
            target: None,
        };
        let wrapped = wrap(&[run("one two", false), run("three", true), run(" four", false)], 8);
        assert_eq!(wrapped.len(), 3);
        assert_eq!(wrapped[1].0.len(), 2, "`twothree` is one word");
    }
}
