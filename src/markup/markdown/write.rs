//! Blocks as Markdown: one spelling for each, tight lists where they can be tight.

use super::inline::{self, Place};
use super::portable;
use crate::markup::model::{Align, Block, Head};

/// Writes a document; ends with a newline unless it is empty.
pub(crate) fn write(document: &Block) -> String {
    Writer::default().written(document)
}

/// Writes a document for other programs: what GFM does not know is HTML where HTML knows it. Cells say their form.
pub(crate) fn write_portable(document: &Block) -> String {
    Writer { is_portable: true, ..Writer::default() }.written(document)
}

#[derive(Default)]
pub(super) struct Writer {
    out: String,
    /// What every line of the current container starts with.
    prefix: String,
    /// Whether nothing is on the current line yet, not even the prefix.
    fresh: bool,
    started: bool,
    is_portable: bool,
}

impl Writer {
    fn written(mut self, document: &Block) -> String {
        let writer = &mut self;
        writer.blocks(&document.children, false, false);
        if !writer.out.is_empty() && !writer.fresh {
            writer.newline();
        }
        self.out
    }

    pub(super) fn put(&mut self, text: &str) {
        if self.fresh || !self.started {
            self.out.push_str(&self.prefix);
        }
        self.fresh = false;
        self.started = true;
        self.out.push_str(text);
    }

    pub(super) fn newline(&mut self) {
        if !self.started {
            return;
        }
        if self.fresh {
            self.out.push_str(self.prefix.trim_end());
        }
        self.out.push('\n');
        self.fresh = true;
    }

    /// Ends the line if something is on it.
    pub(super) fn end_line(&mut self) {
        if !self.fresh {
            self.newline();
        }
    }

    fn within(&mut self, first: &str, others: &str, write: impl FnOnce(&mut Self)) {
        self.put(first);
        let outside = self.prefix.len();
        self.prefix.push_str(others);
        write(self);
        self.prefix.truncate(outside);
    }

    /// Writes blocks below one another behind a marker.
    pub(super) fn item(&mut self, marker: &str, indent: &str, blocks: &[Block]) {
        self.within(marker, indent, |writer| writer.blocks(blocks, false, true));
    }

    pub(super) fn blocks(&mut self, blocks: &[Block], tight: bool, in_item: bool) {
        let mut flipped = false;
        for (index, block) in blocks.iter().enumerate() {
            let before = index.checked_sub(1).map(|index| &blocks[index]);
            let goes_on = self.is_portable && before.is_some_and(|before| is_one_list(before, block));
            if before.is_some() {
                self.end_line();
                if !tight && !goes_on {
                    self.newline();
                }
            }
            flipped =
                if goes_on { flipped } else { before.is_some_and(|before| joins(before, block)) && !flipped };
            self.block(block, index == 0 && in_item, flipped);
        }
    }

    fn block(&mut self, block: &Block, first: bool, flipped: bool) {
        if self.is_portable && portable::write(self, block) {
            return;
        }
        match &block.head {
            Head::Paragraph => self.lines(&inline::write(&block.pieces, Place::Paragraph, block.hard)),
            Head::Heading(level) => {
                self.put(&"#".repeat(usize::from(*level)));
                let text = inline::write(&block.pieces, Place::Heading, block.hard);
                self.put(&format!(" {text}"));
            }
            // After a list's marker, `---` would join it to a rule of its own.
            Head::Rule if first => self.put("___"),
            Head::Rule => self.put("---"),
            Head::Code { info, text } => self.code(info, text),
            Head::Quote => self.within("> ", "> ", |writer| writer.blocks(&block.children, false, false)),
            Head::List { start, .. } => self.list(block, *start, flipped),
            Head::Table => self.table(block),
            Head::Panel { kind, title } => self.panel(kind, title, &block.children),
            Head::Container { name, attributes } if name == "cell" => {
                self.put(&directive("::", name, attributes));
                self.end_line();
                self.newline();
                self.blocks(&block.children, false, false);
            }
            Head::Container { name, attributes } => self.container(name, attributes, block),
            Head::Leaf { name, attributes } => self.put(&directive("::", name, attributes)),
            Head::Document | Head::Item(_) | Head::Row | Head::Cell(_) => {}
        }
    }

