//! Edits of tables: a cell, a row, a column.

use super::{Edit, law, line_with, with_lines};
use crate::generate::{Source, words};

/// A table of three rows and three columns, the word in each cell naming its place.
fn table(source: &mut Source) -> Vec<Vec<String>> {
    let paragraph = source.house.cell_paragraphs;
    let extra = words(source, 2);
    (0..3)
        .map(|row| {
            (0..3)
                .map(|column| {
                    let name = if row == 0 { "th" } else { "td" };
                    let word = format!("Zq{row}{column}&nbsp;{extra}");
                    let word = if paragraph { format!("<p>{word}</p>") } else { word };
                    format!("<{name} x='{row}{column}'>{word}</{name}>")
                })
                .collect()
        })
        .collect()
}

fn written(rows: &[Vec<String>]) -> String {
    let rows: String = rows.iter().map(|row| format!("<tr y='1'>{}</tr>\n", row.concat())).collect();
    format!("<table class=\"c\"><colgroup><col/><col/><col/></colgroup><tbody>\n{rows}</tbody></table>")
}

fn new_cell(source: &Source, name: &str, text: &str) -> String {
    if source.house.cell_paragraphs && !text.is_empty() {
        format!("<{name}><p>{text}</p></{name}>")
    } else {
        format!("<{name}>{text}</{name}>")
    }
}

#[test]
fn a_word_in_a_cell_changes_alone() {
    law("cell word", |source| {
        let stored = written(&table(source));
        Edit::replace(&*stored, "Zq11", "Yq11", stored.replace("Zq11", "Yq11"))
    });
    law("empty cell filled", |source| {
        let stored = written(&table(source))
            .replace("<td x='21'>", "<td x='2e'></td><td x='21'>")
            .replace("<th x='01'>", "<th>e</th><th x='01'>")
            .replace("<td x='11'>", "<td>e</td><td x='11'>");
        let expected = stored.replace("<td x='2e'></td>", "<td x='2e'>new</td>");
        Edit::by(
            stored,
            |text| {
                let (at, line) = line_with(text, "Zq20")?;
                line.contains("|  |")
                    .then(|| with_lines(text, at..at + 1, &[line.replacen("|  |", "| new |", 1)]))
            },
            expected,
        )
    });
}

#[test]
fn a_row_comes_and_goes_alone() {
    law("row insert", |source| {
        let rows = table(source);
        let new = format!(
            "<tr>{}{}{}</tr>",
            new_cell(source, "td", "n0"),
            new_cell(source, "td", "n1"),
            new_cell(source, "td", "n2")
        );
        let stored = written(&rows);
        let at = 1 + source.below(2);
        let row = format!("<tr y='1'>{}</tr>", rows[at].concat());
        let expected = stored.replace(&row, &format!("{row}{new}"));
        Edit::by(
            stored,
            move |text| {
                let (at, line) = line_with(text, &format!("Zq{at}0"))?;
                let lead = &line[..line.find('|')?];
                Some(with_lines(text, at + 1..at + 1, &[format!("{lead}| n0 | n1 | n2 |")]))
            },
            expected,
        )
    });
    law("row delete", |source| {
        let rows = table(source);
        let stored = written(&rows);
        let at = 1 + source.below(2);
        let mut after = rows.clone();
        after.remove(at);
        Edit::by(
            stored,
            move |text| {
                let (at, _) = line_with(text, &format!("Zq{at}0"))?;
                Some(with_lines(text, at..at + 1, &[]))
            },
            "",
        )
        .so_that(move |block| {
            // White space before the end of the body may go with the row or stay.
            let same = block.split_whitespace().eq(written(&after).split_whitespace());
            same.then_some(()).ok_or_else(|| "another row changed".to_owned())
        })
    });
    law("row move", |source| {
        let rows = table(source);
        let stored = written(&rows);
        let mut after = rows.clone();
        after.swap(1, 2);
        Edit::by(
            stored,
            |text| {
                let (at, one) = line_with(text, "Zq10")?;
                let two = text.lines().nth(at + 1)?;
                Some(with_lines(text, at..at + 2, &[two.to_owned(), one.to_owned()]))
            },
            "",
        )
        .so_that(move |block| {
            let same = block.replace('\n', "") == written(&after).replace('\n', "");
            same.then_some(()).ok_or_else(|| "a row lost its bytes".to_owned())
        })
    });
}

