//! A part of the screen that is shown again as it was drawn last.
//!
//! Most keys change the page alone: the lists beside it are not drawn anew then. Who keeps a part must know when it is
//! old; a part that may be old is not kept.

use super::zone::{self, Zone};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

/// The cells of an area, and where it can be clicked.
#[derive(Debug, Clone)]
pub struct Kept {
    area: Rect,
    cells: Vec<Cell>,
    zones: Vec<Zone>,
}

impl Kept {
    /// Keeps an area as it was just drawn; `zones` are those that were noted with it.
    pub(crate) fn of(buffer: &Buffer, area: Rect, zones: Vec<Zone>) -> Self {
        let mut cells = Vec::with_capacity(usize::from(area.width) * usize::from(area.height));
        for y in area.y..area.bottom() {
            let first = buffer.index_of(area.x, y);
            cells.extend_from_slice(&buffer.content[first..first + usize::from(area.width)]);
        }
        Self { area, cells, zones }
    }

    /// Whether this is what was kept of an area.
    pub(crate) fn is_of(&self, area: Rect) -> bool {
        self.area == area && !area.is_empty()
    }

    /// Shows it again, and notes where it can be clicked.
    pub(crate) fn show(&self, buffer: &mut Buffer) {
        let width = usize::from(self.area.width);
        for (y, cells) in (self.area.y..).zip(self.cells.chunks(width)) {
            let first = buffer.index_of(self.area.x, y);
            buffer.content[first..first + width].clone_from_slice(cells);
        }
        for zone in &self.zones {
            zone::note(zone.area, zone.hit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::Action;
    use crate::tui::widget::zone::Hit;
    use ratatui::style::Style;

    #[test]
    fn what_was_kept_is_shown_again_at_its_place_and_nowhere_else() {
        let area = Rect::new(1, 1, 3, 2);
        let mut drawn = Buffer::empty(Rect::new(0, 0, 6, 4));
        drawn.set_string(0, 1, "abcdef", Style::new());
        drawn.set_string(0, 2, "ghijkl", Style::new());
        let zones = vec![Zone { area: Rect::new(1, 2, 2, 1), hit: Hit::Act(Action::Help) }];
        let kept = Kept::of(&drawn, area, zones.clone());
        assert!(kept.is_of(area) && !kept.is_of(Rect { width: 4, ..area }));

        let mut next = Buffer::empty(drawn.area);
        next.set_string(0, 1, "......", Style::new());
        kept.show(&mut next);
        let mut expected = Buffer::empty(drawn.area);
        expected.set_string(0, 1, ".bcd..", Style::new());
        expected.set_string(1, 2, "hij", Style::new());
        assert_eq!(next, expected);
        assert_eq!(zone::take(), zones);
    }
}
