//! The loop: wait for one message, handle it, handle all that wait, draw once.
//!
//! The first frame is drawn before anything asynchronous starts. Nothing runs when nothing happens: no tick,
//! no polling; timers are one-shot and asked for by effects.

use super::effect::{Editing, Effect, Notice};
use super::executor::Executor;
use super::external::{Handover, News, Session};
use super::keymap::Keymap;
use super::message::{Edited, Message};
use super::state::State;
use super::term::{self, Term};
use super::theme::Theme;
use super::world::{Settings, World};
use super::{update, view};
use crate::admin::Admin;
use crate::domain::Timestamp;
use crate::replica::Replica;
use crate::report::Report;
use crate::sync;
use futures_util::StreamExt;
use ratatui::crossterm::event::{Event, EventStream};
use ratatui::crossterm::terminal;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::task::Poll;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What the interface is started with.
pub struct Start {
    /// The local store.
    pub replica: Replica,
    /// The folder of the profile; hand-overs to `$EDITOR` go below it.
    pub directory: PathBuf,
    /// The name of the profile.
    pub profile: String,
    /// The keys in force.
    pub keymap: Keymap,
    /// Colours and signs.
    pub theme: Theme,
    /// What the person set.
    pub settings: Settings,
    /// The command of the external editor; empty for the environment's.
    pub editor: Vec<String>,
    /// Starts the engine, after the first frame.
    pub begin: Begin,
}

/// Starts what reaches the wiki.
pub type Begin = Box<dyn FnOnce() -> Result<Online, Report>>;

/// What reaches the wiki.
pub struct Online {
    /// The sync engine.
    pub sync: sync::Handle,
    /// Online work on spaces and people.
    pub admin: Admin,
}

/// Runs the interface until the person leaves it. Needs a `tokio` runtime around it.
pub async fn run(start: Start) -> Result<(), Report> {
    let failed = |error: std::io::Error| Report::refused(format!("cannot use the terminal: {error}"));
    let term = Term::take(start.settings.mouse).map_err(failed)?;
    let (sender, receiver) = unbounded_channel();
    let world = World::new(
        start.profile,
        start.keymap,
        start.theme,
        start.settings,
        Timestamp::now(),
        crate::config::zone(),
    );
    let left = super::external::recover(&start.directory.join("editor"), &start.replica, Timestamp::now());
    let repaired = repaired(start.replica.notices());
    let executor = Executor::new(start.replica, sender.clone(), Timestamp::now);
    let mut program = Program {
        state: State::new(world),
        executor,
        term,
        sender,
        receiver,
        events: None,
        directory: start.directory,
        editor: start.editor,
    };
    program.state.world.size = terminal::size().map_err(failed)?;
    let mut effects = update::begin(&mut program.state);
    effects.extend(update::apply(&mut program.state, recovered(left)));
    effects.extend(update::apply(&mut program.state, repaired));
    program.carry_out(effects);
    program.draw().map_err(failed)?;
    program.go_online(start.begin);
    program.listen();
    program.work().await.map_err(failed)
}

struct Program {
    state: State,
    executor: Executor,
    term: Term,
    sender: UnboundedSender<Message>,
    receiver: UnboundedReceiver<Message>,
    // Not there while another program has the terminal: its keys would come to us.
    events: Option<EventStream>,
    directory: PathBuf,
    editor: Vec<String>,
}

impl Program {
    fn go_online(&mut self, begin: Begin) {
        match begin() {
            Ok(online) => {
                let mut events = online.sync.subscribe();
                self.state.world.sync = Some(online.sync.status());
                let sender = self.sender.clone();
                tokio::spawn(async move {
                    use tokio::sync::broadcast::error::RecvError;
                    loop {
                        let message = match events.recv().await {
                            Ok(event) => Message::Sync(event),
                            // Too many to follow: read everything again.
                            Err(RecvError::Lagged(_)) => Message::Changed,
                            Err(RecvError::Closed) => return,
                        };
                        if sender.send(message).is_err() {
                            return;
                        }
                    }
                });
                self.executor.go_online(online.sync, online.admin);
                self.handle(Message::Changed);
            }
            Err(report) => self.handle(Message::Failed(report)),
        }
    }

