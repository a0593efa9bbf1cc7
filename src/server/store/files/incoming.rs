//! Uploads on their way in: files of this machine, removed when they were passed on, or when nobody waits any more.

use super::{Result, Stored, YOUNG};
use crate::server::store::StoreError;
use axum::body::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// The folder of what comes in.
pub(super) struct Incoming {
    root: PathBuf,
    limit: u64,
}

/// An upload that came whole; gone when dropped.
pub(super) struct Whole {
    /// What it will be.
    pub(super) stored: Stored,
    /// Its bytes, written and not yet durable.
    pub(super) open: File,
    half: Half,
}

/// A file that is removed when dropped.
struct Half(PathBuf);

impl Incoming {
    /// Names the folder below that of all files, and how large a file may be.
    pub(super) fn new(files: &Path, limit: u64) -> Self {
        Self { root: files.join("incoming"), limit }
    }

    /// Tells whether a folder is this one.
    pub(super) fn is(&self, path: &Path) -> bool {
        path == self.root
    }

    /// Writes down what a stream brings; of a stream that fails, is too long or is not waited for nothing stays.
    pub(super) async fn take(&self, mut bytes: BoxStream<'_, Result<Bytes>>) -> Result<Whole> {
        make_folder(&self.root).await?;
        let file = Uuid::new_v4().simple().to_string();
        let half = Half(self.root.join(&file));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut open = options.open(&half.0).await?;
        let (mut size, mut hash) = (0, Sha256::new());
        while let Some(chunk) = bytes.next().await {
            let chunk = chunk?;
            size += chunk.len() as u64;
            if size > self.limit {
                return Err(StoreError::TooLarge(format!(
                    "a file holds at most {} here",
                    crate::domain::attachment::size_words(self.limit)
                )));
            }
            hash.update(&chunk);
            open.write_all(&chunk).await?;
        }
        open.flush().await?;
        Ok(Whole { stored: Stored { file, size, hash: hex(&hash.finalize()) }, open, half })
    }

    /// Removes what was left by a program that ended in the middle.
    pub(super) fn forget_old(&self) {
        let files = std::fs::read_dir(&self.root).into_iter().flatten().flatten();
        for file in files.filter(is_old) {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

impl Whole {
    /// Moves it where it stays, in the same file system.
    pub(super) async fn keep(self, path: &Path) -> Result<Stored> {
        self.open.sync_all().await?;
        fs::rename(&self.half.0, path).await?;
        Ok(self.stored)
    }
}

impl Drop for Half {
    fn drop(&mut self) {
        // What was kept has another name by now.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Tells whether a file was last written so long ago that nobody is at it.
pub(super) fn is_old(file: &std::fs::DirEntry) -> bool {
    let written = file.metadata().and_then(|facts| facts.modified()).ok();
    written.and_then(|written| written.elapsed().ok()).is_some_and(|age| age > YOUNG)
}

/// Makes a folder that nobody else reads.
pub(super) async fn make_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    Ok(builder.recursive(true).create(path).await?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
