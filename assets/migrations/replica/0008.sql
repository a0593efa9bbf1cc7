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
