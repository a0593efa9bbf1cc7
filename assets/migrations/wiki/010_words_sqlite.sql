-- Which words things have: their names (titles of pages, names of files and spaces) and what they say (bodies of pages,
-- comments). Words come ready made, parted by spaces; what a thing says is kept elsewhere. PostgreSQL has its own text
-- of this step.
CREATE VIRTUAL TABLE name_words USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE text_words USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii');

-- Who asks begins with what they stand for, and ends at the spaces.
CREATE INDEX space_grant_to ON space_grant (kind, subject, permission, space);
