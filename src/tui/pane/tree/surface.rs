//! The tree as a surface: keys and answers in, rows out.

use super::{Branches, Sieved, Tree, Views, blog, line};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice, Request};
use crate::tui::message::Data;
use crate::tui::pane::lens::Turned;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::browser::Took;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;

impl Surface for Tree {
    fn context(&self) -> Context {
        match () {
            () if self.list.wants_text() => Context::Input,
            () if self.carry.is_some() => Context::Carry,
            () => Context::Pages,
        }
    }

    fn wants_text(&self) -> bool {
        self.list.wants_text()
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if self.carry.is_some() {
            return self.on_carry(action);
        }
        match self.list.on_action(action, self.count()) {
            Took::Nothing => {}
            Took::Filter => {
                self.rebuild();
                return Step::stay();
            }
            Took::Same | Took::Moved => return Step::stay(),
            Took::Word(what, word) => {
                return match self.lens.on_word(what, &word) {
                    Ok(()) => Step::stay().and_all(self.look(world)),
                    Err(problem) => Step::want(Effect::Say(Notice::plain(problem))),
                };
            }
        }
        match self.lens.on_action(action, &mut self.list) {
            Turned::No => {}
            Turned::Asks => return Step::stay(),
            Turned::Yes => return Step::stay().and_all(self.look(world)),
        }
        match action {
            Action::Left => return self.left(),
            Action::Right => return self.right(),
            Action::Open => return self.open(),
            Action::Add | Action::AddSibling => return self.add(),
            Action::MoveUp => return self.reorder(-1),
            Action::MoveDown => return self.reorder(1),
            Action::PickUp => return self.pick_up(),
            Action::Mark => self.mark(),
            Action::MarkRange => {
                self.marks.mark_to(&self.rows, self.list.cursor.at.min(self.rows.len().saturating_sub(1)))
            }
            Action::ClearMarks => self.clear_marks(),
            Action::CollapseAll => {
                self.shown().close_all();
                self.blog.close_all();
                self.rebuild();
            }
            Action::ExpandAll => {
                let Some(row) = self.selected().cloned() else { return Step::stay() };
                let effect = self.expand(&row.page.id);
                self.rebuild();
                return Step::stay().and_all(effect);
            }
            _ => return Step::pass(),
        }
        Step::stay()
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        match self.list.on_key(key) {
            Took::Nothing => return Step::pass(),
            Took::Filter => self.rebuild(),
            _ => {}
        }
        Step::stay()
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        match self.list.on_paste(text) {
            Took::Nothing => return Step::pass(),
            Took::Filter => self.rebuild(),
            _ => {}
        }
        Step::stay()
    }

    fn on_mouse(&mut self, mouse: MouseEvent, world: &World) -> Step {
        if self.carry.is_none() && self.list.clicked(mouse, self.count()) {
            if let Some(turned) = self.turn_by_click(self.list.column(mouse)) {
                return self.on_action(turned, world);
            }
            return self.open();
        }
        Step::pass()
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Setting(name, value) if name == Views::NAME => {
                self.views = Views::parse(value.as_deref().unwrap_or_default());
                let Some(space) = self.space.clone() else { return Step::stay() };
                self.lens.view = self.views.of(&space);
                let effects = self.sift(world);
                self.rebuild();
                return Step::stay().and_all(effects);
            }
            Data::Children { space, parent, rows } if self.space.as_ref() == Some(space) => {
                let first = self.branches.put(parent.as_ref(), rows);
                let mut effects = Vec::new();
                if first && parent.is_none() {
                    effects = self.sift(world);
                    // A space with one root shows what is below it at once.
                    if let [root] = rows.as_slice()
                        && root.has_children
                    {
                        effects.extend(self.expand(&root.page.id));
                    }
                }
                self.rebuild();
                return Step::stay().and_all(effects);
            }
            Data::Sifted { space, sieve, sifted }
                if self.space.as_ref() == Some(space) && self.lens.view.sieve == *sieve =>
            {
                let before = self.sieved.take().map(|sieved| sieved.branches);
                let branches = Branches::of(&sifted.rows, before.as_ref());
                self.sieved = Some(Sieved { branches, passed: sifted.passed.clone(), count: sifted.count });
            }
            Data::Blog(space, months) if self.space.as_ref() == Some(space) => self.blog.set_months(months),
            Data::Posts { space, year, month, rows } if self.space.as_ref() == Some(space) => {
                self.blog.set_posts(*year, *month, rows);
            }
            _ => return Step::stay(),
        }
        self.rebuild();
        Step::stay()
    }

    fn on_changed(&mut self, world: &World) -> Vec<Effect> {
        let Some(space) = self.space.clone() else { return Vec::new() };
        let again = self.branches.renew(|page| self.marks.has(page)).into_iter();
        let mut effects: Vec<Effect> =
            again.map(|parent| Effect::Load(Request::Children { space: space.clone(), parent })).collect();
        effects.extend(self.blog.renew(&space));
        effects.extend(self.sift(world));
        effects
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        if self.carry.is_some() {
            return self.draw_carry(frame, area, world);
        }
        let theme = &world.theme;
        let counted = match &self.sieved {
            Some(sieved) if sieved.count > sieved.passed.len() => {
                format!("the newest {} of {}", sieved.passed.len(), sieved.count)
            }
            Some(sieved) if sieved.count == 1 => "1 page".to_owned(),
            Some(sieved) => format!("{} pages", sieved.count),
            None => String::new(),
        };
        let chips = self.lens.chips(&counted, world);
        let area = self.list.draw_head(frame, area, chips, theme);
        let count = self.count();
        if count == 0 {
            return self.draw_nothing(frame, area, world);
        }
        let focused = world.behind == Context::Pages;
        let selection = if focused { theme.selection } else { theme.selection_away };
        let Self { rows, posts, marks, sieved, list, .. } = self;
        list.draw_rows(frame, area, count, selection, |index, width| match rows.get(index) {
            Some(row) => {
                let passed = sieved.as_ref().is_none_or(|sieved| sieved.passed.contains(row.id()));
                let line = line::page(row, marks, width, world);
                if passed { line } else { line.patch_style(theme.muted) }
            }
            None => blog::line(&posts[index - rows.len()], width, world),
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        if self.carry.is_some() {
            return vec![Action::PutDown, Action::PutBack, Action::Move, Action::Help];
        }
        vec![
            Action::Open,
            Action::Edit,
            Action::Add,
            Action::Permissions,
            Action::Rename,
            Action::PickUp,
            Action::Jot,
            Action::Help,
        ]
    }

    fn mode(&self) -> &'static str {
        match () {
            () if self.carry.is_some() => "MOVE",
            () if self.list.wants_text() => "FILTER",
            () => "PAGES",
        }
    }
}

impl Tree {
    fn draw_nothing(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let text = match (&self.space, self.list.typed()) {
            (None, _) => "Open a space to see its pages.".to_owned(),
            (Some(_), None) if self.sieved.is_some() => "No page is like that. Esc shows all.".to_owned(),
            (Some(_), Some(_)) => format!(
                "No page in the open branches matches. Esc shows all, then {} finds any page.",
                world.key(Context::Pages, Action::GoPage)
            ),
            (Some(_), None) => {
                format!("No page here yet. Press {} to add one.", world.key(Context::Pages, Action::Add))
            }
        };
        row::sentence(frame, area, &text, &world.theme);
    }
}
