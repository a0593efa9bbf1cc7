//! Carries out effects: replica reads and commits at once, long things in tasks that answer with messages.
//!
//! This is where the clock, fresh ids and `tokio` live. Effects on the terminal are handed back to the loop.

mod colour;
mod commit;
mod files;
mod lane;
mod mailbox;
mod online;
mod open;
mod picture;
mod read;
mod resolve;
mod save;
mod survey;
mod undo;

pub use resolve::whole;

use super::effect::{Effect, Notice, OnlineRequest, Request, Timer};
use super::message::{Data, Message};
use crate::admin::Admin;
use crate::domain::{OpId, Timestamp};
use crate::replica::{Replica, ReplicaError};
use crate::report::Report;
use crate::sync;
use lane::Lane;
use mailbox::Mailbox;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

/// Who has typed nothing for so long rests.
const RESTING: Duration = Duration::from_millis(400);

/// Where what takes long is done, each kind after its own kind: many threads of one kind would only hold memory.
#[derive(Default)]
struct Lanes {
    searches: Lane,
    /// Whole pages, behind their beginnings.
    wholes: Lane,
    /// The rest of a long page that is read.
    layouts: Lane,
    /// Pages beside, and what else is looked at without being opened.
    peeks: Lane,
    /// What a page shows of others.
    answers: Lane,
    files: Lane,
    saves: Lane,
    pictures: picture::Decoding,
}

/// Does what the interface asks for.
pub struct Executor {
    replica: Replica,
    sync: Option<sync::Handle>,
    admin: Option<Admin>,
    sender: Mailbox,
    clock: fn() -> Timestamp,
    journal_pending: bool,
    /// When something was typed last.
    typed: Option<Instant>,
    opening: open::Opening,
    colouring: colour::Colouring,
    lanes: Lanes,
    // Tests answer searches at once and have no runtime for timers.
    inline: bool,
    // Timers that run out when the loop says so; without it they run by themselves.
    held: Option<Vec<(Duration, Timer)>>,
}

impl Executor {
    /// Makes an executor that answers late things through `sender`.
    pub fn new(replica: Replica, sender: UnboundedSender<Message>, clock: fn() -> Timestamp) -> Self {
        Self {
            replica,
            sync: None,
            admin: None,
            sender: Mailbox::new(sender),
            clock,
            journal_pending: false,
            typed: None,
            opening: Default::default(),
            colouring: Default::default(),
            lanes: Default::default(),
            inline: false,
            held: None,
        }
    }

    /// Returns what tells one state of the store from another; `None` when it cannot be read.
    pub fn generation(&self) -> Option<i64> {
        self.replica.generation().ok()
    }

    /// Holds timers back until they are asked for with [`Executor::due`].
    pub fn holding_timers(mut self) -> Self {
        self.held = Some(Vec::new());
        self
    }

    /// Returns the timers that were held back and are shorter than `patience`, soonest first; drops the others.
    pub fn due(&mut self, patience: Duration) -> Vec<Timer> {
        let mut held = self.held.as_mut().map(std::mem::take).unwrap_or_default();
        held.retain(|(delay, _)| *delay < patience);
        held.sort_by_key(|(delay, _)| *delay);
        held.into_iter().map(|(_, timer)| timer).collect()
    }

    /// Waits until everything that was asked for is answered.
    pub async fn idle(&self) {
        self.sender.idle().await;
    }

    /// Waits until everything here is there and everything there is here; at once where no wiki is reached.
    pub async fn settled(&self) -> Result<(), sync::SyncError> {
        match &self.sync {
            Some(sync) => sync.settled().await,
            None => Ok(()),
        }
    }

    /// Reaches the wiki from now on.
    pub fn go_online(&mut self, sync: sync::Handle, admin: Admin) {
        self.sync = Some(sync);
        self.admin = Some(admin);
    }

    /// Gives it the online administration; without one, every such request is refused.
    pub fn with_admin(mut self, admin: Admin) -> Self {
        self.admin = Some(admin);
        self
    }

