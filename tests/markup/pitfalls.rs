//! Edits that look like more than they are, or less: what an editor or a person does to a text in passing.

use tildr::markup::{Splice, splice, to_markdown, to_storage};

fn saved(body: &str, edited: &str) -> String {
    match splice(body, edited) {
        Splice::Changed { storage, .. } => storage,
        Splice::Unchanged => body.to_owned(),
        Splice::Refused(refusal) => panic!("{refusal}\n{edited}"),
    }
}

fn refused(body: &str, edited: &str) -> (usize, String) {
    match splice(body, edited) {
        Splice::Refused(refusal) => (refusal.line, refusal.reason),
        other => panic!("{other:?}"),
    }
}

fn unchanged(body: &str, text: &str) {
    assert_eq!(saved(body, text), body);
}

#[test]
fn list_tightness() {
    let list = "<ul><li>a</li><li><p>b</p></li></ul>";
    unchanged(list, "- a\n- b\n");
    unchanged(list, "* a\n\n* b\n");
    assert_eq!(to_markdown("<ul><li><p>a</p></li><li>b</li></ul>").markdown, "- a\n- b\n");
    assert_eq!(to_markdown("<ul><li><p>a</p><p>b</p></li></ul>").markdown, "- a\n\n  b\n");
}

#[test]
fn nested_list_position() {
    let bare = "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>";
    assert_eq!(
        saved(bare, "- a\n  - b\n- c\n  - d\n"),
        "<ul><li>a<ul><li>b</li></ul></li><li>c<ul><li>d</li></ul></li></ul>"
    );
    let wrapped = "<ul><li><p>a</p></li></ul>";
    assert_eq!(saved(wrapped, "- a\n  - b\n"), "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>");
}

#[test]
fn numbering() {
    let numbers = "<ol><li>a</li><li>b</li></ol>";
    unchanged(numbers, "1. a\n1. b\n");
    unchanged(numbers, "1) a\n7) b\n");
    assert_eq!(saved(numbers, "5. a\n6. b\n"), "<ol start=\"5\"><li>a</li><li>b</li></ol>");
}

#[test]
fn table_realignment() {
    let table = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>";
    unchanged(table, "|a|b|\n|-|-|\n|1|2|\n");
    unchanged(table, "|  a   |  b |\n| ------ | --- |\n|   1 | 2   |\n");
    assert_eq!(
        saved(table, "| a | b | n |\n|---|---|---|\n| 1 | 2 | 3 |\n"),
        "<table><tr><th>a</th><th>b</th><th>n</th></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>"
    );
}

#[test]
fn pipes_and_newlines_in_cells() {
    let table = "<table><tr><th>a|b</th></tr><tr><td>c<br/>d</td></tr><tr><td><p>e</p></td></tr></table>";
    let text = "| a\\|b |\n| --- |\n| c<br>d |\n| e |\n";
    assert_eq!(to_markdown(table).markdown, text);
    assert_eq!(saved(table, &text.replace("<br>d", "<br>x\\|y")), table.replace("<br/>d", "<br/>x|y"));
}

#[test]
fn duplicate_blocks() {
    let body = "<p x='1'>same</p><p>mid</p><p x='2'>same</p>";
    assert_eq!(saved(body, "mid\n\nsame\n"), "<p>mid</p><p x='2'>same</p>");
    assert_eq!(
        saved(body, "same\n\nmid\n\nsame\n\nsame\n"),
        "<p x='1'>same</p><p>mid</p><p x='2'>same</p><p>same</p>"
    );
    let parts = "<blockquote><p x='1'>same</p></blockquote><p x='2'>same</p>";
    assert_eq!(
        saved(parts, "> same\n\nother\n"),
        "<blockquote><p x='1'>same</p></blockquote><p x='2'>other</p>"
    );
}

#[test]
fn reordered_blocks() {
    let toc = "<ac:structured-macro ac:name=\"odd\" ac:macro-id=\"1\"/>";
    assert_eq!(
        saved(&format!("<p>a</p>{toc}<h2 x='1'>b</h2>"), "## b\n\na\n\n::odd\n"),
        format!("<h2 x='1'>b</h2><p>a</p>{toc}")
    );
}

#[test]
fn duplicated_placeholder() {
    let odd = "<ac:structured-macro ac:name=\"odd\" ac:macro-id=\"1\" ac:local-id=\"2\"/>";
    assert_eq!(saved(odd, "::odd\n\n::odd\n"), format!("{odd}<ac:structured-macro ac:name=\"odd\"/>"));
    let task = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-uuid>u</ac:task-uuid><ac:task-status>incomplete</ac:task-status><ac:task-body>a</ac:task-body></ac:task></ac:task-list>";
    let copied = saved(task, "- [ ] a\n- [ ] a\n");
    assert_eq!(copied.matches("<ac:task-uuid>").count(), 1, "{copied}");
    assert!(copied.contains("<ac:task-id>2</ac:task-id>"), "{copied}");
}

