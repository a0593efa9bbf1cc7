//! The colours that are known, and the code that somebody looked at without finding any.

use super::{Code, Coloured};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Pieces that are kept, of all code together: some 30 MB at worst.
const MOST_PIECES: usize = 1_000_000;

/// Colours by code. Whoever draws asks; what is not known yet is shown plain and waits to be
/// [`wanted`](Ink::wanted). Known by content: an answer is never about other code, and never too late.
#[derive(Debug, Clone, Default)]
pub struct Ink {
    // Drawing asks, and has the facts to look at only.
    inside: RefCell<Inside>,
}

#[derive(Debug, Clone, Default)]
struct Inside {
    known: HashMap<u64, Known>,
    missed: Vec<Arc<Code>>,
    asked: Vec<u64>,
    pieces: usize,
    count: u64,
}

#[derive(Debug, Clone)]
struct Known {
    colours: Arc<Coloured>,
    used: u64,
}

impl Ink {
    /// Returns the colours of code; asks for them when they are not known.
    pub fn of(&self, code: &Arc<Code>) -> Option<Arc<Coloured>> {
        if !code.may_have_colours() {
            return None;
        }
        let mut inside = self.inside.borrow_mut();
        inside.count += 1;
        let count = inside.count;
        if let Some(known) = inside.known.get_mut(&code.key()) {
            known.used = count;
            return Some(known.colours.clone());
        }
        if !inside.missed.iter().any(|missed| missed.key() == code.key()) {
            inside.missed.push(code.clone());
        }
        None
    }

    /// Returns what the last frame wanted and did not have; `None` when that was asked for already.
    pub fn wanted(&self) -> Option<Vec<Arc<Code>>> {
        let mut inside = self.inside.borrow_mut();
        let missed = std::mem::take(&mut inside.missed);
        let keys: Vec<u64> = missed.iter().map(|code| code.key()).collect();
        if keys == inside.asked {
            return None;
        }
        inside.asked = keys;
        Some(missed)
    }

    /// Takes colours.
    pub fn put(&self, code: &Code, colours: Arc<Coloured>) {
        let mut inside = self.inside.borrow_mut();
        inside.count += 1;
        inside.pieces += colours.size();
        let known = Known { colours, used: inside.count };
        if let Some(before) = inside.known.insert(code.key(), known) {
            inside.pieces -= before.colours.size();
        }
        while inside.pieces > MOST_PIECES && inside.known.len() > 1 {
            let oldest = inside.known.iter().min_by_key(|(_, known)| known.used).map(|(key, _)| *key);
            let Some(gone) = oldest.and_then(|key| inside.known.remove(&key)) else { break };
            inside.pieces -= gone.colours.size();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::highlight::Class;

    fn code(text: &str) -> Arc<Code> {
        Arc::new(Code::new("rust", text))
    }

    #[test]
    fn what_is_missed_is_wanted_once() {
        let ink = Ink::default();
        let (one, two) = (code("1"), code("2"));
        assert!(ink.of(&one).is_none());
        assert!(ink.of(&one).is_none());
        assert_eq!(ink.wanted().map(|wanted| wanted.len()), Some(1));
        assert!(ink.of(&one).is_none());
        assert!(ink.wanted().is_none());
        assert!(ink.of(&one).is_none() && ink.of(&two).is_none());
        assert_eq!(ink.wanted().map(|wanted| wanted.len()), Some(2));
        ink.put(&one, Arc::default());
        ink.put(&two, Arc::default());
        assert!(ink.of(&one).is_some());
        // Nothing is missing any more: whoever is at work may stop.
        assert_eq!(ink.wanted().map(|wanted| wanted.len()), Some(0));
        assert!(ink.wanted().is_none());
    }

    #[test]
    fn code_without_a_language_asks_for_nothing() {
        let ink = Ink::default();
        assert!(ink.of(&Arc::new(Code::new("", "x"))).is_none());
        assert!(ink.wanted().is_none());
    }

    #[test]
    fn what_was_used_long_ago_makes_room() {
        let ink = Ink::default();
        let big = || {
            let line = vec![(0..1, Class::Name); MOST_PIECES / 2];
            Arc::new(Coloured { lines: vec![line] })
        };
        let (one, two, three) = (code("1"), code("2"), code("3"));
        ink.put(&one, big());
        assert!(ink.of(&one).is_some());
        ink.put(&two, big());
        ink.put(&three, big());
        assert!(ink.of(&three).is_some());
        assert!(ink.of(&one).is_none() && ink.of(&two).is_none());
    }
}
