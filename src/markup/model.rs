//! The blocks and inline pieces that both sides agree on: what a stored body shows, what Markdown says.
//!
//! A block that comes from storage knows its bytes (`Origin`); one that comes from Markdown knows its
//! line. Whether two blocks say the same is decided by their hash, in which neither takes part.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::storage::{NodeId, Span};

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
        Self { columns: 1, rows: 1, is_head: false, align: Align::None, vertical: None };

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

/// A formatting that has a beginning and an end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    Strong,
    Emphasis,
    Strike,
    Code,
    /// Written as its tag in Markdown too: `u`, `sub`, `sup`, …
    Tag(&'static str),
    Link {
        url: String,
        title: String,
    },
}

/// Tags that Markdown has no signs for and that are written as themselves.
pub(crate) const TAGS: [&str; 12] =
    ["u", "sub", "sup", "small", "big", "ins", "kbd", "q", "mark", "cite", "samp", "var"];

/// One inline thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// Text without blanks at its ends.
    Text(String),
    /// An element that shows as text, such as an emoticon.
    Glyph(String),
    /// White space, however much of it.
    Space,
    Open(Mark),
    Close(Mark),
    /// Something that is one thing, in its Markdown spelling.
    Atom(String),
    Break,
}

/// An inline thing and its bytes; the span is empty for what comes from Markdown.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) kind: PieceKind,
    pub(crate) span: Span,
}

impl Piece {
    pub(crate) fn new(kind: PieceKind, span: Span) -> Self {
        Piece { kind, span }
    }
}

/// Pieces as one string that is equal for equal content, however text is cut into pieces.
pub(crate) fn key(pieces: &[Piece]) -> String {
    let mut out = String::new();
    write_key(pieces, &mut |part| out.push_str(part));
    out
}

/// The parts of `key`, one after the other.
fn write_key(pieces: &[Piece], write: &mut dyn FnMut(&str)) {
    for piece in pieces {
        match &piece.kind {
            PieceKind::Text(text) | PieceKind::Glyph(text) => write(text),
            PieceKind::Space => write(" "),
            PieceKind::Open(mark) => write_mark("\u{1}", mark, write),
            PieceKind::Close(mark) => write_mark("\u{2}", mark, write),
            PieceKind::Atom(spelling) => {
                write("\u{3}");
                write(spelling);
                write("\u{3}");
            }
            PieceKind::Break => write("\u{4}"),
        }
    }
}

fn write_mark(sign: &str, mark: &Mark, write: &mut dyn FnMut(&str)) {
    write(sign);
    match mark {
        Mark::Strong => write("b"),
        Mark::Emphasis => write("i"),
        Mark::Strike => write("s"),
        Mark::Code => write("c"),
        Mark::Tag(name) => write(name),
        Mark::Link { url, title } if sign == "\u{1}" => {
            write("a ");
            write(url);
            write("\u{5}");
            write(title);
        }
        Mark::Link { .. } => write("a"),
    }
    write("\u{5}");
}

/// Cuts text into pieces: blanks apart, so that they can be moved and dropped.
pub(crate) fn push_plain(text: &str, out: &mut Vec<Piece>) {
    let core = text.trim_matches(is_blank);
    if text.starts_with(is_blank) {
        out.push(Piece::new(PieceKind::Space, Span::default()));
    }
    if core.is_empty() {
        return;
    }
    out.push(Piece::new(PieceKind::Text(collapse(core)), Span::default()));
    if text.ends_with(is_blank) {
        out.push(Piece::new(PieceKind::Space, Span::default()));
    }
}

/// Runs of blanks as one blank each.
pub(crate) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for ch in text.chars() {
        if is_blank(ch) {
            blank = true;
            continue;
        }
        if std::mem::take(&mut blank) {
            out.push(' ');
        }
        out.push(ch);
    }
    if blank {
        out.push(' ');
    }
    out
}

