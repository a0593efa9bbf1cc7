//! Find in page: matches over laid-out lines, also across a wrap.

use super::layout::Layout;
use super::line::{Join, Line, grapheme_width};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// One match: the lines it touches and the columns on each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Line and columns, top to bottom; never empty.
    pub parts: Vec<(usize, Range<usize>)>,
}

impl Match {
    /// Returns the first line it is on.
    pub fn line(&self) -> usize {
        self.parts.first().map_or(0, |(line, _)| *line)
    }
}

impl Layout {
    /// Finds `needle` in the whole page, upper and lower case alike; drawn lines are not searched.
    pub fn find(&mut self, needle: &str) -> Vec<Match> {
        let needle: String = needle.chars().map(fold).collect();
        if needle.is_empty() {
            return Vec::new();
        }
        self.ensure_all();
        let lines = self.lines();
        let mut found = Vec::new();
        let mut text = String::new();
        let mut first = 0;
        while first < lines.len() {
            let after = lines[first + 1..].iter().take_while(|line| line.join != Join::Fresh).count();
            let joined = first..first + 1 + after;
            // Where every letter stands is only of interest where the words are.
            folded(&lines[joined.clone()], &mut text);
            if text.contains(&needle) {
                Chain::of(lines, joined.clone()).find(&needle, &mut found);
            }
            first = joined.end;
        }
        found
    }
}

/// Writes the text of lines that belong together, folded.
fn folded(lines: &[Line], text: &mut String) {
    text.clear();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 && line.join == Join::Blank {
            text.push(' ');
        }
        for span in line.spans.iter().filter(|span| !span.is_drawn()) {
            if span.text.is_ascii() {
                let start = text.len();
                text.push_str(&span.text);
                text[start..].make_ascii_lowercase();
            } else {
                text.extend(span.text.chars().map(fold));
            }
        }
    }
}

/// The text of lines that belong together, with the place of every character.
#[derive(Default)]
struct Chain {
    text: String,
    places: Vec<(usize, Range<usize>)>,
}

impl Chain {
    fn of(lines: &[Line], joined: Range<usize>) -> Self {
        let mut chain = Self::default();
        for index in joined.clone() {
            if index > joined.start && lines[index].join == Join::Blank {
                chain.text.push(' ');
                chain.places.push((index, 0..0));
            }
            chain.add(index, &lines[index]);
        }
        chain
    }

    fn add(&mut self, index: usize, line: &Line) {
        let mut column = 0;
        for span in &line.spans {
            for grapheme in span.text.graphemes(true) {
                let columns = grapheme_width(grapheme);
                if !span.is_drawn() {
                    for character in grapheme.chars() {
                        self.text.push(fold(character));
                        self.places.push((index, column..column + columns));
                    }
                }
                column += columns;
            }
        }
    }

    fn find(&self, needle: &str, found: &mut Vec<Match>) {
        let mut from = 0;
        let (mut byte, mut character) = (0, 0);
        while let Some(at) = self.text[from..].find(needle).map(|at| from + at) {
            character += self.text[byte..at].chars().count();
            byte = at;
            let length = needle.chars().count();
            let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
            for (line, columns) in &self.places[character..character + length] {
                match parts.last_mut() {
                    Some((last, range)) if last == line => range.end = columns.end.max(range.end),
                    _ if columns.is_empty() => {}
                    _ => parts.push((*line, columns.clone())),
                }
            }
            if !parts.is_empty() {
                found.push(Match { parts });
            }
            from = at + needle.len();
        }
    }
}

/// Lower case, one character for one.
fn fold(character: char) -> char {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}
