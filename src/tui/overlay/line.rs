//! One line of text over the panes: a new title, the title of a new page. It says who will see the page.

use crate::domain::{SafeText, TITLE_LIMIT, Title};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, LineKind};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::input::Input;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Typed {
    kind: LineKind,
    input: Input,
    problem: Option<String>,
}

/// Opens it.
pub(super) fn open(kind: LineKind, _world: &World) -> Option<Box<dyn Surface>> {
    let input = match &kind {
        LineKind::Rename(_, title) => Input::with(title),
        LineKind::NewPage(_) => Input::new().with_placeholder("title of the page"),
        LineKind::NewPost(_) => Input::new().with_placeholder("title of the post"),
    };
    Some(Box::new(Typed { kind, input, problem: None }))
}

impl Typed {
    fn accept(&mut self, world: &World) -> Step {
        let title = match Title::parse(self.input.text()) {
            Ok(title) => title.into_string(),
            Err(error) => {
                self.problem = Some(error.to_string());
                return Step::stay();
            }
        };
        match &self.kind {
            LineKind::Rename(_, before) if *before == title => Step::close(),
            LineKind::Rename(page, _) => {
                let said = format!("It is called “{}” now. u takes it back.", SafeText::line(&title));
                let intents = vec![Intent::Rename { page: page.clone(), to: title }];
                Step::close().and(Effect::Commit { intents, said })
            }
            LineKind::NewPage(place) => {
                Step::close().and(Effect::NewPage { place: place.clone(), title, storage: String::new() })
            }
            LineKind::NewPost(space) => {
                let day = world.now.to_zoned(world.zone.clone()).date();
                Step::close().and(Effect::NewPost { space: space.clone(), day, title })
            }
        }
    }
}

impl Surface for Typed {
    fn context(&self) -> Context {
        Context::Input
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Accept => self.accept(world),
            Action::Close => Step::close(),
            Action::Complete | Action::Up | Action::Down => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        self.problem = None;
        if self.input.on_key(key) { Step::stay() } else { Step::pass() }
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        self.input.insert(text);
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let title = match &self.kind {
            LineKind::Rename(..) => "Rename",
            LineKind::NewPage(_) => "New page",
            LineKind::NewPost(_) => "New blog post",
        };
        let right = match world.space.as_ref().and_then(|space| world.badge_of(space)) {
            Some(badge) => Line::styled(badge.to_string(), theme.badge(badge)),
            None => Line::default(),
        };
        let count = self.input.text().chars().count();
        let foot = match &self.problem {
            Some(problem) => Line::styled(problem.clone(), theme.bad),
            None if count > TITLE_LIMIT => {
                Line::styled(format!("{count} characters, {TITLE_LIMIT} fit"), theme.bad)
            }
            None => {
                let mut foot = sheet::keys(&[("Enter", title_verb(&self.kind)), ("Esc", "back")], theme);
                foot.spans.push(Span::raw(""));
                foot
            }
        };
        let look = Look { title: Line::styled(title, theme.title), right, foot, ..Look::default() };
        let inside = sheet::sheet(frame, area, Size { width: 72, height: 3 }, look, theme);
        sheet::draw_input(frame, inside, "", &self.input, theme);
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Accept, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "TITLE"
    }
}

fn title_verb(kind: &LineKind) -> &'static str {
    match kind {
        LineKind::Rename(..) => "rename",
        LineKind::NewPage(_) | LineKind::NewPost(_) => "write it",
    }
}
