//! *Why*: a person × an action, the verdict in a sentence, every gate, and what would change it.
//!
//! One question is under way at a time: whoever runs down the list asks about where they stop.

use super::draw_text;
use super::facts::{Facts, ask, safe, sentence};
use crate::admin::access::{Failure, Question, Request};
use crate::domain::*;
use crate::permission::{RULES, Rule, Scope, Traits};
use crate::tui::effect::Effect;
use crate::tui::theme::Theme;
use crate::tui::widget::browser::Browser;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use std::collections::HashMap;

/// From this width on there is room for names beside the verdict.
const WIDE: u16 = 90;

/// A person and an action.
type Key = (Option<UserId>, &'static str);

/// The view.
#[derive(Debug, Default)]
pub(super) struct Why {
    pub(super) list: Browser,
    /// Who passes the filter; `None` is somebody without an account.
    people: Vec<Option<UserId>>,
    rules: Vec<&'static Rule>,
    at: usize,
    known: HashMap<Key, Result<Verdict, Failure>>,
    /// The question that is under way.
    asking: Option<Key>,
}

impl Why {
    pub(super) fn new(thing: &Thing) -> Self {
        let fits = |rule: &&Rule| {
            let scope = match thing {
                Thing::Page(_) => Scope::Page,
                Thing::Space(_) => Scope::Space,
            };
            (rule.scope == scope || rule.scope == Scope::SpaceOrPage) && rule.traits != Traits::FromTrash
        };
        Self { rules: RULES.iter().filter(fits).collect(), ..Self::default() }
    }

    /// Lists who passes the filter: oneself, everybody else by name, and somebody without an account.
    pub(super) fn rebuild(&mut self, facts: &Facts, world: &World) {
        let me = world.me().map(|me| me.id.clone());
        let mut people: Vec<Option<UserId>> =
            world.directory.people.iter().map(|user| Some(user.id.clone())).collect();
        people.sort_by_cached_key(|id| (*id != me, name(id.as_ref(), facts, world).to_lowercase()));
        people.push(None);
        if let Some(filter) = self.list.filter() {
            people.retain(|id| name(id.as_ref(), facts, world).to_lowercase().contains(&filter));
        }
        let before = self.people.get(self.list.cursor.at).cloned();
        self.people = people;
        if let Some(at) = before.and_then(|before| self.people.iter().position(|id| *id == before)) {
            self.list.cursor.at = at;
        }
    }

    pub(super) fn count(&self) -> usize {
        self.people.len()
    }

    /// Selects somebody.
    pub(super) fn select(&mut self, id: Option<&UserId>) {
        if let Some(at) = self.people.iter().position(|there| there.as_ref() == id) {
            self.list.cursor.at = at;
        }
    }

    /// Takes another action.
    pub(super) fn turn(&mut self, by: isize) {
        let count = self.rules.len().max(1) as isize;
        self.at = (self.at as isize + by).rem_euclid(count) as usize;
    }

    /// Forgets every verdict: something has changed.
    pub(super) fn forget(&mut self) {
        self.known.clear();
        self.asking = None;
    }

    /// Asks about the selected person and action, when that is not known and nothing else is under way.
    pub(super) fn wanted(&mut self, facts: &Facts, world: &World) -> Option<Effect> {
        let key = self.key()?;
        if self.known.contains_key(&key) || self.asking.is_some() {
            return None;
        }
        let (who, operation) = key.clone();
        self.asking = Some(key);
        let who = match who {
            None => Asked::Anonymous,
            Some(id) if world.me().is_some_and(|me| me.id == id) => Asked::Me,
            Some(id) => Asked::Person(id.to_string()),
        };
        Some(ask(Request::Why(Question { who, operation, thing: facts.thing.clone() })))
    }

    /// Takes an answer.
    pub(super) fn learn(&mut self, question: &Question, verdict: Result<Verdict, Failure>, world: &World) {
        let who = match &question.who {
            Asked::Me => world.me().map(|me| me.id.clone()),
            Asked::Person(id) => Some(UserId::new(id.clone())),
            Asked::Anonymous => None,
        };
        let key = (who, question.operation);
        if self.asking.as_ref() == Some(&key) {
            self.asking = None;
        }
        self.known.insert(key, verdict);
    }

    /// Returns the verdict on what is selected.
    pub(super) fn verdict(&self) -> Option<&Verdict> {
        self.known.get(&self.key()?)?.as_ref().ok()
    }

    fn key(&self) -> Option<Key> {
        let who = self.people.get(self.list.cursor.at)?.clone();
        Some((who, self.rules.get(self.at)?.word))
    }

    /// Draws people and the verdict, that from its line `top` on; returns the line it was drawn from.
    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        top: u16,
        facts: &Facts,
        world: &World,
    ) -> u16 {
        let theme = &world.theme;
        let wide = if area.width >= WIDE { 34 } else { area.width * 2 / 5 };
        let left = Rect { width: wide.min(area.width), ..area };
        let bar = Rect { x: left.right(), width: 1.min(area.width - left.width), ..area };
        let sign = theme.signs.border.vertical_left;
        for y in 0..bar.height {
            frame.render_widget(Span::styled(sign, theme.rule), Rect { y: bar.y + y, height: 1, ..bar });
        }
        let taken = left.width + 2;
        let right =
            Rect { x: area.x + taken.min(area.width), width: area.width.saturating_sub(taken), ..area };
        self.draw_people(frame, left, facts, world);
        draw_text(frame, right, self.said(facts, world), top)
    }

    fn draw_people(&mut self, frame: &mut Frame<'_>, area: Rect, facts: &Facts, world: &World) {
        let theme = &world.theme;
        let area = self.list.draw_head(frame, area, Line::default(), theme);
        if self.people.is_empty() {
            return row::sentence(frame, area, "Nobody of that name. Esc shows all.", theme);
        }
        let people = std::mem::take(&mut self.people);
        let me = world.me().map(|me| &me.id);
        self.list.draw_rows(frame, area, people.len(), theme.selection, |index, width| {
            let id = people[index].as_ref();
            let left = vec![Span::raw(format!(" {}", name(id, facts, world)))];
            let you = if id.is_some() && id == me { "you " } else { "" };
            row::ends(left, vec![Span::styled(you, theme.muted)], width, theme)
        });
        self.people = people;
    }

    /// The verdict: what is asked, a sentence, further reasons, the gates, and what can be done.
    fn said(&self, facts: &Facts, world: &World) -> Vec<Line<'static>> {
        let theme = &world.theme;
        let Some(rule) = self.rules.get(self.at) else { return Vec::new() };
        let Some((who, _)) = self.key() else { return Vec::new() };
        let position = format!("  {} of {}   ←→ another", self.at + 1, self.rules.len());
        let mut lines = vec![Line::from(vec![
            Span::styled("‹ ", theme.key),
            Span::styled(rule.word, theme.accent),
            Span::styled(" ›", theme.key),
            Span::styled(position, theme.muted),
        ])];
        lines.push(Line::default());
        let you = who.is_some() && who.as_ref() == world.me().map(|me| &me.id);
        let subject = match &who {
            _ if you => "you".to_owned(),
            Some(id) => facts.login(world, id),
            None => "somebody without an account".to_owned(),
        };
        let question = format!("Can {subject} {} {}?  ", rule.verb, facts.called(world));
        let mut asked = vec![Span::styled(question, theme.title)];
        let known = self.known.get(&(who.clone(), rule.word));
        match known {
            None => asked.push(Span::styled(theme.signs.ellipsis, theme.muted)),
            Some(Ok(verdict)) => {
                let (word, style) = match verdict.allowed {
                    true => ("Yes.", theme.good),
                    false => ("No.", theme.bad),
                };
                asked.push(Span::styled(word, style.add_modifier(Modifier::BOLD)));
            }
            Some(Err(_)) => {}
        }
        lines.push(Line::from(asked));
        match known {
            None => {}
            Some(Ok(verdict)) => lines.extend(explained(verdict, facts, theme)),
            Some(Err(error)) => lines.extend(unasked(error, who.as_ref(), rule, facts, world)),
        }
        lines
    }
}

