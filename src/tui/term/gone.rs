//! Noticing that the terminal is gone.
//!
//! Not everybody is told by a signal: only the leader of the session is, and a wrapper may keep it to itself. The
//! stream of keys reads an end of file then, again and again, and would keep a processor busy for ever.

use rustix::event::{PollFd, PollFlags, poll};
use std::io::stdin;

/// Calls `tell` once the terminal is gone. Sleeps in a thread of its own until then and never wakes up before:
/// a hang-up is reported without being asked for, and nothing else is asked for.
pub fn when_gone(tell: impl FnOnce() + Send + 'static) {
    let wait = move || {
        let stdin = stdin();
        let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
        loop {
            match poll(&mut terminal, None) {
                Ok(_) => return tell(),
                Err(rustix::io::Errno::INTR) => {}
                // Without it a hang-up is noticed by the signal alone.
                Err(_) => return,
            }
        }
    };
    let _ = std::thread::Builder::new().name("hang-up".to_owned()).spawn(wait);
}
