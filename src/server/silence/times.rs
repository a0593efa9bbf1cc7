//! Hidden and missing are told apart by nothing that is said; by the clock neither, which a report shows.

use super::{Call, Place, Wiki, call, masked};
use crate::server::beat::on_the_beat;
use axum::Router;
use std::time::Instant;

/// Returns the id of a page that never was, another one every time.
fn missing(pair: usize) -> String {
    (1_000_000_007_u64 + (pair as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) / 2).to_string()
}

/// Where there may be a page.
const ROUTES: [&str; 13] = [
    "/rest/api/content/{}",
    "/rest/api/content/{}/child/page",
    "/rest/api/content/{}/child/comment",
    "/rest/api/content/{}/child/attachment",
    "/rest/api/content/{}/history",
    "/rest/api/content/{}/version",
    "/rest/api/content/{}/label",
    "/rest/api/content/{}/property",
    "/rest/api/content/{}/descendant/page",
    "/pages/viewpage.action?pageId={}",
    "/rest/api/content/{}/restriction/byOperation",
    "/rest/tildr/1.0/explain?page={}",
    "/rest/tildr/1.0/audience?page={}",
];

/// The answers are the same but for the id that was asked for. How long each takes is printed and not asserted:
/// `TILDR_PAIRS` says how many of each are timed, in turns (docs/operations.md); as a socket gives them, on the beat, and
/// before the beat.
#[tokio::test]
async fn s0_03_hidden_and_missing_answer_alike_and_their_times_are_reported() {
    let pairs = std::env::var("TILDR_PAIRS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(3);
    let dir = tempfile::tempdir().unwrap();
    let wiki = Wiki::open(&Place::directory(dir.path()));
    let shown = wiki.furnish().await;
    let hidden = wiki.hide(&shown).await;
    let router = wiki.router(Some("bob"));
    for (how, router) in [("before the beat", router.clone()), ("on the beat", on_the_beat(router))] {
        for route in ROUTES {
            let times = timed(&router, route, &hidden["below"], pairs).await;
            println!("{how}: {route}: {}", compared(times));
        }
    }
}

/// Asks for what is hidden and what is missing in turns, and returns how long each answer took, in nanoseconds.
async fn timed(router: &Router, route: &str, hidden: &str, pairs: usize) -> [Vec<u64>; 2] {
    let mut times = [Vec::with_capacity(pairs), Vec::with_capacity(pairs)];
    for pair in 0..pairs {
        let ids = [hidden, &missing(pair)];
        let mut answers = [const { None }; 2];
        // Who comes first finds less in the caches: each does as often.
        for which in [pair % 2, 1 - pair % 2] {
            let asked = Call::new("GET", &route.replace("{}", ids[which]), String::new());
            let start = Instant::now();
            let answer = call(router, &asked).await;
            times[which].push(start.elapsed().as_nanos() as u64);
            answers[which] = Some((answer.status, masked(&answer.body.replace(ids[which], "#"), &[])));
        }
        assert_eq!(answers[0], answers[1], "{route}");
    }
    times
}

/// Says how far the middles of both are apart, and how sure a rank test is that they differ (2.58 and more: 99 %).
fn compared([mut hidden, mut missing]: [Vec<u64>; 2]) -> String {
    let sure = rank_test(&hidden, &missing);
    let [hidden, missing] = [&mut hidden, &mut missing].map(|times| {
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default() as f64 / 1e6
    });
    let percent = (hidden / missing - 1.0) * 100.0;
    format!("hidden {hidden:.3} ms, missing {missing:.3} ms, {percent:+.1} %, z {sure:+.2}")
}

/// The test of Mann and Whitney, for samples of some dozens and more: its distance from chance in standard deviations.
fn rank_test(a: &[u64], b: &[u64]) -> f64 {
    let mut all: Vec<(u64, bool)> = a.iter().map(|time| (*time, true)).collect();
    all.extend(b.iter().map(|time| (*time, false)));
    all.sort_unstable();
    let mut sum = 0.0;
    let mut at = 0;
    for same in all.chunk_by(|one, other| one.0 == other.0) {
        // What is equal shares the ranks it takes.
        let rank = at as f64 + (same.len() + 1) as f64 / 2.0;
        sum += rank * same.iter().filter(|(_, of_a)| *of_a).count() as f64;
        at += same.len();
    }
    let (a, b) = (a.len() as f64, b.len() as f64);
    let expected = a * (a + b + 1.0) / 2.0;
    (sum - expected) / (a * b * (a + b + 1.0) / 12.0).sqrt()
}

#[test]
fn the_rank_test_knows_what_is_slower() {
    let fast: Vec<u64> = (0..100).collect();
    let slow: Vec<u64> = (30..130).collect();
    assert!(rank_test(&fast, &slow) < -2.58 && rank_test(&slow, &fast) > 2.58);
    assert!(rank_test(&fast, &fast).abs() < 1e-9);
}
