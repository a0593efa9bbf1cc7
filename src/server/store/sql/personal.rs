//! Personal spaces: what stands in the way, making one in one go, taking it back.

use super::super::command::SpaceName;
use super::super::{Outcome, Principal, Result, StoreError, Write};
use super::connection::Connection;
use super::feed;
use super::spaces::{self, NewSpace};
use super::value::params;
use super::{directory, globals, names, rows};
use crate::domain::*;
use crate::wire::extension::personal::{ModeBody, PlanBody, PreflightBody};

/// Gathers the facts the guided flow starts from.
pub(super) fn preflight(tx: &Connection, who: &Principal) -> Result<PreflightBody> {
    let me = rows::user(tx, who.id.as_str())?
        .ok_or_else(|| StoreError::Forbidden("the account is gone".to_owned()))?;
    let existing = own(tx, who)?;
    let key = SpaceKey::personal(&me.name);
    let ids: Vec<String> = match directory::may_look(tx, who)? {
        true => tx.all("SELECT id FROM account ORDER BY login_folded", params![], |row| row.get(0))?,
        false => vec![who.id.to_string()],
    };
    let people: Vec<User> =
        ids.iter().filter_map(|id| rows::user(tx, id).transpose()).collect::<Result<_>>()?;
    Ok(PreflightBody {
        mode: mode(tx)?,
        permitted: globals::holds(tx, who.id.as_str(), GlobalPermission::PersonalSpace)?,
        key_taken_by: key_holder(tx, who, &key)?,
        inconsistent: existing.iter().any(|space| home_is_lost(tx, space).unwrap_or(true)),
        existing: existing.into_iter().map(Into::into).collect(),
        site_admins: tx.only(
            "SELECT count(*) FROM licensed l JOIN account a ON a.id = l.account WHERE EXISTS \
                (SELECT 1 FROM global_holder h WHERE h.account = a.id AND h.permission = 'SITE_ADMIN')",
            params![],
            |row| row.get(0),
        )?,
        anonymous_allowed: globals::is_open(tx)?,
        default_grants: Vec::new(),
        people,
        key,
        me,
    })
}

/// Makes space, grants, pages and watch.
pub(super) fn create(tx: &Connection, write: &Write, plan: &PlanBody) -> Result<Outcome> {
    let who = &write.who;
    if let ModeBody::Off { .. } = mode(tx)? {
        return Err(StoreError::Forbidden("personal spaces are switched off on this site".to_owned()));
    }
    globals::require(tx, who, GlobalPermission::PersonalSpace, "make a personal space")?;
    for space in own(tx, who)? {
        make_way(tx, write, &space, plan.start_fresh)?;
    }
    let mut grants = spaces::all_for(&who.id);
    grants.extend(plan.grants.iter().filter(|grant| grant.subject != Subject::User(who.id.clone())).cloned());
    let kind = SpaceKind::Personal;
    let new = NewSpace { key: &plan.key, name: &plan.name, description: "", kind, grants };
    let space = spaces::insert(tx, write, &new)?;
    let mut home = None;
    for page in &plan.pages {
        let id = spaces::insert_page(tx, write, space, home, &page.title, &page.storage)?;
        home.get_or_insert(id);
        if page.private {
            restrict_to_owner(tx, &who.id, id)?;
        }
    }
    let home = match home {
        Some(home) => home,
        None => spaces::insert_page(tx, write, space, None, &plan.name, "")?,
    };
    tx.run("UPDATE space SET home = ?2 WHERE id = ?1", params![space, home])?;
    if plan.watch {
        tx.run(
            "INSERT INTO watch (account, kind, target) VALUES (?1, 'space', ?2) ON CONFLICT DO NOTHING",
            params![who.id.as_str(), space],
        )?;
        feed::watches_changed(tx, who.id.as_str())?;
    }
    spaces::answer(tx, who, space)
}

/// Removes a personal space nobody has used since it was made; trashes it otherwise.
pub(super) fn undo(tx: &Connection, write: &Write, id: &SpaceId) -> Result<Outcome> {
    let number = names::space_number(id)?;
    let space = rows::space(tx, &write.who, number)?.space;
    if space.owner.as_ref() != Some(&write.who.id) {
        return Err(StoreError::Forbidden("only the owner can take it back".to_owned()));
    }
    let touched: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM content c JOIN space s ON s.id = c.space WHERE c.space = ?1 \
         AND (c.version > 1 OR c.created <> s.created))",
        params![number],
        |row| row.get(0),
    )?;
    if touched {
        spaces::set_status(tx, write, &SpaceName::Id(space.id), Some(SpaceStatus::Trashed))?;
        return Ok(Outcome::Undone { removed: false });
    }
    spaces::purge(tx, number)?;
    Ok(Outcome::Undone { removed: true })
}

