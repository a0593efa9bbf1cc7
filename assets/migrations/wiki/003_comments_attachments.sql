-- Comments and files of pages; who sees the page sees them.

CREATE TABLE comment (
    id       INTEGER PRIMARY KEY,
    content  INTEGER NOT NULL REFERENCES content,
    parent   INTEGER REFERENCES comment,
    marker   TEXT,
    words    TEXT NOT NULL DEFAULT '',
    resolved INTEGER NOT NULL DEFAULT 0,
    creator  TEXT NOT NULL REFERENCES account,
    created  INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    author   TEXT NOT NULL REFERENCES account,
    saved    INTEGER NOT NULL,
    storage  TEXT NOT NULL
) STRICT;
CREATE INDEX comment_of_content ON comment (content, created);
CREATE INDEX comment_below ON comment (parent) WHERE parent IS NOT NULL;

CREATE TABLE attachment (
    id      INTEGER PRIMARY KEY,
    content INTEGER NOT NULL REFERENCES content,
    name    TEXT NOT NULL,
    version INTEGER NOT NULL,
    creator TEXT NOT NULL REFERENCES account,
    created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX attachment_by_name ON attachment (content, name);

-- `file` is a random name in the folder of files: what a file is called on its page is data only.
CREATE TABLE attachment_version (
    attachment INTEGER NOT NULL REFERENCES attachment,
    number     INTEGER NOT NULL,
    file       TEXT NOT NULL,
    size       INTEGER NOT NULL,
    hash       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    author     TEXT NOT NULL REFERENCES account,
    saved      INTEGER NOT NULL,
    message    TEXT NOT NULL,
    PRIMARY KEY (attachment, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachment_version_by_file ON attachment_version (file);

-- The feed tells of them too. `page` is the page of a comment or file: its sight decides, and it stays when the
-- thing is gone, so that nobody hears of what was deleted on a page they do not see.
CREATE TABLE change_seq_new (
    seq   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind  TEXT NOT NULL CHECK (kind IN ('user', 'space', 'page', 'comment', 'attachment')),
    thing ANY NOT NULL,
    hides INTEGER NOT NULL DEFAULT 0,
    page  INTEGER
) STRICT;
INSERT INTO change_seq_new (seq, kind, thing, hides) SELECT seq, kind, thing, hides FROM change_seq;
DROP TABLE change_seq;
ALTER TABLE change_seq_new RENAME TO change_seq;
CREATE UNIQUE INDEX change_of_thing ON change_seq (kind, thing);
CREATE INDEX change_on_page ON change_seq (page) WHERE page IS NOT NULL;
