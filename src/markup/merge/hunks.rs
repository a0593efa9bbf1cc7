//! A conflict as a person settles it: the Markdown of three bodies cut into hunks, and the text that comes of
//! a choice for each.
//!
//! ```text
//!  base    │ same │ left │ changed │ same │
//!  mine    │ same │ left │ one way │ same │     settled: same, theirs; open: one hunk
//!  theirs  │ same │ new  │ another │ same │
//! ```

use std::ops::Range;

use super::{Merge, merge};
use crate::markup::align::align;
use crate::markup::model::Block;
use crate::markup::projection::Projected;
use crate::markup::storage::{Span, Tree};
use crate::markup::to_markdown;

/// Three texts and what they are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunks {
    /// The Markdown that both edits started from.
    pub base: String,
    /// The Markdown of our edit.
    pub mine: String,
    /// The Markdown of theirs.
    pub theirs: String,
    /// All of the three texts, in order.
    pub hunks: Vec<Hunk>,
}

/// A stretch of blocks: where it stands in each text, empty where the text has nothing there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Its bytes of the base.
    pub base: Range<usize>,
    /// Its bytes of our text.
    pub mine: Range<usize>,
    /// Its bytes of theirs.
    pub theirs: Range<usize>,
    /// What is known without asking.
    pub state: State,
}

/// What becomes of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody changed it, or both in the same way.
    Same,
    /// We alone changed it.
    Mine,
    /// They alone changed it.
    Theirs,
    /// Both changed it, and this joins them.
    Joined(String),
    /// Both changed it: somebody has to choose.
    Open,
}

/// What is taken of an open hunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Our blocks.
    Mine,
    /// Their blocks.
    Theirs,
    /// Our blocks, then theirs.
    Both,
    /// The blocks as they were.
    Base,
}

impl Hunks {
    /// The hunks that somebody has to choose for, in order.
    pub fn open(&self) -> impl Iterator<Item = &Hunk> {
        self.hunks.iter().filter(|hunk| hunk.state == State::Open)
    }
}

/// Cuts three bodies into hunks; `None` when one of them cannot be shown as Markdown.
pub fn hunks(base: &str, mine: &str, theirs: &str) -> Option<Hunks> {
    let [base, mine, theirs] = [Text::read(base)?, Text::read(mine)?, Text::read(theirs)?];
    let (to_mine, to_theirs) = (same(&base, &mine), same(&base, &theirs));
    let mut hunks: Vec<Hunk> = Vec::new();
    let mut at = [0, 0, 0];
    let stable = (0..base.blocks.len()).filter_map(|index| Some([index, to_mine[index]?, to_theirs[index]?]));
    let ends = [base.blocks.len(), mine.blocks.len(), theirs.blocks.len()];
    let texts = [&base, &mine, &theirs];
    for next in stable.chain([ends]) {
        if at != next {
            hunks.push(hunk(texts, [at[0]..next[0], at[1]..next[1], at[2]..next[2]]));
        }
        if next == ends {
            break;
        }
        let after = next.map(|index| index + 1);
        let [base, mine, theirs] = [0, 1, 2].map(|side| texts[side].bytes(next[side]..after[side]));
        match hunks.last_mut() {
            Some(last) if last.state == State::Same => {
                (last.base.end, last.mine.end, last.theirs.end) = (base.end, mine.end, theirs.end);
            }
            _ => hunks.push(Hunk { base, mine, theirs, state: State::Same }),
        }
        at = after;
    }
    Some(Hunks { base: base.markdown, mine: mine.markdown, theirs: theirs.markdown, hunks })
}

/// The text that comes of a choice for each open hunk, in order; where a choice is missing both are taken, for
/// nothing may be lost. It is an edit of their body: see [`crate::markup::splice`].
pub fn resolve(hunks: &Hunks, choices: &[Choice]) -> String {
    let mut choices = choices.iter().copied();
    let mut parts: Vec<&str> = Vec::new();
    for hunk in &hunks.hunks {
        let (base, mine, theirs) = (
            &hunks.base[hunk.base.clone()],
            &hunks.mine[hunk.mine.clone()],
            &hunks.theirs[hunk.theirs.clone()],
        );
        match &hunk.state {
            State::Same | State::Theirs => parts.push(theirs),
            State::Mine => parts.push(mine),
            State::Joined(text) => parts.push(text),
            State::Open => match choices.next().unwrap_or(Choice::Both) {
                Choice::Mine => parts.push(mine),
                Choice::Theirs => parts.push(theirs),
                Choice::Both => parts.extend([mine, theirs]),
                Choice::Base => parts.push(base),
            },
        }
    }
    let parts = parts.into_iter().map(|part| part.trim_end_matches('\n')).filter(|part| !part.is_empty());
    let mut text = parts.collect::<Vec<_>>().join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// A body's blocks, their Markdown and their bytes.
struct Text<'s> {
    source: &'s str,
    markdown: String,
    blocks: Vec<Block>,
    /// Where each block starts in the Markdown, and its end.
    starts: Vec<usize>,
}

