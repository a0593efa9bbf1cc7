//! Saves that were begun and have no editor any more: a killed program's, finished at the next start, and those of an
//! editor that was left meanwhile. The draft stays where they cannot be finished.

use super::effect::{Effect, Notice};
use super::outcome::{Manuscript, Outcome};
use crate::domain::{Change, Entry, OpId, SafeText, Timestamp};
use crate::markup;
use crate::replica::{BegunSave, Draft, Form, Replica, Result};

/// Finishes every save that was begun and not committed; returns what to tell of them.
pub(super) fn finish_saves(replica: &Replica, now: Timestamp) -> Vec<Effect> {
    finished(replica, |_| true, now).into_iter().map(Effect::Say).collect()
}

/// Finishes one of them; returns what to tell of it.
pub(super) fn finish_save(replica: &Replica, op: OpId, now: Timestamp) -> Option<Notice> {
    finished(replica, |save| save.op == op, now).pop()
}

fn finished(replica: &Replica, which: impl Fn(&BegunSave) -> bool, now: Timestamp) -> Vec<Notice> {
    let begun = match replica.begun_saves() {
        Ok(begun) => begun,
        Err(error) => return vec![Notice::bad(format!("A save cannot be finished: {error}."))],
    };
    let told = begun.iter().filter(|save| which(save)).filter_map(|save| match finish(replica, save, now) {
        Ok(told) => told,
        Err(error) => Some(not_saved(replica, save, &error.to_string())),
    });
    told.collect()
}

fn finish(replica: &Replica, save: &BegunSave, now: Timestamp) -> Result<Option<Notice>> {
    let draft = replica.draft(&save.page, save.form)?.filter(|_| save.is_same_text);
    // Something was typed since, or it was thrown away: whoever did that saves again, or does not.
    let Some(draft) = draft else { return replica.give_up_save(&save.op).map(|()| None) };
    let Draft { page, form, base_version, base, text, .. } = draft;
    let manuscript = Manuscript { page, op: Some(save.op), form, base, text };
    let outcome = outcome(&manuscript);
    let why = match outcome {
        Outcome::Changed { ref removes, .. } if outcome.is_loss() => {
            format!("it would remove {}", removes.join(", "))
        }
        Outcome::Changed { storage, .. } => {
            let Manuscript { page, base, .. } = manuscript;
            let change = Change::Edit { page, base_version, base, storage, message: String::new() };
            replica.commit(&[Entry { op: save.op, at: now, change, group: None }])?;
            let said = format!("Saved “{}”: what had been cut short is done.", title(replica, save));
            return Ok(Some(Notice::good(said)));
        }
        Outcome::Unchanged => {
            replica.give_up_save(&save.op)?;
            return replica.end_draft(&save.page, save.form).map(|()| None);
        }
        Outcome::Refused { why, .. } => why,
    };
    replica.give_up_save(&save.op)?;
    Ok(Some(not_saved(replica, save, &why)))
}

fn outcome(manuscript: &Manuscript) -> Outcome {
    let is_markdown = manuscript.form == Form::Markdown;
    let read_only = is_markdown.then(|| markup::to_markdown(&manuscript.base).read_only).flatten();
    match read_only {
        Some(why) => Outcome::Refused { why, at: (1, 1) },
        None => Outcome::of(manuscript),
    }
}

fn not_saved(replica: &Replica, save: &BegunSave, why: &str) -> Notice {
    let why = SafeText::line(why);
    Notice::bad(format!("“{}” was not saved: {why}.", title(replica, save)))
        .hinted("the draft is kept; g d shows the drafts")
}

fn title(replica: &Replica, save: &BegunSave) -> SafeText {
    let row = replica.page(&save.page).ok().flatten();
    SafeText::line(row.as_ref().map_or(save.page.as_str(), |row| &row.page.title))
}
