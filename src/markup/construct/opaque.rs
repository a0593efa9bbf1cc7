//! Macros without a body and other things that Markdown cannot hold: a placeholder that keeps the bytes.
//!
//! `::name{…}` for a block, `{name …}` in a line. Only a few can be made by typing them.

use super::label;
use super::macros::{self, Macro};
use super::read::Reader;
use crate::markup::markdown::attributes;
use crate::markup::model::{Block, Head, Piece, PieceKind};
use crate::markup::patch::Patch;
use crate::markup::storage::{NodeId, NodeKind, Tree};

/// Macros a person may type: their parameters are all there is to them.
const TYPED: [&str; 8] = [
    "toc",
    "children",
    "pagetree",
    "attachments",
    "recently-updated",
    "contentbylabel",
    "gallery",
    "pagetreesearch",
];

pub(crate) fn read(reader: &Reader<'_, '_>, found: &Macro) -> Block {
    let head = Head::Leaf { name: found.shown_name().to_owned(), attributes: found.attributes() };
    Block::new(head).at(reader.origin(found.node, found.node))
}

/// A block of which only the name shows.
pub(crate) fn block(reader: &Reader<'_, '_>, id: NodeId, name: &str) -> Block {
    let head = Head::Leaf { name: name.to_owned(), attributes: String::new() };
    Block::new(head).at(reader.origin(id, id))
}

/// Whether a paragraph holds one bodiless block macro and nothing else.
pub(crate) fn stands_alone(reader: &Reader<'_, '_>, paragraph: NodeId) -> bool {
    let tree = reader.tree;
    let mut macros = 0;
    for child in tree.children(paragraph) {
        let node = tree.node(child);
        match node.kind {
            NodeKind::Element
                if macros::is_macro(tree.name(child))
                    && !macros::is_inline_name(&macros::name(tree, child)) =>
            {
                macros += 1;
            }
            NodeKind::Text if tree.slice(node.outer).trim().is_empty() => {}
            NodeKind::Silent => {}
            _ => return false,
        }
    }
    macros == 1
}

/// A macro in a line.
pub(crate) fn read_inline(reader: &Reader<'_, '_>, id: NodeId) -> Piece {
    let tree = reader.tree;
    let found = Macro::read(tree, id);
    let spelling =
        super::status::spelling(&found).or_else(|| jira(&found)).unwrap_or_else(|| inline_spelling(&found));
    Piece::new(PieceKind::Atom(spelling), tree.node(id).outer)
}

fn jira(found: &Macro) -> Option<String> {
    let key = found.value("key");
    let is_key = key.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '-') && key.contains('-');
    (found.name == "jira" && is_key).then(|| format!("{{jira:{key}}}"))
}

fn inline_spelling(found: &Macro) -> String {
    let name = found.shown_name();
    let default = found.value("");
    let is_word = !default.is_empty()
        && default.len() < 60
        && default.chars().all(|ch| ch.is_alphanumeric() || "-_.".contains(ch));
    let default = if is_word { format!(":{default}") } else { String::new() };
    let attributes = found.attributes();
    let gap = if attributes.is_empty() { "" } else { " " };
    format!("{{{name}{default}{gap}{attributes}}}")
}

/// Whether a placeholder says less than its bytes hold.
pub(crate) fn is_opaque_atom(spelling: &str) -> bool {
    spelling.starts_with('{') && super::render_atom(spelling).is_none()
}

/// The name in `{name …}`.
pub(crate) fn name(spelling: &str) -> Option<&str> {
    let inner = spelling.strip_prefix('{')?.strip_suffix('}')?;
    let end = inner.find(|ch: char| !attributes::is_name(ch)).unwrap_or(inner.len());
    Some(&inner[..end]).filter(|name| attributes::is_identifier(name))
}

/// Changes the text of a placeholder of a template.
pub(crate) fn edit_template_part(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    let text = |spelling: &str| Some(spelling.strip_prefix("{placeholder:")?.strip_suffix('}')?.to_owned());
    let (Some(old), Some(new)) = (text(old), text(new)) else { return false };
    let is_whole = tree.name(1) == "ac:placeholder" && label::text(&Reader::new(tree), 1) == old;
    if is_whole {
        label::edit(tree, 1, &new, patch);
    }
    is_whole
}

/// Changes the parameters that differ between two spellings of one macro.
pub(crate) fn edit(tree: &Tree<'_>, old: &str, new: &str, patch: &mut Patch) -> bool {
    if !macros::is_macro(tree.name(1)) {
        return false;
    }
    if let (Some((old_name, old)), Some((new_name, new))) = (named_value(old), named_value(new))
        && old_name == new_name
    {
        let pair = |value: &str| vec![(old_name.to_owned(), value.to_owned())];
        macros::set_parameters(tree, 1, &pair(old), &pair(new), patch);
        return true;
    }
    let parts = |spelling: &str| {
        let name = name(spelling)?.to_owned();
        let rest = spelling.strip_prefix('{')?.strip_suffix('}')?.strip_prefix(name.as_str())?;
        let (pairs, _) = rest.split_once('#').unwrap_or((rest, ""));
        (!rest.starts_with(':')).then(|| attributes::read(pairs).map(|pairs| (name, pairs)))?
    };
    let (Some((old_name, old)), Some((new_name, new))) = (parts(old), parts(new)) else { return false };
    if old_name != new_name {
        return false;
    }
    macros::set_parameters(tree, 1, &old, &new, patch);
    true
}

