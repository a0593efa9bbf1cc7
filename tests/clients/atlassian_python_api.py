"""atlassian-python-api: the breadth of the dialect in one script."""

from atlassian import Confluence
from atlassian.errors import ApiError
from requests import HTTPError

import wiki

them = Confluence(url=wiki.URL, token=wiki.TOKEN, cloud=False)


def refused(call, *args, **named):
    """The status a call is refused with."""
    try:
        call(*args, **named)
    except ApiError as error:
        return error.reason.response.status_code
    except HTTPError as error:
        return error.response.status_code
    raise SystemExit(f"{call.__name__} was not refused")


# Spaces.
them.create_space("API", "Made by a script")
space = them.get_space("API", expand="description.plain,homepage")
home = space["homepage"]["id"]
wiki.same(them.get_home_page_of_space("API")["id"], home, "home page")
wiki.check("API" in [one["key"] for one in them.get_all_spaces()["results"]], "the space is listed")

# Pages: made, found, updated, a tree of them.
top = them.create_page("API", "Top", "<p>One.</p>", parent_id=home, editor="v2", full_width=True)
wiki.same(them.get_page_id("API", "Top"), top["id"], "found by title")
wiki.check(them.page_exists("API", "Top"), "exists")
wiki.check(not them.page_exists("API", "Nowhere"), "does not exist")
them.update_page(top["id"], "Top", "<p>Two words.</p>", version_comment="better")
wiki.same(them.get_page_by_id(top["id"], expand="version")["version"]["number"], 2, "version")
unchanged = them.update_page(top["id"], "Top", "<p>Two words.</p>")
wiki.same(unchanged["version"]["number"], 2, "an update without a change")
them.append_page(top["id"], "Top", "<p>And three.</p>")
a = them.create_page("API", "A", "<p>a</p>", parent_id=top["id"])["id"]
b = them.create_page("API", "B", "<p>b</p>", parent_id=top["id"])["id"]
wiki.same(them.get_child_title_list(top["id"]), ["A", "B"], "children in order")
wiki.same([one["id"] for one in them.get_page_ancestors(a)], [home, top["id"]], "ancestors")
wiki.same(them.get_parent_content_title(a), "Top", "parent")
wiki.same(them.history(top["id"])["lastUpdated"]["number"], 3, "history")
old = them.get_content_history_by_version_number(top["id"], 1)
wiki.same(old["number"], 1, "an old version")
old = them.get_page_by_id(top["id"], expand="body.storage", status="historical", version=1)
wiki.same(old["body"]["storage"]["value"], "<p>One.</p>", "an old body")
them.update_or_create(top["id"], "C", "<p>c</p>")
wiki.same(them.get_descendant_page_id("API", top["id"], "C"), them.get_page_id("API", "C"), "found by parent")
wiki.same(len(them.get_all_pages_from_space("API", limit=250)), 5, "all pages")
wiki.same(len(list(them.get_all_pages_from_space_as_generator("API", limit=2))), 5, "all pages, two at a time")
wiki.same(len(them.get_space_content("API", content_type="page")["results"]), 5, "content of the space")

# Moves: the way before there was one in the API.
them.move_page("API", b, target_id=a, position="above")
wiki.same(them.get_child_title_list(top["id"])[:2], ["B", "A"], "moved above")
them.move_page("API", b, target_title="A", position="append")
wiki.same(them.get_child_title_list(a), ["B"], "moved below")

