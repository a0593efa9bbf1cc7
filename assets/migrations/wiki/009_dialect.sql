-- What clients keep beside a page or a space: JSON under a key, with a version of its own.
CREATE TABLE property (
    kind    TEXT NOT NULL CHECK (kind IN ('content', 'space')),
    target  BIGINT NOT NULL,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    version BIGINT NOT NULL,
    saved   BIGINT NOT NULL,
    PRIMARY KEY (kind, target, key)
);

-- The categories of a space.
CREATE TABLE space_label (
    space BIGINT NOT NULL REFERENCES space,
    name  TEXT NOT NULL,
    PRIMARY KEY (space, name)
);
CREATE INDEX space_label_by_name ON space_label (name);
