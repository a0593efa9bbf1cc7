//! What leaves somebody's sight: the feed tells it to those who saw it, once, and to nobody else.

use crate::common::place;
use crate::desk::{Desk, get};
use serde_json::json;
use tildr::domain::Named;
use tildr::server::{Host, LocalAccount};

const NOTHING: Vec<String> = Vec::new();

#[tokio::test]
async fn s0_68_a_restriction_is_told_to_those_it_shuts_out_and_to_nobody_else() {
    let desk = Desk::new().await;
    let before = desk.positions().await;
    desk.restrict(&desk.page, &["ann", "cat"]).await.ok();
    let page = vec![format!("page {}", desk.page)];
    assert_eq!(desk.told(&before).await, [desk.gone(), page, NOTHING]);
    let after = desk.positions().await;
    desk.edit(&desk.page).await;
    let [bob, _, dan] = desk.told(&after).await;
    assert_eq!((bob, dan), (NOTHING, NOTHING), "what becomes of it is not told to those who saw it once");
    desk.restrict(&desk.page, &[]).await.ok();
    let [bob, cat, dan] = desk.told(&after).await;
    let page = format!("page {}", desk.page);
    assert!(bob.contains(&page) && cat.contains(&page) && dan.is_empty(), "{bob:?} {cat:?} {dan:?}");
}

#[tokio::test]
async fn s0_68_pages_below_a_restricted_one_are_told_with_it() {
    let desk = Desk::new().await;
    let below = desk.wiki.page(&desk.page, "below", "").await;
    let before = desk.positions().await;
    desk.restrict(&desk.page, &["ann"]).await.ok();
    let mut gone = [desk.gone(), vec![format!("page-gone {below}")]].concat();
    gone.sort();
    let mut told = desk.told(&before).await;
    told.iter_mut().for_each(|told| told.sort());
    assert_eq!(told, [gone.clone(), gone, NOTHING]);
}

#[tokio::test]
async fn s0_68_a_removed_page_is_told_to_those_who_saw_it() {
    let desk = Desk::new().await;
    desk.restrict(&desk.page, &["ann", "bob"]).await.ok();
    let before = desk.positions().await;
    let path = format!("/rest/api/content/{}", desk.page);
    desk.wiki.delete(&path).await.ok();
    desk.wiki.delete(&format!("{path}?status=trashed")).await.ok();
    assert_eq!(desk.told(&before).await, [desk.gone(), NOTHING, NOTHING]);
}

#[tokio::test]
async fn s0_68_a_move_below_a_restricted_page_is_told_to_those_who_saw_it() {
    let desk = Desk::new().await;
    let shut = desk.wiki.page(&desk.home, "shut", "").await;
    desk.restrict(&shut, &["ann", "cat"]).await.ok();
    let before = desk.positions().await;
    desk.wiki.put(&format!("/rest/api/content/{}/move/append/{shut}", desk.page), "").await.ok();
    let [bob, cat, dan] = desk.told(&before).await;
    assert_eq!((bob, cat, dan), (desk.gone(), vec![format!("page {}", desk.page)], NOTHING));
}

