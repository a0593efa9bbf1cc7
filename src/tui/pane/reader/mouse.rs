//! The mouse over a page: a link is followed, a task ticked, a fold turned where it is clicked; drawn over words it
//! selects them, to be copied or commented on.

use super::words::Selection;
use super::{Mode, Reader};
use crate::tui::document::{TargetId, TargetKind};
use crate::tui::surface::Step;
use crate::tui::widget::page::Spot;
use crate::tui::world::World;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

impl Reader {
    /// Takes what the mouse's first button does.
    pub(super) fn hand(&mut self, mouse: MouseEvent, world: &World) -> Step {
        let at = Position::new(mouse.column, mouse.row);
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) if self.area.contains(at) => self.press(at, world),
            MouseEventKind::Drag(MouseButton::Left) => self.draw_over(at),
            MouseEventKind::Up(MouseButton::Left) if self.pressed.take().is_some() => Step::stay(),
            _ => Step::pass(),
        }
    }

    /// Takes a press on what can be activated; anywhere else a selection may begin, and the one before ends.
    fn press(&mut self, at: Position, world: &World) -> Step {
        if let Some(target) = self.target_at(at) {
            self.pressed = None;
            return self.activate(target, world);
        }
        self.pressed = Some(at);
        if matches!(self.mode, Mode::Words(_)) {
            self.mode = Mode::Read;
            return Step::stay();
        }
        Step::pass()
    }

    /// Selects the words from where the mouse was pressed to where it is.
    fn draw_over(&mut self, at: Position) -> Step {
        let selects = matches!(self.mode, Mode::Read | Mode::Words(_));
        let Some(from) = self.pressed.filter(|from| selects && *from != at) else { return Step::pass() };
        if let (Some(anchor), Some(head)) = (self.word_at(from), self.word_at(at)) {
            self.mode = Mode::Words(Selection { anchor, head });
        }
        Step::stay()
    }

    /// Returns the word on the screen that is nearest to a place: in its row before all others.
    fn word_at(&mut self, at: Position) -> Option<Spot> {
        let rows = self.view.rows();
        let words: Vec<Spot> = rows.flat_map(|row| self.view.words(row)).collect();
        let distance = |word: &Spot| {
            let first = self.view.place(word.row, word.columns.start, self.area)?;
            let last =
                self.view.place(word.row, word.columns.end.saturating_sub(1), self.area).unwrap_or(first);
            let beside = if at.x < first.0 { first.0 - at.x } else { at.x.saturating_sub(last.0) };
            Some((first.1.abs_diff(at.y), beside))
        };
        let near = words.into_iter().filter_map(|word| Some((distance(&word)?, word)));
        near.min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
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
