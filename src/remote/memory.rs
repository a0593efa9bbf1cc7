//! A wiki in memory, for tests of whoever talks to one: no disk, no clock, and faults on demand.
//!
//! Handles are cheap to clone and share one wiki; [`Memory::signed_in_as`] gives the handle of somebody
//! else. Jots are joined by plain concatenation, and nobody is ever forbidden anything.

use super::{
    Changes, Cursor, FeedItem, Info, NewPage, PageUpdate, PersonalMode, PersonalPlan, PersonalPreflight,
    PersonalUndone, Remote, RemoteError, Result,
};
use crate::domain::*;
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle on a wiki in memory.
#[derive(Clone)]
pub struct Memory {
    me: UserId,
    state: Arc<Mutex<State>>,
}

/// What goes wrong with the next call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The request never arrives.
    Offline,
    /// The write is lost on the way, and nobody can tell.
    UnknownBefore,
    /// The write is done, but its answer is lost.
    UnknownAfter,
    /// Somebody else saves the page first: the next update finds a newer version with this body.
    Overtaken(String),
    /// The wiki answers with this.
    Answer(RemoteError),
}

struct State {
    epoch: String,
    ticks: i64,
    next_id: u64,
    users: Vec<User>,
    spaces: Vec<Space>,
    pages: BTreeMap<PageId, Stored>,
    days: HashMap<JotTarget, PageId>,
    feed: BTreeMap<i64, Thing>,
    answers: HashMap<OpId, Outcome>,
    faults: VecDeque<Fault>,
    offline: bool,
    writes: usize,
}

struct Stored {
    page: Page,
    versions: Vec<(Version, String)>,
    batch: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Thing {
    User(UserId),
    Space(SpaceId),
    Page(PageId),
}

#[derive(Debug, Clone)]
enum Outcome {
    Page(Box<Page>),
    Space(Box<Space>),
    Undone(PersonalUndone),
    Done,
}

impl Memory {
    /// Makes a wiki with one account, `ann`, and no space.
    pub fn new() -> Self {
        let state = State {
            epoch: "epoch-1".to_owned(),
            ticks: 0,
            next_id: 100,
            users: Vec::new(),
            spaces: Vec::new(),
            pages: BTreeMap::new(),
            days: HashMap::new(),
            feed: BTreeMap::new(),
            answers: HashMap::new(),
            faults: VecDeque::new(),
            offline: false,
            writes: 0,
        };
        let wiki = Self { me: UserId::new("key-ann"), state: Arc::new(Mutex::new(state)) };
        wiki.signed_in_as("ann")
    }

    /// Returns a handle of another account on the same wiki, made when it is new.
    pub fn signed_in_as(&self, login: &str) -> Self {
        let me = UserId::new(format!("key-{login}"));
        let mut state = self.lock();
        if !state.users.iter().any(|user| user.id == me) {
            state.users.push(User {
                id: me.clone(),
                name: login.to_owned(),
                full_name: login.to_owned(),
                active: true,
                groups: Vec::new(),
            });
            state.mark(Thing::User(me.clone()));
        }
        drop(state);
        Self { me, state: self.state.clone() }
    }

    /// Makes the next calls go wrong, one fault each, in this order.
    pub fn plan_faults(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().faults.extend(faults);
    }

    /// Cuts or mends the line.
    pub fn set_offline(&self, offline: bool) {
        self.lock().offline = offline;
    }

    /// Pretends that the wiki was restored from a backup: another epoch, positions worth nothing.
    pub fn change_epoch(&self) {
        let mut state = self.lock();
        state.epoch.push('+');
    }

    /// Tells how many writes were really done, retries not counted.
    pub fn writes(&self) -> usize {
        self.lock().writes
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<'a, T: Send + 'a>(&self, query: impl FnOnce(&State) -> Result<T>) -> BoxFuture<'a, Result<T>> {
        let mut state = self.lock();
        let fault = state.fault();
        let answer = match fault {
            Some(Fault::Answer(error)) => Err(error),
            Some(Fault::Overtaken(_)) | None => query(&state),
            Some(_) => Err(RemoteError::Offline("the line is cut".to_owned())),
        };
        Box::pin(std::future::ready(answer))
    }

