//! Who can see this, why, and how it is changed: keys in, frames and requests out. The wiki that answers is the engine
//! itself, on a small world.

use insta::assert_snapshot;
use std::collections::{BTreeMap, BTreeSet};
use tildr::admin::access::{Answer, Applied, Failure, Request};
use tildr::domain::*;
use tildr::permission::world::{Group, PageFacts, PageState, Person, SpaceFacts};
use tildr::permission::{self, Operation, Principal, Question, Session, Staged, Target, World};
use tildr::tui::effect::{OnlineAnswer, OnlineRequest};
use tildr::tui::message::{Data, Message};
use tildr::tui::testing::{self, Harness};

/// A wiki that answers what the pane asks, as the account `u1` sees it.
struct Wiki {
    world: World,
    is_away: bool,
    /// What was made, in order.
    made: Vec<AccessChange>,
}

impl Wiki {
    fn new(world: World) -> Self {
        Self { world, is_away: false, made: Vec::new() }
    }

    /// Answers everything that was asked, and what that leads to.
    fn answer(&mut self, harness: &mut Harness) {
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

    fn sightline(&self, thing: &Thing) -> Sightline {
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

    fn set_lists(&mut self, page: &str, read: &[&str]) {
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

fn people() -> Vec<User> {
    vec![
        testing::person("u1", "ada", "Ada Lund"),
        testing::person("u2", "bob", "Bob Ray"),
        testing::person("u3", "cat", "Cat Wu"),
        User { groups: vec!["hr".into()], ..testing::person("u4", "dan", "Dan Oz") },
    ]
}

fn subject(id: &str) -> Subject {
    Subject::User(id.into())
}

/// The space ~ada: Ada owns it, Bob edits in it; Cat and Dan see nothing of it. A page of it hangs below another.
fn grants() -> Vec<Grant> {
    let row = |subject: Subject, permissions: &[SpacePermission]| {
        permissions.iter().map(|p| Grant { subject: subject.clone(), permission: *p }).collect::<Vec<_>>()
    };
    [row(subject("u1"), &SpacePermission::ALL), row(subject("u2"), &SpacePermission::EDIT)].concat()
}

fn world() -> World {
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
fn opened(mut wiki: Wiki) -> (Harness, Wiki) {
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

fn type_keys(harness: &mut Harness, wiki: &mut Wiki, keys: &str) {
    for key in keys.split_whitespace() {
        harness.keys(key);
        wiki.answer(harness);
    }
}

#[test]
fn who_can_see_it_is_listed_with_the_way_of_each() {
    let mut wiki = Wiki::new(world());
    wiki.set_lists("s1-home", &["u1", "u2"]);
    let (mut harness, _) = opened(wiki);
    assert_snapshot!("who", harness.frame());
    assert_snapshot!("who_80", harness.frame_of(80, 24));
    let frame = harness.sized(120, 40).keys("/").text("bob").frame();
    assert!(frame.contains("Bob Ray (bob)") && !frame.contains("Ada Lund (ada)  you"), "{frame}");
}

#[test]
fn why_says_it_in_a_sentence_with_every_gate_and_the_command() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> j j");
    assert_snapshot!("why", harness.frame());
    assert_snapshot!("why_80", harness.frame_of(80, 24));
    type_keys(&mut harness, &mut wiki, "k <right>");
    assert!(harness.frame().contains("Can bob "), "{}", harness.frame());
}

#[test]
fn a_denial_is_mended_from_its_reason_reviewed_made_and_taken_back() {
    let before = world();
    let (mut harness, mut wiki) = opened(Wiki::new(before.clone()));
    type_keys(&mut harness, &mut wiki, "<tab> j j f");
    let frame = harness.frame();
    assert!(frame.contains("[Review]") && frame.contains("+ cat: View"), "{frame}");
    assert!(frame.contains("+ Cat Wu (cat)") && frame.contains("2 people → 3 people"), "{frame}");
    assert!(wiki.made.is_empty(), "nothing is made before the yes");
    type_keys(&mut harness, &mut wiki, "y");
    let frame = harness.frame();
    assert!(frame.contains("Applied and read back: 3 people can see it"), "{frame}");
    assert_eq!(wiki.made.len(), 1);
    type_keys(&mut harness, &mut wiki, "u");
    assert!(harness.frame().contains("Taken back, as it was before"), "{}", harness.frame());
    let back = &wiki.world.spaces[&SpaceId::from("s1")].grants;
    assert!(grants_alike(back, &before.spaces[&SpaceId::from("s1")].grants), "the exact inverse");
    type_keys(&mut harness, &mut wiki, "u");
    assert_eq!(wiki.made.len(), 2, "what is taken back is not taken back again");
}

#[test]
fn what_was_made_is_taken_back_by_the_ordinary_undo_later() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> j j f y <esc>");
    assert!(harness.state.overlays.is_empty() && wiki.made.len() == 1);
    type_keys(&mut harness, &mut wiki, "u");
    assert_eq!(wiki.made.len(), 2);
    assert!(harness.frame().contains("Taken back"), "{}", harness.frame());
    let back = &wiki.world.spaces[&SpaceId::from("s1")].grants;
    assert!(grants_alike(back, &grants()));
}

#[test]
fn s0_16_cells_are_staged_marked_undone_and_nothing_is_asked() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> j <right> <right> <space>");
    harness.keys("a").text("hr").keys("<enter> 3");
    assert_snapshot!("matrix", harness.frame());
    assert_snapshot!("matrix_80", harness.frame_of(80, 24));
    assert_snapshot!("matrix_60", harness.frame_of(60, 16));
    assert!(harness.asked.is_empty(), "what is staged is nobody's business yet: {:?}", harness.asked);
    let mut harness = harness.sized(120, 40);
    assert!(harness.keys("u u").frame().contains("[·]"));
    assert!(!harness.keys("u").frame().contains("[·]"));
}

#[test]
fn s0_10_nobody_is_locked_out() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> d");
    assert!(
        harness.frame().contains("ada owns this space and keeps every permission"),
        "{}",
        harness.frame()
    );
    type_keys(&mut harness, &mut wiki, "<tab> a");
    harness.text("bob").keys("<enter> k d");
    assert!(harness.frame().contains("you would no longer see the page"), "{}", harness.frame());
}

#[test]
fn s0_40_a_listing_without_the_space_says_so_and_offers_two_ways_out() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> <tab> a");
    harness.text("cat").keys("<enter>");
    assert_snapshot!("restrictions", harness.frame());
    assert_snapshot!("restrictions_80", harness.frame_of(80, 24));
    let mut harness = harness.sized(120, 40);
    type_keys(&mut harness, &mut wiki, "S");
    assert_snapshot!("review", harness.frame());
    assert_snapshot!("review_80", harness.frame_of(80, 24));
    let mut harness = harness.sized(120, 40);
    type_keys(&mut harness, &mut wiki, "y g");
    assert!(harness.frame().contains("View on the space is staged"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "S y");
    let seen = wiki.sightline(&Thing::Page("p13".into()));
    assert_eq!(seen.audience.people, ["u1".into(), "u3".into()]);
}

#[test]
fn s0_40_the_other_way_out_is_another_place() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> <tab> a");
    harness.text("cat").keys("<enter> m");
    assert!(harness.frame().contains("Review or undo what is staged"), "{}", harness.frame());
    harness.keys("u m");
    assert!(harness.frame().contains("Move Reading"), "{}", harness.frame());
}

#[test]
fn two_administrators_do_not_overwrite_each_other() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> a");
    harness.text("cat").keys("<enter>");
    type_keys(&mut harness, &mut wiki, "S");
    // Somebody else grants something to a group after the review was shown.
    let theirs = Grant { subject: Subject::Group("hr".into()), permission: SpacePermission::ViewSpace };
    wiki.world.spaces.get_mut(&SpaceId::from("s1")).unwrap().grants.push(theirs.clone());
    type_keys(&mut harness, &mut wiki, "y");
    assert!(wiki.made.is_empty(), "nothing was overwritten");
    assert_snapshot!("overtaken", harness.frame());
    type_keys(&mut harness, &mut wiki, "y");
    let now = &wiki.world.spaces[&SpaceId::from("s1")].grants;
    let mine = Grant { subject: subject("u3"), permission: SpacePermission::ViewSpace };
    assert!(now.contains(&theirs) && now.contains(&mine), "both are there: {now:?}");
}

