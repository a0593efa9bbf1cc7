//! A wiki for many, called without a socket, as whoever one likes.

use crate::common::{Answer, place};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use serde_json::Value;
use std::net::SocketAddr;
use tempfile::TempDir;
use tildr::domain::TokenScope;
use tildr::server::{Host, NewPerson};
use tower::ServiceExt;

pub(crate) const ANN: &str = "correct horse battery";

/// A wiki with the administrator `root`, and `ann`, who has a password.
pub(crate) struct Site {
    pub(crate) dir: TempDir,
    pub(crate) host: Host,
    pub(crate) router: Router,
    pub(crate) root: String,
}

impl Site {
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let host = Host::open(&place(dir.path())).unwrap();
        let root = host.init("root", None).await.unwrap().text().to_owned();
        let router = tildr::server::open_guarded(&place(dir.path())).unwrap();
        let site = Self { dir, host, router, root };
        site.person("ann", false, Some(ANN)).await;
        site
    }

    pub(crate) async fn person(&self, login: &str, guest: bool, password: Option<&str>) {
        let person = NewPerson { login: login.to_owned(), guest, ..NewPerson::default() };
        self.host.add_person(&person, password).await.unwrap();
    }

    /// The id of an account.
    pub(crate) async fn id(&self, login: &str) -> String {
        let people = self.host.people().await.unwrap();
        people.iter().find(|row| row.user.name == login).unwrap().user.id.to_string()
    }

    pub(crate) async fn token(&self, login: &str, scope: TokenScope) -> String {
        bearer(self.host.issue_token(login, "test", scope, None).await.unwrap().text())
    }

    /// A space that the administrator makes and opens as told.
    pub(crate) async fn space(&self, key: &str, subject: &str) {
        let root = bearer(&self.root);
        let body = format!(r#"{{"key":"{key}","name":"{key}"}}"#);
        let made = self.ask("POST", "/rest/api/space", Some(&root), &body).await.ok();
        let id = &made["id"];
        let mut grants = self.ask("GET", &format!("/rest/tildr/1.0/space/{id}"), Some(&root), "").await.ok()
            ["grants"]
            .clone();
        let subject: Value = serde_json::from_str(subject).unwrap();
        grants
            .as_array_mut()
            .unwrap()
            .push(serde_json::json!({"subject": subject, "permission": "VIEW_SPACE"}));
        let body = serde_json::json!({"grants": grants}).to_string();
        self.ask("PUT", &format!("/rest/tildr/1.0/space/{id}/grants"), Some(&root), &body).await.ok();
    }

    /// The keys of the spaces somebody is told of.
    pub(crate) async fn sees(&self, shown: Option<&str>) -> Vec<String> {
        let list = self.ask("GET", "/rest/api/space", shown, "").await.ok();
        list["results"].as_array().unwrap().iter().map(|s| s["key"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, shown: Option<&str>, body: &str) -> Answer {
        let headers: Vec<_> = shown.map(|shown| ("authorization", shown)).into_iter().collect();
        self.send(method, path, &headers, body, "192.0.2.1:1").await.0
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
        peer: &str,
    ) -> (Answer, HeaderMap) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::from(body.to_owned())).unwrap();
        request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        (Answer { status: parts.status.as_u16(), json }, parts.headers)
    }

    pub(crate) async fn me(&self, shown: &str) -> Answer {
        self.ask("GET", "/rest/api/user/current", Some(shown), "").await
    }
}

pub(crate) fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

pub(crate) fn basic(login: &str, password: &str) -> String {
    use base64::Engine;
    let text = format!("{login}:{password}");
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(text))
}
