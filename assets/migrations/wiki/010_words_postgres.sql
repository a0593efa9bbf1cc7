-- Which words things have: their names (titles of pages, names of files and spaces) and what they say (bodies of pages,
-- comments). Words come ready made. A long text has several rows. SQLite has its own text of this step.
CREATE TABLE name_words (
    thing BIGINT NOT NULL,
    words TSVECTOR NOT NULL
);
CREATE INDEX name_words_of ON name_words (thing);
CREATE INDEX name_words_in ON name_words USING gin (words);
CREATE TABLE text_words (
    thing BIGINT NOT NULL,
    words TSVECTOR NOT NULL
);
CREATE INDEX text_words_of ON text_words (thing);
CREATE INDEX text_words_in ON text_words USING gin (words);

-- Who asks begins with what they stand for, and ends at the spaces.
CREATE INDEX space_grant_to ON space_grant (kind, subject, permission, space);
