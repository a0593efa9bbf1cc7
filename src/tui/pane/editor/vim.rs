//! The keys of vim, for those whose hands know nothing else: the usual moves, operators, counts, visual
//! selection and `:w :q :wq :q!`.
//!
//! It turns keys into the same commands that the other keys lead to. No registers, no macros, no `.`; text
//! objects other than lines are words by motion.

use crate::tui::action::Action;
use crate::tui::chord::typed;
use crate::tui::theme::Theme;
use crate::tui::widget::editor::{Command, Editor as Text, Motion};
use crate::tui::widget::input::Input;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Span;

/// The largest count; a slip of the hand must not run for minutes.
const MOST: usize = 1000;

/// Where the keys stand.
#[derive(Debug, Default)]
pub(super) struct Vim {
    mode: Mode,
    count: Option<usize>,
    /// Keys that need another: an operator, `g`, `r`.
    pending: Vec<char>,
    /// The line after `:`.
    line: Option<Input>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    #[default]
    Normal,
    Insert,
    Visual,
    VisualLine,
}

/// What a key comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// These commands, one after the other.
    Run(Vec<Command>),
    /// An action of the editor.
    Act(Action),
    /// The next match of the search, or the one before.
    Match(bool),
    /// Nothing for vim: what it means without.
    Pass,
}

