//! Batches: read and converted by one thread while those before are written and brought here, which takes longer.
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
use std::time::Duration;
use tokio::task::JoinHandle;

/// A batch holds at most so many pages and bytes: short transactions, steady progress.
const PAGES: usize = if IMPORT_LIMIT < 250 { IMPORT_LIMIT } else { 250 };
const BYTES: usize = 2 * 1024 * 1024;
/// How many batches are under way at once: while the wiki writes one it reads the next.
const UNDER_WAY: usize = 2;

/// How many batches may be in the wiki and not here yet: an import that ran ahead would leave one processor to bring all
/// of it here in the end, and what was read before it could be read later.
const AHEAD: usize = 20;
/// After what time without such a batch here the import goes on by itself: nobody may be bringing anything.
const PATIENCE: Duration = Duration::from_secs(5);

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
        let mut way = Way {
            session,
            under_way: VecDeque::new(),
            ahead: VecDeque::new(),
            is_followed: true,
            progress,
            tally,
        };
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
        Self { space, pages: sources.into_iter().map(page).collect(), files }
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
    /// The last page of each batch that is in the wiki and may not be here yet.
    ahead: VecDeque<PageId>,
    /// Whether batches come here while others are sent.
    is_followed: bool,
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
        self.wait_for_those_behind()?;
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
        self.ahead.extend(done.last().map(|last| last.page.clone()));
        for page in done {
            let own = sent.files.remove(&page.key).unwrap_or_default();
            self.tally.files += attach(self.session, &page.page, own)?;
        }
        self.progress.advance(sent.count);
        Ok(())
    }

    /// Waits until no more batches are ahead than may be.
    fn wait_for_those_behind(&mut self) -> Result<(), Report> {
        while self.is_followed && self.ahead.len() > AHEAD {
            let Some(page) = self.ahead.pop_front() else { break };
            let replica = self.session.store()?;
            let is_here = || replica.page(&page).is_ok_and(|row| row.is_some());
            self.is_followed = self.session.engine()?.wait_until(PATIENCE, is_here);
        }
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
