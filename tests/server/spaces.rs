//! Site spaces and the life of a space.

use crate::common::Wiki;
use serde_json::json;

#[tokio::test]
async fn a_space_is_made_described_and_found_whatever_the_case() {
    let (wiki, home) = Wiki::with_space().await;
    let read = wiki.get("/rest/api/space/doc?expand=homepage,description.plain").await.ok();
    assert_eq!(
        (&read["key"], &read["type"], &read["homepage"]["id"]),
        (&json!("DOC"), &json!("global"), &json!(home))
    );
    assert!(read["id"].is_i64(), "this dialect has numbers for spaces");
    let change = json!({"name": "Papers", "description": {"plain": {"value": "All of them", "representation": "plain"}}});
    let changed = wiki.put("/rest/api/space/DOC", &change.to_string()).await.ok();
    assert_eq!(
        (&changed["name"], &changed["description"]["plain"]["value"]),
        (&json!("Papers"), &json!("All of them"))
    );
    let again = wiki.post("/rest/api/space", r#"{"key":"doc","name":"x"}"#).await.refused(409);
    assert_eq!(again, "a space with the key `doc` exists already");
    wiki.post("/rest/api/space", r#"{"key":"a b","name":"x"}"#).await.refused(400);
    wiki.get("/rest/api/space/NONE").await.refused(404);
    let listed = wiki.get("/rest/api/space?spaceKey=DOC&spaceKey=NONE&type=global").await.ok();
    assert_eq!(listed["size"], 1);
}

#[tokio::test]
async fn an_archived_space_is_read_only() {
    let (wiki, home) = Wiki::with_space().await;
    assert_eq!(wiki.put("/rest/api/space/DOC/archive", "").await.status, 204);
    let draft = json!({"title": "t", "space": {"key": "DOC"}}).to_string();
    let refused = wiki.post("/rest/api/content", &draft).await.refused(403);
    assert_eq!(refused, "the space is archived and can only be read: unarchive it to change it");
    wiki.get(&format!("/rest/api/content/{home}")).await.ok();
    assert_eq!(wiki.get("/rest/api/space?status=archived").await.ok()["size"], 1);
    wiki.put("/rest/api/space/DOC/restore", "").await.ok();
    wiki.post("/rest/api/content", &draft).await.ok();
}

#[tokio::test]
async fn a_trashed_space_hides_its_pages_until_it_is_restored_or_purged() {
    let (wiki, home) = Wiki::with_space().await;
    let id = wiki.get("/rest/api/space/DOC").await.ok()["id"].clone();
    let state = |word: &str| format!("/rest/tildr/1.0/space/{id}/status/{word}");
    wiki.put(&state("purged"), "").await.refused(400);
    let trashed = wiki.delete("/rest/api/space/DOC").await;
    assert_eq!((trashed.status, &trashed.json["links"]["status"]), (202, &json!("/rest/api/longtask/done")));
    assert_eq!(wiki.get("/rest/api/longtask/done").await.ok()["percentageComplete"], 100);
    wiki.get(&format!("/rest/api/content/{home}")).await.refused(404);
    assert_eq!(wiki.get("/rest/api/space").await.ok()["size"], 0);
    assert_eq!(wiki.get("/rest/api/space?status=trashed").await.ok()["size"], 1);
    wiki.put(&state("active"), "").await.ok();
    wiki.get(&format!("/rest/api/content/{home}")).await.ok();
    wiki.put(&state("trashed"), "").await.ok();
    wiki.put(&state("purged"), "").await.ok();
    assert_eq!(wiki.get("/rest/api/space?status=trashed").await.ok()["size"], 0);
    let feed = wiki.get("/rest/tildr/1.0/changes?since=0").await.ok();
    let kinds: Vec<_> = feed["items"].as_array().unwrap().iter().map(|item| item["type"].clone()).collect();
    assert_eq!(kinds, ["user", "space-gone"], "the space takes its pages along");
    wiki.post("/rest/api/space", r#"{"key":"DOC","name":"again"}"#).await.ok();
}
