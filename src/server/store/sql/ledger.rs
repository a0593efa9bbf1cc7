//! What a wiki asks of its file and how many steps each statement takes, for tests: what is counted is the same on
//! every machine and every day. The program itself keeps no ledger.

#[cfg(not(test))]
pub(super) use off::note;
#[cfg(test)]
pub(in crate::server) use on::Ledger;
#[cfg(test)]
pub(super) use on::note;

#[cfg(not(test))]
mod off {
    /// Keeps nothing.
    pub(in super::super) fn note(_: &rusqlite::Connection, _: &str, _: &rusqlite::Statement<'_>) {}
}

#[cfg(test)]
mod on {
    use rusqlite::StatementStatus;
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};
    use std::sync::{Mutex, MutexGuard, PoisonError};

    /// The ledgers that are open, by file: statements run on threads that know no test.
    static OPEN: Mutex<BTreeMap<PathBuf, Vec<(String, i32)>>> = Mutex::new(BTreeMap::new());

    fn open() -> MutexGuard<'static, BTreeMap<PathBuf, Vec<(String, i32)>>> {
        OPEN.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes down a statement that has just run to its end.
    pub(in super::super) fn note(
        connection: &rusqlite::Connection,
        sql: &str,
        statement: &rusqlite::Statement<'_>,
    ) {
        let steps = statement.reset_status(StatementStatus::VmStep);
        let mut open = open();
        if let Some(page) = connection.path().and_then(|path| open.get_mut(Path::new(path))) {
            page.push((sql.to_owned(), steps));
        }
    }

    /// Everything that is asked of a file while this is kept.
    pub(in crate::server) struct Ledger(PathBuf);

    impl Ledger {
        /// Begins.
        pub(in crate::server) fn of(file: &Path) -> Self {
            open().insert(file.to_owned(), Vec::new());
            Self(file.to_owned())
        }

        /// Returns the statements since the last time, each with its steps.
        pub(in crate::server) fn take(&self) -> Vec<(String, i32)> {
            open().get_mut(&self.0).map(std::mem::take).unwrap_or_default()
        }
    }

    impl Drop for Ledger {
        fn drop(&mut self) {
            open().remove(&self.0);
        }
    }
}
