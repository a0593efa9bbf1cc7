//! Bells between processes: a file is touched, whoever watches the directory wakes up. No timers.
//!
//! Leaves out what happened: the listener compares the replica's generation.

use notify::{EventKind, RecursiveMode, Watcher};
use std::io::Write;
use std::path::Path;
use tokio::sync::mpsc::UnboundedSender;

const OUTBOX: &str = "outbox.bell";
const REPLICA: &str = "replica.bell";
const WIKI: &str = "wiki.db-wal";

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
    let mut options = std::fs::OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    if let Ok(mut file) = options.open(dir.join(name)) {
        let _ = file.write_all(b"!");
    }
}

/// Watches a profile until the returned watcher is dropped.
pub(super) fn watch(dir: &Path, heard: UnboundedSender<Bell>) -> notify::Result<notify::RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if !matches!(event.kind, EventKind::Modify(_) | EventKind::Create(_)) {
            return;
        }
        for path in &event.paths {
            let bell = match path.file_name().and_then(|name| name.to_str()) {
                Some(OUTBOX) => Bell::Outbox,
                Some(REPLICA) => Bell::Replica,
                Some(WIKI) => Bell::Wiki,
                _ => continue,
            };
            let _ = heard.send(bell);
        }
    })?;
    watcher.watch(dir, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}

#[cfg(test)]
mod tests {
    use super::{Bell, ring_outbox, ring_replica, watch};

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
}
