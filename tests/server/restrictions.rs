//! Restrictions and questions about them over the routes: the dialect's forms, who may ask what, and silence about
//! what is hidden.

use crate::common::{Answer, Wiki, open_as, send};
use axum::Router;
use serde_json::{Value, json};

const LIST: &str = "restriction/byOperation";

async fn get(router: &Router, path: &str) -> Answer {
    send(router, "GET", path, "", None).await
}

/// A shared space of ann's with a page, and bob, who is no administrator of the site.
async fn shared() -> (Wiki, Router, String) {
    let wiki = Wiki::new();
    let bob = open_as(wiki.dir.path(), "bob", "Bob");
    crate::common::behind_its_back(
        wiki.dir.path(),
        "DELETE FROM global_grant WHERE permission = 'SITE_ADMIN' \
         AND subject = (SELECT id FROM account WHERE login = 'bob')",
    );
    let bob = {
        drop(bob);
        open_as(wiki.dir.path(), "bob", "Bob")
    };
    let grants = json!([{"subject": {"kind": "licensed"}, "permission": "VIEW_SPACE"}]);
    let plan =
        json!({"name": "Ann", "key": "~ann", "grants": grants, "pages": [{"title": "Home", "storage": ""}]});
    let space = wiki.post("/rest/tildr/1.0/personal", &plan.to_string()).await.ok();
    let draft = json!({"title": "Plan", "space": {"key": "~ann"}, "ancestors": [{"id": space["home"]}]});
    let page = wiki.post("/rest/api/content", &draft.to_string()).await.ok();
    (wiki, bob, page["id"].as_str().unwrap().to_owned())
}

fn only(operation: &str, user: &str) -> String {
    json!([{"operation": operation, "restrictions": {"user": [{"type": "known", "username": user}], "group": []}}])
        .to_string()
}

#[tokio::test]
async fn s0_25_a_restricted_page_leaves_the_sight_of_others_and_comes_back() {
    let (wiki, bob, page) = shared().await;
    let path = format!("/rest/api/content/{page}");
    get(&bob, &path).await.ok();
    let before = get(&bob, "/rest/tildr/1.0/changes?since=0").await.ok();
    let set = wiki.put(&format!("{path}/restriction"), &only("read", "ann")).await.ok();
    assert_eq!(set["results"][0]["restrictions"]["user"]["results"][0]["username"], "ann");
    get(&bob, &path).await.refused(404);
    let feed = get(&bob, &format!("/rest/tildr/1.0/changes?since={}", before["next"])).await.ok();
    assert_eq!(feed["items"], json!([{"type": "page-gone", "id": page, "hidden": true}]));
    let read = wiki.get(&format!("{path}/{LIST}")).await.ok();
    assert_eq!(read["read"]["restrictions"]["user"]["size"], 1);
    assert_eq!(read["update"]["restrictions"]["user"]["size"], 0);
    assert_eq!(wiki.delete(&format!("{path}/restriction")).await.status, 204);
    get(&bob, &path).await.ok();
}

#[tokio::test]
async fn one_name_is_added_and_removed_and_missing_parts_stay() {
    let (wiki, _, page) = shared().await;
    let path = format!("/rest/api/content/{page}/{LIST}/update");
    let restriction = format!("/rest/api/content/{page}/restriction");
    wiki.put(&restriction, &only("update", "ann")).await.ok();
    assert_eq!(wiki.put(&format!("{path}/user?username=bob"), "").await.status, 204);
    assert_eq!(wiki.get(&path).await.ok()["restrictions"]["user"]["size"], 2);
    let groups = json!({"operation": "update", "restrictions": {"group": []}}).to_string();
    wiki.post(&restriction, &groups).await.ok();
    assert_eq!(wiki.get(&path).await.ok()["restrictions"]["user"]["size"], 2, "people were not named");
    assert_eq!(wiki.delete(&format!("{path}/user?username=bob")).await.status, 204);
    assert_eq!(wiki.get(&path).await.ok()["restrictions"]["user"]["size"], 1);
    let no_one = wiki.put(&format!("{path}/user?username=zoe"), "").await.refused(404);
    assert_eq!(no_one, "there is no account `zoe`");
    let bad = wiki.get(&format!("/rest/api/content/{page}/{LIST}/fly")).await.refused(400);
    assert_eq!(bad, "restrictions are for `read` and `update`, not for `fly`");
}

#[tokio::test]
async fn t52_who_would_lock_themselves_out_is_refused_unless_they_say_so() {
    let (wiki, bob, page) = shared().await;
    let path = format!("/rest/api/content/{page}/restriction");
    let refused = wiki.put(&path, &only("read", "bob")).await.refused(400);
    assert!(refused.contains("you could no longer see or edit"), "{refused}");
    let not_his = send(&bob, "PUT", &path, &only("read", "bob"), None).await.refused(403);
    assert!(not_his.starts_with("You cannot change the restrictions of \"Plan\""), "{not_his}");
    wiki.put(&format!("{path}?allowSelfLockout=true"), &only("read", "bob")).await.ok();
    wiki.get(&format!("/rest/api/content/{page}")).await.refused(404);
    // An administrator of the space lifts without looking.
    assert_eq!(wiki.delete(&path).await.status, 204);
    wiki.get(&format!("/rest/api/content/{page}")).await.ok();
}

