//! Who gains and who loses between two audiences: shown before every change of access.

use crate::domain::{Audience, Badge, UserId};

/// What a change does to who can see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Who can see afterwards and could not before; sorted.
    pub gains: Vec<UserId>,
    /// Who could see before and cannot afterwards; sorted.
    pub loses: Vec<UserId>,
    /// The class of the audience changes though no listed person does ("14 people" becomes "everyone here").
    pub badge: Option<(Badge, Badge)>,
}

/// Returns what changes for whom between two audiences of one thing.
pub fn difference(before: &Audience, after: &Audience) -> Difference {
    let missing = |from: &Audience, of: &Audience| -> Vec<UserId> {
        of.people.iter().filter(|person| from.people.binary_search(person).is_err()).cloned().collect()
    };
    Difference {
        gains: missing(before, after),
        loses: missing(after, before),
        badge: (before.badge != after.badge).then(|| (before.badge.clone(), after.badge.clone())),
    }
}

impl Difference {
    /// Tells whether nobody notices anything.
    pub fn is_empty(&self) -> bool {
        self.gains.is_empty() && self.loses.is_empty() && self.badge.is_none()
    }

    /// Returns it as a sentence for one line: "3 more can see it, 1 no longer can".
    pub fn sentence(&self) -> String {
        match (self.gains.len(), self.loses.len()) {
            (0, 0) => match &self.badge {
                Some((before, after)) => format!("was {before}, becomes {after}"),
                None => "nobody gains or loses anything".to_owned(),
            },
            (1, 0) => "1 more person can see it".to_owned(),
            (gains, 0) => format!("{gains} more people can see it"),
            (0, 1) => "1 person can no longer see it".to_owned(),
            (0, loses) => format!("{loses} people can no longer see it"),
            (gains, loses) => format!("{gains} more can see it, {loses} no longer can"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audience(people: &[&str]) -> Audience {
        let badge = Badge::People(u32::try_from(people.len()).unwrap());
        Audience { badge, people: people.iter().map(|&person| person.into()).collect() }
    }

    #[test]
    fn a_gain_a_loss_or_another_badge_alone_is_a_difference() {
        let (two, three) = (audience(&["ann", "bob"]), audience(&["ann", "bob", "cat"]));
        let everyone = Audience { badge: Badge::EveryoneHere, ..two.clone() };
        assert!(difference(&two, &two).is_empty());
        for (before, after) in [(&two, &three), (&three, &two), (&two, &everyone), (&everyone, &two)] {
            let change = difference(before, after);
            assert!(!change.is_empty(), "{change:?}");
        }
        let gains = Difference { gains: vec!["ann".into()], ..Difference::default() };
        let loses = Difference { loses: vec!["ann".into()], ..Difference::default() };
        assert!(!gains.is_empty() && !loses.is_empty() && Difference::default().is_empty());
    }

    #[test]
    fn gains_and_losses_are_told_by_name() {
        let change = difference(&audience(&["ann", "bob"]), &audience(&["ann", "cat", "dan"]));
        assert_eq!(change.gains, vec!["cat".into(), "dan".into()]);
        assert_eq!(change.loses, vec!["bob".into()]);
        assert_eq!(change.sentence(), "2 more can see it, 1 no longer can");
    }

    #[test]
    fn the_same_audience_is_no_difference() {
        assert!(difference(&audience(&["ann"]), &audience(&["ann"])).is_empty());
    }

    #[test]
    fn a_wider_class_is_told_even_when_the_same_people_are_in_it() {
        let everyone = Audience { badge: Badge::EveryoneHere, ..audience(&["ann", "bob"]) };
        assert_eq!(
            difference(&audience(&["ann", "bob"]), &everyone).sentence(),
            "was 2 people, becomes everyone here"
        );
    }
}
