//! Edits of lists and tasks.

use super::{Edit, law, lead, line_with, with_lines};
use crate::generate::{Source, words};

/// The items of a list, each with a word to find it by.
fn items(source: &mut Source) -> [String; 3] {
    let paragraph = source.house.item_paragraphs;
    ["Zqa", "Zqb", "Zqc"].map(|word| {
        let content = format!("{word}&nbsp;{}", words(source, 3));
        if paragraph {
            format!("<li x='{word}'><p>{content}</p></li>")
        } else {
            format!("<li x='{word}'>{content}</li>")
        }
    })
}

fn list(source: &mut Source, items: &[String]) -> (String, String, String) {
    let name = source.pick(&["ul", "ol"]);
    (format!("<{name} class=\"c\">"), items.concat(), format!("</{name}>"))
}

/// What stands before an item's own marker: signs of what the list is in.
fn outer<'t>(line: &'t str, word: &str) -> &'t str {
    let marker = lead(line, word).trim_end();
    marker.trim_end_matches(['.', ')', '-', '*']).trim_end_matches(|ch: char| ch.is_ascii_digit())
}

/// The second item's line in the place of the first's: the signs of an outer item that begins with the list
/// stand there now.
fn second_as_first(text: &str, at: usize, word: &str) -> Option<String> {
    let (first, second) = (text.lines().nth(at)?, text.lines().nth(at + 1)?);
    let above = at.checked_sub(1).and_then(|above| text.lines().nth(above)).unwrap_or("");
    if !above.trim_matches(['>', ' ']).is_empty() {
        return Some(second.to_owned());
    }
    let kept = outer(first, word);
    Some(format!("{kept}{}", second.get(kept.len()..)?))
}

fn new_item(source: &Source, text: &str) -> String {
    if source.house.item_paragraphs { format!("<li><p>{text}</p></li>") } else { format!("<li>{text}</li>") }
}

#[test]
fn an_item_comes_and_goes_alone() {
    law("item insert", |source| {
        let items = items(source);
        let (open, all, close) = list(source, &items);
        let at = source.below(3);
        let word = ["Zqa", "Zqb", "Zqc"][at];
        let mut after: Vec<String> = items.to_vec();
        after.insert(at + 1, new_item(source, "new one"));
        Edit::by(
            format!("{open}{all}{close}"),
            move |text| {
                let (at, line) = line_with(text, word)?;
                let new = format!("{}new one", &line[..line.find(word)?]);
                Some(with_lines(text, at + 1..at + 1, &[new]))
            },
            format!("{open}{}{close}", after.concat()),
        )
    });
    law("item delete", |source| {
        let items = items(source);
        let (open, all, close) = list(source, &items);
        let at = source.below(3);
        let word = ["Zqa", "Zqb", "Zqc"][at];
        let mut after: Vec<String> = items.to_vec();
        after.remove(at);
        Edit::by(
            format!("{open}{all}{close}"),
            move |text| {
                let (at, _) = line_with(text, word)?;
                if word != "Zqa" {
                    return Some(with_lines(text, at..at + 1, &[]));
                }
                let next = second_as_first(text, at, word)?;
                Some(with_lines(text, at..at + 2, &[next]))
            },
            format!("{open}{}{close}", after.concat()),
        )
        .numbered()
    });
}

#[test]
fn items_in_another_order_carry_their_bytes() {
    law("item reorder", |source| {
        let items = items(source);
        let (open, all, close) = list(source, &items);
        let expected = format!("{open}{}{}{}{close}", items[1], items[0], items[2]);
        Edit::by(
            format!("{open}{all}{close}"),
            |text| {
                let (at, one) = line_with(text, "Zqa")?;
                let two = text.lines().nth(at + 1)?;
                let first = second_as_first(text, at, "Zqa")?;
                let second = format!("{}{}", outer(two, "Zqb"), &one[outer(one, "Zqa").len()..]);
                Some(with_lines(text, at..at + 2, &[first, second]))
            },
            expected,
        )
        .numbered()
    });
}

#[test]
fn an_item_is_indented_with_its_bytes() {
    law("item indent", |source| {
        let items = items(source);
        let (open, all, close) = list(source, &items);
        let is_number = open.starts_with("<ol");
        let (inner, end) = if is_number { ("<ol>", "</ol>") } else { ("<ul>", "</ul>") };
        let first = items[0].trim_end_matches("</li>");
        let expected = format!("{open}{first}{inner}{}{end}</li>{}{close}", items[1], items[2]);
        Edit::by(
            format!("{open}{all}{close}"),
            move |text| {
                let (at, line) = line_with(text, "Zqb")?;
                let marker = line.find("Zqb")?;
                let width = if is_number { 3 } else { 2 };
                let (lead, rest) = line.split_at(marker - width);
                let rest = if is_number { format!("1. {}", &rest[3..]) } else { rest.to_owned() };
                Some(with_lines(text, at..at + 1, &[format!("{lead}{}{rest}", " ".repeat(width))]))
            },
            expected,
        )
    });
}

