//! Accounts on the machine that holds the wiki: `tildr admin`.

use crate::Home;
use serde_json::json;

/// The administrator `root` with a token, in a wiki nobody opened before.
fn begun() -> (Home, String) {
    let home = Home::new();
    let made = home.json(&["admin", "init", "--user", "root"]);
    assert_eq!(made["user"], "root");
    assert_eq!(made.as_object().unwrap().len(), 2);
    let token = made["token"].as_str().unwrap().to_owned();
    (home, token)
}

#[test]
fn s1_20_the_first_administrator_is_made_on_the_host_and_once() {
    let (home, token) = begun();
    assert!(token.starts_with("tdp_"));
    let said = home.fails(1, &["admin", "init", "--user", "eve"]);
    assert!(said.contains("`root` administers this wiki already"), "{said}");
    assert!(said.contains("next: `tildr admin global grant NAME site-admin`"), "{said}");
    let people = home.json(&["admin", "user", "list"]);
    let logins: Vec<_> = people.as_array().unwrap().iter().map(|one| one["login"].clone()).collect();
    assert_eq!(logins, ["root"], "whoever runs the command gets no account by it");
    assert_eq!(people[0]["state"], "administrator");
}

#[test]
fn s1_20_accounts_are_added_shown_changed_and_deactivated() {
    let (home, _) = begun();
    let add = ["admin", "user", "add", "ann", "--full-name", "Ann Lee", "--password-stdin"];
    assert_eq!(home.ok_with(&add, "correct horse battery\n"), "ann (Ann Lee): active\n");
    assert!(home.fails(1, &["admin", "user", "add", "ANN"]).contains("called `ANN` already"));
    home.ok(&["admin", "user", "add", "gil", "--guest", "--email", "gil@example.org"]);
    let shown = home.json(&["admin", "user", "show", "gil"]);
    assert_eq!(
        (&shown["guest"], &shown["password"], &shown["state"]),
        (&json!(true), &json!(false), &json!("guest"))
    );
    home.ok(&["admin", "user", "set", "gil", "--full-name", "Gil Roe", "--guest", "no"]);
    assert!(home.ok(&["admin", "user", "show", "gil"]).starts_with("gil (Gil Roe): active\n"));
    assert_eq!(home.ok(&["admin", "user", "deactivate", "ann"]), "ann (Ann Lee): deactivated\n");
    assert_eq!(home.ok(&["admin", "user", "activate", "ann"]), "ann (Ann Lee): active\n");
    assert!(home.fails(1, &["admin", "user", "deactivate", "root"]).contains("nobody would administer"));
    assert!(home.fails(1, &["admin", "user", "show", "zoe"]).contains("nobody here is called `zoe`"));
    assert!(home.fails(1, &["admin", "user", "add", "no such"]).contains("cannot be a login name"));
}

#[test]
fn s13_passwords_come_from_stdin_alone_and_are_not_short() {
    let (home, _) = begun();
    home.ok(&["admin", "user", "add", "ann"]);
    let password = ["admin", "user", "password", "ann", "--password-stdin"];
    let short = home.tildr(&password).write_stdin("short\n").assert().code(1).get_output().stderr.clone();
    assert!(String::from_utf8_lossy(&short).contains("at least 10 characters"));
    home.ok_with(&password, "correct horse battery\n");
    assert_eq!(home.json(&["admin", "user", "show", "ann"])["password"], true);
    home.ok(&["admin", "user", "password", "ann", "--none"]);
    assert_eq!(home.json(&["admin", "user", "show", "ann"])["password"], false);
    let asked = home.fails(1, &["admin", "user", "password", "ann"]);
    assert!(asked.contains("no terminal") && asked.contains("--password-stdin"), "{asked}");
    home.fails(1, &["admin", "user", "password", "ann", "secret"]);
}

