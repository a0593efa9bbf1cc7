//! The text as it will look: beside the editor where there is room, in its place where there is not.

use super::Editor;
use crate::markup;
use crate::replica::Form;
use crate::tui::action::Action;
use crate::tui::document::{Document, Facts};
use crate::tui::widget::cell;
use crate::tui::widget::editor::Editor as Text;
use crate::tui::widget::page::PageView;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use std::sync::Arc;

/// From this width on both fit beside each other.
const WIDE: u16 = 90;
/// From this width on it is there without being asked for, and takes nothing from the text.
const AMPLE: u16 = 140;

/// Texts above this many bytes are drawn when they are asked for, not at every key.
const LIVE: usize = 256 * 1024;

/// The preview.
#[derive(Debug, Default)]
pub(super) struct Preview {
    /// What the person asked for; `None` leaves it to the width.
    asked: Option<bool>,
    view: PageView,
    /// The revision of the text that is drawn.
    drawn: Option<u64>,
    /// What is known of the page that is edited.
    facts: Option<Facts>,
    wide: bool,
    ample: bool,
}

impl Preview {
    /// Shows it, or hides it.
    pub(super) fn toggle(&mut self) {
        self.asked = Some(!self.is_on());
        self.drawn = None;
    }

    /// Tells whether somebody asked for it.
    pub(super) fn is_asked(&self) -> bool {
        self.asked == Some(true)
    }

    /// Tells whether it is drawn instead of the text: keys then scroll it.
    pub(super) fn covers(&self) -> bool {
        self.is_on() && !self.wide
    }

    /// Scrolls it while it covers the text; tells whether it did.
    pub(super) fn act(&mut self, action: Action) -> bool {
        self.covers() && self.view.act(action)
    }

    fn is_on(&self) -> bool {
        self.asked.unwrap_or(self.ample)
    }

    /// Draws it into its part of `area` and returns the part for the text, which is empty when there is
    /// none.
    pub(super) fn draw(
        &mut self,
        frame: &mut Frame<'_>,
        area: Rect,
        text: &Text,
        (form, base): (Form, &str),
        world: &World,
    ) -> Rect {
        self.wide = area.width >= WIDE;
        self.ample = area.width >= AMPLE;
        // Nobody asked: a text that is large is not drawn at each key.
        if !self.is_on() || (self.asked.is_none() && text.len() > LIVE) {
            return area;
        }
        let half = if self.wide { area.width / 2 } else { 0 };
        let right = Rect { x: area.x + half, width: area.width - half, ..area };
        self.refresh(text, form, base);
        if self.wide {
            self.view.go_to(text.top_line() as u32);
            for y in area.y..area.bottom() {
                let line = world.theme.signs.border.vertical_left;
                cell::put(frame.buffer_mut(), (right.x, y), line, world.theme.border);
            }
            let page = Rect { x: right.x + 1, width: right.width - 1, ..right };
            self.view.draw(frame.buffer_mut(), page, world, &[]);
        } else {
            self.view.draw(frame.buffer_mut(), right, world, &[]);
        }
        Rect { width: half, ..area }
    }

    fn refresh(&mut self, text: &Text, form: Form, base: &str) {
        let stale = self.drawn.is_none_or(|drawn| drawn != text.revision() && text.len() <= LIVE);
        if stale {
            let markdown = Editor::as_markdown(form, text.text());
            let facts = self.facts.get_or_insert_with(|| match form {
                Form::Markdown => Facts::writing(&markup::to_markdown(base).markdown),
                Form::Storage => Facts::default(),
            });
            self.view.show(None, Arc::new(Document::read(&markdown, facts)));
            self.drawn = Some(text.revision());
        }
    }
}
