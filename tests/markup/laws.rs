//! Laws that hold for every page. Each `cargo test` checks a slice of the generated pages; all of them:
//! `TILDR_LAWS=0..100000 cargo test --release --test markup laws`.

use std::ops::Range;

use tildr::markup::{Splice, splice, to_markdown};

use crate::generate::Page;

/// The pages of this run.
pub(crate) fn seeds() -> Range<u64> {
    let given = std::env::var("TILDR_LAWS").ok();
    let range = given.as_deref().and_then(|text| {
        let (from, to) = text.split_once("..")?;
        Some(from.trim().parse().ok()?..to.trim().parse().ok()?)
    });
    range.unwrap_or(0..400)
}

/// Checks a law on every page and shows the first one that breaks it on as little as will do.
fn holds(law: impl Fn(&str) -> Result<(), String>) {
    for seed in seeds() {
        let page = Page::new(seed);
        if law(&page.body()).is_err() {
            let least = page.shrunk(|body| law(body).is_err());
            let message = law(&least).expect_err("it still fails");
            panic!(
                "page {seed}: {message}\n--- stored\n{least}\n--- shown\n{}",
                to_markdown(&least).markdown
            );
        }
    }
}

fn is_unchanged(body: &str, text: &str, what: &str) -> Result<(), String> {
    match splice(body, text) {
        Splice::Unchanged => Ok(()),
        other => Err(format!("{what}: {other:?}\n--- edited\n{text}")),
    }
}

#[test]
fn every_page_is_well_formed_and_editable() {
    holds(|body| match to_markdown(body).read_only {
        None => Ok(()),
        Some(reason) => Err(reason),
    });
}

#[test]
fn opening_and_saving_is_no_edit() {
    holds(|body| {
        let text = to_markdown(body).markdown;
        is_unchanged(body, &text, "as it is")?;
        is_unchanged(body, &text.replace('\n', "\r\n"), "line ends of another system")?;
        is_unchanged(body, text.trim_end_matches('\n'), "no newline at the end")?;
        is_unchanged(body, &format!("{text}\n\n"), "newlines at the end")
    });
}

#[test]
fn the_projection_is_the_same_every_time() {
    holds(|body| {
        let same = to_markdown(body) == to_markdown(body);
        same.then_some(()).ok_or_else(|| "two projections of one page differ".to_owned())
    });
}

#[test]
fn padding_tables_is_no_edit() {
    holds(|body| {
        let text = map_lines(&to_markdown(body).markdown, |line| {
            let (prefix, row) = line.split_at(line.find('|').unwrap_or(0));
            let is_row =
                row.starts_with("| ") && row.ends_with(" |") && prefix.trim_matches(['>', ' ']).is_empty();
            if is_row { format!("{prefix}|   {}   |", &row[2..row.len() - 2]) } else { line.to_owned() }
        });
        is_unchanged(body, &text, "padded")
    });
}

#[test]
fn renumbering_lists_is_no_edit() {
    holds(|body| {
        let mut last: Option<usize> = None;
        let text = map_lines(&to_markdown(body).markdown, |line| {
            let indent = line.len() - line.trim_start().len();
            let content = line.trim_start();
            let digits = content.bytes().take_while(u8::is_ascii_digit).count();
            let is_item = digits == 1 && content[digits..].starts_with(". ");
            // Only what follows an item of the same list: the first number counts.
            let follows = is_item && last == Some(indent) && !content.starts_with("1.");
            last = is_item.then_some(indent);
            if follows { format!("{}1{}", &line[..indent], &content[digits..]) } else { line.to_owned() }
        });
        is_unchanged(body, &text, "renumbered")
    });
}

#[test]
fn loosening_lists_is_no_edit() {
    holds(|body| {
        let text = map_lines(&to_markdown(body).markdown, |line| {
            if line.starts_with("- ") { format!("\n{line}") } else { line.to_owned() }
        });
        is_unchanged(body, &text, "loosened")
    });
}

/// Pages of very many equal blocks: what is not linear in them does not end.
#[test]
fn many_equal_blocks_are_edited_one_by_one() {
    let many = 10_000;
    for block in ["<p>x</p>", "<hr/>", "<ul><li>x</li><li>y</li></ul>"] {
        let body = block.repeat(many);
        let text = to_markdown(&body).markdown;
        let lines: Vec<&str> = text.lines().collect();
        let half = lines.len() / 2 - lines.len() / 2 % 6;
        let inserted = format!("{}\n\nnew\n\n{}\n", lines[..half].join("\n"), lines[half..].join("\n"));
        match splice(&body, &inserted) {
            Splice::Changed { storage, .. } => assert_eq!(storage.replacen("<p>new</p>", "", 1), body),
            other => panic!("{other:?}"),
        }
        let fewer = format!("{}\n", lines[half..].join("\n"));
        match splice(&body, &fewer) {
            Splice::Changed { storage, .. } => {
                assert!(body.starts_with(&storage) && storage.len() < body.len())
            }
            other => panic!("{other:?}"),
        }
    }
    let body = "<p>x</p>".repeat(many);
    let all_other = "y\n\n".repeat(many);
    assert!(matches!(splice(&body, &all_other), Splice::Changed { .. }));
    let every_other = "x\n\ny\n\n".repeat(many / 2);
    assert!(matches!(splice(&body, &every_other), Splice::Changed { .. }));
}

/// The text with its lines outside of code changed.
fn map_lines(text: &str, mut change: impl FnMut(&str) -> String) -> String {
    let mut fence: Option<String> = None;
    let mut out = String::new();
    for line in text.lines() {
        let content =
            line.trim_start_matches([' ', '>', '-', '*']).trim_start_matches(|ch: char| ch.is_ascii_digit());
        let content = content.trim_start_matches(['.', ')', ' ']);
        let run: String = content.chars().take_while(|ch| matches!(ch, '`' | '~')).collect();
        match &fence {
            Some(open) => {
                if content.trim_end() == open {
                    fence = None;
                }
                out.push_str(line);
            }
            // A run with others behind it is code in a line.
            None if run.len() >= 3 && !content[run.len()..].contains('`') => {
                fence = Some(run);
                out.push_str(line);
            }
            None => out.push_str(&change(line)),
        }
        out.push('\n');
    }
    out
}
