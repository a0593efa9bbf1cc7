//! What clients that nobody here wrote rely on: probes, lists, error bodies, both spellings of a path.

use crate::common::Wiki;
use serde_json::json;

#[tokio::test]
async fn probes_are_answered() {
    let wiki = Wiki::new();
    let me = wiki.get("/rest/api/user/current").await.ok();
    assert_eq!(
        (&me["type"], &me["username"], &me["displayName"]),
        (&json!("known"), &json!("ann"), &json!("Ann Lee"))
    );
    let key = me["userKey"].as_str().unwrap();
    assert_eq!(wiki.get(&format!("/rest/api/user?key={key}")).await.ok(), me);
    assert_eq!(wiki.get("/rest/api/user?username=Ann").await.ok(), me);
    assert_eq!(wiki.get("/rest/api/server-information").await.ok()["version"], "10.0.3");
    assert_eq!(wiki.get("/rest/api/accessmode").await.ok(), "READ_WRITE");
    let info = wiki.get("/rest/tildr/1.0/info").await.ok();
    assert_eq!((&info["program"], &info["me"]["name"]), (&json!("tildr"), &json!("ann")));
    let spaces = wiki.get("/rest/api/space?limit=1").await.ok();
    assert_eq!((&spaces["results"], &spaces["size"], &spaces["limit"]), (&json!([]), &json!(0), &json!(1)));
}

#[tokio::test]
async fn unknown_addresses_are_not_found_in_the_vendors_words() {
    let wiki = Wiki::new();
    let cloud = wiki.get("/api/v2/spaces?limit=1").await;
    assert_eq!(cloud.status, 404);
    assert_eq!(cloud.json, json!({"message": "null for uri: /api/v2/spaces", "status-code": 404}));
}

#[tokio::test]
async fn errors_have_the_four_fields() {
    let wiki = Wiki::new();
    let missing = wiki.get("/rest/api/content/77").await;
    assert_eq!(
        missing.json,
        json!({
            "statusCode": 404, "message": "No content found with id: ContentId{id=77}", "reason": "Not Found",
            "data": {"authorized": true, "valid": true, "allowedInReadOnlyMode": true, "errors": [],
                     "successful": false},
        })
    );
    wiki.get("/rest/api/content/x").await.refused(404);
    wiki.post("/rest/api/content", "{").await.refused(400);
    wiki.get("/rest/api/content?limit=many").await.refused(400);
}

#[tokio::test]
async fn lists_are_given_up_to_250_with_the_next_address() {
    let (wiki, home) = Wiki::with_space().await;
    for number in 0..30 {
        wiki.page(&home, &format!("p{number:02}"), "").await;
    }
    let path = format!("/rest/api/content/{home}/child/page");
    let usual = wiki.get(&path).await.ok();
    assert_eq!((&usual["size"], &usual["limit"]), (&json!(25), &json!(25)));
    assert_eq!(usual["_links"]["next"], json!(format!("{path}?start=25")));
    assert_eq!(usual["_links"].get("prev"), None);
    let middle = wiki.get(&format!("{path}?start=4&limit=10")).await.ok();
    assert_eq!(middle["_links"]["prev"], json!(format!("{path}?limit=10&start=0")));
    let rest = wiki.get(&format!("{path}/?start=25&expand=version")).await.ok();
    assert_eq!((&rest["size"], &rest["results"][0]["title"]), (&json!(5), &json!("p25")));
    assert!(rest["_links"].get("next").is_none());
    assert_eq!(wiki.get(&format!("{path}?limit=900")).await.ok()["limit"], 250);
    assert_eq!(wiki.get(&format!("{path}?start={}", u64::MAX)).await.ok()["results"], json!([]));
    assert!(wiki.get(&format!("{path}?limit=0")).await.ok()["_links"].get("next").is_none());
}

#[tokio::test]
async fn a_scan_walks_by_cursor() {
    let (wiki, home) = Wiki::with_space().await;
    for number in 0..5 {
        wiki.page(&home, &format!("p{number}"), "").await;
    }
    let mut seen = Vec::new();
    let mut path = "/rest/api/content/scan?spaceKey=DOC&type=page&limit=2".to_owned();
    loop {
        let list = wiki.get(&path).await.ok();
        seen.extend(list["results"].as_array().unwrap().iter().map(|p| p["id"].to_string()));
        let Some(next) = list["_links"]["next"].as_str() else { break };
        path = next.to_owned();
    }
    let distinct: std::collections::HashSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (6, 6));
}

#[tokio::test]
async fn pages_are_found_by_title_and_status() {
    let (wiki, home) = Wiki::with_space().await;
    let twin = wiki.page(&home, "Twin & co", "").await;
    wiki.page(&home, "Twin & co", "").await;
    let find = |status: &'static str| {
        format!("/rest/api/content?spaceKey=DOC&title=Twin%20%26%20co&type=page{status}")
    };
    assert_eq!(wiki.get(&find("")).await.ok()["size"], 2, "titles need not be unique");
    assert_eq!(wiki.get(&find("&status=archived")).await.ok()["results"], json!([]));
    wiki.delete(&format!("/rest/api/content/{twin}")).await.ok();
    assert_eq!(wiki.get(&find("&status=current")).await.ok()["size"], 1);
    assert_eq!(wiki.get(&find("&status=trashed")).await.ok()["results"][0]["id"], json!(twin));
    assert_eq!(wiki.get(&find("&status=any")).await.ok()["size"], 2);
    wiki.get("/rest/api/content?spaceKey=NONE&title=x").await.refused(404);
}

#[tokio::test]
async fn watches_answer_with_a_good_status() {
    let (wiki, home) = Wiki::with_space().await;
    let path = format!("/rest/api/user/watch/content/{home}");
    assert_eq!(wiki.get(&path).await.ok(), json!({"watching": false}));
    wiki.post(&path, "").await.ok();
    assert_eq!(wiki.get(&path).await.ok(), json!({"watching": true}));
    assert_eq!(wiki.delete(&path).await.status, 204);
    wiki.post("/rest/api/user/watch/space/DOC", "").await.ok();
    assert_eq!(wiki.get("/rest/api/user/watch/space/doc").await.ok(), json!({"watching": true}));
}
