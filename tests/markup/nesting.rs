//! Everything a page may hold, in everything that may hold it: whatever stands around a word, editing the word
//! changes the word and nothing else.

use tildr::markup::{Splice, splice, to_markdown};

/// Bodies with every `%` turned into a word that stands nowhere else.
fn fragments() -> Vec<String> {
    let mut count = 0;
    let mut word = || {
        count += 1;
        let letters: String =
            format!("{count:04}").chars().map(|ch| char::from(b'k' + (ch as u8 - b'0'))).collect();
        format!("{letters}word")
    };
    let lines = include_str!("nesting.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let line = line.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
            let mut parts = line.split('%');
            let mut out = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                out += &word();
                out += part;
            }
            out
        })
        .collect()
}

/// What a body may stand in.
const SURROUNDINGS: [(&str, &str); 16] = [
    ("", ""),
    ("<p>some before</p>", "<p>some after</p>"),
    ("<ul><li>", "</li><li>other</li></ul>"),
    ("<ol><li><p>lead</p>", "</li></ol>"),
    ("<table><tbody><tr><td>", "</td><td>other</td></tr></tbody></table>"),
    ("<blockquote>", "</blockquote>"),
    (
        "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">T</ac:parameter><ac:rich-text-body>",
        "</ac:rich-text-body></ac:structured-macro>",
    ),
    (
        "<ac:structured-macro ac:name=\"info\"><ac:rich-text-body>",
        "</ac:rich-text-body></ac:structured-macro>",
    ),
    (
        "<ac:layout><ac:layout-section ac:type=\"two_equal\"><ac:layout-cell>",
        "</ac:layout-cell><ac:layout-cell><p>right</p></ac:layout-cell></ac:layout-section></ac:layout>",
    ),
    (
        "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>",
        "</ac:task-body></ac:task></ac:task-list>",
    ),
    (
        "<ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-content>",
        "</ac:adf-content></ac:adf-node></ac:adf-extension>",
    ),
    ("<dl><dt>term</dt><dd>", "</dd></dl>"),
    ("<div class=\"content-wrapper\">", "</div>"),
    ("<p>", "</p>"),
    ("<h3>", "</h3>"),
    ("<p>text right before ", " and right after</p>"),
];

fn check(body: &str) -> usize {
    let projection = to_markdown(body);
    assert_eq!(projection.read_only, None, "{body}");
    let markdown = projection.markdown;
    assert_eq!(splice(body, &markdown), Splice::Unchanged, "{body}");
    let mut edits = 0;
    let words = markdown.split(|ch: char| !ch.is_alphanumeric()).filter(|word| word.ends_with("word"));
    for word in words.filter(|word| word.len() == 8) {
        if markdown.matches(word).count() != 1 || body.matches(word).count() != 1 {
            continue;
        }
        edits += 1;
        for new in [format!("{word}s"), "unlike".to_owned()] {
            match splice(body, &markdown.replace(word, &new)) {
                Splice::Changed { storage, removes, .. } => {
                    assert!(removes.is_empty(), "{removes:?} by {word} in {body}");
                    assert_eq!(storage, body.replace(word, &new), "{markdown}");
                }
                other => panic!("{other:?} for {word} in {markdown}\n{body}"),
            }
        }
    }
    edits
}

#[test]
fn a_word_changes_alone_wherever_it_stands() {
    let fragments = fragments();
    let mut edits = 0;
    for (open, close) in SURROUNDINGS {
        for fragment in &fragments {
            edits += check(&format!("{open}{fragment}{close}"));
        }
    }
    assert!(edits > 5_000, "only {edits} words could be edited");
}

#[test]
fn long_pages_of_everything_change_word_by_word() {
    let fragments = fragments();
    for step in [7, 11, 13] {
        let page: Vec<&str> = fragments.iter().step_by(step).map(String::as_str).collect();
        assert!(check(&page.concat()) > 10);
        assert!(check(&page.join("\n")) > 10);
    }
}
