//! The laws of the three-way merge over generated triples (`merge_triples`).
//!
//! `TILDR_TRIPLES=1000000 cargo test --release --test markup f22_` runs more of them than the slice that
//! every run checks; `TILDR_TRIPLES_FROM=500000` starts at that one, so that they can run in shards.

use std::collections::BTreeMap;

use tildr::markup::merge::{Choice, Merge, State, hunks, merge, resolve};
use tildr::markup::{Splice, splice, to_markdown};

use crate::any_input::swapped;
use crate::merge_triples::Triple;

/// Triples that were merged wrongly once.
const FOUND: [u64; 1] = [552_325];

fn triples() -> u64 {
    asked("TILDR_TRIPLES").unwrap_or(3_000)
}

fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// How often each word that somebody typed stands in a body.
fn words(body: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    let is_part = |ch: char| ch.is_alphanumeric() || ch == '\u{301}';
    for word in body.split(|ch| !is_part(ch)) {
        if ["bw", "ow", "tw", "cw"].iter().any(|prefix| word.starts_with(prefix)) {
            *found.entry(word).or_default() += 1;
        }
    }
    found
}

/// Tasks that both sides added with one id differ in who keeps it.
fn without_task_ids(body: &str) -> String {
    let mut parts = body.split("<ac:task-id");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(part.split_once("</ac:task-id>").map_or(part, |(_, rest)| rest));
    }
    out
}

/// How many task ids stand more than once.
fn repeated_ids(body: &str) -> usize {
    let ids = body.split("<ac:task-id>").skip(1).filter_map(|part| part.split('<').next());
    let mut ids: Vec<&str> = ids.collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    all - ids.len()
}

/// Whatever is chosen where two edits clash, the rest of both is in the text, and it is an edit of theirs.
fn settle(seed: u64, [base, ours, theirs]: [&str; 3]) {
    let found = hunks(base, ours, theirs).expect("all three can be shown");
    let open = found.open().count();
    let [mine, their] = [Choice::Mine, Choice::Theirs].map(|choice| resolve(&found, &vec![choice; open]));
    let both = resolve(&found, &vec![Choice::Both; open]);
    assert_eq!(both, resolve(&found, &[]), "seed {seed}");
    for (text, other) in [(&mine, &their), (&their, &mine)] {
        for (word, count) in words(text) {
            let in_base = words(&found.base).contains_key(word);
            let is_kept = words(&both).get(word).is_some_and(|now| *now >= count);
            assert!(in_base || is_kept, "seed {seed}: {word} is lost\n{both}\n{other}");
        }
    }
    let is_shown_whole = found.hunks.iter().all(|hunk| !matches!(hunk.state, State::Joined(_)));
    if is_shown_whole && let Splice::Changed { storage, .. } = splice(theirs, &mine) {
        assert_eq!(to_markdown(&storage).read_only, None, "seed {seed}");
    }
}

#[test]
fn f22_one_side_alone_is_taken_as_it_is() {
    for seed in 0..triples() / 10 {
        let Triple { base, ours, .. } = Triple::new(seed);
        assert_eq!(merge(&base, &ours, &base), Merge::Clean(ours.clone()), "seed {seed}");
        assert_eq!(merge(&base, &base, &ours), Merge::Clean(ours.clone()), "seed {seed}");
        assert_eq!(merge(&base, &ours, &ours), Merge::Clean(ours.clone()), "seed {seed}");
    }
}

#[test]
fn f22_a_merge_holds_what_both_hold_whoever_merges() {
    let (mut clean, mut revived) = (0, 0);
    let from = asked("TILDR_TRIPLES_FROM").unwrap_or(0);
    for seed in (from..from + triples()).chain(FOUND) {
        if seed > from && seed % 10_000 == 0 {
            println!("before {seed}, {clean} of {} triples merged, {revived} words came back", seed - from);
        }
        let Triple { base, ours, theirs } = Triple::new(seed);
        let merged = merge(&base, &ours, &theirs);
        let mirrored = merge(&base, &theirs, &ours);
        let (Merge::Clean(merged), Merge::Clean(mirrored)) = (&merged, &mirrored) else {
            assert_eq!(merged, swapped(&mirrored), "seed {seed}");
            settle(seed, [&base, &ours, &theirs]);
            continue;
        };
        clean += 1;
        let context =
            || format!("seed {seed}\n   base {base}\n   ours {ours}\n theirs {theirs}\n merged {merged}");
        assert_eq!(without_task_ids(merged), without_task_ids(mirrored), "{}", context());
        assert_eq!(to_markdown(merged).read_only, None, "{}", context());
        let [was, one, other, now] = [&base, &ours, &theirs, merged].map(|body| words(body));
        let all = [&was, &one, &other, &now].into_iter().flat_map(BTreeMap::keys);
        for word in all {
            let [was, one, other, now] =
                [&was, &one, &other, &now].map(|map| map.get(word).copied().unwrap_or(0));
            // Nothing vanishes that no side deleted, and nothing comes twice, unless both added it and one of
            // them changed it since: then nobody knows that it is one thing.
            let least = if was == 0 { one.max(other) } else { one.min(other) };
            let most = if was == 0 { one + other } else { one.max(other) };
            assert!((least..=most).contains(&now), "{now} times {word} {}", context());
            revived += usize::from(was > 0 && now > least);
        }
        let most = [&base, &ours, &theirs].map(|body| repeated_ids(body)).into_iter().max();
        assert!(repeated_ids(merged) <= most.unwrap_or(0), "{}", context());
    }
    assert!(clean * 2 > triples(), "only {clean} of {} merged", triples());
    // What one side deleted and the other moved and rewrote beyond recognition is new to both.
    assert!(revived as u64 * 200 < clean, "{revived} deleted words came back in {clean} merges");
    println!("{clean} of {} triples merged, {revived} words came back", triples());
}
