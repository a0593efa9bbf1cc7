//! A wiki that answers what the permissions pane asks: the engine itself, on a small world.

use std::collections::{BTreeMap, BTreeSet};
use tildr::admin::access::{Answer, Applied, Failure, Request};
use tildr::domain::*;
use tildr::permission::world::{Group, PageFacts, PageState, Person, SpaceFacts};
use tildr::permission::{self, Operation, Principal, Question, Session, Staged, Target, World};
use tildr::tui::effect::{OnlineAnswer, OnlineRequest};
use tildr::tui::message::{Data, Message};
use tildr::tui::testing::{self, Harness};

/// A wiki that answers what the pane asks, as the account `u1` sees it.
pub(crate) struct Wiki {
    pub(crate) world: World,
    pub(crate) is_away: bool,
    /// What was made, in order.
    pub(crate) made: Vec<AccessChange>,
}

impl Wiki {
    pub(crate) fn new(world: World) -> Self {
        Self { world, is_away: false, made: Vec::new() }
    }

    /// Answers everything that was asked, and what that leads to.
    pub(crate) fn answer(&mut self, harness: &mut Harness) {
        for _ in 0..20 {
            let asked: Vec<OnlineRequest> = harness.asked.drain(..).collect();
            if asked.is_empty() {
                return;
            }
            for request in asked {
                let OnlineRequest::Access(request) = request else { continue };
                let answer = if self.is_away { request.unreachable() } else { self.say(*request) };
                let answer = OnlineAnswer::Access(Box::new(answer));
                harness.send(Message::Data(Data::Online(answer.into())));
            }
        }
        panic!("it asks without end");
    }

    fn say(&mut self, request: Request) -> Answer {
        match request {
            Request::Who(thing) => {
                let seen = self.sightline(&thing);
                Answer::Who(thing, Ok(Box::new(seen)))
            }
            Request::Why(question) => {
                let who = match &question.who {
                    Asked::Me => Some(UserId::new("u1")),
                    Asked::Person(id) => Some(UserId::new(id.clone())),
                    Asked::Anonymous => None,
                };
                let who = who.as_ref().map_or(Principal::Anonymous, Principal::User);
                let operation = Operation::from_word(question.operation).unwrap();
                let target = target(&question.thing);
                let verdict = self.verdict(&Question { who, operation, target });
                let refused = || Failure::Refused("only an administrator can ask this".to_owned());
                Answer::Why(question, verdict.map(Box::new).ok_or_else(refused))
            }
            Request::Review(change) => {
                let effects = self.effects(&change);
                Answer::Reviewed(change, Ok(Box::new(effects)))
            }
            Request::Change { before, after, .. } => {
                let outcome = self.change(before, &after);
                Answer::Changed { after, outcome: outcome.map(Box::new) }
            }
        }
    }

    fn change(&mut self, before: AccessChange, after: &AccessChange) -> Result<Applied, Failure> {
        let there = self.there(after);
        if !before.is_same(&there) {
            return Err(match there {
                AccessChange::Grants { grants, .. } => Failure::Regranted(grants),
                AccessChange::Restrictions { .. } => Failure::Refused("changed meanwhile".to_owned()),
            });
        }
        self.world = staged(after).apply(&self.world);
        self.made.push(after.clone());
        Ok(Applied { inverse: before, now: self.sightline(&after.thing()) })
    }

    /// What is there now of what a change changes.
    fn there(&self, change: &AccessChange) -> AccessChange {
        match change {
            AccessChange::Grants { space, .. } => {
                AccessChange::Grants { space: space.clone(), grants: self.world.spaces[space].grants.clone() }
            }
            AccessChange::Restrictions { page, .. } => {
                AccessChange::Restrictions { page: page.clone(), lists: self.world.pages[page].lists.clone() }
            }
        }
    }

    pub(crate) fn sightline(&self, thing: &Thing) -> Sightline {
        let me = UserId::new("u1");
        let reach = self.world.reach(target(thing), &me);
        let (operation, lists, grants) = match thing {
            Thing::Space(id) => {
                (Operation::ChangePermissions, Vec::new(), Some(self.world.spaces[id].grants.clone()))
            }
            Thing::Page(id) => {
                let page = &self.world.pages[id];
                let above = self.world.ancestors(page).unwrap();
                let listed = |id: &PageId| {
                    let page = &self.world.pages[id];
                    Listed { page: id.clone(), title: page.title.clone(), lists: page.lists.clone() }
                };
                let above = above.into_iter().map(listed).filter(|page| page.lists.read.is_some());
                (Operation::Restrict, above.chain([listed(id)]).collect(), None)
            }
        };
        let change = Question { who: Principal::User(&me), operation, target: target(thing) };
        Sightline {
            audience: reach.audience,
            ways: reach.by.into_iter().map(|(subject, brings)| WayIn { subject, brings }).collect(),
            could_gain: reach.could_gain,
            lists,
            grants,
            people: people(),
            change: self.verdict(&change).unwrap(),
        }
    }

    fn effects(&self, change: &AccessChange) -> Effects {
        let me = UserId::new("u1");
        let thing = change.thing();
        let staged = staged(change);
        let (operation, asked) = match change {
            AccessChange::Grants { space, grants } => {
                (Operation::ChangePermissions, Target::Grants { space, grants })
            }
            AccessChange::Restrictions { page, lists } => {
                (Operation::Restrict, Target::Lists { page, lists, confirmed: false })
            }
        };
        let found = permission::preview(&self.world, &staged, &me);
        let question = Question { who: Principal::User(&me), operation, target: asked };
        Effects {
            before: self.world.audience(target(&thing), &me).badge,
            after: staged.apply(&self.world).audience(target(&thing), &me).badge,
            gains: found.gains.into_iter().collect(),
            loses: found.loses.into_iter().collect(),
            opens: found.opens,
            pages: found.pages.iter().filter(|(id, _)| Thing::Page(id.clone()) != thing).count(),
            people: people(),
            verdict: self.verdict(&question).unwrap(),
        }
    }

