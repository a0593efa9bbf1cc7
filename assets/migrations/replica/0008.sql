-- Every space is read before the first frame: in columns, and what it grants as one text that is read when somebody asks
-- who sees the space.
CREATE TABLE shelf (
    id     TEXT PRIMARY KEY,
    folded TEXT NOT NULL,
    key    TEXT NOT NULL,
    name   TEXT NOT NULL,
    kind   INTEGER NOT NULL,
    status INTEGER NOT NULL,
    since  TEXT,
    owner  TEXT,
    home   TEXT,
    grants TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO shelf (id, folded, key, name, kind, status, since, owner, home, grants)
SELECT id, folded, value ->> '$.key', name, kind, status, value ->> '$.status_since', owner, value ->> '$.home',
    coalesce(
        value -> '$.granted',
        -- As they were stored before, one by one.
        (SELECT json_group_array(json_array(one.value -> '$.subject', json_array(one.value ->> '$.permission')))
         FROM json_each(space.value, '$.grants') one)
    )
FROM space;
DROP TABLE space;
ALTER TABLE shelf RENAME TO space;
CREATE INDEX space_folded ON space (folded);
CREATE INDEX space_owner ON space (owner) WHERE owner IS NOT NULL;
CREATE INDEX space_away ON space (status) WHERE status <> 0;
CREATE INDEX space_names ON space (status, name, folded, kind, owner);

-- The same counters as before, by statements that never have to be taken back alone (`OR FAIL`): before one that has to,
-- SQLite has every index of words write out what it holds, which was a stretch for each page.
DROP TRIGGER page_comes;
DROP TRIGGER page_goes;
DROP TRIGGER page_moves;
CREATE TRIGGER page_comes AFTER INSERT ON page WHEN NEW.status = 0 BEGIN
    INSERT OR FAIL INTO page_count (space, pages)
        SELECT NEW.space, 0 WHERE NOT EXISTS (SELECT 1 FROM page_count WHERE space = NEW.space);
    UPDATE OR FAIL page_count SET pages = pages + 1 WHERE space = NEW.space;
END;
CREATE TRIGGER page_goes AFTER DELETE ON page WHEN OLD.status = 0 BEGIN
    UPDATE OR FAIL page_count SET pages = pages - 1 WHERE space = OLD.space;
END;
CREATE TRIGGER page_moves AFTER UPDATE OF space, status ON page
WHEN OLD.space <> NEW.space OR OLD.status <> NEW.status BEGIN
    UPDATE OR FAIL page_count SET pages = pages - 1 WHERE space = OLD.space AND OLD.status = 0;
    INSERT OR FAIL INTO page_count (space, pages)
        SELECT NEW.space, 0
        WHERE NEW.status = 0 AND NOT EXISTS (SELECT 1 FROM page_count WHERE space = NEW.space);
    UPDATE OR FAIL page_count SET pages = pages + 1 WHERE space = NEW.space AND NEW.status = 0;
END;
