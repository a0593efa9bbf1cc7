//! What the tree does while pages are carried through it.

use super::carry::Carry;
use super::marks::Marks;
use super::{Tree, line};
use crate::domain::{Order, PageId, UserId};
use crate::permission::restricted_after_move;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Intent, Notice, Screen};
use crate::tui::surface::Step;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

impl Tree {
    pub(super) fn pick_up(&mut self) -> Step {
        if let Some(reason) = self.unarranged() {
            return reason;
        }
        let pages = self.outermost();
        let Some(first) = pages.first().map(|row| row.page.id.clone()) else { return Step::stay() };
        let all = self.branches.rows(&[], Order::Usual);
        let at = all.iter().position(|row| *row.id() == first).unwrap_or(0);
        let depth = all.get(at).map_or(0, |row| row.depth);
        let ids: Vec<PageId> = pages.iter().map(|row| row.page.id.clone()).collect();
        self.rows = self.branches.rows(&ids, Order::Usual);
        self.posts = Vec::new();
        self.carry = Some(Carry::new(pages, &self.rows, at, depth));
        Step::stay()
    }

    /// What the keys do while pages are carried.
    pub(super) fn on_carry(&mut self, action: Action) -> Step {
        let Some(carry) = &mut self.carry else { return Step::pass() };
        let screen = self.list.cursor.height.max(2) as isize;
        let by = match action {
            Action::Down => 1,
            Action::Up => -1,
            Action::HalfDown => screen / 2,
            Action::HalfUp => -(screen / 2),
            Action::PageDown => screen - 1,
            Action::PageUp => 1 - screen,
            Action::Top => isize::MIN,
            Action::Bottom => self.rows.len() as isize,
            Action::Left => {
                carry.outwards(&self.rows);
                return Step::stay();
            }
            Action::Right => {
                let branch = carry.inwards(&self.rows);
                let effect = branch.and_then(|branch| self.expand(&branch));
                self.rebuild();
                return Step::stay().and_all(effect);
            }
            Action::PutDown | Action::Open => return self.put_down(),
            Action::PutBack | Action::Close => {
                self.put_back();
                return Step::stay();
            }
            Action::Move => {
                let pages = carry.ids();
                self.put_back();
                return Step::want(Effect::Show(Screen::Move(pages)));
            }
            Action::Help
            | Action::Palette
            | Action::Log
            | Action::Cancel
            | Action::Redraw
            | Action::Suspend => {
                return Step::pass();
            }
            Action::Zoom | Action::Unzoom | Action::ScrollDown | Action::ScrollUp => return Step::pass(),
            _ => {
                let text = "Put the pages down first: Enter here, Esc where they were.";
                return Step::want(Effect::Say(Notice::plain(text)));
            }
        };
        carry.go(&self.rows, by);
        Step::stay()
    }

    pub(super) fn put_back(&mut self) {
        let first = self.carry.take().and_then(|carry| carry.ids().into_iter().next());
        self.wanted = first;
        self.rebuild();
    }

    pub(super) fn put_down(&mut self) -> Step {
        let (Some(carry), Some(space)) = (self.carry.clone(), self.space.clone()) else {
            return Step::stay();
        };
        let landing = carry.landing(&self.rows, &space);
        let effect = landing
            .parent
            .map(|parent| self.rows[parent].id().clone())
            .and_then(|parent| self.expand(&parent));
        self.put_back();
        let said = match carry.pages.as_slice() {
            [_] => format!("Moved {}. u puts it back.", landing.words),
            many => format!("{} pages moved {}. u puts them back.", many.len(), landing.words),
        };
        let intents = vec![Intent::Move { pages: carry.ids(), to: landing.place }];
        Step::stay().and_all(effect).and(Effect::Commit { intents, said }).and(Effect::ClearMarks)
    }

    /// Returns what carrying does to who can see the pages: "who sees it: everyone here → 2 people".
    fn sight_after(&self, carry: &Carry, world: &World) -> Option<Line<'static>> {
        let space = self.space.as_ref()?;
        let shelf = world.shelf(space)?;
        let landing = carry.landing(&self.rows, space);
        let parent = landing.parent.map(|at| &self.rows[at].row.page);
        let change = carry.pages.iter().find_map(|row| {
            let after = restricted_after_move(&row.page, parent);
            (after != row.page.restricted_to).then(|| (row.page.restricted_to.clone(), after))
        })?;
        let count = |left: &Option<Vec<UserId>>| match left {
            None => shelf.audience().badge.to_string(),
            Some(left) => {
                let seen = left.iter().filter(|id| shelf.audience().people.contains(id)).count();
                if seen == 1 { "1 person".to_owned() } else { format!("{seen} people") }
            }
        };
        let theme = &world.theme;
        let text = format!("seen by {} {} {}", count(&change.0), theme.signs.arrow, count(&change.1));
        Some(Line::styled(text, theme.warning))
    }

    pub(super) fn draw_carry(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let (Some(carry), Some(space)) = (self.carry.clone(), &self.space) else { return };
        let theme = &world.theme;
        let landing = carry.landing(&self.rows, space);
        let mut area = area;
        if let Some(line) = self.sight_after(&carry, world) {
            frame.render_widget(line, Rect { height: 1, ..area });
            area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        }
        // More than a few would hide the tree they travel through.
        let most = usize::from(area.height / 3).max(1);
        let shown = carry.pages.len().min(most);
        let (gap, depth) = (landing.gap, landing.depth);
        self.list.cursor.at = gap + shown - 1;
        let (rows, marks) = (&self.rows, &Marks::default());
        let line = |index: usize, width: usize| match index {
            _ if index < gap => line::page(&rows[index], marks, width, world),
            _ if index >= gap + shown => line::page(&rows[index - shown], marks, width, world),
            _ if index == gap + shown - 1 && shown < carry.pages.len() => {
                let rest = format!(
                    "{}{} and {} more",
                    " ".repeat(depth * 2),
                    theme.signs.arrow,
                    carry.pages.len() + 1 - shown
                );
                Line::from(Span::styled(rest, theme.mark))
            }
            _ => line::carried(&carry.pages[index - gap], depth, width, world),
        };
        self.list.draw_rows(frame, area, rows.len() + shown, theme.selection, line);
    }
}
