//! A condition of CQL as SQL over `hit h`, whose columns are in [`super::everything`].

use super::super::super::search::Wanted;
use super::super::super::{Principal, Result, StoreError};
use super::super::connection::Connection;
use super::super::value::{Given, params};
use super::super::words;
use super::needle::Needle;
use crate::domain::{SpaceKey, SpaceKind};
use crate::server::cql::{Atom, Compare, Expr, Kind, Match, Moment, Precision, Role, Which, Who, Words};

/// A condition ready to run.
pub(super) struct Compiled {
    /// SQL that every hit meets; where something is left to look at, others meet it too.
    pub(super) condition: String,
    /// The values of the statement; the first is the caller.
    pub(super) values: Vec<Given>,
    /// What SQL decides, condition by condition in the order of the query; only where something is left to look at.
    pub(super) told: Vec<String>,
    /// Words that every hit has: by them the index finds the few things that are looked at.
    pub(super) needles: Vec<Needle>,
    /// Whether few things are looked at.
    pub(super) is_narrow: bool,
    exact: bool,
}

/// The newest body of the page or the body of the comment `h` has a property, which `#` stands for `body` in.
const BODY_HAS: &str = "(EXISTS (SELECT 1 FROM content x JOIN version n ON n.content = x.id AND n.number = x.version \
        JOIN body b ON b.content = x.id AND b.version = n.body WHERE x.id = h.id AND lower(b.storage) LIKE # ESCAPE '!') \
    OR EXISTS (SELECT 1 FROM comment x WHERE x.id = h.id AND lower(x.storage) LIKE # ESCAPE '!'))";

impl Compiled {
    /// Reads a query's condition.
    pub(super) fn new(tx: &Connection, who: &Principal, wanted: &Wanted) -> Result<Self> {
        let exact = !wanted.query.filter.any(&is_looked_at);
        let (values, told, needles) = (vec![who.id.as_str().into()], Vec::new(), Vec::new());
        let mut writer = Writer { tx, who, wanted, values, told, needles };
        let mut condition = writer.expr(&wanted.query.filter, Sign::Always)?;
        if !wanted.archived {
            condition = format!(
                "({condition}) AND h.space NOT IN (SELECT a.id FROM space a WHERE a.status <> 'active')"
            );
        }
        let Writer { values, told, needles, .. } = writer;
        let is_narrow = !needles.is_empty() || names_things(&wanted.query.filter);
        Ok(Self { condition, values, told, needles, is_narrow, exact })
    }

    /// Tells whether SQL decides alone.
    pub(super) fn is_exact(&self) -> bool {
        self.exact
    }
}

/// Tells whether a condition is left to be looked at: words that have to stand together, or are very long.
pub(super) fn is_looked_at(atom: &Atom) -> bool {
    match atom {
        Atom::Text(words) | Atom::Title(Match::Holds(words)) | Atom::SpaceTitle(Match::Holds(words)) => {
            !words.are_told_by_beginnings()
        }
        _ => false,
    }
}

/// Tells whether a condition is looked up in a row or two of what may be found, so that it costs little of everything.
pub(super) fn is_cheap(expr: &Expr) -> bool {
    !expr.any(&|atom| {
        !matches!(
            atom,
            Atom::Kind(_)
                | Atom::Space(_)
                | Atom::SpaceKind(_)
                | Atom::When(..)
                | Atom::Text(_)
                | Atom::Title(_)
                | Atom::SpaceTitle(Match::Is(_))
        )
    })
}

/// Returns the spaces, by key, that everything found is in; empty where nothing of the kind is said.
pub(super) fn spaces(expr: &Expr) -> &[String] {
    match expr {
        Expr::All(parts) => parts.iter().map(spaces).find(|keys| !keys.is_empty()).unwrap_or_default(),
        Expr::Is(Atom::Space(keys)) => keys,
        _ => &[],
    }
}

