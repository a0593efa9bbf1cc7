//! Pages on their way through the tree: where they would land as the keys move them.
//!
//! They land in a gap between two rows, at a depth. Between a page and its first child there is only one; at the
//! end of a branch there are several, one for every page that ends there:
//!
//! ```text
//!   Home
//!     Platform
//!       API gateway
//!       ─ ─ ─ ─ ─ ─      in this gap: inside "API gateway", below it, or below "Platform"
//!     Decisions
//! ```

use super::branches::Visible;
use crate::domain::{PageId, Place, SafeText, SpaceId};
use crate::replica::PageRow;

/// The pages, and where they would land.
#[derive(Debug, Clone)]
pub(super) struct Carry {
    /// What is carried, in the order of the tree, without what goes with another one.
    pub(super) pages: Vec<PageRow>,
    /// The row above the gap; `None` at the very top.
    above: Option<PageId>,
    /// The depth that was asked for last: gaps that have it keep it.
    depth: usize,
}

/// Where pages would land.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Landing {
    /// The gap: before the row of this number.
    pub(super) gap: usize,
    /// The depth in it.
    pub(super) depth: usize,
    /// The same for whoever keeps pages.
    pub(super) place: Place,
    /// The same in words: `inside “Platform”, first`.
    pub(super) words: String,
    /// The page above, by its row.
    pub(super) parent: Option<usize>,
}

impl Carry {
    /// Picks pages up from where the first of them stands; `rows` are the rows without them.
    pub(super) fn new(pages: Vec<PageRow>, rows: &[Visible], at: usize, depth: usize) -> Self {
        let above = at.min(rows.len()).checked_sub(1).map(|above| rows[above].id().clone());
        Self { pages, above, depth }
    }

    /// Returns the ids of what is carried.
    pub(super) fn ids(&self) -> Vec<PageId> {
        self.pages.iter().map(|row| row.page.id.clone()).collect()
    }

    fn gap(&self, rows: &[Visible]) -> usize {
        let above = self.above.as_ref();
        above.and_then(|above| rows.iter().position(|row| row.id() == above)).map_or(0, |at| at + 1)
    }

    /// Goes some gaps up or down.
    pub(super) fn go(&mut self, rows: &[Visible], by: isize) {
        let gap = self.gap(rows).saturating_add_signed(by).min(rows.len());
        self.above = gap.checked_sub(1).map(|above| rows[above].id().clone());
    }

    /// Goes one page further in; returns a branch that has to be opened for it.
    pub(super) fn inwards(&mut self, rows: &[Visible]) -> Option<PageId> {
        let gap = self.gap(rows);
        let (_, deepest) = depths(rows, gap);
        let depth = self.depth_in(rows, gap);
        if depth < deepest {
            self.depth = depth + 1;
        }
        let above = rows.get(gap.checked_sub(1)?)?;
        let is_inside = self.depth == above.depth + 1;
        (is_inside && above.row.has_children && !above.is_open).then(|| above.id().clone())
    }

    /// Goes one page further out: behind the page it would have been in.
    pub(super) fn outwards(&mut self, rows: &[Visible]) {
        let gap = self.gap(rows);
        let (least, _) = depths(rows, gap);
        let Some(depth) = self.depth_in(rows, gap).checked_sub(1) else { return };
        self.depth = depth;
        if depth < least {
            // The branch goes on below the gap: its end is where the page above it ends.
            let rest = rows[gap..].iter().take_while(|row| row.depth > depth).count();
            let end = gap + rest;
            self.above = end.checked_sub(1).map(|above| rows[above].id().clone());
        }
    }

    fn depth_in(&self, rows: &[Visible], gap: usize) -> usize {
        let (least, deepest) = depths(rows, gap);
        self.depth.clamp(least, deepest)
    }

