//! Pages from the shell.

use super::Home;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

#[test]
fn a_page_is_made_read_changed_and_found() {
    let home = Home::settled();
    let id = home.ok_with(&["page", "new", "Plan", "-l", "draft"], "# Aim\n\nShip *it*.\n");
    let id = id.trim();
    assert!(!id.starts_with("new:"), "{id}");
    assert_eq!(home.ok(&["page", "show", id]), "# Aim\n\nShip *it*.\n");
    let said = home.ok_with(&["page", "put", id, "-m", "why"], "# Aim\n\nShip *it* now.\n");
    assert!(said.contains("saved · Plan · v2 · only you"), "{said}");
    assert!(home.ok_with(&["page", "put", id], "# Aim\n\nShip *it* now.\n").contains("no change"));
    home.ok(&["page", "append", id, "More."]);
    assert!(home.ok(&["page", "show", "~:Plan"]).ends_with("More.\n"));
    assert!(home.ok(&["page", "history", id]).contains("why"));
    let diff = home.ok(&["page", "diff", id, "--from", "1", "--to", "2"]);
    assert!(diff.contains("-Ship *it*.") && diff.contains("+Ship *it* now."), "{diff}");
    assert_eq!(home.json(&["page", "show", id])["labels"][0], "draft");
    assert!(home.ok(&["search", "ship"]).contains("Plan"));
}

#[test]
fn pages_move_are_renamed_trashed_and_restored() {
    let home = Home::settled();
    let a = home.ok(&["page", "new", "A"]).trim().to_owned();
    let b = home.ok(&["page", "new", "B"]).trim().to_owned();
    home.ok(&["page", "move", &b, &a]);
    assert_eq!(home.json(&["page", "list", "--under", &a])[0]["title"], "B");
    let said = home.fails(1, &["page", "move", &a, &b]);
    assert!(said.contains("below") || said.contains("under"), "{said}");
    home.ok(&["page", "rename", &b, "Bee"]);
    home.fails(2, &["page", "delete", &a]);
    home.ok(&["page", "delete", &a, "--yes"]);
    assert!(home.ok(&["page", "list", "--trash"]).contains('A'));
    home.ok(&["page", "restore", &a]);
    assert_eq!(home.json(&["page", "list", "--under", &a])[0]["title"], "Bee");
}

#[test]
fn a_branch_is_copied_and_taken_titles_get_a_number() {
    let home = Home::settled();
    let a = home.ok(&["page", "new", "A"]).trim().to_owned();
    let b = home.ok(&["page", "new", "B"]).trim().to_owned();
    home.ok(&["page", "move", &b, &a]);
    let said = home.ok(&["page", "copy", &a, &a, "--below"]);
    assert!(said.contains("copied A and what is below it"), "{said}");
    assert_eq!(home.json(&["page", "list", "--under", &a]).as_array().map(Vec::len), Some(3));
    let listed = home.ok(&["page", "list", "--under", &a]);
    assert!(listed.contains("A (2)") && listed.contains("B (2)"), "{listed}");
    home.ok(&["page", "copy", &b, &a, "--first"]);
    assert!(home.ok(&["page", "list", "--under", &a]).contains("B (3)"));
}

#[test]
fn labels_are_listed_added_and_removed() {
    let home = Home::settled();
    let id = home.ok(&["page", "new", "A"]).trim().to_owned();
    assert_eq!(home.ok(&["page", "label", &id, "Two Words", "x"]), "two-words\nx\n");
    assert_eq!(home.ok(&["page", "label", &id, "--remove", "x"]), "two-words\n");
    home.fails(1, &["page", "label", &id, "a/b"]);
}

#[test]
fn the_home_page_stays() {
    let home = Home::settled();
    let said = home.fails(1, &["page", "delete", "~", "--yes"]);
    assert!(said.contains("home page"), "{said}");
}

