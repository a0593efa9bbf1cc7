//! The examples of CommonMark and GFM: typed, stored and shown again they mean what they meant.

use std::collections::HashMap;

use tildr::markup::{to_markdown, to_storage};

use crate::corpus::files;
use crate::html::{normal, render, visible};

/// Why examples are not held, and which: in CommonMark 0.31.2, in GFM 0.29, in the tests of its extensions.
type Reason = (&'static str, &'static [u64], &'static [u64], &'static [u64]);

const NOT_HELD: [Reason; 8] = [
    (
        "a tag that a page has no element for is kept as text",
        &[150, 163, 201, 491, 524, 536, 613, 614, 615, 617, 623],
        &[120, 133, 170, 500, 532, 544, 632, 633, 634, 636, 642],
        &[22],
    ),
    ("scripts, styles and forms are kept as text", &[170, 171, 172, 173, 178], &[140, 141, 142, 147], &[]),
    (
        "a table in HTML gets a header row, and stays text where it is spread over blocks of Markdown",
        &[148, 149, 160, 190, 191],
        &[118, 119, 130, 159, 160],
        &[],
    ),
    ("an inline tag around blocks marks nothing", &[167], &[137], &[]),
    ("an empty heading or quote is not kept", &[79, 218, 239, 240], &[49, 187, 217, 218], &[]),
    ("a link to nowhere is its text", &[200, 485, 486, 567], &[169, 495, 496, 575], &[]),
    (
        "`[[…]]` is a page link, a bare web address a link, a bare e-mail address text",
        &[559, 602, 608, 611],
        &[567, 610, 616, 619, 629, 630, 631],
        &[19],
    ),
    (
        "footnotes become a list at the end; a comment ends as CommonMark 0.31 says; one output is not given",
        &[],
        &[645, 646],
        &[20, 23],
    ),
];

#[test]
fn examples_keep_their_meaning() {
    let mut seen = 0;
    for (name, json) in files("commonmark", "json") {
        let listed: Vec<u64> = NOT_HELD
            .iter()
            .flat_map(|(_, commonmark, gfm, extensions)| match name.as_str() {
                name if name.starts_with("commonmark-") => *commonmark,
                name if name.starts_with("gfm-extensions") => *extensions,
                _ => *gfm,
            })
            .copied()
            .collect();
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

/// Documents that hold what a page cannot: rich tables in HTML, forms, footnotes, code in the text of a link
/// to an anchor. Their words are kept.
const NOT_ALIKE: [&str; 7] = [
    "bat-readme-ko.md",
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

/// Comparable HTML without links that only say where they go: bare addresses become such.
fn unlinked(html: &str) -> String {
    let mut out = String::new();
    let html = normal(html);
    let mut rest = html.as_str();
    while let Some((before, link)) = rest.split_once("<a href=\"") {
        out.push_str(before);
        let Some((inside, after)) = link.split_once("</a>") else { break };
        let (url, text) = inside.split_once("\">").unwrap_or(("", inside));
        let is_bare = url.ends_with(text.trim());
        out.push_str(&if is_bare { text.to_owned() } else { format!("<a href=\"{inside}</a>") });
        rest = after;
    }
    out.push_str(rest);
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
