//! The link, task or part in focus: which one is next, and what Enter and Space do on it.

use super::{Reader, follow};
use crate::markup::{self, Splice};
use crate::tui::action::Action;
use crate::tui::document::{TargetId, TargetKind};
use crate::tui::effect::{Effect, Intent, Notice};
use crate::tui::surface::Step;
use crate::tui::world::World;

impl Reader {
    /// Puts the next target in focus, from the one in focus or from the top of the screen.
    pub(super) fn focus_next(&mut self, below: bool) -> Step {
        let rows = self.view.rows();
        let near = rows.start.saturating_sub(200)..rows.end + 200;
        let at = self.focus.and_then(|focus| Some((focus, self.view.parts(focus, near).first()?.0)));
        let found = match at.filter(|(_, row)| rows.contains(row)) {
            Some((focus, row)) => self.neighbour(focus, row, below),
            None => self.view.target_from(if below { rows.start } else { rows.end }, below),
        };
        match found {
            Some((target, row)) => {
                self.focus = Some(target);
                self.view.reveal(row);
                Step::stay()
            }
            None => Step::want(Effect::Say(Notice::plain("There is no further link on this page."))),
        }
    }

    fn neighbour(&mut self, focus: TargetId, row: usize, below: bool) -> Option<(TargetId, usize)> {
        let here = self.view.targets(row..row + 1);
        let at = here.iter().position(|(target, _)| *target == focus)?;
        let beside = if below { here.get(at + 1) } else { at.checked_sub(1).and_then(|at| here.get(at)) };
        if let Some(&beside) = beside {
            return Some(beside);
        }
        // A wrapped link goes on in the next row.
        let start = self.view.parts(focus, row..row + 50).last().map_or(row, |(row, _)| *row);
        let found = self.view.target_from(if below { start + 1 } else { row }, below)?;
        let ends_here = below && start > row;
        let after = ends_here.then(|| self.view.targets(start..start + 1)).into_iter().flatten();
        let after = after.skip_while(|(target, _)| *target != focus).nth(1);
        Some(after.unwrap_or(found))
    }

    /// Ticks the task or turns the part in focus; without one puts the first in sight in focus.
    pub(super) fn toggle(&mut self, world: &World) -> Step {
        let document = self.view.document().clone();
        let kind =
            |id: &TargetId| document.targets().get(*id as usize).map(|target| (&target.kind, target.line));
        match self.focus.as_ref().and_then(kind) {
            Some((TargetKind::Task { .. }, line)) => return self.tick(line, world),
            Some((TargetKind::Fold(fold), _)) => return self.turn_fold(*fold),
            _ => {}
        }
        let rows = self.view.rows();
        let turns =
            |id: &TargetId| matches!(kind(id), Some((TargetKind::Task { .. } | TargetKind::Fold(_), _)));
        match self.view.targets(rows).into_iter().find(|(id, _)| turns(id)) {
            Some((target, _)) => self.focus = Some(target),
            None => drop(self.view.act(Action::PageDown)),
        }
        Step::stay()
    }

    /// Commits the page with one box flipped.
    fn tick(&self, line: u32, world: &World) -> Step {
        let Some(opened) = &self.opened else { return Step::stay() };
        let refused = |text: String| Step::want(Effect::Say(Notice::bad(text)));
        if let Some(reason) = world.lacking(Action::Edit) {
            return refused(format!("The box cannot be ticked: {reason}."));
        }
        if let Some(why) = opened.why_untouched() {
            return refused(why);
        }
        let Some(text) = markup::toggle_task(&opened.projection.markdown, line as usize) else {
            return refused("There is no task box on this line any more.".to_owned());
        };
        match markup::splice(&opened.body, &text) {
            Splice::Unchanged => Step::stay(),
            Splice::Refused(refusal) => refused(format!("The box cannot be ticked: {refusal}.")),
            Splice::Changed { storage, .. } => {
                let intent = Intent::Edit {
                    page: opened.id().clone(),
                    base_version: opened.row.page.version.number,
                    base: opened.body.clone(),
                    storage,
                    message: String::new(),
                };
                Step::want(Effect::Commit { intents: vec![intent], said: String::new() })
            }
        }
    }

    pub(super) fn activate(&mut self, target: TargetId, world: &World) -> Step {
        self.focus = Some(target);
        let document = self.view.document().clone();
        let Some(target) = document.targets().get(target as usize) else { return Step::stay() };
        match &target.kind {
            TargetKind::Task { .. } => self.tick(target.line, world),
            TargetKind::Comment(mark) => self.thread(mark),
            TargetKind::Fold(fold) => self.turn_fold(*fold),
            TargetKind::Known { page, anchor: Some(anchor), .. } if self.is_on(page) => {
                self.jump_to_name(anchor)
            }
            TargetKind::Anchor(name) => self.jump_to_name(name),
            TargetKind::Footnote(label) => self.jump_to_name(&format!("fn:{label}")),
            kind => {
                let kept = self.remember();
                if let TargetKind::Known { anchor, .. } = kind {
                    self.anchor.clone_from(anchor);
                }
                follow::follow(kind, world).and_all(kept)
            }
        }
    }
}
