//! Markdown that other people wrote, through the whole program: a folder imported, exported, and rendered to the
//! HTML it was.

use super::Home;
use super::html::{normal, render, unlinked, visible};
use super::not_held;
use std::fs;
use std::path::{Path, PathBuf};

fn corpus(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no corpus at {}", path.display());
    None
}

/// The files in a folder and below it, by name; not those of the folder's own page.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(self::files(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) && !path.with_extension("").is_dir() {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// A file without its front matter.
fn body(text: &str) -> &str {
    let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    front.map_or(text, |(_, body)| body).trim_start_matches('\n')
}

/// Documents that hold what a page has another form for; every word of them comes back.
const NOT_ALIKE: [&str; 3] = [
    // Inputs are kept as text, and an attribute that tells other programs to read on.
    "md2conf-index",
    // Widths of columns that a table in HTML gives.
    "confluence-migration-11-august-2011-liaison-meeting",
    // Elements of another program, which are kept as text.
    "text2confl-confluence-specific",
];

#[test]
fn an_exported_document_renders_as_the_one_that_was_imported() {
    let Some(corpus) = corpus("markdown") else { return };
    let home = Home::new();
    let mut wrong = Vec::new();
    for (number, path) in files(&corpus, "md").iter().enumerate() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (source, target) =
            (home.path().join(format!("in{number}")), home.path().join(format!("out{number}")));
        fs::create_dir_all(&source).unwrap();
        fs::copy(path, source.join(format!("{name}.md"))).unwrap();
        let space = format!("D{number}");
        home.ok(&["import", source.to_str().unwrap(), "--space", &space]);
        home.ok(&["export", &space, target.to_str().unwrap()]);
        let exported = files(&target, "md");
        let [exported] = exported.as_slice() else { panic!("{name}: {exported:?}") };
        let (before, after) = (fs::read_to_string(path).unwrap(), fs::read_to_string(exported).unwrap());
        let (before, mut after) = (body(&before), body(&after));
        // The title stands above a text that does not begin with it.
        let title = after.strip_prefix("# ").and_then(|rest| rest.lines().next()).unwrap_or("");
        if !before.trim_start().starts_with(&format!("# {title}")) {
            after = after
                .strip_prefix("# ")
                .and_then(|rest| rest.split_once('\n'))
                .map_or(after, |(_, rest)| rest);
        }
        let (before, after) = (render(before), render(after));
        let is_alike = unlinked(&before) == unlinked(&after);
        if is_alike == NOT_ALIKE.contains(&&*name) {
            let (before, after) = (unlinked(&before), unlinked(&after));
            let at = before.chars().zip(after.chars()).take_while(|(before, after)| before == after).count();
            let cut = |text: &str| text.chars().skip(at.saturating_sub(60)).take(200).collect::<String>();
            wrong.push(format!("{name} is alike: {is_alike}\n{}\n{}", cut(&before), cut(&after)));
        }
        let words = |html: &str| {
            let text = visible(html);
            let mut words: Vec<String> = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.contains(char::is_alphabetic))
                .map(str::to_owned)
                .collect();
            words.sort();
            words
        };
        let mut found = words(&after);
        for word in words(&before) {
            match found.binary_search(&word) {
                Ok(at) => drop(found.remove(at)),
                Err(_) => wrong.push(format!("{name} misses {word}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn exported_examples_render_as_the_imported_ones() {
    let Some(corpus) = corpus("commonmark") else { return };
    let home = Home::new();
    let mut wrong = Vec::new();
    for (number, path) in files(&corpus, "json").iter().enumerate() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let listed = not_held::listed(&name);
        let examples: Vec<serde_json::Value> =
            serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let (source, target) =
            (home.path().join(format!("in{number}")), home.path().join(format!("out{number}")));
        fs::create_dir_all(&source).unwrap();
        for example in &examples {
            let text = format!(
                "---\ntitle: \"E{}\"\n---\n\n{}",
                example["example"],
                example["markdown"].as_str().unwrap()
            );
            fs::write(source.join(format!("E{}.md", example["example"])), text).unwrap();
        }
        let space = format!("E{number}");
        home.ok(&["import", source.to_str().unwrap(), "--space", &space]);
        home.ok(&["export", &space, target.to_str().unwrap()]);
        for example in &examples {
            let exported = target.join(format!("in{number}/E{}.md", example["example"]));
            let exported = fs::read_to_string(exported).unwrap();
            let after = body(&exported);
            let title = format!("# E{}\n", example["example"]);
            let after = after.strip_prefix(&title).unwrap_or(after).trim_start_matches('\n');
            let (before, after) = (normal(example["html"].as_str().unwrap()), normal(&render(after)));
            if before != after && !listed.contains(&example["example"].as_u64().unwrap()) {
                wrong.push(format!("{name} {}\n{before}\n{after}", example["example"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}
