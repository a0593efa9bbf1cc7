//! Work beside the loop, one piece at a time in each lane. Whoever holds a key down opens a page or asks anew thirty
//! times in a second: side by side, each of these would hold a body and a document, in a thread of its own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Work = Box<dyn FnOnce() + Send>;

/// A lane; its clones are the same one.
#[derive(Clone, Default)]
pub(super) struct Lane(Arc<Mutex<Queue>>);

#[derive(Default)]
struct Queue {
    /// What waits, and what it is about.
    waiting: VecDeque<(Option<String>, Work)>,
    is_busy: bool,
}

impl Lane {
    /// Does this next, and nothing of what waits: nobody wants its answers any more.
    pub(super) fn instead(&self, work: impl FnOnce() + Send + 'static) {
        let waited = std::mem::take(&mut self.queue().waiting);
        // Not under the lock: what is dropped may tell somebody.
        drop(waited);
        self.put(None, Box::new(work));
    }

    /// Does this after all that waits.
    pub(super) fn after(&self, work: impl FnOnce() + Send + 'static) {
        self.put(None, Box::new(work));
    }

    /// Does this after all that waits, but for what waits about the same: that is not done.
    pub(super) fn about(&self, what: &str, work: impl FnOnce() + Send + 'static) {
        let is_same = |(about, _): &(Option<String>, Work)| about.as_deref() == Some(what);
        let mut queue = self.queue();
        let same = queue.waiting.iter().position(is_same);
        let waited = same.and_then(|at| queue.waiting.remove(at));
        drop(queue);
        drop(waited);
        self.put(Some(what.to_owned()), Box::new(work));
    }

    fn put(&self, about: Option<String>, work: Work) {
        let mut queue = self.queue();
        queue.waiting.push_back((about, work));
        if !std::mem::replace(&mut queue.is_busy, true) {
            drop(queue);
            self.begin();
        }
    }

    fn begin(&self) {
        let mut turn = LaneTurn { lane: self.clone(), was_taken: false };
        tokio::task::spawn_blocking(move || {
            turn.was_taken = true;
            let next = turn.lane.queue().waiting.pop_front();
            if let Some((_, work)) = next {
                work();
            }
            drop(turn);
        });
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One piece of work; when it is over, by a panic too, the next one begins.
struct LaneTurn {
    lane: Lane,
    /// Whether it was ever begun: a runtime that ends drops what it has not begun.
    was_taken: bool,
}

impl Drop for LaneTurn {
    fn drop(&mut self) {
        let mut queue = self.lane.queue();
        let left = if self.was_taken { VecDeque::new() } else { std::mem::take(&mut queue.waiting) };
        queue.is_busy = !queue.waiting.is_empty();
        if queue.is_busy {
            drop(queue);
            self.lane.begin();
        } else {
            drop(queue);
        }
        drop(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// A lane that works on something until the sender is dropped, and where everybody tells that they were there.
    struct Road {
        runtime: tokio::runtime::Runtime,
        lane: Lane,
        tell: Sender<&'static str>,
        told: Receiver<&'static str>,
        held: Sender<()>,
    }

    fn road() -> Road {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let (lane, (tell, told), (held, holds)) = (Lane::default(), channel(), channel::<()>());
        let inside = runtime.enter();
        lane.after(move || {
            let _ = holds.recv();
        });
        drop(inside);
        Road { runtime, lane, tell, told, held }
    }

    impl Road {
        fn says(&self, word: &'static str) -> impl FnOnce() + Send + 'static {
            let tell = self.tell.clone();
            move || tell.send(word).unwrap()
        }

        /// Ends what holds the lane; returns what was done, in order.
        fn done(self) -> Vec<&'static str> {
            let Self { runtime: _runtime, lane: _, tell, told, held } = self;
            drop((tell, held));
            told.iter().collect()
        }
    }

    #[test]
    fn only_the_newest_question_is_answered() {
        let road = road();
        let _inside = road.runtime.handle().clone();
        let _guard = _inside.enter();
        for word in ["one", "two", "three"] {
            road.lane.instead(road.says(word));
        }
        assert_eq!(road.done(), ["three"]);
    }

    #[test]
    fn each_page_is_answered_once_and_in_order() {
        let road = road();
        let handle = road.runtime.handle().clone();
        let _guard = handle.enter();
        for word in ["one", "two", "one"] {
            road.lane.about(word, road.says(word));
        }
        assert_eq!(road.done(), ["two", "one"]);
    }

    #[test]
    fn a_panic_does_not_close_the_lane() {
        let road = road();
        let handle = road.runtime.handle().clone();
        let _guard = handle.enter();
        road.lane.after(|| panic!("a hole in the road"));
        road.lane.after(road.says("behind it"));
        assert_eq!(road.done(), ["behind it"]);
    }
}
