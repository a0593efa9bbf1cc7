-- The wiki of `server::store`. Times are microseconds since 1970 in UTC. Content and space ids are random.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id           TEXT PRIMARY KEY,
    login        TEXT NOT NULL,
    login_folded TEXT NOT NULL UNIQUE,
    full_name    TEXT NOT NULL,
    active       INTEGER NOT NULL DEFAULT 1,
    admin        INTEGER NOT NULL DEFAULT 0,
    created      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE team (
    name        TEXT PRIMARY KEY,
    description TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE membership (
    team    TEXT NOT NULL REFERENCES team,
    account TEXT NOT NULL REFERENCES account,
    PRIMARY KEY (team, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_account ON membership (account);

CREATE TABLE space (
    id           INTEGER PRIMARY KEY,
    key          TEXT NOT NULL,
    key_folded   TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    description  TEXT NOT NULL DEFAULT '',
    kind         TEXT NOT NULL CHECK (kind IN ('site', 'personal')),
    status       TEXT NOT NULL CHECK (status IN ('active', 'archived', 'trashed')),
    status_since INTEGER,
    owner        TEXT REFERENCES account,
    creator      TEXT NOT NULL REFERENCES account,
    created      INTEGER NOT NULL,
    home         INTEGER
) STRICT;
CREATE INDEX space_by_owner ON space (owner) WHERE owner IS NOT NULL;

CREATE TABLE space_grant (
    space      INTEGER NOT NULL REFERENCES space,
    kind       TEXT NOT NULL CHECK (kind IN ('user', 'group', 'licensed', 'anonymous')),
    subject    TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (space, kind, subject, permission)
) STRICT, WITHOUT ROWID;

-- What navigation needs of a page or blog post; never its body.
CREATE TABLE content (
    id                INTEGER PRIMARY KEY,
    space             INTEGER NOT NULL REFERENCES space,
    kind              TEXT NOT NULL CHECK (kind IN ('page', 'blogpost')),
    day               TEXT,
    status            TEXT NOT NULL CHECK (status IN ('current', 'trashed')),
    title             TEXT NOT NULL,
    parent            INTEGER REFERENCES content,
    position          INTEGER NOT NULL,
    version           INTEGER NOT NULL,
    creator           TEXT NOT NULL REFERENCES account,
    created           INTEGER NOT NULL,
    read_restricted   INTEGER NOT NULL DEFAULT 0,
    update_restricted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX content_in_tree ON content (space, parent, position);
CREATE INDEX content_below ON content (parent);
CREATE INDEX content_by_title ON content (space, title);
CREATE INDEX content_read_restricted ON content (id) WHERE read_restricted = 1;

-- Every version ever saved. A version that changed no body points at the one that did.
CREATE TABLE version (
    content INTEGER NOT NULL REFERENCES content,
    number  INTEGER NOT NULL,
    title   TEXT NOT NULL,
    body    INTEGER NOT NULL,
    author  TEXT NOT NULL REFERENCES account,
    saved   INTEGER NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (content, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE body (
    content INTEGER NOT NULL REFERENCES content,
    version INTEGER NOT NULL,
    storage TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX body_of_version ON body (content, version);

CREATE TABLE label (
    content INTEGER NOT NULL REFERENCES content,
    name    TEXT NOT NULL,
    PRIMARY KEY (content, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_by_name ON label (name);

-- A list with no row while `content.*_restricted` is 1 means nobody.
CREATE TABLE restriction (
    content   INTEGER NOT NULL REFERENCES content,
    operation TEXT NOT NULL CHECK (operation IN ('read', 'update')),
    kind      TEXT NOT NULL CHECK (kind IN ('user', 'group')),
    subject   TEXT NOT NULL,
    PRIMARY KEY (content, operation, kind, subject)
) STRICT, WITHOUT ROWID;

-- What was trashed in one go comes back in one go: pages with the same batch.
CREATE TABLE trash (
    content INTEGER PRIMARY KEY REFERENCES content,
    batch   TEXT NOT NULL,
    trasher TEXT NOT NULL,
    trashed INTEGER NOT NULL
) STRICT;
CREATE INDEX trash_by_batch ON trash (batch);

CREATE TABLE watch (
    account TEXT NOT NULL REFERENCES account,
    kind    TEXT NOT NULL CHECK (kind IN ('content', 'space')),
    target  INTEGER NOT NULL,
    PRIMARY KEY (account, kind, target)
) STRICT, WITHOUT ROWID;

-- The day page of a journal, so that jots follow it when it is moved or renamed.
CREATE TABLE journal_day (
    space   INTEGER NOT NULL REFERENCES space,
    day     TEXT NOT NULL,
    content INTEGER NOT NULL,
    PRIMARY KEY (space, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_key (
    space   INTEGER NOT NULL REFERENCES space,
    key     TEXT NOT NULL,
    content INTEGER NOT NULL,
    PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;

-- The change feed: one row per thing, at the place of its last change. `hides` stays 1 once a change
-- may have taken the thing out of somebody's sight; only then is its absence told.
CREATE TABLE change_seq (
    seq   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind  TEXT NOT NULL CHECK (kind IN ('user', 'space', 'page')),
    thing ANY NOT NULL,
    hides INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX change_of_thing ON change_seq (kind, thing);

-- The answer to every write that was named, written with it.
CREATE TABLE idempotency (
    account TEXT NOT NULL,
    key     TEXT NOT NULL,
    request TEXT NOT NULL,
    answer  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (at);