    fn lines(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.newline();
            }
            self.put(line);
        }
    }

    fn code(&mut self, info: &str, text: &str) {
        let sign = if info.contains('`') { '~' } else { '`' };
        let run = |line: &str| line.trim_start().chars().take_while(|ch| *ch == sign).count();
        let longest = text.split('\n').map(run).max().unwrap_or(0);
        let fence = String::from(sign).repeat(longest.max(2) + 1);
        self.put(&fence);
        self.put(&info.replace('\\', "\\\\").replace('&', "&amp;"));
        self.newline();
        if !text.is_empty() {
            for line in text.split('\n') {
                if !line.is_empty() {
                    self.put(line);
                }
                self.newline();
            }
        }
        self.put(&fence);
    }

    fn list(&mut self, list: &Block, start: Option<u64>, flipped: bool) {
        let loose = list.children.iter().any(|item| !is_tight(item));
        for (index, item) in list.children.iter().enumerate() {
            if index > 0 {
                self.end_line();
                if loose {
                    self.newline();
                }
            }
            let marker = match start {
                Some(start) => {
                    format!("{}{} ", start.saturating_add(index as u64), if flipped { ')' } else { '.' })
                }
                None => if flipped { "* " } else { "- " }.to_owned(),
            };
            let indent = " ".repeat(marker.len());
            let shown = match item.head {
                Head::Item(Some(true)) => format!("{marker}[x] "),
                Head::Item(Some(false)) => format!("{marker}[ ] "),
                _ => marker,
            };
            if item.children.is_empty() {
                self.put(shown.trim_end());
                continue;
            }
            // A box takes only text on its line; other blocks start on the next.
            // Nor may markers alone fill a line, three of them would be a rule.
            let box_alone = match (&item.head, &item.children[0].head) {
                _ if is_empty_list(&item.children[0]) => true,
                (Head::Item(Some(_)), first) => *first != Head::Paragraph,
                _ => false,
            };
            let first = if box_alone { shown.trim_end() } else { &shown };
            self.within(first, &indent, |writer| {
                if box_alone {
                    writer.newline();
                }
                writer.blocks(&item.children, is_tight(item), true);
            });
        }
    }

    fn table(&mut self, table: &Block) {
        for (index, row) in table.children.iter().enumerate() {
            self.end_line_if(index > 0);
            let cells: Vec<String> =
                row.children.iter().map(|cell| inline::write(&cell.pieces, Place::Cell, cell.hard)).collect();
            self.put(&format!("| {} |", cells.join(" | ")));
            if index == 0 {
                self.newline();
                let rules = row.children.iter().map(|cell| match cell.head {
                    Head::Cell(Align::Left) => " :--- |",
                    Head::Cell(Align::Center) => " :---: |",
                    Head::Cell(Align::Right) => " ---: |",
                    _ => " --- |",
                });
                self.put(&format!("|{}", rules.collect::<String>()));
            }
        }
    }

    fn end_line_if(&mut self, condition: bool) {
        if condition {
            self.end_line();
        }
    }

    fn panel(&mut self, kind: &str, title: &str, children: &[Block]) {
        let head = format!("> [!{kind}] {title}");
        self.within(head.trim_end(), "> ", |writer| {
            if !children.is_empty() {
                writer.newline();
                writer.blocks(children, false, false);
            }
        });
    }

    fn container(&mut self, name: &str, attributes: &str, block: &Block) {
        let colons = ":".repeat(2 + height(block));
        self.put(&directive(&colons, name, attributes));
        self.newline();
        self.blocks(&block.children, false, false);
        self.end_line();
        if matches!(block.children.last().map(|last| &last.head), Some(Head::Table | Head::List { .. })) {
            self.newline();
        }
        self.put(&colons);
    }
}

fn directive(colons: &str, name: &str, attributes: &str) -> String {
    if attributes.is_empty() { format!("{colons}{name}") } else { format!("{colons}{name}{{{attributes}}}") }
}

/// How many containers nest in this one, itself included.
fn height(block: &Block) -> usize {
    let own = matches!(&block.head, Head::Container { name, .. } if name != "cell");
    block.children.iter().map(height).max().unwrap_or(0) + usize::from(own)
}

/// Whether two neighbours would be read as one list.
fn joins(before: &Block, block: &Block) -> bool {
    match (&before.head, &block.head) {
        (Head::List { start, .. }, Head::List { start: other, .. }) => start.is_some() == other.is_some(),
        _ => false,
    }
}

/// Whether two lists are what GFM knows as one, in which some items have boxes and others have not.
fn is_one_list(before: &Block, block: &Block) -> bool {
    match (&before.head, &block.head) {
        (Head::List { start: None, tasks }, Head::List { start: None, tasks: other }) => tasks != other,
        _ => false,
    }
}

/// Whether the first line of a list has nothing but its marker.
fn is_empty_list(list: &Block) -> bool {
    let is_list = matches!(list.head, Head::List { .. });
    is_list && list.children.first().is_some_and(|item| item.children.is_empty())
}

/// Whether an item needs no blank lines: at most one paragraph, then lists that may follow it directly.
fn is_tight(item: &Block) -> bool {
    let Some((_, rest)) = item.children.split_first() else { return true };
    let mut flips = 0;
    rest.iter().all(|child| {
        flips += 1;
        let starts_plain = match &child.head {
            Head::List { start, .. } => start.is_none_or(|start| start == 1),
            _ => false,
        };
        let first_is_empty = is_empty_list(child)
            || child.children.first().and_then(|item| item.children.first()).is_some_and(is_empty_list);
        flips == 1 && starts_plain && !first_is_empty && child.children.iter().all(is_tight)
    })
}
