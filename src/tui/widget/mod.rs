//! Widgets: what panes and overlays are made of. They know text, cells and the theme, not the app.

pub mod editor;
pub mod input;
