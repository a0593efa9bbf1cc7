#!/usr/bin/env python3
"""Fills a wiki with people, groups, spaces and restrictions, for measuring: `world.py WIKI.DB [--users N] ...`.

The pages come from an import. The rest is written straight into the wiki's database while no server runs on it, because
ten thousand commands would take an hour: nobody has synced with this wiki, so nothing has to be told to anybody.
What it chooses is the same at every run.
"""

import argparse
import base64
import concurrent.futures
import ctypes
import hashlib
import json
import random
import sqlite3

VIEWERS = ["VIEW_SPACE"]
PASSWORD = b"correct horse battery"
EDITORS = VIEWERS + ["EDIT_SPACE", "EDIT_BLOG", "COMMENT", "CREATE_ATTACHMENT", "REMOVE_OWN_CONTENT"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--groups", type=int, default=200)
    parser.add_argument("--spaces", type=int, default=1_000)
    parser.add_argument("--restrictions", type=int, default=50_000)
    parser.add_argument("--passwords", type=int, default=1_000, help="how many people have one")
    parser.add_argument("--only-passwords", action="store_true", help="on a world that is there")
    return parser.parse_args()


def passwords(db, ids):
    """Gives these accounts the password `correct horse battery`, each its own hash: what is known of one of them spares
    the wiki no other. Needs the library argon2, which Debian has where systemd is (`libargon2-1`)."""
    argon2 = ctypes.CDLL("libargon2.so.1")

    def hashed(number):
        digest, salt, text = ctypes.create_string_buffer(32), hashlib.sha256(b"%d" % number).digest()[:16], PASSWORD
        # Two passes over 19 MiB in one lane, as `tildr` does it.
        lengths = [ctypes.c_size_t(length) for length in (len(text), len(salt), 32)]
        failed = argon2.argon2id_hash_raw(2, 19_456, 1, text, lengths[0], salt, lengths[1], digest, lengths[2])
        if failed:
            raise RuntimeError(f"argon2 answers {failed}")
        salt, digest = (base64.b64encode(part).decode().rstrip("=") for part in (salt, digest.raw))
        return f"$argon2id$v=19$m=19456,t=2,p=1${salt}${digest}"

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        hashes = pool.map(hashed, range(len(ids)))
        db.execute("DELETE FROM password WHERE account IN (SELECT id FROM account WHERE login LIKE 'user%')")
        rows = [(key, text, 1_700_000_000_000_000) for key, text in zip(ids, hashes)]
        db.executemany("INSERT INTO password (account, hash, since) VALUES (?, ?, ?)", rows)


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
    # Tokens that `load.py` knows, one for each of the first thousand.
    tokens = [f"tdp_load{number:060d}" for number in range(1_000)]
    db.executemany(
        "INSERT INTO token (id, account, name, hash, scope, created) VALUES (?, ?, 'load', ?, 'write', ?)",
        [(n + 1, ids[n], hashlib.sha256(text.encode()).hexdigest(), when) for n, text in enumerate(tokens)],
    )
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
    if asked.only_passwords:
        ids = [key for (key,) in db.execute("SELECT id FROM account WHERE login LIKE 'user%' ORDER BY login")]
        with db:
            passwords(db, ids[: asked.passwords])
        return
    with db:
        ids, teams = people(db, asked.users, asked.groups)
        passwords(db, ids[: asked.passwords])
        spaces(db, asked.spaces, teams)
        restrictions(db, asked.restrictions, ids, teams)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tables = ["content", "space", "account", "team", "restriction", "space_grant"]
    print(json.dumps({table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}))


main()
