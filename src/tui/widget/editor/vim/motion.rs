//! Where motions lead, and what an operator takes of the way there.

use super::keys::BACKSPACE;
use super::parse::Motion;
use super::prose::{self, Way};
use super::walk::{Step, Walk};
use super::{Vim, bracket, find, word};
use crate::tui::widget::editor::{Editor, Motion as Screen};

/// What an operator takes of the way to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Up to the target, without it.
    Exclusive,
    /// The target too.
    Inclusive,
    /// The lines from here to there.
    Lines,
}

/// The column that moves up and down aim for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// Cells from the start of the line.
    Column(usize),
    /// The end of each line.
    End,
}

/// Where a motion leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) at: usize,
    pub(super) shape: Shape,
    /// What up and down aim for afterwards; `None` for where the cursor came to.
    pub(super) goal: Option<Goal>,
    /// Whether what is deleted over it goes into `"1` even within a line.
    pub(super) far: bool,
    /// Whether it ended before it was done: the cursor goes as far, and nothing is done over it.
    pub(super) failed: bool,
}

impl Target {
    pub(super) fn new(at: usize, shape: Shape) -> Self {
        Self { at, shape, goal: None, far: false, failed: false }
    }

    fn far(self) -> Self {
        Self { far: true, ..self }
    }
}

/// What a motion is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    Cursor,
    Selection,
    Operator { change: bool, yank: bool },
}

impl Vim {
    /// Returns where a motion leads from the cursor; `None` when it leads nowhere.
    pub(super) fn target(
        &mut self,
        editor: &mut Editor,
        motion: &Motion,
        count: Option<usize>,
        purpose: For,
    ) -> Option<Target> {
        let times = count.unwrap_or(1);
        match motion {
            Motion::Key(key) => self.key_target(editor, *key, count, purpose),
            Motion::Go(key) => self.go_target(editor, *key, count),
            Motion::Find(key, letter) => {
                self.find = Some((*key, *letter));
                self.find_target(editor, *key, *letter, times, false)
            }
            Motion::FindAgain(same) => {
                let (key, letter) = self.find?;
                let key = match (same, key.is_lowercase()) {
                    (true, _) => key,
                    (false, true) => key.to_ascii_uppercase(),
                    (false, false) => key.to_ascii_lowercase(),
                };
                self.find_target(editor, key, letter, times, true)
            }
            Motion::Search(sign, pattern) => self.search_target(editor, *sign, pattern, times),
            Motion::SearchAgain(same) => self.search_again(editor, *same, times),
            Motion::Word { back, whole } => self.word_target(editor, *back, *whole, times),
            Motion::Mark(sign, name) => {
                let at = editor.text.snap(self.mark(editor, *name)?);
                let shape = if *sign == '`' { Shape::Exclusive } else { Shape::Lines };
                let at = if *sign == '`' { at } else { first_text(editor, editor.text.line_of(at)) };
                Some(Target { far: *sign == '`', ..Target::new(at, shape) })
            }
            Motion::Heading(next) => {
                let way = if *next { Way::Forward } else { Way::Back };
                let line = prose::heading(&editor.text, editor.line().0, way, times)?;
                Some(Target::new(editor.line_start(line), Shape::Exclusive))
            }
        }
    }

