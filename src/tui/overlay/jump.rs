//! Jump to any page by a few letters of its title.

use crate::tui::surface::Surface;
use crate::tui::world::World;

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    None
}
