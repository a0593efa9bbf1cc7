//! `tildr import`: a folder of Markdown, or `pages.jsonl` with `spaces.jsonl`, becomes pages.
//!
//! Every page carries a key made of its source, and the wiki makes a key once: an import that was cut off
//! goes on where it ended, and a second one changes nothing. Conversion runs beside the writing.

mod files;
mod folder;
mod front;
mod jsonl;
mod links;
mod places;
mod send;

use super::progress::Progress;
use super::session::Session;
use crate::domain::Label;
use crate::report::Report;
use clap::Args;
use jiff::Timestamp;
use places::{Places, Wanted};
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

/// Pages in order, parents first, each with the number of its space.
type Load = Box<dyn Iterator<Item = Result<(usize, Source), Report>> + Send>;

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
        if !dir.is_dir() {
            return Err(Report::refused(format!("`{}` is no folder", self.dir.display()))
                .hinted("`tildr page new TITLE FILE` makes a page of one file"));
        }
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
        let (groups, pages) = jsonl::read(dir)?;
        let total = groups.iter().map(|group| group.count).sum();
        if session.dry_run {
            return Ok((Tally::default(), total));
        }
        let (wanted, pages): (_, Load) = match &self.space {
            Some(key) => (
                vec![Wanted { key: key.clone(), name: key.clone(), home: None }],
                Box::new(pages.map(|page| page.map(|(_, page)| (0, page)))),
            ),
            None => (groups.into_iter().map(jsonl::Group::wanted).collect(), Box::new(pages)),
        };
        send(session, pages, wanted, total).map(|tally| (tally, total))
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
        let wanted = Wanted { key: key.to_owned(), name: name_of(dir), home: tree.home };
        let pages = Box::new(tree.pages.into_iter().map(|page| Ok((0, page))));
        let tally = send(session, pages, vec![wanted], total)?;
        Ok((Tally { left_out: tree.left_out, ..tally }, total))
    }
}

fn send(session: &Session, pages: Load, wanted: Vec<Wanted>, total: usize) -> Result<Tally, Report> {
    let (mut progress, mut tally) = (Progress::new("importing", total, session.out), Tally::default());
    let mut places = Places::new(session, wanted);
    let sent = send::send(session, pages, &mut places, &mut progress, &mut tally);
    progress.end();
    if sent.is_err() && tally.made + tally.there > 0 {
        // They are whole and can be read, whatever came behind them.
        let _ = session.settle();
        let there = tally.made + tally.there;
        session
            .out
            .note(&format!("{there} of {total} pages are in the wiki; the same command goes on behind them"));
    }
    sent.map(|()| tally)
}

fn name_of(dir: &Path) -> String {
    dir.file_name().map_or_else(|| "import".to_owned(), |name| name.to_string_lossy().into_owned())
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
