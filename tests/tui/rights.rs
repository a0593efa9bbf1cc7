//! What is offered to whom: the keys of the interface against the engine that the server asks.

use tildr::domain::*;
use tildr::permission::world::{Group, PageFacts, PageState, Person, SpaceFacts};
use tildr::permission::{Operation, Principal, Question, Session, Target, World, decide};
use tildr::replica::Incoming;
use tildr::tui::action::Action;
use tildr::tui::testing::{self, Harness};

/// What is pressed, and what the server is asked for then.
const VERBS: [(Action, Operation); 11] = [
    (Action::Add, Operation::CreatePage),
    (Action::AddSibling, Operation::CreatePage),
    (Action::AddPost, Operation::CreatePost),
    (Action::Edit, Operation::Edit),
    (Action::EditExternal, Operation::Edit),
    (Action::EditStorage, Operation::Edit),
    (Action::Rename, Operation::Edit),
    (Action::Move, Operation::Move),
    (Action::Trash, Operation::Trash),
    (Action::WriteComment, Operation::Comment),
    (Action::AddFile, Operation::Attach),
];

/// Who somebody can be in a space: nothing but a reader, the presets, and odd ones.
fn roles() -> Vec<Vec<SpacePermission>> {
    use SpacePermission::*;
    vec![
        SpacePermission::READ.to_vec(),
        SpacePermission::COMMENT.to_vec(),
        SpacePermission::CONTRIBUTE.to_vec(),
        SpacePermission::EDIT.to_vec(),
        SpacePermission::ALL.to_vec(),
        vec![ViewSpace, RemoveOwnContent],
        vec![ViewSpace, EditBlog],
        vec![ViewSpace, SetSpacePermissions],
    ]
}

/// The space ENG: Bob has it in hand, Ada holds `held` by herself or by her group. Its page is by Ada.
fn grants(held: &[SpacePermission], ada: &Subject) -> Vec<Grant> {
    let row = |subject: Subject, permission| Grant { subject, permission };
    let bob = SpacePermission::ALL.map(|permission| row(Subject::User("u2".into()), permission));
    held.iter().map(|permission| row(ada.clone(), *permission)).chain(bob).collect()
}

fn space(grants: Vec<Grant>, status: SpaceStatus) -> Space {
    Space {
        id: "s2".into(),
        key: SpaceKey::new("ENG"),
        name: "Engineering".to_owned(),
        kind: SpaceKind::Site,
        status,
        owner: None,
        home: Some("s2-home".into()),
        status_since: None,
        grants: grants.into(),
    }
}

/// Ada reads the page of that space.
fn reading(space: Space) -> Harness {
    let mut harness = Harness::with(vec![
        Incoming::User(testing::person("u1", "ada", "Ada Lund")),
        Incoming::User(testing::person("u2", "bob", "Bob Ray")),
        Incoming::Space(Box::new(space)),
        testing::page("s2", "s2-home", None, 0, "Engineering", "<p>How we build things.</p>"),
        testing::page("s2", "p21", Some("s2-home"), 0, "Platform", "<p>Below us only sky.</p>"),
    ]);
    harness.keys("<esc> g p").text("Platform").keys("<enter>");
    harness
}

/// The same as the server sees it.
fn world(space: &Space) -> World {
    let mut world = World::default();
    world.site.globals = vec![(Subject::Group("staff".into()), GlobalPermission::Use)];
    world.groups.insert("staff".into(), Group { name: "staff".to_owned(), within: Default::default() });
    for id in ["u1", "u2"] {
        let groups = ["staff".into()].into();
        let person = Person { name: id.to_owned(), active: true, guest: false, groups };
        world.people.insert(id.into(), person);
    }
    let facts = SpaceFacts {
        key: space.key.clone(),
        kind: space.kind,
        status: space.status,
        status_since: None,
        owner: None,
        grants: space.grants.to_vec(),
    };
    world.spaces.insert(space.id.clone(), facts);
    for (id, parent) in [("s2-home", None), ("p21", Some("s2-home"))] {
        let page = PageFacts {
            space: space.id.clone(),
            kind: PageKind::Page,
            state: PageState::Current,
            draft: None,
            title: id.to_owned(),
            parent: parent.map(PageId::from),
            creator: "u1".into(),
            lists: Restrictions::default(),
            kept: Vec::new(),
            restricted_by: None,
        };
        world.pages.insert(id.into(), page);
    }
    world
}

