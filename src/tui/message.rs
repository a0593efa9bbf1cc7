//! What can happen to the interface. The loop hands one message at a time to `update`.

use super::document::{Document, Layout};
use super::effect::{Notice, Timer};
use super::highlight::{Code, Coloured};
use super::outcome::Outcome;
use super::picture::{Picture, Wanted};
use crate::domain::query::SavedSearch;
use crate::domain::{
    AttachmentId, Audience, Entry, Finding, Found, Hit, Label, OpId, Page, PageId, Query, Sieve, Space,
    SpaceId, Survey, User, Version, Watched,
};
use crate::markup::Projection;
use crate::permission::Audiences;
use crate::replica::{
    CommentRow, Conflict, Draft, FileRow, Form, Kept, Month, PageRow, Past, Queued, Sifted, SpaceFacts,
};
use crate::report::Report;
use crate::sync;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

/// One thing that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed (or repeats).
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has another size.
    Resize(u16, u16),
    /// The program is asked to sleep (`kill -TSTP`).
    Suspended,
    /// The program runs again after it slept, or after another program had the terminal.
    Resumed,
    /// An answer to [`Effect::Load`](super::effect::Effect::Load) or to an online request.
    Data(Data),
    /// Entries are durable in the outbox. They carry the ids that were given.
    Committed {
        /// The entries.
        entries: Vec<Entry>,
        /// What to tell the person; empty for nothing.
        said: String,
    },
    /// The last action was taken back: what it did, and to what; nothing was left to take back.
    Undone(Option<String>),
    /// An action was done again, in the same words; nothing was left to do again.
    Redone(Option<String>),
    /// A journal step or draft is written; `None` when all is well, else why it is only in memory.
    Kept(Option<String>),
    /// A save of a page is noted durably, as an operation; as none when it could not be: the commit tells why.
    SaveBegun(PageId, Option<OpId>),
    /// What a text that is to be saved comes to: its page, its operation, and that.
    WorkedOut(PageId, Option<OpId>, Box<Outcome>),
    /// An edit is durable in the outbox; `Committed` follows when the tree has it.
    Saved {
        /// The edit.
        entry: Box<Entry>,
        /// The page with it; `None` of a long one, which is read when the tree has it.
        opened: Option<Arc<Opened>>,
        /// What to tell the person.
        said: String,
    },
    /// An edit of a page could not be saved.
    NotSaved(PageId, Report),
    /// A save whose editor was left is done with; what to tell of it.
    SaveFinished(Option<Notice>),
    /// The sync engine has news.
    Sync(sync::Event),
    /// The replica changed: this process or another one wrote it. Views read again.
    Changed,
    /// A one-shot timer that an effect asked for ran out.
    Timer(Timer),
    /// `$EDITOR` saved or ended.
    Edited(Edited),
    /// Text was copied, and how.
    Copied(&'static str),
    /// Nothing here copies text.
    NotCopied(String),
    /// Something failed; shown and logged.
    Failed(Report),
    /// The terminal went away or the system asks the program to end: leave at once, keep everything.
    Hangup,
}

/// What came out of `$EDITOR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The page that was handed over.
    pub page: PageId,
    /// The text of the file now; `None` when the editor wrote nothing.
    pub text: Option<String>,
    /// Whether the editor has ended (a save in between is kept as a draft and the editor goes on).
    pub ended: bool,
    /// Why this may not be what the person wants: the editor failed, or was not there.
    pub problem: Option<String>,
}

