//! The keys, by where they count; searchable; Enter runs one. Drawn from the table of actions and the keys in
//! force, so it cannot be out of date.

use super::finder::{Finder, Manner};
use super::offer::{self, Offer};
use crate::tui::action::{ACTIONS, Action, Context};
use crate::tui::effect::Effect;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::fuzzy;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::Row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Help {
    finder: Finder,
    lines: Vec<Entry>,
}

enum Entry {
    Heading(Context),
    Key(Context, Offer),
}

/// Opens it.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    let mut lines = Vec::new();
    for context in order(world.behind) {
        let own = world.keymap.bindings(context).iter().filter(|binding| binding.context == context);
        let bound: Vec<Action> = own.map(|binding| binding.action).collect();
        let listed = ACTIONS.iter().map(|about| about.action).filter(|action| bound.contains(action));
        let offers: Vec<Entry> =
            listed.map(|action| Entry::Key(context, Offer::of(action, context, world))).collect();
        if !offers.is_empty() {
            lines.push(Entry::Heading(context));
            lines.extend(offers);
        }
    }
    let mut help = Help { finder: Finder::new("type to find a key or what it does"), lines };
    help.find();
    Some(Box::new(help))
}

/// Where the person is comes first.
fn order(behind: Context) -> Vec<Context> {
    let near: Vec<Context> = behind.chain().collect();
    let far = Context::ALL.into_iter().filter(|context| !near.contains(context));
    near.iter().copied().chain(far).collect()
}

impl Help {
    fn find(&mut self) {
        let query = self.finder.query().to_owned();
        if query.is_empty() {
            // The first line is a heading.
            return self.finder.show((0..self.lines.len()).collect(), 1);
        }
        let keys: Vec<(usize, String)> = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(index, line)| match line {
                Entry::Key(_, offer) => Some((index, format!("{} {}", offer.keys, offer.text()))),
                Entry::Heading(_) => None,
            })
            .collect();
        let texts: Vec<&str> = keys.iter().map(|(_, text)| text.as_str()).collect();
        let mut found: Vec<usize> = fuzzy::rank(&query, &texts).into_iter().map(|at| keys[at].0).collect();
        // Somebody who types a key wants to know what it does.
        found.sort_by_key(|index| match &self.lines[*index] {
            Entry::Key(_, offer) => !offer.keys.split(", ").any(|key| key == query),
            Entry::Heading(_) => true,
        });
        self.finder.show(found, 0);
    }

    fn run(&self, world: &World) -> Step {
        let Some(Entry::Key(context, offer)) = self.finder.selected().map(|at| &self.lines[at]) else {
            return Step::stay();
        };
        let reason = match &offer.refusal {
            Some(reason) => reason.clone(),
            None if offer::makes_sense(offer.action, world.behind) => {
                return Step::close().and(Effect::Act(offer.action));
            }
            None => format!("that key counts in: {}", context.title().to_lowercase()),
        };
        offer::refused(offer.action, &reason)
    }
}

impl Surface for Help {
    fn context(&self) -> Context {
        Context::Input
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Accept => self.run(world),
            Action::Close | Action::Help => Step::close(),
            moves if self.finder.cursor.act(moves, self.finder.count()) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        if let Some(step) = self.finder.key(key) {
            return step;
        }
        self.find();
        Step::stay()
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        self.finder.paste(text);
        self.find();
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let manner = Manner {
            title: "Keys",
            right: Line::default(),
            sign: "? ",
            nothing: "No key does that. : finds every command.",
            size: Size { width: 96, height: area.height.saturating_sub(2) },
        };
        let lines = &self.lines;
        self.finder.draw(frame, area, manner, theme, |index| match &lines[index] {
            Entry::Heading(context) => {
                Row { left: Line::styled(context.title(), theme.heading), right: Line::default() }
            }
            Entry::Key(_, offer) => {
                let style = if offer.refusal.is_some() { theme.muted } else { theme.text };
                let keys = format!("  {:<22}", offer.keys);
                let left =
                    vec![Span::styled(keys, theme.key), Span::styled(offer.action.about().help, style)];
                let why = offer.refusal.clone();
                let right = why.map_or_else(Line::default, |why| Line::styled(why, theme.warning));
                Row { left: Line::from(left), right }
            }
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Accept, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "KEYS"
    }
}