    fn verdict(&self, question: &Question<'_>) -> Option<Verdict> {
        let me = UserId::new("u1");
        let session = Session { now: testing::now(), ..Session::default() };
        let zone = jiff::tz::TimeZone::UTC;
        let said = permission::explain(&self.world, question, &session, Principal::User(&me), &zone)?;
        let mark = |(id, asked, open): (permission::GateId, bool, bool)| GateMark {
            label: id.label().to_owned(),
            asked,
            open,
        };
        Some(Verdict {
            allowed: said.allowed,
            elevated: said.elevated,
            code: said.code.map(str::to_owned),
            sentence: said.sentence,
            more: said.more,
            gates: said.gates.into_iter().map(mark).collect(),
            remedy: said.fix.as_ref().and_then(|fix| fix.command.remedy(&self.world, question.who)),
            command: said.fix.as_ref().map(|fix| fix.command.to_string()),
            ask: said.fix.map(|fix| fix.who).unwrap_or_default(),
            request: said.request,
        })
    }

    pub(crate) fn set_lists(&mut self, page: &str, read: &[&str]) {
        let members = read.iter().map(|id| Member::User(UserId::from(*id))).collect();
        let lists = Restrictions { read: Some(members), update: None };
        self.world.pages.get_mut(&PageId::from(page)).unwrap().lists = lists;
    }
}

fn staged(change: &AccessChange) -> Staged {
    match change.clone() {
        AccessChange::Grants { space, grants } => Staged::Grants { space, grants },
        AccessChange::Restrictions { page, lists } => Staged::Lists { page, lists },
    }
}

fn target(thing: &Thing) -> Target<'_> {
    match thing {
        Thing::Space(id) => Target::Space(id),
        Thing::Page(id) => Target::Page(id),
    }
}

pub(crate) fn people() -> Vec<User> {
    vec![
        testing::person("u1", "ada", "Ada Lund"),
        testing::person("u2", "bob", "Bob Ray"),
        testing::person("u3", "cat", "Cat Wu"),
        User { groups: vec!["hr".into()], ..testing::person("u4", "dan", "Dan Oz") },
    ]
}

pub(crate) fn subject(id: &str) -> Subject {
    Subject::User(id.into())
}

/// The space ~ada: Ada owns it, Bob edits in it; Cat and Dan see nothing of it. A page of it hangs below another.
pub(crate) fn grants() -> Vec<Grant> {
    let row = |subject: Subject, permissions: &[SpacePermission]| {
        permissions.iter().map(|p| Grant { subject: subject.clone(), permission: *p }).collect::<Vec<_>>()
    };
    [row(subject("u1"), &SpacePermission::ALL), row(subject("u2"), &SpacePermission::EDIT)].concat()
}

pub(crate) fn world() -> World {
    let mut world = World::default();
    world.site.globals = vec![(Subject::Group("all".into()), GlobalPermission::Use)];
    for group in ["staff", "hr", "all"] {
        world.groups.insert(group.into(), Group { name: group.to_owned(), within: BTreeSet::new() });
    }
    for user in people() {
        let groups = user.groups.iter().cloned().chain(["all".into()]).collect();
        world.people.insert(user.id, Person { name: user.name, active: user.active, guest: false, groups });
    }
    let space = SpaceFacts {
        key: SpaceKey::new("~ada"),
        kind: SpaceKind::Personal,
        status: SpaceStatus::Active,
        status_since: None,
        owner: Some("u1".into()),
        grants: grants(),
    };
    world.spaces.insert("s1".into(), space);
    let page = |title: &str, parent: Option<&str>| PageFacts {
        space: "s1".into(),
        kind: PageKind::Page,
        state: PageState::Current,
        draft: None,
        title: title.to_owned(),
        parent: parent.map(PageId::from),
        creator: "u1".into(),
        lists: Restrictions::default(),
        kept: Vec::new(),
        restricted_by: None,
    };
    world.pages = BTreeMap::from([
        ("s1-home".into(), page("Home", None)),
        ("p11".into(), page("Journal", Some("s1-home"))),
        ("p13".into(), page("Reading", Some("s1-home"))),
    ]);
    world
}

/// Ada looks at the page `Reading` of her space; the wiki has answered.
pub(crate) fn opened(mut wiki: Wiki) -> (Harness, Wiki) {
    let mut harness = Harness::new();
    let items: Vec<_> = people().into_iter().map(tildr::replica::Incoming::User).collect();
    harness.replica.take_in(&items, None, false).unwrap();
    let mut space = harness.replica.space(&"s1".into()).unwrap().unwrap();
    space.grants = wiki.world.spaces[&SpaceId::from("s1")].grants.clone().into();
    let space = tildr::replica::Incoming::Space(Box::new(space));
    harness.replica.take_in(&[space], None, false).unwrap();
    harness.send(Message::Changed);
    harness.keys("g p").text("Reading").keys("<enter> p");
    wiki.answer(&mut harness);
    (harness, wiki)
}

pub(crate) fn type_keys(harness: &mut Harness, wiki: &mut Wiki, keys: &str) {
    for key in keys.split_whitespace() {
        harness.keys(key);
        wiki.answer(harness);
    }
}