#[test]
fn deleted_half_of_a_container_fence() {
    let body = "<p>a</p><ac:structured-macro ac:name=\"expand\"><ac:rich-text-body><p>b</p></ac:rich-text-body></ac:structured-macro>";
    assert_eq!(to_markdown(body).markdown, "a\n\n:::expand\nb\n:::\n");
    assert_eq!(refused(body, "a\n\n:::expand\nb\n").0, 3);
    assert_eq!(refused(body, "a\n\nb\n:::\n").0, 4);
    assert_eq!(refused(body, "a\n\n<details>\n\nb\n").0, 3);
    assert_eq!(saved(body, "a\n\nb\n"), "<p>a</p><p>b</p>");
}

#[test]
fn comment_marker_across_an_edit() {
    let marked =
        "<p>one <ac:inline-comment-marker ac:ref=\"1\">two <b>three</b></ac:inline-comment-marker> four</p>";
    assert_eq!(to_markdown(marked).markdown, "one two **three** four\n");
    assert_eq!(saved(marked, "one 2 **three** 4\n"), marked.replace("two", "2").replace("four", "4"));
    assert_eq!(saved(marked, "one two **three**\n").matches("comment-marker ac:ref").count(), 1);
}

#[test]
fn nbsp() {
    assert_eq!(to_markdown("<p>a&nbsp;b</p>").markdown, "a\u{a0}b\n");
    assert_eq!(saved("<p>a&nbsp;b&#160;c d</p>", "a\u{a0}b\u{a0}c e\n"), "<p>a&nbsp;b&#160;c e</p>");
    unchanged("<p><strong>a</strong>&nbsp;b</p>", "**a**\u{a0}b\n");
    unchanged("<p>a\u{a0}b</p>", "a\u{a0}b\n");
}

#[test]
fn adjacent_marks() {
    for body in [
        "<p><strong>a</strong><strong>b</strong></p>",
        "<p><strong>I</strong>nstall</p>",
        "<p>x<em> y </em>z</p>",
        "<p><strong>a:</strong>b<em>c</em><strong>d</strong></p>",
        "<p><em>a</em><em>b</em><code>c</code><code>d</code></p>",
    ] {
        unchanged(body, &to_markdown(body).markdown);
        let edited = to_markdown(&format!("<p>zq</p>{body}")).markdown.replace("zq", "new");
        assert_eq!(saved(&format!("<p>zq</p>{body}"), &edited), format!("<p>new</p>{body}"));
    }
}

#[test]
fn empty_inline_elements() {
    let body = "<p>a<strong></strong> <span> </span><em/>b</p>";
    assert_eq!(to_markdown(body).markdown, "a b\n");
    assert_eq!(saved(body, "a c\n"), body.replace('b', "c").replace("<cold", "<bold"));
}

#[test]
fn text_that_looks_like_markdown() {
    for text in [
        "1. a",
        "# a",
        "_a_",
        "| a |",
        "[x] a",
        ":::expand",
        "::toc",
        "{status:green|A}",
        "[[A]]",
        "@{a}",
        "~~a~~",
        "==a==",
        "$a$",
        "&lt;u>a&lt;/u>",
        "+ a",
        "- a",
        "=",
        "---",
        "a\\",
        "\\*a",
        "&amp;nbsp;",
        "&amp;#65;",
        "[^1]: a",
        "[a]: b",
        "> a",
        "http://a.b",
        "//2026-09-24",
        "![a](b)",
        "&lt;!-- a -->",
        "    a",
        "```",
    ] {
        for body in
            [format!("<p>{text}</p>"), format!("<ul><li>{text}</li></ul>"), format!("<p>x<br/>{text}</p>")]
        {
            let shown = to_markdown(&body).markdown;
            unchanged(&body, &shown);
            let again = to_storage(&shown).storage;
            assert_eq!(
                again.replace("&gt;", ">"),
                body.replace("<p>    ", "<p>").replace("<li>    ", "<li>").replace("/>    ", "/>")
            );
        }
    }
}

#[test]
fn literal_text_equal_to_a_placeholder() {
    let body = "<p>write {status:green|OK} to get <ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">OK</ac:parameter></ac:structured-macro></p>";
    let shown = "write \\{status:green|OK} to get {status:green|OK}\n";
    assert_eq!(to_markdown(body).markdown, shown);
    assert_eq!(saved(body, &shown.replace("write", "type")), body.replace("write", "type"));
}

