//! A small wiki in memory, as strict as a real one: versions, a feed, idempotent writes. And clients of it
//! whose requests and answers can be lost.

use futures_util::future::{BoxFuture, ready};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tildr::domain::*;
use tildr::remote::*;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It never reaches the wiki.
    Offline,
    /// It is lost on the way and nobody knows.
    RequestLost,
    /// It is done, but the answer is lost.
    AnswerLost,
    /// It reaches the wiki twice.
    Twice,
}

/// The wiki.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) epoch: u32,
    seq: i64,
    next_id: u64,
    pub(crate) spaces: BTreeMap<SpaceId, Space>,
    pub(crate) pages: BTreeMap<PageId, Held>,
    gone: BTreeMap<PageId, i64>,
    /// What of it is only out of the account's sight.
    hidden: BTreeSet<PageId>,
    answers: HashMap<OpId, Result<Option<Page>>>,
    /// Every write that took effect, in order: what, by which op, replacing which version.
    pub(crate) log: Vec<(OpId, PageId, u32)>,
    pub(crate) forbidden: Vec<PageId>,
    pub(crate) has_no_personal_space: bool,
}

/// A page with its versions.
#[derive(Clone)]
pub(crate) struct Held {
    pub(crate) page: Page,
    pub(crate) bodies: Vec<String>,
    seq: i64,
}

impl Held {
    pub(crate) fn body(&self) -> &str {
        self.bodies.last().map_or("", String::as_str)
    }
}

pub(crate) type Wiki = Arc<Mutex<State>>;

/// A wiki with one space and `pages` pages at its root.
pub(crate) fn wiki(pages: u64) -> Wiki {
    let mut state = State { next_id: 100, ..State::default() };
    let space = Space {
        id: "s".into(),
        key: SpaceKey::new("ENG"),
        name: "Engineering".into(),
        kind: SpaceKind::Site,
        status: SpaceStatus::Active,
        owner: None,
        home: None,
        status_since: None,
        grants: Default::default(),
    };
    state.spaces.insert(space.id.clone(), space);
    for number in 1..=pages {
        state.put(&number.to_string(), &format!("<p>a{number}</p><p>b{number}</p><p>c{number}</p>"));
    }
    Arc::new(Mutex::new(state))
}

impl State {
    /// Somebody else makes or saves a page.
    pub(crate) fn put(&mut self, id: &str, body: &str) {
        let id = PageId::from(id);
        match self.pages.get_mut(&id) {
            Some(held) => {
                held.bodies.push(body.to_owned());
                held.page.version.number += 1;
            }
            None => {
                let page = page(id.clone(), &format!("Page {id}"), None, self.seq);
                self.pages.insert(id.clone(), Held { page, bodies: vec![body.to_owned()], seq: 0 });
            }
        }
        self.touch(&id);
    }

    /// Somebody purges a page.
    pub(crate) fn purge(&mut self, id: &str) {
        self.pages.remove(&PageId::from(id));
        self.seq += 1;
        self.gone.insert(id.into(), self.seq);
    }

    /// Somebody takes the right to see a page.
    pub(crate) fn hide(&mut self, id: &str) {
        self.purge(id);
        self.hidden.insert(id.into());
    }

    pub(crate) fn touch(&mut self, id: &PageId) {
        self.seq += 1;
        let seq = self.seq;
        if let Some(held) = self.pages.get_mut(id) {
            held.seq = seq;
        }
    }

