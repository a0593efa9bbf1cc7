-- What changed last comes first: a search for a frequent word begins there and stops when it has enough.
CREATE INDEX version_newest ON version (saved DESC, content);
CREATE INDEX comment_newest ON comment (saved DESC, id);
