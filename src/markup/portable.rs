//! A body as Markdown for other programs: what GFM has words for is said in them.
//!
//! The projection is what a person edits, and some of it only this program reads. Here links to pages that go along
//! lead to their files, tables with more than text in their cells and parts that fold are the HTML that GFM takes,
//! with Markdown inside. Read again it means the same. What has no other form stays as the projection writes it.

use super::construct::{image, page_link, table};
use super::markdown::spelling::link_spelling;
use super::markdown::write;
use super::markdown::{footnote, portable};
use super::model::{Block, CellForm, Head, PieceKind};
use super::projection::Projected;
use super::storage::Tree;

/// Writes a body; `address` knows where a page of a space and title is, without a space one beside this page.
pub(super) fn write(storage: &str, address: &dyn Fn(Option<&str>, &str) -> Option<String>) -> String {
    match Tree::parse(storage) {
        Ok(tree) => {
            let mut document = Projected::new(&tree).document;
            footnote::restore(&mut document);
            prepare(&tree, address, &mut document);
            write::write_portable(&document)
        }
        Err(_) => super::plain_text(storage),
    }
}

fn prepare(tree: &Tree<'_>, address: &dyn Fn(Option<&str>, &str) -> Option<String>, block: &mut Block) {
    for piece in &mut block.pieces {
        let PieceKind::Atom(spelling) = &mut piece.kind else { continue };
        if let Some(link) = link(spelling, address).or_else(|| image::as_html(spelling)) {
            *spelling = link;
        }
    }
    block.form = form(tree, block);
    block.children.iter_mut().for_each(|child| prepare(tree, address, child));
    widen(tree, block);
}

/// Tells the cells of one row how wide their columns are: the first row in which each column has a cell.
fn widen(tree: &Tree<'_>, table: &mut Block) {
    let Some(origin) = table.origin else { return };
    let widths = table::column_widths(tree, origin.node);
    if widths.iter().all(Option::is_none) {
        return;
    }
    let Some(row) = portable::rows_mut(table).into_iter().find(|row| table::is_even(row, widths.len()))
    else {
        return;
    };
    for (cell, width) in row.iter_mut().zip(widths) {
        cell.form.get_or_insert(CellForm::PLAIN).width = width;
    }
}

/// A link to a file in place of one to its page.
fn link(spelling: &str, address: &dyn Fn(Option<&str>, &str) -> Option<String>) -> Option<String> {
    let link = page_link::target_of(spelling)?;
    let mut path = address(link.space.as_deref(), &link.title)?;
    if let Some(anchor) = &link.anchor {
        path.push('#');
        path.push_str(anchor);
    }
    Some(link_spelling(link.text.as_deref().unwrap_or(&link.title), &path))
}

