//! Batches: converted on the threads there are while those before are written.
//!
//! ```text
//!   reading, converting ──► three batches wait ──► two are under way, of different spaces ──► the wiki
//! ```
//!
//! Batches of one space go one after the other: parents before their children, and brothers in their order.

use super::files::File;
use super::places::{Place, Places};
use super::{Load, Source, Tally};
use crate::cli::progress::Progress;
use crate::cli::session::{Engine, Session};
use crate::domain::attachment::media_type;
use crate::domain::{OpId, PageId, SpaceId, TITLE_LIMIT, Title};
use crate::markup;
use crate::remote::{IMPORT_LIMIT, ImportBatch, ImportPage, Imported, RemoteError, Upload};
use crate::report::Report;
use std::collections::{HashMap, VecDeque};
use std::sync::mpsc;
use tokio::task::JoinHandle;

/// A batch holds at most so many pages and bytes: short transactions, steady progress.
const PAGES: usize = if IMPORT_LIMIT < 250 { IMPORT_LIMIT } else { 250 };
const BYTES: usize = 2 * 1024 * 1024;
/// How many batches are under way at once: while the wiki writes one it reads the next.
const UNDER_WAY: usize = 2;

/// Sends everything, in order.
pub(super) fn send(
    session: &Session,
    load: Load,
    places: &mut Places<'_>,
    progress: &mut Progress,
    tally: &mut Tally,
) -> Result<(), Report> {
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(2);
        scope.spawn(move || {
            for batch in (Batches { pages: load.peekable() }) {
                let converted = batch.map(Converted::of);
                let failed = converted.is_err();
                // The receiver is gone when writing failed; there is nothing left to do then.
                if sender.send(converted).is_err() || failed {
                    return;
                }
            }
        });
        let mut way = Way { session, under_way: VecDeque::new(), progress, tally };
        let sent = receiver.into_iter().try_for_each(|batch| {
            let batch = batch?;
            let place = places.at(batch.space)?;
            way.begin(batch, place)
        });
        // What is under way arrives, whatever came after it.
        sent.and(way.finish())
    })
}

/// Pages of one space as the wiki takes them, and the files that come with them by the key of their page.
struct Converted {
    space: usize,
    pages: Vec<ImportPage>,
    files: HashMap<String, Vec<File>>,
}

impl Converted {
    fn of((space, mut sources): (usize, Vec<Source>)) -> Self {
        let files = files_of(&mut sources);
        Self { space, pages: converted(sources), files }
    }
}

/// A batch that was sent.
struct Sent {
    space: SpaceId,
    count: usize,
    files: HashMap<String, Vec<File>>,
    answer: JoinHandle<Result<Vec<Imported>, RemoteError>>,
}

/// Batches on their way, oldest first.
struct Way<'a> {
    session: &'a Session,
    under_way: VecDeque<Sent>,
    progress: &'a mut Progress,
    tally: &'a mut Tally,
}

impl Way<'_> {
    /// Sends a batch as soon as it may go.
    fn begin(&mut self, batch: Converted, place: Place) -> Result<(), Report> {
        let Converted { pages, files, .. } = batch;
        let is_next = |sent: &Sent| sent.space == place.space;
        while self.under_way.len() >= UNDER_WAY || self.under_way.iter().any(is_next) {
            self.arrive()?;
        }
        let engine = self.session.engine()?;
        let (space, count) = (place.space.clone(), pages.len());
        let home = place.home.filter(|home| pages.iter().any(|page| page.key == *home));
        let batch = ImportBatch { space: place.space, home, pages };
        let answer = sent(engine, batch);
        self.under_way.push_back(Sent { space, count, files, answer });
        Ok(())
    }

    /// Waits for the oldest batch and does what comes behind it.
    fn arrive(&mut self) -> Result<(), Report> {
        let Some(mut sent) = self.under_way.pop_front() else { return Ok(()) };
        let answer = self.session.engine()?.wait(sent.answer);
        let done = answer.map_err(|stopped| Report::refused(format!("the import stopped: {stopped}")))??;
        let made = done.iter().filter(|page| page.created).count();
        self.tally.made += made;
        self.tally.there += done.len() - made;
        for page in done {
            let own = sent.files.remove(&page.key).unwrap_or_default();
            self.tally.files += attach(self.session, &page.page, own)?;
        }
        self.progress.advance(sent.count);
        Ok(())
    }

    /// Waits for all of them.
    fn finish(&mut self) -> Result<(), Report> {
        let mut outcome = Ok(());
        while !self.under_way.is_empty() {
            outcome = outcome.and(self.arrive());
        }
        outcome
    }
}