#[test]
fn blanks_tabs_and_newlines_in_text() {
    let body = "<p>\n    one\n\ttwo   three\n</p>\n\n<p>four</p>";
    assert_eq!(to_markdown(body).markdown, "one two three\n\nfour\n");
    assert_eq!(saved(body, "one 2 three\n\nfour\n"), body.replace("two", "2"));
}

#[test]
fn cdata() {
    let code = |text: &str| {
        format!(
            "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body>{text}</ac:plain-text-body></ac:structured-macro>"
        )
    };
    let split = code("<![CDATA[a]]]]><![CDATA[>b]]>");
    assert_eq!(to_markdown(&split).markdown, "```\na]]>b\n```\n");
    assert_eq!(
        saved(&split, "```\na]]>b\nc]]>\n```\n"),
        code("<![CDATA[a]]]]><![CDATA[>b\nc]]]]><![CDATA[>]]>")
    );
    let escaped = code("a &lt; b");
    assert_eq!(saved(&escaped, "```\na < c\n```\n"), code("a &lt; c"));
}

#[test]
fn code_fences() {
    let code = |text: &str| {
        format!(
            "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{text}]]></ac:plain-text-body></ac:structured-macro>"
        )
    };
    for text in [
        "a",
        "a\n",
        "a\n\n",
        "\na",
        "",
        "\n",
        "```",
        "````\n~~~",
        "    a\t",
        "- a\n:::\n::toc\n> b",
        "{status:green|A} [[x]]",
        "a  ",
    ] {
        let shown = to_markdown(&code(text)).markdown;
        assert_eq!(to_storage(&shown).storage, code(text), "{shown}");
        let listed = format!("<ul><li>x{}</li></ul>", code(text));
        let shown = to_markdown(&listed).markdown;
        assert_eq!(to_storage(&shown).storage, listed.replace("<li>x", "<li><p>x</p>"), "{shown}");
    }
    assert_eq!(to_storage("```\nopen to the end\n").storage, code("open to the end"));
}

#[test]
fn several_roots_and_text_at_the_root() {
    let body = "bare text <b>here</b><p>a</p>more";
    assert_eq!(to_markdown(body).markdown, "bare text **here**\n\na\n\nmore\n");
    assert_eq!(saved(body, "bare words **here**\n\na\n\nmore\n"), body.replace("text", "words"));
}

#[test]
fn prefixes_uppercase_tags_and_quotes() {
    let body = "<fab:x y='1'><P CLASS='c'>a</P></fab:x><p title='\"'>b</p>";
    assert_eq!(saved(body, &to_markdown(body).markdown.replace('b', "c")), body.replace(">b<", ">c<"));
}

#[test]
fn crlf() {
    let body = "<p>a\r\nb</p>\r\n<p>c</p>";
    unchanged(body, "a b\r\n\r\nc\r\n");
    assert_eq!(saved(body, "a b\r\n\r\nd\r\n"), body.replace('c', "d"));
    let code = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[a\r\nb]]></ac:plain-text-body></ac:structured-macro>";
    unchanged(code, "```\r\na\r\nb\r\n```\r\n");
}

#[test]
fn unicode() {
    // Decomposed and composed letters, joined emoji and direction marks stay what they are.
    let body = "<p>e\u{301} \u{e9} 👩\u{200d}👩\u{200d}👧 \u{200f}שלום\u{200e} &#x1F680; x</p>";
    let shown = to_markdown(body).markdown;
    assert_eq!(shown, "e\u{301} \u{e9} 👩\u{200d}👩\u{200d}👧 \u{200f}שלום\u{200e} 🚀 x\n");
    assert_eq!(saved(body, &shown.replace(" x", " y")), body.replace(" x<", " y<"));
}

#[test]
fn extension_fallback() {
    let body = "<ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-attribute key=\"panel-type\">note</ac:adf-attribute><ac:adf-content><p>inside</p></ac:adf-content></ac:adf-node><ac:adf-fallback><div><p>inside</p></div></ac:adf-fallback></ac:adf-extension>";
    let shown = to_markdown(body).markdown;
    assert_eq!(shown.matches("inside").count(), 1, "{shown}");
    let after = saved(body, &shown.replace("inside", "within"));
    assert!(after.contains("<ac:adf-content><p>within</p>"), "{after}");
}

