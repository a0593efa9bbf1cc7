-- The wiki of `server::store` on PostgreSQL: what SQLite has after its fifth step. Times are microseconds since
-- 1970 in UTC. Content and space ids are random. Flags are 0 and 1.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE account (
    id           TEXT PRIMARY KEY,
    login        TEXT NOT NULL,
    login_folded TEXT NOT NULL UNIQUE,
    full_name    TEXT NOT NULL,
    active       BIGINT NOT NULL DEFAULT 1,
    admin        BIGINT NOT NULL DEFAULT 0,
    created      BIGINT NOT NULL
);

CREATE TABLE team (
    name        TEXT PRIMARY KEY,
    description TEXT NOT NULL DEFAULT ''
);

CREATE TABLE membership (
    team    TEXT NOT NULL REFERENCES team,
    account TEXT NOT NULL REFERENCES account,
    PRIMARY KEY (team, account)
);
CREATE INDEX membership_by_account ON membership (account);

CREATE TABLE space (
    id           BIGINT PRIMARY KEY,
    key          TEXT NOT NULL,
    key_folded   TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    description  TEXT NOT NULL DEFAULT '',
    kind         TEXT NOT NULL CHECK (kind IN ('site', 'personal')),
    status       TEXT NOT NULL CHECK (status IN ('active', 'archived', 'trashed')),
    status_since BIGINT,
    owner        TEXT REFERENCES account,
    creator      TEXT NOT NULL REFERENCES account,
    created      BIGINT NOT NULL,
    home         BIGINT
);
CREATE INDEX space_by_owner ON space (owner) WHERE owner IS NOT NULL;

CREATE TABLE space_grant (
    space      BIGINT NOT NULL REFERENCES space,
    kind       TEXT NOT NULL CHECK (kind IN ('user', 'group', 'licensed', 'anonymous')),
    subject    TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (space, kind, subject, permission)
);

