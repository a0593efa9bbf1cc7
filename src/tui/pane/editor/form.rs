//! What differs between writing Markdown and writing what is stored: the text, what a save makes of it, and
//! the keys that mean something in Markdown only.

use super::Editor;
use super::save::say_bad;
use crate::markup;
use crate::replica::Form;
use crate::tui::action::{Action, Context};
use crate::tui::effect::Effect;
use crate::tui::widget::editor::Command;
use crate::tui::world::World;
use std::borrow::Cow;

impl Editor {
    /// Returns as what the page is edited.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Returns what the text says as a stored body: an editor makes line ends equal, the page keeps its own.
    fn stored(&self) -> String {
        markup::as_stored(&self.base, &self.text.text())
    }

    pub(super) fn is_unchanged(&self) -> bool {
        match self.form {
            Form::Markdown => {
                let projection = markup::to_markdown(&self.base).markdown;
                self.text.text().trim_end_matches('\n') == projection.trim_end_matches('\n')
            }
            Form::Storage => self.stored() == self.base,
        }
    }

    /// Returns what the preview lays out.
    pub(super) fn as_markdown<'t>(form: Form, text: Cow<'t, str>) -> Cow<'t, str> {
        match form {
            Form::Markdown => text,
            Form::Storage => Cow::Owned(markup::to_markdown(&text).markdown),
        }
    }

    /// Returns the command as this form means it.
    pub(super) fn formed(&self, command: Command) -> Command {
        match (self.form, command) {
            (Form::Storage, Command::Enter) => Command::Insert("\n".to_owned()),
            (Form::Storage, Command::Surround("**", _)) => Command::Surround("<strong>", "</strong>"),
            (Form::Storage, Command::Surround("_", _)) => Command::Surround("<em>", "</em>"),
            (Form::Storage, Command::Surround("~~", _)) => Command::Surround("<del>", "</del>"),
            (Form::Storage, Command::Surround("`", _)) => Command::Surround("<code>", "</code>"),
            (_, command) => command,
        }
    }

    /// Answers an action that only Markdown knows.
    pub(super) fn refuse_markdown(&self, action: Action, world: &World) -> Option<Vec<Effect>> {
        let is_markdown = matches!(
            action,
            Action::ToggleTask
                | Action::InsertLink
                | Action::Complete
                | Action::BlockUp
                | Action::BlockDown
                | Action::HeadingDeeper
                | Action::HeadingHigher
                | Action::Fence
                | Action::InsertTable
                | Action::AddRow
                | Action::DeleteRow
                | Action::AddColumn
                | Action::DeleteColumn
        );
        (self.form == Form::Storage && is_markdown).then(|| {
            let back = world.key(Context::Editor, Action::EditStorage);
            vec![say_bad(&format!("this is what is stored, not Markdown; {back} goes back to that"))]
        })
    }
}
