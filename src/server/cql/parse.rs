//! The grammar: conditions joined by `and`, `or` and `not`, parentheses, and `order by` at the end.

use super::clause;
use super::lex::{Lexeme, Token, tokens};
use super::{Atom, Expr, Flaw, Order, OrderBy, Query};

/// The longest query, in bytes.
const LIMIT: usize = 16 << 10;
/// How deep parentheses and `not` may nest.
const DEPTH: usize = 40;
/// The most conditions.
const MOST: usize = 200;

/// Reads a query.
pub(in crate::server) fn parse(text: &str) -> Result<Query, Flaw> {
    if text.len() > LIMIT {
        return Err(Flaw { at: 1, what: format!("a query holds at most {LIMIT} bytes") });
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0, depth: 0, atoms: 0 };
    // `order by` alone asks for everything.
    let filter = if parser.is_word("order") { Expr::All(Vec::new()) } else { parser.any()? };
    let order = parser.order()?;
    match &parser.peek().what {
        Lexeme::End => Ok(Query { filter, order }),
        _ => Err(parser.unexpected("`and`, `or` or `order by`")),
    }
}

/// Reads tokens one after the other.
pub(super) struct Parser<'t> {
    tokens: &'t [Token],
    next: usize,
    depth: usize,
    atoms: usize,
}

impl<'t> Parser<'t> {
    fn any(&mut self) -> Result<Expr, Flaw> {
        let mut parts = vec![self.all()?];
        while self.take_word("or") {
            parts.push(self.all()?);
        }
        Ok(alone(parts, Expr::Any))
    }

    fn all(&mut self) -> Result<Expr, Flaw> {
        let mut parts = vec![self.one()?];
        while self.take_word("and") {
            parts.push(self.one()?);
        }
        Ok(alone(parts, Expr::All))
    }

    fn one(&mut self) -> Result<Expr, Flaw> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(self.flaw(format!("conditions nest deeper than {DEPTH}")));
        }
        let part = if self.take_word("not") {
            Expr::Not(Box::new(self.one()?))
        } else if self.take("(") {
            let part = self.any()?;
            self.expect(")")?;
            part
        } else {
            self.atom()?
        };
        self.depth -= 1;
        Ok(part)
    }

    fn atom(&mut self) -> Result<Expr, Flaw> {
        self.atoms += 1;
        if self.atoms > MOST {
            return Err(self.flaw(format!("a query holds at most {MOST} conditions")));
        }
        let (negated, atom): (bool, Atom) = clause::read(self)?;
        let part = Expr::Is(atom);
        Ok(if negated { Expr::Not(Box::new(part)) } else { part })
    }

    fn order(&mut self) -> Result<Vec<Order>, Flaw> {
        let mut keys = Vec::new();
        if !self.take_word("order") {
            return Ok(keys);
        }
        if !self.take_word("by") {
            return Err(self.unexpected("`by`"));
        }
        loop {
            let at = self.peek().at;
            let field = self.word("a field to order by")?;
            let by = match field.to_ascii_lowercase().as_str() {
                "created" => OrderBy::Created,
                "lastmodified" | "lastmodifieddate" => OrderBy::Modified,
                "title" => OrderBy::Title,
                "id" => OrderBy::Id,
                "type" => OrderBy::Kind,
                "space" | "space.key" => OrderBy::Space,
                _ => return Err(Flaw { at, what: format!("results cannot be ordered by `{field}`") }),
            };
            let descending = self.take_word("desc");
            if !descending {
                self.take_word("asc");
            }
            keys.push(Order { by, descending });
            if keys.len() > 5 {
                return Err(Flaw { at, what: "results are ordered by at most 5 fields".to_owned() });
            }
            if !self.take(",") {
                return Ok(keys);
            }
        }
    }

    /// Returns the next token without taking it.
    pub(super) fn peek(&self) -> &'t Token {
        // The last token is the end, and nothing goes past it.
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    /// Takes the next token.
    pub(super) fn advance(&mut self) -> &'t Token {
        let token = self.peek();
        self.next += 1;
        token
    }

    /// Takes a sign when it is the next one.
    pub(super) fn take(&mut self, sign: &str) -> bool {
        let found = matches!(&self.peek().what, Lexeme::Sign(next) if *next == sign);
        self.next += usize::from(found);
        found
    }

    /// Takes a keyword when it is the next one, in whatever case.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(&self.peek().what, Lexeme::Word(next) if next.eq_ignore_ascii_case(word))
    }

    /// Takes a sign there must be.
    pub(super) fn expect(&mut self, sign: &str) -> Result<(), Flaw> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    /// Takes a word there must be.
    pub(super) fn word(&mut self, wanted: &str) -> Result<&'t str, Flaw> {
        match &self.peek().what {
            Lexeme::Word(word) => {
                self.next += 1;
                Ok(word)
            }
            _ => Err(self.unexpected(wanted)),
        }
    }

    /// Says what should stand here.
    pub(super) fn unexpected(&self, wanted: &str) -> Flaw {
        let found = match &self.peek().what {
            Lexeme::Word(word) => format!("not `{word}`"),
            Lexeme::Text(text) => format!("not \"{text}\""),
            Lexeme::Sign(sign) => format!("not `{sign}`"),
            Lexeme::End => "but the query ends".to_owned(),
        };
        self.flaw(format!("{wanted} is expected, {found}"))
    }

    fn flaw(&self, what: String) -> Flaw {
        Flaw { at: self.peek().at, what }
    }
}

