//! Two edits of one text, place by place: what only one side changed is taken, what both changed is a hunk to
//! decide.
//!
//! ```text
//! base  a b c d        ours  a X c d        theirs  a Y c D
//!       └─ same ┐ ┌─ both changed: a hunk ┐ └─ only they changed: taken
//! ```
//!
//! Laws: with no hunk the pieces are the merged text; deciding every hunk for one side leaves no line of the other
//! in a hunk; a side that is the base gives the other.

use similar::{Algorithm, DiffOp, TextDiff};

/// A stretch of the two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Lines that are decided: the same on both sides, or changed by one.
    Settled(Vec<String>),
    /// Lines that both sides changed, each in its own way.
    Hunk(Box<Hunk>),
}

/// Lines that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hunk {
    /// What both started from.
    pub base: Vec<String>,
    /// Ours.
    pub ours: Vec<String>,
    /// Theirs.
    pub theirs: Vec<String>,
    /// What was decided.
    pub choice: Choice,
}

/// What becomes of a hunk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Choice {
    /// Nobody decided yet.
    #[default]
    Open,
    /// Ours.
    Mine,
    /// Theirs.
    Theirs,
    /// Ours, then theirs.
    Both,
    /// What the person wrote.
    Written(Vec<String>),
}

impl Hunk {
    /// Returns the lines that were decided for; `None` while nobody decided.
    pub fn result(&self) -> Option<Vec<String>> {
        match &self.choice {
            Choice::Open => None,
            Choice::Mine => Some(self.ours.clone()),
            Choice::Theirs => Some(self.theirs.clone()),
            Choice::Both => Some(both(&self.ours, &self.theirs)),
            Choice::Written(lines) => Some(lines.clone()),
        }
    }
}

/// Puts one after the other: as blocks of their own, unless they are rows or items of one block.
fn both(ours: &[String], theirs: &[String]) -> Vec<String> {
    let mut lines = ours.to_vec();
    let apart = match (ours.last(), theirs.first()) {
        (Some(last), Some(first)) => {
            !(goes_on(last) && goes_on(first) || last.is_empty() || first.is_empty())
        }
        _ => false,
    };
    if apart {
        lines.push(String::new());
    }
    lines.extend(theirs.iter().cloned());
    lines
}

/// Tells whether a line is a part of a list, table, quote or of what stands indented.
fn goes_on(line: &str) -> bool {
    let text = line.trim_start();
    line.starts_with(' ')
        || text.starts_with(['-', '*', '+', '|', '>'])
        || text.trim_start_matches(|letter: char| letter.is_ascii_digit()).starts_with(['.', ')'])
}

/// Compares two edits of one text by lines.
pub fn pieces(base: &str, ours: &str, theirs: &str) -> Vec<Piece> {
    let [base, ours, theirs] =
        [base, ours, theirs].map(|text| text.split('\n').map(str::to_owned).collect::<Vec<_>>());
    let mine = partners(&base, &ours);
    let other = partners(&base, &theirs);
    let mut out = Vec::new();
    let (mut at, mut of_ours, mut of_theirs) = (0, 0, 0);
    loop {
        // The next line that both sides kept.
        let kept = (at..base.len()).find_map(|line| Some((line, mine[line]?, other[line]?)));
        let (end, ours_end, theirs_end) = kept.unwrap_or((base.len(), ours.len(), theirs.len()));
        settle(&base[at..end], &ours[of_ours..ours_end], &theirs[of_theirs..theirs_end], &mut out);
        if kept.is_none() {
            return out;
        }
        push(&base[end..=end], &mut out);
        (at, of_ours, of_theirs) = (end + 1, ours_end + 1, theirs_end + 1);
    }
}

/// Decides a stretch as far as it decides itself.
fn settle(base: &[String], ours: &[String], theirs: &[String], out: &mut Vec<Piece>) {
    if ours == theirs || theirs == base {
        push(ours, out);
    } else if ours == base {
        push(theirs, out);
    } else {
        let [base, ours, theirs] = [base, ours, theirs].map(<[String]>::to_vec);
        out.push(Piece::Hunk(Box::new(Hunk { base, ours, theirs, choice: Choice::Open })));
    }
}

fn push(lines: &[String], out: &mut Vec<Piece>) {
    match out.last_mut() {
        _ if lines.is_empty() => {}
        Some(Piece::Settled(settled)) => settled.extend_from_slice(lines),
        _ => out.push(Piece::Settled(lines.to_vec())),
    }
}

