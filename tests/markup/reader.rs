//! Real documents and every example of CommonMark and GFM, imported and laid out as the reader shows them: no
//! character that a browser would show is missing, boxes and tables join up, nothing is wider than the screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use tildr::markup::{to_reading, to_storage};
use tildr::tui::document::{Document, Facts, Layout, Line, Options, Role};

use crate::corpus::files;
use crate::html::{render, visible};

/// From the narrowest pane to a wide screen.
const WIDTHS: [usize; 8] = [20, 27, 40, 56, 76, 80, 100, 120];
/// Wide enough that nothing but the longest tables wraps.
const UNBOUND: usize = 4000;

/// What a page says otherwise than the HTML of the example: by file and number, the characters that may be missing.
const OTHERWISE: [(&str, &[u64], &str); 4] = [
    // `[[…]]` is a page link.
    ("commonmark", &[548, 559, 590], "[[[[]]]]"),
    ("gfm-0.29", &[556, 567, 598], "[[[[]]]]"),
    // A comment ends as CommonMark 0.31 says.
    ("gfm-0.29", &[645, 646], "!!-------<<>>aceehhmmnnnooopstttwyfoo"),
    // Footnotes are a list without ways back.
    ("gfm-extensions", &[23], "↩↩↩↩"),
];

fn imported(markdown: &str) -> Arc<Document> {
    let reading = to_reading(&to_storage(markdown).storage);
    Arc::new(Document::read(&reading.projection.markdown, &Facts::of(&reading, Arc::default())))
}

fn laid(document: &Arc<Document>, options: Options) -> Vec<Line> {
    let mut layout = Layout::new(document.clone(), options);
    layout.ensure_all();
    layout.lines().to_vec()
}

/// What the text itself says, without frames and marks around it.
fn said(lines: &[Line]) -> String {
    let spans = lines.iter().flat_map(|line| &line.spans);
    spans.filter(|span| !matches!(span.style.role, Role::Frame)).map(|span| span.text.as_str()).collect()
}

fn characters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| !character.is_whitespace() && *character != '\u{a0}')
}

/// The characters of `wanted` that `found` has too few of, sorted.
fn missing(wanted: &str, found: &str) -> String {
    let mut counts: BTreeMap<char, i64> = BTreeMap::new();
    characters(wanted).for_each(|character| *counts.entry(character).or_default() += 1);
    characters(found).for_each(|character| *counts.entry(character).or_default() -= 1);
    let too_few = counts.into_iter().filter(|(_, count)| *count > 0);
    too_few.flat_map(|(character, count)| std::iter::repeat_n(character, count as usize)).collect()
}

/// Where `found` stops to say what `wanted` says, in its order.
fn out_of_order(wanted: &str, found: &str) -> Option<String> {
    let mut found = characters(found);
    let wanted: Vec<char> = characters(wanted).collect();
    let at = (0..wanted.len()).find(|at| !found.any(|character| character == wanted[*at]))?;
    Some(wanted[at.saturating_sub(30)..(at + 30).min(wanted.len())].iter().collect())
}

/// Which ways a character of a frame goes on: up, down.
fn ways(character: char) -> (bool, bool) {
    match character {
        '│' | '├' | '┤' | '┼' => (true, true),
        '┌' | '┐' | '┬' => (false, true),
        '└' | '┘' | '┴' => (true, false),
        _ => (false, false),
    }
}

/// The characters of frames on a line as a screen shows it, by their columns.
fn frame(line: &Line, width: usize) -> BTreeMap<usize, char> {
    let mut found = BTreeMap::new();
    let mut column = 0;
    for span in line.visible(0, width).iter() {
        let is_frame = matches!(span.style.role, Role::Frame | Role::Panel(_) | Role::Macro);
        for (cell, columns) in tildr::tui::document::cells(&span.text) {
            let character = cell.chars().next().filter(|_| is_frame && span.code.is_none());
            found.extend(character.map(|character| (column, character)));
            column += columns;
        }
    }
    found
}