    fn key_target(
        &mut self,
        editor: &mut Editor,
        key: char,
        count: Option<usize>,
        purpose: For,
    ) -> Option<Target> {
        let times = count.unwrap_or(1);
        let in_view = matches!(key, 'H' | 'M' | 'L').then(|| editor.lines_in_view());
        let editor = &*editor;
        let cursor = editor.cursor();
        let (line, lines) = editor.line();
        let last = lines - 1;
        let text = &editor.text;
        let mut walk = Walk::new(text, cursor);
        let operated = matches!(purpose, For::Operator { .. });
        let exclusive = |at| Some(Target::new(at, Shape::Exclusive));
        let lined = |line| Some(Target::new(first_text(editor, line), Shape::Lines));
        match key {
            'h' => {
                let moved = (0..times).take_while(|_| walk.left()).count();
                (moved > 0 || operated).then_some(())?;
                exclusive(walk.at)
            }
            BACKSPACE => {
                for _ in 0..times {
                    if !walk.left() && (operated || walk.back_over() == Step::Edge) {
                        break;
                    }
                }
                exclusive(walk.at)
            }
            'l' | ' ' => right(walk, times, purpose, key == ' '),
            'j' | 'k' => {
                let to = if key == 'j' { (line + times).min(last) } else { line.saturating_sub(times) };
                (to != line).then_some(())?;
                self.vertical(editor, to)
            }
            'w' | 'W' => {
                let big = key == 'W';
                if purpose == (For::Operator { change: true, yank: false })
                    && !walk.is_line_end()
                    && !walk.is_white()
                {
                    // `cw` leaves the blank behind the word, as everybody expects of it.
                    let found = word::end(&mut walk, times, big, true, false);
                    return end_of_words(walk, cursor, Shape::Inclusive, found || operated, purpose);
                }
                let found = word::forward(&mut walk, times, big, operated, last);
                end_of_words(walk, cursor, Shape::Exclusive, found || operated, purpose)
            }
            'e' | 'E' => {
                let found = word::end(&mut walk, times, key == 'E', false, false);
                end_of_words(walk, cursor, Shape::Inclusive, found || operated, purpose)
            }
            'b' | 'B' => {
                let failed = !word::back(&mut walk, times, key == 'B', false);
                Some(Target { failed, ..Target::new(walk.at, Shape::Exclusive) })
            }
            '0' => exclusive(text.line(line).start),
            '^' => exclusive(first_text(editor, line)),
            '|' => {
                let start = text.line(line).start;
                let line = start..text.line(line).end;
                let at = match purpose {
                    For::Selection => editor.at_cell_or_end(line, times - 1),
                    _ => editor.at_cell(line, times - 1),
                };
                let goal = Some(Goal::Column(times - 1));
                Some(Target { goal, ..Target::new(at, Shape::Exclusive) })
            }
            '$' => {
                // Ends of lines are what is aimed for, though there be not as many.
                self.goal = Some(Goal::End);
                let to = line + times - 1;
                (to <= last || line < last || times == 1).then_some(())?;
                let range = text.line(to.min(last));
                let at = if range.is_empty() || purpose == For::Selection {
                    range.end
                } else {
                    text.previous(range.end)
                };
                Some(Target { goal: Some(Goal::End), ..Target::new(at, Shape::Inclusive) })
            }
            '_' => {
                (times == 1 || line < last).then_some(())?;
                if times == 1 && matches!(purpose, For::Operator { yank: true, .. }) {
                    return Some(Target::new(cursor, Shape::Lines));
                }
                lined((line + times - 1).min(last))
            }
            '+' => {
                (line < last).then_some(())?;
                lined((line + times).min(last))
            }
            '-' => {
                (line > 0).then_some(())?;
                lined(line.saturating_sub(times))
            }
            'G' => lined(count.map_or(last, |line| line.saturating_sub(1).min(last))),
            '{' | '}' => {
                let way = if key == '}' { Way::Forward } else { Way::Back };
                let (at, inclusive) = prose::paragraph(text, line, way, times)?;
                let shape = if inclusive { Shape::Inclusive } else { Shape::Exclusive };
                Some(Target::new(at, shape).far())
            }
            '(' | ')' => {
                let way = if key == ')' { Way::Forward } else { Way::Back };
                prose::sentences(&mut walk, way, times).then_some(())?;
                end_of_words(walk, usize::MAX, Shape::Exclusive, true, purpose).map(Target::far)
            }
            '%' => match count {
                Some(percent) if percent <= 100 => lined((percent * lines).div_ceil(100).max(1) - 1),
                Some(_) => None,
                None => bracket::partner(text, cursor).map(|at| Target::new(at, Shape::Inclusive).far()),
            },
            'H' | 'M' | 'L' => {
                let (first, shown) = in_view?;
                let below = match key {
                    'H' => (times - 1).min(shown - 1),
                    'L' => shown - times.min(shown),
                    _ => (shown - 1) / 2,
                };
                lined((first + below).min(last))
            }
            _ => None,
        }
    }

