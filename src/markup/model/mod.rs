//! The blocks and inline pieces that both sides agree on: what a stored body shows, what Markdown says.
//!
//! A block that comes from storage knows its bytes (`Origin`); one that comes from Markdown knows its
//! line. Whether two blocks say the same is decided by their hash, in which neither takes part.

mod inline;
mod width;

pub(crate) use inline::{Mark, Piece, PieceKind, TAGS, collapse, is_blank, key, normalise, push_plain};
pub(crate) use width::Width;

use std::hash::{DefaultHasher, Hash, Hasher};

use super::storage::{NodeId, Span};
use inline::write_key;

/// What kind of block it is, with all that is not in its pieces or children.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Head {
    /// The whole document.
    Document,
    Paragraph,
    Heading(u8),
    Rule,
    /// A fenced block: the info string and the text without its last newline.
    Code {
        info: String,
        text: String,
    },
    Quote,
    /// `start` for numbered lists; a task list holds only items with a box.
    List {
        start: Option<u64>,
        tasks: bool,
    },
    Item(Option<bool>),
    Table,
    Row,
    Cell(Align),
    /// `> [!NOTE] Title`
    Panel {
        kind: &'static str,
        title: String,
    },
    /// `:::name{attributes}` … `:::`
    Container {
        name: String,
        attributes: String,
    },
    /// `::name{attributes}`
    Leaf {
        name: String,
        attributes: String,
    },
}

/// How the text of a table cell is aligned: what the whole column says, none where its cells differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Align {
    #[default]
    None,
    Left,
    Center,
    Right,
}

/// What a cell says of itself beside its content. Markdown has no words for it: what is typed as HTML is stored
/// with it, and it takes no part in whether two blocks say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CellForm {
    /// Columns it reaches over, at least 1.
    pub(crate) columns: usize,
    /// Rows it reaches over, at least 1.
    pub(crate) rows: usize,
    pub(crate) is_head: bool,
    pub(crate) align: Align,
    pub(crate) vertical: Option<Vertical>,
    /// How wide its column is.
    pub(crate) width: Option<Width>,
}

/// Where the content of a cell stands that has room above or below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vertical {
    Top,
    Middle,
    Bottom,
}

impl Vertical {
    /// Reads what HTML and CSS call it.
    pub(crate) fn named(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "top" => Some(Self::Top),
            "middle" => Some(Self::Middle),
            "bottom" => Some(Self::Bottom),
            _ => None,
        }
    }

    /// Returns what HTML and CSS call it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Middle => "middle",
            Self::Bottom => "bottom",
        }
    }
}

impl CellForm {
    /// A cell that says nothing of itself.
    pub(crate) const PLAIN: Self =
        Self { columns: 1, rows: 1, is_head: false, align: Align::None, vertical: None, width: None };

    /// Whether it reaches over other cells.
    pub(crate) fn is_merged(&self) -> bool {
        self.columns > 1 || self.rows > 1
    }
}

/// The name of a cell of a rich table: `A1`, `B1`, … `AA2`; both numbers count from 0.
pub(crate) fn cell_name(column: usize, row: usize) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    format!("{letters}{}", row + 1)
}

/// Where a block stands in the stored body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The element; the root (0) for bare text.
    pub(crate) node: NodeId,
    /// The element whose content the block's pieces or children are.
    pub(crate) body: NodeId,
    pub(crate) outer: Span,
    pub(crate) inner: Span,
    /// `outer` and the wrappers that may hold no other block: where a neighbour goes.
    pub(crate) edge: Span,
}

/// A block with what it holds: pieces in leaves, children in containers.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) head: Head,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) children: Vec<Block>,
    /// The line of the Markdown it starts on, from 1.
    pub(crate) line: usize,
    pub(crate) origin: Option<Origin>,
    /// Of a cell: what is known of it beside its content.
    pub(crate) form: Option<CellForm>,
    /// Write every escape and every mark as a tag: the light spelling would not be read back.
    pub(crate) hard: bool,
    unreadable: bool,
    hash: u64,
}

