//! Where the bytes of attachments are: a folder beside the wiki, or a bucket of an S3-compatible store. One file each
//! under a random name.
//!
//! What comes in is written to a file of this machine first, hashed on the way: a sender who is slow, or goes away, holds
//! nothing but that. What has its name is whole. What an attachment is called never becomes a path.

mod bucket;
mod folder;
mod incoming;
#[cfg(test)]
mod suite;

pub(in crate::server) use bucket::Address;

use super::{Result, StoreError};
use axum::body::Bytes;
use bucket::Bucket;
use folder::Folder;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long a file without a row stays: longer than any upload takes.
const YOUNG: Duration = Duration::from_secs(24 * 60 * 60);
/// The name that says whose files they are.
const OWNER: &str = "wiki";

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
    fn old_ones(&self) -> BoxFuture<'_, Result<Vec<String>>>;
    /// Removes a file; one that is not there is removed already.
    fn remove<'a>(&'a self, file: &'a str) -> BoxFuture<'a, Result<()>>;
    /// Tells whether the files are those of this wiki; a place that was nobody's is from now on.
    fn belongs_to<'a>(&'a self, wiki: &'a str) -> BoxFuture<'a, Result<bool>>;
}

/// Opens the place of a wiki's files: a bucket, or else the folder. `limit` is how large a file may be.
pub(in crate::server) fn open(folder: &Path, bucket: Option<&Address>, limit: u64) -> Result<Arc<dyn Files>> {
    Ok(match bucket {
        Some(address) => Arc::new(Bucket::open(address, folder, limit)?),
        None => Arc::new(Folder::new(folder, limit)),
    })
}

/// Tells whether a name is one of ours.
fn is_name(file: &str) -> bool {
    file.len() == 32 && file.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn no_name() -> StoreError {
    StoreError::Failed("a file has a name that is none of ours".to_owned())
}

fn too_short() -> StoreError {
    StoreError::Failed("a file is shorter than it was".to_owned())
}
