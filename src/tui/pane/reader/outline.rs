//! The headings of the page, over its right side.

use super::{Mode, Reader};
use crate::domain::SafeText;
use crate::tui::action::Action;
use crate::tui::document::Heading;
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::Step;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{Look, pane};
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::row;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

/// The headings, filtered, with a cursor.
#[derive(Debug)]
pub(super) struct Outline {
    headings: Vec<Heading>,
    shown: Vec<usize>,
    cursor: Cursor,
    filter: Input,
    filtering: bool,
}

impl Outline {
    pub(super) fn wants_text(&self) -> bool {
        self.filtering
    }

    fn refilter(&mut self) {
        let wanted = self.filter.text().to_lowercase();
        let fits = |heading: &Heading| heading.text.to_lowercase().contains(&wanted);
        self.shown = (0..self.headings.len()).filter(|&index| fits(&self.headings[index])).collect();
        self.cursor.at = self.cursor.at.min(self.shown.len().saturating_sub(1));
    }

    fn selected(&self) -> Option<u32> {
        self.shown.get(self.cursor.at).map(|&index| self.headings[index].line)
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
        let top = self.headings.iter().map(|heading| heading.level).min().unwrap_or(1);
        let widest = self.headings.iter().map(|heading| {
            crate::tui::document::width(&heading.text) + usize::from(heading.level - top) * 2 + 6
        });
        let width = (widest.max().unwrap_or(0).max(24) as u16).min(area.width.saturating_sub(4)).min(48);
        let filter = u16::from(self.filtering || !self.filter.is_empty());
        let height = (self.headings.len() as u16).saturating_add(2 + filter).min(area.height);
        let outer = Rect { x: area.right().saturating_sub(width + 1), y: area.y, width, height };
        frame.render_widget(Clear, outer);
        let title = Line::styled("Outline", theme.title);
        let mut inside = pane(frame, outer, theme, Look { focused: true, title, ..Look::default() });
        if filter > 0 && inside.height > 1 {
            row::filter(frame, Rect { height: 1, ..inside }, &self.filter, self.filtering, theme);
            inside = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        }
        let visible = self.cursor.visible(self.shown.len(), usize::from(inside.height));
        for (line, index) in visible.enumerate() {
            let heading = &self.headings[self.shown[index]];
            let indent = " ".repeat(usize::from(heading.level - top) * 2 + 1);
            let text = SafeText::line(&heading.text).into_string();
            let look = if heading.level == top { theme.heading_2 } else { theme.text };
            let area = Rect { y: inside.y + line as u16, height: 1, ..inside };
            let spans = vec![Span::raw(indent), Span::styled(text, look)];
            frame.render_widget(row::ends(spans, Vec::new(), usize::from(area.width), theme), area);
            if index == self.cursor.at {
                frame.buffer_mut().set_style(area, theme.selection);
            }
        }
    }
}

impl Reader {
    pub(super) fn start_outline(&mut self) -> Step {
        let headings = self.view.document().headings().to_vec();
        if headings.is_empty() {
            return Step::want(Effect::Say(Notice::plain("This page has no headings.")));
        }
        let here = self.view.position();
        let at = headings.iter().rposition(|heading| heading.line <= here).unwrap_or(0);
        let shown = (0..headings.len()).collect();
        let cursor = Cursor { at, ..Cursor::default() };
        let outline = Outline { headings, shown, cursor, filter: Input::new(), filtering: false };
        self.mode = Mode::Outline(outline);
        Step::stay()
    }

    pub(super) fn outline_action(&mut self, action: Action) -> Step {
        let Mode::Outline(outline) = &mut self.mode else { return Step::pass() };
        let count = outline.shown.len();
        if outline.cursor.act(action, count) {
            return Step::stay();
        }
        match action {
            Action::Open | Action::Accept | Action::Right => {
                if let Some(line) = outline.selected() {
                    self.jumps.push(self.view.position());
                    self.view.go_to(line);
                }
                self.mode = Mode::Read;
            }
            Action::Filter => outline.filtering = true,
            Action::Close | Action::Outline | Action::Left => self.mode = Mode::Read,
            _ => return Step::pass(),
        }
        Step::stay()
    }

    pub(super) fn outline_key(&mut self, key: KeyEvent) -> Step {
        let Mode::Outline(outline) = &mut self.mode else { return Step::pass() };
        if !outline.filtering || !outline.filter.on_key(key) {
            return Step::pass();
        }
        outline.refilter();
        Step::stay()
    }
}
