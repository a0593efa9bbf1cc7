//! The examples of CommonMark and GFM: typed, stored and shown again they mean what they meant.

use std::collections::HashMap;

use tildr::markup::{to_markdown, to_storage};

use crate::corpus::files;
use crate::html::{normal, render, unlinked, visible};
use crate::not_held::{NOT_HELD, listed};

#[test]
fn examples_keep_their_meaning() {
    let mut seen = 0;
    for (name, json) in files("commonmark", "json") {
        let listed = listed(&name);
        let examples: Vec<serde_json::Value> = serde_json::from_str(&json).expect("the corpus is JSON");
        for example in &examples {
            let number = example["example"].as_u64().expect("examples have numbers");
            let markdown = example["markdown"].as_str().expect("examples have Markdown");
            let wanted = normal(example["html"].as_str().expect("examples have HTML"));
            let storage = to_storage(markdown).storage;
            let shown = to_markdown(&storage).markdown;
            let found = normal(&render(&shown));
            if listed.contains(&number) {
                assert_ne!(found, wanted, "{name} {number} is held now: take it off the list");
            } else {
                assert_eq!(found, wanted, "{name} {number}\n{markdown}\n=> {storage}\n=> {shown}");
            }
            seen += 1;
        }
    }
    println!("{seen} examples");
}

/// Documents that hold what a page cannot: rich tables in HTML, forms, footnotes. Their words are
/// kept.
const NOT_ALIKE: [&str; 6] = [
    "confluence-migration-11-august-2011-liaison-meeting.md",
    "confluence-migration-copy-of-tests-assignment.md",
    "markdown-confluence-testing-all-format.md",
    "md2conf-index.md",
    "text2confl-confluence-specific.md",
    "bottom-readme.md",
];

#[test]
fn documents_keep_their_meaning_and_every_word() {
    let mut wrong = Vec::new();
    for (name, markdown) in files("markdown", "md") {
        let storage = to_storage(&markdown).storage;
        let shown = to_markdown(&storage).markdown;
        let (before, after) = (render(&markdown), render(&without_widths(&shown)));
        let (alike, listed) = (unlinked(&before) == unlinked(&after), NOT_ALIKE.contains(&&*name));
        if alike == listed {
            let (before, after) = (unlinked(&before), unlinked(&after));
            let at = before.chars().zip(after.chars()).take_while(|(before, after)| before == after).count();
            let cut = |text: &str| text.chars().skip(at.saturating_sub(40)).take(160).collect::<String>();
            wrong.push(format!("{name} is alike: {alike}\n{}\n{}", cut(&before), cut(&after)));
        }
        let mut found = counted(&visible(&after));
        let missing: Vec<String> = words(&visible(&before))
            .filter(|word| match found.get_mut(word) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            })
            .collect();
        if !missing.is_empty() {
            wrong.push(format!("{name} misses {missing:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `{width=120}` says is no text.
fn without_widths(markdown: &str) -> String {
    let mut parts = markdown.split("{width=");
    let mut out = parts.next().unwrap_or("").to_owned();
    parts.for_each(|part| out.push_str(part.split_once('}').map_or(part, |(_, rest)| rest)));
    out
}

/// Numbers are left out: those of lists and footnotes are made by whoever shows them.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| word.contains(char::is_alphabetic))
        .map(str::to_owned)
}

fn counted(text: &str) -> HashMap<String, usize> {
    let mut out = HashMap::new();
    words(text).for_each(|word| *out.entry(word).or_default() += 1);
    out
}

#[test]
fn the_documentation_gives_the_reasons_and_their_numbers() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/markup.md");
    let Ok(docs) = std::fs::read_to_string(path) else { return println!("skipped: no {path}") };
    for (reason, commonmark, gfm, extensions) in NOT_HELD {
        let row = format!("| {reason} | {} | {} | {} |", commonmark.len(), gfm.len(), extensions.len());
        assert!(docs.contains(&row), "missing: {row}");
    }
}