/// The text with every row of the table changed, its line of dashes too.
fn with_rows(text: &str, change: impl Fn(&str, usize) -> String) -> Option<String> {
    let (first, line) = line_with(text, "Zq00")?;
    let lead = line.find('|')?;
    let mut lines = Vec::new();
    for (index, line) in text.lines().skip(first).take(4).enumerate() {
        lines.push(format!("{}{}", &line[..lead], change(&line[lead..], index)));
    }
    lines[3].contains('|').then(|| with_lines(text, first..first + 4, &lines))
}

fn cells(row: &str) -> Vec<String> {
    row.trim_matches(['|', ' ']).split(" | ").map(str::to_owned).collect()
}

#[test]
fn a_column_comes_and_goes_alone() {
    law("column insert", |source| {
        let rows = table(source);
        let at = source.below(4);
        let mut after = rows.clone();
        for (index, row) in after.iter_mut().enumerate() {
            let name = if index == 0 { "th" } else { "td" };
            row.insert(at, new_cell(source, name, if index == 0 { "new" } else { "n" }));
        }
        Edit::by(
            written(&rows),
            move |text| {
                with_rows(text, |row, index| {
                    let mut cells = cells(row);
                    cells.insert(at, ["new", "---", "n", "n"][index].to_owned());
                    format!("| {} |", cells.join(" | "))
                })
            },
            written(&after),
        )
    });
    law("column delete", |source| {
        let rows = table(source);
        let at = source.below(3);
        let mut after = rows.clone();
        after.iter_mut().for_each(|row| drop(row.remove(at)));
        Edit::by(
            written(&rows),
            move |text| {
                with_rows(text, |row, _| {
                    let mut cells = cells(row);
                    cells.remove(at);
                    format!("| {} |", cells.join(" | "))
                })
            },
            written(&after),
        )
    });
    law("column move", |source| {
        let rows = table(source);
        let mut after = rows.clone();
        after.iter_mut().for_each(|row| row.swap(0, 1));
        Edit::by(
            written(&rows),
            move |text| {
                with_rows(text, |row, _| {
                    let mut cells = cells(row);
                    cells.swap(0, 1);
                    format!("| {} |", cells.join(" | "))
                })
            },
            "",
        )
        .so_that(move |block| {
            let same = block.contains(">Zq01") || block.contains("<p>Zq01");
            same.then_some(()).ok_or_else(|| "a cell is gone".to_owned())
        })
    });
}

#[test]
fn columns_of_equal_cells_are_told_apart() {
    law("column insert among equals", |source| {
        let mut rows = table(source);
        for row in rows.iter_mut().skip(1) {
            for (column, cell) in row.iter_mut().enumerate() {
                *cell = format!("<td x='{column}'>same</td>");
            }
        }
        let at = source.below(4);
        let mut after = rows.clone();
        let wraps = source.house.cell_paragraphs;
        for (index, row) in after.iter_mut().enumerate() {
            let cell = match index {
                0 if wraps => "<th><p>new</p></th>".to_owned(),
                0 => "<th>new</th>".to_owned(),
                _ => "<td>same</td>".to_owned(),
            };
            row.insert(at, cell);
        }
        Edit::by(
            written(&rows),
            move |text| {
                with_rows(text, |row, index| {
                    let mut cells = cells(row);
                    cells.insert(at, ["new", "---", "same", "same"][index].to_owned());
                    format!("| {} |", cells.join(" | "))
                })
            },
            "",
        )
        .so_that(move |block| {
            let flat = |text: &str| text.replace("<p>", "").replace("</p>", "");
            (flat(block) == flat(&written(&after)))
                .then_some(())
                .ok_or_else(|| format!("should be\n{}", written(&after)))
        })
    });
}
