//! The acceptance matrix: who gets which answer when they do what, on a page that is open to its space and on one that
//! is restricted. `docs/matrix.md` holds it for people; the engine has to agree with every cell it decides.

use crate::site::{Site, bearer};
use serde_json::{Value, json};
use std::fmt::Write as _;
use tildr::domain::{GlobalPermission, Named, SiteSubject, Timestamp, TokenScope};

const START: &str =
    "<!-- the tables are written by the tests: UPDATE_DOCS=1 cargo test --test server matrix -->\n\n";
const END: &str = "\n<!-- end of the tables -->";

/// Somebody who asks: how they are called, whose account it is, and what they show.
struct Asker {
    name: &'static str,
    login: Option<&'static str>,
    shown: Option<String>,
    /// Whether the engine knows everything that decides about them: it has no tokens.
    is_decided: bool,
}

/// What is done, and the operation of the engine that decides about it.
const DEEDS: [(&str, Option<&str>); 16] = [
    ("view", Some("view")),
    ("list", Some("view")),
    ("search", Some("view")),
    ("edit", Some("edit")),
    ("move in", None),
    ("move out", None),
    ("delete", Some("trash")),
    ("restore", Some("restore")),
    ("comment", Some("comment")),
    ("attach", Some("attach")),
    ("restrict", None),
    ("see lists", Some("view")),
    ("export", Some("export-page")),
    ("watch", Some("watch")),
    ("history", Some("view")),
    ("purge", Some("purge")),
];

/// What an editor holds.
const EDITS: [&str; 6] =
    ["VIEW_SPACE", "EDIT_SPACE", "COMMENT", "CREATE_ATTACHMENT", "REMOVE_PAGE", "SET_PAGE_PERMISSIONS"];

struct Wiki {
    site: Site,
    root: String,
    space: String,
    home: String,
    elsewhere: String,
}

impl Wiki {
    async fn new() -> (Self, Vec<Asker>) {
        let site = Site::new().await;
        let root = bearer(&site.root);
        for login in ["sue", "rob", "eve", "rick", "pia", "sam", "gus", "dee", "ray"] {
            site.person(login, false, None).await;
        }
        let gus = SiteSubject::Named(Named::Person("gus".to_owned()));
        site.host.set_global(gus, GlobalPermission::SiteAdmin, true).await.unwrap();
        let mut wiki =
            Self { site, root, space: String::new(), home: String::new(), elsewhere: String::new() };
        (wiki.space, wiki.home) = wiki.space("DOC", &["ray"]).await;
        wiki.elsewhere = wiki.space("OUT", &[]).await.1;
        let askers = wiki.askers().await;
        // Who is turned away now had a token already; so had who is taken out of the space.
        wiki.site.host.set_active("dee", false).await.unwrap();
        wiki.grant(&wiki.space, &[]).await;
        (wiki, askers)
    }

    /// A space of the administrator's, granted to everybody of the tables and to others.
    async fn space(&self, key: &str, others: &[&str]) -> (String, String) {
        let made = self.root("POST", "/rest/api/space", &json!({"key": key, "name": key})).await;
        let (space, home) = (made["id"].to_string(), made["homepage"]["id"].as_str().unwrap().to_owned());
        self.grant(&space, others).await;
        (space, home)
    }

    async fn grant(&self, space: &str, others: &[&str]) {
        let known = self.root("GET", &format!("/rest/tildr/1.0/space/{space}"), &json!({})).await;
        let mut grants = known["grants"].as_array().unwrap().clone();
        let own = self.site.id("root").await;
        grants.retain(|grant| grant["subject"]["id"] == json!(own));
        let mut held: Vec<(&str, &[&str])> = vec![("rob", &EDITS[..1])];
        held.push(("sam", &["VIEW_SPACE", "SET_SPACE_PERMISSIONS"]));
        held.extend(["eve", "rick", "pia", "dee"].iter().chain(others).map(|login| (*login, &EDITS[..])));
        for (login, words) in held {
            let subject = json!({"kind": "user", "id": self.site.id(login).await});
            grants.extend(words.iter().map(|word| json!({"subject": subject, "permission": word})));
        }
        let path = format!("/rest/tildr/1.0/space/{space}/grants");
        self.root("PUT", &path, &json!({ "grants": grants })).await;
    }

