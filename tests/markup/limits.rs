//! Depth and length are no reason to fall over: nothing overflows the stack, nothing takes minutes.

use tildr::markup::merge::merge;
use tildr::markup::{plain_text, splice, to_markdown, to_storage};

/// Deep enough to overflow a thread's stack by far where something recurses once for each.
const DEEP: usize = 10_000;

fn survives(markdown: &str) {
    let storage = to_storage(markdown).storage;
    let shown = to_markdown(&storage);
    splice(&storage, &shown.markdown);
    splice(&storage, markdown);
    splice("<p>a</p>", markdown);
    plain_text(&storage);
    merge(&storage, "<p>a</p>", &shown.markdown);
}

#[test]
fn deep_markdown_overflows_nothing() {
    let lists: String = (0..2_000).map(|depth| " ".repeat(2 * depth) + "- a\n").collect();
    for markdown in [
        "> ".repeat(DEEP) + "a",
        "> - ".repeat(DEEP) + "a",
        "- ".repeat(DEEP) + "a",
        lists,
        ":::expand\n".repeat(DEEP),
        ":::expand\n".repeat(DEEP) + &":::\n".repeat(DEEP),
        "*a **b ".repeat(DEEP),
        "*".repeat(DEEP) + "a" + &"*".repeat(DEEP),
        "<u>".repeat(DEEP) + "a" + &"</u>".repeat(DEEP),
        "<u><sub>".repeat(DEEP),
        "> [!NOTE]\n".repeat(DEEP),
    ] {
        survives(&markdown);
    }
}

#[test]
fn lines_of_openings_are_read_in_time() {
    for opening in
        ["[", "[[a", "{a:", "{{a", "@{a", "![", "[a](", "`", "~~a ", "<a:", "\\{", "&", ":::", "//", "){"]
    {
        survives(&opening.repeat(2_000));
    }
}

#[test]
fn deep_storage_overflows_nothing() {
    for name in
        ["blockquote", "ul", "li", "div", "strong", "span", "td", "ac:structured-macro", "ac:rich-text-body"]
    {
        for depth in [200, 255, DEEP] {
            let (open, close) = (format!("<{name}>"), format!("</{name}>"));
            for body in [open.repeat(depth), open.repeat(depth) + "a" + &close.repeat(depth)] {
                let shown = to_markdown(&body);
                splice(&body, &shown.markdown);
                splice(&body, &shown.markdown.replace('a', "b"));
                plain_text(&body);
                merge(&body, &body.replace('a', "b"), &format!("{body}<p>c</p>"));
            }
        }
    }
}
