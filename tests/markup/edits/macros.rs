//! Edits of macros: parameters, titles, code.

use super::{Edit, law, line_with, with_lines};
use crate::generate::{blocks, words};

fn parameter(name: &str, value: &str) -> String {
    format!("<ac:parameter ac:name=\"{name}\">{value}</ac:parameter>")
}

#[test]
fn a_parameter_changes_alone() {
    law("parameter change", |source| {
        let stored = format!(
            "<ac:structured-macro ac:name='odd-zqa' ac:macro-id='1'>{}{}{}</ac:structured-macro>",
            parameter("k", "Zqa"),
            parameter("z", "a &amp; b"),
            parameter("macro-id", "x")
        );
        let stored = if source.chance(50) { format!("<p>{stored}</p>") } else { stored };
        Edit::replace(&*stored, "k=Zqa", "k=Yqa", stored.replace("Zqa", "Yqa"))
    });
    law("parameter add", |source| {
        let one = parameter("k", &words(source, 1));
        let stored =
            format!("<ac:structured-macro ac:name='odd-zqa' ac:macro-id='1'>{one}</ac:structured-macro>");
        let expected = stored.replace(&one, &format!("{one}{}", parameter("new", "a b")));
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "::odd-zqa{")?;
                let end = line.rfind('}')?;
                Some(with_lines(text, at..at + 1, &[format!("{} new=\"a b\"}}", &line[..end])]))
            },
            expected,
        )
    });
    law("first parameter", |_| {
        Edit::replace(
            "<ac:structured-macro ac:name='odd-zqa' ac:macro-id='1'/>",
            "::odd-zqa",
            "::odd-zqa{k=v}",
            format!(
                "<ac:structured-macro ac:name='odd-zqa' ac:macro-id='1'>{}</ac:structured-macro>",
                parameter("k", "v")
            ),
        )
    });
    law("parameter remove", |source| {
        let (one, two) = (parameter("k", "Zqa"), parameter("z", &words(source, 2)));
        let stored = format!(
            "<ac:structured-macro ac:name='odd-zqa' ac:macro-id='1'>{one}{two}</ac:structured-macro>"
        );
        Edit::replace(&*stored, "{k=Zqa ", "{", stored.replace(&one, ""))
    });
    law("parameter in a line", |source| {
        let macro_ = format!(
            "<ac:structured-macro ac:name='odd-zqa' ac:macro-id='1'>{}{}</ac:structured-macro>",
            parameter("k", "Zqa"),
            parameter("z", "a &amp; b")
        );
        let stored = format!("<p>{} {macro_} {}</p>", words(source, 2), words(source, 2));
        Edit::replace(&*stored, "k=Zqa", "k=Yqa", stored.replace("Zqa", "Yqa"))
    });
}

#[test]
fn a_title_changes_alone() {
    law("panel title", |source| {
        let name = source.pick(&["info", "tip", "note", "warning", "expand", "panel", "odd-box"]);
        let body = blocks(source, 2, 2);
        let stored = format!(
            "<ac:structured-macro ac:name=\"{name}\" ac:macro-id='1'>{}{}<ac:rich-text-body>{body}</ac:rich-text-body></ac:structured-macro>",
            parameter("title", "Zqa &amp; b"),
            parameter("icon", "false")
        );
        Edit::replace(&*stored, "Zqa & b", "Yqa & b", stored.replace("Zqa", "Yqa"))
    });
}

#[test]
fn a_line_of_code_changes_alone() {
    let code = |body: &str| {
        format!(
            "<ac:structured-macro ac:name=\"code\" ac:macro-id='1'>{}{}<ac:plain-text-body><![CDATA[{body}]]></ac:plain-text-body></ac:structured-macro>",
            parameter("theme", "Midnight"),
            parameter("language", "c")
        )
    };
    let bodies = [
        "a();\nZqa();\n\nb();",
        "\n\nZqa\n",
        "Zqa",
        "x ]]]]><![CDATA[> y\nZqa\n  ```\n",
        "\tZqa\n# b\n| c |",
    ];
    law("code line change", move |source| {
        let stored = code(source.pick(&bodies));
        Edit::replace(&*stored, "Zqa", "Yqa <&>", stored.replace("Zqa", "Yqa <&>"))
    });
    law("code line insert", move |source| {
        let stored = code(source.pick(&bodies));
        let expected = if stored.contains("Zqa();") {
            stored.replace("Zqa();", "Zqa();\nnew")
        } else {
            stored.replace("Zqa", "Zqa\nnew")
        };
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "Zqa")?;
                // Code begins where its fence begins.
                let fence = text.lines().take(at).filter(|line| line.contains("```c")).last()?;
                let lead = super::follow(&fence[..fence.find("```")?.min(line.len())]);
                let lead = lead.get(..fence.find('`')?)?.to_owned();
                Some(with_lines(text, at + 1..at + 1, &[format!("{lead}new")]))
            },
            expected,
        )
    });
    law("code line delete", move |source| {
        let stored = code(source.pick(&["a\nZqa\nb", "a\nZqa\n", "\nZqa\nb]]]]><![CDATA[>"]));
        let expected = stored.replace("Zqa\n", "");
        Edit::by(
            stored,
            |text| {
                let (at, _) = line_with(text, "Zqa")?;
                Some(with_lines(text, at..at + 1, &[]))
            },
            expected,
        )
    });
    law("code in another style", |source| {
        let stored = format!(
            "<ac:structured-macro ac:name=\"{}\"><ac:plain-text-body>a &lt; Zqa &amp; b</ac:plain-text-body></ac:structured-macro>",
            source.pick(&["code", "noformat", "plantuml"])
        );
        Edit::replace(&*stored, "Zqa", "Yqa", stored.replace("Zqa", "Yqa"))
    });
    law("code language", move |source| {
        let stored = code(source.pick(&bodies));
        Edit::by(
            &*stored,
            |text| {
                let (at, _) = line_with(text, "Zqa")?;
                let fence = text
                    .lines()
                    .take(at)
                    .collect::<Vec<_>>()
                    .iter()
                    .rposition(|line| line.ends_with("```c"))?;
                let line = text.lines().nth(fence)?;
                Some(with_lines(text, fence..fence + 1, &[format!("{line}pp")]))
            },
            stored.replace(">c<", ">cpp<"),
        )
    });
}
