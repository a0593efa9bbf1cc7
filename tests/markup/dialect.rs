//! Laws of our Markdown on text nobody would write: whatever stands in storage is read back as it was, and
//! whatever is typed settles after one round.

use proptest::prelude::*;
use tildr::markup::{Splice, splice, to_markdown, to_storage};

use crate::html::{render, visible};

/// Signs that mean something somewhere, and a few letters.
fn sign() -> impl Strategy<Value = &'static str> {
    let signs = [
        "a",
        "b1",
        "é",
        "x",
        "1.",
        "2)",
        "10.",
        "#",
        "##",
        "_",
        "__",
        "*",
        "**",
        "***",
        "~",
        "~~",
        "`",
        "``",
        "```",
        "|",
        "[",
        "]",
        "[x]",
        "[ ]",
        "](",
        "]:",
        "(",
        ")",
        "<",
        ">",
        "<u>",
        "</u>",
        "<b",
        "/>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<br>",
        "<div>",
        "</details>",
        "<details>",
        "&",
        "&amp;",
        "&nbsp;",
        "&#33;",
        ";",
        "!",
        "![",
        ":",
        "::",
        ":::",
        "::toc",
        ":::expand",
        "{",
        "}",
        "{{",
        "{status",
        "{status:green|A}",
        "{width=3}",
        "[[",
        "]]",
        "@{",
        "@",
        "==",
        "=",
        "-",
        "--",
        "---",
        "+",
        "\\",
        "\\\\",
        "$",
        "$$",
        "\u{a0}",
        "\u{200e}",
        "\u{200d}",
        "👍🏽",
        "。",
        "http://",
        "http://a.b",
        "www.",
        "www.a.b",
        "//2026-09-24",
        "//",
        "[^1]",
        "[^1]:",
        "^",
        "\"",
        "'",
        ".",
        ",",
        "%",
        "/",
        "~~~",
        "[!NOTE]",
        "x@y.z",
        "\u{fdd0}",
        "\u{fdd1}",
    ];
    prop::sample::select(signs.to_vec())
}

/// Text as a reader sees it: signs and single blanks, none at the ends.
fn text() -> impl Strategy<Value = String> {
    let gap = prop_oneof![3 => Just(""), 2 => Just(" ")];
    prop::collection::vec((sign(), gap), 1..9).prop_map(|parts| {
        let text: String = parts.into_iter().flat_map(|(sign, gap)| [sign, gap]).collect();
        text.trim_matches(' ').to_owned()
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{a0}', "&nbsp;")
}

/// Where text may stand: before and after it in storage.
const PLACES: [(&str, &str); 12] = [
    ("<p>", "</p>"),
    ("<h2>", "</h2>"),
    ("<ul><li>", "</li></ul>"),
    ("<ol><li>a</li><li>", "</li></ol>"),
    ("<blockquote><p>", "</p></blockquote>"),
    ("<table><tbody><tr><th>", "</th></tr><tr><td>c</td></tr></tbody></table>"),
    ("<p><strong>", "</strong></p>"),
    ("<p>a <em>", "</em> c</p>"),
    ("<p>a<br/>", "<br/>c</p>"),
    ("<p><a href=\"http://x.y\">", "</a></p>"),
    ("<p>a</p><p>", "</p><p>c</p>"),
    (
        "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>",
        "</p></ac:rich-text-body></ac:structured-macro>",
    ),
];

/// Markdown of all kinds, mostly wrong.
fn markdown() -> impl Strategy<Value = String> {
    let gap = prop_oneof![4 => Just(""), 3 => Just(" "), 2 => Just("\n"), 1 => Just("\n\n"), 1 => Just("\n- "), 1 => Just("\n> "), 1 => Just("\n    "), 1 => Just("\n1. ")];
    prop::collection::vec((sign(), gap), 1..16)
        .prop_map(|parts| parts.into_iter().flat_map(|(sign, gap)| [sign, gap]).chain(["\n"]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_back_as_it_was(text in text(), place in prop::sample::select(PLACES.to_vec())) {
        let storage = format!("{}{}{}", place.0, escaped(&text), place.1);
        let shown = to_markdown(&storage).markdown;
        prop_assert_eq!(to_storage(&shown).storage, storage, "{}", shown);
    }

    #[test]
    fn typed_markdown_settles_after_one_round(markdown in markdown()) {
        let storage = to_storage(&markdown).storage;
        let shown = to_markdown(&storage);
        prop_assert_eq!(&shown.read_only, &None, "{}", storage);
        prop_assert_eq!(splice(&storage, &shown.markdown), Splice::Unchanged);
        let again = to_markdown(&to_storage(&shown.markdown).storage).markdown;
        prop_assert_eq!(&again, &shown.markdown, "{}", storage);
    }

    #[test]
    fn every_visible_word_is_kept(markdown in markdown()) {
        let shown = to_markdown(&to_storage(&markdown).storage).markdown;
        // What hides in a comment that never ends, and the marker of a panel, are no words.
        prop_assume!(!markdown.contains("<!--") && !markdown.contains("<?") && !markdown.contains("[!NOTE]"));
        let after = visible(&render(&shown));
        for word in visible(&render(&markdown)).split(|ch: char| !ch.is_alphanumeric()).filter(|word| word.contains(char::is_alphabetic)) {
            prop_assert!(after.contains(word), "{} of {}", word, shown);
        }
    }
}
