//! Markdown laid out for a terminal: parse once, lay out per width, as far as somebody looks.
//!
//! ```text
//!   Markdown ─ directive (mask) ─► pulldown-cmark ─ parse ─► Document ─ layout ─► Lines of Spans
//!                                                              │ targets, headings, anchors
//! ```
//!
//! Standalone: no theme, no state, no I/O. A span has a role; who draws it decides how that looks.

mod block;
mod directive;
mod dynamic;
mod facts;
mod find;
mod ink;
mod layout;
mod line;
mod parse;
mod style;
mod text;
mod wrap;

pub use block::{Document, Heading, Target, TargetKind};
pub use directive::{Attribute, Call};
pub use dynamic::{Dynamic, Entry, Resolved, Value};
pub use facts::Facts;
pub use find::Match;
pub use ink::CodeLine;
pub use layout::{Folds, Layout, Options, Pictures};
pub use line::{Join, Line, Span, TargetId, Wide, cells, width};
pub use style::{Colour, PanelKind, Role, Style};
pub use text::{as_text, to_text};
pub use wrap::wrapped;

#[cfg(test)]
mod tests;