    /// Makes everything answer at once and timers never run: for tests.
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// Returns the moment.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Carries out one effect. Returns the answers that are there at once, or the effect itself when it
    /// is about the terminal.
    pub fn run(&mut self, effect: Effect) -> Result<Vec<Message>, Effect> {
        let answer = match effect {
            Effect::Load(request @ (Request::Search(_) | Request::Like(_) | Request::Survey(_))) => {
                return Ok(self.search(request));
            }
            Effect::Load(Request::Open(page)) => self.open(page),
            Effect::Load(Request::Peek(page)) => return Ok(self.peek(&page)),
            Effect::Load(Request::Resolve(page, document)) => return Ok(self.resolve(&page, &document)),
            Effect::Load(Request::LayOut(layout)) => return Ok(self.lay_out(*layout)),
            Effect::Load(Request::Colour(wanted)) => return Ok(self.colour(wanted)),
            Effect::Load(Request::Pictures(wanted, drawing)) => return Ok(self.pictures(wanted, drawing)),
            Effect::Load(Request::Directory) => read::load(&self.replica, &Request::Directory).map(|data| {
                self.learn_names(&data);
                vec![Message::Data(data)]
            }),
            Effect::Load(request) => {
                read::load(&self.replica, &request).map(|data| vec![Message::Data(data)])
            }
            Effect::Commit { intents, said } => commit::commit(&self.replica, &intents, said, self.now()),
            Effect::BeginSave(page, form) => {
                let op = OpId::fresh();
                let begun = self.replica.begin_save(&page, form, &op);
                Ok(vec![Message::SaveBegun(page, begun.ok().map(|()| op))])
            }
            Effect::WorkOut(manuscript) => return Ok(self.work_out(*manuscript)),
            Effect::FinishSave { op, page, edit, said } => {
                return Ok(self.finish_save(op.unwrap_or_else(OpId::fresh), page, *edit, said));
            }
            Effect::FinishLeft(op) => return Ok(self.finish_left(op)),
            Effect::GiveUpSave(op) => self.replica.give_up_save(&op).map(|()| Vec::new()),
            Effect::Undo => undo::undo(&self.replica, self.now()),
            Effect::Redo => undo::redo(&self.replica, self.now()),
            Effect::KeepDraft(mut draft) => {
                draft.updated = self.now();
                let kept = self.replica.save_draft(&draft);
                Ok(vec![Message::Kept(kept.err().map(|error| error.to_string()))])
            }
            Effect::Journal { page, form, typed, cursor } => {
                let kept = self.replica.journal(&page, form, &typed, cursor);
                self.typed = Some(Instant::now());
                self.soon_durable();
                Ok(kept.err().map(|error| Message::Kept(Some(error.to_string()))).into_iter().collect())
            }
            Effect::SyncJournal => {
                self.journal_pending = false;
                let kept = self.replica.sync_journal();
                if kept.is_ok() && self.is_typing() {
                    // It is told when the hands rest, not twice a second.
                    self.soon_durable();
                    return Ok(Vec::new());
                }
                Ok(vec![Message::Kept(kept.err().map(|error| error.to_string()))])
            }
            Effect::KeepComment { place, text } => {
                let kept = self.replica.keep_comment_draft(&place, &text, self.now());
                Ok(kept.err().map(|error| Message::Kept(Some(error.to_string()))).into_iter().collect())
            }
            Effect::Attach(page, path) => return Ok(self.attach(page, path)),
            Effect::SaveFile(row, folder) => return Ok(self.save_file(*row, folder)),
            Effect::OpenFile(row) => return Ok(self.open_file(*row)),
            Effect::PreviewFile(row) => return Ok(self.preview_file(*row)),
            Effect::EndDraft(page, form) => {
                self.replica.end_draft(&page, form).map(|()| vec![Message::Changed])
            }
            Effect::DropQueued(op) => self.replica.drop_queued(&op).map(|()| vec![Message::Changed]),
            Effect::RetryQueued(op) => {
                let tried = self.replica.retry(&op).map(|()| vec![Message::Changed]);
                self.wake();
                tried
            }
            Effect::EndConflict(page) => self.replica.end_conflict(&page).map(|()| vec![Message::Changed]),
            Effect::SetFavourite(space, on) => self.replica.set_favourite(&space, on).map(|()| Vec::new()),
            Effect::SetFavouritePage(page, on) => {
                self.replica.set_favourite_page(&page, on).map(|()| Vec::new())
            }
            Effect::SaveSearch(search) => self.replica.save_search(&search).and_then(|()| self.searches()),
            Effect::ForgetSearch(name) => self.replica.forget_search(&name).and_then(|_| self.searches()),
            Effect::Visited(page) => read::visited(&self.replica, &page, self.now())
                .map(|recent| vec![Message::Data(Data::Recent(recent))]),
            Effect::SetState { name, value } => self.replica.set_state(name, &value).map(|()| Vec::new()),
            Effect::Online(request) => return Ok(self.online(request)),
            Effect::Wake => {
                self.wake();
                Ok(Vec::new())
            }
            Effect::ConfirmRemoval => {
                if let Some(sync) = &self.sync {
                    sync.confirm_removal();
                    sync.wake();
                }
                Ok(Vec::new())
            }
            Effect::After(delay, timer) => {
                self.after(delay, timer);
                Ok(Vec::new())
            }
            terminal => return Err(terminal),
        };
        Ok(answer.unwrap_or_else(|error| vec![Message::Failed(report(&error))]))
    }

