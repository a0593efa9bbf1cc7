//! Where everything is on disk.
//!
//! ```text
//! config/config.toml  config/keys.toml
//! data/profile                     the current profile's name
//! data/profiles/<name>/            replica.db drafts.db wiki.db files/ editor/ leader.lock *.bell
//! state/log/
//! ```
//!
//! `TILDR_HOME` puts all of it below one folder; else config, data and state are where the system keeps such things.

use super::private::{create_private_dir, write_private};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// The profile that exists without being made.
pub const DEFAULT_PROFILE: &str = "default";

/// The folders of this user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
}

/// Why there is no place for files.
#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    /// The system names no home directory.
    #[error("there is no home directory to keep your pages in")]
    NoHome,
    /// `TILDR_HOME` is not an absolute path.
    #[error("TILDR_HOME is `{0}`, which is not an absolute path")]
    Relative(String),
    /// A profile name that could not be a folder's.
    #[error("`{0}` cannot be a profile name: use letters, digits, `-`, `_` and `.`, at most 64")]
    ProfileName(String),
    /// A folder or file cannot be made.
    #[error("cannot write `{path}`: {cause}")]
    NotWritable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

impl Paths {
    /// Finds the folders; makes none.
    pub fn find(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, PathsError> {
        match variable("TILDR_HOME").filter(|home| !home.is_empty()) {
            Some(home) => {
                let home = PathBuf::from(home);
                if !home.is_absolute() {
                    return Err(PathsError::Relative(home.display().to_string()));
                }
                Ok(Self::below(&home))
            }
            None => {
                let dirs = directories::ProjectDirs::from("", "", "tildr").ok_or(PathsError::NoHome)?;
                if !dirs.data_dir().is_absolute() {
                    return Err(PathsError::NoHome);
                }
                Ok(Self {
                    config: dirs.config_dir().to_owned(),
                    data: dirs.data_dir().to_owned(),
                    state: dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned(),
                })
            }
        }
    }

    /// Everything below one folder.
    pub fn below(home: &Path) -> Self {
        Self { config: home.join("config"), data: home.join("data"), state: home.join("state") }
    }

    /// The settings.
    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The person's key bindings, laid over the built-in ones.
    pub fn keys_file(&self) -> PathBuf {
        self.config.join("keys.toml")
    }

    /// The person's themes.
    pub fn themes_dir(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// The folder of logs.
    pub fn log_dir(&self) -> PathBuf {
        self.state.join("log")
    }

    /// The folder of a profile; the name is checked, the folder not made.
    pub fn profile_dir(&self, name: &str) -> Result<PathBuf, PathsError> {
        checked_name(name)?;
        Ok(self.profiles_dir().join(name))
    }

    /// Makes the folder of a profile where it is missing, mode 0700.
    pub fn create_profile(&self, name: &str) -> Result<PathBuf, PathsError> {
        let dir = self.profile_dir(name)?;
        create_private_dir(&dir).map_err(|cause| PathsError::NotWritable { path: dir.clone(), cause })?;
        Ok(dir)
    }

    /// The names of the profiles, sorted; the default one is always among them.
    pub fn profiles(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.profiles_dir())
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| checked_name(name).is_ok())
            .chain([DEFAULT_PROFILE.to_owned()])
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// The name of the profile in use.
    pub fn current_profile(&self) -> String {
        std::fs::read_to_string(self.current_file())
            .ok()
            .map(|name| name.trim().to_owned())
            .filter(|name| checked_name(name).is_ok())
            .unwrap_or_else(|| DEFAULT_PROFILE.to_owned())
    }

    /// Makes a profile the one in use from now on.
    pub fn use_profile(&self, name: &str) -> Result<(), PathsError> {
        checked_name(name)?;
        let path = self.current_file();
        create_private_dir(&self.data)
            .and_then(|()| write_private(&path, format!("{name}\n").as_bytes()))
            .map_err(|cause| PathsError::NotWritable { path, cause })
    }

    fn profiles_dir(&self) -> PathBuf {
        self.data.join("profiles")
    }

    fn current_file(&self) -> PathBuf {
        self.data.join("profile")
    }
}

fn checked_name(name: &str) -> Result<(), PathsError> {
    let fits = !name.is_empty()
        && name.len() <= 64
        && !name.starts_with('.')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if fits { Ok(()) } else { Err(PathsError::ProfileName(name.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_variable_moves_everything() {
        let paths = Paths::find(|name| (name == "TILDR_HOME").then(|| "/x".into())).unwrap();
        assert_eq!(paths.config_file(), Path::new("/x/config/config.toml"));
        assert_eq!(paths.profile_dir("work").unwrap(), Path::new("/x/data/profiles/work"));
        assert!(matches!(Paths::find(|_| Some("x".into())), Err(PathsError::Relative(_))));
    }

    #[test]
    fn s10_profile_names_stay_in_their_folder() {
        let paths = Paths::below(Path::new("/x"));
        for name in ["", "..", ".hidden", "a/b", "a\0b", &"x".repeat(65), "tür"] {
            assert!(paths.profile_dir(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn the_profile_in_use_is_remembered() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::below(home.path());
        assert_eq!(paths.current_profile(), DEFAULT_PROFILE);
        paths.create_profile("work").unwrap();
        paths.use_profile("work").unwrap();
        assert_eq!(paths.current_profile(), "work");
        assert_eq!(paths.profiles(), ["default", "work"]);
    }
}