/// `ac:placeholder` and `at:var` of templates.
pub(crate) fn read_template_part(reader: &Reader<'_, '_>, id: NodeId) -> Piece {
    let tree = reader.tree;
    let spelling = if tree.name(id) == "at:var" {
        let name = tree.attribute(id, "at:name").unwrap_or_default();
        if attributes::is_identifier(&name) { format!("{{{{{name}}}}}") } else { "{var}".to_owned() }
    } else {
        let text = label::text(reader, id).replace(['{', '}', '"'], "");
        format!("{{placeholder:{text}}}")
    };
    Piece::new(PieceKind::Atom(spelling), tree.node(id).outer)
}

/// Renders a typed block placeholder, if its macro is one of those that can be typed.
pub(crate) fn render(name: &str, text: &str, out: &mut String) -> bool {
    let Some(pairs) = attributes::read(text).filter(|_| TYPED.contains(&name)) else { return false };
    if pairs.iter().any(|(_, value)| value.is_empty()) {
        return false;
    }
    macros::push_open(name, out);
    for (name, value) in &pairs {
        macros::push_parameter(name, value, out);
    }
    out.push_str(macros::CLOSE);
    true
}

/// Renders `{anchor:name}` and `{jira:KEY-1}`; the others cannot be made from their text.
pub(crate) fn render_atom(spelling: &str) -> Option<String> {
    let (parameter, value) = named_value(spelling)?;
    let mut out = String::new();
    macros::push_open(name(spelling)?, &mut out);
    macros::push_parameter(parameter, value, &mut out);
    out.push_str(macros::CLOSE);
    Some(out)
}

/// The parameter that the value in `{anchor:value}` and `{jira:value}` is, and the value.
fn named_value(spelling: &str) -> Option<(&'static str, &str)> {
    let (name, value) = spelling.strip_prefix('{')?.strip_suffix('}')?.split_once(':')?;
    let parameter = match name {
        "anchor" => "",
        "jira" => "key",
        _ => return None,
    };
    let is_word = !value.is_empty() && value.chars().all(|ch| ch.is_alphanumeric() || "-_.".contains(ch));
    is_word.then_some((parameter, value))
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    const CHART: &str = "<ac:structured-macro ac:name=\"chart\" ac:macro-id=\"1\"><ac:parameter ac:name=\"type\">pie</ac:parameter></ac:structured-macro>";

    #[test]
    fn macros_without_body_are_placeholders() {
        shows(&format!("<p>a</p>{CHART}"), "a\n\n::chart{type=pie}\n");
        shows(&format!("<p>{CHART}</p>"), "::chart{type=pie}\n");
        shows(&format!("<p>see {CHART} here</p>"), "see {chart type=pie} here\n");
        renders(
            "::toc{maxLevel=3}\n",
            "<ac:structured-macro ac:name=\"toc\"><ac:parameter ac:name=\"maxLevel\">3</ac:parameter></ac:structured-macro>",
        );
    }

    #[test]
    fn a_moved_macro_keeps_its_bytes() {
        edits(
            &format!("<p>a</p>{CHART}<p>b</p>"),
            "a\n\n::chart{type=pie}\n\nb",
            "a\n\nb\n\n::chart{type=pie}",
            &format!("<p>a</p><p>b</p>{CHART}"),
        );
        edits(
            &format!("<p>a {CHART} b</p>"),
            "a {chart type=pie} b",
            "b a {chart type=pie}",
            &format!("<p>b a {CHART}</p>"),
        );
    }

    #[test]
    fn an_attribute_in_a_line_edits_its_parameter() {
        let body = format!("<p>see {CHART} here</p>");
        edits(&body, "type=pie", "type=bar", &body.replace("pie", "bar"));
    }

    #[test]
    fn parts_of_templates_show_and_their_text_changes() {
        let body = "<p><at:var at:name='owner'/> <ac:placeholder ac:type='mention'>who <b>is</b> it</ac:placeholder> <at:var at:name='two words'/></p>";
        shows(body, "{{owner}} {placeholder:who is it} {var}\n");
        edits(body, "who is", "who was", &body.replace("is</b>", "was</b>"));
        shows(
            "<at:declarations><at:string at:name='owner'/></at:declarations><p>a</p>",
            "::declarations\n\na\n",
        );
    }

    #[test]
    fn another_issue_or_anchor_keeps_the_rest_of_its_macro() {
        let jira = "<p><ac:structured-macro ac:name=\"jira\" ac:macro-id=\"1\"><ac:parameter ac:name=\"server\">S</ac:parameter><ac:parameter ac:name=\"key\">AB-1</ac:parameter></ac:structured-macro></p>";
        shows(jira, "{jira:AB-1}\n");
        edits(jira, "AB-1", "AB-2", &jira.replace("AB-1", "AB-2"));
        let anchor = "<p><ac:structured-macro ac:name=\"anchor\" ac:macro-id=\"1\"><ac:parameter ac:name=\"\">here</ac:parameter></ac:structured-macro>a</p>";
        edits(anchor, "here", "there", &anchor.replace("here", "there"));
    }

    #[test]
    fn an_attribute_edits_its_parameter() {
        edits(CHART, "type=pie", "type=bar", &CHART.replace("pie", "bar"));
        edits(
            CHART,
            "type=pie",
            "type=pie width=3",
            &CHART.replace(
                "</ac:parameter>",
                "</ac:parameter><ac:parameter ac:name=\"width\">3</ac:parameter>",
            ),
        );
    }

    #[test]
    fn equal_placeholders_with_different_bytes_are_numbered() {
        let other = CHART.replace("\"1\"", "\"2\"");
        shows(&format!("{CHART}{other}"), "::chart{type=pie}\n\n::chart{type=pie #2}\n");
    }
}
