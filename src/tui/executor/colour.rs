//! Colours code beside the loop, as long as it is on the screen.

use super::Executor;
use crate::tui::highlight::{Code, Painter, highlight};
use crate::tui::message::{Data, Message};
use std::sync::{Arc, Mutex, PoisonError};

/// What is on the screen and has no colours yet. One task works through it and ends when there is nothing left.
#[derive(Debug, Clone, Default)]
pub(super) struct Colouring {
    inside: Arc<Mutex<Inside>>,
    /// Knows the code that was coloured last: while somebody types in it, the next is nearly the same.
    painter: Arc<Mutex<Painter>>,
}

#[derive(Debug, Default)]
struct Inside {
    wanted: Vec<Arc<Code>>,
    is_running: bool,
}

impl Colouring {
    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a task has to be started.
    fn want(&self, wanted: Vec<Arc<Code>>) -> bool {
        let mut inside = self.inside();
        let starts = !wanted.is_empty() && !inside.is_running;
        inside.is_running |= starts;
        inside.wanted = wanted;
        starts
    }

    /// Takes the next piece; the task ends when there is none.
    fn next(&self) -> Option<Arc<Code>> {
        let mut inside = self.inside();
        let next = inside.wanted.first().cloned();
        inside.is_running = next.is_some();
        next
    }

    fn is_wanted(&self, code: &Code) -> bool {
        self.inside().wanted.iter().any(|wanted| wanted.key() == code.key())
    }

    fn done(&self, code: &Code) {
        self.inside().wanted.retain(|wanted| wanted.key() != code.key());
    }
}

impl Executor {
    /// Colours what is wanted now; what was wanted before and is not any more is given up.
    pub(super) fn colour(&self, wanted: Vec<Arc<Code>>) -> Vec<Message> {
        let answer = |code: Arc<Code>, colours| Message::Data(Data::Coloured(code, Arc::new(colours)));
        if self.is_inline() {
            let coloured = |code: Arc<Code>| highlight(&code, || false).map(|colours| answer(code, colours));
            return wanted.into_iter().filter_map(coloured).collect();
        }
        if self.colouring.want(wanted) {
            let (colouring, sender) = (self.colouring.clone(), self.sender());
            tokio::task::spawn_blocking(move || {
                while let Some(code) = colouring.next() {
                    // The loop may have ended.
                    let is_over = || sender.is_closed() || !colouring.is_wanted(&code);
                    let mut painter = colouring.painter.lock().unwrap_or_else(PoisonError::into_inner);
                    let coloured = painter.paint(&code, is_over);
                    drop(painter);
                    colouring.done(&code);
                    if let Some(colours) = coloured {
                        let _ = sender.send(answer(code, colours));
                    }
                }
            });
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_task_works_on_what_is_wanted_last() {
        let code = |text: &str| Arc::new(Code::new("rust", text));
        let (one, two) = (code("1"), code("2"));
        let colouring = Colouring::default();
        assert!(colouring.want(vec![one.clone()]));
        assert_eq!(colouring.next(), Some(one.clone()));
        assert!(!colouring.want(vec![two.clone()]));
        assert!(!colouring.is_wanted(&one));
        colouring.done(&one);
        assert_eq!(colouring.next(), Some(two.clone()));
        colouring.done(&two);
        assert_eq!(colouring.next(), None);
        assert!(colouring.want(vec![one]));
    }
}
