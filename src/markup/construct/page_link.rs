//! `<ac:link>`: `[[SPACE:Title#anchor|text]]`, and mentions, anchors and attachments, which look different.

use super::link::unescape;
use super::read::Reader;
use super::{link_body, mention};
use crate::markup::markdown::spelling::link_spelling;
use crate::markup::model::{Piece, PieceKind, collapse};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, Tree, escape};

pub(crate) fn read(reader: &Reader<'_, '_>, id: NodeId, out: &mut Vec<Piece>) {
    let tree = reader.tree;
    out.push(Piece::new(PieceKind::Atom(spelling(reader, id)), tree.node(id).outer));
}

fn spelling(reader: &Reader<'_, '_>, id: NodeId) -> String {
    let tree = reader.tree;
    let anchor = tree.attribute(id, "ac:anchor").unwrap_or_default();
    let text = link_body::text(reader, id);
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
        None => format!("{{link:{}}}", bare(&text)),
    }
}

/// Text that can stand in braces.
fn bare(text: &str) -> String {
    text.replace(['{', '}', '"'], "")
}

/// What stands for the target; `None` for kinds of targets that have no spelling.
fn target(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    let value = |node, name: &str| tree.attribute(node, name).unwrap_or_default();
    if let Some(page) = tree.child(id, "ri:page") {
        let (space, title) = (value(page, "ri:space-key"), value(page, "ri:content-title"));
        if title.trim().is_empty() {
            return None;
        }
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

/// Returns the link to a page as it is typed.
pub(crate) fn spelled(space: Option<&str>, title: &str) -> String {
    let title = escape_title(title);
    page_spelling(&space.map_or_else(|| title.clone(), |space| format!("{space}:{title}")), "", "")
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

/// What `[[…]]` says.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    /// The element of the target, without its prefix.
    element: &'static str,
    /// Its attributes, without their prefix.
    attributes: Vec<(&'static str, String)>,
    anchor: Option<String>,
    text: Option<String>,
}

fn parse(spelling: &str) -> Option<Link> {
    let inner = spelling.strip_prefix("[[")?.strip_suffix("]]")?;
    let (target, text) = cut(inner, '|');
    let (page, anchor) = cut(&target, '#');
    let (first, rest) = cut(&page, ':');
    let (element, attributes) = match rest {
        Some(key) if first == "space" => ("space", vec![("space-key", key)]),
        Some(path) if first == "blog" => {
            let (day, title) = path.rsplit_once('/')?;
            ("blog-post", vec![("content-title", title.to_owned()), ("posting-day", day.to_owned())])
        }
        Some(title) => ("page", vec![("space-key", first), ("content-title", title)]),
        None => ("page", vec![("content-title", first)]),
    };
    let attributes = attributes.into_iter().map(|(name, value)| (name, unescape(&value))).collect();
    let shown = |text: Option<String>| text.map(|text| unescape(&text)).filter(|text| !text.is_empty());
    Some(Link { element, attributes, anchor: shown(anchor), text: shown(text) })
}

/// A page that a link leads to.
pub(crate) struct PageTarget {
    pub(crate) space: Option<String>,
    pub(crate) title: String,
    pub(crate) anchor: Option<String>,
    pub(crate) text: Option<String>,
}

/// Returns the page that `[[…]]` leads to; `None` for a blog post, a space, and what is no link.
pub(crate) fn target_of(spelling: &str) -> Option<PageTarget> {
    let link = parse(spelling).filter(|link| link.element == "page")?;
    let mut values = link.attributes.into_iter();
    let (space, title) = match (values.next()?, values.next()) {
        ((_, space), Some((_, title))) => (Some(space), title),
        ((_, title), None) => (None, title),
    };
    Some(PageTarget { space, title, anchor: link.anchor, text: link.text })
}

/// Renders `[[…]]`; a link whose target lacks a part is none.
pub(crate) fn render(spelling: &str) -> Option<String> {
    let link = parse(spelling)?;
    if link.attributes.iter().any(|(_, value)| value.trim().is_empty()) {
        return None;
    }
    let mut out = String::from("<ac:link");
    if let Some(anchor) = link.anchor {
        out.push_str(" ac:anchor=\"");
        escape::push_attribute(&anchor, &mut out);
        out.push('"');
    }
    out.push_str(&format!("><ri:{}", link.element));
    for (name, value) in link.attributes {
        out.push_str(&format!(" ri:{name}=\""));
        escape::push_attribute(&value, &mut out);
        out.push('"');
    }
    out.push_str("/>");
    if let Some(text) = link.text {
        out.push_str("<ac:link-body>");
        escape::push_text(&text, &mut out);
        out.push_str("</ac:link-body>");
    }
    out.push_str("</ac:link>");
    Some(out)
}

/// Changes what differs between two spellings, and nothing else; false where the kind of target changes.
pub(crate) fn edit(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    if let (Some(old), Some(new)) = (bare_text(old), bare_text(new)) {
        let text = link_body::text(&Reader::new(tree), 1);
        // What braces cannot hold would be lost.
        let is_whole = tree.name(1) == "ac:link" && bare(&text) == old && text == old;
        if is_whole {
            link_body::edit(tree, new, patch);
        }
        return is_whole;
    }
    let (Some(old), Some(new)) = (parse(old), parse(new)) else { return false };
    let target = tree.child(1, &format!("ri:{}", old.element));
    let (Some(target), true) = (target, old.element == new.element) else { return false };
    let value = |link: &Link, name: &str| {
        let pair = link.attributes.iter().find(|(found, _)| *found == name);
        pair.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    for name in ["space-key", "content-title", "posting-day"] {
        if value(&old, name) != value(&new, name) {
            link_body::set_attribute(tree, target, &format!("ri:{name}"), &value(&new, name), patch);
        }
    }
    if old.anchor != new.anchor {
        link_body::set_attribute(tree, 1, "ac:anchor", new.anchor.as_deref().unwrap_or(""), patch);
    }
    if old.text != new.text {
        link_body::edit(tree, new.text.as_deref().unwrap_or(""), patch);
    }
    true
}

/// The text in `{link:text}`.
fn bare_text(spelling: &str) -> Option<&str> {
    let inner = spelling.strip_prefix("{link")?.strip_suffix('}')?;
    if inner.is_empty() { Some("") } else { inner.strip_prefix(':') }
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
    fn text_target_and_anchor_of_a_link_change_alone() {
        let rich = "<p><ac:link ac:anchor='x' ac:card-appearance='inline'><ri:page ri:version-at-save='3' ri:content-title='A &amp; B'/><ac:link-body>the <strong>bold</strong> one</ac:link-body></ac:link></p>";
        shows(rich, "[[A & B#x|the bold one]]\n");
        edits(rich, "the bold", "the big bold", &rich.replace("the <", "the big <"));
        edits(rich, "bold", "brave", &rich.replace("bold", "brave"));
        edits(rich, "A & B", "C's", &rich.replace("A &amp; B", "C&#39;s"));
        edits(rich, "A & B", "DS:A & B", &rich.replace("<ri:page", "<ri:page ri:space-key=\"DS\""));
        edits(rich, "#x", "#y", &rich.replace("='x'", "='y'"));
        edits(rich, "#x", "", &rich.replace(" ac:anchor='x'", ""));
        let plain = "<p><ac:link><ri:page ri:content-title=\"A\"/><ac:plain-text-link-body><![CDATA[more >>]]></ac:plain-text-link-body></ac:link></p>";
        shows(plain, "[[A|more >>]]\n");
        edits(plain, "more", "less", &plain.replace("more", "less"));
        edits(plain, "|more >>", "", "<p><ac:link><ri:page ri:content-title=\"A\"/></ac:link></p>");
        let bare = "<p><ac:link><ri:page ri:content-title='A' ri:version-at-save='3'/></ac:link></p>";
        edits(
            bare,
            "[[A]]",
            "[[A|b]]",
            &bare.replace("</ac:link>", "<ac:link-body>b</ac:link-body></ac:link>"),
        );
        let blog = "<p><ac:link><ri:blog-post ri:content-title='A' ri:posting-day='2012/01/30' x='1'/></ac:link></p>";
        edits(blog, "01/30", "01/31", &blog.replace("01/30", "01/31"));
        let space = "<p><ac:link><ri:space ri:space-key='A' x='1'/></ac:link></p>";
        edits(space, "space:A", "space:B", &space.replace("'A'", "'B'"));
    }

    #[test]
    fn links_to_what_has_no_title_show_their_text() {
        let entity = "<p><ac:link><ri:content-entity ri:content-id='12'/><ac:link-body>see <b>it</b></ac:link-body></ac:link></p>";
        shows(entity, "{link:see it}\n");
        edits(entity, "it", "that", &entity.replace("it<", "that<"));
        edits(
            entity,
            "see it",
            "look",
            "<p><ac:link><ri:content-entity ri:content-id='12'/><ac:link-body>look<b></b></ac:link-body></ac:link></p>",
        );
        shows("<p>a <ac:link><ri:page ri:content-title=''/></ac:link></p>", "a {link}\n");
        shows("<p><ac:link><ri:shortcut ri:key='jira' ri:parameter='AB-1'/></ac:link></p>", "{link}\n");
        shows(
            "<p><ac:link><ri:page ri:content-title='A'/><ac:link-body>x<br/>y</ac:link-body></ac:link></p>",
            "[[A|x y]]\n",
        );
    }

    #[test]
    fn a_picture_in_a_link_stays_when_its_text_changes() {
        let link = "<p><ac:link><ri:page ri:content-title='A'/><ac:link-body><ac:image><ri:attachment ri:filename='a.png'/></ac:image> old text</ac:link-body></ac:link></p>";
        shows(link, "[[A|old text]]\n");
        edits(link, "old", "new", &link.replace("old", "new"));
    }

    #[test]
    fn a_text_that_was_rich_is_not_thrown_away_for_another_target() {
        let link = "<p><ac:link><ri:page ri:content-title='A'/><ac:link-body><em>t</em></ac:link-body></ac:link> and</p>";
        edits(link, "[[A|t]] and", "[[A|t]] or", &link.replace("and", "or"));
        edits(link, "[[A|t]] and", "and [[A|t]]", &format!("<p>and {}</p>", &link[3..link.len() - 8]));
    }

    #[test]
    fn links_in_table_cells_keep_their_pipes() {
        renders(
            "| [[A|b]] |\n| --- |\n| {status:green|OK} |\n",
            "<table><tbody><tr><th><ac:link><ri:page ri:content-title=\"A\"/><ac:link-body>b</ac:link-body></ac:link></th></tr><tr><td><ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">OK</ac:parameter></ac:structured-macro></td></tr></tbody></table>",
        );
    }
}
