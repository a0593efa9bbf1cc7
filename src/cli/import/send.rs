//! Batches: converted on the threads there are while the one before is written.

use super::files::File;
use super::{Load, Source, Tally};
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::domain::attachment::media_type;
use crate::domain::{OpId, PageId, SpaceId, TITLE_LIMIT, Title};
use crate::markup;
use crate::remote::{IMPORT_LIMIT, ImportBatch, ImportPage, Upload};
use crate::report::Report;
use std::collections::HashMap;
use std::sync::mpsc;

/// A batch holds at most so many pages and bytes: short transactions, steady progress.
const PAGES: usize = if IMPORT_LIMIT < 250 { IMPORT_LIMIT } else { 250 };
const BYTES: usize = 2 * 1024 * 1024;

/// Sends everything, in order.
pub(super) fn send(
    session: &Session,
    load: Load,
    progress: &mut Progress,
    tally: &mut Tally,
) -> Result<(), Report> {
    let engine = session.engine()?;
    let (space, home) = (load.space.id.clone(), load.home.clone());
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(2);
        let (pages, batch_space) = (load.pages, space);
        scope.spawn(move || {
            let batches = Batches { pages };
            for batch in batches {
                let batch = batch.map(|mut sources| {
                    let files = files_of(&mut sources);
                    (converted(sources, &batch_space, home.as_deref()), files)
                });
                let failed = batch.is_err();
                // The receiver is gone when writing failed; there is nothing left to do then.
                if sender.send(batch).is_err() || failed {
                    return;
                }
            }
        });
        for batch in receiver {
            let (batch, mut files) = batch?;
            let done = engine.wait(engine.remote().import(OpId::fresh(), &batch))?;
            let made = done.iter().filter(|page| page.created).count();
            tally.made += made;
            tally.there += done.len() - made;
            for page in done {
                let own = files.remove(&page.key).unwrap_or_default();
                tally.files += attach(session, &page.page, own)?;
            }
            progress.advance(batch.pages.len());
        }
        Ok(())
    })
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

/// Cuts the pages into batches.
struct Batches {
    pages: Box<dyn Iterator<Item = Result<Source, Report>> + Send>,
}

impl Iterator for Batches {
    type Item = Result<Vec<Source>, Report>;

    fn next(&mut self) -> Option<Self::Item> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < PAGES && bytes < BYTES {
            match self.pages.next() {
                None => break,
                Some(Err(report)) => return Some(Err(report)),
                Some(Ok(page)) => {
                    bytes += page.markdown.len();
                    batch.push(page);
                }
            }
        }
        (!batch.is_empty()).then_some(Ok(batch))
    }
}

fn converted(sources: Vec<Source>, space: &SpaceId, home: Option<&str>) -> ImportBatch {
    let home = home.filter(|home| sources.iter().any(|source| source.key == *home)).map(str::to_owned);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let share = sources.len().div_ceil(threads).max(1);
    let mut rest = sources;
    let mut shares = Vec::new();
    while !rest.is_empty() {
        let tail = rest.split_off(share.min(rest.len()));
        shares.push(std::mem::replace(&mut rest, tail));
    }
    let pages = std::thread::scope(|scope| {
        let workers: Vec<_> = shares
            .into_iter()
            .map(|share| scope.spawn(move || share.into_iter().map(page).collect::<Vec<_>>()))
            .collect();
        // A conversion never fails; should it panic, the import stops rather than leave pages out.
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    ImportBatch { space: space.clone(), home, pages }
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
