//! `tildr convert`: storage XHTML to Markdown and back, without a wiki.

use super::input;
use super::output::{self, Output};
use crate::domain::SafeText;
use crate::markup::{self, Explanation, Splice};
use crate::report::Report;
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
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
    /// Tell what becomes of each block: kept, edited, moved, copied, new or deleted; on stderr, or on stdout
    /// when the result goes to a file
    #[arg(long)]
    explain: bool,
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
    pub(super) fn run(&self, out: Output) -> Result<(), Report> {
        let result = match (self.from, self.to) {
            (Format::Storage, Format::Markdown) => {
                self.only_back()?;
                to_markdown(&input::text(self.file.as_deref())?)?
            }
            (Format::Markdown, Format::Storage) => self.to_storage(out)?,
            _ => {
                return Err(Report::refused("`--from` and `--to` are the same format")
                    .hinted("one of them is `storage`, the other `markdown`"));
            }
        };
        match self.file_to_write() {
            None => output::put_bytes(result.as_bytes()),
            Some(path) => write(path, &result),
        }
    }

    fn file_to_write(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| !is_pipe(path))
    }

    /// Refuses what only means something on the way back to storage.
    fn only_back(&self) -> Result<(), Report> {
        let flag = match (&self.base, self.explain) {
            (None, false) => return Ok(()),
            (Some(_), _) => "--base",
            (None, true) => "--explain",
        };
        Err(Report::refused(format!("`{flag}` is for the way back to storage"))
            .hinted("`tildr convert --from markdown --to storage --base ORIGINAL FILE`"))
    }

    fn to_storage(&self, out: Output) -> Result<String, Report> {
        let Some(base) = &self.base else {
            let text = input::text(self.file.as_deref())?;
            if self.explain {
                self.tell_blocks(&markup::explain("", unmarked(&text)), "", unmarked(&text), out)?;
            }
            return Ok(rendered(&text));
        };
        if is_pipe(base) && self.file.as_deref().is_none_or(is_pipe) {
            return Err(Report::refused("the original and the Markdown cannot both come from stdin")
                .hinted("`--base ORIGINAL` names a file, the Markdown may be piped in"));
        }
        let original = input::text(Some(base))?;
        let edited = input::text(self.file.as_deref())?;
        let (base, edited) = (unmarked(&original), unmarked(&edited));
        let projection = markup::to_markdown(base);
        if let Some(reason) = projection.read_only {
            return Err(read_only(&reason));
        }
        let explanation = markup::explain(base, edited);
        if self.explain {
            self.tell_blocks(&explanation, &projection.markdown, edited, out)?;
        }
        spliced(&original, base, explanation)
    }

    /// Prints what becomes of the blocks, where the result does not go.
    fn tell_blocks(
        &self,
        explanation: &Explanation,
        base: &str,
        edited: &str,
        out: Output,
    ) -> Result<(), Report> {
        let text = match out.is_json() {
            true => format!("{}\n", object(explanation, base, edited)),
            false => sentences(explanation, base, edited),
        };
        if self.file_to_write().is_some() {
            return output::put(&text);
        }
        let _ = std::io::stderr().write_all(text.as_bytes());
        Ok(())
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

fn spliced(original: &str, base: &str, explanation: Explanation) -> Result<String, Report> {
    let mark = &original[..original.len() - base.len()];
    let why = explanation.refusal().unwrap_or_default();
    match explanation.splice {
        Splice::Unchanged => Ok(original.to_owned()),
        Splice::Changed { storage, removes, warnings } => {
            for thing in &removes {
                tell(&format!("removes {thing}"));
            }
            warnings.iter().for_each(|warning| tell(warning));
            Ok(format!("{mark}{storage}"))
        }
        Splice::Refused(refusal) => Err(Report::refused(format!("nothing was written: {why}")).hinted(
            format!("change line {} of the Markdown, or edit the stored XHTML itself", refusal.line),
        )),
    }
}

fn sentences(explanation: &Explanation, base: &str, edited: &str) -> String {
    let rows: Vec<Vec<String>> = explanation
        .decisions
        .iter()
        .map(|one| {
            let line = one.line.map_or_else(|| "-".to_owned(), |line| line.to_string());
            let kind = format!("{}{}", "  ".repeat(one.depth), one.kind);
            vec![line, one.act.word().to_owned(), kind, one.excerpt(base, edited)]
        })
        .collect();
    let mut text = match (&explanation.splice, rows.is_empty()) {
        (Splice::Unchanged, _) => "nothing was edited: the result is the original\n".to_owned(),
        (_, true) => String::new(),
        (_, false) => output::table(&["line", "what", "block", "text"], &rows),
    };
    if let Splice::Changed { removes, .. } = &explanation.splice
        && !removes.is_empty()
    {
        text.push_str(&format!("removes: {}\n", SafeText::line(&removes.join(", "))));
    }
    if let Splice::Changed { warnings, .. } = &explanation.splice {
        for warning in warnings {
            text.push_str(&format!("warning: {}\n", SafeText::line(warning)));
        }
    }
    if let Some(why) = explanation.refusal() {
        text.push_str(&format!("refused: {}\n", SafeText::line(&why)));
    }
    text
}

fn object(explanation: &Explanation, base: &str, edited: &str) -> Value {
    let blocks: Vec<Value> = explanation
        .decisions
        .iter()
        .map(|one| {
            json!({
                "what": one.act.word(), "block": one.kind, "depth": one.depth, "line": one.line,
                "base_line": one.base_line, "text": one.excerpt(base, edited),
            })
        })
        .collect();
    let (removes, warnings, refused) = match &explanation.splice {
        Splice::Unchanged => (Vec::new(), Vec::new(), Value::Null),
        Splice::Changed { removes, warnings, .. } => (removes.clone(), warnings.clone(), Value::Null),
        Splice::Refused(refusal) => {
            (Vec::new(), Vec::new(), json!({"line": refusal.line, "reason": refusal.reason}))
        }
    };
    let changed = matches!(explanation.splice, Splice::Changed { .. });
    json!({"changed": changed, "blocks": blocks, "removes": removes, "warnings": warnings, "refused": refused})
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
