//! What can be done here: the rows that the palette, the menu and the help show.

use crate::tui::action::{ACTIONS, Action, Context};
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::Step;
use crate::tui::theme::Theme;
use crate::tui::widget::sheet::{Row, marked};
use crate::tui::world::World;
use ratatui::text::{Line, Span};

/// An action with how to reach it.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    /// The action.
    pub(super) action: Action,
    /// Its keys here; empty when it has none.
    pub(super) keys: String,
    /// Why it cannot be done now.
    pub(super) refusal: Option<String>,
}

/// Returns what makes sense in the pane behind the overlays. Plain movement is left out: nobody looks
/// for it by name.
pub(super) fn here(world: &World) -> Vec<Offer> {
    let sensible = |action: Action| makes_sense(action, world.behind) && action > Action::PreviousPane;
    let actions = ACTIONS.iter().map(|about| about.action).filter(|action| sensible(*action));
    actions.map(|action| Offer::of(action, world.behind, world)).collect()
}

/// Tells whether an action makes sense in a context.
pub(super) fn makes_sense(action: Action, context: Context) -> bool {
    action.about().contexts.iter().any(|there| context.chain().any(|mine| mine == *there))
}

/// Says why an action is not done.
pub(super) fn refused(action: Action, reason: &str) -> Step {
    Step::want(Effect::Say(Notice::refusal(action, reason)))
}

impl Offer {
    /// Makes the offer of an action in a context.
    pub(super) fn of(action: Action, context: Context, world: &World) -> Self {
        let keys = world.keymap.ways(context, action).join(", ");
        Self { action, keys, refusal: world.refusal(action) }
    }

    /// Makes its row: title and help on the left, keys or the reason on the right.
    pub(super) fn row(&self, marks: &[(usize, usize)], theme: &Theme) -> Row {
        let about = self.action.about();
        let plain = if self.refusal.is_some() { theme.muted } else { theme.text };
        let mut left = marked(about.title, marks, plain, theme.matched);
        let gap = 16usize.saturating_sub(about.title.chars().count()).max(2);
        left.push(Span::raw(" ".repeat(gap)));
        left.push(Span::styled(about.help, theme.muted));
        let right = match &self.refusal {
            Some(reason) => Span::styled(reason.clone(), theme.warning),
            None => Span::styled(self.keys.clone(), theme.key),
        };
        Row { left: Line::from(left), right: Line::from(right) }
    }

    /// Returns what it is called.
    pub(super) fn names(&self) -> String {
        let about = self.action.about();
        format!("{} {}", about.title, about.name)
    }

    /// Returns what a query is matched against.
    pub(super) fn text(&self) -> String {
        let about = self.action.about();
        format!("{} {} {}", about.title, about.name, about.help)
    }
}
