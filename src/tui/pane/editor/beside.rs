//! Another page beside the text: read, scrolled and linked to while one writes.
//!
//! ```text
//! ┌ the text ──────────────┬ ENG › API gateway ─────┐   from 100 columns on; below that one of both,
//! │ see [[                 │ The gateway keeps …    │   and the key that changes the side changes it
//! └────────────────────────┴────────────────────────┘
//! ```
//!
//! The live preview of what is written is the other thing that can stand there (`preview`). Editing the page
//! beside puts this one in its place; its draft is kept.

use super::Editor;
use crate::domain::{PageId, SafeText};
use crate::markup;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice, Request, Screen};
use crate::tui::message::Opened;
use crate::tui::surface::Step;
use crate::tui::widget::editor::Command;
use crate::tui::widget::frame::shortened;
use crate::tui::widget::page::PageView;
use crate::tui::widget::{cell, row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::sync::Arc;

/// From this width on both fit beside each other.
const WIDE: u16 = 90;

/// The page beside.
#[derive(Debug)]
pub(super) struct Beside {
    page: PageId,
    opened: Option<Arc<Opened>>,
    view: PageView,
    /// Whether it has the keys.
    pub(super) focused: bool,
    area: Rect,
}

impl Beside {
    fn new(page: PageId) -> Self {
        Self { page, opened: None, view: PageView::default(), focused: false, area: Rect::ZERO }
    }

    pub(super) fn contains(&self, position: Position) -> bool {
        self.area.contains(position)
    }

    /// Scrolls by an action; tells whether it was one.
    pub(super) fn act(&mut self, action: Action) -> bool {
        match action {
            Action::Left => self.view.shift(-8),
            Action::Right => self.view.shift(8),
            action => self.view.act(action),
        }
    }

    /// Draws it into its part of `area` and returns the part for the text, which is empty when there is none.
    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) -> Rect {
        let theme = &world.theme;
        let wide = area.width >= WIDE;
        if !wide && !self.focused {
            self.area = Rect::ZERO;
            return area;
        }
        let half = if wide { area.width / 2 } else { 0 };
        let mut right = Rect { x: area.x + half, width: area.width - half, ..area };
        self.area = right;
        if wide {
            for y in area.y..area.bottom() {
                cell::put(frame.buffer_mut(), (right.x, y), theme.signs.border.vertical_left, theme.border);
            }
            right = Rect { x: right.x + 2, width: right.width.saturating_sub(2), ..right };
        }
        let head = Rect { height: 1, ..right };
        frame.render_widget(shortened(self.head(world), usize::from(head.width), theme), head);
        let body = Rect { y: right.y + 1, height: right.height.saturating_sub(1), ..right };
        match &self.opened {
            None => row::sentence(frame, body, "Reading…", theme),
            Some(_) => self.view.draw(frame.buffer_mut(), body, world, &[]),
        }
        Rect { width: half, ..area }
    }

    fn head(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let Some(opened) = &self.opened else { return Line::default() };
        let mark = if self.focused { theme.signs.closed } else { " " };
        let title = if self.focused { theme.title } else { theme.muted };
        let badge = &opened.audience.badge;
        Line::from(vec![
            Span::styled(format!("{mark} "), theme.accent),
            Span::styled(SafeText::line(opened.space.key.as_str()).into_string(), theme.accent),
            Span::styled(format!(" {} ", theme.signs.path), theme.muted),
            Span::styled(SafeText::line(&opened.row.page.title).into_string(), title),
            Span::styled(format!("  v{} {} ", opened.row.page.version.number, theme.signs.dot), theme.muted),
            Span::styled(badge.to_string(), theme.badge(badge)),
        ])
    }
}

impl Editor {
    /// Tells whether it wants the whole width: something stands beside the text.
    pub fn is_split(&self) -> bool {
        self.beside.is_some() || self.preview.is_asked()
    }

    /// Puts a page beside the text.
    pub fn show_beside(&mut self, page: PageId) -> Vec<Effect> {
        self.preview = super::Preview::default();
        self.beside = Some(Beside::new(page.clone()));
        vec![Effect::Load(Request::Peek(page))]
    }

    /// Asks which page, or takes it away.
    pub(super) fn split(&mut self) -> Vec<Effect> {
        match self.beside.take() {
            Some(_) => Vec::new(),
            None => vec![Effect::Show(Screen::JumpBeside)],
        }
    }

    pub(super) fn switch_side(&mut self, world: &World) -> Vec<Effect> {
        if let Some(beside) = &mut self.beside {
            beside.focused = !beside.focused;
            self.completion = None;
            return Vec::new();
        }
        let split = world.key(Context::Editor, Action::Split);
        vec![Effect::Say(
            Notice::plain("Nothing is beside the text.").hinted(format!("{split} puts a page there")),
        )]
    }

    /// Tells whether the page beside has the keys.
    pub(super) fn is_beside(&self) -> bool {
        self.beside.as_ref().is_some_and(|beside| beside.focused)
    }

    /// Takes an action for the page beside.
    pub(super) fn act_beside(&mut self, action: Action, world: &World) -> Option<Step> {
        let beside = self.beside.as_mut().filter(|beside| beside.focused)?;
        if beside.act(action) {
            return Some(Step::stay());
        }
        let effects = match action {
            Action::Close | Action::Leave | Action::NextPane | Action::PreviousPane => {
                self.switch_side(world)
            }
            Action::Open => vec![Effect::Show(Screen::JumpBeside)],
            Action::CopyLink => self.link_beside(None).map(Effect::Copy).into_iter().collect(),
            Action::InsertLink => {
                let link = self.link_beside(Some(&self.opened.space.id.clone()))?;
                let effects = self.run(Command::Paste(link), world);
                self.completion = None;
                effects
            }
            Action::Edit => {
                let page = beside.page.clone();
                vec![Effect::EditBeside { page, beside: self.opened.id().clone() }]
            }
            _ => return None,
        };
        Some(Step::stay().and_all(effects))
    }

    /// Returns a link to the page beside, ready to paste into a page of a space.
    fn link_beside(&self, from: Option<&crate::domain::SpaceId>) -> Option<String> {
        let opened = self.beside.as_ref()?.opened.as_ref()?;
        let key = Some(opened.space.key.as_str()).filter(|_| from != Some(&opened.space.id));
        Some(markup::page_link(key, &opened.row.page.title))
    }

    /// The page beside was read.
    pub(super) fn peeked(&mut self, opened: &Arc<Opened>) {
        if let Some(beside) = self.beside.as_mut().filter(|beside| beside.page == *opened.id()) {
            beside.view.show(Some(&opened.row.page.title), opened.document.clone());
            beside.opened = Some(opened.clone());
        }
    }

    /// The page beside is not there any more.
    pub(super) fn missing(&mut self, page: &PageId) {
        self.beside.take_if(|beside| beside.page == *page);
    }

    /// Reads the page beside again.
    pub(super) fn peek_again(&self) -> Option<Effect> {
        self.beside.as_ref().map(|beside| Effect::Load(Request::Peek(beside.page.clone())))
    }
}