-- What navigation needs of a page or blog post; never its body.
CREATE TABLE content (
    id                BIGINT PRIMARY KEY,
    space             BIGINT NOT NULL REFERENCES space,
    kind              TEXT NOT NULL CHECK (kind IN ('page', 'blogpost')),
    day               TEXT,
    status            TEXT NOT NULL CHECK (status IN ('current', 'trashed')),
    title             TEXT NOT NULL,
    parent            BIGINT REFERENCES content,
    position          BIGINT NOT NULL,
    version           BIGINT NOT NULL,
    creator           TEXT NOT NULL REFERENCES account,
    created           BIGINT NOT NULL,
    read_restricted   BIGINT NOT NULL DEFAULT 0,
    update_restricted BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX content_in_tree ON content (space, parent, position);
CREATE INDEX content_below ON content (parent);
CREATE INDEX content_by_title ON content (space, title);
CREATE INDEX content_read_restricted ON content (id) WHERE read_restricted = 1;
CREATE INDEX content_guarded ON content (space) WHERE read_restricted = 1;

-- Every version ever saved. A version that changed no body points at the one that did.
CREATE TABLE version (
    content BIGINT NOT NULL REFERENCES content,
    number  BIGINT NOT NULL,
    title   TEXT NOT NULL,
    body    BIGINT NOT NULL,
    author  TEXT NOT NULL REFERENCES account,
    saved   BIGINT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (content, number)
);

CREATE TABLE body (
    content BIGINT NOT NULL REFERENCES content,
    version BIGINT NOT NULL,
    storage TEXT NOT NULL,
    newer   BIGINT,
    prefix  BIGINT NOT NULL DEFAULT 0,
    suffix  BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX body_of_version ON body (content, version);

CREATE TABLE label (
    content BIGINT NOT NULL REFERENCES content,
    name    TEXT NOT NULL,
    PRIMARY KEY (content, name)
);
CREATE INDEX label_by_name ON label (name);

-- A list with no row while `content.*_restricted` is 1 means nobody.
CREATE TABLE restriction (
    content   BIGINT NOT NULL REFERENCES content,
    operation TEXT NOT NULL CHECK (operation IN ('read', 'update')),
    kind      TEXT NOT NULL CHECK (kind IN ('user', 'group')),
    subject   TEXT NOT NULL,
    PRIMARY KEY (content, operation, kind, subject)
);

-- What was trashed in one go comes back in one go: pages with the same batch.
CREATE TABLE trash (
    content BIGINT PRIMARY KEY REFERENCES content,
    batch   TEXT NOT NULL,
    trasher TEXT NOT NULL,
    trashed BIGINT NOT NULL
);
CREATE INDEX trash_by_batch ON trash (batch);

CREATE TABLE watch (
    account TEXT NOT NULL REFERENCES account,
    kind    TEXT NOT NULL CHECK (kind IN ('content', 'space')),
    target  BIGINT NOT NULL,
    PRIMARY KEY (account, kind, target)
);

-- The day page of a journal, so that jots follow it when it is moved or renamed.
CREATE TABLE journal_day (
    space   BIGINT NOT NULL REFERENCES space,
    day     TEXT NOT NULL,
    content BIGINT NOT NULL,
    PRIMARY KEY (space, day)
);

CREATE TABLE import_key (
    space   BIGINT NOT NULL REFERENCES space,
    key     TEXT NOT NULL,
    content BIGINT NOT NULL,
    PRIMARY KEY (space, key)
);

-- The change feed: one row per thing, at the place of its last change. `hides` stays 1 once a change
-- may have taken the thing out of somebody's sight; only then is its absence told.
CREATE TABLE change_seq (
    seq   BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    kind  TEXT NOT NULL CHECK (kind IN ('user', 'space', 'page', 'comment', 'attachment')),
    thing TEXT NOT NULL,
    hides BIGINT NOT NULL DEFAULT 0,
    page  BIGINT
);
CREATE UNIQUE INDEX change_of_thing ON change_seq (kind, thing);
CREATE INDEX change_on_page ON change_seq (page) WHERE page IS NOT NULL;

-- The answer to every write that was named, written with it.
CREATE TABLE idempotency (
    account TEXT NOT NULL,
    key     TEXT NOT NULL,
    request TEXT NOT NULL,
    answer  TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_by_age ON idempotency (at);

-- Comments and files of pages; who sees the page sees them.

CREATE TABLE comment (
    id       BIGINT PRIMARY KEY,
    content  BIGINT NOT NULL REFERENCES content,
    parent   BIGINT REFERENCES comment,
    marker   TEXT,
    words    TEXT NOT NULL DEFAULT '',
    resolved BIGINT NOT NULL DEFAULT 0,
    creator  TEXT NOT NULL REFERENCES account,
    created  BIGINT NOT NULL,
    version  BIGINT NOT NULL,
    author   TEXT NOT NULL REFERENCES account,
    saved    BIGINT NOT NULL,
    storage  TEXT NOT NULL
);
CREATE INDEX comment_of_content ON comment (content, created);
CREATE INDEX comment_below ON comment (parent) WHERE parent IS NOT NULL;

CREATE TABLE attachment (
    id      BIGINT PRIMARY KEY,
    content BIGINT NOT NULL REFERENCES content,
    name    TEXT NOT NULL,
    version BIGINT NOT NULL,
    creator TEXT NOT NULL REFERENCES account,
    created BIGINT NOT NULL
);
CREATE UNIQUE INDEX attachment_by_name ON attachment (content, name);

-- `file` is a random name in the folder of files: what a file is called on its page is data only.
CREATE TABLE attachment_version (
    attachment BIGINT NOT NULL REFERENCES attachment,
    number     BIGINT NOT NULL,
    file       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    hash       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    author     TEXT NOT NULL REFERENCES account,
    saved      BIGINT NOT NULL,
    message    TEXT NOT NULL,
    PRIMARY KEY (attachment, number)
);
CREATE INDEX attachment_version_by_file ON attachment_version (file);
