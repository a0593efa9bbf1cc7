//! The headings of a page.

use crate::tui::surface::Surface;
use crate::tui::world::World;

/// Opens it.
pub(super) fn open(_headings: Vec<(String, usize)>, _world: &World) -> Option<Box<dyn Surface>> {
    None
}
