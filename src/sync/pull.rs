//! Writes down what the wiki says, in feed order, batch by batch, asking for the next while writing one.

use super::event::{Event, SyncError};
use super::pass::Pass;
use super::plan::{News, Step, Trees, plan};
use crate::domain::{PageStatus, SpaceId};
use crate::remote::{Changes, Cursor, FeedItem, Result as Answer};
use crate::replica::{Incoming, Replica};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many things are asked for at once; the first of them are here as soon as they are written.
const BATCH: usize = 250;
/// How many things, and how many bytes of them, are written at once while more are to come: the more pages, the less
/// there is to join in the index of words.
const WRITTEN_AT_ONCE: usize = 4 * BATCH;
const BYTES_AT_ONCE: usize = 6 << 20;

/// How far we are, as the replica keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    cursor: Option<Cursor>,
    /// Whether the wiki went back and everything is being fetched again; survives a crash in between.
    #[serde(default)]
    rewound: bool,
}

/// Returns up to where the feed was read, when it is known.
pub(super) fn cursor(replica: &Replica) -> Option<Cursor> {
    let kept: Position = serde_json::from_str(&replica.cursor().ok()??).ok()?;
    kept.cursor.filter(|_| !kept.rewound)
}

/// Pulls until the feed is drained. Tells whether anything is new.
pub(super) async fn pull(pass: &Pass<'_>) -> Result<bool, SyncError> {
    let mut position: Position =
        pass.replica.cursor()?.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default();
    let mut changes = pass.remote.changes(position.cursor.clone(), BATCH).await?;
    let (mut is_new, mut removed, mut written) = (false, 0, 0);
    loop {
        if position.cursor.as_ref().is_some_and(|cursor| cursor.epoch != changes.next.epoch) {
            // Positions of another life of the wiki say nothing: all of it again.
            (pass.tell)(Event::WentBack);
            position = Position { cursor: None, rewound: true };
            changes = pass.remote.changes(None, BATCH).await?;
        }
        let is_first = position.cursor.is_none() || position.rewound;
        // A feed that promises more and does not move would never end.
        let goes_on = changes.more && position.cursor.as_ref() != Some(&changes.next);
        let next = Position { cursor: Some(changes.next.clone()), rewound: position.rewound && goes_on };
        let batch = decide(pass, &changes, &mut removed)?;
        written += batch.len();
        let ahead = async { if goes_on { Some(stretch(pass, next.cursor.clone()).await) } else { None } };
        let kept = if next == position { None } else { serde_json::to_string(&next).ok() };
        let rewound = position.rewound;
        let (following, outcome): (Option<Answer<Changes>>, _) =
            tokio::join!(ahead, write(pass.replica.clone(), batch, kept, rewound));
        is_new |= outcome?;
        if is_first || goes_on {
            (pass.progress)(written);
        }
        position = next;
        match following {
            Some(answer) => changes = answer?,
            None => return Ok(is_new),
        }
    }
}

/// Asks for what is written at once. What came before something went wrong is answered; asking on goes wrong again.
async fn stretch(pass: &Pass<'_>, since: Option<Cursor>) -> Answer<Changes> {
    let mut changes = pass.remote.changes(since.clone(), BATCH).await?;
    if since.is_some_and(|since| since.epoch != changes.next.epoch) {
        return Ok(changes);
    }
    let mut bytes: usize = changes.items.iter().map(size).sum();
    while changes.more && changes.items.len() + BATCH <= WRITTEN_AT_ONCE && bytes < BYTES_AT_ONCE {
        let Ok(following) = pass.remote.changes(Some(changes.next.clone()), BATCH).await else { break };
        if following.next.epoch != changes.next.epoch || following.next == changes.next {
            break;
        }
        bytes += following.items.iter().map(size).sum::<usize>();
        changes.items.extend(following.items);
        (changes.next, changes.more) = (following.next, following.more);
    }
    Ok(changes)
}

fn size(item: &FeedItem) -> usize {
    match item {
        FeedItem::Page { storage, .. } => storage.len(),
        _ => 0,
    }
}