#[test]
fn titles_are_checked() {
    let home = Home::settled();
    assert!(home.fails(1, &["page", "new", &"x".repeat(300)]).contains("255"));
    assert!(home.fails(1, &["page", "new", "a\u{7}b"]).contains("U+0007"));
    home.fails(1, &["page", "new", "  "]);
    let id = home.ok(&["page", "new", "../../etc/passwd"]);
    assert_eq!(home.json(&["page", "show", id.trim()])["title"], "../../etc/passwd");
}

#[test]
fn a_large_page_is_taken() {
    let home = Home::settled();
    let text = format!("{}\n", "word ".repeat(2_000_000));
    let output = home.tildr(&["page", "new", "Big"]).write_stdin(text).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() || said.contains("next:"), "10 MB ends in a page or a sentence: {said}");
}

#[test]
fn an_unknown_page_is_a_sentence_with_a_next_step() {
    let home = Home::settled();
    for target in ["nope", "~:nope", "999999", "ENG:x", ""] {
        let said = home.fails(1, &["page", "show", target]);
        assert!(said.contains("next:"), "{said}");
    }
}

#[test]
fn the_editor_may_be_missing_fail_or_write_nothing() {
    let home = Home::settled();
    let id = home.ok_with(&["page", "new", "E"], "text\n").trim().to_owned();
    let edit = |editor: &str| {
        let mut command = home.tildr(&["page", "edit", &id]);
        command.env("EDITOR", editor);
        command.assert()
    };
    edit("/nowhere/editor").code(1).stderr(contains("cannot start the editor"));
    edit("false").code(1).stderr(contains("is kept in"));
    edit("true").success().stdout(contains("no change"));
    edit("truncate -s 0").code(2);
    assert_eq!(home.ok(&["page", "show", &id]), "text\n");
    edit("sed -i s/text/words/").success().stdout(contains("v2"));
    assert_eq!(home.ok(&["page", "show", &id]), "words\n");
}

/// An editor that replaces one word by another in the file it is given.
fn sed(from: &str, to: &str) -> String {
    format!("sed -i s/{from}/{to}/")
}

#[test]
fn what_is_stored_is_shown_edited_and_put() {
    let home = Home::settled();
    let body = "<p class=\"x\">one&nbsp;word</p>\n<p>two</p>";
    let id = home.ok_with(&["page", "new", "Raw", "--storage", "-q"], body).trim().to_owned();
    assert_eq!(home.ok(&["page", "show", "--storage", &id]), format!("{body}\n"));
    // What was shown is what was there.
    let said = home.ok_with(&["page", "put", "--storage", &id], format!("{body}\n"));
    assert!(said.contains("no change"), "{said}");
    let edit = |editor: &str| {
        let mut command = home.tildr(&["page", "edit", "--storage", &id]);
        command.env("EDITOR", editor);
        command.assert()
    };
    edit(&sed("two", "2")).success().stdout(contains("saved"));
    assert_eq!(home.ok(&["page", "show", "--storage", &id]), format!("{}\n", body.replace("two", "2")));
    // A flaw keeps what was written; the next try goes on with it.
    edit(&sed("word", "word<b>"))
        .code(1)
        .stderr(contains("nothing was saved: line 1, column").and(contains("page edit --storage")));
    edit(&sed("<b>", "!")).success().stderr(contains("going on with it"));
    assert!(home.ok(&["page", "show", "--storage", &id]).contains("word!"));
    edit("true").success().stdout(contains("no change")).stderr(contains("going on").not());
    home.tildr(&["page", "put", "--storage", &id])
        .write_stdin("<p>&nope;")
        .assert()
        .code(1)
        .stderr(contains("line 1, column 4"));
    home.tildr(&["page", "new", "X", "--storage"])
        .write_stdin("<p>")
        .assert()
        .code(1)
        .stderr(contains("next:"));
}

