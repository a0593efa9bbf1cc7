//! Where the bytes of attachments are: a folder beside the wiki, one file each under a random name.
//!
//! A file is written under another name, made durable, then renamed: what has its name is whole. What an
//! attachment is called never becomes a path. An object store would be another implementation of [`Files`].

use super::{Result, StoreError};
use axum::body::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::fs::{self, File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use uuid::Uuid;

/// How long a file without a row stays: longer than any upload takes.
const YOUNG: Duration = Duration::from_secs(24 * 60 * 60);
/// How much is read at once.
const CHUNK: u64 = 64 << 10;
/// The folder of uploads that are not finished.
const INCOMING: &str = "incoming";

/// A file that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Stored {
    /// Its name in the store.
    pub(in crate::server) file: String,
    /// How many bytes it has.
    pub(in crate::server) size: u64,
    /// SHA-256 in hexadecimal.
    pub(in crate::server) hash: String,
}

/// A place for files.
pub(in crate::server) trait Files: Send + Sync {
    /// Stores what a stream brings, durable when it returns; refuses files over the limit.
    fn put<'a>(&'a self, bytes: BoxStream<'a, Result<Bytes>>) -> BoxFuture<'a, Result<Stored>>;
    /// Reads a stretch of a file.
    fn get(
        &self,
        file: &str,
        from: u64,
        length: u64,
    ) -> BoxFuture<'_, Result<BoxStream<'static, Result<Bytes>>>>;
    /// Lists the files that are not young any more.
    fn old_ones(&self) -> Vec<String>;
    /// Removes a file; one that is not there is removed already.
    fn remove(&self, file: &str);
}

/// Files in a folder, two levels deep.
pub(in crate::server) struct Folder {
    root: PathBuf,
    limit: u64,
}

impl Folder {
    /// Names a folder, which is made when the first file comes, and how large a file may be.
    pub(in crate::server) fn new(root: &Path, limit: u64) -> Self {
        Self { root: root.to_owned(), limit }
    }

    fn path(&self, file: &str) -> Result<PathBuf> {
        let plain = file.len() == 32 && file.bytes().all(|byte| byte.is_ascii_hexdigit());
        if plain {
            return Ok(self.root.join(&file[..2]).join(file));
        }
        Err(StoreError::Failed("a file has a name that is none of ours".to_owned()))
    }
}

impl Files for Folder {
    fn put<'a>(&'a self, mut bytes: BoxStream<'a, Result<Bytes>>) -> BoxFuture<'a, Result<Stored>> {
        Box::pin(async move {
            let file = Uuid::new_v4().simple().to_string();
            let (path, half) = (self.path(&file)?, self.root.join(INCOMING).join(&file));
            make_folder(&self.root.join(INCOMING)).await?;
            let written = async {
                let mut options = OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                options.mode(0o600);
                let mut open = options.open(&half).await?;
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
                open.sync_all().await?;
                make_folder(path.parent().unwrap_or(&self.root)).await?;
                fs::rename(&half, &path).await?;
                sync_folder(path.parent().unwrap_or(&self.root)).await?;
                Ok(Stored { file, size, hash: hex(&hash.finalize()) })
            };
            let outcome = written.await;
            if outcome.is_err() {
                // What could not be finished is of no use; what stays here is swept.
                let _ = fs::remove_file(&half).await;
            }
            outcome
        })
    }

    fn get(
        &self,
        file: &str,
        from: u64,
        length: u64,
    ) -> BoxFuture<'_, Result<BoxStream<'static, Result<Bytes>>>> {
        let path = self.path(file);
        Box::pin(async move {
            let mut open = File::open(path?).await?;
            open.seek(std::io::SeekFrom::Start(from)).await?;
            let chunks = stream::unfold((open, length), |(mut open, left)| async move {
                if left == 0 {
                    return None;
                }
                let mut chunk = vec![0; left.min(CHUNK) as usize];
                match open.read(&mut chunk).await {
                    Ok(0) => {
                        Some((Err(StoreError::Failed("a file is shorter than it was".to_owned())), (open, 0)))
                    }
                    Ok(count) => {
                        chunk.truncate(count);
                        Some((Ok(Bytes::from(chunk)), (open, left - count as u64)))
                    }
                    Err(error) => Some((Err(error.into()), (open, 0))),
                }
            });
            Ok(chunks.boxed())
        })
    }

    fn old_ones(&self) -> Vec<String> {
        let folders = std::fs::read_dir(&self.root).into_iter().flatten().flatten();
        let files =
            folders.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten().flatten());
        let is_old = |file: &std::fs::DirEntry| {
            let written = file.metadata().and_then(|facts| facts.modified()).ok();
            written.and_then(|written| written.elapsed().ok()).is_some_and(|age| age > YOUNG)
        };
        files.filter(is_old).filter_map(|file| file.file_name().into_string().ok()).collect()
    }

    fn remove(&self, file: &str) {
        if let Ok(path) = self.path(file) {
            // Either place; what cannot be removed now is found again at the next start.
            let _ = std::fs::remove_file(self.root.join(INCOMING).join(file));
            let _ = std::fs::remove_file(path);
        }
    }
}

async fn make_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    builder.mode(0o700);
    Ok(builder.recursive(true).create(path).await?)
}

/// A new name is durable when its folder is.
#[cfg(unix)]
async fn sync_folder(path: &Path) -> Result<()> {
    Ok(File::open(path).await?.sync_all().await?)
}

#[cfg(not(unix))]
async fn sync_folder(_path: &Path) -> Result<()> {
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(parts: &[&'static [u8]]) -> BoxStream<'static, Result<Bytes>> {
        let parts: Vec<_> = parts.iter().map(|part| Ok(Bytes::from_static(part))).collect();
        stream::iter(parts).boxed()
    }

    fn names(root: &Path) -> usize {
        let folders = std::fs::read_dir(root).into_iter().flatten().flatten();
        folders.map(|folder| std::fs::read_dir(folder.path()).unwrap().count()).sum()
    }

    #[tokio::test]
    async fn a_file_is_whole_or_not_there() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path(), 5);
        let stored = folder.put(chunks(&[b"hel", b"lo"])).await.unwrap();
        assert_eq!(stored.size, 5);
        assert_eq!(stored.hash, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        let read: Vec<_> = folder.get(&stored.file, 1, 3).await.unwrap().collect().await;
        assert_eq!(read.into_iter().map(Result::unwrap).collect::<Vec<_>>().concat(), b"ell");
        assert_eq!(names(dir.path()), 1);
        assert!(matches!(folder.put(chunks(&[b"hel", b"lo!"])).await, Err(StoreError::TooLarge(_))));
        let broken = stream::iter([Ok(Bytes::from_static(b"x")), Err(StoreError::Invalid("cut".to_owned()))]);
        assert!(matches!(folder.put(broken.boxed()).await, Err(StoreError::Invalid(_))));
        assert_eq!(names(dir.path()), 1, "nothing of the failed ones stays");
        assert_eq!(folder.old_ones(), [""; 0], "young files stay");
        folder.remove(&stored.file);
        assert_eq!(names(dir.path()), 0);
    }

    #[tokio::test]
    async fn only_names_of_ours_are_opened() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path(), 5);
        for name in ["", "..", "../../etc/passwd", "/etc/passwd", "0123456789abcdef0123456789abcde/"] {
            assert!(folder.get(name, 0, 1).await.is_err(), "{name}");
        }
    }
}
