//! Macros with a plain body and `<pre>`: fenced blocks. The info string holds language, title and flags;
//! a plain-body macro that is not `code` says its name and `{macro}`.

use super::code_body;
use super::macros::{self, Macro};
use super::read::Reader;
use crate::markup::markdown::attributes;
use crate::markup::model::{Block, Head};
use crate::markup::storage::{NodeId, NodeKind, Tree, escape};

/// Parameters that show as a bare word when they are `true`.
const FLAGS: [&str; 2] = ["linenumbers", "collapse"];

pub(crate) fn read(reader: &Reader<'_, '_>, found: &Macro) -> Block {
    let body = found.plain.unwrap_or(found.node);
    let head = Head::Code { info: info(found), text: code_body::text(reader.tree, body) };
    Block::new(head).at(reader.origin(found.node, body))
}

/// `<pre>`: a fenced block without a language.
pub(crate) fn read_pre(reader: &Reader<'_, '_>, id: NodeId) -> Block {
    let text = code_body::text(reader.tree, id);
    Block::new(Head::Code { info: String::new(), text }).at(reader.origin(id, id))
}

/// Whether a fenced block's text can be replaced without losing what is in its body.
pub(crate) fn is_plain(tree: &Tree<'_>, body: NodeId) -> bool {
    tree.children(body).all(|child| tree.node(child).kind != NodeKind::Element)
}

fn info(found: &Macro) -> String {
    let mut words = Vec::new();
    if found.name == "code" {
        words.extend(Some(found.value("language")).filter(|language| is_word(language)).map(str::to_owned));
    } else {
        words.push(found.shown_name().to_owned());
        words.push("{macro}".to_owned());
    }
    let title = found.value("title");
    if !title.is_empty() && !title.contains(char::is_control) && !title.contains("  ") {
        words.push(attributes::write([("title", title)]));
    }
    words.extend(FLAGS.into_iter().filter(|flag| found.value(flag) == "true").map(str::to_owned));
    words.join(" ")
}

/// An info string as parameters; the language comes first and is called so.
pub(crate) fn parameters(info: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let first = info.split(' ').next().unwrap_or("");
    let mut rest = info;
    if is_word(first) {
        out.push(("language".to_owned(), first.to_owned()));
        rest = &info[first.len()..];
    }
    for (name, value) in attributes::read(&rest.replace("{macro}", "")).unwrap_or_default() {
        let is_flag = value.is_empty() && FLAGS.contains(&&*name);
        if is_flag || name == "title" {
            out.push((name, if is_flag { "true".to_owned() } else { value }));
        }
    }
    out
}

/// The name of the macro that an info string asks for, if it is not `code`.
pub(crate) fn macro_name(info: &str) -> Option<&str> {
    let mut words = info.split(' ');
    let name = words.next()?;
    (words.next() == Some("{macro}")).then_some(name)
}

fn is_word(word: &str) -> bool {
    !word.is_empty()
        && !word.contains(|ch: char| ch.is_whitespace() || ch.is_control() || "={}`\"".contains(ch))
        && !FLAGS.contains(&word)
}

/// Appends a new code macro.
pub(crate) fn render(info: &str, text: &str, out: &mut String) {
    let name = macro_name(info);
    macros::push_open(name.unwrap_or("code"), out);
    for (parameter, value) in parameters(info) {
        if name.is_none() || parameter != "language" {
            macros::push_parameter(&parameter, &value, out);
        }
    }
    out.push_str("<ac:plain-text-body>");
    escape::push_cdata(text, out);
    out.push_str("</ac:plain-text-body>");
    out.push_str(macros::CLOSE);
}

/// New text for a body, in the style the body is written in.
pub(crate) fn render_body(tree: &Tree<'_>, body: NodeId, text: &str) -> String {
    let has_cdata = tree.children(body).any(|child| tree.node(child).kind == NodeKind::CData);
    let is_empty = tree.children(body).next().is_none() && tree.name(body) != "pre";
    let mut out = String::new();
    if has_cdata || is_empty {
        escape::push_cdata(text, &mut out);
    } else {
        escape::push_text(text, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, renders, shows};

    const CODE: &str = "<ac:structured-macro ac:name=\"code\" ac:macro-id=\"1\"><ac:parameter ac:name=\"language\">rust</ac:parameter>\
        <ac:parameter ac:name=\"theme\">Midnight</ac:parameter><ac:plain-text-body><![CDATA[fn a() {\n\n}]]></ac:plain-text-body></ac:structured-macro>";

    #[test]
    fn code_both_ways() {
        shows(CODE, "```rust\nfn a() {\n\n}\n```\n");
        edits(CODE, "fn a", "fn b]]>", &CODE.replace("fn a", "fn b]]]]><![CDATA[>"));
        edits(
            CODE,
            "```rust",
            "```go title=\"x y\"",
            &CODE.replace(">rust<", ">go<").replace(
                "Midnight</ac:parameter>",
                "Midnight</ac:parameter><ac:parameter ac:name=\"title\">x y</ac:parameter>",
            ),
        );
        renders(
            "```sh linenumbers\nls ``` x\n```\n",
            "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">sh</ac:parameter><ac:parameter ac:name=\"linenumbers\">true</ac:parameter><ac:plain-text-body><![CDATA[ls ``` x]]></ac:plain-text-body></ac:structured-macro>",
        );
    }

    #[test]
    fn the_last_newline_counts() {
        shows(&CODE.replace("\n\n}", "\n"), "```rust\nfn a() {\n\n```\n");
        shows(&CODE.replace("fn a() {\n\n}", ""), "```rust\n```\n");
        shows("<pre>a\n  ```\n&lt;b></pre>", "````\na\n  ```\n<b>\n````\n");
    }

    #[test]
    fn other_plain_bodies_say_their_name() {
        let body = "<ac:structured-macro ac:name=\"plantuml\"><ac:plain-text-body><![CDATA[a -> b]]></ac:plain-text-body></ac:structured-macro>";
        shows(body, "```plantuml {macro}\na -> b\n```\n");
        renders("```plantuml {macro}\na -> b\n```\n", body);
    }
}