/// Returns the number of the caller's active personal space, with its status when it is another one.
pub(super) fn writable(tx: &Connection, who: &Principal) -> Result<i64> {
    let found: Option<(i64, String)> = tx.one(
        "SELECT id, status FROM space WHERE owner = ?1 AND kind = 'personal' \
             ORDER BY status = 'active' DESC, status = 'archived' DESC LIMIT 1",
        params![who.id.as_str()],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    match found {
        Some((id, status)) if status == "active" => Ok(id),
        Some((_, status)) if status == "archived" => Err(StoreError::Forbidden(
            "your personal space is archived and can only be read: unarchive it first".to_owned(),
        )),
        _ => Err(StoreError::NoPersonalSpace),
    }
}

/// The caller's own personal spaces in any state, newest first.
fn own(tx: &Connection, who: &Principal) -> Result<Vec<Space>> {
    let sql = format!(
        "SELECT {} FROM space s WHERE s.owner = ?1 AND s.kind = 'personal' ORDER BY s.created DESC, s.id",
        rows::SPACE_COLUMNS
    );
    tx.all(&sql, params![who.id.as_str()], |row| Ok(rows::space_of(tx, row)?.space))
}

/// An active one refuses; one that was put away keeps its content under another key, when asked to.
fn make_way(tx: &Connection, write: &Write, space: &Space, start_fresh: bool) -> Result<()> {
    let refused = |text: String| Err(StoreError::Exists(text));
    match space.status {
        SpaceStatus::Active => return refused(format!("you have a personal space already: `{}`", space.key)),
        SpaceStatus::Archived if !start_fresh => {
            return refused(format!("your personal space `{}` is archived: unarchive it", space.key));
        }
        SpaceStatus::Trashed if !start_fresh => {
            return refused(format!(
                "your personal space `{}` is in the trash: restore it or start fresh",
                space.key
            ));
        }
        SpaceStatus::Archived | SpaceStatus::Trashed => {}
    }
    let me = rows::user(tx, write.who.id.as_str())?;
    let wanted = me.map(|me| SpaceKey::personal(&me.name));
    if wanted.as_ref() != Some(&space.key) {
        return Ok(()); // It made way before.
    }
    let word = if space.status == SpaceStatus::Trashed { "trash" } else { "old" };
    let number = names::space_number(&space.id)?;
    for suffix in 1.. {
        let key = SpaceKey::new(format!("{}.{word}-{suffix}", space.key));
        let changed = tx.run(
            "UPDATE space SET key = ?2, key_folded = ?3 WHERE id = ?1 \
             AND NOT EXISTS (SELECT 1 FROM space other WHERE other.key_folded = ?3)",
            params![number, key.as_str(), key.folded()],
        )?;
        if changed > 0 {
            break;
        }
    }
    feed::space_changed(tx, number)
}

fn restrict_to_owner(tx: &Connection, owner: &UserId, page: i64) -> Result<()> {
    tx.run("UPDATE content SET read_restricted = 1, update_restricted = 1 WHERE id = ?1", params![page])?;
    for operation in ["read", "update"] {
        tx.run(
            "INSERT INTO restriction (content, operation, kind, subject) VALUES (?1, ?2, 'user', ?3)",
            params![page, operation, owner.as_str()],
        )?;
    }
    Ok(())
}

fn key_holder(tx: &Connection, who: &Principal, key: &SpaceKey) -> Result<Option<String>> {
    tx.one(
        "SELECT coalesce(a.full_name, s.name) FROM space s LEFT JOIN account a ON a.id = s.owner \
             WHERE s.key_folded = ?1 AND (s.owner IS NULL OR s.owner <> ?2)",
        params![key.folded(), who.id.as_str()],
        |row| row.get(0),
    )
}

/// An active space whose home page is gone was damaged from outside.
fn home_is_lost(tx: &Connection, space: &Space) -> Result<bool> {
    let Some(home) = &space.home else { return Ok(space.status == SpaceStatus::Active) };
    let there: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM content WHERE id = ?1)",
        params![names::page_number(home)?],
        |row| row.get(0),
    )?;
    Ok(!there)
}

/// Returns the mode of the policy for personal spaces.
pub(super) fn mode(tx: &Connection) -> Result<ModeBody> {
    let kept = meta(tx, "personal_mode")?;
    Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(ModeBody::OnRequest))
}

fn meta(tx: &Connection, name: &str) -> Result<Option<String>> {
    tx.one("SELECT value FROM meta WHERE name = ?1", params![name], |row| row.get(0))
}