# Labels and properties.
them.set_page_label(a, "draft")
them.set_page_label(a, "x-y")
wiki.same([one["name"] for one in them.get_page_labels(a)["results"]], ["draft", "x-y"], "labels")
wiki.same([one["id"] for one in them.get_all_pages_by_label("draft")], [a], "found by label")
them.remove_page_label(a, "x-y")
them.set_page_property(a, {"key": "hash", "value": {"sum": 1}})
wiki.same(refused(them.set_page_property, a, {"key": "hash", "value": 2}), 400, "a property twice")
version = them.get_page_property(a, "hash")["version"]["number"]
them.update_page_property(a, {"key": "hash", "value": {"sum": 2}, "version": {"number": version + 1}})
wiki.same(refused(them.update_page_property, a, {"key": "hash", "value": 3, "version": {"number": 2}}), 409, "stale")
wiki.same(them.get_page_property(a, "hash")["value"], {"sum": 2}, "property")
keys = [one["key"] for one in them.get_page_properties(top["id"])["results"]]
wiki.check("editor" in keys and "content-appearance-published" in keys, f"properties of a new page: {keys}")
them.delete_page_property(a, "hash")
wiki.same(refused(them.get_page_property, a, "hash"), 404, "a property that is gone")

# Files.
them.attach_content(b"bytes", "notes.txt", "text/plain", page_id=a, comment="first")
them.attach_content(b"other bytes", "notes.txt", "text/plain", page_id=a, comment="second")
files = them.get_attachments_from_content(a, filename="notes.txt", expand="version")["results"]
wiki.same([one["version"]["number"] for one in files], [2], "a new version of a file")
wiki.same(len(them.get_attachment_history(files[0]["id"])), 2, "versions of a file")
held = them.download_attachments_from_page(a, to_memory=True)
wiki.same(held["notes.txt"].read(), b"other bytes", "downloaded")

# Comments, watches, people.
them.add_comment(a, "<p>Really?</p>")
wiki.same(len(them.get_page_comments(a, depth="all")["results"]), 1, "comments")
me = them.get_user_details_by_username("ann")
wiki.same(them.get_user_details_by_userkey(me["userKey"])["username"], "ann", "a person")

# Search.
found = them.cql('type=page and space="API" and text ~ "three"', limit=5)
wiki.same([(one["content"]["id"], one["entityType"]) for one in found["results"]], [(top["id"], "content")], "text")
wiki.same(found["totalSize"], 1, "total")
wiki.same(refused(them.cql, "type = "), 400, "no query")
wiki.same(them.cql('space="API" and type=page', limit=0)["totalSize"], 5, "a count alone")

# Restrictions and permissions.
wiki.api("PUT", f"/rest/api/content/{b}/restriction",
         [{"operation": "update", "restrictions": {"user": [{"type": "known", "username": "ann"}]}}])
lists = them.get_all_restrictions_for_content(b)
wiki.same(sorted(lists), ["read", "update"], "restrictions by operation")
wiki.same([one["username"] for one in lists["update"]["restrictions"]["user"]["results"]], ["ann"], "on the list")
before = them.get_all_space_permissions("API")
read = [{"targetType": "space", "operationKey": "read"}]
them.set_permissions_to_group_for_space("API", "confluence-users", read)
granted = them.get_permissions_granted_to_group_for_space("API", "confluence-users")
wiki.same([one["operation"]["operationKey"] for one in granted], ["read"], "granted")
them.remove_permissions_from_group_for_space("API", "confluence-users", read)
wiki.same(them.get_all_space_permissions("API"), before, "revoked")

# The trash.
them.remove_page(b)
wiki.same([one["title"] for one in them.get_all_pages_from_space_trash("API")], ["B"], "trash")
wiki.same(them.get_all_pages_from_space_raw("API", status="archived")["results"], [], "nothing is archived")
them.remove_page_from_trash(b)
wiki.same(them.get_all_pages_from_space_trash("API"), [], "an empty trash")

# What they wrote is what tildr shows.
wiki.same(wiki.shown("API", "Top"), "Two words.\n\nAnd three.\n", "the page")
wiki.same(sorted(wiki.pages("API")), ["A", "C", "Made by a script", "Top"], "the tree")
wiki.same(wiki.tildr("page", "label", "API:A").split(), ["draft"], "the label")
wiki.check("notes.txt" in wiki.tildr("page", "attach", "API:A"), "the file")
wiki.check("Really?" in wiki.tildr("page", "comment", "API:A"), "the comment")
print("spaces, pages, moves, labels, properties, files, comments, search, restrictions, permissions, trash")