/// What both formats collapse; a no-break space is a character.
pub(crate) fn is_blank(ch: char) -> bool {
    matches!(ch, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Brings pieces into the one form both sides are compared in: no empty or doubled marks, no blanks at
/// the inner edges of marks or at the ends, one blank where there were many.
pub(crate) fn normalise(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut pieces = pieces;
    loop {
        let before = pieces.len();
        pieces = drop_idle_marks(pieces);
        let moved = push_blanks_out(&mut pieces);
        pieces = drop_blanks(pieces);
        if !moved && pieces.len() == before {
            return pieces;
        }
    }
}

/// Removes marks that hold nothing, that stand in themselves, or that end only to begin again.
fn drop_idle_marks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut open: Vec<(Mark, bool)> = Vec::new();
    for piece in pieces {
        match &piece.kind {
            PieceKind::Open(mark) => {
                let is_link = matches!(mark, Mark::Link { .. });
                let nested = open.iter().any(|(other, _)| same_mark(other, mark));
                let rejoined = !nested
                    && !is_link
                    && matches!(out.last().map(|last| &last.kind), Some(PieceKind::Close(last)) if last == mark);
                if rejoined {
                    out.pop();
                }
                open.push((mark.clone(), !nested));
                if !nested && !rejoined {
                    out.push(piece);
                }
            }
            PieceKind::Close(mark) => {
                let Some(at) = open.iter().rposition(|(other, _)| same_mark(other, mark)) else { continue };
                let (_, shown) = open.remove(at);
                if !shown {
                    continue;
                }
                let content = out.iter().rposition(|last| !matches!(last.kind, PieceKind::Space));
                match content {
                    Some(at) if matches!(&out[at].kind, PieceKind::Open(last) if same_mark(last, mark)) => {
                        out.remove(at);
                    }
                    _ => out.push(piece),
                }
            }
            _ => out.push(piece),
        }
    }
    out
}

/// Whether two marks cannot stand in each other: the same one, or any two links.
fn same_mark(left: &Mark, right: &Mark) -> bool {
    left == right || matches!((left, right), (Mark::Link { .. }, Mark::Link { .. }))
}

fn push_blanks_out(pieces: &mut [Piece]) -> bool {
    let is_gap = |kind: &PieceKind| matches!(kind, PieceKind::Space | PieceKind::Break);
    let mut moved = false;
    for at in (1..pieces.len()).rev() {
        if is_gap(&pieces[at].kind) && matches!(pieces[at - 1].kind, PieceKind::Open(_)) {
            pieces.swap(at - 1, at);
            moved = true;
        }
    }
    for at in 1..pieces.len() {
        if is_gap(&pieces[at - 1].kind) && matches!(pieces[at].kind, PieceKind::Close(_)) {
            pieces.swap(at - 1, at);
            moved = true;
        }
    }
    moved
}

fn drop_blanks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let after_gap =
            out.last().is_none_or(|last| matches!(last.kind, PieceKind::Space | PieceKind::Break));
        match piece.kind {
            PieceKind::Space if after_gap => {}
            PieceKind::Break if matches!(out.last().map(|last| &last.kind), Some(PieceKind::Space)) => {
                out.pop();
                out.push(piece);
            }
            _ => out.push(piece),
        }
    }
    while out.last().is_some_and(|last| matches!(last.kind, PieceKind::Space | PieceKind::Break)) {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(kind: PieceKind) -> Piece {
        Piece::new(kind, Span::default())
    }

    #[test]
    fn blanks_leave_marks_and_idle_marks_go() {
        let (open, close) = (PieceKind::Open(Mark::Strong), PieceKind::Close(Mark::Strong));
        let text = |text: &str| piece(PieceKind::Text(text.into()));
        let pieces = vec![
            piece(open.clone()),
            piece(PieceKind::Space),
            text("a"),
            piece(close.clone()),
            piece(open.clone()),
            text("b"),
            piece(PieceKind::Space),
            piece(close.clone()),
            piece(open),
            piece(PieceKind::Space),
            piece(close),
            piece(PieceKind::Break),
        ];
        assert_eq!(key(&normalise(pieces)), "\u{1}b\u{5}ab\u{2}b\u{5}");
    }
}
