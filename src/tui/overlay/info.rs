//! Facts about a page: author, versions, audience.

use crate::tui::surface::Surface;
use crate::tui::world::World;

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    None
}
