//! The guided personal space: made in one go, every state, and back.

use crate::common::{Wiki, behind_its_back};
use serde_json::{Value, json};

const PERSONAL: &str = "/rest/tildr/1.0/personal";

fn plan(start_fresh: bool) -> String {
    json!({
        "name": "Ann Lee", "key": "~ann", "watch": true, "start_fresh": start_fresh,
        "grants": [{"subject": {"kind": "licensed"}, "permission": "VIEW_SPACE"}],
        "pages": [{"title": "Ann Lee", "storage": "<p>home</p>"}, {"title": "Public", "storage": ""},
                  {"title": "Private", "storage": "", "private": true}],
    })
    .to_string()
}

async fn make(wiki: &Wiki) -> Value {
    wiki.post(PERSONAL, &plan(false)).await.ok()
}

fn state(space: &Value, word: &str) -> String {
    format!("/rest/tildr/1.0/space/{}/status/{word}", space["id"].as_str().unwrap())
}

#[tokio::test]
async fn gf_08_space_grants_pages_and_watch_come_in_one_go() {
    let wiki = Wiki::new();
    let facts = wiki.get(PERSONAL).await.ok();
    assert_eq!(
        (&facts["key"], &facts["mode"]["mode"], &facts["existing"]),
        (&json!("~ann"), &json!("on-request"), &json!([]))
    );
    let space = make(&wiki).await;
    assert_eq!(
        (&space["kind"], &space["owner"], &space["status"]),
        (&json!("personal"), &facts["me"]["id"], &json!("active"))
    );
    assert_eq!(space["grants"].as_array().unwrap().len(), 14);
    let home = space["home"].as_str().unwrap();
    assert_eq!(wiki.children(home).await, ["Public", "Private"]);
    let watching = wiki.get("/rest/api/user/watch/space/~ann").await.ok();
    assert_eq!(watching, json!({"watching": true}));
    let feed = wiki.get("/rest/tildr/1.0/changes?since=0").await.ok();
    let items = feed["items"].as_array().unwrap();
    let private = items.iter().find(|item| item["title"] == "Private").unwrap();
    assert_eq!(private["restricted_to"], json!([facts["me"]["id"]]));
    assert!(items.iter().find(|item| item["title"] == "Public").unwrap().get("restricted_to").is_none());
    let again = wiki.post(PERSONAL, &plan(false)).await.refused(409);
    assert_eq!(again, "you have a personal space already: `~ann`");
}

#[tokio::test]
async fn gf_09_undo_restores_what_was_before() {
    let wiki = Wiki::new();
    let space = make(&wiki).await;
    let undo = format!("{PERSONAL}/{}/undo", space["id"].as_str().unwrap());
    assert_eq!(wiki.post(&undo, "").await.ok(), json!({"removed": true}));
    assert_eq!(wiki.get(PERSONAL).await.ok()["existing"], json!([]));
    let space = make(&wiki).await;
    let home = space["home"].as_str().unwrap();
    let edit = json!({"title": "mine", "version": {"number": 2}}).to_string();
    wiki.put(&format!("/rest/api/content/{home}"), &edit).await.ok();
    let undo = format!("{PERSONAL}/{}/undo", space["id"].as_str().unwrap());
    assert_eq!(wiki.post(&undo, "").await.ok(), json!({"removed": false}));
    assert_eq!(wiki.get(PERSONAL).await.ok()["existing"][0]["status"], "trashed");
}

#[tokio::test]
async fn s0_51_the_states_none_active_archived_trashed_purged() {
    let wiki = Wiki::new();
    let space = make(&wiki).await;
    wiki.put(&state(&space, "archived"), "").await.ok();
    let archived = wiki.get(PERSONAL).await.ok()["existing"][0].clone();
    assert_eq!(archived["status"], "archived");
    assert!(archived["status_since"].is_string());
    assert!(wiki.post(PERSONAL, &plan(false)).await.refused(409).contains("archived: unarchive it"));
    wiki.put(&state(&space, "active"), "").await.ok();
    wiki.put(&state(&space, "trashed"), "").await.ok();
    assert!(wiki.post(PERSONAL, &plan(false)).await.refused(409).contains("restore it or start fresh"));
    wiki.put(&state(&space, "active"), "").await.ok();
    assert_eq!(wiki.get(PERSONAL).await.ok()["existing"][0]["status"], "active");
    wiki.put(&state(&space, "trashed"), "").await.ok();
    wiki.put(&state(&space, "purged"), "").await.ok();
    assert_eq!(wiki.get(PERSONAL).await.ok()["existing"], json!([]));
    make(&wiki).await;
}

#[tokio::test]
async fn s0_27_s0_51_starting_fresh_keeps_the_old_content_under_another_key() {
    let wiki = Wiki::new();
    let old = make(&wiki).await;
    wiki.put(&state(&old, "trashed"), "").await.ok();
    let fresh = wiki.post(PERSONAL, &plan(true)).await.ok();
    assert_eq!(fresh["key"], "~ann");
    assert_ne!(fresh["id"], old["id"]);
    let existing = wiki.get(PERSONAL).await.ok()["existing"].clone();
    let keys: Vec<_> = existing.as_array().unwrap().iter().map(|space| space["key"].clone()).collect();
    assert_eq!(keys, ["~ann", "~ann.trash-1"]);
    let two = wiki.put(&state(&old, "active"), "").await.refused(409);
    assert_eq!(two, "the owner has another personal space by now");
}

#[tokio::test]
async fn the_vendors_way_makes_a_private_one() {
    let wiki = Wiki::new();
    let made = wiki.post("/rest/api/space/personal", r#"{"isPrivate":true}"#).await.ok();
    assert_eq!(
        (&made["key"], &made["type"], &made["name"]),
        (&json!("~ann"), &json!("personal"), &json!("Ann Lee"))
    );
    wiki.post("/rest/api/space/personal", "{}").await.refused(409);
}

#[tokio::test]
async fn e2_a_policy_that_is_switched_off_is_told_and_refuses() {
    let wiki = Wiki::new();
    let policy = json!({"mode": "off", "since": "2026-10-01T08:00:00Z", "by": "the site's administrators"});
    let text = policy.to_string().replace('\'', "''");
    behind_its_back(
        wiki.dir.path(),
        &format!("INSERT INTO meta (name, value) VALUES ('personal_mode', '{text}')"),
    );
    assert_eq!(wiki.get(PERSONAL).await.ok()["mode"], policy);
    let refused = wiki.post(PERSONAL, &plan(false)).await;
    assert!((400..500).contains(&refused.status), "{refused:?}");
    assert_eq!(wiki.get(PERSONAL).await.ok()["existing"], json!([]), "nothing was made");
    behind_its_back(wiki.dir.path(), "DELETE FROM meta WHERE name = 'personal_mode'");
    make(&wiki).await;
}
