//! Comments in the dialect's words, and that whoever does not see a page hears nothing of what is said on it.

use crate::common::{Wiki, open_as, send};
use serde_json::{Value, json};

async fn comment(wiki: &Wiki, page: &str, above: Option<&str>, storage: &str) -> Value {
    let ancestors = above.map(|above| json!([{"id": above}])).unwrap_or(json!([]));
    let body = json!({
        "type": "comment", "container": {"id": page, "type": "page"}, "ancestors": ancestors,
        "body": {"storage": {"value": storage, "representation": "storage"}},
    });
    wiki.post("/rest/api/content", &body.to_string()).await.ok()
}

fn id(body: &Value) -> &str {
    body["id"].as_str().unwrap()
}

async fn list(wiki: &Wiki, page: &str, query: &str) -> Vec<String> {
    let path = format!("/rest/api/content/{page}/child/comment?{query}&expand=body.storage,ancestors");
    let body = wiki.get(&path).await.ok();
    let text = |c: &Value| c["body"]["storage"]["value"].as_str().unwrap().to_owned();
    body["results"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn comments_are_content_with_a_container_and_ancestors() {
    let (wiki, home) = Wiki::with_space().await;
    let first = comment(&wiki, &home, None, "<p>1</p>").await;
    assert_eq!((&first["type"], &first["title"]), (&json!("comment"), &json!("Re: Docs")));
    assert_eq!(first["container"]["id"], json!(home));
    assert_eq!(first["extensions"]["location"], "footer");
    assert_eq!(first["extensions"]["resolution"]["status"], "open");
    let reply = comment(&wiki, &home, Some(id(&first)), "<p>2</p>").await;
    assert_eq!(reply["ancestors"][0]["id"], first["id"]);
    assert_eq!(list(&wiki, &home, "").await, ["<p>1</p>"], "without depth those that begin a thread");
    assert_eq!(list(&wiki, &home, "depth=all").await, ["<p>1</p>", "<p>2</p>"]);
    assert_eq!(list(&wiki, id(&first), "").await, ["<p>2</p>"], "below a comment");
    let update =
        json!({"type": "comment", "version": {"number": 2}, "body": {"storage": {"value": "<p>3</p>"}}});
    let path = format!("/rest/api/content/{}", id(&reply));
    assert_eq!(wiki.put(&path, &update.to_string()).await.ok()["version"]["number"], 2);
    let stale = wiki.put(&path, &update.to_string()).await.refused(409);
    assert_eq!(stale, "Version must be incremented on update. Current version is: 2");
    assert_eq!(
        wiki.get(&format!("{path}?expand=body.storage")).await.ok()["body"]["storage"]["value"],
        "<p>3</p>"
    );
    assert_eq!(wiki.delete(&path).await.status, 204);
    wiki.get(&path).await.refused(404);
    let page = wiki.get(&format!("/rest/api/content/{home}?expand=children.comment")).await.ok();
    assert_eq!(page["children"]["comment"]["size"], 1);
}

#[tokio::test]
async fn inline_comments_stand_at_words_that_are_marked_and_threads_are_settled() {
    let (wiki, home) = Wiki::with_space().await;
    let marked = "<p>a <ac:inline-comment-marker ac:ref=\"m-1\">word</ac:inline-comment-marker></p>";
    let page = wiki.page(&home, "a", marked).await;
    let inline = |marker: &str| {
        json!({
            "type": "comment", "container": {"id": page}, "body": {"storage": {"value": "<p>why?</p>"}},
            "extensions": {"location": "inline",
                "inlineProperties": {"markerRef": marker, "originalSelection": "word"}},
        })
        .to_string()
    };
    let refused = wiki.post("/rest/api/content", &inline("m-2")).await.refused(400);
    assert_eq!(refused, "the page holds no mark of this name for an inline comment");
    let made = wiki.post("/rest/api/content", &inline("m-1")).await.ok();
    assert_eq!(made["extensions"]["inlineProperties"]["originalSelection"], "word");
    let reply = comment(&wiki, &page, Some(id(&made)), "<p>because</p>").await;
    assert_eq!(reply["extensions"]["location"], "inline");
    comment(&wiki, &page, None, "<p>foot</p>").await;
    assert_eq!(list(&wiki, &page, "location=inline&depth=all").await, ["<p>why?</p>", "<p>because</p>"]);
    assert_eq!(list(&wiki, &page, "location=footer").await, ["<p>foot</p>"]);
    let settle = json!({"type": "comment", "extensions": {"resolution": {"status": "resolved"}}}).to_string();
    let settled = wiki.put(&format!("/rest/api/content/{}", id(&made)), &settle).await.ok();
    assert_eq!(
        (&settled["extensions"]["resolution"]["status"], &settled["version"]["number"]),
        (&json!("resolved"), &json!(1))
    );
    assert_eq!(list(&wiki, &page, "location=inline&depth=all").await, [""; 0]);
    assert_eq!(list(&wiki, &page, "location=resolved&depth=all").await.len(), 2);
    wiki.put(&format!("/rest/api/content/{}", id(&reply)), &settle).await.refused(400);
    wiki.delete(&format!("/rest/api/content/{}", id(&made))).await;
    let left = wiki.get(&format!("/rest/api/content/{}", id(&reply))).await.ok();
    assert_eq!(
        left["extensions"]["inlineProperties"]["markerRef"], "m-1",
        "the oldest reply inherits the place"
    );
    assert_eq!(left["extensions"]["resolution"]["status"], "resolved");
}

fn bob(wiki: &Wiki) -> axum::Router {
    open_as(wiki.dir.path(), "bob", "Bob")
}

/// A personal space that bob sees and may comment in, with a page and a private one.
async fn shared(wiki: &Wiki) -> (String, String, String) {
    let all = |permission: &str| json!({"subject": {"kind": "licensed"}, "permission": permission});
    let plan = json!({
        "name": "Ann", "key": "~ann", "grants": [all("VIEW_SPACE"), all("COMMENT")],
        "pages": [{"title": "Home", "storage": ""}, {"title": "Private", "storage": "", "private": true}],
    });
    let space = wiki.post("/rest/tildr/1.0/personal", &plan.to_string()).await.ok();
    let home = space["home"].as_str().unwrap().to_owned();
    let list = wiki.get(&format!("/rest/api/content/{home}/child/page")).await.ok();
    let private = list["results"][0]["id"].as_str().unwrap().to_owned();
    let draft = json!({"title": "Plan", "space": {"key": "~ann"}, "ancestors": [{"id": home}]}).to_string();
    let plan = wiki.post("/rest/api/content", &draft).await.ok()["id"].as_str().unwrap().to_owned();
    (home, plan, private)
}

#[tokio::test]
async fn t19_who_may_comment_marks_words_of_a_page_and_changes_nothing_else() {
    let wiki = Wiki::new();
    let other = bob(&wiki);
    let (home, _, _) = shared(&wiki).await;
    let draft = json!({
        "title": "Words", "space": {"key": "~ann"}, "ancestors": [{"id": home}],
        "body": {"storage": {"value": "<p>one two</p>"}},
    });
    let page =
        wiki.post("/rest/api/content", &draft.to_string()).await.ok()["id"].as_str().unwrap().to_owned();
    let path = format!("/rest/api/content/{page}");
    let save = |title: &str, storage: &str| {
        json!({"title": title, "version": {"number": 2}, "body": {"storage": {"value": storage}}}).to_string()
    };
    let marked = "<p>one <ac:inline-comment-marker ac:ref=\"m-1\">two</ac:inline-comment-marker></p>";
    for (title, storage) in [
        ("Words", "<p>one three</p>"),
        ("Words", &*marked.replace("two", "three")),
        ("Words", &*marked.replace("m-1", "m 1")),
        ("Other", marked),
    ] {
        send(&other, "PUT", &path, &save(title, storage), None).await.refused(403);
    }
    send(&other, "PUT", &path, &save("Words", marked), None).await.ok();
    let body = json!({
        "type": "comment", "container": {"id": page}, "body": {"storage": {"value": "<p>why?</p>"}},
        "extensions": {"location": "inline",
            "inlineProperties": {"markerRef": "m-1", "originalSelection": "two"}},
    });
    send(&other, "POST", "/rest/api/content", &body.to_string(), None).await.ok();
}

#[tokio::test]
async fn t35_who_may_comment_comments_and_edits_and_deletes_only_their_own() {
    let wiki = Wiki::new();
    let other = bob(&wiki);
    let (_, page, _) = shared(&wiki).await;
    let body =
        json!({"type": "comment", "container": {"id": page}, "body": {"storage": {"value": "<p>b</p>"}}});
    let his = send(&other, "POST", "/rest/api/content", &body.to_string(), None).await.ok();
    let hers = comment(&wiki, &page, None, "<p>a</p>").await;
    let edit =
        json!({"type": "comment", "version": {"number": 2}, "body": {"storage": {"value": "x"}}}).to_string();
    let refused =
        send(&other, "PUT", &format!("/rest/api/content/{}", id(&hers)), &edit, None).await.refused(403);
    assert_eq!(refused, "only its author can edit a comment");
    let refused =
        send(&other, "DELETE", &format!("/rest/api/content/{}", id(&hers)), "", None).await.refused(403);
    assert_eq!(refused, "your grants in this space do not let you delete comments");
    wiki.put(&format!("/rest/api/content/{}", id(&his)), &edit).await.refused(403);
    send(&other, "PUT", &format!("/rest/api/content/{}", id(&his)), &edit, None).await.ok();
    assert_eq!(
        wiki.delete(&format!("/rest/api/content/{}", id(&his))).await.status,
        204,
        "an administrator may"
    );
    wiki.put("/rest/api/space/~ann/archive", "").await.ok();
    let body =
        json!({"type": "comment", "container": {"id": page}, "body": {"storage": {"value": "<p>c</p>"}}});
    send(&other, "POST", "/rest/api/content", &body.to_string(), None).await.refused(403);
}

#[tokio::test]
async fn comments_of_a_hidden_page_answer_like_missing_ones() {
    let wiki = Wiki::new();
    let other = bob(&wiki);
    let (_, _, private) = shared(&wiki).await;
    let hidden = comment(&wiki, &private, None, "<p>secret</p>").await;
    let edit =
        json!({"type": "comment", "version": {"number": 2}, "body": {"storage": {"value": "x"}}}).to_string();
    let reply = |page: &str, above: &str| {
        json!({"type": "comment", "container": {"id": page}, "ancestors": [{"id": above}],
            "body": {"storage": {"value": "x"}}})
        .to_string()
    };
    let (missing_page, missing) = ("4", "5");
    for (method, hidden_path, missing_path, hidden_body, missing_body) in [
        (
            "GET",
            format!("/rest/api/content/{}", id(&hidden)),
            format!("/rest/api/content/{missing}"),
            String::new(),
            String::new(),
        ),
        (
            "PUT",
            format!("/rest/api/content/{}", id(&hidden)),
            format!("/rest/api/content/{missing}"),
            edit.clone(),
            edit.clone(),
        ),
        (
            "DELETE",
            format!("/rest/api/content/{}", id(&hidden)),
            format!("/rest/api/content/{missing}"),
            String::new(),
            String::new(),
        ),
        (
            "GET",
            format!("/rest/api/content/{private}/child/comment"),
            format!("/rest/api/content/{missing_page}/child/comment"),
            String::new(),
            String::new(),
        ),
        (
            "POST",
            "/rest/api/content".to_owned(),
            "/rest/api/content".to_owned(),
            reply(&private, id(&hidden)),
            reply(missing_page, missing),
        ),
    ] {
        let one = send(&other, method, &hidden_path, &hidden_body, None).await;
        let two = send(&other, method, &missing_path, &missing_body, None).await;
        assert_eq!(one.status, 404, "{method} {hidden_path}");
        let masked = |answer: &Value, ids: [&str; 2]| {
            ids.iter().fold(answer.to_string(), |text, id| text.replace(&format!("id={id}}}"), "id=X}"))
        };
        assert_eq!(
            masked(&one.json, [id(&hidden), &private]),
            masked(&two.json, [missing, missing_page]),
            "{method} {hidden_path}"
        );
    }
}

async fn feed(router: &axum::Router, since: i64) -> (Vec<Value>, i64) {
    let body =
        send(router, "GET", &format!("/rest/tildr/1.0/changes?since={since}&limit=500"), "", None).await.ok();
    (body["items"].as_array().unwrap().clone(), body["next"].as_i64().unwrap())
}

#[tokio::test]
async fn the_feed_tells_comments_to_who_sees_the_page_and_nothing_to_others() {
    let wiki = Wiki::new();
    let other = bob(&wiki);
    let (home, page, private) = shared(&wiki).await;
    let secret = comment(&wiki, &private, None, "<p>secret</p>").await;
    let open = comment(&wiki, &page, None, "<p>open</p>").await;
    let (items, next) = feed(&other, 0).await;
    let told: Vec<&Value> = items.iter().filter(|item| item["type"] == "comment").collect();
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["id"], &told[0]["storage"]), (&open["id"], &json!("<p>open</p>")));
    wiki.delete(&format!("/rest/api/content/{}", id(&secret))).await;
    assert_eq!(feed(&other, next).await.0, [json!(null); 0], "a deleted comment on a hidden page is no news");
    wiki.put(&format!("/rest/api/content/{page}/move/append/{private}"), "").await.ok();
    let (items, next) = feed(&other, next).await;
    assert_eq!(items, [json!({"type": "page-gone", "id": page, "hidden": true})], "the page says it all");
    wiki.put(&format!("/rest/api/content/{page}/move/append/{home}"), "").await.ok();
    assert_eq!(feed(&other, next).await.0, [json!(null); 0], "it is as private as where it came from");
    wiki.delete(&format!("/rest/api/content/{page}/restriction")).await;
    let (items, next) = feed(&other, next).await;
    let kinds: Vec<&str> = items.iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["page", "comment"], "whoever sees it again is told what is said there");
    wiki.delete(&format!("/rest/api/content/{}", id(&open))).await;
    let (items, _) = feed(&other, next).await;
    assert_eq!(items, [json!({"type": "comment-gone", "id": open["id"]})]);
}
