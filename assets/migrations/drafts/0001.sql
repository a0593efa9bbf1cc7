-- What the person did and typed: irreplaceable. Every record that carries text has its own checksum, so
-- that a damaged file can be salvaged record by record.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Changes on their way to the wiki, in order. `state`: 0 waiting, 1 sent without an answer, 2 parked.
CREATE TABLE outbox (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    op      TEXT NOT NULL UNIQUE,
    entry   TEXT NOT NULL,
    sum     INTEGER NOT NULL,
    state   INTEGER NOT NULL DEFAULT 0,
    reason  TEXT
);
-- Numbers are never those of an earlier, lost file: the tree of that time may still know them.
INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', abs(random() % 1099511627776));

-- What can be undone. `undone`: 0 in effect, 1 undone and can be redone.
CREATE TABLE history (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    op      TEXT NOT NULL UNIQUE,
    team    TEXT,
    entry   TEXT NOT NULL,
    undone  INTEGER NOT NULL DEFAULT 0,
    turn    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX history_undone ON history (undone, seq);

CREATE TABLE draft (
    number       INTEGER PRIMARY KEY,
    page         TEXT NOT NULL UNIQUE,
    base_version INTEGER NOT NULL,
    base         TEXT NOT NULL,
    text         TEXT NOT NULL,
    cursor       INTEGER NOT NULL,
    updated      INTEGER NOT NULL,
    sum          INTEGER NOT NULL
);

-- Steps of typing since the draft was last saved whole.
CREATE TABLE journal (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    page     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    removed  INTEGER NOT NULL,
    inserted TEXT NOT NULL,
    cursor   INTEGER NOT NULL
);
CREATE INDEX journal_page ON journal (page, seq);

-- Texts that are not in use any more and may still be asked for: ended drafts, solved conflicts, dropped edits.
CREATE TABLE kept (
    number INTEGER PRIMARY KEY,
    page   TEXT NOT NULL,
    why    TEXT NOT NULL,
    text   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    sum    INTEGER NOT NULL
);
CREATE INDEX kept_at ON kept (at);

CREATE TABLE conflict (
    number        INTEGER PRIMARY KEY,
    page          TEXT NOT NULL UNIQUE,
    base          TEXT NOT NULL,
    ours          TEXT NOT NULL,
    theirs        TEXT NOT NULL,
    their_version INTEGER NOT NULL,
    since         INTEGER NOT NULL,
    sum           INTEGER NOT NULL
);

-- The id a page had here before the wiki gave it one.
CREATE TABLE alias (
    number INTEGER PRIMARY KEY,
    local  TEXT NOT NULL UNIQUE,
    real   TEXT NOT NULL
);
CREATE INDEX alias_real ON alias (real);

CREATE TABLE favourite (space TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE visit (page TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
