//! Tips for people who are new: one at a time in the footer, about what they have not used yet, until the next key.
//!
//! What was used is remembered per profile; a key or a setting ends the tips for ever. Nothing here knows a clock:
//! the next tip comes after so many keys.

use super::action::{Action, Context};
use super::world::World;
use ratatui::text::{Line, Span};
use std::collections::BTreeSet;

/// Where what was used is kept.
pub const USED: &str = "tips-used";
/// Where it is kept that no more are wanted.
pub const OFF: &str = "tips-off";
/// What is kept when no more are wanted.
pub const OFF_YES: &str = "yes";
/// Keys between one tip and the next.
const KEYS: u32 = 60;

/// A tip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tip {
    /// An action that was not used yet, and what it is good for.
    Unused(Action, &'static str),
    /// tmux holds Esc back.
    EscapeTime,
}

/// What is worth knowing, most useful first.
const TIPS: &[(Action, &str)] = &[
    (Action::Jot, "writes a note into today's page, from anywhere"),
    (Action::GoPage, "jumps to any page by a few letters of its title"),
    (Action::Search, "searches every text; Tab narrows it to where you are"),
    (Action::Palette, "finds every command by name"),
    (Action::Menu, "shows all that can be done with this page, with the keys"),
    (Action::FollowLink, "puts a letter on every link; the letter follows it"),
    (Action::Undo, "takes the last change back, whatever it was"),
    (Action::GoHome, "leads to your own space"),
    (Action::Outline, "shows the headings of a page"),
    (Action::History, "shows who changed what, and brings versions back"),
    (Action::Mark, "marks pages in the tree: move, label and trash take all of them"),
    (Action::Zoom, "gives one pane the whole screen"),
    (Action::EditExternal, "opens the page in your own editor; every save comes back"),
    (Action::CopyLink, "copies a link to the page; y shows what else can be copied"),
    (Action::Today, "opens today's page"),
    (Action::GoOutbox, "shows what waits to be delivered"),
    (Action::Themes, "tries other colours on"),
    (Action::Labels, "shows and changes the labels of a page"),
    (Action::Permissions, "shows who can see a page or a space, and why"),
    (Action::Mouse, "gives the mouse back to your terminal, to select text with it"),
];

/// The tips of this run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tips {
    /// The one on the screen.
    pub shown: Option<Tip>,
    /// Names of actions that were used; `None` until it is known.
    used: Option<BTreeSet<String>>,
    is_off: bool,
    tells_escape_time: bool,
    keys: u32,
}

impl Tips {
    /// Tips as the settings want them; `tells_escape_time` for whoever has never been told.
    pub fn new(wanted: bool, tells_escape_time: bool) -> Self {
        Self { is_off: !wanted, tells_escape_time, ..Self::default() }
    }

    /// Tells whether it has to be read what was used.
    pub fn is_wanted(&self) -> bool {
        !self.is_off
    }

    /// Learns what was used in earlier runs, and shows the first tip.
    pub fn learn(&mut self, used: Option<&str>) {
        let names = used.unwrap_or_default().split(' ').filter(|name| !name.is_empty());
        self.used = Some(names.map(str::to_owned).collect());
        self.next();
    }

    /// No more tips.
    pub fn end(&mut self) {
        self.is_off = true;
        self.shown = None;
    }

    /// Takes note of a key: the tip goes; now and then another one comes.
    pub fn key(&mut self) {
        self.shown = None;
        self.keys += 1;
        if self.keys >= KEYS {
            self.keys = 0;
            self.next();
        }
    }

    /// Takes note of an action; returns what is to be kept when it was new.
    pub fn used(&mut self, action: Action) -> Option<String> {
        let used = self.used.as_mut().filter(|_| !self.is_off)?;
        let is_new = TIPS.iter().any(|(known, _)| *known == action) && used.insert(action.name().to_owned());
        is_new.then(|| used.iter().cloned().collect::<Vec<_>>().join(" "))
    }

    fn next(&mut self) {
        let Some(used) = self.used.as_ref().filter(|_| !self.is_off) else { return };
        if std::mem::take(&mut self.tells_escape_time) {
            self.shown = Some(Tip::EscapeTime);
            return;
        }
        let next = TIPS.iter().find(|(action, _)| !used.contains(action.name()));
        self.shown = next.map(|(action, text)| Tip::Unused(*action, text));
    }
}

impl Tip {
    /// Returns it as it is shown, with the key that ends the tips.
    pub fn line(self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let mut spans = vec![Span::styled("tip: ", theme.muted)];
        match self {
            Self::Unused(action, text) => {
                spans.push(Span::styled(world.key(world.behind, action), theme.key));
                spans.push(Span::raw(format!(" {text}")));
            }
            Self::EscapeTime => {
                spans.push(Span::raw("tmux holds Esc back; "));
                spans.push(Span::styled("set -sg escape-time 20", theme.key));
                spans.push(Span::raw(" in tmux.conf ends that"));
            }
        }
        let end = world.key(Context::Browse, Action::EndTips);
        spans.push(Span::styled(format!("   {end} no more tips"), theme.muted));
        Line::from(spans)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(tips: &Tips) -> Option<Action> {
        match tips.shown? {
            Tip::Unused(action, _) => Some(action),
            Tip::EscapeTime => None,
        }
    }

    #[test]
    fn a_tip_is_about_what_was_not_used_and_goes_with_the_next_key() {
        let mut tips = Tips::new(true, false);
        assert_eq!(tips.used(Action::Jot), None, "nothing is known yet");
        tips.learn(Some("jot search"));
        assert_eq!(first(&tips), Some(Action::GoPage));
        tips.key();
        assert_eq!(tips.shown, None);
        assert_eq!(tips.used(Action::GoPage).as_deref(), Some("go-page jot search"));
        assert_eq!(tips.used(Action::GoPage), None, "it is known already");
        assert_eq!(tips.used(Action::Down), None, "no tip is about it");
        (1..KEYS).for_each(|_| tips.key());
        assert_eq!(first(&tips), Some(Action::Palette));
    }

    #[test]
    fn escape_time_is_told_first_and_once() {
        let mut tips = Tips::new(true, true);
        tips.learn(None);
        assert_eq!(tips.shown, Some(Tip::EscapeTime));
        (0..KEYS).for_each(|_| tips.key());
        assert_eq!(first(&tips), Some(Action::Jot));
    }

    #[test]
    fn there_is_an_end_to_tips() {
        let mut tips = Tips::new(true, true);
        tips.learn(None);
        tips.end();
        (0..2 * KEYS).for_each(|_| tips.key());
        assert_eq!((tips.shown, tips.used(Action::Jot)), (None, None));
        let every: Vec<&str> = TIPS.iter().map(|(action, _)| action.name()).collect();
        let mut tips = Tips::new(true, false);
        tips.learn(Some(&every.join(" ")));
        assert_eq!(tips.shown, None);
    }

    #[test]
    fn every_tip_is_about_something_that_has_a_key() {
        let keymap = super::super::keymap::Keymap::default();
        for (action, text) in TIPS {
            let shown = [Context::Pages, Context::Page].map(|context| keymap.shown(context, *action));
            assert!(shown.iter().any(Option::is_some), "{}", action.name());
            assert!(text.chars().count() <= 64, "{text}");
        }
    }
}