    /// Turns signals into messages.
    fn listen(&mut self) {
        use tokio::signal::unix::{SignalKind, signal};
        let suspend = SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw());
        let wake = SignalKind::from_raw(rustix::process::Signal::CONT.as_raw());
        for (kind, message) in [
            (SignalKind::hangup(), Message::Hangup),
            (SignalKind::terminate(), Message::Hangup),
            (suspend, Message::Suspended),
            (wake, Message::Resumed),
        ] {
            let Ok(mut stream) = signal(kind) else { continue };
            let sender = self.sender.clone();
            tokio::spawn(async move {
                while stream.recv().await.is_some() {
                    if sender.send(message.clone()).is_err() {
                        return;
                    }
                }
            });
        }
        term::when_gone({
            let sender = self.sender.clone();
            move || drop(sender.send(Message::Hangup))
        });
        self.events = Some(EventStream::new());
    }

    async fn work(&mut self) -> std::io::Result<()> {
        while !self.state.ended {
            let message = self.next().await;
            self.handle(message);
            while !self.state.ended
                && let Some(message) = self.ready().await
            {
                self.handle(message);
            }
            if !self.state.ended {
                self.draw()?;
            }
        }
        self.term.leave()
    }

    async fn next(&mut self) -> Message {
        loop {
            let events = self.events.get_or_insert_with(EventStream::new);
            let event = tokio::select! {
                message = self.receiver.recv() => return message.unwrap_or(Message::Hangup),
                event = events.next() => event,
            };
            match event {
                Some(Ok(event)) => {
                    if let Some(message) = message_of(event) {
                        return message;
                    }
                }
                // The terminal is gone.
                Some(Err(_)) | None => return Message::Hangup,
            }
        }
    }

    /// Returns a message that is there already.
    ///
    /// Polls with the waker of the loop: the stream keeps the waker of whoever looked last, and with any other
    /// one the next key would wake nobody.
    async fn ready(&mut self) -> Option<Message> {
        loop {
            let Some(events) = &mut self.events else { return self.receiver.try_recv().ok() };
            let event = std::future::poll_fn(|context| match events.poll_next_unpin(context) {
                Poll::Ready(event) => Poll::Ready(Some(event)),
                Poll::Pending => Poll::Ready(None),
            });
            match event.await {
                Some(Some(Ok(event))) => {
                    if let Some(message) = message_of(event) {
                        return Some(message);
                    }
                }
                Some(_) => return Some(Message::Hangup),
                None => return self.receiver.try_recv().ok(),
            }
        }
    }

    fn handle(&mut self, message: Message) {
        if matches!(message, Message::Resumed) {
            // Whoever stopped us may have left the terminal in another state.
            let _ = self.term.enter();
        }
        self.state.world.now = self.executor.now();
        let effects = update::update(&mut self.state, message);
        self.carry_out(effects);
    }

    /// Carries out effects, with the messages they lead to at once.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue: VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            match self.executor.run(effect) {
                Ok(messages) => {
                    for message in messages {
                        queue.extend(update::update(&mut self.state, message));
                    }
                }
                Err(effect) => {
                    if let Some(message) = self.on_terminal(effect) {
                        queue.extend(update::update(&mut self.state, message));
                    }
                }
            }
        }
    }

    fn on_terminal(&mut self, effect: Effect) -> Option<Message> {
        match effect {
            Effect::Copy(text) => match term::copy(&mut self.term, &text) {
                Ok(Some(how)) => Some(Message::Copied(how)),
                _ => Some(Message::Failed(
                    Report::refused("the text is too long for this terminal to copy")
                        .hinted("`tildr page show` prints it"),
                )),
            },
            Effect::OpenEditor(editing) => {
                self.hand_over(&editing);
                Some(Message::Resumed)
            }
            Effect::SetMouse(on) => {
                let _ = self.term.set_mouse(on);
                None
            }
            Effect::Redraw => {
                self.term.forget();
                None
            }
            Effect::Suspend => {
                self.suspend();
                None
            }
            Effect::Quit => {
                self.state.ended = true;
                None
            }
            _ => None,
        }
    }

    /// Sleeps until somebody wakes us: SIGCONT then brings `Resumed`.
    fn suspend(&mut self) {
        self.events = None;
        let _ = self.term.leave();
        // SIGSTOP, not SIGTSTP: ours is caught, and the shell sees no difference.
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
        let _ = self.term.enter();
    }

    /// Gives the terminal to `$EDITOR` and takes every save back. The loop waits; tasks go on.
    fn hand_over(&mut self, editing: &Editing) {
        self.events = None;
        let _ = self.term.leave();
        let command = if self.editor.is_empty() {
            super::external::command_from_environment()
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
                let _ = self.term.enter();
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
                    let _ = self.term.enter();
                    return self.handle(Message::Edited(Edited { page, text, ended: true, problem }));
                }
            }
        }
    }

    fn draw(&mut self) -> std::io::Result<()> {
        let state = &mut self.state;
        self.term.draw(|frame| view::draw(frame, state))
    }
}

/// Tells of texts that `$EDITOR` saved and nobody took back, because the program was killed.
fn recovered(left: crate::replica::Result<Vec<crate::domain::PageId>>) -> Vec<Effect> {
    let notice = match left {
        Ok(pages) if pages.is_empty() => return Vec::new(),
        Ok(pages) => {
            let what = if pages.len() == 1 { "A text".to_owned() } else { format!("{} texts", pages.len()) };
            Notice::good(format!("{what} left in $EDITOR: kept as a draft.")).hinted("g d shows the drafts")
        }
        Err(error) => Notice::bad(format!("A text left in $EDITOR cannot be taken back: {error}.")),
    };
    vec![Effect::Say(notice)]
}

/// Tells what opening the store had to repair: until a key is pressed, and in the log.
fn repaired(notices: &[String]) -> Vec<Effect> {
    let sentence = |notice: &String| {
        let mut letters = notice.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    let said = notices.iter().filter_map(sentence);
    said.map(|said| Effect::Say(Notice::bad(format!("{said}.")).hinted("g d shows the drafts"))).collect()
}

fn message_of(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Paste(text) => Some(Message::Paste(text)),
        Event::Mouse(mouse) => Some(Message::Mouse(mouse)),
        Event::Resize(width, height) => Some(Message::Resize(width, height)),
        Event::FocusGained | Event::FocusLost => None,
    }
}
