//! The change feed: in order, complete, resumable, and silent about what was never visible.

use crate::common::Wiki;
use serde_json::{Value, json};

async fn since(wiki: &Wiki, since: i64) -> (Vec<Value>, i64) {
    let body = wiki.get(&format!("/rest/tildr/1.0/changes?since={since}&limit=500")).await.ok();
    assert_eq!(body["more"], false);
    (body["items"].as_array().unwrap().clone(), body["next"].as_i64().unwrap())
}

#[tokio::test]
async fn everything_comes_once_people_and_spaces_before_their_pages() {
    let (wiki, home) = Wiki::with_space().await;
    let page = wiki.page(&home, "a", "<p>x</p>").await;
    let (items, _) = since(&wiki, 0).await;
    let kinds: Vec<&str> = items.iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["user", "space", "page", "page"]);
    assert_eq!((&items[1]["home"], &items[2]["id"]), (&json!(home), &json!(home)));
    assert_eq!(
        (&items[3]["id"], &items[3]["storage"], &items[3]["parent"]),
        (&json!(page), &json!("<p>x</p>"), &json!(home))
    );
    assert_eq!(items[1]["grants"].as_array().unwrap().len(), 13);
}

#[tokio::test]
async fn moves_labels_and_trash_are_told_with_the_present_state() {
    let (wiki, home) = Wiki::with_space().await;
    let a = wiki.page(&home, "a", "").await;
    let b = wiki.page(&home, "b", "").await;
    let (_, before) = since(&wiki, 0).await;
    wiki.put(&format!("/rest/api/content/{b}/move/append/{a}"), "").await.ok();
    wiki.post(&format!("/rest/api/content/{b}/label"), r#"{"name":"x"}"#).await.ok();
    let (items, next) = since(&wiki, before).await;
    assert_eq!(items.len(), 1, "one line for one page");
    assert_eq!((&items[0]["parent"], &items[0]["labels"]), (&json!(a), &json!(["x"])));
    wiki.delete(&format!("/rest/api/content/{a}")).await.ok();
    let (items, next) = since(&wiki, next).await;
    assert!(items.iter().all(|item| item["status"] == "trashed") && items.len() == 2);
    wiki.delete(&format!("/rest/api/content/{a}?status=trashed")).await.ok();
    let (items, next) = since(&wiki, next).await;
    let mut gone: Vec<_> = items.iter().map(|item| (item["type"].clone(), item["id"].clone())).collect();
    gone.sort_by_key(|(_, id)| *id != json!(a));
    assert_eq!(gone, [(json!("page-gone"), json!(a)), (json!("page-gone"), json!(b))]);
    assert_eq!(since(&wiki, next).await, (vec![], next));
}

#[tokio::test]
async fn a_stretch_ends_where_it_is_told_and_goes_on() {
    let (wiki, home) = Wiki::with_space().await;
    for number in 0..10 {
        wiki.page(&home, &format!("p{number}"), "").await;
    }
    let (mut at, mut count) = (0, 0);
    loop {
        let body = wiki.get(&format!("/rest/tildr/1.0/changes?since={at}&limit=3")).await.ok();
        count += body["items"].as_array().unwrap().len();
        at = body["next"].as_i64().unwrap();
        if body["more"] == false {
            break;
        }
    }
    assert_eq!(count, 13);
}
