//! Non-interference: whoever may not see a page gets the same bytes from every route, whether it is there or not.
//!
//! Two wikis are the same but for secrets of ann's in one of them: a restricted page with everything a page can have
//! on it, a page below it, and a space of her own. Every route of the table is called by everybody who may not see
//! them, with every thing it could be asked about, visible, hidden and never made.

mod enemy;
mod requests;
mod times;
mod work;

use super::router;
use super::store::sql::Sql;
use super::store::{Principal, Store};
use super::{Limits, LocalAccount, Place, open_store};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use requests::{Call, requests};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tower::ServiceExt;

/// A word that stands nowhere but in what is secret.
const CANARY: &str = "zzcanary";

/// A wiki, and everybody in it by login name.
struct Wiki {
    store: Arc<Sql>,
    people: BTreeMap<&'static str, Principal>,
}

/// The ids of a wiki by what they are.
type Ids = BTreeMap<&'static str, String>;

impl Wiki {
    fn open(place: &Place) -> Self {
        let mut people = BTreeMap::new();
        let mut last = None;
        for login in ["ann", "bob", "cat", "dan"] {
            let account = LocalAccount { login: login.to_owned(), full_name: login.to_uppercase() };
            let (store, principal) = open_store(place, Some(&account), Limits::default()).unwrap();
            people.insert(login, Principal { admin: login == "ann", ..principal.unwrap() });
            last = Some(store);
        }
        let store = last.unwrap();
        store.behind(
            "DELETE FROM global_grant WHERE permission = 'SITE_ADMIN' \
             AND subject NOT IN (SELECT id FROM account WHERE login = 'ann')",
        );
        Self { store: Arc::new(store), people }
    }

    fn router(&self, who: Option<&str>) -> Router {
        let router = router::routes(self.store.clone() as Arc<dyn Store>, super::streams());
        match who {
            Some(login) => super::auth::signed_in(router, self.people[login].clone()),
            None => super::auth::signed_in(router, Principal::anonymous()),
        }
    }

    async fn ann(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = call(&self.router(Some("ann")), &Call::new(method, path, body.to_string())).await;
        assert!(answer.status < 300, "{method} {path}: {answer:?}");
        serde_json::from_str(&answer.body).unwrap_or(Value::Null)
    }

    async fn page(&self, space: &str, above: &str, title: &str, body: &str) -> String {
        let body = json!({"type": "page", "title": title, "space": {"key": space}, "ancestors": [{"id": above}],
            "body": {"storage": {"value": body, "representation": "storage"}}});
        id_of(&self.ann("POST", "/rest/api/content", &body).await)
    }

    async fn comment(&self, page: &str, text: &str) -> String {
        let body = json!({"type": "comment", "container": {"type": "page", "id": page},
            "body": {"storage": {"value": text, "representation": "storage"}}});
        id_of(&self.ann("POST", "/rest/api/content", &body).await)
    }

