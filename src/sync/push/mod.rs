//! Carries out the plan for the outbox: one step after the other, every answer written down before the
//! next request.

mod beside;

use super::event::{Event, SyncError};
use super::merge::{Joined, join};
use super::pass::{Done, Pass};
use super::plan::answer::{Verdict, judge};
use super::plan::{GONE, Seen, Step, Trees, lane, plan};
use crate::domain::{Change, Entry, OpId, Page, PageId, PageStatus, Timestamp, Watched};
use crate::remote::{NewPage, PageUpdate, RemoteError};
use crate::replica::{Conflict, Queued};
use std::collections::{BTreeMap, BTreeSet};

/// How often a page is looked at again for one entry before the next pass has to try.
const LOOKS: usize = 5;
/// After this many requests without a clear answer the pass ends: the wiki is not well.
const UNKNOWNS: usize = 3;

/// What a push remembers from one round to the next.
#[derive(Default)]
struct Round {
    tried: BTreeSet<OpId>,
    looks: BTreeMap<OpId, usize>,
    unknowns: usize,
    done: Done,
}

/// Which time an entry goes out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attempt {
    First,
    /// After an answer that was not clear.
    Again,
}

/// Sends what can be sent.
pub(super) async fn push(pass: &Pass<'_>) -> Result<Done, SyncError> {
    let mut round = Round::default();
    loop {
        let local = pass.replica.outbox()?;
        let trees = Trees {
            base: base(pass, &local)?,
            comments: beside::comments(pass, &local)?,
            attachments: beside::attachments(pass, &local)?,
            local: &local,
            tried: round.tried.clone(),
            ..Trees::default()
        };
        let steps = plan(&trees);
        if steps.is_empty() {
            return Ok(round.done);
        }
        // A lane that stalls keeps its later entries back until they are planned again.
        let mut stalled: BTreeSet<String> = BTreeSet::new();
        for step in steps {
            let Some(entry) = entry_of(&step, &local) else { continue };
            let lane = lane(&entry.change);
            if !stalled.contains(&lane) && !round.act(pass, &step, entry, &trees).await? {
                stalled.insert(lane);
            }
        }
    }
}

fn entry_of<'a>(step: &Step, local: &'a [Queued]) -> Option<&'a Entry> {
    let op = match step {
        Step::Send(op) | Step::Resend(op) | Step::Merge(op) | Step::Settle(op) => op,
        Step::Fetch(_, op) | Step::Park(op, _) => op,
        Step::Write(_) | Step::Remove(_) | Step::Stop(_) => return None,
    };
    local.iter().map(|queued| &queued.entry).find(|entry| entry.op == *op)
}

/// Reads what the wiki last said about the pages the outbox touches.
fn base(pass: &Pass<'_>, local: &[Queued]) -> Result<BTreeMap<PageId, Seen>, SyncError> {
    let mut base = BTreeMap::new();
    for queued in local {
        let change = &queued.entry.change;
        let Some(id) = change.page().filter(|_| !matches!(change, Change::Append(_))) else { continue };
        if id.is_local() || base.contains_key(id) {
            continue;
        }
        if let Some((page, storage)) = pass.replica.server_state(id)? {
            base.insert(id.clone(), seen(page, storage));
        }
    }
    Ok(base)
}

fn seen(page: Page, storage: String) -> Seen {
    Seen {
        version: page.version.number,
        is_trashed: page.status == PageStatus::Trashed,
        title: page.title,
        labels: page.labels.iter().map(|label| label.as_str().to_owned()).collect(),
        storage,
    }
}

