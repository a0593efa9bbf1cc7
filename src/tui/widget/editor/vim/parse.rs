//! What keys ask for: a grammar over the keys typed so far, without any text in sight.
//!
//! ```text
//! command  = ["x] [count] ( action | motion | operator ["x] [count] ( motion | object | operator again ) )
//! ```
//!
//! It is read again from its first key at every key; it is never longer than a few.

use super::keys::{BACKSPACE, DELETE, DOWN, END, ENTER, HOME, LEFT, RIGHT, UP, control};

/// The largest count; a slip of the hand must not run for minutes.
const MOST: usize = 9_999;

/// What keys came to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Parsed {
    /// More keys are needed.
    More,
    /// A line has to be typed behind these keys: `:`, `/` or `?`.
    Line(char),
    /// It means nothing.
    Nothing,
    /// A command.
    Done(Command),
}

/// A command of the normal or visual mode.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Command {
    pub(super) register: Option<char>,
    pub(super) count: Option<usize>,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Move(Motion),
    Operate(Operator, Span),
    /// One of the letters that do something by themselves: `x`, `p`, `i`, `J`.
    Act(char),
    /// The same behind `g`: `gi`, `gv`, `gp`.
    Go(char),
    /// A letter and what it takes: `r`, `m`, `q`, `@`.
    Take(char, char),
    /// `zz`, `zt`, `zb`.
    View(char),
    /// What was typed after `:`.
    Line(String),
    /// An object selected in visual mode.
    Select(Object),
}

/// What an operator is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Delete,
    Change,
    Yank,
    Indent,
    Outdent,
    Lower,
    Upper,
    Toggle,
    Tidy,
}

/// What an operator works on.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Span {
    /// The lines from here on, as many as counted.
    Lines,
    To(Motion, Option<Force>),
    Object(Object),
}

/// `v` or `V` between operator and motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Force {
    Chars,
    Lines,
}

/// A text object: `aw` is `{ around: true, kind: 'w' }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) around: bool,
    pub(super) kind: char,
}

/// A way through the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Motion {
    /// A key that says it all: `w`, `}`, `%`.
    Key(char),
    /// A key behind `g`: `gg`, `ge`, `g_`.
    Go(char),
    /// `f F t T` and the character.
    Find(char, char),
    /// `;` and, the other way, `,`.
    FindAgain(bool),
    /// `/` or `?` and the pattern.
    Search(char, String),
    /// `n` and, the other way, `N`.
    SearchAgain(bool),
    /// `*` and `#`; `g*` and `g#` take parts of words too.
    Word { back: bool, whole: bool },
    /// `` ` `` or `'` and the mark.
    Mark(char, char),
    /// `]]` and `[[`.
    Heading(bool),
}

/// The keys of motions that need no other.
const PLAIN: &str = "hjklwWbBeE0^$_{}()%GHML|+- ";

/// The letters that do something by themselves.
const ACTS: &str = "xXDCYsSpPiIaAoOuUJ~.vVR&";

struct Reader<'a> {
    rest: std::str::Chars<'a>,
    visual: bool,
}

/// Reads keys. `line` is what was typed behind the last of them, when that asked for a line.
pub(super) fn parse(keys: &str, line: Option<&str>, visual: bool) -> Parsed {
    let mut reader = Reader { rest: keys.chars(), visual };
    match reader.command(line) {
        Ok(command) => Parsed::Done(command),
        Err(other) => other,
    }
}

