-- What the wiki said, with this account's own queued changes on top: everything here can be fetched again.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE user (id TEXT PRIMARY KEY, name TEXT NOT NULL, full_name TEXT NOT NULL, value TEXT NOT NULL)
    WITHOUT ROWID;

CREATE TABLE space (
    id     TEXT PRIMARY KEY,
    folded TEXT NOT NULL,
    name   TEXT NOT NULL,
    kind   INTEGER NOT NULL,
    status INTEGER NOT NULL,
    owner  TEXT,
    value  TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX space_folded ON space (folded);
CREATE INDEX space_owner ON space (owner) WHERE owner IS NOT NULL;

-- Navigation reads this table only: no bodies here. `rid` grows with every new content, so the newest
-- pages have the highest. `kind`: 0 page, 1 blog post. `status`: 0 current, 1 trashed. `orphan`: the page
-- above is not here, so it is listed at the root. `sort` is the wiki's position, or between two for a page that was moved here.
CREATE TABLE page (
    rid      INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    space    TEXT NOT NULL,
    kind     INTEGER NOT NULL,
    day      TEXT,
    status   INTEGER NOT NULL,
    title    TEXT NOT NULL,
    parent   TEXT,
    sort     REAL NOT NULL,
    orphan   INTEGER NOT NULL DEFAULT 0,
    version  INTEGER NOT NULL,
    author   TEXT NOT NULL,
    saved    INTEGER NOT NULL,
    message  TEXT NOT NULL,
    created  INTEGER NOT NULL,
    labels   TEXT NOT NULL,
    readers  TEXT
);
CREATE INDEX page_tree ON page (space, status, kind, parent, sort);
CREATE INDEX page_parent ON page (parent);
CREATE INDEX page_title ON page (title, status, space, id);
CREATE INDEX page_orphan ON page (parent) WHERE orphan = 1;

CREATE TABLE body (rid INTEGER PRIMARY KEY, storage TEXT NOT NULL);

CREATE TABLE label (name TEXT NOT NULL, page TEXT NOT NULL, PRIMARY KEY (name, page)) WITHOUT ROWID;
CREATE INDEX label_page ON label (page);

-- Words only; the text itself is in `body`. CJK characters are spaced out before they come here.
CREATE VIRTUAL TABLE words USING fts5(
    title, body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='2 3'
);
-- A larger buffer before words go to the file: a first pull is a fifth faster.
INSERT INTO words (words, rank) VALUES ('hashsize', 16777216);

-- What the wiki last said about pages that queued changes touch. `storage` is NULL while the body is the wiki's.
CREATE TABLE base (page TEXT PRIMARY KEY, value TEXT NOT NULL, storage TEXT) WITHOUT ROWID;

-- Which pages a queued change touches. `ignored`: not shown, since the tree would have a cycle.
CREATE TABLE pending (
    page    TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    ignored INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (page, seq)
) WITHOUT ROWID;
CREATE INDEX pending_seq ON pending (seq);
