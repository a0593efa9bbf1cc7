//! Tests of the whole way from Markdown to lines.

use super::*;
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

fn layout(markdown: &str, width: usize) -> Layout {
    let mut layout = Layout::new(Arc::new(Document::parse(markdown)), Options::new(width));
    layout.ensure_all();
    layout
}

fn shown(markdown: &str, width: usize) -> String {
    layout(markdown, width).lines().iter().map(|line| format!("{}\n", line.text().trim_end())).collect()
}

/// Every line fits, unless it scrolls sideways; lines that scroll show exactly the width.
fn check_widths(layout: &Layout, width: usize) {
    for line in layout.lines() {
        assert!(line.wide.is_some() || line.width() <= width, "{width}: {:?}", line.text());
        for offset in [0, 7, 1000] {
            let part: usize = line.visible(offset, width).iter().map(Span::width).sum();
            assert!(part <= width, "{width} from {offset}: {:?}", line.text());
        }
    }
}

/// The text of a very wide layout, where nothing is wrapped.
fn unwrapped(markdown: &str) -> String {
    let options = Options { measure: 100_000, plain: true, ..Options::new(100_000) };
    let mut layout = Layout::new(Arc::new(Document::parse(markdown)), options);
    layout.ensure_all();
    layout.lines().iter().map(|line| line.text() + "\n").collect()
}

/// Fails unless the letters of the text that pulldown-cmark finds are shown, all and in order.
fn check_letters(markdown: &str) -> Result<(), String> {
    use pulldown_cmark::Event;
    let mut text = String::new();
    let barred = directive::mask_bars(markdown);
    let (masked, _) = directive::mask(&barred);
    for event in pulldown_cmark::Parser::new_ext(&masked, parse::options()) {
        if let Event::Text(piece) | Event::Code(piece) = event {
            text.push_str(&piece);
        }
    }
    for atom in ["{status:green|", "{status:green\u{1}", "K:wpage#a\u{1}", "{date:", "[!TIP]"] {
        text = text.replace(atom, "");
    }
    let shown = unwrapped(markdown);
    let mut letters = shown.chars().filter(|c| c.is_alphanumeric());
    let mut kept = String::new();
    for letter in text.chars().filter(|c| c.is_alphanumeric()) {
        if !letters.any(|c| c == letter) {
            return Err(format!(
                "{letter:?} is lost after {:?}",
                kept.chars().rev().take(40).collect::<Vec<_>>()
            ));
        }
        kept.push(letter);
    }
    Ok(())
}

#[test]
fn every_document_of_the_corpus_keeps_its_letters_at_every_width() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/markdown");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no corpus beside the repository");
        return;
    };
    for path in
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "md"))
    {
        let markdown = std::fs::read_to_string(&path).unwrap();
        check_letters(&markdown).map_err(|lost| format!("{}: {lost}", path.display())).unwrap();
        for width in [10, 60, 120] {
            check_widths(&layout(&markdown, width), width);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_markdown_fits_and_keeps_its_letters(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40), width in 10usize..200
    ) {
        let markdown = pieces.concat();
        check_widths(&layout(&markdown, width), width);
        prop_assert_eq!(check_letters(&markdown), Ok(()), "{:?}", markdown);
    }

    #[test]
    fn any_characters_at_all_are_laid_out(markdown in "\\PC{0,200}", width in 10usize..60) {
        check_widths(&layout(&markdown, width), width);
        to_text(&markdown, width, true);
    }
}

/// Pieces of Markdown; words that must survive start with `w`.
const PIECES: &[&str] = &[
    "wone ",
    "wtwo\n",
    "\n\n",
    "# ",
    "## whead\n",
    "- ",
    "  - witem\n",
    "1. ",
    "> ",
    "> [!NOTE] wtitle\n",
    "- [ ] ",
    "| wa | wb |\n|---|--:|\n| wc | wd |\n",
    "```rust\n",
    "```\n",
    "`wcode`",
    "**wbold**",
    "*",
    "_",
    "~~",
    "[[wlink]]",
    "[[K:wpage#a|wtext]]",
    "[wlabel](https://e.example/x)",
    "![walt](f.png)",
    ":::expand{title=\"T\"}\n",
    ":::\n",
    "::toc\n",
    "::::columns\n",
    ":::column\n",
    "::::\n",
    "{status:green|wdone}",
    "@{wuser}",
    "{date:wsomeday}",
    "<b>",
    "</b>",
    "<div>\n",
    "</div>\n",
    "<!--",
    "-->",
    "日本語の文章です。",
    "👩\u{200d}👩\u{200d}👧",
    "\u{1b}[31m",
    "שלום ",
    "wlongwordwithoutanyblanksinitthatiswiderthanascreen ",
    "\t",
    "    ",
    "---\n",
    "[^1]",
    "[^1]: wnote\n",
    "\\",
    "|",
    "wterm\n: wmeaning\n",
    "::name{a=b}\n",
];

