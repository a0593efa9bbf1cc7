//! How a profile gets into a wiki elsewhere: `login.toml` in the profile's folder, readable by its owner alone.
//!
//! A profile without one has a wiki of its own.

use super::private::write_private;
use crate::domain::Secret;
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The file.
const FILE: &str = "login.toml";
/// No file of ours is larger.
const SIZE_LIMIT: u64 = 64 << 10;

/// Where a profile's wiki is, and how to get in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// The address of the wiki.
    pub url: String,
    /// The login name of the account there.
    pub user: String,
    /// The stable id of the account: what is kept of the wiki here is what this account may see.
    pub account: String,
    /// What the wiki is shown; missing after signing out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
    /// The same, for who has no token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// A file with the certificates of authorities to trust beside the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<PathBuf>,
    /// Whether a network in between may read all of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub insecure_http: bool,
}

/// Why the file is not used.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Others can read it, or it belongs to somebody else.
    #[error("others can read the secret in `{0}`")]
    Open(PathBuf),
    /// It is not what was written.
    #[error("`{path}` is damaged: {cause}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found, without the text: a secret may stand on the line.
        cause: String,
    },
    /// It cannot be read or written.
    #[error("cannot use `{path}`: {cause}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

impl Login {
    /// Reads how the profile in `dir` gets in; `None` when its wiki is its own.
    pub fn read(dir: &Path) -> Result<Option<Self>, LoginError> {
        let path = dir.join(FILE);
        let unusable = |cause| LoginError::Unusable { path: path.clone(), cause };
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(unusable(error)),
        };
        if !is_private(&file.metadata().map_err(unusable)?) {
            return Err(LoginError::Open(path));
        }
        let mut text = String::new();
        file.take(SIZE_LIMIT).read_to_string(&mut text).map_err(unusable)?;
        let damaged = |error: toml::de::Error| LoginError::Damaged {
            path: path.clone(),
            cause: error.message().lines().next().unwrap_or_default().to_owned(),
        };
        toml::from_str(&text).map(Some).map_err(damaged)
    }

    /// Keeps it for the profile in `dir`, mode 0600.
    pub fn write(&self, dir: &Path) -> Result<(), LoginError> {
        let path = dir.join(FILE);
        let text = toml::to_string(self)
            .map_err(|error| LoginError::Damaged { path: path.clone(), cause: error.to_string() })?;
        write_private(&path, text.as_bytes()).map_err(|cause| LoginError::Unusable { path, cause })
    }

    /// Forgets the secret; what the profile holds stays, and is delivered after signing in again.
    pub fn sign_out(&mut self) {
        (self.token, self.password) = (None, None);
    }

    /// Tells whether there is anything to show the wiki.
    pub fn is_signed_in(&self) -> bool {
        self.token.is_some() || self.password.is_some()
    }
}

#[cfg(unix)]
fn is_private(facts: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    facts.mode() & 0o077 == 0 && facts.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_private(_facts: &std::fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login() -> Login {
        Login {
            url: "https://wiki.example.org".to_owned(),
            user: "ann".to_owned(),
            account: "a1".to_owned(),
            token: Some(Secret::new("td_very-secret")),
            password: None,
            ca: None,
            insecure_http: false,
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_signing_out_forgets_the_secret() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Login::read(dir.path()).unwrap(), None);
        let mut kept = login();
        kept.write(dir.path()).unwrap();
        assert_eq!(Login::read(dir.path()).unwrap().as_ref(), Some(&kept));
        assert!(!format!("{kept:?}").contains("very-secret"));
        kept.sign_out();
        kept.write(dir.path()).unwrap();
        assert!(!std::fs::read_to_string(dir.path().join(FILE)).unwrap().contains("very-secret"));
        assert!(!Login::read(dir.path()).unwrap().unwrap().is_signed_in());
    }

    #[cfg(unix)]
    #[test]
    fn s13_a_secret_that_others_can_read_is_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        login().write(dir.path()).unwrap();
        let file = dir.path().join(FILE);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Login::read(dir.path()), Err(LoginError::Open(_))));
    }

    #[test]
    fn s13_a_damaged_file_is_named_without_what_stands_in_it() {
        let dir = tempfile::tempdir().unwrap();
        write_private(&dir.path().join(FILE), b"url = \"x\"\ntoken = td_very-secret\n").unwrap();
        let error = Login::read(dir.path()).unwrap_err();
        assert!(matches!(error, LoginError::Damaged { .. }));
        assert!(!format!("{error} {error:?}").contains("very-secret"), "{error}");
    }
}