fn alone(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Compare, Kind, Match, Role, Which, Who, Words};
    use super::*;

    fn filter(text: &str) -> Expr {
        parse(text).unwrap_or_else(|flaw| panic!("{text}: {flaw}")).filter
    }

    fn kind(kinds: &[Kind]) -> Expr {
        Expr::Is(Atom::Kind(kinds.to_vec()))
    }

    #[test]
    fn what_publishers_ask_is_read() {
        let space = |key: &str| Expr::Is(Atom::Space(vec![key.to_owned()]));
        let both = |a, b| Expr::All(vec![a, b]);
        let page = || kind(&[Kind::Page]);
        let ids = |all: &[&str]| all.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        for (text, read) in [
            ("type=page", page()),
            ("type in (page, \"blogpost\")", kind(&[Kind::Page, Kind::BlogPost])),
            ("space=\"K\" and type=page", both(space("K"), page())),
            ("space = '~ana' AND type = page", both(space("~ana"), page())),
            ("ancestor=17", Expr::Is(Atom::Ancestor(ids(&["17"])))),
            ("parent=17 AND space=\"K\"", both(Expr::Is(Atom::Parent(ids(&["17"]))), space("K"))),
            ("id in (1, att2)", Expr::Is(Atom::Id(ids(&["1", "att2"])))),
            ("title=\"T \\\"q\\\"\"", Expr::Is(Atom::Title(Match::Is(vec!["T \"q\"".to_owned()])))),
            ("title~\"t\"", Expr::Is(Atom::Title(Match::Holds(Words::of("t"))))),
            ("label=x", Expr::Is(Atom::Label(ids(&["x"])))),
            ("creator=currentUser()", Expr::Is(Atom::Person(Role::Creator, vec![Who::Me]))),
            ("user.fullname ~ \"ana\"", Expr::Is(Atom::FullName(Match::Holds(Words::of("ana"))))),
            ("type != page", Expr::Not(Box::new(page()))),
            ("type not in (page)", Expr::Not(Box::new(page()))),
            ("text !~ w", Expr::Not(Box::new(Expr::Is(Atom::Text(Words::of("w")))))),
            ("not type = page", Expr::Not(Box::new(page()))),
            ("favourite = currentUser()", Expr::Is(Atom::Nothing)),
            ("space in favouriteSpaces()", Expr::Is(Atom::Nothing)),
        ] {
            assert_eq!(filter(text), read, "{text}");
        }
    }

    #[test]
    fn and_binds_tighter_than_or_and_parentheses_tighter_than_both() {
        let (page, comment) = (kind(&[Kind::Page]), kind(&[Kind::Comment]));
        let mixed = filter("type = page or type = comment and type = page");
        assert_eq!(mixed, Expr::Any(vec![page.clone(), Expr::All(vec![comment.clone(), page.clone()])]));
        let grouped = filter("(type = page or type = comment) AND type = page");
        assert_eq!(grouped, Expr::All(vec![Expr::Any(vec![page.clone(), comment]), page]));
    }

    #[test]
    fn orders_are_read() {
        let query = parse("type = page order by lastmodified desc, title").unwrap();
        let keys: Vec<(OrderBy, bool)> = query.order.iter().map(|key| (key.by, key.descending)).collect();
        assert_eq!(keys, [(OrderBy::Modified, true), (OrderBy::Title, false)]);
        assert_eq!(parse("order by created").unwrap().filter, Expr::All(Vec::new()));
    }

    #[test]
    fn times_are_read_with_their_precision() {
        for text in [
            "lastmodified >= \"2026/11/21 10:30\"",
            "created > now(\"-4w\")",
            "lastModified < startOfMonth()",
            "created = \"2026-11-21\"",
        ] {
            assert!(matches!(filter(text), Expr::Is(Atom::When(..))), "{text}");
        }
        let Expr::Is(Atom::When(which, compare, _)) = filter("created <= '2026-11-21'") else { panic!() };
        assert_eq!((which, compare), (Which::Created, Compare::UpTo));
    }

    #[test]
    fn what_is_no_query_is_refused_with_a_place() {
        for (text, at, words) in [
            ("", 1, "a field is expected"),
            ("type", 5, "operator"),
            ("type =", 7, "a value is expected"),
            ("type = page and", 16, "a field is expected"),
            ("type = page title = x", 13, "`and`, `or` or `order by`"),
            ("(type = page", 13, "`)` is expected"),
            ("nonsense = 1", 1, "`nonsense` is no field"),
            ("type ~ page", 6, "`type` takes"),
            ("type = wombat", 8, "`wombat` is no type"),
            ("title = \"open", 9, "no closing"),
            ("created > yesterday", 11, "is no time"),
            ("created > now(\"-4x\")", 11, "is no stretch of time"),
            ("order by wombat", 10, "cannot be ordered by"),
            ("type in (page", 14, "`)` is expected"),
            ("title = wombat()", 9, "`wombat()` is no function"),
        ] {
            let flaw = parse(text).unwrap_err();
            assert_eq!(flaw.at, at, "{text}: {flaw}");
            assert!(flaw.what.contains(words), "{text}: {flaw}");
        }
        assert!(parse(&"(".repeat(100)).is_err());
        assert!(parse(&"not ".repeat(100)).is_err());
        assert!(parse(&vec!["type=page"; 300].join(" or ")).is_err());
        assert!(parse(&"x".repeat(20_000)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_parser_fall(text in "[a-z()=!<>~\"'\\\\,. 0-9é日-]{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn words_that_queries_are_made_of_are_read_or_refused(
            words in proptest::collection::vec(proptest::sample::select(vec![
                "type", "=", "page", "and", "or", "not", "in", "(", ")", ",", "~", "text", "\"a b\"", "order", "by",
                "created", "desc", ">=", "now", "\"-4w\"", "space", "!=", "ancestor", "17", "currentUser", "creator",
            ]), 0..30)
        ) {
            if let Err(flaw) = parse(&words.join(" ")) {
                proptest::prop_assert!(flaw.at >= 1 && !flaw.what.is_empty());
            }
        }
    }
}
