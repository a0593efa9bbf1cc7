//! A block of HTML as paragraphs, headings and list lines.

use super::super::block::{Block, BlockKind, Document, Heading, Item, Run, slug};
use super::super::line::safe;
use super::html::{self, Flow, Tag, Token};
use super::inline::{Comments, Inline};
use crate::tui::highlight::Code;
use std::sync::Arc;

/// Reads one HTML block; what has no readable form stays as it is written.
pub(super) fn blocks(
    source: &str,
    line: u32,
    document: &mut Document,
    comments: &mut Comments,
    into: &mut Vec<Block>,
) {
    let Document { targets, anchors, headings, .. } = document;
    let mut page = Page { headings, first: into.len(), into, line, flow: Flow::Block };
    let mut inline = Inline::new(targets, anchors, comments, line);
    let mut preformatted: Option<String> = None;
    for token in html::tokens(source) {
        match (token, &mut preformatted) {
            (Token::Text(text), Some(code)) => code.push_str(&html::decoded(text)),
            (Token::Text(text), None) => inline.text(&collapsed(text, inline.is_empty()), false),
            (Token::Comment(text), _) => inline.faint(text.trim_end()),
            (Token::Tag(text), _) => match Tag::parse(text) {
                Some(tag) if html::flow(&tag.name) == Flow::Preformatted => {
                    let runs = inline.take();
                    page.end(runs, inline.line);
                    match preformatted.take() {
                        Some(code) => page.code(code),
                        None => preformatted = Some(String::new()),
                    }
                }
                Some(tag) => page.tag(&tag, text, &mut inline),
                None => inline.faint(text),
            },
        }
        let text = match token {
            Token::Text(text) | Token::Tag(text) | Token::Comment(text) => text,
        };
        inline.line += text.matches('\n').count() as u32;
    }
    if let Some(code) = preformatted {
        page.code(code);
    }
    let runs = inline.finish();
    page.end(runs, line);
}

/// Where the paragraphs of one HTML block go.
struct Page<'a> {
    headings: &'a mut Vec<Heading>,
    into: &'a mut Vec<Block>,
    first: usize,
    line: u32,
    flow: Flow,
}

impl Page<'_> {
    fn tag(&mut self, tag: &Tag<'_>, source: &str, inline: &mut Inline<'_>) {
        match html::flow(&tag.name) {
            Flow::Inline => inline.tag(source),
            Flow::Cell if tag.closes => {}
            Flow::Cell if inline.is_empty() => {}
            Flow::Cell => inline.text(" │ ", false),
            flow => {
                if tag.closes && tag.name == "summary" {
                    inline.close();
                }
                let runs = inline.take();
                self.end(runs, inline.line);
                self.flow = if tag.closes { Flow::Block } else { flow };
                if flow == Flow::Rule {
                    self.push(BlockKind::Rule);
                }
                if !tag.closes && tag.name == "summary" {
                    inline.open(|style| style.strong = true);
                }
            }
        }
    }

    /// Ends the paragraph under way; the next starts on line `next`.
    fn end(&mut self, mut runs: Vec<Run>, next: u32) {
        while runs.last().is_some_and(|run| run.text.trim().is_empty()) {
            runs.pop();
        }
        if !runs.is_empty() {
            match self.flow {
                Flow::Heading(level) => {
                    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
                    let text = text.trim().to_owned();
                    self.headings.push(Heading { level, slug: slug(&text), text, line: self.line });
                    self.push(BlockKind::Heading(level, runs));
                }
                Flow::Item => self.item(runs),
                _ => self.push(BlockKind::Paragraph(runs)),
            }
        }
        self.line = next;
    }

    /// Puts an item into the list that the block just had, or starts one.
    fn item(&mut self, runs: Vec<Run>) {
        let line = self.line;
        let item = Item { line, task: None, blocks: vec![Block { line, kind: BlockKind::Paragraph(runs) }] };
        match self.into[self.first..].last_mut().map(|block| &mut block.kind) {
            Some(BlockKind::List { items, .. }) => items.push(item),
            _ => self.push(BlockKind::List { start: None, loose: false, items: vec![item] }),
        }
    }

    fn code(&mut self, code: String) {
        let code = Arc::new(Code::new("", safe(code.trim_matches('\n'))));
        self.push(BlockKind::Code { title: String::new(), code });
    }

    fn push(&mut self, kind: BlockKind) {
        self.into.push(Block { line: self.line, kind });
    }
}

/// Makes every run of blanks one blank, as HTML does, and decodes references.
fn collapsed(text: &str, at_start: bool) -> String {
    let mut collapsed = String::with_capacity(text.len());
    let mut blank = at_start;
    for character in text.chars() {
        let is_blank = matches!(character, ' ' | '\t' | '\n' | '\r');
        if !is_blank {
            collapsed.push(character);
        } else if !blank {
            collapsed.push(' ');
        }
        blank = is_blank;
    }
    let decoded = html::decoded(&collapsed);
    safe(&decoded)
}
