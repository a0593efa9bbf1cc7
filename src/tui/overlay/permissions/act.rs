//! What keys do in the pane: look about, stage, review, take back.

use super::facts;
use super::picker::Picker;
use super::review::{Phase, Review};
use super::{Permissions, View};
use crate::admin::access::stage::{self, Preset};
use crate::domain::*;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Notice, Screen};
use crate::tui::surface::Step;
use crate::tui::widget::browser::Took;
use crate::tui::world::World;

impl Permissions {
    /// Takes an action in one of the views.
    pub(super) fn act(&mut self, action: Action, is_leaving: bool, world: &World) -> Step {
        if self.view == View::Restrictions && self.facts.page().is_none() && self.restricted.moves(action) {
            return Step::stay();
        }
        let took = match self.view {
            View::Who => self.who.list.on_action(action, self.who.count()),
            View::Why => self.why.list.on_action(action, self.why.count()),
            View::Matrix if self.matrix.moves(action) => Took::Same,
            View::Restrictions if self.lists.moves(action) => Took::Same,
            View::Matrix | View::Restrictions => Took::Nothing,
        };
        match took {
            Took::Nothing => {}
            Took::Filter => return self.filtered(world),
            _ => return self.asked(world),
        }
        match action {
            Action::Close => self.close(is_leaving),
            Action::NextPane => self.turn_to(self.view.next(1), world),
            Action::PreviousPane => self.turn_to(self.view.next(View::ALL.len() - 1), world),
            Action::Refresh => {
                self.why.forget();
                let effects = self.facts.wanted();
                self.asked(world).and_all(effects)
            }
            Action::Review => self.begin_review(),
            Action::Undo => self.undo(),
            Action::Explain => self.explain(world),
            Action::Open if self.view == View::Who => self.explain(world),
            Action::StageFix if self.view == View::Why => self.stage_fix(world),
            Action::Left if self.view == View::Why => {
                self.why.turn(-1);
                self.asked(world)
            }
            Action::Right if self.view == View::Why => {
                self.why.turn(1);
                self.asked(world)
            }
            Action::ScrollDown | Action::ScrollUp => self.scroll(action == Action::ScrollDown),
            Action::Open if self.view == View::Restrictions && self.facts.page().is_none() => {
                let page = self.restricted.selected().map(Thing::Page);
                Step::stay().and_all(page.map(|page| Effect::Show(Screen::Permissions(page))))
            }
            _ if matches!(self.view, View::Matrix | View::Restrictions) => self.stage(action, world),
            Action::Left | Action::Right | Action::Open => Step::stay(),
            _ => Step::pass(),
        }
    }

    /// Takes an action while a change is reviewed.
    pub(super) fn on_review(&mut self, action: Action, _world: &World) -> Step {
        let Some(review) = &mut self.review else { return Step::stay() };
        match action {
            Action::Yes if review.is_ready() => {
                review.phase = Phase::Working;
                self.make()
            }
            // What is on its way is waited for: it cannot be called back.
            Action::Close if !matches!(review.phase, Phase::Working) => {
                self.review = None;
                Step::stay()
            }
            Action::Cancel => Step::pass(),
            Action::Down | Action::ScrollDown | Action::PageDown => self.scroll(true),
            Action::Up | Action::ScrollUp | Action::PageUp => self.scroll(false),
            _ => Step::stay(),
        }
    }

    /// Scrolls the verdict or the review; drawing stops it at the end.
    fn scroll(&mut self, down: bool) -> Step {
        self.top = if down { self.top.saturating_add(1) } else { self.top.saturating_sub(1) };
        Step::stay()
    }

    fn close(&mut self, is_leaving: bool) -> Step {
        if is_leaving || !(self.matrix.is_staged() || self.lists.is_staged()) {
            return Step::close();
        }
        self.is_leaving = true;
        let notice =
            Notice::plain("What is staged was not applied.").hinted("S reviews it · Esc again drops it");
        Step::want(Effect::Say(notice))
    }

    fn turn_to(&mut self, view: View, world: &World) -> Step {
        self.view = view;
        self.asked(world)
    }

    /// The filter changed.
    pub(super) fn filtered(&mut self, world: &World) -> Step {
        self.rebuild(world);
        self.asked(world)
    }

    /// Asks about the person and action that are selected now.
    pub(super) fn asked(&mut self, world: &World) -> Step {
        self.top = 0;
        if self.view != View::Why {
            return Step::stay();
        }
        Step::stay().and_all(self.why.wanted(&self.facts, world))
    }

