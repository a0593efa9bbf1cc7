//! The calls of a remote, each a command on the state.

use super::Memory;
use super::state::{Outcome, State, Thing};
use crate::domain::*;
use crate::remote::{
    Changes, Cursor, Info, NewComment, NewPage, PageUpdate, PersonalMode, PersonalPlan, PersonalPreflight,
    PersonalUndone, Remote, RemoteError, Result, Upload,
};
use futures_util::future::BoxFuture;
use std::path::Path;

impl Remote for Memory {
    fn info(&self) -> BoxFuture<'_, Result<Info>> {
        self.read(|state| {
            let me = state.users.iter().find(|user| user.id == self.me).ok_or(RemoteError::SignedOut)?;
            Ok(Info {
                epoch: state.epoch.clone(),
                version: "memory".to_owned(),
                me: me.clone(),
                capabilities: ["append", "changes", "personal"].map(str::to_owned).to_vec(),
            })
        })
    }

    fn changes(&self, since: Option<Cursor>, limit: usize) -> BoxFuture<'_, Result<Changes>> {
        self.read(|state| {
            let since = since.map_or(0, |cursor| cursor.seq);
            let mut lines = state.feed.range(since + 1..);
            let taken: Vec<_> = lines.by_ref().take(limit).collect();
            let seq = taken.last().map_or(since, |(seq, _)| **seq);
            Ok(Changes {
                items: taken.iter().filter_map(|(_, thing)| state.item(thing)).collect(),
                next: Cursor { epoch: state.epoch.clone(), seq },
                more: lines.next().is_some(),
            })
        })
    }

    fn page<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<(Page, String)>> {
        self.read(|state| {
            let stored = state.stored(id)?;
            Ok((stored.page.clone(), stored.versions.last().map(|(_, b)| b.clone()).unwrap_or_default()))
        })
    }

    fn create<'a>(&'a self, op: OpId, new: &'a NewPage) -> BoxFuture<'a, Result<Page>> {
        self.write(op, None, |state, me| Ok(Outcome::Page(Box::new(state.insert(new, me)?))), page)
    }

    fn update<'a>(&'a self, op: OpId, update: &'a PageUpdate) -> BoxFuture<'a, Result<Page>> {
        let command = |state: &mut State, me: &UserId| {
            let current = state.page(&update.page)?;
            if current.status == PageStatus::Trashed {
                return Err(RemoteError::Invalid("the page is in the trash: restore it first".to_owned()));
            }
            if current.version.number != update.base_version {
                return Err(RemoteError::Conflict { current: current.version.number });
            }
            state.save(&update.page, me, Some(&update.title), update.storage.clone(), &update.message);
            Ok(Outcome::Page(Box::new(state.page(&update.page)?)))
        };
        self.write(op, Some(&update.page), command, page)
    }

    fn relocate<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>> {
        let command = |state: &mut State, _: &UserId| {
            state.stored(id)?;
            Ok(Outcome::Page(Box::new(state.put(id, to)?)))
        };
        self.write(op, Some(id), command, page)
    }

    fn trash<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            state.stored(id)?;
            if state.spaces.iter().any(|space| space.home.as_ref() == Some(id)) {
                return Err(RemoteError::Invalid(
                    "the home page of a space cannot be moved to the trash".to_owned(),
                ));
            }
            state.set_status(id, PageStatus::Trashed)?;
            Ok(Outcome::Done)
        };
        self.write(op, Some(id), command, done)
    }

    fn restore<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>> {
        let command = |state: &mut State, _: &UserId| {
            state.set_status(id, PageStatus::Current)?;
            Ok(Outcome::Page(Box::new(state.put(id, to)?)))
        };
        self.write(op, Some(id), command, page)
    }

    fn purge<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            if state.page(id)?.status == PageStatus::Current {
                return Err(RemoteError::Invalid(
                    "only a page in the trash can be removed for good".to_owned(),
                ));
            }
            for below in state.subtree(id) {
                state.pages.remove(&below);
                state.forget_notes(&below);
                state.mark(Thing::Page(below));
            }
            Ok(Outcome::Done)
        };
        self.write(op, Some(id), command, done)
    }

    fn add_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            let labels = &mut state.pages.get_mut(id).ok_or(RemoteError::NotFound)?.page.labels;
            if let Err(place) = labels.binary_search(label) {
                labels.insert(place, label.clone());
                state.mark(Thing::Page(id.clone()));
            }
            Ok(Outcome::Done)
        };
        self.write(op, Some(id), command, done)
    }

    fn remove_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            let labels = &mut state.pages.get_mut(id).ok_or(RemoteError::NotFound)?.page.labels;
            if let Ok(place) = labels.binary_search(label) {
                labels.remove(place);
                state.mark(Thing::Page(id.clone()));
            }
            Ok(Outcome::Done)
        };
        self.write(op, Some(id), command, done)
    }

    fn watch_page<'a>(&'a self, op: OpId, id: &'a PageId, on: bool) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            state.stored(id)?;
            Ok(state.watch(Watched::Page(id.clone()), on))
        };
        self.write(op, None, command, done)
    }

    fn watch_space<'a>(&'a self, op: OpId, key: &'a SpaceKey, on: bool) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            let space = state.spaces.iter().find(|space| space.key == *key).ok_or(RemoteError::NotFound)?;
            let id = space.id.clone();
            Ok(state.watch(Watched::Space(id), on))
        };
        self.write(op, None, command, done)
    }

    fn versions<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<Vec<Version>>> {
        self.read(|state| Ok(state.stored(id)?.versions.iter().rev().map(|(v, _)| v.clone()).collect()))
    }

    fn version_body<'a>(&'a self, id: &'a PageId, number: u32) -> BoxFuture<'a, Result<String>> {
        self.read(|state| {
            let found = state.stored(id)?.versions.iter().find(|(version, _)| version.number == number);
            found.map(|(_, body)| body.clone()).ok_or(RemoteError::NotFound)
        })
    }

    fn add_comment<'a>(&'a self, op: OpId, new: &'a NewComment) -> BoxFuture<'a, Result<Comment>> {
        self.write(op, None, |state, me| state.add_comment(new, me), comment)
    }

    fn edit_comment<'a>(
        &'a self,
        op: OpId,
        id: &'a CommentId,
        base_version: u32,
        storage: &'a str,
    ) -> BoxFuture<'a, Result<Comment>> {
        self.write(op, None, |state, me| state.edit_comment(id, base_version, storage, me), comment)
    }

    fn resolve_comment<'a>(
        &'a self,
        op: OpId,
        id: &'a CommentId,
        resolved: bool,
    ) -> BoxFuture<'a, Result<Comment>> {
        self.write(op, None, |state, _| state.resolve_comment(id, resolved), comment)
    }

    fn delete_comment<'a>(&'a self, op: OpId, id: &'a CommentId) -> BoxFuture<'a, Result<()>> {
        self.write(op, None, |state, _| state.delete_comment(id), done)
    }

    fn attach<'a>(&'a self, op: OpId, upload: &'a Upload) -> BoxFuture<'a, Result<Attachment>> {
        let bytes = match std::fs::read(&upload.path) {
            Ok(bytes) => bytes,
            Err(error) => return Box::pin(std::future::ready(Err(RemoteError::Invalid(error.to_string())))),
        };
        self.write(
            op,
            None,
            |state, me| state.attach(upload, bytes, me),
            |outcome| match outcome {
                Outcome::Attachment(attachment) => Some(*attachment),
                _ => None,
            },
        )
    }

    fn delete_attachment<'a>(
        &'a self,
        op: OpId,
        _: &'a PageId,
        id: &'a AttachmentId,
    ) -> BoxFuture<'a, Result<()>> {
        self.write(op, None, |state, _| state.delete_attachment(id), done)
    }

    fn download<'a>(&'a self, attachment: &'a Attachment, into: &'a Path) -> BoxFuture<'a, Result<()>> {
        self.read(|state| {
            let (_, bytes) = state.attachments.get(&attachment.id).ok_or(RemoteError::NotFound)?;
            std::fs::write(into, bytes).map_err(|error| RemoteError::Invalid(error.to_string()))
        })
    }

    fn append<'a>(&'a self, op: OpId, jot: &'a Jot) -> BoxFuture<'a, Result<Page>> {
        let command = |state: &mut State, me: &UserId| {
            let id = state.jot_page(jot, me)?;
            let old = state.stored(&id)?.versions.last().map(|(_, body)| body.clone()).unwrap_or_default();
            state.save(&id, me, None, Some(old + &jot.storage), "jot");
            if let Some(stored) = state.pages.get_mut(&id) {
                stored.page.labels.extend(jot.labels.iter().cloned());
                stored.page.labels.sort();
                stored.page.labels.dedup();
            }
            Ok(Outcome::Page(Box::new(state.page(&id)?)))
        };
        self.write(op, None, command, page)
    }

    fn create_space<'a>(
        &'a self,
        op: OpId,
        key: &'a SpaceKey,
        name: &'a str,
        grants: &'a [Grant],
    ) -> BoxFuture<'a, Result<Space>> {
        let command = |state: &mut State, me: &UserId| {
            let id = state.add_space(key, name, None, me)?;
            for space in state.spaces.iter_mut().filter(|space| space.id == id) {
                space.grants = space.grants.iter().chain(grants).cloned().collect();
            }
            let made = state.furnish(&id, &[(name.to_owned(), String::new())], me)?;
            Ok(Outcome::Space(Box::new(made)))
        };
        self.write(op, None, command, space)
    }

    fn set_space_status<'a>(
        &'a self,
        op: OpId,
        id: &'a SpaceId,
        status: Option<SpaceStatus>,
    ) -> BoxFuture<'a, Result<()>> {
        let command = |state: &mut State, _: &UserId| {
            let now = state.now();
            let found = state.spaces.iter_mut().find(|space| space.id == *id).ok_or(RemoteError::NotFound)?;
            match status {
                Some(status) => {
                    found.status = status;
                    found.status_since = (status != SpaceStatus::Active).then_some(now);
                    state.mark(Thing::Space(id.clone()));
                }
                None if found.status == SpaceStatus::Trashed => state.remove_space(id),
                None => {
                    return Err(RemoteError::Invalid(
                        "only a space in the trash can be removed for good".to_owned(),
                    ));
                }
            }
            Ok(Outcome::Done)
        };
        self.write(op, None, command, done)
    }

    fn personal_preflight(&self) -> BoxFuture<'_, Result<PersonalPreflight>> {
        self.read(|state| {
            let me = state.users.iter().find(|user| user.id == self.me).ok_or(RemoteError::SignedOut)?;
            let own = state.spaces.iter().filter(|space| space.owner.as_ref() == Some(&self.me));
            Ok(PersonalPreflight {
                me: me.clone(),
                mode: PersonalMode::OnRequest,
                permitted: true,
                key: SpaceKey::personal(&me.name),
                key_taken_by: None,
                existing: own.rev().cloned().collect(),
                inconsistent: false,
                site_admins: 1,
                anonymous_allowed: false,
                people: state.users.clone(),
                default_grants: Vec::new(),
            })
        })
    }

    fn create_personal<'a>(&'a self, op: OpId, plan: &'a PersonalPlan) -> BoxFuture<'a, Result<Space>> {
        let command = |state: &mut State, me: &UserId| {
            let mut fresh_key = None;
            for own in state.spaces.iter_mut().filter(|space| space.owner.as_ref() == Some(me)) {
                if own.status == SpaceStatus::Active || !plan.start_fresh {
                    return Err(RemoteError::Invalid("you have a personal space already".to_owned()));
                }
                own.key = SpaceKey::new(format!("{}.trash-{}", own.key, own.id));
                fresh_key = Some(own.id.clone());
            }
            if let Some(old) = fresh_key {
                state.mark(Thing::Space(old));
            }
            let id = state.add_space(&plan.key, &plan.name, Some(me), me)?;
            let pages: Vec<(String, String)> =
                plan.pages.iter().map(|page| (page.title.clone(), page.storage.clone())).collect();
            let pages = if pages.is_empty() { vec![(plan.name.clone(), String::new())] } else { pages };
            Ok(Outcome::Space(Box::new(state.furnish(&id, &pages, me)?)))
        };
        self.write(op, None, command, space)
    }

    fn undo_personal<'a>(&'a self, op: OpId, id: &'a SpaceId) -> BoxFuture<'a, Result<PersonalUndone>> {
        let command = |state: &mut State, _: &UserId| {
            let touched = state.pages.values().any(|s| s.page.space == *id && s.page.version.number > 1);
            if touched {
                let found = state.spaces.iter_mut().find(|space| space.id == *id);
                found.ok_or(RemoteError::NotFound)?.status = SpaceStatus::Trashed;
                state.mark(Thing::Space(id.clone()));
                return Ok(Outcome::Undone(PersonalUndone::Trashed));
            }
            state.remove_space(id);
            Ok(Outcome::Undone(PersonalUndone::Removed))
        };
        self.write(op, None, command, |outcome| match outcome {
            Outcome::Undone(undone) => Some(undone),
            _ => None,
        })
    }
}

fn page(outcome: Outcome) -> Option<Page> {
    if let Outcome::Page(page) = outcome { Some(*page) } else { None }
}

fn comment(outcome: Outcome) -> Option<Comment> {
    if let Outcome::Comment(comment) = outcome { Some(*comment) } else { None }
}

fn space(outcome: Outcome) -> Option<Space> {
    if let Outcome::Space(space) = outcome { Some(*space) } else { None }
}

fn done(outcome: Outcome) -> Option<()> {
    matches!(outcome, Outcome::Done).then_some(())
}
