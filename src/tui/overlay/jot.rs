//! The jot line.

use crate::tui::surface::Surface;
use crate::tui::world::World;

/// Opens it.
pub(super) fn open(_text: String, _world: &World) -> Option<Box<dyn Surface>> {
    None
}