    async fn askers(&self) -> Vec<Asker> {
        let who = |name, login| (name, login);
        let mut askers = vec![Asker { name: "anonymous", login: None, shown: None, is_decided: true }];
        for (name, login) in [
            who("stranger", "sue"),
            who("reader", "rob"),
            who("editor", "eve"),
            who("on the read list", "rick"),
            who("on both lists", "pia"),
            who("space admin", "sam"),
            who("site admin", "gus"),
            who("disabled, on both lists", "dee"),
            who("other device of who lost the space", "ray"),
        ] {
            let shown = Some(self.site.token(login, TokenScope::Admin).await);
            askers.push(Asker { name, login: Some(login), shown, is_decided: true });
        }
        let past = Timestamp::from_second(1_000_000_000).unwrap();
        let expired = self.site.host.issue_token("pia", "old", TokenScope::Write, Some(past)).await.unwrap();
        let reads = self.site.token("pia", TokenScope::Read).await;
        let of_pia = |name, shown| Asker { name, login: Some("pia"), shown: Some(shown), is_decided: false };
        askers.push(of_pia("expired token, on both lists", bearer(expired.text())));
        askers.push(of_pia("token that reads, on both lists", reads));
        askers
    }

    async fn root(&self, method: &str, path: &str, body: &Value) -> Value {
        self.site.ask(method, path, Some(&self.root), &body.to_string()).await.ok()
    }

    /// A page for one cell alone.
    async fn page(&self, title: &str, is_restricted: bool) -> String {
        let body = json!({"type": "page", "title": title, "space": {"key": "DOC"}, "ancestors": [{"id": self.home}],
            "body": {"storage": {"value": "<p>x</p>", "representation": "storage"}}});
        let page = self.root("POST", "/rest/api/content", &body).await["id"].as_str().unwrap().to_owned();
        if is_restricted {
            let people = |logins: &[&str]| json!({"user": logins.iter().map(|login| json!({"type": "known", "username": login})).collect::<Vec<_>>()});
            let lists = json!([
                {"operation": "read", "restrictions": people(&["root", "rick", "pia", "dee", "ray"])},
                {"operation": "update", "restrictions": people(&["root", "pia", "dee", "ray"])},
            ]);
            self.root("PUT", &format!("/rest/api/content/{page}/restriction"), &lists).await;
        }
        page
    }

    /// Does it, and returns what came of it.
    async fn answer(&self, asker: &Asker, deed: &str, page: &str, title: &str) -> String {
        let this = format!("/rest/api/content/{page}");
        let quoted = title.replace(' ', "%20");
        let storage = json!({"storage": {"value": "<p>y</p>", "representation": "storage"}});
        let (method, path, body) = match deed {
            "view" => ("GET", this, Value::Null),
            "list" => ("GET", format!("/rest/api/content?spaceKey=DOC&title={quoted}"), Value::Null),
            "search" => ("GET", format!("/rest/api/content/search?cql=title%3D%22{quoted}%22"), Value::Null),
            "edit" => (
                "PUT",
                this,
                json!({"type": "page", "title": title, "version": {"number": 2}, "body": storage}),
            ),
            "move in" => {
                let other = self.page(&format!("{title} to move"), false).await;
                ("PUT", format!("/rest/api/content/{other}/move/append/{page}"), Value::Null)
            }
            "move out" => ("PUT", format!("{this}/move/append/{}", self.elsewhere), Value::Null),
            "delete" => ("DELETE", this, Value::Null),
            "restore" => {
                self.site.ask("DELETE", &this, Some(&self.root), "").await;
                let spot = json!({"space": self.space, "parent": self.home});
                ("POST", format!("/rest/tildr/1.0/content/{page}/restore"), spot)
            }
            "comment" => {
                let body =
                    json!({"type": "comment", "container": {"type": "page", "id": page}, "body": storage});
                ("POST", "/rest/api/content".to_owned(), body)
            }
            "attach" => ("POST", format!("{this}/child/attachment"), Value::Null),
            "restrict" => {
                let own = json!({"user": [{"type": "known", "username": asker.login.unwrap_or("root")}]});
                ("PUT", format!("{this}/restriction"), json!([{"operation": "update", "restrictions": own}]))
            }
            "see lists" => ("GET", format!("{this}/restriction/byOperation"), Value::Null),
            "export" => ("GET", format!("{this}?expand=body.export_view"), Value::Null),
            "watch" => ("POST", format!("/rest/api/user/watch/content/{page}"), Value::Null),
            "history" => ("GET", format!("{this}/version"), Value::Null),
            _ => {
                self.site.ask("DELETE", &this, Some(&self.root), "").await;
                ("DELETE", format!("{this}?status=trashed"), Value::Null)
            }
        };
        let mut headers: Vec<(&str, &str)> =
            asker.shown.iter().map(|shown| ("authorization", shown.as_str())).collect();
        let body = if deed == "attach" {
            headers.push(("content-type", "multipart/form-data; boundary=b"));
            headers.push(("x-atlassian-token", "no-check"));
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nx\r\n--b--\r\n"
                .to_owned()
        } else if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let (answer, _) = self.site.send(method, &path, &headers, &body, "192.0.2.1:1").await;
        match (deed, answer.status) {
            ("list" | "search", 200) if !answer.json.to_string().contains(page) => "not in it".to_owned(),
            (_, 200..300) => "yes".to_owned(),
            (_, status) => status.to_string(),
        }
    }

