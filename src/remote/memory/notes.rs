//! Comments and attachments of the wiki in memory.

use super::state::{Outcome, State, Thing};
use crate::domain::*;
use crate::remote::{NewComment, RemoteError, Result, Upload};

impl State {
    pub(super) fn add_comment(&mut self, new: &NewComment, me: &UserId) -> Result<Outcome> {
        self.live(&new.page)?;
        if let Some(parent) = &new.parent {
            self.comments.get(parent).ok_or(RemoteError::NotFound)?;
        }
        let id = CommentId::new(self.fresh_id());
        let when = self.now();
        let comment = Comment {
            id: id.clone(),
            page: new.page.clone(),
            parent: new.parent.clone(),
            anchor: new.anchor.clone(),
            resolved: false,
            author: me.clone(),
            created: when,
            version: Version { number: 1, author: me.clone(), when, message: String::new() },
            storage: new.storage.clone(),
        };
        self.comments.insert(id.clone(), comment);
        self.told_comment(&id)
    }

    pub(super) fn edit_comment(
        &mut self,
        id: &CommentId,
        base_version: u32,
        storage: &str,
        me: &UserId,
    ) -> Result<Outcome> {
        let when = self.now();
        let comment = self.comments.get_mut(id).ok_or(RemoteError::NotFound)?;
        if comment.version.number != base_version {
            return Err(RemoteError::Conflict { current: comment.version.number });
        }
        comment.version =
            Version { number: base_version + 1, author: me.clone(), when, message: String::new() };
        storage.clone_into(&mut comment.storage);
        self.told_comment(id)
    }

    pub(super) fn resolve_comment(&mut self, id: &CommentId, resolved: bool) -> Result<Outcome> {
        self.comments.get_mut(id).ok_or(RemoteError::NotFound)?.resolved = resolved;
        self.told_comment(id)
    }

    pub(super) fn delete_comment(&mut self, id: &CommentId) -> Result<Outcome> {
        let gone = self.comments.remove(id).ok_or(RemoteError::NotFound)?;
        let mut replies: Vec<(Timestamp, CommentId)> = self
            .comments
            .values()
            .filter(|reply| reply.parent.as_ref() == Some(id))
            .map(|reply| (reply.created, reply.id.clone()))
            .collect();
        replies.sort();
        let mut heir = gone.parent.clone();
        for (_, reply) in replies {
            if let Some(found) = self.comments.get_mut(&reply) {
                found.parent.clone_from(&heir);
                if heir.is_none() {
                    found.anchor.clone_from(&gone.anchor);
                    found.resolved = gone.resolved;
                    heir = Some(reply.clone());
                }
            }
            self.mark(Thing::Comment(reply));
        }
        self.mark(Thing::Comment(id.clone()));
        Ok(Outcome::Done)
    }

    pub(super) fn attach(&mut self, upload: &Upload, bytes: Vec<u8>, me: &UserId) -> Result<Outcome> {
        self.live(&upload.page)?;
        let same_name =
            |known: &&(Attachment, Vec<u8>)| known.0.page == upload.page && known.0.name == upload.name;
        let known = match &upload.replaces {
            Some(id) => Some(self.attachments.get(id).ok_or(RemoteError::NotFound)?.0.clone()),
            None if self.attachments.values().find(same_name).is_some() => {
                return Err(RemoteError::Invalid(format!(
                    "Cannot add a new attachment with same file name as an existing attachment: {}",
                    upload.name
                )));
            }
            None => None,
        };
        let when = self.now();
        let number = known.as_ref().map_or(1, |known| known.version.number + 1);
        let version = Version { number, author: me.clone(), when, message: upload.message.clone() };
        let attachment = Attachment {
            id: match &known {
                Some(known) => known.id.clone(),
                None => AttachmentId::new(self.fresh_id()),
            },
            page: upload.page.clone(),
            name: known.as_ref().map_or(&upload.name, |known| &known.name).clone(),
            media_type: upload.media_type.clone(),
            size: bytes.len() as u64,
            hash: String::new(),
            author: known.as_ref().map_or(me, |known| &known.author).clone(),
            created: known.as_ref().map_or(when, |known| known.created),
            version,
        };
        self.attachments.insert(attachment.id.clone(), (attachment.clone(), bytes));
        self.mark(Thing::Attachment(attachment.id.clone()));
        Ok(Outcome::Attachment(Box::new(attachment)))
    }

    pub(super) fn delete_attachment(&mut self, id: &AttachmentId) -> Result<Outcome> {
        self.attachments.remove(id).ok_or(RemoteError::NotFound)?;
        self.mark(Thing::Attachment(id.clone()));
        Ok(Outcome::Done)
    }

    /// Gives a copy the files of its page.
    pub(super) fn copy_attachments(&mut self, original: &PageId, copy: &PageId) {
        let files: Vec<(Attachment, Vec<u8>)> =
            self.attachments.values().filter(|(file, _)| file.page == *original).cloned().collect();
        for (mut file, bytes) in files {
            (file.id, file.page) = (AttachmentId::new(self.fresh_id()), copy.clone());
            file.version.number = 1;
            self.mark(Thing::Attachment(file.id.clone()));
            self.attachments.insert(file.id.clone(), (file, bytes));
        }
    }

    /// Forgets what was on a page that is gone: its own line in the feed says it all.
    pub(super) fn forget_notes(&mut self, page: &PageId) {
        self.comments.retain(|_, comment| comment.page != *page);
        self.attachments.retain(|_, (attachment, _)| attachment.page != *page);
        let (comments, attachments) = (&self.comments, &self.attachments);
        self.feed.retain(|_, thing| match thing {
            Thing::Comment(id) => comments.contains_key(id),
            Thing::Attachment(id) => attachments.contains_key(id),
            _ => true,
        });
    }

    fn live(&self, page: &PageId) -> Result<()> {
        match self.stored(page)?.page.status {
            PageStatus::Current => Ok(()),
            PageStatus::Trashed => {
                Err(RemoteError::Invalid("the page is in the trash: restore it first".to_owned()))
            }
        }
    }

    fn told_comment(&mut self, id: &CommentId) -> Result<Outcome> {
        self.mark(Thing::Comment(id.clone()));
        let comment = self.comments.get(id).ok_or(RemoteError::NotFound)?;
        Ok(Outcome::Comment(Box::new(comment.clone())))
    }
}
