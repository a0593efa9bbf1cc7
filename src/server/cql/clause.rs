//! One condition: a field, an operator it takes, and values it takes.

use super::lex::Lexeme;
use super::moment::{self, Moment};
use super::parse::Parser;
use super::{Atom, Compare, Flaw, Kind, Match, Role, Which, Who, Words};
use crate::domain::SpaceKind;

/// The most values of one condition.
const MOST: usize = 500;

/// A value as it is written.
#[derive(Debug, Clone)]
struct Value {
    at: usize,
    what: Given,
}

#[derive(Debug, Clone)]
enum Given {
    /// A word or a text in quotes.
    Plain(String),
    /// `name("argument", …)`.
    Call(String, Vec<String>),
}

/// What is asked of a field.
enum Test {
    /// `=`, `in`: one of these.
    OneOf(Vec<Value>),
    /// `~`.
    Holds(Value),
    /// `<`, `<=`, `>`, `>=`.
    Compared(Compare, Value),
}

/// Reads a condition; says whether it is turned round.
pub(super) fn read(parser: &mut Parser<'_>) -> Result<(bool, Atom), Flaw> {
    let at = parser.peek().at;
    let field = parser.word("a field")?.to_ascii_lowercase();
    if !is_field(&field) {
        return Err(Flaw { at, what: format!("`{field}` is no field that can be asked for") });
    }
    let operator_at = parser.peek().at;
    let (negated, test) = test(parser)?;
    let takes = |what: &str| Flaw { at: operator_at, what: format!("`{field}` takes {what}") };
    let atom = match (field.as_str(), test) {
        ("created" | "lastmodified", test) => {
            when(&field, test).ok_or_else(|| takes("=, <, <=, > and >="))??
        }
        (_, Test::Compared(..)) => return Err(takes("=, != and in")),
        ("title", test) => Atom::Title(matched(test)?),
        ("space.title", test) => Atom::SpaceTitle(matched(test)?),
        ("user.fullname", test) => Atom::FullName(matched(test)?),
        ("text" | "sitesearch", Test::Holds(value)) => Atom::Text(Words::of(&plain(value)?)),
        ("text" | "sitesearch", _) => return Err(takes("~ and !~")),
        (_, Test::Holds(_)) => return Err(takes("=, != and in")),
        (field, Test::OneOf(values)) => listed(field, values)?,
    };
    Ok((negated, atom))
}

fn is_field(field: &str) -> bool {
    const FIELDS: [&str; 26] = [
        "ancestor",
        "container",
        "content",
        "contributor",
        "created",
        "creator",
        "favorite",
        "favourite",
        "id",
        "label",
        "lastmodified",
        "macro",
        "mention",
        "parent",
        "sitesearch",
        "space",
        "space.key",
        "space.title",
        "space.type",
        "text",
        "title",
        "type",
        "user",
        "user.fullname",
        "user.userkey",
        "watcher",
    ];
    FIELDS.contains(&field)
}

/// A condition that names what it wants.
fn listed(field: &str, values: Vec<Value>) -> Result<Atom, Flaw> {
    if values.iter().any(Value::is_never_known) {
        return Ok(Atom::Nothing);
    }
    Ok(match field {
        "type" => Atom::Kind(kinds(values)?),
        "id" | "content" => Atom::Id(plains(values)?),
        "space" | "space.key" => Atom::Space(plains(values)?),
        "space.type" => space_kind(values)?,
        "ancestor" => Atom::Ancestor(plains(values)?),
        "parent" => Atom::Parent(plains(values)?),
        "container" => Atom::Container(plains(values)?),
        "label" => {
            let bare = |label: String| label.strip_prefix("global:").map_or(label.clone(), str::to_owned);
            Atom::Label(plains(values)?.into_iter().map(bare).collect())
        }
        "macro" => Atom::Macro(plains(values)?),
        // What somebody likes to come back to is kept by their own client.
        "favourite" | "favorite" => Atom::Nothing,
        "creator" => Atom::Person(Role::Creator, people(values)?),
        "contributor" => Atom::Person(Role::Contributor, people(values)?),
        "mention" => Atom::Person(Role::Mentioned, people(values)?),
        "watcher" => watcher(values)?,
        _ => Atom::Person(Role::Same, people(values)?),
    })
}

/// Reads the operator and what follows it.
fn test(parser: &mut Parser<'_>) -> Result<(bool, Test), Flaw> {
    let negated = parser.take_word("not");
    if parser.take_word("in") {
        return Ok((negated, Test::OneOf(values(parser)?)));
    }
    if negated {
        return Err(parser.unexpected("`in`"));
    }
    let Lexeme::Sign(sign) = &parser.peek().what else {
        return Err(parser.unexpected("an operator"));
    };
    let (sign, compare) = match *sign {
        "=" | "!=" | "~" | "!~" => (*sign, Compare::Is),
        "<" => ("", Compare::Before),
        "<=" => ("", Compare::UpTo),
        ">" => ("", Compare::After),
        ">=" => ("", Compare::From),
        _ => return Err(parser.unexpected("an operator")),
    };
    parser.advance();
    let value = value(parser)?;
    Ok(match sign {
        "=" => (false, Test::OneOf(vec![value])),
        "!=" => (true, Test::OneOf(vec![value])),
        "~" => (false, Test::Holds(value)),
        "!~" => (true, Test::Holds(value)),
        _ => (false, Test::Compared(compare, value)),
    })
}

