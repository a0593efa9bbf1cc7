//! Texts that are handed to `$EDITOR`: whatever becomes of that program or of the line to the terminal, it has a
//! name and nothing is lost.

use crate::terminal::Terminal;
use crate::{SAVE, add_personal_space, script};
use rustix::process::Signal;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Ctrl-G leaves the editor, Ctrl-Z takes the last change back.
const LEAVE: &str = "\x07";
const UNDO: &str = "\x1a";

/// The program with a personal space, and this script as its editor; `$1` is the file.
fn handed_to(body: &str) -> (TempDir, Terminal) {
    let home = tempfile::tempdir().unwrap();
    let editor = script(home.path(), "editor", body);
    fs::create_dir_all(home.path().join("config")).unwrap();
    let config = format!("[edit]\ncommand = {:?}\n", editor.display().to_string());
    fs::write(home.path().join("config/config.toml"), config).unwrap();
    let mut tildr = Terminal::start(home.path(), &[], 80, 24);
    add_personal_space(&mut tildr);
    (home, tildr)
}

/// A pipe on which an editor waits until the test lets it go on.
fn gate(home: &Path) -> std::path::PathBuf {
    let gate = home.join("gate");
    assert!(Command::new("mkfifo").arg(&gate).status().unwrap().success());
    gate
}

#[test]
fn f24_an_outside_editor_gets_the_text_and_its_save_comes_back() {
    let (_home, mut tildr) = handed_to("printf '\\nFrom the outside.\\n' >> \"$1\"");
    tildr.keys("E").sees("From the outside.").keys(SAVE).sees("Saved").keys("gq");
    assert_eq!(tildr.ends(), 0);
}

#[test]
fn f24_an_editor_that_fails_after_a_save_leaves_the_choice() {
    let (_home, mut tildr) = handed_to("printf 'Half a thought.\\n' >> \"$1\"; exit 3");
    tildr.keys("E").sees("failed").sees("k keep what it wrote").keys("k").sees("Half a thought.");
    tildr.keys(SAVE).sees("Saved").keys("gq");
    assert_eq!(tildr.ends(), 0);
}

#[test]
fn f24_what_a_killed_editor_wrote_can_be_thrown_away_and_had_back() {
    let (_home, mut tildr) = handed_to("printf 'Half a thought.\\n' >> \"$1\"; kill -9 $$");
    tildr.keys("E").sees("d throw that away").keys("d").sees_no("Half a thought.");
    // It is one step of undo away.
    tildr.keys(UNDO).sees("Half a thought.").keys(LEAVE).sees("The draft is kept.").keys("gq");
    assert_eq!(tildr.ends(), 0);
}

#[test]
fn f24_an_editor_that_comes_back_at_once_says_what_may_be_wrong() {
    let (_home, mut tildr) = handed_to("exit 0");
    tildr.keys("E").sees("came back at once").sees("Hello, I am").keys(LEAVE).keys("gq");
    assert_eq!(tildr.ends(), 0);
}

#[test]
fn f24_a_file_that_vanished_leaves_the_text_as_it_was() {
    let (_home, mut tildr) = handed_to("rm \"$1\"");
    tildr.keys("E").sees("removed its file").sees("Hello, I am").keys(LEAVE).keys("gq");
    assert_eq!(tildr.ends(), 0);
}

#[test]
fn f24_every_save_is_kept_while_the_editor_goes_on_and_the_screen_may_change_its_size() {
    let (home, mut tildr) = handed_to(
        "printf 'The first save.\\n' >> \"$1\"; echo IN THE EDITOR; read line < \"$HOME/gate\"; kill -9 $$",
    );
    let gate = gate(home.path());
    tildr.keys("E").sees("IN THE EDITOR").resizes(120, 40);
    fs::write(&gate, "on\n").unwrap();
    tildr.sees("k keep what it wrote").keys("k").sees("The first save.").keys(LEAVE);
    // Wide enough for all panes now.
    tildr.sees("The draft is kept.").sees("1 Spaces").keys("gq");
    assert_eq!(tildr.ends(), 0);
}

#[test]
fn f24_a_line_that_breaks_while_the_editor_has_it_keeps_what_was_saved() {
    let (home, mut tildr) = handed_to(
        "printf 'Before it broke.\\n' >> \"$1\"; echo IN THE EDITOR; read line < \"$HOME/gate\"; exit 1",
    );
    let gate = gate(home.path());
    tildr.keys("E").sees("IN THE EDITOR").signal(Signal::HUP);
    // Editors end at a line that breaks, some later than others.
    fs::write(&gate, "on\n").unwrap();
    assert_eq!(tildr.ends(), 0);

    let mut again = Terminal::start(home.path(), &[], 80, 24);
    again
        .sees("~ann")
        .keys("~")
        .sees("Ann Lee Home")
        .keys("e")
        .sees("Before it broke.")
        .sees("draft kept from");
    again.signal(Signal::TERM).ends();
}

#[test]
fn f24_what_an_editor_saves_after_the_program_was_killed_is_offered_at_the_next_start() {
    let (home, mut tildr) = handed_to(
        // It outlives the terminal, as one with a window of its own does.
        "trap '' HUP; echo IN THE EDITOR; read line < \"$HOME/gate\"; printf 'Saved alone.\\n' >> \"$1\"; echo done > \"$HOME/over\"",
    );
    let (gate, over) = (gate(home.path()), home.path().join("over"));
    assert!(Command::new("mkfifo").arg(&over).status().unwrap().success());
    tildr.keys("E").sees("IN THE EDITOR").signal(Signal::KILL);
    fs::write(&gate, "on\n").unwrap();
    assert_eq!(fs::read_to_string(&over).unwrap(), "done\n");
    tildr.ends();

    let mut again = Terminal::start(home.path(), &[], 80, 24);
    again.sees("left in $EDITOR").keys("~").sees("Ann Lee Home").keys("e").sees("Saved alone.");
    again.signal(Signal::TERM).ends();
}
