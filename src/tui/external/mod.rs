//! Hands a text over to `$EDITOR` and takes every save of it back.
//!
//! ```text
//! editor/<session>/       0700, one folder for each hand-over; swap files of the editor fall in here too
//!   slug.md               0600, what is edited
//!   page                  the page's id; locked while the program that made it lives
//!   given                 what the file held at first, to see whether anything was written
//! ```
//!
//! A folder whose lock is free belongs to a program that was killed: its text is offered at the next start.
//! The terminal is not touched here: whoever starts a session has given it away before.

mod command;
mod file;
mod orphan;
#[cfg(test)]
mod tests;
mod watch;

pub use command::{command, command_from_environment};
pub use orphan::{Orphan, orphans, recover};

use crate::domain::PageId;
use crate::replica::Form;
use file::{make_folder, named, read, write_new};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// An editor that ends sooner than this without writing has probably put itself into the background.
const AT_ONCE: Duration = Duration::from_secs(2);

/// Why no text came back.
#[derive(Debug, thiserror::Error)]
pub enum ExternalError {
    /// No editor is set and none is found.
    #[error("no editor is set; put one into EDITOR, for example `export EDITOR=nano`")]
    NoEditor,
    /// The editor that is set cannot be started.
    #[error("cannot start `{program}`: {cause}; set VISUAL or EDITOR to an editor that is installed")]
    NotStarted {
        /// What was tried.
        program: String,
        /// What the system said.
        cause: io::Error,
    },
    /// The file cannot be written or read.
    #[error("cannot use the file for the editor: {0}")]
    File(#[from] io::Error),
}

/// A text to hand over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Its page.
    pub page: PageId,
    /// What the text is, which gives the file its extension.
    pub form: Form,
    /// The title, which gives the file its name.
    pub title: String,
    /// The text.
    pub text: String,
}

/// What comes out of an editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It saved, and goes on.
    Saved(String),
    /// It ended.
    Ended {
        /// The text of the file; `None` when it is what was given or was taken back before.
        text: Option<String>,
        /// Why it may not be what the person wants: it failed, or went into the background.
        problem: Option<String>,
    },
}

/// An editor that runs.
#[derive(Debug)]
pub struct Session {
    folder: PathBuf,
    file: PathBuf,
    program: String,
    started: Instant,
    /// The text that was given or taken back last.
    last: String,
    wrote: bool,
    events: Receiver<Event>,
    _watcher: Option<notify::RecommendedWatcher>,
    _lock: File,
}

#[derive(Debug)]
enum Event {
    Touched,
    Ended(io::Result<ExitStatus>),
}

impl Session {
    /// Writes the file below `directory` and starts the editor on it.
    pub fn start(directory: &Path, command: &[String], handover: &Handover) -> Result<Self, ExternalError> {
        let folder = make_folder(directory)?;
        let started = Self::start_in(folder.clone(), command, handover);
        if started.is_err() {
            // Nothing was edited: the text is where it was before.
            let _ = fs::remove_dir_all(&folder);
        }
        started
    }

    fn start_in(folder: PathBuf, command: &[String], handover: &Handover) -> Result<Self, ExternalError> {
        let lock = write_new(&folder.join("page"), handover.page.as_str())?;
        lock.try_lock().map_err(io::Error::from)?;
        write_new(&folder.join("given"), &handover.text)?;
        let file = folder.join(named(&handover.title, handover.form));
        write_new(&file, &handover.text)?;
        let (sender, events) = channel();
        let watcher = watch::watch(&folder, sender.clone());
        let program = command::spawn(command, &file, sender)?;
        Ok(Self {
            folder,
            file,
            program,
            started: Instant::now(),
            last: handover.text.clone(),
            wrote: false,
            events,
            _watcher: watcher,
            _lock: lock,
        })
    }

    /// Waits for the next save or the end.
    pub fn wait(&mut self) -> News {
        loop {
            match self.events.recv() {
                Ok(Event::Touched) => {
                    if let Some(text) = self.saved() {
                        return News::Saved(text);
                    }
                }
                Ok(Event::Ended(status)) => return self.ended(status),
                Err(_) => return self.ended(Err(io::Error::other("it could not be waited for"))),
            }
        }
    }

    /// Returns the text of the file when it is a new one.
    fn saved(&mut self) -> Option<String> {
        // An empty file is most likely one that is just being written; at the end it counts.
        let text = read(&self.file).ok().filter(|text| !text.is_empty() && *text != self.last)?;
        self.last.clone_from(&text);
        self.wrote = true;
        Some(text)
    }

    fn ended(&mut self, status: io::Result<ExitStatus>) -> News {
        let program = &self.program;
        let text = match read(&self.file) {
            Ok(text) => (text != self.last).then_some(text),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                let _ = fs::remove_dir_all(&self.folder);
                let problem = format!("`{program}` removed its file; the text is as it was saved last");
                return News::Ended { text: None, problem: Some(problem) };
            }
            Err(cause) => {
                let kept = self.folder.display();
                let problem =
                    format!("what `{program}` left cannot be taken back ({cause}); it is kept in {kept}");
                return News::Ended { text: None, problem: Some(problem) };
            }
        };
        self.wrote |= text.is_some();
        let problem = match status {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format!("`{program}` failed ({status})")),
            Err(cause) => Some(format!("`{program}` failed ({cause})")),
        };
        if problem.is_none() && !self.wrote && self.started.elapsed() < AT_ONCE {
            let problem = format!(
                "`{program}` came back at once; if it has a window of its own, give it an option to wait, like `code --wait`"
            );
            return News::Ended { text: None, problem: Some(problem) };
        }
        let _ = fs::remove_dir_all(&self.folder);
        News::Ended { text, problem }
    }
}
