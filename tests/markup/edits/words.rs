//! Edits inside a line of text.

use super::{Edit, law};
use crate::generate::{Source, inline, status, text, words};

/// A block that holds text, as an element of each kind.
fn host(source: &mut Source, content: &str) -> String {
    let attributes = source.attributes();
    match source.below(8) {
        0..=2 => format!("<p{attributes}>{content}</p>"),
        3 => format!("<h3{attributes}>{content}</h3>"),
        4 => format!("<ul><li>{content}</li><li{attributes}>zz</li></ul>"),
        5 => format!("<ol{attributes}><li><p>{content}</p></li></ol>"),
        6 => format!(
            "<table><tbody><tr><th>zz</th></tr><tr><td{attributes}><p>{content}</p></td></tr></tbody></table>"
        ),
        _ => format!(
            "<ac:task-list><ac:task><ac:task-id>8001</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body><span>{content}</span></ac:task-body></ac:task></ac:task-list>"
        ),
    }
}

/// A known piece between unknown ones.
fn around(source: &mut Source, piece: &str) -> String {
    let (left, right) = (inline(source, 1), inline(source, 1));
    let content = format!("{left} {piece} {right}");
    host(source, &content)
}

/// A known piece between plain words.
fn plainly_around(source: &mut Source, piece: &str) -> String {
    let (left, right) = (words(source, 3), words(source, 3));
    let content = format!("{left} {piece} {right}");
    host(source, &content)
}

#[test]
fn a_word_changes_alone() {
    law("word", |source| {
        let stored = around(source, "Zqa");
        Edit::replace(&*stored, "Zqa", "Yqa", stored.replace("Zqa", "Yqa"))
    });
}

#[test]
fn a_word_comes_and_goes_alone() {
    law("word inserted", |source| {
        let stored = around(source, "Zqa");
        Edit::replace(&*stored, "Zqa", "Zqa new", stored.replace("Zqa", "Zqa new"))
    });
    law("word deleted", |source| {
        let stored = plainly_around(source, "Zqa zz");
        Edit::replace(&*stored, "Zqa zz", "zz", stored.replace("Zqa zz", "zz"))
    });
}

#[test]
fn a_word_beside_references_changes_alone() {
    law("word beside references", |source| {
        let piece = source.pick(&["a&nbsp;Zqa&mdash;b", "&eacute;Zqa&#160;x", "&lt;Zqa&gt;", "Zqa&amp;b"]);
        let stored = around(source, piece);
        Edit::replace(&*stored, "Zqa", "Yqa", stored.replace("Zqa", "Yqa"))
    });
}

#[test]
fn signs_are_typed_as_text() {
    law("signs", |source| {
        let stored = plainly_around(source, "Zqa");
        Edit::replace(
            &*stored,
            "Zqa",
            "Zqa & 1 < 2 > 0 \"q\"",
            stored.replace("Zqa", "Zqa &amp; 1 &lt; 2 &gt; 0 \"q\""),
        )
    });
}

#[test]
fn a_mark_is_added_alone() {
    law("mark added", |source| {
        let stored = around(source, "Zqa");
        let (sign, end, name) = source.pick(&[
            ("**", "**", "strong"),
            ("*", "*", "em"),
            ("~~", "~~", "s"),
            ("`", "`", "code"),
            ("<u>", "</u>", "u"),
        ]);
        // A mark beside an equal one joins it; the text is what counts there.
        let expected = stored.replace("Zqa", &format!("<{name}>Zqa</{name}>"));
        Edit::replace(&*stored, "Zqa", &format!("{sign}Zqa{end}"), expected)
    });
}

#[test]
fn a_mark_is_removed_alone() {
    law("mark removed", |source| {
        let (sign, name) = source.pick(&[
            ("**", "strong"),
            ("**", "b"),
            ("*", "em"),
            ("*", "i"),
            ("~~", "del"),
            ("`", "code"),
        ]);
        let stored = plainly_around(source, &format!("<{name}>Zqa zz</{name}>"));
        let expected = stored.replace(&format!("<{name}>"), "").replace(&format!("</{name}>"), "");
        Edit::replace(&*stored, &format!("{sign}Zqa zz{sign}"), "Zqa zz", expected)
    });
}