    fn changes(&self, since: Option<Cursor>, limit: usize) -> Changes {
        let epoch = self.epoch.to_string();
        let from = since.filter(|cursor| cursor.epoch == epoch).map_or(0, |cursor| cursor.seq);
        let mut items: Vec<(i64, FeedItem)> = Vec::new();
        if from == 0 {
            items.extend(self.spaces.values().map(|space| (0, FeedItem::Space(Box::new(space.clone())))));
        }
        for held in self.pages.values().filter(|held| held.seq > from) {
            let item = FeedItem::Page { page: Box::new(held.page.clone()), storage: held.body().to_owned() };
            items.push((held.seq, item));
        }
        for (id, seq) in self.gone.iter().filter(|(_, seq)| **seq > from) {
            let hidden = self.hidden.contains(id);
            let item = if hidden { FeedItem::PageHidden } else { FeedItem::PageGone };
            items.push((*seq, item(id.clone())));
        }
        items.sort_by_key(|(seq, _)| *seq);
        let more = items.len() > limit;
        items.truncate(limit);
        let seq = if more { items.last().map_or(from, |(seq, _)| *seq) } else { self.seq };
        Changes {
            items: items.into_iter().map(|(_, item)| item).collect(),
            next: Cursor { epoch, seq },
            more,
        }
    }

    /// Does a write once per op.
    fn once(
        &mut self,
        op: OpId,
        write: impl FnOnce(&mut Self) -> Result<Option<Page>>,
    ) -> Result<Option<Page>> {
        if let Some(answer) = self.answers.get(&op) {
            return answer.clone();
        }
        let answer = write(self);
        if let Ok(page) = &answer {
            self.answers.insert(op, answer.clone());
            if let Some(page) = page {
                self.log.push((op, page.id.clone(), page.version.number));
            }
        }
        answer
    }

    fn held(&mut self, id: &PageId) -> Result<&mut Held> {
        if self.forbidden.contains(id) {
            return Err(RemoteError::Forbidden("this page is read-only for you".into()));
        }
        self.pages.get_mut(id).ok_or(RemoteError::NotFound)
    }

    fn is_below(&self, id: &PageId, top: &PageId) -> bool {
        let mut next = Some(id.clone());
        while let Some(id) = next {
            if id == *top {
                return true;
            }
            next = self.pages.get(&id).and_then(|held| held.page.parent.clone());
        }
        false
    }

    fn subtree(&self, top: &PageId) -> Vec<PageId> {
        self.pages.keys().filter(|id| self.is_below(id, top)).cloned().collect()
    }

    fn set_status(&mut self, top: &PageId, status: PageStatus) {
        for id in self.subtree(top) {
            if let Some(held) = self.pages.get_mut(&id) {
                held.page.status = status;
            }
            self.touch(&id);
        }
    }

    fn stand(&mut self, id: &PageId, to: &Spot) -> Result<()> {
        if let Some(parent) = &to.parent {
            match self.pages.get(parent) {
                Some(held) if held.page.status == PageStatus::Current => {}
                _ => return Err(RemoteError::NotFound),
            }
            if self.is_below(parent, id) {
                return Err(RemoteError::Invalid("a page cannot go below itself".into()));
            }
        }
        let held = self.held(id)?;
        held.page.parent = to.parent.clone();
        held.page.space = to.space.clone();
        self.touch(id);
        Ok(())
    }

    fn answer(&self, id: &PageId) -> Result<Option<Page>> {
        Ok(Some(self.pages.get(id).ok_or(RemoteError::NotFound)?.page.clone()))
    }
}

fn page(id: PageId, title: &str, parent: Option<PageId>, position: i64) -> Page {
    let when = Timestamp::UNIX_EPOCH;
    Page {
        id,
        space: "s".into(),
        kind: PageKind::Page,
        status: PageStatus::Current,
        title: title.to_owned(),
        parent,
        position,
        version: Version { number: 1, author: "u".into(), when, message: String::new() },
        created: when,
        labels: Vec::new(),
        restricted_to: None,
    }
}

/// One client's connection.
pub(crate) struct Client {
    pub(crate) wiki: Wiki,
    /// What happens to the next requests; none means they are answered.
    pub(crate) faults: Mutex<VecDeque<Option<Fault>>>,
}

