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
    let (masked, _) = directive::mask(markdown);
    for event in pulldown_cmark::Parser::new_ext(&masked, parse::options()) {
        if let Event::Text(piece) | Event::Code(piece) = event {
            text.push_str(&piece);
        }
    }
    for atom in ["{status:green|", "{date:", "[!TIP]"] {
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
    "{date:2026-01-01}",
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

    ┌─ NOTE Read this ─────────────────────────┐
    │ A panel.                                 │
    └──────────────────────────────────────────┘

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
      Hidden.

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
