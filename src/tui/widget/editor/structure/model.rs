//! Structure commands against documents as trees: what a command means is done to the tree, and the text has to
//! be what the tree is written as. One step back is the text before, one forward the text after.
//!
//! Every piece of text is a word of its own, so that the cursor has a place in the tree.

use super::Structure::*;
use crate::domain::Timestamp;
use crate::tui::widget::editor::{Command, Editor};
use proptest::prelude::*;

#[derive(Debug, Clone, PartialEq)]
enum Block {
    Text(Vec<String>),
    Heading(usize, String),
    /// The number of the first item, when it is an ordered list.
    List(Option<usize>, Vec<Item>),
    Fence(Vec<String>),
    /// The header, then the rows.
    Table(Vec<Vec<String>>),
}

#[derive(Debug, Clone, PartialEq)]
struct Item {
    text: String,
    below: Vec<Item>,
}

type Document = Vec<Block>;

fn written(document: &Document) -> String {
    document.iter().map(|block| block.lines().join("\n")).collect::<Vec<_>>().join("\n\n")
}

impl Block {
    fn lines(&self) -> Vec<String> {
        match self {
            Self::Text(lines) => lines.clone(),
            Self::Heading(level, text) => vec![format!("{} {text}", "#".repeat(*level))],
            Self::List(first, items) => {
                let mut lines = Vec::new();
                write_items(items, *first, "", &mut lines);
                lines
            }
            Self::Fence(lines) => {
                let fence = || std::iter::once("```".to_owned());
                fence().chain(lines.iter().cloned()).chain(fence()).collect()
            }
            Self::Table(rows) => {
                let width =
                    |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0).max(3);
                let line = |cells: &dyn Fn(usize) -> String| {
                    (0..rows[0].len()).map(|column| format!("| {} ", cells(column))).collect::<String>() + "|"
                };
                let mut lines: Vec<String> = rows
                    .iter()
                    .map(|row| line(&|column| format!("{:1$}", row[column], width(column))))
                    .collect();
                lines.insert(1, line(&|column| "-".repeat(width(column))));
                lines
            }
        }
    }
}

fn write_items(items: &[Item], first: Option<usize>, indent: &str, lines: &mut Vec<String>) {
    for (index, item) in items.iter().enumerate() {
        let marker = first.map_or("- ".to_owned(), |first| format!("{}. ", first + index));
        lines.push(format!("{indent}{marker}{}", item.text));
        write_items(&item.below, first.map(|_| 1), &(indent.to_owned() + &" ".repeat(marker.len())), lines);
    }
}

/// Returns the way to an item with a text: its place on each level.
fn way_to(items: &[Item], word: &str) -> Option<Vec<usize>> {
    items.iter().enumerate().find_map(|(at, item)| {
        if item.text == word {
            return Some(vec![at]);
        }
        way_to(&item.below, word).map(|way| [vec![at], way].concat())
    })
}

/// Returns the items beside the one at the end of a way.
fn beside<'a>(mut items: &'a mut Vec<Item>, way: &[usize]) -> &'a mut Vec<Item> {
    for &at in &way[..way.len() - 1] {
        items = &mut items[at].below;
    }
    items
}

