//! Why the store did not do it, by what the caller is told; the wording of common cases is kept here.

use std::fmt::Display;

/// A refusal or a failure.
#[derive(Debug, thiserror::Error)]
pub(in crate::server) enum StoreError {
    /// Gone, never there, or not visible: the same answer for all three.
    #[error("{0}")]
    NotFound(String),
    /// The update was made from an older version.
    #[error("stale: version {0} is the newest")]
    Stale(u32),
    /// The grants were changed by somebody else; these are there now.
    #[error("somebody else has changed the permissions of the space in the meantime")]
    Regranted(Vec<crate::domain::Grant>),
    /// Something of that name or state is in the way.
    #[error("{0}")]
    Exists(String),
    /// Visible, but not allowed.
    #[error("{0}")]
    Forbidden(String),
    /// Not taken as it is.
    #[error("{0}")]
    Invalid(String),
    /// Over a limit.
    #[error("{0}")]
    TooLarge(String),
    /// A jot without a personal space to go to.
    #[error("you have no personal space yet: add one with `tildr space add-personal`")]
    NoPersonalSpace,
    /// An idempotency key that named another request before.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The disk is full; nothing was written.
    #[error("the disk of the wiki is full: nothing was saved")]
    DiskFull,
    /// The database cannot be written.
    #[error("the wiki cannot be written: {0}")]
    ReadOnly(String),
    /// The database is damaged.
    #[error("the wiki's database is damaged: {0}")]
    Corrupt(String),
    /// The database cannot be reached, or takes no writes at the moment; whether a write was done is not known.
    #[error("the wiki's database is away: {0}: try again")]
    Away(String),
    /// The place of files cannot be reached, or does not let us in; its log line says which.
    #[error("the place of the wiki's files is away: try again")]
    FilesAway,
    /// Another process holds the database for too long.
    #[error("the wiki is busy: try again")]
    Busy,
    /// A read went on for longer than one may.
    #[error("the answer takes longer than this wiki works on one: ask for less")]
    TakesLong,
    /// Anything else.
    #[error("the wiki's database failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// No such page, in the vendor's words: clients look for them.
    pub(in crate::server) fn no_content(id: impl Display) -> Self {
        Self::NotFound(format!("No content found with id: ContentId{{id={id}}}"))
    }

    /// No such space.
    pub(in crate::server) fn no_space(key: impl Display) -> Self {
        Self::NotFound(format!("No space found with key: {key}"))
    }

    /// Tells whether it is certain that nothing was written: it was looked at and not taken.
    pub(in crate::server) fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::NotFound(_)
                | Self::Stale(_)
                | Self::Exists(_)
                | Self::Forbidden(_)
                | Self::Invalid(_)
                | Self::TooLarge(_)
                | Self::KeyReused
        )
    }

    /// The same failure for somebody else who waited for it.
    pub(in crate::server) fn again(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::ReadOnly(cause) => Self::ReadOnly(cause.clone()),
            Self::Corrupt(cause) => Self::Corrupt(cause.clone()),
            Self::Away(cause) => Self::Away(cause.clone()),
            Self::Busy => Self::Busy,
            Self::TakesLong => Self::TakesLong,
            Self::Failed(cause) => Self::Failed(cause.clone()),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly(error.to_string())
            }
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly(error.to_string())
            }
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Corrupt(error.to_string()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::OperationInterrupted) => Self::TakesLong,
            _ => Self::Failed(error.to_string()),
        }
    }
}
