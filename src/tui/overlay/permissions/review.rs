//! *Review*: what a change does, by name, before it is made; `y` makes it, and what the wiki then says is compared.

use super::facts::{Facts, safe, sentence};
use crate::admin::access::{Failure, tell};
use crate::domain::*;
use crate::tui::theme::Theme;
use crate::tui::world::World;
use ratatui::text::{Line, Span};

/// A change that is looked at.
#[derive(Debug, Clone)]
pub(super) struct Review {
    pub(super) before: AccessChange,
    pub(super) after: AccessChange,
    pub(super) phase: Phase,
    /// What somebody else has changed since it was staged.
    pub(super) news: Vec<String>,
    /// Whether it takes back what was made.
    pub(super) is_undo: bool,
}

/// How far it is.
#[derive(Debug, Clone)]
pub(super) enum Phase {
    /// The wiki is asked what it would do.
    Asking,
    /// This is what it would do.
    Shown(Box<Effects>),
    /// It is being made.
    Working,
    /// It was not made, and why.
    Refused(Failure),
}

impl Review {
    pub(super) fn new(before: AccessChange, after: AccessChange) -> Self {
        Self { before, after, phase: Phase::Asking, news: Vec::new(), is_undo: false }
    }

    /// Takes back what was made: what it does is known, and it is made at once.
    pub(super) fn undo(before: AccessChange, after: AccessChange) -> Self {
        Self { phase: Phase::Working, is_undo: true, ..Self::new(before, after) }
    }

    /// Tells whether `y` makes it now.
    pub(super) fn is_ready(&self) -> bool {
        matches!(&self.phase, Phase::Shown(effects) if effects.verdict.allowed)
    }

    /// Returns the text of the review.
    pub(super) fn lines(&self, facts: &Facts, world: &World) -> Vec<Line<'static>> {
        let theme = &world.theme;
        let mut lines = vec![Line::styled(self.heading(facts, world), theme.title)];
        lines.extend(self.changes(world).iter().map(|line| signed(line, theme)));
        if !self.news.is_empty() {
            lines.push(Line::default());
            lines.push(Line::styled("Meanwhile somebody else has changed:", theme.warning));
            lines.extend(self.news.iter().map(|line| signed(line, theme)));
            lines.push(Line::styled("That stays; what you staged is put on top of it.", theme.warning));
        }
        lines.push(Line::default());
        match &self.phase {
            Phase::Asking => {
                lines.push(Line::styled("The wiki is asked who gains and who loses.", theme.muted))
            }
            Phase::Working => lines.push(Line::styled("It is being made, and read back.", theme.muted)),
            Phase::Shown(effects) => {
                lines.extend(told(effects, facts, world));
                if !effects.loses.is_empty() && self.is_about_mine(world) {
                    // Whoever closes their space may think that nothing of them is seen any more (S0-60).
                    lines.push(Line::styled(
                        "Your name and profile stay as visible as they were.",
                        theme.muted,
                    ));
                }
            }
            Phase::Refused(error) => lines.extend(refused(error, theme)),
        }
        lines
    }

    /// Tells whether it changes who sees the person's own space.
    fn is_about_mine(&self, world: &World) -> bool {
        let mine = world.my_space().map(|shelf| &shelf.space.id);
        matches!(&self.after, AccessChange::Grants { space, .. } if Some(space) == mine)
    }

    fn heading(&self, facts: &Facts, world: &World) -> String {
        let undo = if self.is_undo { "Taking back: " } else { "" };
        match &self.after {
            AccessChange::Grants { space, .. } => {
                let key = world.shelf(space).map(|shelf| shelf.space.key.to_string()).unwrap_or_default();
                format!("{undo}permissions of {}", safe(&key))
            }
            AccessChange::Restrictions { page, .. } => {
                let listed =
                    facts.of_page().and_then(|seen| seen.lists.iter().find(|listed| listed.page == *page));
                let title = match listed {
                    Some(listed) => listed.title.clone(),
                    None => world.title_of(page),
                };
                format!("{undo}restrictions of “{}”", safe(&title))
            }
        }
    }

    /// What is changed, row by row.
    fn changes(&self, world: &World) -> Vec<String> {
        let people = &world.directory.people;
        between(people, &self.before, &self.after)
    }
}

