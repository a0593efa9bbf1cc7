-- Searches that were given a name. `scope` is where they look.
CREATE TABLE saved_search (name TEXT PRIMARY KEY, text TEXT NOT NULL, scope TEXT NOT NULL, sum INTEGER NOT NULL)
    WITHOUT ROWID;