    async fn attach(&self, page: &str, name: &str, text: &str) -> String {
        let form = format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n--b--\r\n"
        );
        let path = format!("/rest/api/content/{page}/child/attachment");
        let call_it = Call { form: true, ..Call::new("POST", &path, form) };
        let answer = call(&self.router(Some("ann")), &call_it).await;
        id_of(&serde_json::from_str::<Value>(&answer.body).unwrap()["results"][0])
    }

    /// What everybody here may know of: a space that bob only reads and cat edits, with a page and what is on it.
    async fn furnish(&self) -> Ids {
        let space = self.ann("POST", "/rest/api/space", &json!({"key": "DOC", "name": "Docs"})).await;
        let (id, home) = (space["id"].to_string(), id_of(&space["homepage"]));
        let key = |login: &str| self.people[login].id.as_str().to_owned();
        let grant = |login: &str, word: &str| json!({"subject": {"kind": "user", "id": key(login)}, "permission": word});
        let mut grants =
            self.ann("GET", &format!("/rest/tildr/1.0/space/{id}"), &json!({})).await["grants"].clone();
        let list = grants.as_array_mut().unwrap();
        list.push(grant("bob", "VIEW_SPACE"));
        for word in [
            "VIEW_SPACE",
            "EDIT_SPACE",
            "COMMENT",
            "CREATE_ATTACHMENT",
            "REMOVE_PAGE",
            "SET_PAGE_PERMISSIONS",
        ] {
            list.push(grant("cat", word));
        }
        self.ann("PUT", &format!("/rest/tildr/1.0/space/{id}/grants"), &json!({"grants": grants})).await;
        let plan = self.page("DOC", &home, "Plan", "<p>words of the plan</p>").await;
        let label = json!([{"name": "seen"}]);
        self.ann("POST", &format!("/rest/api/content/{plan}/label"), &label).await;
        let comment = self.comment(&plan, "<p>said</p>").await;
        let file = self.attach(&plan, "plan.txt", "text").await;
        BTreeMap::from([("space", id), ("home", home), ("page", plan), ("comment", comment), ("file", file)])
    }

    /// What only ann may know of.
    async fn hide(&self, shown: &Ids) -> Ids {
        let text = format!("<p>{CANARY} <ac:link><ri:page ri:content-title=\"Plan\"/></ac:link></p>");
        let own = json!({"key": "ZZCANARY", "name": CANARY});
        let space = self.ann("POST", "/rest/api/space", &own).await;
        let home = id_of(&space["homepage"]);
        // Made where nobody sees it, and restricted before it comes: it was never seen, not even for a moment.
        let page = self.page("ZZCANARY", &home, &format!("{CANARY} title"), "").await;
        let lists =
            json!([{"operation": "read", "restrictions": {"user": [{"type": "known", "username": "ann"}]}}]);
        self.ann("PUT", &format!("/rest/api/content/{page}/restriction"), &lists).await;
        let place = format!("/rest/api/content/{page}/move/append/{}", shown["home"]);
        self.ann("PUT", &place, &json!({})).await;
        let below = self.page("DOC", &page, &format!("{CANARY} below"), &text).await;
        let version = json!({"title": format!("{CANARY} title"), "version": {"number": 2},
            "body": {"storage": {"value": text, "representation": "storage"}}});
        self.ann("PUT", &format!("/rest/api/content/{page}"), &version).await;
        self.ann("POST", &format!("/rest/api/content/{page}/label"), &json!([{"name": CANARY}])).await;
        let property = json!({"key": CANARY, "value": CANARY});
        self.ann("POST", &format!("/rest/api/content/{page}/property"), &property).await;
        self.ann("POST", &format!("/rest/api/space/ZZCANARY/category/{CANARY}"), &json!({})).await;
        let comment = self.comment(&page, &text).await;
        let file = self.attach(&page, &format!("{CANARY}.txt"), CANARY).await;
        self.ann("POST", &format!("/rest/api/user/watch/content/{page}"), &json!({})).await;
        let trashed = self.page("DOC", &page, &format!("{CANARY} trashed"), &text).await;
        self.ann("DELETE", &format!("/rest/api/content/{trashed}"), &json!({})).await;
        BTreeMap::from([
            ("page", page),
            ("below", below),
            ("comment", comment),
            ("file", file),
            ("space", space["id"].to_string()),
            ("home", home),
            ("trashed", trashed),
        ])
    }
}

fn id_of(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id in {value}")).to_owned()
}

/// An answer, without the moment it was given at.
#[derive(Debug, Clone, PartialEq)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

async fn call(router: &Router, call: &Call) -> Answer {
    let mut request = Request::builder().method(call.method.as_str()).uri(&call.path).header("host", "wiki");
    if call.form {
        request = request
            .header("content-type", "multipart/form-data; boundary=b")
            .header("x-atlassian-token", "no-check");
    }
    let response =
        router.clone().oneshot(request.body(Body::from(call.body.clone())).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let headers = parts.headers.iter().filter(|(name, _)| *name != "date" && *name != "x-request-id");
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status.as_u16(), headers, body: String::from_utf8_lossy(&body).into_owned() }
}

/// Everybody who may not see what is hidden: nobody at all, a stranger, a reader, and a colleague who may nearly
/// everything but is not on the page's list.
const EXCLUDED: [Option<&str>; 4] = [None, Some("dan"), Some("bob"), Some("cat")];

