//! Files of pages and of this machine: adding, saving, opening, looking into. In tasks: a file may have to be
//! fetched first, and even a copy takes longer than a key press.

use super::{Executor, report};
use crate::domain::attachment::size_words;
use crate::domain::{AttachmentId, Change, Entry, OpId, PageId, SafeText, Timestamp};
use crate::replica::{FileRow, Replica, Result, save_copy};
use crate::report::Report;
use crate::tui::message::{Data, Message};
use std::io::Read;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// How much of a file is looked at.
const LOOK: u64 = 256 << 10;
/// How many paths are offered.
const OFFERED: usize = 50;

impl Executor {
    /// Copies a file to where it waits and commits that it is added.
    pub(super) fn attach(&self, page: PageId, path: String) -> Vec<Message> {
        let (replica, now) = (self.replica.clone(), self.now());
        self.beside(move || {
            attach(&replica, &page, &path, now).unwrap_or_else(|error| Message::Failed(report(&error)))
        })
    }

    /// Saves a file into a folder; never over another one.
    pub(super) fn save_file(&self, row: FileRow, folder: String) -> Vec<Message> {
        let name = row.attachment.name.clone();
        self.with_file(row, move |path| match save_copy(path, &expanded(&folder), &name) {
            Ok(saved) => said(format!("Saved as {}.", SafeText::line(&saved.display().to_string()))),
            Err(error) => Message::Failed(
                Report::refused(format!("cannot save into `{}`: {error}", SafeText::line(&folder)))
                    .hinted("choose another folder"),
            ),
        })
    }

    /// Opens a file with the program of the system; where there is no screen for one, says where it is.
    pub(super) fn open_file(&self, row: FileRow) -> Vec<Message> {
        let (name, dir) = (row.attachment.name.clone(), self.replica.dir().join("opened"));
        self.with_file(row, move |path| {
            let folder = dir.join(Uuid::new_v4().simple().to_string());
            let place = std::fs::create_dir_all(&folder).and_then(|()| save_copy(path, &folder, &name));
            match place {
                Ok(place) => said(handed_over(&place)),
                Err(error) => Message::Failed(Report::refused(format!("cannot open the file: {error}"))),
            }
        })
    }

    /// Reads the beginning of a file.
    pub(super) fn preview_file(&self, row: FileRow) -> Vec<Message> {
        let (id, size) = (row.attachment.id.clone(), row.attachment.size);
        let told = |id: AttachmentId, text| Message::Data(Data::FileText(id, text));
        let failed = id.clone();
        let mut messages = self.with_file(row, move |path| told(id.clone(), beginning(path, size)));
        // Whoever asked shows why there is nothing to see.
        for message in &mut messages {
            if let Message::Failed(report) = message {
                *message = told(failed.clone(), Err(report.cause.clone()));
            }
        }
        messages
    }

    /// Fetches a file when it is not here, and goes on with its path.
    fn with_file(&self, row: FileRow, work: impl FnOnce(&Path) -> Message + Send + 'static) -> Vec<Message> {
        if let Some(path) = row.here.clone() {
            return self.beside(move || work(&path));
        }
        let Some(sync) = self.sync.clone().filter(|_| !self.is_inline()) else {
            return vec![Message::Failed(not_here(&row))];
        };
        let sender = self.sender();
        tokio::spawn(async move {
            let message = match sync.file(&row).await {
                Ok(path) => match tokio::task::spawn_blocking(move || work(&path)).await {
                    Ok(message) => message,
                    Err(_) => return,
                },
                Err(error) => Message::Failed(Report {
                    cause: format!("{}: {error}", not_here(&row).cause),
                    ..not_here(&row)
                }),
            };
            // The loop may have ended.
            let _ = sender.send(message);
        });
        Vec::new()
    }

    fn beside(&self, work: impl FnOnce() -> Message + Send + 'static) -> Vec<Message> {
        if self.is_inline() {
            return vec![work()];
        }
        let sender = self.sender();
        self.lanes.files.after(move || drop(sender.send(work())));
        Vec::new()
    }
}