    /// Asks why about whoever is selected.
    fn explain(&mut self, world: &World) -> Step {
        let person = match self.view {
            View::Who => self.who.selected().cloned(),
            View::Matrix => self.matrix.selected().and_then(|subject| match subject {
                Subject::User(id) => Some(id),
                _ => None,
            }),
            View::Restrictions => self.lists.selected().and_then(|member| match member {
                Member::User(id) => Some(id),
                Member::Group(_) => None,
            }),
            View::Why => return Step::stay(),
        };
        let Some(person) = person else {
            return Step::want(Effect::Say(Notice::plain("Why is asked about one person: select one.")));
        };
        self.why.select(Some(&person));
        self.turn_to(View::Why, world)
    }

    /// Stages what a key says in the matrix or the lists.
    fn stage(&mut self, action: Action, world: &World) -> Step {
        let preset = match action {
            Action::MayRead => Some(Preset::Read),
            Action::MayComment => Some(Preset::Comment),
            Action::MayContribute => Some(Preset::Contribute),
            Action::MayEdit => Some(Preset::Edit),
            Action::MayAdmin => Some(Preset::Admin),
            _ => None,
        };
        let facts = &self.facts;
        let staged = match (self.view, action) {
            (_, Action::AddSubject) => return self.pick(world),
            (View::Matrix, Action::Toggle | Action::Open) => self.matrix.toggle(facts, world),
            (View::Matrix, Action::Delete) => self.matrix.remove(facts, world),
            (View::Matrix, Action::OnlyMe) => self.matrix.only_me(facts, world),
            (View::Restrictions, Action::Toggle | Action::Open) => self.lists.toggle(facts, world),
            (View::Restrictions, Action::Delete) => self.lists.remove(facts, world),
            (View::Restrictions, Action::OnlyMe) => self.lists.only_me(facts, world),
            (View::Restrictions, Action::Lift) => self.lists.open(facts, world),
            (View::Restrictions, Action::GrantView) => return self.grant_view(world),
            (View::Restrictions, Action::Move) => return self.move_page(),
            (View::Matrix, _) => match preset {
                Some(preset) => self.matrix.preset(preset, facts, world),
                None => return Step::pass(),
            },
            (_, _) => match preset {
                Some(preset) => self.lists.preset(preset, facts, world),
                None => return Step::pass(),
            },
        };
        said(staged)
    }

    /// Opens the line for whom to add, where somebody can be added.
    fn pick(&mut self, world: &World) -> Step {
        let why = match self.view {
            View::Matrix => self.facts.grants_stay(),
            _ if self.facts.page().is_none() => {
                Some("Select a page first: restrictions are of pages.".to_owned())
            }
            _ => self.facts.lists_stay(),
        };
        if let Some(why) = why {
            return Step::want(Effect::Say(Notice::plain(why)));
        }
        self.picker = Some(Picker::new(world, self.view == View::Matrix));
        Step::stay()
    }

    /// Stages whom the line named.
    pub(super) fn added(&mut self, subject: &Subject, world: &World) -> Step {
        said(match (self.view, subject) {
            (View::Matrix, subject) => self.matrix.add(subject, &self.facts, world),
            (_, Subject::User(id)) => self.lists.add(&Member::User(id.clone()), &self.facts, world),
            (_, Subject::Group(id)) => self.lists.add(&Member::Group(id.clone()), &self.facts, world),
            _ => Ok(()),
        })
    }

    /// The first way out of a listing without effect: View on the space.
    fn grant_view(&mut self, world: &World) -> Step {
        let Some(member) = self.lists.selected_idle(&self.facts, world) else {
            return Step::want(Effect::Say(Notice::plain("Who is selected sees the space already.")));
        };
        let subject = match member {
            Member::User(id) => Subject::User(id),
            Member::Group(id) => Subject::Group(id),
        };
        let staged = self.matrix.grant(&subject, SpacePermission::ViewSpace, &self.facts, world);
        if staged.is_err() {
            return said(staged);
        }
        self.view = View::Matrix;
        let notice = Notice::plain("View on the space is staged, too.").hinted("S reviews it");
        Step::want(Effect::Say(notice))
    }

    /// The second: another place for the page.
    fn move_page(&mut self) -> Step {
        let Some(page) = self.facts.page().cloned() else { return Step::stay() };
        if self.matrix.is_staged() || self.lists.is_staged() {
            let text = "Review or undo what is staged before the page moves.";
            return Step::want(Effect::Say(Notice::plain(text).hinted("S reviews · u undoes")));
        }
        Step::replace(Screen::Move(vec![page]))
    }