    fn go_target(&mut self, editor: &mut Editor, key: char, count: Option<usize>) -> Option<Target> {
        let times = count.unwrap_or(1);
        let (line, lines) = editor.line();
        let mut walk = Walk::new(&editor.text, editor.selection.cursor);
        match key {
            'g' => {
                let line = count.map_or(0, |line| line.saturating_sub(1).min(lines - 1));
                Some(Target::new(first_text(editor, line), Shape::Lines))
            }
            'e' | 'E' => {
                let failed = !word::end_back(&mut walk, times, key == 'E', false);
                Some(Target { failed, ..Target::new(walk.at, Shape::Inclusive) })
            }
            '_' => {
                (times == 1 || line + 1 < lines).then_some(())?;
                let range = editor.text.line((line + times - 1).min(lines - 1));
                let text = editor.text.slice(range.clone());
                let end = range.start + text.trim_end_matches([' ', '\t']).len();
                let at = if end > range.start { editor.text.previous(end) } else { end };
                Some(Target::new(at, Shape::Inclusive))
            }
            'j' | 'k' => {
                let motion = if key == 'j' { Screen::Down } else { Screen::Up };
                let before = editor.cursor();
                for _ in 0..times {
                    let at = editor.target(motion);
                    editor.selection.cursor = at;
                }
                let at = std::mem::replace(&mut editor.selection.cursor, before);
                let column = editor.goal.map(Goal::Column);
                Some(Target { goal: column, ..Target::new(at, Shape::Exclusive) })
            }
            '0' | '^' | '$' => {
                let row = editor.cursor_row();
                let range = editor.view.layout.range(&editor.text, row);
                let at = match key {
                    '$' => editor.last_of(row),
                    _ => range.start,
                };
                let shape = if key == '$' { Shape::Inclusive } else { Shape::Exclusive };
                Some(Target::new(at, shape))
            }
            _ => None,
        }
    }

    /// Goes to a line, to the column that was aimed for.
    pub(super) fn vertical(&mut self, editor: &Editor, line: usize) -> Option<Target> {
        let goal = self.goal_of(editor);
        let range = editor.text.line(line);
        let at = match goal {
            Goal::End if range.is_empty() || self.is_visual() => range.end,
            Goal::End => editor.text.previous(range.end),
            Goal::Column(column) if self.is_visual() => editor.at_cell_or_end(range, column),
            Goal::Column(column) => editor.at_cell(range, column),
        };
        Some(Target { goal: Some(goal), ..Target::new(at, Shape::Lines) })
    }

    /// Returns what up and down aim for.
    pub(super) fn goal_of(&self, editor: &Editor) -> Goal {
        self.goal.unwrap_or_else(|| {
            let start = editor.line_start(editor.line().0);
            Goal::Column(editor.columns(start..editor.cursor()))
        })
    }

    fn find_target(
        &self,
        editor: &Editor,
        key: char,
        letter: char,
        times: usize,
        again: bool,
    ) -> Option<Target> {
        let at = find::letter(&editor.text, editor.cursor(), key, letter, times, again)?;
        let shape = if key.is_lowercase() { Shape::Inclusive } else { Shape::Exclusive };
        Some(Target::new(at, shape))
    }
}

/// Steps right; an operator takes the last character of the line too.
fn right(mut walk: Walk<'_>, times: usize, purpose: For, wraps: bool) -> Option<Target> {
    let mut shape = Shape::Exclusive;
    for done in 0..times {
        let line = walk.line_range();
        let mut next = walk;
        next.forward();
        let stops = match purpose {
            For::Selection => walk.at >= line.end,
            _ => line.is_empty() || next.at >= line.end,
        };
        if !stops {
            walk = next;
            continue;
        }
        if purpose == For::Cursor && wraps {
            let mut next = walk;
            if next.forward_over() != Step::Edge {
                walk = next;
                continue;
            }
        }
        if matches!(purpose, For::Operator { .. }) {
            if !line.is_empty() {
                shape = Shape::Inclusive;
            }
        } else if done == 0 {
            return None;
        }
        break;
    }
    Some(Target::new(walk.at, shape))
}

/// The cursor does not stay behind the last character: the operator takes that one then.
fn end_of_words(
    mut walk: Walk<'_>,
    from: usize,
    mut shape: Shape,
    found: bool,
    purpose: For,
) -> Option<Target> {
    if (from == usize::MAX || walk.at > from)
        && walk.is_line_end()
        && !walk.is_line_start()
        && purpose != For::Selection
    {
        walk.left();
        shape = Shape::Inclusive;
    }
    // At the end of the text the cursor goes as far as there is.
    (found || walk.at != from).then(|| Target::new(walk.at, shape))
}

/// Returns the first character of a line that is no blank; its last one when there is none.
pub(super) fn first_text(editor: &Editor, line: usize) -> usize {
    let range = editor.text.line(line);
    let mut walk = Walk::new(&editor.text, range.start);
    while walk.is_white() {
        walk.forward();
    }
    if walk.is_line_end() && walk.at > range.start {
        walk.left();
    }
    walk.at
}
