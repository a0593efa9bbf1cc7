//! Intents to changes: gives ids and moments, and looks up where things stand.

use crate::domain::{
    Anchor, Change, CommentId, Entry, OpId, Page, PageId, PageKind, PageStatus, Place, SafeText, Spot,
    Timestamp,
};
use crate::markup;
use crate::replica::{Replica, ReplicaError, Result};
use crate::report::Report;
use crate::tui::effect::Intent;
use crate::tui::message::Message;
use uuid::Uuid;

/// How many refusals are told by name.
const NAMED: usize = 3;

/// What was committed, and what was refused: of several pages each that can is changed, and each that cannot is named.
#[derive(Debug, Default)]
struct Plan {
    changes: Vec<Change>,
    refused: Vec<(PageId, String)>,
}

/// Commits intents as one action and tells what became of them.
pub(super) fn commit(
    replica: &Replica,
    intents: &[Intent],
    said: String,
    now: Timestamp,
) -> Result<Vec<Message>> {
    let Plan { changes, refused } = Plan::of(replica, intents)?;
    let group = (changes.len() > 1).then(OpId::fresh);
    let entry = |change| Entry { op: OpId::fresh(), at: now, change, group };
    let entries: Vec<Entry> = changes.into_iter().map(entry).collect();
    let done = entries.len();
    let mut messages = Vec::new();
    if done > 0 || refused.is_empty() {
        replica.commit(&entries)?;
        let said = if refused.is_empty() { said } else { String::new() };
        messages.push(Message::Committed { entries, said });
    }
    if !refused.is_empty() {
        messages.push(Message::Failed(told(replica, done, &refused)?));
    }
    Ok(messages)
}

/// Returns an edit of a page as what is committed of it.
pub(super) fn edit(replica: &Replica, op: OpId, edit: Intent, now: Timestamp) -> Result<Entry> {
    let mut changes = Plan::of(replica, &[edit])?.changes;
    let change = changes.pop().ok_or_else(gone)?;
    Ok(Entry { op, at: now, change, group: None })
}

/// Names what was refused, each with its reason.
fn told(replica: &Replica, done: usize, refused: &[(PageId, String)]) -> Result<Report> {
    let mut named = Vec::new();
    for (page, why) in refused.iter().take(NAMED) {
        let title = replica.page(page)?.map_or_else(|| page.to_string(), |row| row.page.title);
        named.push(format!("“{}”: {why}", SafeText::line(&title)));
    }
    if refused.len() > NAMED {
        named.push(format!("{} more", refused.len() - NAMED));
    }
    let all = done + refused.len();
    let report =
        Report::refused(format!("{} of {all} pages stayed as they are: {}", refused.len(), named.join("; ")));
    Ok(if done > 0 { report.hinted("u takes the others back") } else { report })
}

impl Plan {
    /// Plans intents; a single one that is refused is an error.
    fn of(replica: &Replica, intents: &[Intent]) -> Result<Self> {
        let mut plan = Self::default();
        for intent in intents {
            plan.add(replica, intent)?;
        }
        match (plan.changes.is_empty(), plan.refused.as_slice()) {
            (true, [(_, why)]) => Err(ReplicaError::Refused(why.clone())),
            _ => Ok(plan),
        }
    }

