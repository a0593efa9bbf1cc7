//! Holds what is written about the code against the code: links lead somewhere, dependencies have their reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn links_between_documents_lead_somewhere() {
    let mut dead = Vec::new();
    for document in documents() {
        let folder = document.parent().expect("a document is in a folder");
        let text = read(&document);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            // Examples of links in pages of a wiki are no links of ours.
            let is_file = link.ends_with(".md") || link.ends_with(".svg") || link.ends_with(".toml");
            if is_file && !link.contains("://") && !folder.join(link).exists() {
                dead.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(dead.is_empty(), "links that lead nowhere:\n{}", dead.join("\n"));
}

#[test]
fn files_that_documents_name_are_there() {
    let mut gone = Vec::new();
    for document in documents().into_iter().filter(|document| !document.ends_with("CHANGELOG.md")) {
        for name in read(&document).split('`').skip(1).step_by(2).filter(|name| name.ends_with(".rs")) {
            let places = ["", "src", "docs"].map(|folder| root().join(folder).join(name));
            if name.contains('/') && !places.iter().any(|place| place.exists()) {
                gone.push(format!("{}: {name}", document.display()));
            }
        }
    }
    assert!(gone.is_empty(), "files that are not there:\n{}", gone.join("\n"));
}

#[test]
fn every_dependency_has_its_reason_and_no_other_has() {
    let table = read(&root().join("docs/dependencies.md"));
    let first = table.lines().filter(|line| line.starts_with("| ")).filter_map(|line| line.split('|').nth(1));
    let listed: BTreeSet<String> = first
        .skip(1)
        .flat_map(|cell| without_parentheses(cell).split(',').map(str::to_owned).collect::<Vec<_>>())
        .map(|name| name.trim().to_owned())
        .collect();
    let used: BTreeSet<String> = dependencies().into_iter().collect();
    let missing: Vec<_> = used.difference(&listed).collect();
    let unused: Vec<_> = listed.difference(&used).collect();
    assert!(missing.is_empty() && unused.is_empty(), "without a reason: {missing:?}; not used: {unused:?}");
}

/// One way to look for a module: what has files below it is the `mod.rs` among them.
#[test]
fn a_module_with_files_below_it_is_their_mod() {
    let mut beside = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder is readable").flatten() {
            if entry.path().is_dir() {
                if entry.path().with_extension("rs").is_file() {
                    beside.push(entry.path().with_extension("rs").display().to_string());
                }
                folders.push(entry.path());
            }
        }
    }
    assert!(beside.is_empty(), "files beside their folder:\n{}", beside.join("\n"));
}

/// The names below `[dependencies]`, for every system and for some.
fn dependencies() -> Vec<String> {
    let manifest = read(&root().join("Cargo.toml"));
    let mut is_ours = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_ours = line.ends_with("dependencies]") && !line.starts_with("[dev-");
        } else if let (true, Some((name, _))) = (is_ours, line.split_once(" = ")) {
            names.push(name.to_owned());
        }
    }
    names
}

fn without_parentheses(cell: &str) -> String {
    let mut depth = 0;
    let outside = |character: &char| {
        depth += i32::from(*character == '(') - i32::from(*character == ')');
        depth == 0 && *character != ')'
    };
    cell.chars().filter(outside).collect()
}

/// The pages for people: those at the top, and all of `docs`.
fn documents() -> Vec<PathBuf> {
    [root(), root().join("docs")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("a folder is readable").flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a file of the repository is readable")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