impl Round {
    /// Does one step; `false` when what comes after it in its lane has to be planned again.
    async fn act(
        &mut self,
        pass: &Pass<'_>,
        step: &Step,
        entry: &Entry,
        trees: &Trees<'_>,
    ) -> Result<bool, SyncError> {
        self.done.is_changed |= !matches!(step, Step::Fetch(..));
        let seen = entry.change.page().and_then(|page| trees.base.get(page));
        match step {
            Step::Send(_) => {
                let entry = beside::based_on(pass, based_on(pass, entry, seen)?, &trees.comments)?;
                self.send(pass, &entry, seen, Attempt::First).await
            }
            Step::Resend(_) => self.send(pass, entry, seen, Attempt::Again).await,
            Step::Settle(op) => {
                pass.replica.delivered(op, None)?;
                (pass.tell)(Event::Delivered(*op));
                Ok(true)
            }
            Step::Merge(_) => self.merge(pass, entry, seen),
            Step::Fetch(page, op) => {
                if !pass.fetch(page).await? {
                    park(pass, op, GONE)?;
                }
                Ok(false)
            }
            Step::Park(op, reason) => park(pass, op, reason).map(|()| true),
            Step::Write(_) | Step::Remove(_) | Step::Stop(_) => Ok(true),
        }
    }

    /// Sends an entry. The answer to a second try may be a copy of the first: true once, and old by now.
    async fn send(
        &mut self,
        pass: &Pass<'_>,
        entry: &Entry,
        seen: Option<&Seen>,
        attempt: Attempt,
    ) -> Result<bool, SyncError> {
        let op = entry.op;
        // From here on nobody knows, until the answer is written down.
        pass.replica.mark_sent(&op)?;
        let version = match &entry.change {
            Change::Edit { base_version, .. } => *base_version,
            _ => seen.map_or(0, |seen| seen.version),
        };
        let (answer, beside) = if entry.change.is_beside() {
            let answer = beside::request(pass, entry).await;
            (answer.as_ref().map(|_| None).map_err(Clone::clone), answer.ok())
        } else {
            (request(pass, entry, seen).await, None)
        };
        match judge(&entry.change, version, &answer) {
            Verdict::Arrived { .. } if entry.change.is_beside() => {
                beside::arrived(pass, entry, beside.unwrap_or(beside::Made::Nothing), attempt)?;
                return Ok(true);
            }
            Verdict::Arrived { is_known } => {
                let is_known = is_known && attempt == Attempt::First;
                arrived(pass, entry, answer.ok().flatten().as_ref(), is_known).await?;
                return Ok(true);
            }
            Verdict::LookAgain => {
                pass.replica.mark_waiting(&op)?;
                let looks = self.looks.entry(op).or_default();
                *looks += 1;
                if *looks > LOOKS {
                    self.tried.insert(op);
                }
                if let Some(page) = entry.change.page().filter(|page| !page.is_local())
                    && !pass.fetch(page).await?
                {
                    park(pass, &op, GONE)?;
                }
            }
            Verdict::Unknown => {
                self.tried.insert(op);
                self.unknowns += 1;
                if let (true, Err(error)) = (self.unknowns >= UNKNOWNS, answer) {
                    return Err(error.into());
                }
            }
            Verdict::Park(reason) => park(pass, &op, &reason)?,
            Verdict::Wait => {
                pass.replica.mark_waiting(&op)?;
                self.tried.insert(op);
                self.done.wants_personal_space = true;
            }
            Verdict::Pause => {
                pass.replica.mark_waiting(&op)?;
                if let Err(error) = answer {
                    return Err(error.into());
                }
            }
        }
        Ok(false)
    }

    fn merge(&mut self, pass: &Pass<'_>, entry: &Entry, seen: Option<&Seen>) -> Result<bool, SyncError> {
        let (Some(seen), Change::Edit { page, base, storage, .. }) = (seen, &entry.change) else {
            return Ok(false);
        };
        match join(entry, &seen.storage, seen.version) {
            Joined::AlreadyThere => {
                pass.replica.delivered(&entry.op, None)?;
                (pass.tell)(Event::Delivered(entry.op));
            }
            Joined::Rebased(rebased) => pass.replica.rewrite(&rebased)?,
            Joined::Clash => {
                let conflict = Conflict {
                    page: page.clone(),
                    base: base.clone(),
                    ours: storage.clone(),
                    theirs: seen.storage.clone(),
                    their_version: seen.version,
                    since: Timestamp::now(),
                };
                pass.replica.set_conflict(&entry.op, &conflict)?;
                (pass.tell)(Event::Conflict(page.clone()));
            }
        }
        Ok(false)
    }
}

