//! Who is at the keyboard, as the system says it: the login name and the full name.
//!
//! The password file is read by hand: it needs no `unsafe`, and accounts that only a directory service
//! knows still have `$USER`.

use super::settings::AccountSettings;

/// The name of the account that the embedded wiki makes at its first start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemAccount {
    /// The login name.
    pub login: String,
    /// What others see.
    pub full_name: String,
}

impl SystemAccount {
    /// Returns the account: settings first, then the system's, then `$USER`, then `user`.
    pub fn find(settings: &AccountSettings) -> Self {
        let system = system();
        let login = Some(settings.login.trim().to_owned())
            .filter(|login| !login.is_empty())
            .or_else(|| system.as_ref().map(|account| account.login.clone()))
            .or_else(|| ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()))
            .filter(|login| !login.is_empty())
            .unwrap_or_else(|| "user".to_owned());
        let full_name = Some(settings.full_name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .or_else(|| system.filter(|account| account.login == login).map(|account| account.full_name))
            .unwrap_or_else(|| login.clone());
        Self { login, full_name }
    }
}

#[cfg(unix)]
fn system() -> Option<SystemAccount> {
    let passwd = std::fs::read("/etc/passwd").ok()?;
    entry(&String::from_utf8_lossy(&passwd), rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn system() -> Option<SystemAccount> {
    None
}

/// Finds the line of a user number: `login:x:1000:1000:Full Name,room,phone:home:shell`.
#[cfg_attr(not(unix), allow(dead_code))]
fn entry(passwd: &str, uid: u32) -> Option<SystemAccount> {
    passwd.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let [login, _, number, _, comment, ..] = fields[..] else { return None };
        if login.is_empty() || number.parse() != Ok(uid) {
            return None;
        }
        // The comment field may say `&` for the capitalised login name.
        let name = comment.split(',').next().unwrap_or_default().trim().replace('&', &capitalised(login));
        let full_name = if name.is_empty() { login.to_owned() } else { name };
        Some(SystemAccount { login: login.to_owned(), full_name })
    })
}

/// Returns the login name of the account that lives in a folder.
///
/// A shell turns an unquoted `~ann` into that folder before any program sees it.
pub fn owner_of_home(folder: &str) -> Option<String> {
    let passwd = std::fs::read("/etc/passwd").ok()?;
    home_of(&String::from_utf8_lossy(&passwd), folder)
}

fn home_of(passwd: &str, folder: &str) -> Option<String> {
    passwd.lines().find_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let [login, _, _, _, _, home, ..] = fields[..] else { return None };
        (!login.is_empty() && home == folder).then(|| login.to_owned())
    })
}

fn capitalised(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_folder_names_its_account() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:Ann Lee:/home/ann:/bin/sh";
        assert_eq!(home_of(passwd, "/home/ann").as_deref(), Some("ann"));
        assert_eq!(home_of(passwd, "/home/bob"), None);
    }

    #[test]
    fn the_comment_field_gives_the_full_name() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:Ann Lee,R2,,:/home/ann:/bin/sh\nbob:x:1001:1:& Ray:/:\neve:x:7:7::/:/";
        let name = |uid| entry(passwd, uid).map(|account| account.full_name);
        assert_eq!(name(1000).as_deref(), Some("Ann Lee"));
        assert_eq!(name(1001).as_deref(), Some("Bob Ray"));
        assert_eq!(name(7).as_deref(), Some("eve"));
        assert_eq!(name(8), None);
    }

    #[test]
    fn settings_win() {
        let settings = AccountSettings { login: "zoe".into(), full_name: String::new() };
        assert_eq!(
            SystemAccount::find(&settings),
            SystemAccount { login: "zoe".into(), full_name: "zoe".into() }
        );
    }
}
