-- The feed names every thing as text and, for what belongs to a page, the page as a number: pages themselves too.
-- So both databases join it the same way.
CREATE TABLE change_seq_new (
    seq   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind  TEXT NOT NULL CHECK (kind IN ('user', 'space', 'page', 'comment', 'attachment')),
    thing TEXT NOT NULL,
    hides INTEGER NOT NULL DEFAULT 0,
    page  INTEGER
) STRICT;
INSERT INTO change_seq_new (seq, kind, thing, hides, page)
    SELECT seq, kind, CAST(thing AS TEXT), hides, CASE kind WHEN 'page' THEN thing ELSE page END FROM change_seq;
-- A place in the feed is never given twice, even when its row is gone.
DELETE FROM sqlite_sequence WHERE name = 'change_seq_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'change_seq_new', seq FROM sqlite_sequence WHERE name = 'change_seq';
DROP TABLE change_seq;
ALTER TABLE change_seq_new RENAME TO change_seq;
CREATE UNIQUE INDEX change_of_thing ON change_seq (kind, thing);
CREATE INDEX change_on_page ON change_seq (page) WHERE page IS NOT NULL;

-- Who asks whether a page is guarded asks it of a whole space first.
CREATE INDEX content_guarded ON content (space) WHERE read_restricted = 1;
