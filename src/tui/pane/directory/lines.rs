//! The rows of the directory as lines: a space with its size and who sees it, a page, a heading, a folded line.

use super::Directory;
use super::rows::Row;
use crate::domain::{SafeText, SpaceKind, SpaceStatus, Watched};
use crate::tui::action::{Action, Context};
use crate::tui::message::Shelf;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::text::{Line, Span};

impl Directory {
    /// Returns the line of a row, so many columns wide; where a filter is on, folded lines show as open.
    pub(super) fn line(&self, row: &Row, filtered: bool, width: usize, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let fold = |open: bool| if open { theme.signs.open } else { theme.signs.closed };
        match row {
            Row::Heading(text) => Line::styled(SafeText::line(text).into_string(), theme.muted),
            Row::People(count) => row::ends(
                vec![Span::raw(format!("{} People's spaces", fold(self.folds.people || filtered)))],
                vec![Span::styled(format!("({count})"), theme.muted)],
                width,
                theme,
            ),
            Row::Archived(count) => row::ends(
                vec![Span::styled(
                    format!("{} Archived", fold(self.folds.archived || filtered)),
                    theme.muted,
                )],
                vec![Span::styled(format!("({count})"), theme.muted)],
                width,
                theme,
            ),
            Row::Page(page, title) => {
                let is_starred = world.directory.favourite_pages.iter().any(|starred| starred.page == *page);
                let star = if is_starred { theme.signs.star } else { " " };
                let title = match title {
                    Some(title) => Span::raw(SafeText::line(title).into_string()),
                    None => Span::styled("no longer available", theme.muted),
                };
                row::ends(
                    vec![Span::styled(format!("{star} "), theme.warning), title],
                    Vec::new(),
                    width,
                    theme,
                )
            }
            Row::AddMine => row::ends(
                vec![Span::styled("  add your own space", theme.accent)],
                vec![Span::styled(world.key(Context::Spaces, Action::GoHome), theme.key)],
                width,
                theme,
            ),
            Row::Space(id) => match world.shelf(id) {
                Some(shelf) => space_line(shelf, width, world),
                None => Line::raw(""),
            },
        }
    }
}

fn space_line(shelf: &Shelf, width: usize, world: &World) -> Line<'static> {
    let theme = &world.theme;
    let space = &shelf.space;
    let star = if world.directory.favourites.contains(&space.id) { theme.signs.star } else { " " };
    let mut left = vec![Span::styled(format!("{star} "), theme.warning)];
    let key = SafeText::line(space.key.as_str()).into_string();
    left.push(Span::styled(key, theme.accent));
    if space.kind == SpaceKind::Site {
        left.push(Span::raw(format!(" {}", SafeText::line(&space.name))));
    }
    let away = match space.status {
        SpaceStatus::Active => "",
        SpaceStatus::Archived => "archived ",
        SpaceStatus::Trashed => "in the trash ",
    };
    let badge = &shelf.audience().badge;
    let mut right = vec![Span::styled(away, theme.warning)];
    if world.directory.watched.contains(&Watched::Space(space.id.clone())) {
        right.push(Span::styled(format!("{} ", theme.signs.watched), theme.muted));
    }
    let pages = if shelf.pages == 1 { "page" } else { "pages" };
    match width {
        56.. => {
            right.push(Span::styled(format!("{} {pages} {} ", shelf.pages, theme.signs.dot), theme.muted))
        }
        34.. => right.push(Span::styled(format!("{} ", shelf.pages), theme.muted)),
        _ => {}
    }
    right.push(Span::styled(badge.to_string(), theme.badge(badge)));
    row::ends(left, right, width, theme)
}
