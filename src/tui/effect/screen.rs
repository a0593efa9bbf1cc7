//! Overlays that can be asked for, and what they are given.

use super::Effect;
use crate::domain::{AccessChange, AttachmentId, PageId, Place, Scope, SpaceId, Thing};
use crate::markup::Passage;

/// An overlay that can be asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    /// The command palette.
    Palette,
    /// The keys, searchable.
    Help,
    /// Everything possible here.
    Menu,
    /// What happened.
    Log,
    /// Colours.
    Themes,
    /// First run.
    Welcome,
    /// A question; `yes` happens on `y`.
    Question(Box<Question>),
    /// One line of text (rename, new page); what becomes of it is in the value.
    Line(LineKind),
    /// The jot line, with text that is already there (a paste).
    Jot(String),
    /// Search, in all spaces or below a page.
    Search(Scope),
    /// Jump to any page.
    Jump,
    /// Choose the page that is put beside the text of the editor.
    JumpBeside,
    /// Labels of pages; all labels when there are none.
    Labels(Vec<PageId>),
    /// Choose where pages go.
    Move(Vec<PageId>),
    /// Choose where copies of pages go.
    Copy(Vec<PageId>),
    /// The trash.
    Trash,
    /// What the person watches.
    Watched,
    /// The tasks that are open.
    Tasks,
    /// The pages around one, by its title.
    Around(PageId, String),
    /// The outbox.
    Outbox,
    /// Drafts.
    Drafts,
    /// What is said about a page.
    Comments(PageId),
    /// What is said about words of a page, by the name of their mark.
    Thread(PageId, String),
    /// A comment to be written about words of a page.
    CommentOn(PageId, Passage),
    /// The files of a page, on one of them.
    Attachments(PageId, Option<AttachmentId>),
    /// Versions of a page.
    History(PageId),
    /// A conflict.
    Conflict(PageId),
    /// The guided personal space.
    Personal,
    /// The guided personal space, where it takes back what it made.
    PersonalUndo(SpaceId),
    /// Who can see a thing, why, and how that is changed.
    Permissions(Thing),
    /// The same, where a change is taken back.
    TakeBack(Box<TakeBack>),
    /// Who made the page and who can see it.
    Info,
    /// Text to be selected by hand.
    Shown(String),
}

/// What one line of text is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// A new title for a page.
    Rename(PageId, String),
    /// A new page at a place.
    NewPage(Place),
    /// A new blog post of today in a space.
    NewPost(SpaceId),
}

/// A change of access that was made, and what takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeBack {
    /// What was made.
    pub made: AccessChange,
    /// What there was before.
    pub inverse: AccessChange,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What is asked, a sentence.
    pub title: String,
    /// What it means, lines.
    pub lines: Vec<String>,
    /// What `y` does, in one or two words.
    pub verb: String,
    /// What happens then.
    pub yes: Vec<Effect>,
}
