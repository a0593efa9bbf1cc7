//! The walk through the program in `docs/tour.md`, and the pictures beside it: real frames of the program itself, typed
//! by `--keys` into `tildr demo`, and held current. `UPDATE_DOCS=1` writes them again.
//!
//! A frame is a fenced block below a comment that says how it came to be:
//!
//! ```text
//! <!-- tildr demo --size 80x24 --keys '<Esc>?' -->
//! ```

use std::process::Command;

const TOUR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/tour.md");
const PICTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pictures");

/// The pictures: name and keys.
const DRAWN: [(&str, &[&str]); 3] = [
    ("search", &["--size", "100x24", "--keys", "<Esc>sgatew"]),
    ("editor", &["--size", "100x28", "--keys", "<Esc>gpchecklist<Enter>e<F4>"]),
    ("colours", &["--size", "100x28", "--keys", "<Esc>gpstorage<Enter>Tjjj"]),
];

/// Runs the program in its demonstration, on a day of its own.
fn tildr(arguments: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_tildr"))
        .arg("demo")
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TILDR_HOME", home.path())
        .env("TILDR_ACCOUNT_LOGIN", "ann")
        .env("TILDR_ACCOUNT_FULL_NAME", "Ann Lee")
        .env("TILDR_NOW", "2026-11-21T15:30:00Z")
        .env("TZ", "UTC")
        .env("TERM", "xterm-256color")
        .env("COLORTERM", "truecolor")
        .output()
        .expect("the program runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).expect("frames are UTF-8")
}

/// Reads `tildr demo --size 80x24 --keys '…'` as a shell does.
fn arguments(command: &str) -> Vec<&str> {
    let (before, keys) = command.split_once(" --keys '").expect("a frame names its keys");
    let keys = keys.strip_suffix('\'').expect("keys end with a quote");
    let before = before.strip_prefix("tildr demo").expect("frames come from the demonstration");
    before.split_whitespace().chain(["--keys", keys]).collect()
}

/// Puts the frames into the page.
fn drawn(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("<!-- tildr demo") {
        let (command, after) = after.split_once(" -->\n").expect("a comment ends");
        let after = after.strip_prefix("```text\n").expect("a frame is a fenced block");
        let (_, after) = after.split_once("\n```\n").expect("a fenced block ends");
        let frame = tildr(&arguments(&format!("tildr demo{command}")));
        text.push_str(&format!("{before}<!-- tildr demo{command} -->\n```text\n{frame}```\n"));
        rest = after;
    }
    text + rest
}

#[test]
fn the_tour_shows_the_program_as_it_is() {
    let page = std::fs::read_to_string(TOUR).expect("the tour is there");
    let now = drawn(&page);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(TOUR, &now).expect("docs/ can be written");
        return;
    }
    assert!(page == now, "docs/tour.md is old: run the tests with UPDATE_DOCS=1");
}

#[test]
fn the_pictures_show_the_program_as_it_is() {
    for (name, arguments) in DRAWN {
        let now = tildr(&[arguments, &["--print=svg"]].concat());
        let path = format!("{PICTURES}/{name}.svg");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(PICTURES).expect("docs/ can be written");
            std::fs::write(&path, &now).expect("docs/ can be written");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == now, "docs/pictures/{name}.svg is old: run the tests with UPDATE_DOCS=1");
    }
}
