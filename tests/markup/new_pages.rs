//! Markdown typed from nothing becomes the storage that Confluence's editors write, and shows as what was
//! typed.

use tildr::markup::{to_markdown, to_storage};

/// Typed, stored, and shown again.
fn holds(typed: &str, storage: &str, shown: &str) {
    let conversion = to_storage(typed);
    assert_eq!(conversion.storage, storage);
    assert_eq!(to_markdown(storage).markdown, shown);
    assert_eq!(to_storage(shown).storage, storage, "shown text is the same page");
}

/// Typed as it is shown.
fn is(typed: &str, storage: &str) {
    holds(typed, storage, typed);
}

fn rich(name: &str, title: &str, body: &str) -> String {
    let title = if title.is_empty() {
        String::new()
    } else {
        format!("<ac:parameter ac:name=\"title\">{title}</ac:parameter>")
    };
    format!(
        "<ac:structured-macro ac:name=\"{name}\">{title}<ac:rich-text-body>{body}</ac:rich-text-body></ac:structured-macro>"
    )
}

#[test]
fn headings_of_both_kinds() {
    is("# One\n\n###### Six\n", "<h1>One</h1><h6>Six</h6>");
    holds("One\n===\n\nTwo\n---\n", "<h1>One</h1><h2>Two</h2>", "# One\n\n## Two\n");
}

#[test]
fn lists_and_tasks() {
    is("- a\n  1. b\n- c\n", "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>");
    is("3. a\n4. b\n", "<ol start=\"3\"><li>a</li><li>b</li></ol>");
    is(
        "- [ ] a\n- [x] b\n",
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>a</ac:task-body></ac:task><ac:task><ac:task-id>2</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>b</ac:task-body></ac:task></ac:task-list>",
    );
}

#[test]
fn tables_with_alignment() {
    is(
        "| a | b |\n| :--- | :---: |\n| 1 | 2 |\n",
        "<table><tbody><tr><th style=\"text-align: left;\">a</th><th style=\"text-align: center;\">b</th></tr><tr><td style=\"text-align: left;\">1</td><td style=\"text-align: center;\">2</td></tr></tbody></table>",
    );
}

#[test]
fn tables_with_blocks_in_cells() {
    is(
        ":::table\n::cell{A1}\n\na\n\n::cell{B1}\n\nb\n\n::cell{A2}\n\n- c\n\n::cell{B2}\n\nd\n\ne\n:::\n",
        "<table><tbody><tr><th><p>a</p></th><th><p>b</p></th></tr><tr><td><ul><li>c</li></ul></td><td><p>d</p><p>e</p></td></tr></tbody></table>",
    );
}

