//! Drafts: texts in work. The whole text at times, every step of typing in between.
//!
//! Steps are written at once and not fsynced, so a killed process loses nothing and a power cut at most
//! what came after the last [`Replica::sync_journal`].

use super::{
    Draft, Form, Kept, Line, Past, Replica, ReplicaError, Result, Typed, alias, checksum, row::time,
};
use crate::domain::{PageId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Steps a draft may have before they are folded into its text.
const STEP_LIMIT: i64 = 2_000;

/// How long texts are kept that are not in use any more.
const KEPT_DAYS: i64 = 90;
/// How many characters of a text put aside a list shows at most.
const BEGINNING: i64 = 400;

impl Form {
    /// Its tables: drafts, and their steps.
    pub(super) fn tables(self) -> (&'static str, &'static str) {
        match self {
            Self::Markdown => ("main.draft", "main.journal"),
            Self::Storage => ("main.storage_draft", "main.storage_journal"),
        }
    }

    /// What its texts are called when they are put aside.
    fn why(self) -> &'static str {
        match self {
            Self::Markdown => "draft",
            Self::Storage => "storage draft",
        }
    }
}

impl Replica {
    /// Keeps the whole text, durable when it returns.
    pub fn save_draft(&self, draft: &Draft) -> Result<()> {
        self.write_drafts(Line::Desk, |tx| {
            let page = alias::resolve(tx, &draft.page)?;
            put(tx, &page, draft)
        })
    }

    /// Journals steps of typing: written at once, not fsynced; call [`Replica::sync_journal`] within a second.
    pub fn journal(&self, page: &PageId, form: Form, typed: &[Typed], cursor: usize) -> Result<()> {
        let (drafts, journal) = form.tables();
        self.jot_down(|tx| {
            let page = alias::resolve(tx, page)?;
            let known = format!("SELECT 1 FROM {drafts} WHERE page = ?1");
            if !tx.prepare_cached(&known)?.exists([page.as_str()])? {
                return Err(ReplicaError::Refused(
                    "there is no draft of this page: save one first".to_owned(),
                ));
            }
            let mut insert = tx.prepare_cached(&format!(
                "INSERT INTO {journal} (page, at, removed, inserted, cursor, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            ))?;
            for step in typed {
                insert.execute(params![
                    page.as_str(),
                    step.at as i64,
                    step.removed as i64,
                    step.inserted,
                    cursor as i64,
                    step.state
                ])?;
            }
            Ok(())
        })
    }

    /// Makes every journalled step durable: a small durable write takes all earlier ones with it.
    pub fn sync_journal(&self) -> Result<()> {
        self.make_durable_and_tidy(|tx| {
            super::store::set_meta(tx, "main.meta", "synced", &uuid::Uuid::new_v4().to_string())?;
            for form in Form::ALL {
                fold_long(tx, form)?;
            }
            Ok(())
        })
    }

    /// Returns the draft of a page in a form, with its journal applied.
    pub fn draft(&self, page: &PageId, form: Form) -> Result<Option<Draft>> {
        self.read(|db| get(db, &alias::resolve(db, page)?, form))
    }

    /// Returns the draft of a page in a form and how it came about, so that it can be undone step by step.
    pub fn draft_with_past(&self, page: &PageId, form: Form) -> Result<Option<(Draft, Past)>> {
        self.read(|db| {
            let page = alias::resolve(db, page)?;
            let Some(whole) = saved_whole(db, &page, form)? else { return Ok(None) };
            let steps = steps(db, &page, form)?;
            let before = (!steps.is_empty()).then(|| whole.text.clone());
            let draft = replayed(whole, &steps);
            let steps = steps.into_iter().map(|(step, _)| step).collect();
            Ok(Some((draft, Past { form, before, steps })))
        })
    }

    /// Returns what there is to tell of the draft of a page: all but its texts, which may be long.
    pub fn draft_in_short(&self, page: &PageId, form: Form) -> Result<Option<Draft>> {
        self.read(|db| {
            let page = alias::resolve(db, page)?;
            let draft = db.prepare_cached(&in_short(form))?.query_row([page.as_str()], |row| read(row, form));
            Ok(draft.optional()?)
        })
    }

    /// Returns every draft of both forms, the newest first.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        self.read(|db| {
            let mut drafts = Vec::new();
            for form in Form::ALL {
                let (table, _) = form.tables();
                let mut statement =
                    db.prepare_cached(&format!("SELECT page FROM {table} ORDER BY number"))?;
                let pages: Vec<String> =
                    statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
                for page in pages {
                    drafts.extend(get(db, &PageId::new(page), form)?);
                }
            }
            drafts.sort_by_key(|draft| std::cmp::Reverse(draft.updated));
            Ok(drafts)
        })
    }

    /// Returns how many drafts there are; no text is read for that.
    pub fn draft_count(&self) -> Result<usize> {
        self.read(|db| {
            let mut count = 0;
            for form in Form::ALL {
                let (table, _) = form.tables();
                let mut statement = db.prepare_cached(&format!("SELECT count(*) FROM {table}"))?;
                count += statement.query_row([], |row| row.get::<_, i64>(0))? as usize;
            }
            Ok(count)
        })
    }

    /// Ends a draft; its last text stays among the kept texts for 90 days.
    pub fn end_draft(&self, page: &PageId, form: Form) -> Result<()> {
        self.write_drafts(Line::Desk, |tx| end(tx, &alias::resolve(tx, page)?, form))
    }

    /// Returns the texts put aside last, newest first, each with its beginning.
    pub fn kept(&self, limit: usize) -> Result<Vec<Kept>> {
        self.read(|db| {
            let sql = "SELECT number, page, why, substr(text, 1, ?2), at FROM main.kept
                       ORDER BY number DESC LIMIT ?1";
            let mut statement = db.prepare_cached(sql)?;
            let kept = statement.query_map([limit as i64, BEGINNING], |row| {
                Ok(Kept {
                    number: row.get(0)?,
                    page: PageId::new(row.get::<_, String>(1)?),
                    why: row.get(2)?,
                    text: row.get(3)?,
                    at: time(row.get(4)?),
                })
            })?;
            Ok(kept.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Returns the whole of a text put aside; `None` when it is not kept any more.
    pub fn kept_text(&self, number: i64) -> Result<Option<String>> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT text FROM main.kept WHERE number = ?1")?;
            Ok(statement.query_row([number], |row| row.get(0)).optional()?)
        })
    }
}

