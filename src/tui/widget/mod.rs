//! Widgets: what panes and overlays are made of. They know text, cells and the theme, not the app.

pub mod browser;
pub(crate) mod cell;
pub mod diff;
pub mod editor;
pub mod frame;
pub(crate) mod fuzzy;
pub mod hunk;
pub mod input;
pub mod kept;
pub mod list;
pub mod page;
pub mod popup;
pub mod row;
pub(crate) mod sheet;
pub mod zone;
