//! Spaces: making, describing, listing, and their life from active to purged.

use super::super::command::SpaceName;
use super::super::{Outcome, Principal, Result, SpaceFilter, SpaceRow, StoreError, Write};
use super::connection::Connection;
use super::feed;
use super::loss::{self, Reach};
use super::pages::{self, NewRow};
use super::tree::{self, Among};
use super::value::{Given, params};
use super::{access, globals, marks, names, rows, sight, trash, words};
use crate::domain::*;

/// A space ready for its tables.
pub(super) struct NewSpace<'a> {
    pub(super) key: &'a SpaceKey,
    pub(super) name: &'a str,
    pub(super) description: &'a str,
    pub(super) kind: SpaceKind,
    pub(super) grants: Vec<Grant>,
}

/// Makes a site space with an empty home page; its creator holds every permission, whatever others are granted.
pub(super) fn create(
    tx: &Connection,
    write: &Write,
    (key, name, description): (&SpaceKey, &str, &str),
    others: Vec<Grant>,
) -> Result<Outcome> {
    globals::require(tx, &write.who, GlobalPermission::CreateSpace, "make spaces")?;
    let mut grants = all_for(&write.who.id);
    grants.extend(others);
    let new = NewSpace { key, name, description, kind: SpaceKind::Site, grants };
    let space = insert(tx, write, &new)?;
    let home = insert_page(tx, write, space, None, name, "")?;
    tx.run("UPDATE space SET home = ?2 WHERE id = ?1", params![space, home])?;
    answer(tx, &write.who, space)
}

/// Every permission for one account, as an owner holds them.
pub(super) fn all_for(owner: &UserId) -> Vec<Grant> {
    SpacePermission::ALL
        .into_iter()
        .map(|permission| Grant { subject: Subject::User(owner.clone()), permission })
        .collect()
}

/// Writes a space and its grants, after checking that the key is free.
pub(super) fn insert(tx: &Connection, write: &Write, new: &NewSpace<'_>) -> Result<i64> {
    let taken: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM space WHERE key_folded = ?1)",
        params![new.key.folded()],
        |row| row.get(0),
    )?;
    if taken {
        return Err(StoreError::Exists(format!("a space with the key `{}` exists already", new.key)));
    }
    let id = names::fresh_space_id();
    let (kind, owner) = match new.kind {
        SpaceKind::Site => ("site", None),
        SpaceKind::Personal => ("personal", Some(write.who.id.as_str())),
    };
    tx.run(
        "INSERT INTO space (id, key, key_folded, name, description, kind, status, owner, creator, created) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'active', ?7, ?8, ?9)",
        params![
            id,
            new.key.as_str(),
            new.key.folded(),
            new.name,
            new.description,
            kind,
            owner,
            write.who.id.as_str(),
            write.now.as_microsecond()
        ],
    )?;
    words::add_name(tx, id, new.name)?;
    for grant in &new.grants {
        insert_grant(tx, id, grant)?;
    }
    // Before its pages, so that no page reaches anybody ahead of its space.
    feed::space_changed(tx, id)?;
    Ok(id)
}

/// Writes a grant of a space; one that is there already stays.
pub(super) fn insert_grant(tx: &Connection, space: i64, grant: &Grant) -> Result<()> {
    let (kind, subject) = names::subject_words(&grant.subject);
    tx.run(
        "INSERT INTO space_grant (space, kind, subject, permission) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT DO NOTHING",
        params![space, kind, subject, names::permission_word(grant.permission)],
    )?;
    Ok(())
}

/// Writes a page of a space as the last child, without asking whether the caller may.
pub(super) fn insert_page(
    tx: &Connection,
    write: &Write,
    space: i64,
    parent: Option<i64>,
    title: &str,
    storage: &str,
) -> Result<i64> {
    let position = tree::position(tx, space, parent, Among::Last, None)?;
    let row = NewRow {
        space,
        parent,
        position,
        kind: PageKind::Page,
        title,
        storage,
        labels: &[],
        message: "",
        when: write.now,
    };
    let id = pages::insert(tx, &write.who.id, &row)?;
    feed::page_changed(tx, id)?;
    Ok(id)
}

/// Changes what a space says about itself.
pub(super) fn update(
    tx: &Connection,
    write: &Write,
    key: &SpaceKey,
    name: Option<&str>,
    description: Option<&str>,
    home: Option<&PageId>,
) -> Result<Outcome> {
    let id = rows::space_by_key(tx, &write.who, key)?;
    access::check_space(tx, &write.who, id, SpacePermission::SetSpacePermissions)?;
    if let Some(name) = name {
        tx.run("UPDATE space SET name = ?2 WHERE id = ?1", params![id, name])?;
        words::set_name(tx, id, name)?;
    }
    if let Some(description) = description {
        tx.run("UPDATE space SET description = ?2 WHERE id = ?1", params![id, description])?;
    }
    if let Some(home) = home {
        let home = tree::parent_in(tx, &write.who, home, id)?;
        tx.run("UPDATE space SET home = ?2 WHERE id = ?1", params![id, home])?;
    }
    feed::space_changed(tx, id)?;
    answer(tx, &write.who, id)
}

