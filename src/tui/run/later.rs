//! What a frame does not wait for: typing is on the screen first, and in the store before anything else happens.
//!
//! Nothing overtakes it: whatever else is to be done comes after what was put off, and the next key does. A program
//! that is killed between a frame and the write behind it loses the letters of that frame.

use super::Program;
use crate::tui::effect::{Effect, Request};
use crate::tui::term::Screen;
use crate::tui::update;
use std::collections::VecDeque;

/// Whether the frame can be drawn before this.
fn can_wait(effect: &Effect) -> bool {
    matches!(effect, Effect::Journal { .. } | Effect::KeepDraft(_))
}

/// Whether the same is read once more behind what is still to be done: that answer is the newer one.
fn comes_again(effect: &Effect, queue: &VecDeque<Effect>) -> bool {
    let is_read = match effect {
        Effect::Load(
            Request::Resolve(..) | Request::LayOut(_) | Request::Colour(_) | Request::Pictures(..),
        ) => false,
        effect => matches!(effect, Effect::Load(_)),
    };
    is_read && queue.contains(effect)
}

impl<S: Screen> Program<S> {
    /// Carries out effects, with the messages they lead to at once; what can wait for the frame does.
    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue: VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            if S::IS_TERMINAL && can_wait(&effect) {
                self.later.push(effect);
                continue;
            }
            if S::IS_TERMINAL && matches!(effect, Effect::Wake) {
                self.wakes = true;
                continue;
            }
            if comes_again(&effect, &queue) {
                continue;
            }
            self.catch_up();
            self.perform(effect, &mut queue);
        }
    }

    /// Does what was put off; tells whether the frame may be another one now.
    pub(super) fn catch_up(&mut self) -> bool {
        let mut told = false;
        let mut queue: VecDeque<Effect> = std::mem::take(&mut self.later).into();
        while let Some(effect) = queue.pop_front() {
            told |= self.perform(effect, &mut queue);
        }
        told
    }

    /// Does what was put off, once the frame is drawn; tells whether it may be another one now. Sync wakes up then:
    /// before, it would take processor and files away from the frame.
    pub(super) fn behind_the_frame(&mut self) -> bool {
        let told = self.catch_up();
        if std::mem::take(&mut self.wakes) {
            self.perform(Effect::Wake, &mut VecDeque::new());
        }
        told
    }

    /// Carries out one effect; what its answers lead to goes into the queue. Tells whether there was an answer.
    fn perform(&mut self, effect: Effect, queue: &mut VecDeque<Effect>) -> bool {
        let messages = match self.executor.run(effect) {
            Ok(messages) => messages,
            Err(effect) => self.on_terminal(effect).into_iter().collect(),
        };
        let told = !messages.is_empty();
        for message in messages {
            queue.extend(update::update(&mut self.state, message));
        }
        told
    }
}
