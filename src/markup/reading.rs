//! What a reader draws and the Markdown does not spell out: the geometry of merged tables, and the pages and
//! spaces that macros name in parameters which are elements. It stands beside the projection, never in it.

use super::model::{Block, Head, PieceKind};
use super::projection::{self, Projected};
use super::storage::{NodeId, NodeKind, Tree};
use super::{Projection, construct};

/// A projection with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The Markdown.
    pub projection: Projection,
    /// The shape of each `:::table`, in the order of the text.
    pub tables: Vec<TableShape>,
    /// What each `::name{…}` leads to, by its spelling without the colons, and each `{name …}`, with its braces.
    pub pages: Vec<(String, PageName)>,
    /// The Markdown once more, with the words that comments are about between marks; `None` without such words.
    pub commented: Option<Commented>,
}

/// Markdown in which the words that comments are about stand between [`COMMENT_BEGINS`] and [`COMMENT_ENDS`]. Line by
/// line it is the Markdown of the projection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commented {
    /// The Markdown.
    pub markdown: String,
    /// The name of each mark (`ac:ref`), in the order they begin.
    pub names: Vec<String>,
}

/// Begins words that a comment is about: a character that no stored page can hold.
pub const COMMENT_BEGINS: char = '\u{2}';
/// Ends them.
pub const COMMENT_ENDS: char = '\u{3}';

impl Reading {
    /// Returns the Markdown that a reader draws.
    pub fn markdown(&self) -> &str {
        self.commented.as_ref().map_or(&self.projection.markdown, |commented| &commented.markdown)
    }
}

/// The rows of a table, each with its cells as they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TableShape {
    /// Row by row.
    pub rows: Vec<Vec<CellShape>>,
}

/// How far a cell reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellShape {
    /// Columns, at least 1.
    pub columns: usize,
    /// Rows, at least 1.
    pub rows: usize,
    /// Whether it is a head cell.
    pub is_head: bool,
}

/// A page as a macro names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageName {
    /// The key of its space; `None` for the space of the page that holds the macro.
    pub space: Option<String>,
    /// Its title; empty where a whole space is named.
    pub title: String,
}

impl PageName {
    /// Reads `SPACE:Title` or `Title`.
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some((key, title)) if !title.is_empty() && !key.is_empty() && !key.contains(' ') => {
                Self { space: Some(key.to_owned()), title: title.to_owned() }
            }
            _ => Self { space: None, title: text.to_owned() },
        }
    }
}

/// A table may not span more than this in either direction: a hostile page must not ask for memory.
const MOST_SPANNED: usize = 1000;

/// Projects a body together with what stands beside it.
pub(super) fn read(storage: &str) -> Reading {
    match Tree::parse(storage) {
        Ok(tree) => {
            let document = construct::project(&tree);
            let mut reading = Reading::default();
            walk(&tree, &document, &mut reading);
            // Nodes and blocks of a page of 1 MB take several times its size: what is not needed any more goes first.
            drop(tree);
            let markdown = projection::markdown(storage, document);
            reading.commented = commented(storage, &markdown);
            reading.projection = Projection { markdown, read_only: None };
            reading
        }
        Err(_) => Reading { projection: super::to_markdown(storage), ..Reading::default() },
    }
}

/// Projects a body once more, with its marks.
fn commented(storage: &str, plain: &str) -> Option<Commented> {
    if !storage.contains("<ac:inline-comment-marker") {
        return None;
    }
    let (projected, names) = Projected::with_marks(&Tree::parse(storage).ok()?);
    let markdown = projected.markdown;
    // Both stand beside each other line by line, or the marks are of no use.
    let fits = !names.is_empty()
        && markdown.matches(COMMENT_BEGINS).count() == names.len()
        && markdown.lines().count() == plain.lines().count();
    fits.then_some(Commented { markdown, names })
}

fn walk(tree: &Tree<'_>, block: &Block, reading: &mut Reading) {
    match (&block.head, block.origin) {
        (Head::Container { name, .. }, Some(origin)) if name == "table" => {
            reading.tables.push(shape(tree, origin.node));
        }
        (Head::Leaf { name, attributes }, Some(origin)) => {
            if let Some(page) = page_of(tree, origin.node) {
                let braces = if attributes.is_empty() { String::new() } else { format!("{{{attributes}}}") };
                reading.pages.push((format!("{name}{braces}"), page));
            }
        }
        _ => {}
    }
    for piece in &block.pieces {
        let PieceKind::Atom(spelling) = &piece.kind else { continue };
        if spelling.starts_with('{')
            && let Some(node) = (1..tree.len()).find(|id| tree.node(*id).outer == piece.span)
            && let Some(page) = page_of(tree, node)
        {
            reading.pages.push((spelling.clone(), page));
        }
    }
    for child in &block.children {
        walk(tree, child, reading);
    }
}

