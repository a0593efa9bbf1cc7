//! Texts that a killed program left with an editor.

use super::file::{form_of, read};
use crate::domain::{PageId, Timestamp};
use crate::replica::{Draft, Form, Replica, ReplicaError};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long a text that was given away unchanged is kept, should an editor in the background still save it.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A text that a killed program left with an editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// The page it belongs to.
    pub page: PageId,
    /// What the text is.
    pub form: Form,
    /// What the editor saved last.
    pub text: String,
    folder: PathBuf,
}

/// Finds texts that were left behind and differ from what was given; forgets old ones that do not.
pub fn orphans(directory: &Path) -> Vec<Orphan> {
    let folders = fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut orphans: Vec<Orphan> = folders.filter_map(orphan).collect();
    orphans.sort_by(|one, other| one.folder.cmp(&other.folder));
    orphans
}

/// Makes drafts of texts that were left behind; the draft that was there stays in the draft history.
/// Returns their pages.
pub fn recover(directory: &Path, replica: &Replica, now: Timestamp) -> Result<Vec<PageId>, ReplicaError> {
    let mut pages = Vec::new();
    for orphan in orphans(directory) {
        let Some(draft) = draft_of(&orphan, replica, now)? else { continue };
        replica.save_draft(&draft)?;
        let _ = fs::remove_dir_all(&orphan.folder);
        pages.push(orphan.page);
    }
    Ok(pages)
}

fn draft_of(orphan: &Orphan, replica: &Replica, now: Timestamp) -> Result<Option<Draft>, ReplicaError> {
    let text = orphan.text.replace("\r\n", "\n");
    if let Some(draft) = replica.draft(&orphan.page, orphan.form)? {
        return Ok(Some(Draft { text, cursor: 0, updated: now, ..draft }));
    }
    let (Some(row), Some(base)) = (replica.page(&orphan.page)?, replica.body(&orphan.page)?) else {
        return Ok(None);
    };
    let base_version = row.page.version.number;
    let (page, form) = (orphan.page.clone(), orphan.form);
    Ok(Some(Draft { page, form, base_version, base, text, cursor: 0, updated: now }))
}

fn orphan(folder: PathBuf) -> Option<Orphan> {
    let page = File::open(folder.join("page")).ok()?;
    // Whoever made it lives: not an orphan.
    page.try_lock().ok()?;
    let id = read(&folder.join("page")).ok()?;
    let given = read(&folder.join("given")).ok()?;
    let mut files = fs::read_dir(&folder).ok()?.flatten().map(|entry| entry.path());
    let (file, form) = files.find_map(|path| form_of(&path).map(|form| (path, form)))?;
    let text = read(&file).ok()?;
    if text != given && !text.is_empty() {
        return Some(Orphan { page: PageId::new(id), form, text, folder });
    }
    let age = fs::metadata(&file).and_then(|about| about.modified()).ok();
    if age.and_then(|then| SystemTime::now().duration_since(then).ok()).is_some_and(|age| age > KEPT) {
        let _ = fs::remove_dir_all(&folder);
    }
    None
}
