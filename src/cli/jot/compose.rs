//! From arguments, stdin or a prompt to the values that are queued.

use super::JotCommand;
use crate::cli::session::Session;
use crate::cli::{input, target};
use crate::domain::Jot;
use crate::report::Report;
use crate::sync::jot::{self, Shape, Wishes};
use std::io::{IsTerminal, Write};

/// A note ready to be queued, with its text as it came in.
pub(super) struct Note {
    pub(super) jots: Vec<Jot>,
    /// What to echo should the queue not take it.
    pub(super) text: String,
}

/// Reads and composes.
pub(super) fn note(command: &JotCommand, session: &Session) -> Result<Note, Report> {
    let now = crate::config::clock();
    let at = match &command.at {
        Some(when) => jot::parse_when(when, &now).map_err(|error| Report::refused(error.to_string()))?,
        None => now,
    };
    let text = text(command)?;
    let (shape, echo) = match &command.code {
        Some(language) => {
            let code = if input::is_piped() { piped()?.0 } else { String::new() };
            (Shape::Code { language: language.clone(), code: code.clone() }, format!("{text}\n{code}"))
        }
        None if command.task => (Shape::Task, text.clone()),
        None if command.quote => (Shape::Quote, text.clone()),
        None => (Shape::Note, text.clone()),
    };
    let login = || session.login_name();
    let given = command.to.as_deref().unwrap_or(&session.config.jot.target);
    let wishes = Wishes {
        shape,
        tags: command.tags.clone(),
        target: if given == "today" { None } else { target::jot(given, &login()) },
        new_page: command.new.clone(),
        day_starts: Some(session.config.jot.day_starts.0),
    };
    let jots = jot::compose(&text, &wishes, &at).map_err(|error| {
        Report::refused(error.to_string()).hinted("`tildr jot TEXT`, or pipe the text in")
    })?;
    Ok(Note { jots, text: echo })
}

/// Arguments win; stdin is read only when there are none, so that a loop that jots its lines keeps them.
fn text(command: &JotCommand) -> Result<String, Report> {
    if !command.text.is_empty() {
        let words: Vec<&[u8]> = command.text.iter().map(|word| word.as_encoded_bytes()).collect();
        return Ok(jot::printable(&words.join(&b' ')).0);
    }
    if command.code.is_some() {
        return Ok(String::new());
    }
    if input::is_piped() {
        let (text, escaped) = piped()?;
        // Escaped bytes are no Markdown: as code they stay as they are.
        return Ok(if escaped { format!("escaped input\n\n```\n{text}\n```") } else { text });
    }
    if matches!(command.new, Some(Some(_))) {
        return Ok(String::new());
    }
    prompt()
}

fn piped() -> Result<(String, bool), Report> {
    let (_, bytes) = input::bytes(None)?;
    Ok(jot::printable(&bytes))
}

/// Asks for one line.
fn prompt() -> Result<String, Report> {
    if !std::io::stderr().is_terminal() {
        return Ok(String::new());
    }
    let mut err = std::io::stderr();
    let _ = write!(err, "jot › ");
    let _ = err.flush();
    let mut line = Vec::new();
    std::io::BufRead::read_until(&mut std::io::stdin().lock(), b'\n', &mut line)?;
    Ok(jot::printable(line.trim_ascii_end()).0)
}
