//! The store on SQLite or PostgreSQL: one writer at a time, reading connections beside it, one snapshot for each read.
//!
//! Statements are written once for both; the SQL of each noun is in the file of that noun. What was answered survives
//! a power cut.
//!
//! ```text
//!   database  connection  value  names    either database behind one connection; what goes in and comes out
//!   postgres  link                        the way to a PostgreSQL server
//!   open  migrate  identity  globals      making a wiki and bringing it up to date; its people, its site
//!   readers  writer  ears  notice         who reads, who writes, how others hear of it
//!   standing ─ sight ─ access             whom an account stands for, what they see, what they change
//!   world                                 the same facts for the permission engine
//!   rows  pages  tree  history  delta     pages, their places, their versions
//!   trash  copy  kept  carry              what leaves, comes back, goes along
//!   spaces  personal  restrictions  regrant      spaces and who may do what in them
//!   accounts  groups  tokens  directory   people
//!   comments  attachments  labels  marks  what hangs on a page or a space
//!   append  import                        jots, many pages at once
//!   search ─ words ─ unread               finding; the index; what is still to be read into it
//!   feed ─ loss                           what changed; who lost sight of what by it
//!   ledger  random  suite                 for tests
//! ```

mod access;
mod accounts;
mod append;
mod attachments;
mod carry;
mod comments;
mod connection;
mod copy;
mod database;
mod delta;
mod directory;
mod ears;
mod feed;
mod globals;
mod groups;
mod history;
mod identity;
mod import;
mod kept;
mod labels;
mod ledger;
mod link;
mod loss;
mod marks;
mod migrate;
mod names;
mod notice;
mod open;
mod pages;
mod personal;
mod postgres;
#[cfg(test)]
mod random;
mod readers;
mod regrant;
mod restrictions;
mod rows;
mod search;
mod sight;
mod spaces;
mod standing;
#[cfg(test)]
mod suite;
mod tokens;
mod trash;
mod tree;
mod unread;
mod value;
mod words;
mod world;
mod writer;

pub(in crate::server) use database::Database;
pub(in crate::server) use marks::no_property;
pub(in crate::server) use open::open;
pub(in crate::server) use postgres::Server;
#[cfg(test)]
pub(in crate::server) use {ledger::Ledger, suite::on_postgres};

use super::accounts::{Account, Accounts, Claim, Identity, PeopleFilter, Team, TeamFilter, Token};
use super::files::Files;
use super::marks::{Holder, LabelFilter, Marks, Property};
use super::search::{Found, Search, Wanted};
use super::{
    AttachmentFilter, Command, CommentFilter, FileFilter, Outcome, PageFilter, Principal, Result, Site,
    SpaceFilter, SpaceRow, Store, StoreError, UserFilter, Watched, WorldSlice, Write,
};
use crate::domain::*;
use crate::permission::World;
use crate::wire::extension::{feed::FeedBody, personal::PreflightBody};
use connection::Connection;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::watch;
use value::params;

/// A wiki in a database; cheap to clone.
#[derive(Clone)]
pub(in crate::server) struct Sql {
    readers: readers::Readers,
    writer: writer::Writer,
    files: Arc<dyn Files>,
    ears: Arc<ears::Ears>,
    quiet: Arc<feed::Quiet>,
    backlog: Arc<unread::Backlog>,
}

impl Sql {
    fn read<'a, T, F>(&'a self, who: &Principal, query: F) -> BoxFuture<'a, Result<T>>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &Principal) -> Result<T> + Send + 'static,
    {
        let who = who.clone();
        Box::pin(self.readers.read(move |tx| query(tx, &who)))
    }
}

#[cfg(test)]
impl Sql {
    /// Runs a statement behind the wiki's back.
    pub(in crate::server) fn behind(&self, sql: &str) {
        self.readers.behind(sql).unwrap();
    }
}

