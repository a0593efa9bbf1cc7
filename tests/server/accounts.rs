//! Who is let in, as whom and how far: passwords, tokens, guests, people without an account.

use crate::site::{ANN, Site, basic, bearer};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tildr::domain::{GlobalPermission, Named, SiteSubject, TokenScope};
use tildr::server::NewPerson;

#[tokio::test]
async fn a_password_or_a_token_lets_in_and_nothing_else_does() {
    let site = Site::new().await;
    let token = site.token("ann", TokenScope::Write).await;
    let text = token.strip_prefix("Bearer ").unwrap();
    for shown in [basic("ann", ANN), basic("ANN", ANN), token.clone(), basic("ann", text)] {
        assert_eq!(site.me(&shown).await.ok()["username"], "ann", "{shown}");
    }
    let wrong = [
        basic("ann", "wrong horse battery"),
        basic("ann", ""),
        basic("nobody", ANN),
        basic("root", text),
        bearer("tdp_0000"),
        bearer("x"),
        "Digest x".to_owned(),
    ];
    let mut said = Vec::new();
    for shown in wrong {
        let (answer, headers) =
            site.send("GET", "/rest/api/user/current", &[("authorization", &shown)], "", "192.0.2.7:1").await;
        said.push(answer.refused(401));
        assert!(headers.contains_key("www-authenticate"), "{shown}");
        assert_eq!(headers["x-seraph-loginreason"], "AUTHENTICATED_FAILED");
    }
    said.dedup();
    assert_eq!(said.len(), 1, "what was wrong is not told: {said:?}");
    site.ask("GET", "/rest/api/user/current", None, "").await.refused(401);
}

#[tokio::test]
async fn s0_47_login_names_are_the_same_in_any_case() {
    let site = Site::new().await;
    let person = NewPerson { login: "ANN".to_owned(), ..NewPerson::default() };
    assert!(site.host.add_person(&person, None).await.unwrap_err().to_string().contains("already"));
    assert_eq!(site.me(&basic("Ann", ANN)).await.ok()["username"], "ann", "shown as it was written");
}

#[tokio::test]
async fn what_is_taken_away_is_gone_at_the_next_request() {
    let site = Site::new().await;
    let issued = site.host.issue_token("ann", "laptop", TokenScope::Write, None).await.unwrap();
    let token = bearer(issued.text());
    site.me(&token).await.ok();
    site.host.revoke_token(issued.id).await.unwrap();
    assert!(site.me(&token).await.refused(401).contains("revoked"));

    let (password, token) = (basic("ann", ANN), site.token("ann", TokenScope::Write).await);
    site.me(&password).await.ok();
    site.host.set_password("ann", Some("another horse battery")).await.unwrap();
    site.me(&password).await.refused(401);
    let password = basic("ann", "another horse battery");
    site.me(&password).await.ok();

    site.host.set_active("ann", false).await.unwrap();
    site.me(&password).await.refused(401);
    site.me(&token).await.refused(401);
    site.host.set_active("ann", true).await.unwrap();
    site.me(&token).await.ok();

    let use_it = (SiteSubject::Everyone, GlobalPermission::Use);
    site.host.set_global(use_it.0, use_it.1, false).await.unwrap();
    assert!(site.me(&token).await.refused(403).contains("`use`"));
    site.me(&bearer(&site.root)).await.ok();
}

