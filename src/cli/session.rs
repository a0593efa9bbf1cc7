//! What commands share: settings, folders and the profile; stores and the engine are opened when asked for.

use super::output::Output;
use super::wiki;
use crate::config::{self, Config, Login, Paths, SystemAccount};
use crate::domain::{Entry, OpId, PageId, User};
use crate::remote::{Remote, RemoteError};
use crate::replica::{Delivery, FileRow, Replica};
use crate::report::{Kind, Report};
use crate::sync::{self, SyncError};
use crate::{domain::Change, markup};
use std::cell::OnceCell;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

/// How long a command waits for the wiki before it leaves the rest to the outbox.
const PATIENCE: Duration = Duration::from_secs(10);

/// One run of the program.
pub(crate) struct Session {
    pub(crate) config: Config,
    pub(crate) paths: Paths,
    pub(crate) profile: String,
    /// Whether the command line named the profile.
    pub(crate) is_named: bool,
    pub(crate) out: Output,
    /// Whether questions are answered with yes beforehand.
    pub(crate) yes: bool,
    /// Whether to tell what would happen and do nothing.
    pub(crate) dry_run: bool,
    replica: OnceCell<Replica>,
    engine: OnceCell<Engine>,
}

/// The running sync engine with the wiki it works on.
pub(crate) struct Engine {
    runtime: tokio::runtime::Runtime,
    remote: Arc<dyn Remote>,
    handle: sync::Handle,
}

impl Session {
    /// Reads the settings and finds the folders; makes none.
    pub(crate) fn open(flags: &super::Global) -> Result<Self, Report> {
        let variable = |name: &str| std::env::var_os(name);
        let paths = Paths::find(variable)?;
        let config = config::load(&paths.config_file(), variable)?;
        let profile = flags.profile.clone().unwrap_or_else(|| paths.current_profile());
        paths.profile_dir(&profile)?;
        Ok(Self {
            config,
            paths,
            profile,
            is_named: flags.profile.is_some(),
            out: Output::new(flags.json, flags.quiet),
            yes: flags.yes,
            dry_run: flags.dry_run,
            replica: OnceCell::new(),
            engine: OnceCell::new(),
        })
    }

    /// A session with the same settings whose files are elsewhere.
    pub(crate) fn staged(&self, paths: Paths) -> Self {
        Self {
            config: self.config.clone(),
            profile: config::DEFAULT_PROFILE.to_owned(),
            paths,
            replica: OnceCell::new(),
            engine: OnceCell::new(),
            ..*self
        }
    }

    /// Returns the folder of the profile, made when missing.
    pub(crate) fn dir(&self) -> Result<PathBuf, Report> {
        Ok(self.paths.create_profile(&self.profile)?)
    }

    /// Returns who this is on the embedded wiki: who it was at the first start, before that who the settings and the
    /// system say. As somebody else the person would lose sight of their own pages.
    pub(crate) fn account(&self) -> SystemAccount {
        let said = SystemAccount::find(&self.config.account);
        match self.known() {
            Some(me) if !me.name.eq_ignore_ascii_case(&said.login) => {
                SystemAccount { login: me.name, full_name: me.full_name }
            }
            _ => said,
        }
    }

    /// Returns who works in this profile on the embedded wiki; `None` before its first start.
    fn known(&self) -> Option<User> {
        let dir = self.paths.profile_dir(&self.profile).ok()?;
        let is_embedded = matches!(Login::read(&dir), Ok(None));
        let has_started = is_embedded && dir.join("replica.db").exists();
        if has_started { self.store().ok()?.me().ok()? } else { None }
    }

    /// Returns the login name of whoever works in this profile.
    pub(crate) fn login_name(&self) -> String {
        let elsewhere =
            self.paths.profile_dir(&self.profile).ok().and_then(|dir| Login::read(&dir).ok().flatten());
        elsewhere.map_or_else(|| self.account().login, |login| login.user)
    }

