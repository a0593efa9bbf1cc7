//! How any error looks to a person: what happened, why, and what to type or press next.
//!
//! Every error type below the interface becomes a [`Report`] here and nowhere else, so that wording and
//! exit codes are in one place.

use crate::config::{ConfigError, LoginError, PathsError};
use crate::domain::SafeText;
use crate::domain::text::TitleError;
use crate::remote::{AddressError, RemoteError};
use crate::replica::ReplicaError;
use crate::server::{HostError, ServerError};
use crate::sync::SyncError;
use std::fmt;

/// An error ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Decides the exit code.
    pub kind: Kind,
    /// What happened and why: one sentence, lower case, no full stop.
    pub cause: String,
    /// What to do next, each a sentence or a command.
    pub hints: Vec<String>,
}

/// Kinds by exit code: what a script can tell apart, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Refused or usage: 1.
    Refused,
    /// Needs confirmation: 2.
    NeedsConfirmation,
    /// The local store cannot be written: 3.
    NotWritable,
    /// Not delivered in time: 4.
    NotDelivered,
    /// Refused by a policy: 5.
    Policy,
}

impl Kind {
    /// Returns the exit code of the program.
    pub fn code(self) -> u8 {
        match self {
            Self::Refused => 1,
            Self::NeedsConfirmation => 2,
            Self::NotWritable => 3,
            Self::NotDelivered => 4,
            Self::Policy => 5,
        }
    }
}

impl Report {
    /// A refusal.
    pub fn refused(cause: impl Into<String>) -> Self {
        Self::new(Kind::Refused, cause)
    }

    /// A report of any kind.
    pub fn new(kind: Kind, cause: impl Into<String>) -> Self {
        Self { kind, cause: cause.into(), hints: Vec::new() }
    }

    /// An answer that is a no, printed already: only the exit code is left to say.
    pub fn said() -> Self {
        Self::refused("")
    }

    /// Tells whether there is nothing left to print.
    pub fn is_said(&self) -> bool {
        self.cause.is_empty()
    }

    /// Adds what to do next.
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// The lines a person reads, safe for a terminal.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", SafeText::block(&self.cause))?;
        self.hints.iter().try_for_each(|hint| write!(f, "\n  next: {}", SafeText::line(hint)))
    }
}

const ELSEWHERE: &str = "set TILDR_HOME to a folder that you may write";

impl From<ReplicaError> for Report {
    fn from(error: ReplicaError) -> Self {
        let cause = error.to_string();
        match error {
            ReplicaError::NotWritable { .. } => Self::new(Kind::NotWritable, cause)
                .hinted("look at its owner and mode with `tildr doctor`")
                .hinted(ELSEWHERE),
            ReplicaError::DiskFull => {
                Self::new(Kind::NotWritable, cause).hinted("free some space, then do it again")
            }
            ReplicaError::Corrupt { .. } => Self::new(Kind::NotWritable, cause)
                .hinted("`tildr doctor --repair` keeps the damaged file aside and saves what can be read"),
            ReplicaError::Newer { .. } => Self::new(Kind::NotWritable, cause)
                .hinted("install the newer tildr again")
                .hinted("or work in another profile: `tildr --profile NAME`"),
            ReplicaError::Refused(_) => Self::refused(cause),
            ReplicaError::Sqlite(error) => {
                Self::new(sqlite_kind(&error), cause).hinted("`tildr doctor` looks closer")
            }
        }
    }
}

fn sqlite_kind(error: &rusqlite::Error) -> Kind {
    use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly, SystemIoFailure};
    match error.sqlite_error_code() {
        Some(CannotOpen | DiskFull | ReadOnly | SystemIoFailure) => Kind::NotWritable,
        _ => Kind::Refused,
    }
}

impl From<RemoteError> for Report {
    fn from(error: RemoteError) -> Self {
        let cause = error.to_string();
        match error {
            RemoteError::Offline(_) | RemoteError::Unknown(_) | RemoteError::RateLimited { .. } => {
                Self::new(Kind::NotDelivered, cause).hinted("what you did here is kept: `tildr outbox list`")
            }
            RemoteError::Conflict { .. } => {
                Self::refused(cause).hinted("`tildr sync`, look at the page, then do it again")
            }
            RemoteError::Regranted { .. } => {
                Self::refused(cause).hinted("`tildr perms SPACE` shows what is there now; then do it again")
            }
            RemoteError::NotFound => Self::refused(cause).hinted("`tildr sync`, then `tildr search WORDS`"),
            RemoteError::Forbidden(_) => {
                Self::refused(cause).hinted("`tildr space show KEY` names who administers the space")
            }
            RemoteError::NoPersonalSpace => {
                Self::refused(cause).hinted("`tildr space add-personal` makes one")
            }
            RemoteError::SignedOut => {
                Self::refused(cause).hinted("sign in again with `tildr login`, your changes are kept")
            }
            RemoteError::Invalid(_) => Self::refused(cause),
            RemoteError::NotAWiki(_) => Self::refused(cause).hinted("look at the address of the wiki"),
        }
    }
}

impl From<HostError> for Report {
    fn from(error: HostError) -> Self {
        match error {
            HostError::Wiki(error) => error.into(),
            HostError::AdministratorThere(cause) => Self::refused(cause)
                .hinted("`tildr admin global grant NAME site-admin` makes another administrator")
                .hinted("`tildr admin token create NAME --scope admin` makes a token for one"),
            HostError::Refused(cause) => Self::refused(cause)
                .hinted("`tildr admin user list` and `tildr admin group list` show what there is"),
        }
    }
}

