//! Bulk import: parents first, once per key, thousands in a second.

use crate::common::Wiki;
use serde_json::{Value, json};

const IMPORT: &str = "/rest/tildr/1.0/import";

async fn space_id(wiki: &Wiki) -> String {
    wiki.get("/rest/api/space/DOC").await.ok()["id"].to_string()
}

#[tokio::test]
async fn a_batch_becomes_a_tree_once() {
    let (wiki, home) = Wiki::with_space().await;
    let batch = json!({
        "space": space_id(&wiki).await, "home": "index.md",
        "pages": [
            {"key": "index.md", "title": "Docs of ours", "storage": "<p>home</p>"},
            {"key": "a.md", "title": "a", "storage": "<p>a</p>", "updated": "2024-01-02T03:04:05Z"},
            {"key": "a/b.md", "parent": "a.md", "title": "b", "storage": "", "labels": ["x"]},
        ],
    });
    let done = wiki.post(IMPORT, &batch.to_string()).await.ok();
    let created: Vec<_> = done["pages"].as_array().unwrap().iter().map(|p| p["created"].clone()).collect();
    assert_eq!(created, [true, true, true]);
    assert_eq!(done["pages"][0]["page"], json!(home), "the empty home page is filled");
    assert_eq!(wiki.children(&home).await, ["a"]);
    assert_eq!(wiki.children(done["pages"][1]["page"].as_str().unwrap()).await, ["b"]);
    let again = wiki.post(IMPORT, &batch.to_string()).await.ok();
    assert!(again["pages"].as_array().unwrap().iter().all(|page| page["created"] == false));
    let pages =
        |of: &Value| of["pages"].as_array().unwrap().iter().map(|p| p["page"].clone()).collect::<Vec<_>>();
    assert_eq!(pages(&again), pages(&done));
}

#[tokio::test]
async fn a_bad_page_refuses_the_batch_by_name() {
    let (wiki, home) = Wiki::with_space().await;
    let space = space_id(&wiki).await;
    let good = json!({"key": "a", "title": "a", "storage": ""});
    let batch = |bad: Value| json!({"space": space, "pages": [good, bad]}).to_string();
    let orphan = batch(json!({"key": "b", "parent": "z", "title": "b", "storage": ""}));
    assert_eq!(wiki.post(IMPORT, &orphan).await.refused(400), "`b` comes before the page above it, `z`");
    let broken = batch(json!({"key": "b", "title": "b", "storage": "<p>"}));
    assert!(wiki.post(IMPORT, &broken).await.refused(400).starts_with("`b`: the body is not well-formed"));
    assert_eq!(wiki.children(&home).await, [""; 0], "all or nothing");
}

#[tokio::test]
async fn the_words_of_a_batch_are_one_stretch_of_the_index() {
    let wiki = Wiki::with_space().await.0;
    let page = |number: usize| {
        let (below, word) = ("k0", format!("word{number}"));
        json!({"key": format!("k{number}"), "parent": (number > 0).then_some(below), "title": format!("T {word}"),
            "labels": ["x"], "storage": format!("<p>{word} common</p>")})
    };
    let pages: Vec<Value> = (0..40).map(page).collect();
    wiki.post(IMPORT, &json!({"space": space_id(&wiki).await, "pages": pages}).to_string()).await.ok();
    for (query, count) in [("text ~ common", 40), ("text ~ word17", 1), ("title ~ word39", 1)] {
        let path = format!("/rest/api/content/search?limit=50&cql={}", query.replace(' ', "%20"));
        assert_eq!(wiki.get(&path).await.ok()["results"].as_array().map(Vec::len), Some(count), "{query}");
    }
    let file = wiki.dir.path().join("wiki.db");
    if !file.exists() {
        println!("skipped: the wiki is not in a file");
        return;
    }
    let db = rusqlite::Connection::open(file).unwrap();
    // Of names the space and its home page have one each, from before.
    for (index, most) in [("text_words", 1), ("name_words", 3)] {
        let sql = format!("SELECT count(DISTINCT segid) FROM {index}_idx");
        let stretches: i64 = db.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert!((1..=most).contains(&stretches), "{index}: {stretches}");
    }
}

/// Counts what words find.
async fn found(wiki: &Wiki, query: &str) -> Option<usize> {
    let path = format!("/rest/api/content/search?limit=250&cql={}", query.replace(' ', "%20"));
    wiki.get(&path).await.ok()["results"].as_array().map(Vec::len)
}

#[tokio::test]
async fn what_changes_before_its_words_are_read_is_found_by_what_it_says_now() {
    let wiki = Wiki::with_space().await.0;
    let page = |number: usize| json!({"key": format!("k{number}"), "title": format!("Early n{number:03}"), "storage": "<p>soon</p>"});
    let pages: Vec<Value> = (0..150).map(page).collect();
    let done =
        wiki.post(IMPORT, &json!({"space": space_id(&wiki).await, "pages": pages}).to_string()).await.ok();
    let id = |at: usize| done["pages"][at]["page"].as_str().unwrap().to_owned();
    let saved = json!({"version": {"number": 2}, "type": "page", "title": "Late",
        "body": {"storage": {"value": "<p>now</p>", "representation": "storage"}}});
    wiki.put(&format!("/rest/api/content/{}", id(3)), &saved.to_string()).await.ok();
    let renamed = json!({"version": {"number": 2}, "type": "page", "title": "Renamed"});
    wiki.put(&format!("/rest/api/content/{}", id(4)), &renamed.to_string()).await.ok();
    for path in
        [format!("/rest/api/content/{}", id(5)), format!("/rest/api/content/{}?status=trashed", id(5))]
    {
        assert_eq!(wiki.delete(&path).await.status, 204);
    }
    for (query, count) in [
        ("text ~ soon", 148),
        ("text ~ now", 1),
        ("title ~ early", 147),
        ("title ~ late", 1),
        ("title ~ renamed", 1),
        ("title ~ n003", 0),
        ("title ~ n004", 0),
        ("title ~ n005", 0),
        ("title ~ n149", 1),
    ] {
        assert_eq!(found(&wiki, query).await, Some(count), "{query}");
    }
}

/// Not a race: a floor that a design mistake would fall through even without optimisation.
#[tokio::test]
async fn ten_batches_are_two_thousand_pages() {
    use tildr::domain::{OpId, SpaceKey};
    use tildr::remote::{ImportBatch, ImportPage};
    let wiki = Wiki::new();
    let remote = tildr::remote::in_process(wiki.router.clone());
    let space = remote.create_space(OpId::fresh(), &SpaceKey::new("BIG"), "Big", &[]).await.unwrap();
    let storage = "<p>Some <strong>words</strong> &amp; more of them.</p>".repeat(40);
    let mut created = 0;
    for batch in 0..10 {
        let page = |number: usize| ImportPage {
            key: format!("{batch}-{number}"),
            parent: (number > 0).then(|| format!("{batch}-{}", number / 8)),
            title: format!("Page {batch} {number}"),
            storage: storage.clone(),
            labels: Vec::new(),
            updated: None,
        };
        let pages = (0..200).map(page).collect();
        let batch = ImportBatch { space: space.id.clone(), home: None, pages };
        let done = remote.import(OpId::fresh(), &batch).await.unwrap();
        created += done.iter().filter(|page| page.created).count();
    }
    assert_eq!(created, 2000);
}