#[tokio::test]
async fn the_reasons_are_told_to_who_may_know_them() {
    let (wiki, bob, page) = shared().await;
    wiki.put(&format!("/rest/api/content/{page}/restriction"), &only("read", "ann")).await.ok();
    let why = |who: &str| format!("/rest/tildr/1.0/explain?operation=view&page={page}&user={who}");
    let told = wiki.get(&why("bob")).await.ok();
    assert_eq!((&told["allowed"], &told["code"]), (&json!(false), &json!("OWN_READ")), "{told}");
    assert!(told["command"].as_str().unwrap().starts_with("tildr restrict set"), "{told}");
    let decision = wiki.get(&why("bob").replace("explain", "decide")).await.ok();
    assert_eq!(decision, json!({"allowed": false, "elevated": false, "code": "OWN_READ"}));
    get(&bob, &why("ann")).await.refused(403);
    // About oneself: hidden and absent are the same to the byte.
    let hidden = get(&bob, &format!("/rest/tildr/1.0/explain?operation=view&page={page}")).await.ok();
    let absent = get(&bob, "/rest/tildr/1.0/explain?operation=view&page=1").await.ok();
    assert_eq!(hidden, absent);
    let audience = |id: &str| format!("/rest/tildr/1.0/audience?page={id}");
    let strip = |answer: Answer, id: &str| answer.refused(404).replace(id, "ID");
    assert_eq!(
        strip(get(&bob, &audience(&page)).await, &page),
        get(&bob, &audience("1")).await.refused(404).replace("id=1}", "id=ID}")
    );
    let preview = |id: &str| json!({"kind": "restrictions", "page": id, "lists": {}}).to_string();
    send(&bob, "POST", "/rest/tildr/1.0/preview", &preview(&page), None).await.refused(404);
    let write = format!("/rest/api/content/{page}/restriction");
    send(&bob, "PUT", &write, &only("read", "bob"), None).await.refused(404);
}

#[tokio::test]
async fn a_preview_names_who_gains_and_loses_and_changes_nothing() {
    let (wiki, bob, page) = shared().await;
    let me = wiki.get("/rest/api/user/current").await.ok()["userKey"].clone();
    let lists = json!({"read": [{"kind": "user", "id": me}]});
    let body = json!({"kind": "restrictions", "page": page, "lists": lists}).to_string();
    let told = wiki.post("/rest/tildr/1.0/preview", &body).await.ok();
    let names: Vec<&Value> = told["people"].as_array().unwrap().iter().map(|user| &user["name"]).collect();
    assert_eq!((names, told["loses"].as_array().unwrap().len()), (vec![&json!("bob")], 1), "{told}");
    assert_eq!(told["gains"], json!([]));
    assert_eq!((&told["before"], &told["after"]), (&json!("everyone_here"), &json!("only_you")));
    get(&bob, &format!("/rest/api/content/{page}")).await.ok();
}

#[tokio::test]
async fn s0_16_grants_are_set_whole_and_the_owner_keeps_theirs() {
    let (wiki, bob, page) = shared().await;
    let space = wiki.get("/rest/api/space/~ann").await.ok()["id"].to_string();
    let path = format!("/rest/tildr/1.0/space/{space}");
    let mut grants = wiki.get(&path).await.ok()["grants"].as_array().unwrap().clone();
    grants.retain(|grant| grant["subject"]["kind"] == "user");
    let refused = wiki.put(&format!("{path}/grants"), &json!({"grants": []}).to_string()).await.refused(400);
    assert!(refused.contains("own"), "{refused}");
    wiki.put(&format!("{path}/grants"), &json!({"grants": grants}).to_string()).await.ok();
    get(&bob, &format!("/rest/api/content/{page}")).await.refused(404);
}

#[tokio::test]
async fn s0_24_grants_of_somebody_else_are_not_overwritten() {
    let (wiki, _, _) = shared().await;
    let space = wiki.get("/rest/api/space/~ann").await.ok()["id"].to_string();
    let path = format!("/rest/tildr/1.0/space/{space}");
    let base = wiki.get(&path).await.ok()["grants"].clone();
    let with = |permission: &str| {
        let mut grants = base.as_array().unwrap().clone();
        grants.push(json!({"subject": {"kind": "licensed"}, "permission": permission}));
        json!({"grants": grants, "base": base}).to_string()
    };
    wiki.put(&format!("{path}/grants"), &with("COMMENT")).await.ok();
    let late = wiki.put(&format!("{path}/grants"), &with("EDIT_SPACE")).await;
    assert_eq!(late.status, 409);
    let now = wiki.get(&path).await.ok()["grants"].clone();
    assert_eq!(late.json["grants"], now, "what is there now comes with the refusal");
    let has = |permission: &str| {
        now.as_array()
            .unwrap()
            .iter()
            .any(|grant| grant["permission"] == permission && grant["subject"]["kind"] == "licensed")
    };
    assert!(has("COMMENT") && !has("EDIT_SPACE"), "{now}");
}