#[test]
fn a_page_that_is_not_well_formed_is_mended_as_it_is_stored() {
    let home = Home::settled();
    let id = home.ok(&["page", "new", "Broken", "-q"]).trim().to_owned();
    // Nothing of ours writes such a page; a wiki may hold one.
    home.ok_with(&["page", "put", "--storage", &id], "<p>one</p>");
    let db = rusqlite::Connection::open(home.profile().join("replica.db")).unwrap();
    let changed = db.execute("UPDATE body SET storage = '<p>one' WHERE storage = '<p>one</p>'", []).unwrap();
    assert_eq!(changed, 1);
    drop(db);
    home.tildr(&["page", "edit", &id])
        .env("EDITOR", "true")
        .assert()
        .code(1)
        .stderr(contains("not well-formed").and(contains("--storage")));
    home.tildr(&["page", "edit", "--storage", &id]).env("EDITOR", sed("one", "one<\\/p>")).assert().success();
    assert_eq!(home.ok(&["page", "show", "--storage", &id]), "<p>one</p>\n");
}

#[test]
fn a_save_that_takes_something_along_needs_a_yes() {
    let home = Home::settled();
    let body = "<p>a <ac:inline-comment-marker ac:ref=\"1\">word</ac:inline-comment-marker></p><p>b</p>";
    let id = home.ok_with(&["page", "new", "Noted", "--storage", "-q"], body).trim().to_owned();
    let put = |more: &[&str]| {
        let args: Vec<&str> = ["page", "put", id.as_str()].into_iter().chain(more.iter().copied()).collect();
        home.tildr(&args).write_stdin("b\n").assert()
    };
    put(&[]).code(2).stderr(contains("removes 1 comment anchor").and(contains("--yes")));
    put(&["--dry-run"]).success();
    assert_eq!(home.ok(&["page", "show", "--storage", &id]), format!("{body}\n"));
    // In an editor the text is kept until somebody says yes.
    let edit = |more: &[&str]| {
        let args: Vec<&str> = ["page", "edit", id.as_str()].into_iter().chain(more.iter().copied()).collect();
        home.tildr(&args).env("EDITOR", "sed -i /word/d").assert()
    };
    edit(&[]).code(2).stderr(contains("goes on with it"));
    edit(&["--yes"]).success().stderr(contains("going on with it"));
    assert_eq!(home.ok(&["page", "show", "--storage", &id]), "<p>b</p>\n");
}

#[test]
fn a_page_is_shown_with_what_it_shows_of_others() {
    let home = Home::settled();
    let id = home.ok_with(&["page", "new", "Above"], "::children\n").trim().to_owned();
    home.ok_with(&["page", "new", "Below it", "--parent", &id], ":::excerpt\nIn one word: *done*.\n:::\n");
    let shown = home.ok(&["page", "show", &id, "--format", "page"]);
    assert!(shown.contains("pages below") && shown.contains("Below it"), "{shown}");
}

#[test]
fn s1_04_a_page_goes_where_more_people_see_it_after_a_yes_alone() {
    let home = Home::settled();
    home.ok(&["admin", "user", "add", "bob", "--full-name", "Bob Ray"]);
    home.ok(&["space", "create", "ENG", "Engineering", "--with", "everyone"]);
    home.ok(&["sync"]);
    let id = home.ok_with(&["page", "new", "Draft"], "x\n").trim().to_owned();
    let would = home.ok(&["page", "move", &id, "ENG", "--dry-run"]);
    assert!(would.starts_with("would move Draft; ") && would.contains("can see it"), "{would}");
    let said = home.fails(2, &["page", "move", &id, "ENG"]);
    assert!(said.contains("more people see that place"), "{said}");
    assert_eq!(home.json(&["who", &id])["people"], serde_json::json!(["ann"]), "nothing was moved");
    home.ok(&["page", "move", &id, "ENG", "--yes"]);
    let people = home.json(&["who", &id])["people"].as_array().unwrap().clone();
    assert!(
        people.len() == 2 && people.contains(&"ann".into()) && people.contains(&"bob".into()),
        "{people:?}"
    );
    // Back nobody gains anything, and nothing is asked.
    home.ok(&["page", "move", &id, "~"]);
    assert_eq!(home.json(&["who", &id])["people"], serde_json::json!(["ann"]));
}
