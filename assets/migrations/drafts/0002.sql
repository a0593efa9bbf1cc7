-- What is stored may be edited as it is, beside the Markdown: a text in work of its own. Tables of their own,
-- so that those of 0001 stay where they are in the file: a damaged file is salvaged by their place.

CREATE TABLE storage_draft (
    number       INTEGER PRIMARY KEY,
    page         TEXT NOT NULL UNIQUE,
    base_version INTEGER NOT NULL,
    base         TEXT NOT NULL,
    text         TEXT NOT NULL,
    cursor       INTEGER NOT NULL,
    updated      INTEGER NOT NULL,
    sum          INTEGER NOT NULL
);

-- Steps of typing since that draft was last saved whole.
CREATE TABLE storage_journal (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    page     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    removed  INTEGER NOT NULL,
    inserted TEXT NOT NULL,
    cursor   INTEGER NOT NULL
);
CREATE INDEX storage_journal_page ON storage_journal (page, seq);
