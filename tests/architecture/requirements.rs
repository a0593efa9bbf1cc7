//! Writes `docs/requirements.md`: every requirement with the tests that carry its id in their names.
//!
//! `UPDATE_DOCS=1 cargo test --test architecture` writes the page anew; without it a page that lags fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// One requirement a line: its id, then what it asks for in a few words.
const REQUIREMENTS: &str = include_str!("requirements.txt");

const HEAD: &str = "\
# Requirements and the tests that show them

Written by `UPDATE_DOCS=1 cargo test --test architecture` from the names of the tests: a test that shows a requirement
carries its id, as in `s0_07_private_is_the_owner_alone`. *open* means that no test shows it yet, whatever is built.

";

#[test]
fn every_requirement_is_listed_with_its_tests() {
    let written = page();
    let path = root().join("docs/requirements.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &written).expect("docs can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == written, "docs/requirements.md lags: run `UPDATE_DOCS=1 cargo test --test architecture`");
}

#[test]
fn every_id_in_a_test_is_a_requirement() {
    let known: Vec<&str> = requirements().map(|(id, _)| id).collect();
    let unknown: Vec<_> = tests_by_id().into_keys().filter(|id| !known.contains(&id.as_str())).collect();
    assert!(unknown.is_empty(), "tests name requirements that are not listed: {unknown:?}");
}

fn page() -> String {
    let tests = tests_by_id();
    let shown = requirements().filter(|(id, _)| tests.contains_key(*id)).count();
    let mut page = HEAD.to_owned();
    writeln!(page, "{shown} of {} are shown by a test.\n", requirements().count()).expect("a string");
    page.push_str("| id | asks for | shown by |\n|---|---|---|\n");
    for (id, what) in requirements() {
        let shown = match tests.get(id) {
            Some(tests) => tests.join("<br>"),
            None => "*open*".to_owned(),
        };
        writeln!(page, "| {id} | {what} | {shown} |").expect("a string");
    }
    page
}

fn requirements() -> impl Iterator<Item = (&'static str, &'static str)> {
    REQUIREMENTS.lines().map(|line| line.split_once(' ').expect("an id and words"))
}

/// The tests by the ids in their names, each as `` `name` (file) ``.
fn tests_by_id() -> BTreeMap<String, Vec<String>> {
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        collect(&root().join(folder), &mut files);
    }
    files.sort();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files {
        let code = fs::read_to_string(&file).expect("a source file is readable");
        let shown = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
        for name in code.lines().filter_map(function) {
            for id in ids(name) {
                found.entry(id).or_default().push(format!("`{name}` ({shown})"));
            }
        }
    }
    found
}

/// The name of the function that a line begins.
fn function(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = line.strip_prefix("async fn ").or_else(|| line.strip_prefix("fn "))?;
    rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()
}

/// The ids in the name of a test: `gf_06_s0_54_every_wall…` has `S0-54`.
fn ids(name: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = name.split('_').collect();
    let pairs: Vec<String> = words
        .windows(2)
        .filter(|pair| matches!(pair[0], "s0" | "s1") && pair[1].len() == 2)
        .filter(|pair| pair[1].bytes().all(|byte| byte.is_ascii_digit()))
        .map(|pair| format!("{}-{}", pair[0].to_uppercase(), pair[1]))
        .collect();
    pairs.into_iter()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the project").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
