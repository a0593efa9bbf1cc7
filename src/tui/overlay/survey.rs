//! What is gathered from all pages: the open tasks, the pages around one. Enter goes to the page.

use crate::domain::{Finding, PageId, SafeText, Survey, Tie};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Request};
use crate::tui::message::Data;
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

/// The list.
struct List {
    survey: Survey,
    title: String,
    found: Arc<Vec<Finding>>,
    /// Whether there may be more.
    is_looking: bool,
    /// Of tasks: those of others too.
    shows_all: bool,
    cursor: Cursor,
}

/// Opens the list of open tasks.
pub(super) fn open_tasks() -> Option<Box<dyn Surface>> {
    List::open(Survey::Tasks, "Open tasks".to_owned())
}

/// Opens the list of the pages around one.
pub(super) fn open_around(page: PageId, title: String) -> Option<Box<dyn Surface>> {
    List::open(Survey::Around(page), format!("Pages around {}", SafeText::line(&title)))
}

impl List {
    fn open(survey: Survey, title: String) -> Option<Box<dyn Surface>> {
        let cursor = Cursor::default();
        Some(Box::new(Self {
            survey,
            title,
            found: Arc::default(),
            is_looking: true,
            shows_all: false,
            cursor,
        }))
    }

    fn ask(&self) -> Effect {
        Effect::Load(Request::Survey(self.survey.clone()))
    }

    fn shown(&self) -> Vec<&Finding> {
        let is_shown =
            |finding: &&Finding| self.shows_all || !matches!(finding.tie, Tie::Task { is_others: true, .. });
        self.found.iter().filter(is_shown).collect()
    }

    fn title(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let mut spans = vec![Span::styled(self.title.clone(), theme.title)];
        if self.survey == Survey::Tasks {
            for (name, is_on) in [("for you", !self.shows_all), ("all", self.shows_all)] {
                spans.push(match is_on {
                    true => Span::styled(format!(" [{name}]"), theme.accent),
                    false => Span::styled(format!("  {name} "), theme.muted),
                });
            }
        }
        Line::from(spans)
    }

    fn foot(&self, world: &World) -> Line<'static> {
        match self.survey {
            Survey::Tasks => {
                let other = if self.shows_all { "only for you" } else { "of others too" };
                sheet::keys(&[("Enter", "go there"), ("Tab", other), ("Esc", "close")], &world.theme)
            }
            Survey::Around(_) => sheet::keys(&[("Enter", "open"), ("Esc", "close")], &world.theme),
        }
    }

    fn nothing(&self) -> &'static str {
        match (&self.survey, self.is_looking) {
            (_, true) => "Looking through the pages…",
            (Survey::Around(_), false) => "No other page that you may see has to do with this one.",
            (Survey::Tasks, false) if self.shows_all || self.found.is_empty() => {
                "No task is open. A line that begins with `- [ ]` is one."
            }
            (Survey::Tasks, false) => "No open task is for you. Tab shows those of others.",
        }
    }
}

fn row(finding: &Finding, world: &World) -> Row {
    let theme = &world.theme;
    let dot = theme.signs.dot;
    let line = |text: &str| SafeText::line(text).into_string();
    let key = world.shelf(&finding.space).map_or_else(String::new, |shelf| shelf.space.key.to_string());
    let (mut left, right) = match &finding.tie {
        Tie::Task { text, .. } => {
            let text = if text.is_empty() { "a task without words" } else { text };
            let left = vec![
                Span::styled(if theme.signs.ascii { "[ ] " } else { "☐ " }, theme.muted),
                Span::raw(line(text)),
            ];
            (left, format!("{} {dot} {key}", line(&finding.title)))
        }
        tie => {
            let what = match tie {
                Tie::LinksHere => "links here".to_owned(),
                Tie::LinkedFrom => "linked from here".to_owned(),
                Tie::Labels(labels) => format!("label {}", line(&labels.join(", "))),
                Tie::Task { .. } => String::new(),
            };
            (vec![Span::raw(line(&finding.title))], format!("{what} {dot} {key}"))
        }
    };
    left.insert(0, Span::raw(" "));
    Row { left: Line::from(left), right: Line::styled(right, theme.muted) }
}

impl Surface for List {
    fn context(&self) -> Context {
        Context::List
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![self.ask()]
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        let count = self.shown().len();
        match action {
            Action::Open => match self.shown().get(self.cursor.at) {
                Some(finding) => Step::close().and(Effect::Go(finding.page.clone())),
                None => Step::stay(),
            },
            Action::NextPane | Action::PreviousPane if self.survey == Survey::Tasks => {
                self.shows_all = !self.shows_all;
                self.cursor = Cursor::default();
                Step::stay()
            }
            Action::Close => Step::close(),
            moves if self.cursor.act(moves, count) => Step::stay(),
            _ => Step::pass(),
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Surveyed(survey, found, is_all) = data
            && *survey == self.survey
        {
            self.found = Arc::clone(found);
            self.is_looking = !is_all;
        }
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let look = Look { title: self.title(world), foot: self.foot(world), ..Look::default() };
        let size = Size { width: 96, height: area.height.saturating_sub(2).min(24) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        let rows: Vec<Row> = self.shown().into_iter().map(|finding| row(finding, world)).collect();
        if rows.is_empty() {
            return sheet::draw_empty(frame, inside, self.nothing(), theme);
        }
        self.cursor.at = self.cursor.at.min(rows.len() - 1);
        sheet::draw(frame, inside, &mut self.cursor, rows.len(), theme, |at| rows[at].clone());
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::Close]
    }

    fn mode(&self) -> &'static str {
        if self.survey == Survey::Tasks { "TASKS" } else { "AROUND" }
    }
}
