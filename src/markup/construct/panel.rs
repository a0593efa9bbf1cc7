//! Macros with a rich body: `> [!NOTE] Title` for the four panels, `:::name{…}` for all others.

use super::macros::{self, Macro};
use super::read::Reader;
use crate::markup::model::{Block, Head, collapse};

/// The marker of each panel macro. Their names differ between editors, so none is ever translated.
const PANELS: [(&str, &str); 4] =
    [("info", "NOTE"), ("tip", "TIP"), ("note", "WARNING"), ("warning", "CAUTION")];

pub(crate) fn read(reader: &Reader<'_, '_>, found: &Macro) -> Block {
    let body = found.rich.unwrap_or(found.node);
    let kind = PANELS.iter().find(|(name, _)| *name == found.name).map(|(_, kind)| *kind);
    let head = match kind {
        Some(kind) => Head::Panel { kind, title: collapse(found.value("title")) },
        None => Head::Container { name: found.shown_name().to_owned(), attributes: found.attributes() },
    };
    let mut children = reader.blocks(body);
    let others = reader
        .tree
        .children(found.node)
        .filter(|id| *id != body && reader.tree.name(*id) == "ac:rich-text-body");
    others.for_each(|other| reader.push_blocks(other, &mut children));
    Block::parent(head, children).at(reader.origin(found.node, body))
}

/// The macro that a panel's marker stands for.
pub(crate) fn macro_name(kind: &str) -> &'static str {
    PANELS.iter().find(|(_, marker)| *marker == kind).map_or("info", |(name, _)| name)
}

/// Containers a person may type.
pub(crate) fn is_typed(name: &str) -> bool {
    matches!(
        name,
        "expand" | "panel" | "excerpt" | "details" | "section" | "info" | "tip" | "note" | "warning"
    )
}

/// Appends a panel or container around content that is rendered already.
pub(crate) fn push(name: &str, parameters: &[(String, String)], content: &str, out: &mut String) {
    macros::push_open(name, out);
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        macros::push_parameter(name, value, out);
    }
    out.push_str("<ac:rich-text-body>");
    out.push_str(content);
    out.push_str("</ac:rich-text-body>");
    out.push_str(macros::CLOSE);
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    #[test]
    fn panels_both_ways() {
        let info = "<ac:structured-macro ac:name=\"info\"><ac:parameter ac:name=\"title\">T &amp; U</ac:parameter><ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro>";
        shows(info, "> [!NOTE] T & U\n> a\n");
        renders("> [!NOTE] T & U\n> a\n", info);
        edits(info, "T & U", "V", &info.replace("T &amp; U", "V"));
        edits(info, "> a", "> a\n>\n> b", &info.replace("<p>a</p>", "<p>a</p><p>b</p>"));
    }

    #[test]
    fn containers_nest() {
        let body = "<ac:structured-macro ac:name=\"expand\" x='1'><ac:parameter ac:name=\"title\">Read me</ac:parameter><ac:rich-text-body><p>a</p>\
            <ac:structured-macro ac:name=\"excerpt\"><ac:rich-text-body><ul><li>b</li></ul></ac:rich-text-body></ac:structured-macro></ac:rich-text-body></ac:structured-macro>";
        shows(body, "::::expand{title=\"Read me\"}\na\n\n:::excerpt\n- b\n\n:::\n::::\n");
        edits(body, "- b", "- c", &body.replace("<li>b", "<li>c"));
        edits(body, "Read me", "More", &body.replace("Read me", "More"));
    }

    #[test]
    fn containers_stand_in_lists_and_quotes() {
        let expand = "<ac:structured-macro ac:name=\"expand\"><ac:rich-text-body><p>b</p></ac:rich-text-body></ac:structured-macro>";
        shows(&format!("<ul><li>a{expand}</li></ul>"), "- a\n\n  :::expand\n  b\n  :::\n");
        shows(&format!("<blockquote>{expand}</blockquote>"), "> :::expand\n> b\n> :::\n");
    }
}
