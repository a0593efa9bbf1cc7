//! One connection to either database, blocking. Statements are written once: values are `?1`, `?2`, …
//!
//! Both understand what is used here: whole numbers and text, `ON CONFLICT`, `RETURNING`, `WITH RECURSIVE`,
//! `string_agg`. What only one of them has does not belong into a statement.

use super::super::{Result, StoreError};
use super::postgres::Session;
use super::value::{Param, Row};
use std::time::{Duration, Instant};

/// How many steps SQLite takes between two looks at the clock: some microseconds.
const STEPS: i32 = 1_000;

/// A connection, in a transaction or between two.
pub(super) enum Connection {
    /// To a file.
    Sqlite(rusqlite::Connection),
    /// To a server.
    Postgres(Session),
}

impl Connection {
    /// Reads at most one row.
    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                let found = rows.next()?.map(|row| read(&Row::Sqlite(row))).transpose();
                drop(rows);
                super::ledger::note(connection, sql, &statement);
                found
            }
            Self::Postgres(session) => {
                session.query(sql, params)?.first().map(|row| read(&Row::Postgres(row))).transpose()
            }
        }
    }

    /// Reads the one row there must be.
    pub(super) fn only<T>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<T> {
        self.one(sql, params, read)?
            .ok_or_else(|| StoreError::Failed("a row that others speak of is missing".to_owned()))
    }

    /// Reads every row, in order.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                let mut found = Vec::new();
                while let Some(row) = rows.next()? {
                    found.push(read(&Row::Sqlite(row))?);
                }
                drop(rows);
                super::ledger::note(connection, sql, &statement);
                Ok(found)
            }
            Self::Postgres(session) => {
                session.query(sql, params)?.iter().map(|row| read(&Row::Postgres(row))).collect()
            }
        }
    }

    /// Changes rows and says how many.
    pub(super) fn run(&self, sql: &str, params: &[Param<'_>]) -> Result<usize> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                let changed = statement.execute(rusqlite::params_from_iter(params));
                super::ledger::note(connection, sql, &statement);
                Ok(changed?)
            }
            Self::Postgres(session) => session.execute(sql, params),
        }
    }

    /// Runs statements without values.
    pub(super) fn batch(&self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(connection) => Ok(connection.execute_batch(sql)?),
            Self::Postgres(session) => session.batch(sql),
        }
    }

    /// Returns the numbers of the JSON list at `place` as a statement: one text for every length keeps one plan.
    pub(super) fn numbers_at(&self, place: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("SELECT j.value FROM json_each({place}) j"),
            Self::Postgres(_) => format!(
                "SELECT CAST(j.value AS BIGINT) FROM json_array_elements_text(CAST({place} AS json)) j(value)"
            ),
        }
    }

    /// Tells whether there is a table of this name.
    pub(super) fn has_table(&self, name: &str) -> Result<bool> {
        let sql = match self {
            Self::Sqlite(_) => "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = ?1)",
            Self::Postgres(_) => "SELECT to_regclass(?1) IS NOT NULL",
        };
        self.only(sql, super::value::params![name], |row| row.get(0))
    }

    /// Reads in one snapshot; what takes longer than `patience` ends as [`StoreError::TakesLong`].
    pub(super) fn read<T>(
        &mut self,
        patience: Duration,
        query: impl FnOnce(&Self) -> Result<T>,
    ) -> Result<T> {
        self.batch(&match self {
            Self::Sqlite(_) => "BEGIN".to_owned(),
            Self::Postgres(_) => format!(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {}",
                patience.as_millis().max(1)
            ),
        })?;
        self.interrupt_at(Instant::now().checked_add(patience))?;
        let answer = query(self);
        self.interrupt_at(None)?;
        let ended = self.batch("COMMIT");
        answer.and_then(|answer| ended.map(|()| answer))
    }

    /// Writes in one transaction, one after the other over all programs; what fails leaves no trace.
    pub(super) fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&Self) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        self.begin()?;
        let commit = match self {
            Self::Sqlite(_) => "COMMIT",
            Self::Postgres(_) => super::postgres::COMMIT_AND_TELL,
        };
        let done = work(self).and_then(|done| Ok(self.batch(commit).map(|()| done)?));
        if done.is_err() {
            // A transaction that is over already has nothing to take back.
            let _ = self.batch("ROLLBACK");
        }
        done
    }

    /// Runs a part of a transaction that may fail alone, unless it ends the transaction ([`Self::is_writing`]).
    pub(super) fn savepoint<T>(&self, work: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.batch("SAVEPOINT part")?;
        let done = work(self);
        if !self.is_writing() {
            return done;
        }
        self.batch(match done {
            Ok(_) => "RELEASE part",
            Err(_) => "ROLLBACK TO part; RELEASE part",
        })?;
        done
    }

    /// Tells whether the transaction still stands. SQLite takes all of it back by itself when the disk is full or fails:
    /// what would be written then would be written alone.
    pub(super) fn is_writing(&self) -> bool {
        match self {
            Self::Sqlite(connection) => !connection.is_autocommit(),
            Self::Postgres(session) => session.is_open(),
        }
    }

    /// Tells whether it is of use to the next caller.
    pub(super) fn is_open(&self) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(session) => session.is_open(),
        }
    }

    /// Ends what a file's connection does at a moment; a server has its own clock.
    fn interrupt_at(&mut self, deadline: Option<Instant>) -> Result<()> {
        if let Self::Sqlite(connection) = self {
            let is_over = deadline.map(|deadline| move || Instant::now() >= deadline);
            connection.progress_handler(STEPS, is_over)?;
        }
        Ok(())
    }

    fn begin(&self) -> Result<()> {
        match self {
            Self::Sqlite(_) => self.batch("BEGIN IMMEDIATE"),
            // One writer at a time over all nodes: what a command has checked still holds when it writes, and the
            // feed is in the order of the commits.
            Self::Postgres(_) => self.batch(super::postgres::BEGIN_WRITING),
        }
    }
}
