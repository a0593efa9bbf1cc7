//! `tildr import`: a folder of Markdown, or `pages.jsonl` with `spaces.jsonl`, becomes pages.
//!
//! Every page carries a key made of its source, and the wiki makes a key once: an import that was cut off
//! goes on where it ended, and a second one changes nothing. Conversion runs beside the writing.

mod files;
mod folder;
mod front;
mod jsonl;
mod links;
mod send;

use super::progress::Progress;
use super::session::Session;
use super::target;
use crate::domain::{Label, OpId, Space, SpaceKey};
use crate::report::Report;
use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Import {
    /// A folder of Markdown files, or one with `pages.jsonl`
    dir: PathBuf,
    /// The space they go to; made when there is none. May be left out for a `pages.jsonl` with its `spaces.jsonl`
    #[arg(long, value_name = "KEY")]
    space: Option<String>,
}

/// A page as the source has it.
#[derive(Debug)]
struct Source {
    key: String,
    parent: Option<String>,
    title: String,
    markdown: String,
    labels: Vec<Label>,
    updated: Option<Timestamp>,
    /// What comes with it.
    files: Vec<files::File>,
}

/// Pages that go to one space, in order: parents first.
struct Load {
    space: Space,
    /// The key of the page that becomes the space's home, in a space that was made for it.
    home: Option<String>,
    pages: Box<dyn Iterator<Item = Result<Source, Report>> + Send>,
}

/// What became of an import.
#[derive(Debug, Default)]
struct Tally {
    made: usize,
    there: usize,
    /// Files that were attached.
    files: usize,
    /// Files that are no pages, by what they are.
    left_out: Vec<String>,
}

impl Import {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let dir = self
            .dir
            .canonicalize()
            .map_err(|error| Report::refused(format!("cannot read `{}`: {error}", self.dir.display())))?;
        let lines = dir.join("pages.jsonl");
        let started = std::time::Instant::now();
        let (tally, total) =
            if lines.is_file() { self.lines(session, &dir)? } else { self.folder(session, &dir)? };
        if session.dry_run {
            return session.out.done(&format!("would import {total} pages"), json!({"pages": total}));
        }
        let seconds = started.elapsed().as_secs_f64();
        session.out.note("bringing the pages here");
        session.settle_within(std::time::Duration::from_secs(3600))?;
        report(session, &tally, seconds)
    }

    fn lines(&self, session: &Session, dir: &Path) -> Result<(Tally, usize), Report> {
        let groups = jsonl::groups(dir)?;
        let total = groups.iter().map(|group| group.count).sum();
        if session.dry_run {
            return Ok((Tally::default(), total));
        }
        let mut progress = Progress::new("importing", total, session.out);
        let mut tally = Tally::default();
        let one = self.space.as_deref().map(|key| space(session, key, key)).transpose()?;
        for group in groups {
            let (load_space, home) = match &one {
                Some((space, _)) => (space.clone(), None),
                None => {
                    let (space, fresh) = jsonl_space(session, &group)?;
                    (space, group.home.clone().filter(|_| fresh))
                }
            };
            let pages = Box::new(jsonl::pages(dir, &group)?);
            send::send(session, Load { space: load_space, home, pages }, &mut progress, &mut tally)?;
        }
        progress.end();
        Ok((tally, total))
    }

    fn folder(&self, session: &Session, dir: &Path) -> Result<(Tally, usize), Report> {
        let key = self.space.as_deref().ok_or_else(|| {
            Report::refused("which space should the pages go to?")
                .hinted("`--space KEY`, or `--space ~` for your own")
        })?;
        let tree = folder::read(dir)?;
        let total = tree.pages.len();
        if total == 0 {
            return Err(Report::refused(format!("there is no Markdown file in `{}`", dir.display()))
                .hinted("files that end in `.md` or `.markdown` become pages"));
        }
        if session.dry_run {
            return Ok((Tally::default(), total));
        }
        let (space, fresh) = space(session, key, &name_of(dir))?;
        let mut progress = Progress::new("importing", total, session.out);
        let mut tally = Tally { left_out: tree.left_out, ..Tally::default() };
        let home = tree.home.filter(|_| fresh);
        let pages = Box::new(tree.pages.into_iter().map(Ok));
        send::send(session, Load { space, home, pages }, &mut progress, &mut tally)?;
        progress.end();
        Ok((tally, total))
    }
}

fn name_of(dir: &Path) -> String {
    dir.file_name().map_or_else(|| "import".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Finds a space or makes it; tells whether it is new.
fn space(session: &Session, key: &str, name: &str) -> Result<(Space, bool), Report> {
    match target::space(session, key) {
        Ok(space) => Ok((space, false)),
        Err(report) if key.starts_with('~') => Err(report),
        Err(_) => {
            let key = SpaceKey::new(key);
            crate::admin::space::check_key(&key).map_err(Report::refused)?;
            Ok((make(session, &key, name)?, true))
        }
    }
}

fn make(session: &Session, key: &SpaceKey, name: &str) -> Result<Space, Report> {
    let engine = session.engine()?;
    Ok(engine.wait(engine.remote().create_space(OpId::fresh(), key, name, &[]))?)
}

/// The space of a group of lines. Somebody else's personal space cannot be made for them: it becomes a
/// site space with a key of the same letters.
fn jsonl_space(session: &Session, group: &jsonl::Group) -> Result<(Space, bool), Report> {
    let plain: String = group.key.chars().filter(char::is_ascii_alphanumeric).collect();
    let key = if group.key.starts_with('~') { plain.to_uppercase() } else { group.key.clone() };
    space(session, &key, &group.name)
}

fn report(session: &Session, tally: &Tally, seconds: f64) -> Result<(), Report> {
    let rate = (tally.made + tally.there) as f64 / seconds.max(0.001);
    let mut sentence = format!("imported {} pages in {seconds:.1} s ({rate:.0}/s)", tally.made);
    if tally.files > 0 {
        sentence.push_str(&format!(", {} files", tally.files));
    }
    if tally.there > 0 {
        sentence.push_str(&format!(", {} were there already", tally.there));
    }
    for path in tally.left_out.iter().take(20) {
        session.out.note(&format!("not imported: {path}"));
    }
    if tally.left_out.len() > 20 {
        session.out.note(&format!("not imported: {} more files", tally.left_out.len() - 20));
    }
    let object = json!({
        "created": tally.made, "existing": tally.there, "files": tally.files, "left_out": tally.left_out,
        "seconds": seconds, "pages_per_second": rate,
    });
    session.out.done(&sentence, object)
}
