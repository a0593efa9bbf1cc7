//! Marks words of a stored body, so that a comment can be about them. Nothing else of it changes, and its Markdown
//! stays what it was.

use super::model::Block;
use super::projection::Projected;
use super::storage::{NodeId, Span, Tree, escape};
use super::words;

/// Words of a page as a reader shows them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Passage {
    /// The line of the Markdown that their block begins on, from 0.
    pub line: usize,
    /// The words.
    pub words: String,
    /// How often the same words stand before them on that line.
    pub before: usize,
}

/// More than this is no passage that a comment is about.
const MOST: usize = 4000;

/// Puts the mark `name` around a passage; where it cannot be, says why: lower case, no full stop.
pub(super) fn mark(storage: &str, passage: &Passage, name: &str) -> Result<String, String> {
    let tree = Tree::parse(storage).map_err(|_| "the page is not well-formed".to_owned())?;
    let plain = Projected::new(&tree);
    let markdown = plain.markdown.clone();
    let document = plain.read_back().map_err(|refusal| refusal.reason)?;
    let wanted: Vec<char> = passage.words.chars().filter(|ch| !is_gap(*ch)).collect();
    if wanted.is_empty() || wanted.len() > MOST {
        return Err("select words of one paragraph".to_owned());
    }
    let Some(found) = find(storage, &document, passage, &wanted) else {
        return Err(
            "these words do not stand together in one paragraph, or no comment can be about them".to_owned()
        );
    };
    let mut marked = storage.to_owned();
    for span in parts(storage, &found).into_iter().rev() {
        let mut start = String::from("<ac:inline-comment-marker ac:ref=\"");
        escape::push_attribute(name, &mut start);
        start.push_str("\">");
        marked.insert_str(span.end as usize, "</ac:inline-comment-marker>");
        marked.insert_str(span.start as usize, &start);
    }
    match super::to_markdown(&marked) {
        after if after.read_only.is_none() && after.markdown == markdown => Ok(marked),
        _ => Err("no comment can be about these words".to_owned()),
    }
}

/// Tells whether the second body is the first one with nothing but new marks for comments in it.
pub(super) fn only_marks(before: &str, after: &str) -> bool {
    let (Ok(old), Ok(new)) = (Tree::parse(before), Tree::parse(after)) else { return false };
    let marks = |tree: &Tree<'_>| -> Vec<NodeId> {
        (1..tree.len()).filter(|id| tree.name(*id) == "ac:inline-comment-marker").collect()
    };
    let known: Vec<&str> = marks(&old).into_iter().map(|id| start_tag(&old, id)).collect();
    let mut tags: Vec<Span> = Vec::new();
    for id in marks(&new).into_iter().filter(|id| !known.contains(&start_tag(&new, *id))) {
        let plain = |ch: char| ch.is_ascii_alphanumeric() || ch == '-' || ch == '_';
        let name = start_tag(&new, id).strip_prefix("<ac:inline-comment-marker ac:ref=\"");
        let name = name.and_then(|name| name.strip_suffix("\">"));
        if name.is_none_or(|name| name.is_empty() || name.len() > 64 || !name.chars().all(plain)) {
            return false;
        }
        let node = new.node(id);
        tags.push(Span { start: node.outer.start, end: node.inner.start });
        tags.push(Span { start: node.inner.end, end: node.outer.end });
    }
    tags.sort_by_key(|tag| tag.start);
    let mut left = before;
    let mut done = 0;
    for tag in &tags {
        let Some(rest) = left.strip_prefix(&after[done..tag.start as usize]) else { return false };
        (left, done) = (rest, tag.end as usize);
    }
    !tags.is_empty() && left == &after[done..]
}

fn start_tag<'s>(tree: &Tree<'s>, id: NodeId) -> &'s str {
    let node = tree.node(id);
    tree.slice(Span { start: node.outer.start, end: node.inner.start })
}

/// Blanks differ between what is stored and what is shown.
fn is_gap(ch: char) -> bool {
    ch.is_whitespace() || ch == '\u{a0}'
}

/// The characters of the passage with where each of them is stored: on its line, else where the words stand once.
fn find(source: &str, document: &Block, passage: &Passage, wanted: &[char]) -> Option<Vec<Span>> {
    let mut leaves = Vec::new();
    push_leaves(document, &mut leaves);
    let texts: Vec<(usize, Vec<(char, Span)>)> =
        leaves.into_iter().map(|leaf| (leaf.line, words::characters(source, &leaf.pieces))).collect();
    let matches = |of: &dyn Fn(usize) -> bool| -> Vec<Vec<Span>> {
        let texts = texts.iter().filter(|(line, _)| of(*line));
        texts.flat_map(|(_, text)| all(text, wanted)).collect()
    };
    let here = matches(&|line| line == passage.line + 1);
    here.into_iter().nth(passage.before).or_else(|| {
        let mut everywhere = matches(&|_| true);
        (everywhere.len() == 1).then(|| everywhere.pop())?
    })
}