fn form(tree: &Tree<'_>, block: &Block) -> Option<CellForm> {
    match &block.head {
        Head::Cell(_) => {}
        Head::Container { name, .. } if name == "cell" => {}
        _ => return None,
    }
    let node = block.origin?.node;
    let span = |name: &str| tree.attribute(node, name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
    Some(CellForm {
        columns: span("colspan").clamp(1, MOST_SPANNED),
        rows: span("rowspan").clamp(1, MOST_SPANNED),
        is_head: tree.name(node) == "th",
        align: table::cell_align(tree, node),
        vertical: table::cell_vertical(tree, node),
        width: None,
    })
}

/// A cell that says it is larger is wrong.
const MOST_SPANNED: usize = 1000;

#[cfg(test)]
mod tests {
    use super::super::{to_portable, to_storage};

    fn written(storage: &str) -> String {
        to_portable(storage, &|space, title| {
            (space.is_none() && title == "My guide").then(|| "../My-guide.md".to_owned())
        })
    }

    #[test]
    fn links_lead_to_files() {
        let storage =
            to_storage("[[My guide#part|the guide]], [[My guide]], [[Other]], [[ENG:My guide]]\n").storage;
        assert_eq!(
            written(&storage),
            "[the guide](../My-guide.md#part), [My guide](../My-guide.md), [[Other]], [[ENG:My guide]]\n"
        );
    }

    #[test]
    fn rich_tables_are_html_with_markdown_inside_and_come_back() {
        let storage = "<table><tbody><tr><th>a &amp; <strong>b</strong></th><th></th></tr>\
            <tr><td colspan=\"2\"><ul><li>c</li></ul></td></tr></tbody></table>";
        let text = written(storage);
        assert_eq!(
            text,
            "<table>\n<tr>\n<th>a &amp; <strong>b</strong></th>\n<th></th>\n</tr>\n<tr>\n\
             <td colspan=\"2\">\n\n- c\n\n</td>\n</tr>\n</table>\n"
        );
        assert_eq!(
            to_storage(&text).storage,
            storage.replace("a &amp; <strong>b</strong>", "<p>a &amp; <strong>b</strong></p>")
        );
    }

    #[test]
    fn a_table_without_a_header_says_so() {
        let storage = "<table><tbody><tr><td>a</td><td>{b}</td></tr></tbody></table>";
        let text = written(storage);
        assert_eq!(text, "<table>\n<tr>\n<td>a</td>\n<td>&#123;b}</td>\n</tr>\n</table>\n");
        assert_eq!(to_storage(&text).storage, storage);
        let headed = "| a |\n| --- |\n| b |\n";
        assert_eq!(written(&to_storage(headed).storage), headed);
    }

    #[test]
    fn columns_are_as_wide_as_they_were() {
        let columns = "<colgroup><col style=\"width: 226.67px;\"/><col/></colgroup>";
        let simple = format!(
            "<table>{columns}<tbody><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></tbody></table>"
        );
        let text = written(&simple);
        assert!(text.contains("<th width=\"226.67\">a</th>\n<th>b</th>"), "{text}");
        assert_eq!(to_storage(&text).storage, simple);
        // A merged cell says nothing of one column: those below it do.
        let merged = format!(
            "<table>{columns}<tbody><tr><td colspan=\"2\">a</td></tr><tr><td>b</td><td><ul><li>c</li></ul></td></tr></tbody></table>"
        );
        let text = written(&merged);
        assert!(
            text.contains("<td colspan=\"2\">a</td>") && text.contains("<td width=\"226.67\">b</td>"),
            "{text}"
        );
        assert!(to_storage(&text).storage.starts_with(&format!("<table>{columns}<tbody>")), "{text}");
        let typed = "<table>\n<col width=\"14%\"/><col/>\n<tr><th>a</th><th>b</th></tr>\n</table>\n";
        let storage = to_storage(typed).storage;
        assert!(
            storage.starts_with("<table><colgroup><col style=\"width: 14%;\"/><col/></colgroup>"),
            "{storage}"
        );
    }

    #[test]
    fn what_is_in_cells_stands_where_it_stood() {
        let typed = "<table>\n<tr>\n<td align=\"center\" valign=\"top\">\n\n- a\n\n</td>\n</tr>\n</table>\n";
        let storage = to_storage(typed).storage;
        assert!(storage.contains("<td style=\"text-align: center; vertical-align: top;\">"), "{storage}");
        assert_eq!(written(&storage), typed);
    }

    #[test]
    fn footnotes_and_mixed_lists_are_what_they_were() {
        let typed = "a[^1] b[^big-note] c[^1]\n\n- [ ] d\n- e\n- [x] f\n\n[^1]: One\n\n[^big-note]: Two\n\n    `more`\n";
        let storage = to_storage(typed).storage;
        assert_eq!(written(&storage), typed);
        assert_eq!(to_storage(&written(&storage)).storage, storage);
        // A number that does not lead to its item is a link like any other.
        let other = storage.replace(">2<", ">3<");
        assert!(written(&other).contains("[3](#fn-big-note)"), "{}", written(&other));
    }

    #[test]
    fn cells_keep_their_paragraphs() {
        let typed = "<table>\n<tr><td><p>a</p><p>b</p></td><td>c</td></tr>\n</table>\n";
        let storage = to_storage(typed).storage;
        assert!(storage.contains("<td><p>a</p><p>b</p></td>"), "{storage}");
        assert_eq!(to_storage(&written(&storage)).storage, storage);
    }

    #[test]
    fn parts_that_fold_are_details() {
        let typed = ":::expand{title=\"More & more\"}\na\n\n- b\n:::\n";
        let text = written(&to_storage(typed).storage);
        assert_eq!(text, "<details>\n<summary>More &amp; more</summary>\n\na\n\n- b\n\n</details>\n");
        assert_eq!(to_storage(&text).storage, to_storage(typed).storage);
    }
}
