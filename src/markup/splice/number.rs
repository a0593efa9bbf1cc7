//! Numbered items that would run into the line above them.
//!
//! CommonMark lets only number 1 begin a list right below a line of text. Whoever deletes the first item of a
//! list that is nested below such a line leaves `2. b` there, and means the list: an item that stood there as it
//! stands is kept one; one whose words changed as well is refused, for it could be either.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Refusal;
use crate::markup::markdown::parse::{self, Parsed};
use crate::markup::model::{Block, Head};

/// Reads an edit of a shown text.
pub(super) fn parse(edited: &str, shown: &str, base: &Block) -> Result<Parsed, Refusal> {
    let parsed = parse::parse(edited);
    let known = Known::new(shown, base);
    if known.items.is_empty() {
        return Ok(parsed);
    }
    let lines: Vec<&str> = edited.lines().collect();
    let mut lost = Vec::new();
    let mut still: Option<HashSet<&str>> = None;
    let starts = Starts::new(&parsed.document);
    for (at, line) in lines.iter().enumerate().skip(1) {
        let Some(lead) = lead(line) else { continue };
        if !known.leads.contains_key(lead) || is_blank(lines[at - 1]) || !starts.is_inside_text(at + 1) {
            continue;
        }
        if known.items.contains(line) {
            lost.push(at);
            continue;
        }
        let still = still.get_or_insert_with(|| lines.iter().copied().collect());
        if known.leads[lead].iter().any(|item| !still.contains(item)) {
            let reason = "this list item would join the text above it: leave a blank line between them";
            return Err(Refusal { line: at + 1, reason: reason.to_owned() });
        }
    }
    if lost.is_empty() { Ok(parsed) } else { Ok(apart(&lines, &lost)) }
}

/// Reads the text with a blank line above each of these lines; what is read has the lines that were typed.
fn apart(lines: &[&str], lost: &[usize]) -> Parsed {
    let mut text = String::new();
    let mut blanks = Vec::new();
    let mut written = 0;
    for (at, line) in lines.iter().enumerate() {
        if lost.contains(&at) {
            text.push_str(quotes(line));
            text.push('\n');
            written += 1;
            blanks.push(written);
        }
        text.push_str(line);
        text.push('\n');
        written += 1;
    }
    let typed = |line: usize| line - blanks.iter().filter(|blank| **blank < line).count();
    let mut parsed = parse::parse(&text);
    parsed.errors.iter_mut().for_each(|error| error.line = typed(error.line));
    parsed.warnings.iter_mut().for_each(|remark| remark.line = typed(remark.line));
    renumber(&mut parsed.document, &typed);
    parsed
}

fn renumber(block: &mut Block, typed: &dyn Fn(usize) -> usize) {
    block.line = typed(block.line);
    block.children.iter_mut().for_each(|child| renumber(child, typed));
}

/// The numbered items of a text that are not the first of their list.
struct Known<'t> {
    items: HashSet<&'t str>,
    /// By what stands before their words.
    leads: HashMap<&'t str, Vec<&'t str>>,
}

impl<'t> Known<'t> {
    fn new(shown: &'t str, base: &Block) -> Self {
        let mut numbers = BTreeSet::new();
        collect(base, &mut numbers);
        let mut known = Known { items: HashSet::new(), leads: HashMap::new() };
        if numbers.is_empty() {
            return known;
        }
        for (at, line) in shown.lines().enumerate() {
            if let Some(lead) = lead(line).filter(|_| numbers.contains(&(at + 1))) {
                known.items.insert(line);
                known.leads.entry(lead).or_default().push(line);
            }
        }
        known
    }
}

/// The lines of numbered items that follow another.
fn collect(block: &Block, out: &mut BTreeSet<usize>) {
    if matches!(block.head, Head::List { start: Some(_), .. }) {
        out.extend(block.children.iter().skip(1).map(|item| item.line));
    }
    block.children.iter().for_each(|child| collect(child, out));
}

