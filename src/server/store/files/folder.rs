//! Files in a folder, two levels deep. What came whole is made durable, then renamed.

use super::incoming::{Incoming, is_old, make_folder};
use super::{Files, OWNER, Result, Stored, is_name, no_name, too_short};
use axum::body::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tokio::fs::{self, File};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

/// How much is read at once.
const CHUNK: u64 = 64 << 10;

/// A folder.
pub(super) struct Folder {
    root: PathBuf,
    incoming: Incoming,
}

impl Folder {
    /// Names a folder, which is made when the first file comes, and how large a file may be.
    pub(super) fn new(root: &Path, limit: u64) -> Self {
        Self { root: root.to_owned(), incoming: Incoming::new(root, limit) }
    }

    fn path(&self, file: &str) -> Result<PathBuf> {
        if is_name(file) { Ok(self.root.join(&file[..2]).join(file)) } else { Err(no_name()) }
    }
}

impl Files for Folder {
    fn put<'a>(&'a self, bytes: BoxStream<'a, Result<Bytes>>) -> BoxFuture<'a, Result<Stored>> {
        Box::pin(async move {
            let whole = self.incoming.take(bytes).await?;
            let path = self.path(&whole.stored.file)?;
            let folder = path.parent().unwrap_or(&self.root);
            make_folder(folder).await?;
            let stored = whole.keep(&path).await?;
            sync_folder(folder).await?;
            Ok(stored)
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
                    Ok(0) => Some((Err(too_short()), (open, 0))),
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

    fn old_ones(&self) -> BoxFuture<'_, Result<Vec<String>>> {
        Box::pin(async {
            self.incoming.forget_old();
            let folders = std::fs::read_dir(&self.root).into_iter().flatten().flatten();
            let folders = folders.map(|folder| folder.path()).filter(|path| !self.incoming.is(path));
            let files = folders.flat_map(|path| std::fs::read_dir(path).into_iter().flatten().flatten());
            let names = files.filter(is_old).filter_map(|file| file.file_name().into_string().ok());
            Ok(names.filter(|name| is_name(name)).collect())
        })
    }

    fn remove<'a>(&'a self, file: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            match fs::remove_file(self.path(file)?).await {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
                _ => Ok(()),
            }
        })
    }

    fn belongs_to<'a>(&'a self, wiki: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let mark = self.root.join(OWNER);
            match fs::read_to_string(&mark).await {
                Ok(owner) => Ok(owner.trim() == wiki),
                // The folder is made when the first file comes.
                Err(error) if error.kind() == ErrorKind::NotFound && !self.root.is_dir() => Ok(true),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    fs::write(&mark, wiki).await?;
                    Ok(true)
                }
                Err(error) => Err(error.into()),
            }
        })
    }
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
