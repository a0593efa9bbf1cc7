//! Titles that are like what is typed, slips forgiven: what the jump box asks at every letter.
//!
//! ```text
//!   a screenful of titles has words that begin as typed ── only these, and of them only those that begin so
//!                                                          themselves where these fill a screen: none of the others
//!                                                          would come before them
//!   a letter more, no slip allowed yet ── what the letter before left
//!   else ── every title, by all processors
//! ```

use super::slips::{LONGEST, is_near, matcher, slips, words};
use super::titles::Titles;
use super::turn::Turn;
use super::words::fold;
use frizbee::{Match, Matcher};
use std::cmp::Reverse;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many of the best are looked at letter by letter.
const LOOKED_AT: usize = 2_000;
/// After so many titles it is asked whether the turn is over.
const STRETCH: usize = 4_096;
/// So many titles are worth a thread; and how many threads there are at most.
const WORTH_A_HAND: usize = 16_384;
const HANDS: usize = 4;

/// All titles that are like what was typed, for the letter that comes next.
#[derive(Debug, Default)]
pub(super) struct Narrowed {
    /// What was typed, folded.
    typed: String,
    /// Places of titles, in order.
    found: Vec<u32>,
    /// How many titles there were.
    of: usize,
}

impl Narrowed {
    /// Returns where else nothing can be found: more letters of the last word, which may have no slip.
    fn within(&self, typed: &str, titles: usize) -> Option<&[u32]> {
        let goes_on = self.of == titles && !self.typed.is_empty() && typed.starts_with(&self.typed);
        let before = self.typed.split_whitespace().next_back()?;
        let same = self.typed.split_whitespace().count();
        let now = typed.split_whitespace().nth(same - 1)?;
        let is_exact = |word: &str| slips(word.chars().count()) == 0;
        let still = before == now || is_exact(now);
        (goes_on && still && typed.chars().count() <= LONGEST).then_some(self.found.as_slice())
    }
}

/// Where to look.
#[derive(Clone, Copy)]
enum Among<'a> {
    /// All of so many titles.
    All(usize),
    /// These.
    These(&'a [u32]),
}

impl Among<'_> {
    fn len(self) -> usize {
        match self {
            Self::All(count) => count,
            Self::These(places) => places.len(),
        }
    }

    fn place(self, at: usize) -> usize {
        match self {
            Self::All(_) => at,
            Self::These(places) => places[at] as usize,
        }
    }
}

impl Titles {
    /// Returns the rows of the titles that are most like what is typed, best first, and how many are like it; nothing
    /// when the turn is over. Where as many as are asked for have words that begin as typed, these are all.
    pub(super) fn like(&mut self, typed: &str, most: usize, turn: &Turn) -> (Vec<i64>, usize) {
        let folded = fold(typed);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let having = self.beginning(&words);
        if having.len() < most {
            let (found, count) = self.matching(folded, most, turn);
            return (self.rows(&found), count);
        }
        let begins = |place: &u32| self.title(*place as usize).starts_with(folded.trim());
        let first: Vec<u32> = having.iter().copied().filter(begins).collect();
        let among = Among::These(if first.len() < most { &having } else { &first });
        let found = self.all(&folded, among, turn);
        if turn.is_over() {
            return (Vec::new(), 0);
        }
        (self.rows(&ordered(found, most).0), having.len())
    }

    /// Returns the rows whose titles are nearly what is typed: a slip away, not just the letters somewhere.
    pub(super) fn near(&mut self, typed: &str, turn: &Turn) -> Vec<i64> {
        let words: Vec<Vec<char>> = words(typed);
        let (mut found, _) = self.matching(fold(typed), LOOKED_AT, turn);
        found.retain(|found| is_near(&words, self.title(found.index as usize)));
        self.rows(&found)
    }

    fn rows(&self, found: &[Match]) -> Vec<i64> {
        found.iter().map(|found| self.rid(found.index)).collect()
    }

    /// Returns the best matches in order, at most so many, and how many there are.
    fn matching(&mut self, typed: String, most: usize, turn: &Turn) -> (Vec<Match>, usize) {
        let among = self.narrowed.within(&typed, self.len()).map_or(Among::All(self.len()), Among::These);
        let found = self.all(&typed, among, turn);
        let mut places: Vec<u32> = found.iter().map(|found| found.index).collect();
        if turn.is_over() {
            return (Vec::new(), 0);
        }
        places.sort_unstable();
        self.narrowed = Narrowed { typed, found: places, of: self.len() };
        ordered(found, most)
    }

