//! The truth table: who may do what in the fixture, and why.

use super::super::world::*;
use super::super::{Operation::*, Principal, Question, Session, Target, decide, explain};
use super::fixture::*;
use crate::domain::*;
use jiff::tz::TimeZone;

/// Checks the verdict with its code, the sentence an administrator of the place reads, and the one the person
/// reads about themselves.
fn check(
    question: Question<'_>,
    change: fn(&mut World),
    session: &Session,
    code: &str,
    told: &str,
    own: &str,
) {
    let mut world = world();
    change(&mut world);
    let decision = decide(&world, &question, session);
    assert_eq!(decision.code().unwrap_or("allow"), code);
    let explained = |reader| {
        let explanation = explain(&world, &question, session, reader, &TimeZone::UTC).expect("may ask");
        assert_eq!(explanation.allowed, decision.allowed);
        explanation.sentence
    };
    assert_eq!(explained(administrator(&question)), told);
    assert_eq!(explained(question.who), own);
}

/// Who answers for the thing that is asked about.
fn administrator(question: &Question<'_>) -> Principal<'static> {
    let space = question.target.space(&world()).map(|(id, _)| id.to_string());
    Principal::User(user(match space.as_deref() {
        Some("~ann") => "ann",
        Some("~bob") => "bob",
        Some(_) => "cat",
        None => "gus",
    }))
}

macro_rules! or {
    ($default:expr) => {
        $default
    };
    ($default:expr, $given:expr) => {
        $given
    };
}

/// `name: question, in a changed world, session => code, what an administrator reads, what the person reads`.
macro_rules! truth {
    ($($name:ident: $question:expr $(, in $change:expr)? $(, session $session:expr)?
        => $code:literal, $told:literal, $own:literal;)*) => {$(
        #[test]
        fn $name() {
            check($question, or!(|_| () $(, $change)?), &or!(noon() $(, $session)?), $code, $told, $own);
        }
    )*};
}

truth! {
    t01_the_owner_views_her_page: ask("ann", View, "A0") => "allow",
        "You can view \"A0\" because you own ~ann and have View there.",
        "You can view \"A0\" because you own ~ann and have View there.";
    t02_a_private_space_is_nobody_elses: ask("bob", View, "A0") => "NO_SPACE_VIEW",
        "bob cannot view \"A0\" because nobody but you has View in ~ann. You can change that: `tildr perms grant '~ann' bob view`.",
        "No such page, or it is not visible to you.";
    t03_a_site_admin_sees_no_private_space: ask("gus", View, "A0") => "NO_SPACE_VIEW",
        "gus cannot view \"A0\" because site admins get no View in ~ann by default; recovering access is recorded and you are told. You can change that: `tildr perms grant '~ann' gus view`.",
        "You cannot view restricted page #A0 because site admins get no View in ~ann by default; recovering access is recorded and ann is told. ann can change that: `tildr perms grant '~ann' gus view`.";
    t04_break_glass_reads: ask("gus", View, "A0"), session glass() => "ELEVATED",
        "gus can view \"A0\" only through break-glass until 14:45; it is recorded, and you are told.",
        "You can view restricted page #A0 only through break-glass until 14:45; it is recorded, and ann is told.";
    t05_a_deactivated_account_does_nothing: ask("fay", View, "B0") => "DEACTIVATED",
        "fay cannot view \"B0\" because the account is deactivated: its groups and grants are kept but do nothing. gus can change that: `tildr admin user activate fay`.",
        "You cannot do anything here because the account is deactivated: its groups and grants are kept but do nothing. gus can change that: `tildr admin user activate fay`.";
    t06_without_can_use_there_is_no_site: ask("una", View, "B0") => "NO_SITE_ACCESS",
        "una cannot view \"B0\" because una has no \"Can use\" and may not sign in to this site. gus can change that: `tildr admin global grant una use`.",
        "You cannot do anything here because you have no \"Can use\" and may not sign in to this site. gus can change that: `tildr admin global grant una use`.";
    t07_a_list_adds_no_rights_in_a_private_space: ask("bob", View, "A1") => "NO_SPACE_VIEW",
        "bob cannot view \"A1\" because bob is listed on \"A1\" but has no View in ~ann, so the listing has no effect. You can change that: `tildr perms grant '~ann' bob view`.",
        "No such page, or it is not visible to you.";
    t08_a_group_on_the_list_above: ask("cat", View, "E3") => "allow",
        "You can view \"E3\" because you have View in ENG and \"E2\" lists the group hr, which you are in.",
        "You can view \"E3\" because you have View in ENG and \"E2\" lists the group hr, which you are in.";
    t09_a_page_above_is_restricted: ask("bob", View, "E3") => "ANCESTOR_READ",
        "bob cannot view \"E3\" because \"E2\" above it admits only ann and the group hr. You or ann can change that: `tildr restrict set E2 --add-read bob`.",
        "No such page, or it is not visible to you.";
    t10_every_level_must_allow: ask("bob", View, "E4") => "ANCESTOR_READ",
        "bob cannot view restricted page #E4 because bob is listed on restricted page #E4 but \"E2\" above it admits only ann and the group hr. You or ann can change that: `tildr restrict set E2 --add-read bob`.",
        "No such page, or it is not visible to you.";
    t11_the_page_itself_is_restricted: ask("ann", View, "E4") => "OWN_READ",
        "ann cannot view restricted page #E4 because it admits only bob. You can change that; bob is told: `tildr restrict set E4 --add-read ann`.",
        "No such page, or it is not visible to you.";
    t12_nested_groups_count: ask("dan", View, "E0") => "allow",
        "dan can view \"E0\" because the group staff, which dan is in through dev, has View in ENG.",
        "You can view \"E0\" because the group staff, which you are in through dev, has View in ENG.";
    t13_anonymous_is_inert_while_the_site_says_no: ask("anon", View, "P0") => "ANON_OFF",
        "Somebody not signed in cannot view \"P0\" because this site lets nobody read without an account, whatever its spaces grant. gus can change that: `tildr admin global grant anonymous use`.",
        "Somebody not signed in cannot do anything here because this site lets nobody read without an account, whatever its spaces grant.";
    t14_anonymous_reads_when_site_and_space_say_so: ask("anon", View, "P0"), in open => "allow",
        "Somebody not signed in can view \"P0\" because anybody, signed in or not, has View in PUB.",
        "Somebody not signed in can view \"P0\" because anybody, signed in or not, has View in PUB.";
    t15_open_to_anybody_is_open_to_the_signed_in: ask("eve", View, "P0"), in open => "allow",
        "eve can view \"P0\" because anybody, signed in or not, has View in PUB.",
        "You can view \"P0\" because anybody, signed in or not, has View in PUB.";
    t16_keys_without_view_do_not_count: ask("eve", View, "E0") => "KEYS_WITHOUT_VIEW",
        "eve cannot view \"E0\" because eve has Add page and Comment in ENG but not View, and without View nothing else counts. You can change that: `tildr perms grant ENG eve view`.",
        "No such page, or it is not visible to you.";
    t17_editing_is_restricted: ask("bob", Edit, "E5") => "OWN_UPDATE",
        "bob cannot edit \"E5\" because only ann may edit it. ann can change that: `tildr restrict set E5 --add-read bob --add-edit bob`.",
        "You cannot edit \"E5\" because only ann may edit it. ann can change that: `tildr restrict set E5 --add-read bob --add-edit bob`.";
    t18_edit_lists_are_not_inherited: ask("bob", Edit, "E6") => "allow",
        "bob can edit \"E6\" because the group staff, which bob is in, has View and Add page in ENG. Edit restrictions of pages above are not inherited.",
        "You can edit \"E6\" because the group staff, which you are in, has View and Add page in ENG. Edit restrictions of pages above are not inherited.";
    t19_edit_lists_do_not_stop_comments: ask("bob", Comment, "E5") => "allow",
        "bob can comment on \"E5\" because the group staff, which bob is in, has View and Comment in ENG. Edit restrictions do not stop comments.",
        "You can comment on \"E5\" because the group staff, which you are in, has View and Comment in ENG. Edit restrictions do not stop comments.";
    t20_edit_lists_stop_files: ask("bob", Attach, "E5") => "OWN_UPDATE",
        "bob cannot add files to \"E5\" because only ann may edit it. ann can change that: `tildr restrict set E5 --add-read bob --add-edit bob`.",
        "You cannot add files to \"E5\" because only ann may edit it. ann can change that: `tildr restrict set E5 --add-read bob --add-edit bob`.";
    t21_an_editor_must_be_a_reader: ask("ann", Edit, "E7") => "OWN_READ",
        "ann cannot edit restricted page #E7 because ann is listed as editor but not as reader: it admits only bob. You can change that; bob is told: `tildr restrict set E7 --add-read ann`.",
        "No such page, or it is not visible to you.";
    t22_a_reader_is_no_editor: ask("bob", Edit, "E7") => "OWN_UPDATE",
        "bob cannot edit restricted page #E7 because only ann may edit it; at present nobody can edit it. You can change that; bob is told: `tildr restrict set E7 --add-read bob --add-edit bob`.",
        "You cannot edit \"E7\" because only ann may edit it; at present nobody can edit it. cat can change that; you are told: `tildr restrict set E7 --add-read bob --add-edit bob`.";
    t23_a_space_admin_reads_no_restricted_page: ask("cat", View, "E7") => "OWN_READ",
        "You cannot view restricted page #E7 because it admits only bob. You can change that; bob is told: `tildr restrict set E7 --add-read cat`.",
        "You cannot view restricted page #E7 because it admits only bob. You can change that; bob is told: `tildr restrict set E7 --add-read cat`.";
    t24_a_space_admin_lifts_restrictions: ask("cat", Lift, "E7") => "allow",
        "You can lift the restrictions of restricted page #E7 because you have View and Admin in ENG. It is recorded; bob is told.",
        "You can lift the restrictions of restricted page #E7 because you have View and Admin in ENG. It is recorded; bob is told.";
    t25_admin_is_not_delete: ask("cat", Trash, "E8") => "NOT_CREATOR",
        "You cannot trash \"E8\" because you have Delete own in ENG but not Delete page, which Admin does not include, and dan made it. You can change that: `tildr perms grant ENG cat delete-page`.",
        "You cannot trash \"E8\" because you have Delete own in ENG but not Delete page, which Admin does not include, and dan made it. You can change that: `tildr perms grant ENG cat delete-page`.";
    t26_a_creator_deletes_own_content: ask("dan", Trash, "E8") => "allow",
        "dan can trash \"E8\" because the group staff, which dan is in through dev, has View and Delete own in ENG and dan made it.",
        "You can trash \"E8\" because the group staff, which you are in through dev, has View and Delete own in ENG and you made it.";
    t27_delete_own_is_not_delete: ask("bob", Trash, "E8") => "NOT_CREATOR",
        "bob cannot trash \"E8\" because bob has Delete own in ENG but not Delete page, and dan made it. You can change that: `tildr perms grant ENG bob delete-page`.",
        "You cannot trash \"E8\" because you have Delete own in ENG but not Delete page, and dan made it. cat can change that: `tildr perms grant ENG bob delete-page`.";
    t28_an_editor_with_restrict_restricts: ask("bob", Restrict, "E1") => "allow",
        "bob can change the restrictions of \"E1\" because the group staff, which bob is in, has View, Add page and Restrict in ENG.",
        "You can change the restrictions of \"E1\" because the group staff, which you are in, has View, Add page and Restrict in ENG.";
    t29_who_cannot_edit_cannot_restrict: ask("bob", Restrict, "E5") => "OWN_UPDATE",
        "bob cannot change the restrictions of \"E5\" because only ann may edit it. ann can change that: `tildr restrict set E5 --add-read bob --add-edit bob`.",
        "You cannot change the restrictions of \"E5\" because only ann may edit it. ann can change that: `tildr restrict set E5 --add-read bob --add-edit bob`.";
    t30_admin_counts_as_restrict: ask("cat", Restrict, "P1") => "allow",
        "You can change the restrictions of \"P1\" because you have Admin in PUB and the group staff, which you are in, has View and Add page in PUB.",
        "You can change the restrictions of \"P1\" because you have Admin in PUB and the group staff, which you are in, has View and Add page in PUB.";
    t30_editing_is_not_restricting: ask("bob", Restrict, "P1") => "NO_SPACE_KEY",
        "bob cannot change the restrictions of \"P1\" because bob has View and Add page in PUB but not Restrict. You can change that: `tildr perms grant PUB bob restrict`.",
        "You cannot change the restrictions of \"P1\" because you have View and Add page in PUB but not Restrict. cat can change that: `tildr perms grant PUB bob restrict`.";
    t31_guests_never_restrict: ask("gil", Restrict, "E1") => "GUEST_CAP",
        "gil cannot change the restrictions of \"E1\" because guests never hold Restrict, whatever is granted.",
        "You cannot change the restrictions of \"E1\" because guests never hold Restrict, whatever is granted.";
    t32_guests_are_not_staff: ask("gil", View, "B0") => "NO_SPACE_VIEW",
        "gil cannot view \"B0\" because no grant in ~bob names gil, and a guest is not part of everybody here. There is 1 more reason. You can change that: `tildr perms grant '~bob' gil view`.",
        "No such page, or it is not visible to you.";
    t33_nobody_is_left: ask("bob", View, "E9") => "NOBODY_LEFT",
        "bob cannot view restricted page #E9 because everyone restricted page #E9 was shared with is gone. You can change that; bob is told: `tildr restrict clear E9`.",
        "No such page, or it is not visible to you.";
    t33_nobody_is_left_not_even_for_the_space_admin: ask("cat", View, "E9") => "NOBODY_LEFT",
        "You cannot view restricted page #E9 because everyone restricted page #E9 was shared with is gone. You can change that; bob is told: `tildr restrict clear E9`.",
        "You cannot view restricted page #E9 because everyone restricted page #E9 was shared with is gone. You can change that; bob is told: `tildr restrict clear E9`.";
    t34_below_a_private_page: ask("dan", View, "BP1") => "ANCESTOR_READ",
        "dan cannot view \"BP1\" because \"BPriv\" above it admits only you. You can change that: `tildr restrict set BPriv --add-read dan`.",
        "No such page, or it is not visible to you.";
    t35_comment_by_group: ask("dan", Comment, "BPub") => "allow",
        "dan can comment on \"BPub\" because the group staff, which dan is in through dev, has View and Comment in ~bob.",
        "You can comment on \"BPub\" because the group staff, which you are in through dev, has View and Comment in ~bob.";
    t36_commenting_is_not_adding: ask("dan", CreatePage, "B0") => "NO_SPACE_KEY",
        "dan cannot add a page under \"B0\" because dan has View and Comment in ~bob but not Add page. You can change that: `tildr perms grant '~bob' dan add-page`.",
        "You cannot add a page under \"B0\" because you have View and Comment in ~bob but not Add page. bob can change that: `tildr perms grant '~bob' dan add-page`.";
    t37_leaving_a_space_takes_delete: of("bob", MoveAway, to("E1", "~bob", "B0")) => "SOURCE_NO_DELETE",
        "bob cannot move \"E1\" to ~bob because moving out of ENG takes Delete page there, which bob has not. You can change that: `tildr perms grant ENG bob delete-page`.",
        "You cannot move \"E1\" to ~bob because moving out of ENG takes Delete page there, which you have not. cat can change that: `tildr perms grant ENG bob delete-page`.";
    t38_moving_within_ones_own_space: of("bob", Move, to("BPriv", "~bob", "BPub")) => "allow",
        "You can move \"BPriv\" under \"BPub\" because you own ~bob and have View and Add page there, \"BPriv\" lists you and \"BPriv\" lists you as editor.",
        "You can move \"BPriv\" under \"BPub\" because you own ~bob and have View and Add page there, \"BPriv\" lists you and \"BPriv\" lists you as editor.";
    t39_restrictions_are_never_dropped_silently: of("dan", MoveAway, to("E1", "PUB", "P0")), in may_leave => "TARGET_NO_RESTRICT",
        "dan cannot move \"E1\" to PUB because its restrictions could not be kept in PUB, where dan has no Restrict, and they are never dropped silently. You can change that: `tildr perms grant PUB dan restrict`.",
        "You cannot move \"E1\" to PUB because its restrictions could not be kept in PUB, where you have no Restrict, and they are never dropped silently. cat can change that: `tildr perms grant PUB dan restrict`.";
    t40_exporting_a_page_takes_view: ask("bob", ExportPage, "E0") => "allow",
        "bob can export \"E0\" because the group staff, which bob is in, has View in ENG.",
        "You can export \"E0\" because the group staff, which you are in, has View in ENG.";
    t41_exporting_a_space_takes_export: of("bob", ExportSpace, Target::Space(space("ENG"))) => "NO_SPACE_KEY",
        "bob cannot export ENG because bob has no Export in ENG. You can change that: `tildr perms grant ENG bob export`.",
        "You cannot export ENG because you have no Export in ENG. cat can change that: `tildr perms grant ENG bob export`.";
    t42_archived_spaces_stay_readable: ask("ann", View, "B0"), in archived => "allow",
        "ann can view \"B0\" because the group staff, which ann is in, has View in ~bob.",
        "You can view \"B0\" because the group staff, which you are in, has View in ~bob.";
    t43_archived_spaces_are_read_only: ask("bob", Edit, "B0"), in archived => "SPACE_ARCHIVED",
        "You cannot edit \"B0\" because ~bob is archived since 2026-11-18 and read-only. You can change that: `tildr space unarchive '~bob'`.",
        "You cannot edit \"B0\" because ~bob is archived since 2026-11-18 and read-only. You can change that: `tildr space unarchive '~bob'`.";
    t43_the_owner_unarchives: of("bob", Unarchive, Target::Space(space("~bob"))), in archived => "allow",
        "You can unarchive ~bob because you own ~bob and have View and Admin there.",
        "You can unarchive ~bob because you own ~bob and have View and Admin there.";
    t44_a_trashed_space_is_shut: ask("bob", View, "B0"), in trashed => "SPACE_TRASHED",
        "You cannot view \"B0\" because ~bob is in the trash since 2026-11-18. You can change that: `tildr space restore '~bob'`.",
        "You cannot view \"B0\" because ~bob is in the trash since 2026-11-18. You can change that: `tildr space restore '~bob'`.";
    t44_the_owner_restores: of("bob", RestoreSpace, Target::Space(space("~bob"))), in trashed => "allow",
        "You can restore ~bob because you own ~bob and have View and Admin there.",
        "You can restore ~bob because you own ~bob and have View and Admin there.";
    t45_grants_follow_the_id_of_a_group: ask("dan", View, "E0"), in renamed => "allow",
        "dan can view \"E0\" because the group everybody, which dan is in through dev, has View in ENG.",
        "You can view \"E0\" because the group everybody, which you are in through dev, has View in ENG.";
    t46_deleting_a_group_opens_nothing: ask("cat", View, "E3"), in without_hr => "ANCESTOR_READ",
        "You cannot view restricted page #E3 because restricted page #E2 above it admits only ann; the group hr, on its list too, no longer exists. ann can change that: `tildr restrict set E2 --add-read cat`.",
        "You cannot view restricted page #E3 because restricted page #E2 above it admits only ann; the group hr, on its list too, no longer exists. ann can change that: `tildr restrict set E2 --add-read cat`.";
    t47_the_owners_row_stays: of("ann", ChangePermissions, granting("~ann", &[])) => "OWNER_LOCK",
        "You cannot change the permissions of ~ann because the owner's row stays as it is; a space can be handed to a new owner. There is 1 more reason. You can change that: `tildr space transfer '~ann' NEW-OWNER`.",
        "You cannot change the permissions of ~ann because the owner's row stays as it is; a space can be handed to a new owner. There is 1 more reason. You can change that: `tildr space transfer '~ann' NEW-OWNER`.";
    t48_the_last_admin_stays: of("cat", ChangePermissions, granting("ENG", &[("staff", SpacePermission::ViewSpace)])) => "LAST_ADMIN",
        "You cannot change the permissions of ENG because ENG would have no administrator. You can change that: `tildr perms grant ENG SOMEBODY admin`.",
        "You cannot change the permissions of ENG because ENG would have no administrator. You can change that: `tildr perms grant ENG SOMEBODY admin`.";
    t49_guests_have_no_personal_space: of("gil", CreatePersonalSpace, Target::Site) => "NO_GLOBAL",
        "gil cannot create a personal space because guests cannot have personal spaces.",
        "You cannot create a personal space because guests cannot have personal spaces.";
    t50_personal_spaces_are_off: of("eve", CreatePersonalSpace, Target::Site), in switched_off => "POLICY",
        "eve cannot create a personal space because personal spaces are switched off on this site by you since 2026-11-01. You can change that: `tildr admin policy`.",
        "You cannot create a personal space because personal spaces are switched off on this site by gus since 2026-11-01. gus can change that: `tildr admin policy`.";
    t51_the_ceiling_holds: of("bob", ChangePermissions, public("~bob")), in ceiling_staff => "CEILING",
        "You cannot change the permissions of ~bob because personal spaces here can be shared at most with staff. gus can change that: `tildr admin policy`.",
        "You cannot change the permissions of ~bob because personal spaces here can be shared at most with staff. gus can change that: `tildr admin policy`.";
    t52_nobody_locks_themselves_out: of("bob", Restrict, listing("E1", "ann", false)) => "SELF_LOCKOUT",
        "bob cannot change the restrictions of \"E1\" because bob could no longer see or edit \"E1\"; who wants that confirms it. Try `tildr restrict set E1 --add-read bob --add-edit bob`.",
        "You cannot change the restrictions of \"E1\" because you could no longer see or edit \"E1\"; who wants that confirms it. Try `tildr restrict set E1 --add-read bob --add-edit bob`.";
    t52_unless_they_say_so: of("bob", Restrict, listing("E1", "ann", true)) => "allow",
        "bob can change the restrictions of \"E1\" because the group staff, which bob is in, has View, Add page and Restrict in ENG.",
        "You can change the restrictions of \"E1\" because the group staff, which you are in, has View, Add page and Restrict in ENG.";
    t53_a_personal_space_is_kept: ask("bob", Edit, "B0") => "allow",
        "You can edit \"B0\" because you own ~bob and have View and Add page there.",
        "You can edit \"B0\" because you own ~bob and have View and Add page there.";
    t54_hidden: ask("eve", View, "A0") => "NO_SPACE_VIEW",
        "eve cannot view \"A0\" because nobody but you has View in ~ann. You can change that: `tildr perms grant '~ann' eve view`.",
        "No such page, or it is not visible to you.";
    t54_absent: ask("eve", View, "A404") => "NOT_FOUND_OR_HIDDEN",
        "No such page, or it is not visible to you.",
        "No such page, or it is not visible to you.";
    t55_break_glass_changes_nothing: ask("gus", Edit, "A0"), session glass() => "NO_SPACE_VIEW",
        "gus cannot edit \"A0\" because site admins get no View in ~ann by default; recovering access is recorded and you are told. There is 1 more reason. Break-glass is for reading only. You can change that: `tildr perms grant '~ann' gus view`.",
        "You cannot edit restricted page #A0 because site admins get no View in ~ann by default; recovering access is recorded and ann is told. There is 1 more reason. Break-glass is for reading only. ann can change that: `tildr perms grant '~ann' gus view`.";
    t56_a_list_adds_no_rights: ask("eve", View, "P1"), in eve_listed => "NO_SPACE_VIEW",
        "eve cannot view restricted page #P1 because eve is listed on restricted page #P1 but has no View in PUB, so the listing has no effect. You can change that: `tildr perms grant PUB eve view`.",
        "No such page, or it is not visible to you.";
}

fn glass() -> Session {
    Session { break_glass_until: Some("2026-11-21T14:45:00Z".parse().expect("a moment")), ..noon() }
}

fn open(world: &mut World) {
    world.site.anonymous_access = true;
}

/// dan may take pages out of ENG and add them to PUB, where nobody but cat restricts; E1 is restricted to staff.
fn may_leave(world: &mut World) {
    let grant = |id: &str, subject, permission| (SpaceId::from(id), Grant { subject, permission });
    let staff = || subject("staff");
    for (id, grant) in [
        grant("ENG", staff(), SpacePermission::RemovePage),
        grant("PUB", staff(), SpacePermission::EditSpace),
    ] {
        world.spaces.get_mut(&id).expect("in the fixture").grants.push(grant);
    }
    world.pages.get_mut(page("E1")).expect("in the fixture").lists.read = Some(members("group:staff"));
}

fn bobs(world: &mut World, status: SpaceStatus) {
    let space = world.spaces.get_mut(space("~bob")).expect("in the fixture");
    space.status = status;
    space.status_since = Some("2026-11-18T09:00:00Z".parse().expect("a moment"));
}

fn archived(world: &mut World) {
    bobs(world, SpaceStatus::Archived);
}

fn trashed(world: &mut World) {
    bobs(world, SpaceStatus::Trashed);
}

fn renamed(world: &mut World) {
    world.groups.get_mut(&"staff".into()).expect("in the fixture").name = "everybody".to_owned();
}

fn without_hr(world: &mut World) {
    world.groups.remove(&GroupId::from("hr"));
}

fn switched_off(world: &mut World) {
    let since = "2026-11-01T08:00:00Z".parse().ok();
    world.site.personal = PersonalMode::Off { by: Some("gus".into()), since };
}

fn ceiling_staff(world: &mut World) {
    world.site.ceiling = Ceiling::Groups(set("staff"));
}

fn eve_listed(world: &mut World) {
    world.pages.get_mut(page("P1")).expect("in the fixture").lists.read = Some(members("eve"));
}

fn granting(id: &str, rows: &[(&str, SpacePermission)]) -> Target<'static> {
    let grants =
        rows.iter().map(|(name, permission)| Grant { subject: subject(name), permission: *permission });
    Target::Grants { space: space(id), grants: lasting(grants.collect::<Vec<_>>()) }
}

/// The grants of the fixture and View for anybody.
fn public(id: &str) -> Target<'static> {
    let mut grants = world().spaces[space(id)].grants.clone();
    grants.extend(rows("anonymous", &SpacePermission::READ));
    Target::Grants { space: space(id), grants: lasting(grants) }
}

fn listing(id: &str, read: &str, confirmed: bool) -> Target<'static> {
    let lists = lasting(Restrictions { read: Some(members(read)), update: None });
    Target::Lists { page: page(id), lists, confirmed }
}
