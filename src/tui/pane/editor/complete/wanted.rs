//! What somebody is typing, seen from the line before the cursor.

use crate::markup::catalogue::SNIPPETS;

/// How much of the line before the cursor is looked at.
const REACH: usize = 120;

/// Letters after a colon before it may be an emoji: `:)` and `10:30` are none.
const LETTERS: usize = 2;

/// What somebody is typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    /// A page, after `[[`.
    Page(&'a str),
    /// A person, after `@`.
    Person(&'a str),
    /// A block or atom, with its first signs.
    Block(&'a str),
    /// An emoji, after `:`.
    Emoji(&'a str),
}

/// Reads what somebody is typing, and how many bytes of it stand before the cursor.
pub(super) fn wanted(before: &str) -> Option<(Wanted<'_>, usize)> {
    let mut from = before.len().saturating_sub(REACH);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let near = &before[from..];
    if in_code(near) {
        return None;
    }
    if let Some(at) = near.rfind("[[")
        && !near[at..].contains("]]")
        && !near[at..].contains('|')
    {
        return Some((Wanted::Page(&near[at + 2..]), near.len() - at));
    }
    let line = before.trim_start();
    if !line.is_empty()
        && (line.starts_with("::") || "> [!".starts_with(line) || line.starts_with("> [!"))
        && line != ">"
    {
        let fits = SNIPPETS.iter().any(|snippet| begins(snippet.sign, line));
        return fits.then_some((Wanted::Block(line), line.len()));
    }
    let at = near.rfind(|c: char| c.is_whitespace() || matches!(c, '@' | '{' | ':'))?;
    let word = &near[at..];
    let begins = near[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != ':');
    match word.chars().next()? {
        '@' if begins => Some((Wanted::Person(&word[1..]), word.len())),
        '{' if word.len() > 1 => Some((Wanted::Block(word), word.len())),
        // `{status:gr`: the colon belongs to what the brace began.
        ':' if near[..at].rfind('{').is_some_and(|brace| !near[brace..].contains(char::is_whitespace)) => {
            let brace = near[..at].rfind('{')?;
            Some((Wanted::Block(&near[brace..]), near.len() - brace))
        }
        ':' if begins && is_name(&word[1..]) => Some((Wanted::Emoji(&word[1..]), word.len())),
        _ => None,
    }
}

/// Tells whether what is typed is the beginning of a sign.
pub(super) fn begins(sign: &str, typed: &str) -> bool {
    sign.get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed))
}

fn is_name(typed: &str) -> bool {
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+');
    typed.len() >= LETTERS
        && typed.chars().all(letters)
        && typed.starts_with(|c: char| c.is_ascii_alphabetic() || c == '+')
}

/// Tells whether the end of a line is inside of a code span.
fn in_code(near: &str) -> bool {
    near.bytes().filter(|&byte| byte == b'`').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_seen_from_its_first_signs() {
        assert_eq!(wanted("see [[Ho"), Some((Wanted::Page("Ho"), 4)));
        assert_eq!(wanted("see [[Home]] and"), None);
        assert_eq!(wanted("ask @an"), Some((Wanted::Person("an"), 3)));
        assert_eq!(wanted("ask me@an"), None);
        assert_eq!(wanted("::t"), Some((Wanted::Block("::t"), 3)));
        assert_eq!(wanted(":::EX"), Some((Wanted::Block(":::EX"), 5)));
        assert_eq!(wanted("> [!w"), Some((Wanted::Block("> [!w"), 5)));
        assert_eq!(wanted("is {st"), Some((Wanted::Block("{st"), 3)));
        assert_eq!(wanted("is {status:gr"), Some((Wanted::Block("{status:gr"), 10)));
        assert_eq!(wanted("so :smi"), Some((Wanted::Emoji("smi"), 4)));
        assert_eq!(wanted(":+1"), Some((Wanted::Emoji("+1"), 3)));
    }

    #[test]
    fn ordinary_typing_wants_nothing() {
        for text in [
            "> quote",
            "",
            "plain words",
            "at 10:30",
            "so :)",
            "note: this",
            "a `[[x",
            "a:bc",
            "::",
            "x :: y",
            "http://a",
        ] {
            let wanted = wanted(text);
            assert!(wanted.is_none() || text == "::", "{text}: {wanted:?}");
        }
    }
}
