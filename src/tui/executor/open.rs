//! Opening a page: a short one at once; of a long one the beginning at once and the whole from a task, so that no
//! key waits for it. A page that did not change is not parsed again.

use super::read::{self, Found};
use super::{Executor, resolve};
use crate::domain::PageId;
use crate::markup::{self, Projection, Reading};
use crate::replica::{Replica, Result};
use crate::tui::document::{Document, Facts, Layout};
use crate::tui::message::{Data, Message, Opened};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A body up to this many bytes is parsed on the spot: a few milliseconds.
const SHORT: usize = 48 * 1024;
/// How many bytes of a long body fill the first screen, whatever its size.
const BEGINNING: usize = 12 * 1024;
/// How many are read to find a place where such a beginning ends.
const READ_AT_ONCE: usize = 4 * BEGINNING;

/// What mentions are called, by what stands in their braces.
pub(super) type People = Arc<HashMap<String, String>>;

/// What a page is parsed with.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    people: People,
    /// The threads that are settled, by the names of their marks.
    settled: Vec<String>,
}

/// A page, and what it was parsed with.
type Last = Option<(Known, Arc<Opened>)>;

/// What opening remembers.
#[derive(Default)]
pub(super) struct Opening {
    /// The page that was opened last, whole.
    last: Arc<Mutex<Last>>,
    /// Counts openings: a task that is not the newest has nothing to say.
    count: Arc<AtomicU64>,
    /// Counts requests for answers in the same way.
    asked: Arc<AtomicU64>,
    pub(super) people: People,
    /// Reads the whole of a page of which the beginning is about to be shown: not before it is, so that the frame
    /// has the processors for itself.
    waiting: Option<Box<dyn FnOnce() + Send>>,
}

/// Opens a page beside the loop that was just saved.
pub(super) struct Opener {
    last: Arc<Mutex<Last>>,
    people: People,
}

impl Opener {
    /// Returns a short page with a body that is durable and not in the tree yet; `None` for a long one, and where it
    /// cannot be read: it is read later anyway.
    pub(super) fn saved(&self, replica: &Replica, page: &PageId, storage: &str) -> Option<Arc<Opened>> {
        if storage.len() > SHORT { None } else { self.read(replica, page, storage) }
    }

    /// Returns a long page with a body that the tree has by now; `None` for a short one.
    pub(super) fn saved_long(&self, replica: &Replica, page: &PageId, storage: &str) -> Option<Arc<Opened>> {
        if storage.len() > SHORT { self.read(replica, page, storage) } else { None }
    }

    fn read(&self, replica: &Replica, page: &PageId, storage: &str) -> Option<Arc<Opened>> {
        let mut found = read::found(replica, page).ok().flatten()?;
        storage.clone_into(&mut found.body);
        let known = self.known(&found);
        let opened = whole(replica, found, &known).ok()?;
        Some(self.keep(known, opened))
    }

    /// Opens a page of which the beginning at least was read; `None` when it is gone by now.
    fn all_of(&self, replica: &Replica, found: Found) -> Result<Option<(Known, Opened)>> {
        let found = match found.is_whole {
            true => Some(found),
            false => read::found(replica, found.id())?,
        };
        let Some(found) = found else { return Ok(None) };
        let known = self.known(&found);
        let opened = whole(replica, found, &known)?;
        Ok(Some((known, opened)))
    }

    fn known(&self, found: &Found) -> Known {
        Known { people: self.people.clone(), settled: found.settled.clone() }
    }

    /// Remembers what was opened last.
    fn keep(&self, known: Known, opened: Opened) -> Arc<Opened> {
        let opened = Arc::new(opened);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((known, opened.clone()));
        opened
    }
}

impl Opening {
    pub(super) fn opener(&self) -> Opener {
        Opener { last: self.last.clone(), people: self.people.clone() }
    }

