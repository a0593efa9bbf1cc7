//! The events of one paragraph, heading or cell, as runs.

use super::super::block::Run;
use super::blocks::{Builder, is_inline};
use super::inline::Inline;
use pulldown_cmark::{Event, Tag, TagEnd};

impl Builder<'_, '_> {
    /// Reads inline content up to the next block or end.
    pub(super) fn inline(&mut self, line: u32) -> Vec<Run> {
        let mut inline =
            Inline::new(&mut self.document.targets, &mut self.document.anchors, &mut *self.comments, line);
        let mut images: Vec<String> = Vec::new();
        let mut depth = 0usize;
        while let Some((event, range)) = self.events.next_if(|(event, _)| match event {
            Event::Start(tag) => is_inline(tag),
            Event::End(_) => depth > 0,
            Event::Rule => false,
            _ => true,
        }) {
            inline.line = self.lines.of(range.start);
            match event {
                Event::Start(tag) => {
                    depth += 1;
                    open(&mut inline, tag, &mut images);
                }
                Event::End(tag) => {
                    depth -= 1;
                    match tag {
                        TagEnd::Link => inline.close_link(),
                        TagEnd::Image => inline.close_image(&images.pop().unwrap_or_default()),
                        _ => inline.close(),
                    }
                }
                Event::Text(text) => {
                    let escaped = range.start > 0 && self.source.as_bytes()[range.start - 1] == b'\\';
                    inline.text(&text, escaped);
                }
                Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => inline.code(&text),
                Event::InlineHtml(tag) | Event::Html(tag) => inline.tag(&tag),
                Event::FootnoteReference(label) => inline.footnote(&label),
                Event::SoftBreak => inline.text(" ", true),
                Event::HardBreak => inline.line_break(),
                Event::TaskListMarker(done) => inline.text(if done { "[x] " } else { "[ ] " }, true),
                Event::Rule => {}
            }
        }
        inline.finish()
    }
}

fn open(inline: &mut Inline<'_>, tag: Tag<'_>, images: &mut Vec<String>) {
    match tag {
        Tag::Strong => inline.open(|style| style.strong = true),
        Tag::Emphasis => inline.open(|style| style.emphasis = true),
        Tag::Strikethrough => inline.open(|style| style.strike = true),
        Tag::Link { link_type, dest_url, .. } => inline.open_link(link_type, &dest_url),
        Tag::Image { dest_url, title, .. } => {
            inline.open_image(&dest_url, &title);
            images.push(dest_url.into_string());
        }
        _ => inline.open(|_| {}),
    }
}
