//! Reading the layers, and telling every mistake at once with its line.
//!
//! serde stops at the first mistake, so each key of the file is read alone first: a one-key document that
//! does not fit is one problem.

use super::settings::Config;
use serde::Deserialize;
use std::ffi::OsString;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue, Deserializer};
use toml::{Spanned, Table, Value};

/// A file with more than this is no configuration.
const SIZE_LIMIT: u64 = 256 * 1024;

/// Everything wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there and cannot be read.
    #[error("cannot read `{path}`: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// Mistakes, in the order of the file, then of the environment.
    #[error("the configuration has {} mistake{}:{}", .0.len(), if .0.len() == 1 { "" } else { "s" }, listed(.0))]
    Mistakes(Vec<Problem>),
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file and line, or the variable.
    pub place: String,
    /// What is wrong there.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("\n  {problem}")).collect()
}

/// Reads the layers: defaults, `file` where it exists, and the variables `variable` knows.
pub fn load(file: &Path, variable: impl Fn(&str) -> Option<OsString>) -> Result<Config, ConfigError> {
    let text = read(file)?;
    let mut merged = Table::new();
    let mut problems = Vec::new();
    from_text(&text, &file.display().to_string(), &mut merged, &mut problems);
    from_variables(variable, &mut merged, &mut problems);
    if !problems.is_empty() {
        return Err(ConfigError::Mistakes(problems));
    }
    Config::deserialize(Value::Table(merged)).map_err(|error| {
        let place = file.display().to_string();
        ConfigError::Mistakes(vec![Problem { place, text: error.message().to_owned() }])
    })
}

fn read(file: &Path) -> Result<String, ConfigError> {
    let unreadable = |cause: String| ConfigError::Unreadable { path: file.to_owned(), cause };
    match std::fs::metadata(file) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(String::new());
        }
        Err(error) => return Err(unreadable(error.to_string())),
        Ok(facts) if facts.len() > SIZE_LIMIT => {
            return Err(unreadable(format!("{} bytes is too large for a configuration", facts.len())));
        }
        Ok(_) => {}
    }
    let bytes = std::fs::read(file).map_err(|error| unreadable(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let line =
            1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&b| b == b'\n').count();
        unreadable(format!("line {line} is not UTF-8"))
    })
}

fn from_text(text: &str, name: &str, merged: &mut Table, problems: &mut Vec<Problem>) {
    let at = |offset: usize| {
        let line = 1 + text.as_bytes()[..offset.min(text.len())].iter().filter(|&&b| b == b'\n').count();
        format!("{name}:{line}")
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut found: Vec<(usize, String)> = errors
        .iter()
        .map(|error| (error.span().map_or(0, |span| span.start), first_line(error.message())))
        .collect();
    each_key(table.get_ref(), &mut Vec::new(), &mut |path, key, value| {
        let document = nested(path, key, value);
        match Config::deserialize(Deserializer::from(document)) {
            Ok(_) => insert(merged, path, key.get_ref(), value),
            Err(error) => found.push((key.span().start, explained(path, key.get_ref(), error.message()))),
        }
    });
    found.sort();
    found.dedup();
    problems.extend(found.into_iter().map(|(offset, text)| Problem { place: at(offset), text }));
}

type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;

/// Visits every key with a value that is not a table.
fn each_key<'a>(
    table: &DeTable<'a>,
    path: &mut Vec<Key<'a>>,
    visit: &mut impl FnMut(&[Key<'a>], &Key<'a>, &Spanned<DeValue<'a>>),
) {
    for (key, value) in table.iter() {
        match value.get_ref() {
            DeValue::Table(inner) if path.len() < 8 => {
                path.push(key.clone());
                each_key(inner, path, visit);
                path.pop();
            }
            _ => visit(path, key, value),
        }
    }
}

/// A document that holds one key only.
fn nested<'a>(path: &[Key<'a>], key: &Key<'a>, value: &Spanned<DeValue<'a>>) -> Spanned<DeTable<'a>> {
    let mut table = DeTable::new();
    table.insert(key.clone(), value.clone());
    for outer in path.iter().rev() {
        let inner = std::mem::take(&mut table);
        table.insert(outer.clone(), Spanned::new(value.span(), DeValue::Table(inner)));
    }
    Spanned::new(value.span(), table)
}

