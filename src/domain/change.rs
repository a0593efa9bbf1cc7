//! Changes: every user action on pages is one of these values, and most have an inverse.
//!
//! A change says what the person did and what it was done to (base version, old title, old place), so
//! that sync can tell a clean delivery from a conflict and undo can be exact.

use super::{
    Anchor, AttachmentId, CommentId, Jot, Label, OpId, PageId, PageKind, SpaceId, Spot, Timestamp, UserId,
    Watched,
};
use serde::{Deserialize, Serialize};

/// One thing a person did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// A new page or blog post with a local id.
    Create {
        /// The local id.
        page: PageId,
        /// Where it goes.
        spot: Spot,
        /// Page or blog post.
        kind: PageKind,
        /// Its title.
        title: String,
        /// Its body in storage format.
        storage: String,
        /// Its labels.
        labels: Vec<Label>,
        /// The page it is a copy of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        copy_of: Option<Box<Original>>,
    },
    /// A new body.
    Edit {
        /// The page.
        page: PageId,
        /// The version the person saw.
        base_version: u32,
        /// The body the person saw, byte for byte.
        base: String,
        /// The body the person wants.
        storage: String,
        /// What the person said about it; empty for nothing.
        message: String,
    },
    /// A new title.
    Rename {
        /// The page.
        page: PageId,
        /// The title the person saw.
        from: String,
        /// The title the person wants.
        to: String,
    },
    /// A new place, in the same or another space.
    Move {
        /// The page; its subtree goes with it.
        page: PageId,
        /// Where it stood.
        from: Spot,
        /// Where it goes.
        to: Spot,
    },
    /// To the trash, with the subtree.
    Trash {
        /// The page.
        page: PageId,
        /// Where it stood.
        spot: Spot,
    },
    /// Back from the trash, with what was trashed together with it.
    Restore {
        /// The page.
        page: PageId,
        /// Where it goes.
        spot: Spot,
    },
    /// A label more.
    AddLabel {
        /// The page.
        page: PageId,
        /// The label.
        label: Label,
    },
    /// A label less.
    RemoveLabel {
        /// The page.
        page: PageId,
        /// The label.
        label: Label,
    },
    /// A new comment with a local id.
    AddComment {
        /// The page.
        page: PageId,
        /// The local id.
        comment: CommentId,
        /// The comment it answers.
        parent: Option<CommentId>,
        /// The words it is about.
        #[serde(default)]
        anchor: Option<Anchor>,
        /// Its body in storage format.
        storage: String,
    },
    /// Another body for a comment.
    EditComment {
        /// The page.
        page: PageId,
        /// The comment.
        comment: CommentId,
        /// The version the person saw.
        base_version: u32,
        /// The body the person saw.
        base: String,
        /// The body the person wants.
        storage: String,
    },
    /// A thread is settled, or open again.
    ResolveComment {
        /// The page.
        page: PageId,
        /// The comment that begins the thread.
        comment: CommentId,
        /// Which.
        resolved: bool,
    },
    /// A comment less, for good.
    DeleteComment {
        /// The page.
        page: PageId,
        /// The comment.
        comment: CommentId,
        /// The body it had, kept for a while.
        storage: String,
    },
    /// A file more, or another content for one.
    AddAttachment {
        /// The page.
        page: PageId,
        /// The local id; that of the attachment when it gets a new version.
        attachment: AttachmentId,
        /// Whether it is there already and gets a new version.
        replaces: bool,
        /// Its name.
        name: String,
        /// Its media type.
        media_type: String,
        /// How many bytes it has.
        size: u64,
        /// What the author says about it.
        message: String,
        /// The name of the copy that waits on this machine.
        copy: String,
    },
    /// A file less, for good.
    DeleteAttachment {
        /// The page.
        page: PageId,
        /// The attachment.
        attachment: AttachmentId,
        /// Its name.
        name: String,
    },
    /// Changes of a thing are told, or not any more.
    Watch {
        /// What.
        thing: Watched,
        /// Which.
        on: bool,
    },
    /// A note appended to a page that need not exist yet.
    Append(Jot),
}

/// The page that a new page is a copy of: its files come along, and its restrictions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// The page.
    pub page: PageId,
    /// Whether the restrictions of the pages above it come along: the copy does not stand below copies of those.
    pub outermost: bool,
    /// Who can see it, as far as is known here: shown until the wiki says it of the copy.
    pub restricted_to: Option<Vec<UserId>>,
}

/// What undoes a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inverse {
    /// Another change.
    Change(Change),
    /// The change can be taken back only while it waits in the outbox.
    WhileQueued,
}

/// A change with its name and moment, as the history and the outbox keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Names the write for ever.
    pub op: OpId,
    /// When the person did it; for display only.
    pub at: Timestamp,
    /// What was done.
    pub change: Change,
    /// Entries with the same group are undone together (bulk actions); `None` stands alone.
    #[serde(default)]
    pub group: Option<OpId>,
}

impl Change {
    /// Returns the page it is about; `None` for a jot whose page is not known yet.
    pub fn page(&self) -> Option<&PageId> {
        match self {
            Self::Create { page, .. }
            | Self::Edit { page, .. }
            | Self::Rename { page, .. }
            | Self::Move { page, .. }
            | Self::Trash { page, .. }
            | Self::Restore { page, .. }
            | Self::AddLabel { page, .. }
            | Self::RemoveLabel { page, .. }
            | Self::AddComment { page, .. }
            | Self::EditComment { page, .. }
            | Self::ResolveComment { page, .. }
            | Self::DeleteComment { page, .. }
            | Self::AddAttachment { page, .. }
            | Self::DeleteAttachment { page, .. }
            | Self::Watch { thing: Watched::Page(page), .. } => Some(page),
            Self::Watch { thing: Watched::Space(_), .. } => None,
            Self::Append(jot) => match &jot.target {
                super::JotTarget::Page(page) => Some(page),
                _ => None,
            },
        }
    }

