//! Footnotes, which a page has none of: a raised link where one is called and a list at the end, each item
//! with the anchor that the link goes to. For other programs such links and such a list are footnotes again.

use super::parse::Remark;
use super::spelling::link_spelling;
use crate::markup::model::{Block, Head, Mark, Piece, PieceKind, normalise};
use crate::markup::storage::Span;

/// The footnotes of a text while it is read.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Labels in the order they are called.
    called: Vec<String>,
    defined: Vec<(String, Block)>,
}

impl Notes {
    /// What stands where a footnote is called.
    pub(super) fn reference(&mut self, label: &str) -> Vec<Piece> {
        let at = self.called.iter().position(|known| known == label).unwrap_or_else(|| {
            self.called.push(label.to_owned());
            self.called.len() - 1
        });
        let link = link_spelling(&(at + 1).to_string(), &format!("#{}", anchor(label)));
        let kinds =
            [PieceKind::Open(Mark::Tag("sup")), PieceKind::Atom(link), PieceKind::Close(Mark::Tag("sup"))];
        kinds.into_iter().map(|kind| Piece::new(kind, Span::default())).collect()
    }

    /// Takes a definition; of several with one label the first counts, as for links.
    pub(super) fn define(&mut self, label: String, block: Block) {
        self.defined.push((label, block));
    }

    /// The list at the end of the text. What is never called comes last, so that no text is lost.
    pub(super) fn list(self, warnings: &mut Vec<Remark>) -> Option<Block> {
        let Notes { called, mut defined } = self;
        if defined.is_empty() {
            return None;
        }
        defined
            .sort_by_key(|(label, _)| called.iter().position(|known| known == label).unwrap_or(usize::MAX));
        let line = defined.iter().map(|(_, block)| block.line).min().unwrap_or(1);
        warnings.push(Remark { line, text: "footnotes are kept as a list at the end".to_owned() });
        let items = defined.into_iter().map(|(label, block)| item(&anchor(&label), block)).collect();
        Some(Block::parent(Head::List { start: Some(1), tasks: false }, items).on(line))
    }
}

fn item(anchor: &str, mut item: Block) -> Block {
    let target = Piece::new(PieceKind::Atom(format!("{{anchor:{anchor}}}")), Span::default());
    match item.children.first_mut() {
        Some(first) if first.head == Head::Paragraph => {
            first.pieces.insert(0, target);
            first.pieces = normalise(std::mem::take(&mut first.pieces));
        }
        _ => item.children.insert(0, Block::leaf(Head::Paragraph, vec![target]).on(item.line)),
    }
    item
}

/// A name for the anchor that its placeholder can hold.
fn anchor(label: &str) -> String {
    let word: String = label.chars().map(|ch| if ch.is_alphanumeric() { ch } else { '-' }).collect();
    format!("fn-{}", word.to_lowercase())
}

/// The name of a block that is a definition for other programs; its attributes are its label. No macro is called so.
pub(super) const DEFINITION: &str = "^";

/// Makes raised links and the list at the end that they lead to footnotes again, when all of them fit one another.
pub(crate) fn restore(document: &mut Block) {
    let Some(labels) = document.children.last().and_then(labels) else { return };
    let mut calls = Vec::new();
    document.children.iter().for_each(|block| collect_calls(block, &mut calls));
    let is_numbered = |(number, label): &(usize, String)| labels.get(number.wrapping_sub(1)) == Some(label);
    if calls.is_empty() || !calls.iter().all(is_numbered) {
        return;
    }
    let items = document.children.pop().map(|list| list.children).unwrap_or_default();
    document.children.extend(items.into_iter().zip(labels).map(|(item, label)| definition(item, label)));
    document.children.iter_mut().for_each(name_calls);
}

/// The labels of a list that [`Notes::list`] may have made.
fn labels(list: &Block) -> Option<Vec<String>> {
    if list.head != (Head::List { start: Some(1), tasks: false }) {
        return None;
    }
    let mut labels: Vec<String> = Vec::new();
    for item in &list.children {
        let first = item.children.first().filter(|first| first.head == Head::Paragraph)?;
        let PieceKind::Atom(anchor) = &first.pieces.first()?.kind else { return None };
        let label = anchor.strip_prefix("{anchor:fn-")?.strip_suffix('}')?.to_owned();
        if label.is_empty() || labels.contains(&label) {
            return None;
        }
        labels.push(label);
    }
    Some(labels)
}

fn definition(mut item: Block, label: String) -> Block {
    if let Some(first) = item.children.first_mut() {
        first.pieces.remove(0);
        if first.pieces.is_empty() {
            item.children.remove(0);
        }
    }
    Block::parent(Head::Container { name: DEFINITION.to_owned(), attributes: label }, item.children)
}

/// The number and label of a call: a raised link that begins with the first of these pieces.
fn call(pieces: &[Piece]) -> Option<(usize, String)> {
    let [open, link, close, ..] = pieces else { return None };
    let (PieceKind::Open(Mark::Tag("sup")), PieceKind::Close(Mark::Tag("sup"))) = (&open.kind, &close.kind)
    else {
        return None;
    };
    let PieceKind::Atom(link) = &link.kind else { return None };
    let (number, label) = link.strip_prefix('[')?.strip_suffix(')')?.split_once("](#fn-")?;
    Some((number.parse().ok()?, label.to_owned()))
}

fn collect_calls(block: &Block, calls: &mut Vec<(usize, String)>) {
    calls.extend((0..block.pieces.len()).filter_map(|at| call(&block.pieces[at..])));
    block.children.iter().for_each(|child| collect_calls(child, calls));
}

fn name_calls(block: &mut Block) {
    let mut at = 0;
    while at < block.pieces.len() {
        if let Some((_, label)) = call(&block.pieces[at..]) {
            let spelling = PieceKind::Atom(format!("[^{label}]"));
            block.pieces.splice(at..at + 3, [Piece::new(spelling, Span::default())]);
        }
        at += 1;
    }
    block.children.iter_mut().for_each(name_calls);
}
