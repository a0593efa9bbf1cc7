//! Copies text: with the desktop's own tool where there is one, and through the terminal (OSC 52), which works over
//! SSH. Which terminals obey is not known to anybody: the text can always be shown to be selected by hand.

use super::Term;
use ratatui::crossterm::Command as _;
use ratatui::crossterm::clipboard::CopyToClipboard;
use std::io::{self, Write};
use std::process::{Command, Stdio};

/// Terminals drop longer sequences silently, so we do not pretend.
const LIMIT: usize = 74_000;
/// How much GNU screen hands on in one piece.
const SCREEN_PIECE: usize = 250;

/// What is between us and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    Tmux,
    Screen,
}

/// Copies text and says how; `None` when there was no way.
pub(super) fn copy(term: &mut Term, text: &str) -> io::Result<Option<&'static str>> {
    let tool = local(text);
    // As it comes, tmux obeys no sequence from inside of it, plain or wrapped, and its own command does both: the text
    // is in its buffer and in the terminal's clipboard.
    if has("TMUX") && handed("tmux", &["load-buffer", "-w", "-"], text) {
        return Ok(tool.or(Some("into tmux and the terminal")));
    }
    if text.len() > LIMIT || !understands(|name| std::env::var(name).unwrap_or_default()) {
        return Ok(tool);
    }
    let between = if has("TMUX") {
        Between::Tmux
    } else if has("STY") {
        Between::Screen
    } else {
        Between::Nothing
    };
    term.write(&sequence(text, between))?;
    Ok(tool.or(Some(match between {
        Between::Nothing => "through the terminal",
        Between::Tmux => "through tmux and the terminal",
        Between::Screen => "through screen and the terminal",
    })))
}

/// Terminals that are known to leave OSC 52 alone.
fn understands(variable: impl Fn(&str) -> String) -> bool {
    variable("TERM") != "linux" && variable("TERM_PROGRAM") != "Apple_Terminal"
}

/// Returns the bytes that make a terminal copy text.
fn sequence(text: &str, between: Between) -> Vec<u8> {
    let mut plain = String::new();
    // Writing into a string cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
    // Ended by a bell: the usual end would end a sequence around it, too.
    let plain = format!("{}\x07", plain.trim_end_matches("\x1b\\").trim_end_matches('\x07'));
    match between {
        Between::Nothing => plain.into_bytes(),
        // tmux keeps the plain one for itself and hands the wrapped one on; which of both it obeys is its
        // configuration.
        Between::Tmux => format!("\x1bPtmux;{}\x1b\\{plain}", plain.replace('\x1b', "\x1b\x1b")).into_bytes(),
        Between::Screen => {
            let pieces = plain.as_bytes().chunks(SCREEN_PIECE);
            pieces.flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat()).collect()
        }
    }
}

fn has(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Copies with a tool of the desktop and says with which.
pub(super) fn local(text: &str) -> Option<&'static str> {
    let (program, arguments, name) = tool(has, cfg!(target_os = "macos"))?;
    handed(program, arguments, text).then_some(name)
}

/// Hands text to a program; tells whether it took it.
fn handed(program: &str, arguments: &[&str], text: &str) -> bool {
    let command = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = command else { return false };
    let is_written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(text.as_bytes()).is_ok());
    // These tools put themselves into the background; one that fails at once did not copy.
    child.wait().is_ok_and(|status| status.success()) && is_written
}

type Tool = (&'static str, &'static [&'static str], &'static str);

/// Returns the tool of the desktop the person sits at. Over SSH that desktop is elsewhere, unless a display is
/// forwarded.
fn tool(has: impl Fn(&str) -> bool, is_mac: bool) -> Option<Tool> {
    let is_remote = has("SSH_CONNECTION") || has("SSH_TTY");
    if has("WAYLAND_DISPLAY") && !is_remote {
        Some(("wl-copy", &[], "with wl-copy"))
    } else if has("DISPLAY") {
        Some(("xclip", &["-selection", "clipboard"], "with xclip"))
    } else if is_mac && !is_remote {
        Some(("pbcopy", &[], "with pbcopy"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(between: Between, text: &str) -> String {
        String::from_utf8(sequence(text, between)).unwrap()
    }

    #[test]
    fn the_bytes_for_a_terminal_tmux_and_screen() {
        assert_eq!(shown(Between::Nothing, "hi"), "\x1b]52;c;aGk=\x07");
        assert_eq!(shown(Between::Tmux, "hi"), "\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\\x1b]52;c;aGk=\x07");
        assert_eq!(shown(Between::Screen, "hi"), "\x1bP\x1b]52;c;aGk=\x07\x1b\\");
    }

    #[test]
    fn screen_gets_pieces_that_it_can_hand_on() {
        let long = "x".repeat(1000);
        let bytes = shown(Between::Screen, &long);
        let pieces: Vec<&str> = bytes.split("\x1b\\").filter(|piece| !piece.is_empty()).collect();
        assert!(pieces.len() > 4 && pieces.iter().all(|piece| piece.len() <= SCREEN_PIECE + 2));
        let whole: String = pieces.iter().map(|piece| piece.strip_prefix("\x1bP").unwrap()).collect();
        assert_eq!(whole, shown(Between::Nothing, &long));
    }

    #[test]
    fn the_tool_is_that_of_the_desktop_one_sits_at() {
        let with = |names: &'static [&'static str]| move |name: &str| names.contains(&name);
        let name = |tool: Option<Tool>| tool.map(|(program, ..)| program);
        assert_eq!(name(tool(with(&["WAYLAND_DISPLAY", "DISPLAY"]), false)), Some("wl-copy"));
        assert_eq!(name(tool(with(&["DISPLAY"]), false)), Some("xclip"));
        assert_eq!(name(tool(with(&["SSH_TTY", "DISPLAY"]), false)), Some("xclip"), "a forwarded display");
        assert_eq!(name(tool(with(&[]), true)), Some("pbcopy"));
        assert_eq!(name(tool(with(&["SSH_CONNECTION", "WAYLAND_DISPLAY"]), true)), None);
    }

    #[test]
    fn what_does_not_take_the_text_did_not_copy() {
        assert!(handed("cat", &[], "text"));
        assert!(!handed("false", &[], "text"));
        assert!(!handed("no-such-program-anywhere", &[], "text"));
    }

    #[test]
    fn a_console_has_no_clipboard() {
        assert!(!understands(|name| if name == "TERM" { "linux".to_owned() } else { String::new() }));
        assert!(understands(|_| String::new()));
    }
}