/// The words of a verdict.
fn explained(verdict: &Verdict, facts: &Facts, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::raw(safe(&verdict.sentence))];
    let more = |reason: &String| Line::styled(format!("{} {}", theme.signs.dot, safe(reason)), theme.muted);
    // For a verdict with one way the sentence has said it.
    if verdict.more.len() > 1 || !verdict.allowed {
        lines.extend(verdict.more.iter().map(more));
    }
    if !verdict.gates.is_empty() {
        lines.push(Line::default());
    }
    for gate in &verdict.gates {
        let (sign, style) = match (gate.asked, gate.open) {
            (false, _) => ("–", theme.muted),
            (true, true) => (theme.signs.tick, theme.good),
            (true, false) => (theme.signs.cross, theme.bad),
        };
        let label = Span::styled(safe(&gate.label), if gate.asked { theme.text } else { theme.muted });
        lines.push(Line::from(vec![Span::styled(format!("{sign} "), style), label]));
    }
    if let Some(hint) = offered(verdict, facts) {
        lines.push(Line::default());
        let mut spans = vec![Span::styled("f", theme.key), Span::raw(" "), Span::raw(hint)];
        if let Some(command) = &verdict.command {
            spans.push(Span::styled(format!("   {}", safe(command)), theme.code));
        }
        lines.push(Line::from(spans));
    }
    lines
}

/// Says what `f` would do about a denial; `None` where whoever reads can do nothing.
fn offered(verdict: &Verdict, facts: &Facts) -> Option<&'static str> {
    match verdict.remedy.as_ref().filter(|_| !verdict.allowed)? {
        Remedy::Grant { space, .. }
            if facts.space.as_ref() == Some(space) && facts.grants_stay().is_none() =>
        {
            Some("stages that, to be reviewed")
        }
        Remedy::List { .. } | Remedy::Open { .. } if facts.lists_stay().is_none() => {
            Some("stages that, to be reviewed")
        }
        _ => None,
    }
}

/// What is said where the wiki does not answer: why, and what the replica knows.
fn unasked(
    error: &Failure,
    who: Option<&UserId>,
    rule: &Rule,
    facts: &Facts,
    world: &World,
) -> Vec<Line<'static>> {
    let theme = &world.theme;
    let mut lines = vec![Line::styled(format!("{}.", sentence(&error.to_string())), theme.warning)];
    if let (Failure::Away(_) | Failure::Unclear(_), Some(away), Some(seen)) =
        (error, facts.away(world), facts.seen(world))
    {
        lines.push(Line::default());
        if let (Some(id), "view") = (who, rule.word) {
            let sees = if seen.audience.people.contains(id) { "could see" } else { "could not see" };
            let name = facts.login(world, id);
            lines.push(Line::raw(format!("When it was heard of last, {name} {sees} it.")));
        }
        lines.push(Line::styled(away, theme.muted));
    }
    lines
}

fn name(id: Option<&UserId>, facts: &Facts, world: &World) -> String {
    match id {
        Some(id) => facts.name(world, id),
        None => "without an account".to_owned(),
    }
}
