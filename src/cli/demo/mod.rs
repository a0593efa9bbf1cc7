//! `tildr demo`: a throw-away wiki with people, spaces and pages. It lives in a temporary folder and goes with it.
//!
//! The person at the keyboard has no personal space in it: adding one is what it is there to try.

mod content;
mod furnish;

use super::interface::Interface;
use super::open;
use super::session::{self, Session};
use crate::config::Paths;
use crate::report::Report;
use clap::Args;
use std::ffi::OsString;
use std::path::Path;

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// A command to run in the demonstration instead of the interface
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    #[command(flatten)]
    interface: Interface,
}

impl Demo {
    pub(super) fn run(&self, session: &Session, before: &Interface) -> Result<(), Report> {
        let interface = self.interface.or(before);
        interface.read()?;
        if self.command.is_empty() && !interface.is_printed() {
            open::check_terminal(interface.is_linear())?;
        }
        // Removed when dropped, whichever way this ends.
        let home = tempfile::Builder::new().prefix("tildr-demo-").tempdir()?;
        let stage = session.staged(Paths::below(home.path()));
        let runtime = session::runtime()?;
        runtime.block_on(furnish::furnish(&stage.dir()?, &stage.account(), home.path()))?;
        drop(runtime);
        match self.command.is_empty() {
            true => interface.run(&stage),
            false => self.inside(home.path()),
        }
    }

    /// Runs this program again with everything below the temporary folder.
    fn inside(&self, home: &Path) -> Result<(), Report> {
        let program = std::env::current_exe()?;
        let status = std::process::Command::new(program)
            .args(&self.command)
            .env("TILDR_HOME", home)
            .env("TILDR_NO_BACKGROUND", "1")
            .status()?;
        match status.success() {
            true => Ok(()),
            false => Err(Report::refused("the command in the demonstration failed")),
        }
    }
}