    fn write<'a, T: Send + 'a>(
        &self,
        op: OpId,
        page: Option<&PageId>,
        command: impl FnOnce(&mut State, &UserId) -> Result<Outcome>,
        unwrap: impl FnOnce(Outcome) -> Option<T>,
    ) -> BoxFuture<'a, Result<T>> {
        let mut state = self.lock();
        let lost = RemoteError::Unknown("the answer was lost".to_owned());
        let fault = state.fault();
        let answer = match fault {
            Some(Fault::Offline) => Err(RemoteError::Offline("the line is cut".to_owned())),
            Some(Fault::UnknownBefore) => Err(lost),
            Some(Fault::Answer(error)) => Err(error),
            Some(Fault::UnknownAfter) => state.once(op, &self.me, command).and(Err(lost)),
            Some(Fault::Overtaken(body)) => {
                if let Some(page) = page {
                    state.save(page, &UserId::new("key-other"), None, Some(body), "overtaken");
                }
                state.once(op, &self.me, command)
            }
            None => state.once(op, &self.me, command),
        };
        let reused = || RemoteError::Invalid("the op-id was used for something else".to_owned());
        Box::pin(std::future::ready(answer.and_then(|outcome| unwrap(outcome).ok_or_else(reused))))
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    fn fault(&mut self) -> Option<Fault> {
        if self.offline { Some(Fault::Offline) } else { self.faults.pop_front() }
    }

    /// Carries a command out unless its op-id was seen.
    fn once(
        &mut self,
        op: OpId,
        me: &UserId,
        command: impl FnOnce(&mut Self, &UserId) -> Result<Outcome>,
    ) -> Result<Outcome> {
        if let Some(known) = self.answers.get(&op) {
            return Ok(known.clone());
        }
        let outcome = command(self, me)?;
        self.writes += 1;
        self.answers.insert(op, outcome.clone());
        Ok(outcome)
    }

    fn mark(&mut self, thing: Thing) {
        self.feed.retain(|_, other| *other != thing);
        self.ticks += 1;
        self.feed.insert(self.ticks, thing);
    }

    /// A moment that grows with every change: no clock.
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + self.ticks).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn fresh_id(&mut self) -> String {
        self.next_id += 1;
        self.next_id.to_string()
    }

    fn stored(&self, id: &PageId) -> Result<&Stored> {
        self.pages.get(id).ok_or(RemoteError::NotFound)
    }

    fn page(&self, id: &PageId) -> Result<Page> {
        Ok(self.stored(id)?.page.clone())
    }

    fn space(&self, id: &SpaceId) -> Result<&Space> {
        self.spaces.iter().find(|space| space.id == *id).ok_or(RemoteError::NotFound)
    }

    fn insert(&mut self, new: &NewPage, author: &UserId) -> Result<Page> {
        self.space(&new.space)?;
        let id = PageId::new(self.fresh_id());
        let version = Version { number: 1, author: author.clone(), when: self.now(), message: String::new() };
        let mut labels = new.labels.clone();
        labels.sort();
        let page = Page {
            id: id.clone(),
            space: new.space.clone(),
            kind: new.kind,
            status: PageStatus::Current,
            title: new.title.clone(),
            parent: new.parent.clone(),
            position: self.position(&new.space, new.parent.as_ref(), new.after.as_ref(), None, true)?,
            version: version.clone(),
            created: version.when,
            labels,
            restricted_to: None,
        };
        let stored = Stored { page: page.clone(), versions: vec![(version, new.storage.clone())], batch: 0 };
        self.pages.insert(id.clone(), stored);
        self.mark(Thing::Page(id));
        Ok(page)
    }

    /// Saves a version of a page that exists.
    fn save(
        &mut self,
        id: &PageId,
        author: &UserId,
        title: Option<&str>,
        storage: Option<String>,
        message: &str,
    ) {
        let when = self.now();
        let Some(stored) = self.pages.get_mut(id) else { return };
        let number = stored.page.version.number + 1;
        let version = Version { number, author: author.clone(), when, message: message.to_owned() };
        let kept = stored.versions.last().map(|(_, body)| body.clone()).unwrap_or_default();
        stored.versions.push((version.clone(), storage.unwrap_or(kept)));
        stored.page.version = version;
        if let Some(title) = title {
            stored.page.title = title.to_owned();
        }
        self.mark(Thing::Page(id.clone()));
    }