#[test]
fn code_quotes_panels_and_rules() {
    is(
        "```rust\nlet a = \"<b>]]>\";\n```\n",
        "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">rust</ac:parameter><ac:plain-text-body><![CDATA[let a = \"<b>]]]]><![CDATA[>\";]]></ac:plain-text-body></ac:structured-macro>",
    );
    is("> a\n>\n> - b\n\n---\n", "<blockquote><p>a</p><ul><li>b</li></ul></blockquote><hr/>");
    for (marker, name) in [("NOTE", "info"), ("TIP", "tip"), ("WARNING", "note"), ("CAUTION", "warning")] {
        is(&format!("> [!{marker}] T\n> a\n"), &rich(name, "T", "<p>a</p>"));
    }
    holds("> [!important]\n> a\n", &rich("note", "", "<p>a</p>"), "> [!WARNING]\n> a\n");
}

#[test]
fn expand_both_ways() {
    is(":::expand{title=\"Read me\"}\na\n:::\n", &rich("expand", "Read me", "<p>a</p>"));
    let details = "<details>\n<summary>Read <b>me</b></summary>\n\n*a*\n\n</details>\n";
    holds(
        details,
        &rich("expand", "Read me", "<p><em>a</em></p>"),
        ":::expand{title=\"Read me\"}\n*a*\n:::\n",
    );
    let nested = "<details><summary>A</summary><p>x</p><details><summary>B</summary>y</details></details>\n";
    let inner = rich("expand", "B", "<p>y</p>");
    assert_eq!(to_storage(nested).storage, rich("expand", "A", &format!("<p>x</p>{inner}")));
}

#[test]
fn status_dates_emoticons_and_issues() {
    is(
        "{status:green|DONE} {date:2026-09-24} :tick: {jira:KEY-1} {anchor:here}\n",
        "<p><ac:structured-macro ac:name=\"status\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">DONE</ac:parameter></ac:structured-macro> <time datetime=\"2026-09-24\"/> <ac:emoticon ac:name=\"tick\"/> <ac:structured-macro ac:name=\"jira\"><ac:parameter ac:name=\"key\">KEY-1</ac:parameter></ac:structured-macro> <ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">here</ac:parameter></ac:structured-macro></p>",
    );
    holds("on //2026-09-24.\n", "<p>on <time datetime=\"2026-09-24\"/>.</p>", "on {date:2026-09-24}.\n");
}

#[test]
fn dynamic_macros() {
    is(
        "::toc{maxLevel=3}\n\n::children\n",
        "<ac:structured-macro ac:name=\"toc\"><ac:parameter ac:name=\"maxLevel\">3</ac:parameter></ac:structured-macro><ac:structured-macro ac:name=\"children\"></ac:structured-macro>",
    );
}

#[test]
fn links_of_every_kind() {
    let link = |inner: &str| format!("<p><ac:link>{inner}</ac:link></p>");
    is("[[Home]]\n", &link("<ri:page ri:content-title=\"Home\"/>"));
    is(
        "[[DS:A \\#1|the *text*]]\n",
        &link(
            "<ri:page ri:space-key=\"DS\" ri:content-title=\"A #1\"/><ac:link-body>the *text*</ac:link-body>",
        ),
    );
    is(
        "[[blog:2012/01/30/News]]\n",
        &link("<ri:blog-post ri:content-title=\"News\" ri:posting-day=\"2012/01/30\"/>"),
    );
    is("[[space:DS]]\n", &link("<ri:space ri:space-key=\"DS\"/>"));
    is("[file](^a.pdf)\n", &link("<ri:attachment ri:filename=\"a.pdf\"/><ac:link-body>file</ac:link-body>"));
    is("[x](#here)\n", "<p><ac:link ac:anchor=\"here\"><ac:link-body>x</ac:link-body></ac:link></p>");
    is("@{ann}\n", &link("<ri:user ri:username=\"ann\"/>"));
    is("[a](https://x.y/?b=1&c=2 \"T\")\n", "<p><a href=\"https://x.y/?b=1&amp;c=2\" title=\"T\">a</a></p>");
}

#[test]
fn addresses_and_reference_links() {
    let link = "<p><a href=\"https://x.y\">https://x.y</a></p>";
    holds("https://x.y\n", link, "<https://x.y>\n");
    holds("<https://x.y>\n", link, "<https://x.y>\n");
    holds("[a][b]\n\n[b]: https://x.y\n", "<p><a href=\"https://x.y\">a</a></p>", "[a](https://x.y)\n");
    is("ann@example.com\n", "<p>ann@example.com</p>");
}

#[test]
fn links_to_scripts_are_left_out() {
    for typed in
        ["[a](javascript:alert)\n", "<a href=\"JavaScript:alert\">a</a>\n", "[a](<data:text/html,x>)\n"]
    {
        let conversion = to_storage(typed);
        assert_eq!(conversion.storage, "<p>a</p>");
        assert_eq!(conversion.warnings.len(), 1, "{:?}", conversion.warnings);
    }
    assert_eq!(to_markdown("<p><a href=\"javascript:x\">a</a></p>").markdown, "a\n");
}

#[test]
fn images_with_size_and_caption() {
    is(
        "![alt](a.png \"A caption\"){width=120}\n",
        "<p><ac:image ac:alt=\"alt\" ac:title=\"A caption\" ac:width=\"120\"><ri:attachment ri:filename=\"a.png\"/></ac:image></p>",
    );
    is("![](https://x.y/a.png)\n", "<p><ac:image><ri:url ri:value=\"https://x.y/a.png\"/></ac:image></p>");
}

#[test]
fn marks_breaks_and_entities() {
    is(
        "**a** *b* ~~c~~ `d` <u>e</u> <sub>f</sub> <sup>g</sup> <kbd>h</kbd>\\\ni\n",
        "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code> <u>e</u> <sub>f</sub> <sup>g</sup> <kbd>h</kbd><br/>i</p>",
    );
    holds("a  \nb&mdash;&nbsp;&lt;c\n", "<p>a<br/>b—&nbsp;&lt;c</p>", "a\\\nb—\u{a0}\\<c\n");
}

#[test]
fn footnotes_become_links_to_a_list() {
    let anchor = "<ac:structured-macro ac:name=\"anchor\"><ac:parameter ac:name=\"\">fn-n</ac:parameter></ac:structured-macro>";
    holds(
        "a[^n]\n\n[^n]: why\n\nb\n",
        &format!(
            "<p>a<sup><ac:link ac:anchor=\"fn-n\"><ac:link-body>1</ac:link-body></ac:link></sup></p><p>b</p><ol><li>{anchor}why</li></ol>"
        ),
        "a<sup>[1](#fn-n)</sup>\n\nb\n\n1. {anchor:fn-n}why\n",
    );
}

#[test]
fn html_that_a_page_can_hold() {
    holds(
        "<div align=\"center\">\n<h2>T &amp; U</h2>\n<p>a<br>b <a href=\"https://x.y\">c</a> <img src=\"i.png\" width=\"20\"></p>\n<ul><li>d<li>e</ul>\n<hr>\n</div>\n",
        "<h2>T &amp; U</h2><p>a<br/>b <a href=\"https://x.y\">c</a> <ac:image ac:width=\"20\"><ri:attachment ri:filename=\"i.png\"/></ac:image></p><ul><li>d</li><li>e</li></ul><hr/>",
        "## T & U\n\na\\\nb [c](https://x.y) ![](i.png){width=20}\n\n- d\n- e\n\n---\n",
    );
    holds(
        "<table><tr><th>a</th></tr><tr><td align=right><b>1</b></td></tr></table>\n",
        "<table><tbody><tr><th style=\"text-align: right;\">a</th></tr><tr><td style=\"text-align: right;\"><strong>1</strong></td></tr></tbody></table>",
        "| a |\n| ---: |\n| **1** |\n",
    );
    assert_eq!(
        to_storage("<pre><code class=\"language-c\">a &lt; b\n</code></pre>\n").storage,
        to_storage("```c\na < b\n```\n").storage
    );
}

#[test]
fn tables_in_html_hold_blocks_and_merged_cells() {
    let merged = to_storage(
        "<table>\n<tr><td rowspan=2>a</td><th>b</th></tr>\n<tr><td align=center>c</td></tr>\n</table>\n",
    );
    assert_eq!(
        merged.storage,
        "<table><tbody><tr><td rowspan=\"2\"><p>a</p></td><th><p>b</p></th></tr><tr><td style=\"text-align: center;\"><p>c</p></td></tr></tbody></table>"
    );
    assert_eq!(
        to_markdown(&merged.storage).markdown,
        ":::table\n::cell{A1}\n\na\n\n::cell{B1}\n\nb\n\n::cell{A2}\n\nc\n:::\n",
    );
    let code = "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">sh</ac:parameter><ac:plain-text-body><![CDATA[ls]]></ac:plain-text-body></ac:structured-macro>";
    let typed = "<table>\n<thead>\n<tr><th>Do</th><th>See</th></tr>\n</thead>\n<tbody><tr>\n<td>\n\n```sh\nls\n```\n\n</td><td>\n\n- *one*\n\n</td>\n</tr>\n</tbody></table>\n\nafter\n";
    let conversion = to_storage(typed);
    assert_eq!(
        conversion.storage,
        format!(
            "<table><tbody><tr><th><p>Do</p></th><th><p>See</p></th></tr><tr><td>{code}</td><td><ul><li><em>one</em></li></ul></td></tr></tbody></table><p>after</p>"
        )
    );
    assert_eq!(conversion.warnings, Vec::<String>::new());
    let unfinished = to_storage("<table><tr><td>never ends\n");
    assert!(unfinished.storage.contains("&lt;table&gt;") && unfinished.storage.contains("never ends"));
    assert!(!unfinished.warnings.is_empty());
    // A table in a cell, cells that nothing ends, words beside them.
    assert_eq!(
        to_storage(
            "<table><caption>T</caption><tr><td>a<td><table><tr><td>b\n\nc\n\n</table><tr><td>d</table>\n"
        )
        .storage,
        "<p>T</p><table><tbody><tr><td><p>a</p></td><td><table><tbody><tr><td><p>b</p><p>c</p></td></tr></tbody></table></td></tr><tr><td><p>d</p></td></tr></tbody></table>"
    );
}

#[test]
fn other_html_stays_text_with_a_warning() {
    for typed in [
        "<script>alert(1)</script>\n",
        "a <blink>b</blink>\n",
        "<svg onload=\"x\"></svg>\n",
        "<iframe src=\"x\"></iframe>\n",
    ] {
        let conversion = to_storage(typed);
        assert!(!conversion.warnings.is_empty(), "{typed}");
        let inner = conversion
            .storage
            .strip_prefix("<p>")
            .and_then(|rest| rest.strip_suffix("</p>"))
            .expect("one paragraph");
        assert!(!inner.contains('<') && inner.contains("&lt;"), "{inner}");
    }
    let comment = to_storage("a\n\n<!-- b -->\n\nc\n");
    assert_eq!((comment.storage.as_str(), comment.warnings.len()), ("<p>a</p><p>c</p>", 1));
}