/// Archives, restores, trashes or purges a space.
pub(super) fn set_status(
    tx: &Connection,
    write: &Write,
    name: &SpaceName,
    status: Option<SpaceStatus>,
) -> Result<Outcome> {
    let id = rows::space_named(tx, &write.who, name)?;
    let space = rows::space(tx, &write.who, id)?.space;
    let allowed = access::holds(tx, &write.who, id, SpacePermission::SetSpacePermissions)?
        || space.owner.as_ref() == Some(&write.who.id);
    if !allowed {
        return Err(StoreError::Forbidden("only an administrator of the space can do this".to_owned()));
    }
    let Some(status) = status else {
        if space.status != SpaceStatus::Trashed {
            return Err(StoreError::Invalid("only a space in the trash can be removed for good".to_owned()));
        }
        purge(tx, id)?;
        return Ok(Outcome::Done);
    };
    if status == space.status {
        return Ok(Outcome::Done);
    }
    if status == SpaceStatus::Active && space.kind == SpaceKind::Personal {
        check_no_other_active(tx, id, space.owner.as_ref())?;
    }
    loss::around(tx, &Reach::Space(space.id), || {
        tx.run(
            "UPDATE space SET status = ?2, status_since = ?3 WHERE id = ?1",
            params![
                id,
                names::space_status_word(status),
                (status != SpaceStatus::Active).then(|| write.now.as_microsecond())
            ],
        )?;
        feed::space_changed(tx, id)
    })?;
    if space.status == SpaceStatus::Trashed {
        // Whoever pulled while it was in the trash has none of its pages.
        for page in pages_of(tx, id)? {
            feed::page_shown(tx, page)?;
        }
    }
    Ok(Outcome::Done)
}

/// Removes a space with everything in it.
pub(super) fn purge(tx: &Connection, id: i64) -> Result<()> {
    loss::around(tx, &Reach::Space(names::space_id(id)), || {
        tx.run("UPDATE content SET parent = NULL WHERE space = ?1", params![id])?;
        for page in pages_of(tx, id)? {
            trash::remove(tx, page)?;
        }
        for table in ["space_grant", "journal_day", "import_key"] {
            tx.run(&format!("DELETE FROM {table} WHERE space = ?1"), params![id])?;
        }
        marks::forget_all(tx, "space", id)?;
        tx.run("DELETE FROM watch WHERE kind = 'space' AND target = ?1", params![id])?;
        tx.run("DELETE FROM space WHERE id = ?1", params![id])?;
        words::forget(tx, id)?;
        feed::forget_space(tx, id)
    })
}

/// Answers with a space as it is now.
pub(super) fn answer(tx: &Connection, who: &Principal, id: i64) -> Result<Outcome> {
    Ok(Outcome::Space(Box::new(rows::space(tx, who, id)?.space)))
}

/// Returns the visible spaces a filter asks for, by key.
pub(super) fn list(tx: &Connection, who: &Principal, filter: &SpaceFilter) -> Result<Vec<SpaceRow>> {
    let mut wheres = Vec::new();
    let mut values: Vec<Given> = vec![who.id.as_str().into()];
    if let Some(id) = &filter.id {
        values.push(names::space_number(id)?.into());
        wheres.push(sight::one_space("id", "?2", who));
    } else if let [key] = &filter.keys[..] {
        values.push(key.folded().into());
        wheres.push(sight::one_space("key_folded", "?2", who));
    } else if filter.ids.is_empty() {
        wheres.push(sight::spaces("s", who));
    } else {
        wheres.push(sight::space("s", who));
    }
    if filter.keys.len() > 1 {
        let mut places = Vec::new();
        for key in &filter.keys {
            values.push(key.folded().into());
            places.push(format!("?{}", values.len()));
        }
        wheres.push(format!("s.key_folded IN ({})", places.join(", ")));
    }
    if !filter.ids.is_empty() {
        // What is no number is no space of ours.
        let ids: Vec<i64> = filter.ids.iter().filter_map(|id| names::space_number(id).ok()).collect();
        values.push(Given::numbers(&ids));
        wheres.push(format!("s.id IN ({})", tx.numbers_at(&format!("?{}", values.len()))));
    }
    if let Some(label) = &filter.label {
        values.push(label.as_str().into());
        wheres.push(format!("s.id IN (SELECT l.space FROM space_label l WHERE l.name = ?{})", values.len()));
    }
    if let Some(kind) = filter.kind {
        wheres.push(format!("s.kind = '{}'", if kind == SpaceKind::Personal { "personal" } else { "site" }));
    }
    wheres.push(match filter.status {
        Some(status) => format!("s.status = '{}'", names::space_status_word(status)),
        None => "s.status <> 'trashed'".to_owned(),
    });
    let sql = format!(
        "SELECT {} FROM space s WHERE {} ORDER BY s.key_folded LIMIT ?{} OFFSET ?{}",
        rows::SPACE_COLUMNS,
        wheres.join(" AND "),
        values.len() + 1,
        values.len() + 2
    );
    values.extend([Given::Int(filter.limit as i64), Given::Int(filter.start as i64)]);
    tx.all(&sql, &Given::params(&values), |row| rows::space_of(tx, row))
}

/// Returns every page of a space, in any state.
pub(super) fn pages_of(tx: &Connection, space: i64) -> Result<Vec<i64>> {
    tx.all("SELECT id FROM content WHERE space = ?1 ORDER BY id", params![space], |row| row.get(0))
}

fn check_no_other_active(tx: &Connection, id: i64, owner: Option<&UserId>) -> Result<()> {
    let Some(owner) = owner else { return Ok(()) };
    let other: bool = tx.only(
        "SELECT EXISTS (SELECT 1 FROM space WHERE owner = ?1 AND id <> ?2 AND kind = 'personal' \
         AND status = 'active')",
        params![owner.as_str(), id],
        |row| row.get(0),
    )?;
    if other {
        return Err(StoreError::Exists("the owner has another personal space by now".to_owned()));
    }
    Ok(())
}
