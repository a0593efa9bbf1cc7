//! The trash: bring a page back, or remove it for good after its title was typed.

use crate::domain::{Page, SafeText, SpaceId};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, OnlineAnswer, OnlineRequest, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Trash {
    /// Whose trash; `None` for all of them.
    space: Option<SpaceId>,
    pages: Option<Vec<Page>>,
    cursor: Cursor,
    /// The title being typed to remove the selected page for good.
    purging: Option<Input>,
}

/// Opens it.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Trash {
        space: world.space.clone(),
        pages: None,
        cursor: Cursor::default(),
        purging: None,
    }))
}

impl Trash {
    fn load(&self) -> Effect {
        Effect::Load(Request::Trashed(self.space.clone()))
    }

    fn selected(&self) -> Option<&Page> {
        self.pages.as_ref()?.get(self.cursor.at)
    }

    fn restore(&self) -> Step {
        let Some(page) = self.selected() else { return Step::stay() };
        let said = format!("“{}” is back.", SafeText::line(&page.title));
        Step::want(Effect::Commit { intents: vec![Intent::Restore(page.id.clone())], said })
    }

    /// Removes the page for good when the title was typed as it is.
    fn purge(&mut self) -> Step {
        let (Some(page), Some(input)) = (self.selected(), &self.purging) else { return Step::stay() };
        if input.text() != SafeText::line(&page.title).as_str() {
            return Step::want(Effect::Say(Notice::plain("That is not the title: nothing was removed.")));
        }
        let request = Effect::Online(OnlineRequest::PurgePage(page.id.clone()));
        self.purging = None;
        Step::want(request)
    }

    fn row(page: &Page, world: &World) -> Row {
        let theme = &world.theme;
        let key = world.shelf(&page.space).map_or_else(String::new, |shelf| shelf.space.key.to_string());
        let fact = format!("{} {} v{}", SafeText::line(&key), theme.signs.dot, page.version.number);
        Row {
            left: Line::from(sheet::marked(&page.title, &[], theme.text, theme.text)),
            right: Line::styled(fact, theme.muted),
        }
    }

    fn title(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let place = self.space.as_ref().and_then(|space| world.shelf(space));
        let place = place.map_or("all spaces".to_owned(), |shelf| shelf.space.key.to_string());
        Line::from(vec![
            Span::styled("Trash ", theme.title),
            Span::styled(format!("of {}", SafeText::line(&place)), theme.muted),
        ])
    }

    fn draw_purging(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let (Some(page), Some(input)) = (self.selected(), &self.purging) else { return };
        let theme = &world.theme;
        sheet::draw_rule(frame, area, theme);
        let line = |y: u16| Rect { y: area.y + y, height: 1, ..area };
        let text = vec![
            Span::styled("Removes ", theme.bad),
            Span::styled(SafeText::line(&page.title).into_string(), theme.title),
            Span::styled(" and every version of it. Nothing brings it back.", theme.bad),
        ];
        frame.render_widget(Line::from(text), sheet::inset(line(1)));
        sheet::draw_input(frame, line(2), "title › ", input, theme);
    }
}

impl Surface for Trash {
    fn context(&self) -> Context {
        if self.purging.is_some() { Context::Input } else { Context::Trash }
    }

    fn wants_text(&self) -> bool {
        self.purging.is_some()
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![self.load()]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match (action, &self.purging) {
            (Action::Accept, Some(_)) => self.purge(),
            (Action::Close, Some(_)) => {
                self.purging = None;
                Step::stay()
            }
            (_, Some(_)) => Step::pass(),
            (Action::Restore | Action::Open, None) => self.restore(),
            (Action::Discard, None) => {
                let placeholder = "type the title to remove it for good";
                self.purging = self.selected().map(|_| Input::new().with_placeholder(placeholder));
                Step::stay()
            }
            (Action::NextPane | Action::PreviousPane, None) => {
                self.space = if self.space.is_some() { None } else { world.space.clone() };
                self.cursor = Cursor::default();
                Step::want(self.load())
            }
            (Action::Close, None) => Step::close(),
            (moves, None) => {
                let count = self.pages.as_ref().map_or(0, Vec::len);
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        match &mut self.purging {
            Some(input) => {
                input.on_key(key);
                Step::stay()
            }
            None if key.code == KeyCode::Char('D') => self.on_action(Action::Discard, world),
            _ => Step::pass(),
        }
    }

    fn on_paste(&mut self, _text: &str, _world: &World) -> Step {
        // A title that was pasted was not typed.
        Step::stay()
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        match data {
            Data::Trashed(pages) => {
                self.pages = Some(pages.clone());
                self.purging = None;
                Step::stay()
            }
            Data::Online(answer) => match &**answer {
                OnlineAnswer::Purged(_) => {
                    Step::want(Effect::Wake).and(Effect::Say(Notice::good("Removed for good.")))
                }
                _ => Step::stay(),
            },
            _ => Step::stay(),
        }
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        vec![self.load()]
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let keys = match self.purging {
            Some(_) => sheet::keys(&[("Enter", "remove for good"), ("Esc", "back")], theme),
            None => sheet::keys(
                &[("r", "restore"), ("D", "remove for good"), ("Tab", "all spaces"), ("Esc", "close")],
                theme,
            ),
        };
        let look = Look { title: self.title(world), foot: keys, ..Look::default() };
        let size = Size { width: 84, height: area.height.saturating_sub(2).min(20) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        let foot = if self.purging.is_some() { 3.min(inside.height) } else { 0 };
        let list = Rect { height: inside.height - foot, ..inside };
        self.draw_purging(frame, Rect { y: list.bottom(), height: foot, ..inside }, world);
        match &self.pages {
            Some(pages) if !pages.is_empty() => {
                sheet::draw(frame, list, &mut self.cursor, pages.len(), theme, |at| {
                    Self::row(&pages[at], world)
                });
            }
            Some(_) => {
                sheet::draw_empty(frame, list, "The trash is empty. `d` on a page puts it here.", theme)
            }
            None => {}
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        match self.purging {
            Some(_) => vec![Action::Accept, Action::Close],
            None => vec![Action::Restore, Action::Discard, Action::NextPane, Action::Close],
        }
    }

    fn mode(&self) -> &'static str {
        "TRASH"
    }
}
