//! The tables of `docs/permissions.md` are the ones in the code.

use super::super::{ELEVATED, GateId, Keys, RULES, Reason, Rule, Traits};
use crate::domain::*;
use std::collections::BTreeSet;

const DOCUMENT: &str = include_str!("../../../docs/permissions.md");

#[track_caller]
fn documented(rows: &[String]) {
    let table = rows.join("\n");
    assert!(DOCUMENT.contains(&table), "docs/permissions.md should have\n\n{table}\n");
}

#[test]
fn the_gates() {
    let rows = GateId::ALL.iter().enumerate().map(|(at, gate)| format!("| G{} {} |", at + 1, gate.label()));
    for row in rows {
        assert!(DOCUMENT.contains(&row), "docs/permissions.md should have a row {row}");
    }
}

#[test]
fn the_operations() {
    let rows: Vec<_> = RULES.iter().map(row).collect();
    documented(&rows);
}

fn row(rule: &Rule) -> String {
    let names = |keys: Keys| keys.iter().map(SpacePermission::name).collect::<Vec<_>>().join(" or ");
    let mut needs: Vec<_> = rule.needs.into_iter().filter(|keys| !keys.is_empty()).map(names).collect();
    needs.extend(rule.global.map(|permission| format!("\"{}\" on the site", permission.name())));
    let mut needs = if needs.is_empty() { "View".to_owned() } else { needs.join(", and ") };
    if rule.own_will_do {
        needs.push_str("; Delete own for what one made");
    }
    let update = if rule.update { "yes" } else { "" };
    let archived = match rule.traits {
        Traits::Plain => "",
        Traits::FromTrash => "from the trash",
        Traits::Reads => "archived too; break-glass too",
        Traits::InArchive => "archived too",
    };
    format!("| `{}` | {needs} | {update} | {archived} |", rule.word)
}

#[test]
fn the_codes() {
    let codes: BTreeSet<_> = every_reason().iter().map(Reason::code).chain([ELEVATED]).collect();
    for code in &codes {
        assert!(DOCUMENT.contains(&format!("`{code}`")), "docs/permissions.md should name {code}");
    }
    // NOT_CREATOR stands for two reasons: a thing somebody else made, and a comment somebody else wrote.
    assert_eq!(codes.len(), every_reason().len());
}

/// One of each.
fn every_reason() -> Vec<Reason> {
    let (space, page, key) = (|| SpaceId::from("s"), || PageId::from("p"), SpacePermission::EditSpace);
    vec![
        Reason::NotSignedIn,
        Reason::Deactivated,
        Reason::NoSiteAccess,
        Reason::AnonymousOff,
        Reason::NotFound,
        Reason::SpaceTrashed(space()),
        Reason::SpaceArchived(space()),
        Reason::PageTrashed(page()),
        Reason::Draft(page()),
        Reason::NoSpaceView(space()),
        Reason::KeysWithoutView(space(), vec![key]),
        Reason::NoSpaceKey(space(), key),
        Reason::GuestCap(key),
        Reason::AncestorRead(page()),
        Reason::OwnRead(page()),
        Reason::NobodyLeft(page()),
        Reason::OwnUpdate(page()),
        Reason::NotCreator(space(), key),
        Reason::NotAuthor,
        Reason::SourceNoDelete(space()),
        Reason::TargetNoAdd(space()),
        Reason::TargetNoRestrict(space()),
        Reason::NoGlobal(GlobalPermission::Use),
        Reason::Policy,
        Reason::AlreadyExists(space()),
        Reason::Ceiling(space()),
        Reason::OwnerLock(space()),
        Reason::LastAdmin(space()),
        Reason::SelfLockout(page()),
    ]
}