/// An answer. Every pane and overlay is offered every answer; it takes what it asked for.
#[derive(Debug, Clone)]
pub enum Data {
    /// Spaces, people and this person's own marks.
    Directory(Arc<Directory>),
    /// Children in order; `None` for the roots of the space.
    Children {
        /// The space.
        space: SpaceId,
        /// The page above.
        parent: Option<PageId>,
        /// The rows.
        rows: Vec<PageRow>,
    },
    /// The row of a page.
    Row(PageRow),
    /// Pages, and everything below them.
    Branches(Vec<PageId>, Vec<Page>),
    /// The pages of a space that passed a sieve.
    Sifted {
        /// The space.
        space: SpaceId,
        /// The sieve.
        sieve: Sieve,
        /// What passed.
        sifted: Arc<Sifted>,
    },
    /// How many posts a space has when.
    Blog(SpaceId, Vec<Month>),
    /// The posts of a month.
    Posts {
        /// The space.
        space: SpaceId,
        /// The year.
        year: i16,
        /// The month.
        month: i8,
        /// The posts.
        rows: Vec<PageRow>,
    },
    /// What is known of each space beside its line.
    SpaceFacts(Arc<HashMap<SpaceId, SpaceFacts>>),
    /// A page that is to be shown in the page pane.
    Opened(Arc<Opened>),
    /// The whole of a page whose beginning is shown; of no use once another page is.
    Whole(Arc<Opened>),
    /// A document of a page with what the wiki computes: the document it was asked for, and that with answers.
    Resolved(Arc<Document>, Arc<Document>),
    /// A layout of a page, all of it.
    LaidOut(Box<Layout>),
    /// The colours of code.
    Coloured(Arc<Code>, Arc<Coloured>),
    /// A picture; `None` when there is no such file, or it is no picture.
    Picture(Wanted, Option<Arc<Picture>>),
    /// A page somebody wants to look at without opening it.
    Peeked(Arc<Opened>),
    /// The page is not here: never pulled, gone, or not visible to this account.
    Missing(PageId),
    /// Pages opened last, newest first.
    Recent(Vec<PageRow>),
    /// Pages above, root first.
    Ancestors(PageId, Vec<Page>),
    /// Pages of a title, for page links.
    Titled(SpaceId, String, Vec<Page>),
    /// The trash.
    Trashed(Vec<Page>),
    /// The pages the person watches, the newest change first.
    Watched(Vec<Page>),
    /// What was gathered from all pages so far, and whether that is all.
    Surveyed(Survey, Arc<Vec<Finding>>, bool),
    /// Labels with how often they are used.
    Labels(Vec<(Label, u32)>),
    /// Pages that carry a label.
    Labelled(Label, Vec<Page>),
    /// Titles of pages: id, space, title.
    Titles(Arc<Vec<(PageId, SpaceId, String)>>),
    /// The titles of a space.
    TitlesIn(SpaceId, Vec<(PageId, SpaceId, String)>),
    /// The whole of a text put aside, by its number.
    KeptText(i64, Option<String>),
    /// What a search has found so far: a later search makes it stale.
    Found(Query, Arc<Found>),
    /// Pages whose titles are like what was typed, and how many there are in all.
    Like(String, Vec<Hit>, usize),
    /// The searches that have a name.
    Searches(Vec<SavedSearch>),
    /// What waits.
    Outbox(Vec<Queued>),
    /// Drafts.
    Drafts(Vec<Draft>),
    /// Texts that were put aside, newest first.
    Kept(Vec<Kept>),
    /// Conflicts.
    Conflicts(Vec<Conflict>),
    /// Versions of a page, newest first.
    Versions(PageId, Result<Vec<Version>, String>),
    /// The body of an old version as stored.
    VersionBody(PageId, u32, Result<String, String>),
    /// A small setting of the interface.
    Setting(String, Option<String>),
    /// What is said about a page, as it is read.
    Comments(PageId, Vec<CommentRow>),
    /// A comment in work.
    CommentDraft(String, Option<String>),
    /// The files of a page.
    Attachments(PageId, Vec<FileRow>),
    /// Files and folders that begin like what was typed; folders end with a slash.
    Paths(String, Vec<String>),
    /// The beginning of a file, or why it is not here.
    FileText(AttachmentId, Result<String, String>),
    /// An answer of the online administration.
    Online(Arc<super::effect::OnlineAnswer>),
}

