//! `tildr` alone: the interface.

use super::session::Session;
use crate::report::Report;
use std::io::IsTerminal;

/// Opens the interface, where there is a terminal to open it on.
pub(super) fn run(session: &Session) -> Result<(), Report> {
    check_terminal()?;
    let dir = session.dir()?;
    let _ = (dir, session.account());
    Err(Report::refused("this build has no interface yet"))
}

fn check_terminal() -> Result<(), Report> {
    let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    let cause = if !std::io::stdout().is_terminal() {
        "the interface needs a terminal, and stdout is not one"
    } else if !std::io::stdin().is_terminal() {
        "the interface needs a terminal, and stdin is not one"
    } else if dumb {
        "the interface needs a terminal that can move its cursor, and TERM says it cannot"
    } else {
        return Ok(());
    };
    Err(Report::refused(cause)
        .hinted("`tildr --help` lists commands that need no terminal")
        .hinted("for example `tildr page list` or `tildr jot TEXT`"))
}
