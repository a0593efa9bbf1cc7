//! Who can see this, why, and how that is changed: asked of the wiki, staged here, reviewed by name, made at once.
//!
//! ```text
//!   who ─ why ─ matrix ─ restrictions      views over one set of facts; the last two stage
//!                  └──────┴─► review ─► y ─► made, read back, compared ─► u takes it back exactly
//! ```
//!
//! Nothing is queued and nothing is guessed: while the wiki is away the pane shows what it said last, and stages
//! nothing. `act` has what keys do, `answer` what the wiki's answers do.

mod act;
mod answer;
mod facts;
mod guard;
mod matrix;
mod picker;
mod restricted;
mod restrictions;
mod review;
mod who;
mod why;

use crate::admin::access::Request;
use crate::domain::*;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, OnlineAnswer, TakeBack};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::browser::Took;
use crate::tui::widget::frame::{Look, shortened};
use crate::tui::widget::popup::Size;
use crate::tui::widget::row;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use facts::Facts;
use picker::{Picked, Picker};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};
use review::Review;

/// What is looked at of the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum View {
    Who,
    Why,
    Matrix,
    Restrictions,
}

impl View {
    const ALL: [Self; 4] = [Self::Who, Self::Why, Self::Matrix, Self::Restrictions];

    fn name(self) -> &'static str {
        match self {
            Self::Who => "Who can see this",
            Self::Why => "Why",
            Self::Matrix => "Matrix",
            Self::Restrictions => "Restrictions",
        }
    }

    fn next(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|view| *view == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

struct Permissions {
    facts: Facts,
    view: View,
    who: who::Who,
    why: why::Why,
    matrix: matrix::Matrix,
    lists: restrictions::Lists,
    /// Of a space: its restricted pages.
    restricted: restricted::Restricted,
    picker: Option<Picker>,
    review: Option<Review>,
    /// What was made last, and what takes it back.
    made: Option<TakeBack>,
    /// Whether the next Esc drops what is staged.
    is_leaving: bool,
    /// The first line in sight of a verdict or a review.
    top: u16,
}

/// Opens it.
pub(super) fn open(thing: Thing, world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Permissions::new(thing, world)))
}

/// Opens it where a change is taken back.
pub(super) fn take_back(made: TakeBack, world: &World) -> Option<Box<dyn Surface>> {
    let mut pane = Permissions::new(made.made.thing(), world);
    pane.view = match made.made {
        AccessChange::Grants { .. } => View::Matrix,
        AccessChange::Restrictions { .. } => View::Restrictions,
    };
    pane.review = Some(Review::undo(made.made, made.inverse));
    Some(Box::new(pane))
}

/// The keys where nothing can be changed.
const LOOKING: [(&str, &str); 4] = [("Tab", "view"), ("x", "why"), ("R", "ask again"), ("Esc", "close")];

impl Permissions {
    fn new(thing: Thing, world: &World) -> Self {
        let mut pane = Self {
            why: why::Why::new(&thing),
            facts: Facts::new(thing, world),
            view: View::Who,
            who: who::Who::default(),
            matrix: matrix::Matrix::default(),
            lists: restrictions::Lists::default(),
            restricted: restricted::Restricted::default(),
            picker: None,
            review: None,
            made: None,
            is_leaving: false,
            top: 0,
        };
        pane.rebuild(world);
        pane
    }

    fn rebuild(&mut self, world: &World) {
        self.who.rebuild(&self.facts, world);
        self.why.rebuild(&self.facts, world);
    }

    /// Makes the change of a review.
    fn make(&self) -> Step {
        let Some(review) = &self.review else { return Step::stay() };
        let (before, after) = (review.before.clone(), review.after.clone());
        Step::want(facts::ask(Request::Change { op: OpId::fresh(), before, after }))
    }

