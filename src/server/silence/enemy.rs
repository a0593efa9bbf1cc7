//! Readers that never stop asking, while a page is shut and a secret written into it.

use super::{CANARY, Call, Wiki, call};
use crate::server::Place;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How many rounds: a few at every run, all of the programme with `TILDR_ALL_WORLDS=1`.
fn rounds() -> u32 {
    if std::env::var_os("TILDR_ALL_WORLDS").is_some() { 10_000 } else { 60 }
}

fn body(text: &str, number: u32) -> Value {
    json!({"title": "Plan", "version": {"number": number},
        "body": {"storage": {"value": format!("<p>{text}</p>"), "representation": "storage"}}})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s0_68_nobody_reads_what_is_written_after_they_were_shut_out() {
    let dir = tempfile::tempdir().unwrap();
    let wiki = Wiki::open(&Place::directory(dir.path()));
    let shown = wiki.furnish().await;
    let page = format!("/rest/api/content/{}", shown["page"]);
    let (done, seen, asked) =
        (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let routes = [
        format!("{page}?expand=body.storage"),
        format!("/rest/api/content/{}/child/page?expand=body.storage", shown["home"]),
        "/rest/api/content?spaceKey=DOC&expand=body.storage".to_owned(),
        "/rest/tildr/1.0/changes?since=0&limit=1000".to_owned(),
    ];
    let readers: Vec<_> = (0..8)
        .map(|reader: usize| {
            let router = wiki.router(Some(if reader.is_multiple_of(2) { "bob" } else { "cat" }));
            let (done, seen, asked) = (done.clone(), seen.clone(), asked.clone());
            let route = Call::new("GET", &routes[reader % routes.len()], String::new());
            tokio::spawn(async move {
                while !done.load(Ordering::Relaxed) {
                    let answer = call(&router, &route).await;
                    seen.fetch_add(usize::from(answer.body.contains(CANARY)), Ordering::Relaxed);
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let shut =
        json!([{"operation": "read", "restrictions": {"user": [{"type": "known", "username": "ann"}]}}]);
    let lists = format!("{page}/restriction");
    for round in 0..rounds() {
        wiki.ann("PUT", &lists, &shut).await;
        wiki.ann("PUT", &page, &body(CANARY, 2 * round + 2)).await;
        wiki.ann("PUT", &page, &body("nothing", 2 * round + 3)).await;
        wiki.ann("DELETE", &lists, &json!({})).await;
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
    println!("{} rounds, {} readings", rounds(), asked.load(Ordering::Relaxed));
    assert!(asked.load(Ordering::Relaxed) > 0);
    assert_eq!(seen.load(Ordering::Relaxed), 0);
}
