//! The program as a person meets it: a real pty, real files, the keyboard alone.

mod colleague;
mod counts;
mod outside;
mod soak;
mod terminal;

use rustix::process::Signal;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use terminal::Terminal;

pub(crate) const ENTER: &str = "\r";
pub(crate) const SAVE: &str = "\x1bOQ"; // F2
const SUSPEND: &str = "\x1a"; // Ctrl-Z

/// First run, guided flow, write, jot, find, move, undo, quit, start again: all there.
#[test]
fn from_the_first_start_to_the_second() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = Terminal::start(home.path(), &[], 120, 40);
    add_personal_space(&mut tildr);

    tildr.keys("e").sees("F2 save");
    tildr.keys("Written by hand. ").sees("Written by hand. Hello");
    tildr.keys(SAVE).sees("Saved").sees("v2 · only you");

    tildr.keys("`").sees("Jot →");
    tildr.keys("call the printer people #todo").sees("#todo").keys(ENTER).sees("Saved:");
    tildr.keys("gt").sees("Journal ›").sees("call the printer people #todo");

    tildr.keys("s").sees("Search").keys("printer").sees("1 found").keys(ENTER).sees_no("Search");

    // The tree: Notes goes below How I work, and back.
    tildr.keys("~").sees("Home ─").keys("2ggjj").sees("PAGES");
    tildr.keys("M").sees("Move Notes").keys("how i work").sees("How I work").keys(ENTER).sees("Moved");
    tildr.keys("u").sees("Undone: move");
    tildr.keys("gq");
    assert_eq!(tildr.ends(), 0);
    assert!(tildr.is_restored(), "the terminal is given back");

    let mut again = Terminal::start(home.path(), &[], 120, 40);
    again.sees("only you").keys("~").sees("Written by hand. Hello");
    again.keys("gt").sees("call the printer people #todo");
    again.keys("gq");
    assert_eq!(again.ends(), 0);
}

/// Who asks a terminal and waits for the answer pays a round trip on a slow line before the first frame.
#[test]
fn nothing_is_asked_of_the_terminal_before_the_first_frame() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = Terminal::start(home.path(), &[], 120, 40);
    tildr.sees("Welcome to tildr");
    let greeting = String::from_utf8_lossy(tildr.greeting()).into_owned();
    for question in [
        "\x1b[c", "\x1b[0c", "\x1b[>c", "\x1b[>q", "\x1b[5n", "\x1b[6n", "\x1b[?u", "$p", ";?\x07",
        ";?\x1b\\", "\x1bP+q", "\x1b[14t", "\x1b[16t", "\x1b[18t",
    ] {
        assert!(!greeting.contains(question), "asks {question:?}");
    }
    tildr.signal(Signal::TERM).ends();
}

#[test]
fn f1_a_kill_while_typing_loses_nothing_typed() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = Terminal::start(home.path(), &[], 80, 24);
    add_personal_space(&mut tildr);
    tildr.keys("e").sees("F2 save");
    for word in ["these ", "words ", "were ", "never ", "saved "] {
        tildr.keys(word).sees(word.trim_end());
    }
    tildr.sees("draft saved").signal(Signal::KILL).ends();

    let mut again = Terminal::start(home.path(), &[], 80, 24);
    again.sees("~ann").keys("~").sees("Ann Lee Home").keys("e").sees("these words were never saved");
    again.keys(SAVE).sees("Saved");
    again.keys("gq");
    assert_eq!(again.ends(), 0);
}

#[test]
fn f2_a_closed_terminal_ends_the_program_and_keeps_the_text() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = Terminal::start(home.path(), &[], 80, 24);
    add_personal_space(&mut tildr);
    tildr.keys("e").sees("F2 save").keys("half a thou").sees("half a thou");
    tildr.signal(Signal::HUP);
    assert_eq!(tildr.ends(), 0);
    assert!(tildr.is_restored());

    let mut again = Terminal::start(home.path(), &[], 80, 24);
    again.sees("~ann").keys("~").sees("Ann Lee Home").keys("e").sees("half a thou");
    again.signal(Signal::TERM);
    again.ends();
}

