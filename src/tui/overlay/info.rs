//! Facts about the page in hand: where it is, who made its version, who can see it, by name.

use crate::domain::{SafeText, Timestamp};
use crate::tui::action::{Action, Context};
use crate::tui::message::Opened;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;

struct Info {
    opened: Arc<Opened>,
    cursor: Cursor,
}

/// Opens it; `None` without an open page.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    let opened = world.page.clone()?;
    Some(Box::new(Info { opened, cursor: Cursor::default() }))
}

impl Info {
    fn facts(&self, world: &World) -> Vec<(&'static str, String)> {
        let page = &self.opened.row.page;
        let when =
            |moment: Timestamp| moment.to_zoned(world.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let labels: Vec<&str> = page.labels.iter().map(|label| label.as_str()).collect();
        let words = self.opened.projection.markdown.split_whitespace().count();
        let mut facts = vec![
            ("Title", page.title.clone()),
            ("Space", format!("{} ({})", self.opened.space.name, self.opened.space.key)),
            ("Id", page.id.to_string()),
            ("Made", when(page.created)),
            (
                "Version",
                match page.version.number {
                    0 => "not delivered yet".to_owned(),
                    number => format!(
                        "{number}, {} by {}",
                        when(page.version.when),
                        world.name_of(&page.version.author)
                    ),
                },
            ),
            ("Size", format!("{words} words, {} bytes", self.opened.body.len())),
            ("Labels", if labels.is_empty() { "none".to_owned() } else { labels.join(", ") }),
            ("Who sees it", self.opened.audience.badge.to_string()),
        ];
        for person in &self.opened.audience.people {
            facts.push(("", world.name_of(person)));
        }
        facts
    }
}

impl Surface for Info {
    fn context(&self) -> Context {
        Context::List
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Close => Step::close(),
            moves if self.cursor.act(moves, self.facts(world).len()) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let facts = self.facts(world);
        let look = Look {
            title: Line::styled("About this page", theme.title),
            foot: sheet::keys(&[("Esc", "close")], theme),
            ..Look::default()
        };
        let height = area.height.saturating_sub(2).min(facts.len() as u16 + 2);
        let inside = sheet::sheet(frame, area, Size { width: 72, height }, look, theme);
        sheet::draw(frame, inside, &mut self.cursor, facts.len(), theme, |index| {
            let (name, value) = &facts[index];
            let left = vec![
                Span::styled(format!("{name:<13}"), theme.muted),
                Span::raw(SafeText::line(value).into_string()),
            ];
            Row { left: Line::from(left), right: Line::default() }
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Close]
    }

    fn mode(&self) -> &'static str {
        "INFO"
    }
}
