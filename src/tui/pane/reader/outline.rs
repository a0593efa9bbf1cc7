//! The headings of the page: beside it where there is room, else over its right side.
//!
//! Beside the page they stay and follow where one reads; `t` brings them, with the keys, and takes them away.

use super::{Mode, Reader};
use crate::domain::SafeText;
use crate::tui::action::Action;
use crate::tui::document::Heading;
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::Step;
use crate::tui::theme::Theme;
use crate::tui::widget::cell;
use crate::tui::widget::frame::{Look, pane};
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::row;
use crate::tui::world::World;
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

    /// Puts the cursor where one reads.
    fn follow(&mut self, line: u32) {
        let at = self.shown.iter().rposition(|&index| self.headings[index].line <= line);
        self.cursor.at = at.unwrap_or(0);
    }

    /// Draws it over the right side of a page.
    fn draw_over(&mut self, frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
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
        let inside = pane(frame, outer, theme, Look { focused: true, title, ..Look::default() });
        self.draw_rows(frame, inside, true, theme);
    }

    /// Draws it beside a page, behind a line.
    fn draw_beside(&mut self, frame: &mut Frame<'_>, area: Rect, has_keys: bool, theme: &Theme) {
        let look = if has_keys { theme.border_focus } else { theme.border };
        for y in area.y..area.bottom() {
            cell::put(frame.buffer_mut(), (area.x, y), theme.signs.border.vertical_left, look);
        }
        let inside = Rect { x: area.x + 1, width: area.width - 1, ..area };
        let title = if self.headings.is_empty() { "No headings" } else { "Outline" };
        frame.buffer_mut().set_stringn(inside.x + 1, inside.y, title, usize::from(inside.width), theme.title);
        let rows = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
        self.draw_rows(frame, rows, has_keys, theme);
    }

    fn draw_rows(&mut self, frame: &mut Frame<'_>, mut inside: Rect, has_keys: bool, theme: &Theme) {
        let top = self.headings.iter().map(|heading| heading.level).min().unwrap_or(1);
        let filter = u16::from(self.filtering || !self.filter.is_empty());
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
                let look = if has_keys { theme.selection } else { theme.selection_away };
                frame.buffer_mut().set_style(area, look);
            }
        }
    }
}

/// From this many columns of the terminal on it stands beside the page.
const WIDE: u16 = 100;
/// Its columns there.
const COLUMNS: u16 = 30;

impl Reader {
    /// Shows it with the keys, or takes it away.
    pub(super) fn turn_outline(&mut self, world: &World) -> Step {
        if self.outline.take().is_some() && is_beside(world) {
            return Step::stay();
        }
        let headings = self.view.document().headings().to_vec();
        if headings.is_empty() {
            return Step::want(Effect::Say(Notice::plain("This page has no headings.")));
        }
        let shown = (0..headings.len()).collect();
        let mut outline =
            Outline { headings, shown, cursor: Cursor::default(), filter: Input::new(), filtering: false };
        outline.follow(self.view.position());
        self.outline = Some(outline);
        self.mode = Mode::Outline;
        Step::stay()
    }

    /// The page has other headings now.
    pub(super) fn refresh_outline(&mut self) {
        let Some(outline) = &mut self.outline else { return };
        if outline.headings != self.view.document().headings() {
            outline.headings = self.view.document().headings().to_vec();
            outline.refilter();
        }
    }

    /// Returns the part of an area for the page, and the part for the outline when it stands beside.
    pub(super) fn beside_outline(&self, area: Rect, world: &World) -> (Rect, Option<Rect>) {
        if self.outline.is_none() || !is_beside(world) || area.width < 2 * COLUMNS {
            return (area, None);
        }
        let width = area.width - COLUMNS;
        (Rect { width, ..area }, Some(Rect { x: area.x + width, width: COLUMNS, ..area }))
    }

    pub(super) fn draw_outline(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        beside: Option<Rect>,
        theme: &Theme,
    ) {
        let has_keys = matches!(self.mode, Mode::Outline);
        let here = self.view.position();
        let Some(outline) = &mut self.outline else { return };
        match beside {
            Some(beside) => {
                if !has_keys {
                    outline.follow(here);
                }
                outline.draw_beside(frame, beside, has_keys, theme);
            }
            None if has_keys => outline.draw_over(frame, area, theme),
            None => {}
        }
    }

    pub(super) fn outline_action(&mut self, action: Action, world: &World) -> Step {
        let Some(outline) = &mut self.outline else {
            self.mode = Mode::Read;
            return Step::pass();
        };
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
                self.end_outline(is_beside(world));
            }
            Action::Filter => outline.filtering = true,
            Action::Close | Action::Left => self.end_outline(is_beside(world)),
            Action::Outline => self.end_outline(false),
            _ => return Step::pass(),
        }
        Step::stay()
    }

    /// Gives the keys back to the page.
    fn end_outline(&mut self, stays: bool) {
        self.mode = Mode::Read;
        match &mut self.outline {
            Some(outline) if stays => {
                outline.filtering = false;
                outline.filter = Input::new();
                outline.refilter();
            }
            _ => self.outline = None,
        }
    }

    pub(super) fn outline_key(&mut self, key: KeyEvent) -> Step {
        let Some(outline) = &mut self.outline else { return Step::pass() };
        if !outline.filtering || !outline.filter.on_key(key) {
            return Step::pass();
        }
        outline.refilter();
        Step::stay()
    }
}

fn is_beside(world: &World) -> bool {
    world.size.0 >= WIDE
}