fn insert(merged: &mut Table, path: &[Key<'_>], key: &str, value: &Spanned<DeValue<'_>>) {
    if let Ok(value) = Value::deserialize(toml::de::ValueDeserializer::from(value.clone())) {
        let path: Vec<&str> = path.iter().map(|part| part.get_ref().as_ref()).collect();
        put(merged, &path, key, value);
    }
}

fn put(mut table: &mut Table, path: &[&str], key: &str, value: Value) {
    for part in path {
        let inner = table.entry((*part).to_owned()).or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(inner) = inner else { return };
        table = inner;
    }
    table.insert(key.to_owned(), value);
}

/// serde names the field without its table; people need the whole key and what it could be.
fn explained(path: &[Key<'_>], key: &str, message: &str) -> String {
    let mut whole: String = path.iter().map(|part| format!("{}.", part.get_ref())).collect();
    whole.push_str(key);
    if message.starts_with("unknown field") {
        return match nearest(&whole) {
            Some(known) => format!("there is no setting `{whole}`, did you mean `{known}`?"),
            None => format!("there is no setting `{whole}`"),
        };
    }
    format!("`{whole}`: {}", first_line(message))
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

/// The known key with the most letters in common at the start or the end.
fn nearest(whole: &str) -> Option<&'static str> {
    let alike = |known: &str| {
        let start = known.chars().zip(whole.chars()).take_while(|(a, b)| a == b).count();
        let end = known.chars().rev().zip(whole.chars().rev()).take_while(|(a, b)| a == b).count();
        start.max(end)
    };
    Config::KEYS.into_iter().max_by_key(|known| alike(known)).filter(|known| alike(known) >= 3)
}

/// The variable of a key: `jot.day_starts` is `TILDR_JOT_DAY_STARTS`.
fn variable_of(key: &str) -> String {
    format!("TILDR_{}", key.replace('.', "_").to_uppercase())
}

fn from_variables(
    variable: impl Fn(&str) -> Option<OsString>,
    merged: &mut Table,
    problems: &mut Vec<Problem>,
) {
    for whole in Config::KEYS {
        let name = variable_of(whole);
        let Some(given) = variable(&name) else { continue };
        let Some(given) = given.to_str() else {
            problems.push(Problem { place: name, text: "is not UTF-8".to_owned() });
            continue;
        };
        let (path, key) = match whole.rsplit_once('.') {
            Some((table, key)) => (vec![table], key),
            None => (Vec::new(), whole),
        };
        let literal = match given {
            "true" | "1" | "yes" | "on" => Some(Value::Boolean(true)),
            "false" | "0" | "no" | "off" => Some(Value::Boolean(false)),
            _ => None,
        };
        let text = Value::String(given.to_owned());
        let fits = |value: &Value| {
            let mut alone = Table::new();
            put(&mut alone, &path, key, value.clone());
            Config::deserialize(Value::Table(alone)).map_err(|error| first_line(error.message()))
        };
        match literal.filter(|value| fits(value).is_ok()) {
            Some(value) => put(merged, &path, key, value),
            None => match fits(&text) {
                Ok(_) => put(merged, &path, key, text),
                Err(text) => problems.push(Problem { place: name, text }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let (mut merged, mut problems) = (Table::new(), Vec::new());
        from_text(text, "config.toml", &mut merged, &mut problems);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_example_file_is_the_defaults() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
        assert_eq!(load(&file, |_| None).unwrap(), Config::default());
        let text = std::fs::read_to_string(&file).unwrap();
        let uncommented: String = text
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(problems(&uncommented), Vec::<String>::new());
        let keys: Vec<String> = {
            let table = DeTable::parse(&uncommented).unwrap();
            let mut keys = Vec::new();
            each_key(table.get_ref(), &mut Vec::new(), &mut |path, key, _| {
                let mut whole: String = path.iter().map(|part| format!("{}.", part.get_ref())).collect();
                whole.push_str(key.get_ref());
                keys.push(whole);
            });
            keys.sort();
            keys
        };
        let mut known = Config::KEYS.map(String::from).to_vec();
        known.sort();
        assert_eq!(keys, known, "the example shows every key");
    }

    #[test]
    fn every_key_of_the_struct_is_listed() {
        let text = toml::to_string(&Config::default()).unwrap();
        let table = DeTable::parse(&text).unwrap();
        let mut count = 0;
        each_key(table.get_ref(), &mut Vec::new(), &mut |_, _, _| count += 1);
        assert_eq!(count, Config::KEYS.len());
    }

    #[test]
    fn all_mistakes_are_told_at_once_with_their_lines() {
        let found =
            problems("mouse = 3\nthem = \"x\"\n[jot]\nday_starts = \"25:99\"\n[edit]\ndefault = \"emacs\"\n");
        assert_eq!(found.len(), 4, "{found:#?}");
        assert!(found[0].starts_with("config.toml:1: `mouse`"), "{found:?}");
        assert_eq!(found[1], "config.toml:2: there is no setting `them`, did you mean `theme`?");
        assert!(found[2].starts_with("config.toml:4: `jot.day_starts`"), "{found:?}");
        assert!(found[3].starts_with("config.toml:6: `edit.default`"), "{found:?}");
    }

    #[test]
    fn broken_syntax_does_not_hide_other_mistakes() {
        let found = problems("mouse = tru\nnope = 1\n");
        assert!(found.iter().any(|p| p.starts_with("config.toml:1:")), "{found:?}");
        assert!(found.iter().any(|p| p.contains("`nope`")), "{found:?}");
    }

    #[test]
    fn variables_win_over_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        std::fs::write(&file, "mouse = true\n[jot]\nday_starts = \"03:00\"\n").unwrap();
        let variable = |name: &str| match name {
            "TILDR_MOUSE" => Some("off".into()),
            "TILDR_ACCOUNT_LOGIN" => Some("1".into()),
            _ => None,
        };
        let config = load(&file, variable).unwrap();
        assert!(!config.mouse);
        assert_eq!(config.account.login, "1");
        assert_eq!(config.jot.day_starts.0, jiff::civil::time(3, 0, 0, 0));
        let wrong = load(&file, |name| (name == "TILDR_ASCII").then(|| "maybe".into())).unwrap_err();
        assert!(wrong.to_string().contains("TILDR_ASCII"), "{wrong}");
    }

    #[test]
    fn deep_or_large_files_are_refused_not_followed() {
        let deep = format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000));
        assert!(!problems(&deep).is_empty());
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        std::fs::write(&file, "# x\n".repeat(100_000)).unwrap();
        assert!(matches!(load(&file, |_| None), Err(ConfigError::Unreadable { .. })));
    }
}
