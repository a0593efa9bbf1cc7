//! Notes from the shell.

use super::Home;
use predicates::str::contains;

#[test]
fn s1_09_a_note_is_saved_then_delivered() {
    let home = Home::settled();
    let said = home.ok(&["jot", "buy", "milk", "#home"]);
    assert!(said.starts_with("saved · Journal ") && said.trim_end().ends_with("only you"), "{said}");
    assert_eq!(home.json(&["jot", "--queue"]).as_array().unwrap().len(), 1);
    home.ok(&["sync"]);
    assert_eq!(home.json(&["jot", "--queue"]).as_array().unwrap().len(), 0);
    assert!(home.ok(&["today"]).contains("buy milk #home"));
    assert_eq!(home.json(&["jot", "--last"])[0]["state"], "delivered");
}

#[test]
fn without_a_space_notes_wait_and_say_for_what() {
    let home = Home::new();
    home.tildr(&["jot", "early"]).assert().success().stderr(contains("tildr space add-personal"));
    home.ok(&["space", "add-personal", "--yes"]);
    assert!(home.ok(&["today"]).contains("early"));
}

#[test]
fn j_06_any_bytes_on_stdin_are_taken() {
    let home = Home::settled();
    home.ok_with(&["jot"], *b"\xff\xfe\x00bad\x1b[31m \\ bytes\n");
    home.ok(&["sync"]);
    let page = home.ok(&["today"]);
    assert!(page.contains(r"\xff\xfe\x00bad\x1b[31m \\ bytes"), "{page}");
}

#[test]
fn j_07_a_long_note_becomes_a_page() {
    let home = Home::settled();
    home.ok_with(&["jot"], format!("Build log\n\n{}", "a line of it\n".repeat(20_000)));
    home.ok(&["sync"]);
    let page = home.ok(&["today"]);
    assert!(page.contains("[[Build log"), "{page}");
}

#[test]
fn j_08_nothing_is_refused() {
    let home = Home::new();
    home.fails(1, &["jot", "  "]);
    home.tildr(&["jot"]).write_stdin(" \n").assert().code(1);
    assert!(!home.profile().join("drafts.db").exists(), "nothing was stored");
}

#[test]
fn j_10_undo_and_amend_before_and_after_delivery() {
    let home = Home::settled();
    home.ok(&["jot", "one"]);
    home.ok(&["jot", "--amend", "uno"]);
    home.ok(&["sync"]);
    home.ok(&["jot", "two"]);
    home.ok(&["jot", "--undo"]);
    home.ok(&["jot", "three"]);
    home.ok(&["sync"]);
    home.ok(&["jot", "--amend", "tres"]);
    let page = home.ok(&["today"]);
    assert!(page.contains("uno") && page.contains("tres"), "{page}");
    assert!(!page.contains("one") && !page.contains("two") && !page.contains("three"), "{page}");
    home.ok(&["jot", "--undo"]);
    assert!(!home.ok(&["today"]).contains("tres"));
}

#[test]
fn s1_53_j_12_profiles_share_nothing() {
    let home = Home::settled();
    home.ok(&["profile", "add", "work"]);
    home.ok(&["--profile", "work", "jot", "secret"]);
    assert_eq!(home.json(&["jot", "--queue"]).as_array().unwrap().len(), 0);
    assert_eq!(home.json(&["--profile", "work", "jot", "--queue"]).as_array().unwrap().len(), 1);
}

#[test]
fn j_18_markdown_in_a_line_is_literal() {
    let home = Home::settled();
    home.ok(&["jot", "--", "2 * 3 * 4 & <b> [[x]] `y` _z_"]);
    home.ok(&["sync"]);
    let day = home.json(&["search", "3", "4"])[0]["id"].as_str().unwrap().to_owned();
    let storage = home.ok(&["page", "show", &day, "--format", "storage"]);
    assert!(storage.contains("2 * 3 * 4 &amp; &lt;b&gt; [[x]] `y` _z_"), "{storage}");
}

#[test]
fn shapes_targets_and_moments() {
    let home = Home::settled();
    home.ok(&["page", "new", "Reading"]);
    home.ok(&["jot", "--task", "call the bank"]);
    home.ok(&["jot", "--to", "Reading", "a book"]);
    home.ok(&["jot", "--new", "Idea", "-t", "Big Idea", "make it so"]);
    home.ok(&["jot", "--at", "2026-01-02 09:30", "long ago"]);
    home.ok_with(&["jot", "--code", "sh", "how to list"], "ls -l\n");
    home.ok(&["sync"]);
    assert!(home.ok(&["today"]).contains("- [ ] call the bank"));
    assert!(home.ok(&["today"]).contains("ls -l"));
    assert!(home.ok(&["page", "show", "~:Reading"]).contains("a book"));
    assert!(home.ok(&["page", "list", "--label", "big-idea"]).contains("Idea"));
    assert!(home.ok(&["page", "show", "~:Journal 2026-01-02"]).contains("09:30 long ago"));
    home.fails(1, &["jot", "--at", "soon", "x"]);
    home.fails(1, &["jot", "-t", "a/b", "x"]);
}

#[test]
fn two_shells_lose_nothing() {
    let home = Home::settled();
    std::thread::scope(|scope| {
        for shell in 0..4 {
            let home = &home;
            scope.spawn(move || {
                for number in 0..5 {
                    home.ok(&["jot", &format!("shell{shell} note{number}")]);
                }
            });
        }
    });
    home.ok(&["sync"]);
    let page = home.ok(&["today"]);
    for shell in 0..4 {
        let places: Vec<usize> =
            (0..5).map(|number| page.find(&format!("shell{shell} note{number}")).unwrap()).collect();
        assert!(places.is_sorted(), "order of shell {shell}");
    }
}

#[cfg(unix)]
#[test]
fn an_unwritable_queue_gives_the_text_back() {
    let home = Home::new();
    // A file where the folder should be: not even root can write below it.
    std::fs::write(home.path().join("data"), "").unwrap();
    home.tildr(&["jot", "do not lose me"]).assert().code(3).stderr(contains("do not lose me"));
}
