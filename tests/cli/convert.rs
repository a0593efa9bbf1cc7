//! `tildr convert` as a filter: what it prints, what it writes, and what it says when it will not.

use super::Home;
use predicates::prelude::*;
use predicates::str::contains;
use std::fs;

const TO_MARKDOWN: [&str; 5] = ["convert", "--from", "storage", "--to", "markdown"];
const TO_STORAGE: [&str; 5] = ["convert", "--from", "markdown", "--to", "storage"];

const BASE: &str = "<p class=\"x\">one&nbsp;word</p>\n<p>two</p>\
    <ac:structured-macro ac:name=\"chart\" ac:macro-id=\"7\"><ac:parameter ac:name=\"type\">pie</ac:parameter>\
    </ac:structured-macro>";

/// A folder with the original in it.
struct Desk {
    home: Home,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { home: Home::new() };
        desk.put("base.xml", BASE);
        desk
    }

    fn path(&self, name: &str) -> String {
        self.home.path().join(name).to_str().unwrap().to_owned()
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.home.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.home.path().join(name)).unwrap()
    }

    /// Runs the way back to storage with these words more.
    fn back(&self, more: &[&str], stdin: &str) -> assert_cmd::assert::Assert {
        let base = self.path("base.xml");
        let args: Vec<&str> =
            TO_STORAGE.iter().copied().chain(["--base", &base]).chain(more.iter().copied()).collect();
        self.home.tildr(&args).write_stdin(stdin).assert()
    }

    fn markdown(&self) -> String {
        let base = self.path("base.xml");
        let args: Vec<&str> = TO_MARKDOWN.into_iter().chain([base.as_str()]).collect();
        self.home.ok(&args)
    }
}

#[test]
fn both_directions_take_stdin_or_files() {
    let desk = Desk::new();
    let markdown = desk.markdown();
    assert_eq!(desk.home.ok_with(&TO_MARKDOWN, BASE), markdown);
    desk.put("page.md", markdown.replace("two", "2"));
    let (base, page) = (desk.path("base.xml"), desk.path("page.md"));
    let edited = BASE.replace("two", "2");
    let with_files: Vec<&str> = TO_STORAGE.into_iter().chain(["--base", &base, &page]).collect();
    assert_eq!(desk.home.ok(&with_files), edited);
    let base_piped: Vec<&str> = TO_STORAGE.into_iter().chain(["--base", "-", &page]).collect();
    assert_eq!(desk.home.ok_with(&base_piped, BASE), edited);
    desk.back(&["-"], &fs::read_to_string(&page).unwrap()).success().stdout(edited);
    assert_eq!(desk.home.ok_with(&TO_STORAGE, "# A\n"), "<h1>A</h1>");
}

#[test]
fn an_unchanged_text_gives_the_bytes_back() {
    let desk = Desk::new();
    let markdown = desk.markdown();
    for text in [
        markdown.clone(),
        markdown.trim_end().to_owned(),
        markdown.replace('\n', "\r\n"),
        format!("\u{feff}{markdown}"),
    ] {
        desk.back(&[], &text).success().stdout(BASE);
    }
}

#[test]
fn windows_line_ends_and_marks_are_no_edit() {
    let desk = Desk::new();
    let text = desk.markdown().replace("two", "2").replace('\n', "\r\n");
    desk.back(&[], &format!("\u{feff}{text}")).success().stdout(BASE.replace("two", "2"));
    // The mark of the original stays, and is no text.
    desk.put("base.xml", format!("\u{feff}{BASE}"));
    assert!(!desk.markdown().contains('\u{feff}'));
    desk.back(&[], &text).success().stdout(format!("\u{feff}{}", BASE.replace("two", "2")));
    assert_eq!(desk.home.ok_with(&TO_STORAGE, "\u{feff}# A\r\n\r\nb\r\nc\r\n"), "<h1>A</h1><p>b c</p>");
}

#[test]
fn a_refusal_names_the_line_and_leaves_the_output_alone() {
    let desk = Desk::new();
    desk.put("out.xml", "as it was");
    let out = desk.path("out.xml");
    let text = desk.markdown().replace("two", "two\n\n:::no-such-macro\nx\n:::");
    desk.back(&["--output", &out], &text)
        .code(1)
        .stdout("")
        .stderr(contains("nothing was written: line 5").and(contains("next: change line 5")));
    assert_eq!(desk.read("out.xml"), "as it was");
}

#[test]
fn what_goes_unsaid_is_named() {
    let desk = Desk::new();
    let text = desk.markdown().replace("\n::chart{type=pie}\n", "");
    desk.back(&[], &text).success().stderr(contains("removes 1 chart macro"));
}

#[test]
fn a_page_that_is_not_well_formed_is_refused_in_both_directions() {
    let desk = Desk::new();
    desk.put("base.xml", "<p>one</p>\n<p>two <b>x</p>");
    let reason = || contains("not well-formed").and(contains("line 2")).and(contains("--storage"));
    desk.back(&[], "one\n\n2\n").code(1).stdout("").stderr(reason());
    let base = desk.path("base.xml");
    let args: Vec<&str> = TO_MARKDOWN.into_iter().chain([base.as_str()]).collect();
    desk.home.tildr(&args).assert().code(1).stdout("").stderr(reason());
}

