//! Stored pages and Markdown documents that other people wrote; skipped where they are not there.

use std::fs;
use std::path::PathBuf;

use tildr::markup::{Splice, append, plain_text, splice, to_markdown, to_storage};

/// The files of a corpus folder with an extension, sorted; empty and said so where it is absent.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus").join(folder);
    let Ok(entries) = fs::read_dir(&path) else {
        println!("skipped: no corpus at {}", path.display());
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| {
            Some((path.file_name()?.to_string_lossy().into_owned(), fs::read_to_string(&path).ok()?))
        })
        .collect();
    files.sort();
    files
}

fn bodies() -> Vec<(String, String)> {
    files("storage", "xml")
}

#[test]
fn opening_and_saving_changes_nothing() {
    for (name, body) in bodies() {
        let projection = to_markdown(&body);
        assert_eq!(projection.read_only, None, "{name}");
        assert_eq!(splice(&body, &projection.markdown), Splice::Unchanged, "{name}");
        let dos = projection.markdown.trim_end().replace('\n', "\r\n");
        assert_eq!(splice(&body, &dos), Splice::Unchanged, "{name} with an editor's line ends");
    }
}

#[test]
fn an_appended_paragraph_keeps_every_byte() {
    let mut refused = Vec::new();
    let all = bodies();
    for (name, body) in &all {
        let text = format!("{}\n\nZqx appended.\n", to_markdown(body).markdown);
        match splice(body, &text) {
            Splice::Changed { storage, removes, .. } => {
                assert_eq!(removes, Vec::<String>::new(), "{name}");
                // Behind columns it has a section of its own.
                let section = "<ac:layout-section ac:type=\"single\"><ac:layout-cell><p>Zqx appended.</p></ac:layout-cell></ac:layout-section>";
                let added = if storage.contains(section) { section } else { "<p>Zqx appended.</p>" };
                assert_eq!(storage.replacen(added, "", 1), *body, "{name}");
            }
            other => refused.push(format!("{name}: {other:?}")),
        }
    }
    assert!(refused.len() * 100 <= all.len(), "{refused:#?}");
}

#[test]
fn deleting_any_block_leaves_the_rest_alone() {
    for (name, body) in bodies() {
        let text = to_markdown(&body).markdown;
        let blocks: Vec<&str> = text.trim_end().split("\n\n").collect();
        for gone in (0..blocks.len()).step_by(1 + blocks.len() / 3) {
            let left: Vec<&str> =
                blocks.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, block)| *block).collect();
            if let Splice::Changed { storage, .. } = splice(&body, &left.join("\n\n")) {
                assert_eq!(to_markdown(&storage).read_only, None, "{name}");
            }
        }
    }
}

#[test]
fn visible_words_reach_the_search_text() {
    for (name, body) in bodies() {
        let text = plain_text(&body);
        assert!(!text.contains("<![CDATA["), "{name}");
        assert_eq!(append(&body, "<p>x</p>").len(), body.len() + "<p>x</p>".len(), "{name}");
    }
}

#[test]
fn every_markdown_example_becomes_well_formed_storage() {
    for (name, json) in files("commonmark", "json") {
        let examples: Vec<serde_json::Value> = serde_json::from_str(&json).expect("the corpus is JSON");
        assert!(!examples.is_empty(), "{name}");
        for example in &examples {
            let markdown = example["markdown"].as_str().unwrap_or_default();
            assert_settles(&format!("{name} {}", example["example"]), markdown);
        }
    }
    for (name, markdown) in files("markdown", "md") {
        assert_settles(&name, &markdown);
    }
}

/// Markdown becomes storage that shows as Markdown which says the same.
fn assert_settles(name: &str, markdown: &str) {
    let first = to_storage(markdown).storage;
    let shown = to_markdown(&first);
    assert_eq!(shown.read_only, None, "{name}: {first}");
    assert_eq!(splice(&first, &shown.markdown), Splice::Unchanged, "{name}");
    let again = to_markdown(&to_storage(&shown.markdown).storage).markdown;
    assert_eq!(again, shown.markdown, "{name}: {first}");
}
