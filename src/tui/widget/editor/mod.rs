//! The text widget: Markdown in a rope, moved through by grapheme, wrapped by word, undone by group.

pub(crate) mod glyph;
