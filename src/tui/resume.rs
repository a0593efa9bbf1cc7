//! Saves that a killed program had begun: finished at the next start, or told why not. The draft stays where they are not.

use super::effect::{Effect, Notice};
use crate::domain::{Change, Entry, SafeText, Timestamp};
use crate::markup::{self, Splice};
use crate::replica::{BegunSave, Draft, Form, Replica, Result};

/// Finishes every save that was begun and not committed; returns what to tell of them.
pub(super) fn finish_saves(replica: &Replica, now: Timestamp) -> Vec<Effect> {
    let begun = match replica.begun_saves() {
        Ok(begun) => begun,
        Err(error) => return vec![Effect::Say(Notice::bad(format!("A save cannot be finished: {error}.")))],
    };
    let told = begun.iter().filter_map(|save| match finish(replica, save, now) {
        Ok(told) => told,
        Err(error) => Some(not_saved(replica, save, &error.to_string())),
    });
    told.map(Effect::Say).collect()
}

/// What a text comes to.
enum Outcome {
    /// A body that is another one.
    Changed(String),
    /// The page as it is.
    Unchanged,
    /// Nothing that can be saved without a person.
    Refused(String),
}

fn finish(replica: &Replica, save: &BegunSave, now: Timestamp) -> Result<Option<Notice>> {
    let draft = replica.draft(&save.page, save.form)?.filter(|_| save.is_same_text);
    // Something was typed since, or it was thrown away: whoever did that saves again, or does not.
    let Some(draft) = draft else { return replica.give_up_save(&save.op).map(|()| None) };
    match outcome(&draft) {
        Outcome::Changed(storage) => {
            let Draft { page, base_version, base, .. } = draft;
            let change = Change::Edit { page, base_version, base, storage, message: String::new() };
            replica.commit(&[Entry { op: save.op, at: now, change, group: None }])?;
            replica.end_draft(&save.page, save.form)?;
            let said = format!("Saved “{}”: what had been cut short is done.", title(replica, save));
            Ok(Some(Notice::good(said)))
        }
        Outcome::Unchanged => {
            replica.give_up_save(&save.op)?;
            replica.end_draft(&save.page, save.form)?;
            Ok(None)
        }
        Outcome::Refused(why) => {
            replica.give_up_save(&save.op)?;
            Ok(Some(not_saved(replica, save, &why)))
        }
    }
}

fn outcome(draft: &Draft) -> Outcome {
    if draft.form == Form::Storage {
        let storage = markup::as_stored(&draft.base, &draft.text);
        return match markup::check(&storage) {
            Ok(()) if storage == draft.base => Outcome::Unchanged,
            Ok(()) => Outcome::Changed(storage),
            Err(flaw) => Outcome::Refused(flaw.to_string()),
        };
    }
    if let Some(reason) = markup::to_markdown(&draft.base).read_only {
        return Outcome::Refused(reason);
    }
    let explanation = markup::explain(&draft.base, &draft.text);
    let why = explanation.refusal().unwrap_or_default();
    match explanation.splice {
        Splice::Unchanged => Outcome::Unchanged,
        Splice::Refused(_) => Outcome::Refused(why),
        Splice::Changed { removes, .. } if removes.iter().any(|thing| markup::is_loss(thing)) => {
            Outcome::Refused(format!("it would remove {}", removes.join(", ")))
        }
        Splice::Changed { storage, .. } => Outcome::Changed(storage),
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
