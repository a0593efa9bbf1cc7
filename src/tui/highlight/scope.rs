//! From the scopes of a grammar to classes: the innermost scope that means something decides.

use super::{Class, Pieces};
use std::sync::OnceLock;
use syntect::parsing::{Scope, ScopeStack, ScopeStackOp};

/// What begins with these is of that class; the first row that fits counts. `None`: plain, whatever is around it.
const TABLE: &[(&str, Option<Class>)] = &[
    ("comment", Some(Class::Comment)),
    ("meta.interpolation", None),
    ("string", Some(Class::String)),
    ("constant", Some(Class::Number)),
    ("keyword.operator.word", Some(Class::Keyword)),
    ("keyword.operator.logical.python", Some(Class::Keyword)),
    ("keyword.operator", None),
    ("keyword", Some(Class::Keyword)),
    ("storage", Some(Class::Keyword)),
    ("entity.name.tag", Some(Class::Keyword)),
    ("entity", Some(Class::Name)),
    ("support", Some(Class::Name)),
    ("variable.function", Some(Class::Name)),
    ("variable.language", Some(Class::Keyword)),
    ("variable", None),
    ("markup.inserted", Some(Class::Added)),
    ("markup.deleted", Some(Class::Removed)),
    ("markup.heading", Some(Class::Keyword)),
    ("markup.raw", Some(Class::String)),
    ("meta.diff", Some(Class::Comment)),
];

fn table() -> &'static [(Scope, Option<Class>)] {
    static ROWS: OnceLock<Vec<(Scope, Option<Class>)>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let row = |(name, class): &(&str, Option<Class>)| Scope::new(name).ok().map(|scope| (scope, *class));
        TABLE.iter().filter_map(row).collect()
    })
}

fn class(stack: &ScopeStack) -> Option<Class> {
    let meaning = |scope: &Scope| {
        let row = table().iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
        row.map(|(_, class)| *class)
    };
    stack.as_slice().iter().rev().find_map(meaning).flatten()
}

/// Returns the pieces of a line of `length` bytes, and leaves the stack as the line leaves it.
pub(super) fn pieces(stack: &mut ScopeStack, length: usize, changes: &[(usize, ScopeStackOp)]) -> Pieces {
    let mut pieces = Pieces::new();
    let mut from = 0;
    let mut push = |from: usize, to: usize, class: Option<Class>| {
        let (from, to) = (from as u32, to.min(length) as u32);
        let Some(class) = class.filter(|_| from < to) else { return };
        match pieces.last_mut() {
            Some((range, last)) if *last == class && range.end == from => range.end = to,
            _ => pieces.push((from..to, class)),
        }
    };
    for (at, change) in changes {
        if *at > from {
            push(from, *at, class(stack));
            from = *at;
        }
        // A grammar that takes more off than is there leaves an empty stack.
        let _ = stack.apply(change);
    }
    push(from, length, class(stack));
    pieces
}