    fn add(&mut self, replica: &Replica, intent: &Intent) -> Result<()> {
        if let Intent::Move { pages, to } = intent {
            for (page, moving) in replica.moves(pages, to)? {
                match moving {
                    Ok(change) => self.offer(replica, change)?,
                    Err(why) => self.refused.push((page, why)),
                }
            }
            return Ok(());
        }
        if let Intent::Copy { pages, to, with_below } = intent {
            let fresh = || PageId::local(Uuid::new_v4());
            self.changes.extend(replica.copies(pages, to, *with_below, fresh)?);
            return Ok(());
        }
        if let Intent::CommentOn { page, base_version, base, passage, storage } = intent {
            let name = Uuid::new_v4().to_string();
            let marked = match markup::mark_passage(base, passage, &name) {
                Ok(marked) => marked,
                Err(why) => {
                    self.refused.push((page.clone(), why));
                    return Ok(());
                }
            };
            let edit = Change::Edit {
                page: page.clone(),
                base_version: *base_version,
                base: base.clone(),
                storage: marked,
                message: "marked words for a comment".to_owned(),
            };
            // Without the mark nothing can be said about the words.
            if let Some(why) = replica.refusal(&edit)? {
                self.refused.push((page.clone(), why));
                return Ok(());
            }
            self.changes.push(edit);
            let anchor = Some(Anchor { marker: name, words: passage.words.clone() });
            let (page, comment) = (page.clone(), CommentId::local(Uuid::new_v4()));
            let storage = storage.clone();
            return self.offer(replica, Change::AddComment { page, comment, parent: None, anchor, storage });
        }
        match change(replica, intent) {
            // What is made here stands on what is made before it: only the commit can tell.
            Ok(change @ (Change::Create { .. } | Change::Append(_))) => self.changes.push(change),
            Ok(change) => self.offer(replica, change)?,
            Err(ReplicaError::Refused(why)) => match page_of(intent) {
                Some(page) => self.refused.push((page.clone(), why)),
                None => return Err(ReplicaError::Refused(why)),
            },
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn offer(&mut self, replica: &Replica, change: Change) -> Result<()> {
        match (replica.refusal(&change)?, change.page()) {
            (Some(why), Some(page)) => self.refused.push((page.clone(), why)),
            _ => self.changes.push(change),
        }
        Ok(())
    }
}

fn page_of(intent: &Intent) -> Option<&PageId> {
    match intent {
        Intent::Create { .. }
        | Intent::Post { .. }
        | Intent::Watch(..)
        | Intent::Jot(_)
        | Intent::Move { .. }
        | Intent::Copy { .. } => None,
        Intent::Edit { page, .. }
        | Intent::Rename { page, .. }
        | Intent::Trash(page)
        | Intent::Restore(page)
        | Intent::AddLabel(page, _)
        | Intent::RemoveLabel(page, _)
        | Intent::AddComment { page, .. }
        | Intent::CommentOn { page, .. }
        | Intent::ResolveComment(page, ..) => Some(page),
        Intent::EditComment { seen, .. } => Some(&seen.page),
        Intent::DeleteComment(comment) => Some(&comment.page),
        Intent::DeleteAttachment(file) => Some(&file.page),
    }
}

fn change(replica: &Replica, intent: &Intent) -> Result<Change> {
    Ok(match intent.clone() {
        Intent::Create { place, title, storage } => Change::Create {
            page: PageId::local(Uuid::new_v4()),
            spot: replica.resolve(None, &place)?,
            kind: PageKind::Page,
            title,
            storage,
            labels: Vec::new(),
            copy_of: None,
        },
        Intent::Post { space, day, title } => Change::Create {
            page: PageId::local(Uuid::new_v4()),
            spot: Spot { space, parent: None, after: None },
            kind: PageKind::BlogPost { day },
            title,
            storage: String::new(),
            labels: Vec::new(),
            copy_of: None,
        },
        Intent::Edit { page, base_version, base, storage, message } => {
            Change::Edit { page, base_version, base, storage, message }
        }
        Intent::Rename { page, to } => {
            let from = current(replica, &page)?.title;
            Change::Rename { page, from, to }
        }
        // Several changes each: see [`Plan::add`].
        Intent::Move { .. } | Intent::Copy { .. } | Intent::CommentOn { .. } => return Err(gone()),
        Intent::Trash(page) => {
            let spot = spot(replica, &page)?;
            Change::Trash { page, spot }
        }
        Intent::Restore(page) => {
            let row = current(replica, &page)?;
            let place = match row.parent {
                Some(parent) if replica.page(&parent)?.is_some_and(|row| is_current(&row.page)) => {
                    Place::LastChildOf(parent)
                }
                _ => Place::RootOf(row.space),
            };
            Change::Restore { page, spot: replica.resolve(None, &place)? }
        }
        Intent::AddLabel(page, label) => Change::AddLabel { page, label },
        Intent::RemoveLabel(page, label) => Change::RemoveLabel { page, label },
        Intent::Jot(jot) => Change::Append(jot),
        Intent::Watch(thing, on) => Change::Watch { thing, on },
        Intent::AddComment { page, parent, storage } => {
            let comment = CommentId::local(Uuid::new_v4());
            Change::AddComment { page, comment, parent, anchor: None, storage }
        }
        Intent::EditComment { seen, storage } => Change::EditComment {
            page: seen.page,
            comment: seen.id,
            base_version: seen.version.number,
            base: seen.storage,
            storage,
        },
        Intent::ResolveComment(page, comment, resolved) => Change::ResolveComment { page, comment, resolved },
        Intent::DeleteComment(comment) => {
            Change::DeleteComment { page: comment.page, comment: comment.id, storage: comment.storage }
        }
        Intent::DeleteAttachment(file) => {
            Change::DeleteAttachment { page: file.page, attachment: file.id, name: file.name }
        }
    })
}

fn is_current(page: &Page) -> bool {
    page.status == PageStatus::Current
}

fn current(replica: &Replica, page: &PageId) -> Result<Page> {
    replica.page(page)?.map(|row| row.page).ok_or_else(gone)
}

fn spot(replica: &Replica, page: &PageId) -> Result<Spot> {
    replica.spot(page)?.ok_or_else(gone)
}

fn gone() -> ReplicaError {
    ReplicaError::Refused("the page is gone".to_owned())
}
