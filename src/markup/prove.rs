//! What is checked before an edit counts: the result is well-formed and says what was typed.

use std::collections::BTreeMap;

use super::model::{Block, Head, Piece, key};
use super::projection::Projected;
use super::storage::Tree;
use super::{Refusal, construct};

/// A refusal for an edit that would not have come out as typed.
pub(crate) fn failed(what: &str) -> Refusal {
    Refusal { line: 1, reason: format!("this edit cannot be saved without damage: {what}") }
}

/// Checks the whole result against the edited document; answers with the result's tree.
pub(crate) fn check<'s>(storage: &'s str, edited: &Block) -> Result<Tree<'s>, Refusal> {
    let tree = Tree::parse(storage).map_err(|reason| failed(&reason))?;
    let read = Projected::new(&tree).reading();
    match first_difference(&read, edited) {
        None => Ok(tree),
        Some(block) => Err(Refusal {
            line: block.line.max(1),
            reason: format!("this {} would not come back as typed", block.name()),
        }),
    }
}

/// The first block that differs, as deep as it is one block. Numbers of placeholders do not count.
fn first_difference<'w>(read: &Block, wanted: &'w Block) -> Option<&'w Block> {
    let mut pairs = read.children.iter().zip(&wanted.children);
    if let Some(inner) = pairs.find_map(|(read, wanted)| first_difference(read, wanted)) {
        return Some(inner);
    }
    let is_same = read.children.len() == wanted.children.len()
        && is_same_head(&read.head, &wanted.head)
        && is_same_text(&read.pieces, &wanted.pieces);
    if is_same { None } else { wanted.children.get(read.children.len()).or(Some(wanted)) }
}

fn is_same_head(read: &Head, wanted: &Head) -> bool {
    match (read, wanted) {
        (Head::Leaf { name, attributes }, Head::Leaf { name: other, attributes: others }) => {
            name == other && unnumbered(attributes) == unnumbered(others)
        }
        _ => read == wanted,
    }
}

fn is_same_text(read: &[Piece], wanted: &[Piece]) -> bool {
    let is_equal =
        read.len() == wanted.len() && read.iter().zip(wanted).all(|(one, other)| one.kind == other.kind);
    is_equal || unnumbered(&key(read)) == unnumbered(&key(wanted))
}

/// Checks that the blocks nobody edited are in the result, byte for byte and in order.
pub(crate) fn check_kept(before: &Tree<'_>, kept: &[&Block], storage: &str) -> Result<(), Refusal> {
    let mut at = 0;
    for block in kept {
        let Some(origin) = block.origin else { continue };
        let bytes = before.slice(origin.outer);
        let found = storage[at..].find(bytes).ok_or_else(|| Refusal {
            line: block.line.max(1),
            reason: format!(
                "this edit cannot be saved without damage: it would change a {} beside it",
                block.name()
            ),
        })?;
        at += found + bytes.len();
    }
    Ok(())
}

/// Checks that no id stands on the page more often than before.
pub(crate) fn check_ids(before: &Tree<'_>, after: &Tree<'_>) -> Result<(), Refusal> {
    let (before, after) = (ids(before), ids(after));
    for (id, count) in after {
        if before.get(&id).is_some_and(|were| count > *were) {
            return Err(failed("the id of a macro or a task would stand there twice"));
        }
    }
    Ok(())
}

fn ids(tree: &Tree<'_>) -> BTreeMap<(bool, String), usize> {
    let mut found = BTreeMap::new();
    for id in 1..tree.len() {
        let is_task = tree.name(id) == "ac:task-id";
        let value = if is_task { Some(tree.text(id)) } else { tree.attribute(id, "ac:macro-id") };
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            *found.entry((is_task, value)).or_default() += 1;
        }
    }
    found
}

/// Whether storage content says the same as pieces. A macro that begins a paragraph is a part of its text,
/// while bare it would be a block: so both are asked.
pub(crate) fn says(storage: &str, pieces: &[Piece]) -> bool {
    is_saying(storage, pieces) || is_saying(&format!("<p>{storage}</p>"), pieces)
}

fn is_saying(storage: &str, pieces: &[Piece]) -> bool {
    let Ok(tree) = Tree::parse(storage) else { return false };
    let document = construct::project(&tree);
    let found = match document.children.as_slice() {
        [] => String::new(),
        [only] => key(&only.pieces),
        _ => return false,
    };
    unnumbered(&found) == unnumbered(&key(pieces))
}

/// Numbers of placeholders depend on the rest of the page.
pub(crate) fn unnumbered(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    let mut rest = key;
    while let Some(at) = rest.find('#') {
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let end = at + 1 + digits;
        let is_number = digits > 0 && (rest[end..].starts_with('}') || rest[end..].is_empty());
        out.push_str(if is_number { rest[..at].trim_end() } else { &rest[..end] });
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Things that are gone, by name.
pub(crate) fn removed(before: &Tree<'_>, after: &Tree<'_>) -> Vec<String> {
    let (before, after) = (inventory(before), inventory(after));
    before
        .into_iter()
        .filter_map(|(name, count)| {
            let gone = count.saturating_sub(after.get(&name).copied().unwrap_or(0));
            (gone > 0).then(|| format!("{gone} {name}{}", if gone == 1 { "" } else { "s" }))
        })
        .collect()
}

fn inventory(tree: &Tree<'_>) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for id in 1..tree.len() {
        let name = match tree.name(id) {
            "ac:structured-macro" | "ac:macro" => format!("{} macro", construct::macros::name(tree, id)),
            "ac:inline-comment-marker" => "comment anchor".to_owned(),
            "ac:image" => "image".to_owned(),
            "ac:adf-extension" => "extension".to_owned(),
            _ => continue,
        };
        *found.entry(name).or_default() += 1;
    }
    found
}
