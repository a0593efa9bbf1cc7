//! Stored bodies that other people wrote, through the whole program: into a page, one word edited, out again.

use super::Home;
use std::fs;
use std::path::PathBuf;

const BODIES: usize = 20;

#[test]
fn an_edited_word_is_all_that_changes_in_a_stored_page() {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/storage");
    let Ok(entries) = fs::read_dir(&corpus) else {
        println!("skipped: no corpus at {}", corpus.display());
        return;
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let home = Home::new();
    home.ok(&["space", "create", "COR", "Corpus"]);
    let mut edited = 0;
    for path in files.iter().filter(|path| path.extension().is_some_and(|name| name == "xml")) {
        let Ok(body) = fs::read_to_string(path) else { continue };
        if body.len() < 1_000 || edited == BODIES {
            continue;
        }
        let title = format!("Body {}", path.file_stem().unwrap_or_default().to_string_lossy());
        let target = format!("COR:{title}");
        let file = path.to_string_lossy();
        home.ok(&["page", "new", "--space", "COR", "--storage", &title, &file]);
        let stored = home.ok(&["page", "show", &target, "--format", "storage"]);
        assert_eq!(stored.trim_end(), body.trim_end(), "{title} is stored byte for byte");
        let text = home.ok(&["page", "show", &target, "--format", "markdown"]);
        let Some((word, changed)) = edit_a_word(&text, &body) else { continue };
        put(&home, &target, &text);
        assert_eq!(
            home.ok(&["page", "show", &target, "--format", "storage"]),
            stored,
            "{title}: no change, no bytes"
        );
        put(&home, &target, &changed);
        let after = home.ok(&["page", "show", &target, "--format", "storage"]);
        assert_eq!(after, stored.replacen(&word, &format!("{word}Zqx"), 1), "{title}");
        edited += 1;
    }
    assert_eq!(edited, BODIES, "the corpus has enough pages with a plain paragraph");
}

/// Changes a word that stands once in the text, in a plain paragraph, and once in the body.
fn edit_a_word(text: &str, body: &str) -> Option<(String, String)> {
    let plain =
        |line: &&str| line.starts_with(|c: char| c.is_ascii_uppercase()) && !line.contains(['|', '`', '[']);
    let word = text.lines().filter(plain).flat_map(str::split_whitespace).find(|word| {
        word.len() > 4
            && word.chars().all(|c| c.is_ascii_alphabetic())
            && text.matches(word).count() == 1
            && body.matches(word).count() == 1
    })?;
    Some((word.to_owned(), text.replacen(word, &format!("{word}Zqx"), 1)))
}

fn put(home: &Home, target: &str, text: &str) {
    home.tildr(&["page", "put", target, "-"]).write_stdin(text).assert().success();
}
