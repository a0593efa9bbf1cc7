#!/usr/bin/env python3
"""Fills a wiki with people, groups, spaces and restrictions, for measuring: `world.py WIKI.DB [--users N] ...`.

The pages come from an import. The rest is written straight into the wiki's database while no server runs on it, because
ten thousand commands would take an hour: nobody has synced with this wiki, so nothing has to be told to anybody.
What it chooses is the same at every run.
"""

import argparse
import hashlib
import json
import random
import sqlite3

VIEWERS = ["VIEW_SPACE"]
EDITORS = VIEWERS + ["EDIT_SPACE", "EDIT_BLOG", "COMMENT", "CREATE_ATTACHMENT", "REMOVE_OWN_CONTENT"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--groups", type=int, default=200)
    parser.add_argument("--spaces", type=int, default=1_000)
    parser.add_argument("--restrictions", type=int, default=50_000)
    return parser.parse_args()


def people(db, users, groups):
    """Accounts `user00001` and so on, each in three groups; everybody's address tells the name."""
    when = 1_700_000_000_000_000
    ids = [f"{number:032x}" for number in range(1, users + 1)]
    teams = [f"team-{number:03}" for number in range(groups)]
    db.executemany(
        "INSERT INTO account (id, login, login_folded, full_name, active, created, email) VALUES (?,?,?,?,1,?,?)",
        [
            (key, f"user{n:05}", f"user{n:05}", f"Person {n:05}", when + n, f"user{n:05}@example.org")
            for n, key in enumerate(ids, 1)
        ],
    )
    # Tokens that `load.py` knows, one for each of the first thousand, and a password for everybody who has none: that of
    # whoever has one.
    tokens = [f"tdp_load{number:060d}" for number in range(1_000)]
    db.executemany(
        "INSERT INTO token (id, account, name, hash, scope, created) VALUES (?, ?, 'load', ?, 'write', ?)",
        [(n + 1, ids[n], hashlib.sha256(text.encode()).hexdigest(), when) for n, text in enumerate(tokens)],
    )
    shown = db.execute("SELECT hash FROM password LIMIT 1").fetchone()
    if shown:
        db.executemany("INSERT INTO password (account, hash, since) VALUES (?, ?, ?)", [(key, shown[0], when) for key in ids])
    db.executemany("INSERT INTO team (name) VALUES (?)", [(team,) for team in teams])
    belongs = [(team, key) for key in ids for team in random.sample(teams, 3)]
    db.executemany("INSERT INTO direct_member (team, kind, member) VALUES (?, 'user', ?)", belongs)
    db.executemany("INSERT INTO membership (team, account) VALUES (?, ?)", belongs)
    return ids, teams


def spaces(db, wanted, teams):
    """Adds empty spaces until there are enough, and lets people into all of them."""
    creator = db.execute("SELECT creator FROM space LIMIT 1").fetchone()[0]
    have = db.execute("SELECT count(*) FROM space").fetchone()[0]
    for number in range(have, wanted):
        key = f"LOAD{number:04}"
        db.execute(
            "INSERT INTO space (id, key, key_folded, name, kind, status, creator, created) "
            "VALUES (?, ?, ?, ?, 'site', 'active', ?, 1700000000000000)",
            (900_000_000 + number, key, key.lower(), f"Load space {number}", creator),
        )
    # Most are open to everybody with an account, the others to three groups each.
    grants = []
    for (space,) in db.execute("SELECT id FROM space ORDER BY id").fetchall():
        if random.random() < 0.7:
            grants += [(space, "licensed", "", permission) for permission in EDITORS]
        else:
            for team in random.sample(teams, 3):
                grants += [(space, "group", team, permission) for permission in EDITORS]
    db.executemany("INSERT OR IGNORE INTO space_grant (space, kind, subject, permission) VALUES (?,?,?,?)", grants)


def restrictions(db, wanted, ids, teams):
    """Half as many pages as restrictions, each for one person and one group; one in five is about editing."""
    pages = [page for (page,) in db.execute("SELECT id FROM content WHERE parent IS NOT NULL ORDER BY id")]
    chosen = random.sample(pages, min(wanted // 2, len(pages)))
    rows = []
    for number, page in enumerate(chosen):
        operation = "update" if number % 5 == 0 else "read"
        db.execute(f"UPDATE content SET {operation}_restricted = 1 WHERE id = ?", (page,))
        rows.append((page, operation, "user", random.choice(ids)))
        rows.append((page, operation, "group", random.choice(teams)))
    db.executemany("INSERT INTO restriction (content, operation, kind, subject) VALUES (?,?,?,?)", rows)


def main():
    asked = arguments()
    random.seed(7)
    db = sqlite3.connect(asked.database)
    with db:
        ids, teams = people(db, asked.users, asked.groups)
        spaces(db, asked.spaces, teams)
        restrictions(db, asked.restrictions, ids, teams)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tables = ["content", "space", "account", "team", "restriction", "space_grant"]
    print(json.dumps({table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}))


main()
