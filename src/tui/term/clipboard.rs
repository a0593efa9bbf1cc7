//! Copies text: OSC 52, which works over SSH, and the desktop's own tool where there is one.

use super::Term;
use ratatui::crossterm::Command as _;
use ratatui::crossterm::clipboard::CopyToClipboard;
use std::io::{self, Write};
use std::process::{Command, Stdio};

/// Terminals drop longer sequences silently, so we do not pretend.
const LIMIT: usize = 74_000;

/// Copies text and says how; `None` when there was no way.
pub(super) fn copy(term: &mut Term, text: &str) -> io::Result<Option<&'static str>> {
    let local = local_tool(text);
    if text.len() > LIMIT {
        return Ok(local);
    }
    let mut sequence = String::new();
    if CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence).is_ok() {
        if std::env::var_os("TMUX").is_some() {
            // tmux keeps the plain one for itself and hands the wrapped one on; which of both it obeys
            // is its configuration.
            let wrapped = format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b"));
            term.write(wrapped.as_bytes())?;
        }
        term.write(sequence.as_bytes())?;
    }
    Ok(local.or(Some("through the terminal")))
}

fn local_tool(text: &str) -> Option<&'static str> {
    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let (program, arguments, name): (_, &[&str], _) = if has("WAYLAND_DISPLAY") {
        ("wl-copy", &[], "with wl-copy")
    } else if has("DISPLAY") {
        ("xclip", &["-selection", "clipboard"], "with xclip")
    } else if cfg!(target_os = "macos") && !has("SSH_CONNECTION") {
        ("pbcopy", &[], "with pbcopy")
    } else {
        return None;
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    // These tools put themselves into the background; one that fails at once did not copy.
    child.wait().ok()?.success().then_some(name)
}