    /// Asks what the change of the review would do.
    fn ask_review(&self) -> Step {
        match &self.review {
            Some(review) => Step::want(facts::ask(Request::Review(review.after.clone()))),
            None => Step::stay(),
        }
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        if self.picker.is_some() {
            return vec![("Enter", "add"), ("↑↓", "choose"), ("Esc", "back")];
        }
        if let Some(review) = &self.review {
            return match review.is_ready() {
                true => vec![("y", "apply"), ("Esc", "back"), ("↑↓", "scroll")],
                false => vec![("Esc", "back"), ("↑↓", "scroll")],
            };
        }
        match self.view {
            View::Who => {
                vec![("Tab", "view"), ("/", "filter"), ("x", "why"), ("R", "ask again"), ("Esc", "close")]
            }
            View::Why => vec![
                ("Tab", "view"),
                ("↑↓", "person"),
                ("←→", "action"),
                ("/", "filter"),
                ("f", "fix"),
                ("Esc", "close"),
            ],
            View::Matrix if self.facts.grants_are_fixed() => LOOKING.to_vec(),
            View::Restrictions if self.facts.page().is_some() && self.facts.lists_are_fixed() => {
                LOOKING.to_vec()
            }
            View::Matrix => vec![
                ("Space", "toggle"),
                ("1-6", "preset"),
                ("a", "add"),
                ("d", "remove"),
                ("S", "review"),
                ("Esc", "close"),
                ("u", "undo"),
                ("x", "why"),
            ],
            View::Restrictions if self.facts.page().is_none() => {
                vec![("Tab", "view"), ("Enter", "open"), ("R", "ask again"), ("Esc", "close")]
            }
            View::Restrictions => vec![
                ("Space", "toggle"),
                ("a", "add"),
                ("d", "remove"),
                ("o", "open"),
                ("1", "only me"),
                ("S", "review"),
                ("Esc", "close"),
                ("u", "undo"),
                ("x", "why"),
            ],
        }
    }

    fn tabs(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let mut spans = Vec::new();
        for view in View::ALL {
            let is_staged = match view {
                View::Matrix => self.matrix.is_staged(),
                View::Restrictions => self.lists.is_staged(),
                View::Who | View::Why => false,
            };
            let name = view.name();
            spans.push(match view == self.view {
                true => Span::styled(format!("[{name}]"), theme.accent),
                false => Span::styled(format!(" {name} "), theme.muted),
            });
            spans.push(Span::styled(if is_staged { "* " } else { "  " }, theme.mark));
        }
        Line::from(spans)
    }

    /// Draws the review from the line that is in sight; returns which that is.
    fn draw_review(&self, frame: &mut Frame<'_>, area: Rect, review: &Review, world: &World) -> u16 {
        let heading = if review.is_undo { "[Taking back]" } else { "[Review]" };
        let line = Line::styled(heading, world.theme.accent);
        frame.render_widget(line, Rect { height: area.height.min(1), ..area });
        let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        draw_text(frame, below, review.lines(&self.facts, world), self.top)
    }
}

/// Draws text from a line on, as far as it goes; returns the line it was drawn from.
fn draw_text(frame: &mut Frame<'_>, area: Rect, lines: Vec<Line<'static>>, top: u16) -> u16 {
    let rows: u16 = lines.iter().map(|line| row::rows(&line.to_string(), usize::from(area.width))).sum();
    let top = top.min(rows.saturating_sub(area.height));
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: false }).scroll((top, 0)), area);
    top
}

impl Surface for Permissions {
    fn context(&self) -> Context {
        if self.wants_text() { Context::PermissionsText } else { Context::Permissions }
    }

    fn wants_text(&self) -> bool {
        let filtering = match self.view {
            View::Who => self.who.list.wants_text(),
            View::Why => self.why.list.wants_text(),
            View::Matrix | View::Restrictions => false,
        };
        self.picker.is_some() || (self.review.is_none() && filtering)
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        let undo = if self.review.is_some() { self.make().effects } else { Vec::new() };
        self.facts.wanted().into_iter().chain(undo).collect()
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        let is_leaving = std::mem::take(&mut self.is_leaving);
        if let Some(picker) = &mut self.picker {
            return match picker.on_action(action) {
                Picked::Nothing => Step::stay(),
                Picked::Nobody => {
                    self.picker = None;
                    Step::stay()
                }
                Picked::Subject(subject) => {
                    self.picker = None;
                    self.added(&subject, world)
                }
            };
        }
        if self.review.is_some() {
            return self.on_review(action, world);
        }
        self.act(action, is_leaving, world)
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        if let Some(picker) = &mut self.picker {
            picker.on_key(key);
            return Step::stay();
        }
        let took = match self.view {
            View::Who => self.who.list.on_key(key),
            View::Why => self.why.list.on_key(key),
            View::Matrix | View::Restrictions => Took::Nothing,
        };
        if took == Took::Nothing { Step::pass() } else { self.filtered(world) }
    }

