//! Saving a page, beside the loop and one save after the other: what a text comes to, and the commit of it. Who saves a
//! page of 1 MB scrolls and types meanwhile.

use super::mailbox::Mailbox;
use super::open::Opener;
use super::{Executor, commit};
use crate::domain::{Change, OpId, PageId, Timestamp};
use crate::replica::{Replica, Result};
use crate::report::Report;
use crate::tui::effect::Intent;
use crate::tui::message::{Data, Message};
use crate::tui::outcome::{Manuscript, Outcome};
use crate::tui::resume;

impl Executor {
    /// Works out what a text comes to.
    pub(super) fn work_out(&self, manuscript: Manuscript) -> Vec<Message> {
        let page = manuscript.page.clone();
        self.in_turn(page, move |tell| {
            let outcome = Outcome::of(&manuscript);
            let Manuscript { page, op, .. } = manuscript;
            tell(Message::WorkedOut(page, op, Box::new(outcome)));
        })
    }

    /// Commits an edit.
    pub(super) fn finish_save(&self, op: OpId, page: PageId, edit: Intent, said: String) -> Vec<Message> {
        let (replica, now, of) = (self.replica.clone(), self.now(), page.clone());
        let opener = self.opening.opener();
        self.in_turn(of, move |tell| {
            if let Err(error) = save(&replica, &opener, (op, edit, said), now, tell) {
                tell(Message::NotSaved(page, super::report(&error)));
            }
        })
    }

    /// Finishes a save whose editor was left.
    pub(super) fn finish_left(&self, op: OpId) -> Vec<Message> {
        let (replica, now) = (self.replica.clone(), self.now());
        self.in_turn(PageId::new(""), move |tell| {
            tell(Message::SaveFinished(resume::finish_save(&replica, op, now)));
        })
    }

    /// Does a piece of a save in its turn; whoever waits for it is told should it come to a bad end.
    fn in_turn(
        &self,
        page: PageId,
        work: impl FnOnce(&mut dyn FnMut(Message)) + Send + 'static,
    ) -> Vec<Message> {
        let mut told = Vec::new();
        if self.is_inline() {
            work(&mut |message| told.push(message));
            return told;
        }
        let answer = Answer { page: Some(page), sender: self.sender() };
        self.lanes.saves.after(move || {
            // The loop may have ended.
            work(&mut |message| drop(answer.sender.send(message)));
            answer.give();
        });
        told
    }
}

fn save(
    replica: &Replica,
    opener: &Opener,
    (op, edit, said): (OpId, Intent, String),
    now: Timestamp,
    tell: &mut dyn FnMut(Message),
) -> Result<()> {
    let entry = commit::edit(replica, op, edit, now)?;
    replica.commit_edit(&entry, || {
        let opened = match &entry.change {
            Change::Edit { page, storage, .. } => opener.saved(replica, page, storage),
            _ => None,
        };
        tell(Message::Saved { entry: Box::new(entry.clone()), opened, said });
    })?;
    // Before the editor of a long page closes: what is behind it is the page as it is now.
    if let Change::Edit { page, storage, .. } = &entry.change
        && let Some(opened) = opener.saved_long(replica, page, storage)
    {
        tell(Message::Data(Data::Whole(opened)));
    }
    tell(Message::Committed { entries: vec![entry], said: String::new() });
    Ok(())
}

/// Somebody waits for an answer until there is one.
struct Answer {
    page: Option<PageId>,
    sender: Mailbox,
}

impl Answer {
    fn give(mut self) {
        self.page = None;
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if let Some(page) = self.page.take() {
            let report = Report::refused("the save came to a bad end").hinted("the draft is kept");
            let _ = self.sender.send(Message::NotSaved(page, report));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::{Harness, now};

    #[test]
    fn a_long_page_is_read_before_its_editor_closes() {
        let replica = Harness::new().replica;
        let (sender, _late) = tokio::sync::mpsc::unbounded_channel();
        let executor = Executor::new(replica.clone(), sender, now).inline();
        let page = PageId::from("s1-home");
        let edit = Intent::Edit {
            page: page.clone(),
            base_version: 1,
            base: replica.body(&page).unwrap().unwrap(),
            storage: format!("<p>{}</p>", "word ".repeat(20_000)),
            message: String::new(),
        };
        let told = executor.finish_save(OpId::fresh(), page, edit, String::new());
        let is_new = |opened: &crate::tui::message::Opened| opened.body.starts_with("<p>word");
        let read = told.iter().position(|it| matches!(it, Message::Data(Data::Whole(it)) if is_new(it)));
        let closed = told.iter().position(|message| matches!(message, Message::Committed { .. }));
        assert!(read.is_some() && read < closed, "{told:?}");
    }
}