impl Store for Sql {
    fn head(&self) -> BoxFuture<'_, Result<i64>> {
        Box::pin(self.readers.read(head))
    }

    fn listen(&self) -> watch::Receiver<u64> {
        self.ears.listen()
    }

    fn site(&self, who: &Principal) -> BoxFuture<'_, Result<Site>> {
        self.read(who, site)
    }

    fn changes(&self, who: &Principal, since: i64, limit: usize) -> BoxFuture<'_, Result<FeedBody>> {
        let quiet = self.quiet.clone();
        self.read(who, move |tx, who| feed::changes(tx, who, (since, limit), &quiet))
    }

    fn page(&self, who: &Principal, id: &PageId) -> BoxFuture<'_, Result<Page>> {
        let id = id.clone();
        self.read(who, move |tx, who| rows::page(tx, who, &id))
    }

    fn body(&self, who: &Principal, id: &PageId, version: u32) -> BoxFuture<'_, Result<String>> {
        let id = id.clone();
        self.read(who, move |tx, who| pages::body(tx, who, &id, version))
    }

    fn pages(&self, who: &Principal, filter: PageFilter) -> BoxFuture<'_, Result<Vec<Page>>> {
        self.read(who, move |tx, who| pages::list(tx, who, &filter))
    }

    fn ancestors(&self, who: &Principal, id: &PageId) -> BoxFuture<'_, Result<Vec<Page>>> {
        let id = id.clone();
        self.read(who, move |tx, who| tree::ancestors(tx, who, &id))
    }

    fn versions(&self, who: &Principal, id: &PageId) -> BoxFuture<'_, Result<Vec<(Version, String)>>> {
        let id = id.clone();
        self.read(who, move |tx, who| pages::versions(tx, who, &id))
    }

    fn spaces(&self, who: &Principal, filter: SpaceFilter) -> BoxFuture<'_, Result<Vec<SpaceRow>>> {
        self.read(who, move |tx, who| spaces::list(tx, who, &filter))
    }

    fn users(&self, who: &Principal, wanted: UserFilter) -> BoxFuture<'_, Result<Vec<User>>> {
        self.read(who, move |tx, _| users(tx, &wanted))
    }

    fn watching(&self, who: &Principal, thing: Watched) -> BoxFuture<'_, Result<bool>> {
        self.read(who, move |tx, who| labels::watching(tx, who, &thing))
    }

    fn preflight(&self, who: &Principal) -> BoxFuture<'_, Result<PreflightBody>> {
        self.read(who, personal::preflight)
    }

    fn comment(&self, who: &Principal, id: &CommentId) -> BoxFuture<'_, Result<Comment>> {
        let id = id.clone();
        self.read(who, move |tx, who| comments::one(tx, who, &id))
    }

    fn comments(&self, who: &Principal, filter: CommentFilter) -> BoxFuture<'_, Result<Vec<Comment>>> {
        self.read(who, move |tx, who| comments::list(tx, who, &filter))
    }

    fn attachment(&self, who: &Principal, id: &AttachmentId) -> BoxFuture<'_, Result<Attachment>> {
        let id = id.clone();
        self.read(who, move |tx, who| attachments::one(tx, who, &id))
    }

    fn attachments(
        &self,
        who: &Principal,
        filter: AttachmentFilter,
    ) -> BoxFuture<'_, Result<Vec<Attachment>>> {
        self.read(who, move |tx, who| attachments::list(tx, who, &filter))
    }

    fn attachment_versions(&self, who: &Principal, id: &AttachmentId) -> BoxFuture<'_, Result<Vec<Version>>> {
        let id = id.clone();
        self.read(who, move |tx, who| attachments::versions(tx, who, &id))
    }

    fn file(&self, who: &Principal, wanted: FileFilter) -> BoxFuture<'_, Result<(Attachment, String)>> {
        self.read(who, move |tx, who| attachments::file(tx, who, &wanted))
    }

    fn world(&self, who: &Principal, slice: WorldSlice) -> BoxFuture<'_, Result<World>> {
        self.read(who, move |tx, who| world::told(tx, who, &slice))
    }

    fn files(&self) -> &dyn Files {
        &*self.files
    }

    fn write(&self, write: Write, command: Command) -> BoxFuture<'_, Result<Outcome>> {
        let leaves_words = matches!(command, Command::Import(_));
        Box::pin(async move {
            let outcome = self.writer.write(write, command).await;
            if leaves_words {
                self.backlog.grow();
            }
            outcome
        })
    }
}

