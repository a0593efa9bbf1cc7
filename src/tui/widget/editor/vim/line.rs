//! The command line: `:w`, `:s/a/b/g`, `:5`, `:%d`.
//!
//! Commands that are about the page and not its text are answered as [`Ask`]; words it does not know go to
//! the palette.

use super::motion::first_text;
use super::operate::{self, Region};
use super::parse::Operator;
use super::put::How;
use super::range::Lines;
use super::{Done, Vim, join};
use crate::domain::Timestamp;
use crate::tui::widget::editor::Editor;

/// What the command line asks of the page's editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// To save a version.
    Save,
    /// To save a version and close.
    SaveClose,
    /// To close; the draft is kept.
    Close,
    /// To throw the draft away, and to leave.
    Discard,
    /// To throw the draft away, and to begin again with the page as it is saved.
    Reload,
    /// To edit what is stored.
    EditStorage,
    /// To find and replace with a preview; in what is selected, when something is.
    Find,
    /// Anything else, for the palette.
    Palette(String),
}

impl Vim {
    /// Carries out what was typed after `:`.
    pub(super) fn execute(&mut self, editor: &mut Editor, typed: &str, now: Timestamp) -> Done {
        let typed = typed.trim().trim_start_matches(':');
        self.registers.set(':', typed.to_owned());
        let Some((lines, rest)) = self.range(editor, typed) else {
            self.answer.says = Some("these are no lines of this text".to_owned());
            return Done::No;
        };
        let rest = rest.trim_start();
        if rest.is_empty() {
            editor.selection.cursor = first_text(editor, lines.last.min(editor.text.lines() - 1));
            return Done::Yes;
        }
        if !lines.fits(editor) {
            self.answer.says = Some("these are no lines of this text".to_owned());
            return Done::No;
        }
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (mut name, mut argument) = rest.split_at(end);
        if name.is_empty() && !rest.is_empty() {
            (name, argument) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
        }
        let bang = argument.starts_with('!');
        let ask = match (name, bang) {
            ("w" | "write" | "up" | "update", _) => Ask::Save,
            ("wq" | "x" | "xit" | "wqa" | "xa", _) => Ask::SaveClose,
            ("q" | "quit" | "qa" | "qall", false) => Ask::Close,
            ("q" | "quit" | "qa" | "qall", true) => Ask::Discard,
            ("e" | "edit", true) => Ask::Reload,
            ("edit", false) if argument.trim() == "storage" || argument == "-storage" => Ask::EditStorage,
            ("s" | "substitute" | "su" | "&" | "&&", _) => {
                return self.substitute(editor, name, argument, lines, now);
            }
            ("noh" | "nohlsearch", _) => {
                editor.show_matches(None);
                return Done::Yes;
            }
            ("u" | "undo", _) => return self.undo(editor, 1, now),
            ("red" | "redo", _) => return self.redo(editor, 1),
            _ => return self.edit_lines(editor, name, argument.trim(), lines, typed, now),
        };
        self.answer.asks = Some(ask);
        Done::Yes
    }

    /// Commands over lines: `:d :y :j :> :< :m :t :norm`.
    fn edit_lines(
        &mut self,
        editor: &mut Editor,
        name: &str,
        argument: &str,
        lines: Lines,
        typed: &str,
        now: Timestamp,
    ) -> Done {
        let register = argument.chars().next().filter(|_| argument.chars().count() == 1);
        let start = editor.text.line(lines.first).start;
        let region = Region::of_lines(&editor.text, start, lines.first, lines.last);
        let depth = argument.chars().take_while(|sign| *sign == '>' || *sign == '<').count() + 1;
        match name {
            "d" | "delete" => self.operate(editor, Operator::Delete, &region, register, 1, now),
            "y" | "yank" => {
                let cursor = editor.cursor();
                let done = self.operate(editor, Operator::Yank, &region, register, 1, now);
                editor.selection.cursor = cursor;
                done
            }
            "pu" | "put" => {
                editor.selection.cursor = editor.text.line(lines.last).start;
                let done = self.put(editor, register, How { after: true, behind: false, times: 1 }, now);
                editor.selection.cursor = first_text(editor, editor.line().0);
                done
            }
            ">" | "<" => {
                operate::shift(editor, lines.first..=lines.last, name == ">", depth, now);
                editor.selection.cursor = first_text(editor, lines.last);
                Done::Yes
            }
            "=" => self.operate(editor, Operator::Tidy, &region, None, 1, now),
            "j" | "join" => {
                let last = lines.last.max(lines.first + 1);
                if last >= editor.text.lines() {
                    return Done::No;
                }
                let done = join::join(editor, lines.first..=last, !argument.starts_with('!'), now);
                editor.selection.cursor = first_text(editor, lines.first);
                done
            }
            "t" | "co" | "copy" | "m" | "move" => {
                let moves = name.starts_with('m');
                let Some((to, "")) = self.range(editor, argument).map(|(to, rest)| (to, rest.trim())) else {
                    return Done::No;
                };
                if !to.fits(editor) {
                    return Done::No;
                }
                // `0` is above the first line.
                let at = if argument.trim() == "0" { 0 } else { to.last + 1 };
                self.copy_lines(editor, lines, at, moves, now)
            }
            "norm" | "normal" => {
                let argument = argument.trim_start_matches('!').trim_start();
                let count = lines.last - lines.first + 1;
                let mut line = lines.first;
                for _ in 0..count {
                    if line >= editor.text.lines() {
                        break;
                    }
                    let before = editor.text.lines();
                    editor.selection.cursor = editor.text.line(line).start;
                    self.replay(editor, argument, now);
                    line = (line + 1 + editor.text.lines()).saturating_sub(before);
                }
                Done::Yes
            }
            _ => {
                self.answer.asks = Some(Ask::Palette(typed.to_owned()));
                Done::No
            }
        }
    }

    fn copy_lines(
        &mut self,
        editor: &mut Editor,
        lines: Lines,
        at: usize,
        moves: bool,
        now: Timestamp,
    ) -> Done {
        let taken = editor.text.slice(editor.text.line(lines.first).start..editor.text.line(lines.last).end);
        let taken = taken.into_owned();
        if moves && (lines.first..=lines.last + 1).contains(&at) {
            let stays = at == lines.first || at == lines.last + 1;
            if stays {
                editor.selection.cursor = first_text(editor, lines.last);
            }
            return if stays { Done::Yes } else { Done::No };
        }
        let total = editor.text.lines();
        let place = if at >= total { editor.len() } else { editor.text.line(at).start };
        let inserted = if at >= total { format!("\n{taken}") } else { format!("{taken}\n") };
        let mut pieces = vec![(place..place, inserted)];
        if moves {
            let gone = operate::lines_with_break(&editor.text, lines.first, lines.last);
            pieces.push((gone, String::new()));
            pieces.sort_by_key(|(range, _)| range.start);
        }
        editor.edit(pieces, now);
        let count = lines.last - lines.first + 1;
        let last = if moves && at > lines.first { at - 1 } else { at + count - 1 };
        editor.selection.cursor = first_text(editor, last.min(editor.text.lines() - 1));
        Done::Yes
    }
}