impl Vim {
    /// Returns the word for the footer.
    pub(super) fn name(&self) -> &'static str {
        match self.mode {
            Mode::Normal => "NORMAL",
            Mode::Insert => "INSERT",
            Mode::Visual | Mode::VisualLine => "VISUAL",
        }
    }

    /// Goes back to normal; `false` when that is where it is.
    pub(super) fn escape(&mut self, text: &Text) -> Option<Vec<Command>> {
        let waited = self.line.take().is_some() | !self.pending.is_empty() | self.count.is_some();
        self.pending.clear();
        self.count = None;
        let mode = std::mem::take(&mut self.mode);
        match mode {
            Mode::Normal => waited.then(Vec::new),
            Mode::Visual | Mode::VisualLine => Some(vec![Command::Unselect]),
            // The cursor stands on a letter in normal mode, so it steps back onto the last one.
            Mode::Insert if text.before_cursor().is_empty() => Some(Vec::new()),
            Mode::Insert => Some(vec![Command::Move(Motion::Left)]),
        }
    }

    /// Takes a key.
    pub(super) fn key(&mut self, key: KeyEvent, text: &Text) -> Answer {
        if self.mode == Mode::Insert {
            return Answer::Pass;
        }
        if let Some(line) = &mut self.line {
            if key.code == KeyCode::Enter {
                let typed = self.line.take().map(|mut line| line.take()).unwrap_or_default();
                return execute(typed.trim(), text);
            }
            line.on_key(key);
            return Answer::Run(Vec::new());
        }
        match typed(&key) {
            Some(letter) => self.letter(letter, text),
            None if key.code == KeyCode::Backspace => Answer::Run(vec![self.go(Motion::Left)]),
            None if key.code == KeyCode::Enter => Answer::Run(vec![self.go(Motion::Down)]),
            None => Answer::Pass,
        }
    }

    /// Draws the line after `:`; tells whether there is one.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) -> bool {
        let Some(line) = &self.line else { return false };
        frame.buffer_mut().set_style(area, theme.text);
        frame.render_widget(Span::styled(":", theme.accent), area);
        let rest = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
        line.draw(frame, rest, theme.text);
        true
    }

    /// Tells whether a line is typed after `:`.
    pub(super) fn has_line(&self) -> bool {
        self.line.is_some()
    }

    fn letter(&mut self, letter: char, text: &Text) -> Answer {
        if let ('1'..='9', _) | ('0', Some(_)) = (letter, self.count)
            && self.pending.last() != Some(&'r')
        {
            let digit = letter as usize - '0' as usize;
            self.count = Some((self.count.unwrap_or(0) * 10 + digit).min(MOST));
            return Answer::Run(Vec::new());
        }
        if matches!(letter, 'g' | 'r') && self.pending.last() != Some(&letter)
            || (matches!(letter, 'd' | 'c' | 'y' | '>' | '<')
                && self.pending.is_empty()
                && self.mode == Mode::Normal)
        {
            self.pending.push(letter);
            return Answer::Run(Vec::new());
        }
        let pending = std::mem::take(&mut self.pending);
        let given = self.count.take();
        let count = given.unwrap_or(1);
        match pending[..] {
            ['r'] => Answer::Run(replace(letter, text)),
            [] if self.mode != Mode::Normal => self.visual(letter, count, text),
            [] => self.normal(letter, given, text),
            ['g'] if letter == 'g' => Answer::Run(vec![self.go(to_line(given.unwrap_or(1), text))]),
            [operator] if letter == operator => Answer::Run(self.lines(operator, count, text)),
            [operator, 'g'] if letter == 'g' => Answer::Run(self.operate(operator, Motion::Start, 1, text)),
            [operator] => match motion(letter, text) {
                Some(motion) => Answer::Run(self.operate(operator, motion, count, text)),
                None => Answer::Run(Vec::new()),
            },
            _ => Answer::Run(Vec::new()),
        }
    }

    fn go(&self, motion: Motion) -> Command {
        if self.mode == Mode::Normal { Command::Move(motion) } else { Command::Select(motion) }
    }

    fn normal(&mut self, letter: char, given: Option<usize>, text: &Text) -> Answer {
        let count = given.unwrap_or(1);
        if letter == 'G' {
            let motion = given.map_or(Motion::End, |line| to_line(line, text));
            return Answer::Run(vec![Command::Move(motion)]);
        }
        if let Some(motion) = motion(letter, text) {
            return Answer::Run(vec![Command::Move(motion); count]);
        }
        let commands = match letter {
            'x' if text.is_at_line_end() => Vec::new(),
            'x' => vec![Command::Delete(Motion::Right); count],
            'X' => vec![Command::Delete(Motion::Left); count],
            'D' => vec![Command::Select(Motion::LineEnd), Command::Cut],
            'p' | 'P' => put(letter == 'p', text),
            'u' => vec![Command::Undo; count],
            'J' => vec![
                Command::Move(Motion::LineEnd),
                Command::Delete(Motion::Right),
                Command::Insert(" ".to_owned()),
            ],
            'v' => return self.begin(Mode::Visual, Vec::new()),
            'V' => {
                let (line, _) = text.line();
                let next = Motion::To(text.line_start(line + 1));
                let commands = vec![Command::Move(Motion::LineStart), Command::Select(next)];
                return self.begin(Mode::VisualLine, commands);
            }
            'n' => return Answer::Match(true),
            'N' => return Answer::Match(false),
            '/' => return Answer::Act(Action::Find),
            ':' => {
                self.line = Some(Input::new());
                Vec::new()
            }
            _ => return self.insert(letter, text),
        };
        Answer::Run(commands)
    }

    /// The letters after which one types.
    fn insert(&mut self, letter: char, text: &Text) -> Answer {
        let commands = match letter {
            'i' => Vec::new(),
            'I' => vec![Command::Move(Motion::LineText)],
            'a' if text.is_at_line_end() => Vec::new(),
            'a' => vec![Command::Move(Motion::Right)],
            'A' => vec![Command::Move(Motion::LineEnd)],
            'o' => vec![Command::Move(Motion::LineEnd), Command::Enter],
            'O' => vec![
                Command::Move(Motion::LineStart),
                Command::Insert("\n".to_owned()),
                Command::Move(Motion::Left),
            ],
            's' => vec![Command::Delete(Motion::Right)],
            'S' => vec![Command::Move(Motion::LineStart), Command::Select(Motion::LineEnd), Command::Cut],
            'C' => vec![Command::Select(Motion::LineEnd), Command::Cut],
            _ => return Answer::Run(Vec::new()),
        };
        self.begin(Mode::Insert, commands)
    }

    fn begin(&mut self, mode: Mode, commands: Vec<Command>) -> Answer {
        self.mode = mode;
        Answer::Run(commands)
    }

    fn visual(&mut self, letter: char, count: usize, text: &Text) -> Answer {
        let (line, _) = text.line();
        let start = text.selected().map_or(text.cursor(), |range| range.start);
        let commands = match letter {
            'j' if self.mode == Mode::VisualLine => {
                vec![Command::Select(Motion::To(text.line_start(line + count)))]
            }
            'k' if self.mode == Mode::VisualLine => {
                vec![Command::Select(Motion::To(text.line_start(line.saturating_sub(count))))]
            }
            'v' | 'V' => return self.begin(Mode::Normal, vec![Command::Unselect]),
            'd' | 'x' => return self.begin(Mode::Normal, vec![Command::Cut]),
            'y' => {
                return self.begin(Mode::Normal, vec![Command::Copy, Command::Move(Motion::To(start))]);
            }
            'c' | 's' => return self.begin(Mode::Insert, vec![Command::Cut]),
            '>' => return self.begin(Mode::Normal, vec![Command::Indent, Command::Unselect]),
            '<' => return self.begin(Mode::Normal, vec![Command::Outdent, Command::Unselect]),
            'G' => vec![Command::Select(Motion::End)],
            _ => motion(letter, text).map_or_else(Vec::new, |motion| vec![Command::Select(motion); count]),
        };
        Answer::Run(commands)
    }

    /// An operator over a motion.
    fn operate(&mut self, operator: char, motion: Motion, count: usize, text: &Text) -> Vec<Command> {
        // `cw` leaves the blank behind the word, as everybody expects of it.
        let motion = if operator == 'c' && motion == Motion::NextWord { Motion::WordRight } else { motion };
        let mut commands = vec![Command::Select(motion); count];
        if let Motion::Up | Motion::Down = motion {
            let (line, _) = text.line();
            let (first, last) = match motion {
                Motion::Up => (line.saturating_sub(count), line),
                _ => (line, line + count),
            };
            commands = vec![
                Command::Move(Motion::To(text.line_start(first))),
                Command::Select(Motion::To(text.line_start(last + 1))),
            ];
        }
        self.finish(operator, commands, text)
    }

    /// An operator over whole lines.
    fn lines(&mut self, operator: char, count: usize, text: &Text) -> Vec<Command> {
        let (line, _) = text.line();
        let end = if operator == 'c' {
            // The line stays, only what is on it goes.
            Motion::LineEnd
        } else {
            Motion::To(text.line_start(line + count))
        };
        self.finish(operator, vec![Command::Move(Motion::LineStart), Command::Select(end)], text)
    }

    fn finish(&mut self, operator: char, mut commands: Vec<Command>, text: &Text) -> Vec<Command> {
        match operator {
            'd' => commands.push(Command::Cut),
            'c' => {
                commands.push(Command::Cut);
                self.mode = Mode::Insert;
            }
            'y' => commands.extend([Command::Copy, Command::Move(Motion::To(text.cursor()))]),
            '>' => commands.extend([Command::Indent, Command::Unselect]),
            _ => commands.extend([Command::Outdent, Command::Unselect]),
        }
        commands
    }
}

