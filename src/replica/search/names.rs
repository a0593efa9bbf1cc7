//! Names in a search: what `in:`, `by:` and `label:` mean, what they may go on with, and the spaces, people and
//! labels that are called as the words say.

use super::bits::Allowed;
use super::words::{fold, is_word};
use crate::domain::query::{Completion, Operator, Other};
use crate::domain::{Attachment, Label, SpaceId, SpaceKey, UserId};
use crate::replica::{Result, attachment, space};
use rusqlite::{Connection, OptionalExtension};

/// How many of a kind are offered.
const OFFERED: usize = 8;
/// How many of a kind are found beside the pages.
const BESIDE: usize = 3;
/// How many files are looked at before the best are chosen.
const FILES: usize = 50;
/// How many labels a `*` stands for.
const STARRED: usize = 500;

/// What `in:` names.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) spaces: Vec<String>,
    pub(super) pages: Vec<String>,
}

impl Places {
    pub(super) fn is_empty(&self) -> bool {
        self.spaces.is_empty() && self.pages.is_empty()
    }
}

/// Finds what `in:` names: a key, a name of a space, a title, and only then the beginning of a key or name.
pub(super) fn places(db: &Connection, typed: &str) -> Result<Places> {
    let typed = typed.trim();
    if typed == "~" {
        let own = match space::me(db)? {
            Some(me) => space::personal_space(db, &me.id)?,
            None => None,
        };
        return Ok(Places {
            spaces: own.into_iter().map(|own| own.id.as_str().to_owned()).collect(),
            ..Places::default()
        });
    }
    let ids = |sql: &str, bound: &str| -> Result<Vec<String>> {
        let mut statement = db.prepare_cached(sql)?;
        let ids = statement.query_map([bound], |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    };
    let by_key = ids("SELECT id FROM replica.space WHERE folded = ?1", &typed.to_lowercase())?;
    if !by_key.is_empty() {
        return Ok(Places { spaces: by_key, ..Places::default() });
    }
    let folded = fold(typed);
    let spaces = spaces(db)?;
    let fitting = |fits: &dyn Fn(&Named) -> bool| -> Vec<String> {
        spaces.iter().filter(|space| fits(space)).map(|space| space.id.clone()).collect()
    };
    let by_name = fitting(&|space| fold(&space.name) == folded);
    if !by_name.is_empty() {
        return Ok(Places { spaces: by_name, ..Places::default() });
    }
    let mut pages = ids("SELECT id FROM replica.page WHERE title = ?1 AND status = 0", typed)?;
    if pages.is_empty() {
        pages = ids("SELECT id FROM replica.page WHERE title = ?1 COLLATE NOCASE AND status = 0", typed)?;
    }
    if !pages.is_empty() {
        return Ok(Places { pages, ..Places::default() });
    }
    let spaces = fitting(&|space| space.key.starts_with(&folded) || fold(&space.name).starts_with(&folded));
    Ok(Places { spaces, ..Places::default() })
}

/// Finds whom `by:` names: `me`, a login or full name, else everybody one of whose names begins so.
pub(super) fn people(db: &Connection, typed: &str) -> Result<Vec<String>> {
    let typed = typed.trim().trim_start_matches(['@', '~']);
    if typed.eq_ignore_ascii_case("me") {
        return Ok(space::me(db)?.into_iter().map(|me| me.id.as_str().to_owned()).collect());
    }
    let folded = fold(typed);
    let people = users(db)?;
    let ids = |fits: &dyn Fn(&Named) -> bool| -> Vec<String> {
        people.iter().filter(|person| fits(person)).map(|person| person.id.clone()).collect()
    };
    let exact = ids(&|person| person.key == folded || fold(&person.name) == folded);
    Ok(if exact.is_empty() { ids(&|person| person.begins(&folded)) } else { exact })
}

/// Finds the labels that `label:` names: the very one, or all with a beginning when `*` ends it.
pub(super) fn labels(db: &Connection, typed: &str) -> Result<Vec<String>> {
    if let Some(beginning) = typed.strip_suffix('*') {
        return labels_from(db, &label(beginning), STARRED);
    }
    let name = label(typed);
    let known = db.prepare_cached("SELECT 1 FROM replica.label WHERE name = ?1 LIMIT 1")?.exists([&name])?;
    Ok(known.then_some(name).into_iter().collect())
}

/// Returns labels that may have been meant.
pub(super) fn labels_near(db: &Connection, typed: &str) -> Result<Vec<String>> {
    let name = label(typed.trim_end_matches('*'));
    let mut near = labels_from(db, &name, OFFERED)?;
    // A slip in the middle still has the right first letter.
    if let (true, Some(first)) = (near.is_empty(), name.chars().next()) {
        near = labels_from(db, &first.to_string(), OFFERED)?;
    }
    Ok(near)
}

/// Returns people who may have been meant.
pub(super) fn people_near(db: &Connection, typed: &str) -> Result<Vec<String>> {
    let first: String = fold(typed.trim_start_matches(['@', '~'])).chars().take(1).collect();
    let near = users(db)?.into_iter().filter(|person| person.begins(&first)).take(OFFERED - 1);
    Ok(std::iter::once("me".to_owned()).chain(near.map(|person| person.login)).collect())
}

/// Returns keys of spaces, for whoever named one that is not there.
pub(super) fn space_keys(db: &Connection) -> Result<Vec<String>> {
    let site = spaces(db)?.into_iter().filter(|space| !space.personal).take(OFFERED);
    keys(db, site.collect())
}

/// Returns what the operator at the end may go on with.
pub(super) fn completions(db: &Connection, operator: Operator, typed: &str) -> Result<Vec<Completion>> {
    let folded = fold(typed.trim_start_matches('@'));
    let mut found: Vec<Completion> =
        operator.values().into_iter().filter(|known| known.value.starts_with(&folded)).collect();
    let plain = |value: String| Completion { value, about: String::new() };
    match operator {
        Operator::Label => found.extend(labels_from(db, &label(typed), OFFERED)?.into_iter().map(plain)),
        Operator::In => {
            let mut spaces = spaces(db)?;
            spaces.retain(|space| space.key.starts_with(&folded) || space.begins(&folded));
            // What people keep in their own spaces is seldom what somebody else looks for.
            spaces.sort_by_key(|space| (space.personal, !space.key.starts_with(&folded)));
            spaces.truncate(OFFERED);
            let abouts: Vec<String> = spaces.iter().map(|space| space.name.clone()).collect();
            let keys = keys(db, spaces)?;
            found.extend(keys.into_iter().zip(abouts).map(|(value, about)| Completion { value, about }));
        }
        Operator::By => {
            let people = users(db)?.into_iter().filter(|person| person.begins(&folded)).take(OFFERED);
            found.extend(people.map(|person| Completion { value: person.login, about: person.name }));
        }
        _ => {}
    }
    found.truncate(OFFERED);
    // Whoever typed all of it needs no offer.
    Ok(if found.len() == 1 && found[0].value == typed { Vec::new() } else { found })
}

/// Returns spaces, people and labels that are called as the words say.
pub(super) fn others(db: &Connection, words: &str) -> Result<Vec<Other>> {
    // `@bob` and `#adr` are how people and labels are written.
    let folded: Vec<String> =
        words.split_whitespace().map(|word| fold(word.trim_start_matches(['@', '#', '~']))).collect();
    let letters: usize = folded.iter().map(|word| word.chars().count()).sum();
    if letters < 2 && words.is_ascii() {
        return Ok(Vec::new());
    }
    let fits = |named: &Named| folded.iter().all(|word| named.begins(word));
    let best = |mut named: Vec<Named>| {
        named.retain(fits);
        named.sort_by_key(|named| (folded.first() != Some(&named.key), named.name.chars().count()));
        named.truncate(BESIDE);
        named
    };
    let (person_sign, label_sign) = (words.starts_with(['@', '~']), words.starts_with('#'));
    let mut found = Vec::new();
    // A person stands for their own space.
    let mut site = Vec::new();
    if !person_sign && !label_sign {
        site = best(spaces(db)?.into_iter().filter(|space| !space.personal).collect());
    }
    let names: Vec<(String, String)> =
        site.iter().map(|space| (space.id.clone(), space.name.clone())).collect();
    for ((id, name), key) in names.into_iter().zip(keys(db, site)?) {
        found.push(Other::Space { id: SpaceId::new(id), key: SpaceKey::new(key), name });
    }
    if !label_sign {
        found.extend(best(users(db)?).into_iter().map(|person| Other::Person {
            id: UserId::new(person.id),
            name: person.login,
            full_name: person.name,
        }));
    }
    if !person_sign {
        let labels = labels_from(db, &label(words), BESIDE)?;
        found.extend(labels.into_iter().map(|label| Other::Label(Label::stored(label))));
    }
    Ok(found)
}

/// Returns files on the pages that are looked at whose names hold every word: those that begin so first.
pub(super) fn files(db: &Connection, words: &str, here: &Allowed) -> Result<Vec<Other>> {
    let is_sign = words.starts_with(['@', '~', '#']);
    if is_sign || words.chars().filter(|c| !c.is_whitespace()).count() < 2 && words.is_ascii() {
        return Ok(Vec::new());
    }
    let mut found = attachment::named(db, words, FILES, |rid| here.contains(rid))?;
    let first = words.split_whitespace().next().unwrap_or_default().to_lowercase();
    found.sort_by_key(|(file, _)| !file.name.to_lowercase().starts_with(&first));
    found.truncate(BESIDE);
    let file = |(file, title): (Attachment, String)| Other::File {
        id: file.id,
        name: file.name,
        size: file.size,
        page: file.page,
        title,
    };
    Ok(found.into_iter().map(file).collect())
}

/// A space or a person.
struct Named {
    id: String,
    /// Key or login, folded.
    key: String,
    /// The login as it is; empty for a space.
    login: String,
    name: String,
    personal: bool,
}

impl Named {
    /// Tells whether the key or a word of the name begins so.
    fn begins(&self, folded: &str) -> bool {
        let name = fold(&self.name);
        self.key.starts_with(folded)
            || self.key.trim_start_matches('~').starts_with(folded)
            || name.starts_with(folded)
            || name.split(|c: char| !is_word(c)).any(|word| word.starts_with(folded))
    }
}

fn spaces(db: &Connection) -> Result<Vec<Named>> {
    let mut statement = db.prepare_cached(
        "SELECT id, folded, name, kind = 1 AND owner IS NOT NULL FROM replica.space INDEXED BY space_names
         WHERE status = 0 ORDER BY name",
    )?;
    let spaces = statement.query_map([], |row| {
        Ok(Named {
            id: row.get(0)?,
            key: row.get(1)?,
            login: String::new(),
            name: row.get(2)?,
            personal: row.get(3)?,
        })
    })?;
    Ok(spaces.collect::<rusqlite::Result<_>>()?)
}

fn users(db: &Connection) -> Result<Vec<Named>> {
    let mut statement = db.prepare_cached(
        "SELECT id, name, full_name FROM replica.user INDEXED BY user_names ORDER BY full_name, name",
    )?;
    let users = statement.query_map([], |row| {
        let login: String = row.get(1)?;
        Ok(Named { id: row.get(0)?, key: fold(&login), login, name: row.get(2)?, personal: false })
    })?;
    Ok(users.collect::<rusqlite::Result<_>>()?)
}

/// Returns what a mention is called, by what stands in its braces: `ann`, `key:8a`, `id:557:x`.
pub(super) fn spelled(db: &Connection, spelling: &str) -> Result<Option<String>> {
    let id = spelling.strip_prefix("key:").or_else(|| spelling.strip_prefix("id:"));
    let sql = match id {
        Some(_) => "SELECT full_name FROM replica.user WHERE id = ?1 AND full_name <> ''",
        None => {
            "SELECT full_name FROM replica.user INDEXED BY user_names WHERE full_name <> '' AND name = ?1 LIMIT 1"
        }
    };
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_row([id.unwrap_or(spelling)], |row| row.get(0)).optional()?)
}