#[test]
fn a_page_of_everything() {
    let page = "# Engine\n\nThree *copies*; see [[ENG:Runbook|the runbook]]. {status:green|DONE} @{ada}\n\n\
        > [!NOTE] Read this\n> A panel.\n\n- [ ] call\n- [x] write\n  1. deep\n\n\
        | Name | Qty |\n|:--|--:|\n| Apple | 3 |\n\n```rust\nfn main() {}\n```\n\n\
        :::expand{title=\"More\"}\nHidden.\n:::\n\n::children{depth=2}\n";
    insta::assert_snapshot!(shown(page, 44), @r"
    Engine
    ━━━━━━

    Three copies; see the runbook. [DONE] @ada

    ▌ ℹ NOTE Read this
    ▌ A panel.

    ☐ call
    ☑ write
      1. deep

    ┌───────┬─────┐
    │ Name  │ Qty │
    ├───────┼─────┤
    │ Apple │   3 │
    └───────┴─────┘

    ┌─ rust ───────────────────────────────────┐
    │ fn main() {}                             │
    └──────────────────────────────────────────┘

    ▾ More
    ▎ Hidden.

    ┌─ children ───────────────────────────────┐
    │ depth 2                                  │
    └──────────────────────────────────────────┘
    ");
}

#[test]
fn text_for_a_pipe_has_no_control_characters_but_line_ends() {
    let text = to_text("# A\u{1b}]0;x\u{7}\n\n- [x] done\n\n[a](https://e.example/\u{9b}x)\n", 40, false);
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    assert!(text.contains("☑ done"));
}

/// Lays out a stored body as the reader does.
fn stored(body: &str, options: Options) -> String {
    let reading = crate::markup::to_reading(body);
    let document = Document::read(&reading.projection.markdown, &Facts::of(&reading, Arc::default()));
    let mut layout = Layout::new(Arc::new(document), options);
    layout.ensure_all();
    check_widths(&layout, options.width);
    layout.lines().iter().map(|line| format!("{}\n", line.text().trim_end())).collect()
}

#[test]
fn panels_of_the_new_editor_look_like_what_they_are() {
    let panel = |kind: &str| {
        format!(
            "<ac:adf-extension><ac:adf-node type=\"panel\"><ac:adf-attribute key=\"panel-type\">{kind}</ac:adf-attribute>\
             <ac:adf-content><p>words</p></ac:adf-content></ac:adf-node></ac:adf-extension>"
        )
    };
    let shown: String = ["note", "success", "error", "custom"]
        .iter()
        .map(|kind| stored(&panel(kind), Options::new(40)))
        .collect();
    assert_eq!(shown, "▌ ℹ note\n▌ words\n▌ ✓ success\n▌ words\n▌ ✗ error\n▌ words\n▌ panel\n▌ words\n");
}

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
fn parts_fold_and_a_line_in_them_knows_it() {
    let document = Arc::new(Document::parse(":::expand{title=\"More\"}\n## Inside\n\ntext\n:::\n\nAfter.\n"));
    let text = |folds: Folds| {
        let mut layout = Layout::folded(document.clone(), Options::new(40), folds);
        layout.ensure_all();
        layout.lines().iter().map(|line| line.text() + "\n").collect::<String>()
    };
    assert_eq!(text(Folds::Open([].into())), "▸ More\n\nAfter.\n");
    assert!(text(Folds::Open([0].into())).starts_with("▾ More\n▎ Inside\n"));
    assert_eq!(document.folds_around(1).collect::<Vec<_>>(), [0]);
    assert_eq!(document.folds_around(0).count() + document.folds_around(6).count(), 0);
}

#[test]
fn hostile_parameters_reach_the_screen_without_their_signs() {
    let evil = "a\u{1b}]0;x\u{7}\u{202e}b";
    let markdown = format!(
        ":::expand{{title=\"{evil}\"}}\nx\n:::\n\n::{{}}\n\n::chart{{kind=\"{evil}\"}}\n\n:::{{}}\n\n:::odd{{k=\"{evil}\"}}\ny\n:::\n\n\
         {{status:red|{evil}}} {{date:{evil}}} @{{{evil}}}\n\n![{evil}](f{evil}.png \"{evil}\")\n\n> [!NOTE] {evil}\n> z\n"
    );
    let people = Arc::new([(evil.to_owned(), evil.to_owned())].into());
    let document = Document::read(&markdown, &Facts { people, ..Facts::default() });
    let answer = Resolved::new(
        evil,
        Document::links(&[Entry { title: evil.into(), note: evil.into(), ..Entry::default() }]),
    );
    let asking = Document::parse("::children{}\n").with(vec![answer]);
    for document in [document, asking, Document::sentence(evil)] {
        let mut layout = Layout::new(Arc::new(document), Options::new(60));
        layout.ensure_all();
        let text: String = layout.lines().iter().map(Line::text).collect();
        assert!(
            !text.contains(|c: char| c.is_control() || "\u{202e}\u{202a}\u{2066}".contains(c)),
            "{text:?}"
        );
        assert!(text.contains('b'), "{text:?}");
    }
}

#[test]
fn answers_stand_where_they_were_asked_for_and_their_links_lead_somewhere() {
    let entry = |depth, page: &str, title: &str| Entry {
        depth,
        page: page.into(),
        title: title.into(),
        note: String::new(),
    };
    let list = Document::links(&[entry(0, "1", "One"), entry(1, "2", "Two"), entry(0, "3", "Three")]);
    let document = Document::parse("See [a](#b).\n\n::children\n\n::include\n");
    assert_eq!(document.dynamics().len(), 2);
    let other = Document::parse("Read [[Plan]].\n\n- [ ] call\n").quoted("ENG", "9", "Other");
    let document = document.with(vec![Resolved::new("children", list), Resolved::new("from Other", other)]);
    let mut layout = Layout::new(Arc::new(document.clone()), Options::new(40));
    layout.ensure_all();
    let text: String = layout.lines().iter().map(|line| line.text().trim_end().to_owned() + "\n").collect();
    insta::assert_snapshot!(text, @r"
    See a.

    ┌─ children ───────────────────────────┐
    │ • One                                │
    │   ◦ Two                              │
    │ • Three                              │
    └──────────────────────────────────────┘

    ┌─ from Other ─────────────────────────┐
    │ Read Plan.                           │
    │                                      │
    │ ☐ call                               │
    └──────────────────────────────────────┘
    ");
    let kinds: Vec<String> = layout
        .targets_in(0..40)
        .into_iter()
        .map(|(target, _)| format!("{:?}", document.targets()[target as usize].kind))
        .collect();
    assert!(kinds[0].starts_with("Anchor") && kinds[2].contains("\"2\""), "{kinds:?}");
    assert!(kinds[4].contains("Some(\"ENG\")") && kinds[5].contains("Known { page: \"9\""), "{kinds:?}");
    // Asked again, the old answers and their targets are gone.
    assert_eq!(document.with(Vec::new()).targets().len(), 1);
}

#[test]
fn an_excerpt_and_page_properties_are_found() {
    let document = Document::parse(
        ":::excerpt{hidden=true}\nshort\n:::\n\n:::details{id=a}\n| Owner | [[Ann]] |\n|---|---|\n| State | {status:green|ok} |\n:::\n",
    );
    assert!(document.excerpt(None).is_some());
    assert_eq!(document.excerpt(None).map(|excerpt| excerpt.is_empty()), Some(false));
    let names: Vec<String> = document.properties(Some("a")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Owner", "State"]);
    let rows = vec![document.properties(None).into_iter().map(|(_, part)| Value::Part(part)).collect()];
    let report = Document::report(&names, rows);
    assert_eq!(report.targets().len(), 1);
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

#[test]
fn words_in_braces_are_words_while_a_text_is_written() {
    let roles = |facts: &Facts| -> Vec<String> {
        let document = Arc::new(Document::read("a {x} {chart} {jira:A-1}", facts));
        let mut layout = Layout::new(document, Options::new(80));
        layout.ensure_all();
        let spans = layout.lines().iter().flat_map(|line| line.spans.clone());
        spans.filter(|span| span.style.role == Role::Macro).map(|span| span.text.trim().to_owned()).collect()
    };
    assert_eq!(roles(&Facts::default()), ["{x}", "{chart}", "A-1"]);
    assert_eq!(roles(&Facts::writing("b {chart type=pie} \\{x}")), ["{chart}", "A-1"]);
}
