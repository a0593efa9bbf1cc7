//! One line of text: a new title, a new page.

use crate::tui::effect::LineKind;
use crate::tui::surface::Surface;
use crate::tui::world::World;

/// Opens it.
pub(super) fn open(_kind: LineKind, _world: &World) -> Option<Box<dyn Surface>> {
    None
}
