-- Saves that were asked for and are not in the outbox yet: the text is the draft. `form`: 0 Markdown, 1 storage.
-- `updated` and `step` say which text was meant: the draft as it was kept then, and its last step of typing.
CREATE TABLE saving (
    op      TEXT PRIMARY KEY,
    page    TEXT NOT NULL,
    form    INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    step    INTEGER NOT NULL
) WITHOUT ROWID;
