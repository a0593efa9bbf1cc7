//! The answers of an unfinished flow as text, for the store: a killed program loses none of them.
//!
//! Leaves out what the wiki decides anew each time: the key, and whether an old space has to make way.

use super::{Flow, Who};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    // By name: another release may have other starts.
    start: String,
    who: Who,
    listed: String,
    watch: bool,
}

impl Flow {
    /// Returns the answers as text for [`Flow::recall`].
    pub fn keep(&self) -> String {
        let answers = &self.answers;
        let start = self.templates.get(answers.start).map(|start| start.name.clone()).unwrap_or_default();
        let kept = Kept {
            name: answers.name.clone(),
            start,
            who: answers.who,
            listed: answers.listed.clone(),
            watch: answers.watch,
        };
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// Takes up the answers of an earlier flow, before the wiki has said anything; text that means nothing
    /// changes nothing.
    pub fn recall(&mut self, kept: &str) {
        if self.facts.is_some() {
            return;
        }
        let Ok(kept) = serde_json::from_str::<Kept>(kept) else { return };
        let answers = &mut self.answers;
        answers.start = self.templates.iter().position(|start| start.name == kept.start).unwrap_or(0);
        (answers.name, answers.who, answers.listed, answers.watch) =
            (kept.name, kept.who, kept.listed, kept.watch);
    }
}