    fn subtree(&self, id: &PageId) -> Vec<PageId> {
        let mut found = vec![id.clone()];
        let mut next = 0;
        while next < found.len() {
            let parent = found[next].clone();
            let below = self.pages.values().filter(|stored| stored.page.parent.as_ref() == Some(&parent));
            found.extend(below.map(|stored| stored.page.id.clone()));
            next += 1;
        }
        found
    }

    /// Numbers the siblings anew around a gap, and returns the number of the gap.
    fn position(
        &mut self,
        space: &SpaceId,
        parent: Option<&PageId>,
        after: Option<&PageId>,
        moving: Option<&PageId>,
        else_last: bool,
    ) -> Result<i64> {
        if let Some(parent) = parent
            && self.stored(parent)?.page.status == PageStatus::Trashed
        {
            return Err(RemoteError::Invalid("the page above is in the trash".to_owned()));
        }
        let mut siblings: Vec<(i64, PageId)> = self
            .pages
            .values()
            .map(|stored| &stored.page)
            .filter(|page| page.space == *space && page.parent.as_ref() == parent && Some(&page.id) != moving)
            .map(|page| (page.position, page.id.clone()))
            .collect();
        siblings.sort();
        let place = match after {
            Some(after) => {
                siblings.iter().position(|(_, id)| id == after).map_or(siblings.len(), |at| at + 1)
            }
            None if else_last => siblings.len(),
            None => 0,
        };
        for (number, (position, id)) in (1..).zip(&siblings) {
            let wanted = (number + i64::from(number > place as i64)) * 10;
            if *position != wanted {
                if let Some(stored) = self.pages.get_mut(id) {
                    stored.page.position = wanted;
                }
                self.mark(Thing::Page(id.clone()));
            }
        }
        Ok((place as i64 + 1) * 10)
    }

    fn put(&mut self, id: &PageId, to: &Spot) -> Result<Page> {
        self.space(&to.space)?;
        let subtree = self.subtree(id);
        if to.parent.as_ref().is_some_and(|parent| subtree.contains(parent)) {
            return Err(RemoteError::Invalid("a page cannot be moved below itself".to_owned()));
        }
        let position = self.position(&to.space, to.parent.as_ref(), to.after.as_ref(), Some(id), false)?;
        for below in &subtree {
            if let Some(stored) = self.pages.get_mut(below) {
                stored.page.space = to.space.clone();
            }
            self.mark(Thing::Page(below.clone()));
        }
        let stored = self.pages.get_mut(id).ok_or(RemoteError::NotFound)?;
        stored.page.parent = to.parent.clone();
        stored.page.position = position;
        Ok(stored.page.clone())
    }

    fn set_status(&mut self, id: &PageId, status: PageStatus) -> Result<()> {
        let batch = match status {
            PageStatus::Trashed => self.ticks + 1,
            PageStatus::Current => self.stored(id)?.batch,
        };
        for below in self.subtree(id) {
            let Some(stored) = self.pages.get_mut(&below) else { continue };
            let together = status == PageStatus::Trashed || stored.batch == batch;
            if stored.page.status != status && together {
                stored.page.status = status;
                stored.batch = if status == PageStatus::Trashed { batch } else { 0 };
                self.mark(Thing::Page(below));
            }
        }
        Ok(())
    }

    fn add_space(
        &mut self,
        key: &SpaceKey,
        name: &str,
        owner: Option<&UserId>,
        me: &UserId,
    ) -> Result<SpaceId> {
        if self.spaces.iter().any(|space| space.key == *key) {
            return Err(RemoteError::Invalid(format!("a space with the key `{key}` exists already")));
        }
        let id = SpaceId::new(self.fresh_id());
        let all = SpacePermission::ALL.into_iter();
        self.spaces.push(Space {
            id: id.clone(),
            key: key.clone(),
            name: name.to_owned(),
            kind: if owner.is_some() { SpaceKind::Personal } else { SpaceKind::Site },
            status: SpaceStatus::Active,
            owner: owner.cloned(),
            home: None,
            status_since: None,
            grants: all.map(|permission| Grant { subject: Subject::User(me.clone()), permission }).collect(),
        });
        self.mark(Thing::Space(id.clone()));
        Ok(id)
    }

