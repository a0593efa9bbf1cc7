//! `<ac:image>` and `<img>`: `![alt](file.png "caption"){width=120}`. Height and border stay in the bytes.

use super::label;
use super::read::Reader;
use crate::markup::markdown::pieces::{split_unescaped, unescape};
use crate::markup::markdown::placeholder;
use crate::markup::markdown::spelling::image_spelling;
use crate::markup::model::{Piece, PieceKind, collapse};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree, escape};

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId) -> Piece {
    let tree = reader.tree;
    let value = |name: &str| tree.attribute(id, name).unwrap_or_default();
    let is_html = tree.name(id) == "img";
    let mut spelling = if is_html {
        image_spelling(&value("alt"), &one_line(&value("src")), &value("title"))
    } else {
        let caption = tree
            .child(id, "ac:caption")
            .map(|caption| label::text(reader, caption))
            .unwrap_or_else(|| value("ac:title"));
        image_spelling(&value("ac:alt"), &one_line(&target(tree, id)), collapse(&caption).trim())
    };
    let width = format!("{{width={}}}", value(if is_html { "width" } else { "ac:width" }));
    if placeholder::is_width(&width) {
        spelling.push_str(&width);
    }
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

/// Returns an image with a width as HTML, for those who do not know ours; not a file of a page, which whoever writes
/// the page leads to.
pub(crate) fn as_html(spelling: &str) -> Option<String> {
    let is_address = |target: &str| target.contains("://") || target.contains('/') && !target.contains('^');
    let image = parts(spelling).filter(|image| !image.width.is_empty() && is_address(&image.target))?;
    let mut out = String::from("<img");
    let title = Some(("title", &image.title)).filter(|(_, title)| !title.is_empty());
    let pairs = [("src", &image.target), ("alt", &image.alt)].into_iter().chain(title);
    for (name, value) in pairs.chain([("width", &image.width)]) {
        out.push_str(&format!(" {name}=\""));
        escape::push_attribute(value, &mut out);
        out.push('"');
    }
    out.push('>');
    Some(out)
}

/// What a spelling says.
struct Parts {
    alt: String,
    target: String,
    title: String,
    width: String,
}

fn parts(spelling: &str) -> Option<Parts> {
    let inner = spelling.strip_prefix("![")?;
    let (inner, width) = match inner.rsplit_once(")") {
        Some((inner, "")) => (inner, ""),
        Some((inner, width)) if placeholder::is_width(width) => (inner, &width[7..width.len() - 1]),
        _ => return None,
    };
    let (alt, rest) = split_unescaped(inner, "](")?;
    let (target, title) = match rest.strip_prefix('<') {
        Some(rest) => split_unescaped(rest, ">")?,
        None => rest.split_once(' ').unwrap_or((rest, "")),
    };
    let resolve = |text: &str| unescape(text).replace("&amp;", "&");
    let title = title.trim().strip_prefix('"').and_then(|title| title.strip_suffix('"')).unwrap_or("");
    Some(Parts {
        alt: unescape(alt),
        target: resolve(target),
        title: resolve(title),
        width: width.to_owned(),
    })
}

/// Changes what differs between two spellings; false where the kind of target changes.
pub(crate) fn edit(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    let (Some(old), Some(new)) = (parts(old), parts(new)) else { return false };
    let (image, is_html) = (1, tree.name(1) == "img");
    let name = |html, storage| if is_html { html } else { storage };
    if old.target != new.target && (is_html || !edit_target(tree, &old.target, &new.target, patch)) {
        return false;
    }
    if old.alt != new.alt {
        patch.set_attribute(tree, image, name("alt", "ac:alt"), &new.alt);
    }
    if old.width != new.width {
        patch.set_attribute(tree, image, name("width", "ac:width"), &new.width);
    }
    if old.title == new.title {
        return true;
    }
    let Some(caption) = tree.child(image, "ac:caption") else {
        patch.set_attribute(tree, image, name("title", "ac:title"), &new.title);
        return true;
    };
    let only = tree.child(caption, "p").filter(|body| tree.text(*body).trim() == tree.text(caption).trim());
    label::edit(tree, only.unwrap_or(caption), &new.title, patch);
    true
}

fn edit_target(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    let is_file = |target: &str| !target.contains("://") && !target.contains('^');
    let (element, attribute) = match (is_file(old), is_file(new)) {
        (true, true) => ("ri:attachment", "ri:filename"),
        (false, false) if old.contains("://") && new.contains("://") => ("ri:url", "ri:value"),
        _ => return false,
    };
    let Some(id) = tree.child(1, element) else { return false };
    patch.set_attribute(tree, id, attribute, new);
    true
}

/// Renders `![alt](target "caption"){width=120}`.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let Parts { alt, target, title, width } = parts(spelling)?;
    let mut out = String::from("<ac:image");
    for (name, value) in [("ac:alt", alt), ("ac:title", title), ("ac:width", width)] {
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
    fn an_edited_image_keeps_its_size() {
        let image = "<ac:image ac:width='3'><ri:attachment ri:filename='a.png' ri:version='2'/><ac:caption x='1'><p>old &amp;</p></ac:caption></ac:image>";
        edits(image, "a.png", "b.png", &image.replace("a.png", "b.png"));
        edits(image, "old", "new", &image.replace("old", "new"));
        let rich = "<ac:image ac:width='3'><ri:url ri:value='http://a/b.png'/><ac:caption><p>one <b>two</b></p><p>three</p></ac:caption></ac:image>";
        shows(rich, "![](http://a/b.png \"one two three\"){width=3}\n");
        edits(rich, "two", "2", &rich.replace("two", "2"));
        edits(rich, "three", "3", &rich.replace("three", "3"));
        edits(image, "![]", "![it's]", &image.replace("<ac:image ", "<ac:image ac:alt=\"it&#39;s\" "));
    }

    #[test]
    fn images_both_ways() {
        shows(
            "<ac:image ac:width=\"3\" ac:alt=\"a_b\"><ri:attachment ri:filename=\"f 1.png\" /></ac:image>",
            "![a\\_b](<f 1.png>){width=3}\n",
        );
        renders(
            "![a](f.png){width=120} {width=9}\n",
            "<p><ac:image ac:alt=\"a\" ac:width=\"120\"><ri:attachment ri:filename=\"f.png\"/></ac:image> {width=9}</p>",
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
