//! Holds the import table of the architecture against the code.
//!
//! Reads `src/` as text: which top-level module names another one by `crate::name` (or `super::` up to
//! the root). Unit tests inside a file may reach wider, so everything from the first `#[cfg(test)]` on is
//! left out.

mod documented;
mod requirements;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may speak to whom. `cli` may speak to everyone.
const TABLE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("markup", &[]),
    ("permission", &["domain"]),
    ("wire", &["domain"]),
    ("config", &["domain"]),
    ("replica", &["domain"]),
    ("remote", &["domain", "wire"]),
    ("sync", &["domain", "markup", "replica", "remote"]),
    ("admin", &["domain", "markup", "permission", "remote"]),
    ("server", &["domain", "markup", "permission", "wire", "config"]),
    (
        "report",
        &["admin", "config", "domain", "markup", "permission", "remote", "replica", "server", "sync", "wire"],
    ),
    ("tui", &["domain", "markup", "permission", "config", "replica", "sync", "admin", "report"]),
];

/// Inside `tui`: what a part must not know.
const INSIDE_TUI: &[(&str, &[&str])] = &[
    ("theme", &["widget", "pane", "overlay", "state", "update", "view", "executor", "message", "effect"]),
    ("widget", &["pane", "overlay", "state", "update", "view", "executor"]),
    ("document", &["pane", "overlay", "state", "update", "view", "executor"]),
    ("action", &["keymap", "pane", "overlay", "state", "update", "view", "executor"]),
    ("keymap", &["pane", "overlay", "state", "update", "view", "executor"]),
    ("message", &["pane", "overlay", "state", "update", "view", "executor"]),
    ("effect", &["pane", "overlay", "state", "update", "view", "executor"]),
    ("pane", &["state", "update", "view", "executor"]),
    ("overlay", &["state", "update", "view", "executor"]),
    ("state", &["update", "view", "executor"]),
    ("update", &["executor"]),
];

/// What the pure modules never name.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::time::SystemTime",
    "Timestamp::now",
    "Zoned::now",
    "tokio::",
    "async fn",
    ".await",
    "reqwest",
    "rusqlite",
];
const PURE: &[&str] = &["domain", "markup", "permission", "sync/plan", "tui/update"];

#[test]
fn imports_point_down() {
    let mut wrong = Vec::new();
    for (module, allowed) in TABLE {
        for (file, code) in sources(module) {
            for other in TABLE.iter().map(|(name, _)| *name).chain(["cli"]) {
                if other != *module && !allowed.contains(&other) && names(&code, &format!("crate::{other}")) {
                    wrong.push(format!("{} names crate::{other}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point up:\n{}", wrong.join("\n"));
}

#[test]
fn imports_inside_the_interface_point_down() {
    let mut wrong = Vec::new();
    for (part, forbidden) in INSIDE_TUI {
        for (file, code) in sources(&format!("tui/{part}")) {
            for other in *forbidden {
                if names(&code, &format!("tui::{other}")) || names(&code, &format!("super::super::{other}")) {
                    wrong.push(format!("{} names tui::{other}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point up:\n{}", wrong.join("\n"));
}

#[test]
fn pure_modules_know_no_clock_no_disk_and_no_network() {
    let mut wrong = Vec::new();
    for module in PURE {
        for (file, code) in sources(module) {
            for impure in IMPURE {
                if code
                    .lines()
                    .any(|line| !line.trim_start().starts_with("//") && contains_word(line, impure))
                {
                    wrong.push(format!("{} uses {impure}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "impure code in pure modules:\n{}", wrong.join("\n"));
}

#[test]
fn sql_stays_in_the_stores() {
    let stores = ["replica", "server/store"].map(root);
    let mut wrong = Vec::new();
    for (file, code) in sources("") {
        let in_store =
            stores.iter().any(|store| file.starts_with(store) || file == store.with_extension("rs"));
        if !in_store
            && names(&code, "rusqlite")
            && !file.ends_with("report.rs")
            && !file.ends_with("doctor.rs")
        {
            wrong.push(file.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "SQL outside the stores:\n{}", wrong.join("\n"));
}

/// Where a raw escape could reach the terminal: only these files write to it themselves, and they look at
/// every character.
#[test]
fn only_one_module_writes_cells_and_one_titles() {
    let raw = [
        ("set_symbol", "tui/widget/cell.rs"),
        ("set_char", "tui/widget/cell.rs"),
        ("append_symbol", "tui/widget/cell.rs"),
        ("SetTitle", "tui/term/mod.rs"),
    ];
    let mut wrong = Vec::new();
    for (file, code) in sources("tui") {
        for (what, home) in raw {
            if names(&code, what) && !file.ends_with(home) {
                wrong.push(format!("{} has {what}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "raw terminal writes:\n{}", wrong.join("\n"));
}

fn root(module: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module)
}

/// The files of a module (`name.rs` and everything below `name/`), without their unit tests.
fn sources(module: &str) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let folder = root(module);
    let file = folder.with_extension("rs");
    if !module.is_empty() && file.is_file() {
        found.insert(file.clone(), without_tests(&file));
    }
    collect(&folder, &mut found);
    found
}

/// Files and folders that hold tests and what they share.
const TESTS: [&str; 3] = ["tests", "testing", "suite"];

fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            if !TESTS.iter().any(|&tests| name == tests) {
                collect(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !TESTS.iter().any(|&tests| path.file_stem().is_some_and(|stem| stem == tests))
        {
            found.insert(path.clone(), without_tests(&path));
        }
    }
}

fn without_tests(path: &Path) -> String {
    let code = fs::read_to_string(path).expect("a source file is readable");
    code.split("#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned()
}

/// Whether a line has a pattern whose last word does not go on (`.await`, not `.awaiting`).
fn contains_word(line: &str, pattern: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let open = pattern.ends_with(word);
    line.match_indices(pattern).any(|(at, _)| !(open && line[at + pattern.len()..].starts_with(word)))
}

/// Whether code outside comments names a path, as a whole word.
fn names(code: &str, path: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    code.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| {
        line.match_indices(path).any(|(at, _)| !line[at + path.len()..].starts_with(word))
            || (path.starts_with("crate::") && grouped(line, path))
    })
}

/// Whether `use crate::{a, b}` on one line names the module.
fn grouped(line: &str, path: &str) -> bool {
    let Some(list) = line.trim().strip_prefix("use crate::{") else { return false };
    list.split([',', '}', '{']).any(|item| item.trim().split("::").next() == path.strip_prefix("crate::"))
}
