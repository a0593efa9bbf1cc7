//! Files in a bucket of an S3-compatible store. Large ones go there in parts and come back in pieces, so that none is ever
//! whole in memory.

use super::incoming::{Incoming, Whole};
use super::{Files, OWNER, Result, Stored, YOUNG, is_name, no_name, too_short};
use crate::server::store::StoreError;
use axum::body::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::SpawnedReqwestConnector;
use object_store::path::Path as Key;
use object_store::{
    BackoffConfig, ClientOptions, Error, MultipartUpload, ObjectStore, ObjectStoreExt, PutMode, PutOptions,
    PutPayload, RetryConfig,
};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Semaphore;

/// How much is sent at once; the stores take no smaller parts than 5 MiB.
const PART: u64 = 8 << 20;
/// How much is fetched at once.
const PIECE: u64 = 1 << 20;
/// How many files are sent at a time: each holds a part in memory.
const AT_A_TIME: usize = 4;
/// How long one request may take, and all tries of it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where a bucket is. Who may use it, its region and its endpoint come from the environment, by the names that other
/// programs know: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL` and their like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Address {
    bucket: String,
    prefix: String,
}

impl Address {
    /// Reads `s3://BUCKET/PREFIX`; the prefix may be missing.
    pub(in crate::server) fn read(text: &str) -> Result<Self> {
        let refused = |why: &str| StoreError::Invalid(format!("`{text}` is no place for files: {why}"));
        let Some(rest) = text.strip_prefix("s3://") else {
            return Err(refused("it is written `s3://BUCKET/PREFIX`"));
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let is_bucket =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(is_bucket) {
            return Err(refused("the name of a bucket has 3 to 63 small letters, digits, dots and dashes"));
        }
        let prefix = prefix.trim_matches('/');
        Key::parse(prefix).map_err(|error| refused(&error.to_string()))?;
        Ok(Self { bucket: bucket.to_owned(), prefix: prefix.to_owned() })
    }
}

/// A bucket, or a part of one.
pub(super) struct Bucket {
    store: AmazonS3,
    prefix: Key,
    incoming: Incoming,
    sending: Semaphore,
    /// Connections live here, whoever asks from wherever.
    runtime: Option<Runtime>,
}

impl Bucket {
    /// Prepares to use a bucket; asks nobody yet. What comes in waits below `folder`.
    pub(super) fn open(address: &Address, folder: &Path, limit: u64) -> Result<Self> {
        // Another part of the program may have chosen already, and the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("wiki-files").enable_all().build()?;
        let given = AmazonS3Builder::from_env();
        let is_near = std::env::var("AWS_ENDPOINT_URL").is_ok_and(|endpoint| is_near(&endpoint));
        // Whatever else the environment says: certificates are checked, and nothing leaves this machine unencrypted.
        let options = ClientOptions::new()
            .with_allow_http(is_near)
            .with_timeout(PATIENCE)
            .with_connect_timeout(PATIENCE / 3);
        let retry =
            RetryConfig { backoff: BackoffConfig::default(), max_retries: 4, retry_timeout: PATIENCE };
        let store = given
            .with_bucket_name(&address.bucket)
            .with_client_options(options)
            .with_retry(retry)
            .with_http_connector(SpawnedReqwestConnector::new(runtime.handle().clone()))
            .build()
            .map_err(|error| StoreError::Invalid(format!("the place for files cannot be used: {error}")))?;
        Ok(Self {
            store,
            prefix: Key::from(address.prefix.as_str()),
            incoming: Incoming::new(folder, limit),
            sending: Semaphore::new(AT_A_TIME),
            runtime: Some(runtime),
        })
    }

    fn key(&self, file: &str) -> Result<Key> {
        if is_name(file) { Ok(self.prefix.clone().join(file)) } else { Err(no_name()) }
    }

