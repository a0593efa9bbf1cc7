//! What panes, overlays and `update` ask for. Values only: the root applies those about the interface
//! itself, the executor carries out the rest.

mod intent;
mod notice;
mod screen;

use super::action::Action;
use super::document::{Document, Layout};
use super::highlight::Code;
use super::outcome::Manuscript;
use super::picture::{Drawing, Wanted};
use super::theme::Theme;
use crate::admin::{access, personal};
use crate::domain::query::SavedSearch;
use crate::domain::{Label, OpId, PageId, Place, Query, Sieve, SpaceId, Survey, Timestamp, Watched};
use crate::replica::{Draft, FileRow, Form, Typed};
use crate::report::Report;
use jiff::civil::Date;
use std::sync::Arc;

pub use intent::Intent;
pub use notice::{Notice, Tone};
pub use screen::{LineKind, Question, Screen, TakeBack};

/// One thing to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    // -- about the interface: taken by the root -------------------------------------------------------
    /// Opens a page in the page pane (and its space in the tree) and remembers where we were.
    Go(PageId),
    /// Opens a page that is named by its title: in a space by id, else in the present one.
    GoTitle {
        /// The space; `None` for the one of the page in hand.
        space: Option<SpaceId>,
        /// The title.
        title: String,
        /// A heading to go to.
        anchor: Option<String>,
    },
    /// Opens a space in the tree, and its home page.
    GoSpace(SpaceId),
    /// Puts an overlay on top.
    Show(Screen),
    /// Opens the editor on the page in hand, in a form (its draft when there is one).
    EditHere(Form),
    /// Opens another page in the editor, and puts one beside it.
    EditBeside {
        /// The page to edit.
        page: PageId,
        /// The page beside it.
        beside: PageId,
    },
    /// Puts a page beside the text of the editor.
    Beside(PageId),
    /// Closes the editor and shows the page again.
    EndEdit,
    /// Closes the editor; the page is shown as it is.
    CloseEdit,
    /// Does as if the action had been asked for.
    Act(Action),
    /// Shows a notice for a while.
    Say(Notice),
    /// Undo does this once, instead of taking the last change of a page back, until something else happens; with
    /// nothing, what was offered before is no longer.
    OfferUndo(Option<Box<Effect>>),
    /// Makes a page and opens it in the editor.
    NewPage {
        /// Where.
        place: Place,
        /// Its title.
        title: String,
        /// What is on it already, as stored.
        storage: String,
    },
    /// Makes a blog post and opens it in the editor.
    NewPost {
        /// Its space.
        space: SpaceId,
        /// The day it is listed under.
        day: Date,
        /// Its title.
        title: String,
    },
    /// Changes the colours for now.
    SetTheme(Box<Theme>),
    /// Marks in the tree are taken away (after a bulk action).
    ClearMarks,
    /// Goes to words in the page that is read.
    ShowWords(String),

    // -- the replica: carried out at once ---------------------------------------------------------------
    /// Reads; the answer comes as a [`Data`](super::message::Data).
    Load(Request),
    /// Commits intents as one action with one undo; `Committed` answers, then a notice with `said`.
    Commit {
        /// What to do.
        intents: Vec<Intent>,
        /// What to tell the person when it is durable; empty for nothing.
        said: String,
    },
    /// Notes durably that the draft of a page is to be saved, in a form; `SaveBegun` answers.
    BeginSave(PageId, Form),
    /// Works out beside the loop what a text comes to; `WorkedOut` answers.
    WorkOut(Box<Manuscript>),
    /// Commits an edit of a page beside the loop, as the operation that was begun; `Saved` answers when it is durable,
    /// `Committed` when the tree has it, `NotSaved` when it cannot be.
    FinishSave {
        /// The operation.
        op: Option<OpId>,
        /// The page.
        page: PageId,
        /// The edit.
        edit: Box<Intent>,
        /// What to tell the person when it is durable.
        said: String,
    },
    /// Finishes a save that was begun, beside the loop: its editor was left. `SaveFinished` answers.
    FinishLeft(OpId),
    /// Gives up a save that was begun.
    GiveUpSave(OpId),
    /// Takes the last action back.
    Undo,
    /// Does it again.
    Redo,
    /// Keeps a whole draft (its `updated` is set by the executor).
    KeepDraft(Box<Draft>),
    /// Journals typing; durable within a second.
    Journal {
        /// The page.
        page: PageId,
        /// What is typed.
        form: Form,
        /// The steps.
        typed: Vec<Typed>,
        /// Where the cursor is, in bytes.
        cursor: usize,
    },
    /// Makes the journal durable now.
    SyncJournal,
    /// Keeps a comment in work; an empty text ends it.
    KeepComment {
        /// What it is for.
        place: String,
        /// The text.
        text: String,
    },
    /// Ends a draft.
    EndDraft(PageId, Form),
    /// Drops a queued change.
    DropQueued(OpId),
    /// Lets a parked change wait again.
    RetryQueued(OpId),
    /// Ends a conflict.
    EndConflict(PageId),
    /// Puts a space among the favourites or takes it out.
    SetFavourite(SpaceId, bool),
    /// The same for a page.
    SetFavouritePage(PageId, bool),
    /// Gives a search a name.
    SaveSearch(SavedSearch),
    /// Forgets the search of a name.
    ForgetSearch(String),
    /// Remembers that a page was opened.
    Visited(PageId),
    /// Keeps a small setting of the interface.
    SetState {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: String,
    },

    // -- files: carried out by tasks, told with a notice ----------------------------------------------------
    /// Adds a file of this machine to a page.
    Attach(PageId, String),
    /// Saves the file of a page into a folder of this machine.
    SaveFile(Box<FileRow>, String),
    /// Opens the file of a page with the program of the system.
    OpenFile(Box<FileRow>),
    /// Reads the beginning of the file of a page; `FileText` answers.
    PreviewFile(Box<FileRow>),

    // -- the world outside: carried out by tasks ----------------------------------------------------------
    /// Asks the online administration or the history of the server.
    Online(OnlineRequest),
    /// Asks for a sync pass.
    Wake,
    /// Lets the next pass remove here what is gone on the wiki, however much it is.
    ConfirmRemoval,
    /// Sends [`Message::Timer`](super::message::Message::Timer) later, once.
    After(std::time::Duration, Timer),

    // -- the terminal: carried out by the loop -------------------------------------------------------------
    /// Copies text.
    Copy(String),
    /// Hands the terminal to `$EDITOR`.
    OpenEditor(Editing),
    /// Takes or gives back the mouse.
    SetMouse(bool),
    /// Draws every cell again.
    Redraw,
    /// Puts the process to sleep.
    Suspend,
    /// Ends the program.
    Quit,
}

