//! Migrations: numbered SQL files, each applied in one transaction, never changed afterwards.
//!
//! Leaves out downgrades: an older program refuses a newer file.

use super::{ReplicaError, Result};
use rusqlite::Connection;
use std::path::Path;

/// One of the two files and how its schema grew.
pub(super) struct Schema {
    /// The file's name in the profile directory.
    pub file: &'static str,
    /// One script per version, the first makes version 1.
    pub scripts: &'static [&'static str],
}

/// What the person did.
pub(super) const DRAFTS: Schema = Schema {
    file: "drafts.db",
    scripts: &[
        include_str!("../../assets/migrations/drafts/0001.sql"),
        include_str!("../../assets/migrations/drafts/0002.sql"),
        include_str!("../../assets/migrations/drafts/0003.sql"),
        include_str!("../../assets/migrations/drafts/0004.sql"),
        include_str!("../../assets/migrations/drafts/0005.sql"),
        include_str!("../../assets/migrations/drafts/0006.sql"),
        include_str!("../../assets/migrations/drafts/0007.sql"),
        include_str!("../../assets/migrations/drafts/0008.sql"),
    ],
};

/// What the wiki said.
pub(super) const REPLICA: Schema = Schema {
    file: "replica.db",
    scripts: &[
        include_str!("../../assets/migrations/replica/0001.sql"),
        include_str!("../../assets/migrations/replica/0002.sql"),
        include_str!("../../assets/migrations/replica/0003.sql"),
        include_str!("../../assets/migrations/replica/0004.sql"),
        include_str!("../../assets/migrations/replica/0005.sql"),
        include_str!("../../assets/migrations/replica/0006.sql"),
        include_str!("../../assets/migrations/replica/0007.sql"),
        include_str!("../../assets/migrations/replica/0008.sql"),
    ],
};

impl Schema {
    /// Returns the newest version this program knows.
    pub(super) fn known(&self) -> u32 {
        self.scripts.len() as u32
    }

    /// Brings the file behind `connection`, whose main database it is, up to date.
    pub(super) fn migrate(&self, connection: &mut Connection, path: &Path) -> Result<()> {
        let found = version(connection)?;
        self.refuse_newer(found, path)?;
        if found == self.known() {
            return Ok(());
        }
        // Two programs may start at once: the second one waits here and finds the work done.
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for number in version(&transaction)?..self.known() {
            transaction.execute_batch(self.scripts[number as usize])?;
        }
        transaction.pragma_update(None, "user_version", self.known())?;
        transaction.commit()?;
        Ok(())
    }

    /// Refuses a file of a newer program before anything is read from it.
    pub(super) fn refuse_newer(&self, found: u32, path: &Path) -> Result<()> {
        if found <= self.known() {
            return Ok(());
        }
        Err(ReplicaError::Newer { path: path.display().to_string(), found, known: self.known() })
    }
}

fn version(connection: &Connection) -> Result<u32> {
    Ok(connection.query_row("PRAGMA main.user_version", [], |row| row.get(0))?)
}
