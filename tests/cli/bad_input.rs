//! Each ends in a sentence with a next step.

use super::Home;
use predicates::str::contains;
use std::fs;

#[test]
fn no_terminal_and_a_dumb_one() {
    let home = Home::new();
    home.tildr(&[]).assert().code(1).stderr(contains("needs a terminal").and_next());
    home.tildr(&[]).env("TERM", "dumb").assert().code(1).stderr(contains("tildr --help"));
    home.tildr(&["demo"]).assert().code(1).stderr(contains("needs a terminal"));
}

/// Every refusal says what to do.
trait AndNext {
    fn and_next(self) -> predicates::BoxPredicate<str>;
}

impl<P: predicates::Predicate<str> + Send + Sync + 'static> AndNext for P {
    fn and_next(self) -> predicates::BoxPredicate<str> {
        use predicates::prelude::*;
        self.and(contains("next:")).boxed()
    }
}

#[test]
fn a_home_that_is_none() {
    let home = Home::new();
    home.tildr(&["page", "list"])
        .env("TILDR_HOME", "relative")
        .assert()
        .code(1)
        .stderr(contains("TILDR_HOME"));
    home.tildr(&["page", "list"])
        .env("TILDR_HOME", "/dev/null/x")
        .assert()
        .code(3)
        .stderr(contains("cannot write").and_next());
    let nowhere = || {
        let mut command = home.tildr(&["page", "list"]);
        command.env_remove("TILDR_HOME").env("HOME", "/dev/null");
        command
    };
    nowhere().assert().code(3).stderr(contains("TILDR_HOME"));
}

#[test]
fn a_configuration_with_mistakes_tells_all_of_them() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config")).unwrap();
    fs::write(home.path().join("config/config.toml"), "mouse = 3\n\n[jot]\nday_start = \"04:00\"\n").unwrap();
    let said = home.fails(1, &["page", "list"]);
    assert!(
        said.contains("config.toml:1: `mouse`") && said.contains("config.toml:4: there is no setting"),
        "{said}"
    );
    // What does not need it still works.
    home.ok(&["config", "path"]);
    home.ok_with(&["convert", "--from", "markdown", "--to", "storage"], "x");
    home.fails(1, &["doctor"]);
}

#[test]
fn key_bindings_with_mistakes_tell_all_of_them() {
    let home = Home::new();
    fs::create_dir_all(home.path().join("config")).unwrap();
    fs::write(
        home.path().join("config/keys.toml"),
        "[browse]\nx = \"no-such-thing\"\n\n[nowhere]\ny = \"up\"\n",
    )
    .unwrap();
    let said = home.fails(1, &["config", "keys"]);
    assert!(said.contains("keys.toml:2:") && said.contains("keys.toml:4:"), "{said}");
}

#[test]
fn damaged_and_newer_stores() {
    let home = Home::settled();
    let set_version = |file: &str| {
        let db = rusqlite::Connection::open(home.profile().join(file)).unwrap();
        db.pragma_update(None, "user_version", 9999).unwrap();
    };
    set_version("drafts.db");
    let said = home.fails(3, &["page", "list"]);
    assert!(said.contains("newer tildr") && said.contains("next:"), "{said}");

    let home = Home::settled();
    for side in ["wiki.db-wal", "wiki.db-shm"] {
        let _ = fs::remove_file(home.profile().join(side));
    }
    fs::write(home.profile().join("wiki.db"), vec![b'x'; 8192]).unwrap();
    let said = home.fails(3, &["space", "create", "ENG", "E"]);
    assert!(said.contains("damaged") && said.contains("next:"), "{said}");
    let checked = home.tildr(&["doctor"]).assert().code(1).get_output().stdout.clone();
    assert!(String::from_utf8_lossy(&checked).contains("wiki.db\twrong"));
}

#[test]
fn s15_nobody_else_reads_the_files() {
    let home = Home::settled();
    home.ok(&["jot", "x"]);
    use std::os::unix::fs::PermissionsExt;
    for entry in fs::read_dir(home.profile()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o077;
        assert_eq!(mode, 0, "{:?}", entry.path());
    }
    home.ok(&["doctor"]);
    fs::set_permissions(home.profile().join("wiki.db"), fs::Permissions::from_mode(0o644)).unwrap();
    home.fails(1, &["doctor"]);
    home.ok(&["doctor", "--repair"]);
    home.ok(&["doctor"]);
}

#[test]
fn conversion_refuses_and_leaves_the_output_alone() {
    let home = Home::new();
    let (base, out) = (home.path().join("base.xml"), home.path().join("out.xml"));
    fs::write(&base, "<p>one</p><p>two</p>").unwrap();
    let (base, out) = (base.to_str().unwrap(), out.to_str().unwrap());
    let convert = ["convert", "--from", "markdown", "--to", "storage", "--base", base, "--output", out];
    home.ok_with(&convert, "one\n\n2\n");
    assert_eq!(fs::read_to_string(out).unwrap(), "<p>one</p><p>2</p>");
    home.tildr(&convert).write_stdin(*b"\xff").assert().code(1).stderr(contains("UTF-8"));
    assert_eq!(fs::read_to_string(out).unwrap(), "<p>one</p><p>2</p>");
    let back =
        home.ok_with(&["convert", "--from", "storage", "--to", "markdown"], "<p>a <strong>b</strong></p>");
    assert_eq!(back, "a **b**\n");
    home.fails(1, &["convert", "--from", "storage", "--to", "storage"]);
}

#[test]
fn usage_errors_end_with_one() {
    let home = Home::new();
    home.fails(1, &["nonsense"]);
    home.fails(1, &["page", "show"]);
    home.ok(&["--version"]);
    home.ok(&["--help"]);
    assert!(home.ok(&["completions", "bash"]).contains("tildr"));
    assert!(home.ok(&["man"]).contains(".TH"));
}

#[test]
fn profiles_are_made_used_and_removed() {
    let home = Home::new();
    home.ok(&["profile", "add", "work"]);
    home.fails(1, &["profile", "add", "../x"]);
    home.ok(&["profile", "use", "work"]);
    assert!(home.ok(&["profile", "list"]).contains("work\tin use"));
    home.fails(1, &["profile", "remove", "work", "--yes"]);
    home.ok(&["profile", "use", "default"]);
    home.fails(2, &["profile", "remove", "work"]);
    home.ok(&["profile", "remove", "work", "--yes"]);
    home.fails(1, &["profile", "use", "work"]);
}