#[test]
fn a_mark_across_what_is_not_shown_keeps_it() {
    law("mark across", |source| {
        let (open, close) = source.pick(&[
            ("<span style=\"color: red;\">", "</span>"),
            ("<ac:inline-comment-marker ac:ref=\"r1\">", "</ac:inline-comment-marker>"),
        ]);
        let stored = plainly_around(source, &format!("x {open}Zqa&mdash;zz yy{close} ww&nbsp;Zqb"));
        let whole = stored.clone();
        Edit::replace(&*stored, "yy ww", "**yy ww**", "").so_that(move |block| {
            let bare = block.replace("<strong>", "").replace("</strong>", "");
            let joined = bare.replace(&format!("{close}{open}"), "");
            let same = joined == whole || bare == whole || {
                // The blank between may stand on either side of the border.
                let blank = format!("{close}{open} {close}");
                bare.replace(&blank, &format!("{close} ")) == whole
            };
            same.then_some(()).ok_or_else(|| "more than tags changed".to_owned())
        })
    });
}

#[test]
fn the_text_of_a_link_changes_alone() {
    law("link text", |source| {
        let (open, close) = source.pick(&[
            ("<a href=\"https://h.example/?a=1&amp;b\" class='c'>", "</a>"),
            ("<ac:link><ri:page ri:content-title=\"T\" ri:version-at-save='2'/><ac:link-body>", "</ac:link-body></ac:link>"),
            ("<ac:link ac:anchor=\"x\"><ri:page ri:content-title=\"T\"/><ac:plain-text-link-body><![CDATA[", "]]></ac:plain-text-link-body></ac:link>"),
            ("<ac:link><ri:attachment ri:filename=\"f.pdf\" ri:version-at-save='2'/><ac:link-body>", "</ac:link-body></ac:link>"),
        ]);
        let stored = around(source, &format!("{open}see Zqa{close}"));
        Edit::replace(&*stored, "Zqa", "Yqa", stored.replace("Zqa", "Yqa"))
    });
}

#[test]
fn the_target_of_a_link_changes_alone() {
    law("link target", |source| {
        let stored = around(source, source_link(source.clone()));
        Edit::replace(&*stored, "zqtarget", "yqtarget", stored.replace("zqtarget", "yqtarget"))
    });
}

fn source_link(mut source: Source) -> &'static str {
    source.pick(&[
        "<a href=\"https://h.example/zqtarget?x=1&amp;y\" class='c'>see <em>this</em></a>",
        "<ac:link><ri:page ri:content-title=\"zqtarget\" ri:space-key='DS' ri:version-at-save='2'/><ac:link-body>see</ac:link-body></ac:link>",
        "<ac:link ac:anchor=\"zqtarget\"><ri:page ri:content-title=\"T\"/></ac:link>",
    ])
}

#[test]
fn a_status_changes_alone() {
    law("status colour", |source| {
        let stored = plainly_around(
            source,
            "<ac:structured-macro ac:name=\"status\" ac:macro-id=\"m1\"><ac:parameter ac:name=\"colour\">Green</ac:parameter><ac:parameter ac:name=\"title\">ZQA</ac:parameter><ac:parameter ac:name=\"subtle\">true</ac:parameter></ac:structured-macro>",
        );
        Edit::replace(&*stored, "{status:green|ZQA}", "{status:red|ZQA}", stored.replace("Green", "Red"))
    });
    law("status text", |source| {
        let other = status(source);
        let stored = plainly_around(
            source,
            &format!(
                "{other} <ac:structured-macro ac:name=\"status\" ac:macro-id=\"m1\"><ac:parameter ac:name=\"title\">ZQA</ac:parameter></ac:structured-macro>"
            ),
        );
        Edit::replace(&*stored, "|ZQA}", "|YQA}", stored.replace("ZQA", "YQA"))
    });
}

#[test]
fn a_status_and_the_words_beside_it_change_alone() {
    law("status and words", |source| {
        let stored = plainly_around(
            source,
            "zz: <ac:structured-macro ac:name=\"status\" ac:macro-id=\"m1\"><ac:parameter ac:name=\"title\">ZQA</ac:parameter></ac:structured-macro>; yy",
        );
        Edit::replace(
            &*stored,
            ": {status:grey|ZQA}; ",
            ", {status:grey|YQA}. ",
            stored.replace("zz: ", "zz, ").replace("; yy", ". yy").replace("ZQA", "YQA"),
        )
    });
}

