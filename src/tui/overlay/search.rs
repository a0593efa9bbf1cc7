//! Search over titles and bodies.

use crate::domain::Scope;
use crate::tui::surface::Surface;
use crate::tui::world::World;

/// Opens it.
pub(super) fn open(_scope: Scope, _world: &World) -> Option<Box<dyn Surface>> {
    None
}