    async fn send(&self, whole: &mut Whole) -> Result<()> {
        let key = self.key(&whole.stored.file)?;
        whole.open.rewind().await?;
        let mut left = whole.stored.size;
        if left <= PART {
            let part = read(&mut whole.open, &mut left).await?;
            return self.store.put(&key, part).await.map(drop).map_err(failed);
        }
        let upload = self.store.put_multipart(&key).await.map_err(failed)?;
        let runtime = self.runtime.as_ref().map(|runtime| runtime.handle().clone());
        let mut parts = Parts { upload: Some(upload), runtime };
        while left > 0 {
            parts.add(read(&mut whole.open, &mut left).await?).await?;
        }
        parts.complete().await
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // Waiting for its threads is not allowed everywhere a store can be dropped.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Files for Bucket {
    fn put<'a>(&'a self, bytes: BoxStream<'a, Result<Bytes>>) -> BoxFuture<'a, Result<Stored>> {
        Box::pin(async move {
            let mut whole = self.incoming.take(bytes).await?;
            let _turn =
                self.sending.acquire().await.map_err(|error| StoreError::Failed(error.to_string()))?;
            self.send(&mut whole).await?;
            Ok(whole.stored.clone())
        })
    }

    fn get(
        &self,
        file: &str,
        from: u64,
        length: u64,
    ) -> BoxFuture<'_, Result<BoxStream<'static, Result<Bytes>>>> {
        let key = self.key(file);
        Box::pin(async move {
            let (key, store) = (key?, self.store.clone());
            if length == 0 {
                store.head(&key).await.map_err(failed)?;
                return Ok(stream::empty().boxed());
            }
            // The first piece tells what is wrong while it can still be answered.
            let first = piece(&store, &key, from, length).await?;
            let (at, left) = (from + first.len() as u64, length - first.len() as u64);
            let rest = stream::unfold((store, key, at, left), |(store, key, at, left)| async move {
                if left == 0 {
                    return None;
                }
                let piece = piece(&store, &key, at, left).await;
                let (at, left) = match &piece {
                    Ok(piece) => (at + piece.len() as u64, left - piece.len() as u64),
                    Err(_) => (at, 0),
                };
                Some((piece, (store, key, at, left)))
            });
            Ok(stream::iter([Ok(first)]).chain(rest).boxed())
        })
    }

    fn old_ones(&self) -> BoxFuture<'_, Result<Vec<String>>> {
        Box::pin(async {
            self.incoming.forget_old();
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let oldest_young = now.saturating_sub(YOUNG).as_secs() as i64;
            let mut found = Vec::new();
            let mut listed = self.store.list(Some(&self.prefix));
            while let Some(file) = listed.next().await {
                let file = file.map_err(failed)?;
                let name = file.location.filename().unwrap_or_default();
                if is_name(name) && file.last_modified.timestamp() < oldest_young {
                    found.push(name.to_owned());
                }
            }
            Ok(found)
        })
    }

    fn remove<'a>(&'a self, file: &'a str) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            match self.store.delete(&self.key(file)?).await {
                Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(failed(error)),
            }
        })
    }

    fn belongs_to<'a>(&'a self, wiki: &'a str) -> BoxFuture<'a, Result<bool>> {
        Box::pin(async move {
            let key = self.prefix.clone().join(OWNER);
            let mine = PutPayload::from(wiki.to_owned());
            let first = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
            match self.store.put_opts(&key, mine, first).await {
                Ok(_) => return Ok(true),
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {}
                Err(error) => return Err(failed(error)),
            }
            let owner = self.store.get_range(&key, 0..wiki.len() as u64).await.map_err(failed)?;
            Ok(owner == wiki.as_bytes())
        })
    }
}

/// A file that is sent in parts; what was sent is given up when it is dropped before it is complete.
struct Parts {
    upload: Option<Box<dyn MultipartUpload>>,
    runtime: Option<Handle>,
}

impl Parts {
    async fn add(&mut self, part: PutPayload) -> Result<()> {
        match &mut self.upload {
            Some(upload) => upload.put_part(part).await.map_err(failed),
            None => Ok(()),
        }
    }

    async fn complete(mut self) -> Result<()> {
        if let Some(upload) = &mut self.upload {
            upload.complete().await.map_err(failed)?;
        }
        self.upload = None;
        Ok(())
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        if let (Some(mut upload), Some(runtime)) = (self.upload.take(), &self.runtime) {
            drop(runtime.spawn(async move {
                if let Err(error) = upload.abort().await {
                    tracing::warn!(%error, "the parts of an upload that was given up stay in the bucket");
                }
            }));
        }
    }
}

