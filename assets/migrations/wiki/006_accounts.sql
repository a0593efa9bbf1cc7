-- Accounts that sign in, tokens, groups inside groups, and what an account may do on the site as a whole.

ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT '';

-- Externals. Whoever has a row here is no part of everyone.
CREATE TABLE guest (
    account TEXT PRIMARY KEY REFERENCES account
);

-- Who signs in with a password has it here, as its hash says how it was made.
CREATE TABLE password (
    account TEXT PRIMARY KEY REFERENCES account,
    hash    TEXT NOT NULL,
    since   BIGINT NOT NULL
);

-- Of a token the wiki knows the hash alone. One that was revoked stays in the list, and lets nobody in.
CREATE TABLE token (
    id      BIGINT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account,
    name    TEXT NOT NULL,
    hash    TEXT NOT NULL,
    scope   TEXT NOT NULL CHECK (scope IN ('read', 'write', 'admin')),
    created BIGINT NOT NULL,
    expires BIGINT,
    revoked BIGINT,
    used    BIGINT
);
CREATE UNIQUE INDEX token_by_hash ON token (hash);
CREATE INDEX token_of_account ON token (account);

-- Who was put into a group: people and groups. `membership` holds what follows from it: everybody who is in a group
-- by whatever way.
CREATE TABLE direct_member (
    team   TEXT NOT NULL REFERENCES team,
    kind   TEXT NOT NULL CHECK (kind IN ('user', 'group')),
    member TEXT NOT NULL,
    PRIMARY KEY (team, kind, member)
);
CREATE INDEX direct_member_of ON direct_member (kind, member);
INSERT INTO direct_member (team, kind, member) SELECT team, 'user', account FROM membership;

-- What is granted on the site. `everyone` is every account but guests; a new account needs no row.
CREATE TABLE global_grant (
    kind       TEXT NOT NULL CHECK (kind IN ('user', 'group', 'everyone', 'guests', 'anonymous')),
    subject    TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (kind, subject, permission)
);
INSERT INTO global_grant (kind, subject, permission) VALUES
    ('everyone', '', 'USE'),
    ('everyone', '', 'VIEW_USER_PROFILES'),
    ('everyone', '', 'PERSONAL_SPACE'),
    ('everyone', '', 'CREATE_SPACE'),
    ('guests', '', 'USE');
INSERT INTO global_grant (kind, subject, permission) SELECT 'user', id, 'SITE_ADMIN' FROM account WHERE admin = 1;
ALTER TABLE account DROP COLUMN admin;

-- Who holds what on the site, by whatever way. Nobody without an account is in it.
CREATE VIEW global_holder (account, permission) AS
    SELECT a.id, g.permission FROM account a JOIN global_grant g
        ON (g.kind = 'user' AND g.subject = a.id)
        OR (g.kind = 'everyone' AND NOT EXISTS (SELECT 1 FROM guest x WHERE x.account = a.id))
        OR (g.kind = 'guests' AND EXISTS (SELECT 1 FROM guest x WHERE x.account = a.id))
        OR (g.kind = 'group' AND EXISTS (SELECT 1 FROM membership m WHERE m.team = g.subject AND m.account = a.id))
        OR (g.kind = 'anonymous' AND g.permission = 'VIEW_USER_PROFILES');

-- Who may sign in, and who of them counts where everyone is granted something.
CREATE VIEW admitted (account) AS
    SELECT a.id FROM account a WHERE a.active = 1
        AND EXISTS (SELECT 1 FROM global_holder h WHERE h.account = a.id AND h.permission = 'USE');
CREATE VIEW licensed (account) AS
    SELECT a.account FROM admitted a WHERE NOT EXISTS (SELECT 1 FROM guest x WHERE x.account = a.account);