/// Tells whether an answer names what is hidden, beside what the request itself named.
fn names_it(answer: &Answer, call: &Call, hidden: &Ids) -> bool {
    let asked = format!("{}{}", call.path, call.body);
    hidden
        .values()
        .any(|id| id.len() > 6 && answer.body.contains(id.as_str()) && !asked.contains(id.as_str()))
        || (answer.body.to_lowercase().contains(CANARY) && !asked.to_lowercase().contains(CANARY))
}

/// New ids and moments differ from wiki to wiki: what is long and a number, or a moment, is not compared.
fn masked(text: &str, known: &[&Ids]) -> String {
    let is_known = |word: &str| known.iter().any(|ids| ids.values().any(|id| id == word));
    let mut masked = String::with_capacity(text.len());
    let mut word = String::new();
    for character in text.chars().chain(['\0']) {
        if character.is_ascii_alphanumeric() || "-:.+".contains(character) && !word.is_empty() {
            word.push(character);
            continue;
        }
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if digits >= 12 && !is_known(&word) && !is_known(word.trim_start_matches("att")) {
            masked.push('#');
        } else {
            masked.push_str(&word);
        }
        word.clear();
        masked.push(character);
    }
    masked
}

#[tokio::test]
async fn s0_03_a_secret_page_changes_no_byte_of_any_answer_to_those_who_may_not_see_it() {
    let (with, without) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let wiki = Wiki::open(&Place::directory(with.path()));
    let shown = wiki.furnish().await;
    wiki.store.behind(&format!("VACUUM INTO '{}'", without.path().join("wiki.db").display()));
    copy_files(&with.path().join("files"), &without.path().join("files"));
    let hidden = wiki.hide(&shown).await;
    let other = Wiki::open(&Place::directory(without.path()));
    let calls = requests(&shown, &hidden);
    let mut wrong = Vec::new();
    for who in EXCLUDED {
        let (a, b) = (wiki.router(who), other.router(who));
        for asked in &calls {
            let (mut there, mut absent) = (call(&a, asked).await, call(&b, asked).await);
            let changes = !["GET", "HEAD", "OPTIONS"].contains(&asked.method.as_str());
            // A write may say the word itself, and be answered with it.
            if !changes && names_it(&there, asked, &hidden) {
                wrong.push(format!(
                    "{who:?} {} {}: names what is hidden: {}",
                    asked.method, asked.path, there.body
                ));
            }
            if changes {
                for answer in [&mut there, &mut absent] {
                    answer.body = masked(&answer.body, &[&shown, &hidden]);
                    answer.headers.retain(|(name, _)| name != "content-length");
                }
            }
            if there != absent {
                wrong.push(format!(
                    "{who:?} {} {} {}\n  {there:?}\n  {absent:?}",
                    asked.method, asked.path, asked.body
                ));
            }
        }
    }
    let count = calls.len() * EXCLUDED.len();
    println!("{count} requests, {} answers that tell", wrong.len());
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[tokio::test]
async fn s0_03_a_hidden_page_of_the_same_title_does_not_draw_a_jot_to_itself() {
    let dir = tempfile::tempdir().unwrap();
    let wiki = Wiki::open(&Place::directory(dir.path()));
    let shown = wiki.furnish().await;
    let hidden = wiki.page("DOC", &shown["home"], "Twin", "").await;
    let lists =
        json!([{"operation": "read", "restrictions": {"user": [{"type": "known", "username": "ann"}]}}]);
    wiki.ann("PUT", &format!("/rest/api/content/{hidden}/restriction"), &lists).await;
    let twin = wiki.page("DOC", &shown["home"], "Twin", "").await;
    let jot = json!({"target": {"to": "titled", "space": "DOC", "title": "Twin"}, "storage": "<p>j</p>",
        "at": "2026-11-21T14:32:00Z"});
    let jot = Call::new("POST", "/rest/tildr/1.0/append", jot.to_string());
    let answer = call(&wiki.router(Some("cat")), &jot).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(id_of(&serde_json::from_str(&answer.body).unwrap()), twin);
}

fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_dir() {
            copy_files(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
