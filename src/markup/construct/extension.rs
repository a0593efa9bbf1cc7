//! `<ac:adf-extension>`, how Cloud stores what its older format has no words for: panels as
//! `:::panel{type=note}`, decisions as a list in `:::decisions`, apps as `:::extension` or `::extension`.
//!
//! The fallback, which older readers show, follows its content where it is a plain copy of it.

use super::read::Reader;
use crate::markup::markdown::attributes;
use crate::markup::model::{Block, Head, Piece, PieceKind, collapse};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Span, Tree};

/// Whether an extension belongs into a line of text.
pub(crate) fn is_inline(tree: &Tree<'_>, id: NodeId) -> bool {
    node(tree, id).is_some_and(|node| kind(tree, node) == "inline-extension")
}

/// Reads an extension that stands on its own.
pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId, out: &mut Vec<Block>) {
    let tree = reader.tree;
    let Some(node) = node(tree, id) else { return reader.push_blocks(id, out) };
    let kind = kind(tree, node);
    let content = tree.child(node, "ac:adf-content");
    let (name, shown, body, children) = match (&*kind, content) {
        ("decision-list", _) => {
            let decisions = decisions(reader, node);
            if decisions.children.is_empty() {
                return reader.push_blocks(id, out);
            }
            ("decisions", String::new(), node, vec![decisions])
        }
        ("panel", Some(content)) => {
            let shown = value(tree, node, "panel-type").map(|kind| attributes::write([("type", &*kind)]));
            ("panel", shown.unwrap_or_default(), content, reader.blocks(content))
        }
        (_, Some(content)) if kind.ends_with("extension") => {
            ("extension", key(tree, node), content, reader.blocks(content))
        }
        _ if kind.ends_with("extension") => {
            let head = Head::Leaf { name: "extension".to_owned(), attributes: key(tree, node) };
            return out.push(Block::new(head).at(reader.origin(id, id)));
        }
        _ => return reader.push_blocks(id, out),
    };
    let head = Head::Container { name: name.to_owned(), attributes: shown };
    out.push(Block::parent(head, children).at(reader.origin(id, body)));
}

/// Reads an extension in a line.
pub(crate) fn read_inline(reader: &Reader<'_, '_>, id: NodeId) -> Piece {
    let key = node(reader.tree, id).map(|node| key(reader.tree, node)).unwrap_or_default();
    let gap = if key.is_empty() { "" } else { " " };
    Piece::new(PieceKind::Atom(format!("{{extension{gap}{key}}}")), reader.tree.node(id).outer)
}

fn decisions(reader: &Reader<'_, '_>, list: NodeId) -> Block {
    let tree = reader.tree;
    let items = tree
        .children(list)
        .filter(|child| tree.name(*child) == "ac:adf-node" && kind(tree, *child) == "decision-item")
        .map(|item| {
            let body = tree.child(item, "ac:adf-content").unwrap_or(item);
            Block::parent(Head::Item(None), reader.blocks(body)).at(reader.origin(item, body))
        });
    let head = Head::List { start: None, tasks: false };
    Block::parent(head, items.collect()).at(reader.origin(list, list))
}

fn node(tree: &Tree<'_>, extension: NodeId) -> Option<NodeId> {
    tree.child(extension, "ac:adf-node")
}

fn kind(tree: &Tree<'_>, node: NodeId) -> String {
    tree.attribute(node, "type").unwrap_or_default()
}

/// The value of an `ac:adf-attribute`, if a person could read it.
fn value(tree: &Tree<'_>, node: NodeId, key: &str) -> Option<String> {
    let found = tree.children(node).find(|child| tree.attribute(*child, "key").as_deref() == Some(key))?;
    let text = collapse(tree.text(found).trim());
    (!text.is_empty() && text.len() <= 60).then_some(text)
}

/// What tells one app's extension from another's: its title, or its key without the ids in front.
fn key(tree: &Tree<'_>, node: NodeId) -> String {
    let key = || value(tree, node, "extension-key");
    let shown = value(tree, node, "extension-title").or_else(key).unwrap_or_default();
    let shown = shown.rsplit('/').next().unwrap_or_default();
    let shown = shown.replace(['{', '}', '#'], "");
    attributes::write(Some(("key", &*shown)).filter(|(_, key)| !key.is_empty()))
}

