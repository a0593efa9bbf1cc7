//! Patterns of vim, as far as they are common, made into those of the `regex` crate.
//!
//! `\< \> \( \) \| \+ \= \? \{n,m} \s \d \w \a \l \u \h \x \zs? \c \C \v \V ^ $ . * [] ~` are understood; look-around and
//! back-references are not, since their time has no bound.

use regex::{Regex, RegexBuilder};

/// The most memory a pattern may take when it is made ready, in bytes.
const LIMIT: usize = 1 << 20;

/// A character with the marks on it.
const ANY: &str = r"(?:[^\n\u{300}-\u{36f}\u{1ab0}-\u{1aff}\u{1dc0}-\u{1dff}\u{20d0}-\u{20ff}][\u{300}-\u{36f}\u{1ab0}-\u{1aff}\u{1dc0}-\u{1dff}\u{20d0}-\u{20ff}]*|^[\u{300}-\u{36f}\u{1ab0}-\u{1aff}\u{1dc0}-\u{1dff}\u{20d0}-\u{20ff}]+)";

/// Makes a pattern ready; a sentence when it is none.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    let mut ignores_case = false;
    let translated = translate(pattern, &mut ignores_case);
    let flags = if ignores_case { "(?i)" } else { "" };
    RegexBuilder::new(&format!("{flags}{translated}"))
        .multi_line(true)
        .size_limit(LIMIT)
        .dfa_size_limit(LIMIT)
        .build()
        .map_err(|_| format!("`{pattern}` is no pattern"))
}