impl Reader<'_> {
    fn key(&mut self) -> Result<char, Parsed> {
        self.rest.next().ok_or(Parsed::More)
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn register(&mut self) -> Result<Option<char>, Parsed> {
        if self.peek() != Some('"') {
            return Ok(None);
        }
        self.rest.next();
        let name = self.key()?;
        let known = name.is_ascii_alphanumeric() || "\"-_+*./:".contains(name);
        if known { Ok(Some(name)) } else { Err(Parsed::Nothing) }
    }

    fn count(&mut self) -> Option<usize> {
        self.peek().filter(|key| matches!(key, '1'..='9'))?;
        let mut count = 0;
        while let Some(digit) = self.peek().and_then(|key| key.to_digit(10)) {
            self.rest.next();
            count = (count * 10 + digit as usize).min(MOST);
        }
        Some(count)
    }

    /// Reads registers and counts in any order.
    fn prefix(&mut self) -> Result<(Option<char>, Option<usize>), Parsed> {
        let (mut register, mut count) = (None, None);
        loop {
            if let Some(name) = self.register()? {
                register = Some(name);
            } else if let Some(number) = self.count() {
                count = Some(number);
            } else {
                return Ok((register, count));
            }
        }
    }

    fn command(&mut self, line: Option<&str>) -> Result<Command, Parsed> {
        let (mut register, mut count) = self.prefix()?;
        let key = self.key()?;
        let what = match key {
            ':' => What::Line(line.ok_or(Parsed::Line(':'))?.to_owned()),
            'r' | 'm' | '@' => What::Take(key, self.key()?),
            'q' => {
                What::Take(key, if self.peek().is_some() { self.key()? } else { return Err(Parsed::More) })
            }
            'z' => What::View(self.key()?),
            'i' | 'a' if self.visual => What::Select(self.object(key)?),
            'd' | 'c' | 'y' | '<' | '>' | '=' if self.visual => What::Act(key),
            'd' | 'c' | 'y' | '<' | '>' | '=' => {
                self.operate(simple(key), &[key], &mut register, &mut count, line)?
            }
            'g' => match self.key()? {
                sign @ ('u' | 'U' | '~') if !self.visual => {
                    self.operate(simple(sign), &['g', sign], &mut register, &mut count, line)?
                }
                sign @ ('i' | 'v' | 'p' | 'P' | 'J' | 'u' | 'U' | '~' | '&' | '-' | '+' | '/') => {
                    What::Go(sign)
                }
                sign => What::Move(self.go(sign)?),
            },
            key if ACTS.contains(key)
                || "\u{16}\u{12}\u{4}\u{15}\u{6}\u{2}\u{5}\u{19}\u{f}".contains(key) =>
            {
                What::Act(key)
            }
            key if self.visual && "QKtTZ".contains(key) && !"tT".contains(key) => {
                return Err(Parsed::Nothing);
            }
            DELETE => What::Act('x'),
            key => What::Move(self.motion(key, line)?),
        };
        Ok(Command { register, count, what })
    }

    /// Reads what an operator works on.
    fn operate(
        &mut self,
        operator: Operator,
        again: &[char],
        register: &mut Option<char>,
        count: &mut Option<usize>,
        line: Option<&str>,
    ) -> Result<What, Parsed> {
        let (name, times) = self.prefix()?;
        *register = name.or(*register);
        if let Some(times) = times {
            *count = Some(count.unwrap_or(1).saturating_mul(times).min(MOST));
        }
        let mut key = self.key()?;
        let mut force = None;
        if matches!(key, 'v' | 'V') {
            force = Some(if key == 'v' { Force::Chars } else { Force::Lines });
            if let Some(times) = self.count() {
                *count = Some(count.unwrap_or(1).saturating_mul(times).min(MOST));
            }
            key = self.key()?;
        }
        let span = match key {
            'i' | 'a' => Span::Object(self.object(key)?),
            // `gUU` is `gUgU`.
            _ if again.last() == Some(&key) => Span::Lines,
            'g' => {
                let sign = self.key()?;
                match again {
                    [_, same] if *same == sign => Span::Lines,
                    _ => Span::To(self.go(sign)?, force),
                }
            }
            _ => Span::To(self.motion(key, line)?, force),
        };
        Ok(What::Operate(operator, span))
    }

    fn object(&mut self, key: char) -> Result<Object, Parsed> {
        let kind = match self.key()? {
            'b' | ')' => '(',
            'B' | '}' => '{',
            ']' => '[',
            '>' => '<',
            kind => kind,
        };
        if "wWsp\"'`([{<tlh".contains(kind) {
            Ok(Object { around: key == 'a', kind })
        } else {
            Err(Parsed::Nothing)
        }
    }

    fn go(&mut self, sign: char) -> Result<Motion, Parsed> {
        Ok(match sign {
            '*' | '#' => Motion::Word { back: sign == '#', whole: false },
            'g' | 'e' | 'E' | '_' | 'j' | 'k' | '0' | '^' | '$' => Motion::Go(sign),
            DOWN => Motion::Go('j'),
            UP => Motion::Go('k'),
            _ => return Err(Parsed::Nothing),
        })
    }

    fn motion(&mut self, key: char, line: Option<&str>) -> Result<Motion, Parsed> {
        Ok(match key {
            'f' | 'F' | 't' | 'T' => Motion::Find(key, self.key()?),
            ';' | ',' => Motion::FindAgain(key == ';'),
            '/' | '?' => Motion::Search(key, line.ok_or(Parsed::Line(key))?.to_owned()),
            'n' | 'N' => Motion::SearchAgain(key == 'n'),
            '*' | '#' => Motion::Word { back: key == '#', whole: true },
            '`' | '\'' => Motion::Mark(key, self.key()?),
            '[' | ']' if self.key()? == key => Motion::Heading(key == ']'),
            'g' => {
                let sign = self.key()?;
                self.go(sign)?
            }
            LEFT => Motion::Key('h'),
            // As a blank goes on to the next line, this goes back to the one before.
            BACKSPACE => Motion::Key(BACKSPACE),
            RIGHT => Motion::Key('l'),
            DOWN => Motion::Key('j'),
            UP => Motion::Key('k'),
            HOME => Motion::Key('0'),
            END => Motion::Key('$'),
            ENTER => Motion::Key('+'),
            key if key == control('n') => Motion::Key('j'),
            key if key == control('p') => Motion::Key('k'),
            key if PLAIN.contains(key) => Motion::Key(key),
            _ => return Err(Parsed::Nothing),
        })
    }
}

fn simple(key: char) -> Operator {
    match key {
        'd' => Operator::Delete,
        'c' => Operator::Change,
        'y' => Operator::Yank,
        '>' => Operator::Indent,
        '<' => Operator::Outdent,
        'u' => Operator::Lower,
        'U' => Operator::Upper,
        '~' => Operator::Toggle,
        _ => Operator::Tidy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_multiply_and_registers_stand_before_either() {
        let Parsed::Done(command) = parse("\"a2d3w", None, false) else { panic!() };
        assert_eq!((command.register, command.count), (Some('a'), Some(6)));
        assert_eq!(command.what, What::Operate(Operator::Delete, Span::To(Motion::Key('w'), None)));
        assert_eq!(parse("2d", None, false), Parsed::More);
        assert_eq!(parse("dq", None, false), Parsed::Nothing);
        assert_eq!(parse("d/", None, false), Parsed::Line('/'));
        assert!(matches!(parse("gUU", None, false), Parsed::Done(_)));
        assert!(matches!(parse("gUgU", None, false), Parsed::Done(_)));
        assert!(matches!(parse("10j", None, false), Parsed::Done(Command { count: Some(10), .. })));
        assert!(matches!(parse("0", None, false), Parsed::Done(Command { count: None, .. })));
    }
}