impl From<SyncError> for Report {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Remote(error) => error.into(),
            SyncError::Replica(error) => error.into(),
            SyncError::MassRemoval(_) => Self::new(Kind::NeedsConfirmation, error.to_string())
                .hinted("look at the wiki first: is this what happened there?")
                .hinted("`tildr sync --confirm-removal` removes them here, too"),
            SyncError::Stopped => Self::refused(error.to_string()),
        }
    }
}

impl From<ServerError> for Report {
    fn from(error: ServerError) -> Self {
        let cause = error.to_string();
        match error {
            ServerError::NotWritable { .. } => Self::new(Kind::NotWritable, cause).hinted(ELSEWHERE),
            ServerError::DiskFull => {
                Self::new(Kind::NotWritable, cause).hinted("free some space, then do it again")
            }
            ServerError::Corrupt { .. } => Self::new(Kind::NotWritable, cause)
                .hinted("copy the file away before anything else, then `tildr doctor`"),
            ServerError::Newer { .. } => Self::new(Kind::NotWritable, cause)
                .hinted("install the newer tildr again")
                .hinted("or work in another profile: `tildr --profile NAME`"),
            ServerError::Away { .. } => Self::refused(cause).hinted(
                "see that the server runs and `--database` names it; `PGPASSWORD` holds its password",
            ),
            ServerError::Database(_) => {
                Self::refused(cause).hinted("an address is like `postgres://tildr@localhost/wiki`")
            }
            ServerError::Files(_) => Self::refused(cause).hinted(
                "a bucket is named like `s3://BUCKET/PREFIX`; `AWS_ENDPOINT_URL`, `AWS_REGION` and the keys are in the environment",
            ),
            ServerError::Address { .. } => {
                Self::refused(cause).hinted("`--listen 127.0.0.1:0` takes a free port")
            }
            ServerError::Identity { .. } => Self::refused(cause).hinted(
                "`--tls-cert` takes the certificate and those above it, `--tls-key` its key, both PEM",
            ),
            ServerError::Failed(_) => Self::refused(cause).hinted("`tildr doctor` looks closer"),
        }
    }
}

impl From<ConfigError> for Report {
    fn from(error: ConfigError) -> Self {
        Self::refused(error.to_string())
            .hinted("`tildr config path` names the files, `config.example.toml` shows every setting")
    }
}

impl From<LoginError> for Report {
    fn from(error: LoginError) -> Self {
        let cause = error.to_string();
        match error {
            LoginError::Open(path) => Self::refused(cause).hinted(format!(
                "`chmod 600 {}`, and get another token: this one may be known",
                path.display()
            )),
            LoginError::Damaged { .. } => Self::refused(cause).hinted("`tildr login URL` writes it anew"),
            LoginError::Unusable { .. } => {
                Self::new(Kind::NotWritable, cause).hinted("check who may read it")
            }
        }
    }
}

impl From<AddressError> for Report {
    fn from(error: AddressError) -> Self {
        let cause = error.to_string();
        match error {
            AddressError::Unreadable(_) => {
                Self::refused(cause).hinted("for example `tildr login https://wiki.example.org`")
            }
            AddressError::HoldsSecret => {
                Self::refused(cause).hinted("leave it away: the password is asked for, or read from stdin")
            }
            AddressError::Plain(_) => Self::refused(cause)
                .hinted("use `https://`")
                .hinted("or say `--insecure-http`, on a network where nobody listens"),
        }
    }
}

impl From<PathsError> for Report {
    fn from(error: PathsError) -> Self {
        let cause = error.to_string();
        match error {
            PathsError::NoHome | PathsError::Relative(_) => Self::refused(cause).hinted(ELSEWHERE),
            PathsError::ProfileName(_) => Self::refused(cause).hinted("`tildr profile list`"),
            PathsError::NotWritable { .. } => Self::new(Kind::NotWritable, cause).hinted(ELSEWHERE),
        }
    }
}

impl From<TitleError> for Report {
    fn from(error: TitleError) -> Self {
        Self::refused(error.to_string()).hinted("give a shorter or plainer title")
    }
}

impl From<std::io::Error> for Report {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem, StorageFull};
        match error.kind() {
            PermissionDenied | ReadOnlyFilesystem | StorageFull => {
                Self::new(Kind::NotWritable, error.to_string())
            }
            _ => Self::refused(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_the_contract() {
        let code = |report: Report| report.kind.code();
        assert_eq!(code(Report::refused("x")), 1);
        assert_eq!(code(SyncError::MassRemoval(21).into()), 2);
        assert_eq!(code(ReplicaError::DiskFull.into()), 3);
        assert_eq!(code(RemoteError::Offline("x".into()).into()), 4);
        assert_eq!(code(PathsError::NoHome.into()), 1);
    }

    #[test]
    fn s2_hostile_causes_are_shown_not_obeyed() {
        let report = Report::refused("no page `\u{1b}]0;owned\u{7}`").hinted("try\u{9b}31m");
        assert!(!report.to_string().contains(['\u{1b}', '\u{7}', '\u{9b}']), "{report}");
    }
}
