//! Typing into the interface from a script: `--keys`, `--print`, `--size`.

use super::Home;

#[test]
fn a_jot_typed_by_a_script_is_kept() {
    let home = Home::settled();
    let frame = home.ok(&["--keys", "gjbuy milk<Enter>gt", "--print", "--size", "80x24"]);
    assert_eq!(frame.lines().count(), 24, "{frame}");
    assert!(frame.contains("buy milk") && frame.contains("only you"), "{frame}");
    assert!(home.ok(&["today"]).contains("buy milk"), "it is on the wiki");
}

#[test]
fn the_same_keys_give_the_same_frame() {
    let play = || {
        let home = Home::new();
        let arguments = ["demo", "--keys", "<Esc>gpcheck<Enter>", "--print=ansi", "--size=120x40"];
        let output = home
            .tildr(&arguments)
            .env("TILDR_NOW", "2026-11-21T15:30:00Z")
            .env("TZ", "UTC")
            .assert()
            .success()
            .get_output()
            .stdout
            .clone();
        String::from_utf8(output).unwrap()
    };
    let first = play();
    assert!(first.contains("\u{1b}[0m") && first.contains("synced"), "{first}");
    assert_eq!(first, play());
}

#[test]
fn a_picture_is_svg() {
    let svg = Home::new().ok(&["--print=svg", "--size", "60x16"]);
    assert!(svg.starts_with("<svg ") && svg.contains("Welcome"), "{svg}");
}

#[test]
fn a_slip_in_the_keys_is_told_before_anything_is_opened() {
    let home = Home::new();
    for (arguments, says) in [
        (vec!["--keys", "jj<Entr>"], "`<Entr>` is no key"),
        (vec!["demo", "--keys", "j<"], "`<` begins a key that does not end"),
        (vec!["--keys", "j", "--size", "80"], "`80` is no size"),
        (vec!["--keys", "<Esc>gqj"], "the program had ended before `j`"),
        (vec!["today", "--keys", "j"], "unexpected argument"),
        (vec!["--keys", "j", "today"], "are for the interface"),
    ] {
        let told = home.tildr(&arguments).assert().code(1).get_output().stderr.clone();
        let told = String::from_utf8(told).unwrap();
        assert!(told.contains(says), "{arguments:?}: {told}");
    }
}

#[test]
fn keys_alone_are_the_table_in_force() {
    let home = Home::new();
    let table = home.ok(&["--keys"]);
    assert!(table.contains("go-home") && table == home.ok(&["config", "keys"]), "{table}");
}