    /// Stages what would end the denial that is shown, and goes on to its review.
    fn stage_fix(&mut self, world: &World) -> Step {
        let Some(verdict) = self.why.verdict().filter(|verdict| !verdict.allowed) else {
            return Step::want(Effect::Say(Notice::plain("There is nothing to fix.")));
        };
        let Some(remedy) = verdict.remedy.clone() else {
            let text = "This is not mended here.";
            let notice = match &verdict.command {
                Some(command) => Notice::plain(text).hinted(facts::safe(command)),
                None => Notice::plain(text),
            };
            return Step::want(Effect::Say(notice));
        };
        let (facts, here) = (&self.facts, self.facts.page());
        let staged = match &remedy {
            Remedy::Grant { space, subject, permission } if facts.space.as_ref() == Some(space) => {
                self.view = View::Matrix;
                self.matrix.grant(subject, *permission, facts, world)
            }
            Remedy::List { page, member, edit } if here == Some(page) => {
                self.view = View::Restrictions;
                self.lists.admit(member, *edit, facts, world)
            }
            Remedy::Open { page } if here == Some(page) => {
                self.view = View::Restrictions;
                self.lists.open(facts, world)
            }
            Remedy::List { page, member, edit } => {
                let (page, member, edit) = (page.clone(), member.clone(), *edit);
                return self.review_above(&page, |lists| stage::listed(lists, &member, edit));
            }
            Remedy::Open { page } => {
                let page = page.clone();
                return self.review_above(&page, |_| Restrictions::default());
            }
            Remedy::Grant { .. } => Err("This is about another space: open it and press p there.".to_owned()),
        };
        match staged {
            Ok(()) => self.begin_review(),
            Err(_) => said(staged),
        }
    }

    /// Reviews other lists of a page above.
    fn review_above(&mut self, page: &PageId, change: impl Fn(&Restrictions) -> Restrictions) -> Step {
        let listed =
            self.facts.of_page().and_then(|seen| seen.lists.iter().find(|listed| listed.page == *page));
        let Some(lists) = listed.map(|listed| listed.lists.clone()) else {
            let text = "The lists of that page are not shown here: open it and press p there.";
            return Step::want(Effect::Say(Notice::plain(text)));
        };
        let of = |lists| AccessChange::Restrictions { page: page.clone(), lists };
        self.review = Some(Review::new(of(lists.clone()), of(change(&lists))));
        self.ask_review()
    }

    /// Asks what the staged change of this view would do; of the other one where nothing is staged here.
    pub(super) fn begin_review(&mut self) -> Step {
        self.top = 0;
        let lists = self.staged_lists();
        let grants = self.staged_grants();
        let change = match self.view {
            View::Restrictions => lists.or(grants),
            _ => grants.or(lists),
        };
        let Some((before, after)) = change else {
            return Step::want(Effect::Say(Notice::plain("Nothing is staged.")));
        };
        self.review = Some(Review::new(before, after));
        self.ask_review()
    }

    /// Returns the permissions of the space before and after what is staged.
    pub(super) fn staged_grants(&self) -> Option<(AccessChange, AccessChange)> {
        let (before, after) = self.matrix.change()?;
        let space = self.facts.space.clone()?;
        let of = |grants| AccessChange::Grants { space: space.clone(), grants };
        Some((of(before), of(after)))
    }

    /// Returns the lists of the page before and after what is staged.
    pub(super) fn staged_lists(&self) -> Option<(AccessChange, AccessChange)> {
        let (before, after) = self.lists.change()?;
        let page = self.facts.page()?.clone();
        let of = |lists| AccessChange::Restrictions { page: page.clone(), lists };
        Some((of(before), of(after)))
    }

    /// Takes the last step back; where nothing is staged, what was made last.
    fn undo(&mut self) -> Step {
        let undone = match self.view {
            View::Matrix => self.matrix.undo(),
            View::Restrictions => self.lists.undo(),
            View::Who | View::Why => false,
        };
        if undone {
            return Step::stay();
        }
        match self.made.take() {
            Some(made) => {
                self.review = Some(Review::undo(made.made, made.inverse));
                self.make()
            }
            None => Step::want(Effect::Say(Notice::plain("Nothing to undo here."))),
        }
    }
}

/// Says why something was not staged.
fn said(staged: Result<(), String>) -> Step {
    match staged {
        Ok(()) => Step::stay(),
        Err(why) => Step::want(Effect::Say(Notice::plain(why))),
    }
}
