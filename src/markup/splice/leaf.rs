//! The replacements inside one block that was edited: its tag, its attributes, its text.

use super::Refusal;
use super::apply::Splicer;
use crate::markup::construct::{code, code_body, macros, table, task};
use crate::markup::markdown::attributes;
use crate::markup::model::{Block, Head, Origin, key};
use crate::markup::storage::{NodeId, Span};
use crate::markup::words::{Donor, Ends};
use crate::markup::{prove, words};

impl Splicer<'_, '_, '_, '_> {
    /// Writes the replacements for one block that was edited.
    pub(super) fn edit_block(&mut self, was: &Block, is: &Block, origin: Origin) -> Result<(), Refusal> {
        if was.is_unreadable() {
            return Err(Refusal {
                line: is.line.max(1),
                reason: "this block cannot be edited as Markdown; edit the storage format instead".to_owned(),
            });
        }
        match (&was.head, &is.head) {
            (Head::Heading(old), Head::Heading(new)) if old != new => {
                self.retag(origin.node, &format!("h{new}"))
            }
            (Head::Paragraph, Head::Heading(new)) => self.retag(origin.node, &format!("h{new}")),
            (Head::Heading(_), Head::Paragraph) => self.retag(origin.node, "p"),
            (Head::Code { info: old_info, text: old_text }, Head::Code { info, text }) => {
                return self.edit_code(origin, (old_info, old_text), (info, text), is.line);
            }
            (Head::List { start: Some(old), .. }, Head::List { start: Some(new), .. }) if old != new => {
                self.patch.set_attribute(self.tree, origin.node, "start", &new.to_string())
            }
            (Head::Item(Some(old)), Head::Item(Some(new))) if old != new => {
                self.tick(origin.node, *new, is.line)?
            }
            (Head::Cell(old), Head::Cell(new)) if old != new => {
                table::set_align(self.tree, origin.node, *new, &mut self.patch);
            }
            (Head::Panel { title: old, .. }, Head::Panel { title: new, .. }) if old != new => {
                macros::set_parameters(
                    self.tree,
                    origin.node,
                    &[("title".to_owned(), old.clone())],
                    &[("title".to_owned(), new.clone())],
                    &mut self.patch,
                );
            }
            (Head::Container { attributes: old, .. }, Head::Container { attributes: new, .. })
            | (Head::Leaf { attributes: old, .. }, Head::Leaf { attributes: new, .. })
                if old != new =>
            {
                self.edit_attributes(origin.node, old, new, is.line)?;
            }
            _ => {}
        }
        if was.is_leaf() { self.edit_text(was, is, origin) } else { Ok(()) }
    }

    fn edit_text(&mut self, was: &Block, is: &Block, origin: Origin) -> Result<(), Refusal> {
        if key(&was.pieces) == key(&is.pieces) {
            return Ok(());
        }
        if was.pieces.is_empty() {
            let mut text = String::new();
            self.renderer.pieces(&is.pieces, &mut text);
            self.patch.fill(self.tree, origin.body, &text);
            return Ok(());
        }
        let mark = self.renderer.carried.mark();
        for ends in [Ends::Inside, Ends::Outside, Ends::Beside] {
            let patch = words::edit(
                self.tree.source,
                &was.pieces,
                &is.pieces,
                origin.inner,
                ends,
                &mut self.renderer,
            );
            let text = patch.apply(self.tree.source, origin.inner);
            if text.is_some_and(|text| prove::says(&text, &is.pieces)) {
                self.patch.append(patch);
                return Ok(());
            }
            self.renderer.carried.give_back(mark);
        }
        let own = Donor { pieces: &was.pieces, inner: origin.inner };
        let text = words::compose(self.tree.source, &[own], &is.pieces, &mut self.renderer);
        if prove::says(&text, &is.pieces) {
            self.patch.replace(origin.inner, text);
            return Ok(());
        }
        self.renderer.carried.give_back(mark);
        let mut text = String::new();
        self.renderer.pieces(&is.pieces, &mut text);
        if !prove::says(&text, &is.pieces) {
            return Err(Refusal {
                line: is.line.max(1),
                reason: "this text cannot be saved as it is typed".to_owned(),
            });
        }
        self.patch.replace(origin.inner, text);
        Ok(())
    }

