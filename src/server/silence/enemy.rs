//! Readers that never stop asking, while they are shut out and a secret is written. On both databases.

use super::{CANARY, Call, Ids, Wiki, call};
use crate::domain::{GroupId, Named};
use crate::server::store::sql::on_postgres;
use crate::server::{Host, Place};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::task::JoinHandle;

/// How many rounds: a few at every run, all of the programme with `TILDR_ALL_WORLDS=1`.
fn rounds() -> u32 {
    if std::env::var_os("TILDR_ALL_WORLDS").is_some() { 10_000 } else { 40 }
}

fn body(text: &str, number: u32) -> Value {
    json!({"title": "Plan", "version": {"number": number},
        "body": {"storage": {"value": format!("<p>{text}</p>"), "representation": "storage"}}})
}

/// Eight readers, and what they saw.
struct Readers {
    tasks: Vec<JoinHandle<()>>,
    done: Arc<AtomicBool>,
    seen: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
}

impl Readers {
    /// Begins to read as these people, by every way to the text of a page.
    fn start(wiki: &Wiki, shown: &Ids, people: &[&str]) -> Self {
        let (done, seen, asked) = <(Arc<AtomicBool>, Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
        let page = format!("/rest/api/content/{}", shown["page"]);
        let routes = [
            format!("{page}?expand=body.storage"),
            format!("/rest/api/content/{}/child/page?expand=body.storage", shown["home"]),
            "/rest/api/content?spaceKey=DOC&expand=body.storage".to_owned(),
            "/rest/tildr/1.0/changes?since=0&limit=1000".to_owned(),
            "/rest/api/search?cql=title%3DPlan&expand=content.body.storage".to_owned(),
            format!("/pages/viewpage.action?pageId={}", shown["page"]),
            format!("/rest/api/content/{}/descendant/page?expand=body.view", shown["home"]),
            format!("{page}/version"),
        ];
        let read = |(number, route): (usize, &String)| {
            let router = wiki.router(Some(people[number % people.len()]));
            let (done, seen, asked) = (done.clone(), seen.clone(), asked.clone());
            let route = Call::new("GET", route, String::new());
            tokio::spawn(async move {
                while !done.load(Ordering::Relaxed) {
                    let answer = call(&router, &route).await;
                    seen.fetch_add(usize::from(answer.body.contains(CANARY)), Ordering::Relaxed);
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            })
        };
        let tasks = routes.iter().enumerate().map(read).collect();
        Self { tasks, done, seen, asked }
    }

    /// Ends, and returns how often something was seen that should not have been.
    async fn end(self, what: &str) -> usize {
        self.done.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.unwrap();
        }
        println!("{what}: {} rounds, {} readings", rounds(), self.asked.load(Ordering::Relaxed));
        assert!(self.asked.load(Ordering::Relaxed) > 0);
        self.seen.load(Ordering::Relaxed)
    }
}

/// A list shuts them out of the page, the secret is written into it and taken out, and the page opened again.
async fn by_a_list(wiki: &Wiki, shown: &Ids) -> usize {
    let readers = Readers::start(wiki, shown, &["bob", "cat"]);
    let page = format!("/rest/api/content/{}", shown["page"]);
    let shut =
        json!([{"operation": "read", "restrictions": {"user": [{"type": "known", "username": "ann"}]}}]);
    let lists = format!("{page}/restriction");
    for round in 0..rounds() {
        wiki.ann("PUT", &lists, &shut).await;
        wiki.ann("PUT", &page, &body(CANARY, 2 * round + 2)).await;
        wiki.ann("PUT", &page, &body("nothing", 2 * round + 3)).await;
        wiki.ann("DELETE", &lists, &json!({})).await;
    }
    readers.end("a list").await
}

/// The same with a group that gives sight of the space, and that they are taken out of.
async fn by_a_group(wiki: &Wiki, shown: &Ids, host: &Host) -> usize {
    let staff = || GroupId::new("staff");
    let dan = || vec![Named::Person("dan".to_owned())];
    host.create_group(staff(), String::new()).await.unwrap();
    let space = format!("/rest/tildr/1.0/space/{}", shown["space"]);
    let mut grants = wiki.ann("GET", &space, &json!({})).await["grants"].clone();
    let staff_sees = json!({"subject": {"kind": "group", "id": "staff"}, "permission": "VIEW_SPACE"});
    grants.as_array_mut().unwrap().push(staff_sees);
    wiki.ann("PUT", &format!("{space}/grants"), &json!({ "grants": grants })).await;
    let page = format!("/rest/api/content/{}", shown["page"]);
    let first = wiki.ann("GET", &page, &json!({})).await["version"]["number"].as_u64().unwrap() as u32;
    let readers = Readers::start(wiki, shown, &["dan"]);
    for round in 0..rounds() {
        host.add_members(staff(), dan()).await.unwrap();
        host.remove_members(staff(), dan()).await.unwrap();
        wiki.ann("PUT", &page, &body(CANARY, first + 2 * round + 1)).await;
        wiki.ann("PUT", &page, &body("nothing", first + 2 * round + 2)).await;
    }
    readers.end("a group").await
}

async fn nobody_reads_on(place: &Place) {
    let wiki = Wiki::open(place);
    let shown = wiki.furnish().await;
    assert_eq!(by_a_list(&wiki, &shown).await, 0);
    assert_eq!(by_a_group(&wiki, &shown, &Host::open(place).unwrap()).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s0_68_nobody_reads_what_is_written_after_they_were_shut_out() {
    let dir = tempfile::tempdir().unwrap();
    nobody_reads_on(&Place::directory(dir.path())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s0_68_nobody_reads_what_is_written_after_they_were_shut_out_on_postgres() {
    let dir = tempfile::tempdir().unwrap();
    if let Some(place) = on_postgres(dir.path()) {
        nobody_reads_on(&place).await;
    }
}
