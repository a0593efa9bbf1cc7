//! Commands on lines and selections against a plain `String`: what the text and both ends of the selection must be. One
//! step back is the text and the selection before, one forward those after.
//!
//! The model knows lines as text and nothing of ropes, blocks or undo. Numbered lists are in `structure::model`, as trees.

use super::{Command, Editor, Structure};
use crate::domain::Timestamp;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

/// A text with its selection: the cursor, and the other end when something is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    text: String,
    cursor: usize,
    anchor: Option<usize>,
}

/// A place as line and byte of it.
type Place = (usize, usize);

impl State {
    fn of(editor: &Editor) -> Self {
        let (cursor, selected) = (editor.cursor(), editor.selected());
        let anchor = selected.map(|range| if range.start == cursor { range.end } else { range.start });
        Self { text: editor.text().into_owned(), cursor, anchor }
    }

    fn lines(&self) -> Vec<String> {
        self.text.split('\n').map(str::to_owned).collect()
    }

    fn place(&self, at: usize) -> Place {
        let before = &self.text[..at];
        (before.matches('\n').count(), at - before.rfind('\n').map_or(0, |line_feed| line_feed + 1))
    }

    /// Makes a state of lines; a place below the last line is the end of the text.
    fn made(lines: &[String], cursor: Place, anchor: Option<Place>) -> Self {
        let text = lines.join("\n");
        let at = |(line, byte): Place| {
            let start: usize = lines.iter().take(line).map(|line| line.len() + 1).sum();
            (start + byte).min(text.len())
        };
        let (cursor, anchor) = (at(cursor), anchor.map(at));
        Self { text, cursor, anchor: anchor.filter(|anchor| *anchor != cursor) }
    }

    fn ends(&self) -> (usize, usize) {
        let other = self.anchor.unwrap_or(self.cursor);
        (self.cursor.min(other), self.cursor.max(other))
    }

    /// The lines that are touched: one whose first place ends the selection is not.
    fn touched(&self) -> (usize, usize) {
        let (start, end) = self.ends();
        let ((first, _), (last, byte)) = (self.place(start), self.place(end));
        (first, if byte == 0 && last > first { last - 1 } else { last })
    }