/// Does a command to the tree; `None` when it is refused.
fn done(document: &Document, word: &str, command: &Command) -> Option<Document> {
    let mut new = document.clone();
    let at = document.iter().position(|block| block.lines().iter().any(|line| has_word(line, word)))?;
    let Command::Structure(what) = command else {
        let Block::List(_, items) = &mut new[at] else { return None };
        let way = way_to(items, word)?;
        return shifted(items, &way, *command == Command::Indent).then_some(new);
    };
    match (what, &mut new[at]) {
        (BlockUp | BlockDown, Block::List(_, items)) => {
            let way = way_to(items, word)?;
            let (items, here) = (beside(items, &way), way[way.len() - 1]);
            let other = if *what == BlockUp { here.checked_sub(1)? } else { here + 1 };
            (other < items.len()).then(|| items.swap(here, other))?;
        }
        (BlockUp | BlockDown, Block::Heading(level, _)) => {
            let level = *level;
            let end = |from: usize| {
                let ends = |block: &Block| matches!(block, Block::Heading(other, _) if *other <= level);
                document[from + 1..].iter().position(ends).map_or(document.len(), |next| from + 1 + next)
            };
            let is_equal = |block: &Block| matches!(block, Block::Heading(other, _) if *other == level);
            let (first, second) = if *what == BlockUp {
                let above = |block: &Block| matches!(block, Block::Heading(other, _) if *other <= level);
                (document[..at].iter().rposition(above)?, at)
            } else {
                (at, end(at))
            };
            document.get(first).zip(document.get(second)).filter(|(a, b)| is_equal(a) && is_equal(b))?;
            new[first..end(second)].rotate_left(second - first);
        }
        (BlockUp, _) => new.swap(at, at.checked_sub(1)?),
        (BlockDown, _) => (at + 1 < new.len()).then(|| new.swap(at, at + 1))?,
        (HeadingDeeper, Block::Heading(level, _)) => *level = (*level < 6).then_some(*level + 1)?,
        (HeadingDeeper, Block::Text(lines)) => {
            let line = lines.iter_mut().find(|line| has_word(line, word))?;
            *line = format!("# {line}");
        }
        (HeadingHigher, Block::Heading(1, text)) => new[at] = Block::Text(vec![text.clone()]),
        (HeadingHigher, Block::Heading(level, _)) => *level -= 1,
        (HeadingDeeper | HeadingHigher, _) => return None,
        (Fence, Block::Fence(lines)) => new[at] = Block::Text(lines.clone()),
        (Fence, block) => *block = Block::Fence(block.lines()),
        (Duplicate, Block::List(_, items)) => {
            let way = way_to(items, word)?;
            let (items, here) = (beside(items, &way), way[way.len() - 1]);
            items.insert(here, items[here].clone());
        }
        (Duplicate, block) => {
            let mut lines = block.lines();
            let line = lines.iter().position(|line| has_word(line, word))?;
            lines.insert(line, lines[line].clone());
            *block = Block::Text(lines);
        }
        (Sort, Block::List(_, items)) => {
            let way = way_to(items, word)?;
            beside(items, &way).sort_by_key(|item| item.text.clone());
            (new != *document).then_some(())?;
        }
        (Sort, _) => return None,
        (AddRow | DeleteRow | AddColumn | DeleteColumn | NextCell | PreviousCell, Block::Table(rows)) => {
            let row = rows.iter().position(|row| row.iter().any(|cell| cell == word))?;
            let column = rows[row].iter().position(|cell| cell == word)?;
            match what {
                AddRow => rows.insert(row + 1, vec![String::new(); rows[0].len()]),
                DeleteRow => drop((row > 0).then(|| rows.remove(row))?),
                AddColumn => rows.iter_mut().for_each(|row| row.insert(column + 1, String::new())),
                DeleteColumn if rows[0].len() == 1 => return None,
                DeleteColumn => rows.iter_mut().for_each(|row| drop(row.remove(column))),
                NextCell if row + 1 == rows.len() && column + 1 == rows[0].len() => {
                    rows.push(vec![String::new(); rows[0].len()]);
                }
                _ => {}
            }
        }
        _ => return None,
    }
    Some(new)
}

/// Moves an item below the one before it, or out beside its parent; what followed it there goes below it then.
fn shifted(items: &mut Vec<Item>, way: &[usize], deeper: bool) -> bool {
    let here = way[way.len() - 1];
    if deeper {
        let items = beside(items, way);
        if here == 0 {
            return false;
        }
        let item = items.remove(here);
        items[here - 1].below.push(item);
        return true;
    }
    if way.len() == 1 {
        return false;
    }
    let mut following = beside(items, way).split_off(here);
    let mut item = following.remove(0);
    item.below.extend(following);
    let parent = &way[..way.len() - 1];
    beside(items, parent).insert(parent[parent.len() - 1] + 1, item);
    true
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(' ').any(|other| other == word)
}

/// Where the cursor is to stand afterwards, when it stays on its word.
fn keeps_its_word(document: &Document, word: &str, command: &Command) -> bool {
    let is_table = |block: &&Block| matches!(block, Block::Table(_));
    let in_table =
        document.iter().filter(is_table).any(|table| has_word(&written(&vec![table.clone()]), word));
    match command {
        Command::Structure(Fence | Sort | Duplicate) => false,
        Command::Structure(AddRow | DeleteRow | AddColumn | DeleteColumn | NextCell | PreviousCell) => {
            !in_table
        }
        _ => true,
    }
}

