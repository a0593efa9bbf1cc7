-- Comments and files of pages, as the wiki said; queued changes are laid over them when they are read. The bytes of
-- files are in a folder beside.
CREATE TABLE comment (id TEXT PRIMARY KEY, page TEXT NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX comment_page ON comment (page);

CREATE TABLE attachment (id TEXT PRIMARY KEY, page TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL)
    WITHOUT ROWID;
CREATE INDEX attachment_page ON attachment (page, name);
