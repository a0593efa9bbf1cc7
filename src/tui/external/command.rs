//! The command of the editor: the words of it, and starting them.

use super::{Event, ExternalError};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;

/// What is tried when neither `VISUAL` nor `EDITOR` is set.
const FALLBACKS: [&str; 3] = ["editor", "nano", "vi"];

/// Returns the words of the command to run, from the variables as the person set them: no shell reads
/// them, quotes and backslashes mean what they mean in one.
pub fn command(visual: Option<&str>, editor: Option<&str>) -> Vec<String> {
    [visual, editor].into_iter().flatten().map(words).find(|words| !words.is_empty()).unwrap_or_default()
}

/// Returns the command that the environment asks for.
pub fn command_from_environment() -> Vec<String> {
    let variable = |name| std::env::var(name).ok();
    command(variable("VISUAL").as_deref(), variable("EDITOR").as_deref())
}

/// Starts the editor, and a thread that waits for it; returns the name of the program.
pub(super) fn spawn(command: &[String], file: &Path, sender: Sender<Event>) -> Result<String, ExternalError> {
    let fallbacks = FALLBACKS.map(|program| vec![program.to_owned()]);
    let asked = [command.to_vec()];
    let tries = if command.is_empty() { &fallbacks[..] } else { &asked[..] };
    let mut failed = ExternalError::NoEditor;
    for words in tries {
        let program = words[0].clone();
        match start(words, file).spawn() {
            Ok(mut child) => {
                std::thread::spawn(move || {
                    let _ = sender.send(Event::Ended(child.wait()));
                });
                return Ok(program);
            }
            Err(cause) if !command.is_empty() => failed = ExternalError::NotStarted { program, cause },
            Err(_) => {}
        }
    }
    Err(failed)
}

fn start(words: &[String], file: &Path) -> Command {
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg(file);
    command.stdin(Stdio::inherit()).stdout(Stdio::inherit()).stderr(Stdio::inherit());
    for (name, _) in std::env::vars_os() {
        // Whatever the editor loads as plug-ins has no business with tokens and keys of the wiki.
        if name.to_string_lossy().starts_with("TILDR_") {
            command.env_remove(name);
        }
    }
    command
}

/// Splits a command line at blanks outside of quotes.
pub(super) fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_split_as_a_shell_would() {
        assert_eq!(words(r#"code --wait"#), ["code", "--wait"]);
        assert_eq!(
            words(r#"'/opt/my editor/bin' -c "set ft=md" a\ b """#),
            ["/opt/my editor/bin", "-c", "set ft=md", "a b", ""]
        );
        assert_eq!(command(Some(" "), Some("vi")), ["vi"]);
    }
}