impl Block {
    pub(crate) fn new(head: Head) -> Self {
        Block {
            head,
            pieces: Vec::new(),
            children: Vec::new(),
            line: 0,
            origin: None,
            form: None,
            hard: false,
            unreadable: false,
            hash: 0,
        }
    }

    pub(crate) fn leaf(head: Head, pieces: Vec<Piece>) -> Self {
        Block { pieces, ..Block::new(head) }
    }

    pub(crate) fn parent(head: Head, children: Vec<Block>) -> Self {
        Block { children, ..Block::new(head) }
    }

    /// The line of the Markdown it starts on.
    pub(crate) fn on(mut self, line: usize) -> Self {
        self.line = line;
        self
    }

    /// The cell with what is known of it beside its content.
    pub(crate) fn formed(mut self, form: Option<CellForm>) -> Self {
        self.form = form;
        self
    }

    pub(crate) fn at(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// What the block says as a number; set by `seal`.
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    /// Works out the hashes from the leaves up. Call once a tree is complete.
    pub(crate) fn seal(&mut self) {
        for child in &mut self.children {
            child.seal();
        }
        let mut hasher = DefaultHasher::new();
        self.head.hash(&mut hasher);
        write_key(&self.pieces, &mut |part| hasher.write(part.as_bytes()));
        hasher.write_u8(0xff);
        self.children.len().hash(&mut hasher);
        for child in &self.children {
            child.hash.hash(&mut hasher);
        }
        self.hash = hasher.finish();
    }

    /// Takes the hash of what its Markdown is read as. A leaf that reads differently cannot be edited.
    pub(crate) fn take_reading(&mut self, read: &Block) {
        self.unreadable |= key(&self.pieces) != key(&read.pieces) || self.head != read.head;
        self.hash = read.hash;
    }

    /// Whether its Markdown does not say what it holds.
    pub(crate) fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// Whether it is an element of its own in the stored body; bare text is not.
    pub(crate) fn has_element(&self) -> bool {
        self.origin.is_some_and(|origin| origin.node != 0)
    }

    /// What a person would call it.
    pub(crate) fn name(&self) -> String {
        let word = match &self.head {
            Head::Document => "page",
            Head::Paragraph => "paragraph",
            Head::Heading(_) => "heading",
            Head::Rule => "rule",
            Head::Code { .. } => "code",
            Head::Quote => "quote",
            Head::List { tasks: true, .. } => "task list",
            Head::List { .. } => "list",
            Head::Item(Some(_)) => "task",
            Head::Item(None) => "list item",
            Head::Table => "table",
            Head::Row => "row",
            Head::Cell(_) => "cell",
            Head::Panel { .. } => "panel",
            Head::Container { name, .. } => match name.as_str() {
                "table" | "cell" | "columns" | "column" => name,
                _ => return format!("{name} macro"),
            },
            Head::Leaf { name, .. } => return format!("{name} macro"),
        };
        word.to_owned()
    }

    /// Whether its content is inline.
    pub(crate) fn is_leaf(&self) -> bool {
        matches!(self.head, Head::Paragraph | Head::Heading(_) | Head::Cell(_))
    }

    /// Whether both are the same kind of block, so that one can be edited into the other.
    pub(crate) fn is_same_kind(&self, other: &Block) -> bool {
        match (&self.head, &other.head) {
            (Head::List { start, tasks }, Head::List { start: other_start, tasks: other_tasks }) => {
                start.is_some() == other_start.is_some() && tasks == other_tasks
            }
            (Head::Item(left), Head::Item(right)) => left.is_some() == right.is_some(),
            (Head::Panel { kind, .. }, Head::Panel { kind: other_kind, .. }) => kind == other_kind,
            (Head::Container { name, .. }, Head::Container { name: other_name, .. })
            | (Head::Leaf { name, .. }, Head::Leaf { name: other_name, .. }) => name == other_name,
            (left, right) => std::mem::discriminant(left) == std::mem::discriminant(right),
        }
    }
}
