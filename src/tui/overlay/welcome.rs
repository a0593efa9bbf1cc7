//! First run: three sentences and one key that leads to your own private space.

use crate::tui::action::{Action, Context};
use crate::tui::effect::Screen;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

struct Welcome;

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Welcome))
}

impl Surface for Welcome {
    fn context(&self) -> Context {
        Context::List
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Open if world.my_space().is_none() => Step::replace(Screen::Personal),
            Action::Open | Action::Close => Step::close(),
            Action::Help => Step::replace(Screen::Help),
            _ => Step::pass(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let key = |key: String, does: &'static str| {
            Line::from(vec![Span::styled(format!("  {key:<8}"), theme.key), Span::raw(does)])
        };
        let behind = |action| world.key(Context::Browse, action);
        let enter = match world.my_space() {
            None => "adds your own private space: half a minute, three questions",
            Some(_) => "goes on",
        };
        let (place, right) = match world.settings.is_elsewhere {
            false => {
                let private = Line::styled("only you", theme.private);
                (" Your notes live in a wiki on this machine: nothing leaves it,", private)
            }
            true => (" A wiki elsewhere; what you see of it is kept on this machine, too:", Line::default()),
        };
        let lines = vec![
            Line::raw(""),
            Line::raw(place),
            Line::raw(" nothing waits for a network, nothing you type is lost."),
            Line::raw(""),
            key("Enter".to_owned(), enter),
            key("Esc".to_owned(), "looks around first"),
            Line::raw(""),
            key(behind(Action::GoHome), "leads to your space from anywhere"),
            key(behind(Action::Jot), "writes a note into today's page"),
            key(behind(Action::Help), "shows every key"),
        ];
        let look = Look {
            title: Line::styled("Welcome to tildr", theme.title),
            right,
            foot: sheet::keys(&[("Enter", "begin"), ("Esc", "later")], theme),
            ..Look::default()
        };
        let size = Size { width: 72, height: lines.len() as u16 + 3 };
        let inside = sheet::sheet(frame, area, size, look, theme);
        frame.render_widget(Paragraph::new(lines).style(theme.text), inside);
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::Close, Action::Help]
    }

    fn mode(&self) -> &'static str {
        "WELCOME"
    }
}
