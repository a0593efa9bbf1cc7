//! Footnotes, which a page has none of: a raised link where one is called and a list at the end, each item
//! with the anchor that the link goes to.

use super::inline::link_spelling;
use super::parse::Remark;
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
