//! What was typed as terms. Every text is a query: nothing fails, nothing is lost.

use super::day::Day;
use super::term::{Is, Operator, Term, Text, Value, What};

/// Makes terms of what was typed: apart by blanks, `"a phrase"`, `-not this`, `operator:value`.
pub fn parse(typed: &str) -> Vec<Term> {
    pieces(typed).into_iter().map(|piece| piece.term).collect()
}

/// Returns the operator at the very end and what is typed of its value: what can be completed.
pub fn open_end(typed: &str) -> Option<(Operator, String)> {
    let last = pieces(typed).pop().filter(|piece| piece.end == typed.len() && !piece.closed)?;
    last.operator.map(|operator| (operator, last.value))
}

/// Returns the text with the operator at its end completed to `value`, and a blank for what comes next.
pub fn completed(typed: &str, value: &str) -> String {
    let Some(last) = pieces(typed).pop() else { return typed.to_owned() };
    let Some(operator) = last.operator else { return typed.to_owned() };
    let sign = if last.term.excluded { "-" } else { "" };
    format!("{}{sign}{}:{} ", &typed[..last.start], operator.name(), Value(value))
}

/// A term and where it was typed.
struct Piece {
    term: Term,
    start: usize,
    end: usize,
    operator: Option<Operator>,
    value: String,
    /// Its quotes are closed: it cannot go on.
    closed: bool,
}

fn pieces(typed: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(blank) = typed[at..].find(|c: char| !c.is_whitespace()) {
        at += blank;
        let piece = piece(typed, at);
        at = piece.end;
        pieces.push(piece);
    }
    pieces
}

/// Reads the term that begins at `start`, where no blank is.
fn piece(typed: &str, start: usize) -> Piece {
    let rest = &typed[start..];
    let negated = rest.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
    let body = negated.unwrap_or(rest);
    let (operator, body) = match operator(body) {
        Some((operator, value)) => (Some(operator), value),
        None => (None, body),
    };
    let (value, quoted, closed, length) = value(body);
    let what = match operator {
        None if quoted => What::Text(Text::Phrase(value.to_owned())),
        None => What::Text(Text::Word(value.to_owned())),
        Some(operator) => valued(operator, value, quoted),
    };
    let end = typed.len() - body.len() + length;
    Piece {
        term: Term { excluded: negated.is_some(), what },
        start,
        end,
        operator,
        value: value.to_owned(),
        closed,
    }
}

fn operator(text: &str) -> Option<(Operator, &str)> {
    let (name, value) = text.split_once(':')?;
    Operator::named(name).map(|operator| (operator, value))
}

