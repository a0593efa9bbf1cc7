//! `<ac:image>` and `<img>`: `![alt](file.png "caption")`. Size and border stay in the bytes.

use super::link::unescape;
use super::read::Reader;
use crate::markup::markdown::inline::image_spelling;
use crate::markup::model::{Piece, PieceKind, collapse};
use crate::markup::storage::{NodeId, Tree, escape};

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Piece {
    let tree = reader.tree;
    let value = |name: &str| tree.attribute(id, name).unwrap_or_default();
    let spelling = if tree.name(id) == "img" {
        image_spelling(&value("alt"), &one_line(&value("src")), &value("title"))
    } else {
        let caption = tree
            .child(id, "ac:caption")
            .map(|caption| tree.text(caption))
            .unwrap_or_else(|| value("ac:title"));
        image_spelling(&value("ac:alt"), &one_line(&target(tree, id)), collapse(&caption).trim())
    };
    Piece::new(PieceKind::Atom(spelling), tree.node(id).outer)
}

fn one_line(text: &str) -> String {
    collapse(text.trim())
}

fn target(tree: &Tree<'_>, id: NodeId) -> String {
    let value = |node, name: &str| tree.attribute(node, name).unwrap_or_default();
    if let Some(url) = tree.child(id, "ri:url") {
        return value(url, "ri:value");
    }
    let Some(file) = tree.child(id, "ri:attachment") else { return String::new() };
    let name = value(file, "ri:filename");
    let Some(page) = tree.child(file, "ri:page") else { return name };
    let (space, title) = (value(page, "ri:space-key"), value(page, "ri:content-title"));
    if space.is_empty() { format!("{title}^{name}") } else { format!("{space}:{title}^{name}") }
}

/// Renders `![alt](target "caption")`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let inner = spelling.strip_prefix("![")?.strip_suffix(')')?;
    let (alt, rest) = inner.split_once("](")?;
    let (target, title) = match rest.strip_prefix('<') {
        Some(rest) => rest.split_once('>')?,
        None => rest.split_once(' ').unwrap_or((rest, "")),
    };
    let resolve = |text: &str| unescape(text).replace("&amp;", "&");
    let title = title.trim().strip_prefix('"').and_then(|title| title.strip_suffix('"')).unwrap_or("");
    let (target, title) = (resolve(target), resolve(title));
    let mut out = String::from("<ac:image");
    for (name, value) in [("ac:alt", unescape(alt)), ("ac:title", title)] {
        if !value.is_empty() {
            out.push_str(&format!(" {name}=\""));
            escape::push_attribute(&value, &mut out);
            out.push('"');
        }
    }
    out.push('>');
    push_target(&target, &mut out);
    out.push_str("</ac:image>");
    Some(out)
}

fn push_target(target: &str, out: &mut String) {
    if target.contains("://") || target.starts_with("data:") {
        out.push_str("<ri:url ri:value=\"");
        escape::push_attribute(target, out);
        out.push_str("\"/>");
        return;
    }
    let (page, file) = target.rsplit_once('^').map_or((None, target), |(page, file)| (Some(page), file));
    out.push_str("<ri:attachment ri:filename=\"");
    escape::push_attribute(file, out);
    let Some(page) = page else { return out.push_str("\"/>") };
    out.push_str("\"><ri:page");
    let (space, title) = page.split_once(':').map_or(("", page), |pair| pair);
    for (name, value) in [("ri:space-key", space), ("ri:content-title", title)] {
        if !value.is_empty() {
            out.push_str(&format!(" {name}=\""));
            escape::push_attribute(value, out);
            out.push('"');
        }
    }
    out.push_str("/></ri:attachment>");
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn images_both_ways() {
        shows(
            "<ac:image ac:width=\"3\" ac:alt=\"a_b\"><ri:attachment ri:filename=\"f 1.png\" /></ac:image>",
            "![a\\_b](<f 1.png>)\n",
        );
        renders(
            "![x](f.png \"T & \\\"q\\\"\") ![y](https://a.b/c.png)\n",
            "<p><ac:image ac:alt=\"x\" ac:title=\"T &amp; &quot;q&quot;\"><ri:attachment ri:filename=\"f.png\"/></ac:image> <ac:image ac:alt=\"y\"><ri:url ri:value=\"https://a.b/c.png\"/></ac:image></p>",
        );
        edits(
            "<p>a <ac:image ac:width='3'><ri:attachment ri:filename='f'/></ac:image></p>",
            "a",
            "b",
            "<p>b <ac:image ac:width='3'><ri:attachment ri:filename='f'/></ac:image></p>",
        );
    }
}
