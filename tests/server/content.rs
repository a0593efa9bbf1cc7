//! Pages and blog posts in the Data Center dialect.

use crate::common::Wiki;
use serde_json::json;

#[tokio::test]
async fn a_page_is_made_read_and_updated() {
    let (wiki, home) = Wiki::with_space().await;
    let made = wiki
        .post(
            "/rest/api/content/",
            &json!({
                "type": "page", "title": "Doc", "space": {"key": "doc"}, "status": "current",
                "ancestors": [{"type": "page", "id": home}], "version": {"number": 1, "message": null},
                "metadata": {"labels": [{"name": "Red Hat"}], "properties": {"editor": {"value": "v1"}}},
                "body": {"storage": {"value": "<p>x</p>", "representation": "storage"}},
            })
            .to_string(),
        )
        .await;
    assert_eq!(made.status, 200);
    let id = made.json["id"].as_str().unwrap().to_owned();
    assert_eq!(made.json["version"]["number"], 1);
    assert_eq!(made.json["ancestors"][0]["id"], json!(home));
    assert_eq!(made.json["body"]["storage"]["value"], "<p>x</p>");

    let update = json!({
        "id": id, "type": "page", "title": "Doc 2", "version": {"number": 2, "message": "why"},
        "body": {"storage": {"value": "<p>y</p>", "representation": "storage"}},
    });
    let path = format!("/rest/api/content/{id}");
    let saved = wiki.put(&format!("{path}?status=current"), &update.to_string()).await.ok();
    assert_eq!((&saved["title"], &saved["version"]["message"]), (&json!("Doc 2"), &json!("why")));
    let stale = wiki.put(&path, &update.to_string()).await;
    assert_eq!(stale.json["reason"], "Conflict");
    assert_eq!(stale.refused(409), "Version must be incremented on update. Current version is: 2");

    let read = wiki.get(&format!("{path}?expand=body.storage,metadata.labels,space")).await.ok();
    assert_eq!(read["body"]["storage"]["value"], "<p>y</p>");
    assert_eq!(read["metadata"]["labels"]["results"][0]["name"], "red-hat");
    assert_eq!(read["space"]["key"], "DOC");
    assert!(read.get("version").is_none() && read["_expandable"].get("version").is_some());
}

#[tokio::test]
async fn moves_keep_the_order_and_refuse_a_circle() {
    let (wiki, home) = Wiki::with_space().await;
    let a = wiki.page(&home, "a", "").await;
    let b = wiki.page(&home, "b", "").await;
    let c = wiki.page(&a, "c", "").await;
    assert_eq!(wiki.children(&home).await, ["a", "b"]);
    let moved = wiki.put(&format!("/rest/api/content/{b}/move/before/{a}"), "").await.ok();
    assert_eq!(moved, json!({"pageId": b}));
    assert_eq!(wiki.children(&home).await, ["b", "a"]);
    let circle = wiki.put(&format!("/rest/api/content/{a}/move/append/{c}"), "").await;
    assert_eq!(circle.refused(400), "a page cannot be moved below itself");
    wiki.put(&format!("/rest/api/content/{c}/move/after/{a}"), "").await.ok();
    assert_eq!(wiki.children(&home).await, ["b", "a", "c"]);
}

#[tokio::test]
async fn a_subtree_goes_to_the_trash_and_comes_back() {
    let (wiki, home) = Wiki::with_space().await;
    let a = wiki.page(&home, "a", "<p>kept</p>").await;
    wiki.page(&a, "below", "").await;
    assert_eq!(wiki.delete(&format!("/rest/api/content/{a}")).await.status, 204);
    assert_eq!(wiki.children(&home).await, [""; 0]);
    assert!(wiki.get(&format!("/rest/api/content/{a}?status=current")).await.refused(404).contains(&a));
    let back = json!({"status": "current", "version": {"number": 2}}).to_string();
    wiki.put(&format!("/rest/api/content/{a}"), &back).await.ok();
    assert_eq!(
        (wiki.children(&home).await, wiki.children(&a).await),
        (vec!["a".to_owned()], vec!["below".to_owned()])
    );
    let refused = wiki.delete(&format!("/rest/api/content/{home}")).await.refused(400);
    assert!(refused.starts_with("the home page of a space cannot be moved to the trash"));
}

