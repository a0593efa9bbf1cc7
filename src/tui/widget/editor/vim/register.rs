//! Registers: where deleted and yanked text goes, and where `p` takes it from.

use std::collections::BTreeMap;

/// How a text was taken, which says how it is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Characters in a row, over lines or not.
    #[default]
    Chars,
    /// Whole lines: each ends with a line feed.
    Lines,
    /// A rectangle: its rows are joined by line feeds.
    Block,
}

/// What one register holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    /// The text as it was taken.
    pub text: String,
    /// How it was taken.
    pub kind: Kind,
    /// How many columns a block has; its rows may be shorter.
    pub columns: usize,
}

impl Register {
    /// Makes one of characters.
    pub(super) fn chars(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Registers {
    held: BTreeMap<char, Register>,
    /// The one that was written last: what `"` stands for.
    last: Option<char>,
}

impl Registers {
    /// Returns what a register holds; `None` stands for the unnamed one.
    pub(super) fn get(&self, name: Option<char>) -> Option<&Register> {
        let name = match name {
            None | Some('"') => self.last?,
            Some('*') => '+',
            Some(name) => name.to_ascii_lowercase(),
        };
        self.held.get(&name)
    }

    /// Puts a text into one that commands do not write: `"/`, `".`, `":`.
    pub(super) fn set(&mut self, name: char, text: String) {
        self.held.insert(name, Register::chars(text));
    }

    /// Fills one without making it the last.
    #[cfg(test)]
    pub(super) fn preset(&mut self, name: char, register: Register) {
        self.held.insert(name, register);
    }

    /// Keeps what was yanked.
    pub(super) fn yank(&mut self, name: Option<char>, register: Register) {
        match name {
            Some('_') => {}
            None | Some('"') => self.write('0', register),
            Some(name) => self.write(name, register),
        }
    }

    /// Keeps what was deleted; `large` when it was lines or a motion that goes far.
    pub(super) fn delete(&mut self, name: Option<char>, register: Register, large: bool) {
        if name == Some('_') {
            return;
        }
        let unnamed = name.is_none_or(|name| name == '"');
        let small = register.kind != Kind::Lines && !register.text.contains('\n');
        if let Some(name) = name.filter(|_| !unnamed) {
            self.write(name, register.clone());
        }
        if large || !small {
            for number in ('1'..'9').rev() {
                if let Some(register) = self.held.remove(&number) {
                    self.held.insert((number as u8 + 1) as char, register);
                }
            }
            self.held.insert('1', register.clone());
            // What was appended to stays the unnamed one.
            if !name.is_some_and(|name| name.is_ascii_uppercase()) {
                self.last = Some('1');
            }
        }
        if unnamed && small {
            self.write('-', register);
        }
    }

    fn write(&mut self, name: char, register: Register) {
        let name = if name == '*' { '+' } else { name };
        let lower = name.to_ascii_lowercase();
        self.last = Some(lower);
        match self.held.get_mut(&lower).filter(|_| name.is_ascii_uppercase()) {
            Some(held) => held.append(register),
            None => {
                self.held.insert(lower, register);
            }
        }
    }
}

impl Register {
    /// Adds to it; lines stay lines, and make lines of what they are added to.
    fn append(&mut self, other: Self) {
        if other.kind == Kind::Lines && self.kind != Kind::Lines {
            self.text.push('\n');
            self.kind = Kind::Lines;
        }
        self.text.push_str(&other.text);
        if self.kind == Kind::Lines && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Register {
        Register::chars(text.to_owned())
    }

    fn lines(text: &str) -> Register {
        Register { text: text.to_owned(), kind: Kind::Lines, columns: 0 }
    }

    #[test]
    fn large_deletes_move_down_the_numbers() {
        let mut registers = Registers::default();
        for text in ["a\n", "b\n", "c\n"] {
            registers.delete(None, lines(text), true);
        }
        registers.delete(None, chars("small"), false);
        let held = |name| registers.get(Some(name)).unwrap().text.as_str();
        assert_eq!(
            [held('1'), held('2'), held('3'), held('-'), held('"')],
            ["c\n", "b\n", "a\n", "small", "small"]
        );
    }

    #[test]
    fn capitals_append_and_the_black_hole_keeps_nothing() {
        let mut registers = Registers::default();
        registers.yank(Some('a'), chars("one"));
        registers.yank(Some('A'), lines("two\n"));
        registers.delete(Some('_'), chars("gone"), true);
        assert_eq!(registers.get(Some('a')), Some(&lines("one\ntwo\n")));
        assert_eq!(registers.get(None), registers.get(Some('a')));
    }
}
