//! The edges of what is told: the sentence, the reason's class, whom to ask.

use super::*;

#[test]
fn site_admins_trash_any_space_on_the_record_and_nobody_else_does() {
    let world = world();
    assert_eq!(code(&world, of("gus", TrashSpace, on("~ann"))), "allow");
    assert_eq!(code(&world, of("gus", Archive, on("~ann"))), "NO_SPACE_VIEW");
    assert_eq!(code(&world, of("bob", TrashSpace, on("~ann"))), "NO_SPACE_VIEW");
    assert_eq!(
        says(&world, of("gus", TrashSpace, on("~ann"))),
        "You can trash ~ann. It is recorded; ann is told."
    );
    assert!(!says(&world, of("ann", TrashSpace, on("~ann"))).contains("recorded"));
}

#[test]
fn a_denied_file_says_who_edits_whoever_could_delete_it() {
    let denied = says(&world(), of("dan", DeleteFile, part("E5", "dan")));
    assert!(denied.contains("because only ann may edit it. "), "{denied}");
}

#[test]
fn an_account_that_is_not_there_is_told_as_that() {
    let asked = ask("ghost", View, "B0");
    let told = explain(&world(), &asked, &noon(), Principal::User(user("gus")), &TimeZone::UTC)
        .expect("a site admin");
    assert_eq!(
        (told.sentence.as_str(), told.fix, told.request),
        ("ghost cannot view \"B0\" because there is no such account.", None, false)
    );
}

#[test]
fn an_account_that_gets_nowhere_is_told_why_and_whom_to_ask() {
    let told = own(&world(), ask("fay", View, "B0"), &noon());
    assert_eq!(
        (told.code, told.gates.len(), told.more.len(), told.request),
        (Some("DEACTIVATED"), 0, 0, false)
    );
    assert_eq!(told.fix.expect("gus can").command.to_string(), "tildr admin user activate fay");
}

#[test]
fn the_class_of_a_reason_is_that_of_seeing_the_thing() {
    let mut world = world();
    world.site.disclosure = Disclosure::Helpful;
    assert_eq!(own(&world, ask("bob", Lift, "E3"), &noon()).code, Some("ANCESTOR_READ"));
    assert_eq!(own(&world, of("bob", Copy, to("E3", "gone", "gone")), &noon()).code, Some("ANCESTOR_READ"));
}

#[test]
fn ways_are_told_once_for_each_thing() {
    let mut world = world();
    facts(&mut world, "E2").lists.read = Some(members("cat,group:hr"));
    assert_eq!(
        says(&world, ask("cat", View, "E3")),
        "You can view \"E3\" because you have View in ENG and \"E2\" lists you."
    );
    assert_eq!(
        says(&world, of("gus", AdministerSite, Target::Site)),
        "You can administer the site because you have \"Site admin\" on this site."
    );
    world.site.globals.push((subject("staff"), GlobalPermission::SiteAdmin));
    assert_eq!(
        says(&world, of("dan", AdministerSite, Target::Site)),
        "You can administer the site because the group staff, which you are in through dev, has \"Site admin\" on this site."
    );
    assert!(says(&world, of("bob", ExportAll, on("~bob"))).ends_with(" It is recorded."));
    let held: Vec<_> = [SpacePermission::ViewSpace, SpacePermission::EditSpace].to_vec();
    give(&mut world, "~ann", "user bob", &held);
    assert_eq!(
        explain(&world, &ask("bob", Comment, "A0"), &noon(), Principal::User(user("ann")), &TimeZone::UTC)
            .expect("the owner")
            .sentence,
        "bob cannot comment on \"A0\" because bob has View and Add page in ~ann but not Comment. You can change that: `tildr perms grant '~ann' bob comment`."
    );
}
