//! The terminal interface: message, update, effects, view.

pub mod external;
pub mod widget;