fn said(said: String) -> Message {
    Message::Committed { entries: Vec::new(), said }
}

fn not_here(row: &FileRow) -> Report {
    Report::refused(format!("`{}` is not on this machine", SafeText::line(&row.attachment.name)))
        .hinted("it is fetched when the wiki can be reached")
}

fn attach(replica: &Replica, page: &PageId, path: &str, now: Timestamp) -> Result<Message> {
    let change = replica.adding(page, &expanded(path), "")?;
    let said = match &change {
        Change::AddAttachment { name, size, replaces, .. } => {
            let what = if *replaces { "A new version of" } else { "Added" };
            format!("{what} {}, {}.", SafeText::line(name), size_words(*size))
        }
        _ => String::new(),
    };
    let entry = Entry { op: OpId::fresh(), at: now, change, group: None };
    replica.commit(std::slice::from_ref(&entry))?;
    Ok(Message::Committed { entries: vec![entry], said })
}

/// Starts the program of the system, or says where the file is.
fn handed_over(path: &Path) -> String {
    let shown = SafeText::line(&path.display().to_string()).into_string();
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let far = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
    let opener = match std::env::consts::OS {
        "macos" if !far => Some("open"),
        "linux" if !far && (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")) => Some("xdg-open"),
        _ => None,
    };
    let quiet = std::process::Stdio::null;
    let started = opener.map(|opener| {
        std::process::Command::new(opener).arg(path).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn()
    });
    match started {
        Some(Ok(_)) => format!("Opened a copy: {shown}"),
        _ => format!("No screen to open it on; a copy is here: {shown}"),
    }
}

/// What is said of a file that is neither a text nor a picture that is drawn.
const UNSHOWN: &str = "nothing of it can be shown here: `o` opens it, `s` saves it";

/// Reads the beginning of a text; what is none is told by what can be done with it.
fn beginning(path: &Path, size: u64) -> std::result::Result<String, String> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    file.take(LOOK).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let cut = size > bytes.len() as u64;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        // A character may be cut in two at the end.
        Err(error) if cut && error.valid_up_to() + 4 > bytes.len() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return Err(UNSHOWN.to_owned()),
    };
    if text.contains('\0') {
        return Err(UNSHOWN.to_owned());
    }
    let more = if cut { format!("\n… {} in all", size_words(size)) } else { String::new() };
    Ok(format!("{}{more}", SafeText::block(text)))
}

/// Returns what begins like a path that is being typed; folders end with a slash.
pub(super) fn paths(typed: &str) -> Vec<String> {
    let (folder, start) = match typed.rsplit_once('/') {
        Some((folder, start)) => (format!("{folder}/"), start),
        None => (String::new(), typed),
    };
    let place = if folder.is_empty() { PathBuf::from(".") } else { expanded(&folder) };
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
    let mut found: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let hidden = name.starts_with('.') && !start.starts_with('.');
            let slash = if entry.path().is_dir() { "/" } else { "" };
            (name.starts_with(start) && !hidden).then(|| format!("{folder}{name}{slash}"))
        })
        .collect();
    found.sort();
    found.truncate(OFFERED);
    found
}

/// A path with `~` for the home folder.
fn expanded(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let home = || std::env::var_os("HOME").map(PathBuf::from);
    match typed.strip_prefix('~') {
        Some("") => home().unwrap_or_else(|| PathBuf::from(typed)),
        Some(rest) if rest.starts_with('/') => {
            home().map_or_else(|| PathBuf::from(typed), |home| home.join(rest.trim_start_matches('/')))
        }
        _ => PathBuf::from(typed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_completed_by_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("plans")).unwrap();
        std::fs::write(dir.path().join("plan.txt"), b"").unwrap();
        std::fs::write(dir.path().join(".hidden"), b"").unwrap();
        let root = dir.path().display().to_string();
        assert_eq!(paths(&format!("{root}/pl")), [format!("{root}/plan.txt"), format!("{root}/plans/")]);
        assert_eq!(paths(&format!("{root}/")).len(), 2);
        assert_eq!(paths("/nowhere/at/all"), [""; 0]);
    }
}
