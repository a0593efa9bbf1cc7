//! The ways out of the editor: as a version, with the draft kept, with the draft thrown away.

use super::Editor;
use super::keep::Keeping;
use crate::domain::{Change, Entry, OpId, PageId, SafeText};
use crate::replica::Form;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Question, Screen};
use crate::tui::outcome::{Manuscript, Outcome};
use crate::tui::widget::editor::{Command, Motion};
use crate::tui::world::World;

/// A save on its way. Typing goes on meanwhile.
#[derive(Debug)]
pub(super) struct Saving {
    /// The operation, once it is noted.
    op: Option<OpId>,
    step: Step,
    /// Whether anything was typed since: that is no part of it.
    pub(super) went_on: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// It is found out what it is.
    WorkedOut,
    /// It is written.
    Committed,
    /// It is durable, and is read once the tree has it.
    Durable,
}

impl Saving {
    /// Tells whether the edit is durable.
    pub(super) fn is_durable(&self) -> bool {
        self.step == Step::Durable
    }
}

impl Editor {
    /// Saves the text as a version, when it says something else than the page. That it is to be saved is on the
    /// disk first: what a page of 1 MB takes to be worked out is no time in which a save can be lost.
    pub(super) fn save(&mut self, world: &World) -> Vec<Effect> {
        if self.saving.is_some() {
            return Vec::new();
        }
        let mut effects = self.flush(world);
        (self.asked, self.refused) = (None, None);
        if let Some(reason) =
            self.opened.projection.read_only.as_ref().filter(|_| self.form == Form::Markdown)
        {
            let stored = world.key(Context::Editor, Action::EditStorage);
            let text = format!("This page cannot be saved as Markdown: {reason}.");
            effects.extend(self.refuse(&text, &format!("{stored} edits what is stored")));
            return effects;
        }
        self.saving = Some(Saving { op: None, step: Step::WorkedOut, went_on: false });
        effects.push(match self.keeping.has_draft() && self.keeping.failed().is_none() {
            true => Effect::BeginSave(self.opened.id().clone(), self.form),
            false => self.work_out(None),
        });
        effects
    }

    /// The save is noted, where it could be: finds out what it is.
    pub fn on_save_begun(&mut self, op: Option<OpId>) -> Vec<Effect> {
        match &mut self.saving {
            Some(saving) => {
                saving.op = op;
                vec![self.work_out(op)]
            }
            None => op.map(Effect::GiveUpSave).into_iter().collect(),
        }
    }

    fn work_out(&self, op: Option<OpId>) -> Effect {
        let (page, form, base) = (self.opened.id().clone(), self.form, self.base.clone());
        Effect::WorkOut(Box::new(Manuscript { page, op, form, base, text: self.text.text().into_owned() }))
    }

    /// Tells whether it is this editor that waits to hear what an operation on a page comes to.
    pub fn waits_for(&self, page: &PageId, op: Option<OpId>) -> bool {
        let is_its = |saving: &Saving| saving.step == Step::WorkedOut && saving.op == op;
        page == self.opened.id() && self.saving.as_ref().is_some_and(is_its)
    }

    /// It is known what the text comes to: commits it, or gives it up where it is nothing to commit.
    pub fn on_worked_out(&mut self, outcome: Outcome, world: &World) -> Vec<Effect> {
        let Some(saving) = &mut self.saving else { return Vec::new() };
        let went_on = saving.went_on;
        let is_loss = outcome.is_loss();
        let outcome = match outcome {
            Outcome::Changed { storage, removes, warnings } if !is_loss => {
                saving.step = Step::Committed;
                let op = saving.op;
                let said = self.said(&removes, &warnings, world);
                return self.commit(op, storage, said, world);
            }
            outcome => outcome,
        };
        let mut effects = self.give_up_save();
        effects.extend(match outcome {
            Outcome::Changed { removes, .. } if went_on => {
                let save = world.key(Context::Editor, Action::Save);
                let why = format!("Not saved: it would remove {}.", SafeText::line(&removes.join(", ")));
                self.refuse(&why, &format!("the draft is kept; {save} asks"))
            }
            Outcome::Changed { storage, removes, warnings } => {
                let said = self.said(&removes, &warnings, world);
                self.ask(storage, &removes, said, world)
            }
            Outcome::Unchanged if went_on => vec![nothing_changed()],
            Outcome::Unchanged => self.save_nothing(),
            Outcome::Refused { why, at } => {
                self.go_to_flaw(at, world);
                let stored = world.key(Context::Editor, Action::EditStorage);
                let next = match self.form {
                    Form::Markdown => format!("the draft is kept; {stored} edits what is stored"),
                    Form::Storage => "the draft is kept".to_owned(),
                };
                self.refuse(&format!("Not saved: {why}."), &next)
            }
        });
        effects
    }

    fn give_up_save(&mut self) -> Vec<Effect> {
        let op = self.saving.take().and_then(|saving| saving.op);
        op.map(Effect::GiveUpSave).into_iter().collect()
    }