impl Client {
    pub(crate) fn new(wiki: &Wiki) -> Arc<Self> {
        Arc::new(Self { wiki: Arc::clone(wiki), faults: Mutex::default() })
    }

    /// The next request meets this.
    pub(crate) fn fail(&self, fault: Fault) {
        self.faults.lock().unwrap().push_back(Some(fault));
    }

    fn read<T>(&self, read: impl FnOnce(&State) -> Result<T>) -> Result<T> {
        match self.faults.lock().unwrap().pop_front().flatten() {
            Some(Fault::Offline) => Err(RemoteError::Offline("cable".into())),
            Some(Fault::RequestLost | Fault::AnswerLost) => Err(RemoteError::Unknown("silence".into())),
            _ => read(&self.wiki.lock().unwrap()),
        }
    }

    fn write(&self, op: OpId, write: impl Fn(&mut State) -> Result<Option<Page>>) -> Result<Option<Page>> {
        let fault = self.faults.lock().unwrap().pop_front().flatten();
        let mut state = self.wiki.lock().unwrap();
        match fault {
            Some(Fault::Offline) => Err(RemoteError::Offline("cable".into())),
            Some(Fault::RequestLost) => Err(RemoteError::Unknown("silence".into())),
            Some(Fault::AnswerLost) => {
                let _ = state.once(op, write);
                Err(RemoteError::Unknown("silence".into()))
            }
            Some(Fault::Twice) => {
                let _ = state.once(op, &write);
                state.once(op, write)
            }
            None => state.once(op, write),
        }
    }

    fn paged(&self, op: OpId, write: impl Fn(&mut State) -> Result<Option<Page>>) -> Result<Page> {
        self.write(op, write).and_then(|page| page.ok_or(RemoteError::NotFound))
    }
}

fn done<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, T> {
    Box::pin(ready(value))
}

fn not_here<'a, T: Send + 'a>() -> BoxFuture<'a, Result<T>> {
    done(Err(RemoteError::Invalid("this wiki is too small for that".into())))
}

