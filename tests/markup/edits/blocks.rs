//! Edits of whole blocks: they come, go, move, part and join.

use super::{Edit, follow, law, lead, line_with, with_lines};
use crate::generate::{Source, inline, words};

/// Three blocks in a row of which the middle one is known; returns them and the middle.
fn row(source: &mut Source, middle: &str) -> String {
    let (one, two) = (words(source, 3), inline(source, 1));
    let gap = source.gap();
    format!("<p x='1'>Zqfirst {one}</p>{gap}{middle}{gap}<h2 y=\"2\">Zqlast {two}</h2>")
}

#[test]
fn a_heading_changes_its_level_alone() {
    law("heading level", |source| {
        let (from, to) = (1 + source.below(6), 1 + source.below(6));
        let to = if to == from { from % 6 + 1 } else { to };
        let stored = format!("<h{from} local-id='1'>Zqa {}</h{from}>", inline(source, 1));
        let expected = stored
            .replace(&format!("<h{from}"), &format!("<h{to}"))
            .replace(&format!("</h{from}>"), &format!("</h{to}>"));
        Edit::replace(
            stored,
            &format!("{} Zqa", "#".repeat(from)),
            &format!("{} Zqa", "#".repeat(to)),
            expected,
        )
    });
}

#[test]
fn a_paragraph_and_a_heading_become_each_other() {
    law("heading to paragraph", |source| {
        let stored = format!("<h2 class='c'>Zqa {}</h2>", inline(source, 1));
        let expected = stored.replace("<h2", "<p").replace("</h2", "</p");
        Edit::replace(stored, "## Zqa", "Zqa", expected)
    });
    law("paragraph to heading", |source| {
        let stored = format!("<p class='c'>Zqa&nbsp;{}</p>", words(source, 4));
        let expected = stored.replace("<p", "<h3").replace("</p", "</h3");
        Edit::replace(stored, "Zqa", "### Zqa", expected)
    });
}

#[test]
fn a_new_paragraph_is_all_that_is_new() {
    law("block insert", |source| {
        let middle = format!("<p z='3'>Zqa {}</p>", words(source, 3));
        let stored = row(source, &middle);
        let expected = stored.replace(&middle, &format!("{middle}<p>new one</p>"));
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "Zqa")?;
                let lead = follow(lead(line, "Zqa"));
                Some(with_lines(
                    text,
                    at + 1..at + 1,
                    &[lead.trim_end().to_owned(), format!("{lead}new one")],
                ))
            },
            expected,
        )
    });
}

#[test]
fn a_deleted_block_is_all_that_is_gone() {
    law("block delete", |source| {
        let middle = format!("<p z='3'>Zqa {}</p>", words(source, 3));
        let gap = source.gap();
        let stored = format!("<p>zz</p>{gap}{middle}{gap}<p>yy</p>");
        let expected = format!("<p>zz</p>{gap}<p>yy</p>");
        Edit::by(
            stored,
            |text| {
                let (at, _) = line_with(text, "Zqa")?;
                Some(with_lines(text, at..at + 2, &[]))
            },
            expected,
        )
    });
}

#[test]
fn a_moved_block_carries_its_bytes() {
    law("block move", |source| {
        let middle = match source.below(4) {
            0 => "<p style='x'>Zqa&nbsp;&mdash; <span class='s'>b</span></p>".to_owned(),
            1 => "<p><ac:structured-macro ac:name=\"odd-zqa\" ac:macro-id='7'/></p>".to_owned(),
            2 => "<ac:structured-macro ac:name=\"odd-zqa\" ac:macro-id='7'><ac:parameter ac:name=\"k\">v</ac:parameter></ac:structured-macro>".to_owned(),
            _ => "<h4 local-id='9'>Zqa <ac:structured-macro ac:name=\"status\" ac:macro-id='5'><ac:parameter ac:name=\"title\">A</ac:parameter></ac:structured-macro></h4>".to_owned(),
        };
        let stored = format!("<p>zz1 one</p>{middle}<p>zz2 two</p><p>zz3 three</p>");
        let expected = format!("<p>zz1 one</p><p>zz2 two</p>{middle}<p>zz3 three</p>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "zz2 two")?;
                let before = text.lines().nth(at.checked_sub(2)?)?;
                let blank = text.lines().nth(at - 1)?;
                // In an item's first line the lead differs from that of the next.
                let is_level = lead(line, "zz2").trim_matches(['>', ' ']).is_empty();
                is_level.then(|| {
                    with_lines(text, at - 2..at + 1, &[line.to_owned(), blank.to_owned(), before.to_owned()])
                })
            },
            expected,
        )
    });
}

#[test]
fn a_container_moves_whole() {
    law("container move", |source| {
        let middle = format!(
            "<ac:structured-macro ac:name=\"zqbox\" ac:macro-id='7'><ac:rich-text-body><p>in&nbsp;{}</p><ac:structured-macro ac:name=\"odd-zqa\" ac:macro-id='8'/></ac:rich-text-body></ac:structured-macro>",
            words(source, 2)
        );
        let stored = format!("<p>zz1 one</p>{middle}<p>zz2 two</p>");
        let expected = format!("<p>zz1 one</p><p>zz2 two</p>{middle}");
        Edit::by(
            stored,
            |text| {
                let (open, _) = line_with(text, ":::zqbox")?;
                let (last, line) = line_with(text, "zz2 two")?;
                let lines: Vec<String> =
                    text.lines().skip(open).take(last - open).map(str::to_owned).collect();
                let (blank, body) = lines.split_last()?;
                let new = [vec![line.to_owned(), blank.clone()], body.to_vec()].concat();
                Some(with_lines(text, open..last + 1, &new))
            },
            expected,
        )
    });
}

