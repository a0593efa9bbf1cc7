//! Who can see and do what, from the shell.

use super::Home;

/// A wiki with a second person in a group, and a page that everybody sees.
fn shared() -> (Home, String) {
    let home = Home::settled();
    home.ok(&["perms", "grant", "~", "everyone", "read", "--yes"]);
    let id = home.ok_with(&["page", "new", "Plan"], "x\n").trim().to_owned();
    (home, id)
}

#[test]
fn s0_25_a_page_is_restricted_looked_at_and_opened_again() {
    let (home, id) = shared();
    assert_eq!(home.json(&["who", &id])["restrictions"][0]["read"], serde_json::Value::Null);
    let would = home.ok(&["restrict", "set", &id, "--read", "ann", "--dry-run"]);
    assert!(would.starts_with("would change \"Plan\""), "{would}");
    assert_eq!(home.json(&["restrict", &id]), serde_json::json!([]), "a dry run changes nothing");
    home.ok(&["restrict", "set", &id, "--read", "ann", "--yes"]);
    let listed = home.json(&["restrict", &id]);
    assert_eq!(listed, serde_json::json!([{"may": "see", "who": "ann", "listed on": "this page"}]));
    assert_eq!(home.json(&["who", &id])["people"], serde_json::json!(["ann"]));
    home.ok(&["restrict", "clear", &id, "--yes"]);
    assert_eq!(home.json(&["restrict", &id]), serde_json::json!([]));
    let refused = home.fails(1, &["restrict", "set", &id, "--read", "zoe"]);
    assert!(refused.contains("nobody here is called `zoe`"), "{refused}");
}

#[test]
fn why_says_a_sentence_and_ends_with_0_or_1() {
    let (home, id) = shared();
    let said = home.ok(&["why", "me", "edit", &id]);
    assert!(said.starts_with("You can edit \"Plan\" because "), "{said}");
    let denied = home.tildr(&["why", "anonymous", "view", &id]).output().unwrap();
    assert_eq!((denied.status.code(), String::from_utf8_lossy(&denied.stderr).as_ref()), (Some(1), ""));
    assert!(String::from_utf8_lossy(&denied.stdout).contains("nobody read without an account"), "{denied:?}");
    let absent = home.tildr(&["why", "me", "view", "99", "--json"]).output().unwrap();
    let absent: serde_json::Value = serde_json::from_slice(&absent.stdout).unwrap();
    assert_eq!(
        (&absent["allowed"], &absent["code"]),
        (&false.into(), &"NOT_FOUND_OR_HIDDEN".into()),
        "{absent}"
    );
    let refused = home.fails(1, &["why", "me", "fly", &id]);
    assert!(refused.contains("one of: view, "), "{refused}");
}

#[test]
fn s0_16_permissions_are_granted_shown_and_revoked() {
    let (home, _) = shared();
    let row = |who: &str| {
        let rows = home.json(&["perms", "~"]);
        let found = rows.as_array().unwrap().iter().find(|row| row["who"] == who).cloned();
        found.map(|row| row["may"].as_str().unwrap().to_owned())
    };
    assert_eq!(row("everyone").as_deref(), Some("view"));
    home.ok(&["perms", "grant", "~", "everyone", "comment", "--yes"]);
    assert_eq!(row("everyone").as_deref(), Some("view comment"));
    home.ok(&["perms", "revoke", "~", "everyone", "view", "--yes"]);
    assert_eq!(row("everyone"), None);
    let refused = home.fails(1, &["perms", "revoke", "~", "ann", "admin"]);
    assert!(refused.contains("own"), "the owner keeps every permission: {refused}");
    home.fails(1, &["perms", "grant", "~", "everyone", "fly"]);
}

#[test]
fn what_locks_oneself_out_is_asked_about_by_name() {
    let home = Home::settled();
    home.ok(&["admin", "user", "add", "bob"]);
    home.ok(&["space", "create", "ENG", "Engineering", "--with", "bob"]);
    let last = home.fails(1, &["perms", "revoke", "ENG", "ann", "admin", "--yes"]);
    assert!(last.contains("no administrator"), "{last}");
    assert_eq!(last.matches("`tildr perms grant").count(), 1, "the way out is said once: {last}");
    home.ok(&["perms", "grant", "ENG", "bob", "admin"]);
    let asked = home.fails(2, &["perms", "revoke", "ENG", "ann", "admin"]);
    assert!(asked.contains("you would no longer administer the space"), "{asked}");
    home.ok(&["perms", "revoke", "ENG", "ann", "admin", "--yes"]);
}

#[test]
fn s0_46_a_script_learns_whether_a_group_can_see_what_is_meant_for_it() {
    let (home, id) = shared();
    home.ok(&["admin", "user", "add", "bob", "--full-name", "Bob Ray"]);
    home.ok(&["admin", "group", "set", "staff", "ann", "bob"]);
    home.ok(&["space", "create", "OWN", "My own"]);
    home.ok(&["sync"]);
    let said = home.ok(&["check", "visible", "--group", "staff", "~", &id]);
    assert_eq!(said.matches("everybody").count(), 2, "{said}");
    let checked = |args: &[&str]| {
        let output =
            home.tildr(&[&["check", "visible", "--group", "staff"], args].concat()).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, said, complained) = checked(&["~", "OWN"]);
    assert_eq!((code, complained.as_str()), (Some(1), ""), "{said}");
    assert!(said.contains("not bob"), "{said}");
    let (_, said, _) = checked(&["OWN", "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["targets"], serde_json::json!([{"target": "OWN", "visible": false, "cannot": ["bob"]}]));
    home.ok(&["restrict", "set", &id, "--read", "ann", "--yes"]);
    assert_eq!(checked(&[&id]).0, Some(1), "the page is asked about, not its space alone");
    assert!(home.fails(1, &["check", "visible", "--group", "nobody", "~"]).contains("nobody here is called"));
}

#[test]
fn s0_09_private_and_open_are_exchanged_exactly() {
    let home = Home::settled();
    let grants = || home.json(&["perms", "~"]);
    let private = grants();
    home.ok(&["perms", "grant", "~", "everyone", "read", "--yes"]);
    let open = grants();
    assert_eq!(home.json(&["who", "~"])["audience"], "everyone here");
    for _ in 0..2 {
        home.ok(&["perms", "revoke", "~", "everyone", "view", "--yes"]);
        assert_eq!(grants(), private);
        assert_eq!(home.json(&["who", "~"])["people"], serde_json::json!(["ann"]));
        home.ok(&["perms", "grant", "~", "everyone", "read", "--yes"]);
        assert_eq!(grants(), open);
    }
}
