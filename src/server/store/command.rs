//! Every write as a value, and the answers that are kept with them.

use super::Watched;
use super::accounts::AccountChange;
use super::marks::{MarkChange, Property};
use crate::domain::*;
use crate::permission;
use crate::wire::extension::import::{ImportBody, ImportedEntry};
use crate::wire::extension::personal::PlanBody;
use serde::{Deserialize, Serialize};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Principal {
    /// The account; empty for somebody without one.
    pub(in crate::server) id: UserId,
    /// Whether it administers the site.
    pub(in crate::server) admin: bool,
}

impl Principal {
    /// Somebody without an account.
    pub(in crate::server) fn anonymous() -> Self {
        Self { id: UserId::new(""), admin: false }
    }

    /// Whoever runs a command on the machine that holds the wiki: nobody's account, and no page is opened for it.
    pub(in crate::server) fn host() -> Self {
        Self { id: UserId::new(""), admin: true }
    }

    /// Tells whether there is no account behind it.
    pub(in crate::server) fn is_anonymous(&self) -> bool {
        self.id.as_str().is_empty()
    }

    /// Returns it as the engine takes it.
    pub(in crate::server) fn asking(&self) -> permission::Principal<'_> {
        if self.is_anonymous() {
            permission::Principal::Anonymous
        } else {
            permission::Principal::User(&self.id)
        }
    }
}

/// The circumstances of a write.
#[derive(Debug, Clone)]
pub(in crate::server) struct Write {
    /// Who.
    pub(in crate::server) who: Principal,
    /// Names the write, when the client did.
    pub(in crate::server) key: Option<String>,
    /// What was asked, so that a key used for something else is noticed.
    pub(in crate::server) request: String,
    /// When.
    pub(in crate::server) now: Timestamp,
}

/// What to do.
#[derive(Debug, Clone)]
pub(in crate::server) enum Command {
    /// Makes a page or blog post.
    CreatePage(NewContent),
    /// Saves a version.
    UpdatePage(ContentUpdate),
    /// Moves a subtree.
    Relocate { page: PageId, to: Target },
    /// Puts a subtree into the trash.
    Trash(PageId),
    /// Takes it out again; without a spot to where it was.
    Restore { page: PageId, to: Option<Spot> },
    /// Removes a trashed page for good.
    Purge(PageId),
    /// Adds labels.
    AddLabels { page: PageId, labels: Vec<Label> },
    /// Removes one.
    RemoveLabel { page: PageId, label: Label },
    /// Appends a jot.
    Append(Jot),
    /// Makes pages in bulk.
    Import(ImportBody),
    /// Reads words that imports left for later into the index.
    ReadWords,
    /// Makes a site space.
    CreateSpace { key: SpaceKey, name: String, description: String, grants: Vec<Grant> },
    /// Changes what a space says about itself.
    UpdateSpace { key: SpaceKey, name: Option<String>, description: Option<String>, home: Option<PageId> },
    /// Archives, restores or trashes a space; `None` purges a trashed one.
    SetSpaceStatus { space: SpaceName, status: Option<SpaceStatus> },
    /// Makes the caller's personal space.
    CreatePersonal(PlanBody),
    /// Takes a personal space back.
    UndoPersonal(SpaceId),
    /// Changes something about people, groups, tokens or global permissions.
    Accounts(AccountChange),
    /// Sets the lists of a page; `lock_out` says that the caller wants to lock themselves out.
    Restrict { page: PageId, lists: Restrictions, lock_out: bool },
    /// Sets all grants of a space, where `base` is what it grants now.
    SetGrants { space: SpaceId, grants: Vec<Grant>, base: Option<Vec<Grant>> },
    /// Changes what some subjects hold in a space.
    Regrant { space: SpaceKey, changes: Vec<(Subject, Regrant)> },
    /// Removes what is in the trash of a space for good.
    EmptyTrash(SpaceKey),
    /// Changes what is kept beside a page or space.
    Mark(MarkChange),
    /// Watches or no longer watches.
    Watch { thing: Watched, on: bool },
    /// Writes a comment.
    AddComment(NewComment),
    /// Gives a comment another body, or settles its thread.
    UpdateComment(CommentUpdate),
    /// Deletes a comment for good.
    DeleteComment(CommentId),
    /// Attaches files to a page.
    Attach { page: PageId, files: Vec<NewFile>, replace: bool },
    /// Gives an attachment another content.
    AttachVersion { page: PageId, attachment: AttachmentId, file: Box<NewFile> },
    /// Changes what an attachment says about itself.
    UpdateAttachment(AttachmentUpdate),
    /// Deletes an attachment with all its versions.
    DeleteAttachment { page: Option<PageId>, attachment: AttachmentId },
    /// Removes an older version of a page for good.
    DeleteVersion { page: PageId, number: u32 },
    /// Removes an older version of an attachment for good.
    DeleteFileVersion { page: PageId, attachment: AttachmentId, number: u32 },
    /// Puts an attachment on another page.
    MoveAttachment(Carried),
}

