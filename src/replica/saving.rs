//! Saves that were asked for: durable before anything is worked out, so that a power cut in between cannot take
//! back what the person did. The text is the draft's; what is queued of it, and whether it may be, is found out behind.
//!
//! Whoever opens the profile next finishes what was begun, under the same operation: it is committed once.

use super::{Form, Replica, ReplicaError, Result, alias, draft};
use crate::domain::{OpId, PageId};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

/// A save that was asked for and neither finished nor given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BegunSave {
    /// The operation it is to be.
    pub op: OpId,
    /// The page.
    pub page: PageId,
    /// What was typed.
    pub form: Form,
    /// Whether the draft is still the text that was meant.
    pub is_same_text: bool,
}

impl Replica {
    /// Notes that the draft of a page is to be saved: durable when it returns, and every step of typing with it.
    /// Refused where there is no draft.
    pub fn begin_save(&self, page: &PageId, form: Form, op: &OpId) -> Result<()> {
        let (drafts, journal) = form.tables();
        self.make_durable(|tx| {
            let page = alias::resolve(tx, page)?;
            let noted = tx
                .prepare_cached(&format!(
                    "INSERT INTO main.saving (op, page, form, updated, step)
                     SELECT ?1, ?2, ?3, d.updated, (SELECT coalesce(max(seq), 0) FROM {journal} WHERE page = ?2)
                     FROM {drafts} d WHERE d.page = ?2"
                ))?
                .execute(params![op.to_string(), page.as_str(), number(form)])?;
            match noted {
                0 => Err(ReplicaError::Refused("there is no draft of this page".to_owned())),
                _ => Ok(()),
            }
        })
    }

    /// Gives a save up that was asked for: what is in the text cannot be saved, or not without a question.
    pub fn give_up_save(&self, op: &OpId) -> Result<()> {
        self.jot_down(|tx| end(tx, op))
    }

    /// Returns the saves that were asked for and neither finished nor given up.
    pub fn begun_saves(&self) -> Result<Vec<BegunSave>> {
        self.read(|db| {
            let mut found = Vec::new();
            for form in Form::ALL {
                let mut statement = db.prepare_cached(&format!(
                    "SELECT op, page, {} FROM main.saving s WHERE form = ?1 ORDER BY op",
                    same_text(form)
                ))?;
                let rows = statement.query_map([number(form)], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?))
                })?;
                for row in rows {
                    let (op, page, is_same_text) = row?;
                    let Ok(op) = Uuid::parse_str(&op) else { continue };
                    found.push(BegunSave { op: OpId(op), page: PageId::new(page), form, is_same_text });
                }
            }
            Ok(found)
        })
    }
}

/// Whether an operation was committed already.
pub(super) fn is_finished(db: &Connection, op: &OpId) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM main.history WHERE op = ?1")?.exists([op.to_string()])?)
}

/// A save that was asked for is committed: its draft has done its work, where it is still the text that was meant.
pub(super) fn fulfil(db: &Connection, op: &OpId) -> Result<()> {
    for form in Form::ALL {
        let sql =
            format!("SELECT page FROM main.saving s WHERE op = ?1 AND form = ?2 AND {}", same_text(form));
        let page: Option<String> = db
            .prepare_cached(&sql)?
            .query_row(params![op.to_string(), number(form)], |row| row.get(0))
            .optional()?;
        if let Some(page) = page {
            draft::end(db, &PageId::new(page), form)?;
        }
    }
    end(db, op)
}

/// The condition that the draft is still the text that was to be saved (`s`).
fn same_text(form: Form) -> String {
    let (drafts, journal) = form.tables();
    format!(
        "EXISTS (SELECT 1 FROM {drafts} d WHERE d.page = s.page AND d.updated = s.updated)
         AND step = (SELECT coalesce(max(seq), 0) FROM {journal} j WHERE j.page = s.page)"
    )
}

/// Forgets that a save was asked for.
pub(super) fn end(db: &Connection, op: &OpId) -> Result<()> {
    db.prepare_cached("DELETE FROM main.saving WHERE op = ?1")?.execute([op.to_string()])?;
    Ok(())
}

fn number(form: Form) -> i64 {
    i64::from(form == Form::Storage)
}
