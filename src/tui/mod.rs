//! The terminal interface: message, update, effects, view.

pub mod widget;
