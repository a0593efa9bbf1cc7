//! What can go wrong with the local store, by what the caller does about it.

use rusqlite::ErrorCode;
use std::path::Path;

/// Everything that can go wrong with the local store, by what the caller does about it.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The directory or a file cannot be written: read-only, wrong owner, no directory.
    #[error("cannot write the local store in `{path}`: {cause}")]
    NotWritable {
        /// The path.
        path: String,
        /// What the system said.
        cause: String,
    },
    /// The disk is full. What was in memory stays there; try again.
    #[error("the disk is full: nothing was saved")]
    DiskFull,
    /// A file is not a database or is damaged.
    #[error("`{path}` is damaged: {cause}")]
    Corrupt {
        /// The path.
        path: String,
        /// What was found.
        cause: String,
    },
    /// Written by a newer tildr.
    #[error("`{path}` was written by a newer tildr (schema {found}, this one knows {known})")]
    Newer {
        /// The path.
        path: String,
        /// The schema of the file.
        found: u32,
        /// The newest schema of this program.
        known: u32,
    },
    /// The change does not fit the local tree; a sentence.
    #[error("{0}")]
    Refused(String),
    /// Anything else SQLite says.
    #[error("local store: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// The outcome of everything here.
pub type Result<T> = std::result::Result<T, ReplicaError>;

impl ReplicaError {
    /// Gives what SQLite said the name a caller acts on, knowing which path it is about.
    pub(super) fn named(self, path: &Path) -> Self {
        let Self::Sqlite(error) = &self else { return self };
        let Some(code) = error.sqlite_error_code() else { return self };
        let (shown, cause) = (path.display().to_string(), error.to_string());
        match code {
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::SystemIoFailure if is_full(path) => Self::DiskFull,
            ErrorCode::SystemIoFailure
            | ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied => Self::NotWritable { path: shown, cause },
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt { path: shown, cause },
            _ => self,
        }
    }

    /// Makes an error of what the system said about a path.
    pub(super) fn system(path: &Path, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            return Self::DiskFull;
        }
        Self::NotWritable { path: path.display().to_string(), cause: error.to_string() }
    }
}

/// SQLite reports a full disk as a plain write error on some paths, so the disk itself is asked.
#[cfg(unix)]
fn is_full(path: &Path) -> bool {
    let holder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    rustix::fs::statvfs(holder).is_ok_and(|space| space.f_bavail.saturating_mul(space.f_frsize) < 64 * 1024)
}

#[cfg(not(unix))]
fn is_full(_path: &Path) -> bool {
    false
}
