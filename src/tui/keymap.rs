//! Keys to actions, from `assets/keys.toml` and the person's own file over it.
//!
//! Reading reports every error at once, with line numbers. Nothing here knows what an action does.

use super::action::{Action, Context};
use super::chord::{self, Chord};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;
use toml::de::{DeTable, DeValue};

const DEFAULTS: &str = include_str!("../../assets/keys.toml");

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    own: BTreeMap<Context, Vec<Binding>>,
    // By context, keys of the parents included, so that a look-up is one search. Made when somebody first looks: a
    // start needs two or three of them.
    tables: BTreeMap<Context, OnceLock<Vec<Binding>>>,
}

/// One line of a keymap.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// The keys, one after the other.
    pub keys: Vec<Chord>,
    /// Where they lead.
    pub action: Action,
    /// The context that says so.
    pub context: Context,
}

/// What a sequence of keys means so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// An action.
    Action(Action),
    /// The beginning of something.
    Prefix,
    /// Nothing.
    None,
}

/// An error in a key file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: String,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl Default for Keymap {
    fn default() -> Self {
        Self::read("").expect("the built-in keys are tested")
    }
}

impl Keymap {
    /// Reads the built-in keys and then the person's own.
    pub fn read(own: &str) -> Result<Self, Vec<KeyError>> {
        let mut errors = Vec::new();
        let mut lines = parse(DEFAULTS, &mut errors);
        let defaults = lines.len();
        lines.extend(parse(own, &mut errors));
        let mut own_tables: BTreeMap<Context, Vec<(Binding, usize)>> = BTreeMap::new();
        for (index, line) in lines.into_iter().enumerate() {
            let table = own_tables.entry(line.context).or_default();
            let at = if index < defaults { 0 } else { line.at };
            table.retain(|(binding, _)| binding.keys != line.keys);
            if let Some(action) = line.action {
                table.push((Binding { keys: line.keys, action, context: line.context }, at));
            }
        }
        for table in own_tables.values() {
            errors.extend(clashes(table));
        }
        if !errors.is_empty() {
            errors.sort_by_key(|error| error.line);
            return Err(errors);
        }
        let without_lines = |(binding, _)| binding;
        let own = own_tables
            .into_iter()
            .map(|(context, table)| (context, table.into_iter().map(without_lines).collect()));
        let tables = Context::ALL.into_iter().map(|context| (context, OnceLock::new()));
        Ok(Self { own: own.collect(), tables: tables.collect() })
    }

    /// Tells what keys typed one after the other mean in a context.
    pub fn find(&self, context: Context, keys: &[Chord]) -> Match {
        let mut prefix = false;
        for binding in self.bindings(context) {
            if binding.keys == keys {
                return Match::Action(binding.action);
            }
            prefix |= binding.keys.starts_with(keys);
        }
        if prefix { Match::Prefix } else { Match::None }
    }

    /// Returns every key of a context, those it inherits included.
    pub fn bindings(&self, context: Context) -> &[Binding] {
        self.tables.get(&context).map_or(&[], |table| table.get_or_init(|| effective(context, &self.own)))
    }

    /// Returns what may follow the keys typed so far, for the which-key popup.
    pub fn following(&self, context: Context, keys: &[Chord]) -> Vec<(String, Action)> {
        let longer = self
            .bindings(context)
            .iter()
            .filter(|binding| binding.keys.len() > keys.len() && binding.keys.starts_with(keys));
        longer.map(|binding| (chord::shown(&binding.keys[keys.len()..]), binding.action)).collect()
    }

    /// Returns the shortest way to type an action in a context, as people read it.
    pub fn shown(&self, context: Context, action: Action) -> Option<String> {
        let ways = self.bindings(context).iter().filter(|binding| binding.action == action);
        ways.map(|binding| chord::shown(&binding.keys)).min_by_key(|text| text.chars().count())
    }

    /// Returns every way to type an action in a context.
    pub fn ways(&self, context: Context, action: Action) -> Vec<String> {
        let ways = self.bindings(context).iter().filter(|binding| binding.action == action);
        ways.map(|binding| chord::shown(&binding.keys)).collect()
    }
}

struct Line {
    context: Context,
    keys: Vec<Chord>,
    action: Option<Action>,
    at: usize,
}

fn parse(text: &str, errors: &mut Vec<KeyError>) -> Vec<Line> {
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line_of = |offset: usize| ends.partition_point(|end| *end < offset) + 1;
    let (document, problems) = DeTable::parse_recoverable(text);
    for problem in problems {
        let line = line_of(problem.span().map_or(0, |span| span.start));
        let first = problem.message().lines().next().unwrap_or("not TOML").to_owned();
        errors.push(KeyError { line, problem: first });
    }
    let mut lines = Vec::new();
    for (name, value) in document.get_ref() {
        let at = line_of(name.span().start);
        let Some(context) = Context::ALL.into_iter().find(|context| context.name() == name.get_ref()) else {
            let known = Context::ALL.map(Context::name).join(", ");
            let problem = format!("there is no context `{}`; there are {known}", name.get_ref());
            errors.push(KeyError { line: at, problem });
            continue;
        };
        let DeValue::Table(table) = value.get_ref() else {
            errors.push(KeyError { line: at, problem: format!("`{}` is a table of keys", context.name()) });
            continue;
        };
        for (key, value) in table {
            let at = line_of(key.span().start);
            match parse_line(key.get_ref(), value.get_ref()) {
                Ok((keys, action)) => lines.push(Line { context, keys, action, at }),
                Err(problem) => errors.push(KeyError { line: at, problem }),
            }
        }
    }
    lines.sort_by_key(|line| line.at);
    lines
}