/// Tells whether everything that is found was named in some way, so that it is little of a large wiki.
fn names_things(expr: &Expr) -> bool {
    match expr {
        Expr::All(parts) => parts.iter().any(names_things),
        Expr::Any(parts) => !parts.is_empty() && parts.iter().all(names_things),
        Expr::Not(_) => false,
        Expr::Is(atom) => !matches!(
            atom,
            Atom::Kind(_) | Atom::SpaceKind(_) | Atom::When(..) | Atom::SpaceTitle(_) | Atom::Person(..)
        ),
    }
}

/// How a condition stands in the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Every hit meets it.
    Always,
    /// Some hits meet it.
    Perhaps,
    /// Under a `not`.
    Negated,
}

impl Sign {
    /// Of one of several that may hold.
    fn perhaps(self) -> Self {
        if self == Self::Always { Self::Perhaps } else { self }
    }

    fn turned(self) -> Self {
        if self == Self::Negated { Self::Perhaps } else { Self::Negated }
    }
}

struct Writer<'w> {
    tx: &'w Connection,
    who: &'w Principal,
    wanted: &'w Wanted,
    values: Vec<Given>,
    told: Vec<String>,
    needles: Vec<Needle>,
}

impl Writer<'_> {
    /// Writes a condition.
    fn expr(&mut self, expr: &Expr, sign: Sign) -> Result<String> {
        let joined = |parts: Vec<String>, word: &str, none: &str| match parts.is_empty() {
            true => none.to_owned(),
            false => format!("({})", parts.join(word)),
        };
        Ok(match expr {
            Expr::All(parts) => {
                let parts = parts.iter().map(|part| self.expr(part, sign)).collect::<Result<_>>()?;
                joined(parts, " AND ", "1 = 1")
            }
            Expr::Any(parts) => {
                let parts =
                    parts.iter().map(|part| self.expr(part, sign.perhaps())).collect::<Result<_>>()?;
                joined(parts, " OR ", "1 = 0")
            }
            // Of what is only looked at later nothing is known yet, neither that it holds nor that it does not.
            Expr::Not(part) if part.any(&is_looked_at) => {
                self.expr(part, Sign::Negated)?;
                "1 = 1".to_owned()
            }
            Expr::Not(part) => format!("NOT {}", self.expr(part, sign.turned())?),
            // Under a `not` nothing may be left out that only looks likely.
            Expr::Is(atom) if is_looked_at(atom) && sign == Sign::Negated => "1 = 1".to_owned(),
            Expr::Is(atom) if is_looked_at(atom) => self.words(atom, sign),
            Expr::Is(atom) => {
                let sql = match atom {
                    Atom::Text(_) | Atom::Title(Match::Holds(_)) | Atom::SpaceTitle(Match::Holds(_)) => {
                        self.words(atom, sign)
                    }
                    _ => self.atom(atom)?,
                };
                self.told.push(sql.clone());
                sql
            }
        })
    }

    /// What everything meets that holds some words; nothing else does, unless it is left to be looked at.
    fn words(&mut self, atom: &Atom, sign: Sign) -> String {
        let (words, is_text): (&Words, bool) = match atom {
            Atom::Text(words) => (words, true),
            Atom::Title(Match::Holds(words)) | Atom::SpaceTitle(Match::Holds(words)) => (words, false),
            _ => return "1 = 0".to_owned(),
        };
        let needles: Vec<Needle> = words.beginnings().map(|word| self.needle(word, is_text)).collect();
        let is_space = matches!(atom, Atom::SpaceTitle(_));
        if needles.is_empty() {
            return "1 = 0".to_owned();
        }
        if sign == Sign::Always && !is_space {
            self.needles.extend(needles);
            return "1 = 1".to_owned();
        }
        let each = |needle: &Needle| match is_space {
            true => needle.on_named("h.space"),
            false => format!(
                "CASE WHEN h.kind = 'comment' THEN {} ELSE {} END",
                needle.on_comment("h.id", "h.page"),
                needle.on("h.id")
            ),
        };
        format!("({})", needles.iter().map(each).collect::<Vec<_>>().join(" AND "))
    }

    fn needle(&mut self, word: &str, is_text: bool) -> Needle {
        let place = self.give(words::beginning(self.tx, word));
        Needle::new(self.tx, word, is_text, &place)
    }

    fn atom(&mut self, atom: &Atom) -> Result<String> {
        Ok(match atom {
            Atom::Kind(kinds) => self.is_one_of("h.kind", kinds.iter().map(|kind| kind_word(*kind).into())),
            Atom::Id(ids) => self.ids(ids),
            Atom::Space(keys) => {
                let keys = keys.iter().map(|key| SpaceKey::new(key).folded().into());
                let within = self.is_one_of("o.key_folded", keys);
                format!("h.space IN (SELECT o.id FROM space o WHERE {within})")
            }
            Atom::SpaceKind(kind) => {
                let word = if *kind == SpaceKind::Personal { "personal" } else { "site" };
                format!("h.space IN (SELECT o.id FROM space o WHERE o.kind = '{word}')")
            }
            Atom::SpaceTitle(Match::Is(titles)) => {
                self.is_one_of("h.place", titles.iter().map(|title| title.as_str().into()))
            }
            Atom::Title(Match::Is(titles)) => {
                self.is_one_of("h.title", titles.iter().map(|title| title.as_str().into()))
            }
            Atom::Ancestor(ids) => self.ancestor(ids),
            Atom::Parent(ids) => {
                let parents = numbers(ids);
                format!("(h.parent IS NOT NULL AND {})", self.is_one_of("h.parent", parents))
            }
            Atom::Container(ids) => {
                let pages = numbers(ids);
                let on = self.is_one_of("h.page", pages);
                format!("(h.kind IN ('comment', 'attachment') AND {on})")
            }
            Atom::Label(labels) => {
                let labels = labels.iter().map(|label| label.to_lowercase().into());
                let named = self.is_one_of("l.name", labels);
                format!(
                    "(EXISTS (SELECT 1 FROM label l WHERE l.content = h.id AND {named}) \
                     OR h.kind = 'space' AND EXISTS (SELECT 1 FROM space_label l WHERE l.space = h.id AND {named}))"
                )
            }
            Atom::Macro(names) => {
                let patterns = names.iter().map(|name| format!("%ac:name=\"{}\"%", escaped(name)));
                self.body_has(patterns.collect())
            }
            Atom::Person(role, people) => self.person(*role, people)?,
            Atom::When(which, compare, moment) => self.when(*which, *compare, moment)?,
            Atom::Nothing => "1 = 0".to_owned(),
            Atom::FullName(_) | Atom::Text(_) | Atom::Title(_) | Atom::SpaceTitle(_) => "1 = 0".to_owned(),
        })
    }

    fn ids(&mut self, ids: &[String]) -> String {
        let files: Vec<String> =
            ids.iter().filter_map(|id| id.strip_prefix("att").map(str::to_owned)).collect();
        let others: Vec<String> = ids.iter().filter(|id| !id.starts_with("att")).cloned().collect();
        let file = self.is_one_of("h.id", numbers(&files));
        let other = self.is_one_of("h.id", numbers(&others));
        format!("(h.kind = 'attachment' AND {file} OR h.kind NOT IN ('attachment', 'space') AND {other})")
    }

    /// Pages below a page, at any depth.
    fn ancestor(&mut self, ids: &[String]) -> String {
        let below = self.is_one_of("t.parent", numbers(ids));
        format!(
            "(h.kind = 'page' AND h.id IN (WITH RECURSIVE down(id) AS ( \
                SELECT t.id FROM content t WHERE {below} \
                UNION SELECT t.id FROM content t JOIN down d ON t.parent = d.id) SELECT d.id FROM down d))"
        )
    }

    fn person(&mut self, role: Role, people: &[Who]) -> Result<String> {
        let mut ids = Vec::new();
        for person in people {
            match person {
                Who::Me => ids.push(self.who.id.to_string()),
                Who::Named(name) => ids.extend(account(self.tx, name)?),
            }
        }
        let given = || ids.iter().map(|id| id.as_str().into());
        Ok(match role {
            Role::Creator => self.is_one_of("h.creator", given()),
            Role::Contributor => {
                let (made, saved) =
                    (self.is_one_of("h.creator", given()), self.is_one_of("h.author", given()));
                let wrote = self.is_one_of("n.author", given());
                format!(
                    "({made} OR {saved} OR EXISTS (SELECT 1 FROM version n WHERE n.content = h.id AND {wrote}))"
                )
            }
            Role::Mentioned => {
                let patterns = ids.iter().map(|id| format!("%ri:userkey=\"{}\"%", escaped(id)));
                self.body_has(patterns.collect())
            }
            Role::Watcher => {
                let watched = "(SELECT w.target FROM watch w WHERE w.account = ?1 AND w.kind";
                format!("(h.page IN {watched} = 'content') OR h.space IN {watched} = 'space'))")
            }
            Role::Same => "1 = 0".to_owned(),
        })
    }

    fn when(&mut self, which: Which, compare: Compare, moment: &Moment) -> Result<String> {
        let column = if which == Which::Created { "h.created" } else { "h.modified" };
        let far = |_| StoreError::Invalid("a time of the query is too far away".to_owned());
        let now = self.wanted.now;
        let from = moment.at(now).map_err(far)?;
        let minute = from.checked_add(jiff::SignedDuration::from_mins(1)).map_err(far)?;
        let end = if moment.precision == Precision::Day { moment.end(now).map_err(far)? } else { minute };
        let mut place = |time: crate::domain::Timestamp| self.give(time.as_microsecond().into());
        Ok(match compare {
            Compare::Before => format!("{column} < {}", place(from)),
            Compare::From => format!("{column} >= {}", place(from)),
            Compare::After => format!("{column} >= {}", place(minute)),
            Compare::UpTo => format!("{column} < {}", place(minute)),
            Compare::Is => format!("({column} >= {} AND {column} < {})", place(from), place(end)),
        })
    }

    fn body_has(&mut self, patterns: Vec<String>) -> String {
        let parts: Vec<String> = patterns
            .into_iter()
            .map(|pattern| BODY_HAS.replace('#', &self.give(pattern.to_lowercase().into())))
            .collect();
        if parts.is_empty() { "1 = 0".to_owned() } else { format!("({})", parts.join(" OR ")) }
    }

    fn is_one_of(&mut self, column: &str, values: impl IntoIterator<Item = Given>) -> String {
        let places: Vec<String> = values.into_iter().map(|value| self.give(value)).collect();
        if places.is_empty() { "1 = 0".to_owned() } else { format!("{column} IN ({})", places.join(", ")) }
    }

    /// Adds a value and returns its place.
    fn give(&mut self, value: Given) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }
}

/// Reads ids; what is no number is nothing of ours.
fn numbers(ids: &[String]) -> Vec<Given> {
    ids.iter().filter_map(|id| id.parse::<i64>().ok()).map(Given::Int).collect()
}

/// Finds an account by key or login name.
fn account(tx: &Connection, name: &str) -> Result<Vec<String>> {
    let sql = "SELECT id FROM account WHERE id = ?1 OR login_folded = ?2";
    tx.all(sql, params![name, name.to_lowercase()], |row| row.get(0))
}

/// Takes what has a meaning in patterns by itself.
fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "page",
        Kind::BlogPost => "blogpost",
        Kind::Comment => "comment",
        Kind::Attachment => "attachment",
        Kind::Space => "space",
        Kind::User => "user",
    }
}
