"""confluence-markdown-exporter: a space by its address; what comes out is what was written."""

import json
import os
import re

import wiki

home = wiki.space("EXP")
BODY = """<h2>Steps</h2><p>First <strong>this</strong>, then <em>that</em>; see
<ac:link><ri:page ri:content-title="Second" /><ac:plain-text-link-body><![CDATA[the second]]></ac:plain-text-link-body></ac:link>.</p>
<ul><li>one</li><li>two</li></ul>
<ac:structured-macro ac:name="code"><ac:parameter ac:name="language">python</ac:parameter>
<ac:plain-text-body><![CDATA[print("<1>")]]></ac:plain-text-body></ac:structured-macro>
<ac:structured-macro ac:name="info"><ac:rich-text-body><p>Mind the gap.</p></ac:rich-text-body></ac:structured-macro>
<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></tbody></table>"""


def page(title, body, above):
    made = wiki.api("POST", "/rest/api/content", {
        "type": "page", "title": title, "space": {"key": "EXP"}, "ancestors": [{"id": above}],
        "metadata": {"labels": [{"name": "kept"}]},
        "body": {"storage": {"value": body, "representation": "storage"}}})
    return made["id"]


first = page("First", BODY, home)
page("Second", "<p>The end.</p>", first)

config = wiki.WORK / "config.json"
config.write_text(json.dumps({
    "auth": {"confluence": {wiki.URL: {"pat": wiki.TOKEN}}},
    "export": {"output_path": str(wiki.WORK / "out")},
}))
settings = {**os.environ, "CME_CONFIG_PATH": str(config), "CME_NON_INTERACTIVE": "1"}
said = wiki.run([wiki.BIN / "cme", "spaces", f"{wiki.URL}/display/EXP"], env=settings)
out = {path.stem: path.read_text() for path in (wiki.WORK / "out").rglob("*.md")}
wiki.same(sorted(out), ["First", "Second", "Space EXP"], f"the files ({said})")
for words in ("## Steps", "First **this**, then *that*", "- one", "- two", "```python\nprint(\"<1>\")\n```",
              "Mind the gap.", "| a | b |", "| 1 | 2 |", "[the second](First/Second.md)"):
    wiki.check(words in re.sub(" +", " ", out["First"]), f"{words!r} in\n{out['First']}")
wiki.check("The end." in out["Second"], "the second page")
shown = wiki.shown("EXP", "First")
wiki.check("First **this**, then *that*" in shown and "Mind the gap." in shown, f"tildr shows it:\n{shown}")
print("a space exported; its text is what was written")
