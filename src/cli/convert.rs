//! `tildr convert`: storage XHTML to Markdown and back, without a wiki.

use super::{input, output};
use crate::markup::{self, Splice};
use crate::report::Report;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Convert {
    /// What the input is
    #[arg(long, value_name = "FORMAT")]
    from: Format,
    /// What the output should be
    #[arg(long, value_name = "FORMAT")]
    to: Format,
    /// The stored page that the Markdown was made from: what was not edited keeps its bytes
    #[arg(long, value_name = "ORIGINAL")]
    base: Option<PathBuf>,
    /// Write here instead of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The input, stdin when absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The wiki's XHTML
    Storage,
    /// Markdown
    #[value(alias = "md")]
    Markdown,
}

impl Convert {
    pub(super) fn run(&self) -> Result<(), Report> {
        let input = input::text(self.file.as_deref())?;
        let result = match (self.from, self.to) {
            (Format::Storage, Format::Markdown) => to_markdown(&input)?,
            (Format::Markdown, Format::Storage) => match &self.base {
                Some(base) => spliced(&input::text(Some(base))?, &input)?,
                None => to_storage(&input),
            },
            _ => {
                return Err(Report::refused("`--from` and `--to` are the same format")
                    .hinted("one of them is `storage`, the other `markdown`"));
            }
        };
        match &self.output {
            None => output::put_bytes(result.as_bytes()),
            Some(path) => write(path, &result),
        }
    }
}

fn to_markdown(storage: &str) -> Result<String, Report> {
    let projection = markup::to_markdown(storage);
    match projection.read_only {
        None => Ok(projection.markdown),
        Some(reason) => Err(Report::refused(format!("the page cannot be edited as Markdown: {reason}"))),
    }
}

fn to_storage(text: &str) -> String {
    let conversion = markup::to_storage(text);
    for warning in &conversion.warnings {
        let _ = writeln!(std::io::stderr(), "tildr: {}", crate::domain::SafeText::line(warning));
    }
    conversion.storage
}

fn spliced(base: &str, edited: &str) -> Result<String, Report> {
    match markup::splice(base, edited) {
        Splice::Unchanged => Ok(base.to_owned()),
        Splice::Changed { storage, removes } => {
            for thing in &removes {
                let _ =
                    writeln!(std::io::stderr(), "tildr: removes {}", crate::domain::SafeText::line(thing));
            }
            Ok(storage)
        }
        Splice::Refused(refusal) => Err(Report::refused(refusal.to_string()).hinted("nothing was written")),
    }
}

/// Writes beside the file and renames, so that a refusal or a full disk leaves the old one.
fn write(path: &Path, text: &str) -> Result<(), Report> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written =
        tempfile::Builder::new().permissions(mode(path)).tempfile_in(folder).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.persist(path).map_err(|error| error.error)
        });
    written
        .map(|_| ())
        .map_err(|error| Report::refused(format!("cannot write `{}`: {error}", path.display())))
}

/// The mode of the file that is replaced, else the usual one.
fn mode(path: &Path) -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path)
        .map_or_else(|_| std::fs::Permissions::from_mode(0o644), |facts| facts.permissions())
}