    /// Makes pages of a new space, the first one its home.
    fn furnish(&mut self, id: &SpaceId, pages: &[(String, String)], me: &UserId) -> Result<Space> {
        let mut home = None;
        for (title, storage) in pages {
            let new = NewPage {
                space: id.clone(),
                parent: home.clone(),
                after: None,
                kind: PageKind::Page,
                title: title.clone(),
                storage: storage.clone(),
                labels: Vec::new(),
            };
            let page = self.insert(&new, me)?;
            home.get_or_insert(page.id);
        }
        let space = self.spaces.iter_mut().find(|space| space.id == *id).ok_or(RemoteError::NotFound)?;
        space.home = home;
        Ok(space.clone())
    }

    fn remove_space(&mut self, id: &SpaceId) {
        let pages: Vec<PageId> =
            self.pages.values().filter(|s| s.page.space == *id).map(|s| s.page.id.clone()).collect();
        for page in pages {
            self.pages.remove(&page);
            self.mark(Thing::Page(page));
        }
        self.spaces.retain(|space| space.id != *id);
        self.mark(Thing::Space(id.clone()));
    }

    fn item(&self, thing: &Thing) -> Option<FeedItem> {
        Some(match thing {
            Thing::User(id) => FeedItem::User(self.users.iter().find(|user| user.id == *id)?.clone()),
            Thing::Space(id) => match self.space(id) {
                Ok(space) => FeedItem::Space(Box::new(space.clone())),
                Err(_) => FeedItem::SpaceGone(id.clone()),
            },
            Thing::Page(id) => match self.pages.get(id) {
                Some(stored) => FeedItem::Page {
                    page: Box::new(stored.page.clone()),
                    storage: stored.versions.last().map(|(_, body)| body.clone()).unwrap_or_default(),
                },
                None => FeedItem::PageGone(id.clone()),
            },
        })
    }

    fn jot_page(&mut self, jot: &Jot, me: &UserId) -> Result<PageId> {
        if let JotTarget::Page(id) = &jot.target
            && self.stored(id).is_ok_and(|stored| stored.page.status == PageStatus::Current)
        {
            return Ok(id.clone());
        }
        if let Some(known) = self.days.get(&jot.target) {
            return Ok(known.clone());
        }
        let own =
            self.spaces.iter().find(|s| s.owner.as_ref() == Some(me) && s.status == SpaceStatus::Active);
        let space = own.ok_or(RemoteError::NoPersonalSpace)?.clone();
        let title = match &jot.target {
            JotTarget::Day(day) => format!("Journal {day}"),
            JotTarget::NewPage { title } | JotTarget::Titled { title, .. } => title.clone(),
            JotTarget::Page(_) => "Jots".to_owned(),
        };
        let new = NewPage {
            space: space.id,
            parent: space.home,
            after: None,
            kind: PageKind::Page,
            title,
            storage: String::new(),
            labels: Vec::new(),
        };
        let page = self.insert(&new, me)?;
        if !matches!(jot.target, JotTarget::NewPage { .. }) {
            self.days.insert(jot.target.clone(), page.id.clone());
        }
        Ok(page.id)
    }
}

fn page(outcome: Outcome) -> Option<Page> {
    if let Outcome::Page(page) = outcome { Some(*page) } else { None }
}

fn space(outcome: Outcome) -> Option<Space> {
    if let Outcome::Space(space) = outcome { Some(*space) } else { None }
}

fn done(outcome: Outcome) -> Option<()> {
    matches!(outcome, Outcome::Done).then_some(())
}

