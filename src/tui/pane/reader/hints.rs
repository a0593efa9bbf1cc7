//! Letters on the links in sight: typing them follows the link.

use super::{Mode, Reader};
use crate::tui::document::TargetId;
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::Step;
use crate::tui::theme::Theme;
use crate::tui::widget::page::PageView;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Modifier;

/// The letters, easiest to reach first.
const LETTERS: &[u8] = b"asdfghjklqwertyuiopzxcvbnm";

/// The links in sight with their letters.
#[derive(Debug)]
pub(super) struct Hints {
    links: Vec<(String, TargetId)>,
    typed: String,
}

impl Hints {
    fn new(targets: &[TargetId]) -> Self {
        let labels = labels(targets.len());
        Self { links: labels.into_iter().zip(targets.iter().copied()).collect(), typed: String::new() }
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, view: &PageView, theme: &Theme) {
        let look = theme.matched.add_modifier(Modifier::REVERSED | Modifier::BOLD);
        for (label, target) in self.links.iter().filter(|(label, _)| label.starts_with(&self.typed)) {
            let parts = view.parts(*target, view.rows());
            let Some((row, columns)) = parts.first() else { continue };
            let Some((x, y)) = view.place(*row, columns.start, area) else { continue };
            let room = usize::from(area.right().saturating_sub(x));
            frame.buffer_mut().set_stringn(x, y, &label[self.typed.len()..], room, look);
        }
    }
}

/// Returns as many labels as are asked for, all of one length, so that none begins another.
fn labels(count: usize) -> Vec<String> {
    let letter = |index: usize| char::from(LETTERS[index % LETTERS.len()]);
    if count <= LETTERS.len() {
        return (0..count).map(|index| letter(index).to_string()).collect();
    }
    let pairs = (0..count.min(LETTERS.len() * LETTERS.len())).map(|index| (index / LETTERS.len(), index));
    pairs.map(|(first, second)| format!("{}{}", letter(first), letter(second))).collect()
}

impl Reader {
    pub(super) fn start_hints(&mut self) -> Step {
        let rows = self.view.rows();
        let targets: Vec<TargetId> = self.view.targets(rows).into_iter().map(|(target, _)| target).collect();
        if targets.is_empty() {
            return Step::want(Effect::Say(Notice::plain("There is no link in sight.")));
        }
        self.mode = Mode::Hints(Hints::new(&targets));
        Step::stay()
    }

    pub(super) fn hint_key(&mut self, key: KeyEvent, world: &World) -> Step {
        let Mode::Hints(hints) = &mut self.mode else { return Step::pass() };
        let KeyCode::Char(letter) = key.code else {
            self.mode = Mode::Read;
            return Step::stay();
        };
        hints.typed.push(letter.to_ascii_lowercase());
        let mut left = hints.links.iter().filter(|(label, _)| label.starts_with(&hints.typed));
        match (left.next().cloned(), left.next()) {
            (Some((label, target)), None) if label == hints.typed => {
                self.mode = Mode::Read;
                self.activate(target, world)
            }
            (Some(_), _) => Step::stay(),
            (None, _) => {
                self.mode = Mode::Read;
                Step::stay()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn no_label_begins_another() {
        for count in [1, 26, 27, 300] {
            let labels = labels(count);
            assert_eq!(labels.len(), count);
            let clash = |a: &String| labels.iter().filter(|b| b.starts_with(a.as_str())).count() > 1;
            assert!(!labels.iter().any(clash));
        }
    }
}
