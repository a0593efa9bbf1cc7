//! One process syncs for a profile: whoever holds the lock on `leader.lock`.
//!
//! The system releases the lock when its holder dies, whatever way. Whoever waits is woken by the system
//! too: a thread sits in the blocking call, nothing polls.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use tokio::sync::oneshot;

/// Leadership: ends when dropped.
#[derive(Debug)]
pub(super) struct Leadership {
    /// `None` where the file system knows no locks: then everybody leads, as two programs on two machines do.
    _lock: Option<File>,
}

/// What asking for leadership gave.
pub(super) enum Answer {
    /// We lead.
    Yes(Leadership),
    /// Somebody else does; this is answered when they are gone.
    Later(oneshot::Receiver<Leadership>),
}

/// Asks to lead the profile in `dir`.
pub(super) fn ask(dir: &Path) -> io::Result<Answer> {
    let file = open(dir)?;
    match file.try_lock() {
        Ok(()) => Ok(Answer::Yes(Leadership { _lock: Some(file) })),
        Err(TryLockError::WouldBlock) => Ok(Answer::Later(wait(file)?)),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
            Ok(Answer::Yes(Leadership { _lock: None }))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn open(dir: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(dir.join("leader.lock"))
}

fn wait(file: File) -> io::Result<oneshot::Receiver<Leadership>> {
    let (tell, told) = oneshot::channel();
    std::thread::Builder::new().name("leader".to_owned()).stack_size(64 * 1024).spawn(move || {
        if file.lock().is_ok() {
            // When nobody listens any more, the lock goes with the message.
            let _ = tell.send(Leadership { _lock: Some(file) });
        }
    })?;
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::{Answer, ask};

    #[tokio::test]
    async fn f19_the_next_leads_when_the_leader_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let Answer::Yes(first) = ask(dir.path()).unwrap() else { panic!("nobody leads yet") };
        let Answer::Later(mut second) = ask(dir.path()).unwrap() else { panic!("the first leads") };
        assert!(second.try_recv().is_err());
        drop(first);
        second.await.unwrap();
    }
}