#[tokio::test]
async fn a_closed_wiki_opens_with_everything() {
    let (wiki, home) = Wiki::with_space().await;
    wiki.page(&home, "kept", "").await;
    let Wiki { router, dir } = wiki;
    drop(router);
    let wiki = Wiki { router: crate::common::open(dir.path()), dir };
    assert_eq!(wiki.children(&home).await, ["kept"]);
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_with_a_sentence() {
    let (wiki, home) = Wiki::with_space().await;
    let draft = |title: &str, storage: &str| {
        json!({"type": "page", "title": title, "space": {"key": "DOC"}, "ancestors": [{"id": home}],
               "body": {"storage": {"value": storage, "representation": "storage"}}})
        .to_string()
    };
    let cases = [
        (draft(&"x".repeat(300), ""), 400, "a title holds at most 255 characters, this one has 300"),
        (draft("a\u{7}", ""), 400, "a title cannot hold the control character U+0007"),
        (draft(" ", ""), 400, "a title needs at least one character"),
        (draft("t", "<p>"), 400, "the body is not well-formed XML: an element is never closed"),
        (
            draft("t", &"x".repeat(11 << 20)),
            413,
            "a page holds at most 10 MB, this one has 11.0 MB: split it",
        ),
    ];
    for (body, status, sentence) in cases {
        assert_eq!(wiki.post("/rest/api/content", &body).await.refused(status), sentence);
    }
    wiki.post("/rest/api/content", &draft("../etc/passwd", "")).await.ok();
    assert_eq!(wiki.children(&home).await, ["../etc/passwd"]);
}

#[tokio::test]
async fn every_version_is_kept() {
    let (wiki, home) = Wiki::with_space().await;
    let id = wiki.page(&home, "one", "<p>1</p>").await;
    let path = format!("/rest/api/content/{id}");
    let save = |number: u32, title: &str, body: Option<&str>| {
        let body = body.map(|value| json!({"storage": {"value": value, "representation": "storage"}}));
        json!({"title": title, "type": "page", "version": {"number": number}, "body": body}).to_string()
    };
    wiki.put(&path, &save(2, "two", None)).await.ok();
    wiki.put(&path, &save(3, "two", Some("<p>3</p>"))).await.ok();
    let list = wiki.get(&format!("{path}/version")).await.ok();
    let numbers: Vec<_> = list["results"].as_array().unwrap().iter().map(|v| v["number"].clone()).collect();
    assert_eq!(numbers, [json!(3), json!(2), json!(1)]);
    for (number, title, body) in [(1, "one", "<p>1</p>"), (2, "two", "<p>1</p>")] {
        let old = wiki
            .get(&format!("{path}?status=historical&version={number}&expand=body.storage,version"))
            .await
            .ok();
        assert_eq!((&old["title"], &old["status"]), (&json!(title), &json!("historical")));
        assert_eq!(
            (&old["version"]["number"], &old["body"]["storage"]["value"]),
            (&json!(number), &json!(body))
        );
    }
    let history = wiki.get(&format!("{path}/history")).await.ok();
    assert_eq!(history["previousVersion"]["number"], 2);
    wiki.get(&format!("{path}?status=historical&version=9")).await.refused(404);
}

#[tokio::test]
async fn an_update_can_move_and_reorder() {
    let (wiki, home) = Wiki::with_space().await;
    let a = wiki.page(&home, "a", "").await;
    let b = wiki.page(&home, "b", "").await;
    let c = wiki.page(&home, "c", "").await;
    let path = format!("/rest/api/content/{c}");
    let first = json!({"title": "c", "version": {"number": 2}, "position": 1}).to_string();
    wiki.put(&path, &first).await.ok();
    assert_eq!(wiki.children(&home).await, ["c", "a", "b"]);
    let below = json!({"title": "c", "version": {"number": 3}, "ancestors": [{"id": home}, {"id": b}]});
    wiki.put(&path, &below.to_string()).await.ok();
    assert_eq!(
        (wiki.children(&home).await, wiki.children(&b).await),
        (vec!["a".into(), "b".into()], vec!["c".to_owned()])
    );
    let circle = json!({"title": "b", "version": {"number": 2}, "ancestors": [{"id": c}]}).to_string();
    wiki.put(&format!("/rest/api/content/{b}"), &circle).await.refused(400);
    let kept = wiki.get(&format!("/rest/api/content/{b}")).await.ok();
    assert_eq!(kept["version"]["number"], 1, "a refused update leaves no version behind");
    let expanded = wiki.get(&format!("/rest/api/content/{a}?expand=children.page,ancestors")).await.ok();
    assert_eq!(
        (&expanded["children"]["page"]["size"], &expanded["ancestors"][0]["id"]),
        (&json!(0), &json!(home))
    );
}

#[tokio::test]
async fn many_moves_between_the_same_neighbours_keep_the_order() {
    let (wiki, home) = Wiki::with_space().await;
    let first = wiki.page(&home, "first", "").await;
    wiki.page(&home, "last", "").await;
    for number in 0..30 {
        let page = wiki.page(&home, &format!("p{number:02}"), "").await;
        wiki.put(&format!("/rest/api/content/{page}/move/after/{first}"), "").await.ok();
    }
    let expected = std::iter::once("first".to_owned())
        .chain((0..30).rev().map(|number| format!("p{number:02}")))
        .chain(["last".to_owned()]);
    assert_eq!(wiki.children(&home).await, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn blog_posts_stand_outside_the_tree() {
    let (wiki, home) = Wiki::with_space().await;
    let post = json!({"type": "blogpost", "title": "News", "space": {"key": "DOC"}, "extensions": {"day": "2026-11-21"}});
    let made = wiki.post("/rest/api/content", &post.to_string()).await.ok();
    assert_eq!((&made["type"], &made["extensions"]["day"]), (&json!("blogpost"), &json!("2026-11-21")));
    assert_eq!(wiki.get("/rest/api/space/DOC/content/blogpost").await.ok()["size"], 1);
    assert_eq!(
        wiki.get("/rest/api/space/DOC/content/page?depth=root").await.ok()["results"][0]["id"],
        json!(home)
    );
    let id = made["id"].as_str().unwrap();
    wiki.put(&format!("/rest/api/content/{id}/move/append/{home}"), "").await.refused(400);
}

#[tokio::test]
async fn labels_come_as_one_or_as_many() {
    let (wiki, home) = Wiki::with_space().await;
    let path = format!("/rest/api/content/{home}/label");
    wiki.post(&path, r#"[{"name":"b"},{"name":"A","prefix":"global"}]"#).await.ok();
    let all = wiki.post(&path, r#"{"name":"c"}"#).await.ok();
    let names: Vec<_> = all["results"].as_array().unwrap().iter().map(|l| l["name"].clone()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(wiki.delete(&format!("{path}?name=b")).await.status, 204);
    assert_eq!(wiki.delete(&format!("{path}/c")).await.status, 204);
    assert_eq!(wiki.get(&format!("{path}?limit=200&start=0")).await.ok()["size"], 1);
    wiki.post(&path, r#"{"name":"a/b"}"#).await.refused(400);
}

#[tokio::test]
async fn a_hundred_edits_read_back_one_by_one() {
    let (wiki, home) = Wiki::with_space().await;
    let text =
        |n: u32| format!("<p>{}</p><p>edit {n} ä</p><p>{}</p>", "a".repeat(200), "b".repeat(n as usize % 7));
    let id = wiki.page(&home, "a", &text(1)).await;
    let path = format!("/rest/api/content/{id}");
    for number in 2..=100 {
        let body = (number % 10 != 0).then(|| json!({"storage": {"value": text(number)}}));
        let save = json!({"title": "a", "version": {"number": number}, "body": body}).to_string();
        wiki.put(&path, &save).await.ok();
    }
    for number in 1..=100 {
        let read =
            wiki.get(&format!("{path}?status=historical&version={number}&expand=body.storage")).await.ok();
        let saved = if number % 10 == 0 { number - 1 } else { number };
        assert_eq!(read["body"]["storage"]["value"], json!(text(saved)), "version {number}");
    }
}

#[tokio::test]
async fn the_home_page_does_not_go_with_a_page_above_it() {
    let (wiki, home) = Wiki::with_space().await;
    let above = wiki.page(&home, "above", "").await;
    wiki.put(&format!("/rest/api/content/{above}/move/after/{home}"), "").await.ok();
    wiki.put(&format!("/rest/api/content/{home}/move/append/{above}"), "").await.ok();
    let refused = wiki.delete(&format!("/rest/api/content/{above}")).await.refused(400);
    assert!(refused.starts_with("the home page of a space cannot be moved to the trash"), "{refused}");
}

/// Copies a page through the extension of the dialect.
async fn copy_of(wiki: &Wiki, space: &str, page: &str, title: &str, above: bool) -> crate::common::Answer {
    let body = json!({
        "type": "page", "title": title, "space": {"key": space},
        "body": {"storage": {"value": "", "representation": "storage"}},
        "extensions": {"copyOf": {"id": page, "above": above}},
    });
    wiki.post("/rest/api/content?expand=extensions", &body.to_string()).await
}

#[tokio::test]
async fn a_copy_keeps_the_restrictions_of_its_page() {
    let wiki = Wiki::new();
    let plan = json!({
        "name": "Ann Lee", "key": "~ann", "watch": false, "start_fresh": false, "grants": [],
        "pages": [{"title": "Home", "storage": ""}, {"title": "Private", "storage": "", "private": true}],
    });
    wiki.post("/rest/tildr/1.0/personal", &plan.to_string()).await.ok();
    let me = wiki.get("/rest/tildr/1.0/personal").await.ok()["me"]["id"].clone();
    let feed = wiki.get("/rest/tildr/1.0/changes?since=0").await.ok();
    let items = feed["items"].as_array().unwrap();
    let private = items.iter().find(|item| item["title"] == "Private").unwrap()["id"].as_str().unwrap();
    let body = json!({
        "type": "page", "title": "Below", "space": {"key": "~ann"}, "ancestors": [{"id": private}],
        "body": {"storage": {"value": "", "representation": "storage"}},
    });
    let below = wiki.post("/rest/api/content", &body.to_string()).await.ok();
    let below = below["id"].as_str().unwrap();
    copy_of(&wiki, "~ann", private, "Private (2)", true).await.ok();
    copy_of(&wiki, "~ann", below, "Below (2)", true).await.ok();
    copy_of(&wiki, "~ann", below, "Below (3)", false).await.ok();
    let feed = wiki.get("/rest/tildr/1.0/changes?since=0").await.ok();
    let readers = |title: &str| {
        let items = feed["items"].as_array().unwrap();
        items.iter().find(|item| item["title"] == title).unwrap().get("restricted_to").cloned()
    };
    assert_eq!(readers("Private (2)"), Some(json!([me])));
    assert_eq!(readers("Below (2)"), Some(json!([me])), "what guarded the page above goes along");
    assert_eq!(readers("Below (3)"), Some(json!([me])), "whatever is asked for");
    let gone = copy_of(&wiki, "~ann", "999999", "x", true).await.refused(400);
    assert!(gone.contains("nothing was copied"), "{gone}");
}

#[tokio::test]
async fn an_older_version_is_removed_and_the_others_stay_as_they_were() {
    let (wiki, home) = Wiki::with_space().await;
    let text = |number: usize| {
        format!("<p>{}</p>", "the same words in all of them ".repeat(9) + &number.to_string())
    };
    let page = wiki.page(&home, "Page", &text(1)).await;
    let path = format!("/rest/api/content/{page}");
    for number in 2..=5 {
        let body = serde_json::json!({"title": "Page", "version": {"number": number},
            "body": {"storage": {"value": text(number), "representation": "storage"}}});
        wiki.put(&path, &body.to_string()).await.ok();
    }
    wiki.delete(&format!("{path}/version/5")).await.refused(400);
    wiki.delete(&format!("{path}/version/9")).await.refused(400);
    wiki.delete("/rest/api/content/7/version/1").await.refused(404);
    for gone in [3, 2] {
        assert_eq!(wiki.delete(&format!("{path}/version/{gone}")).await.status, 204);
        wiki.get(&format!("{path}?status=historical&version={gone}")).await.refused(404);
    }
    wiki.delete(&format!("{path}/version/3")).await.refused(400);
    for number in [1, 4, 5] {
        let old =
            wiki.get(&format!("{path}?status=historical&version={number}&expand=body.storage")).await.ok();
        assert_eq!(old["body"]["storage"]["value"], text(number));
    }
    assert_eq!(wiki.get(&format!("{path}/version")).await.ok()["size"], 3);
}

#[tokio::test]
async fn what_is_no_number_is_refused_in_our_form() {
    let (wiki, home) = Wiki::with_space().await;
    for method in ["GET", "DELETE"] {
        let refused = wiki.send(method, &format!("/rest/api/content/{home}/version/last"), "", None).await;
        assert!(refused.refused(400).contains("last"));
    }
    wiki.get("/rest/api/content/%ff").await.refused(400);
}
