"""markdown-to-confluence: the version 1 API, which it speaks over TLS alone."""

import os

import wiki

home = wiki.space("MDCONF")
folder = wiki.WORK / "docs"
folder.mkdir()
(folder / "index.md").write_text("# Handbook\n\nBegin *here*.\n\nThen read [the rules](rules.md).\n")
(folder / "rules.md").write_text("---\ntags: [law]\n---\n\n# Rules\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![dot](dot.png)\n")
(folder / "dot.png").write_bytes(bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf50000003010180a0c2b1dd0000000049454e44ae426082"))


def publish(port, certificate):
    trust = {"CONFLUENCE_API_KEY": wiki.TOKEN, "SSL_CERT_FILE": str(certificate), "REQUESTS_CA_BUNDLE": str(certificate)}
    command = [wiki.BIN / "md2conf", folder, "-d", f"localhost:{port}", "-p", "/", "-s", "MDCONF",
               "--api-version", "v1", "--root-page", home, "--no-generated-by"]
    return wiki.run(command, env={**os.environ, **trust})


with wiki.over_tls() as (port, certificate):
    publish(port, certificate)
    first = wiki.versions("MDCONF")
    wiki.same(sorted(first), ["Handbook", "Rules", "Space MDCONF"], "the pages")
    publish(port, certificate)
    wiki.same(wiki.versions("MDCONF"), first, "nothing changed the second time")
    text = (folder / "index.md").read_text()
    (folder / "index.md").write_text(text.replace("*here*", "*there*"))
    publish(port, certificate)
    wiki.same(wiki.versions("MDCONF"), {**first, "Handbook": first["Handbook"] + 1}, "one page changed")

wiki.check("Begin *there*." in wiki.shown("MDCONF", "Handbook"), "the text")
wiki.check("Rules" in wiki.tildr("page", "list", "--under", "MDCONF:Handbook"), "the hierarchy")
wiki.same(wiki.tildr("page", "label", "MDCONF:Rules").split(), ["law"], "the label")
wiki.check("dot.png" in wiki.tildr("page", "attach", "MDCONF:Rules"), "the file")
print("published three times over TLS: the second changed nothing, the third one page")
