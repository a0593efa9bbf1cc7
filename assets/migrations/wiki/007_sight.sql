-- Who lost sight of a page or space, at a place of the feed: they alone are told that it is gone. Each set of accounts
-- is kept once, however much they lost together.
CREATE TABLE audience (
    id     BIGINT PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE
);
CREATE TABLE audience_member (
    audience BIGINT NOT NULL REFERENCES audience,
    account  TEXT NOT NULL,
    PRIMARY KEY (audience, account)
);
CREATE INDEX audience_of_account ON audience_member (account);

CREATE TABLE loss (
    seq      BIGINT PRIMARY KEY,
    kind     TEXT NOT NULL CHECK (kind IN ('page', 'space')),
    thing    BIGINT NOT NULL,
    audience BIGINT NOT NULL REFERENCES audience
);
CREATE UNIQUE INDEX loss_of_thing ON loss (kind, thing, audience);

-- Of what left sight before this was written down it is not known who saw it: everybody with an account is told.
INSERT INTO audience (id, digest) SELECT 1, 'everybody so far' WHERE EXISTS (SELECT 1 FROM change_seq WHERE hides = 1);
INSERT INTO audience_member (audience, account) SELECT u.id, a.id FROM audience u CROSS JOIN account a;
INSERT INTO loss (seq, kind, thing, audience)
    SELECT seq, kind, CAST(thing AS BIGINT), 1 FROM change_seq WHERE hides = 1 AND kind IN ('page', 'space');

-- What an account watches is told to it alone, at a place of its own.
INSERT INTO change_seq (kind, thing) SELECT DISTINCT 'user', 'watches:' || account FROM watch;

-- Read lists that guard a page beside its own: those of places it has left.
CREATE TABLE kept_list (
    content BIGINT NOT NULL REFERENCES content,
    list    BIGINT NOT NULL,
    PRIMARY KEY (content, list)
);
CREATE TABLE kept_member (
    content BIGINT NOT NULL,
    list    BIGINT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('user', 'group')),
    subject TEXT NOT NULL,
    PRIMARY KEY (content, list, kind, subject)
);
