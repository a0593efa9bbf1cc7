//! The line a path is typed into: a file to add, or a folder to save into. Tab completes it.

use crate::domain::{PageId, SafeText};
use crate::replica::FileRow;
use crate::tui::effect::{Effect, Request};
use crate::tui::surface::Step;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// How many paths are listed below the line.
const OFFERED: usize = 8;

/// A path that is being typed.
pub(super) struct PathLine {
    purpose: Purpose,
    input: Input,
    offered: Vec<String>,
}

/// What a path is for.
enum Purpose {
    /// A file to add.
    Add,
    /// A folder to save into.
    Save(Box<FileRow>),
}

impl PathLine {
    /// Asks for a file to add.
    pub(super) fn to_add() -> Self {
        Self::new(Purpose::Add, "", "a path on this machine")
    }

    /// Asks for a folder to save a file into.
    pub(super) fn to_save(row: FileRow) -> Self {
        Self::new(Purpose::Save(Box::new(row)), "~/", "a folder on this machine")
    }

    fn new(purpose: Purpose, text: &str, placeholder: &str) -> Self {
        let input = Input::with(text).with_placeholder(placeholder);
        Self { purpose, input, offered: Vec::new() }
    }

    /// Returns what the path was asked for; `None` while nothing is typed.
    pub(super) fn answer(&self, page: &PageId) -> Option<Effect> {
        let path = self.input.text().trim().to_owned();
        if path.is_empty() {
            return None;
        }
        Some(match &self.purpose {
            Purpose::Add => Effect::Attach(page.clone(), path),
            Purpose::Save(row) => Effect::SaveFile(row.clone(), path),
        })
    }

    /// Asks how the path can go on.
    pub(super) fn complete(&self) -> Effect {
        Effect::Load(Request::Paths(self.input.text().to_owned()))
    }

    /// Takes the paths that go on from what was typed, unless something else was typed since.
    pub(super) fn offer(&mut self, typed: &str, found: &[String]) {
        if self.input.text() != typed {
            return;
        }
        let all = common(found);
        if all.len() > typed.len() {
            self.input.set(&all);
        }
        self.offered = if found.len() > 1 { found.to_vec() } else { Vec::new() };
    }

    pub(super) fn on_key(&mut self, key: KeyEvent) -> Step {
        match self.input.key(key) {
            Outcome::Ignored => Step::pass(),
            Outcome::Same => Step::stay(),
            Outcome::Changed => {
                self.offered.clear();
                Step::stay()
            }
        }
    }

    pub(super) fn on_paste(&mut self, text: &str) {
        self.input.insert(text.trim());
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let sign = match self.purpose {
            Purpose::Add => "add file ",
            Purpose::Save(_) => "save into ",
        };
        sheet::draw_input(frame, area, sign, &self.input, theme);
        for (y, path) in self.offered.iter().take(OFFERED).enumerate() {
            let y = area.y + 1 + y as u16;
            if y < area.bottom() {
                let line = Line::styled(SafeText::line(path).into_string(), theme.muted);
                frame.render_widget(line, sheet::inset(Rect { y, height: 1, ..area }));
            }
        }
    }
}

/// Returns the longest beginning that all have in common.
fn common(paths: &[String]) -> String {
    let Some((first, rest)) = paths.split_first() else { return String::new() };
    let mut end = first.len();
    for path in rest {
        let same = first.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        end = end.min(same);
    }
    while !first.is_char_boundary(end) {
        end -= 1;
    }
    first[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::common;

    #[test]
    fn what_paths_have_in_common_is_completed() {
        let paths = ["a/plän.txt", "a/plan.txt"].map(str::to_owned);
        assert_eq!(common(&paths), "a/pl");
        assert_eq!(common(&paths[..1]), "a/plän.txt");
        assert_eq!(common(&[]), "");
    }
}
