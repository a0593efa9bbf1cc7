//! A line to type in above the list of what it finds: what the palette and the keys have in common.

use crate::tui::surface::Step;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::Look;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The line, what it finds, and which of that is selected.
pub(super) struct Finder {
    input: Input,
    pub(super) cursor: Cursor,
    found: Vec<usize>,
}

/// How a finder looks.
pub(super) struct Manner {
    pub(super) title: &'static str,
    /// Upper right.
    pub(super) right: Line<'static>,
    /// Before what is typed.
    pub(super) sign: &'static str,
    /// Where nothing is found.
    pub(super) nothing: &'static str,
    pub(super) size: Size,
}

impl Finder {
    pub(super) fn new(placeholder: &str) -> Self {
        Self {
            input: Input::new().with_placeholder(placeholder),
            cursor: Cursor::default(),
            found: Vec::new(),
        }
    }

    /// Returns what is typed.
    pub(super) fn query(&self) -> &str {
        self.input.text().trim()
    }

    /// Shows these, by their numbers, and selects the first, or the one at a place.
    pub(super) fn show(&mut self, found: Vec<usize>, at: usize) {
        self.found = found;
        self.cursor = Cursor { at, ..Cursor::default() };
    }

    /// Returns the number of the selected one.
    pub(super) fn selected(&self) -> Option<usize> {
        self.found.get(self.cursor.at).copied()
    }

    /// Returns how many are shown.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Takes a key that is text; `None` when the text changed and has to be looked for.
    pub(super) fn key(&mut self, key: KeyEvent) -> Option<Step> {
        match self.input.key(key) {
            Outcome::Ignored => Some(Step::pass()),
            Outcome::Same => Some(Step::stay()),
            Outcome::Changed => None,
        }
    }

    /// Takes pasted text.
    pub(super) fn paste(&mut self, text: &str) {
        self.input.insert(text);
    }

    /// Draws it; `row` makes the row of a number.
    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        manner: Manner,
        theme: &Theme,
        mut row: impl FnMut(usize) -> Row,
    ) {
        let look = Look {
            title: Line::styled(manner.title, theme.title),
            right: manner.right,
            foot: sheet::keys(&[("Enter", "do it"), ("↑↓", "choose"), ("Esc", "close")], theme),
            ..Look::default()
        };
        let inside = sheet::sheet(frame, area, manner.size, look, theme);
        sheet::draw_input(frame, inside, manner.sign, &self.input, theme);
        sheet::draw_rule(frame, Rect { y: inside.y + 1, ..inside }, theme);
        let list = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        if self.found.is_empty() {
            return sheet::draw_empty(frame, list, manner.nothing, theme);
        }
        let found = &self.found;
        sheet::draw(frame, list, &mut self.cursor, found.len(), theme, |index| row(found[index]));
    }
}