fn motion(letter: char, text: &Text) -> Option<Motion> {
    Some(match letter {
        'h' if text.before_cursor().is_empty() => Motion::LineStart,
        'l' | ' ' if text.is_at_line_end() => Motion::LineEnd,
        'h' => Motion::Left,
        'l' | ' ' => Motion::Right,
        'j' => Motion::Down,
        'k' => Motion::Up,
        'w' | 'W' => Motion::NextWord,
        'b' | 'B' => Motion::WordLeft,
        'e' | 'E' => Motion::WordRight,
        '0' => Motion::LineStart,
        '^' => Motion::LineText,
        '$' => Motion::LineEnd,
        '{' => Motion::ParagraphUp,
        '}' => Motion::ParagraphDown,
        'G' => Motion::End,
        _ => return None,
    })
}

fn to_line(line: usize, text: &Text) -> Motion {
    Motion::To(text.line_start(line.saturating_sub(1)))
}

fn replace(letter: char, text: &Text) -> Vec<Command> {
    if text.is_at_line_end() {
        return Vec::new();
    }
    let insert = Command::Insert(letter.to_string());
    vec![Command::Select(Motion::Right), insert, Command::Move(Motion::Left)]
}

/// Puts back what was cut: lines below or above, anything else after or before the cursor.
fn put(after: bool, text: &Text) -> Vec<Command> {
    let remembered = text.remembered();
    match (remembered.strip_suffix('\n'), after) {
        _ if remembered.is_empty() => Vec::new(),
        (Some(lines), true) => {
            let (line, _) = text.line();
            let paste = Command::Paste(format!("\n{lines}"));
            let below = text.line_start(line) + line_length(text) + 1;
            vec![Command::Move(Motion::LineEnd), paste, Command::Move(Motion::To(below))]
        }
        (Some(_), false) => {
            let (line, _) = text.line();
            let back = Command::Move(Motion::To(text.line_start(line)));
            vec![Command::Move(Motion::LineStart), Command::Yank, back]
        }
        (None, true) if !text.is_at_line_end() => vec![Command::Move(Motion::Right), Command::Yank],
        (None, _) => vec![Command::Yank],
    }
}

