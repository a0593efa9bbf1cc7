-- How many current pages each space has. The list of spaces is the first thing on the screen and is read again
-- with every batch of a sync: counting would read an index of all pages each time.
CREATE TABLE page_count (space TEXT PRIMARY KEY, pages INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO page_count (space, pages) SELECT space, count(*) FROM page WHERE status = 0 GROUP BY space;

CREATE TRIGGER page_comes AFTER INSERT ON page WHEN NEW.status = 0 BEGIN
    INSERT INTO page_count (space, pages) VALUES (NEW.space, 1)
        ON CONFLICT (space) DO UPDATE SET pages = pages + 1;
END;
CREATE TRIGGER page_goes AFTER DELETE ON page WHEN OLD.status = 0 BEGIN
    UPDATE page_count SET pages = pages - 1 WHERE space = OLD.space;
END;
CREATE TRIGGER page_moves AFTER UPDATE OF space, status ON page
WHEN OLD.space <> NEW.space OR OLD.status <> NEW.status BEGIN
    UPDATE page_count SET pages = pages - 1 WHERE space = OLD.space AND OLD.status = 0;
    INSERT INTO page_count (space, pages) SELECT NEW.space, 1 WHERE NEW.status = 0
        ON CONFLICT (space) DO UPDATE SET pages = pages + 1;
END;