    /// Returns all matches, in no order.
    fn all(&self, typed: &str, among: Among<'_>, turn: &Turn) -> Vec<Match> {
        let Some(matcher) = matcher(typed) else { return Vec::new() };
        let next = AtomicUsize::new(0);
        let look = || self.look_through(matcher.clone(), among, &next, turn);
        let hands = hands().min(among.len() / WORTH_A_HAND).max(1);
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..hands).map(|_| scope.spawn(look)).collect();
            let mut found = look();
            for other in others {
                found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            found
        })
    }

    /// Matches one stretch of titles after the other, each that nobody else has taken, as long as the turn lasts.
    fn look_through(
        &self,
        mut matcher: Matcher,
        among: Among<'_>,
        next: &AtomicUsize,
        turn: &Turn,
    ) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        loop {
            let from = next.fetch_add(STRETCH, Ordering::Relaxed);
            if from >= among.len() || turn.is_over() {
                return found;
            }
            // One by one: the matcher is built anew for each of its ways of asking, 120 functions each.
            let places = (from..(from + STRETCH).min(among.len())).map(|at| among.place(at));
            found.extend(places.filter_map(|place| matcher.match_one(self.title(place), place as u32)));
        }
    }
}

/// Puts the best of what was found in order; a letter or two are in nearly every title.
fn ordered(mut found: Vec<Match>, most: usize) -> (Vec<Match>, usize) {
    let order = |found: &Match| (Reverse(found.score), found.index);
    let count = found.len();
    if count > most {
        found.select_nth_unstable_by_key(most, order);
        found.truncate(most);
    }
    found.sort_unstable_by_key(order);
    (found, count)
}

/// How many threads look at once.
fn hands() -> usize {
    static HANDS_HERE: OnceLock<usize> = OnceLock::new();
    *HANDS_HERE.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from).min(HANDS))
}

#[cfg(test)]
mod tests {
    use super::super::titles::tests::titles;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_forgiven_and_scattered_letters_are_not_near() {
        let mut titles = titles(&["API gateway", "Grand tour across every way", "Lunch", "Storage engine"]);
        let turn = Turn::endless();
        for typed in ["gatewya", "gatway", "gatteway", "gatevay", "Gateway"] {
            assert_eq!(titles.near(typed, &turn), [0], "{typed}");
        }
        assert_eq!(titles.near("storgae engin", &turn), [3]);
        assert_eq!(titles.like("gateway", 9, &turn).0[0], 0);
        assert!(titles.near("", &turn).is_empty());
    }

    #[test]
    fn a_later_turn_ends_the_search() {
        let mut titles = titles(&["API gateway"]);
        let newest = std::sync::Arc::default();
        let turn = Turn::next(&newest);
        assert_eq!(titles.like("api", 9, &turn), (vec![0], 1));
        Turn::next(&newest);
        assert_eq!(titles.like("api", 9, &turn), (vec![], 0));
    }

    #[test]
    fn the_best_of_many_come_first_whoever_found_them() {
        let all: Vec<String> = (0..3 * WORTH_A_HAND)
            .map(|number| match number % 9_973 {
                7 => "Runbook".to_owned(),
                _ => format!("A ruined unbroken book {number}"),
            })
            .collect();
        let mut titles = titles(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let (found, count) = titles.like("runbook", 6, &Turn::endless());
        assert_eq!(count, all.len());
        assert_eq!(found, [7, 9_980, 19_953, 29_926, 39_899, found[5]]);
        let (more, _) = titles.like("runbook", 600, &Turn::endless());
        assert_eq!(more[..6], found);
    }

    #[test]
    fn with_a_screenful_of_the_word_itself_nothing_else_is_looked_for() {
        let all: Vec<String> =
            (0..40).map(|n| format!("{} {n}", ["API gateway", "Grab a tray"][n % 2])).collect();
        let mut titles = titles(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let turn = Turn::endless();
        let (found, count) = titles.like("gateway", 20, &turn);
        assert_eq!((found.len(), count), (20, 20));
        assert!(found.iter().all(|rid| rid % 2 == 0));
        assert_eq!(titles.like("gatewya", 20, &turn).1, 20);
        assert_eq!(titles.like("gateway 1", 20, &turn).1, 5);
    }

    proptest! {
        /// Whoever types letter by letter is told the same as who types all at once.
        #[test]
        fn narrowing_changes_no_answer(
            all in prop::collection::vec("[abc ]{0,12}", 0..40),
            typed in "[abc]{1,5}( [abc]{1,3})?",
        ) {
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            let (mut by_letter, turn) = (titles(&all), Turn::endless());
            for end in 1..=typed.len() {
                let so_far = &typed[..end];
                prop_assert_eq!(by_letter.like(so_far, 5, &turn), titles(&all).like(so_far, 5, &turn), "{}", so_far);
            }
        }
    }
}
