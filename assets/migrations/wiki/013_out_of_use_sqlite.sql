-- Few spaces are archived or in the trash: what is asked of all others names these instead.
CREATE INDEX space_out_of_use ON space (status) WHERE status <> 'active';

-- The words themselves, where each one stands: the first place of a word is found without counting the others.
-- PostgreSQL needs no such table.
DROP TABLE name_terms;
DROP TABLE text_terms;
CREATE VIRTUAL TABLE name_terms USING fts5vocab(name_words, instance);
CREATE VIRTUAL TABLE text_terms USING fts5vocab(text_words, instance);
