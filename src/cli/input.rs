//! What comes in: stdin, files, and an editor.

use crate::report::Report;
use std::io::{IsTerminal, Read};
use std::path::Path;

/// More than this is no page.
const SIZE_LIMIT: u64 = 256 * 1024 * 1024;

/// Reads stdin or a file; `-` and nothing are stdin.
pub(super) fn bytes(file: Option<&Path>) -> Result<(String, Vec<u8>), Report> {
    let mut bytes = Vec::new();
    let (name, outcome) = match file.filter(|file| *file != Path::new("-")) {
        None => ("stdin".to_owned(), std::io::stdin().lock().take(SIZE_LIMIT + 1).read_to_end(&mut bytes)),
        Some(path) => {
            let read = std::fs::File::open(path).and_then(|f| f.take(SIZE_LIMIT + 1).read_to_end(&mut bytes));
            (format!("`{}`", path.display()), read)
        }
    };
    outcome.map_err(|error| unreadable(&name, &error))?;
    if bytes.len() as u64 > SIZE_LIMIT {
        return Err(Report::refused(format!("{name} is larger than any page")));
    }
    Ok((name, bytes))
}

/// Reads text; bytes that are none are refused with their place.
pub(super) fn text(file: Option<&Path>) -> Result<String, Report> {
    let (name, bytes) = bytes(file)?;
    String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to();
        let encoding = match error.as_bytes() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "UTF-16",
            _ => "ISO-8859-1",
        };
        Report::refused(format!("{name} is not UTF-8 (at byte {place})"))
            .hinted(format!("convert it first: `iconv -f {encoding} -t UTF-8`"))
    })
}

fn unreadable(name: &str, error: &std::io::Error) -> Report {
    use std::io::ErrorKind::{IsADirectory, NotFound, PermissionDenied};
    let next = match error.kind() {
        NotFound => "check the name; `-` or nothing reads stdin",
        IsADirectory => "name a file; `tildr import` takes a folder",
        PermissionDenied => "check who may read it",
        _ => "check the file, or pipe the text in",
    };
    Report::refused(format!("cannot read {name}: {error}")).hinted(next)
}

/// Reads a secret: a line of stdin when it is piped there, or typed at the terminal without being shown.
///
/// `twice` asks for it again, where a slip would lock somebody out.
pub(super) fn secret(prompt: &str, from_stdin: bool, twice: bool) -> Result<String, Report> {
    if from_stdin {
        let line = text(None)?;
        return Ok(line.lines().next().unwrap_or_default().to_owned());
    }
    if is_piped() {
        return Err(Report::refused("there is no terminal to ask for the password")
            .hinted("pipe it in: `--password-stdin`"));
    }
    let typed = hidden(prompt)?;
    if twice && hidden("again: ")? != typed {
        return Err(Report::refused("the two are not the same").hinted("try again"));
    }
    Ok(typed)
}

#[cfg(unix)]
fn hidden(prompt: &str) -> Result<String, Report> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    eprint!("{prompt}");
    let terminal = std::io::stdin();
    let shown = tcgetattr(&terminal).map_err(std::io::Error::from)?;
    let mut silent = shown.clone();
    silent.local_modes.remove(LocalModes::ECHO);
    silent.local_modes.insert(LocalModes::ECHONL);
    tcsetattr(&terminal, OptionalActions::Flush, &silent).map_err(std::io::Error::from)?;
    let mut line = String::new();
    let read = terminal.read_line(&mut line);
    // Whatever was read, the terminal shows again what is typed.
    tcsetattr(&terminal, OptionalActions::Flush, &shown).map_err(std::io::Error::from)?;
    read?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(not(unix))]
fn hidden(_prompt: &str) -> Result<String, Report> {
    Err(Report::refused("a password cannot be typed here").hinted("pipe it in: `--password-stdin`"))
}

/// Whether something is piped or redirected into stdin.
pub(super) fn is_piped() -> bool {
    !std::io::stdin().is_terminal()
}

/// Opens the person's editor on a file below `folder`, named with `suffix`, and returns what it leaves there.
pub(super) fn edited(command: &str, folder: &Path, suffix: &str, text: &str) -> Result<String, Report> {
    crate::config::create_private_dir(folder)?;
    let file = tempfile::Builder::new().prefix("page-").suffix(suffix).tempfile_in(folder)?;
    std::fs::write(file.path(), text)?;
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = std::process::Command::new(program).args(words).arg(file.path()).status();
    match status {
        Err(error) => Err(Report::refused(format!("cannot start the editor `{program}`: {error}"))
            .hinted("set `edit.command` or $EDITOR to an editor that is installed")),
        Ok(status) if !status.success() => {
            let kept = keep(file)?;
            let flag = if suffix == ".xml" { " --storage" } else { "" };
            Err(Report::refused(format!("the editor ended with an error, its text is kept in `{kept}`"))
                .hinted(format!("`tildr page put{flag} TARGET {kept}` saves it")))
        }
        Ok(_) => {
            let bytes = std::fs::read(file.path())?;
            match String::from_utf8(bytes) {
                Ok(text) => Ok(text),
                Err(_) => Err(Report::refused(format!(
                    "what the editor wrote is not UTF-8; it is kept in `{}`",
                    keep(file)?
                ))),
            }
        }
    }
}

fn keep(file: tempfile::NamedTempFile) -> Result<String, Report> {
    let (_, path) = file.keep().map_err(|error| Report::refused(error.to_string()))?;
    Ok(path.display().to_string())
}

/// The editor's command: the setting, `$VISUAL`, `$EDITOR`, `vi`.
pub(super) fn editor(setting: &str) -> String {
    [Some(setting.to_owned()), std::env::var("VISUAL").ok(), std::env::var("EDITOR").ok()]
        .into_iter()
        .flatten()
        .find(|command| !command.trim().is_empty())
        .unwrap_or_else(|| "vi".to_owned())
}