/// Reads the next part of a file, of which so much is left.
async fn read(file: &mut File, left: &mut u64) -> Result<PutPayload> {
    let mut part = vec![0; PART.min(*left) as usize];
    file.read_exact(&mut part).await?;
    *left -= part.len() as u64;
    Ok(part.into())
}

/// Fetches the next piece of a file, of which so much is wanted.
async fn piece(store: &AmazonS3, key: &Key, from: u64, left: u64) -> Result<Bytes> {
    let length = left.min(PIECE);
    let piece = store.get_range(key, from..from + length).await.map_err(failed)?;
    if piece.len() as u64 == length { Ok(piece) } else { Err(too_short()) }
}

/// What went wrong is for the log: it tells of machines that callers know nothing about.
fn failed(error: Error) -> StoreError {
    match error {
        Error::NotFound { .. } => StoreError::Failed("a file is not where it was stored".to_owned()),
        error => {
            tracing::warn!(%error, "the place of files failed");
            StoreError::FilesAway
        }
    }
}

/// Tells whether an endpoint is on this machine.
fn is_near(endpoint: &str) -> bool {
    let host = endpoint.parse::<axum::http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    host.is_some_and(|host| {
        let host = host.trim_matches(['[', ']']);
        host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        let address = |bucket: &str, prefix: &str| Address { bucket: bucket.into(), prefix: prefix.into() };
        assert_eq!(Address::read("s3://wiki").unwrap(), address("wiki", ""));
        assert_eq!(Address::read("s3://wiki-1/a/b/").unwrap(), address("wiki-1", "a/b"));
        for other in
            ["", "wiki", "s3://", "s3://W/x", "s3://a b/x", "s3://u:p@wiki/x", "file:///x", "s3://wiki/a//b"]
        {
            assert!(matches!(Address::read(other), Err(StoreError::Invalid(_))), "{other}");
        }
    }

    #[test]
    fn only_this_machine_is_spoken_to_unencrypted() {
        for near in ["http://127.0.0.1:9000", "http://localhost", "http://[::1]:1"] {
            assert!(is_near(near), "{near}");
        }
        for far in ["http://s3.example", "http://127.0.0.1.example", "https://10.0.0.1", ""] {
            assert!(!is_near(far), "{far}");
        }
    }

    /// The uploads that are not complete, as the store tells them to everybody.
    fn unfinished(place: &str) -> String {
        use std::io::{Read, Write};
        let host = std::env::var("AWS_ENDPOINT_URL").unwrap().replace("http://", "");
        let bucket = place.replace("s3://", "");
        let mut store = std::net::TcpStream::connect(&host).unwrap();
        write!(store, "GET /{bucket}?uploads HTTP/1.0\r\nHost: {host}\r\n\r\n").unwrap();
        let mut told = String::new();
        store.read_to_string(&mut told).unwrap();
        assert!(told.contains("ListMultipartUploadsResult"), "{told}");
        told
    }

    #[tokio::test]
    async fn parts_of_an_upload_that_is_given_up_are_removed() {
        let Ok(place) = std::env::var("TILDR_TEST_FILES") else {
            println!("skipped: no S3-compatible store; `.ci/s3 cargo test` starts one");
            return;
        };
        let dir = tempfile::tempdir().unwrap();
        let prefix = uuid::Uuid::new_v4().simple().to_string();
        let bucket =
            Bucket::open(&Address::read(&format!("{place}/{prefix}")).unwrap(), dir.path(), 0).unwrap();
        let key = bucket.key(&"0".repeat(32)).unwrap();
        let upload = bucket.store.put_multipart(&key).await.unwrap();
        let runtime = bucket.runtime.as_ref().map(|runtime| runtime.handle().clone());
        let mut parts = Parts { upload: Some(upload), runtime };
        parts.add(vec![0; 5 << 20].into()).await.unwrap();
        assert!(unfinished(&place).contains(&prefix));
        drop(parts);
        let is_gone = (0..10_000).any(|_| !unfinished(&place).contains(&prefix));
        assert!(is_gone, "the parts stay");
        assert!(matches!(bucket.store.head(&key).await, Err(Error::NotFound { .. })));
    }
}