/// A word: which one it is is said later, so that all differ.
fn items() -> impl Strategy<Value = Vec<Item>> {
    let leaf = Just(Item { text: String::new(), below: Vec::new() });
    let item = leaf.prop_recursive(3, 12, 4, |item| {
        proptest::collection::vec(item, 0..4).prop_map(|below| Item { text: String::new(), below })
    });
    proptest::collection::vec(item, 1..5)
}

fn block() -> impl Strategy<Value = Block> {
    let lines = || (1usize..4).prop_map(|count| vec![String::new(); count]);
    prop_oneof![
        3 => lines().prop_map(Block::Text),
        3 => (1usize..4).prop_map(|level| Block::Heading(level, String::new())),
        4 => (proptest::option::of(1usize..11), items()).prop_map(|(first, items)| Block::List(first, items)),
        1 => lines().prop_map(Block::Fence),
        2 => (1usize..4, 1usize..4).prop_map(|(rows, columns)| Block::Table(vec![vec![String::new(); columns]; rows])),
    ]
}

/// Gives every piece of text its word, in an order that is not the one of the alphabet.
fn worded(mut document: Document) -> (Document, Vec<String>) {
    // Two lists with nothing between them are one.
    document.dedup_by(|one, other| matches!((one, other), (Block::List(..), Block::List(..))));
    let mut words = Vec::new();
    let mut name = |text: &mut String| {
        *text = format!("w{}", (words.len() * 37 + 11) % 101 + 100);
        words.push(text.clone());
    };
    fn each(items: &mut [Item], name: &mut dyn FnMut(&mut String)) {
        for item in items {
            name(&mut item.text);
            each(&mut item.below, name);
        }
    }
    for block in &mut document {
        match block {
            Block::Text(lines) | Block::Fence(lines) => lines.iter_mut().for_each(&mut name),
            Block::Heading(_, text) => name(text),
            Block::List(_, items) => each(items, &mut name),
            Block::Table(rows) => rows.iter_mut().flatten().for_each(&mut name),
        }
    }
    (document, words)
}

fn command() -> impl Strategy<Value = Command> {
    let structures = [
        BlockUp,
        BlockDown,
        HeadingDeeper,
        HeadingHigher,
        Fence,
        Duplicate,
        Sort,
        NextCell,
        PreviousCell,
        AddRow,
        DeleteRow,
        AddColumn,
        DeleteColumn,
    ];
    prop_oneof![
        1 => Just(Command::Indent),
        1 => Just(Command::Outdent),
        5 => proptest::sample::select(structures.to_vec()).prop_map(Command::Structure),
    ]
}

fn place_of(text: &str, word: &str) -> usize {
    text.find(word).expect("every word is in the text")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn a_command_does_to_the_text_what_it_does_to_the_tree(
        document in proptest::collection::vec(block(), 1..6),
        at in any::<prop::sample::Index>(),
        inside in 0usize..4,
        command in command(),
    ) {
        let (document, words) = worded(document);
        let word = at.get(&words);
        let before = written(&document);
        let expected = done(&document, word, &command);
        // Tab outside of lists and tables types blanks; the text model knows that.
        let in_list = document.iter().any(|block| matches!(block, Block::List(..)) && block.lines().iter().any(|line| has_word(line, word)));
        prop_assume!(in_list || matches!(command, Command::Structure(_)));

        let mut editor = Editor::new(&before, place_of(&before, word) + inside);
        let outcome = editor.apply(command.clone(), Timestamp::UNIX_EPOCH);
        let after = editor.text().into_owned();
        let wanted = expected.as_ref().map_or(before.clone(), written);
        prop_assert_eq!(&after, &wanted, "{:?} at {}", command, word);
        if expected.is_none() {
            prop_assert!(outcome.refused.is_some(), "{:?} at {} says nothing", command, word);
        }
        if expected.is_some() && keeps_its_word(&document, word, &command) {
            prop_assert_eq!(editor.cursor(), place_of(&after, word) + inside);
        }
        prop_assert!(after.is_char_boundary(editor.cursor()));
        if after != before {
            editor.apply(Command::Undo, Timestamp::UNIX_EPOCH);
            prop_assert_eq!(editor.text(), before);
            editor.apply(Command::Redo, Timestamp::UNIX_EPOCH);
            prop_assert_eq!(editor.text(), after);
        }
    }
}
