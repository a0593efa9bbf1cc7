//! What every place for files does, asked of a folder and, where `TILDR_TEST_FILES` names one, of a bucket.

use super::bucket::{Address, Bucket};
use super::folder::Folder;
use super::*;
use futures_util::stream::{self, StreamExt};
use std::path::Path;
use uuid::Uuid;

/// More than one part, less than the limit.
const LARGE: usize = 17 << 20;
const LIMIT: u64 = 20 << 20;

/// Runs a test on both; says when there is no bucket.
async fn on_both(test: impl AsyncFn(&dyn Files, &Path)) {
    let dir = tempfile::tempdir().unwrap();
    test(&Folder::new(dir.path(), LIMIT), dir.path()).await;
    let Ok(place) = std::env::var("TILDR_TEST_FILES") else {
        println!("skipped for a bucket: TILDR_TEST_FILES names none");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let address = Address::read(&format!("{place}/{}", Uuid::new_v4().simple())).unwrap();
    test(&Bucket::open(&address, dir.path(), LIMIT).unwrap(), dir.path()).await;
}

fn chunks(parts: &[&'static [u8]]) -> BoxStream<'static, Result<Bytes>> {
    let parts: Vec<_> = parts.iter().map(|part| Ok(Bytes::from_static(part))).collect();
    stream::iter(parts).boxed()
}

fn incoming(dir: &Path) -> usize {
    std::fs::read_dir(dir.join("incoming")).unwrap().count()
}

async fn read(files: &dyn Files, file: &str, from: u64, length: u64) -> Result<Vec<u8>> {
    let mut read = Vec::new();
    let mut chunks = files.get(file, from, length).await?;
    while let Some(chunk) = chunks.next().await {
        read.extend_from_slice(&chunk?);
    }
    Ok(read)
}

#[tokio::test]
async fn a_file_is_whole_or_not_there() {
    on_both(async |files, dir| {
        let stored = files.put(chunks(&[b"hel", b"lo"])).await.unwrap();
        assert_eq!(stored.size, 5);
        assert_eq!(stored.hash, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assert_eq!(read(files, &stored.file, 1, 3).await.unwrap(), b"ell");
        assert_eq!(read(files, &stored.file, 2, 0).await.unwrap(), b"");
        assert!(read(files, &stored.file, 3, 9).await.is_err(), "nobody is told that a part is the whole");
        let broken = stream::iter([Ok(Bytes::from_static(b"x")), Err(StoreError::Invalid("cut".to_owned()))]);
        assert!(matches!(files.put(broken.boxed()).await, Err(StoreError::Invalid(_))));
        let endless = stream::repeat_with(|| Ok(Bytes::from_static(&[0; 1 << 20])));
        assert!(matches!(files.put(endless.boxed()).await, Err(StoreError::TooLarge(_))));
        assert_eq!(incoming(dir), 0, "nothing of the failed ones stays");
        assert_eq!(files.old_ones().await.unwrap(), [""; 0], "young files stay");
        files.remove(&stored.file).await.unwrap();
        files.remove(&stored.file).await.unwrap();
        assert!(read(files, &stored.file, 0, 5).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_large_file_comes_back_byte_for_byte() {
    on_both(async |files, dir| {
        let bytes: Vec<u8> = (0..LARGE).map(|at| (at / 251) as u8 ^ at as u8).collect();
        let pieces: Vec<_> = bytes.chunks(1 << 16).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
        let stored = files.put(stream::iter(pieces).boxed()).await.unwrap();
        assert_eq!(stored.size, LARGE as u64);
        assert!(read(files, &stored.file, 0, stored.size).await.unwrap() == bytes);
        let (from, length) = (3_000_001, 9_000_000);
        assert!(
            read(files, &stored.file, from, length).await.unwrap()
                == bytes[from as usize..][..length as usize]
        );
        assert_eq!(incoming(dir), 0);
        let nothing = files.put(chunks(&[])).await.unwrap();
        assert_eq!(read(files, &nothing.file, 0, 0).await.unwrap(), b"");
    })
    .await;
}

#[tokio::test]
async fn an_upload_that_nobody_waits_for_leaves_nothing() {
    on_both(async |files, dir| {
        let stalls = chunks(&[b"half"]).chain(stream::pending()).boxed();
        let mut put = files.put(stalls);
        while !(dir.join("incoming").is_dir() && incoming(dir) == 1) {
            assert!(futures_util::poll!(&mut put).is_pending());
            tokio::task::yield_now().await;
        }
        drop(put);
        assert_eq!(incoming(dir), 0);
    })
    .await;
}

#[tokio::test]
async fn files_belong_to_one_wiki() {
    on_both(async |files, _| {
        for (wiki, is_its) in [("one", true), ("two", false), ("one", true)] {
            assert_eq!(files.belongs_to(wiki).await.unwrap(), is_its, "{wiki}");
        }
        assert_eq!(files.old_ones().await.unwrap(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn only_names_of_ours_are_opened() {
    on_both(async |files, _| {
        for name in ["", "..", "../../etc/passwd", "/etc/passwd", "wiki", "0123456789abcdef0123456789abcde/"]
        {
            assert!(files.get(name, 0, 1).await.is_err(), "{name}");
            assert!(files.remove(name).await.is_err(), "{name}");
        }
    })
    .await;
}