    fn last(&self) -> Last {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Executor {
    /// Opens a page in the page pane.
    pub(super) fn open(&mut self, page: PageId) -> Result<Vec<Message>> {
        let number = self.opening.count.fetch_add(1, Ordering::Relaxed) + 1;
        let last = self.opening.last();
        let same = last.as_ref().filter(|(_, last)| *last.id() == page);
        let found = match same.is_some() || self.is_inline() {
            true => read::found(&self.replica, &page)?,
            false => read::begun(&self.replica, &page, READ_AT_ONCE)?,
        };
        let Some(found) = found else {
            return Ok(vec![Message::Data(Data::Missing(page))]);
        };
        let opener = self.opening.opener();
        let known = opener.known(&found);
        if let Some((_, last)) = same.filter(|(with, last)| last.body == found.body && *with == known) {
            let found = found.with_drafts(&self.replica)?;
            let opened = found.opened(last.projection.clone(), last.document.clone(), false);
            return Ok(vec![Message::Data(Data::Opened(opener.keep(known, opened)))]);
        }
        if self.is_inline() || found.is_whole && found.body.len() <= SHORT {
            let opened = whole(&self.replica, found, &known)?;
            return Ok(vec![Message::Data(Data::Opened(opener.keep(known, opened)))]);
        }
        let beginning = beginning(&found, &known);
        let (replica, count, sender) = (self.replica.clone(), self.opening.count.clone(), self.sender());
        let is_wanted = move || count.load(Ordering::Relaxed) == number;
        let work = move || {
            if !is_wanted() {
                return;
            }
            let opened = opener.all_of(&replica, found);
            if !is_wanted() {
                return;
            }
            let told = match opened {
                Ok(Some((known, opened))) => Message::Data(Data::Whole(opener.keep(known, opened))),
                Ok(None) => Message::Data(Data::Missing(page)),
                Err(error) => Message::Failed(super::report(&error)),
            };
            // The loop may have ended.
            let _ = sender.send(told);
        };
        self.opening.waiting = Some(Box::new(work));
        Ok(vec![Message::Data(Data::Opened(Arc::new(beginning)))])
    }

    /// Goes on with what the frame that shows a beginning did not wait for.
    pub(in crate::tui) fn open_the_rest(&mut self) {
        if let Some(work) = self.opening.waiting.take() {
            self.lanes.wholes.instead(work);
        }
    }

    /// Looks at a page without opening it; answered later.
    pub(super) fn peek(&self, page: &PageId) -> Vec<Message> {
        let (replica, people, page) = (self.replica.clone(), self.opening.people.clone(), page.clone());
        let about = page.to_string();
        let look = move || {
            let Some(found) = read::found(&replica, &page)? else { return Ok(Data::Missing(page)) };
            let known = Known { people, settled: found.settled.clone() };
            Ok(Data::Peeked(Arc::new(whole(&replica, found, &known)?)))
        };
        let work = move || match look() {
            Ok(data) => Message::Data(data),
            Err(error) => Message::Failed(super::report(&error)),
        };
        if self.is_inline() {
            return vec![work()];
        }
        let sender = self.sender();
        self.lanes.peeks.about(&about, move || drop(sender.send(work())));
        Vec::new()
    }

    /// Answers what a page asks of other pages.
    pub(super) fn resolve(&self, page: &PageId, document: &Arc<Document>) -> Vec<Message> {
        let number = self.opening.asked.fetch_add(1, Ordering::Relaxed) + 1;
        let zone = if self.is_inline() { TimeZone::UTC } else { crate::config::zone() };
        let (replica, people) = (self.replica.clone(), self.opening.people.clone());
        let (page, document, asked) = (page.clone(), document.clone(), self.opening.asked.clone());
        let work = move || {
            if asked.load(Ordering::Relaxed) != number {
                return None;
            }
            let answers = replica.pages(|pages| {
                let sources = resolve::Sources { pages, people, zone };
                resolve::answers(&sources, &page, &document)
            });
            Some(match answers {
                Ok(answers) => {
                    let resolved = Arc::new(document.with(answers));
                    Message::Data(Data::Resolved(document, resolved))
                }
                Err(error) => Message::Failed(super::report(&error)),
            })
        };
        if self.is_inline() {
            return work().into_iter().collect();
        }
        let sender = self.sender();
        self.lanes.answers.instead(move || {
            if let Some(message) = work() {
                let _ = sender.send(message);
            }
        });
        Vec::new()
    }

    /// Lays out all of a long page.
    pub(super) fn lay_out(&self, mut layout: Layout) -> Vec<Message> {
        let work = move || {
            layout.ensure_all();
            Message::Data(Data::LaidOut(Box::new(layout)))
        };
        if self.is_inline() {
            return vec![work()];
        }
        let sender = self.sender();
        self.lanes.layouts.instead(move || drop(sender.send(work())));
        Vec::new()
    }
}

fn whole(replica: &Replica, found: Found, known: &Known) -> Result<Opened> {
    let (projection, document) = parsed(markup::to_reading(&found.body), known);
    Ok(found.with_drafts(replica)?.opened(projection, document, false))
}

/// The beginning of a long page, to look at: nothing can be done to it.
fn beginning(found: &Found, known: &Known) -> Opened {
    let body = markup::beginning(&found.body, BEGINNING).unwrap_or_default();
    let (mut projection, document) = parsed(markup::to_reading(&body), known);
    projection.read_only = Some("the rest of it is being read".to_owned());
    found.without_body().opened(projection, document, true)
}

fn parsed(reading: Reading, known: &Known) -> (Projection, Arc<Document>) {
    let facts = Facts::of(&reading, known.people.clone()).without_settled(&known.settled);
    let document = Document::read(reading.markdown(), &facts);
    (reading.projection, Arc::new(document))
}

/// What each spelling of a mention is called.
pub(super) fn people(users: &[crate::domain::User]) -> HashMap<String, String> {
    let named = users.iter().filter(|user| !user.full_name.is_empty());
    let spellings = named.flat_map(|user| {
        let id = user.id.as_str();
        [user.name.clone(), format!("key:{id}"), format!("id:{id}")]
            .map(|spelling| (spelling, user.full_name.clone()))
    });
    spellings.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replica::Incoming;
    use crate::tui::testing::{Harness, now};

    /// A page whose body is long, however well it packs.
    fn with_a_long_page(replica: &Replica) -> (PageId, String) {
        let id = PageId::from("s1-home");
        let mut page = replica.page(&id).unwrap().unwrap().page;
        page.version.number += 1;
        let noise = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let body: String = (0..9_000).map(|n| format!("<p>line {n} {:x}</p>", noise(n))).collect();
        let incoming = Incoming::Page { page: Box::new(page), storage: body.clone() };
        replica.take_in(&[incoming], None, false).unwrap();
        (id, body)
    }

    #[tokio::test]
    async fn the_rest_of_a_long_page_is_read_when_its_beginning_is_on_the_screen() {
        let replica = Harness::new().replica;
        let (id, body) = with_a_long_page(&replica);
        let (sender, mut late) = tokio::sync::mpsc::unbounded_channel();
        let mut executor = Executor::new(replica, sender, now);
        let told = executor.open(id.clone()).unwrap();
        let [Message::Data(Data::Opened(opened))] = &told[..] else { panic!("{told:?}") };
        assert!(opened.is_beginning && opened.body.is_empty() && opened.projection.read_only.is_some());
        assert!(executor.opening.waiting.is_some(), "nothing is begun before the frame is there");
        executor.open_the_rest();
        let Some(Message::Data(Data::Whole(whole))) = late.recv().await else { panic!("no whole page") };
        assert!(!whole.is_beginning && whole.body == body);
        // Opened again it is there at once.
        let told = executor.open(id).unwrap();
        let [Message::Data(Data::Opened(opened))] = &told[..] else { panic!("{told:?}") };
        assert!(Arc::ptr_eq(&opened.document, &whole.document));
    }

    #[tokio::test]
    async fn a_page_left_before_its_frame_is_not_read_to_its_end() {
        let replica = Harness::new().replica;
        let (id, _) = with_a_long_page(&replica);
        let (sender, mut late) = tokio::sync::mpsc::unbounded_channel();
        let mut executor = Executor::new(replica, sender, now);
        executor.open(id).unwrap();
        executor.open("p2".into()).unwrap();
        executor.open_the_rest();
        drop(executor);
        assert!(late.recv().await.is_none());
    }

    #[test]
    fn the_beginning_of_a_page_does_not_take_the_place_of_the_whole() {
        let mut harness = Harness::new();
        harness.keys("<enter>");
        let whole = harness.state.world.page.clone().expect("a page is open");
        let beginning = |from: &Opened, page: &str| {
            let mut row = from.row.clone();
            row.page.id = page.into();
            Message::Data(Data::Opened(Arc::new(Opened { row, is_beginning: true, ..from.clone() })))
        };
        harness.send(beginning(&whole, whole.id().as_str()));
        assert!(Arc::ptr_eq(harness.state.world.page.as_ref().unwrap(), &whole));
        harness.send(beginning(&whole, "another"));
        assert!(harness.state.world.page.as_ref().unwrap().is_beginning);
    }
}
