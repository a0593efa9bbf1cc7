//! The gates G1 to G7: who gets in, what state the thing is in, which keys it takes, which lists it passes.
//!
//! Every gate is tried, also behind a shut one: an explanation shows them all.

use super::operation::{Operation, Rule, Scope, Traits};
use super::question::{Principal, Question, Session, Target};
use super::reason::Reason;
use super::sight;
use super::special;
use super::who::{Level, Who};
use super::world::{PageFacts, PageState, SpaceFacts, World};
use crate::domain::*;

/// The eight gates, in the order they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GateId {
    /// G1: the account is active and gets into the site.
    Site,
    /// G2: the thing exists and its state allows it.
    State,
    /// G3: View in the space.
    SpaceView,
    /// G4: the keys of the operation.
    SpaceKeys,
    /// G5: the read lists above the page.
    AncestorsRead,
    /// G6: the read list of the page.
    OwnRead,
    /// G7: the edit list of the page.
    OwnUpdate,
    /// G8: what only this operation asks.
    Special,
}

impl GateId {
    /// Every gate.
    pub const ALL: [Self; 8] = [
        Self::Site,
        Self::State,
        Self::SpaceView,
        Self::SpaceKeys,
        Self::AncestorsRead,
        Self::OwnRead,
        Self::OwnUpdate,
        Self::Special,
    ];

    /// Returns what stands beside the tick or the cross.
    pub fn label(self) -> &'static str {
        match self {
            Self::Site => "account active",
            Self::State => "state allows it",
            Self::SpaceView => "sees the space",
            Self::SpaceKeys => "permission in the space",
            Self::AncestorsRead => "pages above",
            Self::OwnRead => "this page",
            Self::OwnUpdate => "editors of this page",
            Self::Special => "this operation",
        }
    }
}

/// What a gate said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Which one.
    pub id: GateId,
    /// Whether the question has to pass it; one that is not asked is open.
    pub asked: bool,
    /// Why it stays shut; several when pages above say no independently.
    pub facts: Vec<Reason>,
}

impl Gate {
    /// Tells whether it is open.
    pub fn ok(&self) -> bool {
        self.facts.is_empty()
    }
}

/// A question with everything looked up once.
pub(super) struct Case<'w, 'q> {
    pub world: &'w World,
    pub question: &'q Question<'q>,
    pub session: &'q Session,
    pub rule: &'static Rule,
    pub who: Who<'w>,
    pub space: Option<(&'w SpaceId, &'w SpaceFacts)>,
    pub page: Option<(&'w PageId, &'w PageFacts)>,
}

impl<'w, 'q> Case<'w, 'q> {
    pub(super) fn new(world: &'w World, question: &'q Question<'q>, session: &'q Session) -> Self {
        Self {
            world,
            question,
            session,
            rule: question.operation.rule(),
            who: Who::new(world, question.who),
            space: question.target.space(world),
            page: question.target.page_facts(world),
        }
    }

    /// Tries every gate.
    pub(super) fn gates(&self) -> [Gate; 8] {
        GateId::ALL.map(|id| {
            let facts = match id {
                GateId::Site => self.site().into_iter().collect(),
                GateId::State => self.state().into_iter().collect(),
                GateId::SpaceView => self.space_view().into_iter().collect(),
                GateId::SpaceKeys => self.space_keys().into_iter().collect(),
                GateId::AncestorsRead => self.ancestors_read(),
                GateId::OwnRead => self.own_read().into_iter().collect(),
                GateId::OwnUpdate => self.own_update().into_iter().collect(),
                GateId::Special => special::gate(self),
            };
            Gate { id, asked: self.asks(id), facts }
        })
    }

    /// Tells whether a gate stands in the way of this question at all.
    pub(super) fn asks(&self, id: GateId) -> bool {
        let on_page = self.question.target.page().is_some() && self.question.operation != Operation::Lift;
        match id {
            GateId::Site | GateId::State | GateId::Special => true,
            GateId::SpaceView | GateId::SpaceKeys => self.rule.scope != Scope::Site && !self.acts_for_site(),
            GateId::AncestorsRead | GateId::OwnRead => on_page,
            GateId::OwnUpdate => on_page && self.rule.update,
        }
    }

    /// Site admins put any space into the trash and take it out again, without looking into it.
    pub(super) fn acts_for_site(&self) -> bool {
        let of_site = [Operation::TrashSpace, Operation::RestoreSpace, Operation::PurgeSpace]
            .contains(&self.question.operation);
        of_site && self.who.level == Level::Licensed && self.who.holds(GlobalPermission::SiteAdmin)
    }

    fn site(&self) -> Option<Reason> {
        if self.who.level != Level::None {
            return None;
        }
        Some(match self.question.who {
            Principal::Anonymous => Reason::AnonymousOff,
            Principal::User(id) => match self.world.people.get(id) {
                Some(person) if !person.active => Reason::Deactivated,
                _ => Reason::NoSiteAccess,
            },
        })
    }

