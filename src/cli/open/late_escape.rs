//! tmux waits after Esc whether a sequence follows, half a second where nobody set it: everything that Esc closes
//! seems slow. Told once to whoever has it so.

use crate::replica::Replica;
use crate::report::Report;
use std::process::{Command, Stdio};

/// Where it is kept that it was told.
const TOLD: &str = "told-escape-time";
/// What nobody notices.
const FINE_MILLISECONDS: u32 = 60;

/// Tells whether Esc comes late and the person was never told; from then on they were.
pub(super) fn is_news(replica: &Replica) -> Result<bool, Report> {
    if std::env::var_os("TMUX").is_none() || replica.state(TOLD)?.is_some() {
        return Ok(false);
    }
    // tmux is asked only until there is an answer to keep.
    replica.set_state(TOLD, "yes")?;
    Ok(escape_time().is_some_and(|wait| wait > FINE_MILLISECONDS))
}

fn escape_time() -> Option<u32> {
    let mut asked = Command::new("tmux");
    asked.args(["show-options", "-sv", "escape-time"]).stdin(Stdio::null()).stderr(Stdio::null());
    parsed(&asked.output().ok()?.stdout)
}

fn parsed(said: &[u8]) -> Option<u32> {
    std::str::from_utf8(said).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parsed;

    #[test]
    fn what_tmux_says_is_read() {
        assert_eq!(parsed(b"500\n"), Some(500));
        assert_eq!(parsed(b"unknown option"), None);
    }
}
