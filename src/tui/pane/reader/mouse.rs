//! The mouse over a page: a link is followed, a task ticked, a fold turned where it is clicked.

use super::Reader;
use crate::tui::document::{TargetId, TargetKind};
use crate::tui::surface::Step;
use crate::tui::world::World;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

impl Reader {
    /// Takes a press on what can be activated.
    pub(super) fn press(&mut self, mouse: MouseEvent, world: &World) -> Step {
        let at = Position::new(mouse.column, mouse.row);
        if mouse.kind != MouseEventKind::Down(MouseButton::Left) || !self.area.contains(at) {
            return Step::pass();
        }
        match self.target_at(at) {
            Some(target) => self.activate(target, world),
            None => Step::pass(),
        }
    }

    /// Returns what is drawn at a place of the screen. The words behind the box of a task are as good as the box.
    fn target_at(&mut self, at: Position) -> Option<TargetId> {
        let rows = self.view.rows();
        let targets: Vec<TargetId> =
            self.view.targets(rows.clone()).into_iter().map(|(target, _)| target).collect();
        let places = |target: TargetId| {
            let parts = self.view.parts(target, rows.clone()).into_iter();
            parts.flat_map(|(row, columns)| columns.map(move |column| (row, column)))
        };
        let place = |(row, column)| self.view.place(row, column, self.area);
        let is_there = |target: &TargetId| places(*target).any(|part| place(part) == Some((at.x, at.y)));
        let is_task_here = |target: &TargetId| {
            let document = self.view.document();
            let kind = document.targets().get(*target as usize).map(|target| &target.kind);
            let before = |part| place(part).is_some_and(|(x, y)| y == at.y && x < at.x);
            matches!(kind, Some(TargetKind::Task { .. })) && places(*target).any(before)
        };
        targets
            .iter()
            .find(|target| is_there(target))
            .or_else(|| targets.iter().find(|target| is_task_here(target)))
            .copied()
    }
}
