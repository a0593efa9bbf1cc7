//! What the wiki in memory knows, and how a change changes it. No faults here.

use super::Fault;
use crate::domain::*;
use crate::remote::{FeedItem, NewPage, PersonalUndone, RemoteError, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// Everything the wiki knows.
#[derive(Default)]
pub(super) struct State {
    pub(super) epoch: String,
    pub(super) ticks: i64,
    pub(super) next_id: u64,
    pub(super) users: Vec<User>,
    pub(super) spaces: Vec<Space>,
    pub(super) pages: BTreeMap<PageId, Stored>,
    pub(super) comments: BTreeMap<CommentId, Comment>,
    pub(super) attachments: BTreeMap<AttachmentId, (Attachment, Vec<u8>)>,
    /// What everybody watches: one person works with this wiki.
    pub(super) watched: BTreeSet<Watched>,
    pub(super) days: HashMap<JotTarget, PageId>,
    pub(super) feed: BTreeMap<i64, Thing>,
    pub(super) answers: HashMap<OpId, Outcome>,
    pub(super) faults: VecDeque<Fault>,
    pub(super) offline: bool,
    pub(super) writes: usize,
}

/// A page with every version it had.
pub(super) struct Stored {
    pub(super) page: Page,
    pub(super) versions: Vec<(Version, String)>,
    pub(super) batch: i64,
}

/// What a line of the feed is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Thing {
    User(UserId),
    Space(SpaceId),
    Page(PageId),
    Comment(CommentId),
    Attachment(AttachmentId),
    Watches,
}

/// What a write answers, kept for retries.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    Page(Box<Page>),
    Space(Box<Space>),
    Undone(PersonalUndone),
    Comment(Box<Comment>),
    Attachment(Box<Attachment>),
    Done,
}

impl State {
    pub(super) fn fault(&mut self) -> Option<Fault> {
        if self.offline { Some(Fault::Offline) } else { self.faults.pop_front() }
    }

    /// Carries a command out unless its op-id was seen.
    pub(super) fn once(
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

    pub(super) fn mark(&mut self, thing: Thing) {
        self.feed.retain(|_, other| *other != thing);
        self.ticks += 1;
        self.feed.insert(self.ticks, thing);
    }

    /// A moment that grows with every change: no clock.
    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + self.ticks).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    pub(super) fn fresh_id(&mut self) -> String {
        self.next_id += 1;
        self.next_id.to_string()
    }

    pub(super) fn stored(&self, id: &PageId) -> Result<&Stored> {
        self.pages.get(id).ok_or(RemoteError::NotFound)
    }

    pub(super) fn page(&self, id: &PageId) -> Result<Page> {
        Ok(self.stored(id)?.page.clone())
    }

    pub(super) fn space(&self, id: &SpaceId) -> Result<&Space> {
        self.spaces.iter().find(|space| space.id == *id).ok_or(RemoteError::NotFound)
    }

    pub(super) fn insert(&mut self, new: &NewPage, author: &UserId) -> Result<Page> {
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
            restricted_to: match &new.copy_of {
                Some(original) => self.stored(&original.page)?.page.restricted_to.clone(),
                None => None,
            },
        };
        let stored = Stored { page: page.clone(), versions: vec![(version, new.storage.clone())], batch: 0 };
        self.pages.insert(id.clone(), stored);
        self.mark(Thing::Page(id.clone()));
        if let Some(original) = &new.copy_of {
            self.copy_attachments(&original.page, &id);
        }
        Ok(page)
    }

    /// Saves a version of a page that exists.
    pub(super) fn save(
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

    pub(super) fn subtree(&self, id: &PageId) -> Vec<PageId> {
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
    pub(super) fn position(
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

    pub(super) fn put(&mut self, id: &PageId, to: &Spot) -> Result<Page> {
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

    pub(super) fn set_status(&mut self, id: &PageId, status: PageStatus) -> Result<()> {
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

    pub(super) fn add_space(
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
    pub(super) fn furnish(&mut self, id: &SpaceId, pages: &[(String, String)], me: &UserId) -> Result<Space> {
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
                copy_of: None,
            };
            let page = self.insert(&new, me)?;
            home.get_or_insert(page.id);
        }
        let space = self.spaces.iter_mut().find(|space| space.id == *id).ok_or(RemoteError::NotFound)?;
        space.home = home;
        Ok(space.clone())
    }

    pub(super) fn remove_space(&mut self, id: &SpaceId) {
        let pages: Vec<PageId> =
            self.pages.values().filter(|s| s.page.space == *id).map(|s| s.page.id.clone()).collect();
        for page in pages {
            self.pages.remove(&page);
            self.forget_notes(&page);
            self.mark(Thing::Page(page));
        }
        self.spaces.retain(|space| space.id != *id);
        self.mark(Thing::Space(id.clone()));
    }

    pub(super) fn watch(&mut self, thing: Watched, on: bool) -> Outcome {
        let changed = if on { self.watched.insert(thing) } else { self.watched.remove(&thing) };
        if changed {
            self.mark(Thing::Watches);
        }
        Outcome::Done
    }

    pub(super) fn item(&self, thing: &Thing) -> Option<FeedItem> {
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
            Thing::Comment(id) => match self.comments.get(id) {
                Some(comment) => FeedItem::Comment(Box::new(comment.clone())),
                None => FeedItem::CommentGone(id.clone()),
            },
            Thing::Attachment(id) => match self.attachments.get(id) {
                Some((attachment, _)) => FeedItem::Attachment(Box::new(attachment.clone())),
                None => FeedItem::AttachmentGone(id.clone()),
            },
            Thing::Watches => FeedItem::Watches(self.watched.iter().cloned().collect()),
        })
    }

    pub(super) fn jot_page(&mut self, jot: &Jot, me: &UserId) -> Result<PageId> {
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
            copy_of: None,
        };
        let page = self.insert(&new, me)?;
        if !matches!(jot.target, JotTarget::NewPage { .. }) {
            self.days.insert(jot.target.clone(), page.id.clone());
        }
        Ok(page.id)
    }
}
