//! Which wiki a profile works on, and who delivers to it: the embedded one, called in process, or one elsewhere that
//! somebody signed in to.

use crate::config::{Login, SystemAccount};
use crate::remote::{self, Access, Address, Credential, Remote};
use crate::report::Report;
use crate::server::{self, LocalAccount};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Opens the wiki of a profile.
pub(super) fn open(dir: &Path, account: &SystemAccount) -> Result<Arc<dyn Remote>, Report> {
    match Login::read(dir)? {
        Some(login) => Ok(remote::elsewhere(&access(&login)?)),
        None => embedded(dir, account),
    }
}

/// Makes of what a profile keeps what it takes to reach its wiki.
pub(super) fn access(login: &Login) -> Result<Access, Report> {
    let authorities = login.ca.as_ref().map(|file| {
        std::fs::read(file).map_err(|error| {
            Report::refused(format!("cannot read the certificates in `{}`: {error}", file.display()))
        })
    });
    let credential = match (&login.token, &login.password) {
        (Some(token), _) => Some(Credential::Token(token.clone())),
        (None, Some(password)) => {
            Some(Credential::Password { login: login.user.clone(), password: password.clone() })
        }
        (None, None) => None,
    };
    Ok(Access {
        address: Address::parse(&login.url)?,
        credential,
        authorities: authorities.transpose()?,
        allows_plain: login.insecure_http,
    })
}

/// Opens the wiki that lives in the profile's folder.
pub(super) fn embedded(dir: &Path, account: &SystemAccount) -> Result<Arc<dyn Remote>, Report> {
    let account = LocalAccount { login: account.login.clone(), full_name: account.full_name.clone() };
    Ok(remote::in_process(server::open(dir, account)?))
}

/// Sees to it that what was queued is delivered, without waiting for it.
///
/// A process that leads the sync hears the bell. Without one a short-lived child does it: it has no
/// terminal, so that closing the shell's does not end it.
pub(super) fn deliver_in_background(dir: &Path, profile: &str) {
    if has_leader(dir) || std::env::var_os("TILDR_NO_BACKGROUND").is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut child = Command::new(program);
    child.args(["sync", "--once", "--quiet", "--profile", profile]);
    child.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut child, 0);
    // Not waited for: the note is safe, and the next run delivers what this one could not.
    let _ = child.spawn();
}

/// Whether some process leads the sync of this profile right now.
fn has_leader(dir: &Path) -> bool {
    let Ok(lock) = File::open(dir.join("leader.lock")) else { return false };
    lock.try_lock_shared().is_err()
}
