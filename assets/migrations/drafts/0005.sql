-- Pages among the favourites, beside the spaces.
CREATE TABLE favourite_page (page TEXT PRIMARY KEY) WITHOUT ROWID;