fn push_leaves<'b>(block: &'b Block, out: &mut Vec<&'b Block>) {
    if block.is_leaf() && block.origin.is_some() {
        out.push(block);
    }
    block.children.iter().for_each(|child| push_leaves(child, out));
}

/// Every place where a text says what is wanted.
fn all(text: &[(char, Span)], wanted: &[char]) -> Vec<Vec<Span>> {
    let solid: Vec<(char, Span)> = text.iter().copied().filter(|(ch, _)| !is_gap(*ch)).collect();
    let fits = |part: &&[(char, Span)]| part.iter().map(|(ch, _)| ch).eq(wanted);
    solid
        .windows(wanted.len())
        .filter(fits)
        .map(|part| part.iter().map(|(_, span)| *span).collect())
        .collect()
}

/// The bytes to put between tags: all of them where they are well-formed by themselves, else part by part.
fn parts(source: &str, characters: &[Span]) -> Vec<Span> {
    let is_whole = |span: Span| Tree::parse(&source[span.range()]).is_ok();
    if let [first, .., last] = characters
        && is_whole(Span { start: first.start, end: last.end.max(first.end) })
    {
        return vec![Span { start: first.start, end: last.end }];
    }
    let mut parts: Vec<Span> = Vec::new();
    for span in characters.iter().copied() {
        match parts.last_mut() {
            Some(last) if span.end <= last.end => {}
            Some(last) if is_whole(Span { start: last.start, end: span.end }) => last.end = span.end,
            _ => parts.push(span),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(storage: &str, line: usize, words: &str, before: usize) -> Result<String, String> {
        mark(storage, &Passage { line, words: words.to_owned(), before }, "m")
            .map(|marked| marked.replace("ac:inline-comment-marker", "m").replace(" ac:ref=\"m\"", ""))
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        let body = "<p>a b a</p><p>a&nbsp;b c</p>";
        assert_eq!(marked(body, 0, "a", 1).unwrap(), "<p>a b <m>a</m></p><p>a&nbsp;b c</p>");
        assert_eq!(marked(body, 2, "a b", 0).unwrap(), "<p>a b a</p><p><m>a&nbsp;b</m> c</p>");
        assert_eq!(
            marked(body, 7, "c", 0).unwrap(),
            "<p>a b a</p><p>a&nbsp;b <m>c</m></p>",
            "they stand once"
        );
        let table = "<table><tbody><tr><th>x</th></tr><tr><td>x y</td></tr></tbody></table>";
        assert_eq!(marked(table, 2, "x", 0).unwrap(), table.replace("<td>x", "<td><m>x</m>"));
    }

    #[test]
    fn what_is_marked_and_nothing_else_is_known_as_that() {
        let body = "<p>a <ac:inline-comment-marker ac:ref=\"old\">b</ac:inline-comment-marker> c d</p>";
        let passage = Passage { line: 0, words: "b c".to_owned(), before: 0 };
        let marked = mark(body, &passage, "new").unwrap();
        assert!(only_marks(body, &marked));
        assert!(!only_marks(body, body), "nothing is marked");
        assert!(!only_marks(&marked, body), "a mark goes");
        assert!(!only_marks(body, &marked.replace(" d<", " e<")), "a word is another");
        assert!(!only_marks(body, &marked.replace("\"new\"", "\"new\" x=\"1\"")), "the mark says more");
        assert!(!only_marks(body, &marked.replace("</p>", "")), "it is not well-formed");
        assert!(!only_marks(body, &format!("{marked}<p>more</p>")));
    }

    #[test]
    fn marks_hold_whole_elements_or_are_parted() {
        let body = "<p>one <strong>two</strong> three <em>four five</em></p>";
        assert_eq!(
            marked(body, 0, "one two three", 0).unwrap(),
            "<p><m>one <strong>two</strong> three</m> <em>four five</em></p>"
        );
        assert_eq!(
            marked(body, 0, "three four", 0).unwrap(),
            "<p>one <strong>two</strong> <m>three</m> <em><m>four</m> five</em></p>"
        );
    }

    #[test]
    fn what_cannot_be_marked_says_why() {
        assert!(marked("<p>a</p><p>b</p>", 0, "a b", 0).unwrap_err().contains("one paragraph"));
        assert!(marked("<p>a</p>", 0, " ", 0).is_err());
        assert!(marked("<p>a", 0, "a", 0).unwrap_err().contains("well-formed"));
    }
}
