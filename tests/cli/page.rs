//! Pages from the shell.

use super::Home;
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
