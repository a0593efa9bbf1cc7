//! Searches that were given a name.

use super::{Replica, Result, checksum};
use crate::domain::query::SavedSearch;
use rusqlite::params;

impl Replica {
    /// Keeps a search under its name; one of the same name is replaced.
    pub fn save_search(&self, search: &SavedSearch) -> Result<()> {
        let scope = serde_json::to_string(&search.scope).unwrap_or_default();
        self.jot_down(|tx| {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO saved_search (name, text, scope, sum) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![search.name, search.text, scope, checksum(&search.text)])?;
            Ok(())
        })
    }

    /// Returns the searches that have a name, by name.
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached("SELECT name, text, scope FROM main.saved_search ORDER BY name")?;
            let searches = statement.query_map([], |row| {
                let scope: String = row.get(2)?;
                let scope = serde_json::from_str(&scope).unwrap_or(crate::domain::Scope::All);
                Ok(SavedSearch { name: row.get(0)?, text: row.get(1)?, scope })
            })?;
            Ok(searches.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Forgets a search; tells whether there was one.
    pub fn forget_search(&self, name: &str) -> Result<bool> {
        self.jot_down(|tx| Ok(tx.execute("DELETE FROM saved_search WHERE name = ?1", [name])? > 0))
    }
}
