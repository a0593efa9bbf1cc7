//! A whole page typed from nothing: where it has columns, everything on it stands in sections of a layout,
//! as Confluence demands.

use super::render::Renderer;
use crate::markup::markdown::attributes;
use crate::markup::model::{Block, Head};

/// The types of sections and how many columns each has; the first of a number is what columns without a type
/// become.
const TYPES: [(&str, usize); 8] = [
    ("two_equal", 2),
    ("two_left_sidebar", 2),
    ("two_right_sidebar", 2),
    ("three_equal", 3),
    ("three_with_sidebars", 3),
    ("three_left_sidebars", 3),
    ("three_right_sidebars", 3),
    ("four_equal", 4),
];

/// Renders the blocks of a page.
pub(crate) fn push(renderer: &mut Renderer, blocks: &[Block], out: &mut String) {
    if !blocks.iter().any(|block| section_type(block).is_some()) {
        return renderer.blocks(blocks, out);
    }
    out.push_str("<ac:layout>");
    for run in blocks.chunk_by(|left, right| section_type(left).is_none() && section_type(right).is_none()) {
        match run {
            [block] if push_section(renderer, block, out) => {}
            run => {
                out.push_str("<ac:layout-section ac:type=\"single\"><ac:layout-cell>");
                renderer.blocks(run, out);
                out.push_str("</ac:layout-cell></ac:layout-section>");
            }
        }
    }
    out.push_str("</ac:layout>");
}

/// Renders columns as a section of a layout; false for what cannot be one.
pub(crate) fn push_section(renderer: &mut Renderer, block: &Block, out: &mut String) -> bool {
    let Some(kind) = section_type(block) else { return false };
    out.push_str(&format!("<ac:layout-section ac:type=\"{kind}\">"));
    for column in &block.children {
        out.push_str("<ac:layout-cell>");
        renderer.blocks(&column.children, out);
        out.push_str("</ac:layout-cell>");
    }
    out.push_str("</ac:layout-section>");
    true
}

/// The type of the section that columns make: what is typed, if it has as many columns, else an even one.
fn section_type(block: &Block) -> Option<&'static str> {
    let Head::Container { name, attributes } = &block.head else { return None };
    let is_column = |child: &Block| matches!(&child.head, Head::Container { name, .. } if name == "column");
    if name != "columns" || !block.children.iter().all(is_column) {
        return None;
    }
    let fitting = TYPES.into_iter().filter(|(_, columns)| *columns == block.children.len());
    let pairs = attributes::read(attributes)?;
    match pairs.iter().find(|(name, _)| name == "type") {
        Some((_, wanted)) => fitting.map(|(kind, _)| kind).find(|kind| kind == wanted),
        None => fitting.map(|(kind, _)| kind).next(),
    }
}

#[cfg(test)]
mod tests {
    use crate::markup::construct::check::renders;
    use crate::markup::{to_markdown, to_storage};

    #[test]
    fn columns_put_the_whole_page_into_sections() {
        renders(
            "# T\n\na\n\n::::columns{type=two_left_sidebar}\n:::column\nb\n:::\n\n:::column\n- c\n\n:::\n::::\n\nd\n",
            "<ac:layout><ac:layout-section ac:type=\"single\"><ac:layout-cell><h1>T</h1><p>a</p></ac:layout-cell></ac:layout-section>\
             <ac:layout-section ac:type=\"two_left_sidebar\"><ac:layout-cell><p>b</p></ac:layout-cell><ac:layout-cell><ul><li>c</li></ul></ac:layout-cell></ac:layout-section>\
             <ac:layout-section ac:type=\"single\"><ac:layout-cell><p>d</p></ac:layout-cell></ac:layout-section></ac:layout>",
        );
    }

    #[test]
    fn columns_without_a_type_are_even() {
        let storage =
            to_storage("::::columns\n:::column\na\n:::\n:::column\nb\n:::\n:::column\nc\n:::\n::::\n")
                .storage;
        assert!(storage.contains("ac:type=\"three_equal\""), "{storage}");
        assert!(to_markdown(&storage).markdown.starts_with("::::columns{type=three_equal}\n"));
    }

    #[test]
    fn columns_that_no_section_has_are_text_with_a_warning() {
        for typed in [
            "::::columns\n:::column\na\n:::\n::::\n",
            "::::columns{type=two_equal}\n:::column\na\n:::\n::::\n",
            "> ::::columns\n> :::column\n> a\n> :::\n> :::column\n> b\n> :::\n> ::::\n",
        ] {
            let conversion = to_storage(typed);
            assert!(!conversion.storage.contains("ac:layout"), "{}", conversion.storage);
            assert!(conversion.storage.contains("<p>a</p>"), "{}", conversion.storage);
            assert!(!conversion.warnings.is_empty());
        }
    }
}
