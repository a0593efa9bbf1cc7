//! Random keys for a while: no panic, nothing written is lost, no memory that only grows.
//!
//! A few seconds on a new wiki with every `cargo test`. Half an hour on a large one, which is imported first from a
//! folder that `tildr import` takes:
//!
//! ```text
//! TILDR_SOAK_MINUTES=30 TILDR_SOAK_IMPORT=wiki/ cargo test --release --test story random_keys -- --nocapture
//! ```
//!
//! `TILDR_SOAK_SEED` says which keys. `TILDR_SOAK_HOME` names a profile that is there already, instead of an import;
//! it is changed by the run.

use super::add_personal_space;
use super::terminal::{DEADLINE, Terminal};
use rustix::process::Signal;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// What a hand may do, anywhere. Not among them: what takes a jot back, removes a page for good, or leaves the
/// program to another one; and Ctrl-S, which stops a terminal that a shell has, so that no key gets through.
const KEYS: &[&str] = &[
    // Moving about.
    "j",
    "j",
    "j",
    "j",
    "k",
    "k",
    "k",
    "h",
    "l",
    "l",
    "\r",
    "\r",
    "\r",
    "\t",
    "\x1b[Z",
    "1",
    "2",
    "3",
    "4",
    "5",
    "J",
    "K",
    "g",
    "G",
    "~",
    "z",
    "\x04",
    "\x15",
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1b[5~",
    "\x1b[6~",
    "\x1b[H",
    "\x1b[F",
    "[",
    "]",
    "\x7f",
    "+",
    "_",
    "<",
    ">",
    "=",
    "%",
    // Doing something.
    " ",
    "/",
    "n",
    "N",
    "s",
    "a",
    "e",
    "r",
    "m",
    "M",
    "C",
    "d",
    "v",
    "V",
    "y",
    "t",
    "T",
    "f",
    "c",
    "L",
    "H",
    "i",
    "w",
    "F",
    "?",
    "!",
    "p",
    "o",
    "x",
    "S",
    "R",
    // Leaving it again, saving it.
    "\x07",
    "\x07",
    "\x1b",
    "\x1b",
    "\x1bOQ",
    "\x06",
    "\x0b",
    "\x0c",
    // Writing.
    "word ",
    "日本",
    "é",
    "\u{1f469}\u{200d}\u{1f4bb}",
    "[[",
    "@",
    ":::",
    "- [ ] ",
    "```\n",
    "| a | b |",
    "\x1b[200~pasted\ntext\x1b[201~",
    // The mouse.
    "\x1b[<0;10;5M\x1b[<0;10;5m",
    "\x1b[<0;40;12M\x1b[<0;40;12m",
    "\x1b[<64;50;10M",
    "\x1b[<65;50;10M",
    // The shell.
    "\x1a",
    "\x1a\x1a",
];
const SCREENS: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 16)];
/// How long one program is tried before it is ended and started again, at most.
const LIFE: Duration = Duration::from_secs(240);
/// How often its memory is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How much more than in the first third of its life a program may hold in the last one, in kilobytes. What is
/// opened, undone and drawn by chance is not the same in both, and caches fill for a while; what only grows goes
/// beyond it within minutes.
const GROWTH: u64 = 32_768;
/// What a program may hold at any time, in kilobytes: twice what it takes with a page of 1 MB in the editor, for what
/// is kept beside it (undo, colours, pictures, titles, the page before) while the next one is read.
const MOST: u64 = 122_880;

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    fn burst(&mut self) -> String {
        (0..=self.below(6)).map(|_| KEYS[self.below(KEYS.len())]).collect()
    }
}

fn number<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn random_keys_break_nothing_and_lose_nothing() {
    let fresh = tempfile::tempdir().unwrap();
    let own = std::env::var_os("TILDR_SOAK_HOME").map(PathBuf::from);
    let home = own.as_deref().unwrap_or_else(|| fresh.path());
    let seed = number("TILDR_SOAK_SEED", 1_u64);
    let whole = Duration::from_secs_f64(number("TILDR_SOAK_MINUTES", 0.1_f64) * 60.0);
    if own.is_none() {
        let mut first = Terminal::start(home, &[], 120, 40);
        add_personal_space(&mut first);
        first.signal(Signal::TERM).ends();
        if let Some(folder) = std::env::var_os("TILDR_SOAK_IMPORT") {
            let folder = PathBuf::from(folder);
            said(home, &["import", folder.to_str().expect("a folder with a name"), "--yes"]);
        }
    }
    let mut dice = Dice(seed);
    let (mut jotted, mut keys) = (Vec::new(), 0);
    let end = Instant::now() + whole;
    while jotted.len() < 2 || Instant::now() < end {
        let word = format!("soak{seed}x{}", jotted.len());
        let life = LIFE.min(whole / 3);
        let lived = live(home, &mut dice, &word, life);
        keys += lived.keys;
        let Memory { young, old, most } = lived.memory;
        println!("{word}: {} bytes of keys, {young} kB young, {old} kB old, {most} kB at most", lived.keys);
        assert!(old < young + GROWTH, "seed {seed}: {young} kB became {old} kB");
        assert!(most < MOST, "seed {seed}: {most} kB");
        assert!(
            !lived.shown.contains("panicked"),
            "seed {seed}, after {keys} bytes of keys:\n{}",
            lived.shown
        );
        assert!(lived.ended_well, "seed {seed}, after {keys} bytes of keys:\n{}", lived.shown);
        jotted.push(word);
    }
    for word in &jotted {
        assert!(is_kept(home, word), "`{word}` is lost (seed {seed}, {keys} bytes of keys)");
    }
    println!("{} lives, {keys} bytes of keys, nothing lost", jotted.len());
}