    /// Changes each touched line; a place stays on the character that it was on.
    fn with_lines(&self, mut change: impl FnMut(&str) -> Option<(usize, usize, &'static str)>) -> Self {
        let (first, last) = self.touched();
        let mut lines = self.lines();
        let (mut cursor, mut anchor) = (self.place(self.cursor), self.anchor.map(|at| self.place(at)));
        for (number, text) in lines.iter_mut().enumerate().take(last + 1).skip(first) {
            let Some((from, to, new)) = change(text) else { continue };
            text.replace_range(from..to, new);
            for place in [Some(&mut cursor), anchor.as_mut()].into_iter().flatten() {
                match *place {
                    (line, _) if line != number => {}
                    (_, byte) if byte >= to => place.1 = byte + new.len() - (to - from),
                    (_, byte) => place.1 = byte.min(from),
                }
            }
        }
        Self::made(&lines, cursor, anchor)
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether what stands after the indentation is a bullet alone or before a blank.
fn is_bullet(rest: &str) -> bool {
    rest.starts_with(['-', '*']) && (rest.len() == 1 || rest[1..].starts_with(' '))
}

fn surrounded(state: &State, mark: &str) -> State {
    let (start, end) = state.ends();
    let line = state.text[..start].rfind('\n').map_or(0, |at| at + 1);
    let rest = state.text[line..].split('\n').next().unwrap_or_default();
    let words = line + super::list::text_start(rest);
    let start = if words < end { start.max(words) } else { start };
    let (before, inside, behind) = (&state.text[..start], &state.text[start..end], &state.text[end..]);
    let selects = |from: usize| {
        let anchor = state.anchor.map(|_| from);
        (from + inside.len(), anchor)
    };
    if let Some((before, behind)) =
        before.strip_suffix(mark).zip(behind.strip_prefix(mark)).filter(|_| start < end)
    {
        let (cursor, anchor) = selects(before.len());
        return State { text: format!("{before}{inside}{behind}"), cursor, anchor };
    }
    let (cursor, anchor) = selects(start + mark.len());
    State { text: format!("{before}{mark}{inside}{mark}{behind}"), cursor, anchor }
}

fn moved(state: &State, down: bool) -> State {
    let (first, last) = state.touched();
    let mut lines = state.lines();
    if if down { last + 1 == lines.len() } else { first == 0 } {
        return state.clone();
    }
    if down {
        let other = lines.remove(last + 1);
        lines.insert(first, other);
    } else {
        let other = lines.remove(first - 1);
        lines.insert(last, other);
    }
    let along = |(line, byte): Place| (if down { line + 1 } else { line - 1 }, byte);
    State::made(&lines, along(state.place(state.cursor)), state.anchor.map(|at| along(state.place(at))))
}

fn ticked(state: &State) -> State {
    let (first, last) = state.touched();
    state.with_lines(|line| {
        let indent = indent(line);
        let rest = &line[indent..];
        if rest.is_empty() && first < last {
            return None;
        }
        if !is_bullet(rest) {
            return Some((indent, indent, "- [ ] "));
        }
        let text = rest[1..].strip_prefix(' ');
        match text.map(|text| (text, indent + 3)) {
            Some((text, at)) if text == "[ ]" || text.starts_with("[ ] ") => Some((at, at + 1, "x")),
            Some((text, at)) if text == "[x]" || text.starts_with("[x] ") => Some((at, at + 1, " ")),
            Some(_) => Some((indent + 2, indent + 2, "[ ] ")),
            None => Some((indent + 1, indent + 1, " [ ] ")),
        }
    })
}

/// What stands before the text of a line that Enter repeats, and how long it is there.
fn repeated(line: &str) -> (String, usize) {
    let (indent, rest) = line.split_at(indent(line));
    if let Some(text) = rest.strip_prefix('>') {
        return (format!("{indent}> "), indent.len() + 1 + usize::from(text.starts_with(' ')));
    }
    if !is_bullet(rest) {
        return (if rest.is_empty() { String::new() } else { indent.to_owned() }, indent.len());
    }
    let (bullet, text) = rest.split_at(1);
    let task =
        |text: &str| ["[ ]", "[x]"].iter().any(|task| text == *task || text.starts_with(&format!("{task} ")));
    match text.strip_prefix(' ') {
        Some(text) if task(text) => {
            (format!("{indent}{bullet} [ ] "), indent.len() + 5 + usize::from(text.len() > 3))
        }
        text => (format!("{indent}{bullet} "), indent.len() + 1 + usize::from(text.is_some())),
    }
}

fn entered(state: &State) -> State {
    let (start, end) = state.ends();
    let (line, byte) = state.place(start);
    let mut lines = state.lines();
    let whole = lines[line].clone();
    let (again, length) = repeated(&whole);
    let again = match byte {
        _ if start < end => String::new(),
        // Before the text of an item the line is only split, and stays as deep as it is.
        byte if byte < length && byte >= indent(&whole) => whole[..indent(&whole)].to_owned(),
        byte if byte < length => String::new(),
        _ => again,
    };
    let is_marked = !again.trim().is_empty();
    if is_marked && whole[length..].trim().is_empty() {
        // An empty item ends its list, or goes a level out.
        let by = if indent(&whole) == 0 { whole.len() } else { 2 };
        lines[line] = whole[by..].to_owned();
        return State::made(&lines, (line, byte.max(by) - by), None);
    }
    let inserted = format!("\n{again}");
    let text = format!("{}{inserted}{}", &state.text[..start], &state.text[end..]);
    State { text, cursor: start + inserted.len(), anchor: None }
}

/// Headings of the selection go a level; a line of text alone becomes one.
fn leveled(state: &State, deeper: bool) -> State {
    let (first, last) = state.touched();
    state.with_lines(|line| {
        let level = line.len() - line.trim_start_matches('#').len();
        let is_heading = level > 0 && line[level..].starts_with(' ');
        match (is_heading, deeper) {
            (true, true) => (level < 6).then_some((0, 0, "#")),
            (true, false) if level == 1 => Some((0, 2, "")),
            (true, false) => Some((0, 1, "")),
            (false, true)
                if first == last && !line.trim().is_empty() && !is_bullet(&line[indent(line)..]) =>
            {
                Some((0, indent(line), "# "))
            }
            (false, _) => None,
        }
    })
}

fn expected(state: &State, command: &Command) -> State {
    match command {
        Command::Surround(mark, _) => surrounded(state, mark),
        Command::LinesUp => moved(state, false),
        Command::LinesDown => moved(state, true),
        Command::ToggleTask => ticked(state),
        Command::Enter => entered(state),
        Command::Structure(what) => leveled(state, *what == Structure::HeadingDeeper),
        _ => state.clone(),
    }
}

fn line() -> impl Strategy<Value = String> {
    let start = prop_oneof![
        Just(""),
        Just("- "),
        Just("  - "),
        Just("- [ ] "),
        Just("- [x] "),
        Just("    "),
        Just("# "),
        Just("### "),
        Just("> ")
    ];
    let words =
        proptest::sample::select(vec!["", "one", "two three", "日本 x", "**b**", "_i_ `c`", "e\u{301}t"]);
    prop_oneof![9 => (start, words).prop_map(|(start, words)| format!("{start}{words}")), 1 => Just("-".to_owned())]
}

fn commands() -> impl Strategy<Value = Command> {
    proptest::sample::select(vec![
        Command::Surround("**", "**"),
        Command::Surround("_", "_"),
        Command::Surround("`", "`"),
        Command::LinesUp,
        Command::LinesDown,
        Command::ToggleTask,
        Command::Enter,
        Command::Structure(Structure::HeadingDeeper),
        Command::Structure(Structure::HeadingHigher),
    ])
}

/// Returns an editor with a selection between two places, or a cursor when they are one.
fn editor(text: &str, one: prop::sample::Index, other: Option<prop::sample::Index>) -> Editor {
    use unicode_segmentation::UnicodeSegmentation;
    let places: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
    let at = |index: prop::sample::Index| *index.get(&places);
    let mut editor = Editor::new(text, at(one));
    if let Some(other) = other {
        editor.apply(Command::Select(super::Motion::To(at(other))), Timestamp::UNIX_EPOCH);
    }
    editor
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn lines_and_selections_change_as_a_string_does(
        lines in proptest::collection::vec(line(), 1..7),
        one in any::<prop::sample::Index>(),
        other in proptest::option::of(any::<prop::sample::Index>()),
        commands in proptest::collection::vec(commands(), 1..4),
    ) {
        let mut editor = editor(&lines.join("\n"), one, other);
        let mut states = vec![State::of(&editor)];
        for command in &commands {
            let before = State::of(&editor);
            let outcome = editor.apply(command.clone(), Timestamp::UNIX_EPOCH);
            let after = State::of(&editor);
            prop_assert_eq!(&after, &expected(&before, command), "{:?} on {:?}", command, before);
            if outcome.changed {
                states.push(after);
            } else {
                prop_assert_eq!(&after.text, &before.text);
                *states.last_mut().expect("there is one") = after;
            }
        }
        for state in states.iter().rev().skip(1) {
            editor.apply(Command::Undo, Timestamp::UNIX_EPOCH);
            prop_assert_eq!(editor.text(), state.text.as_str());
        }
        for state in states.iter().skip(1) {
            editor.apply(Command::Redo, Timestamp::UNIX_EPOCH);
            prop_assert_eq!(&State::of(&editor), state);
        }
    }

    #[test]
    fn a_table_is_aligned_when_its_cells_are_gone_through(
        cells in (1usize..4).prop_flat_map(|columns| {
            let cell = proptest::sample::select(vec!["", "a", "two words", "日本", "x \\| y", "12"]);
            proptest::collection::vec(proptest::collection::vec(cell, columns), 1..4)
        }),
        styles in proptest::collection::vec(proptest::sample::select(vec!["-", ":-", "-:", ":-:", "-----"]), 3),
        blanks in proptest::collection::vec(0usize..3, 24),
        at in (0usize..4, 0usize..4),
        back in any::<bool>(),
    ) {
        let columns = cells[0].len();
        let mut blanks = blanks.iter().cycle().map(|count| " ".repeat(*count));
        let mut written = |row: &[&str]| {
            let cell = |cell: &&str| format!("{}{cell}{}|", blanks.next().expect("a cycle"), blanks.next().expect("a cycle"));
            format!("|{}", row.iter().map(cell).collect::<String>())
        };
        let mut lines: Vec<String> = cells.iter().map(|row| written(row)).collect();
        lines.insert(1, written(&styles[..columns]));
        // In which cell the cursor is: behind the pipe that begins it.
        let (row, column) = (at.0 % cells.len(), at.1 % columns);
        let number = row + usize::from(row > 0);
        let pipes: Vec<usize> = lines[number].match_indices('|').map(|(at, _)| at)
            .filter(|at| !lines[number][..*at].ends_with('\\')).collect();
        let cursor = lines[..number].iter().map(|line| line.len() + 1).sum::<usize>() + pipes[column] + 1;

        let (wanted, places) = aligned(&cells, &styles[..columns], !back && row + 1 == cells.len() && column + 1 == columns);
        let here = row * columns + column;
        let there = if back { here.saturating_sub(1) } else { here + 1 };
        let mut editor = Editor::new(&lines.join("\n"), cursor);
        let command = if back { Structure::PreviousCell } else { Structure::NextCell };
        editor.apply(Command::Structure(command), Timestamp::UNIX_EPOCH);
        prop_assert_eq!(editor.text(), wanted.as_str());
        prop_assert_eq!(editor.cursor(), places[there], "from cell {} to {}", here, there);
        editor.apply(Command::Undo, Timestamp::UNIX_EPOCH);
        prop_assert_eq!(editor.text(), lines.join("\n"));
    }
}

/// Returns a table whose columns stand under each other, and the byte behind the text of each cell.
fn aligned(cells: &[Vec<&str>], styles: &[&str], grows: bool) -> (String, Vec<usize>) {
    let mut rows = cells.to_vec();
    if grows {
        rows.push(vec![""; styles.len()]);
    }
    let widths: Vec<usize> = (0..styles.len())
        .map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0).max(3))
        .collect();
    let (mut text, mut places) = (String::new(), Vec::new());
    for (number, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let room = widths[column] - cell.width();
            let before = match (styles[column].starts_with(':'), styles[column].ends_with(':')) {
                (true, true) => room / 2,
                (false, true) => room,
                _ => 0,
            };
            text += &format!("| {}{cell}", " ".repeat(before));
            places.push(text.len());
            text += &" ".repeat(room - before + 1);
        }
        text += "|\n";
        if number == 0 {
            for (style, width) in styles.iter().zip(&widths) {
                let colon = |has: bool| if has { ":" } else { "-" };
                let (left, right) = (colon(style.starts_with(':')), colon(style.ends_with(':')));
                text += &format!("| {left}{}{right} ", "-".repeat(width - 2));
            }
            text += "|\n";
        }
    }
    text.pop();
    (text, places)
}
