//! The terminal interface: message, update, effects, view.