#[test]
fn wrong_uses_say_what_to_do() {
    let desk = Desk::new();
    let next = |words: &'static str| contains(words).and(contains("next:"));
    desk.back(&["/nowhere/at/all.md"], "").code(1).stderr(next("cannot read `/nowhere/at/all.md`"));
    let nowhere: Vec<&str> = TO_STORAGE.into_iter().chain(["--base", "/nowhere/at/all.xml"]).collect();
    desk.home.tildr(&nowhere).write_stdin("a").assert().code(1).stderr(next("/nowhere/at/all.xml"));
    let twice: Vec<&str> = TO_STORAGE.into_iter().chain(["--base", "-"]).collect();
    desk.home.tildr(&twice).write_stdin("a").assert().code(1).stderr(next("both come from stdin"));
    let based: Vec<&str> = TO_MARKDOWN.into_iter().chain(["--base", "x"]).collect();
    desk.home.tildr(&based).write_stdin("a").assert().code(1).stderr(next("--base"));
    desk.home.tildr(&TO_STORAGE).write_stdin(*b"\xff\xfea\0").assert().code(1).stderr(next("UTF-16"));
    let folder = desk.home.path().to_str().unwrap().to_owned();
    desk.back(&[&folder], "").code(1).stderr(next("cannot read"));
    desk.back(&["-o", &folder], "a").code(1).stderr(next("is a folder"));
    desk.back(&["-o", &desk.path("no/such/out.xml")], "a").code(1).stderr(next("cannot write"));
    desk.home.fails(1, &["convert", "--from", "markdown", "--to", "markdown"]);
    desk.home.fails(1, &["convert", "--from", "word", "--to", "markdown"]);
}

#[test]
fn the_output_is_replaced_whole_and_a_link_stays_one() {
    let desk = Desk::new();
    desk.put("out.xml", "old");
    std::os::unix::fs::symlink(desk.home.path().join("out.xml"), desk.home.path().join("link.xml")).unwrap();
    let link = desk.path("link.xml");
    desk.back(&["-o", &link], &desk.markdown()).success().stdout("");
    assert_eq!(desk.read("out.xml"), BASE);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    // The original itself may be the output.
    desk.back(&["-o", &desk.path("base.xml")], &desk.markdown().replace("two", "2")).success();
    assert_eq!(desk.read("base.xml"), BASE.replace("two", "2"));
    desk.back(&["-o", "-"], &desk.markdown()).success().stdout(BASE.replace("two", "2"));
}

#[test]
fn what_becomes_of_each_block_is_explained() {
    let desk = Desk::new();
    let out = desk.path("out.xml");
    let text = desk.markdown().replace("two", "two 2");
    let text = format!("# New\n\n{}", text.replace("::chart{type=pie}\n", ""));
    let told = desk.back(&["--explain", "-o", &out], &text).success();
    let told = String::from_utf8(told.get_output().stdout.clone()).unwrap();
    let rows: Vec<Vec<&str>> = told.lines().map(|line| line.split_whitespace().take(3).collect()).collect();
    assert_eq!(
        rows,
        [
            ["LINE", "WHAT", "BLOCK"],
            ["1", "new", "heading"],
            ["3", "kept", "paragraph"],
            ["5", "edited", "paragraph"],
            ["-", "deleted", "chart"],
            ["removes:", "1", "chart"],
        ]
    );
    assert!(told.contains("two 2"), "{told}");
    // The result on stdout stays the result.
    let piped = desk.back(&["--explain"], &text).success();
    assert_eq!(String::from_utf8_lossy(&piped.get_output().stdout), desk.read("out.xml"));
    assert!(String::from_utf8_lossy(&piped.get_output().stderr).starts_with(&told));
    desk.back(&["--explain"], &desk.markdown()).success().stdout(BASE).stderr(contains("nothing was edited"));
    let anew: Vec<&str> = TO_STORAGE.into_iter().chain(["--explain"]).collect();
    desk.home
        .tildr(&anew)
        .write_stdin("# a\n")
        .assert()
        .success()
        .stdout("<h1>a</h1>")
        .stderr(contains("new"));
    let wrong: Vec<&str> = TO_MARKDOWN.into_iter().chain(["--explain"]).collect();
    desk.home.tildr(&wrong).write_stdin("a").assert().code(1).stderr(contains("--explain"));
}

#[test]
fn an_explanation_in_json_is_one_object() {
    let desk = Desk::new();
    let out = desk.path("out.xml");
    let explained = |text: &str, code: i32| {
        let told = desk.back(&["--explain", "--json", "-o", &out], text).code(code);
        serde_json::from_slice::<serde_json::Value>(&told.get_output().stdout).unwrap()
    };
    let told = explained(&desk.markdown().replace("two", "2"), 0);
    assert_eq!(told["changed"], true);
    assert_eq!(
        told["blocks"][1],
        serde_json::json!({
            "what": "edited", "block": "paragraph", "depth": 0, "line": 3, "base_line": 3, "text": "2",
        })
    );
    assert_eq!(told["refused"], serde_json::Value::Null);
    desk.put("base.xml", "<p>a</p><table><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table>");
    let text = desk.markdown().replace("x\n", "x\n\n::cell{B1}\n\ny\n");
    let told = explained(&text, 1);
    assert_eq!((&told["changed"], &told["blocks"][1]["block"]), (&false.into(), &"table".into()));
    assert!(told["refused"]["line"].as_u64().is_some_and(|line| line >= 3), "{told}");
    assert_eq!(desk.read("out.xml"), BASE.replace("two", "2"), "a refusal leaves it alone");
    desk.back(&[], &text).code(1).stderr(contains("nothing was written: line"));
}