    /// Returns where the pages would land.
    pub(super) fn landing(&self, rows: &[Visible], space: &SpaceId) -> Landing {
        let gap = self.gap(rows);
        let depth = self.depth_in(rows, gap);
        let named = |at: usize| format!("“{}”", SafeText::line(&rows[at].row.page.title));
        let id = |at: usize| rows[at].id().clone();
        let parent = depth.checked_sub(1).and_then(|up| rows[..gap].iter().rposition(|row| row.depth == up));
        let beside =
            rows[..gap].iter().rposition(|row| row.depth <= depth).filter(|&at| rows[at].depth == depth);
        let (place, words) = match (gap.checked_sub(1), beside, parent) {
            (None, ..) if rows.is_empty() => {
                (Place::RootOf(space.clone()), "at the top of the space".to_owned())
            }
            (None, ..) => (Place::Before(id(0)), format!("above {}", named(0))),
            (_, Some(at), _) => (Place::After(id(at)), format!("below {}", named(at))),
            (_, None, Some(at)) if rows[at].row.has_children && !rows[at].is_open => {
                (Place::LastChildOf(id(at)), format!("inside {}, last", named(at)))
            }
            (_, None, Some(at)) => (Place::FirstChildOf(id(at)), format!("inside {}, first", named(at))),
            // A row of depth 0 is above every gap but the first one.
            (Some(at), None, None) => (Place::After(id(at)), format!("below {}", named(at))),
        };
        Landing { gap, depth, place, words, parent }
    }
}

/// Returns the least and the greatest depth in a gap.
fn depths(rows: &[Visible], gap: usize) -> (usize, usize) {
    let least = rows.get(gap).map_or(0, |row| row.depth);
    let deepest = gap.checked_sub(1).and_then(|above| rows.get(above)).map_or(0, |row| row.depth + 1);
    (least.min(deepest), deepest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::pane::tree::tests::rows;

    const TREE: &[(&str, usize, char)] =
        &[("home", 0, 'o'), ("a", 1, 'o'), ("a1", 2, '-'), ("a2", 2, '-'), ("b", 1, '+'), ("c", 1, '-')];

    fn carry(above: Option<&str>, depth: usize) -> Carry {
        Carry { pages: Vec::new(), above: above.map(PageId::from), depth }
    }

    fn words(carry: &Carry) -> String {
        carry.landing(&rows(TREE), &"s".into()).words
    }

    #[test]
    fn every_gap_has_a_place_and_the_depth_is_kept_where_it_can_be() {
        let rows = rows(TREE);
        let mut carry = carry(None, 1);
        let mut seen = vec![words(&carry)];
        for _ in 0..7 {
            carry.go(&rows, 1);
            seen.push(words(&carry));
        }
        assert_eq!(
            seen,
            [
                "above “home”",
                "inside “home”, first",
                "inside “a”, first",
                "below “a1”",
                "below “a”",
                "below “b”",
                "below “c”",
                "below “c”",
            ]
        );
    }

    #[test]
    fn inwards_and_outwards_change_the_depth_in_a_gap() {
        let rows = rows(TREE);
        let mut carry = carry(Some("a2"), 1);
        assert_eq!(words(&carry), "below “a”");
        assert_eq!(carry.inwards(&rows), None);
        assert_eq!(words(&carry), "below “a2”");
        carry.inwards(&rows);
        assert_eq!(words(&carry), "inside “a2”, first");
        carry.inwards(&rows);
        assert_eq!(words(&carry), "inside “a2”, first");
        for told in ["below “a2”", "below “a”", "below “home”", "below “home”"] {
            carry.outwards(&rows);
            assert_eq!(words(&carry), told);
        }
    }

    #[test]
    fn a_closed_branch_is_opened_on_the_way_in() {
        let rows = rows(TREE);
        let mut carry = carry(Some("b"), 1);
        assert_eq!(carry.inwards(&rows), Some("b".into()));
        assert_eq!(words(&carry), "inside “b”, last");
    }

    #[test]
    fn outwards_from_the_middle_of_a_branch_goes_behind_it() {
        let rows = rows(TREE);
        let mut carry = carry(Some("a1"), 2);
        carry.outwards(&rows);
        assert_eq!(words(&carry), "below “a”");
        assert_eq!(carry.landing(&rows, &"s".into()).gap, 4);
    }

    #[test]
    fn an_empty_space_takes_them_at_its_top() {
        let landing = carry(None, 3).landing(&[], &"s".into());
        assert_eq!(landing.place, Place::RootOf("s".into()));
    }
}