/// Says what two states differ in.
pub(super) fn between(people: &[User], before: &AccessChange, after: &AccessChange) -> Vec<String> {
    match (before, after) {
        (AccessChange::Grants { grants: old, .. }, AccessChange::Grants { grants: new, .. }) => {
            tell::regranted(people, old, new)
        }
        (AccessChange::Restrictions { lists: old, .. }, AccessChange::Restrictions { lists: new, .. }) => {
            tell::relisted(people, old, new)
        }
        _ => Vec::new(),
    }
}

/// Who gains and who loses, by name; the badge afterwards; what stands against it.
fn told(effects: &Effects, facts: &Facts, world: &World) -> Vec<Line<'static>> {
    let theme = &world.theme;
    let mut lines = Vec::new();
    let name = |id: &UserId| match effects.people.iter().find(|user| user.id == *id) {
        Some(user) if !user.full_name.is_empty() => {
            format!("{} ({})", safe(&user.full_name), safe(&user.name))
        }
        Some(user) => safe(&user.name),
        None => facts.name(world, id),
    };
    let sides = [
        ("+", &effects.gains, "can see what they could not see", theme.added),
        ("−", &effects.loses, "can no longer see it", theme.removed),
    ];
    for (sign, ids, what, style) in sides {
        for id in ids.iter().take(tell::NAMES) {
            lines.push(Line::from(vec![
                Span::styled(format!("{sign} {:<28}", name(id)), style),
                Span::styled(format!(" {what}"), theme.muted),
            ]));
        }
        if ids.len() > tell::NAMES {
            lines.push(Line::styled(format!("{sign} and {} more", ids.len() - tell::NAMES), style));
        }
    }
    match (effects.gains.is_empty(), effects.loses.is_empty()) {
        (true, true) => lines.push(Line::raw("Nobody gains or loses sight of anything.")),
        (false, true) => lines.push(Line::styled("  nobody loses anything", theme.muted)),
        (true, false) => lines.push(Line::styled("  nobody gains anything", theme.muted)),
        (false, false) => {}
    }
    if effects.opens {
        lines.push(Line::styled("Opens to ANYONE, also without an account.", theme.anyone));
    }
    lines.push(Line::default());
    let mut after = vec![Span::raw("after this: ")];
    if effects.before != effects.after {
        after.push(Span::styled(effects.before.to_string(), theme.badge(&effects.before)));
        after.push(Span::raw(format!(" {} ", theme.signs.arrow)));
    }
    after.push(Span::styled(effects.after.to_string(), theme.badge(&effects.after)));
    match effects.pages {
        0 => {}
        1 => after.push(Span::styled(" · 1 page more changes with it", theme.muted)),
        more => after.push(Span::styled(format!(" · {more} pages more change with it"), theme.muted)),
    }
    lines.push(Line::from(after));
    if !effects.verdict.allowed {
        lines.push(Line::default());
        lines.push(Line::styled(safe(&effects.verdict.sentence), theme.bad));
    }
    lines
}

/// Why nothing was made.
fn refused(error: &Failure, theme: &Theme) -> Vec<Line<'static>> {
    let next = match error {
        Failure::Unclear(_) => "It may have been made or not. Esc, then R shows what is there.",
        Failure::Away(_) => "Nothing was changed. What is staged stays here: Esc goes back, S tries again.",
        _ => "Esc goes back; R asks what is there now.",
    };
    vec![
        Line::styled(format!("{}.", sentence(error.to_string().trim_end_matches('.'))), theme.bad),
        Line::styled(next, theme.muted),
    ]
}

fn signed(line: &str, theme: &Theme) -> Line<'static> {
    let style = match line.chars().next() {
        Some('+') => theme.added,
        Some('−') => theme.removed,
        _ => theme.text,
    };
    Line::styled(safe(line), style)
}
