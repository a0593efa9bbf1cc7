//! How the versions and what differs between them look: the list beside the text, or above it where there is less room.

use super::body::Shown;
use super::{History, Side, UNSENT, Versions};
use crate::domain::{SafeText, Version};
use crate::tui::action::{Action, Context};
use crate::tui::surface::Surface;
use crate::tui::widget::frame::{Look, pane};
use crate::tui::widget::row;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

/// From this width on the list stands beside the text.
const BESIDE: u16 = 90;

impl History {
    /// Draws all of it.
    pub(super) fn draw_all(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        frame.render_widget(Clear, area);
        let inside = pane(frame, area, theme, self.look(world));
        match &self.versions {
            Versions::Loading => return row::sentence(frame, inside, "Asking for the versions…", theme),
            Versions::Failed(why) => {
                let text = format!(
                    "The versions cannot be fetched: {}. They are kept by the wiki; press {} to try again.",
                    SafeText::line(why),
                    world.key(Context::History, Action::Refresh)
                );
                return row::sentence(frame, inside, &text, theme);
            }
            Versions::Here(versions) if versions.is_empty() => {
                let text = "No version yet: the page was never delivered.";
                return row::sentence(frame, inside, text, theme);
            }
            Versions::Here(_) => {}
        }
        let count = self.list().len();
        let (list, text) = areas(inside, count);
        let rows: Vec<Row> = self.list().iter().map(|version| self.row(version, world)).collect();
        sheet::draw(frame, list, &mut self.cursor, count, theme, |index| rows[index].clone());
        if inside.width >= BESIDE {
            let line = if theme.signs.ascii { "|" } else { "│" };
            for y in inside.y..inside.bottom() {
                frame.buffer_mut().set_string(list.right(), y, line, theme.border);
            }
        } else if list.bottom() < inside.bottom() {
            sheet::draw_rule(frame, Rect { y: list.bottom(), height: 1, ..inside }, theme);
        }
        self.draw_text(frame, text, world);
    }

    fn row(&self, version: &Version, world: &World) -> Row {
        let theme = &world.theme;
        let marked = self.marked == Some(version.number);
        let sign = if marked { theme.signs.mark } else { " " };
        let mut left = vec![
            Span::styled(format!("{sign} "), theme.mark),
            Span::styled(format!("{:<5}", name(version.number)), theme.title),
            Span::raw(world.name_of(&version.author)),
        ];
        if !version.message.is_empty() {
            let message = SafeText::line(&version.message);
            left.push(Span::styled(format!(" {} {message}", theme.signs.dot), theme.muted));
        }
        Row { left: Line::from(left), right: Line::styled(world.ago(version.when), theme.muted) }
    }

    fn look(&self, world: &World) -> Look {
        let theme = &world.theme;
        let title = self.opened.as_ref().map_or_else(String::new, |opened| opened.row.page.title.clone());
        let title = Line::from(vec![
            Span::styled("History ", theme.title),
            Span::styled(format!("of {}", SafeText::line(&title)), theme.muted),
        ]);
        let right = match (self.side, self.compared(), &self.shown) {
            (Side::Page, ..) => self.selected().map_or_else(String::new, |version| {
                format!("the page as it was in {}", name(version.number))
            }),
            (Side::Changes, Some((old, new)), Some(Shown::Changes(view))) => {
                let old = old.map_or("nothing".to_owned(), name);
                let (arrow, new) = (theme.signs.arrow, name(new));
                format!("{old} {arrow} {new}  {}", view.diff().summary(theme))
            }
            _ => String::new(),
        };
        let key = |action| world.key(self.context(), action);
        let foot = match self.reading {
            false => format!(
                "{} compares with this one {} {} changes or page {} {} brings it back",
                key(Action::Compare),
                theme.signs.dot,
                key(Action::NextPane),
                theme.signs.dot,
                key(Action::Restore),
            ),
            true => format!(
                "{} next change {} {} versions",
                key(Action::FindNext),
                theme.signs.dot,
                key(Action::Close)
            ),
        };
        Look {
            focused: true,
            title,
            right: Line::styled(right, theme.accent),
            foot: Line::styled(foot, theme.muted),
        }
    }

    fn draw_text(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        match &mut self.shown {
            Some(Shown::Changes(view)) if view.diff().is_empty() => {
                row::sentence(frame, area, "Both versions say the same.", theme);
            }
            Some(Shown::Changes(view)) => view.draw(frame.buffer_mut(), area, theme),
            Some(Shown::Page(view)) => view.draw(frame.buffer_mut(), area, world, &[]),
            Some(Shown::Failed(why)) => {
                let text = format!("This version cannot be shown: {why}. Press R to try again.");
                row::sentence(frame, area, &text, theme);
            }
            None => row::sentence(frame, area, "Fetching the text…", theme),
        }
    }
}

/// Returns the places of the list and of the text.
fn areas(inside: Rect, count: usize) -> (Rect, Rect) {
    if inside.width >= BESIDE {
        let list = Rect { width: (inside.width / 3).min(44), ..inside };
        (list, Rect { x: list.right() + 1, width: inside.width - list.width - 1, ..inside })
    } else {
        let list = Rect { height: (count as u16).min(inside.height / 3).max(1), ..inside };
        let height = inside.height.saturating_sub(list.height + 1);
        (list, Rect { y: list.bottom() + 1, height, ..inside })
    }
}

/// Returns how a version is called.
fn name(number: u32) -> String {
    if number == UNSENT { "here".to_owned() } else { format!("v{number}") }
}
