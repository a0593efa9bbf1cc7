//! Streams of events: told when the feed has moved for the caller, and not when it has not.

use crate::common::{ON_POSTGRES, Wiki, open, open_as, send};
use crate::site::{ANN, Site, basic, bearer};
use axum::Router;
use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, Request};
use futures_util::StreamExt;
use std::time::Duration;
use tildr::domain::TokenScope;
use tower::ServiceExt;

/// A stream with what came and was not looked at.
struct Listening {
    headers: HeaderMap,
    stream: BodyDataStream,
    text: String,
}

/// Opens a stream; a refusal is its status.
async fn listen(router: &Router, query: &str, last: Option<&str>) -> Result<Listening, u16> {
    let last: Vec<_> = last.map(|last| ("Last-Event-ID", last)).into_iter().collect();
    listen_with(router, query, &last).await
}

async fn listen_with(router: &Router, query: &str, headers: &[(&str, &str)]) -> Result<Listening, u16> {
    let mut request = Request::builder().uri(format!("/rest/tildr/1.0/events{query}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    if !response.status().is_success() {
        return Err(response.status().as_u16());
    }
    let (parts, body) = response.into_parts();
    let mut listening =
        Listening { headers: parts.headers, stream: body.into_data_stream(), text: String::new() };
    assert_eq!(listening.next().await, ": open\nretry: 2000");
    Ok(listening)
}

impl Listening {
    /// Waits for the next block of lines.
    async fn next(&mut self) -> String {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return block;
            }
            let piece = tokio::time::timeout(Duration::from_secs(60), self.stream.next()).await;
            let piece = piece.expect("nothing came").expect("the stream ended").unwrap();
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// Waits for the end, whatever else comes before it.
    async fn end(mut self) {
        let end = async { while self.stream.next().await.is_some() {} };
        tokio::time::timeout(Duration::from_secs(60), end).await.expect("the stream goes on");
    }

    /// Waits for an event and returns its id.
    async fn event(&mut self) -> String {
        let block = self.next().await;
        let lines: Vec<&str> = block.lines().collect();
        let [id, "event: changes", "data: {}"] = lines[..] else { panic!("{block}") };
        id.strip_prefix("id: ").unwrap().to_owned()
    }
}

async fn rename(router: &Router, home: &str, label: &str) {
    let path = format!("/rest/api/content/{home}/label");
    send(router, "POST", &path, &format!(r#"{{"name":"{label}"}}"#), None).await.ok();
}

#[tokio::test]
async fn a_change_is_told_and_nothing_of_it() {
    let (wiki, home) = Wiki::with_space().await;
    let mut listening = listen(&wiki.router, "", None).await.unwrap();
    assert_eq!(listening.headers["content-type"], "text/event-stream");
    assert_eq!(listening.headers["x-accel-buffering"], "no");
    rename(&wiki.router, &home, "one").await;
    let first = listening.event().await;
    rename(&wiki.router, &home, "two").await;
    assert_ne!(listening.event().await, first);
}

#[tokio::test]
async fn who_comes_back_is_told_what_was_missed() {
    let (wiki, home) = Wiki::with_space().await;
    let mut listening = listen(&wiki.router, "", None).await.unwrap();
    rename(&wiki.router, &home, "one").await;
    let last = listening.event().await;
    drop(listening);
    rename(&wiki.router, &home, "two").await;
    let mut resumed = listen(&wiki.router, "", Some(&last)).await.unwrap();
    let next = resumed.event().await;
    assert_ne!(next, last);
    // By address, as a client that has read the feed does it.
    listen(&wiki.router, &format!("?since={last}"), None).await.unwrap().event().await;
    assert_eq!(listen(&wiki.router, "?since=yesterday", None).await.err(), Some(400));
}

#[tokio::test]
async fn a_place_of_another_life_of_the_wiki_is_told_at_once() {
    let (wiki, _) = Wiki::with_space().await;
    listen(&wiki.router, "", Some("elsewhere.999999999")).await.unwrap().event().await;
}

#[tokio::test]
async fn what_one_cannot_see_wakes_nobody() {
    let (wiki, home) = Wiki::with_space().await;
    let bobs = open_as(wiki.dir.path(), "bob", "Bob Ray");
    let mut ann = listen(&wiki.router, "", None).await.unwrap();
    let mut bob = listen(&bobs, "", None).await.unwrap();
    rename(&wiki.router, &home, "hidden").await;
    ann.event().await;
    // The first event that bob hears is about his own space: the one before said nothing to him.
    let own = r#"{"key":"BOB","name":"Bob's"}"#;
    let made = send(&bobs, "POST", "/rest/api/space", own, None).await;
    let place = bob.event().await;
    let changes = send(&bobs, "GET", "/rest/tildr/1.0/changes?since=0&limit=1000", "", None).await.ok();
    assert!(made.status < 300, "{}", made.json);
    assert!(!changes.to_string().contains("hidden"), "{changes} {place}");
}

#[tokio::test]
async fn another_program_on_the_same_wiki_is_heard() {
    let (wiki, home) = Wiki::with_space().await;
    let other = open(wiki.dir.path());
    let mut listening = listen(&wiki.router, "", None).await.unwrap();
    if std::env::var_os(ON_POSTGRES).is_some() {
        // Its listening connection may not stand yet; once it does, the stream looks again.
        println!("on PostgreSQL, by LISTEN and NOTIFY");
    }
    rename(&other, &home, "theirs").await;
    listening.event().await;
    rename(&other, &home, "again").await;
    listening.event().await;
}

#[tokio::test]
async fn an_account_has_so_many_streams() {
    let (wiki, _) = Wiki::with_space().await;
    let mut open = Vec::new();
    for _ in 0..16 {
        open.push(listen(&wiki.router, "", None).await.unwrap());
    }
    assert_eq!(listen(&wiki.router, "", None).await.err(), Some(429));
    open.pop();
    assert!(listen(&wiki.router, "", None).await.is_ok());
}

#[tokio::test]
async fn a_stream_ends_with_the_token_that_opened_it() {
    let site = Site::new().await;
    let lost = site.host.issue_token("ann", "lost", TokenScope::Read, None).await.unwrap();
    let kept = site.token("ann", TokenScope::Read).await;
    let shown = bearer(lost.text());
    let listening = listen_with(&site.router, "", &[("authorization", &shown)]).await.unwrap();
    let mut other = listen_with(&site.router, "", &[("authorization", &kept)]).await.unwrap();
    site.host.revoke_token(lost.id).await.unwrap();
    listening.end().await;
    assert_eq!(listen_with(&site.router, "", &[("authorization", &shown)]).await.err(), Some(401));
    let subject = format!(r#"{{"kind":"user","id":"{}"}}"#, site.id("ann").await);
    site.space("DOC", &subject).await;
    other.event().await;
}

#[tokio::test]
async fn a_stream_ends_with_the_password_and_with_the_account() {
    let site = Site::new().await;
    let (shown, token) = (basic("ann", ANN), site.token("ann", TokenScope::Read).await);
    let by_password = listen_with(&site.router, "", &[("authorization", &shown)]).await.unwrap();
    let by_token = listen_with(&site.router, "", &[("authorization", &token)]).await.unwrap();
    site.host.set_password("ann", Some("another long password")).await.unwrap();
    by_password.end().await;
    site.host.set_active("ann", false).await.unwrap();
    by_token.end().await;
}
