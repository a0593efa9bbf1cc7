//! A list with a cursor, a filter line at its top, a line that asks for a word, and the mouse: what the directory
//! and the page tree have in common. Its owner has the rows; only those in sight are asked for.

use super::input::Input;
use super::list::Cursor;
use super::{cell, row};
use crate::tui::action::Action;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The list.
#[derive(Debug, Default)]
pub struct Browser {
    /// The selected row.
    pub cursor: Cursor,
    filter: Option<Input>,
    filtering: bool,
    asking: Option<Asking>,
    // Where the rows were drawn last, for the mouse.
    area: Rect,
}

/// A word that is asked for.
#[derive(Debug)]
struct Asking {
    what: &'static str,
    input: Input,
}

/// What became of an action or a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Took {
    /// It was for somebody else.
    Nothing,
    /// The list took it, and its rows stay the same.
    Same,
    /// The cursor moved.
    Moved,
    /// Other rows pass the filter now.
    Filter,
    /// The word that was asked for, and what it is.
    Word(&'static str, String),
}

impl Browser {
    /// Tells whether printable keys are text now.
    pub fn wants_text(&self) -> bool {
        self.filtering || self.asking.is_some()
    }

    /// Returns what the filter holds as rows are compared with it: in lower case; `None` when all rows pass.
    pub fn filter(&self) -> Option<String> {
        self.filter.as_ref().map(|input| input.text().to_lowercase()).filter(|text| !text.is_empty())
    }

    /// Returns what the filter holds, as typed; `None` without a filter line.
    pub fn typed(&self) -> Option<&str> {
        self.filter.as_ref().map(Input::text)
    }

    /// Asks for a word: it comes as [`Took::Word`].
    pub fn ask(&mut self, what: &'static str, present: &str) {
        self.asking = Some(Asking { what, input: Input::with(present) });
    }

    /// Takes an action about the cursor, the filter or the word.
    pub fn on_action(&mut self, action: Action, count: usize) -> Took {
        if self.asking.is_some() {
            return self.answer(action);
        }
        if self.cursor.act(action, count) {
            return Took::Moved;
        }
        match action {
            Action::Filter => {
                self.filter.get_or_insert_default();
                self.filtering = true;
                Took::Same
            }
            Action::Accept if self.filtering => {
                self.filtering = false;
                self.filter.take_if(|input| input.is_empty());
                Took::Same
            }
            Action::Close if self.filter.is_some() => {
                self.filter = None;
                self.filtering = false;
                Took::Filter
            }
            _ => Took::Nothing,
        }
    }

    fn answer(&mut self, action: Action) -> Took {
        match action {
            Action::Accept => match self.asking.take() {
                Some(Asking { what, input }) => Took::Word(what, input.text().trim().to_owned()),
                None => Took::Same,
            },
            Action::Close => {
                self.asking = None;
                Took::Same
            }
            _ => Took::Same,
        }
    }

    /// Takes a key that is text.
    pub fn on_key(&mut self, key: KeyEvent) -> Took {
        if let Some(asking) = &mut self.asking {
            return if asking.input.on_key(key) { Took::Same } else { Took::Nothing };
        }
        match self.filter.as_mut().filter(|_| self.filtering) {
            Some(input) => {
                if input.on_key(key) {
                    Took::Filter
                } else {
                    Took::Nothing
                }
            }
            None => Took::Nothing,
        }
    }

    /// Takes pasted text.
    pub fn on_paste(&mut self, text: &str) -> Took {
        if let Some(asking) = &mut self.asking {
            asking.input.insert(text);
            return Took::Same;
        }
        match self.filter.as_mut().filter(|_| self.filtering) {
            Some(input) => {
                input.insert(text);
                Took::Filter
            }
            None => Took::Nothing,
        }
    }

    /// Returns how far from its left edge the list was clicked.
    pub fn column(&self, mouse: MouseEvent) -> usize {
        usize::from(mouse.column.saturating_sub(self.area.x))
    }