/// The first line on which a side of a box or a line between columns breaks off.
fn broken_frame(lines: &[Line], width: usize) -> Option<String> {
    let mut open: Vec<usize> = Vec::new();
    for line in lines {
        let frame = frame(line, width);
        let goes_up = |column: &usize| frame.get(column).is_some_and(|character| ways(*character).0);
        let is_loose = frame.iter().any(|(column, character)| {
            matches!(character, '└' | '┘' | '┴' | '├' | '┤' | '┼') && !open.contains(column)
        });
        if is_loose || !open.iter().all(goes_up) {
            return Some(line.text());
        }
        let goes_down = |(column, character): (&usize, &char)| {
            let begins = *character != '│' || open.contains(column);
            (ways(*character).1 && begins).then_some(*column)
        };
        open = frame.iter().filter_map(goes_down).collect();
    }
    (!open.is_empty()).then(|| "a box never ends".to_owned())
}

fn too_wide(lines: &[Line], width: usize) -> Option<String> {
    let line = lines.iter().find(|line| line.wide.is_none() && line.width() > width)?;
    Some(line.text())
}

/// Everything that is wrong with a document in the reader, one sentence each.
fn flaws(markdown: &str, html: &str, may_miss: &str) -> Vec<String> {
    let document = imported(markdown);
    let wanted = visible(html);
    let mut found = Vec::new();
    let unbound = laid(&document, Options { measure: UNBOUND, ..Options::new(UNBOUND) });
    let missed = missing(&wanted, &said(&unbound));
    if missing(&missed, may_miss).is_empty() {
        // Cells of several lines stand beside each other, footnotes at the end.
        if missed.is_empty() && !markdown.contains("<t") && !markdown.contains("[^") {
            let order = out_of_order(&wanted, &said(&unbound));
            found.extend(order.map(|near| format!("in another order near {near:?}")));
        }
    } else {
        found.push(format!("does not show {missed:?} of {wanted:?}: {:?}", said(&unbound)));
    }
    for width in WIDTHS {
        for plain in [false, true] {
            let lines = laid(&document, Options { plain, ..Options::new(width) });
            let missed = missing(&missing(&wanted, &said(&lines)), &missed);
            if !missed.is_empty() {
                found.push(format!("does not show {missed:?} at {width}, plain: {plain}"));
            }
            if plain {
                continue;
            }
            found.extend(
                broken_frame(&lines, width).map(|line| format!("a frame is broken at {width}: {line}")),
            );
            found.extend(too_wide(&lines, width).map(|line| format!("is wider than {width}: {line}")));
        }
    }
    found
}

#[test]
fn every_example_is_shown_whole() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (name, json) in files("commonmark", "json") {
        let examples: Vec<serde_json::Value> = serde_json::from_str(&json).expect("the corpus is JSON");
        for example in &examples {
            let number = example["example"].as_u64().expect("examples have numbers");
            let markdown = example["markdown"].as_str().expect("examples have Markdown");
            let html = example["html"].as_str().expect("examples have HTML");
            let listed = OTHERWISE
                .iter()
                .find(|(file, numbers, _)| name.starts_with(file) && numbers.contains(&number));
            let may_miss = listed.map_or("", |(_, _, characters)| characters);
            let found = flaws(markdown, html, may_miss);
            if !found.is_empty() {
                wrong.push(format!("{name} {number} {markdown:?} {}", found.join("\n    ")));
            }
            seen += 1;
        }
    }
    assert!(wrong.is_empty(), "{} of {seen}:\n{}", wrong.len(), wrong.join("\n"));
    println!("{seen} examples");
}

/// `[[Title|text]]` shows its text, `[[Title#place]]` the title: they are links to pages.
fn with_page_links(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, link)) = rest.split_once("[[") {
        out.push_str(before);
        let Some((link, after)) = link.split_once("]]").filter(|(link, _)| !link.contains(['<', '\n']))
        else {
            out.push_str("[[");
            rest = link;
            continue;
        };
        let (target, text) = link.split_once('|').unwrap_or((link, ""));
        out.push_str(if text.is_empty() { target.split('#').next().unwrap_or(target) } else { text });
        rest = after;
    }
    out + rest
}

#[test]
fn every_document_is_shown_whole() {
    let mut wrong = Vec::new();
    for (name, markdown) in files("markdown", "md") {
        // Marks in what looks like a page link: its brackets are none.
        let may_miss = if name == "md2conf-index.md" { "[[[[]]]]" } else { "" };
        let found = flaws(&markdown, &with_page_links(&render(&markdown)), may_miss);
        if !found.is_empty() {
            wrong.push(format!("{name} {}", found.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
