//! The folder and the files of a hand-over: private, named after the page, read with a limit.

use crate::replica::Form;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The largest file that is taken back, in bytes.
const LIMIT: u64 = crate::tui::widget::editor::LIMIT as u64;

/// Returns the name of the file of a text.
pub(super) fn named(title: &str, form: Form) -> String {
    format!("{}.{}", slug(title), extension(form))
}

fn extension(form: Form) -> &'static str {
    match form {
        Form::Markdown => "md",
        Form::Storage => "xml",
    }
}

pub(super) fn form_of(file: &Path) -> Option<Form> {
    Form::ALL.into_iter().find(|form| file.extension().is_some_and(|found| found == extension(*form)))
}

pub(super) fn make_folder(directory: &Path) -> io::Result<PathBuf> {
    private_folder(directory, true)?;
    let folder = directory.join(uuid::Uuid::now_v7().to_string());
    private_folder(&folder, false)?;
    Ok(folder)
}

fn private_folder(path: &Path, recursive: bool) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(recursive);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes a file that must not be there yet, readable by its owner alone.
pub(super) fn write_new(path: &Path, text: &str) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

pub(super) fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(io::Error::other("it is larger than 16 MB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "page".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_page() {
        assert_eq!(named("Über uns / v2", Form::Markdown), "über-uns-v2.md");
        assert_eq!(named("../..", Form::Storage), "page.xml");
    }
}
