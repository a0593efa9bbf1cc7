//! Colours of code in fences while it is typed.
//!
//! What a worker says about the code as it was moves along with every edit; a letter that is typed has the colour of
//! what it is typed into, and what a new line is, is not known yet. The next answer of the worker takes the place of it all.

use super::Editor;
use super::draw::Role;
use super::markdown::{Blocks, Look};
use super::text::Text;
use super::wrap::Edited;
use crate::tui::highlight::{Code, Ink, Pieces};
use std::ops::Range;
use std::sync::Arc;

/// A longer fence stays plain, in bytes: while it is in view it is read at every edit.
const LONGEST: usize = 256 * 1024;

/// How many fences are known; those that were looked at longest ago go first.
const MOST: usize = 24;

/// How much of the line of a fence is read for its language.
const INFO: usize = 128;

/// The fences that were in view.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fences(Vec<Fence>);

#[derive(Debug, Clone)]
struct Fence {
    /// The lines of its code.
    lines: Range<usize>,
    /// The code, as a worker is asked about it; `None` after an edit.
    code: Option<Arc<Code>>,
    /// Whether the pieces are those of the code.
    is_coloured: bool,
    is_too_long: bool,
    pieces: Vec<Pieces>,
}

impl Fences {
    /// Follows an edit of the text.
    pub(crate) fn edited(&mut self, edit: &Edited) {
        self.0.retain_mut(|fence| fence.edited(edit));
    }
}

impl Fence {
    /// Finds the fence around a line of code; of one that is too long, as much as is looked at.
    fn around(text: &Text, blocks: &mut Blocks, line: usize) -> Option<Self> {
        let from = text.line(line).start;
        let mut start = line;
        while start > 0 && blocks.in_fence(text, start) && from - text.line(start).start <= LONGEST {
            start -= 1;
        }
        let mut end = line;
        while end < text.lines() && blocks.in_fence(text, end) && text.line(end).end - from <= LONGEST {
            end += 1;
        }
        let opens = !blocks.in_fence(text, start);
        // The line that closes it is in it, too; at the end of the text there may be none.
        let closed = blocks.closes(text, end - 1);
        let whole = opens && (closed || end == text.lines());
        let lines = start + 1..end - usize::from(closed);
        let too_long = !whole || text.line(end - 1).end - text.line(start).start > LONGEST;
        lines.contains(&line).then(|| Self {
            lines,
            code: None,
            is_coloured: too_long,
            is_too_long: too_long,
            pieces: Vec::new(),
        })
    }

    /// Whether it is still what it was found as.
    fn stands(&self, text: &Text, blocks: &mut Blocks) -> bool {
        if self.is_too_long {
            return true;
        }
        let Range { start, end } = self.lines;
        let opens = start > 0 && !blocks.in_fence(text, start - 1) && blocks.in_fence(text, start);
        let ends = match end < text.lines() {
            true => blocks.in_fence(text, end) && blocks.closes(text, end),
            false => true,
        };
        opens && ends && end <= text.lines()
    }

    /// Follows an edit; `false` when it is not the same fence any more.
    fn edited(&mut self, edit: &Edited) -> bool {
        let last = edit.line + edit.lines_removed;
        if edit.line > self.lines.end {
            return true;
        }
        if self.is_too_long {
            return false;
        }
        if last + 1 < self.lines.start {
            let moved = |line: usize| line - edit.lines_removed + edit.lines_inserted;
            self.lines = moved(self.lines.start)..moved(self.lines.end);
            return true;
        }
        if edit.line < self.lines.start || last >= self.lines.end {
            return false;
        }
        self.lines.end = self.lines.end - edit.lines_removed + edit.lines_inserted;
        self.code = None;
        self.is_coloured = false;
        let at = edit.line - self.lines.start;
        let Some(pieces) = self.pieces.get_mut(at) else { return true };
        if edit.lines_removed == 0 && edit.lines_inserted == 0 {
            follow(pieces, edit.offset as u32, edit.removed as u32, edit.inserted as u32);
            return true;
        }
        pieces.retain_mut(|(range, _)| {
            range.end = range.end.min(edit.offset as u32);
            range.start < range.end
        });
        let gone = (at + 1 + edit.lines_removed).min(self.pieces.len());
        self.pieces.splice(at + 1..gone, std::iter::repeat_n(Pieces::new(), edit.lines_inserted));
        true
    }

    /// Looks for colours, when those there are have not been said about this very code.
    fn colour(&mut self, text: &Text, ink: &Ink) {
        if self.is_coloured {
            return;
        }
        let code = self.code.get_or_insert_with(|| {
            let info = text.line_text(self.lines.start - 1, INFO);
            let info = info.trim_start().trim_start_matches(['`', '~']).trim_start();
            let language = info.split([' ', ',', '{', '\t']).next().unwrap_or_default();
            let code = match self.lines.is_empty() {
                true => String::new(),
                false => text
                    .slice(text.line(self.lines.start).start..text.line(self.lines.end - 1).end)
                    .into_owned(),
            };
            Arc::new(Code::new(language, code))
        });
        if let Some(colours) = ink.of(code) {
            self.pieces = (0..self.lines.len()).map(|line| colours.line(line).to_vec()).collect();
            self.is_coloured = true;
        }
    }
}

/// Moves the pieces of a line along with an edit in it.
fn follow(pieces: &mut Pieces, at: u32, removed: u32, inserted: u32) {
    let moved = |place: u32| match place {
        place if place < at => place,
        place if place >= at + removed => place - removed + inserted,
        _ => at + inserted,
    };
    pieces.retain_mut(|(range, _)| {
        // A letter typed at the end of a word belongs to it, one before it does not.
        *range = moved(range.start)..moved(range.end);
        range.start < range.end
    });
}

