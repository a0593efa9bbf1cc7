//! What commands share: settings, folders and the profile; stores and the engine are opened when asked for.

use super::output::Output;
use crate::config::{self, Config, Paths, SystemAccount};
use crate::report::Report;
use std::path::PathBuf;

/// One run of the program.
pub(crate) struct Session {
    pub(crate) config: Config,
    pub(crate) paths: Paths,
    pub(crate) profile: String,
    pub(crate) out: Output,
    /// Whether questions are answered with yes beforehand.
    pub(crate) yes: bool,
    /// Whether to tell what would happen and do nothing.
    pub(crate) dry_run: bool,
}

impl Session {
    /// Reads the settings and finds the folders; makes none.
    pub(crate) fn open(flags: &super::Global) -> Result<Self, Report> {
        let variable = |name: &str| std::env::var_os(name);
        let paths = Paths::find(variable)?;
        let config = config::load(&paths.config_file(), variable)?;
        let profile = flags.profile.clone().unwrap_or_else(|| paths.current_profile());
        paths.profile_dir(&profile)?;
        let out = Output::new(flags.json, flags.quiet);
        Ok(Self { config, paths, profile, out, yes: flags.yes, dry_run: flags.dry_run })
    }

    /// Returns the folder of the profile, made when missing.
    pub(crate) fn dir(&self) -> Result<PathBuf, Report> {
        Ok(self.paths.create_profile(&self.profile)?)
    }

    /// Returns who this is on the embedded wiki.
    pub(crate) fn account(&self) -> SystemAccount {
        SystemAccount::find(&self.config.account)
    }
}
