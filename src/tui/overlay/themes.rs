//! The colours to choose from, tried on while the cursor moves.

use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::{Step, Surface};
use crate::tui::theme::Theme;
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Themes {
    names: Vec<&'static str>,
    cursor: Cursor,
    /// What was in force; may be a theme of the person's own, which is not in the list.
    before: Theme,
}

/// Opens it.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    let names: Vec<&'static str> = Theme::names().collect();
    let before = world.theme.clone();
    let at = names.iter().position(|name| *name == before.name).unwrap_or(0);
    Some(Box::new(Themes { names, cursor: Cursor { at, ..Cursor::default() }, before }))
}

impl Themes {
    fn try_on(&self, world: &World) -> Option<Effect> {
        let theme = Theme::named(self.names[self.cursor.at], world.theme.signs, world.settings.colours)?;
        Some(Effect::SetTheme(Box::new(theme)))
    }
}

impl Surface for Themes {
    fn context(&self) -> Context {
        Context::List
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Close => Step::close().and(Effect::SetTheme(Box::new(self.before.clone()))),
            Action::Open => {
                let chosen = self.names[self.cursor.at].to_owned();
                Step::close()
                    .and_all(self.try_on(world))
                    .and(Effect::SetState { name: "theme", value: chosen.clone() })
                    .and(Effect::Say(Notice::good(format!("The colours are “{chosen}” from now on."))))
            }
            moves if self.cursor.act(moves, self.names.len()) => Step::stay().and_all(self.try_on(world)),
            _ => Step::pass(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let look = Look {
            title: Line::styled("Colours", theme.title),
            foot: sheet::keys(&[("Enter", "keep"), ("Esc", "as before")], theme),
            ..Look::default()
        };
        let size = Size { width: 50, height: self.names.len() as u16 + 2 };
        let inside = sheet::sheet(frame, area, size, look, theme);
        let names = &self.names;
        sheet::draw(frame, inside, &mut self.cursor, names.len(), theme, |index| {
            let about = match names[index] {
                "terminal" => "your terminal's own colours",
                "evening" => "dark, true colour",
                _ => "light, true colour",
            };
            let right = Line::from(Span::styled(about, theme.muted));
            Row { left: Line::raw(names[index]), right }
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "COLOURS"
    }
}