/// Returns a pattern that matches a text and nothing else.
pub(super) fn literal(text: &str) -> String {
    let mut pattern = String::new();
    for letter in text.chars() {
        if "\\/.*$^~[]".contains(letter) {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

#[derive(Clone, Copy, PartialEq)]
enum Magic {
    /// `\v`: signs mean something.
    Very,
    /// Some signs mean something, the others behind a backslash.
    Some,
    /// `\V`: only behind a backslash.
    None,
}

fn translate(pattern: &str, ignores_case: &mut bool) -> String {
    let mut magic = Magic::Some;
    let mut out = String::new();
    let mut rest = pattern.chars().peekable();
    while let Some(letter) = rest.next() {
        let (sign, special) = match letter {
            '\\' => match rest.next() {
                None => ('\\', false),
                Some('v') => {
                    magic = Magic::Very;
                    continue;
                }
                Some('V') => {
                    magic = Magic::None;
                    continue;
                }
                Some('m' | 'M') => {
                    magic = Magic::Some;
                    continue;
                }
                Some('c') => {
                    *ignores_case = true;
                    continue;
                }
                Some('C') => continue,
                Some(letter @ ('(' | ')' | '|' | '+' | '=' | '?' | '{' | '<' | '>' | '@')) => {
                    (letter, magic != Magic::Very)
                }
                Some(letter @ ('.' | '*' | '[' | '~')) => (letter, magic == Magic::None),
                Some(letter @ ('^' | '$' | '/' | '\\' | ']' | '}')) => (letter, false),
                Some(letter) => {
                    out.push_str(&class(letter));
                    continue;
                }
            },
            '(' | ')' | '|' | '+' | '=' | '?' | '{' | '<' | '>' | '@' => (letter, magic == Magic::Very),
            '.' | '*' | '[' => (letter, magic != Magic::None),
            '^' => (letter, out.is_empty() || out.ends_with(['(', '|']) || magic == Magic::Very),
            '$' => {
                let ends = rest.peek().is_none() || {
                    let ahead: String = rest.clone().take(2).collect();
                    ahead.starts_with("\\|") || ahead.starts_with("\\)") || ahead.starts_with("\\n")
                };
                (letter, ends || magic == Magic::Very)
            }
            letter => (letter, false),
        };
        match sign {
            // At the start it has nothing to repeat.
            '*' if special && (out.is_empty() || out.ends_with(['(', '|', '^'])) => out.push_str("\\*"),
            '=' if special => out.push('?'),
            '<' if special => out.push_str(r"\b{start}"),
            '>' if special => out.push_str(r"\b{end}"),
            '.' if special => out.push_str(ANY),
            '{' if special => repeat(&mut rest, &mut out),
            '[' if special => set(&mut rest, &mut out),
            sign if special => out.push(sign),
            sign => out.push_str(&regex::escape(sign.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}

fn class(letter: char) -> String {
    match letter {
        's' => r"[ \t]",
        'S' => r"[^ \t\n]",
        'd' => "[0-9]",
        'D' => r"[^0-9\n]",
        'w' => "[0-9A-Za-z_]",
        'W' => r"[^0-9A-Za-z_\n]",
        'a' => "[A-Za-z]",
        'l' => "[a-z]",
        'u' => "[A-Z]",
        'h' => "[A-Za-z_]",
        'x' => "[0-9A-Fa-f]",
        'n' => r"\n",
        't' => r"\t",
        'k' | 'i' => r"\w",
        other => return regex::escape(other.encode_utf8(&mut [0; 4])),
    }
    .to_owned()
}

/// `\{n,m}`, and `\{-n,m}` for as few as possible.
fn repeat(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    let mut inside = String::new();
    for letter in rest.by_ref() {
        match letter {
            '}' => break,
            '\\' => {}
            letter => inside.push(letter),
        }
    }
    let (lazy, bounds) = inside.strip_prefix('-').map_or(("", inside.as_str()), |bounds| ("?", bounds));
    let bounds = match bounds {
        "" => "0,".to_owned(),
        bounds if bounds.starts_with(',') => format!("0{bounds}"),
        bounds => bounds.to_owned(),
    };
    out.push_str(&format!("{{{bounds}}}{lazy}"));
}

/// `[a-z]`; a bracket that nothing closes is itself.
fn set(rest: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    let ahead: String = rest.clone().collect();
    let from =
        usize::from(ahead.starts_with('^')) + usize::from(ahead.trim_start_matches('^').starts_with(']'));
    let Some(end) = ahead.get(from..).and_then(|ahead| ahead.find(']')).map(|end| from + end) else {
        out.push_str(r"\[");
        return;
    };
    out.push('[');
    for (at, letter) in ahead[..end].char_indices() {
        match letter {
            '^' if at == 0 => out.push('^'),
            '-' | '\\' => out.push(letter),
            '[' | '&' | '~' | ']' | '^' => out.extend(['\\', letter]),
            letter => out.push(letter),
        }
    }
    if ahead.starts_with('^') {
        out.push_str(r"\n");
    }
    out.push(']');
    for _ in ahead[..=end].chars() {
        rest.next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(pattern: &str, text: &str) -> Option<String> {
        compile(pattern).unwrap().find(text).map(|found| found.as_str().to_owned())
    }

    #[test]
    fn signs_mean_what_they_mean_in_vim() {
        assert_eq!(found("a+", "aa+"), Some("a+".into()));
        assert_eq!(found(r"a\+", "aa+"), Some("aa".into()));
        assert_eq!(found(r"\<b\w*\>", "abc bcd"), Some("bcd".into()));
        assert_eq!(found(r"\(a\|b\)c", "ac"), Some("ac".into()));
        assert_eq!(found(r"\v(a|b)+", "abc"), Some("ab".into()));
        assert_eq!(found("(x)", "f(x)"), Some("(x)".into()));
        assert_eq!(found(r"x\{2,3}", "xxxx"), Some("xxx".into()));
        assert_eq!(found("[]a]b", "]b"), Some("]b".into()));
        assert_eq!(found("*a", "*a"), Some("*a".into()));
        assert_eq!(found(r"\cAB", "xab"), Some("ab".into()));
        assert_eq!(found("^b$", "a\nb\nc"), Some("b".into()));
        assert_eq!(found("a$b", "a$b"), Some("a$b".into()));
        assert_eq!(found("[ab", "[ab"), Some("[ab".into()));
    }

    proptest! {
        #[test]
        fn a_literal_matches_itself(text in "[-a-zé日.*~$^+(){}|\\[\\]\\\\/ ]{1,12}") {
            prop_assert_eq!(found(&literal(&text), &text), Some(text));
        }
    }
}