#[test]
fn an_item_is_outdented_with_its_bytes() {
    law("item outdent", |source| {
        let [one, two, three] = items(source);
        let first = one.trim_end_matches("</li>");
        let stored = format!("<ul>{first}<ul y='1'>{two}</ul></li>{three}</ul>");
        let expected = format!("<ul>{first}</li>{two}{three}</ul>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "Zqb")?;
                let (_, parent) = line_with(text, "Zqa")?;
                let sign = &parent[parent.find("Zqa")?.checked_sub(2)?..][..2];
                let content = line.find("Zqb")?;
                let lead = line.get(..content.checked_sub(4)?)?;
                Some(with_lines(text, at..at + 1, &[format!("{lead}{sign}{}", &line[content..])]))
            },
            expected,
        )
    });
    law("one of two outdented", |source| {
        let [one, two, three] = items(source);
        let first = one.trim_end_matches("</li>");
        let stored = format!("<ul>{first}<ul y='1'>{two}{three}</ul></li></ul>");
        let expected = format!("<ul>{first}<ul y='1'>{two}</ul></li>{three}</ul>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "Zqc")?;
                let (_, parent) = line_with(text, "Zqa")?;
                let sign = &parent[parent.find("Zqa")?.checked_sub(2)?..][..2];
                let content = line.find("Zqc")?;
                let lead = line.get(..content.checked_sub(4)?)?;
                Some(with_lines(text, at..at + 1, &[format!("{lead}{sign}{}", &line[content..])]))
            },
            expected,
        )
    });
}

#[test]
fn an_item_with_children_moves_with_them() {
    law("item with children", |source| {
        let [one, two, three] = items(source);
        let first = one.trim_end_matches("</li>");
        let parent = format!("{first}<ul y='1'>{two}</ul></li>");
        let stored = format!("<ul>{parent}{three}</ul>");
        let expected = format!("<ul>{three}{parent}</ul>");
        Edit::by(
            stored,
            |text| {
                let (at, one) = line_with(text, "Zqa")?;
                let (two, three) = (text.lines().nth(at + 1)?, text.lines().nth(at + 2)?);
                let fits = two.contains("Zqb") && three.contains("Zqc");
                fits.then(|| {
                    with_lines(text, at..at + 3, &[three.to_owned(), one.to_owned(), two.to_owned()])
                })
            },
            expected,
        )
    });
}

fn task(word: &str, status: &str, text: &str) -> String {
    let id = 7000 + u32::from(word.as_bytes()[2]);
    format!(
        "<ac:task>\n<ac:task-id>{id}</ac:task-id><ac:task-uuid>{word}</ac:task-uuid>\n<ac:task-status>{status}</ac:task-status>\n<ac:task-body><span class=\"placeholder-inline-tasks\">{word}&nbsp;{text}</span></ac:task-body>\n</ac:task>\n"
    )
}

#[test]
fn a_task_is_ticked_alone() {
    law("task tick", |source| {
        let (done, other) = source.pick(&[("complete", "incomplete"), ("incomplete", "complete")]);
        let text = words(source, 3);
        let stored = format!(
            "<ac:task-list>\n{}{}</ac:task-list>",
            task("Zqa", done, &text),
            task("Zqb", "complete", &text)
        );
        let expected = format!(
            "<ac:task-list>\n{}{}</ac:task-list>",
            task("Zqa", other, &text),
            task("Zqb", "complete", &text)
        );
        let (from, to) = if done == "complete" { ("[x] Zqa", "[ ] Zqa") } else { ("[ ] Zqa", "[x] Zqa") };
        Edit::replace(stored, from, to, expected)
    });
}

#[test]
fn a_new_task_gets_a_free_id_and_the_others_keep_theirs() {
    law("task insert", |source| {
        let text = words(source, 3);
        let (one, two) = (task("Zqa", "complete", &text), task("Zqb", "incomplete", &text));
        let stored = format!("<ac:task-list>\n{one}{two}</ac:task-list>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "[x] Zqa")?;
                let lead = &line[..line.find("[x]")?];
                Some(with_lines(text, at + 1..at + 1, &[format!("{lead}[ ] new one")]))
            },
            "",
        )
        .so_that(move |block| {
            let new =
                "<ac:task-status>incomplete</ac:task-status><ac:task-body>new one</ac:task-body></ac:task>";
            (block.contains(one.trim_end()) && block.contains(two.trim_end()) && block.contains(new))
                .then_some(())
                .ok_or_else(|| "a task changed".to_owned())
        })
    });
    law("task delete", |source| {
        let text = words(source, 3);
        let (one, two) = (task("Zqa", "complete", &text), task("Zqb", "incomplete", &text));
        let stored = format!("<ac:task-list>\n{one}{two}</ac:task-list>");
        let expected = format!("<ac:task-list>\n{two}</ac:task-list>");
        Edit::by(
            stored,
            |text| {
                let (at, _) = line_with(text, "[x] Zqa")?;
                Some(with_lines(text, at..at + 1, &[]))
            },
            expected,
        )
    });
    law("task copy", |source| {
        let text = words(source, 3);
        let one = task("Zqa", "complete", &text);
        let stored = format!("<ac:task-list>\n{one}</ac:task-list>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "[x] Zqa")?;
                Some(with_lines(text, at + 1..at + 1, &[line.to_owned()]))
            },
            "",
        )
        .so_that(move |block| {
            (block.contains(one.trim_end())
                && block.matches("<ac:task-uuid>Zqa").count() == 1
                && block.matches("<ac:task-id>").count() == 2
                && block.matches("<ac:task-id>7097<").count() == 1)
                .then_some(())
                .ok_or_else(|| "an id stands twice".to_owned())
        })
    });
}
