//! What a hand does to the row under the cursor: opens and closes it, goes into it, puts it elsewhere among its
//! siblings, marks it.

use super::{Tree, blog};
use crate::domain::{Order, Place};
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Intent, LineKind, Notice, Screen};
use crate::tui::surface::Step;

impl Tree {
    /// Returns what a click on the sign before the selected title does: the branch opens or closes.
    pub(super) fn turn_by_click(&self, column: usize) -> Option<Action> {
        let visible = self.rows.get(self.list.cursor.at)?;
        let sign = visible.depth * 2 + usize::from(self.marks.count() > 0);
        let is_on_sign = visible.row.has_children && (sign..sign + 2).contains(&column);
        is_on_sign.then_some(if visible.is_open { Action::Left } else { Action::Right })
    }

    pub(super) fn left(&mut self) -> Step {
        if let Some(node) = self.post_row().and_then(blog::Row::node) {
            let is_post = self.selected().is_some();
            if is_post || !self.blog.close(node) {
                let up = if is_post { Some(node) } else { node.above() };
                let to = self
                    .posts
                    .iter()
                    .position(|row| matches!(row, blog::Row::Node(at, ..) if Some(*at) == up));
                self.list.cursor.at = self.rows.len() + to.unwrap_or(0);
            }
            self.rebuild();
            return Step::stay();
        }
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        if self.shown().close(&row.page.id) {
            self.rebuild();
        } else if let Some(parent) = row.page.parent {
            self.want(parent);
        } else {
            return Step::want(Effect::Act(Action::FocusSpaces));
        }
        Step::stay()
    }

    pub(super) fn right(&mut self) -> Step {
        if let (Some(blog::Row::Node(node, _, is_open)), Some(space)) =
            (self.post_row().cloned(), &self.space)
        {
            let effect = if is_open { None } else { self.blog.open(space, node) };
            self.rebuild();
            return Step::stay().and_all(effect);
        }
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        if row.has_children && !self.shown().is_open(&row.page.id) {
            let effect = self.expand(&row.page.id);
            self.rebuild();
            return Step::stay().and_all(effect);
        }
        Step::want(Effect::Go(row.page.id))
    }

    pub(super) fn open(&mut self) -> Step {
        match (self.selected(), self.post_row()) {
            (Some(row), _) => Step::want(Effect::Go(row.page.id.clone())),
            (None, Some(blog::Row::Node(_, _, true))) => self.left(),
            (None, Some(_)) => self.right(),
            (None, None) => Step::stay(),
        }
    }

    /// A new post, where posts are; pages are added by the root.
    pub(super) fn add(&self) -> Step {
        match (self.post_row(), &self.space) {
            (Some(_), Some(space)) => {
                Step::want(Effect::Show(Screen::Line(LineKind::NewPost(space.clone()))))
            }
            _ => Step::pass(),
        }
    }

    /// Swaps the page with the sibling before or after it.
    pub(super) fn reorder(&mut self, by: isize) -> Step {
        if let Some(reason) = self.unarranged() {
            return reason;
        }
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        let siblings = self.branches.below(row.page.parent.as_ref());
        let at = siblings.iter().position(|sibling| sibling.page.id == row.page.id);
        let other = at.and_then(|at| at.checked_add_signed(by)).and_then(|at| siblings.get(at));
        let Some(other) = other.map(|sibling| sibling.page.id.clone()) else {
            let end = if by < 0 { "first" } else { "last" };
            return Step::want(Effect::Say(Notice::plain(format!("It is the {end} here already."))));
        };
        let to = if by < 0 { Place::Before(other) } else { Place::After(other) };
        let intents = vec![Intent::Move { pages: vec![row.page.id], to }];
        Step::want(Effect::Commit { intents, said: String::new() })
    }

    pub(super) fn mark(&mut self) {
        if let Some(id) = self.selected().map(|row| row.page.id.clone()) {
            self.marks.toggle(&id);
            self.list.cursor.act(Action::Down, self.count());
        }
    }

    /// Why pages have no place among others as they are shown now.
    pub(super) fn unarranged(&self) -> Option<Step> {
        let text = match (self.sieved.is_some(), self.lens.view.order, self.post_row()) {
            (true, ..) => "Only some pages are shown: Esc shows all, then they can be arranged.".to_owned(),
            (_, order, _) if order != Order::Usual => {
                format!("The pages stand by {}: z s goes back to their own order.", order.name())
            }
            (.., Some(_)) => "Posts stand by their day.".to_owned(),
            _ => return None,
        };
        Some(Step::want(Effect::Say(Notice::plain(text))))
    }
}
