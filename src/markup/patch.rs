//! Replacements of byte ranges, collected in any order and applied once.

use super::storage::{NodeId, Span, Tree, escape};

/// A set of replacements that do not overlap.
#[derive(Debug, Default)]
pub(crate) struct Patch {
    edits: Vec<(Span, String)>,
}

impl Patch {
    pub(crate) fn replace(&mut self, span: Span, with: impl Into<String>) {
        let with = with.into();
        if !span.is_empty() || !with.is_empty() {
            self.edits.push((span, with));
        }
    }

    pub(crate) fn insert(&mut self, at: u32, text: impl Into<String>) {
        self.replace(Span { start: at, end: at }, text);
    }

    pub(crate) fn delete(&mut self, span: Span) {
        self.replace(span, "");
    }

    /// Puts content into an element; one written `<name/>` gets a closing tag.
    pub(crate) fn fill(&mut self, tree: &Tree<'_>, body: NodeId, text: &str) {
        let node = tree.node(body);
        if body == 0 || !node.self_closing {
            self.insert(node.inner.start, text);
            return;
        }
        let tag = tree.slice(node.outer);
        let open = tag.trim_end_matches('>').trim_end().trim_end_matches('/').trim_end();
        self.replace(node.outer, format!("{open}>{text}</{}>", tree.name(body)));
    }

    /// Sets an attribute's value, adding the attribute where it is missing.
    pub(crate) fn set_attribute(&mut self, tree: &Tree<'_>, id: NodeId, name: &str, value: &str) {
        let mut escaped = String::new();
        escape::push_attribute(value, &mut escaped);
        let escaped = escaped.replace('\'', "&#39;");
        match tree.attribute_span(id, name) {
            Some(span) => self.replace(span, escaped),
            None => self.insert(tree.node(id).name.end, format!(" {name}=\"{escaped}\"")),
        }
    }

    pub(crate) fn append(&mut self, other: Patch) {
        self.edits.extend(other.edits);
    }

    /// What is replaced.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.edits.iter().map(|(span, _)| *span)
    }

    /// Where something is inserted or replaced by something.
    pub(crate) fn inserts(&self) -> impl Iterator<Item = u32> + '_ {
        self.edits.iter().filter(|(_, with)| !with.is_empty()).map(|(span, _)| span.start)
    }

    /// The source within `window` with the edits applied; `None` when two edits overlap.
    pub(crate) fn apply(&self, source: &str, window: Span) -> Option<String> {
        let mut edits: Vec<&(Span, String)> = self.edits.iter().collect();
        edits.sort_by_key(|(span, _)| (span.start, span.end));
        let mut out = String::with_capacity(source.len() + 64);
        let mut at = window.start;
        for (span, with) in edits {
            if span.start < at || span.end > window.end {
                return None;
            }
            out.push_str(source.get(at as usize..span.start as usize)?);
            out.push_str(with);
            at = span.end;
        }
        out.push_str(source.get(at as usize..window.end as usize)?);
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_apply_in_order_of_place() {
        let mut patch = Patch::default();
        patch.replace(Span::new(4, 5), "X");
        patch.insert(4, "1");
        patch.insert(4, "2");
        patch.delete(Span::new(0, 1));
        assert_eq!(patch.apply("abcdefg", Span::new(0, 7)).as_deref(), Some("bcd12Xfg"));
        patch.delete(Span::new(3, 6));
        assert_eq!(patch.apply("abcdefg", Span::new(0, 7)), None);
    }
}
