//! The ways out of the editor: as a version, with the draft kept, with the draft thrown away.

use super::Editor;
use crate::domain::{OpId, SafeText};
use crate::markup::{self, Splice};
use crate::replica::Form;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Question, Screen};
use crate::tui::widget::editor::{Command, Motion};
use crate::tui::world::World;

impl Editor {
    /// Saves the text as a version, when it says something else than the page. That it is to be saved is on the
    /// disk first: what a page of 1 MB takes to be worked out is no time in which a save can be lost.
    pub(super) fn save(&mut self, world: &World) -> Vec<Effect> {
        if self.saving || self.begun.is_some() {
            return Vec::new();
        }
        let mut effects = self.flush(world);
        match self.keeping.has_draft() && self.keeping.failed().is_none() {
            true => effects.push(Effect::BeginSave(self.opened.id().clone(), self.form)),
            false => effects.extend(self.save_text(world)),
        }
        effects
    }

    /// The save is noted: works out what it is, and gives it up where it is none.
    pub fn on_save_begun(&mut self, op: Option<OpId>, world: &World) -> Vec<Effect> {
        self.begun = op;
        let mut effects = self.save_text(world);
        if !self.saving {
            effects.splice(0..0, self.give_up_save());
        }
        effects
    }

    pub(super) fn give_up_save(&mut self) -> Vec<Effect> {
        self.begun.take().map(Effect::GiveUpSave).into_iter().collect()
    }

    fn save_text(&mut self, world: &World) -> Vec<Effect> {
        self.asked = None;
        self.refused = None;
        if self.form == Form::Storage {
            return self.save_storage(world);
        }
        let stored = world.key(Context::Editor, Action::EditStorage);
        if let Some(reason) = &self.opened.projection.read_only {
            let text = format!("This page cannot be saved as Markdown: {reason}.");
            return self.refuse(&text, &format!("{stored} edits what is stored"));
        }
        let explanation = markup::explain(&self.base, &self.text.text());
        let why = explanation.refusal().unwrap_or_default();
        match explanation.splice {
            Splice::Unchanged => self.save_nothing(),
            Splice::Changed { storage, removes, warnings } => {
                let said = self.said(&removes, &warnings, world);
                if removes.iter().any(|thing| markup::is_loss(thing)) {
                    return self.ask(storage, &removes, said, world);
                }
                self.commit(storage, said, world)
            }
            Splice::Refused(refusal) => {
                self.text.go_to_line(refusal.line.saturating_sub(1));
                let next = format!("the draft is kept; {stored} edits what is stored");
                self.refuse(&format!("Not saved: {why}."), &next)
            }
        }
    }

    /// Says why nothing was saved: in the log, and above the text, where there is room for the whole of it.
    pub(super) fn refuse(&mut self, why: &str, next: &str) -> Vec<Effect> {
        self.refused = Some(SafeText::line(&format!("{why} {}", sentence(next))).into_string());
        vec![Effect::Say(Notice::bad(why).hinted(next))]
    }

    pub(super) fn save_nothing(&self) -> Vec<Effect> {
        let mut effects = self.end_draft();
        effects.push(Effect::EndEdit);
        effects.push(Effect::Say(Notice::plain("Nothing changed, nothing sent.")));
        effects
    }

    pub(super) fn commit(&mut self, storage: String, said: String, world: &World) -> Vec<Effect> {
        // Everything typed is durable before the commit: should that fail, the draft is whole.
        let mut effects = self.flush(world);
        self.saving = true;
        let edit = self.edit(storage);
        effects.push(match self.begun {
            Some(op) => Effect::FinishSave { op, edit: Box::new(edit), said },
            None => Effect::Commit { intents: vec![edit], said },
        });
        effects
    }

    /// Asks before a save takes something along that the text did not show, or not whole.
    fn ask(&mut self, storage: String, removes: &[String], said: String, world: &World) -> Vec<Effect> {
        let mut effects = self.flush(world);
        let undo = world.key(Context::Browse, Action::Undo);
        let lines = vec![
            format!("This removes {}.", SafeText::line(&removes.join(", "))),
            format!("{undo} brings it back after the save; Esc goes back to the text."),
        ];
        let commit = Effect::Commit { intents: vec![self.edit(storage.clone())], said };
        self.asked = Some(storage);
        effects.push(question("Save, and lose something?", lines, "save", vec![commit]));
        effects
    }