/// Returns a value, whether it is in quotes and whether those are closed, and how many bytes it took.
fn value(text: &str) -> (&str, bool, bool, usize) {
    if let Some(inside) = text.strip_prefix('"') {
        return match inside.find('"') {
            Some(end) => (&inside[..end], true, true, end + 2),
            None => (inside, true, false, text.len()),
        };
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (&text[..end], false, false, end)
}

fn valued(operator: Operator, value: &str, quoted: bool) -> What {
    if value.trim().is_empty() {
        return What::Open(operator);
    }
    let owned = value.to_owned();
    let day = |make: fn(Day) -> What| match Day::parse(value) {
        Some(day) => make(day),
        None => What::Wrong(operator, value.to_owned()),
    };
    match operator {
        Operator::Label => What::Label(owned),
        Operator::In => What::In(owned),
        Operator::By => What::By(owned),
        Operator::Title if quoted => What::Title(Text::Phrase(owned)),
        Operator::Title => What::Title(Text::Word(owned)),
        Operator::Before => day(What::Before),
        Operator::After => day(What::After),
        Operator::Changed => day(What::Changed),
        Operator::Is => Is::named(value).map_or(What::Wrong(operator, owned), What::Is),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{problems, shown};
    use super::*;
    use proptest::prelude::*;

    fn word(text: &str) -> Term {
        Term { excluded: false, what: What::Text(Text::Word(text.into())) }
    }

    #[test]
    fn operators_phrases_and_exclusions() {
        let terms = parse("gatew \"two copies\" -draft label:adr -in:\"Storage engine\" changed:7d is:Mine");
        let excluded = |what| Term { excluded: true, what };
        let plain = |what| Term { excluded: false, what };
        assert_eq!(
            terms,
            [
                word("gatew"),
                plain(What::Text(Text::Phrase("two copies".into()))),
                excluded(What::Text(Text::Word("draft".into()))),
                plain(What::Label("adr".into())),
                excluded(What::In("Storage engine".into())),
                plain(What::Changed(Day::parse("7d").unwrap())),
                plain(What::Is(Is::Mine)),
            ]
        );
    }

    #[test]
    fn what_is_no_operator_is_words() {
        for text in ["https://x.example", "std::fs", "-", "Re:", "14:30", ":", "\"", "a\"b"] {
            assert!(problems(&parse(text)).is_empty(), "{text}");
        }
        assert_eq!(parse("-"), [word("-")]);
        assert_eq!(
            parse("\"open"),
            [Term { excluded: false, what: What::Text(Text::Phrase("open".into())) }]
        );
    }

    #[test]
    fn a_bad_operator_is_named_with_what_is_possible() {
        let told = problems(&parse("lable:adr before:banana is:big label:"));
        assert_eq!(told.len(), 3);
        assert_eq!(told[0].to_string(), "`lable:adr` begins with no operator, so it is searched as words");
        assert!(told[0].possible.contains(&"label:".to_owned()) && !told[0].fatal);
        assert_eq!(told[1].to_string(), "`before:banana` is no day");
        assert!(told[1].possible.contains(&"today".to_owned()) && told[1].fatal);
        assert_eq!(told[2].possible, ["blog", "draft", "mine"]);
    }

    #[test]
    fn the_operator_at_the_end_can_be_completed() {
        assert_eq!(open_end("foo label:ad"), Some((Operator::Label, "ad".into())));
        assert_eq!(open_end("in:\"Stor"), Some((Operator::In, "Stor".into())));
        assert_eq!(open_end("label:ad "), None);
        assert_eq!(open_end("in:\"Storage\""), None);
        assert_eq!(completed("foo -label:ad", "adr"), "foo -label:adr ");
        assert_eq!(completed("in:\"Stor", "Storage engine"), "in:\"Storage engine\" ");
    }

    /// Text with many of the characters that mean something.
    fn typed() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[-\" :*a-z~\u{a0}日é]{0,6}",
            "-?(label|in|by|title|before|after|changed|is|Label|lable):\"?[-a-z0-9 \"]{0,5}\"?",
            "(before|changed):(today|[0-9]{1,5}[dwmy]|20[0-9]{2}(-[01][0-9])?)",
            ".{0,4}",
        ];
        prop::collection::vec(part, 0..6).prop_map(|parts| parts.join(" "))
    }

    proptest! {
        #[test]
        fn any_text_is_a_query_and_what_is_shown_is_read_as_the_same(text in typed()) {
            let terms = parse(&text);
            let _ = (problems(&terms), open_end(&text), completed(&text, "x y"));
            prop_assert_eq!(parse(&shown(&terms)), terms);
        }

        #[test]
        fn nothing_that_was_typed_is_lost(text in typed()) {
            let kept: String = shown(&parse(&text)).chars().filter(|c| c.is_alphanumeric()).collect();
            for letter in text.chars().filter(|c| c.is_alphabetic()) {
                let lower: Vec<char> = letter.to_lowercase().collect();
                prop_assert!(kept.contains(letter) || lower.iter().all(|l| kept.contains(*l)), "{} in {}", letter, kept);
            }
        }

        #[test]
        fn a_completion_ends_in_the_value(text in typed(), value in "[a-z]{1,5}( [a-z]{1,3})?") {
            if let Some((operator, _)) = open_end(&text) {
                let whole = completed(&text, &value);
                prop_assert!(whole.ends_with(' '));
                let before = parse(&text).len();
                let after = parse(&whole);
                prop_assert_eq!(after.len(), before);
                prop_assert!(after.last().unwrap().to_string().contains(operator.name()));
            }
        }
    }
}
