//! Hidden and missing cost the same: for every request of the table that could name what is hidden, the wiki asks its
//! database the same statements in the same order as for names of nothing.

use super::requests::requests;
use super::{Call, EXCLUDED, Ids, Place, Wiki, call};
use crate::server::store::sql::Ledger;
use std::collections::BTreeMap;

/// A word as long as that of what is secret, which stands nowhere.
const NOBODY: &str = "zznobody";

/// What is asked for instead of each hidden thing: an id that nothing has, as long as its own.
fn absent(hidden: &Ids, round: u64) -> Vec<(&str, String)> {
    let other = |id: &str, place: usize| {
        let first = id.find(|character: char| character.is_ascii_digit()).unwrap_or_default();
        // Any digits, but always the same ones.
        let mut seed = (round + 1) * 1_000_003 + place as u64;
        let digit = |(at, known): (usize, char)| {
            if !known.is_ascii_digit() {
                return known;
            }
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // What does not begin with the digit 9 fits the column.
            char::from(b'1' + (seed >> 33) as u8 % 9).min(if at == first { '8' } else { '9' })
        };
        id.char_indices().map(digit).collect::<String>()
    };
    hidden.values().enumerate().map(|(place, id)| (id.as_str(), other(id, place))).collect()
}

/// The same request about nothing; `None` when it names nothing that is hidden.
fn about_nothing(asked: &Call, absent: &[(&str, String)]) -> Option<Call> {
    let other = |text: &str| {
        let mut text = text.replace("zzcanary", NOBODY).replace("ZZCANARY", "ZZNOBODY");
        for (id, other) in absent {
            text = text.replace(id, other);
        }
        text
    };
    let other = Call { path: other(&asked.path), body: other(&asked.body), ..asked.clone() };
    (other.path != asked.path || other.body != asked.body).then_some(other)
}

/// As much of a statement as tells it from others.
fn beginning((sql, _): &(String, i32)) -> String {
    sql.chars().take(120).collect()
}

#[tokio::test]
async fn s0_03_hidden_and_missing_ask_the_same_statements_on_every_route() {
    let dir = tempfile::tempdir().unwrap();
    let wiki = Wiki::open(&Place::directory(dir.path()));
    let shown = wiki.furnish().await;
    let hidden = wiki.hide(&shown).await;
    let calls = requests(&shown, &hidden);
    let ledger = Ledger::of(&dir.path().join("wiki.db"));
    let (mut wrong, mut count) = (Vec::new(), 0);
    let mut steps: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for who in EXCLUDED {
        let router = wiki.router(who);
        // The first search of a program looks whether words wait to be read, whatever it searches for.
        call(&router, &Call::new("GET", "/rest/api/search?cql=text~anything", String::new())).await;
        for (round, asked) in (0..).zip(&calls) {
            let Some(other) = about_nothing(asked, &absent(&hidden, round)) else { continue };
            // The key in the address is the one that counts: what the first of both makes is there for the second.
            if asked.path.ends_with("/property/never") {
                continue;
            }
            ledger.take();
            let there = call(&router, asked).await;
            let hidden = ledger.take();
            let absent = call(&router, &other).await;
            let missing = ledger.take();
            count += 1;
            let sums = steps.entry(asked.method.as_str()).or_default();
            sums[0] += hidden.iter().map(|(_, steps)| i64::from(*steps)).sum::<i64>();
            sums[1] += missing.iter().map(|(_, steps)| i64::from(*steps)).sum::<i64>();
            if there.status != absent.status {
                wrong.push(format!(
                    "{who:?} {} {}: {} / {}",
                    asked.method, asked.path, there.status, absent.status
                ));
            }
            let texts =
                |asked: &[(String, i32)]| asked.iter().map(|(sql, _)| sql.clone()).collect::<Vec<_>>();
            if texts(&hidden) != texts(&missing) {
                let at = hidden.iter().zip(&missing).take_while(|(a, b)| a.0 == b.0).count();
                wrong.push(format!(
                    "{who:?} {} {} {} / {}: {} / {} statements, from {:?} / {:?}",
                    asked.method,
                    asked.path,
                    asked.body,
                    other.path,
                    hidden.len(),
                    missing.len(),
                    hidden.get(at).map(beginning),
                    missing.get(at).map(beginning)
                ));
            }
        }
    }
    println!("{count} pairs, {} that differ; steps hidden and missing: {steps:?}", wrong.len());
    assert!(count > 1_000);
    // What is looked at for something that is missing is any row: over all of them it is as much work.
    for (method, [hidden, missing]) in steps {
        let most = hidden.max(missing) as f64 / hidden.min(missing).max(1) as f64;
        assert!(most < 1.25, "{method}: {hidden} steps for hidden, {missing} for missing");
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}
