//! `tildr doctor`: looks at folders, modes, stores and settings, and mends what can be mended safely.

use super::session::Session;
use super::{Global, output::Output};
use crate::config::{self, Paths};
use crate::markup;
use crate::replica::Replica;
use crate::report::Report;
use clap::Args;
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Mend what can be mended; damaged files are kept aside
    #[arg(long)]
    repair: bool,
}

/// What was found about one thing.
struct Finding {
    what: String,
    state: State,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Mended,
    Bad,
}

impl Finding {
    fn new(what: impl Into<String>, state: State, text: impl Into<String>) -> Self {
        Self { what: what.into(), state, text: text.into() }
    }
}

impl Doctor {
    pub(super) fn run(&self, flags: &Global) -> Result<(), Report> {
        let variable = |name: &str| std::env::var_os(name);
        let paths = Paths::find(variable)?;
        let out = Output::new(flags.json, flags.quiet);
        let mut findings = vec![settings(&paths)];
        let profile = flags.profile.clone().unwrap_or_else(|| paths.current_profile());
        let dir = paths.profile_dir(&profile)?;
        if dir.exists() {
            findings.extend(self.modes(&dir));
            for file in ["drafts.db", "replica.db", "wiki.db"] {
                findings.extend(self.store(&dir, file));
            }
            findings.extend(leftovers(&dir));
            findings.push(opens(flags));
        } else {
            findings.push(Finding::new("profile", State::Good, format!("{profile} has no files yet")));
        }
        self.tell(&findings, out)
    }

    fn tell(&self, findings: &[Finding], out: Output) -> Result<(), Report> {
        let word = |state| match state {
            State::Good => "ok",
            State::Mended => "mended",
            State::Bad => "wrong",
        };
        let rows: Vec<Vec<String>> =
            findings.iter().map(|f| vec![f.what.clone(), word(f.state).to_owned(), f.text.clone()]).collect();
        if out.is_json() {
            let object = |f: &Finding| json!({"what": f.what, "state": word(f.state), "text": f.text});
            out.object(&findings.iter().map(object).collect())?;
        } else {
            out.list(&["what", "state", "finding"], &rows, "")?;
        }
        match findings.iter().filter(|f| f.state == State::Bad).count() {
            0 => Ok(()),
            1 => Err(self.advice("1 thing is wrong")),
            more => Err(self.advice(&format!("{more} things are wrong"))),
        }
    }

    fn advice(&self, cause: &str) -> Report {
        let report = Report::refused(cause);
        if self.repair { report } else { report.hinted("`tildr doctor --repair` mends what can be mended") }
    }

    /// Nobody else may read anything.
    #[cfg(unix)]
    fn modes(&self, dir: &Path) -> Vec<Finding> {
        use std::os::unix::fs::PermissionsExt;
        let mut open = Vec::new();
        let mut waiting = vec![dir.to_owned()];
        while let Some(path) = waiting.pop() {
            let Ok(facts) = std::fs::symlink_metadata(&path) else { continue };
            if facts.is_symlink() {
                continue;
            }
            if facts.permissions().mode() & 0o077 != 0 {
                open.push((path.clone(), facts.is_dir()));
            }
            if facts.is_dir() {
                waiting.extend(
                    std::fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()),
                );
            }
        }
        if open.is_empty() {
            return vec![Finding::new("modes", State::Good, "only you can read your files")];
        }
        open.into_iter()
            .map(|(path, is_dir)| {
                let mode = if is_dir { 0o700 } else { 0o600 };
                let mended = self.repair
                    && std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).is_ok();
                let state = if mended { State::Mended } else { State::Bad };
                Finding::new("modes", state, format!("others could read `{}`", path.display()))
            })
            .collect()
    }

    #[cfg(not(unix))]
    fn modes(&self, _dir: &Path) -> Vec<Finding> {
        Vec::new()
    }

    fn store(&self, dir: &Path, file: &str) -> Option<Finding> {
        let path = dir.join(file);
        if !path.exists() {
            return None;
        }
        let problem = match integrity(&path) {
            Ok(problem) => problem,
            Err(error) => Some(error.to_string()),
        };
        let Some(problem) = problem else {
            return Some(Finding::new(file, State::Good, "whole"));
        };
        // Only the copy of what the wiki has can be thrown away; the others hold the only copy of something.
        if self.repair && file == "replica.db" {
            return Some(match set_aside(&path) {
                Ok(kept) => Finding::new(
                    file,
                    State::Mended,
                    format!("{problem}; kept as `{}`, fetched anew at the next sync", kept.display()),
                ),
                Err(error) => Finding::new(file, State::Bad, format!("{problem}; cannot be moved: {error}")),
            });
        }
        Some(Finding::new(file, State::Bad, problem))
    }
}

fn settings(paths: &Paths) -> Finding {
    let file = paths.config_file();
    match config::load(&file, |name| std::env::var_os(name)) {
        Ok(_) if file.exists() => Finding::new("config", State::Good, file.display().to_string()),
        Ok(_) => Finding::new("config", State::Good, "no file, the defaults are in force"),
        Err(error) => Finding::new("config", State::Bad, error.to_string()),
    }
}

/// Opens the stores as the program does, which salvages what a crash left.
fn opens(flags: &Global) -> Finding {
    let opened = Session::open(flags)
        .and_then(|session| session.dir())
        .and_then(|dir| Replica::open(&dir, markup::readable).map_err(Report::from));
    match opened {
        Ok(_) => Finding::new("stores", State::Good, "open and up to date"),
        Err(report) => Finding::new("stores", State::Bad, report.cause),
    }
}

fn integrity(path: &Path) -> rusqlite::Result<Option<String>> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let said: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok((said != "ok").then_some(said))
}

/// Renames a database with its side files.
fn set_aside(path: &Path) -> std::io::Result<PathBuf> {
    let stamp = jiff::Timestamp::now().as_second();
    let aside = |path: &Path| PathBuf::from(format!("{}.damaged-{stamp}", path.display()));
    for side in ["-wal", "-shm"] {
        let side = PathBuf::from(format!("{}{side}", path.display()));
        if side.exists() {
            std::fs::rename(&side, aside(&side))?;
        }
    }
    std::fs::rename(path, aside(path))?;
    Ok(aside(path))
}

/// Texts that an editor left behind, which nobody asked for since.
fn leftovers(dir: &Path) -> Vec<Finding> {
    let entries = std::fs::read_dir(dir.join("editor")).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            Finding::new("editor", State::Good, format!("a text is left in `{}`", entry.path().display()))
        })
        .collect()
}
