//! Searches with a name: given, and forgotten with a way back.

use super::Search;
use super::rows::Item;
use crate::domain::SafeText;
use crate::domain::query::SavedSearch;
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::Step;
use crate::tui::widget::input::Input;

impl Search {
    pub(super) fn begin_naming(&mut self) -> Step {
        let text = self.input.text().trim();
        if text.is_empty() {
            return Step::want(Effect::Say(Notice::plain("Type a search first, then give it a name.")));
        }
        // Typing a name does not go on with the query, which is the name unless there is another.
        self.naming = Some(Input::new().with_placeholder(text));
        Step::stay()
    }

    pub(super) fn end_naming(&mut self) -> Step {
        let Some(name) = self.naming.take().map(|input| input.text().trim().to_owned()) else {
            return Step::stay();
        };
        let text = self.input.text().trim().to_owned();
        let name = if name.is_empty() { text.clone() } else { name };
        let saved = SavedSearch { name, text, scope: self.scopes[self.scope].clone() };
        let said = format!("“{}” is kept: it is in the empty search box.", SafeText::line(&saved.name));
        Step::want(Effect::SaveSearch(saved)).and(Effect::Say(Notice::good(said)))
    }

    pub(super) fn forget(&self) -> Step {
        let Some(Item::Saved(index)) = self.items.get(self.cursor.at) else {
            return Step::want(Effect::Say(Notice::plain(
                "Empty the box and select a saved search to forget it.",
            )));
        };
        let saved = self.saved[*index].clone();
        let said = format!("“{}” is forgotten. u brings it back.", SafeText::line(&saved.name));
        Step::want(Effect::ForgetSearch(saved.name.clone()))
            .and(Effect::OfferUndo(Some(Box::new(Effect::SaveSearch(saved)))))
            .and(Effect::Say(Notice::good(said)))
    }
}