impl<'s> Text<'s> {
    fn read(source: &'s str) -> Option<Text<'s>> {
        let tree = Tree::parse(source).ok()?;
        let projected = Projected::new(&tree);
        let markdown = projected.markdown.clone();
        let blocks = projected.read_back().ok()?.children;
        let lines: Vec<usize> =
            std::iter::once(0).chain(markdown.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let mut starts = vec![0];
        for block in blocks.iter().skip(1) {
            let start = lines.get(block.line.saturating_sub(1)).copied().unwrap_or(markdown.len());
            starts.push(start.max(starts[starts.len() - 1]));
        }
        starts.resize(blocks.len(), 0);
        starts.push(markdown.len());
        Some(Text { source, markdown, blocks, starts })
    }

    fn bytes(&self, blocks: Range<usize>) -> Range<usize> {
        self.starts[blocks.start]..self.starts[blocks.end]
    }

    fn shown(&self, blocks: Range<usize>) -> &str {
        self.markdown[self.bytes(blocks)].trim_end_matches('\n')
    }

    /// The stored bytes of blocks, if they say alone what they say on the page.
    fn stored(&self, blocks: Range<usize>) -> Option<&'s str> {
        let Some(first) = blocks.clone().next() else { return Some("") };
        let edge = |index: usize| self.blocks[index].origin.map(|origin| origin.edge);
        let span: Span = edge(first)?.join(edge(blocks.end - 1)?);
        let stored = self.source.get(span.range())?;
        let projection = to_markdown(stored);
        let is_whole = projection.read_only.is_none()
            && projection.markdown.trim_end_matches('\n') == self.shown(blocks);
        is_whole.then_some(stored)
    }
}

/// For each block of the base the block of the other text that says the same.
fn same(base: &Text<'_>, other: &Text<'_>) -> Vec<Option<usize>> {
    let mut found = vec![None; base.blocks.len()];
    for (index, was) in align(&base.blocks, &other.blocks).into_iter().enumerate() {
        if let Some(was) = was.filter(|was| base.blocks[*was].hash() == other.blocks[index].hash()) {
            found[was] = Some(index);
        }
    }
    found
}

fn hunk(texts: [&Text<'_>; 3], blocks: [Range<usize>; 3]) -> Hunk {
    let [base, mine, theirs] = [0, 1, 2].map(|side| texts[side].shown(blocks[side].clone()));
    let state = if mine == theirs {
        State::Same
    } else if theirs == base {
        State::Mine
    } else if mine == base {
        State::Theirs
    } else {
        joined(texts, &blocks).map_or(State::Open, State::Joined)
    };
    let [base, mine, theirs] = [0, 1, 2].map(|side| texts[side].bytes(blocks[side].clone()));
    Hunk { base, mine, theirs, state }
}

/// Two edits of a stretch that touch different words of it.
fn joined(texts: [&Text<'_>; 3], blocks: &[Range<usize>; 3]) -> Option<String> {
    let stored = |side: usize| texts[side].stored(blocks[side].clone());
    match merge(stored(0)?, stored(1)?, stored(2)?) {
        Merge::Clean(merged) => Some(to_markdown(&merged).markdown),
        Merge::Conflict(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::{Splice, splice};

    const BASE: &str = "<h1>T</h1><p>one two three four</p><p>left alone</p><p>b</p>";

    #[test]
    fn a_choice_is_asked_for_where_both_changed_one_place() {
        let mine = BASE.replace("two", "2").replace("<p>left", "<p>mine</p><p>left");
        let theirs = BASE.replace("two", "zwei").replace("<p>b</p>", "<p>B</p>");
        let found = hunks(BASE, &mine, &theirs).expect("shown");
        assert_eq!(found.open().count(), 1);
        let open = found.open().next().expect("one");
        assert_eq!(&found.mine[open.mine.clone()], "one 2 three four\n\nmine\n\n");
        assert_eq!(&found.theirs[open.theirs.clone()], "one zwei three four\n\n");
        let text = |choice| resolve(&found, &[choice]);
        assert_eq!(text(Choice::Mine), "# T\n\none 2 three four\n\nmine\n\nleft alone\n\nB\n");
        assert_eq!(text(Choice::Theirs), "# T\n\none zwei three four\n\nleft alone\n\nB\n");
        assert_eq!(text(Choice::Base), "# T\n\none two three four\n\nleft alone\n\nB\n");
        let both = "# T\n\none 2 three four\n\nmine\n\none zwei three four\n\nleft alone\n\nB\n";
        assert_eq!(text(Choice::Both), both);
        assert_eq!(resolve(&found, &[]), both);
        let Splice::Changed { storage, .. } = splice(&theirs, both) else { panic!("an edit of theirs") };
        assert_eq!(to_markdown(&storage).markdown, both);
    }

    #[test]
    fn words_of_one_paragraph_are_joined_beside_an_open_hunk() {
        let mine = BASE.replace("two", "2").replace("<p>b", "<p>x");
        let theirs = BASE.replace("four", "4").replace("<p>b", "<p>y");
        let found = hunks(BASE, &mine, &theirs).expect("shown");
        assert!(found.hunks.iter().any(|hunk| hunk.state == State::Joined("one 2 three 4\n".to_owned())));
        assert_eq!(resolve(&found, &[Choice::Theirs]), "# T\n\none 2 three 4\n\nleft alone\n\ny\n");
    }

    #[test]
    fn what_cannot_be_read_has_no_hunks() {
        assert_eq!(hunks(BASE, "<p>broken", BASE), None);
        assert_eq!(hunks("", "", "").map(|found| found.hunks), Some(Vec::new()));
    }
}
