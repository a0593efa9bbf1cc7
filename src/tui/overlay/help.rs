//! The keys, by where they count; searchable; Enter runs one. Drawn from the table of actions and the keys in
//! force, so it cannot be out of date.

use super::offer::{self, Offer};
use crate::tui::action::{ACTIONS, Action, Context};
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::fuzzy;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Help {
    input: Input,
    cursor: Cursor,
    lines: Vec<Entry>,
    found: Vec<usize>,
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
    let found = (0..lines.len()).collect();
    let input = Input::new().with_placeholder("type to find a key or what it does");
    Some(Box::new(Help { input, cursor: Cursor { at: 1, ..Cursor::default() }, lines, found }))
}

/// Where the person is comes first.
fn order(behind: Context) -> Vec<Context> {
    let near: Vec<Context> = behind.chain().collect();
    let far = Context::ALL.into_iter().filter(|context| !near.contains(context));
    near.iter().copied().chain(far).collect()
}

impl Help {
    fn find(&mut self) {
        let query = self.input.text().trim().to_owned();
        if query.is_empty() {
            self.found = (0..self.lines.len()).collect();
            self.cursor = Cursor { at: 1, ..Cursor::default() };
            return;
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
        self.found = fuzzy::rank(&query, &texts).into_iter().map(|at| keys[at].0).collect();
        // Somebody who types a key wants to know what it does.
        self.found.sort_by_key(|index| match &self.lines[*index] {
            Entry::Key(_, offer) => !offer.keys.split(", ").any(|key| key == query),
            Entry::Heading(_) => true,
        });
        self.cursor = Cursor::default();
    }

    fn run(&self, world: &World) -> Step {
        let Some(Entry::Key(context, offer)) = self.found.get(self.cursor.at).map(|at| &self.lines[*at])
        else {
            return Step::stay();
        };
        let reason = match offer.refusal {
            Some(reason) => reason.to_owned(),
            None if offer::makes_sense(offer.action, world.behind) => {
                return Step::close().and(Effect::Act(offer.action));
            }
            None => format!("that key counts in: {}", context.title().to_lowercase()),
        };
        Step::want(Effect::Say(Notice::plain(format!("Cannot {} now: {reason}.", offer.action.title()))))
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
            moves if self.cursor.act(moves, self.found.len()) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        match self.input.key(key) {
            Outcome::Ignored => return Step::pass(),
            Outcome::Same => {}
            Outcome::Changed => self.find(),
        }
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let look = Look {
            title: Line::styled("Keys", theme.title),
            foot: sheet::keys(&[("Enter", "do it"), ("↑↓", "choose"), ("Esc", "close")], theme),
            ..Look::default()
        };
        let size = Size { width: 96, height: area.height.saturating_sub(2) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        sheet::draw_input(frame, inside, "? ", &self.input, theme);
        sheet::draw_rule(frame, Rect { y: inside.y + 1, ..inside }, theme);
        let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        if self.found.is_empty() {
            return sheet::draw_empty(frame, list, "No key does that. : finds every command.", theme);
        }
        let (found, lines) = (&self.found, &self.lines);
        sheet::draw(frame, list, &mut self.cursor, found.len(), theme, |index| match &lines[found[index]] {
            Entry::Heading(context) => {
                Row { left: Line::styled(context.title(), theme.heading), right: Line::default() }
            }
            Entry::Key(_, offer) => {
                let style = if offer.refusal.is_some() { theme.muted } else { theme.text };
                let keys = format!("  {:<22}", offer.keys);
                let left =
                    vec![Span::styled(keys, theme.key), Span::styled(offer.action.about().help, style)];
                let right = offer.refusal.map_or_else(Line::default, |why| Line::styled(why, theme.warning));
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
