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
        let known = Known { people: self.people.clone(), settled: found.settled.clone() };
        let opened = Arc::new(whole(replica, found, &known).ok()?);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((known, opened.clone()));
        Some(opened)
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
    pub(super) fn open(&self, page: &PageId) -> Result<Vec<Message>> {
        let number = self.opening.count.fetch_add(1, Ordering::Relaxed) + 1;
        let Some(found) = read::found(&self.replica, page)? else {
            return Ok(vec![Message::Data(Data::Missing(page.clone()))]);
        };
        let known = Known { people: self.opening.people.clone(), settled: found.settled.clone() };
        let last = self.opening.last();
        let same = last.as_ref().filter(|(_, last)| last.id() == found.id());
        if let Some((_, last)) = same.filter(|(with, last)| last.body == found.body && *with == known) {
            let found = found.with_drafts(&self.replica)?;
            let opened = found.opened(last.projection.clone(), last.document.clone(), false);
            return Ok(vec![self.keep(known, opened)]);
        }
        if self.is_inline() || found.body.len() <= SHORT {
            let opened = whole(&self.replica, found, &known)?;
            return Ok(vec![self.keep(known, opened)]);
        }
        let beginning =
            same.is_none().then(|| Message::Data(Data::Opened(Arc::new(beginning(&found, &known)))));
        let (last, count, sender) = (self.opening.last.clone(), self.opening.count.clone(), self.sender());
        let replica = self.replica.clone();
        self.lanes.wholes.instead(move || {
            if count.load(Ordering::Relaxed) != number {
                return;
            }
            let opened = whole(&replica, found, &known).map(Arc::new);
            if count.load(Ordering::Relaxed) != number {
                return;
            }
            let told = match opened {
                Ok(opened) => {
                    *last.lock().unwrap_or_else(PoisonError::into_inner) = Some((known, opened.clone()));
                    Message::Data(Data::Whole(opened))
                }
                Err(error) => Message::Failed(super::report(&error)),
            };
            // The loop may have ended.
            let _ = sender.send(told);
        });
        Ok(beginning.into_iter().collect())
    }

    fn keep(&self, known: Known, opened: Opened) -> Message {
        let opened = Arc::new(opened);
        let last = Some((known, opened.clone()));
        *self.opening.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
        Message::Data(Data::Opened(opened))
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
            Message::Data(Data::LaidOut(Arc::new(layout)))
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
