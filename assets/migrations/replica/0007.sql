-- A page whose move, or way to the trash, the wiki refused stands where the wiki has it: what is shown of pages with
-- queued changes is put together once more.
DELETE FROM meta WHERE name = 'stamp';

-- Files are found by their names while somebody types: nothing else of them is read for that.
CREATE INDEX attachment_name ON attachment (name, page);

-- What the person watches, as the wiki said. `kind`: 0 page, 1 space.
CREATE TABLE watch (kind INTEGER NOT NULL, target TEXT NOT NULL, PRIMARY KEY (kind, target)) WITHOUT ROWID;