    fn edit(&self, storage: String) -> Intent {
        Intent::Edit {
            page: self.opened.id().clone(),
            base_version: self.base_version,
            base: self.base.clone(),
            storage,
            message: String::new(),
        }
    }

    /// What is said after a save: what went with it, and what was typed that no page can hold.
    pub(super) fn said(&self, removes: &[String], warnings: &[String], world: &World) -> String {
        let title = SafeText::line(&self.opened.row.page.title);
        let mut said = match removes.is_empty() {
            true => format!("Saved “{title}”."),
            false => {
                let undo = world.key(Context::Browse, Action::Undo);
                let removes = SafeText::line(&removes.join(", "));
                format!("Saved “{title}” without {removes}; {undo} takes it back.")
            }
        };
        for warning in warnings {
            said.push_str(&format!(" {}", sentence(warning)));
        }
        said
    }

    fn end_draft(&self) -> Vec<Effect> {
        let kept = self.keeping.has_draft();
        kept.then(|| Effect::EndDraft(self.opened.id().clone(), self.form)).into_iter().collect()
    }

    /// Goes one step out: the offers, the find line, the editor.
    pub(super) fn leave(&mut self, world: &World) -> Vec<Effect> {
        if self.completion.take().is_some() {
            return Vec::new();
        }
        if self.find.take().is_some() {
            self.text.find("", 0);
            if self.vim.is_some() {
                // A match that stays selected would be vim's visual mode: the cursor goes to where it begins.
                let to = self.text.selected().map_or(self.text.cursor(), |found| found.start);
                self.text.apply(Command::Move(Motion::To(to)), world.now);
            }
            return Vec::new();
        }
        if self.preview.covers() {
            self.preview.toggle();
            return Vec::new();
        }
        if let Some(problem) = self.keeping.failed() {
            return vec![only_in_memory(problem, vec![Effect::EndEdit])];
        }
        if self.is_unchanged() {
            let mut effects = self.end_draft();
            effects.push(Effect::EndEdit);
            return effects;
        }
        let edit = match self.form {
            Form::Markdown => world.key(Context::Browse, Action::Edit),
            Form::Storage => world.key(Context::Browse, Action::EditStorage),
        };
        let notice = Notice::plain("The draft is kept.").hinted(format!("{edit} goes on with it"));
        vec![Effect::SyncJournal, Effect::EndEdit, Effect::Say(notice)]
    }

    /// Asks whether the draft may go.
    pub(super) fn discard(&mut self) -> Vec<Effect> {
        let mut yes = self.end_draft();
        yes.push(Effect::EndEdit);
        yes.push(Effect::Say(Notice::plain("The draft is gone; the page is as it was.")));
        let (_, lines) = self.text.line();
        vec![question(
            "Throw this draft away?",
            vec![format!("{lines} lines go; the page stays as it was saved last.")],
            "throw it away",
            yes,
        )]
    }
}

/// Tells what did not work, as a sentence.
pub(super) fn say_bad(text: &str) -> Effect {
    Effect::Say(Notice::bad(sentence(text)))
}

fn sentence(text: &str) -> String {
    let mut sentence = SafeText::line(text).into_string();
    if let Some(first) = sentence.get(..1) {
        sentence = format!("{}{}", first.to_uppercase(), &sentence[1..]);
    }
    format!("{}.", sentence.trim_end_matches('.'))
}

/// Asks whether a text may be lost that could not be written.
pub(super) fn only_in_memory(problem: &str, yes: Vec<Effect>) -> Effect {
    let lines = vec![
        format!("The text is only in memory: {problem}."),
        "It is tried again every two seconds.".to_owned(),
    ];
    question("Leave without the draft?", lines, "leave and lose it", yes)
}

fn question(title: &str, lines: Vec<String>, verb: &str, yes: Vec<Effect>) -> Effect {
    Effect::Show(Screen::Question(Box::new(Question { title: title.into(), lines, verb: verb.into(), yes })))
}
