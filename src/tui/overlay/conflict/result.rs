//! The decided text becomes the version after theirs: on their bytes, so that what nobody touched stays as it is.

use super::{Found, Here, Sides};
use crate::domain::SafeText;
use crate::markup::{self, Splice};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Question, Screen};
use crate::tui::surface::Step;
use crate::tui::widget::hunk::{self, Choice, Piece};
use crate::tui::world::World;

impl Here {
    /// Decides every place alike.
    pub(super) fn decide_all(&mut self, choice: &Choice) {
        for piece in &mut self.pieces {
            if let Piece::Hunk(hunk) = piece {
                hunk.choice = choice.clone();
            }
        }
        self.refresh();
    }

    /// Returns the body to store, and what it leaves out; `None` when it is theirs. Why not, as a sentence.
    fn stored(&self) -> Result<Option<(String, Vec<String>)>, String> {
        let text = hunk::text(&self.pieces, |hunk| hunk.base.clone());
        // What only attributes or ids differ in has no place: one whole side says what is meant.
        if self.hunks().next().is_some()
            && self.hunks().all(|hunk| hunk.choice == Choice::Mine)
            && self.is_all_ours(&text)
        {
            return Ok(Some((self.conflict.ours.clone(), Vec::new())));
        }
        if self.is_storage {
            return match markup::check(&text) {
                Ok(()) => Ok((text != self.conflict.theirs).then_some((text, Vec::new()))),
                Err(flaw) => Err(flaw.to_string()),
            };
        }
        let explanation = markup::explain(&self.conflict.theirs, &text);
        let why = explanation.refusal().unwrap_or_default();
        match explanation.splice {
            Splice::Unchanged => Ok(None),
            Splice::Changed { storage, removes, .. } => Ok(Some((storage, removes))),
            Splice::Refused(_) => Err(why),
        }
    }

    /// Tells whether the result is our text as it stands: nothing of theirs was taken anywhere.
    fn is_all_ours(&self, text: &str) -> bool {
        match self.is_storage {
            true => text == self.conflict.ours,
            false => text == markup::to_markdown(&self.conflict.ours).markdown,
        }
    }
}

impl Sides {
    /// Saves the result, when every place is decided.
    pub(super) fn save(&mut self, world: &World) -> Step {
        let Found::Here(here) = &mut self.found else { return Step::stay() };
        let open = here.open_ones();
        if open > 0 {
            let first = here.hunks().position(|hunk| hunk.choice == Choice::Open);
            here.go_to(first.unwrap_or(0));
            here.preview = None;
            let places = if open == 1 { "One place is".to_owned() } else { format!("{open} places are") };
            return Step::want(Effect::Say(Notice::plain(format!("{places} not decided yet."))));
        }
        let number = here.conflict.their_version;
        let end = Effect::EndConflict(self.page.clone());
        match here.stored() {
            Ok(None) => {
                let said = Notice::good("Theirs stays; your text is put aside, in the list of drafts.");
                Step::close().and(end).and(Effect::Say(said))
            }
            Ok(Some((storage, removes))) => {
                let said = format!("Saved on top of version {number}; your text is in the list of drafts.");
                let intent = Intent::Edit {
                    page: self.page.clone(),
                    base_version: number,
                    base: here.conflict.theirs.clone(),
                    storage,
                    message: format!("Merged with version {number}"),
                };
                // The commit comes first: until it is durable the conflict holds the text.
                let effects = vec![Effect::Commit { intents: vec![intent], said }, end];
                if !removes.iter().any(|thing| markup::is_loss(thing)) {
                    return Step { effects, ..Step::close() };
                }
                let undo = world.key(Context::Browse, Action::Undo);
                let question = Question {
                    title: "Save, and lose something?".to_owned(),
                    lines: vec![
                        format!("This removes {}.", SafeText::line(&removes.join(", "))),
                        format!("{undo} brings it back after the save."),
                    ],
                    verb: "save".to_owned(),
                    yes: effects,
                };
                Step::want(Effect::Show(Screen::Question(Box::new(question))))
            }
            Err(why) => {
                let edit = world.key(Context::Conflict, Action::Edit);
                let notice = Notice::bad(format!("Not saved: {}.", SafeText::line(&why)));
                Step::want(Effect::Say(
                    notice.hinted(format!("{edit} changes the place, both sides are kept")),
                ))
            }
        }
    }
}
