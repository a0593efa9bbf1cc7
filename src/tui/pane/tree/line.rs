//! The lines of the tree: a page with its signs, and a page that is carried where it would land.

use super::branches::Visible;
use super::marks::Marks;
use crate::domain::{SafeText, Watched};
use crate::replica::PageRow;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Draws a page.
pub(super) fn page(visible: &Visible, marks: &Marks, width: usize, world: &World) -> Line<'static> {
    let theme = &world.theme;
    let row = &*visible.row;
    let branch = match (row.has_children, visible.is_open) {
        (true, true) => theme.signs.open,
        (true, false) => theme.signs.closed,
        (false, _) => theme.signs.leaf,
    };
    let marked = marks.has(visible.id());
    let mut left = Vec::new();
    if marks.count() > 0 {
        left.push(Span::styled(if marked { theme.signs.mark } else { " " }, theme.mark));
    }
    left.push(Span::raw(" ".repeat(visible.depth * 2)));
    left.push(Span::styled(format!("{branch} "), theme.muted));
    left.push(Span::styled(title(row), if marked { theme.mark } else { Style::new() }));
    row::ends(left, signs(row, world), width, theme)
}

/// Draws a page where it would land.
pub(super) fn carried(row: &PageRow, depth: usize, width: usize, world: &World) -> Line<'static> {
    let theme = &world.theme;
    let left = vec![
        Span::raw(" ".repeat(depth * 2)),
        Span::styled(format!("{} ", theme.signs.arrow), theme.mark),
        Span::styled(title(row), theme.mark),
    ];
    row::ends(left, signs(row, world), width, theme)
}

fn title(row: &PageRow) -> String {
    SafeText::line(&row.page.title).into_string()
}

pub(super) fn signs(row: &PageRow, world: &World) -> Vec<Span<'static>> {
    let theme = &world.theme;
    let is_starred = world.directory.favourite_pages.iter().any(|page| page.page == row.page.id);
    let is_watched = world.directory.watched.contains(&Watched::Page(row.page.id.clone()));
    let signs = [
        (is_watched, theme.signs.watched, theme.muted),
        (is_starred, theme.signs.star, theme.warning),
        (row.page.restricted_to.is_some(), theme.signs.restricted, theme.warning),
        (row.mark.draft, "*", theme.mark),
        (row.mark.queued, "^", theme.mark),
        (row.mark.conflict, "!", theme.bad),
    ];
    signs.into_iter().filter(|(on, ..)| *on).map(|(_, sign, style)| Span::styled(sign, style)).collect()
}
