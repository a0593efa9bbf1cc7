//! The pictures that are known, and those that somebody looked at without finding them.

use super::{Drawing, Picture};
use crate::domain::PageId;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

/// Pictures that are kept: each is a few hundred kilobytes at its size on the screen.
const MOST: usize = 48;

/// A picture that is to be shown: a file of a page, in a size, in the way of this terminal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// The page.
    pub page: PageId,
    /// The name of the file.
    pub name: String,
    /// Columns and rows at most.
    pub most: (u16, u16),
}

/// Pictures by page and file. Whoever draws asks; what is not known is shown as its label, and waits to be
/// [`wanted`](Gallery::wanted).
#[derive(Debug, Clone, Default)]
pub struct Gallery {
    /// How this terminal draws pictures; `None` when it cannot.
    pub drawing: Option<Drawing>,
    known: RefCell<HashMap<Wanted, Known>>,
    missed: RefCell<Vec<Wanted>>,
    asked: RefCell<Vec<Wanted>>,
    count: Cell<u64>,
    news: u64,
}

#[derive(Debug, Clone)]
struct Known {
    // `None`: there is no such file, or it is no picture.
    picture: Option<Arc<Picture>>,
    used: u64,
}

impl Gallery {
    /// Returns a picture; asks for it when it is not known.
    pub fn of(&self, wanted: &Wanted) -> Option<Arc<Picture>> {
        self.drawing?;
        if let Some(known) = self.known.borrow_mut().get_mut(wanted) {
            self.count.set(self.count.get() + 1);
            known.used = self.count.get();
            return known.picture.clone();
        }
        let mut missed = self.missed.borrow_mut();
        if !missed.contains(wanted) {
            missed.push(wanted.clone());
        }
        None
    }

    /// Returns a picture when it is known.
    pub fn known(&self, wanted: &Wanted) -> Option<Arc<Picture>> {
        self.known.borrow().get(wanted).and_then(|known| known.picture.clone())
    }

    /// Returns what the last frame wanted and nobody has been asked for.
    pub fn wanted(&self) -> Vec<Wanted> {
        let mut asked = self.asked.borrow_mut();
        let mut missed = std::mem::take(&mut *self.missed.borrow_mut());
        missed.retain(|wanted| !asked.contains(wanted));
        asked.extend(missed.iter().cloned());
        missed
    }

    /// Takes a picture, or that there is none.
    pub fn put(&mut self, wanted: Wanted, picture: Option<Arc<Picture>>) {
        self.asked.borrow_mut().retain(|asked| *asked != wanted);
        self.count.set(self.count.get() + 1);
        self.news += 1;
        let known = self.known.get_mut();
        known.insert(wanted, Known { picture, used: self.count.get() });
        while known.len() > MOST {
            let oldest = known.iter().min_by_key(|(_, known)| known.used).map(|(wanted, _)| wanted.clone());
            let Some(oldest) = oldest else { break };
            known.remove(&oldest);
        }
    }

    /// Files may be there, or others, by now: what was not found is asked for again.
    pub fn look_again(&mut self) {
        self.known.get_mut().retain(|_, known| known.picture.is_some());
    }

    /// Returns a number that changes with every picture that comes.
    pub fn news(&self) -> u64 {
        self.news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::picture::Way;

    #[test]
    fn what_is_missed_is_asked_for_once_and_again_when_something_changed() {
        let wanted = Wanted { page: "1".into(), name: "a.png".into(), most: (10, 10) };
        let mut gallery = Gallery::default();
        assert!(gallery.of(&wanted).is_none() && gallery.wanted().is_empty());
        gallery.drawing = Some(Drawing::by(Way::Halfblocks, None));
        assert!(gallery.of(&wanted).is_none());
        assert_eq!(gallery.wanted(), std::slice::from_ref(&wanted));
        assert!(gallery.of(&wanted).is_none());
        assert!(gallery.wanted().is_empty());
        gallery.put(wanted.clone(), None);
        assert!(gallery.of(&wanted).is_none() && gallery.wanted().is_empty());
        gallery.look_again();
        assert!(gallery.of(&wanted).is_none());
        assert_eq!(gallery.wanted(), [wanted]);
    }

    #[test]
    fn no_more_are_kept_than_fit() {
        let mut gallery = Gallery { drawing: Some(Drawing::by(Way::Halfblocks, None)), ..Gallery::default() };
        for number in 0..MOST + 10 {
            gallery.put(Wanted { page: "1".into(), name: number.to_string(), most: (1, 1) }, None);
        }
        assert_eq!(gallery.known.borrow().len(), MOST);
    }
}