#[test]
fn s0_21_who_may_not_change_it_reads_why_and_whom_to_ask() {
    let mut world = world();
    let space = world.spaces.get_mut(&SpaceId::from("s1")).unwrap();
    space.owner = Some("u2".into());
    space.grants = [
        SpacePermission::ALL.map(|p| Grant { subject: subject("u2"), permission: p }).to_vec(),
        vec![Grant { subject: subject("u1"), permission: SpacePermission::ViewSpace }],
    ]
    .concat();
    let (mut harness, mut wiki) = opened(Wiki::new(world));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> <space>");
    let frame = harness.frame();
    assert!(frame.contains("Read only.") && frame.contains("bob can "), "{frame}");
    assert!(!frame.contains("[·]"), "{frame}");
    type_keys(&mut harness, &mut wiki, "<tab> a");
    assert!(harness.frame().contains("Read only."), "{}", harness.frame());
}

#[test]
fn offline_it_shows_what_was_known_and_stages_nothing() {
    let mut wiki = Wiki::new(world());
    wiki.is_away = true;
    let (mut harness, mut wiki) = opened(wiki);
    assert_snapshot!("away", harness.frame());
    type_keys(&mut harness, &mut wiki, "<tab> j");
    assert!(harness.frame().contains("bob could see it"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "<tab> j <right> <space>");
    let frame = harness.frame();
    assert!(frame.contains("changed there at once, or not at all") && !frame.contains("[·]"), "{frame}");
    wiki.is_away = false;
    type_keys(&mut harness, &mut wiki, "R <space>");
    assert!(harness.frame().contains("[·]"), "{}", harness.frame());
    assert!(wiki.made.is_empty());
}

#[test]
fn what_is_staged_is_not_left_by_mistake() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> j <right> <space> <esc>");
    assert!(harness.frame().contains("Esc again drops it") && !harness.state.overlays.is_empty());
    type_keys(&mut harness, &mut wiki, "<esc>");
    assert!(harness.state.overlays.is_empty() && wiki.made.is_empty());
}