/// Brings fallbacks that were plain copies of their content up to date with it.
pub(crate) fn refresh_fallbacks(base: &Tree<'_>, storage: String) -> String {
    let Ok(tree) = Tree::parse(&storage) else { return storage };
    let (before, after) = (extensions(base), extensions(&tree));
    if before.is_empty() || before.len() != after.len() {
        return storage;
    }
    let mut patch = Patch::default();
    for (was, is) in before.into_iter().zip(after) {
        let (was_content, was_fallback) = (base.slice(was.0), base.slice(was.1));
        let (content, fallback) = (tree.slice(is.0), tree.slice(is.1));
        if was_content == content || was_fallback != fallback || was_content.trim().is_empty() {
            continue;
        }
        let mut copies = fallback.match_indices(was_content);
        if let (Some((at, copy)), None) = (copies.next(), copies.next()) {
            let start = is.1.start as usize + at;
            patch.replace(Span::new(start, start + copy.len()), content);
        }
    }
    patch.apply(&storage, Span::new(0, storage.len())).unwrap_or(storage)
}

/// Content and fallback of every extension that has one of each.
fn extensions(tree: &Tree<'_>) -> Vec<(Span, Span)> {
    let all = (1..tree.len()).filter(|id| tree.name(*id) == "ac:adf-extension");
    all.filter_map(|id| {
        let fallback = tree.child(id, "ac:adf-fallback")?;
        let node = node(tree, id)?;
        let content = tree.child(node, "ac:adf-content")?;
        Some((tree.node(content).inner, tree.node(fallback).inner))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, refuses, shows};

    fn extension(kind: &str, inside: &str, fallback: &str) -> String {
        let fallback = match fallback {
            "" => String::new(),
            text => format!("<ac:adf-fallback>{text}</ac:adf-fallback>"),
        };
        format!(
            "<ac:adf-extension><ac:adf-node type=\"{kind}\"><ac:adf-attribute key=\"local-id\">9</ac:adf-attribute>{inside}</ac:adf-node>{fallback}</ac:adf-extension>"
        )
    }

    const NOTE: &str = "<ac:adf-attribute key=\"panel-type\">note</ac:adf-attribute>";

    #[test]
    fn panels_of_the_new_editor_show_their_kind() {
        let panel = |text: &str, copy: &str| {
            let content = format!("{NOTE}<ac:adf-content><p>{text}</p></ac:adf-content>");
            extension("panel", &content, &format!("<div class='panel'>{copy}</div>"))
        };
        let plain = panel("a b", "<p>a b</p>");
        shows(&plain, ":::panel{type=note}\na b\n:::\n");
        edits(&plain, "a b", "a c\n\nd", &panel("a c</p><p>d", "<p>a c</p><p>d</p>"));
        let other = panel("a b", "<p>A B</p>");
        edits(&other, "a b", "a c", &panel("a c", "<p>A B</p>"));
        refuses(&plain, "type=note", "type=error");
    }

    #[test]
    fn decisions_are_a_list() {
        let item = |text: &str| {
            format!(
                "<ac:adf-node type=\"decision-item\"><ac:adf-attribute key=\"state\">DECIDED</ac:adf-attribute><ac:adf-content>{text}</ac:adf-content></ac:adf-node>"
            )
        };
        let list = |one: &str| {
            extension("decision-list", &format!("{}{}", item(one), item("two")), "<ul><li>x</li></ul>")
        };
        shows(&list("do <b>it</b>"), ":::decisions\n- do **it**\n- two\n\n:::\n");
        edits(&list("do <b>it</b>"), "do", "drop", &list("drop <b>it</b>"));
        refuses(&list("a"), "- two", "- two\n- three");
    }

    #[test]
    fn apps_are_boxes_with_their_name() {
        let key = "<ac:adf-attribute key=\"extension-key\">0a1b/static/my-app</ac:adf-attribute>";
        let bare = extension("extension", key, "<p>an app</p>");
        shows(&format!("<p>a</p>{bare}"), "a\n\n::extension{key=my-app}\n");
        let content = "<ac:adf-content><p>text</p></ac:adf-content>";
        let bodied = extension("bodied-extension", &format!("{key}{content}"), "");
        shows(&bodied, ":::extension{key=my-app}\ntext\n:::\n");
        edits(&bodied, "text", "words", &bodied.replace("text<", "words<"));
        let inline = format!("<p>a {} b</p>", extension("inline-extension", key, ""));
        shows(&inline, "a {extension key=my-app} b\n");
        edits(&inline, " b", " c", &inline.replace(" b<", " c<"));
    }
}
