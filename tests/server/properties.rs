//! What clients keep beside pages and spaces: properties, categories, and what they expand.

use crate::common::{Wiki, open_as, send};
use serde_json::json;

#[tokio::test]
async fn a_property_is_made_updated_and_deleted() {
    let (wiki, home) = Wiki::with_space().await;
    for base in [format!("/rest/api/content/{home}/property"), "/rest/api/space/DOC/property".to_owned()] {
        let one = format!("{base}/hash");
        wiki.get(&one).await.refused(404);
        let made = wiki.put(&one, r#"{"key":"hash","value":{"a":1},"version":{"number":1}}"#).await.ok();
        assert_eq!((&made["value"], &made["version"]["number"]), (&json!({"a": 1}), &json!(1)));
        wiki.post(&base, r#"{"key":"hash","value":1}"#).await.refused(400);
        let said = wiki.put(&one, r#"{"value":2,"version":{"number":1}}"#).await.refused(409);
        assert!(said.contains("Current version is: 1"), "{said}");
        wiki.put(&one, r#"{"value":[2],"version":{"number":2}}"#).await.ok();
        assert_eq!(wiki.get(&one).await.ok()["value"], json!([2]));
        wiki.post(&base, r#"{"key":"other","value":null}"#).await.refused(400);
        wiki.post(&base, r#"{"key":"other","value":"x"}"#).await.ok();
        let all = wiki.get(&format!("{base}?limit=1")).await.ok();
        assert_eq!((&all["results"][0]["key"], &all["size"]), (&json!("hash"), &json!(1)));
        assert!(all["_links"]["next"].as_str().unwrap().contains("start=1"));
        assert_eq!(wiki.delete(&one).await.status, 204);
        wiki.delete(&one).await.refused(404);
        let large = json!({"key": "large", "value": "x".repeat(40_000)}).to_string();
        wiki.post(&base, &large).await.refused(413);
    }
}

#[tokio::test]
async fn properties_come_along_with_a_page_and_are_expanded() {
    let (wiki, home) = Wiki::with_space().await;
    let draft = json!({"type": "page", "title": "T", "space": {"key": "DOC"}, "ancestors": [{"id": home}],
        "metadata": {"properties": {"editor": {"value": "v1"}, "content-appearance-published": {"value": "fixed"}}}});
    let id = wiki.post("/rest/api/content", &draft.to_string()).await.ok()["id"].as_str().unwrap().to_owned();
    let path = |expand: &str| format!("/rest/api/content/{id}?expand={expand}");
    let all = wiki.get(&path("metadata.properties")).await.ok();
    assert_eq!(all["metadata"]["properties"].as_object().unwrap().len(), 2);
    let one = wiki.get(&path("metadata.properties.content_appearance_published")).await.ok();
    let kept = &one["metadata"]["properties"];
    assert_eq!(kept["content-appearance-published"]["value"], "fixed");
    assert!(kept.get("editor").is_none());
    let update = json!({"type": "page", "title": "T", "version": {"number": 2},
        "metadata": {"properties": {"editor": {"value": "v2"}}}});
    wiki.put(&format!("/rest/api/content/{id}"), &update.to_string()).await.ok();
    assert_eq!(
        wiki.get(&format!("/rest/api/content/{id}/property/editor")).await.ok()["version"]["number"],
        2
    );
}

#[tokio::test]
async fn restrictions_and_operations_are_expanded() {
    let (wiki, home) = Wiki::with_space().await;
    let lists = json!([{"operation": "read", "restrictions": {"user": [{"username": "ann"}]}}]);
    let page = wiki.page(&home, "P", "").await;
    wiki.put(&format!("/rest/api/content/{page}/restriction"), &lists.to_string()).await.ok();
    let below = wiki.page(&page, "Below", "").await;
    let expand = "restrictions.read.restrictions.user,operations";
    let body = wiki.get(&format!("/rest/api/content/{page}?expand={expand}")).await.ok();
    assert_eq!(body["restrictions"]["read"]["restrictions"]["user"]["results"][0]["username"], "ann");
    let may: Vec<&str> =
        body["operations"].as_array().unwrap().iter().map(|one| one["operation"].as_str().unwrap()).collect();
    assert_eq!(may, ["read", "update", "delete"]);
    let relevant = format!("/rest/api/content/{below}/restriction/relevantViewRestrictions");
    let relevant = wiki.get(&relevant).await.ok();
    let found = &relevant["viewContentRestrictions"]["results"];
    assert_eq!((found[0]["content"]["id"].clone(), found.as_array().unwrap().len()), (json!(page), 1));
}

#[tokio::test]
async fn categories_labels_and_watchers_are_listed() {
    let (wiki, home) = Wiki::with_space().await;
    assert_eq!(wiki.post("/rest/api/space/DOC/category/manuals", "").await.status, 204);
    let space = wiki.get("/rest/api/space/DOC?expand=metadata.labels").await.ok();
    assert_eq!(space["metadata"]["labels"]["results"][0]["name"], "manuals");
    assert_eq!(wiki.get("/rest/api/space?label=manuals").await.ok()["size"], 1);
    assert_eq!(wiki.get("/rest/api/space?label=other").await.ok()["size"], 0);
    assert_eq!(wiki.get("/rest/api/space?favourite=true").await.ok()["size"], 0);
    assert_eq!(wiki.delete("/rest/api/space/DOC/category/manuals").await.status, 204);
    wiki.post(&format!("/rest/api/content/{home}/label"), r#"{"name":"b"}"#).await.ok();
    wiki.post(&format!("/rest/api/content/{home}/label"), r#"{"name":"a"}"#).await.ok();
    for path in
        ["/rest/api/space/DOC/labels", "/rest/api/label/labels?spaceKey=DOC", "/rest/api/label/labels"]
    {
        let names: Vec<String> = wiki.get(path).await.ok()["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|label| label["name"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a", "b"], "{path}");
    }
    wiki.post(&format!("/rest/api/user/watch/content/{home}"), "").await.ok();
    let watchers = wiki.get(&format!("/rest/api/content/{home}/watchers")).await.ok();
    assert_eq!(watchers["results"][0]["watcher"]["username"], "ann");
    assert_eq!(wiki.get("/rest/api/space/DOC/watchers").await.ok()["results"], json!([]));
}

#[tokio::test]
async fn a_space_grants_in_pairs() {
    let (wiki, _) = Wiki::with_space().await;
    let other = open_as(wiki.dir.path(), "bob", "Bob");
    let all = wiki.get("/rest/api/space/DOC/permissions").await.ok();
    assert_eq!(all.as_array().unwrap().len(), 13, "who made it holds everything");
    let read = json!([{"targetType": "space", "operationKey": "read"}]).to_string();
    let bob = send(&other, "GET", "/rest/api/user/current", "", None).await.ok()["userKey"].clone();
    let user = format!("/rest/api/space/DOC/permissions/user/{}", bob.as_str().unwrap());
    send(&other, "GET", "/rest/api/space/DOC/permissions", "", None).await.refused(404);
    assert_eq!(wiki.put(&format!("{user}/grant"), &read).await.status, 204);
    send(&other, "GET", "/rest/api/space/DOC/permissions", "", None).await.refused(403);
    send(&other, "PUT", &format!("{user}/grant"), &read, None).await.refused(403);
    let granted = wiki.get(&user).await.ok();
    assert_eq!(granted[0]["subject"]["userKey"], bob);
    assert_eq!(granted[0]["operation"], json!({"targetType": "space", "operationKey": "read"}));
    let both = json!({"operations": [{"targetType": "page", "operationKey": "create"},
        {"targetType": "space", "operationKey": "delete_mail"}]});
    assert_eq!(wiki.put(&user, &both.to_string()).await.status, 204, "without `/grant`, too");
    assert_eq!(wiki.get(&user).await.ok().as_array().unwrap().len(), 2);
    assert_eq!(wiki.put(&format!("{user}/revoke"), &both.to_string()).await.status, 204);
    let exactly = json!([{"userKey": bob, "operations": []}]).to_string();
    let left = wiki.post("/rest/api/space/DOC/permissions", &exactly).await.ok();
    assert_eq!(left, all, "as before");
    let wrong = json!([{"targetType": "page", "operationKey": "read"}]).to_string();
    wiki.put(&format!("{user}/grant"), &wrong).await.refused(400);
    wiki.put("/rest/api/space/DOC/permissions/user/nobody/grant", &read).await.refused(404);
    assert_eq!(wiki.get("/rest/api/space/DOC/permissions/anonymous").await.ok(), json!([]));
}

#[tokio::test]
async fn the_trash_is_listed_and_emptied() {
    let (wiki, home) = Wiki::with_space().await;
    for title in ["a", "b"] {
        let page = wiki.page(&home, title, "").await;
        wiki.delete(&format!("/rest/api/content/{page}")).await.ok();
    }
    let list = wiki.get("/rest/api/space/DOC/trash?limit=1").await.ok();
    assert_eq!((list["size"].clone(), list["nextCursor"].is_string()), (json!(1), true));
    assert_eq!(wiki.get("/rest/api/content?spaceKey=DOC&status=trashed").await.ok()["size"], 2);
    assert_eq!(wiki.delete("/rest/api/space/DOC/trash").await.status, 204);
    assert_eq!(wiki.get("/rest/api/space/DOC/trash").await.ok()["size"], 0);
}

#[tokio::test]
async fn pages_move_the_old_way() {
    let (wiki, home) = Wiki::with_space().await;
    let a = wiki.page(&home, "a", "").await;
    let b = wiki.page(&home, "b", "").await;
    let address = |query: &str| format!("/pages/movepage.action?spaceKey=DOC&{query}");
    wiki.post(&address(&format!("pageId={b}&targetId={a}&position=above")), "").await.ok();
    assert_eq!(wiki.children(&home).await, ["b", "a"]);
    wiki.post(&address(&format!("pageId={b}&targetTitle=a&position=append")), "").await.ok();
    assert_eq!(wiki.children(&a).await, ["b"]);
    wiki.post(&address(&format!("pageId={b}&position=topLevel")), "").await.ok();
    wiki.post(&address(&format!("pageId={b}&targetId={a}&position=sideways")), "").await.refused(400);
    wiki.post(&address(&format!("pageId={b}")), "").await.refused(400);
    assert_eq!(wiki.get("/rest/api/longtask").await.ok()["results"], json!([]));
}

#[tokio::test]
async fn a_draft_is_not_published() {
    let (wiki, _) = Wiki::with_space().await;
    let draft = json!({"type": "page", "title": "T", "space": {"key": "DOC"}, "status": "draft"}).to_string();
    wiki.post("/rest/api/content", &draft).await.refused(400);
    wiki.post("/rest/api/content?status=draft", &draft.replace("draft", "current")).await.refused(400);
}

#[tokio::test]
async fn bodies_are_html_where_they_are_asked_for() {
    let (wiki, home) = Wiki::with_space().await;
    let second = wiki.page(&home, "Second & last", "").await;
    let link = "<p>see <ac:link><ri:page ri:content-title=\"Second &amp; last\" /></ac:link></p>";
    let page = wiki.page(&home, "First", link).await;
    let body = wiki.get(&format!("/rest/api/content/{page}?expand=body.export_view,body.editor2")).await.ok();
    let html = format!(
        "<p>see <a href=\"/pages/viewpage.action?pageId={second}\" data-linked-resource-id=\"{second}\" \
         data-linked-resource-type=\"page\">Second &amp; last</a></p>"
    );
    assert_eq!(body["body"]["export_view"]["value"], json!(html));
    assert_eq!((&body["body"]["editor2"]["value"], body["body"].get("storage")), (&json!(link), None));
    assert_eq!(body["_expandable"]["space"], "/rest/api/space/DOC");
    let asked = json!({"value": "<p>a<br/></p>", "representation": "storage"}).to_string();
    let converted = wiki.post("/rest/api/contentbody/convert/view", &asked).await.ok();
    assert_eq!(converted, json!({"value": "<p>a<br></p>", "representation": "view"}));
    let wiki_text = json!({"value": "*a*", "representation": "wiki"}).to_string();
    wiki.post("/rest/api/contentbody/convert/storage", &wiki_text).await.refused(400);
    for path in [
        "/display/DOC".to_owned(),
        "/display/DOC/Second+&+last".to_owned(),
        format!("/pages/viewpage.action?pageId={page}"),
    ] {
        let (status, headers, shown) = crate::common::fetch(&wiki.router, &path, &[]).await;
        assert_eq!(
            (status, headers["content-type"].to_str().unwrap()),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
        assert!(headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        assert!(String::from_utf8(shown).unwrap().contains("<h1>"), "{path}");
    }
}

#[tokio::test]
async fn a_branch_and_a_space_are_had_at_once() {
    let (wiki, home) = Wiki::with_space().await;
    let a = wiki.page(&home, "a", "").await;
    wiki.page(&a, "b", "").await;
    let below = wiki.get(&format!("/rest/api/content/{home}/descendant/page")).await.ok();
    assert_eq!(below["size"], 2);
    wiki.get(&format!("/rest/api/content/{home}/descendant/wombat")).await.refused(400);
    let all = wiki.get("/rest/api/space/DOC/content").await.ok();
    assert_eq!((&all["page"]["size"], &all["blogpost"]["size"]), (&json!(3), &json!(0)));
    let some = wiki.get(&format!("/rest/api/content?ids={a}&ids={home}")).await.ok();
    assert_eq!(some["size"], 2);
    assert_eq!(wiki.get(&format!("/rest/api/content/{a}/version/1")).await.ok()["number"], 1);
    wiki.get(&format!("/rest/api/content/{a}/version/9")).await.refused(404);
}

#[tokio::test]
async fn what_the_author_says_of_a_new_page_is_kept() {
    let (wiki, _) = Wiki::with_space().await;
    let draft = json!({"type": "page", "title": "T", "space": {"key": "DOC"},
        "version": {"number": 1, "message": "by a program [v1234]"}});
    let made = wiki.post("/rest/api/content?expand=version", &draft.to_string()).await.ok();
    assert_eq!(made["version"]["message"], "by a program [v1234]");
}

#[tokio::test]
async fn labels_are_listed_by_how_they_are_used() {
    let (wiki, home) = Wiki::with_space().await;
    let one = wiki.page(&home, "One", "").await;
    let two = wiki.page(&home, "Two", "").await;
    for (page, labels) in [(&one, "many beside"), (&two, "many"), (&home, "last")] {
        for label in labels.split(' ') {
            wiki.post(&format!("/rest/api/content/{page}/label"), &format!(r#"{{"name":"{label}"}}"#))
                .await
                .ok();
        }
    }
    for (end, names) in [
        ("popular", vec!["many", "beside", "last"]),
        ("recent", vec!["last", "many", "beside"]),
        ("many/related", vec!["beside"]),
        ("never/related", vec![]),
    ] {
        for list in [format!("/rest/api/label/{end}"), format!("/rest/api/space/DOC/labels/{end}")] {
            let found = wiki.get(&list).await.ok();
            let found: Vec<_> = found["results"]
                .as_array()
                .unwrap()
                .iter()
                .map(|label| label["name"].as_str().unwrap())
                .collect();
            assert_eq!(found, names, "{list}");
        }
    }
    wiki.get("/rest/api/space/NEVER/labels/popular").await.refused(404);
}