#[test]
fn huge_pages() {
    let body: String =
        (0..20_000).map(|number| format!("<p x='{number}'>paragraph <b>{number}</b></p>")).collect();
    let shown = to_markdown(&body).markdown;
    let edited = shown.replace("paragraph **777**\n", "paragraph **777** more\n");
    assert_eq!(saved(&body, &edited), body.replace("<b>777</b>", "<b>777</b> more"));
}

#[test]
fn front_matter() {
    // Whoever opens the editor takes it off; what looks like it in a body is a rule and text.
    let shown = to_markdown(&to_storage("---\ntitle: x\n---\n\na\n").storage).markdown;
    assert!(shown.ends_with("a\n") && shown.contains("title: x"), "{shown}");
}

#[test]
fn trailing_newline() {
    for text in ["a", "a\n", "a\n\n\n", "\n\na\n"] {
        unchanged("<p>a</p>", text);
    }
    unchanged("<p>a</p>\n\n", "a");
}

#[test]
fn directives_in_lists_quotes_and_code() {
    let expand = "<ac:structured-macro ac:name=\"expand\"><ac:rich-text-body><p>b</p></ac:rich-text-body></ac:structured-macro>";
    assert_eq!(
        to_storage("- a\n\n  :::expand\n  b\n  :::\n").storage,
        format!("<ul><li><p>a</p>{expand}</li></ul>")
    );
    assert_eq!(to_storage("> :::expand\n> b\n> :::\n").storage, format!("<blockquote>{expand}</blockquote>"));
    assert_eq!(
        to_storage("> - :::expand\n>   b\n>   :::\n").storage,
        format!("<blockquote><ul><li>{expand}</li></ul></blockquote>")
    );
    assert_eq!(
        to_storage("::::expand\n:::expand\nb\n:::\n::::\n").storage,
        expand.replace("<p>b</p>", expand)
    );
    for code in ["```\n:::\n::toc\n```\n", "    :::\n    ::toc\n", "- x\n\n  ~~~\n  :::\n  ::toc\n  ~~~\n"] {
        let conversion = to_storage(code);
        assert!(conversion.storage.contains("<![CDATA[:::\n::toc]]>"), "{}", conversion.storage);
        assert!(conversion.warnings.is_empty());
    }
    for (text, line) in [
        ("a\n\n:::expand\nb\n", 3),
        ("- a\n\n  :::expand\n\n:::\n", 3),
        (":::\n", 1),
        ("::::expand\na\n:::\n", 3),
        ("> :::expand\n\n:::\n", 1),
    ] {
        assert_eq!(refused("<p>a</p>", text).0, line, "{text}");
        let conversion = to_storage(text);
        assert!(!conversion.storage.contains("structured-macro"), "{}", conversion.storage);
        assert!(conversion.storage.contains(":::"), "what is not understood stays: {}", conversion.storage);
        assert!(conversion.warnings.iter().any(|warning| warning.starts_with(&format!("line {line}:"))));
    }
}

#[test]
fn what_cannot_be_typed_is_refused_with_its_line() {
    assert_eq!(refused("<p>a</p>", "a\n\n::jira-issues\n").0, 3);
    assert_eq!(refused("<p>a</p>", "a\n\n:::unknown\nb\n:::\n").0, 3);
}

#[test]
fn what_goes_unseen_is_said() {
    let body = "<p>a <ac:inline-comment-marker ac:ref=\"1\">b</ac:inline-comment-marker></p><p>c</p>";
    match splice(body, "c\n") {
        Splice::Changed { removes, .. } => assert_eq!(removes, ["1 comment anchor"]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_neighbour_of_a_macro_in_a_paragraph_goes_outside() {
    let body = "<p><ac:structured-macro ac:name=\"toc\"/></p>";
    assert_eq!(saved(body, "::toc\n\nnew\n"), format!("{body}<p>new</p>"));
    assert_eq!(saved(body, "new\n\n::toc\n"), format!("<p>new</p>{body}"));
    assert_eq!(saved(&format!("<p>a</p>{body}"), "a\n"), "<p>a</p>");
}

#[test]
fn a_malformed_page_is_read_only_and_readable() {
    let projection = to_markdown("<p>broken &nbsp; text");
    assert!(projection.read_only.is_some_and(|reason| reason.contains("never closed")));
    assert_eq!(projection.markdown, "broken text");
}

#[test]
fn deep_nesting_is_an_answer() {
    let quotes = ">".repeat(50_000);
    let storage = to_storage(&format!("{quotes} a")).storage;
    assert_eq!(to_markdown(&storage).read_only, None);
    assert!(to_markdown(&"<div>".repeat(100_000)).read_only.is_some());
}
