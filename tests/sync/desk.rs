//! A profile with its replica, engine and connection.

use super::wiki::{Client, Wiki};
use std::sync::Arc;
use tildr::domain::*;
use tildr::replica::Replica;
use tildr::sync::{self, Handle};

pub(crate) struct Desk {
    pub(crate) dir: Arc<tempfile::TempDir>,
    pub(crate) replica: Replica,
    pub(crate) client: Arc<Client>,
    pub(crate) handle: Handle,
}

impl Desk {
    /// A new profile, synced once.
    pub(crate) async fn at(wiki: &Wiki) -> Self {
        let desk = Self::in_dir(Arc::new(tempfile::tempdir().unwrap()), wiki);
        desk.handle.settled().await.unwrap();
        desk
    }

    /// Another process on the same profile.
    pub(crate) fn in_dir(dir: Arc<tempfile::TempDir>, wiki: &Wiki) -> Self {
        let replica = Replica::open(dir.path(), plain).unwrap();
        let client = Client::new(wiki);
        let handle = sync::start(dir.path(), replica.clone(), client.clone());
        Self { dir, replica, client, handle }
    }

    pub(crate) fn commit(&self, change: Change) -> OpId {
        let entry = entry(change);
        self.replica.commit(std::slice::from_ref(&entry)).unwrap();
        entry.op
    }

    pub(crate) fn body(&self, id: &str) -> String {
        self.replica.body(&id.into()).unwrap().unwrap()
    }

    /// Edits a page as it is shown now.
    pub(crate) fn edit(&self, id: &str, change: impl FnOnce(&str) -> String) -> OpId {
        let base = self.body(id);
        let base_version = self.replica.page(&id.into()).unwrap().unwrap().page.version.number;
        let storage = change(&base);
        self.commit(Change::Edit { page: id.into(), base_version, base, storage, message: String::new() })
    }

    pub(crate) async fn sync(&self) {
        self.handle.settled().await.unwrap();
    }
}

pub(crate) fn plain(storage: &str, _names: Option<Names<'_>>) -> String {
    storage.to_owned()
}

pub(crate) fn entry(change: Change) -> Entry {
    Entry { op: OpId::fresh(), at: Timestamp::UNIX_EPOCH, change, group: None }
}

pub(crate) fn spot(parent: Option<&str>) -> Spot {
    Spot { space: "s".into(), parent: parent.map(PageId::from), after: None }
}

pub(crate) fn create(id: &str, parent: Option<&str>) -> Change {
    Change::Create {
        page: id.into(),
        spot: spot(parent),
        kind: PageKind::Page,
        title: format!("Title {id}"),
        storage: format!("<p>{id}</p>"),
        labels: Vec::new(),
        copy_of: None,
    }
}

pub(crate) fn jot(text: &str) -> Change {
    Change::Append(Jot {
        target: JotTarget::Day("2026-11-22".parse().unwrap()),
        markdown: text.to_owned(),
        storage: format!("<p>{text}</p>"),
        labels: Vec::new(),
        at: Timestamp::UNIX_EPOCH,
    })
}
