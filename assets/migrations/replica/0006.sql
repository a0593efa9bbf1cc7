-- Beginnings of words had an index of their own inside the word index, with the place of every word in it: half of
-- all. What two or three letters are asked for is which pages have a word like that, and no more; that is a tenth.
-- The words of pages that are here already are read anew, newest first, beside everything else: `words-below` says
-- which are still to come.
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5(
    title, body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO words (words, rank) VALUES ('hashsize', 16777216);
INSERT INTO words (words, rank) VALUES ('automerge', 16);

-- How the words of a page begin: their first two letters and their first three, each once.
CREATE VIRTUAL TABLE heads USING fts5(
    head, content='', contentless_delete=1, detail=none, tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO heads (heads, rank) VALUES ('automerge', 16);

INSERT INTO meta (name, value) SELECT 'words-below', max(rid) + 1 FROM page HAVING max(rid) IS NOT NULL;

-- What bodies are packed with. `pages`: how many there were when it was made; the newest one packs.
CREATE TABLE dictionary (number INTEGER PRIMARY KEY, pages INTEGER NOT NULL, bytes BLOB NOT NULL);