/// Spaces and people as one consistent picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Directory {
    /// Whose account this is; `None` before the first sync.
    pub me: Option<User>,
    /// Everybody.
    pub people: Vec<User>,
    /// Every space with its number of pages and its audience; site spaces first.
    pub spaces: Vec<Shelf>,
    /// Favourite spaces.
    pub favourites: Vec<SpaceId>,
    /// Favourite pages, by title.
    pub favourite_pages: Vec<FavouritePage>,
    /// What the person watches.
    pub watched: BTreeSet<Watched>,
    /// Pages opened last, newest first.
    pub recent: Vec<PageRow>,
    /// How many changes wait.
    pub queued: usize,
    /// How many conflicts wait.
    pub conflicts: usize,
    /// How many drafts are kept.
    pub drafts: usize,
}

/// A page among the favourites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FavouritePage {
    /// The page.
    pub page: PageId,
    /// Its title; `None` when it is gone or may not be seen any more.
    pub title: Option<String>,
}

/// A space with what its line shows.
#[derive(Debug, Clone)]
pub struct Shelf {
    /// The space.
    pub space: Space,
    /// Current pages in it.
    pub pages: u32,
    /// What the site files it under.
    pub category: Option<String>,
    audiences: Arc<Audiences>,
    // Looked up when it is first shown: there may be thousands of spaces, and a screen shows a few.
    audience: OnceLock<Audience>,
}

impl Shelf {
    /// A space; who can see it is known by `audiences`.
    pub fn new(space: Space, pages: u32, category: Option<String>, audiences: Arc<Audiences>) -> Self {
        Self { space, pages, category, audiences, audience: OnceLock::new() }
    }

    /// Tells whether anybody asked who can see it.
    pub fn is_looked_up(&self) -> bool {
        self.audience.get().is_some()
    }

    /// Returns who can see it.
    pub fn audience(&self) -> &Audience {
        self.audience.get_or_init(|| self.audiences.of(&self.space))
    }
}

impl PartialEq for Shelf {
    fn eq(&self, other: &Self) -> bool {
        (&self.space, self.pages, &self.category) == (&other.space, other.pages, &other.category)
    }
}

/// A page with everything its pane shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The page and its marks.
    pub row: PageRow,
    /// Its space.
    pub space: Space,
    /// Pages above, root first.
    pub path: Vec<Page>,
    /// The stored body with this account's queued edits.
    pub body: String,
    /// The body as Markdown.
    pub projection: Projection,
    /// The Markdown parsed, for whoever draws it.
    pub document: Arc<Document>,
    /// Whether this is only the beginning of a long page: the whole comes as [`Data::Whole`]. Nothing can be
    /// edited until then.
    pub is_beginning: bool,
    /// Who can see it.
    pub audience: Audience,
    /// How many comments and how many files it has.
    pub beside: (usize, usize),
    /// The Markdown in work, when there is some.
    pub draft: Option<Draft>,
    /// What is stored, in work, when there is some.
    pub storage_draft: Option<Draft>,
    /// How the drafts came about, so that they can be undone.
    pub pasts: Vec<Past>,
}

impl Opened {
    /// Returns the page's id.
    pub fn id(&self) -> &PageId {
        &self.row.page.id
    }

    /// Returns why nothing can be put into the page from outside of its editor now; `None` when it can.
    pub fn why_untouched(&self) -> Option<String> {
        if self.is_beginning {
            return Some("The page is still being read: try again.".to_owned());
        }
        if self.draft.is_some() || self.storage_draft.is_some() {
            return Some("A draft of this page is kept: save it first, or go on there.".to_owned());
        }
        let reason = self.projection.read_only.as_ref()?;
        Some(format!("This page cannot be changed here: {reason}."))
    }

    /// Returns the text in work in a form.
    pub fn draft_as(&self, form: Form) -> Option<&Draft> {
        match form {
            Form::Markdown => self.draft.as_ref(),
            Form::Storage => self.storage_draft.as_ref(),
        }
    }
}
