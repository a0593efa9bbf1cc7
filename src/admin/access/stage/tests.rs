//! What is staged, what is refused, and what becomes of it when somebody else was faster.

use super::*;

fn user(id: &str, groups: &[&str]) -> User {
    let groups = groups.iter().map(|group| GroupId::new(*group)).collect();
    User { id: id.into(), name: id.to_owned(), full_name: String::new(), active: true, groups }
}

fn space(owner: Option<&str>, grants: Vec<Grant>) -> Space {
    Space {
        id: "s".into(),
        key: SpaceKey::new("S"),
        name: "S".to_owned(),
        kind: if owner.is_some() { SpaceKind::Personal } else { SpaceKind::Site },
        status: SpaceStatus::Active,
        owner: owner.map(UserId::new),
        home: None,
        status_since: None,
        grants: grants.into(),
    }
}

fn ann() -> Subject {
    Subject::User("ann".into())
}

fn member(id: &str) -> Member {
    Member::User(id.into())
}

fn names(ids: &[&str]) -> Option<Members> {
    Some(ids.iter().map(|id| member(id)).collect())
}

#[test]
fn any_key_brings_view_along_and_without_view_nothing_stays() {
    let comment = Keys::of(&[SpacePermission::Comment]);
    let grants = granted(&[], &ann(), comment);
    assert_eq!(rows(&grants)[&ann()], Preset::Comment.keys());
    assert_eq!(
        rows(&granted(&grants, &ann(), Keys::of(&[SpacePermission::EditSpace])))[&ann()].iter().count(),
        3
    );
    assert_eq!(rows(&revoked(&grants, &ann(), comment))[&ann()], Preset::Read.keys());
    assert!(revoked(&grants, &ann(), Preset::Read.keys()).is_empty());
}

#[test]
fn s0_16_only_one_account_holds_everything_afterwards() {
    let all = only(&"ann".into());
    assert_eq!(rows(&all).into_iter().collect::<Vec<_>>(), [(ann(), Preset::Admin.keys())]);
}

#[test]
fn s0_10_the_owner_keeps_every_permission() {
    let people = [user("ann", &[]), user("bob", &[])];
    let mine = space(Some("ann"), only(&"ann".into()));
    let less = revoked(&mine.grants, &ann(), Keys::of(&[SpacePermission::ExportSpace]));
    assert_eq!(guard_grants(&mine, &people, &"ann".into(), &less), Some(Guard::Owner("ann".into())));
    assert_eq!(guard_grants(&mine, &people, &"ann".into(), &mine.grants), None);
}

#[test]
fn the_last_administrator_stays_and_nobody_takes_themselves_out() {
    let mut gone = user("gone", &[]);
    gone.active = false;
    let people = [user("ann", &[]), user("bob", &["staff"]), gone];
    let admin = |subject: Subject| granted(&[], &subject, Preset::Admin.keys());
    let site = space(None, admin(ann()));
    let left = admin(Subject::User("gone".into()));
    assert_eq!(guard_grants(&site, &people, &"ann".into(), &left), Some(Guard::LastAdmin));
    let handed_on = admin(Subject::Group("staff".into()));
    assert!(matches!(guard_grants(&site, &people, &"ann".into(), &handed_on), Some(Guard::Myself(_))));
    assert_eq!(guard_grants(&site, &people, &"bob".into(), &handed_on), None);
}

#[test]
fn who_begins_a_list_is_on_it_and_who_may_edit_may_see() {
    let (me, bob) = (member("ann"), member("bob"));
    let open = Restrictions::default();
    let read = turned(&open, &bob, false, &me);
    assert_eq!(read, Restrictions { read: names(&["ann", "bob"]), update: None });
    let both = turned(&turned(&read, &bob, false, &me), &bob, true, &me);
    assert_eq!(both, Restrictions { read: names(&["ann", "bob"]), update: names(&["ann", "bob"]) });
    let unseen = turned(&both, &bob, false, &me);
    assert_eq!(unseen, Restrictions { read: names(&["ann"]), update: names(&["ann"]) });
    let edit = turned(&open, &bob, true, &me);
    assert_eq!(edit, Restrictions { read: None, update: names(&["ann", "bob"]) });
    assert_eq!(turned(&edit, &member("cat"), false, &me).read, names(&["ann", "bob", "cat"]));
    assert_eq!(unlisted(&both, &bob).update, names(&["ann"]));
    assert_eq!(listed(&read, &member("cat"), true).update, None, "everybody may edit it already");
}

#[test]
fn a_list_without_oneself_or_without_anybody_is_refused() {
    let me = user("ann", &["staff"]);
    let lists = |read, update| Restrictions { read, update };
    assert_eq!(guard_lists(&me, &lists(None, None)), None);
    assert!(matches!(guard_lists(&me, &lists(names(&["bob"]), None)), Some(Guard::Myself(_))));
    assert!(matches!(guard_lists(&me, &lists(None, names(&["bob"]))), Some(Guard::Myself(_))));
    assert_eq!(guard_lists(&me, &lists(names(&[]), None)), Some(Guard::Nobody));
    let by_group = Some(Members::from([Member::Group("staff".into())]));
    assert_eq!(guard_lists(&me, &lists(by_group, None)), None);
}

#[test]
fn what_two_staged_at_once_is_joined_permission_by_permission() {
    let bob = Subject::User("bob".into());
    let key = |permission| Keys::of(&[permission]);
    let base = granted(&only(&"ann".into()), &bob, key(SpacePermission::Comment));
    let mine =
        granted(&revoked(&base, &bob, key(SpacePermission::Comment)), &bob, key(SpacePermission::EditSpace));
    let theirs = granted(&base, &Subject::Licensed, key(SpacePermission::Comment));
    let both = rows(&rebased(&base, &mine, &theirs));
    assert_eq!(
        both[&bob].iter().collect::<Vec<_>>(),
        [SpacePermission::ViewSpace, SpacePermission::EditSpace]
    );
    assert_eq!(both[&Subject::Licensed], Preset::Comment.keys());
    assert!(grants_alike(&rebased(&base, &base, &theirs), &theirs), "nothing staged changes nothing");
    let gone = with_row(&base, &bob, Keys::NONE);
    assert!(!rows(&rebased(&base, &gone, &theirs)).contains_key(&bob));
}

#[test]
fn lists_that_two_staged_at_once_are_joined_member_by_member() {
    let read = |ids: &[&str]| Restrictions { read: names(ids), update: None };
    let joined = relisted(&read(&["ann", "bob"]), &read(&["ann", "cat"]), &read(&["ann", "bob", "dan"]));
    assert_eq!(joined, read(&["ann", "cat", "dan"]));
    let open = Restrictions::default();
    assert_eq!(relisted(&open, &read(&["ann"]), &read(&["dan"])), read(&["ann"]), "the list that was wanted");
    assert_eq!(relisted(&read(&["ann"]), &read(&["ann"]), &open), open, "what was not touched is theirs");
    assert_eq!(
        relisted(&read(&["ann"]), &read(&["ann", "bob"]), &open),
        open,
        "a page they opened stays open"
    );
}

#[test]
fn s0_40_a_listing_without_the_space_has_no_effect() {
    let people = [user("ann", &[]), user("bob", &["hr"]), user("cat", &["staff"])];
    let mut read = names(&["ann", "bob"]).unwrap();
    read.extend([Member::Group("hr".into()), Member::Group("staff".into())]);
    let lists = Restrictions { read: Some(read), update: None };
    let sees = ["ann".into(), "cat".into()];
    assert_eq!(without_effect(&lists, &people, &sees), [member("bob"), Member::Group("hr".into())]);
}
