#!/usr/bin/env python3
"""Asks a running wiki at a steady rate and says how long it took: `load.py page --rate 300 --seconds 30 ...`.

Requests are sent when their time has come, whether earlier ones are answered or not, and each is measured from the
moment it was due: a wiki that falls behind is seen to. Python's standard library alone.
"""

import argparse
import asyncio
import base64
import collections
import json
import random
import sqlite3
import sys
import time
import urllib.parse


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["page", "search", "changes", "write", "login", "upload", "mixed", "overload"])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database", required=True, help="where the ids of pages are read, SQLite")
    parser.add_argument("--rate", type=float, default=50.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--connections", type=int, default=256, help="more than so many requests at a time fail")
    parser.add_argument("--people", type=int, default=1_000, help="who asks: so many accounts in turn")
    parser.add_argument("--search", choices=["rare", "two", "common", "title", "phrase", "space", "any"], default="any")
    parser.add_argument("--bytes", type=int, default=100 << 20, help="of an upload")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Wiki:
    """Connections to one wiki, used again and again."""

    def __init__(self, port, most):
        self.port, self.idle, self.places = port, [], asyncio.Semaphore(most)

    async def send(self, method, path, who, body=b"", headers=""):
        """Returns the status and the body."""
        async with self.places:
            while True:
                fresh = not self.idle
                stream = await asyncio.open_connection("127.0.0.1", self.port) if fresh else self.idle.pop()
                try:
                    return await self.ask(stream, method, path, who, body, headers)
                except (ConnectionError, asyncio.IncompleteReadError):
                    stream[1].close()
                    if fresh:
                        return 0, b""

    async def ask(self, stream, method, path, who, body, headers):
        reader, writer = stream
        length = f"Content-Length: {len(body)}\r\n" if method != "GET" else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {who}\r\n{length}{headers}\r\n"
        writer.write(head.encode() + body)
        raw = await reader.readuntil(b"\r\n\r\n")
        lower = raw.lower()
        status = int(raw[9:12])
        at = lower.find(b"content-length: ")
        answer = await reader.readexactly(int(lower[at + 16 : lower.index(b"\r", at)])) if at >= 0 else b""
        if b"connection: close" in lower:
            writer.close()
        else:
            self.idle.append(stream)
        return status, answer


def token(number):
    """What `world.py` gave the account with this number."""
    return f"Bearer tdp_load{number:060d}"


class Choice:
    """What is asked for: the same in every run with the same seed."""

    def __init__(self, asked):
        self.asked = asked
        self.random = random.Random(asked.seed)
        db = sqlite3.connect(f"file:{asked.database}?mode=ro", uri=True)
        # Pages that everybody with an account sees.
        self.pages = [
            row[0]
            for row in db.execute(
                "SELECT c.id FROM content c JOIN space s ON s.id = c.space WHERE c.status = 'current' "
                "AND EXISTS (SELECT 1 FROM space_grant g WHERE g.space = s.id AND g.kind = 'licensed') "
                "AND NOT EXISTS (WITH RECURSIVE up(id, parent, r) AS (SELECT c.id, c.parent, c.read_restricted "
                "UNION SELECT p.id, p.parent, p.read_restricted FROM content p JOIN up ON p.id = up.parent) "
                "SELECT 1 FROM up WHERE r = 1) ORDER BY c.id LIMIT 20000"
            )
        ]
        # Pages that they may change, too.
        free = {row[0] for row in db.execute("SELECT id FROM content WHERE update_restricted = 0")}
        self.writable = [page for page in self.pages if page in free]
        self.spaces = [row[0] for row in db.execute("SELECT key FROM space ORDER BY id LIMIT 200")]
        self.titles = [row[0] for row in db.execute("SELECT title FROM content ORDER BY id LIMIT 2000")]
        body = db.execute("SELECT group_concat(storage, ' ') FROM (SELECT storage FROM body ORDER BY rowid LIMIT 60)")
        words = collections.Counter("".join(c if c.isalpha() else " " for c in body.fetchone()[0].lower()).split())
        self.common = [word for word, count in words.items() if count > 60 and len(word) > 4]
        self.rare = [word for word, count in words.items() if count == 1 and len(word) > 8]
        self.head = db.execute("SELECT max(seq) FROM change_seq").fetchone()[0] or 0
        self.room = db.execute(
            "SELECT s.key FROM space s JOIN space_grant g ON g.space = s.id "
            "WHERE g.kind = 'licensed' AND g.permission = 'EDIT_SPACE' ORDER BY s.key_folded DESC LIMIT 1"
        ).fetchone()[0]
        self.places = {}

    def page(self, number):
        page = self.random.choice(self.pages)
        expand = "expand=body.storage,version,space,ancestors"
        return "GET", f"/rest/api/content/{page}?{expand}", token(self.someone(number)), b"", ""

    def search(self, number):
        kind = self.asked.search
        if kind == "any":
            kind = self.random.choices(["rare", "two", "title", "space"], [3, 3, 3, 1])[0]
        pick = self.random.choice
        cql = {
            "rare": lambda: f'text ~ "{pick(self.rare)}"',
            "two": lambda: f'text ~ "{pick(self.rare)} {pick(self.common)}"',
            "common": lambda: f'text ~ "{pick(self.common)}"',
            "title": lambda: f'title ~ "{" ".join(pick(self.titles).split()[:2])}" and type = page',
            "phrase": lambda: f'text ~ "\\"{pick(self.rare)} {pick(self.common)}\\""',
            "space": lambda: f'space = "{pick(self.spaces)}" and text ~ "{pick(self.common)}"',
        }[kind]()
        query = urllib.parse.quote(cql)
        return "GET", f"/rest/api/search?cql={query}&limit=25", token(self.someone(number)), b"", ""

    def changes(self, number):
        who = number % self.asked.people
        since = self.places.get(who, self.head)
        return "GET", f"/rest/tildr/1.0/changes?since={since}", token(who), b"", ""

    def write(self, number):
        title = f"Load {self.asked.seed} {number} {self.random.random()}"
        text = "<p>" + " ".join(self.random.choices(self.common + self.rare, k=500)) + "</p>"
        page = {
            "type": "page",
            "title": title,
            "space": {"key": self.room},
            "body": {"storage": {"value": text, "representation": "storage"}},
        }
        return "POST", "/rest/api/content", token(self.someone(number)), json.dumps(page).encode(), ""

    def login(self, number):
        # Nobody has shown their password yet; each has to be hashed.
        name = f"user{1 + number % 1_000:05}"
        shown = base64.b64encode(f"{name}:correct horse battery".encode()).decode()
        return "GET", "/rest/api/user/current", f"Basic {shown}", b"", ""

    def upload(self, number):
        head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="load-{number}-{time.time()}.bin"\r\n\r\n'
        body = head.encode() + b"x" * self.asked.bytes + b"\r\n--b--\r\n"
        headers = "X-Atlassian-Token: no-check\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        page = self.random.choice(self.writable)
        return "POST", f"/rest/api/content/{page}/child/attachment", token(self.someone(number)), body, headers

    def mixed(self, number):
        kind = self.random.choices(["page", "search", "changes", "write"], [70, 8, 17, 5])[0]
        return getattr(self, kind)(number)

    def someone(self, number):
        return number % self.asked.people


def percentile(sorted_times, share):
    return sorted_times[min(len(sorted_times) - 1, int(len(sorted_times) * share))] if sorted_times else 0.0


async def steadily(wiki, choice, choose, rate, seconds):
    """Asks at a rate; returns what came of it, by status."""
    begun, tasks, outcome = time.perf_counter(), set(), collections.defaultdict(list)

    async def one(number, due):
        method, path, who, body, headers = choose(number)
        try:
            status, answer = await asyncio.wait_for(wiki.send(method, path, who, body, headers), 60)
        except (asyncio.TimeoutError, OSError):
            status, answer = 0, b""
        outcome[status].append(time.perf_counter() - due)
        if status == 200 and "/changes?" in path:
            choice.places[number % choice.asked.people] = json.loads(answer)["next"]

    for number in range(int(rate * seconds)):
        due = begun + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(one(number, due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    while tasks:
        await asyncio.wait(tasks)
    return outcome, time.perf_counter() - begun


def told(what, rate, outcome, took):
    good = sorted(time for status, times in outcome.items() if 200 <= status < 300 for time in times)
    statuses = {str(status): len(times) for status, times in sorted(outcome.items())}
    figures = {
        "what": what,
        "asked_per_second": rate,
        "good_per_second": round(len(good) / took, 1),
        "statuses": statuses,
        "p50_ms": round(percentile(good, 0.5) * 1e3, 1),
        "p99_ms": round(percentile(good, 0.99) * 1e3, 1),
        "longest_ms": round((good[-1] if good else 0) * 1e3, 1),
    }
    print(json.dumps(figures), flush=True)
    return figures


async def peak(wiki, choice, choose, seconds):
    """How many requests a second are answered when forty ask one after the other."""
    begun, count = time.perf_counter(), 0

    async def ask(number):
        nonlocal count
        while time.perf_counter() - begun < seconds:
            status, _ = await wiki.send(*choose(number))
            count += status == 200
            number += 40

    await asyncio.gather(*(ask(number) for number in range(40)))
    return count / seconds


async def overload(wiki, choice, seconds):
    """Five times as much as the wiki can do, then half of it: goodput, and how soon answers are quick again."""
    most = await peak(wiki, choice, choice.search, seconds)
    print(json.dumps({"what": "peak", "good_per_second": round(most, 1)}), flush=True)
    outcome, took = await steadily(wiki, choice, choice.search, 5 * most, seconds)
    figures = told("overload", round(5 * most, 1), outcome, took)
    print(json.dumps({"goodput_of_peak": round(figures["good_per_second"] / most, 2)}))
    for second in range(8):
        outcome, took = await steadily(wiki, choice, choice.search, most / 2, 1)
        told(f"recovery, second {second + 1}", round(most / 2, 1), outcome, took)


async def main():
    asked = arguments()
    choice = Choice(asked)
    wiki = Wiki(asked.port, asked.connections)
    if asked.what == "overload":
        return await overload(wiki, choice, asked.seconds)
    choose = getattr(choice, asked.what)
    outcome, took = await steadily(wiki, choice, choose, asked.rate, asked.seconds)
    told(asked.what, asked.rate, outcome, took)
    return 0


sys.exit(asyncio.run(main()))
