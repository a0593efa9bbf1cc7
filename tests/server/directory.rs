//! People and groups as the dialect tells them, to who may look.

use crate::site::{ANN, Site, basic};
use serde_json::Value;
use tildr::domain::{GlobalPermission, Named, SiteSubject, TokenScope};

/// The values of one field of a list.
fn listed(answer: &Value, field: &str) -> Vec<String> {
    let text = |item: &Value| item[field].as_str().unwrap().to_owned();
    answer["results"].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn people_and_groups_are_told_in_the_dialect() {
    let site = Site::new().await;
    let ann = basic("ann", ANN);
    let get = async |path: &str| site.ask("GET", path, Some(&ann), "").await.ok();
    site.person("bob", false, None).await;
    let put = async |group: &str, member| {
        site.host.add_members(group.into(), vec![member]).await.unwrap();
    };
    put("eng", Named::Person("bob".to_owned())).await;
    put("staff", Named::Group("eng".into())).await;
    put("staff", Named::Person("ann".to_owned())).await;

    let bob = get("/rest/api/user?username=BOB").await;
    assert_eq!(
        (&bob["type"], &bob["username"], &bob["displayName"]),
        (&"known".into(), &"bob".into(), &"bob".into())
    );
    let key = bob["userKey"].as_str().unwrap();
    assert_eq!(bob["_links"]["self"], format!("/rest/api/user?key={key}"));
    assert_eq!(bob["profilePicture"]["isDefault"], true);
    for name in ["key", "accountId"] {
        assert_eq!(get(&format!("/rest/api/user?{name}={key}")).await, bob);
    }
    assert_eq!(listed(&get("/rest/api/user/memberof?username=bob").await, "name"), ["eng", "staff"]);
    assert_eq!(listed(&get("/rest/api/group").await, "name"), ["eng", "staff"]);
    assert_eq!(get("/rest/api/group/Staff").await["type"], "group");
    assert_eq!(listed(&get("/rest/api/group/staff/member").await, "username"), ["ann", "bob"]);
    assert_eq!(listed(&get("/rest/api/group/staff/groupmember").await, "name"), ["eng"]);
    assert_eq!(listed(&get("/rest/api/group/eng/groupparent").await, "name"), ["staff"]);
    assert_eq!(listed(&get("/rest/api/group/eng/groupancestor/").await, "name"), ["staff"]);
    assert_eq!(get("/rest/api/user/anonymous").await["type"], "anonymous");

    let first = get("/rest/api/user/list?limit=2").await;
    assert_eq!(
        (listed(&first, "username"), &first["size"]),
        (vec!["ann".to_owned(), "bob".to_owned()], &2.into())
    );
    let next = first["_links"]["next"].as_str().unwrap();
    let rest = get(next).await;
    assert_eq!(listed(&rest, "username"), ["root"]);
    assert!(rest["_links"].get("next").is_none());
    for path in ["/rest/api/user?username=zoe", "/rest/api/group/none", "/rest/api/group/none/member"] {
        site.ask("GET", path, Some(&ann), "").await.refused(404);
    }
    site.ask("GET", "/rest/api/user", Some(&ann), "").await.refused(400);
}

#[tokio::test]
async fn s0_35_the_feed_names_people_and_says_no_more_to_who_may_not_look() {
    let site = Site::new().await;
    site.person("gil", true, None).await;
    site.host.add_members("eng".into(), vec![Named::Person("ann".to_owned())]).await.unwrap();
    site.host.add_members("partners".into(), vec![Named::Person("gil".to_owned())]).await.unwrap();
    let gil = site.token("gil", TokenScope::Read).await;
    let told = async |since: &Value| {
        let path = format!("/rest/tildr/1.0/changes?limit=100&since={since}");
        let body = site.ask("GET", &path, Some(&gil), "").await.ok();
        let items = body["items"].as_array().unwrap();
        let groups =
            |name: &str| items.iter().find(|item| item["name"] == name).unwrap()["groups"].to_string();
        (groups("ann"), groups("gil"), body["next"].clone())
    };
    let (ann, own, next) = told(&0.into()).await;
    assert_eq!((ann.as_str(), own.as_str()), ("[]", "[\"partners\"]"));
    site.host.set_global(SiteSubject::Guests, GlobalPermission::ViewUserProfiles, true).await.unwrap();
    assert_eq!(told(&next).await.0, "[\"eng\"]");
}

#[tokio::test]
async fn s0_35_who_may_not_look_at_profiles_sees_their_own_alone() {
    let site = Site::new().await;
    site.person("gil", true, None).await;
    let gil = site.token("gil", TokenScope::Read).await;
    assert_eq!(site.me(&gil).await.ok()["username"], "gil");
    site.ask("GET", "/rest/api/user?username=gil", Some(&gil), "").await.ok();
    site.ask("GET", "/rest/api/user/memberof?username=gil", Some(&gil), "").await.ok();
    let mut said = Vec::new();
    for path in [
        "/rest/api/user?username=ann",
        "/rest/api/user?username=nobody",
        "/rest/api/user/memberof?username=ann",
        "/rest/api/user/list",
        "/rest/api/group",
        "/rest/api/group/staff",
        "/rest/api/group/staff/member",
    ] {
        said.push(site.ask("GET", path, Some(&gil), "").await.refused(403));
    }
    let subject = serde_json::json!({"kind": "user", "id": site.id("gil").await}).to_string();
    site.space("OPEN", &subject).await;
    let space = site.ask("GET", "/rest/api/space/OPEN", Some(&gil), "").await.ok()["id"].to_string();
    let audience = format!("/rest/tildr/1.0/audience?space={space}");
    said.push(site.ask("GET", &audience, Some(&gil), "").await.refused(403));
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
    let preflight = site.ask("GET", "/rest/tildr/1.0/personal", Some(&gil), "").await.ok();
    assert_eq!(preflight["people"].as_array().unwrap().len(), 1);
    site.host.set_global(SiteSubject::Guests, GlobalPermission::ViewUserProfiles, true).await.unwrap();
    site.ask("GET", "/rest/api/user?username=ann", Some(&gil), "").await.ok();
    site.ask("GET", &audience, Some(&gil), "").await.ok();
}
