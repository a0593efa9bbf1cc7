//! Lists of Markdown while they are typed: what Enter, Tab and the task key make of a line.
//!
//! Functions over one line; they know nothing of the document.

use std::ops::Range;

/// The start of a list item or quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// Bytes of blanks before it.
    pub(crate) indent: usize,
    /// Bytes up to the text of the item, indent included.
    pub(crate) length: usize,
    marker: Marker,
    /// How many digits the number of an ordered item has.
    digits: usize,
    /// The byte between the brackets of a task.
    pub(crate) task: Option<usize>,
}

impl Item {
    /// Returns the number of an ordered item, and how many digits it is written with.
    pub(crate) fn number(&self) -> Option<(u64, usize)> {
        match self.marker {
            Marker::Number(number, _) => Some((number, self.digits)),
            _ => None,
        }
    }

    /// Returns where what belongs to the item begins: below it, this many blanks are one level.
    pub(crate) fn content(&self) -> usize {
        self.task.map_or(self.length, |task| task - 1)
    }

    /// Tells whether it is a quote rather than an item of a list.
    pub(crate) fn is_quote(&self) -> bool {
        self.marker == Marker::Quote
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Marker {
    Bullet(char),
    Number(u64, char),
    Quote,
}

/// Reads how a line begins; `None` when it is neither a list item nor a quote.
pub(crate) fn item(line: &str) -> Option<Item> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let rest = &line[indent..];
    let (marker, width) = marker(rest)?;
    let after = &rest[width..];
    if !(after.is_empty() || after.starts_with([' ', '\t'])) && marker != Marker::Quote {
        return None;
    }
    let mut length = indent + width + usize::from(after.starts_with([' ', '\t']));
    let task = task(&line[length..]).map(|at| length + at);
    if let Some(box_at) = task {
        length = box_at + 2 + usize::from(line[box_at + 2..].starts_with(' '));
    }
    Some(Item { indent, length, marker, digits: width.saturating_sub(1), task })
}

/// Returns where the text of a line begins, behind the signs of quotes, items and headings.
pub(crate) fn text_start(line: &str) -> usize {
    let mut at = 0;
    while let Some(item) = item(&line[at..]) {
        at += item.length;
    }
    let hashes = line[at..].bytes().take_while(|byte| *byte == b'#').count();
    let is_heading = (1..=6).contains(&hashes) && line[at + hashes..].starts_with(' ');
    if is_heading { at + hashes + 1 } else { at }
}

fn marker(rest: &str) -> Option<(Marker, usize)> {
    match rest.chars().next()? {
        bullet @ ('-' | '*' | '+') => Some((Marker::Bullet(bullet), 1)),
        '>' => Some((Marker::Quote, 1)),
        '0'..='9' => {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let end = rest[digits..].chars().next().filter(|c| matches!(c, '.' | ')'))?;
            // CommonMark takes nine digits, which also keeps the number in bounds.
            (digits <= 9).then_some(())?;
            Some((Marker::Number(rest[..digits].parse().ok()?, end), digits + 1))
        }
        _ => None,
    }
}

/// Returns the byte between the brackets when text begins with a task box.
fn task(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let boxed = bytes.len() >= 3 && bytes[0] == b'[' && bytes[2] == b']' && b" xX".contains(&bytes[1]);
    (boxed && bytes.get(3).is_none_or(|&next| next == b' ')).then_some(1)
}

/// What Enter does at the end or in the middle of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Enter {
    /// Begins a line that starts like this.
    Continue(String),
    /// Takes these bytes of the line away instead: an empty item ends its list, or goes one level out.
    End(Range<usize>),
}

/// Decides what Enter does on `line` with the cursor at byte `column` of it.
pub(crate) fn enter(line: &str, column: usize) -> Enter {
    let Some(item) = item(line).filter(|item| column >= item.length) else {
        // Text under an item stays under it; a cursor in the blanks or the marker just splits the line.
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        return Enter::Continue(if column >= indent && indent < line.len() {
            line[..indent].to_owned()
        } else {
            String::new()
        });
    };
    if line[item.length..].trim().is_empty() {
        let start = item.indent.saturating_sub(2);
        return if item.indent >= 2 { Enter::End(start..item.indent) } else { Enter::End(0..line.len()) };
    }
    let marker = match item.marker {
        Marker::Bullet(bullet) => format!("{bullet} "),
        Marker::Number(number, end) => format!("{}{end} ", number + 1),
        Marker::Quote => "> ".to_owned(),
    };
    let task = if item.task.is_some() { "[ ] " } else { "" };
    Enter::Continue(format!("{}{marker}{task}", &line[..item.indent]))
}

/// Returns how many blanks one level of `line` is: the width of its marker, so that nesting is exact.
pub(crate) fn level(line: &str) -> usize {
    match item(line).map(|item| item.marker) {
        Some(Marker::Number(number, _)) => number.to_string().len() + 2,
        _ => 2,
    }
}

/// Returns the piece to replace and what by to tick, untick or make a task of a line.
pub(crate) fn toggle(line: &str) -> (Range<usize>, &'static str) {
    match item(line) {
        Some(Item { task: Some(at), .. }) => {
            (at..at + 1, if line.as_bytes()[at] == b' ' { "x" } else { " " })
        }
        // A marker alone has no blank yet between it and what follows.
        Some(item) if item.marker != Marker::Quote => (
            item.length..item.length,
            if line[..item.length].ends_with([' ', '\t']) { "[ ] " } else { " [ ] " },
        ),
        _ => {
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            (indent..indent, "- [ ] ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_end(line: &str) -> Enter {
        enter(line, line.len())
    }

    #[test]
    fn enter_continues_lists_and_quotes() {
        assert_eq!(at_end("- a"), Enter::Continue("- ".into()));
        assert_eq!(at_end("  * a"), Enter::Continue("  * ".into()));
        assert_eq!(at_end("9. a"), Enter::Continue("10. ".into()));
        assert_eq!(at_end("- [x] a"), Enter::Continue("- [ ] ".into()));
        assert_eq!(at_end("> a"), Enter::Continue("> ".into()));
        assert_eq!(at_end("plain"), Enter::Continue(String::new()));
        assert_eq!(at_end("    code"), Enter::Continue("    ".into()));
        assert_eq!(at_end("-a"), Enter::Continue(String::new()));
        assert_eq!(at_end("1234567890. a"), Enter::Continue(String::new()));
    }

    #[test]
    fn enter_on_an_empty_item_ends_the_list_a_level_at_a_time() {
        assert_eq!(at_end("  - "), Enter::End(0..2));
        assert_eq!(at_end("- "), Enter::End(0..2));
        assert_eq!(at_end("- [ ] "), Enter::End(0..6));
        assert_eq!(at_end("1. "), Enter::End(0..3));
    }

    #[test]
    fn enter_before_the_text_of_an_item_only_splits() {
        assert_eq!(enter("- a", 0), Enter::Continue(String::new()));
        assert_eq!(enter("- a", 2), Enter::Continue("- ".into()));
    }

    #[test]
    fn tasks_toggle() {
        assert_eq!(toggle("- [ ] a"), (3..4, "x"));
        assert_eq!(toggle("1. [x] a"), (4..5, " "));
        assert_eq!(toggle("- a"), (2..2, "[ ] "));
        assert_eq!(toggle("  a"), (2..2, "- [ ] "));
        assert_eq!(toggle("-"), (1..1, " [ ] "));
        assert_eq!(level("10. a"), 4);
        assert_eq!(level("- a"), 2);
    }
}