impl Remote for Memory {
    fn info(&self) -> BoxFuture<'_, Result<Info>> {
        self.read(|state| {
            let me = state.users.iter().find(|user| user.id == self.me).ok_or(RemoteError::SignedOut)?;
            Ok(Info {
                epoch: state.epoch.clone(),
                version: "memory".to_owned(),
                me: me.clone(),
                capabilities: ["append", "changes", "personal"].map(str::to_owned).to_vec(),
            })
        })
    }

    fn changes(&self, since: Option<Cursor>, limit: usize) -> BoxFuture<'_, Result<Changes>> {
        self.read(|state| {
            let since = since.map_or(0, |cursor| cursor.seq);
            let mut lines = state.feed.range(since + 1..);
            let taken: Vec<_> = lines.by_ref().take(limit).collect();
            let seq = taken.last().map_or(since, |(seq, _)| **seq);
            Ok(Changes {
                items: taken.iter().filter_map(|(_, thing)| state.item(thing)).collect(),
                next: Cursor { epoch: state.epoch.clone(), seq },
                more: lines.next().is_some(),
            })
        })
    }

    fn page<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<(Page, String)>> {
        self.read(|state| {
            let stored = state.stored(id)?;
            Ok((stored.page.clone(), stored.versions.last().map(|(_, b)| b.clone()).unwrap_or_default()))
        })
    }

    fn create<'a>(&'a self, op: OpId, new: &'a NewPage) -> BoxFuture<'a, Result<Page>> {
        self.write(op, None, |state, me| Ok(Outcome::Page(Box::new(state.insert(new, me)?))), page)
    }

    fn update<'a>(&'a self, op: OpId, update: &'a PageUpdate) -> BoxFuture<'a, Result<Page>> {
        let command = |state: &mut State, me: &UserId| {
            let current = state.page(&update.page)?;
            if current.status == PageStatus::Trashed {
                return Err(RemoteError::Invalid("the page is in the trash: restore it first".to_owned()));
            }
            if current.version.number != update.base_version {
                return Err(RemoteError::Conflict { current: current.version.number });
            }
            state.save(&update.page, me, Some(&update.title), update.storage.clone(), &update.message);
            Ok(Outcome::Page(Box::new(state.page(&update.page)?)))
        };
        self.write(op, Some(&update.page), command, page)
    }

    fn relocate<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>> {
        let command = |state: &mut State, _: &UserId| {
            state.stored(id)?;
            Ok(Outcome::Page(Box::new(state.put(id, to)?)))
        };
        self.write(op, Some(id), command, page)
    }

    fn trash<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            state.stored(id)?;
            if state.spaces.iter().any(|space| space.home.as_ref() == Some(id)) {
                return Err(RemoteError::Invalid(
                    "the home page of a space cannot be moved to the trash".to_owned(),
                ));
            }
            state.set_status(id, PageStatus::Trashed)?;
            Ok(Outcome::Done)
        };
        self.write(op, Some(id), command, done)
    }

    fn restore<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>> {
        let command = |state: &mut State, _: &UserId| {
            state.set_status(id, PageStatus::Current)?;
            Ok(Outcome::Page(Box::new(state.put(id, to)?)))
        };
        self.write(op, Some(id), command, page)
    }

    fn purge<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            if state.page(id)?.status == PageStatus::Current {
                return Err(RemoteError::Invalid(
                    "only a page in the trash can be removed for good".to_owned(),
                ));
            }
            for below in state.subtree(id) {
                state.pages.remove(&below);
                state.mark(Thing::Page(below));
            }
            Ok(Outcome::Done)
        };
        self.write(op, Some(id), command, done)
    }

    fn add_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            let labels = &mut state.pages.get_mut(id).ok_or(RemoteError::NotFound)?.page.labels;
            if let Err(place) = labels.binary_search(label) {
                labels.insert(place, label.clone());
                state.mark(Thing::Page(id.clone()));
            }
            Ok(Outcome::Done)
        };
        self.write(op, Some(id), command, done)
    }

    fn remove_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            let labels = &mut state.pages.get_mut(id).ok_or(RemoteError::NotFound)?.page.labels;
            if let Ok(place) = labels.binary_search(label) {
                labels.remove(place);
                state.mark(Thing::Page(id.clone()));
            }
            Ok(Outcome::Done)
        };
        self.write(op, Some(id), command, done)
    }

    fn versions<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<Vec<Version>>> {
        self.read(|state| Ok(state.stored(id)?.versions.iter().rev().map(|(v, _)| v.clone()).collect()))
    }

    fn version_body<'a>(&'a self, id: &'a PageId, number: u32) -> BoxFuture<'a, Result<String>> {
        self.read(|state| {
            let found = state.stored(id)?.versions.iter().find(|(version, _)| version.number == number);
            found.map(|(_, body)| body.clone()).ok_or(RemoteError::NotFound)
        })
    }

    fn append<'a>(&'a self, op: OpId, jot: &'a Jot) -> BoxFuture<'a, Result<Page>> {
        let command = |state: &mut State, me: &UserId| {
            let id = state.jot_page(jot, me)?;
            let old = state.stored(&id)?.versions.last().map(|(_, body)| body.clone()).unwrap_or_default();
            state.save(&id, me, None, Some(old + &jot.storage), "jot");
            if let Some(stored) = state.pages.get_mut(&id) {
                stored.page.labels.extend(jot.labels.iter().cloned());
                stored.page.labels.sort();
                stored.page.labels.dedup();
            }
            Ok(Outcome::Page(Box::new(state.page(&id)?)))
        };
        self.write(op, None, command, page)
    }

    fn create_space<'a>(
        &'a self,
        op: OpId,
        key: &'a SpaceKey,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Space>> {
        let command = |state: &mut State, me: &UserId| {
            let id = state.add_space(key, name, None, me)?;
            let made = state.furnish(&id, &[(name.to_owned(), String::new())], me)?;
            Ok(Outcome::Space(Box::new(made)))
        };
        self.write(op, None, command, space)
    }

    fn set_space_status<'a>(
        &'a self,
        op: OpId,
        id: &'a SpaceId,
        status: Option<SpaceStatus>,
    ) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            let now = state.now();
            let found = state.spaces.iter_mut().find(|space| space.id == *id).ok_or(RemoteError::NotFound)?;
            match status {
                Some(status) => {
                    found.status = status;
                    found.status_since = (status != SpaceStatus::Active).then_some(now);
                    state.mark(Thing::Space(id.clone()));
                }
                None if found.status == SpaceStatus::Trashed => state.remove_space(id),
                None => {
                    return Err(RemoteError::Invalid(
                        "only a space in the trash can be removed for good".to_owned(),
                    ));
                }
            }
            Ok(Outcome::Done)
        };
        self.write(op, None, command, done)
    }

    fn personal_preflight(&self) -> BoxFuture<'_, Result<PersonalPreflight>> {
        self.read(|state| {
            let me = state.users.iter().find(|user| user.id == self.me).ok_or(RemoteError::SignedOut)?;
            let own = state.spaces.iter().filter(|space| space.owner.as_ref() == Some(&self.me));
            Ok(PersonalPreflight {
                me: me.clone(),
                mode: PersonalMode::OnRequest,
                permitted: true,
                key: SpaceKey::personal(&me.name),
                key_taken_by: None,
                existing: own.rev().cloned().collect(),
                inconsistent: false,
                site_admins: 1,
                anonymous_allowed: false,
                people: state.users.clone(),
                default_grants: Vec::new(),
            })
        })
    }

    fn create_personal<'a>(&'a self, op: OpId, plan: &'a PersonalPlan) -> BoxFuture<'a, Result<Space>> {
        let command = |state: &mut State, me: &UserId| {
            let mut fresh_key = None;
            for own in state.spaces.iter_mut().filter(|space| space.owner.as_ref() == Some(me)) {
                if own.status == SpaceStatus::Active || !plan.start_fresh {
                    return Err(RemoteError::Invalid("you have a personal space already".to_owned()));
                }
                own.key = SpaceKey::new(format!("{}.trash-{}", own.key, own.id));
                fresh_key = Some(own.id.clone());
            }
            if let Some(old) = fresh_key {
                state.mark(Thing::Space(old));
            }
            let id = state.add_space(&plan.key, &plan.name, Some(me), me)?;
            let pages: Vec<(String, String)> =
                plan.pages.iter().map(|page| (page.title.clone(), page.storage.clone())).collect();
            let pages = if pages.is_empty() { vec![(plan.name.clone(), String::new())] } else { pages };
            Ok(Outcome::Space(Box::new(state.furnish(&id, &pages, me)?)))
        };
        self.write(op, None, command, space)
    }

    fn undo_personal<'a>(&'a self, op: OpId, id: &'a SpaceId) -> BoxFuture<'a, Result<PersonalUndone>> {
        let command = |state: &mut State, _: &UserId| {
            let touched = state.pages.values().any(|s| s.page.space == *id && s.page.version.number > 1);
            if touched {
                let found = state.spaces.iter_mut().find(|space| space.id == *id);
                found.ok_or(RemoteError::NotFound)?.status = SpaceStatus::Trashed;
                state.mark(Thing::Space(id.clone()));
                return Ok(Outcome::Undone(PersonalUndone::Trashed));
            }
            state.remove_space(id);
            Ok(Outcome::Undone(PersonalUndone::Removed))
        };
        self.write(op, None, command, |outcome| match outcome {
            Outcome::Undone(undone) => Some(undone),
            _ => None,
        })
    }
}