    /// Remembers what people are called, for mentions.
    fn learn_names(&mut self, data: &Data) {
        if let Data::Directory(directory) = data {
            let people = open::people(&directory.people);
            if *self.opening.people != people {
                self.opening.people = people.into();
            }
        }
    }

    /// Whether everything is answered at once.
    fn is_inline(&self) -> bool {
        self.inline
    }

    fn sender(&self) -> Mailbox {
        self.sender.clone()
    }

    fn wake(&self) {
        if let Some(sync) = &self.sync {
            sync.wake();
        }
    }

    /// Whether somebody types just now; never where timers do not run by themselves.
    fn is_typing(&self) -> bool {
        !self.inline && self.held.is_none() && self.typed.is_some_and(|at| at.elapsed() < RESTING)
    }

    fn soon_durable(&mut self) {
        if !std::mem::replace(&mut self.journal_pending, true) {
            self.after(Duration::from_millis(500), Timer::Journal);
        }
    }

    fn after(&mut self, delay: Duration, timer: Timer) {
        if self.inline {
            return;
        }
        if let Some(held) = &mut self.held {
            return held.push((delay, timer));
        }
        let sender = self.sender.uncounted();
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            // The loop may have ended.
            let _ = sender.send(Message::Timer(timer));
        });
    }

    fn searches(&self) -> crate::replica::Result<Vec<Message>> {
        read::load(&self.replica, &Request::Searches).map(|data| vec![Message::Data(data)])
    }

    /// Searches beside the loop: the key that comes next ends what is still going on.
    fn search(&self, request: Request) -> Vec<Message> {
        if matches!(&request, Request::Like(typed) if typed.is_empty()) {
            return self.learn_titles();
        }
        let turn = self.replica.next_turn();
        if self.inline {
            // What comes before the end is seen by nobody.
            let told = std::cell::Cell::new(None);
            read::search(&self.replica, &request, &turn, |message| told.set(Some(message)));
            return told.into_inner().into_iter().collect();
        }
        let (replica, sender) = (self.replica.clone(), self.sender.clone());
        self.lanes.searches.instead(move || {
            read::search(&replica, &request, &turn, |message| {
                let _ = sender.send(message);
            });
        });
        Vec::new()
    }

    /// Learns the titles while the first letter is being typed.
    fn learn_titles(&self) -> Vec<Message> {
        if !self.inline {
            let replica = self.replica.clone();
            // What fails here fails again, and is told, with the first letter.
            self.lanes.searches.instead(move || drop(replica.learn_titles()));
        }
        Vec::new()
    }

    fn online(&self, request: OnlineRequest) -> Vec<Message> {
        if let Some(sync) = self.sync.as_ref().filter(|_| !self.inline && online::is_history(&request)) {
            let (sync, sender) = (sync.clone(), self.sender.clone());
            tokio::spawn(async move {
                if let Some(data) = online::history(&sync, request).await {
                    let _ = sender.send(Message::Data(data));
                }
            });
            return Vec::new();
        }
        match &self.admin {
            Some(admin) if !self.inline && online::knows(&request) => {
                let (admin, sender) = (admin.clone(), self.sender.clone());
                tokio::spawn(async move {
                    let _ = sender.send(online::answer(&admin, request).await);
                });
                Vec::new()
            }
            _ => self.unanswered(request),
        }
    }

    fn unanswered(&self, request: OnlineRequest) -> Vec<Message> {
        let unreachable = || "the wiki cannot be reached from here".to_owned();
        vec![match request {
            OnlineRequest::Versions(page) => Message::Data(Data::Versions(page, Err(unreachable()))),
            OnlineRequest::VersionBody(page, number) => {
                Message::Data(Data::VersionBody(page, number, Err(unreachable())))
            }
            OnlineRequest::PurgePage(_) => {
                Message::Failed(Report::refused(unreachable()).hinted("nothing was removed; try again later"))
            }
            OnlineRequest::Personal(request) => online::offline(*request),
            OnlineRequest::Access(request) => online::access(request.unreachable()),
        }]
    }
}

/// Turns what the store says into what a person reads.
fn report(error: &ReplicaError) -> Report {
    let report = Report::refused(error.to_string());
    match error {
        ReplicaError::DiskFull => report.hinted("free some space; what you typed is still here"),
        ReplicaError::NotWritable { .. } => report.hinted("check the owner and the rights of the folder"),
        ReplicaError::Corrupt { .. } => report.hinted("`tildr doctor` looks at it"),
        _ => report,
    }
}

/// A notice for a failure outside the store.
pub fn failed(error: &dyn std::error::Error) -> Notice {
    Notice::bad(error.to_string())
}