    fn on_paste(&mut self, text: &str, world: &World) -> Step {
        if let Some(picker) = &mut self.picker {
            picker.on_paste(text);
            return Step::stay();
        }
        match self.view {
            View::Who => self.who.list.on_paste(text),
            View::Why => self.why.list.on_paste(text),
            View::Matrix | View::Restrictions => Took::Nothing,
        };
        self.filtered(world)
    }

    fn on_mouse(&mut self, mouse: MouseEvent, world: &World) -> Step {
        let clicked = match self.view {
            _ if self.picker.is_some() || self.review.is_some() => false,
            View::Who => self.who.list.clicked(mouse, self.who.count()),
            View::Why => self.why.list.clicked(mouse, self.why.count()),
            View::Matrix | View::Restrictions => false,
        };
        if clicked { self.asked(world) } else { Step::pass() }
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Row(row) => {
                let effects = self.facts.learn_row(&row.page);
                self.rebuild(world);
                Step::stay().and_all(effects)
            }
            Data::Sifted { space, sieve, sifted } if self.facts.thing == Thing::Space(space.clone()) => {
                self.restricted.learn(sieve, sifted);
                Step::stay()
            }
            Data::Directory(_) => {
                self.rebuild(world);
                Step::stay()
            }
            Data::Online(answer) => match &**answer {
                OnlineAnswer::Access(answer) => self.answered(answer, world),
                _ => Step::stay(),
            },
            _ => Step::stay(),
        }
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        // Somebody may have changed who can see it.
        self.facts.wanted()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let badge = self.facts.seen(world).map(|seen| seen.audience.badge.clone());
        let look = Look {
            title: Line::styled(format!("Permissions of {}", self.facts.title(world)), theme.title),
            right: badge
                .map_or_else(Line::default, |badge| Line::styled(badge.to_string(), theme.badge(&badge))),
            foot: sheet::keys(&self.keys(), theme),
            ..Look::default()
        };
        let size = Size { width: 112, height: area.height.saturating_sub(2).max(14) };
        let inside = sheet::inset(sheet::sheet(frame, area, size, look, theme));
        if let Some(review) = &self.review {
            self.top = self.draw_review(frame, inside, review, world);
            return;
        }
        let line = |y: u16| Rect { y: inside.y + y, height: u16::from(y < inside.height), ..inside };
        frame.render_widget(self.tabs(world), line(0));
        let mut top = 2;
        if let Some(away) = self.facts.away(world) {
            let text = shortened(Line::styled(away, theme.warning), usize::from(inside.width), theme);
            frame.render_widget(text, line(1));
        }
        top = top.min(inside.height);
        let body = Rect { y: inside.y + top, height: inside.height - top, ..inside };
        if let Some(picker) = &mut self.picker {
            return picker.draw(frame, body, world);
        }
        match self.view {
            View::Who => self.who.draw(frame, body, &self.facts, world),
            View::Why => self.top = self.why.draw(frame, body, self.top, &self.facts, world),
            View::Matrix => self.matrix.draw(frame, body, &self.facts, world),
            View::Restrictions if self.facts.page().is_none() => {
                self.restricted.draw(frame, body, &self.facts, world)
            }
            View::Restrictions => self.lists.draw(frame, body, &self.facts, world),
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        match (&self.review, self.view) {
            (Some(_), _) => vec![Action::Yes, Action::Close],
            (None, View::Who) => vec![Action::NextPane, Action::Filter, Action::Explain, Action::Close],
            (None, View::Why) => vec![Action::NextPane, Action::Filter, Action::StageFix, Action::Close],
            (None, _) => {
                vec![Action::Toggle, Action::AddSubject, Action::Delete, Action::Review, Action::Close]
            }
        }
    }

    fn mode(&self) -> &'static str {
        "PERMISSIONS"
    }
}