#[test]
fn a_mention_moves_with_its_bytes() {
    law("mention move", |source| {
        let user = "<ac:link><ri:user ri:userkey='zqa' x='1'/></ac:link>";
        let stored = plainly_around(source, &format!("{user} zz yy"));
        Edit::replace(&*stored, "@{key:zqa} zz yy", "zz yy @{key:zqa}", "").so_that(move |block| {
            block.contains(user).then_some(()).ok_or_else(|| "its bytes changed".to_owned())
        })
    });
    law("placeholder move between blocks", |_| {
        let one = "<ac:structured-macro ac:name=\"status\" ac:macro-id=\"m1\"><ac:parameter ac:name=\"title\">ZQA</ac:parameter></ac:structured-macro>";
        let two = one.replace("m1", "m2");
        let stored = format!("<p>aa {one} bb</p><p>cc {two} dd</p>");
        let expected = format!("<p>aa {one} bb</p><p>cc dd</p><p>ee {two}</p>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = super::line_with(text, "cc {status:grey|ZQA} dd")?;
                let lead = super::lead(line, "cc");
                let new = [
                    format!("{lead}cc dd"),
                    super::follow(lead).trim_end().to_owned(),
                    format!("{}ee {{status:grey|ZQA}}", super::follow(lead)),
                ];
                Some(super::with_lines(text, at..at + 1, &new))
            },
            expected,
        )
    });
}

#[test]
fn the_alt_text_of_an_image_changes_alone() {
    law("image alt", |source| {
        let image = source.pick(&[
            "<ac:image ac:width='30' ac:alt=\"Zqa\"><ri:attachment ri:filename=\"a b.png\" ri:version-at-save='1'/></ac:image>",
            "<ac:image ac:alt='see Zqa' ac:align=\"center\"><ri:url ri:value=\"https://h.example/x.png\"/><ac:adf-mark key=\"border\" size=\"2\"/></ac:image>",
        ]);
        let stored = plainly_around(source, image);
        Edit::replace(&*stored, "Zqa", "Yqa", stored.replace("Zqa", "Yqa"))
    });
}

#[test]
fn a_comment_anchor_lives_as_long_as_its_words() {
    let open = "<ac:inline-comment-marker ac:ref=\"r1\">";
    law("word in an anchor", move |source| {
        let stored = plainly_around(source, &format!("{open}Zqa zz</ac:inline-comment-marker>"));
        Edit::replace(&*stored, "Zqa", "Yqa", stored.replace("Zqa", "Yqa"))
    });
    law("anchor without words", move |source| {
        let stored = plainly_around(source, &format!("{open}Zqa</ac:inline-comment-marker> zz"));
        let expected = stored.replace(&format!("{open}Zqa</ac:inline-comment-marker> "), "");
        Edit::replace(&*stored, "Zqa zz", "zz", expected).removing(&["1 comment anchor"])
    });
    law("anchor with other words", move |source| {
        let stored = plainly_around(source, &format!("aa {open}Zqa</ac:inline-comment-marker> bb"));
        Edit::replace(&*stored, "Zqa", "Yqa Xqa", stored.replace("Zqa", "Yqa Xqa"))
    });
}

#[test]
fn what_is_deleted_unseen_is_named() {
    law("paragraph with an issue deleted", |source| {
        let stored = format!(
            "<p>Zqa {} <ac:structured-macro ac:name=\"jira\" ac:macro-id='9'><ac:parameter ac:name=\"key\">ZQ-1</ac:parameter></ac:structured-macro> <ac:inline-comment-marker ac:ref=\"r1\">c</ac:inline-comment-marker></p><p>zz</p>",
            words(source, 2)
        );
        Edit::by(
            stored,
            |text| {
                let (at, _) = super::line_with(text, "Zqa")?;
                Some(super::with_lines(text, at..at + 2, &[]))
            },
            "<p>zz</p>",
        )
        .removing(&["1 comment anchor", "1 jira macro"])
    });
}

#[test]
fn a_line_break_comes_and_goes_alone() {
    law("break deleted", |source| {
        let left = text(source);
        let stored = format!("<p>{left} zz<br />Zqa</p>");
        let expected = stored.replace("<br />", " ");
        Edit::by(
            stored,
            |text| {
                let at = text.find("zz\\\n")?;
                let rest = &text[at + 4..];
                let zqa = rest.find("Zqa")?;
                rest[..zqa]
                    .trim_matches(['>', ' '])
                    .is_empty()
                    .then(|| format!("{}zz {}", &text[..at], &rest[zqa..]))
            },
            expected,
        )
    });
}
