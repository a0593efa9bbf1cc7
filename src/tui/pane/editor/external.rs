//! The text in `$EDITOR`: handed over, taken back at each save of it, and in doubt when that program failed after it wrote.

use super::{Editor, say_bad};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Editing, Effect, Notice};
use crate::tui::message::Edited;
use crate::tui::world::World;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

/// Something that `$EDITOR` wrote before it failed.
#[derive(Debug)]
pub(super) struct Doubt {
    pub(super) problem: String,
    pub(super) before: String,
}

impl Editor {
    /// Hands the text over.
    pub(super) fn external(&mut self, world: &World) -> Vec<Effect> {
        let mut effects = self.flush(world);
        // A draft row must be there before: a text found after a crash is put onto it.
        if self.keeping.needs_whole() {
            effects.push(self.keep_whole(world));
        }
        self.handed = Some(self.text.text().into_owned());
        effects.push(Effect::OpenEditor(Editing {
            page: self.opened.id().clone(),
            form: self.form,
            title: self.opened.row.page.title.clone(),
            text: self.text.text().into_owned(),
        }));
        effects
    }

    /// `$EDITOR` saved or ended.
    pub fn on_edited(&mut self, edited: &Edited, world: &World) -> Vec<Effect> {
        if edited.page != *self.opened.id() {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if let Some(text) = &edited.text {
            self.text.replace_all(text, world.now);
            effects.extend(self.flush(world));
            // No timer runs while another program has the terminal.
            effects.push(Effect::SyncJournal);
        }
        if !edited.ended {
            return effects;
        }
        let before = self.handed.take().unwrap_or_default();
        match &edited.problem {
            Some(problem) if self.text.text() != before => {
                self.doubt = Some(Doubt { problem: problem.clone(), before });
            }
            Some(problem) => effects.push(say_bad(problem)),
            None => effects.push(self.came_back(world)),
        }
        effects
    }

    fn came_back(&self, world: &World) -> Effect {
        if self.is_unchanged() {
            return Effect::Say(Notice::plain("Nothing was changed."));
        }
        let save = world.key(Context::Editor, Action::Save);
        Effect::Say(
            Notice::good("The text is here, as a draft.").hinted(format!("{save} saves it as a version")),
        )
    }

    /// Takes a key while it is open what becomes of a text in doubt.
    pub(super) fn decide(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let Some(doubt) = self.doubt.take() else { return Vec::new() };
        match key.code {
            KeyCode::Char('k') => Vec::new(),
            KeyCode::Char('d') => {
                self.text.replace_all(&doubt.before, world.now);
                self.flush(world)
            }
            _ => {
                self.doubt = Some(doubt);
                Vec::new()
            }
        }
    }
}
