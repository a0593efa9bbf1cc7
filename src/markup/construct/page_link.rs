//! `<ac:link>`: `[[SPACE:Title#anchor|text]]`, and mentions, anchors and attachments, which look different.

use super::mention;
use super::read::Reader;
use crate::markup::markdown::inline::link_spelling;
use crate::markup::model::{Piece, PieceKind, collapse};
use crate::markup::storage::{NodeId, Tree, escape};

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId, out: &mut Vec<Piece>) {
    let tree = reader.tree;
    out.push(Piece::new(PieceKind::Atom(spelling(tree, id)), tree.node(id).outer));
}

fn spelling(tree: &Tree<'_>, id: NodeId) -> String {
    let anchor = tree.attribute(id, "ac:anchor").unwrap_or_default();
    let text = body_text(tree, id);
    if let Some(user) = tree.child(id, "ri:user") {
        return mention::spelling(tree, user);
    }
    if let Some(file) = tree.child(id, "ri:attachment") {
        let name = tree.attribute(file, "ri:filename").unwrap_or_default();
        let text = if text.is_empty() { name.clone() } else { text };
        return link_spelling(&text, &format!("^{name}"));
    }
    match target(tree, id) {
        Some(target) => page_spelling(&target, &anchor, &text),
        None if !anchor.is_empty() => {
            let shown = if text.is_empty() { &anchor } else { &text };
            link_spelling(shown, &format!("#{anchor}"))
        }
        None if text.is_empty() => "{link}".to_owned(),
        None => format!("{{link:{}}}", text.replace(['{', '}', '"'], "")),
    }
}

fn target(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    let value = |node, name: &str| tree.attribute(node, name).unwrap_or_default();
    if let Some(page) = tree.child(id, "ri:page") {
        let (space, title) = (value(page, "ri:space-key"), value(page, "ri:content-title"));
        return Some(if space.is_empty() {
            escape_title(&title)
        } else {
            format!("{space}:{}", escape_title(&title))
        });
    }
    if let Some(post) = tree.child(id, "ri:blog-post") {
        return Some(format!(
            "blog:{}/{}",
            value(post, "ri:posting-day"),
            escape_title(&value(post, "ri:content-title"))
        ));
    }
    tree.child(id, "ri:space").map(|space| format!("space:{}", value(space, "ri:space-key")))
}

fn page_spelling(target: &str, anchor: &str, text: &str) -> String {
    let mut out = format!("[[{target}");
    if !anchor.is_empty() {
        out.push('#');
        out.push_str(&escape_title(anchor));
    }
    if !text.is_empty() {
        out.push('|');
        out.push_str(&collapse(text).replace(']', "\\]").replace('[', "\\["));
    }
    out.push_str("]]");
    out
}

/// The signs that part a page link are escaped in a title.
fn escape_title(title: &str) -> String {
    let mut out = String::new();
    for ch in collapse(title).chars() {
        if "\\|#:[]".contains(ch) {
            out.push('\\');
        }
        out.push(ch);
    }
    out
}

fn body_text(tree: &Tree<'_>, id: NodeId) -> String {
    let body = tree.child(id, "ac:link-body").or_else(|| tree.child(id, "ac:plain-text-link-body"));
    body.map(|body| collapse(tree.text(body).trim())).unwrap_or_default()
}

/// Renders `[[…]]`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let inner = spelling.strip_prefix("[[")?.strip_suffix("]]")?;
    let (target, text) = cut(inner, '|');
    let (page, anchor) = cut(&target, '#');
    let mut out = String::from("<ac:link");
    if let Some(anchor) = anchor {
        out.push_str(" ac:anchor=\"");
        escape::push_attribute(&super::link::unescape(&anchor), &mut out);
        out.push('"');
    }
    out.push('>');
    push_target(&page, &mut out)?;
    if let Some(text) = text {
        out.push_str("<ac:link-body>");
        escape::push_text(&super::link::unescape(&text), &mut out);
        out.push_str("</ac:link-body>");
    }
    out.push_str("</ac:link>");
    Some(out)
}

fn push_target(page: &str, out: &mut String) -> Option<()> {
    let (first, rest) = cut(page, ':');
    let (element, attributes) = match rest {
        Some(key) if first == "space" => ("space", vec![("space-key", key)]),
        Some(path) if first == "blog" => {
            let (day, title) = path.rsplit_once('/')?;
            ("blog-post", vec![("content-title", title.to_owned()), ("posting-day", day.to_owned())])
        }
        Some(title) => ("page", vec![("space-key", first), ("content-title", title)]),
        None => ("page", vec![("content-title", first)]),
    };
    out.push_str(&format!("<ri:{element}"));
    for (name, value) in attributes {
        out.push_str(&format!(" ri:{name}=\""));
        escape::push_attribute(&super::link::unescape(&value), out);
        out.push('"');
    }
    out.push_str("/>");
    Some(())
}

/// Splits at the first sign that is not escaped.
fn cut(text: &str, sign: char) -> (String, Option<String>) {
    let mut escaped = false;
    for (at, ch) in text.char_indices() {
        match ch {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            ch if ch == sign => return (text[..at].to_owned(), Some(text[at + 1..].to_owned())),
            _ => {}
        }
    }
    (text.to_owned(), None)
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn page_links_both_ways() {
        shows(
            "<p>see <ac:link ac:anchor=\"x\"><ri:page ri:space-key=\"DS\" ri:content-title=\"A: b\" /><ac:plain-text-link-body><![CDATA[the text]]></ac:plain-text-link-body></ac:link>.</p>",
            "see [[DS:A\\: b#x|the text]].\n",
        );
        renders(
            "[[Home]] [[DS:Home|x]]\n",
            "<p><ac:link><ri:page ri:content-title=\"Home\"/></ac:link> <ac:link><ri:page ri:space-key=\"DS\" ri:content-title=\"Home\"/><ac:link-body>x</ac:link-body></ac:link></p>",
        );
        edits(
            "<p>a <ac:link><ri:page ri:content-title=\"X\"/></ac:link> b</p>",
            "b",
            "c",
            "<p>a <ac:link><ri:page ri:content-title=\"X\"/></ac:link> c</p>",
        );
    }

    #[test]
    fn links_in_table_cells_keep_their_pipes() {
        renders(
            "| [[A|b]] |\n| --- |\n| {status:green|OK} |\n",
            "<table><tbody><tr><th><ac:link><ri:page ri:content-title=\"A\"/><ac:link-body>b</ac:link-body></ac:link></th></tr><tr><td><ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">OK</ac:parameter></ac:structured-macro></td></tr></tbody></table>",
        );
    }
}
