//! Site spaces and the life of a space.

use crate::common::{ON_POSTGRES, Wiki, behind_its_back};
use serde_json::json;
use std::collections::BTreeMap;

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

/// Every row of every table, as text.
fn everything(dir: &std::path::Path) -> BTreeMap<String, Vec<String>> {
    let store = rusqlite::Connection::open(dir.join("wiki.db")).unwrap();
    let dump = |table: &String| {
        let mut rows = store.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = rows.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            Ok((0..columns).map(|at| format!("{:?}|", row.get_ref(at).unwrap())).collect::<String>())
        };
        rows.query_map([], row).unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    tables(&store).iter().map(|table| (table.clone(), dump(table))).collect()
}

fn tables(store: &rusqlite::Connection) -> Vec<String> {
    // The tables behind the index of words are SQLite's own.
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
        AND name NOT GLOB '*_words*' AND name NOT GLOB '*_terms' ORDER BY name";
    let mut names = store.prepare(sql).unwrap();
    names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Whichever statement fails on the way, a space is deleted whole or not at all: each table fails once at each kind of
/// change, on the way into the trash and on the way out of the world.
#[tokio::test]
async fn s0_52_deleting_a_space_is_whole_or_not_at_all() {
    if std::env::var(ON_POSTGRES).is_ok() {
        println!("skipped: the fault is put into SQLite");
        return;
    }
    let wiki = Wiki::new();
    let dir = wiki.dir.path();
    let names = tables(&rusqlite::Connection::open(dir.join("wiki.db")).unwrap());
    let mut faults = 0;
    for word in ["trashed", "purged"] {
        let (mut space, mut home) = full(&wiki, word).await;
        for table in &names {
            for event in ["INSERT", "UPDATE", "DELETE"] {
                let fault = format!(
                    "CREATE TRIGGER fault BEFORE {event} ON \"{table}\" \
                     BEGIN SELECT RAISE(ABORT, 'the disk is gone'); END"
                );
                behind_its_back(dir, &fault);
                let before = everything(dir);
                let answer = wiki.put(&format!("{space}/{word}"), "").await;
                behind_its_back(dir, "DROP TRIGGER fault");
                if answer.status < 300 {
                    // Nothing of the kind happens to that table: the next one has a space of its own to fail on.
                    if word == "trashed" {
                        wiki.put(&format!("{space}/purged"), "").await.ok();
                    }
                    (space, home) = full(&wiki, word).await;
                    continue;
                }
                faults += 1;
                assert!(
                    everything(dir) == before,
                    "{word}: half of it is done when {event} on {table} fails"
                );
            }
        }
        wiki.put(&format!("{space}/active"), "").await.ok();
        assert_eq!(wiki.children(&home).await, ["Plan"], "and all of it can still be had");
        wiki.put(&format!("{space}/trashed"), "").await.ok();
        wiki.put(&format!("{space}/purged"), "").await.ok();
    }
    assert!(faults > 8, "{faults} faults were met");
}

/// A space with a labelled and watched page, in the trash already where it is to be removed: the address of its states,
/// and its home page.
async fn full(wiki: &Wiki, word: &str) -> (String, String) {
    let made = wiki.post("/rest/api/space", r#"{"key":"DOC","name":"Docs"}"#).await.ok();
    let home = made["homepage"]["id"].as_str().unwrap().to_owned();
    let plan = wiki.page(&home, "Plan", "<p>two copies</p>").await;
    wiki.post(&format!("/rest/api/content/{plan}/label"), r#"[{"name":"adr"}]"#).await.ok();
    wiki.post(&format!("/rest/api/user/watch/content/{plan}"), "").await;
    let space = format!("/rest/tildr/1.0/space/{}/status", made["id"]);
    if word == "purged" {
        wiki.put(&format!("{space}/trashed"), "").await.ok();
    }
    (space, home)
}
