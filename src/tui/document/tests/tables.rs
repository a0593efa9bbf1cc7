//! Tables: long ones, merged cells, shapes that lie, signs inside of cells.

use super::*;

#[test]
fn a_long_table_is_laid_out_as_far_as_somebody_looks() {
    let row = |number: usize| format!("| {number} | {} |\n", if number == 2_900 { "a\\|b" } else { "x" });
    let markdown =
        format!("before\n\n| n | what |\n|--:|---|\n{}\nafter\n", (1..=3_000).map(row).collect::<String>());
    let document = Arc::new(Document::parse(&markdown));
    let mut looked = Layout::new(document.clone(), Options::new(40));
    looked.ensure(40);
    assert!((40..200).contains(&looked.lines().len()), "{} lines", looked.lines().len());
    assert_eq!(looked.lines()[5].text(), "│    1 │ x    │");
    // The row of a line in the middle is found without all of the others.
    let line = looked.line_of_source(1_000);
    assert_eq!(looked.lines()[line].text(), "│  997 │ x    │");
    assert!(looked.lines().len() < 1_200, "{} lines", looked.lines().len());
    looked.ensure_all();
    let texts: Vec<String> = looked.lines().iter().map(Line::text).collect();
    assert_eq!(texts.len(), 2 + 4 + 3_000 + 2);
    assert_eq!(texts[2..6], ["┌──────┬──────┐", "│    n │ what │", "├──────┼──────┤", "│    1 │ x    │"]);
    assert_eq!(texts[3_003..], ["│ 2999 │ x    │", "│ 3000 │ x    │", "└──────┴──────┘", "", "after"]);
    assert!(texts[2_904].contains("a|b"));
    // Narrow enough to wrap one cell: rules stand between all rows, from the first stretch on.
    let long = markdown.replace("| 2900 |", "| 2900 and many more words than fit |");
    let mut ruled = Layout::new(Arc::new(Document::parse(&long)), Options::new(24));
    ruled.ensure(10);
    assert!(ruled.lines()[6].text().starts_with('├'), "{:?}", ruled.lines()[6].text());
    check_widths(&ruled, 24);
}

const MERGED: &str = "<table><tbody><tr><th rowspan=\"2\">Region</th><th colspan=\"2\">Nodes of each kind</th></tr>\
    <tr><th>small</th><th>large</th></tr>\
    <tr><td>north</td><td><ul><li>three</li><li>four more that are on their way</li></ul></td><td rowspan=\"2\"><p>one</p><p>two</p><p>three</p><p>four</p></td></tr>\
    <tr><td colspan=\"2\">nothing to tell of the south</td></tr></tbody></table>";

#[test]
fn merged_cells_are_areas_of_a_grid() {
    insta::assert_snapshot!(stored(MERGED, Options::new(44)), @r"
    ┌────────┬─────────────────────────────────┐
    │ Region │ Nodes of each kind              │
    │        ├─────────────────────────┬───────┤
    │        │ small                   │ large │
    ├────────┼─────────────────────────┼───────┤
    │ north  │ • three                 │ one   │
    │        │ • four more that are on │       │
    │        │   their way             │ two   │
    ├────────┴─────────────────────────┤       │
    │ nothing to tell of the south     │ three │
    │                                  │       │
    │                                  │ four  │
    └──────────────────────────────────┴───────┘
    ");
    insta::assert_snapshot!(stored(MERGED, Options { ascii: true, ..Options::new(80) }), @r"
    +--------+-------------------------------------------+
    | Region | Nodes of each kind                        |
    |        +-----------------------------------+-------+
    |        | small                             | large |
    +--------+-----------------------------------+-------+
    | north  | * three                           | one   |
    |        | * four more that are on their way |       |
    +--------+-----------------------------------+ two   |
    | nothing to tell of the south               |       |
    |                                            | three |
    |                                            |       |
    |                                            | four  |
    +--------------------------------------------+-------+
    ");
}

#[test]
fn a_shape_that_lies_about_its_cells_draws_what_there_is() {
    let markdown =
        ":::table\n::cell{A1}\n\na\n\n::cell{C9}\n\nb\n\n::cell{ZZZ99999999999999999999}\n\nc\n:::\n";
    let shown = shown(markdown, 40);
    assert!(shown.contains("│ a"), "{shown}");
    let cell = |columns, rows| crate::markup::CellShape { columns, rows, is_head: false };
    let shape = crate::markup::TableShape { rows: vec![vec![cell(900, 900)], vec![cell(2, 3), cell(1, 1)]] };
    let facts = Facts { tables: vec![shape], ..Facts::default() };
    let text = ":::table\n::cell{A1}\n\na\n\n::cell{A2}\n\nb\n\n::cell{B2}\n\nc\n:::\n";
    let mut layout = Layout::new(Arc::new(Document::read(text, &facts)), Options::new(60));
    layout.ensure_all();
    check_widths(&layout, 60);
}

#[test]
fn a_status_and_a_page_link_with_text_stay_in_their_cell() {
    insta::assert_snapshot!(shown("| a | b |\n|---|---|\n| {status:green|OK} | [[K:A|text]] and `x\\|y` |\n", 60), @r"
    ┌──────┬──────────────┐
    │ a    │ b            │
    ├──────┼──────────────┤
    │ [OK] │ text and x|y │
    └──────┴──────────────┘
    ");
}