    /// Tells whether the engine lets them.
    async fn decided(&self, asker: &Asker, operation: &str, page: &str) -> bool {
        let who = asker.login.unwrap_or("anonymous");
        let path = format!("/rest/tildr/1.0/decide?page={page}&operation={operation}&user={who}");
        self.root("GET", &path, &json!({})).await["allowed"] == json!(true)
    }
}

/// Fills a table; what the engine decides otherwise is named.
async fn table(wiki: &Wiki, askers: &[Asker], is_restricted: bool, wrong: &mut Vec<String>) -> String {
    let mut table = String::from("| who |");
    for (deed, _) in DEEDS {
        write!(table, " {deed} |").unwrap();
    }
    write!(table, "\n|---|{}\n", "---|".repeat(DEEDS.len())).unwrap();
    for (row, asker) in askers.iter().enumerate() {
        write!(table, "| {} |", asker.name).unwrap();
        for (column, (deed, operation)) in DEEDS.iter().enumerate() {
            let title = format!("cell {row} {column} {is_restricted}");
            let page = wiki.page(&title, is_restricted).await;
            if ["restore", "purge"].contains(deed) {
                wiki.root("DELETE", &format!("/rest/api/content/{page}"), &json!({})).await;
            }
            // What is decided before it is done; afterwards the page may be gone.
            let decided = match operation {
                Some(operation) if asker.is_decided => Some(wiki.decided(asker, operation, &page).await),
                _ => None,
            };
            let answer = wiki.answer(asker, deed, &page, &title).await;
            if decided.is_some_and(|allowed| allowed != (answer == "yes")) {
                wrong.push(format!(
                    "{} {deed} (restricted: {is_restricted}): {answer}, the engine says otherwise",
                    asker.name
                ));
            }
            write!(table, " {answer} |").unwrap();
        }
        table.push('\n');
    }
    table
}

#[tokio::test]
async fn s0_68_every_cell_of_the_acceptance_matrix_is_as_written_and_as_the_engine_decides() {
    let (wiki, askers) = Wiki::new().await;
    let mut wrong = Vec::new();
    let open = table(&wiki, &askers, false, &mut wrong).await;
    let restricted = table(&wiki, &askers, true, &mut wrong).await;
    let tables = format!(
        "## A page that is open to its space\n\n{open}\n## A page with a list of readers and a list of editors\n\n{restricted}"
    );
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/matrix.md");
    let kept = std::fs::read_to_string(path).expect("the page is there");
    let (before, rest) = kept.split_once(START).expect("the tables begin");
    let (written, after) = rest.split_once(END).expect("the tables end");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{START}{tables}{END}{after}")).expect("written");
    } else {
        assert_eq!(
            written, tables,
            "docs/matrix.md is old: run the test with UPDATE_DOCS=1 and look at the change"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn who_put_a_page_into_the_trash_takes_it_out_again() {
    let (wiki, askers) = Wiki::new().await;
    let eve = askers.iter().find(|asker| asker.name == "editor").unwrap();
    let page = wiki.page("thrown away", false).await;
    assert_eq!(wiki.answer(eve, "delete", &page, "thrown away").await, "yes");
    assert!(wiki.decided(eve, "restore", &page).await);
    // Somebody else's putting it there again changes nothing: it is there already.
    assert_eq!(wiki.answer(eve, "restore", &page, "thrown away").await, "yes");
    assert_eq!(wiki.answer(eve, "view", &page, "thrown away").await, "yes");
}
