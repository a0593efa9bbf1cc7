//! The command line from the outside: verbs, exit codes, and what a person reads when something is wrong.
//!
//! Every test has a folder of its own; no test waits for the background.

mod access;
mod accounts;
mod bad_input;
mod comments;
mod convert;
mod corpus;
mod documents;
mod folder;
#[path = "../markup/html.rs"]
mod html;
mod jot;
mod keys;
mod login;
#[path = "../markup/not_held.rs"]
mod not_held;
mod page;
mod search;
mod space;

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// A user with nothing yet.
struct Home {
    dir: TempDir,
}

impl Home {
    fn new() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    /// A user with a personal space.
    fn settled() -> Self {
        let home = Self::new();
        home.ok(&["space", "add-personal", "--yes", "--template", "empty"]);
        home
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn profile(&self) -> std::path::PathBuf {
        self.path().join("data/profiles/default")
    }

    fn tildr(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tildr"));
        command
            .args(args)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("TILDR_HOME", self.path())
            .env("TILDR_NO_BACKGROUND", "1")
            .env("TILDR_ACCOUNT_LOGIN", "ann")
            .env("TILDR_ACCOUNT_FULL_NAME", "Ann Lee")
            .env("TERM", "xterm")
            .timeout(std::time::Duration::from_secs(120));
        command
    }

    /// Runs a command that has to end well; returns its stdout.
    fn ok(&self, args: &[&str]) -> String {
        let output = self.tildr(args).assert().success().get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    }

    /// The same with something on stdin.
    fn ok_with(&self, args: &[&str], stdin: impl Into<Vec<u8>>) -> String {
        let output = self.tildr(args).write_stdin(stdin).assert().success().get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    }

    /// Runs a command that prints JSON.
    fn json(&self, args: &[&str]) -> Value {
        let whole: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.ok(&whole)).unwrap()
    }

    /// Runs a command that has to fail with this code; returns its stderr.
    fn fails(&self, code: i32, args: &[&str]) -> String {
        let output = self.tildr(args).assert().code(code).get_output().clone();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("tildr: ") || said.contains("error: "), "{args:?}: {said}");
        said
    }
}
