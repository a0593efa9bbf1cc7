//! Jots: journal pages made on the way, concurrent, never lost.

use crate::common::{Wiki, send};
use serde_json::{Value, json};

const APPEND: &str = "/rest/tildr/1.0/append";

fn jot(target: Value, text: &str) -> String {
    json!({"target": target, "storage": format!("<ul><li>{text}</li></ul>"), "labels": ["note"],
           "at": "2026-11-21T14:32:00Z"})
    .to_string()
}

fn day() -> Value {
    json!({"to": "day", "day": "2026-11-21"})
}

async fn with_personal() -> Wiki {
    let wiki = Wiki::new();
    let plan = json!({"name": "Ann", "key": "~ann", "pages": [{"title": "Home", "storage": ""}]});
    wiki.post("/rest/tildr/1.0/personal", &plan.to_string()).await.ok();
    wiki
}

async fn body(wiki: &Wiki, page: &Value) -> String {
    let path = format!("/rest/api/content/{}?expand=body.storage", page["id"].as_str().unwrap());
    wiki.get(&path).await.ok()["body"]["storage"]["value"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_journal_is_made_on_the_way() {
    let wiki = with_personal().await;
    let first = wiki.post(APPEND, &jot(day(), "one")).await.ok();
    assert_eq!((&first["title"], &first["labels"]), (&json!("Journal 2026-11-21"), &json!(["note"])));
    let second = wiki.post(APPEND, &jot(day(), "two")).await.ok();
    assert_eq!(first["id"], second["id"]);
    let path = format!("/rest/api/content/{}?expand=ancestors", first["id"].as_str().unwrap());
    let read = wiki.get(&path).await.ok();
    let above: Vec<_> = read["ancestors"].as_array().unwrap().iter().map(|p| p["title"].clone()).collect();
    assert_eq!(above, ["Home", "Journal", "2026", "2026-11"]);
    assert_eq!(body(&wiki, &second).await, "<ul><li>one</li><li>two</li></ul>");
}

#[tokio::test]
async fn j_03_a_retry_makes_no_second_copy() {
    let wiki = with_personal().await;
    for _ in 0..3 {
        wiki.send("POST", APPEND, &jot(day(), "once"), Some("op-jot")).await.ok();
    }
    let page = wiki.post(APPEND, &jot(day(), "last")).await.ok();
    assert_eq!(body(&wiki, &page).await, "<ul><li>once</li><li>last</li></ul>");
}

#[tokio::test]
async fn j_13_a_jot_follows_its_page_and_a_trashed_one_leads_to_the_inbox() {
    let wiki = with_personal().await;
    let first = wiki.post(APPEND, &jot(day(), "one")).await.ok();
    let id = first["id"].as_str().unwrap();
    let renamed = json!({"title": "Saturday", "version": {"number": 3}}).to_string();
    wiki.put(&format!("/rest/api/content/{id}"), &renamed).await.ok();
    assert_eq!(wiki.post(APPEND, &jot(day(), "two")).await.ok()["id"], first["id"]);
    wiki.delete(&format!("/rest/api/content/{id}")).await.ok();
    for target in [day(), json!({"to": "page", "id": id})] {
        let landed = wiki.post(APPEND, &jot(target, "three")).await.ok();
        assert_ne!(landed["id"], first["id"]);
        let path = format!("/rest/api/content/{}?expand=ancestors", landed["id"].as_str().unwrap());
        let read = wiki.get(&path).await.ok();
        assert_eq!(read["ancestors"].as_array().unwrap().last().unwrap()["title"], "Inbox");
    }
}

#[tokio::test]
async fn new_pages_and_titles_are_targets_too() {
    let wiki = with_personal().await;
    let new = wiki.post(APPEND, &jot(json!({"to": "new", "title": "Idea"}), "x")).await.ok();
    assert_eq!(new["title"], "Idea");
    let titled = json!({"to": "titled", "space": "~ANN", "title": "Idea"});
    assert_eq!(wiki.post(APPEND, &jot(titled, "y")).await.ok()["id"], new["id"]);
    let nowhere = json!({"to": "titled", "space": "NONE", "title": "Lost"});
    assert_eq!(wiki.post(APPEND, &jot(nowhere, "z")).await.ok()["title"], "Lost");
    let empty = json!({"target": day(), "storage": " ", "at": "2026-11-21T14:32:00Z"}).to_string();
    wiki.post(APPEND, &empty).await.refused(400);
}

#[tokio::test]
async fn without_a_personal_space_the_reason_says_so() {
    let wiki = Wiki::new();
    let refused = wiki.post(APPEND, &jot(day(), "x")).await;
    assert_eq!(refused.json["reason"], "no-personal-space");
    refused.refused(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn j_04_a_thousand_jots_from_eight_tasks_are_a_thousand_lines() {
    let wiki = with_personal().await;
    let tasks = (0..8).map(|task| {
        let router = wiki.router.clone();
        tokio::spawn(async move {
            for number in 0..125 {
                let text = format!("{task}-{number:03}");
                let key = format!("op-{text}");
                send(&router, "POST", APPEND, &jot(day(), &text), Some(&key)).await.ok();
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let page = wiki.post(APPEND, &jot(day(), "last")).await.ok();
    let body = body(&wiki, &page).await;
    assert_eq!(body.matches("<li>").count(), 1001);
    for task in 0..8 {
        let places: Vec<_> = (0..125).map(|n| body.find(&format!("{task}-{n:03}")).unwrap()).collect();
        assert!(places.is_sorted(), "the jots of one task keep their order");
    }
}
