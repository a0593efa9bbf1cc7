//! What the replica promises, on real files in a directory of its own.

mod changes;
mod copies;
mod crashes;
mod drafts;
mod files;
mod places;
mod reading;
mod saving;
mod searching;
mod sifting;
mod turns;

use super::{Incoming, Replica};
use crate::domain::*;

/// A replica in a fresh directory.
struct Bench {
    dir: tempfile::TempDir,
    replica: Replica,
}

impl Bench {
    /// A replica that has pulled `pages`.
    fn with(pages: Vec<(Page, &str)>) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let replica = Replica::open(dir.path(), plain).unwrap();
        let bench = Self { dir, replica };
        bench.pull(vec![Incoming::Space(Box::new(space("s", "ENG")))]);
        bench.pull(pages.into_iter().map(|(page, body)| incoming(page, body)).collect());
        bench
    }

    fn pull(&self, items: Vec<Incoming>) {
        self.replica.take_in(&items, Some("cursor"), false).unwrap();
    }

    /// Commits one change and returns its name.
    fn commit(&self, change: Change) -> OpId {
        let entry = entry(change);
        self.replica.commit(std::slice::from_ref(&entry)).unwrap();
        entry.op
    }

    fn reopen(&self) -> Replica {
        Replica::open(self.dir.path(), plain).unwrap()
    }

    /// The titles below a page, in order.
    fn titles(&self, parent: Option<&str>) -> Vec<String> {
        let parent = parent.map(PageId::from);
        let rows = self.replica.children(&"s".into(), parent.as_ref()).unwrap();
        rows.into_iter().map(|row| row.page.title).collect()
    }

    fn body(&self, id: &str) -> Option<String> {
        self.replica.body(&id.into()).unwrap()
    }

    fn shown(&self, id: &str) -> Page {
        self.replica.page(&id.into()).unwrap().unwrap().page
    }
}

fn plain(storage: &str, _names: Option<Names<'_>>) -> String {
    storage.replace("<p>", "").replace("</p>", "\n")
}

fn now() -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap()
}

fn entry(change: Change) -> Entry {
    Entry { op: OpId::fresh(), at: now(), change, group: None }
}

fn incoming(page: Page, body: &str) -> Incoming {
    Incoming::Page { page: Box::new(page), storage: body.to_owned() }
}

/// Makes the table of spaces what it was in version 7: JSON, with grants for each subject or one by one.
const SPACES_OF_BEFORE: &str = r#"
    ALTER TABLE space RENAME TO shelf;
    CREATE TABLE space (id TEXT PRIMARY KEY, folded TEXT NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL,
        status INTEGER NOT NULL, owner TEXT, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO space SELECT id, folded, name, kind, status, owner, json_object(
        'id', id, 'key', key, 'home', home, 'status_since', since,
        iif(status = 0, 'granted', 'none'), json('[[{"kind":"licensed"},["VIEW_SPACE","COMMENT"]]]'),
        iif(status = 0, 'none', 'grants'), json('[{"subject":{"kind":"licensed"},"permission":"VIEW_SPACE"}]')
    ) FROM shelf;
    DROP TABLE shelf;
"#;

fn space(id: &str, key: &str) -> Space {
    Space {
        id: id.into(),
        key: SpaceKey::new(key),
        name: key.to_owned(),
        kind: SpaceKind::Site,
        status: SpaceStatus::Active,
        owner: None,
        home: None,
        status_since: None,
        grants: Default::default(),
    }
}

fn page(id: &str, parent: Option<&str>, position: i64) -> Page {
    Page {
        id: id.into(),
        space: "s".into(),
        kind: PageKind::Page,
        status: PageStatus::Current,
        title: format!("Page {id}"),
        parent: parent.map(PageId::from),
        position,
        version: Version { number: 1, author: "u".into(), when: now(), message: String::new() },
        created: now(),
        labels: Vec::new(),
        restricted_to: None,
    }
}

fn edit(id: &str, base: &str, storage: &str) -> Change {
    Change::Edit {
        page: id.into(),
        base_version: 1,
        base: base.to_owned(),
        storage: storage.to_owned(),
        message: String::new(),
    }
}

fn spot(parent: Option<&str>, after: Option<&str>) -> Spot {
    Spot { space: "s".into(), parent: parent.map(PageId::from), after: after.map(PageId::from) }
}

fn create(id: &str, parent: Option<&str>, after: Option<&str>) -> Change {
    Change::Create {
        page: id.into(),
        spot: spot(parent, after),
        kind: PageKind::Page,
        title: format!("Page {id}"),
        storage: format!("<p>{id}</p>"),
        labels: Vec::new(),
        copy_of: None,
    }
}