/// A list in parentheses, or a function that stands for one.
fn values(parser: &mut Parser<'_>) -> Result<Vec<Value>, Flaw> {
    if !parser.take("(") {
        return Ok(vec![value(parser)?]);
    }
    let mut found = vec![value(parser)?];
    while parser.take(",") {
        found.push(value(parser)?);
        if found.len() > MOST {
            return Err(Flaw { at: parser.peek().at, what: format!("a list holds at most {MOST} values") });
        }
    }
    parser.expect(")")?;
    Ok(found)
}

fn value(parser: &mut Parser<'_>) -> Result<Value, Flaw> {
    let token = parser.peek();
    let at = token.at;
    let (text, is_word) = match &token.what {
        Lexeme::Word(word) => (word.clone(), true),
        Lexeme::Text(text) => (text.clone(), false),
        _ => return Err(parser.unexpected("a value")),
    };
    parser.advance();
    if !is_word || !parser.take("(") {
        return Ok(Value { at, what: Given::Plain(text) });
    }
    let mut arguments = Vec::new();
    while !parser.take(")") {
        match &parser.peek().what {
            Lexeme::Word(word) | Lexeme::Text(word) if arguments.len() < 5 => arguments.push(word.clone()),
            _ => return Err(parser.unexpected("`)`")),
        }
        parser.advance();
        if !parser.take(",") {
            parser.expect(")")?;
            break;
        }
    }
    Ok(Value { at, what: Given::Call(text, arguments) })
}

impl Value {
    /// Tells whether it stands for things that are not recorded here, so that nothing is among them.
    fn is_never_known(&self) -> bool {
        let Given::Call(name, _) = &self.what else { return false };
        let names = ["favouritespaces", "favoritespaces", "recentlyviewedcontent", "recentlyviewedspaces"];
        names.contains(&name.to_ascii_lowercase().as_str())
    }
}

fn plain(value: Value) -> Result<String, Flaw> {
    match value.what {
        Given::Plain(text) => Ok(text),
        Given::Call(name, _) => {
            Err(Flaw { at: value.at, what: format!("`{name}()` is no function that can stand here") })
        }
    }
}

fn plains(values: Vec<Value>) -> Result<Vec<String>, Flaw> {
    values.into_iter().map(plain).collect()
}

fn matched(test: Test) -> Result<Match, Flaw> {
    match test {
        Test::OneOf(values) => plains(values).map(Match::Is),
        Test::Holds(value) | Test::Compared(_, value) => Ok(Match::Holds(Words::of(&plain(value)?))),
    }
}

fn when(field: &str, test: Test) -> Option<Result<Atom, Flaw>> {
    let which = if field == "created" { Which::Created } else { Which::Modified };
    let (compare, value) = match test {
        Test::Compared(compare, value) => (compare, value),
        Test::OneOf(mut values) if values.len() == 1 => (Compare::Is, values.remove(0)),
        _ => return None,
    };
    let read: Result<Moment, String> = match &value.what {
        Given::Plain(text) => moment::literal(text),
        Given::Call(name, arguments) => moment::function(name, arguments),
    };
    let at = value.at;
    Some(read.map(|moment| Atom::When(which, compare, moment)).map_err(|what| Flaw { at, what }))
}

fn kinds(values: Vec<Value>) -> Result<Vec<Kind>, Flaw> {
    let mut found = Vec::new();
    for value in values {
        let at = value.at;
        let word = plain(value)?;
        match word.to_ascii_lowercase().as_str() {
            "page" => found.push(Kind::Page),
            "blogpost" => found.push(Kind::BlogPost),
            "comment" => found.push(Kind::Comment),
            "attachment" => found.push(Kind::Attachment),
            "space" => found.push(Kind::Space),
            "user" => found.push(Kind::User),
            // Kinds of the vendor's other product: nothing here is one.
            "folder" | "whiteboard" | "database" | "embed" => {}
            _ => return Err(Flaw { at, what: format!("`{word}` is no type of content") }),
        }
    }
    Ok(found)
}

fn space_kind(values: Vec<Value>) -> Result<Atom, Flaw> {
    let at = values.first().map_or(1, |value| value.at);
    let words = plains(values)?;
    match words.iter().map(|word| word.to_ascii_lowercase()).collect::<Vec<_>>().as_slice() {
        [word] if word == "personal" => Ok(Atom::SpaceKind(SpaceKind::Personal)),
        [word] if word == "global" => Ok(Atom::SpaceKind(SpaceKind::Site)),
        _ => Err(Flaw { at, what: "a space is `global` or `personal`".to_owned() }),
    }
}

fn people(values: Vec<Value>) -> Result<Vec<Who>, Flaw> {
    let person = |value: Value| match &value.what {
        Given::Call(name, _) if name.eq_ignore_ascii_case("currentuser") => Ok(Who::Me),
        _ => plain(value).map(Who::Named),
    };
    values.into_iter().map(person).collect()
}

/// What others watch is nobody's business.
fn watcher(values: Vec<Value>) -> Result<Atom, Flaw> {
    let at = values.first().map_or(1, |value| value.at);
    let people = people(values)?;
    if people == [Who::Me] {
        return Ok(Atom::Person(Role::Watcher, people));
    }
    Err(Flaw { at, what: "`watcher` takes `currentUser()` alone: what others watch is not told".to_owned() })
}