    /// Returns the comment it is about.
    pub fn comment(&self) -> Option<&CommentId> {
        match self {
            Self::AddComment { comment, .. }
            | Self::EditComment { comment, .. }
            | Self::ResolveComment { comment, .. }
            | Self::DeleteComment { comment, .. } => Some(comment),
            _ => None,
        }
    }

    /// Returns the attachment it is about.
    pub fn attachment(&self) -> Option<&AttachmentId> {
        match self {
            Self::AddAttachment { attachment, .. } | Self::DeleteAttachment { attachment, .. } => {
                Some(attachment)
            }
            _ => None,
        }
    }

    /// Tells whether it is about a comment or an attachment: the page itself stays as it is.
    pub fn is_beside(&self) -> bool {
        self.comment().is_some() || self.attachment().is_some()
    }

    /// Tells whether it is only about where the page stands. Refused by the wiki, such a change leaves the page
    /// where the wiki has it.
    pub fn is_of_place(&self) -> bool {
        matches!(self, Self::Move { .. } | Self::Trash { .. } | Self::Restore { .. })
    }

    /// Returns what undoes this change, given that nothing happened since.
    pub fn inverse(&self) -> Inverse {
        Inverse::Change(match self {
            Self::Create { page, spot, .. } => Self::Trash { page: page.clone(), spot: spot.clone() },
            Self::Edit { page, base_version, base, storage, .. } => Self::Edit {
                page: page.clone(),
                base_version: *base_version,
                base: storage.clone(),
                storage: base.clone(),
                message: String::new(),
            },
            Self::Rename { page, from, to } => {
                Self::Rename { page: page.clone(), from: to.clone(), to: from.clone() }
            }
            Self::Move { page, from, to } => {
                Self::Move { page: page.clone(), from: to.clone(), to: from.clone() }
            }
            Self::Trash { page, spot } => Self::Restore { page: page.clone(), spot: spot.clone() },
            Self::Restore { page, spot } => Self::Trash { page: page.clone(), spot: spot.clone() },
            Self::AddLabel { page, label } => Self::RemoveLabel { page: page.clone(), label: label.clone() },
            Self::RemoveLabel { page, label } => Self::AddLabel { page: page.clone(), label: label.clone() },
            Self::AddComment { page, comment, storage, .. } => {
                Self::DeleteComment { page: page.clone(), comment: comment.clone(), storage: storage.clone() }
            }
            Self::EditComment { page, comment, base_version, base, storage } => Self::EditComment {
                page: page.clone(),
                comment: comment.clone(),
                base_version: *base_version,
                base: storage.clone(),
                storage: base.clone(),
            },
            Self::ResolveComment { page, comment, resolved } => {
                Self::ResolveComment { page: page.clone(), comment: comment.clone(), resolved: !resolved }
            }
            Self::AddAttachment { page, attachment, name, replaces: false, .. } => Self::DeleteAttachment {
                page: page.clone(),
                attachment: attachment.clone(),
                name: name.clone(),
            },
            Self::Watch { thing, on } => Self::Watch { thing: thing.clone(), on: !on },
            // What was deleted for good does not come back, nor does an older version of a file.
            Self::Append(_)
            | Self::DeleteComment { .. }
            | Self::AddAttachment { .. }
            | Self::DeleteAttachment { .. } => return Inverse::WhileQueued,
        })
    }

    /// Returns the verb for lists: "edit", "move", "jot".
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Edit { .. } => "edit",
            Self::Rename { .. } => "rename",
            Self::Move { .. } => "move",
            Self::Trash { .. } => "trash",
            Self::Restore { .. } => "restore",
            Self::AddLabel { .. } => "label",
            Self::RemoveLabel { .. } => "unlabel",
            Self::AddComment { .. } => "comment",
            Self::EditComment { .. } => "edit comment",
            Self::ResolveComment { resolved: true, .. } => "resolve",
            Self::ResolveComment { resolved: false, .. } => "reopen",
            Self::DeleteComment { .. } => "delete comment",
            Self::AddAttachment { .. } => "attach",
            Self::DeleteAttachment { .. } => "delete file",
            Self::Watch { on: true, .. } => "watch",
            Self::Watch { on: false, .. } => "unwatch",
            Self::Append(_) => "jot",
        }
    }

    /// Returns the space it happens in, where the change itself says so.
    pub fn space(&self) -> Option<&SpaceId> {
        match self {
            Self::Create { spot, .. } | Self::Trash { spot, .. } | Self::Restore { spot, .. } => {
                Some(&spot.space)
            }
            Self::Move { to, .. } => Some(&to.space),
            Self::Watch { thing: Watched::Space(space), .. } => Some(space),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_undone_is_the_change_again() {
        let spot = Spot { space: "1".into(), parent: None, after: None };
        let other = Spot { space: "1".into(), parent: Some("7".into()), after: None };
        let page = PageId::new("9");
        for change in [
            Change::Rename { page: page.clone(), from: "a".into(), to: "b".into() },
            Change::Move { page: page.clone(), from: spot.clone(), to: other },
            Change::Trash { page: page.clone(), spot },
            Change::AddLabel { page, label: Label::stored("x") },
        ] {
            let Inverse::Change(inverse) = change.inverse() else { panic!("has an inverse") };
            assert_eq!(inverse.inverse(), Inverse::Change(change));
        }
    }
}