#[test]
fn suspend_gives_the_terminal_back_and_resume_takes_it_again() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = Terminal::start(home.path(), &[], 80, 24);
    add_personal_space(&mut tildr);
    tildr.keys(SUSPEND).falls_asleep();
    tildr.signal(Signal::CONT).sees("Ann Lee Home");
    tildr.keys("gq");
    assert_eq!(tildr.ends(), 0);
}

/// The second one comes while we fall asleep. It must not send us back as soon as we are woken.
#[test]
fn two_suspends_in_a_row_are_one_sleep() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = Terminal::start(home.path(), &[], 80, 24);
    add_personal_space(&mut tildr);
    tildr.keys(SUSPEND).keys(SUSPEND).falls_asleep();
    tildr.signal(Signal::CONT).sees("Ann Lee Home");
    // And the next one is another sleep.
    tildr.keys("?").sees("Keys").keys("\x07").sees_no("Keys");
    tildr.keys(SUSPEND).falls_asleep();
    tildr.signal(Signal::CONT).sees("Ann Lee Home").keys("gq");
    assert_eq!(tildr.ends(), 0);
}

#[test]
fn f1_a_panic_gives_the_terminal_back_and_is_read_on_it() {
    let mut child = Terminal::start_child_test("a_program_that_panics", 80, 24);
    assert_ne!(child.ends(), 0);
    assert!(child.is_restored(), "{}", child.text());
    assert!(child.text().contains("something that cannot happen"), "{}", child.text());
}

/// Not a test by itself: what `f1_a_panic…` runs in its terminal.
#[test]
fn a_program_that_panics() {
    if std::env::var_os(terminal::CHILD).is_some() {
        let _term = tildr::tui::term::Term::take(true).expect("a terminal");
        panic!("something that cannot happen");
    }
}

#[test]
fn two_programs_on_one_profile_see_each_other() {
    let home = tempfile::tempdir().unwrap();
    let mut first = Terminal::start(home.path(), &[], 120, 40);
    add_personal_space(&mut first);
    let mut second = Terminal::start(home.path(), &[], 120, 40);
    second.sees("~ann").keys("~").sees("Hello, I am");

    first.keys("e").sees("F2 save").keys("One wrote this. ").keys(SAVE).sees("Saved");
    second.sees("One wrote this.");
    second.keys("e").sees("F2 save").keys("The other, too. ").keys(SAVE).sees("Saved");
    first.sees("The other, too.");

    // The first one synced for both; the second takes over.
    first.signal(Signal::KILL).ends();
    second.keys("`").sees("Jot →").keys("after the leader").keys(ENTER).sees("Saved:");
    second.sees("▸ Journal").keys("gt").sees("after the leader");
    second.keys("gq");
    assert_eq!(second.ends(), 0);
}

#[test]
fn a_small_screen_says_what_it_needs_and_sixty_by_sixteen_is_enough() {
    let home = tempfile::tempdir().unwrap();
    let mut tildr = Terminal::start(home.path(), &[], 60, 16);
    add_personal_space(&mut tildr);
    tildr.keys("gq");
    assert_eq!(tildr.ends(), 0);

    let mut tiny = Terminal::start(home.path(), &[], 40, 10);
    tiny.sees("60").keys("gq");
    assert_eq!(tiny.ends(), 0);
}

/// Four keys from the welcome to the home page (GF-01).
pub(crate) fn add_personal_space(tildr: &mut Terminal) {
    tildr.sees("Welcome to tildr").keys(ENTER);
    tildr.sees("1 of 3").keys(ENTER);
    tildr.sees("2 of 3").sees("only you").keys(ENTER);
    tildr.sees("3 of 3").keys(ENTER);
    tildr.sees("created · only you");
}

pub(crate) fn script(folder: &Path, name: &str, body: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path
}