/// What is known of a program after its life.
struct Lived {
    keys: usize,
    memory: Memory,
    shown: String,
    ended_well: bool,
}

/// What a program held, in kilobytes: at most in the first third of its life, in the last third, and ever.
#[derive(Default)]
struct Memory {
    young: u64,
    old: u64,
    most: u64,
}

impl Memory {
    fn look(&mut self, now: u64, age: Duration, life: Duration) {
        self.most = self.most.max(now);
        if age < life / 3 {
            self.young = self.young.max(now);
        } else if age > life * 2 / 3 {
            self.old = self.old.max(now);
        }
    }
}

/// Starts the program, writes a jot as a person does, types at random, and ends it: killed, asked to go, or both.
fn live(home: &Path, dice: &mut Dice, word: &str, life: Duration) -> Lived {
    let (columns, rows) = SCREENS[dice.below(SCREENS.len())];
    let mut tildr = Terminal::start(home, &[], columns, rows);
    // The name of the profile stands at the foot of every screen, whatever place it opens at.
    tildr.sees(" default ").keys("`").sees("Jot →").keys(word).sees(word).keys("\r").sees("Saved");
    let (born, mut keys) = (Instant::now(), 0);
    let (mut memory, mut looked) = (Memory::default(), born);
    let mut runs = true;
    while runs && born.elapsed() < life {
        // From the page: Esc leaves the program only from where it is two panes away.
        let typed = format!("3{}", dice.burst());
        keys += typed.len();
        runs = tildr.try_keys(&typed) && tildr.listen(Duration::from_millis(4));
        if dice.below(200) == 0 {
            let (columns, rows) = SCREENS[dice.below(SCREENS.len())];
            tildr.resizes(columns, rows);
        }
        if runs && looked.elapsed() >= LOOK {
            looked = Instant::now();
            memory.look(tildr.memory().unwrap_or_default(), born.elapsed(), life);
        }
    }
    tildr.listen(Duration::from_millis(50));
    // Whoever typed themselves out of the program ended it, too.
    let ended_well = match dice.below(3) {
        0 if runs => {
            tildr.signal(Signal::KILL).ends();
            true
        }
        _ if runs => {
            tildr.signal(Signal::TERM);
            // It may have fallen asleep a moment before: a shell that ends its jobs wakes them, too.
            let end = Instant::now() + DEADLINE;
            while tildr.listen(Duration::from_millis(50)) {
                assert!(Instant::now() < end, "asked to go and still there:\n{}", tildr.text());
            }
            tildr.ends() == 0
        }
        _ => tildr.ends() == 0,
    };
    Lived { keys, memory, shown: tildr.text(), ended_well }
}

/// Runs a command on the profile and returns what it prints.
pub(crate) fn said(home: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tildr"))
        .args(arguments)
        .env_clear()
        .env("TILDR_ACCOUNT_LOGIN", "ann")
        .env("HOME", home)
        .env("TILDR_HOME", home)
        .output()
        .expect("the program starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Whether a word is still there: found by a search, on its way, on a page of the own space or in the trash, or in an
/// earlier version of the page it was written to, as keys may have edited it away.
fn is_kept(home: &Path, word: &str) -> bool {
    said(home, &["sync"]);
    if [&["search", "--json", word][..], &["outbox", "--json"]]
        .iter()
        .any(|ask| said(home, ask).contains(word))
    {
        return true;
    }
    // A note goes behind what was left in the box before, so that it may be no word of its own; and its page may
    // have another title by now.
    let asks = ["page list --space ~ann --json", "page list --trash --json", "search --json title:journal"];
    let [own, trash, days] = asks.map(|ask| {
        let ask: Vec<&str> = ask.split(' ').collect();
        let pages: Vec<Value> = serde_json::from_str(&said(home, &ask)).unwrap_or_default();
        let ids = pages.iter().filter_map(|page| page["id"].as_str().map(str::to_owned));
        ids.collect::<Vec<_>>()
    });
    if own.iter().any(|page| said(home, &["page", "show", page]).contains(word)) {
        return true;
    }
    let mut pages = trash.iter().chain(&days).chain(&own);
    pages.any(|page| {
        let versions = said(home, &["page", "history", page, "--json"]);
        let versions: Vec<Value> = serde_json::from_str(&versions).unwrap_or_default();
        let numbers = versions.iter().filter_map(|version| version["number"].as_u64());
        let shows = |number: u64| said(home, &["page", "show", page, "--version", &number.to_string()]);
        said(home, &["page", "show", page]).contains(word)
            || numbers.into_iter().any(|n| shows(n).contains(word))
    })
}
