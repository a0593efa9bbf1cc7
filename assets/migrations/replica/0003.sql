-- Stretches of the word index are joined when there are sixteen of a size, not four: a first pull writes one with
-- every batch, and joining them took a fifth of its time. A search looks into a few more.
INSERT INTO words (words, rank) VALUES ('automerge', 16);
