//! `<a href>`: `[text](url)` or `<url>`. A changed address edits the attribute; the others stay.

use super::link_body;
use super::read::Reader;
use crate::markup::markdown::address;
pub(crate) use crate::markup::markdown::pieces::unescape;
use crate::markup::markdown::pieces::{is_words, plain, split_unescaped};
use crate::markup::markdown::spelling::link_spelling;
use crate::markup::model::{Mark, Piece, PieceKind, collapse, normalise};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree, escape};

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId, out: &mut Vec<Piece>) {
    let tree = reader.tree;
    let Some(url) = tree.attribute(id, "href").map(|url| url.trim().to_owned()).filter(|url| !url.is_empty())
    else {
        out.extend(reader.inline(id));
        return;
    };
    if !address::is_safe(&url) {
        return out.extend(reader.inline(id));
    }
    let title = tree.attribute(id, "title").map(|title| collapse(title.trim())).unwrap_or_default();
    if url.starts_with(['#', '^']) {
        let label = normalise(reader.inline(id));
        // Marks and a title have no place in a placeholder.
        if url.starts_with('^') || title.is_empty() && is_words(&label) {
            let spelling = link_spelling(&plain(&label), &url);
            out.push(Piece::new(PieceKind::Atom(spelling), tree.node(id).outer));
            return;
        }
    }
    reader.push_marked(id, &Mark::Link { url, title }, out);
}

/// Appends the opening tag of a new link.
pub(crate) fn push_open(url: &str, title: &str, out: &mut String) {
    out.push_str("<a href=\"");
    escape::push_attribute(url, out);
    if !title.is_empty() {
        out.push_str("\" title=\"");
        escape::push_attribute(title, out);
    }
    out.push_str("\">");
}

/// Renders `[text](#anchor)` and `[text](^file)`.
pub(crate) fn render_local(spelling: &str) -> Option<String> {
    let (text, target) = split(spelling)?;
    let text = escape::text(&text);
    let mut out = String::new();
    match target.strip_prefix('^') {
        Some(file) => {
            out.push_str("<ac:link><ri:attachment ri:filename=\"");
            escape::push_attribute(file, &mut out);
            out.push_str("\"/>");
        }
        None => {
            out.push_str("<ac:link ac:anchor=\"");
            escape::push_attribute(target.strip_prefix('#')?, &mut out);
            out.push_str("\">");
        }
    }
    out.push_str(&format!("<ac:link-body>{text}</ac:link-body></ac:link>"));
    Some(out)
}

/// Changes text and target of `[text](#anchor)` and `[text](^file)` where they differ.
pub(crate) fn edit_local(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    let (Some(old), Some(new)) = (split(old), split(new)) else { return false };
    let is_html = tree.name(1) == "a";
    if !is_html && tree.name(1) != "ac:link" {
        return false;
    }
    if old.1 != new.1 {
        let (id, name, cut) = match (old.1.as_bytes().first(), new.1.as_bytes().first()) {
            (Some(b'#' | b'^'), Some(b'#' | b'^')) if is_html => (1, "href", 0),
            (Some(b'#'), Some(b'#')) => (1, "ac:anchor", 1),
            (Some(b'^'), Some(b'^')) => (tree.child(1, "ri:attachment").unwrap_or(1), "ri:filename", 1),
            _ => return false,
        };
        patch.set_attribute(tree, id, name, &new.1[cut..]);
    }
    // Without a text of its own a link shows its target, and goes on showing it.
    let shows_target = link_body::text(&Reader::new(tree), 1).is_empty();
    if old.0 == new.0 && !(shows_target && old.1 != new.1) || shows_target && new.0 == new.1[1..] {
        return true;
    }
    link_body::edit(tree, &new.0, patch);
    true
}

/// The text and target of `[text](target)`, as `link_spelling` writes it.
fn split(spelling: &str) -> Option<(String, String)> {
    let inner = spelling.strip_prefix('[').filter(|rest| !rest.starts_with('['))?.strip_suffix(')')?;
    let (label, target) = split_unescaped(inner, "](")?;
    let target = target.strip_prefix('<').and_then(|target| target.strip_suffix('>')).unwrap_or(target);
    Some((unescape(label), unescape(target).replace("&amp;", "&")))
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn links_both_ways() {
        shows(
            "<p><a href=\"http://a.b/?x=1&amp;y_z=2\" class=\"c\">a [b]</a> <a href=\"http://x.y\">http://x.y</a></p>",
            "[a \\[b\\]](http://a.b/?x=1&y_z=2) <http://x.y>\n",
        );
        renders(
            "[a](http://b \"T\") [c](^f.pdf)\n",
            "<p><a href=\"http://b\" title=\"T\">a</a> <ac:link><ri:attachment ri:filename=\"f.pdf\"/><ac:link-body>c</ac:link-body></ac:link></p>",
        );
        edits(
            "<p><a class='c' href='http://a'>text here</a></p>",
            "text",
            "word",
            "<p><a class='c' href='http://a'>word here</a></p>",
        );
    }

    #[test]
    fn a_changed_address_keeps_the_other_attributes() {
        edits(
            "<p>x <a class='c' href='http://a'>t</a></p>",
            "http://a",
            "http://b?'",
            "<p>x <a class='c' href='http://b?&#39;'>t</a></p>",
        );
    }
    #[test]
    fn local_links_change_text_and_target_alone() {
        let file = "<p><ac:link ac:tooltip='t'><ri:attachment ri:version-at-save='2' ri:filename='a.pdf'/><ac:link-body>see <em>this</em> file</ac:link-body></ac:link></p>";
        edits(file, "^a.pdf", "<^b c.pdf>", &file.replace("a.pdf", "b c.pdf"));
        edits(file, "see", "read", &file.replace("see", "read"));
        let bare = "<p><ac:link><ri:attachment ri:filename='a.pdf' x='1'/></ac:link></p>";
        edits(bare, "[a.pdf](^a.pdf)", "[b.pdf](^b.pdf)", &bare.replace("a.pdf", "b.pdf"));
        edits(
            bare,
            "[a.pdf]",
            "[t]",
            &bare.replace("</ac:link>", "<ac:link-body>t</ac:link-body></ac:link>"),
        );
        let anchor = "<p><ac:link ac:anchor='top'><ac:plain-text-link-body><![CDATA[Back up]]></ac:plain-text-link-body></ac:link></p>";
        edits(anchor, "#top", "#end", &anchor.replace("top", "end"));
        edits(anchor, "Back up", "Up", &anchor.replace("Back up", "Up"));
        let html = "<p><a href='#x' class='c'>go <span>up</span></a></p>";
        edits(html, "go up", "go far up", &html.replace("go ", "go far "));
        edits(html, "#x", "#y", &html.replace("#x", "#y"));
    }

    #[test]
    fn a_link_to_an_anchor_keeps_its_title_and_marks() {
        let titled = "<p><a href=\"#x\" title=\"T\">up</a> and <a href=\"#y\">go <strong>up</strong></a></p>";
        renders("[up](#x \"T\") and [go **up**](#y)\n", titled);
        shows(titled, "[up](#x \"T\") and [go **up**](#y)\n");
        edits(titled, "go **", "go far **", &titled.replace("go ", "go far "));
        edits(titled, "\"T\"", "\"Top\"", &titled.replace("\"T\"", "\"Top\""));
    }
}
