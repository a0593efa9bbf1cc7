//! Who sees copies of pages that does not see the pages: shown, and asked about, before anything is copied.

use super::{Difference, difference};
use crate::domain::{Audience, Badge, Page, SpaceId, UserId};
use std::collections::BTreeSet;

/// Returns what copying means for who can see, when the copies stand in a space, below `above`, and keep the
/// restrictions of their pages; `None` where a space is not known. `whole` knows who can see a space, as `reader` is told it.
pub fn widening(
    originals: &[&Page],
    space: &SpaceId,
    above: Option<&Page>,
    reader: &UserId,
    whole: impl Fn(&SpaceId) -> Option<Audience>,
) -> Option<Difference> {
    let seen = |space: &SpaceId, lists: [Option<&[UserId]>; 2]| -> Option<Audience> {
        let whole = whole(space)?;
        if lists.iter().all(Option::is_none) {
            return Some(whole);
        }
        let passes = |person: &UserId| lists.iter().flatten().all(|list| list.contains(person));
        Some(Audience::told(whole.people.into_iter().filter(passes).collect(), reader))
    };
    let around = above.and_then(|above| above.restricted_to.as_deref());
    let mut known = BTreeSet::new();
    let mut widest = Difference::default();
    for page in originals {
        // A branch is mostly as restricted as what it hangs on: each kind is looked at once.
        if !known.insert((page.space.as_str(), page.restricted_to.as_deref())) {
            continue;
        }
        let own = page.restricted_to.as_deref();
        let after = seen(space, [around, own])?;
        let opens = matches!(after.badge, Badge::EveryoneHere | Badge::Anyone | Badge::Unknown(_));
        let change = difference(&seen(&page.space, [own, None])?, &after);
        widest.gains.extend(change.gains);
        widest.badge = widest.badge.or(change.badge.filter(|_| opens));
    }
    widest.gains.sort();
    widest.gains.dedup();
    Some(widest)
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::local_page;
    use super::*;

    /// A page of the team, which ann and bob see.
    fn page(list: Option<&[&str]>) -> Page {
        let people = list.map(|people| people.iter().map(|&person| person.into()).collect());
        Page { space: "team".into(), ..local_page(people) }
    }

    fn spaces(space: &SpaceId) -> Option<Audience> {
        let people = |people: &[&str]| people.iter().map(|&person| person.into()).collect();
        match space.as_str() {
            "team" => Some(Audience::told(people(&["ann", "bob"]), &"ann".into())),
            "firm" => {
                Some(Audience { badge: Badge::EveryoneHere, people: people(&["ann", "bob", "cat", "dan"]) })
            }
            _ => None,
        }
    }

    fn copied(originals: &[&Page], to: &str, above: Option<&Page>) -> Option<Difference> {
        widening(originals, &to.into(), above, &"ann".into(), spaces)
    }

    #[test]
    fn whoever_sees_the_copy_alone_is_told_once() {
        let open = page(None);
        let listed = page(Some(&["ann", "cat"]));
        let told = copied(&[&open, &listed, &open], "firm", None).unwrap();
        assert_eq!(told.gains, ["cat".into(), "dan".into()]);
        assert_eq!(told.badge, Some((Badge::People(2), Badge::EveryoneHere)));
        let told = copied(&[&listed], "firm", None).unwrap();
        assert_eq!((told.gains, told.badge), (vec!["cat".into()], None), "its list goes with it");
    }

    #[test]
    fn what_stands_above_narrows_the_copy() {
        let (open, above) = (page(None), page(Some(&["bob", "dan"])));
        let told = copied(&[&open], "firm", Some(&above)).unwrap();
        assert_eq!((told.gains, told.badge), (vec!["dan".into()], None));
    }

    #[test]
    fn a_copy_beside_the_page_widens_nothing() {
        assert_eq!(copied(&[&page(None)], "team", None), Some(Difference::default()));
        assert_eq!(copied(&[&page(Some(&["ann"]))], "team", None), Some(Difference::default()));
    }

    #[test]
    fn of_a_space_that_is_not_known_nothing_is_told() {
        assert_eq!(copied(&[&page(None)], "elsewhere", None), None);
    }
}