    /// Returns the local store as it is, which is empty before the first sync.
    pub(crate) fn store(&self) -> Result<&Replica, Report> {
        if let Some(replica) = self.replica.get() {
            return Ok(replica);
        }
        let replica = Replica::open(&self.dir()?, markup::readable)?;
        for notice in replica.notices() {
            self.out.note(notice);
        }
        Ok(self.replica.get_or_init(|| replica))
    }

    /// Returns the local store, filled by a first sync when it has never seen the wiki.
    pub(crate) fn replica(&self) -> Result<&Replica, Report> {
        let replica = self.store()?;
        if replica.me()?.is_none()
            && let Err(report) = self.settle()
            && replica.me()?.is_none()
        {
            // What waits may go on waiting; without anything to read there is nothing to show.
            return Err(report);
        }
        Ok(replica)
    }

    /// Returns the engine, started when it does not run yet.
    pub(crate) fn engine(&self) -> Result<&Engine, Report> {
        if let Some(engine) = self.engine.get() {
            return Ok(engine);
        }
        let dir = self.dir()?;
        let replica = self.store()?.clone();
        let remote = wiki::open(&dir, &self.account())?;
        let runtime = runtime()?;
        let handle = {
            let _inside = runtime.enter();
            sync::start(&dir, replica, remote.clone())
        };
        Ok(self.engine.get_or_init(|| Engine { runtime, remote, handle }))
    }

    /// Waits until everything here is there and everything there is here.
    pub(crate) fn settle(&self) -> Result<(), Report> {
        self.settle_within(PATIENCE)
    }

    /// The same with another patience.
    pub(crate) fn settle_within(&self, patience: Duration) -> Result<(), Report> {
        let engine = self.engine()?;
        engine.handle.wake();
        let settled = engine.wait(async { tokio::time::timeout(patience, engine.handle.settled()).await });
        match settled {
            Ok(Ok(())) => Ok(()),
            // The notes are safe and arrive as soon as there is a space for them.
            Ok(Err(SyncError::Remote(error @ RemoteError::NoPersonalSpace))) => {
                Err(Report { kind: Kind::NotDelivered, ..Report::from(error) })
            }
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Err(Report::new(Kind::NotDelivered, "not delivered yet: it waits in the outbox")
                .hinted("`tildr sync --wait` waits longer, `tildr outbox list` shows what waits")),
        }
    }

    /// Commits one change and waits for its delivery.
    ///
    /// Once it is committed it is safe: a delivery that takes longer is a note, not a failure. A refusal by
    /// the wiki is a failure.
    pub(crate) fn deliver(&self, change: Change) -> Result<(), Report> {
        self.deliver_all(vec![change])
    }

    /// The same for changes that are one action with one undo.
    pub(crate) fn deliver_all(&self, changes: Vec<Change>) -> Result<(), Report> {
        let group = (changes.len() > 1).then(OpId::fresh);
        let entry = |change| Entry { op: OpId::fresh(), at: config::now(), change, group };
        let entries: Vec<Entry> = changes.into_iter().map(entry).collect();
        self.replica()?.commit(&entries)?;
        let settled = self.settle();
        let waiting: Vec<_> = self.store()?.outbox()?.into_iter().collect();
        let own =
            waiting.into_iter().filter(|queued| entries.iter().any(|entry| entry.op == queued.entry.op));
        // What was refused is told before what only waits.
        let own = own.max_by_key(|queued| matches!(queued.state, Delivery::Parked(_)));
        let op = own.as_ref().map_or_else(OpId::fresh, |queued| queued.entry.op);
        match (own.map(|queued| queued.state), settled) {
            // Delivered, whatever became of others.
            (None, _) => Ok(()),
            (Some(Delivery::Parked(reason)), _) => Err(refused(&reason, op)),
            (Some(_), Err(report)) if report.kind != Kind::NotDelivered => Err(report),
            (Some(_), _) => {
                self.out.note("queued: it will be delivered when the wiki answers");
                Ok(())
            }
        }
    }