/// Returns for each line of the base which line of a side it is.
fn partners(base: &[String], side: &[String]) -> Vec<Option<usize>> {
    let mut partners = vec![None; base.len()];
    let ops = similar::capture_diff_slices(Algorithm::Patience, base, side);
    for op in ops {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            for step in 0..len {
                partners[old_index + step] = Some(new_index + step);
            }
        }
    }
    partners
}

/// Returns the whole text as it is decided; open hunks by what `open` says.
pub fn text(pieces: &[Piece], open: impl Fn(&Hunk) -> Vec<String>) -> String {
    let lines = pieces.iter().flat_map(|piece| match piece {
        Piece::Settled(lines) => lines.clone(),
        Piece::Hunk(hunk) => hunk.result().unwrap_or_else(|| open(hunk)),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a word is beside the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// In both.
    Same,
    /// In the base only.
    Gone,
    /// Not in the base.
    Came,
}

/// Compares a side with the base by words.
pub fn words(base: &[String], side: &[String]) -> Vec<(Mark, String)> {
    let (base, side) = (base.join("\n"), side.join("\n"));
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_unicode_words(&base, &side);
    let mut words: Vec<(Mark, String)> = Vec::new();
    for change in diff.iter_all_changes() {
        let mark = match change.tag() {
            similar::ChangeTag::Equal => Mark::Same,
            similar::ChangeTag::Delete => Mark::Gone,
            similar::ChangeTag::Insert => Mark::Came,
        };
        match words.last_mut() {
            Some((last, text)) if *last == mark => text.push_str(change.value()),
            _ => words.push((mark, change.value().to_owned())),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hunks(pieces: &[Piece]) -> Vec<&Hunk> {
        pieces
            .iter()
            .filter_map(|piece| if let Piece::Hunk(hunk) = piece { Some(&**hunk) } else { None })
            .collect()
    }

    #[test]
    fn what_one_side_changed_is_taken_and_what_both_changed_is_a_hunk() {
        let pieces = pieces("a\n\nb\n\nc\n\nd", "A\n\nb1\n\nc\n\nd", "a\n\nb2\n\nc\n\nD");
        let found = hunks(&pieces);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (&found[0].ours[..], &found[0].theirs[..]),
            (&["b1".to_owned()][..], &["b2".to_owned()][..])
        );
        assert_eq!(text(&pieces, |hunk| hunk.base.clone()), "A\n\nb\n\nc\n\nD");
    }

    #[test]
    fn both_are_blocks_of_their_own_and_items_of_one_list() {
        let mut hunk = Hunk {
            ours: vec!["x".into()],
            theirs: vec!["y".into()],
            choice: Choice::Both,
            ..Hunk::default()
        };
        assert_eq!(hunk.result().unwrap(), ["x", "", "y"]);
        hunk.ours = vec!["- x".into()];
        hunk.theirs = vec!["- y".into()];
        assert_eq!(hunk.result().unwrap(), ["- x", "- y"]);
        hunk.ours = Vec::new();
        assert_eq!(hunk.result().unwrap(), ["- y"]);
    }

    #[test]
    fn words_say_what_went_and_came() {
        let lines = |text: &str| vec![text.to_owned()];
        let words = words(&lines("We keep two copies"), &lines("We keep three copies"));
        assert_eq!(
            words,
            [
                (Mark::Same, "We keep ".to_owned()),
                (Mark::Gone, "two".to_owned()),
                (Mark::Came, "three".to_owned()),
                (Mark::Same, " copies".to_owned())
            ]
        );
    }

    proptest! {
        #[test]
        fn a_side_that_is_the_base_gives_the_other(base in "[ab\n]{0,20}", side in "[abc\n]{0,20}") {
            let text_of = |pieces: &[Piece]| text(pieces, |_| vec!["open".to_owned()]);
            prop_assert_eq!(text_of(&pieces(&base, &side, &base)), side.clone());
            prop_assert_eq!(text_of(&pieces(&base, &base, &side)), side.clone());
            prop_assert_eq!(text_of(&pieces(&base, &side, &side)), side);
        }

        #[test]
        fn hunks_decided_for_a_side_hold_what_it_has(base in "[ab\n]{0,20}", ours in "[abx\n]{0,20}", theirs in "[aby\n]{0,20}") {
            let found = pieces(&base, &ours, &theirs);
            let all: Vec<String> = hunks(&found).iter().flat_map(|hunk| hunk.ours.clone()).collect();
            let side: Vec<&str> = ours.split('\n').collect();
            prop_assert!(all.iter().all(|line| side.contains(&line.as_str())));
            let swapped = pieces(&base, &theirs, &ours);
            prop_assert_eq!(hunks(&found).len(), hunks(&swapped).len());
        }
    }
}
