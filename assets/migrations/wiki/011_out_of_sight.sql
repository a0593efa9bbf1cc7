-- Whether what somebody lost is still there for others: 1 when it only went out of their sight. What was lost before
-- this step counts as removed.
ALTER TABLE loss ADD COLUMN hidden BIGINT NOT NULL DEFAULT 0;