fn shape(tree: &Tree<'_>, table: NodeId) -> TableShape {
    let mut rows = Vec::new();
    push_rows(tree, table, &mut rows);
    TableShape { rows }
}

fn push_rows(tree: &Tree<'_>, id: NodeId, out: &mut Vec<Vec<CellShape>>) {
    for child in tree.children(id) {
        match tree.name(child) {
            "tr" => {
                let cells = tree.children(child).filter(|cell| matches!(tree.name(*cell), "td" | "th"));
                out.push(cells.map(|cell| cell_shape(tree, cell)).collect());
            }
            "thead" | "tbody" | "tfoot" => push_rows(tree, child, out),
            _ => {}
        }
    }
}

fn cell_shape(tree: &Tree<'_>, cell: NodeId) -> CellShape {
    let span = |name: &str| {
        let value = tree.attribute(cell, name).and_then(|value| value.trim().parse().ok());
        value.unwrap_or(1).clamp(1, MOST_SPANNED)
    };
    CellShape { columns: span("colspan"), rows: span("rowspan"), is_head: tree.name(cell) == "th" }
}

/// The page or space that a macro names in a parameter: as an element, or as the text of its nameless one.
fn page_of(tree: &Tree<'_>, id: NodeId) -> Option<PageName> {
    let parameters = || {
        tree.children(id).filter(|child| matches!(tree.name(*child), "ac:parameter" | "ac:default-parameter"))
    };
    parameters().find_map(|parameter| resource(tree, parameter)).or_else(|| {
        let nameless = parameters().find(|parameter| {
            let name = tree.attribute(*parameter, "ac:name").unwrap_or_default();
            name.is_empty() || name == "default-parameter"
        })?;
        let text = tree.text(nameless);
        Some(PageName::parse(text.trim())).filter(|page| !page.title.is_empty())
    })
}

fn resource(tree: &Tree<'_>, id: NodeId) -> Option<PageName> {
    tree.children(id).filter(|child| tree.node(*child).kind == NodeKind::Element).find_map(|child| {
        let space = tree.attribute(child, "ri:space-key").filter(|key| !key.is_empty());
        match tree.name(child) {
            "ri:page" | "ri:blog-post" => {
                let title = tree.attribute(child, "ri:content-title").unwrap_or_default();
                Some(PageName { space, title })
            }
            "ri:space" => Some(PageName { space, title: String::new() }),
            "ac:link" => resource(tree, child),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_merged_table_stands_beside_the_text() {
        let table = "<table><tbody><tr><th colspan=\"2\">a</th></tr><tr><td rowspan=\"999999\">b</td><td>c</td></tr></tbody></table>";
        let reading = read(table);
        assert_eq!(reading.projection, super::super::to_markdown(table));
        let spans: Vec<Vec<(usize, usize)>> = reading.tables[0]
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| (cell.columns, cell.rows)).collect())
            .collect();
        assert_eq!(spans, [vec![(2, 1)], vec![(1, MOST_SPANNED), (1, 1)]]);
    }

    #[test]
    fn the_words_of_comments_stand_between_marks() {
        let body = "<h2>a <ac:inline-comment-marker ac:ref=\"x\">b</ac:inline-comment-marker></h2>\
            <p><strong>c <ac:inline-comment-marker ac:ref=\"y\">d</ac:inline-comment-marker></strong></p>";
        let reading = read(body);
        assert_eq!(reading.projection.markdown, "## a b\n\n**c d**\n");
        let commented = reading.commented.unwrap();
        assert!(commented.markdown.starts_with("## a \u{2}b\u{3}\n\n"), "{:?}", commented.markdown);
        assert!(commented.markdown.contains("c \u{2}d\u{3}"), "{:?}", commented.markdown);
        assert_eq!(commented.names, ["x", "y"]);
        assert_eq!(read("<p>a</p>").commented, None);
    }

    #[test]
    fn the_pages_that_macros_name_are_told_apart() {
        let include = |page: &str| {
            format!(
                "<ac:structured-macro ac:name=\"include\"><ac:parameter ac:name=\"\"><ac:link>{page}</ac:link></ac:parameter></ac:structured-macro>"
            )
        };
        let body = include("<ri:page ri:content-title=\"A\"/>")
            + &include("<ri:page ri:space-key=\"K\" ri:content-title=\"B\"/>")
            + "<ac:structured-macro ac:name=\"excerpt-include\"><ac:parameter ac:name=\"\">K:C</ac:parameter></ac:structured-macro>";
        let reading = read(&body);
        let page = |space: Option<&str>, title: &str| PageName {
            space: space.map(str::to_owned),
            title: title.to_owned(),
        };
        assert_eq!(
            reading.pages,
            [
                ("include".to_owned(), page(None, "A")),
                ("include{#2}".to_owned(), page(Some("K"), "B")),
                ("excerpt-include".to_owned(), page(Some("K"), "C")),
            ]
        );
    }
}
