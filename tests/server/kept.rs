//! What guards a page goes along with it: nobody gains sight of a page by where it is put.

use crate::common::send;
use crate::desk::{Desk, get};
use serde_json::json;

/// Restricts the page of the desk to ann and cat, and returns a page below it that has no list of its own.
async fn below_a_restricted_page(desk: &Desk) -> String {
    desk.restrict(&desk.page, &["ann", "cat"]).await.ok();
    let below = desk.wiki.page(&desk.page, "below", "<p>secret</p>").await;
    get(&desk.bob, &path(&below)).await.refused(404);
    get(&desk.cat, &path(&below)).await.ok();
    below
}

fn path(page: &str) -> String {
    format!("/rest/api/content/{page}")
}

#[tokio::test]
async fn t58_a_page_moved_out_of_a_restricted_branch_keeps_who_sees_it() {
    let desk = Desk::new().await;
    let below = below_a_restricted_page(&desk).await;
    let before = desk.positions().await;
    desk.wiki.put(&format!("{}/move/append/{}", path(&below), desk.home), "").await.ok();
    get(&desk.bob, &path(&below)).await.refused(404);
    get(&desk.cat, &path(&below)).await.ok();
    let lists = desk.wiki.get(&format!("{}/restriction/byOperation/read", path(&below))).await.ok();
    assert_eq!(lists["restrictions"]["user"]["size"], 2, "the list above it is its own now: {lists}");
    let [bob, _, dan] = desk.told(&before).await;
    assert!(bob.is_empty() && dan.is_empty(), "who did not see it hears nothing: {bob:?} {dan:?}");
    desk.restrict(&below, &[]).await.ok();
    get(&desk.bob, &path(&below)).await.ok();
}

#[tokio::test]
async fn t58_a_page_with_a_list_of_its_own_keeps_the_one_above_beside_it() {
    let desk = Desk::new().await;
    let below = below_a_restricted_page(&desk).await;
    // Bob is on the page's own list and not on the one above: he must not come in by a move.
    desk.restrict(&below, &["ann", "bob", "cat"]).await.ok();
    get(&desk.bob, &path(&below)).await.refused(404);
    let version = get(&desk.cat, &path(&below)).await.ok()["version"]["number"].as_i64().unwrap();
    let moved =
        json!({"title": "below", "version": {"number": version + 1}, "ancestors": [{"id": desk.home}]});
    desk.wiki.put(&path(&below), &moved.to_string()).await.ok();
    get(&desk.bob, &path(&below)).await.refused(404);
    get(&desk.cat, &path(&below)).await.ok();
    let told = desk.wiki.get(&format!("/rest/tildr/1.0/audience?page={below}")).await.ok();
    assert_eq!(told["lists"].as_array().unwrap().len(), 2, "who asks why sees the list it kept: {told}");
    // Opening the page opens it.
    let open = json!({"kind": "restrictions", "page": below, "lists": {}});
    let effects = desk.wiki.post("/rest/tildr/1.0/preview", &open.to_string()).await;
    assert!(effects.status == 200 && effects.json["gains"].as_array().unwrap().len() == 1, "{effects:?}");
    desk.wiki.delete(&format!("{}/restriction", path(&below))).await;
    get(&desk.bob, &path(&below)).await.ok();
}

#[tokio::test]
async fn t57_what_is_left_below_a_removed_page_is_not_opened() {
    let desk = Desk::new().await;
    let below = below_a_restricted_page(&desk).await;
    // It lies in the trash by itself: removing the page above leaves it at the root.
    desk.wiki.delete(&path(&below)).await.ok();
    desk.wiki.delete(&path(&desk.page)).await.ok();
    desk.wiki.delete(&format!("{}?status=trashed", path(&desk.page))).await.ok();
    let body = json!({"space": desk.space, "parent": desk.home});
    desk.wiki.post(&format!("/rest/tildr/1.0/content/{below}/restore"), &body.to_string()).await.ok();
    get(&desk.bob, &path(&below)).await.refused(404);
    get(&desk.cat, &path(&below)).await.ok();
}

#[tokio::test]
async fn s0_64_a_page_restored_elsewhere_keeps_who_sees_it() {
    let desk = Desk::new().await;
    let below = below_a_restricted_page(&desk).await;
    desk.wiki.delete(&path(&below)).await.ok();
    let body = json!({"space": desk.space, "parent": desk.home});
    desk.wiki.post(&format!("/rest/tildr/1.0/content/{below}/restore"), &body.to_string()).await.ok();
    get(&desk.bob, &path(&below)).await.refused(404);
    get(&desk.cat, &path(&below)).await.ok();
}

#[tokio::test]
async fn s0_64_a_copy_is_seen_by_nobody_who_does_not_see_the_page() {
    let desk = Desk::new().await;
    let below = below_a_restricted_page(&desk).await;
    for above in [true, false] {
        let copy = json!({"type": "page", "title": "copy", "space": {"key": "DOC"},
            "ancestors": [{"id": desk.home}], "extensions": {"copyOf": {"id": below, "above": above}}});
        let made = desk.wiki.post("/rest/api/content", &copy.to_string()).await.ok();
        let copy = path(made["id"].as_str().unwrap());
        get(&desk.bob, &copy).await.refused(404);
        get(&desk.cat, &copy).await.ok();
    }
}

#[tokio::test]
async fn t39_a_restricted_page_does_not_leave_for_a_space_where_its_list_could_not_be_kept() {
    let desk = Desk::new().await;
    let below = below_a_restricted_page(&desk).await;
    let other = desk.wiki.post("/rest/api/space", r#"{"key":"OWN","name":"Own"}"#).await.ok();
    let cat = get(&desk.cat, "/rest/api/user/current").await.ok()["userKey"].clone();
    for space in [json!(desk.space), other["id"].clone()] {
        let id = space.as_str().map_or_else(|| space.to_string(), str::to_owned);
        let entry = desk.wiki.get(&format!("/rest/tildr/1.0/space/{id}")).await.ok();
        let mut grants = entry["grants"].as_array().unwrap().clone();
        for word in ["VIEW_SPACE", "EDIT_SPACE", "REMOVE_PAGE"] {
            grants.push(json!({"subject": {"kind": "user", "id": cat}, "permission": word}));
        }
        let body = json!({"grants": grants}).to_string();
        desk.wiki.put(&format!("/rest/tildr/1.0/space/{id}/grants"), &body).await.ok();
    }
    let target = other["homepage"]["id"].as_str().unwrap();
    let moved = send(&desk.cat, "PUT", &format!("{}/move/append/{target}", path(&below)), "", None)
        .await
        .refused(403);
    assert!(moved.contains("its restrictions could not be kept"), "{moved}");
    get(&desk.cat, &path(&below)).await.ok();
}
