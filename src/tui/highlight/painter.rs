//! Colours code line by line, and code that was edited from the edit on.
//!
//! What a line looks like depends on the state that the lines above it led to. States are kept at some of the lines:
//! after an edit it goes on from the last one above it, and ends where it comes to a state that was there before,
//! as everything below looks as it did then.

use super::endless::is_endless;
use super::{Code, Coloured, LONGEST_LINE, Pieces, scope, syntax, syntaxes};
use syntect::parsing::{ParseState, Scope, ScopeStack};

/// A state is kept every so many lines.
const STEP: usize = 16;

/// Colours code, and remembers how for the one that it coloured last.
#[derive(Debug, Default)]
pub struct Painter {
    last: Option<Painted>,
    /// How many lines were looked at.
    #[cfg(test)]
    looked_at: usize,
}

#[derive(Debug)]
struct Painted {
    language: String,
    text: String,
    coloured: Coloured,
    /// States before lines, in order.
    states: Vec<(usize, State)>,
}

#[derive(Debug, Clone, PartialEq)]
struct State {
    parse: ParseState,
    stack: ScopeStack,
}

impl Painter {
    /// Colours code. `None` when `is_over` says, between two lines, that nobody wants to know any more.
    pub fn paint(&mut self, code: &Code, is_over: impl Fn() -> bool) -> Option<Coloured> {
        let Some(syntax) = syntax(&code.language).filter(|_| code.may_have_colours()) else {
            return Some(Coloured::default());
        };
        let new: Vec<&str> = code.text.split_inclusive('\n').collect();
        let last = self.last.take().filter(|last| last.language == code.language);
        let old: Vec<&str> =
            last.as_ref().map_or_else(Vec::new, |last| last.text.split_inclusive('\n').collect());
        let first_states = || vec![(0, State { parse: ParseState::new(syntax), stack: ScopeStack::new() })];
        let same = new.iter().zip(&old).take_while(|(new, old)| new == old).count();
        let room = new.len().min(old.len()) - same;
        let end =
            new.iter().rev().zip(old.iter().rev()).take(room).take_while(|(new, old)| new == old).count();
        let (mut lines, mut states) = match &last {
            Some(last) => {
                let kept = last.states.partition_point(|(line, _)| *line <= same).max(1);
                let from = last.states[kept - 1].0;
                (last.coloured.lines[..from].to_vec(), last.states[..kept].to_vec())
            }
            None => (Vec::new(), first_states()),
        };
        let mut state = states[states.len() - 1].1.clone();
        let mut whole = true;
        while lines.len() < new.len() {
            let at = lines.len();
            if at + end >= new.len()
                && let Some(last) = &last
                && let Some(found) = last.at_state(at + old.len() - new.len(), &state)
            {
                let moved = |line: usize| line + new.len() - old.len();
                states.extend(last.states[found..].iter().map(|(line, state)| (moved(*line), state.clone())));
                lines.extend_from_slice(&last.coloured.lines[at + old.len() - new.len()..]);
                break;
            }
            if is_over() {
                return None;
            }
            if states.last().is_none_or(|(line, _)| at >= line + STEP) {
                states.push((at, state.clone()));
            }
            #[cfg(test)]
            {
                self.looked_at += 1;
            }
            let Some(pieces) = state.line(new[at], syntax.scope) else {
                // Not to be read to its end: from here on it would be guessing.
                whole = false;
                break;
            };
            lines.push(pieces);
        }
        let coloured = Coloured { lines };
        if whole {
            let (language, text) = (code.language.clone(), code.text.clone());
            self.last = Some(Painted { language, text, coloured: coloured.clone(), states });
        }
        Some(if coloured.lines.iter().all(Vec::is_empty) { Coloured::default() } else { coloured })
    }
}

impl Painted {
    /// Returns which of its states was before a line, when it was this one.
    fn at_state(&self, line: usize, state: &State) -> Option<usize> {
        let found = self.states.binary_search_by_key(&line, |(line, _)| *line).ok()?;
        (self.states[found].1 == *state).then_some(found)
    }
}

impl State {
    /// Returns the pieces of a line, and goes on behind it; `None` when a pattern gave up, or no end would come.
    fn line(&mut self, line: &str, language: Scope) -> Option<Pieces> {
        // What a line that is too long would have opened is not known: colours go on as if it were not there.
        if line.len() > LONGEST_LINE {
            return Some(Pieces::new());
        }
        if is_endless(language, &self.stack, line) {
            return None;
        }
        let whole = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
        let changes = self.parse.parse_line(&whole, syntaxes()).ok()?;
        Some(scope::pieces(&mut self.stack, line.trim_end_matches('\n').len(), &changes))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Class, highlight};
    use super::*;
    use proptest::prelude::*;

    fn paint(painter: &mut Painter, text: &str) -> Coloured {
        painter.paint(&Code::new("js", text), || false).expect("nobody stops it")
    }

    #[test]
    fn a_letter_in_a_thousand_lines_looks_at_a_few_again() {
        let mut painter = Painter::default();
        let line = "let a = \"b\"; // c\n";
        paint(&mut painter, &line.repeat(1000));
        for edited in ["let x = 1;\n", "", "// one\n// two\n"] {
            let before = painter.looked_at;
            let text = line.repeat(500) + edited + &line.repeat(499);
            assert_eq!(paint(&mut painter, &text), highlight(&Code::new("js", text), || false).unwrap());
            assert!(painter.looked_at - before <= 3 * STEP, "{}", painter.looked_at - before);
        }
        // What opens something changes all below it.
        let text = line.repeat(500) + "/*\n" + &line.repeat(499);
        assert_eq!(paint(&mut painter, &text).line(999), [(0..17, Class::Comment)]);
    }

    proptest! {
        // Colouring a text anew after each edit takes an unoptimised build most of a second.
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn edited_code_is_coloured_as_new_code(
            start in proptest::collection::vec("(let a = 1;|/\\*|\\*/|`|'x'|// b|\\}|\\{|\n){0,4}\n", 0..60),
            edits in proptest::collection::vec((any::<u16>(), 0usize..30, "(/\\*|\\*/|`|a|\n|'){0,3}"), 1..8),
        ) {
            let mut text = start.concat();
            let mut painter = Painter::default();
            paint(&mut painter, &text);
            for (at, removed, inserted) in edits {
                let at = usize::from(at) % (text.len() + 1);
                text.replace_range(at..(at + removed).min(text.len()), &inserted);
                let fresh = highlight(&Code::new("js", text.as_str()), || false).unwrap();
                prop_assert_eq!(paint(&mut painter, &text), fresh, "{}", text);
            }
        }
    }
}
