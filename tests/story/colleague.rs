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

fn bob(home: &Path) -> Terminal {
    let account = [("TILDR_ACCOUNT_LOGIN", "bob"), ("TILDR_ACCOUNT_FULL_NAME", "Bob Ray")];
    Terminal::start_as(home, &["--profile", "bob"], &account, 120, 40)
}

/// *Why* says it in a sentence; the fix is staged, reviewed, made, seen by the colleague, and taken back.
#[test]
fn s0_40_a_colleague_cannot_see_a_page_and_then_can() {
    let home = tempfile::tempdir().unwrap();
    let mut ann = Terminal::start(home.path(), &[], 120, 40);
    add_personal_space(&mut ann);
    beside(home.path());
    // Bob comes to be by signing in, and finds nothing of Ann's.
    let mut first = bob(home.path());
    first.sees("Welcome to tildr").keys("\x1b").sees_no("Welcome").keys("gpAnn Lee Home").sees("Esc");
    first.sees_no("~ann").keys("\x1b").keys("gq");
    assert_eq!(first.ends(), 0);

    ann.keys("S").keys("p").sees("Permissions of ~ann").sees("only you").sees("owner");
    ann.keys("\t").sees("Can you view").sees("Yes.");
    ann.keys("j").sees("Can bob view").sees("No.").sees("Bob cannot view").sees("View");
    ann.keys("f").sees("[Review]").sees("+ bob: View").sees("Bob Ray (bob)").sees("only you → 2 people");
    ann.keys("y").sees("Applied and read back: 2 people can see it");

    let mut second = bob(home.path());
    second.sees("~ann").keys("gpAnn Lee Home").sees("~ann").keys("\r").sees("Hello, I am");
    second.keys("gq");
    assert_eq!(second.ends(), 0);

    ann.keys("u").sees("Taken back, as it was before: only you can see it");
    let mut third = bob(home.path());
    third.sees("People").sees_no("~ann").keys("gq");
    assert_eq!(third.ends(), 0);
    ann.keys("\x1b").keys("gq");
    assert_eq!(ann.ends(), 0);
}
