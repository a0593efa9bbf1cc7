//! The loop: wait for one message, handle it, handle all that wait, draw once.
//!
//! The first frame is drawn before anything asynchronous starts. Nothing runs when nothing happens: no tick,
//! no polling; timers are one-shot and asked for by effects.

mod handover;
mod later;
mod play;

use super::effect::{Effect, Notice};
use super::executor::Executor;
use super::keymap::Keymap;
use super::message::{Edited, Message};
use super::state::State;
use super::term::{self, Linear, Screen, Term};
use super::theme::Theme;
use super::world::{Settings, World};
use super::{update, view};
use crate::admin::Admin;
use crate::replica::Replica;
use crate::report::Report;
use crate::sync;
use futures_util::StreamExt;
use ratatui::crossterm::event::{Event, EventStream};
use std::path::PathBuf;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::sync::broadcast;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub use play::{Script, play};

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
    /// How this terminal draws pictures; `None` for their labels.
    pub pictures: Option<super::picture::Drawing>,
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
    match start.settings.linear {
        true => on(start, Linear::take().map_err(failed)?).await,
        false => {
            let mouse = start.settings.mouse;
            on(start, Term::take(mouse).map_err(failed)?).await
        }
    }
}

async fn on(start: Start, term: impl Screen) -> Result<(), Report> {
    let (mut program, begin) = Program::new(start, term).map_err(failed)?;
    program.draw().map_err(failed)?;
    if let Some(events) = program.go_online(begin) {
        program.forward(events);
    }
    program.listen();
    program.work().await.map_err(failed)
}

fn failed(error: std::io::Error) -> Report {
    Report::refused(format!("cannot use the terminal: {error}"))
}

/// How long after waking a wish to sleep, with no other key before it, still belongs to the sleep that is over. Who
/// presses Ctrl-Z twice means one sleep: the second one, typed before we were gone, is read when we wake (as a key
/// or as a signal, whichever the terminal made of it) and would send us back at once.
const WAKING: Duration = Duration::from_secs(2);

struct Program<S> {
    state: State,
    executor: Executor,
    term: S,
    sender: UnboundedSender<Message>,
    receiver: UnboundedReceiver<Message>,
    // Not there while another program has the terminal: its keys would come to us.
    events: Option<EventStream>,
    /// When we woke from sleep, until a key shows that somebody is there.
    woken: Option<Instant>,
    directory: PathBuf,
    editor: Vec<String>,
    /// The state of the store that the first frame was read from.
    read_at: Option<i64>,
    /// What is done when the frame is drawn.
    later: Vec<Effect>,
    /// Whether sync is to look when the frame is drawn.
    wakes: bool,
}

impl<S: Screen> Program<S> {
    /// Reads what the first frame shows.
    fn new(start: Start, term: S) -> std::io::Result<(Self, Begin)> {
        let (sender, receiver) = unbounded_channel();
        let now = crate::config::now();
        let world =
            World::new(start.profile, start.keymap, start.theme, start.settings, now, crate::config::zone());
        let left = super::external::recover(&start.directory.join("editor"), &start.replica, now);
        let finished = super::resume::finish_saves(&start.replica, now);
        let repaired = repaired(start.replica.notices());
        let mut executor = Executor::new(start.replica, sender.clone(), crate::config::now);
        if !S::IS_TERMINAL {
            executor = executor.holding_timers();
        }
        let read_at = executor.generation();
        let mut program = Self {
            read_at,
            later: Vec::new(),
            wakes: false,
            state: State::new(world),
            executor,
            term,
            sender,
            receiver,
            events: None,
            woken: None,
            directory: start.directory,
            editor: start.editor,
        };
        program.state.world.gallery.drawing = start.pictures.filter(|_| S::IS_TERMINAL);
        program.state.world.size = program.term.size()?;
        let mut effects = update::begin(&mut program.state);
        effects.extend(update::apply(&mut program.state, recovered(left)));
        effects.extend(update::apply(&mut program.state, finished));
        effects.extend(update::apply(&mut program.state, repaired));
        program.carry_out(effects);
        Ok((program, start.begin))
    }

    /// Starts the engine; answers with what it tells.
    fn go_online(&mut self, begin: Begin) -> Option<broadcast::Receiver<sync::Event>> {
        match begin() {
            Ok(online) => {
                let events = online.sync.subscribe();
                self.state.world.sync = Some(online.sync.status());
                self.executor.go_online(online.sync, online.admin);
                // Whoever wrote from now on tells; what was written since the first frame was read, nobody did.
                if self.read_at.is_none() || self.executor.generation() != self.read_at {
                    self.handle(Message::Changed);
                }
                Some(events)
            }
            Err(report) => {
                self.handle(Message::Failed(report));
                None
            }
        }
    }

    /// Turns what the engine tells into messages.
    fn forward(&self, mut events: broadcast::Receiver<sync::Event>) {
        use broadcast::error::RecvError;
        let sender = self.sender.clone();
        tokio::spawn(async move {
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
        self.behind_the_frame();
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
            self.take_back();
        }
        let is_key = matches!(message, Message::Key(_));
        self.state.world.now = self.executor.now();
        let effects = update::update(&mut self.state, message);
        if is_key && !effects.iter().any(|effect| matches!(effect, Effect::Suspend)) {
            self.woken = None;
        }
        self.carry_out(effects);
    }

    fn on_terminal(&mut self, effect: Effect) -> Option<Message> {
        match effect {
            Effect::Copy(text) => match self.term.copy(&text) {
                Ok(Some(how)) => Some(Message::Copied(how)),
                _ => Some(Message::NotCopied(text)),
            },
            Effect::OpenEditor(editing) if !S::IS_TERMINAL => {
                let problem = Some("there is no terminal to give to it".to_owned());
                Some(Message::Edited(Edited { page: editing.page, text: None, ended: true, problem }))
            }
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
                if S::IS_TERMINAL && self.woken.is_none_or(|at| at.elapsed() > WAKING) {
                    self.suspend();
                }
                None
            }
            Effect::Quit => {
                self.state.ended = true;
                None
            }
            _ => None,
        }
    }

    /// Draws, and asks for what the frame could not show yet; tells whether it did.
    fn draw(&mut self) -> std::io::Result<bool> {
        let drawn = self.frame();
        // What was typed is kept, whatever became of the terminal.
        let told = self.behind_the_frame();
        drawn?;
        if told {
            self.frame()?;
        }
        self.executor.open_the_rest();
        let effects = update::drawn(&mut self.state);
        let asks = !effects.is_empty();
        self.carry_out(effects);
        Ok(asks)
    }

    fn frame(&mut self) -> std::io::Result<()> {
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
