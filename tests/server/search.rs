//! Search by CQL: fields, operators, order and stretches; nobody finds what they may not see.

use crate::common::{Wiki, open_as, send, upload};
use serde_json::{Value, json};

/// Escapes a query for an address.
fn cql(query: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    query.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// The titles a query finds, in order.
async fn titles(wiki: &Wiki, query: &str) -> Vec<String> {
    let found = wiki.get(&format!("/rest/api/content/search?limit=250&cql={}", cql(query))).await.ok();
    found["results"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
}

/// A small wiki: two pages below the home page, a page below the first, a comment and a file on it.
async fn filled() -> (Wiki, String, String) {
    let (wiki, home) = Wiki::with_space().await;
    let first = wiki.page(&home, "First steps", "<p>Über <b>Wölfe</b> &amp; foxes</p>").await;
    wiki.page(&first, "Deeper", "<p>more about foxes; <ac:structured-macro ac:name=\"toc\" /></p>").await;
    wiki.page(&home, "Other", "<p>nothing here</p>").await;
    wiki.post(&format!("/rest/api/content/{first}/label"), r#"[{"name":"draft"}]"#).await.ok();
    let comment = json!({"type": "comment", "container": {"id": first, "type": "page"},
        "body": {"storage": {"value": "<p>a remark on badgers</p>", "representation": "storage"}}});
    wiki.post("/rest/api/content", &comment.to_string()).await.ok();
    let path = format!("/rest/api/content/{first}/child/attachment");
    upload(&wiki.router, &path, "table.csv", "text/csv", b"a,b").await.ok();
    (wiki, home, first)
}

#[tokio::test]
async fn every_field_finds_what_it_says() {
    let (wiki, home, first) = filled().await;
    for (query, found) in [
        ("type = page order by title", vec!["Deeper", "Docs", "First steps", "Other"]),
        (
            "type in (page, blogpost) and space = \"doc\" order by title desc",
            vec!["Other", "First steps", "Docs", "Deeper"],
        ),
        ("space.key = DOC and space.type = global and type = page and title = Other", vec!["Other"]),
        ("space = NONE", vec![]),
        ("space.type = personal", vec![]),
        ("space.title ~ docs and title = Deeper", vec!["Deeper"]),
        ("title = \"First steps\" and type = page", vec!["First steps"]),
        ("title ~ \"step\" and type = page", vec!["First steps"]),
        ("title !~ \"step\" and type = page order by title", vec!["Deeper", "Docs", "Other"]),
        ("text ~ \"foxes\" order by title", vec!["Deeper", "First steps"]),
        ("text ~ \"über wölfe\"", vec!["First steps"]),
        ("text ~ \"\\\"about foxes\\\"\"", vec!["Deeper"]),
        ("text ~ fox and not text ~ wölf", vec!["Deeper"]),
        ("text ~ badgers", vec!["Re: First steps"]),
        ("text ~ strong", vec![]),
        ("text ~ \"steps badgers\"", vec!["Re: First steps"]),
        ("text ~ \"\\\"steps über\\\"\" and type = page", vec!["First steps"]),
        ("not (not text ~ \"foxes\") order by title", vec!["Deeper", "First steps"]),
        ("text ~ nothing or title ~ deep order by title", vec!["Deeper", "Other"]),
        (
            "(text ~ \"\\\"about foxes\\\"\" or title ~ oth) and not label = draft order by title",
            vec!["Deeper", "Other"],
        ),
        ("title ~ table", vec!["table.csv"]),
        ("text ~ \"\"", vec![]),
        ("label = draft", vec!["First steps"]),
        ("label in (\"draft\", other) and type = page", vec!["First steps"]),
        ("type = page and label != draft order by title", vec!["Deeper", "Docs", "Other"]),
        ("macro = toc", vec!["Deeper"]),
        ("type = attachment", vec!["table.csv"]),
        ("type = comment and creator = currentUser()", vec!["Re: First steps"]),
        ("creator = nobody", vec![]),
        ("contributor = ann and title = Other", vec!["Other"]),
        ("created > now(\"-1h\") and title = Other", vec!["Other"]),
        ("lastmodified < \"2020/01/01 10:00\"", vec![]),
        ("lastmodified >= startOfYear(\"-50y\") and title = Other", vec!["Other"]),
        ("favourite = currentUser()", vec![]),
        ("watcher = currentUser()", vec![]),
    ] {
        assert_eq!(titles(&wiki, query).await, found, "{query}");
    }
    assert_eq!(titles(&wiki, &format!("parent = {first}")).await, ["Deeper"]);
    assert_eq!(
        titles(&wiki, &format!("id in ({home}, {first}) order by title")).await,
        ["Docs", "First steps"]
    );
    let below = titles(&wiki, &format!("ancestor = {home} order by title")).await;
    assert_eq!(below, ["Deeper", "First steps", "Other"], "pages at any depth, nothing else");
    let on_it = titles(&wiki, &format!("container = {first} order by type")).await;
    assert_eq!(on_it, ["table.csv", "Re: First steps"]);
}

#[tokio::test]
async fn what_is_found_is_what_is_there_now() {
    let (wiki, home, first) = filled().await;
    let save = json!({"title": "Second steps", "type": "page", "version": {"number": 2},
        "body": {"storage": {"value": "<p>otters</p>", "representation": "storage"}}});
    wiki.put(&format!("/rest/api/content/{first}"), &save.to_string()).await.ok();
    let notes = wiki.get(&format!("/rest/api/content/{first}/child/comment")).await.ok();
    let note = notes["results"][0]["id"].as_str().unwrap().to_owned();
    let said = json!({"type": "comment", "version": {"number": 2},
        "body": {"storage": {"value": "<p>on beavers</p>", "representation": "storage"}}});
    wiki.put(&format!("/rest/api/content/{note}"), &said.to_string()).await.ok();
    for (query, found) in [
        ("title ~ first", vec![]),
        ("title ~ second and type = page", vec!["Second steps"]),
        ("text ~ wölfe", vec![]),
        ("text ~ otter", vec!["Second steps"]),
        ("text ~ badgers", vec![]),
        ("text ~ beavers", vec!["Re: Second steps"]),
    ] {
        assert_eq!(titles(&wiki, query).await, found, "{query}");
    }
    wiki.delete(&format!("/rest/api/content/{note}")).await.ok();
    wiki.delete(&format!("/rest/api/content/{first}")).await.ok();
    assert_eq!(titles(&wiki, "text ~ beavers or text ~ otter").await, [""; 0]);
    let other = wiki.page(&home, "Large", &format!("<p>{}</p>", "many words here ".repeat(30_000))).await;
    assert_eq!(titles(&wiki, "text ~ \"words many\"").await, ["Large"]);
    wiki.delete(&format!("/rest/api/content/{other}")).await.ok();
    wiki.delete(&format!("/rest/api/content/{other}?status=trashed")).await.ok();
    assert_eq!(titles(&wiki, "text ~ many").await, [""; 0]);
}

#[tokio::test]
async fn results_wrap_what_was_found() {
    let (wiki, _, first) = filled().await;
    let path = format!("/rest/api/search?cql={}&expand=content.space", cql("text ~ wölfe"));
    let found = wiki.get(&path).await.ok();
    let one = &found["results"][0];
    assert_eq!(found["totalSize"], 1);
    assert_eq!((&one["content"]["id"], &one["title"]), (&json!(first), &json!("First steps")));
    assert_eq!((&one["entityType"], &one["excerpt"]), (&json!("content"), &json!("Über Wölfe & foxes")));
    assert_eq!(one["resultGlobalContainer"]["title"], "Docs");
    assert_eq!(one["url"], json!(format!("/pages/viewpage.action?pageId={first}")));
    let spaces = wiki.get(&format!("/rest/api/search?cql={}", cql("type = space"))).await.ok();
    assert_eq!(spaces["results"][0]["space"]["key"], "DOC");
    let people =
        wiki.get(&format!("/rest/api/search/user?cql={}", cql("user.fullname ~ \"lee\""))).await.ok();
    assert_eq!(people["results"][0]["user"]["username"], "ann");
    let people =
        wiki.get(&format!("/rest/api/search?cql={}", cql("type = user and user.fullname ~ ann"))).await.ok();
    assert_eq!(people["results"][0]["entityType"], "user");
}

#[tokio::test]
async fn stretches_follow_each_other_and_nothing_is_a_count() {
    let (wiki, _, _) = filled().await;
    for query in [
        "type = page order by title",
        "title ~ \"e*\" or title ~ \"d\" or title ~ \"o\" or title ~ f order by title",
    ] {
        let mut path = format!("/rest/api/content/search?limit=1&cql={}", cql(query));
        let mut seen: Vec<Value> = Vec::new();
        loop {
            let list = wiki.get(&path).await.ok();
            seen.extend(list["results"].as_array().unwrap().iter().map(|one| one["id"].clone()));
            let Some(next) = list["_links"]["next"].as_str() else { break };
            path = next.to_owned();
        }
        let all = wiki.get(&format!("/rest/api/content/search?cql={}", cql(query))).await.ok();
        assert_eq!(all["totalSize"].as_u64().unwrap() as usize, seen.len(), "{query}");
        let count = wiki.get(&format!("/rest/api/content/search?limit=0&cql={}", cql(query))).await.ok();
        assert_eq!((&count["totalSize"], &count["results"]), (&all["totalSize"], &json!([])));
        assert!(count["_links"].get("next").is_none(), "nobody is sent round in a circle");
    }
}

#[tokio::test]
async fn what_is_no_query_is_refused_with_a_sentence() {
    let (wiki, _) = Wiki::with_space().await;
    let said = wiki.get("/rest/api/content/search?cql=type%20%3D").await.refused(400);
    assert_eq!(said, "could not parse cql: character 7: a value is expected, but the query ends");
    wiki.get("/rest/api/search").await.refused(400);
    wiki.get(&format!("/rest/api/search?cql={}", cql("watcher = bob"))).await.refused(400);
    wiki.get(&format!("/rest/api/search/user?cql={}", cql("type = page"))).await.refused(400);
}

#[tokio::test]
async fn search_knows_nothing_of_what_is_hidden() {
    let (wiki, _, first) = filled().await;
    let other = open_as(wiki.dir.path(), "bob", "Bob");
    let grants = json!([{"targetType": "space", "operationKey": "read"}]);
    wiki.put("/rest/api/space/DOC/permissions/group/confluence-users/grant", &grants.to_string()).await.ok();
    let lists = json!([{"operation": "read", "restrictions": {"user": [{"username": "ann"}]}}]);
    wiki.put(&format!("/rest/api/content/{first}/restriction"), &lists.to_string()).await.ok();
    for (query, total) in [
        ("type = page", 2),
        ("text ~ foxes", 0),
        ("label = draft", 0),
        ("type = attachment", 0),
        ("type = comment", 0),
        ("macro = toc", 0),
        ("title ~ step", 0),
        ("not title ~ xyz and type != space", 2),
    ] {
        let path = format!("/rest/api/search?cql={}", cql(query));
        assert_eq!(send(&other, "GET", &path, "", None).await.ok()["totalSize"], total, "{query}");
    }
    let below = format!("/rest/api/content/search?cql={}", cql(&format!("ancestor = {first}")));
    assert_eq!(send(&other, "GET", &below, "", None).await.ok()["totalSize"], 0);
    let labels = send(&other, "GET", "/rest/api/space/DOC/labels", "", None).await.ok();
    assert_eq!(labels["results"], json!([]));
}