impl Accounts for Sql {
    fn identity(&self, claim: Claim) -> BoxFuture<'_, Result<Option<Identity>>> {
        Box::pin(self.readers.read(move |tx| identity::identity(tx, &claim)))
    }

    fn is_open(&self) -> BoxFuture<'_, Result<bool>> {
        Box::pin(self.readers.read(globals::is_open))
    }

    fn accounts(&self) -> BoxFuture<'_, Result<Vec<Account>>> {
        Box::pin(self.readers.read(identity::accounts))
    }

    fn groups(&self) -> BoxFuture<'_, Result<Vec<Team>>> {
        Box::pin(self.readers.read(groups::list))
    }

    fn tokens(&self, of: Option<UserId>) -> BoxFuture<'_, Result<Vec<Token>>> {
        Box::pin(self.readers.read(move |tx| tokens::list(tx, of.as_ref())))
    }

    fn people(&self, who: &Principal, filter: PeopleFilter) -> BoxFuture<'_, Result<Vec<User>>> {
        self.read(who, move |tx, who| directory::people(tx, who, &filter))
    }

    fn teams(
        &self,
        who: &Principal,
        filter: TeamFilter,
        window: (usize, usize),
    ) -> BoxFuture<'_, Result<Vec<GroupId>>> {
        self.read(who, move |tx, who| directory::teams(tx, who, &filter, window))
    }

    fn may_view_profiles(&self, who: &Principal) -> BoxFuture<'_, Result<()>> {
        self.read(who, directory::check)
    }

    fn globals(&self) -> BoxFuture<'_, Result<Vec<(SiteSubject, GlobalPermission)>>> {
        Box::pin(self.readers.read(globals::list))
    }
}

impl Marks for Sql {
    fn properties(&self, who: &Principal, of: Holder) -> BoxFuture<'_, Result<Vec<Property>>> {
        self.read(who, move |tx, who| marks::properties(tx, who, &of))
    }

    fn categories(&self, who: &Principal, space: &SpaceKey) -> BoxFuture<'_, Result<Vec<Label>>> {
        let space = space.clone();
        self.read(who, move |tx, who| marks::categories(tx, who, &space))
    }

    fn labels(&self, who: &Principal, filter: LabelFilter) -> BoxFuture<'_, Result<Vec<Label>>> {
        self.read(who, move |tx, who| marks::labels(tx, who, &filter))
    }

    fn watchers(&self, who: &Principal, thing: Watched) -> BoxFuture<'_, Result<Vec<User>>> {
        self.read(who, move |tx, who| marks::watchers(tx, who, &thing))
    }
}

impl Search for Sql {
    fn search(&self, who: &Principal, search: Wanted) -> BoxFuture<'_, Result<Found>> {
        let who = who.clone();
        Box::pin(async move {
            if search.query.asks_for_words() {
                self.read_words_before_a_search().await;
            }
            self.read(&who, move |tx, who| search::search(tx, who, &search)).await
        })
    }

    fn pages_with_bodies(
        &self,
        who: &Principal,
        pages: Vec<PageId>,
    ) -> BoxFuture<'_, Result<Vec<(Page, String)>>> {
        self.read(who, move |tx, who| search::pages_with_bodies(tx, who, &pages))
    }
}