/// Where the blocks of a text start, and whether they are paragraphs.
struct Starts(Vec<(usize, bool)>);

impl Starts {
    fn new(document: &Block) -> Starts {
        let mut starts = Vec::new();
        push_starts(document, &mut starts);
        // Of those on one line the innermost counts.
        starts.sort_by_key(|(line, _)| *line);
        Starts(starts)
    }

    /// Whether a line goes on a paragraph that starts above it.
    fn is_inside_text(&self, line: usize) -> bool {
        let next = self.0.partition_point(|(start, _)| *start <= line);
        next.checked_sub(1).is_some_and(|at| self.0[at].1 && self.0[at].0 < line)
    }
}

fn push_starts(block: &Block, out: &mut Vec<(usize, bool)>) {
    out.push((block.line, block.head == Head::Paragraph));
    block.children.iter().for_each(|child| push_starts(child, out));
}

/// Signs of quotes, indent, number and dot; `None` for a line that is no item, or number 1.
fn lead(line: &str) -> Option<&str> {
    let content = line.trim_start_matches([' ', '>']);
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let number = content.get(..digits).filter(|number| (1..=9).contains(&number.len()) && *number != "1")?;
    let sign = &content[number.len()..];
    let is_item = sign.starts_with(['.', ')']) && sign[1..].starts_with(' ');
    is_item.then(|| &line[..line.len() - sign.len() + 2])
}

/// What a blank line there begins with.
fn quotes(line: &str) -> &str {
    let content = line.trim_start_matches([' ', '>']);
    line[..line.len() - content.len()].trim_end_matches(' ')
}

fn is_blank(line: &str) -> bool {
    line.trim_matches([' ', '>']).is_empty()
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::{edits, shows};
    use crate::markup::{Splice, explain, splice, to_markdown};

    const NESTED: &str = "<ul><li>text<ol><li>a</li><li>b</li><li>c</li></ol></li></ul>";

    #[test]
    fn a_list_without_its_first_item_stays_a_list() {
        edits(NESTED, "  1. a\n", "", &NESTED.replace("<li>a</li>", ""));
        edits(NESTED, "  1. a\n  2. b\n", "", &NESTED.replace("<li>a</li><li>b</li>", ""));
        let quoted = format!("<blockquote>{NESTED}</blockquote><p>end</p>");
        edits(&quoted, ">   1. a\n", "", &quoted.replace("<li>a</li>", ""));
        let twice = format!("{NESTED}<p>x</p>{NESTED}");
        let both = to_markdown(&twice).markdown.replace("  1. a\n", "");
        let Splice::Changed { storage, .. } = splice(&twice, &both) else { panic!("saved") };
        assert_eq!(storage, twice.replace("<li>a</li>", ""));
        let third = "<ul><li>text<ol start=\"3\"><li>a</li><li>b</li></ol></li></ul>";
        edits(third, "  3. a\n", "", &third.replace("<li>a</li>", ""));
    }

    #[test]
    fn an_item_that_changed_as_well_is_refused_at_its_line() {
        let edited = "- text\n  2. other\n  3. c\n";
        let explained = explain(NESTED, edited);
        assert_eq!(
            explained.refusal().as_deref(),
            Some("line 2: this list item would join the text above it: leave a blank line between them")
        );
        edits(
            NESTED,
            "  1. a\n  2. b",
            "\n  2. b too",
            &NESTED.replace("<li>a</li><li>b</li>", "<li>b too</li>"),
        );
    }

    #[test]
    fn numbers_in_text_and_code_are_none() {
        let code = "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[x\n  2. b]]></ac:plain-text-body></ac:structured-macro>";
        let body = format!("{NESTED}<p>one</p>{code}");
        edits(&body, "one", "two", &body.replace("one", "two"));
        shows(NESTED, "- text\n  1. a\n  2. b\n  3. c\n");
        edits("<p>a</p>", "a", "a\n2. b", "<p>a 2. b</p>");
    }
}
