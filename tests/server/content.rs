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
