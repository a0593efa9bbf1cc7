//! Decides a pass: base, local and remote in, steps out. Pure: no clock, no disk, no network.
//!
//! ```text
//!            base  what the wiki last said about the pages the outbox touches
//!           ╱    ╲
//!   local: the    remote: the news
//!   outbox        not written down yet
//! ```
//!
//! Invariants, each with a test:
//! - nothing is removed without news that says so, and never much of it at once without a yes, except what went out of
//!   the account's sight;
//! - per page, changes go out in the order they were made, one at a time; only a refused move, or a refused way to
//!   the trash, holds nothing back;
//! - an entry whose outcome is unknown is sent again as it was before anything is decided about it;
//! - every step either settles an entry, parks it or uses up its turn, so planning comes to an end.
//!
//! What an answer of the wiki means is [`answer`]'s matter.

pub mod answer;
pub mod safety;

#[cfg(test)]
mod tests;

use crate::domain::{AttachmentId, Change, CommentId, JotTarget, OpId, PageId, SpaceId, Spot, Watched};
use crate::replica::{Delivery, Queued};
use std::collections::{BTreeMap, BTreeSet};

/// What a queued change is told when its page is not there any more.
pub const GONE: &str =
    "the page is gone from the wiki, or you cannot see it any more: your text is kept here";
/// What a queued change is told when its page is in the trash.
pub const TRASHED: &str =
    "the page was put into the trash on the wiki: restore it and retry, or keep your text elsewhere";

/// What a queued change is told when its comment is not there any more.
pub const COMMENT_GONE: &str =
    "the comment is gone from the wiki: your text is kept here, write it as a comment of its own";
/// What a queued edit of a comment is told when somebody was faster.
pub const COMMENT_CHANGED: &str =
    "the comment has changed on the wiki meanwhile: retry to put your text in its place, or drop this";

/// Everything a pass decides by.
#[derive(Debug, Default)]
pub struct Trees<'a> {
    /// What the wiki last said about the pages the outbox touches.
    pub base: BTreeMap<PageId, Seen>,
    /// The outbox, oldest first.
    pub local: &'a [Queued],
    /// What the wiki says now, in its order, not written down yet.
    pub remote: &'a [News],
    /// What the wiki last said about the comments the outbox touches.
    pub comments: BTreeMap<CommentId, SeenComment>,
    /// The attachments the outbox touches that the wiki has.
    pub attachments: BTreeSet<AttachmentId>,
    /// Current pages that news says are gone, with their space, as far as they are here.
    pub leaving: BTreeMap<PageId, SpaceId>,
    /// How many current pages the spaces in `leaving` have here.
    pub sizes: BTreeMap<SpaceId, usize>,
    /// How many current pages this pass has removed already.
    pub removed: usize,
    /// Whether the person said yes to removing many.
    pub is_removal_confirmed: bool,
    /// Entries that had their turn in this pass.
    pub tried: BTreeSet<OpId>,
}

/// What the wiki last said about a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its version.
    pub version: u32,
    /// Whether it is in the trash.
    pub is_trashed: bool,
    /// Its title.
    pub title: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Its body.
    pub storage: String,
}

/// What the wiki last said about a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenComment {
    /// Its version.
    pub version: u32,
    /// Whether its thread is settled.
    pub resolved: bool,
    /// Its body.
    pub storage: String,
}

/// A line of the feed, as far as it matters for the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A person, a space, or a page as it is now.
    Present,
    /// A page is gone.
    Gone(PageId),
    /// A space is gone with its pages.
    SpaceGone(SpaceId),
    /// A page or space is out of the account's sight. It goes without a question: what one may not see any more is not
    /// kept because one was not asked.
    Hidden,
}

/// One thing to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Write down the news with this number.
    Write(usize),
    /// Remove what the news with this number says is gone.
    Remove(usize),
    /// Do nothing and ask: this many pages would go.
    Stop(usize),
    /// Send an entry: what it was made from is what the wiki has.
    Send(OpId),
    /// Send an entry again exactly as before: it may have arrived.
    Resend(OpId),
    /// Join an edit with what the wiki has by now.
    Merge(OpId),
    /// The wiki has what the entry asks for.
    Settle(OpId),
    /// Fetch a page before anything can be said about an entry on it.
    Fetch(PageId, OpId),
    /// Keep an entry back until the person decides.
    Park(OpId, String),
}

/// Plans the next steps: news first, then the outbox. Nothing left to do is an empty plan.
pub fn plan(trees: &Trees<'_>) -> Vec<Step> {
    if trees.remote.is_empty() { plan_push(trees) } else { plan_pull(trees) }
}

fn plan_pull(trees: &Trees<'_>) -> Vec<Step> {
    if let Some(pages) = safety::too_many(trees) {
        return vec![Step::Stop(pages)];
    }
    let step = |(number, news): (usize, &News)| match news {
        News::Present => Step::Write(number),
        News::Gone(_) | News::SpaceGone(_) | News::Hidden => Step::Remove(number),
    };
    trees.remote.iter().enumerate().map(step).collect()
}

/// Plans one step for the oldest entry of every page. Jots do not depend on what the page holds, so
/// those for one target go out together, in order.
fn plan_push(trees: &Trees<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut busy: BTreeSet<String> = BTreeSet::new();
    for queued in trees.local {
        let change = &queued.entry.change;
        let lane = lane(change);
        let is_blocked = busy.contains(&lane) || waits_for_create(change, trees.local, queued.seq);
        let is_parked = matches!(queued.state, Delivery::Parked(_));
        if is_parked && matches!(change, Change::Trash { .. } | Change::Move { .. }) {
            // The page stays where it was, and what is written on it does not wait for that.
            continue;
        }
        if is_blocked || is_parked || trees.tried.contains(&queued.entry.op) {
            // What comes later on this page waits for the person, or for the next pass.
            busy.insert(lane);
            continue;
        }
        if !matches!(change, Change::Append(_)) {
            busy.insert(lane);
        }
        steps.push(step_for(queued, trees));
    }
    steps
}

