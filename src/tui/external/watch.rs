//! Sees that the editor saved.

use super::Event;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::Sender;

/// Watches the folder rather than the file, since many editors write another file and rename it.
pub(super) fn watch(folder: &Path, sender: Sender<Event>) -> Option<notify::RecommendedWatcher> {
    let tell = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| is_whole(event.kind)) {
            let _ = sender.send(Event::Touched);
        }
    };
    // Without a watcher the text still comes back at the end.
    let mut watcher = notify::recommended_watcher(tell).ok()?;
    watcher.watch(folder, RecursiveMode::NonRecursive).ok()?;
    Some(watcher)
}

/// Says whether a file may be whole after an event; in the middle of a write it is not.
fn is_whole(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) | EventKind::Modify(ModifyKind::Name(_)) => {
            true
        }
        EventKind::Modify(_) => !cfg!(target_os = "linux"),
        _ => false,
    }
}
