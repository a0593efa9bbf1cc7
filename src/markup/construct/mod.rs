//! One file per construct, both directions together; here is the index and the walk over them.
//!
//! `read` turns a stored body into blocks, `render` turns blocks that nobody stored yet into storage.

pub(crate) mod carried;
pub(crate) mod code;
pub(crate) mod code_body;
pub(crate) mod date;
pub(crate) mod emoticon;
pub(crate) mod extension;
pub(crate) mod heading;
pub(crate) mod image;
pub(crate) mod label;
pub(crate) mod layout;
pub(crate) mod link;
pub(crate) mod link_body;
pub(crate) mod list;
pub(crate) mod macros;
pub(crate) mod mention;
pub(crate) mod opaque;
pub(crate) mod page;
pub(crate) mod page_link;
pub(crate) mod panel;
pub(crate) mod paragraph;
pub(crate) mod quote;
pub(crate) mod read;
pub(crate) mod render;
pub(crate) mod rule;
pub(crate) mod status;
pub(crate) mod table;
pub(crate) mod task;

use super::patch::Patch;
use super::storage::{Span, Tree};

pub(crate) use read::{project, project_with_marks};
pub(crate) use render::Renderer;

/// Renders a placeholder that was typed; `None` for one that cannot be made from its text.
pub(crate) fn render_atom(spelling: &str) -> Option<String> {
    status::render(spelling)
        .or_else(|| date::render(spelling))
        .or_else(|| mention::render(spelling))
        .or_else(|| page_link::render(spelling))
        .or_else(|| image::render(spelling))
        .or_else(|| link::render_local(spelling))
        .or_else(|| opaque::render_atom(spelling))
}

/// Edits the bytes of a placeholder whose spelling changed; `None` where it is better made anew.
pub(crate) fn edit_atom(bytes: &str, old: &str, new: &str) -> Option<String> {
    let tree = Tree::parse(bytes).ok()?;
    let mut patch = Patch::default();
    let done = image::edit(&tree, old, new, &mut patch)
        || page_link::edit(&tree, old, new, &mut patch)
        || link::edit_local(&tree, old, new, &mut patch)
        || mention::edit(&tree, old, new, &mut patch)
        || date::edit(&tree, old, new, &mut patch)
        || status::edit(&tree, old, new, &mut patch)
        || opaque::edit_template_part(&tree, old, new, &mut patch)
        || opaque::edit(&tree, old, new, &mut patch);
    if !done {
        return None;
    }
    patch.apply(bytes, Span::new(0, bytes.len()))
}

/// Both directions of a snippet, for the tests of the constructs.
#[cfg(test)]
pub(crate) mod check {
    use crate::markup::{Splice, splice, to_markdown, to_storage};

    /// Storage shows as this Markdown, and saving that unchanged changes nothing.
    pub(crate) fn shows(storage: &str, markdown: &str) {
        let projection = to_markdown(storage);
        assert_eq!(projection.read_only, None);
        assert_eq!(projection.markdown, markdown);
        assert_eq!(splice(storage, markdown), Splice::Unchanged);
    }

    /// Markdown from nothing becomes this storage, which shows as the same Markdown.
    pub(crate) fn renders(markdown: &str, storage: &str) {
        assert_eq!(to_storage(markdown).storage, storage);
        assert_eq!(to_markdown(storage).markdown, markdown);
    }

    /// Replacing a piece of the Markdown of one body makes another.
    pub(crate) fn edits(before: &str, from: &str, to: &str, after: &str) {
        let markdown = to_markdown(before).markdown;
        assert!(markdown.contains(from), "{markdown}");
        match splice(before, &markdown.replacen(from, to, 1)) {
            Splice::Changed { storage, .. } => assert_eq!(storage, after),
            other => panic!("{other:?} from {markdown}"),
        }
    }
    /// Replacing a piece of the Markdown of one body is not taken.
    pub(crate) fn refuses(before: &str, from: &str, to: &str) {
        let markdown = to_markdown(before).markdown;
        assert!(markdown.contains(from), "{markdown}");
        let spliced = splice(before, &markdown.replacen(from, to, 1));
        assert!(matches!(spliced, Splice::Refused(_)), "{spliced:?} from {markdown}");
    }
}