fn parse_line(key: &str, value: &DeValue<'_>) -> Result<(Vec<Chord>, Option<Action>), String> {
    let keys = Chord::parse_sequence(key).map_err(|error| error.to_string())?;
    let DeValue::String(name) = value else {
        return Err(format!("`{key}` needs the name of an action in quotes"));
    };
    if name == "none" {
        return Ok((keys, None));
    }
    match Action::named(name) {
        Some(action) => Ok((keys, Some(action))),
        None => Err(format!("there is no action `{name}`{}", did_you_mean(name))),
    }
}

fn did_you_mean(name: &str) -> String {
    let close = super::action::ACTIONS.iter().find(|about| {
        about.name.contains(name)
            || name.contains(about.name)
            || about.name.split('-').any(|word| word == name)
    });
    close.map_or_else(
        || "; `?` in tildr lists them all".to_owned(),
        |about| format!("; did you mean `{}`?", about.name),
    )
}

/// A key that is bound and also begins a longer sequence would make the longer one unreachable.
fn clashes(table: &[(Binding, usize)]) -> Vec<KeyError> {
    let mut errors = Vec::new();
    for (short, at) in table {
        for (long, other) in table {
            if long.keys.len() > short.keys.len() && long.keys.starts_with(&short.keys) {
                let problem = format!(
                    "`{}` ({}) hides `{}` ({}) in `{}`; take one of them away with \"none\"",
                    chord::shown(&short.keys),
                    short.action.name(),
                    chord::shown(&long.keys),
                    long.action.name(),
                    short.context.name()
                );
                errors.push(KeyError { line: *at.max(other), problem });
            }
        }
    }
    errors
}

/// The keys of a context over those of its parents. A key that a context binds hides the same key, and
/// the longer sequences it begins, of the parents.
fn effective(context: Context, own: &BTreeMap<Context, Vec<Binding>>) -> Vec<Binding> {
    let mut all: Vec<Binding> = Vec::new();
    for level in context.chain() {
        let nearer = all.len();
        for binding in own.get(&level).into_iter().flatten() {
            let hidden = all[..nearer]
                .iter()
                .any(|near| binding.keys.starts_with(&near.keys) || near.keys.starts_with(&binding.keys));
            if !hidden {
                all.push(binding.clone());
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Chord> {
        Chord::parse_sequence(text).unwrap()
    }

    #[test]
    fn sequences_are_found_and_contexts_inherit() {
        let map = Keymap::default();
        assert_eq!(map.find(Context::Pages, &keys("g")), Match::Prefix);
        assert_eq!(map.find(Context::Pages, &keys("g h")), Match::Action(Action::GoHome));
        assert_eq!(map.find(Context::Pages, &keys("ctrl-c")), Match::Action(Action::Cancel));
        assert_eq!(map.find(Context::Editor, &keys("ctrl-z")), Match::Action(Action::EditUndo));
        assert_eq!(map.find(Context::Input, &keys("j")), Match::None);
        assert_eq!(map.shown(Context::Browse, Action::GoHome).as_deref(), Some("~"));
    }

    #[test]
    fn own_keys_come_over_the_built_in_ones() {
        let map =
            Keymap::read("browse.z = \"go-home\"\n[page]\n\"z o\"=\"none\"\n\"z c\"=\"none\"\nd=\"none\"")
                .unwrap();
        assert_eq!(map.find(Context::Page, &keys("z")), Match::Action(Action::GoHome));
        assert_eq!(map.find(Context::Pages, &keys("d")), Match::Action(Action::Trash));
    }

    #[test]
    fn every_error_is_reported_with_its_line() {
        let text = "[browse]\nj = \"dwon\"\n\"hyper-x\" = \"up\"\ng = \"top\"\n[nowhere]\n";
        let errors = Keymap::read(text).unwrap_err();
        let lines: Vec<usize> = errors.iter().map(|error| error.line).collect();
        assert!(
            lines.contains(&2) && lines.contains(&3) && lines.contains(&4) && lines.contains(&5),
            "{errors:?}"
        );
    }

    #[test]
    fn what_is_not_toml_says_where() {
        let errors = Keymap::read("[browse\nj = \"down\"\n").unwrap_err();
        assert_eq!(errors[0].line, 1);
    }

    #[test]
    fn every_bound_action_makes_sense_where_it_is_bound() {
        let map = Keymap::default();
        for context in Context::ALL {
            for binding in map.bindings(context) {
                let contexts = binding.action.about().contexts;
                let fits = contexts.iter().any(|c| context.chain().any(|mine| mine == *c))
                    || contexts.iter().any(|c| c.chain().any(|parent| parent == binding.context));
                assert!(fits, "{:?} in {context:?}", binding.action);
            }
        }
    }
}
