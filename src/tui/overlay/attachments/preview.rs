//! A file that is looked into: a picture where the terminal draws them, else its text.

use crate::domain::{AttachmentId, PageId, SafeText};
use crate::replica::FileRow;
use crate::tui::action::Action;
use crate::tui::picture::Wanted;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What of a file is shown.
pub(super) struct Preview {
    id: AttachmentId,
    name: String,
    /// The text, or why there is none; nothing while it is fetched.
    text: Option<Result<String, String>>,
    top: usize,
    is_image: bool,
}

impl Preview {
    /// Looks into a file that is still to be read.
    pub(super) fn of(row: &FileRow) -> Self {
        let attachment = &row.attachment;
        Self {
            id: attachment.id.clone(),
            name: attachment.name.clone(),
            text: None,
            top: 0,
            is_image: attachment.media_type.starts_with("image/"),
        }
    }

    /// Returns the name of the file.
    pub(super) fn title(&self) -> String {
        SafeText::line(&self.name).into_string()
    }

    /// Takes the text of a file, if it is this one.
    pub(super) fn take(&mut self, id: &AttachmentId, text: &Result<String, String>) {
        if self.id == *id {
            self.text = Some(text.clone());
        }
    }

    /// Scrolls on a screen of so many rows; tells whether the action was for that.
    pub(super) fn scroll(&mut self, action: Action, rows: usize) -> bool {
        let lines = self.text.as_ref().map_or(0, |text| match text {
            Ok(text) | Err(text) => text.lines().count(),
        });
        let half = rows.max(1) / 2;
        let top = match action {
            Action::Down => self.top + 1,
            Action::Up => self.top.saturating_sub(1),
            Action::PageDown | Action::HalfDown => self.top + half,
            Action::PageUp | Action::HalfUp => self.top.saturating_sub(half),
            Action::Top => 0,
            Action::Bottom => lines,
            _ => return false,
        };
        self.top = top.min(lines.saturating_sub(1));
        true
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, page: &PageId, world: &World) {
        if self.is_image && self.draw_picture(frame, area, page, world) {
            return;
        }
        let theme = &world.theme;
        let (text, style) = match &self.text {
            None => ("Fetching…", theme.muted),
            Some(Ok(text)) => (text.as_str(), theme.text),
            Some(Err(why)) => (why.as_str(), theme.warning),
        };
        for (y, line) in text.lines().skip(self.top).take(usize::from(area.height)).enumerate() {
            let place = Rect { y: area.y + y as u16, height: 1, ..area };
            let line = Line::styled(SafeText::line(line).into_string(), style);
            frame.render_widget(line, sheet::inset(place));
        }
    }

    /// Draws the picture; false when there is none to draw, now or at all.
    fn draw_picture(&self, frame: &mut Frame<'_>, area: Rect, page: &PageId, world: &World) -> bool {
        let inner = sheet::inset(area);
        let wanted = Wanted {
            page: page.clone(),
            name: self.name.clone(),
            most: (inner.width.max(1), inner.height.max(1)),
        };
        let Some(picture) = world.gallery.of(&wanted) else { return false };
        let (columns, rows) = picture.size();
        let left = inner.width.saturating_sub(columns) / 2;
        let above = inner.height.saturating_sub(rows) / 2;
        picture.draw(frame.buffer_mut(), inner, left, above as i16);
        true
    }
}