    /// Returns the id the wiki gave a page, or the local one while it has none.
    pub(crate) fn real_id(&self, local: &PageId) -> Result<PageId, Report> {
        Ok(self.store()?.page(local)?.map_or_else(|| local.clone(), |row| row.page.id))
    }

    /// Stops with "needs confirmation" unless it was given beforehand.
    pub(crate) fn confirm(&self, what: &str) -> Result<(), Report> {
        if self.yes {
            return Ok(());
        }
        if std::io::IsTerminal::is_terminal(&std::io::stdin()) && !self.out.is_json() {
            eprint!("{}. Go on? [y/N] ", crate::domain::SafeText::line(what));
            let mut answer = String::new();
            std::io::stdin().read_line(&mut answer)?;
            if matches!(answer.trim(), "y" | "Y" | "yes") {
                return Ok(());
            }
        }
        Err(Report::new(Kind::NeedsConfirmation, format!("not confirmed: {what}"))
            .hinted("add `--yes` to go on, `--dry-run` to look first"))
    }
}

impl Engine {
    /// The wiki itself, for what the replica does not hold.
    pub(crate) fn remote(&self) -> &Arc<dyn Remote> {
        &self.remote
    }

    /// Returns where the bytes of an attachment are, fetched when they are not here.
    pub(crate) fn file(&self, row: &FileRow) -> Result<PathBuf, Report> {
        Ok(self.wait(self.handle.file(row))?)
    }

    /// Lets the next pass remove what the wiki says is gone, however much it is.
    pub(crate) fn confirm_removal(&self) {
        self.handle.confirm_removal();
    }

    /// Begins what is waited for later.
    pub(crate) fn begin<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        self.runtime.spawn(work)
    }

    /// Waits until something is so, looked at whenever there is news; tells whether it came to be in time.
    pub(crate) fn wait_until(&self, patience: Duration, is_so: impl Fn() -> bool) -> bool {
        // Before looking: nothing is missed in between.
        let mut news = self.handle.subscribe();
        let becomes_so = async {
            while !is_so() {
                if matches!(news.recv().await, Err(RecvError::Closed)) {
                    return false;
                }
            }
            true
        };
        self.wait(async { tokio::time::timeout(patience, becomes_so).await }).unwrap_or(false)
    }

    /// Waits for an answer.
    pub(crate) fn wait<T>(&self, answer: impl Future<Output = T>) -> T {
        self.runtime.block_on(answer)
    }
}

impl Drop for Session {
    /// Gives the leadership up before the program ends, so that the next one need not wait for it.
    fn drop(&mut self) {
        if let Some(engine) = self.engine.take() {
            let stop = async { tokio::time::timeout(Duration::from_secs(2), engine.handle.stop()).await };
            let _ = engine.runtime.block_on(stop);
            engine.runtime.shutdown_timeout(Duration::from_millis(200));
        }
    }
}

fn refused(reason: &str, op: OpId) -> Report {
    Report::refused(format!("the wiki refused it: {reason}"))
        .hinted(format!("`tildr outbox retry {op}` tries again"))
        .hinted(format!("`tildr outbox drop {op}` takes it back"))
}

/// Threads for what blocks, in a program that works for one person. The allocator gives each thread that works at the
/// same time memory of its own, and keeps what it once took: a page of a megabyte takes some 25 MB of work, which a
/// dozen threads would hold a dozen times. None of them waits for another one.
const BLOCKING: usize = 4;

/// Where asynchronous work runs, in a program that works for one person.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Report> {
    runtime_of(1, BLOCKING)
}

/// Where asynchronous work runs, with so many threads for it and for what blocks.
pub(crate) fn runtime_of(workers: usize, blocking: usize) -> Result<tokio::runtime::Runtime, Report> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .max_blocking_threads(blocking)
        .enable_all()
        .build()
        .map_err(|error| Report::refused(format!("cannot start threads: {error}")))
}