/// How often it is tried: now and then at every run, all of the programme with `TILDR_ALL_WORLDS=1`.
fn tries() -> u32 {
    if std::env::var_os("TILDR_ALL_WORLDS").is_some() { 1_000 } else { 20 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s0_66_a_token_is_not_used_after_its_end_was_answered() {
    let site = Arc::new(Site::new().await);
    for number in 0..tries() {
        let name = format!("race {number}");
        let token = site.host.issue_token("ann", &name, TokenScope::Read, None).await.unwrap();
        let token = bearer(token.text());
        let ended = Arc::new(AtomicBool::new(false));
        let users: Vec<_> = (0..4)
            .map(|_| {
                let (site, token, ended) = (site.clone(), token.clone(), ended.clone());
                tokio::spawn(async move {
                    loop {
                        // Only what begins after the answer counts.
                        let is_late = ended.load(Ordering::SeqCst);
                        let status = site.me(&token).await.status;
                        if is_late {
                            return status;
                        }
                    }
                })
            })
            .collect();
        let tokens = site.host.tokens().await.unwrap();
        let id = tokens.iter().find(|row| row.name == name).unwrap().id;
        site.host.revoke_token(id).await.unwrap();
        ended.store(true, Ordering::SeqCst);
        for user in users {
            assert_eq!(user.await.unwrap(), 401, "try {number}");
        }
    }
}

#[tokio::test]
async fn people_change_their_own_password() {
    let site = Site::new().await;
    let (ann, path) = (basic("ann", ANN), "/rest/api/user/current/password");
    let body = |old: &str, new: &str| format!(r#"{{"oldPassword":"{old}","newPassword":"{new}"}}"#);
    let token = site.token("ann", TokenScope::Write).await;
    let wrong = body("wrong horse battery", "another horse battery");
    assert!(site.ask("POST", path, Some(&token), &wrong).await.refused(403).contains("old password"));
    site.ask("POST", path, Some(&ann), &body(ANN, "short")).await.refused(400);
    site.ask("POST", path, Some(&ann), &body(ANN, "another horse battery")).await.ok();
    site.me(&ann).await.refused(401);
    site.me(&basic("ann", "another horse battery")).await.ok();
    // Guesses at the old one are slowed down as everywhere.
    let mut said = Vec::new();
    for _ in 0..6 {
        said.push(site.ask("POST", path, Some(&token), &wrong).await.status);
    }
    assert_eq!(said.last(), Some(&429), "{said:?}");
}

#[tokio::test]
async fn a_token_ends_when_it_was_said_to() {
    let site = Site::new().await;
    let past = "2020-01-01T00:00:00Z".parse().unwrap();
    let issued = site.host.issue_token("ann", "old", TokenScope::Write, Some(past)).await.unwrap();
    assert!(site.me(&bearer(issued.text())).await.refused(401).contains("expired"));
}

#[tokio::test]
async fn a_token_does_no_more_than_its_scope() {
    let site = Site::new().await;
    let (read, write) =
        (site.token("ann", TokenScope::Read).await, site.token("ann", TokenScope::Write).await);
    site.me(&read).await.ok();
    let space = r#"{"key":"ANN","name":"Ann"}"#;
    let said = site.ask("POST", "/rest/api/space", Some(&read), space).await.refused(403);
    assert!(said.contains("only read"), "{said}");
    site.ask("POST", "/rest/api/space", Some(&write), space).await.ok();
}

#[tokio::test]
async fn s0_66_guesses_are_slowed_down_and_a_token_passes() {
    let site = Site::new().await;
    let token = site.token("ann", TokenScope::Read).await;
    let path = "/rest/api/user/current";
    let guess = basic("ann", "guess guess guess");
    let mut refused = 0;
    for _ in 0..8 {
        let (answer, headers) =
            site.send("GET", path, &[("authorization", &guess)], "", "198.51.100.7:1").await;
        if answer.status == 429 {
            refused += 1;
            let wait: u64 = headers["retry-after"].to_str().unwrap().parse().unwrap();
            assert!((1..=60).contains(&wait), "{wait}");
            assert_eq!(answer.json["statusCode"], 429);
        }
    }
    assert_eq!(refused, 3, "five guesses cost nothing");
    // From there the right password has to wait too; a token and everybody elsewhere do not.
    let here = |shown: String| {
        let site = &site;
        async move { site.send("GET", path, &[("authorization", &shown)], "", "198.51.100.7:1").await.0.status }
    };
    assert_eq!(here(basic("ann", ANN)).await, 429);
    assert_eq!(here(token).await, 200);
    site.me(&basic("ann", ANN)).await.ok();
}

#[tokio::test]
async fn behind_a_proxy_on_this_machine_guessers_are_told_apart() {
    let site = Site::new().await;
    let guess = basic("ann", "guess guess guess");
    let status = async |from: &str| {
        let headers = [("authorization", guess.as_str()), ("x-forwarded-for", from)];
        site.send("GET", "/rest/api/user/current", &headers, "", "127.0.0.1:9").await.0.status
    };
    for _ in 0..6 {
        status("203.0.113.1, 203.0.113.9").await;
    }
    assert_eq!(status("198.51.100.1, 203.0.113.9").await, 429, "only what the proxy says itself counts");
    assert_eq!(status("203.0.113.9, 203.0.113.10").await, 401);
}

#[tokio::test]
async fn pages_in_browsers_change_nothing() {
    let site = Site::new().await;
    let token = site.token("ann", TokenScope::Admin).await;
    let headers = [("authorization", token.as_str()), ("origin", "https://evil.example")];
    let body = r#"{"key":"ANN","name":"Ann"}"#;
    let (answer, _) = site.send("POST", "/rest/api/space", &headers, body, "192.0.2.1:1").await;
    assert!(answer.refused(403).contains("browser"));
    let (_, headers) = site.send("GET", "/rest/api/space", &headers, "", "192.0.2.1:1").await;
    assert!(!headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn people_without_an_account_come_in_where_the_site_is_open_and_change_nothing() {
    let site = Site::new().await;
    site.space("OPEN", r#"{"kind":"anonymous"}"#).await;
    site.space("HERE", r#"{"kind":"licensed"}"#).await;
    let ann = basic("ann", ANN);
    // While the site is closed, what is granted to anybody counts for nobody.
    assert_eq!(site.sees(Some(&ann)).await, ["HERE"]);
    site.ask("GET", "/rest/api/space", None, "").await.refused(401);
    site.host.set_global(SiteSubject::Anonymous, GlobalPermission::Use, true).await.unwrap();
    assert_eq!(site.sees(None).await, ["OPEN"]);
    assert_eq!(site.sees(Some(&ann)).await, ["HERE", "OPEN"]);
    assert_eq!(site.ask("GET", "/rest/api/user/current", None, "").await.ok()["type"], "anonymous");
    for (method, path) in [
        ("POST", "/rest/api/space"),
        ("POST", "/rest/api/content"),
        ("GET", "/rest/tildr/1.0/changes"),
        ("GET", "/rest/tildr/1.0/info"),
        ("GET", "/rest/tildr/1.0/personal"),
        ("GET", "/rest/api/user/watch/space/OPEN"),
    ] {
        site.ask(method, path, None, "{}").await.refused(401);
    }
    // A wrong password does not become nobody's visit.
    site.ask("GET", "/rest/api/space", Some(&basic("ann", "wrong")), "").await.refused(401);
    let refused = site.host.set_global(SiteSubject::Anonymous, GlobalPermission::CreateSpace, true).await;
    assert!(refused.unwrap_err().to_string().contains("cannot hold"));
}

#[tokio::test]
async fn s0_42_a_guest_is_no_part_of_everyone() {
    let site = Site::new().await;
    site.person("gil", true, None).await;
    site.space("HERE", r#"{"kind":"licensed"}"#).await;
    let gil = site.token("gil", TokenScope::Write).await;
    assert!(site.sees(Some(&gil)).await.is_empty());
    site.host.add_members("partners".into(), vec![Named::Person("gil".to_owned())]).await.unwrap();
    site.space("PART", r#"{"kind":"group","id":"partners"}"#).await;
    assert_eq!(site.sees(Some(&gil)).await, ["PART"]);
    let refused =
        site.ask("POST", "/rest/api/space", Some(&gil), r#"{"key":"GIL","name":"Gil"}"#).await.refused(403);
    assert!(refused.contains("`create-space`"), "{refused}");
    let preflight = site.ask("GET", "/rest/tildr/1.0/personal", Some(&gil), "").await.ok();
    assert_eq!(preflight["permitted"], false);
    site.host.describe("gil", None, None, Some(false)).await.unwrap();
    assert_eq!(site.sees(Some(&gil)).await, ["HERE", "PART"]);
}

#[tokio::test]
async fn s0_05_s0_79_who_may_make_spaces_is_said_by_groups() {
    let site = Site::new().await;
    let ann = site.token("ann", TokenScope::Write).await;
    let body = r#"{"key":"ANN","name":"Ann"}"#;
    site.host.set_global(SiteSubject::Everyone, GlobalPermission::CreateSpace, false).await.unwrap();
    site.host.set_global(SiteSubject::Everyone, GlobalPermission::PersonalSpace, false).await.unwrap();
    site.ask("POST", "/rest/api/space", Some(&ann), body).await.refused(403);
    assert_eq!(site.ask("GET", "/rest/tildr/1.0/personal", Some(&ann), "").await.ok()["permitted"], false);
    site.host.add_members("eng".into(), vec![Named::Person("ann".to_owned())]).await.unwrap();
    site.host.add_members("makers".into(), vec![Named::Group("eng".into())]).await.unwrap();
    let makers = SiteSubject::Named(Named::Group("makers".into()));
    site.host.set_global(makers.clone(), GlobalPermission::CreateSpace, true).await.unwrap();
    site.ask("POST", "/rest/api/space", Some(&ann), body).await.ok();
    // One is not the other.
    let personal = r#"{"isPrivate":true}"#;
    site.ask("POST", "/rest/api/space/personal", Some(&ann), personal).await.refused(403);
    site.host.set_global(makers.clone(), GlobalPermission::CreateSpace, false).await.unwrap();
    site.host.set_global(makers, GlobalPermission::PersonalSpace, true).await.unwrap();
    site.ask("POST", "/rest/api/space", Some(&ann), r#"{"key":"TWO","name":"Two"}"#).await.refused(403);
    site.ask("POST", "/rest/api/space/personal", Some(&ann), personal).await.ok();
}

#[tokio::test]
async fn e8_guests_have_no_personal_space_whatever_their_groups_hold() {
    let site = Site::new().await;
    site.person("gil", true, None).await;
    site.host.add_members("makers".into(), vec![Named::Person("gil".to_owned())]).await.unwrap();
    let makers = SiteSubject::Named(Named::Group("makers".into()));
    site.host.set_global(makers, GlobalPermission::PersonalSpace, true).await.unwrap();
    let gil = site.token("gil", TokenScope::Write).await;
    assert_eq!(site.ask("GET", "/rest/tildr/1.0/personal", Some(&gil), "").await.ok()["permitted"], false);
    site.ask("POST", "/rest/api/space/personal", Some(&gil), r#"{"isPrivate":true}"#).await.refused(403);
}

#[tokio::test]
async fn somebody_always_administers_the_site() {
    let site = Site::new().await;
    let root = || SiteSubject::Named(Named::Person("root".to_owned()));
    for refused in [
        site.host.set_active("root", false).await,
        site.host.describe("root", None, None, Some(true)).await,
        site.host.set_global(root(), GlobalPermission::SiteAdmin, false).await,
        site.host
            .set_global(root(), GlobalPermission::Use, false)
            .await
            .and(site.host.set_global(SiteSubject::Everyone, GlobalPermission::Use, false).await),
    ] {
        assert!(refused.unwrap_err().to_string().contains("nobody would administer"));
    }
    let ann = SiteSubject::Named(Named::Person("ann".to_owned()));
    site.host.set_global(ann, GlobalPermission::SiteAdmin, true).await.unwrap();
    site.host.set_active("root", false).await.unwrap();
}

#[tokio::test]
async fn the_first_administrator_is_made_once() {
    let site = Site::new().await;
    let refused = site.host.init("eve", None).await.unwrap_err();
    assert!(refused.to_string().contains("`root` administers this wiki already"), "{refused}");
    // Once nobody can sign in as one, whoever holds the database begins anew.
    let tokens = site.host.tokens().await.unwrap();
    site.host.revoke_token(tokens[0].id).await.unwrap();
    let again = site.host.init("root", None).await.unwrap();
    site.me(&bearer(again.text())).await.ok();
}

#[tokio::test]
async fn s13_the_database_holds_neither_passwords_nor_tokens() {
    let site = Site::new().await;
    let token = site.token("ann", TokenScope::Write).await;
    site.me(&basic("ann", ANN)).await.ok();
    let secrets = [token.strip_prefix("Bearer ").unwrap().to_owned(), ANN.to_owned(), site.root.clone()];
    for file in std::fs::read_dir(site.dir.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = if path.is_file() { std::fs::read(&path).unwrap() } else { continue };
        for secret in &secrets {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} is in {}", &secret[..4], path.display());
        }
    }
}

#[tokio::test]
async fn people_make_and_end_tokens_of_their_own() {
    let site = Site::new().await;
    let ann = basic("ann", ANN);
    let path = "/rest/pat/latest/tokens";
    let made = site.ask("POST", path, Some(&ann), r#"{"name":"ci","expirationDuration":30}"#).await.ok();
    let token = bearer(made["rawToken"].as_str().unwrap());
    assert_eq!(site.me(&token).await.ok()["username"], "ann");
    let listed = site.ask("GET", path, Some(&token), "").await.ok();
    assert_eq!(
        (&listed[0]["name"], &listed[0]["id"], &listed[0]["rawToken"]),
        (&"ci".into(), &made["id"], &Value::Null)
    );
    // A token makes none that may do more, and nobody ends another's.
    let more = r#"{"name":"more","scope":"admin"}"#;
    assert!(site.ask("POST", path, Some(&token), more).await.refused(403).contains("may do more"));
    let root = bearer(&site.root);
    let one = format!("{path}/{}", made["id"]);
    site.ask("DELETE", &one, Some(&root), "").await.refused(404);
    site.ask("DELETE", &one, Some(&token), "").await.ok();
    site.me(&token).await.refused(401);
    assert_eq!(site.ask("GET", path, Some(&ann), "").await.ok(), Value::Array(Vec::new()));
    for wrong in [r#"{"name":""}"#, r#"{"name":"x","expirationDuration":0}"#, r#"{"name":"x","scope":"all"}"#]
    {
        site.ask("POST", path, Some(&ann), wrong).await.refused(400);
    }
}
