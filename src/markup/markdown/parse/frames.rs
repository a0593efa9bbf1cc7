//! The blocks that are open while Markdown is read: they are opened, filled and closed here.

use super::{Builder, Frame, MAX_NESTING, Verbatim};
use crate::markup::markdown::fold::{self, PANEL_MARKER};
use crate::markup::markdown::mask;
use crate::markup::markdown::pieces::balance;
use crate::markup::model::{Block, Head, normalise};

impl Builder<'_> {
    /// The block that takes inline content; a tight item gets a paragraph for it.
    pub(in crate::markup::markdown) fn leaf(&mut self) -> &mut Block {
        if !self.frames.last().is_some_and(|frame| frame.block.is_leaf()) {
            self.open(Head::Paragraph);
            if let Some(frame) = self.frames.last_mut() {
                frame.implicit = true;
            }
        }
        &mut self.frames.last_mut().expect("the paragraph was pushed above").block
    }

    pub(in crate::markup::markdown) fn open(&mut self, head: Head) {
        self.close_implicit();
        let block = Block::new(head).on(self.line());
        self.frames.push(Frame { block, implicit: false, markers: Vec::new(), note: None });
    }

    pub(in crate::markup::markdown) fn open_nesting(&mut self, head: Head) {
        self.close_implicit();
        if self.flattened > 0 || self.frames.len() > MAX_NESTING {
            if self.flattened == 0 {
                let text = format!("what nests deeper than {MAX_NESTING} levels joins its parent");
                self.warn(self.line(), text);
            }
            self.flattened += 1;
            return;
        }
        self.open(head);
    }

    pub(in crate::markup::markdown) fn close_implicit(&mut self) {
        if self.frames.last().is_some_and(|frame| frame.implicit) {
            self.close_frame();
        }
    }

    pub(in crate::markup::markdown) fn close(&mut self) {
        self.close_implicit();
        self.close_frame();
    }

    pub(in crate::markup::markdown) fn close_frame(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        self.end_run();
        let Some(frame) = self.frames.pop() else { return };
        let mut block = frame.block;
        block.pieces = normalise(balance(block.pieces));
        self.spans.clear();
        self.tags.clear();
        let line = block.line;
        block.children =
            fold::fold(block.children, frame.markers, MAX_NESTING, &mut self.errors, &mut self.warnings);
        if block.head == Head::Quote
            && let Some(Head::Leaf { name, attributes }) = block.children.first().map(|first| &first.head)
            && let Some(kind) = name.strip_prefix(PANEL_MARKER).and_then(mask::panel_kind)
        {
            block.head = Head::Panel { kind, title: attributes.clone() };
            block.children.remove(0);
            block.line = line;
        }
        fold::panels_as_text(&mut block.children);
        if let Some(label) = frame.note {
            return self.notes.define(label, block);
        }
        match block.head {
            Head::Paragraph | Head::Heading(_) if block.pieces.is_empty() => {}
            Head::Quote if block.children.is_empty() => {}
            Head::List { start, .. } => self.add_lists(start, block.children),
            _ => self.add(block),
        }
    }

    /// A list of items with and without boxes is several lists.
    fn add_lists(&mut self, start: Option<u64>, items: Vec<Block>) {
        let mut lists: Vec<Block> = Vec::new();
        let mut number = start;
        for item in items {
            let tasks = matches!(item.head, Head::Item(Some(_)));
            let head = Head::List { start: if tasks { None } else { number }, tasks };
            match lists.last_mut() {
                Some(Block { head: Head::List { tasks: last, .. }, children, .. }) if *last == tasks => {
                    children.push(item)
                }
                _ => {
                    let line = item.line;
                    lists.push(Block::parent(head, vec![item]).on(line));
                }
            }
            number = number.map(|number| number + 1);
        }
        for list in lists {
            self.add(list);
        }
    }

    pub(in crate::markup::markdown) fn add(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            frame.block.children.push(block);
        }
    }

    pub(in crate::markup::markdown) fn close_verbatim(&mut self) {
        match &self.verbatim {
            Some((Verbatim::Html | Verbatim::RawHtml, ..)) => {
                self.flush_html();
                self.verbatim = None;
            }
            _ => {
                let Some((Verbatim::Code(info), mut text, line)) = self.verbatim.take() else { return };
                if text.ends_with('\n') {
                    text.pop();
                }
                let text = self.masked.restore(&text);
                self.add(Block::new(Head::Code { info, text }).on(line));
            }
        }
    }

    pub(in crate::markup::markdown) fn flush_html(&mut self) {
        let Some((Verbatim::Html | Verbatim::RawHtml, buffer, line)) = &mut self.verbatim else { return };
        let (html, line) = (std::mem::take(buffer), *line);
        self.html_block(&html, line);
    }
}
