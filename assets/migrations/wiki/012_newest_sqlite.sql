-- What changed last comes first: a search for a frequent word begins there and stops when it has enough.
CREATE INDEX version_newest ON version (saved DESC, content);
CREATE INDEX comment_newest ON comment (saved DESC, id);

-- The words themselves. One that many things have is found by itself at once; asked for by its beginning it is not, for
-- the index then puts all those lists together anew. PostgreSQL needs no such table.
CREATE VIRTUAL TABLE name_terms USING fts5vocab(name_words, row);
CREATE VIRTUAL TABLE text_terms USING fts5vocab(text_words, row);
