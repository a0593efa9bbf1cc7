"""confluence-cli-rs: login, a page made and found, a tree pulled, changed, planned and applied, drift refused."""

import json
import os
import subprocess

import wiki

home = wiki.space("CLI")
SETTINGS = {**os.environ, "XDG_CONFIG_HOME": str(wiki.WORK / "config"), "HOME": str(wiki.WORK), "NO_COLOR": "1"}


def them(*args, stdin=None):
    return wiki.run([wiki.BIN / "confluence", *args], stdin=stdin, env=SETTINGS, cwd=wiki.WORK)


them("auth", "login", "--provider", "data-center", "--domain", wiki.URL, "--auth-type", "bearer", "--token-stdin",
     "--non-interactive", "--insecure-storage", stdin=wiki.TOKEN)
them("doctor")
wiki.check("CLI" in them("space", "list"), "the space is listed")

# A page with a label, a property and a file.
body = wiki.WORK / "body.md"
body.write_text("Written *elsewhere*.\n")
them("page", "create", "From a shell", "CLI", "--parent", home, "--body-file", str(body), "--label", "shell")
them("property", "set", "CLI:From a shell", "mood", '{"good": true}')
wiki.check("good" in them("property", "list", "CLI:From a shell"), "the property")
(wiki.WORK / "table.csv").write_text("a,b\n")
them("attachment", "upload", "CLI:From a shell", "--file", "table.csv", "--comment", "numbers")
them("comment", "add", "CLI:From a shell", "--body", "Really?")
wiki.check("From a shell" in them("search", "elsewhere", "--space", "CLI"), "found by a word")
wiki.check("From a shell" in them("search", "label = shell and creator = currentUser()", "--cql"), "found by CQL")

# A tree as files: pulled, changed, planned, applied.
local = wiki.WORK / "local"
them("pull", "tree", "CLI:Space CLI", str(local))
texts = [path for path in local.rglob("*.md") if "elsewhere" in path.read_text()]
wiki.same(len(texts), 1, "the page as a file")
texts[0].write_text(texts[0].read_text().replace("elsewhere", "over there"))
wiki.check("over there" in them("plan", str(local), "--diff", "-o", "text"), "the plan")
them("apply", str(local), "--yes")
wiki.same(wiki.versions("CLI")["From a shell"], 2, "applied")

# Somebody else was faster: what they wrote stays.
page = wiki.api("GET", "/rest/api/content?spaceKey=CLI&title=From%20a%20shell&expand=version")["results"][0]
wiki.api("PUT", f"/rest/api/content/{page['id']}", {
    "type": "page", "title": "From a shell", "version": {"number": 3},
    "body": {"storage": {"value": "<p>Written by somebody else.</p>", "representation": "storage"}}})
texts[0].write_text(texts[0].read_text().replace("over there", "under here"))
drift = subprocess.run([wiki.BIN / "confluence", "apply", str(local), "--yes"], env=SETTINGS, cwd=wiki.WORK,
                       capture_output=True, text=True)
wiki.check(drift.returncode != 0, f"drift is refused: {drift.stdout}{drift.stderr}")

wiki.same(wiki.shown("CLI", "From a shell"), "Written by somebody else.\n", "the text")
wiki.same(wiki.tildr("page", "label", "CLI:From a shell").split(), ["shell"], "the label")
wiki.check("table.csv" in wiki.tildr("page", "attach", "CLI:From a shell"), "the file")
wiki.check("Really?" in wiki.tildr("page", "comment", "CLI:From a shell"), "the comment")
print("login, pages, labels, properties, files, comments, search, pull, plan, apply; drift refused")
