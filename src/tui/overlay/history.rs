//! Versions of a page and how they differ.

use crate::domain::PageId;
use crate::tui::surface::Surface;
use crate::tui::world::World;

/// Opens it.
pub(super) fn open(_page: PageId, _world: &World) -> Option<Box<dyn Surface>> {
    None
}
