-- What an account watches is told with the account, which is told anew where something is watched already.
INSERT OR REPLACE INTO change_seq (kind, thing) SELECT DISTINCT 'user', account FROM watch;