/// What orders entries: those of one lane go out one after the other.
pub(super) fn lane(change: &Change) -> String {
    match change {
        Change::Append(jot) => match &jot.target {
            JotTarget::Day(day) => format!("day {day}"),
            JotTarget::NewPage { .. } => "inbox".to_owned(),
            JotTarget::Page(page) => format!("page {page}"),
            JotTarget::Titled { space, title } => format!("title {} {title}", space.folded()),
        },
        Change::Watch { thing: Watched::Page(page), .. } => format!("watch {page}"),
        Change::Watch { thing: Watched::Space(space), .. } => format!("watch space {space}"),
        // What is said on a page, and its files, do not wait for the page, nor it for them.
        _ if change.comment().is_some() => {
            format!("comments {}", change.page().map(PageId::as_str).unwrap_or_default())
        }
        _ if change.attachment().is_some() => {
            format!("files {}", change.page().map(PageId::as_str).unwrap_or_default())
        }
        _ => format!("page {}", change.page().map(PageId::as_str).unwrap_or_default()),
    }
}

/// Tells whether a change names a page that the wiki has not made yet, other than by making it.
fn waits_for_create(change: &Change, local: &[Queued], seq: i64) -> bool {
    let is_unmade = |id: &PageId| {
        id.is_local()
            && local.iter().any(|other| {
                other.seq < seq && matches!(&other.entry.change, Change::Create { page, .. } if page == id)
            })
    };
    let of_spot = |spot: &Spot| spot.parent.iter().chain(&spot.after).any(is_unmade);
    match change {
        Change::Create { spot, copy_of, .. } => {
            of_spot(spot) || copy_of.as_ref().is_some_and(|original| is_unmade(&original.page))
        }
        Change::Move { page, to, .. } => is_unmade(page) || of_spot(to),
        Change::Restore { page, spot } => is_unmade(page) || of_spot(spot),
        _ => change.page().is_some_and(is_unmade),
    }
}

fn step_for(queued: &Queued, trees: &Trees<'_>) -> Step {
    let op = queued.entry.op;
    if queued.state == Delivery::Unknown {
        return Step::Resend(op);
    }
    let change = &queued.entry.change;
    let Some(page) = change.page() else { return Step::Send(op) };
    if let Change::Create { .. } | Change::Append(_) = change {
        return Step::Send(op);
    }
    if page.is_local() {
        // Its create was dropped or lost: there is nothing to change.
        return Step::Park(op, GONE.to_owned());
    }
    let Some(seen) = trees.base.get(page) else { return Step::Fetch(page.clone(), op) };
    match change {
        Change::Trash { .. } if seen.is_trashed => Step::Settle(op),
        Change::Restore { .. } if !seen.is_trashed => Step::Settle(op),
        Change::Trash { .. } | Change::Restore { .. } => Step::Send(op),
        _ if seen.is_trashed => Step::Park(op, TRASHED.to_owned()),
        change if change.is_beside() => beside(op, change, trees),
        Change::Edit { storage, .. } if *storage == seen.storage => Step::Settle(op),
        Change::Edit { base, .. } if *base == seen.storage => Step::Send(op),
        Change::Edit { .. } => Step::Merge(op),
        Change::Rename { to, .. } if *to == seen.title => Step::Settle(op),
        Change::Rename { from, to, .. } if *from != seen.title => Step::Park(op, renamed(&seen.title, to)),
        Change::AddLabel { label, .. } if seen.labels.iter().any(|name| name == label.as_str()) => {
            Step::Settle(op)
        }
        Change::RemoveLabel { label, .. } if !seen.labels.iter().any(|name| name == label.as_str()) => {
            Step::Settle(op)
        }
        _ => Step::Send(op),
    }
}

/// Plans a change of a comment or a file.
fn beside(op: OpId, change: &Change, trees: &Trees<'_>) -> Step {
    let seen = change.comment().and_then(|comment| trees.comments.get(comment));
    match (change, seen) {
        (Change::AddComment { parent: Some(parent), .. }, _) if parent.is_local() => {
            Step::Park(op, COMMENT_GONE.to_owned())
        }
        (Change::DeleteComment { .. }, None) => Step::Settle(op),
        (Change::EditComment { .. } | Change::ResolveComment { .. }, None) => {
            Step::Park(op, COMMENT_GONE.to_owned())
        }
        (Change::EditComment { storage, .. }, Some(seen)) if *storage == seen.storage => Step::Settle(op),
        (Change::EditComment { base, .. }, Some(seen)) if *base != seen.storage => {
            Step::Park(op, COMMENT_CHANGED.to_owned())
        }
        (Change::ResolveComment { resolved, .. }, Some(seen)) if *resolved == seen.resolved => {
            Step::Settle(op)
        }
        (Change::DeleteAttachment { attachment, .. }, _) if !trees.attachments.contains(attachment) => {
            Step::Settle(op)
        }
        _ => Step::Send(op),
    }
}

fn renamed(theirs: &str, ours: &str) -> String {
    format!(
        "the page was renamed to `{theirs}` on the wiki meanwhile: retry to name it `{ours}`, or drop this"
    )
}
