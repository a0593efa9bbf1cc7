-- Which state of the text a step of typing led to: what was undone comes back as a branch.
-- NULL in steps that were written before.
ALTER TABLE journal ADD COLUMN state INTEGER;
ALTER TABLE storage_journal ADD COLUMN state INTEGER;