#[test]
fn a_copied_block_has_no_ids() {
    law("macro copy", |source| {
        let macro_ = format!(
            "<ac:structured-macro ac:name=\"odd-zqa\" ac:schema-version=\"1\" ac:macro-id='7'><ac:parameter ac:name=\"k\">{}</ac:parameter></ac:structured-macro>",
            words(source, 2)
        );
        let stored = format!("{macro_}<p>zz</p>");
        let copy = macro_.replace(" ac:macro-id='7'", "");
        // Beside bare text only a paragraph keeps it out of that line.
        let expected = [copy.clone(), format!("<p>{copy}</p>")].map(|copy| format!("{stored}{copy}"));
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "::odd-zqa")?;
                let blank = text.lines().nth(at + 1)?;
                Some(with_lines(text, at + 3..at + 3, &[blank.to_owned(), line.to_owned()]))
            },
            "",
        )
        .so_that(move |block| {
            let is_right = expected.iter().any(|expected| expected == block);
            is_right.then_some(()).ok_or_else(|| "it is no plain copy".to_owned())
        })
    });
    law("container copy", |source| {
        let content = words(source, 2);
        let box_ = format!(
            "<ac:structured-macro ac:name=\"zqbox\" ac:macro-id='7'><ac:rich-text-body><p local-id='p1'>in <ac:inline-comment-marker ac:ref=\"r\">{content}</ac:inline-comment-marker></p><ac:task-list><ac:task><ac:task-id>9001</ac:task-id><ac:task-uuid>u</ac:task-uuid><ac:task-status>complete</ac:task-status><ac:task-body>t</ac:task-body></ac:task></ac:task-list></ac:rich-text-body></ac:structured-macro>"
        );
        let copy = format!(
            "<ac:structured-macro ac:name=\"zqbox\"><ac:rich-text-body><p>in {content}</p><ac:task-list><ac:task><ac:task-id>9002</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>t</ac:task-body></ac:task></ac:task-list></ac:rich-text-body></ac:structured-macro>"
        );
        let stored = format!("{box_}<p>zz</p>");
        let expected = format!("{box_}{copy}<p>zz</p>");
        Edit::by(
            stored,
            |text| {
                let (open, _) = line_with(text, ":::zqbox")?;
                let (last, _) = line_with(text, "zz")?;
                let lines: Vec<String> =
                    text.lines().skip(open).take(last - open).map(str::to_owned).collect();
                Some(with_lines(text, last..last, &lines))
            },
            expected,
        )
    });
}

#[test]
fn a_paragraph_parts_and_keeps_its_bytes() {
    law("paragraph split", |source| {
        let (left, right) = (words(source, 3), words(source, 3));
        let stored =
            format!("<p style='x'>{left}&nbsp;aa Zqa <span class=\"s\">b&mdash;c</span> {right}</p>");
        let first = format!("<p style='x'>{left}&nbsp;aa</p>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "Zqa")?;
                let cut = line.find(" Zqa")?;
                let lead = follow(&line[..line.find(|ch: char| !" >-*".contains(ch))?]);
                Some(with_lines(
                    text,
                    at..at + 1,
                    &[
                        line[..cut].to_owned(),
                        lead.trim_end().to_owned(),
                        format!("{lead}{}", &line[cut + 1..]),
                    ],
                ))
            },
            "",
        )
        .so_that(move |block| {
            (block.starts_with(&first) && block.contains("<p>Zqa") && block.ends_with("</p>"))
                .then_some(())
                .ok_or_else(|| "the first part changed".to_owned())
        })
    });
}

#[test]
fn joined_paragraphs_keep_the_anchor_in_the_first() {
    law("paragraph join", |source| {
        let (left, right) = (words(source, 3), words(source, 3));
        let first =
            format!("{left}&nbsp;<ac:inline-comment-marker ac:ref=\"r1\">Zqa</ac:inline-comment-marker>");
        let stored = format!("<p style='x'>{first}</p><p>zz&nbsp;{right}</p>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "Zqa")?;
                let next = text.lines().nth(at + 2)?;
                Some(with_lines(text, at..at + 3, &[format!("{line} {}", &next[next.find("zz")?..])]))
            },
            "",
        )
        .so_that(move |block| {
            (block.starts_with(&format!("<p style='x'>{first} zz")) && block.matches("<p").count() == 1)
                .then_some(())
                .ok_or_else(|| "the first paragraph changed".to_owned())
        })
    });
}

#[test]
fn a_block_goes_into_a_container_with_its_bytes() {
    law("wrap in expand", |source| {
        let block = format!(
            "<p style='x'>Zqa&nbsp;{} <ac:structured-macro ac:name=\"odd-zqa\" ac:macro-id='8'/></p>",
            words(source, 2)
        );
        let expected = format!(
            "<ac:structured-macro ac:name=\"expand\"><ac:parameter ac:name=\"title\">T</ac:parameter><ac:rich-text-body>{block}</ac:rich-text-body></ac:structured-macro>"
        );
        Edit::by(
            block,
            |text| {
                let (at, line) = line_with(text, "Zqa")?;
                let lead = lead(line, "Zqa");
                // Six colons stand outside of whatever the page holds.
                Some(with_lines(
                    text,
                    at..at + 1,
                    &[
                        format!("{lead}::::::expand{{title=T}}"),
                        format!("{}{}", follow(lead), &line[lead.len()..]),
                        format!("{}::::::", follow(lead)),
                    ],
                ))
            },
            expected,
        )
    });
}
