//! A wiki that several people use.

use crate::common::{Answer, Wiki, behind_its_back, open_as, send};
use axum::Router;
use serde_json::{Value, json};

/// A space `DOC` of ann's that bob and cat see and dan does not, with a page; nobody else administers the site.
pub(crate) struct Desk {
    pub(crate) wiki: Wiki,
    pub(crate) space: String,
    pub(crate) home: String,
    pub(crate) page: String,
    pub(crate) bob: Router,
    pub(crate) cat: Router,
    pub(crate) dan: Router,
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let (wiki, home) = Wiki::with_space().await;
        let dir = wiki.dir.path();
        for (login, name) in [("bob", "Bob"), ("cat", "Cat"), ("dan", "Dan")] {
            drop(open_as(dir, login, name));
        }
        behind_its_back(
            dir,
            "DELETE FROM global_grant WHERE permission = 'SITE_ADMIN' \
             AND subject NOT IN (SELECT id FROM account WHERE login = 'ann')",
        );
        let open = |login, name| open_as(dir, login, name);
        let (bob, cat, dan) = (open("bob", "Bob"), open("cat", "Cat"), open("dan", "Dan"));
        let page = wiki.page(&home, "Plan", "<p>x</p>").await;
        let space = wiki.get("/rest/api/space/DOC").await.ok()["id"].to_string();
        let desk = Self { wiki, space, home, page, bob, cat, dan };
        desk.grant(&["bob", "cat"]).await;
        desk
    }

    /// Lets these people see the space, beside ann, who holds everything.
    pub(crate) async fn grant(&self, people: &[&str]) {
        let entry = self.wiki.get(&format!("/rest/tildr/1.0/space/{}", self.space)).await.ok();
        let ann = self.key(&self.wiki.router).await;
        let mut grants: Vec<Value> = entry["grants"].as_array().unwrap().clone();
        grants.retain(|grant| grant["subject"]["id"] == json!(ann));
        for login in people {
            let id = self.key(self.router(login)).await;
            grants.push(json!({"subject": {"kind": "user", "id": id}, "permission": "VIEW_SPACE"}));
        }
        let path = format!("/rest/tildr/1.0/space/{}/grants", self.space);
        self.wiki.put(&path, &json!({ "grants": grants }).to_string()).await.ok();
    }

    fn router(&self, login: &str) -> &Router {
        match login {
            "bob" => &self.bob,
            "cat" => &self.cat,
            _ => &self.dan,
        }
    }

    async fn key(&self, router: &Router) -> String {
        let me = get(router, "/rest/api/user/current").await.ok();
        me["userKey"].as_str().unwrap().to_owned()
    }

    /// Where each of bob, cat and dan stands in the feed.
    pub(crate) async fn positions(&self) -> [Value; 3] {
        let mut at = [Value::Null, Value::Null, Value::Null];
        for (place, router) in at.iter_mut().zip([&self.bob, &self.cat, &self.dan]) {
            *place = get(router, "/rest/tildr/1.0/changes?since=0").await.ok()["next"].clone();
        }
        at
    }

    /// What each of them is told after that, by type and id.
    pub(crate) async fn told(&self, since: &[Value; 3]) -> [Vec<String>; 3] {
        let mut told = [const { Vec::new() }; 3];
        for ((told, since), router) in told.iter_mut().zip(since).zip([&self.bob, &self.cat, &self.dan]) {
            *told = items(router, since).await;
        }
        told
    }

    pub(crate) async fn restrict(&self, page: &str, readers: &[&str]) -> Answer {
        let users: Vec<Value> =
            readers.iter().map(|name| json!({"type": "known", "username": name})).collect();
        let body = json!([{"operation": "read", "restrictions": {"user": users, "group": []}}]);
        self.wiki.put(&format!("/rest/api/content/{page}/restriction"), &body.to_string()).await
    }

    /// Edits a page as ann.
    pub(crate) async fn edit(&self, page: &str) {
        let path = format!("/rest/api/content/{page}");
        let number = self.wiki.get(&path).await.ok()["version"]["number"].as_i64().unwrap() + 1;
        let body = json!({"title": "Plan", "version": {"number": number},
            "body": {"storage": {"value": format!("<p>{number}</p>"), "representation": "storage"}}});
        self.wiki.put(&path, &body.to_string()).await.ok();
    }

    pub(crate) fn gone(&self) -> Vec<String> {
        vec![format!("page-gone {}", self.page)]
    }
}

pub(crate) async fn get(router: &Router, path: &str) -> Answer {
    send(router, "GET", path, "", None).await
}

async fn items(router: &Router, since: &Value) -> Vec<String> {
    let feed = get(router, &format!("/rest/tildr/1.0/changes?since={since}")).await.ok();
    let name = |item: &Value| {
        format!("{} {}", item["type"].as_str().unwrap(), item["id"].as_str().unwrap_or_default())
    };
    feed["items"].as_array().unwrap().iter().map(name).collect()
}
