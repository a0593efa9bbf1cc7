//! Counts that noise cannot move: what a key costs on the line, and nothing at all while nobody does anything.

use super::soak::said;
use super::terminal::Terminal;
use super::{ENTER, add_personal_space};
use rustix::process::Signal;
use std::fs;
use std::path::Path;
use std::time::Duration;

const WORDS: [&str; 16] = [
    "gateway", "the", "replica", "of", "database", "a", "runbook", "and", "deploy", "to", "incident", "in",
    "storage", "review", "for", "latency",
];

/// A page of paragraphs that are some rows high, each of other words.
fn page() -> String {
    let mut dice = 7_usize;
    let mut word = || {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[(dice >> 33) % WORDS.len()]
    };
    let mut paragraph = |number: usize| {
        let words: Vec<&str> = (0..20 + number * 7 % 40).map(|_| word()).collect();
        format!("Paragraph {number} {}.\n\n", words.join(" "))
    };
    (1..=120).map(&mut paragraph).collect()
}

/// Starts on the long page, among forty others.
fn start(home: &Path) -> Terminal {
    let mut first = Terminal::start(home, &[], 120, 40);
    add_personal_space(&mut first);
    first.signal(Signal::TERM).ends();
    let folder = home.join("pages");
    fs::create_dir(&folder).unwrap();
    for number in 10..50 {
        fs::write(folder.join(format!("Note {number}.md")), "Some words.\n").unwrap();
    }
    fs::write(folder.join("Long read.md"), page()).unwrap();
    said(home, &["import", folder.to_str().expect("a folder with a name"), "--space", "~"]);
    let mut tildr = Terminal::start(home, &[], 120, 40);
    tildr.sees("~ann").keys("gp").sees("Go to page").keys("Long read").sees("1 of");
    tildr.keys(ENTER).sees_no("Go to page").sees("Paragraph 1 ");
    tildr
}

/// Types a key some times and returns the bytes that came for one: the middle of all, since what was drawn before the
/// first may still be on its way. More than the limit is counted once again: where others take the processor, work that
/// is done behind the frames may draw into the first round.
fn cost(tildr: &mut Terminal, key: &str, times: usize, limit: usize) -> usize {
    let first = middle(tildr, key, times);
    if first <= limit { first } else { middle(tildr, key, times) }
}

fn middle(tildr: &mut Terminal, key: &str, times: usize) -> usize {
    let mut one = || {
        let before = tildr.taken();
        tildr.changes_by(key);
        tildr.taken() - before
    };
    let mut costs: Vec<usize> = (0..times).map(|_| one()).collect();
    costs.sort_unstable();
    costs[times / 2]
}

#[test]
fn what_a_key_costs_on_a_slow_line() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = start(home.path());
    tildr.keys("2").sees("PAGES");
    let moved = cost(&mut tildr, "j", 15, 150);
    assert!(moved <= 150, "{moved} bytes for a move in the tree");
    tildr.keys("3").sees("READ");
    let beside = cost(&mut tildr, "j", 30, 1_600);
    assert!(beside <= 1_600, "{beside} bytes for a line scrolled beside the tree");
    tildr.changes_by("+");
    let alone = cost(&mut tildr, "j", 30, 170);
    assert!(alone <= 170, "{alone} bytes for a line scrolled over the full width");

    // Who writes has the full width without asking for it.
    tildr.changes_by("_");
    tildr.keys("e").sees("F2 save");
    for _ in 0..6 {
        tildr.changes_by("\x1b[B");
    }
    // The first letter tells that there is a draft now, too.
    tildr.changes_by("x").sees("draft");
    let typed = cost(&mut tildr, "y", 20, 66);
    assert!(typed <= 66, "{typed} bytes for a letter");
    let broken = cost(&mut tildr, ENTER, 8, 250);
    assert!(broken <= 250, "{broken} bytes for a new line");
    println!(
        "tree {moved}, beside the tree {beside}, full width {alone}, letter {typed}, Enter {broken} bytes"
    );
    tildr.signal(Signal::TERM).ends();
}

#[test]
fn nothing_is_written_while_nobody_does_anything() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = start(home.path());
    // What was begun may still be told of; whatever ticks is heard in every stretch.
    let is_silent = (0..10).any(|_| {
        let before = tildr.taken();
        assert!(tildr.listen(Duration::from_secs(2)), "the program ended:\n{}", tildr.text());
        tildr.taken() == before
    });
    assert!(is_silent, "something is written again and again:\n{}", tildr.text());
    tildr.signal(Signal::TERM).ends();
}
