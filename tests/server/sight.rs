//! Who sees what: a second account on the same wiki, which sees nothing that it was not given.

use crate::common::{Answer, Wiki, open_as, send};
use axum::Router;
use serde_json::{Value, json};

fn bob(wiki: &Wiki) -> Router {
    open_as(wiki.dir.path(), "bob", "Bob")
}

async fn get(router: &Router, path: &str) -> Answer {
    send(router, "GET", path, "", None).await
}

async fn personal(wiki: &Wiki, grants: Value) -> Value {
    let plan = json!({
        "name": "Ann", "key": "~ann", "grants": grants,
        "pages": [{"title": "Home", "storage": ""}, {"title": "Private", "storage": "", "private": true}],
    });
    wiki.post("/rest/tildr/1.0/personal", &plan.to_string()).await.ok()
}

async fn titles_in_feed(router: &Router) -> Vec<String> {
    let feed = get(router, "/rest/tildr/1.0/changes?since=0").await.ok();
    let items = feed["items"].as_array().unwrap().clone();
    assert!(
        items.iter().all(|item| !item["type"].as_str().unwrap().ends_with("-gone")),
        "no trace: {items:?}"
    );
    items.iter().filter_map(|item| item["title"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn s0_07_gf_12_a_private_space_leaves_no_trace_for_others() {
    let wiki = Wiki::new();
    let other = bob(&wiki);
    let space = personal(&wiki, json!([])).await;
    let home = space["home"].as_str().unwrap();
    get(&other, "/rest/api/space/~ann").await.refused(404);
    get(&other, &format!("/rest/api/content/{home}")).await.refused(404);
    assert_eq!(get(&other, "/rest/api/space").await.ok()["size"], 0);
    assert_eq!(get(&other, "/rest/api/content?title=Home").await.ok()["size"], 0);
    assert_eq!(titles_in_feed(&other).await, [""; 0]);
    let hidden = send(&other, "DELETE", &format!("/rest/api/content/{home}"), "", None).await;
    assert_eq!(
        hidden.json,
        get(&other, &format!("/rest/api/content/{home}")).await.json,
        "as if it were not there"
    );
}

#[tokio::test]
async fn s0_41_a_private_page_hides_what_is_below_it_in_a_shared_space() {
    let wiki = Wiki::new();
    let other = bob(&wiki);
    let space = personal(&wiki, json!([{"subject": {"kind": "licensed"}, "permission": "VIEW_SPACE"}])).await;
    let home = space["home"].as_str().unwrap();
    let list = wiki.get(&format!("/rest/api/content/{home}/child/page")).await.ok();
    let private = list["results"][0]["id"].as_str().unwrap().to_owned();
    let draft =
        json!({"title": "Secret", "space": {"key": "~ann"}, "ancestors": [{"id": private}]}).to_string();
    let secret = wiki.post("/rest/api/content", &draft).await.ok();
    assert_eq!(titles_in_feed(&other).await, ["Home"]);
    assert_eq!(get(&other, &format!("/rest/api/content/{home}/child/page")).await.ok()["size"], 0);
    let path = format!("/rest/api/content/{}", secret["id"].as_str().unwrap());
    get(&other, &path).await.refused(404);
    assert_eq!(secret["extensions"]["restrictedTo"].as_array().unwrap().len(), 1, "below a private page");
    let edit = json!({"title": "mine", "version": {"number": 2}}).to_string();
    let refused = send(&other, "PUT", &format!("/rest/api/content/{home}"), &edit, None).await.refused(403);
    assert_eq!(refused, "your grants in this space do not let you add or edit pages");
}

#[tokio::test]
async fn a_page_that_leaves_sight_is_told_gone() {
    let wiki = Wiki::new();
    let other = bob(&wiki);
    let space = personal(&wiki, json!([{"subject": {"kind": "licensed"}, "permission": "VIEW_SPACE"}])).await;
    let home = space["home"].as_str().unwrap();
    let draft = json!({"title": "Plan", "space": {"key": "~ann"}, "ancestors": [{"id": home}]}).to_string();
    let plan = wiki.post("/rest/api/content", &draft).await.ok()["id"].as_str().unwrap().to_owned();
    let seen = get(&other, "/rest/tildr/1.0/changes?since=0").await.ok();
    let list = wiki.get(&format!("/rest/api/content/{home}/child/page")).await.ok();
    let private = list["results"][0]["id"].as_str().unwrap();
    wiki.put(&format!("/rest/api/content/{plan}/move/append/{private}"), "").await.ok();
    let feed = get(&other, &format!("/rest/tildr/1.0/changes?since={}", seen["next"])).await.ok();
    assert_eq!(feed["items"], json!([{"type": "page-gone", "id": plan, "hidden": true}]));
}

#[tokio::test]
async fn s0_60_a_space_that_is_made_private_leaves_its_owners_profile() {
    let wiki = Wiki::new();
    let other = bob(&wiki);
    let space = personal(&wiki, json!([{"subject": {"kind": "licensed"}, "permission": "VIEW_SPACE"}])).await;
    get(&other, "/rest/api/space/~ann").await.ok();
    let path = format!("/rest/tildr/1.0/space/{}", space["id"].as_str().unwrap());
    let mut grants = wiki.get(&path).await.ok()["grants"].as_array().unwrap().clone();
    grants.retain(|grant| grant["subject"]["kind"] == "user");
    wiki.put(&format!("{path}/grants"), &json!({"grants": grants}).to_string()).await.ok();
    get(&other, "/rest/api/space/~ann").await.refused(404);
    assert_eq!(get(&other, "/rest/api/user?username=ann").await.ok()["displayName"], "Ann Lee");
}
