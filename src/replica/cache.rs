//! Bytes of attachments on this machine: copies that wait to be sent, which are irreplaceable, and a bounded cache
//! of what was fetched or sent, which is not.
//!
//! Names in both folders are made here: neither the wiki's ids nor the names of files become paths.

use super::store::{make_dir, set_mode};
use super::{Replica, ReplicaError, Result};
use crate::domain::Attachment;
use crate::domain::attachment::disk_name;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// Copies that wait.
const UPLOADS: &str = "uploads";
/// What can be fetched again.
const CACHE: &str = "file-cache";
/// How many bytes the cache holds; what was not used for the longest time goes first.
const CACHE_LIMIT: u64 = 256 << 20;
/// A copy that no queued change names is kept for a while: its change may be about to be written.
const YOUNG: Duration = Duration::from_secs(24 * 60 * 60);

impl Replica {
    /// Copies a file to where it waits to be sent, durable when it returns; answers with the name of the copy and
    /// its size. Refuses more than `limit` bytes.
    pub fn copy_upload(&self, from: &Path, limit: u64) -> Result<(String, u64)> {
        let file = std::fs::File::open(from).map_err(|error| unreadable(from, &error))?;
        let facts = file.metadata().map_err(|error| unreadable(from, &error))?;
        if !facts.is_file() {
            return Err(ReplicaError::Refused(format!("`{}` is not a file", from.display())));
        }
        self.store_upload(file, limit, from)
    }

    fn store_upload(&self, from: impl Read, limit: u64, named: &Path) -> Result<(String, u64)> {
        let folder = self.dir().join(UPLOADS);
        make_dir(&folder)?;
        self.sweep_uploads(&folder);
        let name = Uuid::new_v4().simple().to_string();
        let path = folder.join(&name);
        let system = |error: std::io::Error| ReplicaError::system(&path, &error);
        let mut copy = std::fs::File::create(&path).map_err(system)?;
        set_mode(&path, 0o600)?;
        let written = (|| {
            let size = std::io::copy(&mut from.take(limit + 1), &mut copy)?;
            copy.flush()?;
            copy.sync_all()?;
            #[cfg(unix)]
            std::fs::File::open(&folder)?.sync_all()?;
            Ok(size)
        })();
        match written {
            Ok(size) if size <= limit => Ok((name, size)),
            Ok(_) => {
                let _ = std::fs::remove_file(&path);
                Err(ReplicaError::Refused(format!(
                    "`{}` is too large: a file holds at most {}",
                    named.display(),
                    crate::domain::attachment::size_words(limit)
                )))
            }
            Err(error) => {
                let _ = std::fs::remove_file(&path);
                Err(system(error))
            }
        }
    }

    /// Returns where a copy waits.
    pub fn upload_path(&self, copy: &str) -> PathBuf {
        // Names of ours are plain; a damaged one leads to no file rather than elsewhere.
        let plain: String = copy.chars().filter(char::is_ascii_alphanumeric).collect();
        self.dir().join(UPLOADS).join(plain)
    }

    /// Returns where the bytes of an attachment are, if they are here, and notes that they were used.
    pub fn cached_file(&self, attachment: &Attachment) -> Option<PathBuf> {
        let path = self.dir().join(CACHE).join(cache_name(attachment));
        let file = std::fs::File::options().append(true).open(&path).ok()?;
        if file.metadata().ok()?.len() != attachment.size {
            return None;
        }
        // The time of the last use orders what goes first; without it the order is that of arrival.
        let _ = file.set_modified(SystemTime::now());
        Some(path)
    }

    /// Returns a place to write the bytes of an attachment to before they are kept.
    pub fn incoming_file(&self) -> Result<PathBuf> {
        let folder = self.dir().join(CACHE);
        make_dir(&folder)?;
        let path = folder.join(format!("incoming-{}", Uuid::new_v4().simple()));
        std::fs::File::create(&path).map_err(|error| ReplicaError::system(&path, &error))?;
        set_mode(&path, 0o600)?;
        Ok(path)
    }

    /// Keeps bytes that have come for an attachment; refuses what is not what the wiki says it is.
    pub fn keep_file(&self, attachment: &Attachment, from: &Path) -> Result<PathBuf> {
        let folder = self.dir().join(CACHE);
        make_dir(&folder)?;
        let path = folder.join(cache_name(attachment));
        if let Err(error) = is_whole(attachment, from) {
            let _ = std::fs::remove_file(from);
            return Err(error);
        }
        std::fs::rename(from, &path).map_err(|error| ReplicaError::system(&path, &error))?;
        evict(&folder, &path);
        Ok(path)
    }