impl Effect {
    /// Watches a thing, or does not any more.
    pub fn watch(thing: Watched, on: bool) -> Self {
        let what = match &thing {
            Watched::Page(_) => "this page",
            Watched::Space(_) => "this space, with all its pages",
        };
        let said = match on {
            true => format!("You watch {what}."),
            false => format!("You do not watch {what} any more."),
        };
        Self::Commit { intents: vec![Intent::Watch(thing, on)], said }
    }
}

/// A read from the replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Spaces, people, favourites, recent pages.
    Directory,
    /// Children of a page, or the roots of a space.
    Children {
        /// The space.
        space: SpaceId,
        /// The page above.
        parent: Option<PageId>,
    },
    /// The row of a page.
    Row(PageId),
    /// Pages, and everything below them.
    Branches(Vec<PageId>),
    /// The pages of a space that pass a sieve, and those above them.
    Sift {
        /// The space.
        space: SpaceId,
        /// The sieve.
        sieve: Sieve,
        /// The first moment that counts as changed.
        since: Option<Timestamp>,
    },
    /// How many posts a space has when.
    Blog(SpaceId),
    /// The posts of a month.
    Posts {
        /// The space.
        space: SpaceId,
        /// The year.
        year: i16,
        /// The month.
        month: i8,
    },
    /// What is known of each space beside its line.
    SpaceFacts,
    /// A page, to be shown.
    Open(PageId),
    /// What a page shows of others; answered later, the newest request only.
    Resolve(PageId, Arc<Document>),
    /// The whole layout of a long page that is laid out as far as somebody looked; answered later.
    LayOut(Box<Layout>),
    /// The colours of code that is on the screen; answered later, and only while it is still asked for.
    Colour(Vec<Arc<Code>>),
    /// Pictures that are on the screen, in a way that the terminal can draw; answered later.
    Pictures(Vec<Wanted>, Drawing),
    /// A page, to look at (an overlay's preview).
    Peek(PageId),
    /// Pages above.
    Ancestors(PageId),
    /// Pages of a title.
    Titled(SpaceId, String),
    /// The trash of a space or of all.
    Trashed(Option<SpaceId>),
    /// The pages the person watches.
    Watched,
    /// Every label.
    Labels,
    /// Pages of a label.
    Labelled(Label),
    /// The titles of pages.
    TitlesOf(Vec<PageId>),
    /// The titles of a space, as many as can be looked through between two keys.
    TitlesIn(SpaceId),
    /// The whole of a text put aside, by its number.
    KeptText(i64),
    /// A search; runs beside the loop, later ones end those before.
    Search(Query),
    /// Pages whose titles are like this; the same.
    Like(String),
    /// What is gathered from all pages; runs beside the loop like a search, and the next search ends it.
    Survey(Survey),
    /// The searches that have a name.
    Searches,
    /// What waits.
    Outbox,
    /// Drafts.
    Drafts,
    /// Texts that were put aside: thrown away, replaced, saved from a damaged file.
    Kept,
    /// Conflicts.
    Conflicts,
    /// A small setting.
    Setting(&'static str),
    /// What is said about a page.
    Comments(PageId),
    /// A comment in work.
    CommentDraft(String),
    /// The files of a page.
    Attachments(PageId),
    /// Files and folders of this machine that begin like this.
    Paths(String),
}