/// An edit names the version that holds its base: several of them in a row each make the next one. Written
/// down before it is sent, so that a second try says the same.
fn based_on(pass: &Pass<'_>, entry: &Entry, seen: Option<&Seen>) -> Result<Entry, SyncError> {
    let mut entry = entry.clone();
    if let (Change::Edit { base_version, .. }, Some(seen)) = (&mut entry.change, seen)
        && *base_version != seen.version
    {
        *base_version = seen.version;
        pass.replica.rewrite(&entry)?;
    }
    Ok(entry)
}

fn park(pass: &Pass<'_>, op: &OpId, reason: &str) -> Result<(), SyncError> {
    pass.replica.park(op, reason)?;
    (pass.tell)(Event::Parked { op: *op, reason: reason.to_owned() });
    Ok(())
}

async fn arrived(
    pass: &Pass<'_>,
    entry: &Entry,
    answer: Option<&Page>,
    is_known: bool,
) -> Result<(), SyncError> {
    match (&entry.change, answer) {
        (Change::Create { page, storage, .. }, Some(real)) => {
            pass.replica.assign(&entry.op, page, real, storage)?;
            (pass.tell)(Event::Assigned { local: page.clone(), real: real.id.clone() });
            if !is_known {
                pass.fetch(&real.id).await?;
            }
        }
        (Change::Watch { .. }, _) => pass.replica.delivered(&entry.op, None)?,
        _ if is_known => pass.replica.delivered(&entry.op, answer)?,
        _ => {
            pass.replica.delivered_unseen(&entry.op)?;
            if let (Some(page), false) = (entry.change.page(), matches!(entry.change, Change::Append(_))) {
                pass.fetch(page).await?;
            }
        }
    }
    (pass.tell)(Event::Delivered(entry.op));
    Ok(())
}

/// Asks the wiki for what an entry says.
async fn request(pass: &Pass<'_>, entry: &Entry, seen: Option<&Seen>) -> Result<Option<Page>, RemoteError> {
    let (op, remote) = (entry.op, pass.remote);
    match &entry.change {
        Change::Create { spot, kind, title, storage, labels, copy_of, .. } => {
            // The wiki never had a page that still goes by its local id: nothing of it can come along.
            let copy_of = copy_of.as_deref().filter(|original| !original.page.is_local());
            let page = NewPage {
                space: spot.space.clone(),
                parent: spot.parent.clone(),
                after: spot.after.clone(),
                kind: *kind,
                title: title.clone(),
                storage: storage.clone(),
                labels: labels.clone(),
                copy_of: copy_of.cloned(),
            };
            remote.create(op, &page).await.map(Some)
        }
        Change::Edit { page, base_version, storage, message, .. } => {
            let update = PageUpdate {
                page: page.clone(),
                base_version: *base_version,
                title: seen.map(|seen| seen.title.clone()).unwrap_or_default(),
                storage: Some(storage.clone()),
                message: message.clone(),
            };
            remote.update(op, &update).await.map(Some)
        }
        Change::Rename { page, to, .. } => {
            let update = PageUpdate {
                page: page.clone(),
                base_version: seen.map_or(0, |seen| seen.version),
                title: to.clone(),
                storage: None,
                message: String::new(),
            };
            remote.update(op, &update).await.map(Some)
        }
        Change::Move { page, to, .. } => remote.relocate(op, page, to).await.map(Some),
        Change::Trash { page, .. } => remote.trash(op, page).await.map(|()| None),
        Change::Restore { page, spot } => remote.restore(op, page, spot).await.map(Some),
        Change::AddLabel { page, label } => remote.add_label(op, page, label).await.map(|()| None),
        Change::RemoveLabel { page, label } => remote.remove_label(op, page, label).await.map(|()| None),
        Change::Append(jot) => remote.append(op, jot).await.map(Some),
        Change::Watch { thing: Watched::Page(page), on } => {
            remote.watch_page(op, page, *on).await.map(|()| None)
        }
        Change::Watch { thing: Watched::Space(space), on } => match pass.replica.space(space) {
            Ok(Some(space)) => remote.watch_space(op, &space.key, *on).await.map(|()| None),
            _ => Err(RemoteError::NotFound),
        },
        // Sent by `beside::request`.
        _ => Ok(None),
    }
}