/// Returns the keys of spaces as they are written.
fn keys(db: &Connection, spaces: Vec<Named>) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT key FROM replica.space WHERE id = ?1")?;
    let mut keys = Vec::new();
    for space in spaces {
        keys.push(statement.query_row([&space.id], |row| row.get::<_, String>(0)).unwrap_or(space.key));
    }
    Ok(keys)
}

/// A label as it is stored, as far as it is typed.
fn label(typed: &str) -> String {
    typed.trim().trim_start_matches('#').to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

/// Returns labels that begin so, by name: one step in the index for each, however many pages carry it.
fn labels_from(db: &Connection, beginning: &str, most: usize) -> Result<Vec<String>> {
    let mut next = db.prepare_cached(
        "SELECT name FROM replica.label WHERE name >= ?1 AND (name > ?1 OR ?2) ORDER BY name LIMIT 1",
    )?;
    let mut found: Vec<String> = Vec::new();
    while found.len() < most {
        let after = found.last().map_or(beginning, String::as_str);
        let label: Option<String> = next
            .query_map(rusqlite::params![after, found.is_empty()], |row| row.get(0))?
            .next()
            .transpose()?;
        match label.filter(|label| label.starts_with(beginning)) {
            Some(label) => found.push(label),
            None => break,
        }
    }
    Ok(found)
}