impl Editor {
    /// Returns how a line looks, the colours of code included.
    pub(super) fn look(&mut self, line: usize, ink: &Ink) -> Look {
        let look = self.view.blocks.look(&self.text, line);
        if look.role != Role::Code
            || self.view.blocks.is_xml()
            || !self.view.blocks.in_fence(&self.text, line)
        {
            return look;
        }
        let (text, blocks, known) = (&self.text, &mut self.view.blocks, &mut self.view.fences.0);
        let found = known.iter().position(|fence| fence.lines.contains(&line));
        let fence = found.map(|found| known.remove(found)).filter(|fence| fence.stands(text, blocks));
        // After an edit it may end elsewhere.
        let fence = match fence {
            Some(fence) if fence.code.is_some() || fence.is_too_long => Some(fence),
            fence => {
                let found = Fence::around(text, blocks, line);
                fence.filter(|fence| found.as_ref().is_some_and(|found| found.lines == fence.lines)).or(found)
            }
        };
        let Some(mut fence) = fence else { return look };
        fence.colour(text, ink);
        let length = text.line(line).len() as u32;
        let pieces = fence.pieces.get(line - fence.lines.start).into_iter().flatten();
        let spans = pieces
            .map(|(range, class)| (range.start as usize..range.end.min(length) as usize, Role::from(*class)))
            .filter(|(range, _)| range.start < range.end)
            .collect();
        known.push(fence);
        if known.len() > MOST {
            known.remove(0);
        }
        Look { spans, ..look }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::tui::highlight::highlight;
    use crate::tui::widget::editor::{Command, Motion};
    use proptest::prelude::*;

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    /// What is coloured on a line.
    fn coloured(editor: &mut Editor, line: usize, ink: &Ink) -> Vec<(String, Role)> {
        let look = editor.look(line, ink);
        let text = editor.text.slice(editor.text.line(line)).into_owned();
        look.spans.into_iter().map(|(range, role)| (text[range].to_owned(), role)).collect()
    }

    /// Answers what was asked; says how much that was.
    fn answer(ink: &Ink) -> usize {
        let wanted = ink.wanted().unwrap_or_default();
        for code in &wanted {
            ink.put(code, Arc::new(highlight(code, || false).unwrap()));
        }
        wanted.len()
    }

    #[test]
    fn code_has_the_colours_of_its_language_and_keeps_them_while_it_is_typed() {
        let ink = Ink::default();
        let mut editor = Editor::new("# a\n```js\nlet a = 'b';\n// c\n```\nlet\n", 0);
        assert_eq!(coloured(&mut editor, 2, &ink), []);
        assert_eq!(answer(&ink), 1);
        let line = [("let".to_owned(), Role::Keyword), ("'b'".to_owned(), Role::String)];
        assert_eq!(coloured(&mut editor, 2, &ink), line);
        assert_eq!(coloured(&mut editor, 3, &ink), [("// c".to_owned(), Role::Comment)]);
        assert_eq!(coloured(&mut editor, 4, &ink), []);
        assert_eq!(coloured(&mut editor, 5, &ink), []);
        // In the string, and a line above it: nothing loses its colour while the worker is at it.
        let inside = editor.text().find("'b").unwrap() + 1;
        editor.apply(Command::Move(Motion::To(inside)), now());
        editor.apply(Command::Insert("x".into()), now());
        editor.apply(Command::Move(Motion::To(3)), now());
        editor.apply(Command::Insert("\n".into()), now());
        assert_eq!(coloured(&mut editor, 3, &ink)[1], ("'xb'".to_owned(), Role::String));
        assert_eq!(coloured(&mut editor, 4, &ink), [("// c".to_owned(), Role::Comment)]);
        assert_eq!(answer(&ink), 1);
        assert_eq!(answer(&ink), 0);
    }

    #[test]
    fn a_fence_that_is_too_long_stays_plain() {
        let ink = Ink::default();
        let line = "let a = 1; // and so on until the end of the line\n";
        let text = format!("```js\n{}```\n", line.repeat(LONGEST / line.len() + 1));
        let mut editor = Editor::new(&text, 0);
        for line in [1, 2, editor.text.lines() - 3] {
            assert_eq!(coloured(&mut editor, line, &ink), []);
        }
        assert_eq!(answer(&ink), 0);
    }

    proptest! {
        #[test]
        fn colours_after_edits_are_those_of_a_new_text(
            start in proptest::collection::vec("(```js|```|~~~|let a = 'b';|// c||text)", 0..16),
            edits in proptest::collection::vec((any::<u16>(), 0usize..12, "(\n|`|```|~~~|a|'|//|\n```js\n){0,3}"), 1..10),
        ) {
            let ink = Ink::default();
            let mut editor = Editor::new(&start.join("\n"), 0);
            for (at, removed, inserted) in edits {
                let at = usize::from(at) % (editor.len() + 1);
                let end = (at + removed).min(editor.len());
                editor.replace_range(at..end, &inserted, now());
                let lines = editor.text.lines();
                let before: Vec<_> = (0..lines).map(|line| editor.look(line, &ink)).collect();
                for (line, look) in before.iter().enumerate() {
                    let mut last = 0;
                    for (range, _) in &look.spans {
                        prop_assert!(range.start >= last && range.start < range.end);
                        prop_assert!(range.end <= editor.text.line(line).len());
                        last = range.end;
                    }
                }
                answer(&ink);
                let mut fresh = Editor::new(&editor.text(), 0);
                for line in 0..lines {
                    fresh.look(line, &ink);
                }
                answer(&ink);
                for line in 0..lines {
                    prop_assert_eq!(editor.look(line, &ink), fresh.look(line, &ink), "line {}", line);
                }
            }
        }
    }
}
