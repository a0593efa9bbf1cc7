//! Whatever is written: every line fits its width, and no letter is lost.

use super::*;
use proptest::prelude::*;
use std::path::Path;

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
