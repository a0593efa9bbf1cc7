//! Where what is restricted could leak, surface by surface: each with somebody who is let in and somebody who is not.

use crate::common::{fetch, send, upload};
use crate::desk::{Desk, get};
use axum::Router;
use serde_json::{Value, json};

/// A page that ann and cat may see and bob, who sees the space, may not; with a page below it, a label and a comment.
struct Secret {
    desk: Desk,
    page: String,
    below: String,
    comment: String,
}

impl Secret {
    async fn new() -> Self {
        let desk = Desk::new().await;
        // Not for a moment has bob seen it: what somebody saw, they are told is gone.
        desk.grant(&["cat"]).await;
        let page = desk.wiki.page(&desk.home, "Secret", "<p>hush</p>").await;
        desk.restrict(&page, &["ann", "cat"]).await.ok();
        desk.grant(&["bob", "cat"]).await;
        let below = desk.wiki.page(&page, "Deeper", "<p>hush hush</p>").await;
        desk.wiki.post(&format!("{}/label", path(&page)), r#"[{"name":"whisper"}]"#).await.ok();
        let body = json!({"type": "comment", "container": {"type": "page", "id": page},
            "body": {"storage": {"value": "<p>hush</p>", "representation": "storage"}}});
        let comment = desk.wiki.post("/rest/api/content", &body.to_string()).await.ok();
        let comment = comment["id"].as_str().unwrap().to_owned();
        Self { desk, page, below, comment }
    }

    /// Whether an answer to cat and one to bob name the page or what is on it.
    async fn told(&self, path: &str) -> [bool; 2] {
        [self.names(&self.desk.cat, path).await, self.names(&self.desk.bob, path).await]
    }

    async fn names(&self, router: &Router, path: &str) -> bool {
        let answer = get(router, path).await;
        let text = answer.json.to_string();
        // An address that names it is no news.
        answer.status == 200
            && [&self.page, &self.below, &self.comment].iter().any(|id| text.contains(id.as_str()))
    }
}

const CAT_ALONE: [bool; 2] = [true, false];

fn path(page: &str) -> String {
    format!("/rest/api/content/{page}")
}

fn size(answer: &Value) -> i64 {
    answer["size"].as_i64().unwrap()
}

#[tokio::test]
async fn leak_tree_and_breadcrumbs() {
    let secret = Secret::new().await;
    let home = &secret.desk.home;
    assert_eq!(secret.told(&format!("{}/child/page", path(home))).await, CAT_ALONE);
    assert_eq!(secret.told(&format!("{}?expand=children.page", path(home))).await, CAT_ALONE);
    assert_eq!(secret.told("/rest/api/space/DOC/content/page?depth=all").await, CAT_ALONE);
    assert_eq!(secret.told(&format!("{}?expand=ancestors", path(&secret.below))).await, CAT_ALONE);
    let counted = get(&secret.desk.bob, &format!("{}/child/page", path(home))).await.ok();
    assert_eq!(size(&counted), 1, "the plan alone");
}

#[tokio::test]
async fn leak_space_directory() {
    let secret = Secret::new().await;
    let keys = async |router: &Router| get(router, "/rest/api/space").await.ok()["size"].as_i64().unwrap();
    assert_eq!((keys(&secret.desk.cat).await, keys(&secret.desk.dan).await), (1, 0));
    get(&secret.desk.dan, "/rest/api/space/DOC").await.refused(404);
    assert_eq!(
        get(&secret.desk.dan, "/rest/api/space/DOC").await.json.to_string().replace("DOC", "X"),
        get(&secret.desk.dan, "/rest/api/space/NEVER").await.json.to_string().replace("NEVER", "X")
    );
}

#[tokio::test]
async fn leak_search_and_totals() {
    let secret = Secret::new().await;
    for query in
        ["text~hush", "title~Secret", "label%3Dwhisper", "type%3Dcomment", "type%20in%20(page,comment)"]
    {
        let address = format!("/rest/api/content/search?cql={query}");
        assert_eq!(secret.told(&address).await, CAT_ALONE, "{query}");
        assert_eq!(secret.told(&format!("/rest/api/search?cql={query}")).await, CAT_ALONE, "{query}");
    }
    let total = async |router: &Router| {
        get(router, "/rest/api/search?cql=text~hush&limit=0").await.ok()["totalSize"].as_i64().unwrap()
    };
    assert!(total(&secret.desk.cat).await > 0);
    assert_eq!(total(&secret.desk.bob).await, 0);
}

#[tokio::test]
async fn leak_lists_and_cursors() {
    let secret = Secret::new().await;
    assert_eq!(secret.told("/rest/api/content?spaceKey=DOC&limit=250").await, CAT_ALONE);
    let (mut address, mut seen) = ("/rest/api/content/scan?spaceKey=DOC&limit=1".to_owned(), 0);
    loop {
        let stretch = get(&secret.desk.bob, &address).await.ok();
        seen += size(&stretch);
        match stretch["_links"]["next"].as_str() {
            Some(next) => {
                assert_eq!(size(&stretch), 1, "no stretch is short of what was hidden");
                address = next.to_owned();
            }
            None => break,
        }
    }
    assert_eq!(seen, 2);
}

#[tokio::test]
async fn s0_68_leak_activity() {
    let secret = Secret::new().await;
    assert_eq!(secret.told("/rest/tildr/1.0/changes?since=0").await, CAT_ALONE);
}

#[tokio::test]
async fn leak_watches() {
    let secret = Secret::new().await;
    let since = secret.desk.positions().await;
    let watch = format!("/rest/api/user/watch/content/{}", secret.page);
    assert_eq!(send(&secret.desk.cat, "POST", &watch, "", None).await.status, 200);
    send(&secret.desk.bob, "POST", &watch, "", None).await.refused(404);
    let [bob, cat, dan] = secret.desk.told(&since).await;
    assert_eq!((bob.len(), cat.len(), dan.len()), (0, 1, 0), "what one watches is told to oneself: {cat:?}");
    secret.desk.restrict(&secret.page, &["ann"]).await.ok();
    let told = get(&secret.desk.cat, "/rest/tildr/1.0/changes?since=0").await.ok();
    assert!(!told.to_string().contains("watches"), "a watch on what is hidden by now is not told: {told}");
}

#[tokio::test]
async fn leak_links() {
    let secret = Secret::new().await;
    let body = "<p><ac:link><ri:page ri:content-title=\"Secret\"/></ac:link></p>";
    let page = secret.desk.wiki.page(&secret.desk.home, "links", body).await;
    let read = get(&secret.desk.bob, &format!("{}?expand=body.storage", path(&page))).await.ok();
    assert_eq!(read["body"]["storage"]["value"], body, "as it was typed, and nothing about where it leads");
}

#[tokio::test]
async fn leak_files_and_old_versions() {
    let secret = Secret::new().await;
    let address = format!("{}/child/attachment", path(&secret.desk.page));
    let file = upload(&secret.desk.wiki.router, &address, "a.txt", "text/plain", b"open").await.ok();
    let direct = file["results"][0]["_links"]["download"].as_str().unwrap().to_owned();
    let old = format!("{}?status=historical&version=1&expand=body.storage", path(&secret.desk.page));
    secret.desk.edit(&secret.desk.page).await;
    assert_eq!(fetch(&secret.desk.bob, &direct, &[]).await.0, 200);
    get(&secret.desk.bob, &old).await.ok();
    // What was open once is as hidden as what is new.
    secret.desk.restrict(&secret.desk.page, &["ann", "cat"]).await.ok();
    assert_eq!(fetch(&secret.desk.cat, &direct, &[]).await.0, 200);
    assert_eq!(fetch(&secret.desk.bob, &direct, &[]).await.0, 404);
    assert_eq!(fetch(&secret.desk.bob, &direct, &[("range", "bytes=0-1")]).await.0, 404);
    get(&secret.desk.bob, &old).await.refused(404);
    get(&secret.desk.bob, &format!("{}/version", path(&secret.desk.page))).await.refused(404);
    get(&secret.desk.bob, &address).await.refused(404);
}

#[tokio::test]
async fn leak_labels() {
    let secret = Secret::new().await;
    assert_eq!(secret.told("/rest/api/content/search?cql=label%3Dwhisper").await, CAT_ALONE);
    get(&secret.desk.cat, &format!("{}/label", path(&secret.page))).await.ok();
    get(&secret.desk.bob, &format!("{}/label", path(&secret.page))).await.refused(404);
}

#[tokio::test]
async fn leak_comments_and_their_number() {
    let secret = Secret::new().await;
    let comments = format!("{}/child/comment", path(&secret.page));
    assert_eq!(size(&get(&secret.desk.cat, &comments).await.ok()), 1);
    get(&secret.desk.bob, &comments).await.refused(404);
    get(&secret.desk.bob, &path(&secret.comment)).await.refused(404);
}

#[tokio::test]
async fn leak_trash() {
    let secret = Secret::new().await;
    secret.desk.wiki.delete(&path(&secret.below)).await.ok();
    assert_eq!(secret.told("/rest/api/content?spaceKey=DOC&status=trashed").await, CAT_ALONE);
    get(&secret.desk.bob, "/rest/api/space/DOC/trash").await.refused(403);
    assert_eq!(size(&secret.desk.wiki.get("/rest/api/space/DOC/trash").await.ok()), 1);
}

#[tokio::test]
async fn leak_who_sees_it() {
    let secret = Secret::new().await;
    for question in ["audience", "explain", "decide"] {
        let ask = async |id: &str| {
            let answer = get(&secret.desk.bob, &format!("/rest/tildr/1.0/{question}?page={id}")).await;
            (answer.status, answer.json.to_string().replace(id, "X"))
        };
        assert_eq!(ask(&secret.page).await, ask("123456").await, "{question}");
    }
    let lists = format!("{}/restriction/relevantViewRestrictions", path(&secret.below));
    let found = get(&secret.desk.cat, &lists).await.ok()["viewContentRestrictions"].clone();
    assert_eq!((size(&found), &found["results"][0]["content"]["id"]), (1, &json!(secret.page)));
    get(&secret.desk.bob, &lists).await.refused(404);
}

#[tokio::test]
async fn leak_error_codes() {
    let secret = Secret::new().await;
    let edit = json!({"title": "x", "version": {"number": 99}}).to_string();
    for (method, body) in [("GET", ""), ("PUT", edit.as_str()), ("DELETE", ""), ("HEAD", ""), ("OPTIONS", "")]
    {
        let ask = async |id: &str| {
            let answer = send(&secret.desk.bob, method, &path(id), body, None).await;
            (answer.status, answer.json.to_string().replace(id, "X"))
        };
        assert_eq!(
            ask(&secret.page).await,
            ask("123456").await,
            "{method}: sight comes before every other check"
        );
    }
}

#[tokio::test]
async fn leak_titles() {
    let secret = Secret::new().await;
    let wiki = &secret.desk.wiki;
    let entry = wiki.get(&format!("/rest/tildr/1.0/space/{}", secret.desk.space)).await.ok();
    let bob = get(&secret.desk.bob, "/rest/api/user/current").await.ok()["userKey"].clone();
    let mut grants = entry["grants"].as_array().unwrap().clone();
    grants.push(json!({"subject": {"kind": "user", "id": bob}, "permission": "EDIT_SPACE"}));
    let address = format!("/rest/tildr/1.0/space/{}/grants", secret.desk.space);
    wiki.put(&address, &json!({"grants": grants}).to_string()).await.ok();
    let same = json!({"type": "page", "title": "Secret", "space": {"key": "DOC"}}).to_string();
    assert_eq!(send(&secret.desk.bob, "POST", "/rest/api/content", &same, None).await.status, 200);
    let found = get(&secret.desk.bob, "/rest/api/content?spaceKey=DOC&title=Secret").await.ok();
    assert_eq!(size(&found), 1, "one's own alone");
}

#[tokio::test]
async fn leak_caches() {
    let secret = Secret::new().await;
    for address in [path(&secret.page), path("123456"), "/rest/tildr/1.0/changes?since=0".to_owned()] {
        let (_, headers, _) = fetch(&secret.desk.cat, &address, &[]).await;
        assert_eq!(headers["cache-control"], "private, no-store", "{address}");
    }
}
