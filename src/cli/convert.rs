//! `tildr convert`: storage XHTML to Markdown and back, without a wiki.

use super::{input, output};
use crate::domain::SafeText;
use crate::markup::{self, Splice};
use crate::report::Report;
use clap::{Args, ValueEnum};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What editors on some systems put before a text; no part of it.
const BOM: &str = "\u{feff}";

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
        let result = match (self.from, self.to) {
            (Format::Storage, Format::Markdown) => {
                self.no_base()?;
                to_markdown(&input::text(self.file.as_deref())?)?
            }
            (Format::Markdown, Format::Storage) => self.to_storage()?,
            _ => {
                return Err(Report::refused("`--from` and `--to` are the same format")
                    .hinted("one of them is `storage`, the other `markdown`"));
            }
        };
        match self.output.as_deref().filter(|path| !is_pipe(path)) {
            None => output::put_bytes(result.as_bytes()),
            Some(path) => write(path, &result),
        }
    }

    fn no_base(&self) -> Result<(), Report> {
        match self.base {
            None => Ok(()),
            Some(_) => Err(Report::refused("`--base` is for the way back to storage")
                .hinted("`tildr convert --from markdown --to storage --base ORIGINAL FILE`")),
        }
    }

    fn to_storage(&self) -> Result<String, Report> {
        let Some(base) = &self.base else {
            return Ok(rendered(&input::text(self.file.as_deref())?));
        };
        if is_pipe(base) && self.file.as_deref().is_none_or(is_pipe) {
            return Err(Report::refused("the original and the Markdown cannot both come from stdin")
                .hinted("`--base ORIGINAL` names a file, the Markdown may be piped in"));
        }
        let base = input::text(Some(base))?;
        spliced(&base, &input::text(self.file.as_deref())?)
    }
}

fn is_pipe(path: &Path) -> bool {
    path == Path::new("-")
}

/// A text without the mark that some editors put before it.
fn unmarked(text: &str) -> &str {
    text.strip_prefix(BOM).unwrap_or(text)
}

fn to_markdown(storage: &str) -> Result<String, Report> {
    let projection = markup::to_markdown(unmarked(storage));
    match projection.read_only {
        None => Ok(projection.markdown),
        Some(reason) => Err(read_only(&reason)),
    }
}

fn read_only(reason: &str) -> Report {
    Report::refused(format!("the page cannot be edited as Markdown: {reason}"))
        .hinted("mend the stored XHTML itself, on a wiki with `tildr page edit --storage TARGET`")
}

fn rendered(text: &str) -> String {
    let conversion = markup::to_storage(unmarked(text));
    for warning in &conversion.warnings {
        tell(warning);
    }
    conversion.storage
}

fn spliced(original: &str, edited: &str) -> Result<String, Report> {
    let base = unmarked(original);
    let mark = &original[..original.len() - base.len()];
    if let Some(reason) = markup::to_markdown(base).read_only {
        return Err(read_only(&reason));
    }
    match markup::splice(base, unmarked(edited)) {
        Splice::Unchanged => Ok(original.to_owned()),
        Splice::Changed { storage, removes } => {
            for thing in &removes {
                tell(&format!("removes {thing}"));
            }
            Ok(format!("{mark}{storage}"))
        }
        Splice::Refused(refusal) => Err(Report::refused(format!("nothing was written: {refusal}")).hinted(
            format!("change line {} of the Markdown, or edit the stored XHTML itself", refusal.line),
        )),
    }
}

fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "tildr: {}", SafeText::line(text));
}

/// Writes beside the file and renames, so that a refusal or a full disk leaves the old one.
fn write(path: &Path, text: &str) -> Result<(), Report> {
    // A link stays one: what it leads to is replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if target.is_dir() {
        return Err(Report::refused(format!("`{}` is a folder", path.display()))
            .hinted("name the file to write with `--output FILE`"));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written =
        tempfile::Builder::new().permissions(mode(&target)).tempfile_in(folder).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&target).map_err(|error| error.error)
        });
    written.map(|_| ()).map_err(|error| {
        let next = match error.kind() {
            ErrorKind::NotFound => "make the folder first",
            ErrorKind::StorageFull => "free some space, then do it again",
            _ => "leave `--output` out to get it on stdout",
        };
        Report::refused(format!("cannot write `{}`: {error}", path.display())).hinted(next)
    })
}

/// The mode of the file that is replaced, else the usual one.
fn mode(path: &Path) -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path)
        .map_or_else(|_| std::fs::Permissions::from_mode(0o644), |facts| facts.permissions())
}
