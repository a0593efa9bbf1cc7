//! Spaces from the shell, and the guided flow filled from flags.

use super::Home;

#[test]
fn gf_02_a_dry_run_and_a_missing_yes_make_nothing() {
    let home = Home::new();
    assert!(home.ok(&["space", "add-personal", "--dry-run"]).contains("~ann"));
    home.fails(2, &["space", "add-personal"]);
    assert_eq!(home.json(&["space", "list"]).as_array().unwrap().len(), 0);
}

#[test]
fn gf_04_private_is_the_default_and_a_second_space_is_refused() {
    let home = Home::new();
    let made = home.json(&["space", "add-personal", "--yes", "--name", "My desk"]);
    assert_eq!((made["key"].as_str(), made["audience"].as_str()), (Some("~ann"), Some("only you")));
    assert_eq!(home.json(&["space", "show", "~"])["name"], "My desk");
    let said = home.fails(1, &["space", "add-personal", "--yes"]);
    assert!(said.contains("already") && said.contains("next:"), "{said}");
}

#[test]
fn s0_51_deleted_restored_and_started_anew() {
    let home = Home::settled();
    home.ok(&["page", "new", "Old"]);
    home.fails(2, &["space", "delete", "~"]);
    home.ok(&["space", "delete", "~", "--yes"]);
    let said = home.fails(1, &["space", "add-personal", "--yes"]);
    assert!(said.contains("--restore") && said.contains("--anew"), "{said}");
    home.ok(&["space", "add-personal", "--yes", "--restore"]);
    assert!(home.ok(&["page", "list"]).contains("Old"));
    home.ok(&["space", "delete", "~", "--yes"]);
    home.ok(&["space", "add-personal", "--yes", "--anew"]);
    assert!(!home.ok(&["page", "list", "--space", "~"]).contains("Old"));
}

#[test]
fn site_spaces_are_made_archived_and_brought_back() {
    let home = Home::settled();
    home.ok(&["space", "create", "ENG", "Engineering"]);
    // S0-47: keys compare without case.
    assert_eq!(home.json(&["space", "show", "eng"])["name"], "Engineering");
    home.fails(1, &["space", "create", "~x", "No"]);
    home.fails(1, &["space", "create", "a b", "No"]);
    home.ok(&["space", "archive", "ENG"]);
    assert!(!home.ok(&["space", "list"]).contains("ENG"));
    assert!(home.ok(&["space", "list", "--all"]).contains("archived"));
    home.ok(&["space", "unarchive", "ENG"]);
    assert!(home.ok(&["space", "list"]).contains("ENG"));
}

#[test]
fn s0_55_the_demonstration_leaves_no_trace() {
    let home = Home::new();
    let shared = tempfile::TempDir::new().unwrap();
    let output = home.tildr(&["demo", "space", "list"]).env("TMPDIR", shared.path()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("ENG") && said.contains("~ada"), "{said}");
    assert_eq!(std::fs::read_dir(shared.path()).unwrap().count(), 0);
    assert!(!home.path().join("data/profiles").exists());
}

#[test]
fn a_removal_can_be_confirmed_before_it_is_asked_about() {
    let home = Home::settled();
    assert!(home.ok(&["sync", "--confirm-removal"]).contains("everything is in sync"));
    home.fails(1, &["sync", "--status", "--confirm-removal"]);
}

#[test]
fn an_unquoted_tilde_that_the_shell_turned_into_a_folder_still_names_the_space() {
    let home = Home::settled();
    let folder = home.path().to_string_lossy().into_owned();
    let shown = home.tildr(&["space", "show", &folder]).env("HOME", &folder).assert().success();
    assert!(String::from_utf8_lossy(&shown.get_output().stdout).contains("~ann"));
}

#[test]
fn a_space_is_made_for_a_group_of_people() {
    let home = Home::new();
    home.ok(&["admin", "group", "set", "staff", "ann"]);
    let staff = &home.json(&["admin", "group", "list"])[0];
    assert_eq!((&staff["name"], &staff["members"]), (&"staff".into(), &serde_json::json!(["ann"])));
    home.ok(&["space", "create", "ENG", "Engineering", "--with", "staff"]);
    home.ok(&["space", "create", "ALL", "Everybody", "--with", "everyone"]);
    let grants = home.json(&["space", "show", "ENG"])["grants"].to_string();
    assert!(grants.contains("staff"), "{grants}");
    let refused = home.fails(1, &["space", "create", "X", "X", "--with", "nobody"]);
    assert!(refused.contains("nobody here is called `nobody`"), "{refused}");
    let refused = home.fails(1, &["admin", "group", "set", "staff", "zoe"]);
    assert!(refused.contains("nobody here is called `zoe`"), "{refused}");
    home.fails(1, &["admin", "group", "set", "no such", "ann"]);
    home.ok(&["admin", "group", "set", "staff"]);
    assert_eq!(home.json(&["admin", "group", "list"])[0]["members"], serde_json::json!([]));
}

#[test]
fn s0_18_pages_and_spaces_are_watched_from_the_shell() {
    let home = Home::settled();
    // S0-17: who makes a personal space watches it.
    assert_eq!(home.ok(&["watch", "~"]), "~ann is watched already\n");
    let id = home.ok_with(&["page", "new", "Plan"], "x\n").trim().to_owned();
    home.ok(&["page", "watch", &id]);
    let names: Vec<String> =
        home.json(&["watch"]).as_array().unwrap().iter().map(|w| w["name"].to_string()).collect();
    assert_eq!(names, ["\"Plan\"", "\"~ann\""]);
    assert_eq!(home.ok(&["page", "watch", &id, "--off"]), "not watching Plan\n");
    assert_eq!(home.ok(&["unwatch", &id]), "Plan is not watched\n");
    home.ok(&["unwatch", "~"]);
    assert_eq!(home.json(&["watch"]), serde_json::json!([]));
}

#[test]
fn s0_12_s0_57_what_a_start_wrote_is_ordinary_text_afterwards() {
    let home = Home::new();
    home.ok(&["space", "add-personal", "--yes", "--template", "about-me"]);
    let id = home.json(&["space", "show", "~"])["home"].as_str().unwrap().to_owned();
    let before = home.ok(&["page", "show", &id, "--format", "storage"]);
    assert!(!before.contains("{{") && before.contains("Ann"), "{before}");
    let mine = "Only this. {{user.name}} stays as it is typed.\n";
    home.ok_with(&["page", "put", &id, "--yes"], mine);
    home.ok(&["sync"]);
    let stored = home.ok(&["page", "show", &id, "--format", "storage"]);
    assert_eq!(
        stored.trim(),
        "<p>Only this. {{user.name}} stays as it is typed.</p>",
        "nothing is put in again"
    );
    home.ok_with(&["page", "put", &id, "--yes"], "");
    assert_eq!(home.ok(&["page", "show", &id, "--format", "markdown"]).trim(), "", "it may be emptied");
}

#[test]
fn gf_15_who_does_not_want_to_be_told_does_not_watch() {
    let home = Home::new();
    home.ok(&["space", "add-personal", "--yes", "--no-watch"]);
    assert_eq!(home.json(&["watch"]), serde_json::json!([]));
}