#[test]
fn groups_hold_people_and_groups_and_never_themselves() {
    let (home, _) = begun();
    home.ok(&["admin", "user", "add", "ann"]);
    home.ok(&["admin", "group", "create", "Staff", "--description", "everybody here"]);
    home.ok(&["admin", "group", "add", "eng", "ann"]);
    assert_eq!(home.ok(&["admin", "group", "add", "staff", "group:eng", "root"]), "staff: ann, root\n");
    assert_eq!(
        home.json(&["admin", "group", "list"])[1],
        json!({"name": "staff", "description": "everybody here", "direct": ["root", "group:eng"],
            "members": ["ann", "root"]})
    );
    let said = home.fails(1, &["admin", "group", "add", "eng", "group:staff"]);
    assert!(said.contains("`eng` would be inside itself"), "{said}");
    home.fails(1, &["admin", "group", "add", "eng", "group:eng"]);
    assert_eq!(home.ok(&["admin", "group", "remove", "eng", "ann"]), "eng: \n");
    assert_eq!(home.json(&["admin", "user", "show", "ann"])["groups"], json!([]));
    home.fails(2, &["admin", "group", "delete", "staff"]);
    home.ok(&["admin", "group", "delete", "staff", "--yes"]);
    assert_eq!(home.json(&["admin", "group", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn tokens_and_global_permissions_are_kept_on_the_host() {
    let (home, _) = begun();
    home.ok(&["admin", "user", "add", "ann"]);
    let made =
        home.json(&["admin", "token", "create", "ann", "--scope", "read", "--name", "ci", "--days", "0"]);
    assert_eq!((&made["scope"], &made["expires"]), (&json!("read"), &json!(null)));
    let listed = home.json(&["admin", "token", "list", "ann"]);
    assert_eq!((&listed[0]["state"], &listed[0]["name"]), (&json!("good"), &json!("ci")));
    assert!(listed[0].get("token").is_none());
    let id = made["id"].to_string();
    home.ok(&["admin", "token", "revoke", &id]);
    assert_eq!(home.json(&["admin", "token", "list", "ann"])[0]["state"], "revoked");
    assert!(home.fails(1, &["admin", "token", "revoke", "1"]).contains("there is no token 1"));
    home.fails(1, &["admin", "token", "create", "ann", "--scope", "all"]);

    home.ok(&["admin", "global", "grant", "ann", "site-admin"]);
    home.ok(&["admin", "global", "revoke", "everyone", "create-space"]);
    home.ok(&["admin", "global", "grant", "anonymous", "use"]);
    let listed = home.json(&["admin", "global", "list"]);
    let of = |who: &str| listed.as_array().unwrap().iter().find(|one| one["subject"] == who).unwrap().clone();
    assert_eq!(of("ann")["permissions"], json!(["site-admin"]));
    assert_eq!(of("everyone")["permissions"], json!(["use", "view-profiles", "personal-space"]));
    assert_eq!(of("anonymous")["permissions"], json!(["use"]));
    let said = home.fails(1, &["admin", "global", "grant", "anonymous", "site-admin"]);
    assert!(said.contains("`anonymous` cannot hold `site-admin`"), "{said}");
}

#[test]
fn nothing_is_done_with_dry_run() {
    let home = Home::new();
    home.ok(&["admin", "init", "--user", "root", "--dry-run"]);
    home.ok(&["admin", "user", "add", "ann", "--dry-run"]);
    assert_eq!(home.json(&["admin", "user", "list"]), json!([]));
}

#[test]
fn whoever_had_the_wiki_alone_becomes_its_first_administrator() {
    let home = Home::settled();
    assert_eq!(home.json(&["admin", "init", "--user", "ann"])["user"], "ann");
    home.fails(1, &["admin", "init", "--user", "ann"]);
    home.ok(&["admin", "user", "add", "bob", "--full-name", "Bob"]);
    let people = home.json(&["admin", "user", "list"]);
    assert_eq!((&people[0]["full_name"], &people[0]["state"]), (&json!("Ann Lee"), &json!("administrator")));
    // Who has an account is known at once where spaces are shared.
    home.ok(&["space", "create", "ENG", "Engineering", "--with", "bob"]);
}

#[test]
fn who_it_was_at_the_first_start_is_who_it_stays() {
    let home = Home::settled();
    let as_eve = |args: &[&str]| {
        home.tildr(args).env("TILDR_ACCOUNT_LOGIN", "eve").write_stdin("As ann.").assert().success();
    };
    as_eve(&["page", "new", "--space", "~ann", "Kept"]);
    as_eve(&["sync", "--once"]);
    assert_eq!(home.json(&["outbox", "list"]), json!([]));
    let people = home.json(&["admin", "user", "list"]);
    assert_eq!(people.as_array().unwrap().len(), 1, "nobody else came to be: {people}");
}