fn line_length(text: &Text) -> usize {
    let (line, lines) = text.line();
    let next = text.line_start(line + 1);
    next - text.line_start(line) - usize::from(line + 1 < lines)
}

/// Does what was typed after `:`.
fn execute(typed: &str, text: &Text) -> Answer {
    match typed {
        "w" | "write" => Answer::Act(Action::Save),
        "wq" | "x" => Answer::Act(Action::SaveClose),
        "q" | "quit" => Answer::Act(Action::Close),
        "q!" => Answer::Act(Action::Discard),
        "edit storage" | "edit-storage" => Answer::Act(Action::EditStorage),
        _ => match typed.parse::<usize>() {
            Ok(line) => Answer::Run(vec![Command::Move(to_line(line, text))]),
            Err(_) => Answer::Act(Action::Palette),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Timestamp;
    use crate::tui::chord::Chord;

    /// Types keys into a text and returns it with a bar at the cursor.
    fn vim(text: &str, keys: &str) -> String {
        let mut text = Text::new(text, 0);
        let mut vim = Vim::default();
        for chord in Chord::parse_sequence(keys).unwrap() {
            let key = chord.to_event();
            let commands = match key.code {
                KeyCode::Esc => vim.escape(&text).unwrap_or_default(),
                _ => match vim.key(key, &text) {
                    Answer::Run(commands) => commands,
                    Answer::Pass => crate::tui::pane::editor::keys::command(key).into_iter().collect(),
                    answer => panic!("{answer:?}"),
                },
            };
            for command in commands {
                text.apply(command, Timestamp::UNIX_EPOCH);
            }
        }
        let written = text.text();
        let (before, after) = written.split_at(text.cursor());
        format!("{before}|{after}")
    }

    #[test]
    fn moves_and_counts() {
        assert_eq!(vim("one two three", "w w"), "one two |three");
        assert_eq!(vim("one two three", "2 w b"), "one |two three");
        assert_eq!(vim("a\nb\nc", "G"), "a\nb\nc|");
        assert_eq!(vim("a\nb\nc", "2 G"), "a\n|b\nc");
        assert_eq!(vim("a\nb\nc", "j g g"), "|a\nb\nc");
        assert_eq!(vim("a\nb", "l l l"), "a|\nb");
    }

    #[test]
    fn operators_over_words_and_lines() {
        assert_eq!(vim("one two three", "d w"), "|two three");
        assert_eq!(vim("one two three", "2 d w"), "|three");
        assert_eq!(vim("one two", "c w x esc"), "|x two");
        assert_eq!(vim("a\nb\nc", "2 d d"), "|c");
        assert_eq!(vim("a\nb\nc", "d d p"), "b\n|a\nc");
        assert_eq!(vim("a\nb", "y y p"), "a\n|a\nb");
        assert_eq!(vim("a\nb\nc", "d j"), "|c");
        assert_eq!(vim("one two", "w D"), "one |");
    }

    #[test]
    fn inserting_and_visual() {
        assert_eq!(vim("- a", "o b esc"), "- a\n- |b");
        assert_eq!(vim("a", "O b esc"), "|b\na");
        assert_eq!(vim("one two", "v e d"), "| two");
        assert_eq!(vim("a\nb\nc", "V j d"), "|c");
        assert_eq!(vim("abc", "x u"), "|abc");
        assert_eq!(vim("abc", "r x"), "|xbc");
        assert_eq!(vim("a b", "A ! esc"), "a b|!");
    }

    #[test]
    fn words_after_a_colon() {
        let text = Text::new("a\nb", 0);
        assert_eq!(execute("w", &text), Answer::Act(Action::Save));
        assert_eq!(execute("q!", &text), Answer::Act(Action::Discard));
        assert_eq!(execute("2", &text), Answer::Run(vec![Command::Move(Motion::To(2))]));
    }
}