/// Carries out one command; the caller holds the transaction.
fn run(tx: &Connection, write: &Write, command: Command) -> Result<Outcome> {
    match command {
        Command::CreatePage(new) => pages::create(tx, write, &new),
        Command::UpdatePage(update) => pages::update(tx, write, &update),
        Command::Relocate { page, to } => tree::run(tx, write, &page, &to),
        Command::Trash(page) => trash::trash(tx, write, &page),
        Command::Restore { page, to } => trash::restore(tx, write, &page, to.as_ref()),
        Command::Purge(page) => trash::purge(tx, write, &page),
        Command::AddLabels { page, labels } => labels::add(tx, write, &page, &labels),
        Command::RemoveLabel { page, label } => labels::remove(tx, write, &page, &label),
        Command::Append(jot) => append::run(tx, write, &jot),
        Command::Import(batch) => import::run(tx, write, &batch),
        Command::ReadWords => unread::read(tx),
        Command::CreateSpace { key, name, description, grants } => {
            spaces::create(tx, write, (&key, &name, &description), grants)
        }
        Command::UpdateSpace { key, name, description, home } => {
            spaces::update(tx, write, &key, name.as_deref(), description.as_deref(), home.as_ref())
        }
        Command::SetSpaceStatus { space, status } => spaces::set_status(tx, write, &space, status),
        Command::CreatePersonal(plan) => personal::create(tx, write, &plan),
        Command::UndoPersonal(space) => personal::undo(tx, write, &space),
        Command::Accounts(change) => accounts::run(tx, write, change),
        Command::Restrict { page, lists, lock_out } => restrictions::set(tx, write, &page, &lists, lock_out),
        Command::SetGrants { space, grants, base } => {
            restrictions::grant(tx, write, &space, &grants, base.as_deref())
        }
        Command::Regrant { space, changes } => regrant::run(tx, write, &space, &changes),
        Command::EmptyTrash(space) => trash::empty(tx, write, &space),
        Command::Mark(change) => marks::run(tx, write, change),
        Command::Watch { thing, on } => labels::watch(tx, write, &thing, on),
        Command::AddComment(new) => comments::add(tx, write, &new),
        Command::UpdateComment(update) => comments::update(tx, write, &update),
        Command::DeleteComment(id) => comments::delete(tx, write, &id),
        Command::Attach { page, files, replace } => attachments::attach(tx, write, &page, &files, replace),
        Command::AttachVersion { page, attachment, file } => {
            attachments::attach_version(tx, write, &page, &attachment, &file)
        }
        Command::UpdateAttachment(update) => attachments::update(tx, write, &update),
        Command::DeleteAttachment { page, attachment } => {
            attachments::delete(tx, write, page.as_ref(), &attachment)
        }
        Command::DeleteVersion { page, number } => history::remove_version(tx, write, &page, number),
        Command::DeleteFileVersion { page, attachment, number } => {
            carry::remove_version(tx, write, &page, &attachment, number)
        }
        Command::MoveAttachment(carried) => carry::relocate(tx, write, &carried),
    }
}

fn head(tx: &Connection) -> Result<i64> {
    tx.only(&format!("SELECT taken.seq FROM {}", feed::LAST), params![], |row| row.get(0))
}

fn site(tx: &Connection, who: &Principal) -> Result<Site> {
    let epoch = tx.only("SELECT value FROM meta WHERE name = 'epoch'", params![], |row| row.get(0))?;
    let me = rows::user(tx, who.id.as_str())?
        .ok_or_else(|| StoreError::Forbidden("the account is gone".to_owned()))?;
    Ok(Site { epoch, me })
}

fn users(tx: &Connection, wanted: &UserFilter) -> Result<Vec<User>> {
    let ids = match wanted {
        UserFilter::Ids(ids) => ids.iter().map(|id| id.as_str().to_owned()).collect(),
        UserFilter::Login(login) => tx
            .one("SELECT id FROM account WHERE login_folded = ?1", params![login.to_lowercase()], |row| {
                row.get::<String>(0)
            })?
            .into_iter()
            .collect::<Vec<_>>(),
    };
    ids.iter().filter_map(|id| rows::user(tx, id).transpose()).collect()
}
