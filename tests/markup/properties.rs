//! Laws that hold for every page: generated ones, built from the things pages are made of.

use proptest::prelude::*;
use tildr::markup::merge::{Merge, merge};
use tildr::markup::{Splice, plain_text, splice, to_markdown, to_reading, to_storage};

/// Text as it stands in storage: words, entities, signs that mean something in Markdown.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[a-zäß]{1,7}",
        1 => Just("&nbsp;".to_owned()),
        1 => Just("&amp;".to_owned()),
        2 => "[\\[\\]*_~`#|{}:!.()+=\\\\-]{1,3}",
        1 => Just("1.".to_owned()),
    ];
    prop::collection::vec((word, prop_oneof![3 => Just(" "), 1 => Just(""), 1 => Just("\n  ")]), 1..7)
        .prop_map(|words| words.into_iter().map(|(word, gap)| word + gap).collect())
}

fn inline() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => text(),
        1 => text().prop_map(|text| format!("<strong>{text}</strong>")),
        1 => text().prop_map(|text| format!("<em>{text}</em>")),
        1 => text().prop_map(|text| format!("<span style=\"color: red\">{text}</span>")),
        1 => text().prop_map(|text| format!("<code>{text}</code>")),
        1 => text().prop_map(|text| format!("<a href=\"http://x.y/?a=1&amp;b_c\">{text}</a>")),
        1 => Just("<br/>".to_owned()),
        1 => Just("<ac:link><ri:page ri:content-title=\"A | B\"/></ac:link>".to_owned()),
        1 => Just("<ac:structured-macro ac:name=\"odd\" ac:macro-id=\"7\"/>".to_owned()),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

fn block() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => inline().prop_map(|text| format!("<p>{text}</p>")),
        1 => inline().prop_map(|text| format!("<h2>{text}</h2>")),
        1 => Just("<hr/>".to_owned()),
        1 => Just("<p />".to_owned()),
        1 => "[a-z<&`:\n ]{0,20}".prop_map(|code| {
            format!("<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{code}]]></ac:plain-text-body></ac:structured-macro>")
        }),
        1 => Just("<ac:structured-macro ac:name=\"toc\" ac:macro-id=\"1\"/>".to_owned()),
        1 => (inline(), inline()).prop_map(|(a, b)| format!("<table><tbody><tr><th>{a}</th></tr><tr><td><p>{b}</p></td></tr></tbody></table>")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let many = prop::collection::vec(inner, 1..3);
        prop_oneof![
            (inline(), many.clone()).prop_map(|(text, blocks)| format!("<ul><li>{text}</li><li>{}</li></ul>", blocks.concat())),
            (inline(), many.clone()).prop_map(|(text, blocks)| format!("<ol><li><p>{text}</p>{}</li></ol>", blocks.concat())),
            many.clone().prop_map(|blocks| format!("<blockquote>{}</blockquote>", blocks.concat())),
            many.prop_map(|blocks| {
                format!("<ac:structured-macro ac:name=\"expand\"><ac:rich-text-body>{}</ac:rich-text-body></ac:structured-macro>", blocks.concat())
            }),
        ]
    })
}

fn page() -> impl Strategy<Value = String> {
    prop::collection::vec(block(), 0..6).prop_map(|blocks| blocks.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn opening_and_saving_is_no_edit(body in page()) {
        let projection = to_markdown(&body);
        prop_assert_eq!(&to_reading(&body).projection, &projection);
        prop_assert_eq!(projection.read_only, None);
        prop_assert_eq!(splice(&body, &projection.markdown), Splice::Unchanged);
    }

    #[test]
    fn one_word_changes_one_word(before in page(), words in "[a-z]{3,5} Zqx [a-z]{3,5}", after in page()) {
        let body = format!("{before}<p class=\"c\">{words}</p>{after}");
        let markdown = to_markdown(&body).markdown;
        match splice(&body, &markdown.replacen("Zqx", "Yqx", 1)) {
            Splice::Changed { storage, removes, .. } => {
                prop_assert_eq!(storage, body.replacen("Zqx", "Yqx", 1));
                prop_assert!(removes.is_empty());
            }
            // Refusing is allowed, damage is not.
            Splice::Refused(_) => {}
            Splice::Unchanged => prop_assert!(false, "the edit was lost"),
        }
    }

    #[test]
    fn an_edit_of_anything_is_saved_as_typed_or_refused(body in page(), from in 0usize..400, len in 0usize..20, typed in "[a-z *#>\n-]{0,8}") {
        let markdown = to_markdown(&body).markdown;
        let chars: Vec<char> = markdown.chars().collect();
        let from = from.min(chars.len());
        let to = (from + len).min(chars.len());
        let edited: String = chars[..from].iter().copied().chain(typed.chars()).chain(chars[to..].iter().copied()).collect();
        if let Splice::Changed { storage, .. } = splice(&body, &edited) {
            let again = to_markdown(&storage);
            prop_assert_eq!(again.read_only, None);
            prop_assert_eq!(splice(&storage, &again.markdown), Splice::Unchanged);
        }
    }

    #[test]
    fn typed_markdown_settles(markdown in "([a-z*_`#>|:{}\\[\\]()!~ \\\\-]|\n|\n\n|- |1\\. |```|\\[ \\] ){0,60}") {
        let storage = to_storage(&markdown).storage;
        let shown = to_markdown(&storage);
        prop_assert_eq!(shown.read_only, None, "{}", storage);
        prop_assert_eq!(splice(&storage, &shown.markdown), Splice::Unchanged);
    }

    #[test]
    fn merge_laws(base in page(), ours in page()) {
        prop_assert_eq!(merge(&base, &ours, &base), Merge::Clean(ours.clone()));
        prop_assert_eq!(merge(&base, &base, &ours), Merge::Clean(ours.clone()));
        prop_assert_eq!(merge(&base, &ours, &ours), Merge::Clean(ours.clone()));
    }

    #[test]
    fn merges_parse_and_do_not_depend_on_the_side(base in page(), one in page(), two in page()) {
        let merged = merge(&base, &one, &two);
        if let Merge::Clean(body) = &merged {
            prop_assert_eq!(to_markdown(body).read_only, None);
        }
        prop_assert_eq!(matches!(merged, Merge::Clean(_)), matches!(merge(&base, &two, &one), Merge::Clean(_)));
    }

    #[test]
    fn nothing_panics_on_any_text(text in "\\PC{0,80}") {
        let projection = to_markdown(&text);
        splice(&text, &projection.markdown);
        plain_text(&text);
        to_storage(&text);
        merge(&text, "<p>a</p>", "<p>b</p>");
    }
}
