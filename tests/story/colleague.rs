//! Two people and one wiki: one cannot see a page of the other, learns why, and can see it for a while.

use super::add_personal_space;
use super::terminal::Terminal;
use std::fs;
use std::path::Path;

/// The profile of Bob beside that of Ann: another replica, the same wiki.
fn beside(home: &Path) {
    let profiles = home.join("data/profiles");
    let (ann, bob) = (profiles.join("default"), profiles.join("bob"));
    fs::create_dir_all(&bob).unwrap();
    for shared in ["wiki.db", "files", "wiki.bell"] {
        std::os::unix::fs::symlink(ann.join(shared), bob.join(shared)).unwrap();
    }
}

/// Starts the program as Bob.
fn bob(home: &Path, arguments: &[&str]) -> Terminal {
    let account = [("TILDR_ACCOUNT_LOGIN", "bob"), ("TILDR_ACCOUNT_FULL_NAME", "Bob Ray")];
    Terminal::start_as(home, &[&["--profile", "bob"], arguments].concat(), &account, 120, 40)
}

/// Bob looks for Ann's page and finds what is said here.
fn looks_for_the_page(home: &Path, found: &str) {
    let mut bob = bob(home, &[]);
    bob.sees("Welcome to tildr").sees("  synced").keys("\x07").sees_no("Welcome to tildr");
    bob.keys("gpAnn Lee Home").sees(found).keys("\x07").sees_no(found).keys("gq");
    assert_eq!(bob.ends(), 0);
}

/// *Why* says it in a sentence; the fix is staged, reviewed, made, seen by the colleague, and taken back.
#[test]
fn s0_40_a_colleague_cannot_see_a_page_and_then_can() {
    let home = tempfile::tempdir().unwrap();
    let mut ann = Terminal::start(home.path(), &[], 120, 40);
    add_personal_space(&mut ann);
    beside(home.path());
    // Bob comes to be by signing in, and finds nothing of Ann's.
    looks_for_the_page(home.path(), "No page is called like that");

    ann.keys("S").keys("p").sees("Permissions of ~ann").sees("owner");
    ann.keys("\t").sees("Can you view").sees("Yes.").sees("Bob Ray (bob)");
    ann.keys("j").sees("Can bob view").sees("No.").sees("bob cannot view").sees("View in ~ann");
    ann.keys("f").sees("[Review]").sees("+ bob: View").sees("Bob Ray (bob)").sees("only you → 2 people");
    looks_for_the_page(home.path(), "No page is called like that");
    ann.keys("y").sees("Applied and read back: 2 people can see it");
    looks_for_the_page(home.path(), "1 of ");

    ann.keys("u").sees("Taken back, as it was before: only you can see it");
    // What he fetched is his to give up; the wiki shows him nothing any more.
    let mut why = bob(home.path(), &["why", "me", "view", "~ann:Ann Lee Home"]);
    why.sees("You cannot view");
    assert_eq!(why.ends(), 1);
    ann.keys("\x07").keys("gq");
    assert_eq!(ann.ends(), 0);
}
