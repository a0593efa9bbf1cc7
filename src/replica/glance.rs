//! One look at the own space, for a process that lives for milliseconds: nothing is made, migrated, brought
//! in step or written.

use super::{Result, schema, space, store};
use crate::domain::{Space, User};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::path::Path;

/// What a note needs to know to say who will see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    /// The account.
    pub me: User,
    /// Its personal space, when there is one.
    pub space: Option<Space>,
    /// Everybody with an account.
    pub people: Vec<User>,
}

/// Looks into the replica in `dir`; `None` when it has never been filled.
pub fn glance(dir: &Path) -> Result<Option<Glance>> {
    let path = dir.join(schema::REPLICA.file);
    if !path.exists() {
        return Ok(None);
    }
    let look = || -> Result<Option<Glance>> {
        let db = Connection::open_in_memory()?;
        // Whoever leaves last would copy the log into the file: that is for those who have time.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        db.busy_timeout(std::time::Duration::from_secs(1))?;
        store::attach(&db, dir)?;
        db.pragma_update(None, "query_only", true)?;
        let found: u32 = db.query_row("PRAGMA replica.user_version", [], |row| row.get(0))?;
        schema::REPLICA.refuse_newer(found, &path)?;
        if found == 0 {
            return Ok(None);
        }
        let Some(me) = space::me(&db)? else { return Ok(None) };
        let space = space::personal_space(&db, &me.id)?;
        Ok(Some(Glance { space, people: space::people(&db)?, me }))
    };
    look().map_err(|error| error.named(&path))
}