/// A one-shot timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timer {
    /// The journal is to be made durable.
    Journal,
    /// The notice with this number has been shown long enough.
    Notice(u64),
    /// Keys that may go on have waited: show what can follow.
    WhichKey,
    /// A draft could not be kept: try again.
    RetryDraft,
}

/// A request that needs the server. Builders of flows add theirs.
#[derive(Debug, Clone, PartialEq)]
pub enum OnlineRequest {
    /// Versions of a page.
    Versions(PageId),
    /// The body of an old version.
    VersionBody(PageId, u32),
    /// A page in the trash is removed for good.
    PurgePage(PageId),
    /// A step of the guided personal space.
    Personal(Box<personal::Request>),
    /// A question about who can see and do what, or a change of it.
    Access(Box<access::Request>),
}

/// An answer of the online administration. Builders of flows add theirs.
#[derive(Debug, Clone, PartialEq)]
pub enum OnlineAnswer {
    /// What answers a step of the guided personal space.
    Personal(Box<personal::Input>),
    /// What answers a question about access, or what became of a change.
    Access(Box<access::Answer>),
    /// The page is gone for good.
    Purged(PageId),
    /// Refused or unreachable: a sentence and what to do next.
    Refused(Report),
}

/// A text that is handed over to `$EDITOR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editing {
    /// The page it belongs to.
    pub page: PageId,
    /// What the text is, which gives the file its extension.
    pub form: Form,
    /// Its title, which gives the file its name.
    pub title: String,
    /// The text.
    pub text: String,
}
