//! Tokens of CQL, each with its place.

use super::Flaw;

/// A token and the character it begins at, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) what: Lexeme,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lexeme {
    /// A name, number or keyword.
    Word(String),
    /// Text in quotes, without them.
    Text(String),
    /// `(`, `)`, `,`, `=`, `!=`, `<`, `<=`, `>`, `>=`, `~`, `!~`.
    Sign(&'static str),
    /// Nothing more.
    End,
}

/// The signs, longer ones first.
const SIGNS: [&str; 11] = ["!=", "!~", "<=", ">=", "(", ")", ",", "=", "<", ">", "~"];

/// Splits a query; the last token is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Flaw> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        let first = chars[at];
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let (what, next) = match first {
            '"' | '\'' => quoted(&chars, at)?,
            _ => match sign(&chars[at..]) {
                Some(sign) => (Lexeme::Sign(sign), at + sign.len()),
                None => word(&chars, at)?,
            },
        };
        found.push(Token { at: at + 1, what });
        at = next;
    }
    found.push(Token { at: chars.len() + 1, what: Lexeme::End });
    Ok(found)
}

fn sign(rest: &[char]) -> Option<&'static str> {
    SIGNS
        .into_iter()
        .find(|sign| rest.len() >= sign.len() && sign.chars().eq(rest[..sign.len()].iter().copied()))
}

/// Reads a text in quotes; a backslash takes the next character as it is.
fn quoted(chars: &[char], from: usize) -> Result<(Lexeme, usize), Flaw> {
    let (quote, mut text, mut at) = (chars[from], String::new(), from + 1);
    while let Some(&next) = chars.get(at) {
        match next {
            '\\' if at + 1 < chars.len() => {
                text.push(chars[at + 1]);
                at += 2;
            }
            next if next == quote => return Ok((Lexeme::Text(text), at + 1)),
            next => {
                text.push(next);
                at += 1;
            }
        }
    }
    Err(Flaw { at: from + 1, what: format!("the text has no closing {quote}") })
}

fn word(chars: &[char], from: usize) -> Result<(Lexeme, usize), Flaw> {
    let is_part = |c: &char| !c.is_whitespace() && !"()=<>~,\"'!".contains(*c);
    let length = chars[from..].iter().take_while(|c| is_part(c)).count();
    if length == 0 {
        return Err(Flaw { at: from + 1, what: format!("`{}` means nothing here", chars[from]) });
    }
    Ok((Lexeme::Word(chars[from..from + length].iter().collect()), from + length))
}
