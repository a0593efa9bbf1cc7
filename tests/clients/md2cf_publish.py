"""md2cf: a folder of Markdown with a file, published twice."""

import os

import wiki

home = wiki.space("MDCF")
folder = wiki.WORK / "docs"
(folder / "guide").mkdir(parents=True)
(folder / "plan.md").write_text("---\ntitle: The plan\nlabels: [draft, md]\n---\n\nShip *it*.\n\n![table](table.csv)\n")
(folder / "guide" / "first.md").write_text("# First steps\n\n1. one\n2. two\n\n```python\nprint(1)\n```\n")
(folder / "table.csv").write_text("a,b\n")


def publish(*more):
    command = [wiki.BIN / "md2cf", "--host", f"{wiki.URL}/rest/api", "-s", "MDCF", "-A", home, "--only-changed",
               "-m", "by md2cf", "--output", "minimal", *more, folder]
    return wiki.run(command, env={**os.environ, "CONFLUENCE_TOKEN": wiki.TOKEN})


publish()
first = wiki.versions("MDCF")
wiki.same(sorted(first), ["First steps", "Space MDCF", "The plan", "guide"], "the pages")
publish()
wiki.same(wiki.versions("MDCF"), first, "nothing changed the second time")
(folder / "plan.md").write_text("---\ntitle: The plan\nlabels: [draft, md]\n---\n\nShip *it* now.\n")
publish()
wiki.same(wiki.versions("MDCF"), {**first, "The plan": first["The plan"] + 1}, "one page changed")

wiki.same(wiki.shown("MDCF", "The plan"), "Ship *it* now.\n", "the text")
wiki.check("print(1)" in wiki.shown("MDCF", "First steps"), "the code")
wiki.same(sorted(wiki.tildr("page", "label", "MDCF:The plan").split()), ["draft", "md"], "the labels")
wiki.check("table.csv" in wiki.tildr("page", "attach", "MDCF:The plan"), "the file")
wiki.check("First steps" in wiki.tildr("page", "list", "--under", "MDCF:guide"), "the folder")
print("a folder published three times: the second changed nothing, the third one page")
