//! The labels of pages; all labels when no page is given.

use crate::domain::PageId;
use crate::tui::surface::Surface;
use crate::tui::world::World;

/// Opens it.
pub(super) fn open(_pages: Vec<PageId>, _world: &World) -> Option<Box<dyn Surface>> {
    None
}
