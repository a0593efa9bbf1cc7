//! Every route there is, asked by those who are not to get in, or not to change anything.

use crate::site::{Site, basic, bearer};
use tildr::domain::{GlobalPermission, SiteSubject, TokenScope};

/// What only looks, though it is posted.
const LOOKING: [&str; 1] = ["/rest/tildr/1.0/preview"];

/// Every method and address of the table of routes, with a number wherever something is named.
fn everything() -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for row in include_str!("../../src/server/router.rs").lines() {
        let Some((path, handlers)) = row.trim().strip_prefix("(\"/").and_then(|row| row.split_once('"'))
        else {
            continue;
        };
        let parts = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let path = format!("/{}", parts.collect::<Vec<_>>().join("/"));
        for (method, call) in [("GET", "get("), ("POST", "post("), ("PUT", "put("), ("DELETE", "delete(")] {
            if handlers.contains(call) {
                found.push((method, path.clone()));
            }
        }
    }
    assert!(found.len() > 100, "the table is written differently now: {} routes", found.len());
    found
}

fn changes(method: &str, path: &str) -> bool {
    method != "GET" && !LOOKING.contains(&path)
}

#[tokio::test]
async fn who_is_not_let_in_gets_nowhere_at_all() {
    let site = Site::new().await;
    let past = Some("2020-01-01T00:00:00Z".parse().unwrap());
    let expired = site.host.issue_token("ann", "old", TokenScope::Admin, past).await.unwrap();
    let revoked = site.host.issue_token("ann", "lost", TokenScope::Admin, None).await.unwrap();
    site.host.revoke_token(revoked.id).await.unwrap();
    site.person("eve", false, None).await;
    let deactivated = site.token("eve", TokenScope::Admin).await;
    site.host.set_active("eve", false).await.unwrap();
    let shown = [
        None,
        Some(bearer(expired.text())),
        Some(bearer(revoked.text())),
        Some(deactivated),
        Some(bearer("tdp_0")),
        Some(basic("ann", "tdp_0")),
        Some("Basic ?".to_owned()),
    ];
    for (method, path) in everything() {
        for shown in &shown {
            let answer = site.ask(method, &path, shown.as_deref(), "{}").await;
            assert_eq!(answer.status, 401, "{method} {path} {shown:?}");
            assert_eq!(answer.json["statusCode"], 401, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_token_that_reads_changes_nothing_anywhere() {
    let site = Site::new().await;
    let reads = site.token("ann", TokenScope::Read).await;
    for (method, path) in everything().into_iter().filter(|(method, path)| changes(method, path)) {
        let answer = site.ask(method, &path, Some(&reads), "{}").await;
        assert!(answer.refused(403).contains("only read"), "{method} {path}");
    }
}

#[tokio::test]
async fn people_without_an_account_change_nothing_anywhere() {
    let site = Site::new().await;
    site.host.set_global(SiteSubject::Anonymous, GlobalPermission::Use, true).await.unwrap();
    for (method, path) in everything() {
        let status = site.ask(method, &path, None, "{}").await.status;
        assert!(
            if changes(method, &path) { status == 401 } else { status < 500 },
            "{method} {path}: {status}"
        );
    }
}