    /// What is not there, or is no target of this operation, is refused here; then the space, then the page.
    fn state(&self) -> Option<Reason> {
        let fits = match (self.rule.scope, self.question.target) {
            (Scope::Site, target) => target == Target::Site,
            (Scope::Space, target) => target.page().is_none() && self.space.is_some(),
            (Scope::Page, _) => self.page.is_some() && self.space.is_some(),
            (Scope::SpaceOrPage, target) => {
                self.space.is_some() && (target.page().is_none() || self.page.is_some())
            }
        };
        if !fits {
            return Some(Reason::NotFound);
        }
        let (id, space) = self.space?;
        self.space_state(id, space).or_else(|| self.page_state())
    }

    fn space_state(&self, id: &SpaceId, space: &SpaceFacts) -> Option<Reason> {
        let of_space = self.rule.scope == Scope::Space && self.rule.traits == Traits::FromTrash;
        match (space.status, self.rule.traits) {
            (SpaceStatus::Trashed, _) if of_space => None,
            (_, _) if of_space => Some(Reason::NotFound),
            (SpaceStatus::Trashed, _) => Some(Reason::SpaceTrashed(id.clone())),
            (SpaceStatus::Archived, Traits::Plain | Traits::FromTrash) => {
                Some(Reason::SpaceArchived(id.clone()))
            }
            (SpaceStatus::Archived | SpaceStatus::Active, _) => None,
        }
    }

    fn page_state(&self) -> Option<Reason> {
        let (id, page) = self.page?;
        let from_trash = self.rule.traits == Traits::FromTrash;
        match page.state {
            PageState::Trashed { .. } if !from_trash && self.question.operation != Operation::Lift => {
                Some(Reason::PageTrashed(id.clone()))
            }
            PageState::Current if from_trash => Some(Reason::NotFound),
            _ => (!sight::may_read_draft(&self.who, page)).then(|| Reason::Draft(id.clone())),
        }
    }

    fn space_view(&self) -> Option<Reason> {
        let (id, space) = self.space.filter(|_| self.asks(GateId::SpaceView))?;
        let granted = self.who.capped(self.who.granted(space));
        (!granted.has(SpacePermission::ViewSpace)).then(|| Reason::no_view(id, granted))
    }

    fn space_keys(&self) -> Option<Reason> {
        let (id, space) = self.space.filter(|_| self.asks(GateId::SpaceKeys))?;
        let held = self.who.keys(space);
        if self.rule.own_will_do && held.has(SpacePermission::RemoveOwnContent)
            || self.may_undo_own_trashing()
        {
            return None;
        }
        let needs = self.rule.needs_for(self.is_post());
        let at = needs.iter().position(|needed| !needed.is_empty() && !held.meets(*needed))?;
        let granted = self.who.granted(space);
        if let Some(key) = needs[at].and(granted.without(self.who.capped(granted))).iter().next() {
            return Some(Reason::GuestCap(key));
        }
        // The second need of leaving a space is to delete from it.
        if self.question.operation == Operation::MoveAway && at == 1 {
            return Some(Reason::SourceNoDelete(id.clone()));
        }
        Some(Reason::NoSpaceKey(id.clone(), needs[at].iter().next()?))
    }

    /// Tells whether it is about a post: posts have keys of their own.
    pub(super) fn is_post(&self) -> bool {
        self.page.is_some_and(|(_, page)| page.kind != PageKind::Page)
    }

    /// Who put a page into the trash takes it out again for thirty days, while they see the space.
    fn may_undo_own_trashing(&self) -> bool {
        let Some((_, PageFacts { state: PageState::Trashed { by, at }, .. })) = self.page else {
            return false;
        };
        let sees = self.space.is_some_and(|(_, space)| !self.who.keys(space).is_empty());
        let age = self.session.now.as_second() - at.as_second();
        self.question.operation == Operation::Restore && sees && self.who.id == Some(by) && age <= THIRTY_DAYS
    }

    fn ancestors_read(&self) -> Vec<Reason> {
        let Some((_, page)) = self.page.filter(|_| self.asks(GateId::AncestorsRead)) else {
            return Vec::new();
        };
        match self.world.ancestors(page) {
            Err(lost) => vec![Reason::AncestorRead(lost.clone())],
            Ok(above) => {
                let shut = |id: &&PageId| self.read_denial(id, Reason::AncestorRead);
                above.iter().filter_map(shut).collect()
            }
        }
    }

    fn own_read(&self) -> Option<Reason> {
        let (id, _) = self.page.filter(|_| self.asks(GateId::OwnRead))?;
        self.read_denial(id, Reason::OwnRead)
    }

    fn read_denial(&self, id: &PageId, reason: fn(PageId) -> Reason) -> Option<Reason> {
        let page = self.world.pages.get(id)?;
        let shut = read_lists(page)
            .filter(|list| !self.who.is_on(list))
            .min_by_key(|list| self.world.names_somebody(list))?;
        Some(if self.world.names_somebody(shut) {
            reason(id.clone())
        } else {
            Reason::NobodyLeft(id.clone())
        })
    }

    fn own_update(&self) -> Option<Reason> {
        let (id, page) = self.page.filter(|_| self.asks(GateId::OwnUpdate))?;
        (!self.who.passes(page.lists.update.as_ref())).then(|| Reason::OwnUpdate(id.clone()))
    }
}

/// Returns every read list that guards a page itself: those it kept, then its own.
pub(super) fn read_lists(page: &PageFacts) -> impl Iterator<Item = &Members> {
    page.kept.iter().chain(&page.lists.read)
}

const THIRTY_DAYS: i64 = 30 * 24 * 60 * 60;
