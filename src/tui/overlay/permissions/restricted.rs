//! The restricted pages of a space, as the tree has them: which they are, and who is left.

use super::facts::{Facts, safe};
use crate::domain::*;
use crate::permission;
use crate::replica::Sifted;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Request};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::row;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::collections::HashMap;

/// The pages.
#[derive(Debug, Default)]
pub(super) struct Restricted {
    rows: Option<Vec<(Page, usize, bool)>>,
    cursor: Cursor,
}

/// What narrows the tree to these pages.
fn sieve() -> Sieve {
    Sieve { restricted: true, ..Sieve::default() }
}

impl Restricted {
    /// Asks the replica for them.
    pub(super) fn wanted(space: &SpaceId) -> Effect {
        Effect::Load(Request::Sift { space: space.clone(), sieve: sieve(), since: None })
    }

    /// Takes an answer about a space; tells nothing of one that was asked otherwise.
    pub(super) fn learn(&mut self, asked: &Sieve, sifted: &Sifted) {
        if *asked != sieve() {
            return;
        }
        let mut depths: HashMap<PageId, usize> = HashMap::new();
        let mut rows = Vec::new();
        for row in &sifted.rows {
            let above = row.page.parent.as_ref().and_then(|parent| depths.get(parent));
            let depth = above.map_or(0, |depth| depth + 1);
            depths.insert(row.page.id.clone(), depth);
            rows.push((row.page.clone(), depth, sifted.passed.contains(&row.page.id)));
        }
        self.rows = Some(rows);
    }

    pub(super) fn moves(&mut self, action: Action) -> bool {
        self.cursor.act(action, self.rows.as_ref().map_or(0, Vec::len))
    }

    /// Returns the selected page.
    pub(super) fn selected(&self) -> Option<PageId> {
        self.rows.as_ref()?.get(self.cursor.at).map(|(page, ..)| page.id.clone())
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, facts: &Facts, world: &World) {
        let theme = &world.theme;
        let rows = self.rows.as_deref().unwrap_or_default();
        if rows.is_empty() {
            let text = match self.rows {
                Some(_) => "No page of this space is restricted. p on a page restricts it.",
                None => "The pages are looked through.",
            };
            return row::sentence(frame, area, text, theme);
        }
        let space = facts.space.as_ref().and_then(|id| world.shelf(id)).map(|shelf| &shelf.space);
        let badge = |page: &Page| {
            let badge = permission::page_audience(page, space?, &world.directory.people, world.me()?).badge;
            Some(Line::styled(badge.to_string(), theme.badge(&badge)))
        };
        let mut cursor = self.cursor;
        sheet::draw(frame, area, &mut cursor, rows.len(), theme, |index| {
            let (page, depth, is_restricted) = &rows[index];
            let (sign, style) = match is_restricted {
                true => (theme.signs.restricted, theme.text),
                false => (theme.signs.leaf, theme.muted),
            };
            let left = vec![
                Span::styled(format!("{}{sign} ", "  ".repeat(*depth)), theme.warning),
                Span::styled(safe(&page.title), style),
            ];
            let right = is_restricted.then(|| badge(page)).flatten().unwrap_or_default();
            Row { left: Line::from(left), right }
        });
        self.cursor = cursor;
    }
}
