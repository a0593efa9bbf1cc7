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
