//! Tests of the whole way from Markdown to lines.

mod letters;
mod tables;

use super::*;
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
