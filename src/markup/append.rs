//! Appending a rendered fragment to a body without touching a byte of it.
//!
//! A fragment that is one list joins the list that ends the body; in a page with a layout it goes into
//! the last cell.

use super::construct::task;
use super::storage::{NodeId, NodeKind, Span, Tree};

/// Appends; a malformed body or fragment is joined as it is.
pub(crate) fn append(storage: &str, fragment: &str) -> String {
    let plain = || format!("{storage}{fragment}");
    let (Ok(body), Ok(added)) = (Tree::parse(storage), Tree::parse(fragment)) else { return plain() };
    let end = end_of(&body);
    let target = last_element(&body, end.node);
    let only = only_element(&added);
    let (at, text) = match (target, only) {
        (Some(last), Some(list))
            if is_list(body.name(last))
                && body.name(last) == added.name(list)
                && !body.node(last).self_closing =>
        {
            (body.node(last).inner.end as usize, added.slice(added.node(list).inner).to_owned())
        }
        _ => (end.at, fragment.to_owned()),
    };
    let text = renumber(&text, task::next_id(&body));
    format!("{}{text}{}", &storage[..at], &storage[at..])
}

struct End {
    node: NodeId,
    at: usize,
}

/// Where content ends: in the last cell of a layout that ends the body, else at the body's end.
fn end_of(body: &Tree<'_>) -> End {
    let mut end = End { node: 0, at: body.source.len() };
    while let Some(last) = last_element(body, end.node) {
        let is_layout = matches!(body.name(last), "ac:layout" | "ac:layout-section" | "ac:layout-cell");
        if !is_layout || body.node(last).self_closing {
            break;
        }
        end = End { node: last, at: body.node(last).inner.end as usize };
    }
    end
}

/// The last child, if nothing but white space follows it.
fn last_element(tree: &Tree<'_>, parent: NodeId) -> Option<NodeId> {
    let last = tree.children(parent).filter(|id| !is_blank(tree, *id)).last()?;
    (tree.node(last).kind == NodeKind::Element).then_some(last)
}

fn only_element(tree: &Tree<'_>) -> Option<NodeId> {
    let mut children = tree.children(0).filter(|id| !is_blank(tree, *id));
    let only = children.next()?;
    (children.next().is_none() && tree.node(only).kind == NodeKind::Element).then_some(only)
}

fn is_blank(tree: &Tree<'_>, id: NodeId) -> bool {
    tree.node(id).kind == NodeKind::Text && tree.slice(tree.node(id).outer).trim().is_empty()
}

fn is_list(name: &str) -> bool {
    matches!(name, "ul" | "ol" | "ac:task-list")
}

/// Task ids of the fragment start where those of the body end.
fn renumber(text: &str, first: u64) -> String {
    let Ok(tree) = Tree::parse(text) else { return text.to_owned() };
    let mut patch = super::patch::Patch::default();
    let ids = (1..tree.len()).filter(|id| tree.name(*id) == "ac:task-id");
    for (offset, id) in ids.enumerate() {
        patch.replace(tree.node(id).inner, (first + offset as u64).to_string());
    }
    patch.apply(text, Span::new(0, text.len())).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::append;
    use crate::markup::to_storage;

    #[test]
    fn lists_continue_and_others_follow() {
        assert_eq!(append("<p>a</p>", "<p>b</p>"), "<p>a</p><p>b</p>");
        assert_eq!(
            append("<ul>\n<li>a</li></ul>\n", "<ul><li>b</li></ul>"),
            "<ul>\n<li>a</li><li>b</li></ul>\n"
        );
        assert_eq!(
            append("<ol><li>a</li></ol>", "<ul><li>b</li></ul>"),
            "<ol><li>a</li></ol><ul><li>b</li></ul>"
        );
        assert_eq!(append("", "<p>b</p>"), "<p>b</p>");
        assert_eq!(append("<p>broken", "<p>b</p>"), "<p>broken<p>b</p>");
    }

    #[test]
    fn tasks_get_the_next_ids() {
        let one = to_storage("- [ ] a").storage;
        let two = append(&one, &one);
        assert!(two.contains("<ac:task-id>1</ac:task-id>") && two.contains("<ac:task-id>2</ac:task-id>"));
        assert_eq!(two.matches("<ac:task-list>").count(), 1);
    }

    #[test]
    fn a_layout_is_filled_not_followed() {
        let layout = "<ac:layout><ac:layout-section><ac:layout-cell><p>a</p></ac:layout-cell></ac:layout-section></ac:layout>";
        assert_eq!(append(layout, "<p>b</p>"), layout.replace("<p>a</p>", "<p>a</p><p>b</p>"));
    }
}
