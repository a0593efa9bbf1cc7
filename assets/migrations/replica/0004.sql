-- What a search asks for beside words: who changed a page and when, which pages never answer, and names without the
-- values behind them.
CREATE INDEX page_saved ON page (saved);
CREATE INDEX page_author ON page (author);
CREATE INDEX page_away ON page (status) WHERE status <> 0;
CREATE INDEX page_blog ON page (kind) WHERE kind = 1;
CREATE INDEX space_away ON space (status) WHERE status <> 0;
CREATE INDEX space_names ON space (status, name, folded, kind, owner);
CREATE INDEX user_names ON user (full_name, name);
