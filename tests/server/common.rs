//! A wiki in a temporary directory, called without a socket.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;
use tildr::server::{Limits, LocalAccount, Place};
use tower::ServiceExt;

/// A wiki with one account, `ann`.
pub(crate) struct Wiki {
    pub(crate) router: Router,
    pub(crate) dir: TempDir,
}

impl Wiki {
    /// Makes an empty one.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { router: open(dir.path()), dir }
    }

    /// Makes one with the site space `DOC`; returns the id of its home page too.
    pub(crate) async fn with_space() -> (Self, String) {
        let wiki = Self::new();
        let space = wiki.post("/rest/api/space", r#"{"key":"DOC","name":"Docs"}"#).await.ok();
        let home = space["homepage"]["id"].as_str().unwrap().to_owned();
        (wiki, home)
    }

    /// Makes a page below another and returns its id.
    pub(crate) async fn page(&self, parent: &str, title: &str, storage: &str) -> String {
        let body = serde_json::json!({
            "type": "page", "title": title, "space": {"key": "DOC"}, "ancestors": [{"id": parent}],
            "body": {"storage": {"value": storage, "representation": "storage"}},
        });
        let made = self.post("/rest/api/content", &body.to_string()).await.ok();
        made["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, body, None).await
    }

    pub(crate) async fn put(&self, path: &str, body: &str) -> Answer {
        self.send("PUT", path, body, None).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, "", None).await
    }

    /// Sends a request, perhaps with the name of the write.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &str, key: Option<&str>) -> Answer {
        send(&self.router, method, path, body, key).await
    }

    /// The titles of the current children of a page, in order.
    pub(crate) async fn children(&self, page: &str) -> Vec<String> {
        let list = self.get(&format!("/rest/api/content/{page}/child/page?limit=250")).await.ok();
        list["results"].as_array().unwrap().iter().map(|p| p["title"].as_str().unwrap().to_owned()).collect()
    }
}

/// Opens the wiki of a directory as `ann`.
pub(crate) fn open(dir: &Path) -> Router {
    open_as(dir, "ann", "Ann Lee")
}

/// Opens the wiki of a directory as somebody.
pub(crate) fn open_as(dir: &Path, login: &str, full_name: &str) -> Router {
    let account = LocalAccount { login: login.to_owned(), full_name: full_name.to_owned() };
    tildr::server::open_within(&place(dir), account, Limits::default()).unwrap()
}

/// The wiki of a directory; on the PostgreSQL server under test, when there is one, in a schema of its own.
pub(crate) fn place(dir: &Path) -> Place {
    let place = match std::env::var(ON_POSTGRES) {
        Ok(address) => Place::postgres(dir, &schema_of(&address, dir), None, None).unwrap(),
        Err(_) => Place::directory(dir),
    };
    match std::env::var(IN_A_BUCKET) {
        Ok(bucket) => place.with_files(&format!("{bucket}/{}", word_of(dir))).unwrap(),
        Err(_) => place,
    }
}

/// Set for the run of the tests of files on an S3-compatible store.
pub(crate) const IN_A_BUCKET: &str = "TILDR_TEST_IN_A_BUCKET";

/// Set for the run of every test on PostgreSQL.
pub(crate) const ON_POSTGRES: &str = "TILDR_TEST_ON_POSTGRES";

/// A word for a directory that no other one has.
pub(crate) fn word_of(dir: &Path) -> String {
    let name: String =
        dir.to_string_lossy().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("t{}", name.to_lowercase())
}

/// Makes the schema of a directory and returns the address of it.
pub(crate) fn schema_of(address: &str, dir: &Path) -> String {
    let name = word_of(dir);
    on_server(address, format!("CREATE SCHEMA IF NOT EXISTS {name}"));
    format!("{address}&options=-csearch_path%3D{name}")
}

fn on_server(address: &str, sql: String) {
    let address = address.to_owned();
    let run = async move {
        let (client, connection) = tokio_postgres::connect(&address, tokio_postgres::NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client.batch_execute(&sql).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
    };
    // A thread of its own: the test may be inside a runtime already.
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::spawn(move || runtime().block_on(run)).join().unwrap();
}

/// Runs a statement on the database of a directory, behind the wiki's back.
pub(crate) fn behind_its_back(dir: &Path, sql: &str) {
    match std::env::var(ON_POSTGRES) {
        Ok(address) => on_server(&schema_of(&address, dir), sql.to_owned()),
        Err(_) => {
            rusqlite::Connection::open(dir.join("wiki.db")).unwrap().execute_batch(sql).unwrap();
        }
    }
}

/// Sends a request to a router.
pub(crate) async fn send(router: &Router, method: &str, path: &str, body: &str, key: Option<&str>) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer { status, json }
}

/// Sends a form with one file.
pub(crate) async fn upload(router: &Router, path: &str, name: &str, kind: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nsaid\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: {kind}\r\nExpires: 0\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--b--\r\n");
    form(router, "POST", path, body, Some("nocheck")).await
}

/// Sends a form as it is.
pub(crate) async fn form(
    router: &Router,
    method: &str,
    path: &str,
    body: Vec<u8>,
    token: Option<&str>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header("content-type", "multipart/form-data; boundary=b");
    if let Some(token) = token {
        request = request.header("X-Atlassian-Token", token);
    }
    let response = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { status, json: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}

/// Fetches bytes with headers: the status, the headers, the body.
pub(crate) async fn fetch(
    router: &Router,
    path: &str,
    headers: &[(&str, &str)],
) -> (u16, axum::http::HeaderMap, Vec<u8>) {
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status.as_u16(), parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

impl Answer {
    /// Expects a good answer and returns its JSON.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.json);
        self.json
    }

    /// Expects a refusal and returns its sentence.
    #[track_caller]
    pub(crate) fn refused(self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.json);
        assert_eq!(self.json["statusCode"], status);
        self.json["message"].as_str().unwrap().to_owned()
    }
}