/// Ends a draft; its last text is put aside.
pub(super) fn end(db: &Connection, page: &PageId, form: Form) -> Result<()> {
    let (drafts, journal) = form.tables();
    if let Some(draft) = get(db, page, form)? {
        keep(db, page, form.why(), &draft.text, draft.updated)?;
    }
    for table in [drafts, journal] {
        db.prepare_cached(&format!("DELETE FROM {table} WHERE page = ?1"))?.execute([page.as_str()])?;
    }
    Ok(())
}

/// Puts a text aside for a while.
pub(super) fn keep(db: &Connection, page: &PageId, why: &str, text: &str, at: Timestamp) -> Result<()> {
    let at = at.as_microsecond();
    db.prepare_cached("INSERT INTO main.kept (page, why, text, at, sum) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![page.as_str(), why, text, at, checksum(text)])?;
    // Measured against the newest text, not a clock: a wrong clock must not empty the drawer.
    db.prepare_cached("DELETE FROM main.kept WHERE at < (SELECT max(at) FROM main.kept) - ?1")?
        .execute([KEPT_DAYS * 24 * 3_600 * 1_000_000])?;
    Ok(())
}

/// Folds the steps of drafts that have many into their texts.
fn fold_long(db: &Connection, form: Form) -> Result<()> {
    let (drafts, journal) = form.tables();
    let mut long = db.prepare_cached(&format!(
        "SELECT d.page FROM {drafts} d WHERE (SELECT count(*) FROM {journal} j WHERE j.page = d.page) > ?1"
    ))?;
    let pages: Vec<String> =
        long.query_map([STEP_LIMIT], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for page in pages {
        if let Some(draft) = get(db, &PageId::new(page), form)? {
            put(db, &draft.page, &draft)?;
        }
    }
    Ok(())
}

fn put(db: &Connection, page: &PageId, draft: &Draft) -> Result<()> {
    let (drafts, journal) = draft.form.tables();
    db.prepare_cached(&format!(
        "INSERT INTO {drafts} (page, base_version, base, text, cursor, updated, sum)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (page) DO UPDATE SET base_version = ?2, base = ?3, text = ?4, cursor = ?5, updated = ?6, sum = ?7"
    ))?
    .execute(params![
        page.as_str(),
        draft.base_version,
        draft.base,
        draft.text,
        draft.cursor as i64,
        draft.updated.as_microsecond(),
        checksum(&draft.text)
    ])?;
    db.prepare_cached(&format!("DELETE FROM {journal} WHERE page = ?1"))?.execute([page.as_str()])?;
    Ok(())
}

fn get(db: &Connection, page: &PageId, form: Form) -> Result<Option<Draft>> {
    let Some(whole) = saved_whole(db, page, form)? else { return Ok(None) };
    Ok(Some(replayed(whole, &steps(db, page, form)?)))
}

/// Returns a draft as it was saved whole last, without what was typed since.
fn saved_whole(db: &Connection, page: &PageId, form: Form) -> Result<Option<Draft>> {
    let (drafts, _) = form.tables();
    let sql = format!("SELECT page, base_version, base, text, cursor, updated FROM {drafts} WHERE page = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([page.as_str()], |row| read(row, form)).optional()?)
}

/// Does the steps of typing that came after.
fn replayed(mut draft: Draft, steps: &[(Typed, usize)]) -> Draft {
    for (step, cursor) in steps {
        if !replay(&mut draft.text, step) {
            break;
        }
        draft.cursor = *cursor;
    }
    // The first step in a long text made it twice as large as it has to be.
    draft.text.shrink_to_fit();
    draft.cursor = draft.text.floor_char_boundary(draft.cursor.min(draft.text.len()));
    draft
}

/// Returns the steps of typing of a draft, each with the cursor after it.
fn steps(db: &Connection, page: &PageId, form: Form) -> Result<Vec<(Typed, usize)>> {
    let (_, journal) = form.tables();
    let mut statement = db.prepare_cached(&format!(
        "SELECT at, removed, inserted, cursor, state FROM {journal} WHERE page = ?1 ORDER BY seq"
    ))?;
    let steps = statement.query_map([page.as_str()], |row| {
        let step = Typed {
            at: row.get::<_, i64>(0)? as usize,
            removed: row.get::<_, i64>(1)? as usize,
            inserted: row.get(2)?,
            state: row.get(4)?,
        };
        Ok((step, row.get::<_, i64>(3)? as usize))
    })?;
    Ok(steps.collect::<rusqlite::Result<_>>()?)
}

/// What asks for all of a draft but its texts: from an index that holds it, for in the table the date stands behind them.
fn in_short(form: Form) -> String {
    let (drafts, index) = match form {
        Form::Markdown => ("main.draft", "draft_in_short"),
        Form::Storage => ("main.storage_draft", "storage_draft_in_short"),
    };
    format!("SELECT page, base_version, '', '', 0, updated FROM {drafts} INDEXED BY {index} WHERE page = ?1")
}

fn read(row: &Row<'_>, form: Form) -> rusqlite::Result<Draft> {
    Ok(Draft {
        page: PageId::new(row.get::<_, String>(0)?),
        form,
        base_version: row.get(1)?,
        base: row.get(2)?,
        text: row.get(3)?,
        cursor: row.get::<_, i64>(4)? as usize,
        updated: time(row.get(5)?),
    })
}

/// Does one step; a step that does not fit (a damaged journal) ends the replay with what is good so far.
fn replay(text: &mut String, step: &Typed) -> bool {
    let Some(end) = step.at.checked_add(step.removed) else { return false };
    if end > text.len() || !text.is_char_boundary(step.at) || !text.is_char_boundary(end) {
        return false;
    }
    text.replace_range(step.at..end, &step.inserted);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replica::schema::DRAFTS;

    #[test]
    fn what_is_told_of_a_draft_is_not_read_from_behind_its_texts() {
        let mut db = Connection::open_in_memory().unwrap();
        DRAFTS.migrate(&mut db, std::path::Path::new("drafts.db")).unwrap();
        for form in Form::ALL {
            let plan = format!("EXPLAIN QUERY PLAN {}", in_short(form));
            let plan: String = db.query_row(&plan, ["2"], |row| row.get(3)).unwrap();
            assert!(plan.contains("USING COVERING INDEX"), "{plan}");
        }
    }
}
