//! The colours to choose from, tried on while the cursor moves.

use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice};
use crate::tui::surface::{Step, Surface};
use crate::tui::theme::{Depth, Theme};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Themes {
    /// The built-in ones, and the one in force when it is the person's own.
    all: Vec<Theme>,
    cursor: Cursor,
    before: Theme,
}

/// Opens it.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    let before = world.theme.clone();
    let named = |name| Theme::named(name, before.signs, world.settings.colours);
    let mut all: Vec<Theme> = Theme::names().filter_map(named).collect();
    if all.iter().all(|theme| theme.name != before.name) {
        all.push(before.clone());
    }
    let at = all.iter().position(|theme| theme.name == before.name).unwrap_or(0);
    Some(Box::new(Themes { all, cursor: Cursor { at, ..Cursor::default() }, before }))
}

impl Themes {
    fn try_on(&self) -> Effect {
        Effect::SetTheme(Box::new(self.all[self.cursor.at].clone()))
    }

    fn keep(&self) -> Step {
        let chosen = self.all[self.cursor.at].name.clone();
        let said = Notice::good(format!("The colours are “{chosen}” from now on."));
        let keep = Effect::SetState { name: "theme", value: chosen };
        Step::close().and(self.try_on()).and(keep).and(Effect::Say(said))
    }
}

/// What a terminal of few colours does to a choice.
fn limit(depth: Depth) -> Option<&'static str> {
    match depth {
        Depth::None => Some("colours are off here (NO_COLOR or `colours`)"),
        Depth::Sixteen => Some("16 colours here: all look like the first"),
        Depth::Indexed => Some("256 colours here: the nearest are shown"),
        Depth::Full => None,
    }
}

impl Surface for Themes {
    fn context(&self) -> Context {
        Context::List
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        match action {
            Action::Close => Step::close().and(Effect::SetTheme(Box::new(self.before.clone()))),
            Action::Open => self.keep(),
            moves if self.cursor.act(moves, self.all.len()) => Step::want(self.try_on()),
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
        let limit = limit(world.settings.colours);
        let height = self.all.len() as u16 + 2 + 2 * u16::from(limit.is_some());
        let inside = sheet::sheet(frame, area, Size { width: 56, height }, look, theme);
        let list = Rect { height: inside.height.min(self.all.len() as u16), ..inside };
        let all = &self.all;
        sheet::draw(frame, list, &mut self.cursor, all.len(), theme, |index| {
            let about = if all[index].about.is_empty() { "your own" } else { all[index].about.as_str() };
            let left = vec![
                Span::raw(format!("{:<10}", crate::domain::SafeText::line(&all[index].name).into_string())),
                Span::styled(crate::domain::SafeText::line(about).into_string(), theme.muted),
            ];
            Row { left: Line::from(left), right: Line::default() }
        });
        if let Some(limit) = limit.filter(|_| inside.height > list.height + 1) {
            let line = Rect { y: list.bottom() + 1, height: 1, ..sheet::inset(inside) };
            frame.render_widget(Line::styled(limit, theme.muted), line);
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::Down, Action::Up, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "COLOURS"
    }
}
