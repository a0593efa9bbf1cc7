//! Bells between processes: a file is touched, whoever watches it wakes up. No timers.
//!
//! The files are watched one by one, never their directory: the databases beside them are written to a hundred
//! thousand times during a long sync, and every write would wake a thread. Leaves out what happened: the listener
//! compares the replica's generation.

use notify::{EventKind, RecursiveMode, Watcher};
use std::io::Write;
use std::path::Path;
use tokio::sync::mpsc::UnboundedSender;

const OUTBOX: &str = "outbox.bell";
const REPLICA: &str = "replica.bell";
/// Rung by the embedded wiki after every commit.
const WIKI: &str = "wiki.bell";

/// What rang.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Bell {
    /// Somebody queued something.
    Outbox,
    /// Somebody changed the replica.
    Replica,
    /// Somebody wrote into the embedded wiki.
    Wiki,
}

/// Tells the process that syncs this profile that something was queued.
pub fn ring_outbox(dir: &Path) {
    ring(dir, OUTBOX);
}

/// Tells every process that shows this profile that the replica has changed.
pub fn ring_replica(dir: &Path) {
    ring(dir, REPLICA);
}

/// Best effort: who misses it sees the change with the next one.
fn ring(dir: &Path, name: &str) {
    if let Ok(mut file) = open(&dir.join(name)) {
        let _ = file.write_all(b"!");
    }
}

/// Opens a bell, made when missing.
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Watches the bells of a profile until the returned watcher is dropped.
pub(super) fn watch(dir: &Path, heard: UnboundedSender<Bell>) -> notify::Result<notify::RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if !matches!(event.kind, EventKind::Modify(_)) {
            return;
        }
        for bell in event.paths.iter().filter_map(|path| bell_at(path)) {
            let _ = heard.send(bell);
        }
    })?;
    for name in [OUTBOX, REPLICA, WIKI] {
        let path = dir.join(name);
        open(&path)?;
        watcher.watch(&path, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

fn bell_at(path: &Path) -> Option<Bell> {
    match path.file_name()?.to_str()? {
        OUTBOX => Some(Bell::Outbox),
        REPLICA => Some(Bell::Replica),
        WIKI => Some(Bell::Wiki),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Bell, ring_outbox, ring_replica, watch};
    use crate::domain::{OpId, SpaceKey};

    #[tokio::test]
    async fn a_ring_is_heard() {
        let dir = tempfile::tempdir().unwrap();
        let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let _watcher = watch(dir.path(), tell).unwrap();
        ring_outbox(dir.path());
        assert_eq!(heard.recv().await, Some(Bell::Outbox));
        ring_replica(dir.path());
        while heard.recv().await != Some(Bell::Replica) {}
    }

    #[tokio::test]
    async fn the_embedded_wiki_rings_after_a_write() {
        let dir = tempfile::tempdir().unwrap();
        let account =
            crate::server::LocalAccount { login: "ada".to_owned(), full_name: "Ada Lovelace".to_owned() };
        let wiki = crate::remote::in_process(crate::server::open(dir.path(), account).unwrap());
        let (tell, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let _watcher = watch(dir.path(), tell).unwrap();
        wiki.create_space(OpId::fresh(), &SpaceKey::new("DOCS"), "Docs", &[]).await.unwrap();
        assert_eq!(heard.recv().await, Some(Bell::Wiki));
    }
}
