//! Markdown to a [`Document`]: pulldown-cmark's events, folded into blocks.
//!
//! ```text
//!   blocks ── what stands below each other; sequence   what `:::` opens and closes among it
//!     └─ phrase ── inline   the runs of a paragraph, heading or cell; atom, address, html   what stands in them
//!   finish ── what only shows when all blocks are there
//! ```

mod address;
mod atom;
mod blocks;
mod finish;
mod html;
mod html_block;
mod inline;
mod lines;
mod phrase;
mod sequence;

use super::block::*;
use super::directive::{mask, mask_bars};
use super::facts::Facts;
use super::line::TargetId;
use blocks::Builder;
use inline::Comments;
use lines::Lines;
use pulldown_cmark::{Options, Parser};
use std::collections::HashMap;
use std::sync::Arc;

/// What the dialect takes from pulldown-cmark.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

impl Document {
    /// Parses Markdown. Never fails: what is not understood is shown as text.
    pub fn parse(markdown: &str) -> Self {
        Self::read(markdown, &Facts::default())
    }

    /// Parses Markdown with what is known beside it.
    pub fn read(markdown: &str, facts: &Facts) -> Self {
        let mut document = Self::default();
        let body = front_matter(markdown);
        let barred = mask_bars(&markdown[body..]);
        let (masked, directives) = mask(&barred);
        let mut comments = Comments::new(&facts.comments);
        let mut builder = Builder {
            events: Parser::new_ext(&masked, options()).into_offset_iter().peekable(),
            source: &markdown[body..],
            lines: Lines::new(&markdown[body..], markdown[..body].matches('\n').count() as u32),
            directives,
            document: &mut document,
            slugs: HashMap::new(),
            comments: &mut comments,
        };
        let mut blocks = builder.blocks(0);
        let lines = builder.lines.count();
        if body > 0 {
            let text = markdown[..body].trim_end().to_owned();
            blocks.insert(0, Block { line: 0, kind: BlockKind::Source(text) });
        }
        finish::finish(&mut blocks, &mut document, facts);
        document.blocks = Arc::new(blocks);
        document.number_contents();
        document.line_count = lines;
        document.own_targets = document.targets.len();
        document
    }

    /// Makes a target for every heading, so that tables of contents are links.
    fn number_contents(&mut self) {
        for heading in &self.headings {
            self.contents.push(self.targets.len() as TargetId);
            let kind = TargetKind::Anchor(heading.slug.clone());
            self.targets.push(Target::new(kind, heading.line).spelled());
        }
    }
}

/// Returns the length of a front matter of `key: value` lines at the start.
fn front_matter(markdown: &str) -> usize {
    let Some(rest) = markdown.strip_prefix("---\n") else { return 0 };
    let Some(end) = rest.find("\n---\n") else { return 0 };
    let keyed = rest[..end].lines().next().is_some_and(|line| line.contains(':'));
    if keyed { "---\n".len() + end + "\n---\n".len() } else { 0 }
}
