-- Pages of an import whose words are not in the index of words yet: they are read behind it.
CREATE TABLE unread (page BIGINT PRIMARY KEY);
