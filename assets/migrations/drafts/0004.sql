-- Comments in work. `place` says what the text is for: a new comment on a page, a reply, another text of one.
CREATE TABLE comment_draft (place TEXT PRIMARY KEY, text TEXT NOT NULL, updated INTEGER NOT NULL, sum INTEGER NOT NULL)
    WITHOUT ROWID;
