//! Giving the terminal to somebody else for a while: to `$EDITOR`, or to the shell.

use super::Program;
use crate::tui::effect::Editing;
use crate::tui::external::{Handover, News, Session};
use crate::tui::message::{Edited, Message};
use crate::tui::term::Screen;
use std::time::Instant;

impl<S: Screen> Program<S> {
    /// Sleeps until somebody wakes us: SIGCONT then brings `Resumed`.
    pub(super) fn suspend(&mut self) {
        self.events = None;
        let _ = self.term.leave();
        // SIGSTOP, not SIGTSTP: ours is caught, and the shell sees no difference.
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
        self.woken = Some(Instant::now());
        self.take_back();
    }

    /// Takes the terminal again. It may have another size by now, of which nobody told us meanwhile.
    pub(super) fn take_back(&mut self) {
        let _ = self.term.enter();
        if let Ok(size) = self.term.size() {
            self.state.world.size = size;
        }
    }

    /// Gives the terminal to `$EDITOR` and takes every save back. The loop waits; tasks go on.
    pub(super) fn hand_over(&mut self, editing: &Editing) {
        self.events = None;
        let _ = self.term.leave();
        let command = if self.editor.is_empty() {
            crate::tui::external::command_from_environment()
        } else {
            self.editor.clone()
        };
        let handover = Handover {
            page: editing.page.clone(),
            form: editing.form,
            title: editing.title.clone(),
            text: editing.text.clone(),
        };
        let outcome = Session::start(&self.directory.join("editor"), &command, &handover);
        let mut session = match outcome {
            Ok(session) => session,
            Err(error) => {
                self.take_back();
                let page = editing.page.clone();
                let problem = Some(error.to_string());
                return self.handle(Message::Edited(Edited { page, text: None, ended: true, problem }));
            }
        };
        loop {
            let page = editing.page.clone();
            match session.wait() {
                News::Saved(text) => {
                    let text = Some(text);
                    self.handle(Message::Edited(Edited { page, text, ended: false, problem: None }));
                }
                News::Ended { text, problem } => {
                    self.take_back();
                    return self.handle(Message::Edited(Edited { page, text, ended: true, problem }));
                }
            }
        }
    }
}