/// What a command answers; kept with its key.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::server) enum Outcome {
    /// A page as it is now; its body is that of its version.
    Page(Box<Page>),
    /// A space as it is now.
    Space(Box<Space>),
    /// The labels of a page.
    Labels(Vec<Label>),
    /// What became of an import.
    Imported(Vec<ImportedEntry>),
    /// Whether words were read that were the last to wait.
    WordsRead { is_last: bool },
    /// Whether undoing removed the space; else it is in the trash.
    Undone { removed: bool },
    /// A comment as it is now.
    Comment(Box<Comment>),
    /// Attachments as they are now.
    Attachments(Vec<Attachment>),
    /// The number of a token that was made.
    Token(i64),
    /// A property as it is now.
    Property(Box<Property>),
    /// Nothing to say.
    Done,
}

/// What becomes of the grants of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Regrant {
    /// These too.
    Add(Vec<SpacePermission>),
    /// Without these.
    Remove(Vec<SpacePermission>),
    /// These and no others.
    Exactly(Vec<SpacePermission>),
}

/// A page or blog post to be made.
#[derive(Debug, Clone)]
pub(in crate::server) struct NewContent {
    /// The space.
    pub(in crate::server) space: SpaceName,
    /// The page above; without it the root of the space.
    pub(in crate::server) parent: Option<PageId>,
    /// The sibling right before; without it the last place.
    pub(in crate::server) after: Option<PageId>,
    /// Page or blog post.
    pub(in crate::server) kind: PageKind,
    /// The title.
    pub(in crate::server) title: String,
    /// The body.
    pub(in crate::server) storage: String,
    /// Labels.
    pub(in crate::server) labels: Vec<Label>,
    /// What the author says.
    pub(in crate::server) message: String,
    /// Properties to keep beside it.
    pub(in crate::server) properties: Vec<(String, serde_json::Value)>,
    /// The page it is a copy of: who may not see that does not see this.
    pub(in crate::server) copy_of: Option<PageId>,
}

/// A space as clients name it.
#[derive(Debug, Clone)]
pub(in crate::server) enum SpaceName {
    /// By key.
    Key(SpaceKey),
    /// By id.
    Id(SpaceId),
}

/// A new version.
#[derive(Debug, Clone)]
pub(in crate::server) struct ContentUpdate {
    /// The page.
    pub(in crate::server) page: PageId,
    /// The number the new version is to have: the newest plus one.
    pub(in crate::server) number: u32,
    /// The title; `None` keeps it.
    pub(in crate::server) title: Option<String>,
    /// The body; `None` keeps it.
    pub(in crate::server) storage: Option<String>,
    /// What the author says.
    pub(in crate::server) message: String,
    /// A new page above; `None` keeps it.
    pub(in crate::server) parent: Option<PageId>,
    /// The place among siblings, from 1; `None` keeps it.
    pub(in crate::server) position: Option<i64>,
    /// Properties to keep beside it, whatever their versions are.
    pub(in crate::server) properties: Vec<(String, serde_json::Value)>,
}

/// Where a page is moved to.
#[derive(Debug, Clone)]
pub(in crate::server) enum Target {
    /// Exactly there.
    Spot(Spot),
    /// Relative to another page.
    Place(Place),
}

/// A comment to be made.
#[derive(Debug, Clone)]
pub(in crate::server) struct NewComment {
    /// The page.
    pub(in crate::server) page: PageId,
    /// The comment it answers.
    pub(in crate::server) parent: Option<CommentId>,
    /// The words it is about, marked in the page's body already.
    pub(in crate::server) anchor: Option<Anchor>,
    /// The body.
    pub(in crate::server) storage: String,
}

/// Another body for a comment, or another state for its thread.
#[derive(Debug, Clone)]
pub(in crate::server) struct CommentUpdate {
    /// The comment.
    pub(in crate::server) comment: CommentId,
    /// The body, and the number its version is to have: the newest plus one.
    pub(in crate::server) body: Option<(u32, String)>,
    /// Whether the thread is settled.
    pub(in crate::server) resolved: Option<bool>,
}

/// A file whose bytes are stored already.
#[derive(Debug, Clone)]
pub(in crate::server) struct NewFile {
    /// Its checked name.
    pub(in crate::server) name: String,
    /// Its media type.
    pub(in crate::server) media_type: String,
    /// What the author says about it.
    pub(in crate::server) message: String,
    /// Where its bytes are.
    pub(in crate::server) stored: super::files::Stored,
}

/// Another name, type or remark for an attachment.
#[derive(Debug, Clone)]
pub(in crate::server) struct AttachmentUpdate {
    /// The page it is on.
    pub(in crate::server) page: PageId,
    /// The attachment.
    pub(in crate::server) attachment: AttachmentId,
    /// The version the client saw, or the one after it; `None` does not ask.
    pub(in crate::server) number: Option<u32>,
    /// The checked name; `None` keeps it.
    pub(in crate::server) name: Option<String>,
    /// The media type; `None` keeps it.
    pub(in crate::server) media_type: Option<String>,
    /// What the author says about it; `None` keeps it.
    pub(in crate::server) message: Option<String>,
}

/// An attachment that goes to another page.
#[derive(Debug, Clone)]
pub(in crate::server) struct Carried {
    /// The page it is on.
    pub(in crate::server) page: PageId,
    /// The attachment.
    pub(in crate::server) attachment: AttachmentId,
    /// The page it goes to; `None` is the same one.
    pub(in crate::server) to: Option<PageId>,
    /// Its checked name there; `None` keeps it.
    pub(in crate::server) name: Option<String>,
}
