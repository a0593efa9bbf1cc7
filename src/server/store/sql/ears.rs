//! Hearing that something was committed: by this program, by another one on the same file, by another node.

use super::database::Database;
use notify::{EventKind, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tokio::sync::watch;

/// What is heard; nothing outside of this program is listened to before somebody wants to know.
pub(super) struct Ears {
    rung: watch::Sender<u64>,
    database: Database,
    /// The file that every program rings that writes to the database beside it.
    bell: PathBuf,
    outside: OnceLock<Option<notify::RecommendedWatcher>>,
}

impl Ears {
    /// Listens to nothing yet.
    pub(super) fn new(database: Database, bell: PathBuf) -> Self {
        Self { rung: watch::Sender::new(0), database, bell, outside: OnceLock::new() }
    }

    /// Returns what the writer of this program rings.
    pub(super) fn bell(&self) -> watch::Sender<u64> {
        self.rung.clone()
    }

    /// Returns what changes with every commit.
    pub(super) fn listen(&self) -> watch::Receiver<u64> {
        self.outside.get_or_init(|| match &self.database {
            Database::File(_) => watch_file(&self.bell, self.rung.clone())
                .inspect_err(|error| tracing::warn!(%error, "what other programs write is not heard"))
                .ok(),
            Database::Postgres(server) => {
                server.listen(self.rung.clone());
                None
            }
        });
        self.rung.subscribe()
    }
}

fn watch_file(bell: &Path, rung: watch::Sender<u64>) -> notify::Result<notify::RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| matches!(event.kind, EventKind::Modify(_))) {
            rung.send_modify(|count| *count += 1);
        }
    })?;
    // A wiki that was never written to has no bell yet, and a file that is not there cannot be watched.
    super::writer::ring(bell);
    watcher.watch(bell, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}