fn allows(world: &World, operation: Operation) -> bool {
    let (me, page, home, eng) = (UserId::new("u1"), "p21".into(), "s2-home".into(), SpaceId::new("s2"));
    let target = match operation {
        Operation::CreatePost => Target::Space(&eng),
        Operation::Move => Target::Place { page: &page, space: &eng, parent: Some(&home) },
        _ => Target::Page(&page),
    };
    let session = Session { now: testing::now(), ..Session::default() };
    decide(world, &Question { who: Principal::User(&me), operation, target }, &session).allowed
}

#[test]
fn s0_31_an_action_is_offered_where_the_server_allows_it_and_nowhere_else() {
    for held in roles() {
        for ada in [Subject::User("u1".into()), Subject::Group("staff".into())] {
            for status in [SpaceStatus::Active, SpaceStatus::Archived] {
                let space = space(grants(&held, &ada), status);
                let world = world(&space);
                let harness = reading(space);
                for (action, operation) in VERBS {
                    let refusal = harness.state.world.refusal(action);
                    let allowed = allows(&world, operation);
                    let said = format!("{action:?} with {held:?} in a space that is {status:?}: {refusal:?}");
                    assert_eq!(refusal.is_none(), allowed, "{said}");
                }
            }
        }
    }
}

#[test]
fn s0_31_s0_71_what_cannot_be_done_says_why_and_who_could() {
    let reader = || reading(space(grants(&SpacePermission::READ, &Subject::Licensed), SpaceStatus::Active));
    for (keys, says) in [
        ("e", "No “edit” now: you lack Add page in ENG; ask Bob Ray."),
        ("a", "No “add page” now: you lack Add page in ENG; ask Bob Ray."),
        ("r", "No “rename” now: you lack Add page in ENG; ask Bob Ray."),
        ("2 m", "No “move” now: you lack Add page in ENG; ask Bob Ray."),
        ("2 {", "No “move up” now: you lack Add page in ENG; ask Bob Ray."),
        ("d", "No “trash” now: you lack Delete page in ENG; ask Bob Ray."),
        ("B", "No “new post” now: you lack Add post in ENG; ask Bob Ray."),
        ("c a", "No “comment” now: you lack Comment in ENG; ask Bob Ray."),
    ] {
        let mut harness = reader();
        harness.keys(keys);
        assert!(harness.footer().contains(says), "{keys}\n{}", harness.frame());
        assert!(harness.state.editor.is_none() && harness.replica.outbox().unwrap().is_empty());
    }
    // Lists show it with the same words, and Enter on it does nothing else.
    for keys in [": edit", "x"] {
        let mut harness = reader();
        let frame = harness.keys(keys).frame();
        assert!(frame.contains("you lack Add page in ENG; ask Bob Ray"), "{keys}\n{frame}");
    }
    let mut archived =
        reading(space(grants(&SpacePermission::ALL, &Subject::Licensed), SpaceStatus::Archived));
    archived.keys("e");
    let says = "No “edit” now: ENG is archived and can only be read.";
    assert!(archived.footer().contains(says), "{}", archived.footer());
}

#[test]
fn a_task_is_not_ticked_where_the_page_may_only_be_read() {
    let mut harness = reading(space(grants(&SpacePermission::READ, &Subject::Licensed), SpaceStatus::Active));
    let tasks = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
        <ac:task-body>call</ac:task-body></ac:task></ac:task-list>";
    let items = [testing::page("s2", "p22", Some("s2-home"), 1, "Tasks", tasks)];
    harness.replica.take_in(&items, Some("2"), false).unwrap();
    harness.send(tildr::tui::message::Message::Changed);
    harness.keys("g p").text("Tasks").keys("<enter> <space> <space>");
    assert!(harness.footer().contains("The box cannot be ticked: you lack Add page"), "{}", harness.frame());
    assert!(harness.replica.outbox().unwrap().is_empty());
}

#[test]
fn a_space_whose_grants_are_not_told_refuses_nothing() {
    let harness = reading(space(Vec::new(), SpaceStatus::Active));
    assert!(VERBS.iter().all(|(action, _)| harness.state.world.refusal(*action).is_none()));
}
