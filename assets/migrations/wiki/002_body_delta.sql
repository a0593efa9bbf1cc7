-- An older body is kept as its difference to the next newer one, where that is smaller: `storage` is then
-- what stood between the first `prefix` and the last `suffix` bytes of the body of version `newer`.
-- The newest body of a page is always whole.
ALTER TABLE body ADD COLUMN newer INTEGER;
ALTER TABLE body ADD COLUMN prefix INTEGER NOT NULL DEFAULT 0;
ALTER TABLE body ADD COLUMN suffix INTEGER NOT NULL DEFAULT 0;
