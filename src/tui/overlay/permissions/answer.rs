//! What the answers of the wiki do to the pane.

use super::Permissions;
use super::review::{Phase, between};
use crate::admin::access::{Answer, Applied, Failure};
use crate::domain::*;
use crate::tui::effect::{Effect, Notice, Screen, TakeBack};
use crate::tui::surface::Step;
use crate::tui::world::World;

impl Permissions {
    /// Takes an answer of the wiki.
    pub(super) fn answered(&mut self, answer: &Answer, world: &World) -> Step {
        match answer {
            Answer::Who(thing, seen) => self.learn(thing, seen.clone(), world),
            Answer::Why(question, verdict) if question.thing == self.facts.thing => {
                let verdict = verdict.as_ref().map(|verdict| (**verdict).clone()).map_err(Clone::clone);
                self.why.learn(question, verdict, world);
                // Whoever went on meanwhile is asked about next.
                self.asked(world)
            }
            Answer::Reviewed(change, effects) => {
                if let Some(review) = self.review.as_mut().filter(|review| review.after == *change)
                    && matches!(review.phase, Phase::Asking)
                {
                    review.phase = match effects {
                        Ok(effects) => Phase::Shown(effects.clone()),
                        Err(error) => Phase::Refused(error.clone()),
                    };
                }
                Step::stay()
            }
            Answer::Changed { after, outcome } => self.changed(after, outcome, world),
            Answer::Why(..) => Step::stay(),
        }
    }

    /// Takes what the wiki says of a thing: rows, lists and grants, with what is staged on top.
    fn learn(&mut self, thing: &Thing, seen: Result<Box<Sightline>, Failure>, world: &World) -> Step {
        if !self.facts.learn(thing, seen) {
            return Step::stay();
        }
        // What is being made here is no news: its answer says what became of it.
        if self.review.as_ref().is_some_and(|review| matches!(review.phase, Phase::Working)) {
            self.rebuild(world);
            return Step::stay();
        }
        let people = &world.directory.people;
        let mut news = Vec::new();
        if let (Some(space), Some(now)) =
            (&self.facts.space, self.facts.of_space().and_then(|s| s.grants.clone()))
            && let Some((before, now)) = self.matrix.learn(&now)
        {
            let of = |grants| AccessChange::Grants { space: space.clone(), grants };
            news.extend(between(people, &of(before), &of(now)));
        }
        let own = self.facts.of_page().and_then(|seen| seen.lists.last());
        if let Some(own) = own.filter(|own| Some(&own.page) == self.facts.page())
            && let Some((before, now)) = self.lists.learn(&own.lists)
        {
            let of = |lists| AccessChange::Restrictions { page: own.page.clone(), lists };
            news.extend(between(people, &of(before), &of(now)));
        }
        self.rebuild(world);
        self.again(news)
    }

    /// Somebody else has changed what is reviewed: the review begins anew, on what is there now.
    fn again(&mut self, news: Vec<String>) -> Step {
        let Some(review) = self.review.as_mut().filter(|review| !review.is_undo && !news.is_empty()) else {
            return Step::stay();
        };
        review.news.extend(news);
        let (news, grants) = (review.news.clone(), matches!(review.after, AccessChange::Grants { .. }));
        let staged = if grants { self.staged_grants() } else { self.staged_lists() };
        match (staged, &mut self.review) {
            (Some((before, after)), Some(review)) => {
                review.before = before;
                review.after = after;
                review.phase = Phase::Asking;
                review.news = news;
                self.ask_review()
            }
            (None, review) => {
                *review = None;
                let text = "Somebody else has made this change meanwhile: nothing is left to apply.";
                Step::want(Effect::Say(Notice::plain(text)))
            }
            (Some(_), None) => Step::stay(),
        }
    }

    /// Takes what became of a change.
    fn changed(
        &mut self,
        after: &AccessChange,
        outcome: &Result<Box<Applied>, Failure>,
        world: &World,
    ) -> Step {
        let Some(review) = self.review.as_mut().filter(|review| review.after == *after) else {
            return Step::stay();
        };
        match outcome {
            Ok(applied) => self.made(after, applied, world),
            Err(Failure::Regranted(now)) if !review.is_undo => {
                review.phase = Phase::Asking;
                // Who can see it is asked anew with it; the grants are here already.
                let thing = after.thing();
                let seen = self
                    .facts
                    .of_space()
                    .cloned()
                    .map(|seen| Sightline { grants: Some(now.clone()), ..seen });
                let step = match seen {
                    Some(seen) => self.learn(&thing, Ok(Box::new(seen)), world),
                    None => Step::stay(),
                };
                step.and_all(self.facts.wanted())
            }
            Err(error) => {
                review.phase = Phase::Refused(error.clone());
                // What there is now may be something else than what was seen.
                Step::stay().and_all(self.facts.wanted())
            }
        }
    }

    /// A change is made and read back: what it did is said, and how it is taken back.
    fn made(&mut self, after: &AccessChange, applied: &Applied, world: &World) -> Step {
        let is_undo = self.review.take().is_some_and(|review| review.is_undo);
        match after {
            AccessChange::Grants { .. } => self.matrix.reset(),
            AccessChange::Restrictions { page, .. } if self.facts.page() == Some(page) => self.lists.reset(),
            AccessChange::Restrictions { .. } => {}
        }
        self.why.forget();
        let learned = self.learn(&after.thing(), Ok(Box::new(applied.now.clone())), world);
        let badge = &applied.now.audience.badge;
        let made = TakeBack { made: after.clone(), inverse: applied.inverse.clone() };
        let (notice, undo) = match is_undo {
            true => (Notice::good(format!("Taken back, as it was before: {badge} can see it.")), None),
            false => {
                let more = self.matrix.is_staged() || self.lists.is_staged();
                let hint = if more {
                    "u takes it back · S reviews what is staged still"
                } else {
                    "u takes it back"
                };
                let screen = Effect::Show(Screen::TakeBack(Box::new(made.clone())));
                (
                    Notice::good(format!("Applied and read back: {badge} can see it.")).hinted(hint),
                    Some(screen),
                )
            }
        };
        self.made = undo.is_some().then_some(made);
        // The other thing may be seen by others now, too.
        let again = self.facts.wanted();
        let verdict = self.asked(world).effects;
        learned
            .and_all(again)
            .and_all(verdict)
            .and(Effect::Wake)
            .and(Effect::OfferUndo(undo.map(Box::new)))
            .and(Effect::Say(notice))
    }
}