/// Lets the plan decide about a batch: everything, or nothing and a question.
fn decide(pass: &Pass<'_>, changes: &Changes, removed: &mut usize) -> Result<Vec<Incoming>, SyncError> {
    let news: Vec<News> = changes.items.iter().map(news).collect();
    let mut trees = Trees {
        remote: &news,
        removed: *removed,
        is_removal_confirmed: pass.is_removal_confirmed,
        ..Trees::default()
    };
    if news.iter().any(|news| *news != News::Present) {
        fill_leaving(pass.replica, &mut trees)?;
    }
    let mut batch = Vec::with_capacity(news.len());
    for step in plan(&trees) {
        match step {
            Step::Write(number) | Step::Remove(number) => batch.push(incoming(&changes.items[number])),
            Step::Stop(pages) => return Err(SyncError::MassRemoval(pages)),
            _ => {}
        }
    }
    *removed += trees.leaving.len();
    Ok(batch)
}

/// Looks up what would leave: only current pages that are here count.
fn fill_leaving(replica: &Replica, trees: &mut Trees<'_>) -> Result<(), SyncError> {
    let counts: BTreeMap<SpaceId, usize> =
        replica.page_counts()?.into_iter().map(|(space, count)| (space, count as usize)).collect();
    for news in trees.remote {
        match news {
            News::Present | News::Hidden => {}
            News::Gone(page) => {
                if let Some(row) = replica.page(page)?.filter(|row| row.page.status == PageStatus::Current) {
                    trees.leaving.insert(page.clone(), row.page.space);
                }
            }
            News::SpaceGone(space) => {
                trees.sizes.insert(space.clone(), counts.get(space).copied().unwrap_or(0));
            }
        }
    }
    for space in trees.leaving.values() {
        trees.sizes.insert(space.clone(), counts.get(space).copied().unwrap_or(0));
    }
    Ok(())
}

async fn write(
    replica: Replica,
    batch: Vec<Incoming>,
    cursor: Option<String>,
    rewound: bool,
) -> Result<bool, SyncError> {
    if batch.is_empty() && cursor.is_none() {
        return Ok(false);
    }
    // Off the loop: a batch takes as long as a frame or more.
    let written =
        tokio::task::spawn_blocking(move || replica.take_in(&batch, cursor.as_deref(), rewound)).await;
    written.map_err(|_| SyncError::Stopped)?.map_err(SyncError::from)
}

fn news(item: &FeedItem) -> News {
    match item {
        FeedItem::PageGone(page) => News::Gone(page.clone()),
        FeedItem::SpaceGone(space) => News::SpaceGone(space.clone()),
        FeedItem::PageHidden(_) | FeedItem::SpaceHidden(_) => News::Hidden,
        FeedItem::User(_)
        | FeedItem::Space(_)
        | FeedItem::Page { .. }
        | FeedItem::Comment(_)
        | FeedItem::CommentGone(_)
        | FeedItem::Attachment(_)
        | FeedItem::AttachmentGone(_)
        | FeedItem::Watches(_) => News::Present,
    }
}

fn incoming(item: &FeedItem) -> Incoming {
    match item {
        FeedItem::User(user) => Incoming::User(user.clone()),
        FeedItem::Space(space) => Incoming::Space(space.clone()),
        FeedItem::SpaceGone(space) | FeedItem::SpaceHidden(space) => Incoming::SpaceGone(space.clone()),
        FeedItem::Page { page, storage } => Incoming::Page { page: page.clone(), storage: storage.clone() },
        FeedItem::PageGone(page) | FeedItem::PageHidden(page) => Incoming::PageGone(page.clone()),
        FeedItem::Comment(comment) => Incoming::Comment(comment.clone()),
        FeedItem::CommentGone(comment) => Incoming::CommentGone(comment.clone()),
        FeedItem::Attachment(attachment) => Incoming::Attachment(attachment.clone()),
        FeedItem::AttachmentGone(attachment) => Incoming::AttachmentGone(attachment.clone()),
        FeedItem::Watches(watched) => Incoming::Watches(watched.clone()),
    }
}
