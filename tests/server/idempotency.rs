//! A write that was named is done once, however often it is asked for.

use crate::common::Wiki;
use serde_json::json;

#[tokio::test]
async fn the_same_key_gets_the_same_answer() {
    let (wiki, home) = Wiki::with_space().await;
    let draft =
        json!({"type": "page", "title": "once", "space": {"key": "DOC"}, "ancestors": [{"id": home}]});
    let make = || async { wiki.send("POST", "/rest/api/content", &draft.to_string(), Some("op-1")).await };
    let first = make().await;
    assert_eq!(first.status, 200);
    let id = first.json["id"].as_str().unwrap().to_owned();
    let update = json!({"title": "later", "version": {"number": 2}}).to_string();
    wiki.put(&format!("/rest/api/content/{id}"), &update).await.ok();
    assert_eq!(make().await.json["title"], "once", "the answer is the one of then");
    assert_eq!(wiki.children(&home).await, ["later"]);
}

#[tokio::test]
async fn a_stale_retry_of_a_done_update_is_no_conflict() {
    let (wiki, home) = Wiki::with_space().await;
    let id = wiki.page(&home, "a", "").await;
    let path = format!("/rest/api/content/{id}");
    let update = json!({"title": "b", "version": {"number": 2}}).to_string();
    for _ in 0..2 {
        wiki.send("PUT", &path, &update, Some("op-2")).await.ok();
    }
    wiki.send("PUT", &path, &update, Some("op-3")).await.refused(409);
}

#[tokio::test]
async fn a_refused_write_keeps_nothing_and_a_key_has_one_use() {
    let (wiki, home) = Wiki::with_space().await;
    let path = format!("/rest/api/content/{home}");
    wiki.send("DELETE", &path, "", Some("op-4")).await.refused(400);
    wiki.send("POST", &format!("{path}/label"), r#"{"name":"x"}"#, Some("op-4")).await.ok();
    wiki.send("DELETE", &format!("{path}/label/x"), "", Some("op-4")).await.refused(422);
    wiki.send("DELETE", &format!("{path}/label/x"), "", Some("two words")).await.refused(400);
}