#[test]
fn names_from_elsewhere_are_safe_to_show() {
    let mut wiki = Wiki::new(world());
    wiki.world.pages.get_mut(&PageId::from("s1-home")).unwrap().title = "evil\u{1b}[2J".to_owned();
    wiki.set_lists("s1-home", &["u1"]);
    let (mut harness, mut wiki) = opened(wiki);
    for _ in 0..4 {
        type_keys(&mut harness, &mut wiki, "<tab>");
        assert!(!harness.frame().contains('\u{1b}'));
    }
}

#[test]
fn of_a_space_the_restricted_pages_are_listed_and_opened() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<esc>");
    harness.restrict("p11", &["u1"]);
    wiki.answer(&mut harness);
    harness.keys("1 g g");
    type_keys(&mut harness, &mut wiki, "p <tab> <tab> <tab>");
    let frame = harness.frame();
    assert!(frame.contains("Permissions of ~ada ─") && frame.contains("⊘ Journal"), "{frame}");
    assert!(!frame.contains("⊘ Home"), "{frame}");
    type_keys(&mut harness, &mut wiki, "j <enter>");
    assert!(harness.frame().contains("Permissions of ~ada › Journal"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "<esc>");
    assert!(harness.frame().contains("Permissions of ~ada ─"), "{}", harness.frame());
}

#[test]
fn what_does_not_fit_a_small_screen_is_scrolled_to() {
    let (harness, mut wiki) = opened(Wiki::new(world()));
    let mut harness = harness.sized(60, 16);
    type_keys(&mut harness, &mut wiki, "<tab> j j");
    assert!(!harness.frame().contains("this operation"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "J J J J J J J J J J J J");
    assert!(harness.frame().contains("this operation"), "{}", harness.frame());
    type_keys(&mut harness, &mut wiki, "<up>");
    assert!(harness.frame().contains("Can bob"), "{}", harness.frame());
}

#[test]
fn s0_59_s0_60_made_private_it_says_who_loses_sight_and_what_stays_and_u_gives_it_back() {
    let (mut harness, mut wiki) = opened(Wiki::new(world()));
    type_keys(&mut harness, &mut wiki, "<tab> <tab> 1 S");
    let frame = harness.frame();
    assert!(frame.contains("− Bob Ray (bob)") && frame.contains("can no longer see it"), "{frame}");
    assert!(frame.contains("2 people → only you"), "{frame}");
    assert!(frame.contains("Your name and profile stay as visible as they were."), "{frame}");
    assert!(wiki.made.is_empty(), "nothing is made before the yes");
    type_keys(&mut harness, &mut wiki, "y");
    let space = SpaceId::from("s1");
    assert_eq!(wiki.sightline(&Thing::Space(space.clone())).audience.people, ["u1".into()]);
    type_keys(&mut harness, &mut wiki, "u");
    assert!(grants_alike(&wiki.world.spaces[&space].grants, &grants()), "exactly as it was");
}