/// Sends a batch on a thread of the engine.
fn sent(engine: &Engine, batch: ImportBatch) -> JoinHandle<Result<Vec<Imported>, RemoteError>> {
    let remote = engine.remote().clone();
    engine.begin(async move { remote.import(OpId::fresh(), &batch).await })
}

/// Takes the files out of pages, by the key of each page.
fn files_of(sources: &mut [Source]) -> HashMap<String, Vec<File>> {
    let with_files = sources.iter_mut().filter(|source| !source.files.is_empty());
    with_files.map(|source| (source.key.clone(), std::mem::take(&mut source.files))).collect()
}

/// Attaches files to a page; those it has already stay as they are, so that an import goes on where it ended.
fn attach(session: &Session, page: &PageId, files: Vec<File>) -> Result<usize, Report> {
    let (engine, mut attached) = (session.engine()?, 0);
    for file in files {
        if session.replica()?.attachment_named(page, &file.name)?.is_some() {
            continue;
        }
        let upload = Upload {
            page: page.clone(),
            replaces: None,
            media_type: media_type(&file.name).to_owned(),
            name: file.name,
            message: String::new(),
            path: file.path,
        };
        match engine.wait(engine.remote().attach(OpId::fresh(), &upload)) {
            Ok(_) => attached += 1,
            Err(error) => session.out.note(&format!("not attached: {} ({error})", upload.name)),
        }
    }
    Ok(attached)
}

/// Cuts the pages into batches, each of one space.
struct Batches {
    pages: std::iter::Peekable<Load>,
}

impl Iterator for Batches {
    type Item = Result<(usize, Vec<Source>), Report>;

    fn next(&mut self) -> Option<Self::Item> {
        let (mut batch, mut bytes, mut space) = (Vec::new(), 0, None);
        while batch.len() < PAGES && bytes < BYTES {
            let is_next = |next: &Result<(usize, Source), Report>| {
                next.as_ref().is_ok_and(|(number, _)| space.is_none_or(|space| space == *number))
                    || (next.is_err() && space.is_none())
            };
            match self.pages.next_if(is_next) {
                None => break,
                Some(Err(report)) => return Some(Err(report)),
                Some(Ok((number, page))) => {
                    bytes += page.markdown.len();
                    batch.push(page);
                    space = Some(number);
                }
            }
        }
        space.map(|space| Ok((space, batch)))
    }
}

fn converted(sources: Vec<Source>) -> Vec<ImportPage> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let share = sources.len().div_ceil(threads).max(1);
    let mut rest = sources;
    let mut shares = Vec::new();
    while !rest.is_empty() {
        let tail = rest.split_off(share.min(rest.len()));
        shares.push(std::mem::replace(&mut rest, tail));
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = shares
            .into_iter()
            .map(|share| scope.spawn(move || share.into_iter().map(page).collect::<Vec<_>>()))
            .collect();
        // A conversion never fails; should it panic, the import stops rather than leave pages out.
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

fn page(source: Source) -> ImportPage {
    ImportPage {
        storage: markup::to_storage(&source.markdown).storage,
        key: source.key,
        parent: source.parent,
        title: fitting(&source.title),
        labels: source.labels,
        updated: source.updated,
    }
}

/// A title that the wiki takes: what no page can have in its title is left out.
fn fitting(given: &str) -> String {
    let visible: String = crate::domain::SafeText::line(given).into_string();
    let visible: String =
        visible.chars().filter(|&c| crate::domain::text::shown(c) == c).take(TITLE_LIMIT).collect();
    Title::parse(&visible).map_or_else(|_| "Untitled".to_owned(), Title::into_string)
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn any_name_becomes_a_title() {
        assert_eq!(fitting("  a\u{1b}[31m "), "a␛[31m");
        assert_eq!(fitting(" \t"), "Untitled");
        assert_eq!(fitting(&"x".repeat(300)).len(), 255);
    }
}
