//! The truth table (SEMANTICS 2.10): who may do what in the fixture, and why.

use super::super::world::*;
use super::super::{Decision, Operation::*, Question, Session, Target, decide};
use super::fixture::*;
use crate::domain::*;

fn decided(change: fn(&mut World), question: Question<'_>, session: &Session) -> Decision {
    let mut world = world();
    change(&mut world);
    decide(&world, &question, session)
}

/// `name: [world changed by] who operation target => code or allow`.
macro_rules! truth {
    ($($name:ident: $question:expr $(, in $change:expr)? $(, session $session:expr)? => $code:literal;)*) => {$(
        #[test]
        fn $name() {
            #[allow(unused_mut, unused_assignments)]
            let mut change: fn(&mut World) = |_| ();
            $(change = $change;)?
            #[allow(unused_mut, unused_assignments)]
            let mut session = noon();
            $(session = $session;)?
            let decision = decided(change, $question, &session);
            assert_eq!(decision.code().unwrap_or("allow"), $code);
        }
    )*};
}

truth! {
    t01_the_owner_views_her_page: ask("ann", View, "A0") => "allow";
    t02_a_private_space_is_nobody_elses: ask("bob", View, "A0") => "NO_SPACE_VIEW";
    t03_a_site_admin_sees_no_private_space: ask("gus", View, "A0") => "NO_SPACE_VIEW";
    t04_break_glass_reads: ask("gus", View, "A0"), session glass() => "ELEVATED";
    t05_a_deactivated_account_does_nothing: ask("fay", View, "B0") => "DEACTIVATED";
    t06_without_can_use_there_is_no_site: ask("una", View, "B0") => "NO_SITE_ACCESS";
    t07_a_list_adds_no_rights_in_a_private_space: ask("bob", View, "A1") => "NO_SPACE_VIEW";
    t08_a_group_on_the_list_above: ask("cat", View, "E3") => "allow";
    t09_a_page_above_is_restricted: ask("bob", View, "E3") => "ANCESTOR_READ";
    t10_every_level_must_allow: ask("bob", View, "E4") => "ANCESTOR_READ";
    t11_the_page_itself_is_restricted: ask("ann", View, "E4") => "OWN_READ";
    t12_nested_groups_count: ask("dan", View, "E0") => "allow";
    t13_anonymous_is_inert_while_the_site_says_no: ask("anon", View, "P0") => "ANON_OFF";
    t14_anonymous_reads_when_site_and_space_say_so: ask("anon", View, "P0"), in open => "allow";
    t15_open_to_anybody_is_open_to_the_signed_in: ask("eve", View, "P0"), in open => "allow";
    t16_keys_without_view_do_not_count: ask("eve", View, "E0") => "KEYS_WITHOUT_VIEW";
    t17_editing_is_restricted: ask("bob", Edit, "E5") => "OWN_UPDATE";
    t18_edit_lists_are_not_inherited: ask("bob", Edit, "E6") => "allow";
    t19_edit_lists_do_not_stop_comments: ask("bob", Comment, "E5") => "allow";
    t20_edit_lists_stop_files: ask("bob", Attach, "E5") => "OWN_UPDATE";
    t21_an_editor_must_be_a_reader: ask("ann", Edit, "E7") => "OWN_READ";
    t22_a_reader_is_no_editor: ask("bob", Edit, "E7") => "OWN_UPDATE";
    t23_a_space_admin_reads_no_restricted_page: ask("cat", View, "E7") => "OWN_READ";
    t24_a_space_admin_lifts_restrictions: ask("cat", Lift, "E7") => "allow";
    t25_admin_is_not_delete: ask("cat", Trash, "E8") => "NOT_CREATOR";
    t26_a_creator_deletes_own_content: ask("dan", Trash, "E8") => "allow";
    t27_delete_own_is_not_delete: ask("bob", Trash, "E8") => "NOT_CREATOR";
    t28_an_editor_with_restrict_restricts: ask("bob", Restrict, "E1") => "allow";
    t29_who_cannot_edit_cannot_restrict: ask("bob", Restrict, "E5") => "OWN_UPDATE";
    t30_admin_counts_as_restrict: ask("cat", Restrict, "P1") => "allow";
    t30_editing_is_not_restricting: ask("bob", Restrict, "P1") => "NO_SPACE_KEY";
    t31_guests_never_restrict: ask("gil", Restrict, "E1") => "GUEST_CAP";
    t32_guests_are_not_staff: ask("gil", View, "B0") => "NO_SPACE_VIEW";
    t33_nobody_is_left: ask("bob", View, "E9") => "NOBODY_LEFT";
    t33_nobody_is_left_not_even_for_the_space_admin: ask("cat", View, "E9") => "NOBODY_LEFT";
    t34_below_a_private_page: ask("dan", View, "BP1") => "ANCESTOR_READ";
    t35_comment_by_group: ask("dan", Comment, "BPub") => "allow";
    t36_commenting_is_not_adding: ask("dan", CreatePage, "B0") => "NO_SPACE_KEY";
    t37_leaving_a_space_takes_delete: of("bob", MoveAway, to("E1", "~bob", "B0")) => "SOURCE_NO_DELETE";
    t38_moving_within_ones_own_space: of("bob", Move, to("BPriv", "~bob", "BPub")) => "allow";
    t39_restrictions_are_never_dropped_silently: of("dan", MoveAway, to("E1", "PUB", "P0")), in may_leave => "TARGET_NO_RESTRICT";
    t40_exporting_a_page_takes_view: ask("bob", ExportPage, "E0") => "allow";
    t41_exporting_a_space_takes_export: of("bob", ExportSpace, Target::Space(space("ENG"))) => "NO_SPACE_KEY";
    t42_archived_spaces_stay_readable: ask("ann", View, "B0"), in archived => "allow";
    t43_archived_spaces_are_read_only: ask("bob", Edit, "B0"), in archived => "SPACE_ARCHIVED";
    t43_the_owner_unarchives: of("bob", Unarchive, Target::Space(space("~bob"))), in archived => "allow";
    t44_a_trashed_space_is_shut: ask("bob", View, "B0"), in trashed => "SPACE_TRASHED";
    t44_the_owner_restores: of("bob", RestoreSpace, Target::Space(space("~bob"))), in trashed => "allow";
    t45_grants_follow_the_id_of_a_group: ask("dan", View, "E0"), in renamed => "allow";
    t46_deleting_a_group_opens_nothing: ask("cat", View, "E3"), in without_hr => "ANCESTOR_READ";
    t47_the_owners_row_stays: of("ann", ChangePermissions, granting("~ann", &[])) => "OWNER_LOCK";
    t48_the_last_admin_stays: of("cat", ChangePermissions, granting("ENG", &[("staff", SpacePermission::ViewSpace)])) => "LAST_ADMIN";
    t49_guests_have_no_personal_space: of("gil", CreatePersonalSpace, Target::Site) => "NO_GLOBAL";
    t50_personal_spaces_are_off: of("eve", CreatePersonalSpace, Target::Site), in switched_off => "POLICY";
    t51_the_ceiling_holds: of("bob", ChangePermissions, public("~bob")), in ceiling_staff => "CEILING";
    t52_nobody_locks_themselves_out: of("bob", Restrict, listing("E1", "ann", false)) => "SELF_LOCKOUT";
    t52_unless_they_say_so: of("bob", Restrict, listing("E1", "ann", true)) => "allow";
    t53_a_personal_space_is_kept: ask("bob", Edit, "B0") => "allow";
    t54_hidden: ask("eve", View, "A0") => "NO_SPACE_VIEW";
    t54_absent: ask("eve", View, "A404") => "NOT_FOUND_OR_HIDDEN";
    t55_break_glass_changes_nothing: ask("gus", Edit, "A0"), session glass() => "NO_SPACE_VIEW";
    t56_a_list_adds_no_rights: ask("eve", View, "P1"), in eve_listed => "NO_SPACE_VIEW";
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