#[tokio::test]
async fn s0_68_a_move_to_another_space_is_told_to_those_who_see_only_the_old_one() {
    let desk = Desk::new().await;
    let other = desk.wiki.post("/rest/api/space", r#"{"key":"OWN","name":"Own"}"#).await.ok();
    let before = desk.positions().await;
    let target = other["homepage"]["id"].as_str().unwrap();
    desk.wiki.put(&format!("/rest/api/content/{}/move/append/{target}", desk.page), "").await.ok();
    assert_eq!(desk.told(&before).await, [desk.gone(), desk.gone(), NOTHING]);
}

#[tokio::test]
async fn s0_68_a_grant_that_goes_takes_the_space_and_its_pages_in_one_line() {
    let desk = Desk::new().await;
    let before = desk.positions().await;
    desk.grant(&["cat"]).await;
    let gone = vec![format!("space-gone {}", desk.space)];
    let [bob, cat, dan] = desk.told(&before).await;
    assert_eq!((bob, dan), (gone, NOTHING));
    assert_eq!(cat, [format!("space {}", desk.space)], "pages are not told again for a grant");
    let after = desk.positions().await;
    desk.grant(&["bob", "cat"]).await;
    let [bob, cat, dan] = desk.told(&after).await;
    assert_eq!(bob.len(), 3, "the space, its home and the page: {bob:?}");
    assert!(bob[0].starts_with("space ") && dan.is_empty() && !cat.is_empty());
}

#[tokio::test]
async fn s0_68_who_leaves_a_group_is_told_what_went_with_it() {
    let desk = Desk::new().await;
    let account = LocalAccount { login: "ann".to_owned(), full_name: "Ann Lee".to_owned() };
    let host = Host::open_with(&place(desk.wiki.dir.path()), &account).unwrap();
    let members = async |names: &[&str]| {
        let names = names.iter().map(|name| Named::Person((*name).to_owned())).collect();
        host.set_members("staff".into(), names).await.unwrap();
    };
    members(&["ann", "bob", "dan"]).await;
    let body = json!([{"operation": "read", "restrictions": {"user": [], "group": [{"type": "group", "name": "staff"}]}}]);
    desk.wiki.put(&format!("/rest/api/content/{}/restriction", desk.page), &body.to_string()).await.ok();
    let before = desk.positions().await;
    members(&["ann", "dan"]).await;
    let [bob, cat, dan] = desk.told(&before).await;
    assert!(bob.contains(&desk.gone()[0]), "{bob:?}");
    let pages = |told: &[String]| told.iter().filter(|line| line.contains("page")).count();
    assert_eq!((pages(&cat), pages(&dan)), (0, 0), "{cat:?} {dan:?}");
}

#[tokio::test]
async fn s0_42_s0_68_who_becomes_a_guest_is_told_what_went_with_it_and_what_came_back() {
    let desk = Desk::new().await;
    let account = LocalAccount { login: "ann".to_owned(), full_name: "Ann Lee".to_owned() };
    let host = Host::open_with(&place(desk.wiki.dir.path()), &account).unwrap();
    // A space that is everyone's, beside the one that is bob's and cat's by name.
    let body = r#"{"key":"ALL","name":"All"}"#;
    let open = desk.wiki.post("/rest/api/space", body).await.ok();
    let (space, home) = (open["id"].to_string(), open["homepage"]["id"].as_str().unwrap().to_owned());
    let entry = desk.wiki.get(&format!("/rest/tildr/1.0/space/{space}")).await.ok();
    let mut grants = entry["grants"].as_array().unwrap().clone();
    grants.push(json!({"subject": {"kind": "licensed"}, "permission": "VIEW_SPACE"}));
    let path = format!("/rest/tildr/1.0/space/{space}/grants");
    desk.wiki.put(&path, &json!({ "grants": grants }).to_string()).await.ok();
    let guest = async |guest: bool| host.describe("bob", None, None, Some(guest)).await.unwrap();
    let of_wiki = |told: &[String]| -> Vec<String> {
        told.iter().filter(|line| !line.starts_with("user ")).cloned().collect()
    };

    let before = desk.positions().await;
    guest(true).await;
    let [bob, cat, dan] = desk.told(&before).await;
    assert_eq!(of_wiki(&bob), [format!("space-gone {space}")], "what is granted to everyone, and no more");
    assert_eq!((of_wiki(&cat), of_wiki(&dan)), (NOTHING, NOTHING));
    let after = desk.positions().await;
    guest(false).await;
    let [bob, _, _] = desk.told(&after).await;
    assert_eq!(of_wiki(&bob), [format!("space {space}"), format!("page {home}")]);
}

#[tokio::test]
async fn s0_68_what_others_write_moves_nobodys_place_in_the_feed() {
    let desk = Desk::new().await;
    desk.restrict(&desk.page, &["ann"]).await.ok();
    for number in 0..7 {
        desk.wiki.page(&desk.page, &format!("hidden {number}"), "").await;
    }
    for number in 0..4 {
        desk.wiki.page(&desk.home, &format!("shown {number}"), "").await;
    }
    let since = desk.positions().await;
    let paths = since.each_ref().map(|since| format!("/rest/tildr/1.0/changes?since={since}"));
    let before = [get(&desk.bob, &paths[0]).await, get(&desk.dan, &paths[2]).await];
    desk.edit(&desk.page).await;
    desk.wiki.page(&desk.page, "one more", "").await;
    assert_eq!([get(&desk.bob, &paths[0]).await, get(&desk.dan, &paths[2]).await], before);
    // Hidden lines do not count for the length of a stretch.
    let stretch = get(&desk.bob, "/rest/tildr/1.0/changes?since=0&limit=9").await.ok();
    assert_eq!((stretch["items"].as_array().unwrap().len(), &stretch["more"]), (9, &json!(true)));
    let rest =
        get(&desk.bob, &format!("/rest/tildr/1.0/changes?since={}&limit=9", stretch["next"])).await.ok();
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["more"]), (2, &json!(false)));
}

#[tokio::test]
async fn what_is_only_hidden_is_told_as_it_was_at_that_moment() {
    let desk = Desk::new().await;
    let kept = desk.wiki.page(&desk.home, "kept", "").await;
    let before = desk.positions().await;
    let hidden = async || {
        let feed = get(&desk.bob, &format!("/rest/tildr/1.0/changes?since={}", before[0])).await.ok();
        let items = feed["items"].as_array().unwrap().clone();
        items
            .into_iter()
            .map(|item| (item["id"].as_str().unwrap().to_owned(), item["hidden"] == true))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    desk.restrict(&desk.page, &["ann"]).await.ok();
    assert!(hidden().await[&desk.page]);
    for page in [&desk.page, &kept] {
        let path = format!("/rest/api/content/{page}");
        desk.wiki.delete(&path).await.ok();
        desk.wiki.delete(&format!("{path}?status=trashed")).await.ok();
    }
    let told = hidden().await;
    assert!(told[&desk.page], "that it was removed later is not for bob");
    assert!(!told[&kept], "removed before his eyes");
}