impl Remote for Client {
    fn info(&self) -> BoxFuture<'_, Result<Info>> {
        let me = User {
            id: "u".into(),
            name: "ada".into(),
            full_name: "Ada".into(),
            active: true,
            groups: Vec::new(),
        };
        done(self.read(|state| {
            Ok(Info { epoch: state.epoch.to_string(), version: "0".into(), me, capabilities: Vec::new() })
        }))
    }

    fn changes(&self, since: Option<Cursor>, limit: usize) -> BoxFuture<'_, Result<Changes>> {
        done(self.read(|state| Ok(state.changes(since, limit))))
    }

    fn page<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<(Page, String)>> {
        done(self.read(|state| {
            let held = state.pages.get(id).ok_or(RemoteError::NotFound)?;
            Ok((held.page.clone(), held.body().to_owned()))
        }))
    }

    fn create<'a>(&'a self, op: OpId, new: &'a NewPage) -> BoxFuture<'a, Result<Page>> {
        done(self.paged(op, |state| {
            if let Some(parent) = &new.parent {
                match state.pages.get(parent) {
                    Some(held) if held.page.status == PageStatus::Current => {}
                    _ => return Err(RemoteError::NotFound),
                }
            }
            state.next_id += 1;
            let id = PageId::new(state.next_id.to_string());
            let mut page = page(id.clone(), &new.title, new.parent.clone(), state.seq);
            page.labels = new.labels.clone();
            state.pages.insert(id.clone(), Held { page, bodies: vec![new.storage.clone()], seq: 0 });
            state.touch(&id);
            state.answer(&id)
        }))
    }

    fn update<'a>(&'a self, op: OpId, update: &'a PageUpdate) -> BoxFuture<'a, Result<Page>> {
        done(self.paged(op, |state| {
            let held = state.held(&update.page)?;
            if held.page.status == PageStatus::Trashed {
                return Err(RemoteError::NotFound);
            }
            if held.page.version.number != update.base_version {
                return Err(RemoteError::Conflict { current: held.page.version.number });
            }
            let body = update.storage.clone().unwrap_or_else(|| held.body().to_owned());
            held.bodies.push(body);
            held.page.title.clone_from(&update.title);
            held.page.version.number += 1;
            state.touch(&update.page);
            state.answer(&update.page)
        }))
    }

    fn relocate<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>> {
        done(self.paged(op, |state| {
            state.stand(id, to)?;
            state.answer(id)
        }))
    }

    fn trash<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>> {
        done(
            self.write(op, |state| {
                state.held(id)?;
                state.set_status(id, PageStatus::Trashed);
                Ok(None)
            })
            .map(|_| ()),
        )
    }

    fn restore<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>> {
        done(self.paged(op, |state| {
            state.set_status(id, PageStatus::Current);
            state.stand(id, to)?;
            state.answer(id)
        }))
    }

    fn purge<'a>(&'a self, _: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>> {
        self.wiki.lock().unwrap().purge(id.as_str());
        done(Ok(()))
    }

    fn add_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>> {
        done(
            self.write(op, |state| {
                let labels = &mut state.held(id)?.page.labels;
                labels.push(label.clone());
                labels.sort();
                labels.dedup();
                state.touch(id);
                Ok(None)
            })
            .map(|_| ()),
        )
    }

    fn remove_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>> {
        done(
            self.write(op, |state| {
                state.held(id)?.page.labels.retain(|other| other != label);
                state.touch(id);
                Ok(None)
            })
            .map(|_| ()),
        )
    }

    fn versions<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<Vec<Version>>> {
        done(self.read(|state| {
            let held = state.pages.get(id).ok_or(RemoteError::NotFound)?;
            let version = |number: u32| Version { number, ..held.page.version.clone() };
            Ok((1..=held.page.version.number).rev().map(version).collect())
        }))
    }

    fn version_body<'a>(&'a self, id: &'a PageId, number: u32) -> BoxFuture<'a, Result<String>> {
        done(self.read(|state| {
            let held = state.pages.get(id).ok_or(RemoteError::NotFound)?;
            held.bodies.get(number as usize - 1).cloned().ok_or(RemoteError::NotFound)
        }))
    }

    fn append<'a>(&'a self, op: OpId, jot: &'a Jot) -> BoxFuture<'a, Result<Page>> {
        done(self.paged(op, |state| {
            if state.has_no_personal_space {
                return Err(RemoteError::NoPersonalSpace);
            }
            let JotTarget::Page(id) = &jot.target else {
                let id = PageId::from("journal");
                let before = state.pages.get(&id).map(|held| held.body().to_owned()).unwrap_or_default();
                state.put("journal", &(before + &jot.storage));
                return state.answer(&id);
            };
            let body = state.held(id)?.body().to_owned() + &jot.storage;
            state.put(id.as_str(), &body);
            state.answer(id)
        }))
    }

    fn create_space<'a>(
        &'a self,
        _: OpId,
        _: &'a SpaceKey,
        _: &'a str,
        _: &'a [Grant],
    ) -> BoxFuture<'a, Result<Space>> {
        not_here()
    }

    fn set_space_status<'a>(
        &'a self,
        _: OpId,
        _: &'a SpaceId,
        _: Option<SpaceStatus>,
    ) -> BoxFuture<'a, Result<()>> {
        not_here()
    }

    fn personal_preflight(&self) -> BoxFuture<'_, Result<PersonalPreflight>> {
        not_here()
    }

    fn create_personal<'a>(&'a self, _: OpId, _: &'a PersonalPlan) -> BoxFuture<'a, Result<Space>> {
        not_here()
    }

    fn undo_personal<'a>(&'a self, _: OpId, _: &'a SpaceId) -> BoxFuture<'a, Result<PersonalUndone>> {
        not_here()
    }
}