    /// Tells whether the mouse was pressed on a row; the cursor is on it then.
    pub fn clicked(&mut self, mouse: MouseEvent, count: usize) -> bool {
        let pressed = mouse.kind == MouseEventKind::Down(MouseButton::Left);
        if !pressed || !self.area.contains(Position::new(mouse.column, mouse.row)) {
            return false;
        }
        let row = self.cursor.top + usize::from(mouse.row - self.area.y);
        if row < count {
            self.cursor.at = row;
        }
        row < count
    }

    /// Draws the lines above the rows; returns what is left for the rows.
    pub fn draw_head(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        chips: Line<'static>,
        theme: &Theme,
    ) -> Rect {
        let mut area = area;
        let take = |area: &mut Rect| {
            let line = Rect { height: area.height.min(1), ..*area };
            *area = Rect { y: area.y + line.height, height: area.height - line.height, ..*area };
            line
        };
        if chips.width() > 0 {
            let chips = super::frame::shortened(chips, usize::from(area.width), theme);
            frame.render_widget(chips, take(&mut area));
        }
        if let Some(asking) = &self.asking {
            let line = take(&mut area);
            let sign = Span::styled(format!("{}: ", asking.what), theme.accent);
            let taken = (sign.width() as u16).min(line.width);
            frame.render_widget(sign, line);
            asking.input.draw(
                frame,
                Rect { x: line.x + taken, width: line.width - taken, ..line },
                theme.text,
            );
        } else if let Some(input) = &self.filter {
            row::filter(frame, take(&mut area), input, self.filtering, theme);
        }
        area
    }

    /// Draws the rows in sight; `line` makes the line of an index for a width.
    pub fn draw_rows(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        count: usize,
        selection: Style,
        mut line: impl FnMut(usize, usize) -> Line<'static>,
    ) {
        self.area = area;
        let visible = self.cursor.visible(count, usize::from(area.height));
        for (below, index) in visible.enumerate() {
            let area = Rect { y: area.y + below as u16, height: 1, ..area };
            cell::line(frame.buffer_mut(), area, &line(index, usize::from(area.width)));
            if index == self.cursor.at {
                frame.buffer_mut().set_style(area, selection);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::crossterm::event::{KeyCode, KeyModifiers};

    fn typed(browser: &mut Browser, text: &str) -> Took {
        let mut last = Took::Nothing;
        for letter in text.chars() {
            last = browser.on_key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE));
        }
        last
    }

    #[test]
    fn a_filter_is_typed_kept_and_cleared() {
        let mut browser = Browser::default();
        assert_eq!(typed(&mut browser, "x"), Took::Nothing);
        assert_eq!(browser.on_action(Action::Filter, 3), Took::Same);
        assert!(browser.wants_text());
        assert_eq!(typed(&mut browser, "Ab"), Took::Filter);
        assert_eq!(browser.on_action(Action::Accept, 3), Took::Same);
        assert!(!browser.wants_text());
        assert_eq!((browser.filter().as_deref(), browser.typed()), (Some("ab"), Some("Ab")));
        assert_eq!(browser.on_action(Action::Close, 3), Took::Filter);
        assert_eq!(browser.on_action(Action::Close, 3), Took::Nothing);
    }

    #[test]
    fn a_word_is_asked_for_beside_the_filter() {
        let mut browser = Browser::default();
        browser.ask("label", "");
        assert_eq!(browser.on_action(Action::Down, 3), Took::Same);
        typed(&mut browser, "adr");
        assert_eq!(browser.on_action(Action::Accept, 3), Took::Word("label", "adr".to_owned()));
        assert!(!browser.wants_text());
        browser.ask("label", "adr");
        assert_eq!(browser.on_action(Action::Close, 3), Took::Same);
        assert!(!browser.wants_text());
    }
}
