"""sphinxcontrib-confluencebuilder: a small manual, published twice; the second time changes nothing."""

import wiki

source, built = wiki.WORK / "source", wiki.WORK / "built"
source.mkdir()
home = wiki.space("SPHINX")

(source / "conf.py").write_text(f"""
project = "Manual"
extensions = ["sphinxcontrib.confluencebuilder"]
confluence_publish = True
confluence_space_key = "SPHINX"
confluence_parent_page = "Space SPHINX"
confluence_page_hierarchy = True
confluence_server_url = "{wiki.URL}/"
confluence_publish_token = "{wiki.TOKEN}"
confluence_global_labels = ["manual"]
confluence_cleanup_purge = True
confluence_ask_user = False
confluence_disable_notifications = True
""")
(source / "index.rst").write_text("""
Manual
======

Begin here.

.. toctree::

   install
   use
""")
(source / "install.rst").write_text("""
Install
=======

Run *this*:

.. code-block:: bash

   make install

.. note:: Takes a minute.
""")
(source / "use.rst").write_text("""
Use
===

See :doc:`install` and :download:`the table <table.csv>`.

.. image:: dot.png
""")
(source / "table.csv").write_text("a,b\n1,2\n")
(source / "dot.png").write_bytes(bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf50000003010180a0c2b1dd0000000049454e44ae426082"))
# A page that no document stands for any more: publishing removes it.
wiki.api("POST", "/rest/api/content", {"type": "page", "title": "Stale", "space": {"key": "SPHINX"},
                                       "ancestors": [{"id": home}]})


def publish():
    build = [wiki.BIN / "python", "-m", "sphinx", "-E", "-a", "-b", "confluence", source, built]
    return wiki.run(build)


publish()
first = wiki.versions("SPHINX")
wiki.same(sorted(first), ["Install", "Manual", "Space SPHINX", "Use"], "the pages")
files = wiki.api("GET", "/rest/api/content/search?cql=space%3DSPHINX%20and%20type%3Dattachment&expand=version")
before = {one["title"]: one["version"]["number"] for one in files["results"]}
wiki.same(sorted(before), ["dot.png", "objects.inv", "table.csv"], "the files")

publish()
wiki.same(wiki.versions("SPHINX"), first, "nothing changed the second time")
files = wiki.api("GET", "/rest/api/content/search?cql=space%3DSPHINX%20and%20type%3Dattachment&expand=version")
wiki.same({one["title"]: one["version"]["number"] for one in files["results"]}, before, "files the second time")

(source / "install.rst").write_text("\nInstall\n=======\n\nNow run `that`.\n")
publish()
wiki.same(wiki.versions("SPHINX"), {**first, "Install": first["Install"] + 1}, "one page changed the third time")

wiki.check("Now run" in wiki.shown("SPHINX", "Install"), "the new text")
wiki.check("Begin here." in wiki.shown("SPHINX", "Manual"), "the text")
wiki.same(wiki.tildr("page", "label", "SPHINX:Manual").split(), ["manual"], "the label")
wiki.check("table.csv" in wiki.tildr("page", "attach", "SPHINX:Use"), "the file")
under = wiki.tildr("page", "list", "--under", "SPHINX:Manual")
wiki.check("Install" in under and "Use" in under, f"the hierarchy: {under}")
print("published three times: the second changed nothing, the third one page")