    fn retag(&mut self, id: NodeId, name: &str) {
        let node = self.tree.node(id);
        self.patch.replace(node.name, name);
        if !node.self_closing {
            let start = node.inner.end + 2;
            self.patch.replace(Span { start, end: start + (node.name.end - node.name.start) }, name);
        }
    }

    fn tick(&mut self, id: NodeId, done: bool, line: usize) -> Result<(), Refusal> {
        let status = task::status(self.tree, id).map(|status| self.tree.node(status));
        let status =
            status.ok_or_else(|| Refusal { line, reason: "this task has no status to change".to_owned() })?;
        self.patch.replace(status.inner, task::status_text(done));
        Ok(())
    }

    fn edit_code(
        &mut self,
        origin: Origin,
        old: (&str, &str),
        new: (&str, &str),
        line: usize,
    ) -> Result<(), Refusal> {
        if old.0 != new.0 {
            if !macros::is_macro(self.tree.name(origin.node))
                || code::macro_name(old.0) != code::macro_name(new.0)
            {
                return Err(Refusal {
                    line,
                    reason: "the kind of this block cannot be changed here".to_owned(),
                });
            }
            macros::set_parameters(
                self.tree,
                origin.node,
                &code::parameters(old.0),
                &code::parameters(new.0),
                &mut self.patch,
            );
        }
        if old.1 == new.1 {
            return Ok(());
        }
        let patch = code_body::edit(self.tree, origin.body, new.1).ok_or_else(|| Refusal {
            line,
            reason: "this block holds formatting that Markdown cannot keep; edit the storage format instead"
                .to_owned(),
        })?;
        self.patch.append(patch);
        Ok(())
    }

    fn edit_attributes(&mut self, id: NodeId, old: &str, new: &str, line: usize) -> Result<(), Refusal> {
        let strip = |text: &str| text.split_once('#').map_or(text, |(before, _)| before).to_owned();
        let read = |text: &str| attributes::read(text).or_else(|| attributes::read(&strip(text)));
        match (read(old), read(new)) {
            (Some(old), Some(new)) if macros::is_macro(self.tree.name(id)) => {
                macros::set_parameters(self.tree, id, &old, &new, &mut self.patch);
                Ok(())
            }
            _ => Err(Refusal {
                line: line.max(1),
                reason: "the attributes of this block cannot be changed here".to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::edits;

    #[test]
    fn a_paragraph_may_begin_with_a_macro() {
        let odd = "<ac:structured-macro ac:name=\"odd\"/>";
        let marked = |text: &str| {
            format!(
                "<p>{odd} <ac:inline-comment-marker ac:ref=\"1\"><b>x</b></ac:inline-comment-marker> {text}</p>"
            )
        };
        edits(&marked("one two"), "two", "2", &marked("one 2"));
        edits(&marked("one two"), "two", "**two**", &marked("one <strong>two</strong>"));
    }

    #[test]
    fn words_at_the_end_stay_in_an_element_around_all() {
        edits(
            "<p><span>one two <i> </i> </span></p>",
            "two",
            "two three",
            "<p><span>one two three <i> </i> </span></p>",
        );
        let red = "<span style=\"color: red\">two</span>";
        edits(&format!("<p>one {red}</p>"), "two", "two three", &format!("<p>one {red} three</p>"));
    }

    #[test]
    fn words_go_before_a_break_that_ends_an_element() {
        edits(
            "<p><span>one\n  two <br/> </span></p>",
            "two",
            "two three",
            "<p><span>one\n  two three <br/> </span></p>",
        );
    }
}
