//! The pictures of a page: which ones have room, and drawing those in sight over it.

use super::PageView;
use crate::tui::document::{Pictures, Role, TargetId, TargetKind};
use crate::tui::picture::Wanted;
use crate::tui::world::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Beside others a picture gets this many columns at least.
const NARROWEST: u16 = 8;

impl PageView {
    /// Looks which pictures there are by now; tells whether that changes how the page is laid out.
    pub(super) fn take_pictures(&mut self, most: (u16, u16), world: &World) -> bool {
        let news = Some((world.gallery.news(), most));
        if self.page.is_none() || self.news == news {
            return false;
        }
        self.news = news;
        let size = |at: usize| {
            let wanted = self.file_of(at as TargetId, most)?;
            Some((at as TargetId, world.gallery.known(&wanted)?.size()))
        };
        let pictures: Pictures = (0..self.document.targets().len()).filter_map(size).collect();
        std::mem::replace(&mut self.pictures, pictures) != self.pictures
    }

    /// Returns the file that an image of the page is.
    fn file_of(&self, target: TargetId, most: (u16, u16)) -> Option<Wanted> {
        let target = self.document.targets().get(target as usize)?;
        let TargetKind::Image(name) = &target.kind else {
            return None;
        };
        let most = ((most.0 / target.beside).max(NARROWEST), most.1);
        let page = self.page.clone()?;
        let is_file =
            !name.is_empty() && !name.contains("://") && !name.contains('^') && !name.starts_with("data:");
        is_file.then(|| Wanted { page, name: name.clone(), most })
    }

    /// Draws the pictures in sight over the room that was left for them, and asks for those that are not there.
    pub(super) fn draw_pictures(&self, buffer: &mut Buffer, inner: Rect, world: &World) {
        let Some(layout) = self.layout.as_ref().filter(|_| self.page.is_some()) else { return };
        let most = most(usize::from(inner.width), self.height);
        let mut drawn: Vec<TargetId> = Vec::new();
        for row in self.rows().filter(|row| *row >= self.header.len()) {
            let Some(line) = layout.lines().get(row - self.header.len()) else { break };
            let mut column = 0;
            for span in &line.spans {
                let at = column;
                column += span.width();
                let Some(target) = span.target.filter(|_| span.style.role == Role::Image) else { continue };
                let Some(wanted) = self.file_of(target, most) else { continue };
                let picture = world.gallery.of(&wanted);
                let (Some(picture), Some(below)) = (picture, span.picture) else { continue };
                if drawn.contains(&target) {
                    continue;
                }
                drawn.push(target);
                // Half a picture, scrolled out at a side, is not drawn: its place stays blank.
                let columns = usize::from(inner.width);
                let left = line.screen_column(at, self.sideways, columns);
                let right = line.screen_column(column.saturating_sub(1), self.sideways, columns);
                if let (Some(left), Some(_)) = (left, right) {
                    picture.draw(buffer, inner, left as u16, (row - self.top) as i16 - below as i16);
                }
            }
        }
    }
}

/// The columns and rows a picture takes at most: some of the text stays in sight.
pub(super) fn most(columns: usize, rows: usize) -> (u16, u16) {
    (columns.min(200) as u16, (rows * 3 / 4).clamp(4, 60) as u16)
}