    /// Removes copies no change names: their upload was dropped for good.
    fn sweep_uploads(&self, folder: &Path) {
        let names_copy = |name: &str| {
            self.read(|db| {
                let sql = "SELECT EXISTS (SELECT 1 FROM main.outbox WHERE instr(entry, ?1) > 0)
                           OR EXISTS (SELECT 1 FROM main.history WHERE undone = 1 AND instr(entry, ?1) > 0)";
                Ok(db.prepare_cached(sql)?.query_row([name], |row| row.get::<_, bool>(0))?)
            })
        };
        for (path, facts) in files(folder) {
            let is_old =
                facts.modified().ok().and_then(|at| at.elapsed().ok()).is_some_and(|age| age > YOUNG);
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
            if is_old && matches!(names_copy(&name), Ok(false)) {
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

/// Copies a file into a folder under a name that every system takes and nothing there has; says where it is.
pub fn save_copy(from: &Path, folder: &Path, name: &str) -> std::io::Result<PathBuf> {
    let name = disk_name(name);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem.to_owned(), format!(".{extension}")),
        _ => (name.clone(), String::new()),
    };
    for number in 1..1_000 {
        let name = if number == 1 { name.clone() } else { format!("{stem} ({number}){extension}") };
        let path = folder.join(name);
        // Only a file that is made here is written: no link and no other file is followed.
        match std::fs::File::options().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                std::io::copy(&mut std::fs::File::open(from)?, &mut file)?;
                file.sync_all()?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::Error::other("there are too many files of this name"))
}

fn unreadable(path: &Path, error: &std::io::Error) -> ReplicaError {
    ReplicaError::Refused(format!("cannot read `{}`: {error}", path.display()))
}

/// Ids come from the wiki: only their hash becomes a name.
fn cache_name(attachment: &Attachment) -> String {
    let whole = format!("{}\n{}\n{}", attachment.id, attachment.version.number, attachment.hash);
    hex(&Sha256::digest(whole.as_bytes()))
}

fn is_whole(attachment: &Attachment, path: &Path) -> Result<()> {
    let broken =
        || ReplicaError::Refused("the file did not arrive as the wiki says it is: try again".to_owned());
    let system = |error: std::io::Error| ReplicaError::system(path, &error);
    let mut file = std::fs::File::open(path).map_err(system)?;
    if file.metadata().map_err(system)?.len() != attachment.size {
        return Err(broken());
    }
    if attachment.hash.is_empty() {
        return Ok(());
    }
    let mut hash = Sha256::new();
    std::io::copy(&mut file, &mut hash).map_err(system)?;
    if hex(&hash.finalize()) == attachment.hash { Ok(()) } else { Err(broken()) }
}

/// Removes what was not used for the longest time until the rest fits; never what has just come.
fn evict(folder: &Path, fresh: &Path) {
    let mut all = files(folder);
    let mut bytes: u64 = all.iter().map(|(_, facts)| facts.len()).sum();
    all.sort_by_key(|(_, facts)| facts.modified().unwrap_or(SystemTime::UNIX_EPOCH));
    for (path, facts) in all {
        if bytes <= CACHE_LIMIT {
            return;
        }
        if path != fresh && std::fs::remove_file(&path).is_ok() {
            bytes -= facts.len();
        }
    }
}

fn files(folder: &Path) -> Vec<(PathBuf, std::fs::Metadata)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| Some((entry.path(), entry.metadata().ok().filter(|facts| facts.is_file())?)))
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s10_a_saved_file_replaces_nothing_and_stays_in_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        let from = dir.path().join("from");
        std::fs::write(&from, b"new").unwrap();
        let folder = dir.path().join("into");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("a.txt"), b"old").unwrap();
        let saved = save_copy(&from, &folder, "a.txt").unwrap();
        assert_eq!(saved, folder.join("a (2).txt"));
        assert_eq!(std::fs::read(folder.join("a.txt")).unwrap(), b"old");
        assert_eq!(std::fs::read(&saved).unwrap(), b"new");
        for evil in ["../out", "/etc/passwd", "..", "a/../../b", "C:\\x"] {
            let saved = save_copy(&from, &folder, evil).unwrap();
            assert_eq!(saved.parent(), Some(folder.as_path()), "{evil}");
        }
    }
}