    /// An edit is durable. Its draft has ended with it, where that was the same text; what was typed since becomes
    /// a draft of the page as it is now. Else the editor has done its work, as soon as the page is shown with it.
    pub fn on_saved(&mut self, entry: &Entry, is_shown: bool, world: &World) -> Vec<Effect> {
        let Change::Edit { page, storage, .. } = &entry.change else { return Vec::new() };
        let is_its = |saving: &Saving| saving.op.is_none_or(|op| op == entry.op);
        let Some(saving) = self.saving.as_mut().filter(|saving| is_its(saving)) else { return Vec::new() };
        if page != self.opened.id() || saving.step != Step::Committed {
            return Vec::new();
        }
        let (was_noted, went_on) = (saving.op.is_some(), saving.went_on);
        self.base.clone_from(storage);
        self.recovered = None;
        if went_on {
            self.saving = None;
            return vec![self.keep_whole(world), Effect::Say(went_on_typing(world))];
        }
        saving.step = Step::Durable;
        let mut effects = if was_noted { Vec::new() } else { self.end_draft() };
        self.keeping = Keeping::new(false);
        if is_shown {
            effects.push(Effect::CloseEdit);
        }
        effects
    }

    /// The tree has the edit.
    pub(super) fn on_shown(&mut self) -> Vec<Effect> {
        if self.saving.take_if(|saving| saving.step == Step::Durable).is_none() || self.keeping.has_draft() {
            return Vec::new();
        }
        vec![Effect::EndEdit]
    }

    /// The edit could not be committed: it may be tried again.
    pub fn on_not_saved(&mut self) -> Vec<Effect> {
        self.give_up_save()
    }

    fn go_to_flaw(&mut self, (line, column): (usize, usize), world: &World) {
        if column <= 1 {
            return self.text.go_to_line(line.saturating_sub(1));
        }
        let start = self.text.line_start(line.saturating_sub(1));
        let text = self.text.text();
        let before: usize = text[start..].chars().take(column - 1).map(char::len_utf8).sum();
        drop(text);
        self.text.apply(Command::Move(Motion::To(start + before)), world.now);
    }

    /// Says why nothing was saved: in the log, and above the text, where there is room for the whole of it.
    pub(super) fn refuse(&mut self, why: &str, next: &str) -> Vec<Effect> {
        self.refused = Some(SafeText::line(&format!("{why} {}", sentence(next))).into_string());
        vec![Effect::Say(Notice::bad(why).hinted(next))]
    }

    fn save_nothing(&self) -> Vec<Effect> {
        let mut effects = self.end_draft();
        effects.extend([Effect::EndEdit, nothing_changed()]);
        effects
    }

    fn commit(&mut self, op: Option<OpId>, storage: String, said: String, world: &World) -> Vec<Effect> {
        // Everything typed is durable before the commit: should that fail, the draft is whole.
        let mut effects = self.flush(world);
        let (page, edit) = (self.opened.id().clone(), Box::new(self.edit(storage)));
        effects.push(Effect::FinishSave { op, page, edit, said });
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
    fn said(&self, removes: &[String], warnings: &[String], world: &World) -> String {
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
        if let Some(saving) = &self.saving {
            // It is finished without the editor.
            let kept = saving.went_on.then(|| Effect::Say(Notice::plain("The draft is kept.")));
            return [Effect::SyncJournal, Effect::EndEdit].into_iter().chain(kept).collect();
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

    /// Begins again with the page as it is saved. The draft goes where what was thrown away is kept, and undo brings
    /// the text back, so that nothing is asked.
    pub(super) fn reload(&mut self, world: &World) -> Vec<Effect> {
        if self.saving.is_some() {
            return vec![Effect::Say(Notice::plain("A save is on its way: try again in a moment."))];
        }
        let mut effects = self.end_draft();
        let now = world.page.as_ref().filter(|opened| opened.id() == self.opened.id());
        if let Some(now) = now.filter(|opened| !opened.is_beginning) {
            self.opened = now.clone();
        }
        self.base.clone_from(&self.opened.body);
        self.base_version = self.opened.row.page.version.number;
        let text = match self.form {
            Form::Storage => &self.opened.body,
            Form::Markdown => &self.opened.projection.markdown,
        };
        let (line, _) = self.text.line();
        self.text.replace_all(text, world.now);
        self.text.go_to_line(line);
        // What is on the screen is the page: there is no draft until something is typed.
        drop(self.text.take_typed());
        self.keeping = Keeping::new(false);
        (self.recovered, self.refused, self.asked) = (None, None, None);
        effects.push(Effect::Say(
            Notice::plain("The text is the page as it is saved.").hinted("u brings yours back"),
        ));
        effects
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

fn nothing_changed() -> Effect {
    Effect::Say(Notice::plain("Nothing changed, nothing sent."))
}

fn went_on_typing(world: &World) -> Notice {
    let save = world.key(Context::Editor, Action::Save);
    Notice::good("Saved; what was typed since is a draft.").hinted(format!("{save} saves that, too"))
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
