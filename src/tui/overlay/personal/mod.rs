//! The guided personal space: the screens of the flow in [`crate::admin::personal`], drawn and given keys.
//!
//! The flow decides everything; here are only fields, cursors and drawing. `about`, `who`, `review` and
//! `wall` draw one screen each.

mod about;
mod preview;
mod review;
mod wall;
mod who;

use crate::admin::personal::{Answers, Flow, Input as Turn, PersonalUndone, Request, Screen, Way, Who};
use crate::admin::templates;
use crate::domain::SpaceId;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{self, Effect, Notice, OnlineAnswer, OnlineRequest};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::input::Input;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What the answers are kept as, from the first one to the space.
const KEPT: &str = "personal";

struct Personal {
    flow: Flow,
    /// The first request, sent when the overlay starts.
    first: Option<Request>,
    name: Input,
    listed: Input,
    field: Field,
    preview: preview::Preview,
    /// The space to open as soon as the replica has it.
    opening: Option<SpaceId>,
    /// What to say when it opens.
    said: Option<Notice>,
}

/// A field of the first screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Start,
}

/// Opens the flow.
pub(super) fn open(world: &World) -> Option<Box<dyn Surface>> {
    let (flow, first) = Flow::new(world.now.to_zoned(world.zone.clone()).date(), templates::built_in());
    Some(Box::new(Personal::new(flow, first)))
}

/// Opens the flow where a creation is taken back.
pub(super) fn undo(space: SpaceId, world: &World) -> Option<Box<dyn Surface>> {
    let (flow, first) = Flow::undoing(world.now.to_zoned(world.zone.clone()).date(), space);
    Some(Box::new(Personal::new(flow, first)))
}

impl Personal {
    fn new(flow: Flow, first: Request) -> Self {
        Self {
            flow,
            first: Some(first),
            name: Input::new(),
            listed: Input::new().with_placeholder("bob, group:staff"),
            field: Field::Name,
            preview: preview::Preview::default(),
            opening: None,
            said: None,
        }
    }

    /// Gives the flow an input and carries out what it asks for.
    fn feed(&mut self, input: Turn, world: &World) -> Step {
        let before = self.flow.keep();
        let step = match self.flow.apply(input) {
            Some(request) => self.carry_out(request),
            None => Step::stay(),
        };
        let after = match self.flow.screen() {
            Screen::Done(_) | Screen::Undone(_) => String::new(),
            _ => self.flow.keep(),
        };
        let kept = (after != before).then_some(Effect::SetState { name: KEPT, value: after });
        self.shown(step, world).and_all(kept)
    }

    /// What the screen that is in front of the person now does by itself.
    fn shown(&mut self, step: Step, world: &World) -> Step {
        match self.flow.screen() {
            Screen::Done(done) if self.opening.is_none() && done.mismatch.is_none() => {
                let notice = Notice::good(done.line()).hinted("a new page · u undo");
                let space = done.space.id.clone();
                self.land(space, Some(notice), world)
            }
            Screen::Undone(undone) => {
                let said = match undone {
                    PersonalUndone::Removed => "Your space is gone, as if it had never been.",
                    PersonalUndone::Trashed => "Your space is in the trash: somebody had used it already.",
                };
                Step::close().and(Effect::Wake).and(Effect::Say(Notice::good(said)))
            }
            _ => step,
        }
    }

    fn carry_out(&mut self, request: Request) -> Step {
        match request {
            Request::Open(space) => {
                self.opening = Some(space.clone());
                Step::close().and(Effect::Wake).and(Effect::GoSpace(space))
            }
            Request::Jot => Step::replace(effect::Screen::Jot(String::new())),
            Request::Leave => Step::close(),
            online => Step::want(Effect::Online(OnlineRequest::Personal(Box::new(online)))),
        }
    }

    /// Waits for the replica to have the space, then opens it: the person lands on a page, not on a notice.
    fn land(&mut self, space: SpaceId, said: Option<Notice>, world: &World) -> Step {
        self.said = said;
        self.opening = Some(space);
        self.landed(world).unwrap_or_else(|| Step::want(Effect::Wake))
    }

    fn landed(&mut self, world: &World) -> Option<Step> {
        let space = self.opening.as_ref().filter(|space| world.shelf(space).is_some())?;
        let undo = Effect::Show(effect::Screen::PersonalUndo(space.clone()));
        let step =
            Step::close().and(Effect::GoSpace(space.clone())).and(Effect::OfferUndo(Some(Box::new(undo))));
        Some(step.and_all(self.said.take().map(Effect::Say)))
    }

    fn choose_start(&mut self, by: isize, world: &World) -> Step {
        let count = self.flow.templates().len();
        let at = self.flow.answers().start.saturating_add_signed(by).min(count.saturating_sub(1));
        self.preview.top();
        self.feed(Turn::Start(at), world)
    }

    fn choose_who(&mut self, by: isize, world: &World) -> Step {
        let at = Who::ALL.iter().position(|who| *who == self.flow.answers().who).unwrap_or(0);
        let at = at.saturating_add_signed(by).min(Who::ALL.len() - 1);
        self.feed(Turn::Who(Who::ALL[at]), world)
    }

    /// The arrows up and down.
    fn vertical(&mut self, by: isize, world: &World) -> Step {
        match (self.flow.screen(), self.field) {
            (Screen::About, Field::Name) if by > 0 => self.field = Field::Start,
            (Screen::About, Field::Start) if by < 0 && self.flow.answers().start == 0 => {
                self.field = Field::Name
            }
            (Screen::About, Field::Start) => return self.choose_start(by, world),
            (Screen::Who, _) => return self.choose_who(by, world),
            _ => {}
        }
        Step::stay()
    }

    fn typed(&mut self, key: KeyEvent, world: &World) -> Step {
        let listing = self.flow.answers().who == Who::Listed;
        match (self.flow.screen().clone(), key.code) {
            (Screen::About, _) if self.field == Field::Name => {
                self.name.on_key(key);
                self.feed(Turn::Name(self.name.text().to_owned()), world)
            }
            (Screen::About, KeyCode::Right | KeyCode::Char('l' | 'j' | ' ')) => self.choose_start(1, world),
            (Screen::About, KeyCode::Left | KeyCode::Char('h' | 'k')) => self.choose_start(-1, world),
            (Screen::Who, _) if listing => {
                self.listed.on_key(key);
                self.feed(Turn::Listed(self.listed.text().to_owned()), world)
            }
            (Screen::Who, KeyCode::Char(digit @ '1'..='5')) => {
                let at = usize::from(digit as u8 - b'1');
                self.feed(Turn::Who(Who::ALL[at]), world)
            }
            (Screen::Who, KeyCode::Char('j')) => self.choose_who(1, world),
            (Screen::Who, KeyCode::Char('k')) => self.choose_who(-1, world),
            (Screen::Review { .. }, KeyCode::Char('w' | ' ')) => {
                let watch = !self.flow.answers().watch;
                self.feed(Turn::Watch(watch), world)
            }
            (Screen::Review { .. }, KeyCode::Char('c')) => self.feed(Turn::Next, world),
            (Screen::Done(_), KeyCode::Char('u')) => self.feed(Turn::Undo, world),
            (Screen::Wall(wall), KeyCode::Char(key)) => {
                match wall.offers.iter().find(|offer| offer.key == key) {
                    Some(offer) => self.feed(Turn::Take(offer.way.clone()), world),
                    None if key == 'q' => self.back(world),
                    None => Step::stay(),
                }
            }
            (Screen::Checking | Screen::Working, KeyCode::Char('q')) => self.feed(Turn::Back, world),
            _ => Step::stay(),
        }
    }

    fn enter(&mut self, world: &World) -> Step {
        match self.flow.screen() {
            Screen::Wall(wall) => match wall.offers.iter().find(|offer| offer.key == '\n') {
                Some(offer) => {
                    let way = offer.way.clone();
                    self.feed(Turn::Take(way), world)
                }
                None => Step::stay(),
            },
            Screen::Done(done) => {
                let space = done.space.id.clone();
                self.land(space, None, world)
            }
            _ => self.feed(Turn::Next, world),
        }
    }

    fn back(&mut self, world: &World) -> Step {
        match self.flow.screen() {
            Screen::Wall(_) => self.feed(Turn::Take(Way::Leave), world),
            // The answer finds nobody; the space appears with the next sync.
            Screen::Working => Step::close().and(Effect::Wake),
            _ => self.feed(Turn::Back, world),
        }
    }

    fn page_of(&self) -> &'static str {
        match self.flow.screen() {
            Screen::About => "1 of 3",
            Screen::Who => "2 of 3",
            Screen::Review { .. } => "3 of 3",
            _ => "",
        }
    }

    fn keys(&self) -> Vec<(&'static str, &'static str)> {
        match self.flow.screen() {
            Screen::About => vec![("Enter", "next"), ("Tab", "field"), ("←→", "start"), ("Esc", "cancel")],
            Screen::Who => vec![("Enter", "next"), ("↑↓ 1-5", "choose"), ("Esc", "back")],
            Screen::Review { .. } => vec![("Enter", "create"), ("w", "watch"), ("Esc", "back")],
            Screen::Done(_) => vec![("Enter", "open"), ("u", "undo")],
            _ => vec![("Esc", "close")],
        }
    }

    fn draw_waiting(frame: &mut Frame<'_>, area: Rect, text: &str, world: &World) {
        let dots = Span::styled(world.theme.signs.ellipsis, world.theme.muted);
        let line = Line::from(vec![Span::raw(text.to_owned()), dots]).centered();
        let middle = Rect { y: area.y + area.height / 2, height: 1.min(area.height), ..area };
        frame.render_widget(line, middle);
    }
}

impl Surface for Personal {
    fn context(&self) -> Context {
        Context::PersonalText
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        let first = self.first.take().map(|request| self.carry_out(request).effects).unwrap_or_default();
        [Effect::Load(effect::Request::Setting(KEPT))].into_iter().chain(first).collect()
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Accept | Action::Open => self.enter(world),
            Action::Close => self.back(world),
            Action::Down => self.vertical(1, world),
            Action::Up => self.vertical(-1, world),
            Action::NextPane | Action::PreviousPane => {
                self.field = if self.field == Field::Name { Field::Start } else { Field::Name };
                Step::stay()
            }
            Action::PageDown => {
                self.preview.scroll(1);
                Step::stay()
            }
            Action::PageUp => {
                self.preview.scroll(-1);
                Step::stay()
            }
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        self.typed(key, world)
    }

    fn on_paste(&mut self, text: &str, world: &World) -> Step {
        match self.flow.screen() {
            Screen::About => {
                self.name.insert(text);
                self.feed(Turn::Name(self.name.text().to_owned()), world)
            }
            Screen::Who if self.flow.answers().who == Who::Listed => {
                self.listed.insert(text);
                self.feed(Turn::Listed(self.listed.text().to_owned()), world)
            }
            _ => Step::stay(),
        }
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Online(answer) => {
                let OnlineAnswer::Personal(input) = &**answer else { return Step::stay() };
                let step = self.feed((**input).clone(), world);
                // What the wiki suggests is what the field holds until somebody types.
                if matches!(**input, Turn::Checked(..)) && self.name.is_empty() {
                    self.name.set(&self.flow.answers().name);
                }
                step
            }
            Data::Setting(name, Some(kept)) if name == KEPT && self.flow.facts().is_none() => {
                self.flow.recall(kept);
                self.name.set(&self.flow.answers().name);
                self.listed.set(&self.flow.answers().listed);
                Step::stay()
            }
            Data::Directory(_) => self.landed(world).unwrap_or_else(Step::stay),
            _ => Step::stay(),
        }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let look = Look {
            title: Line::styled("Your personal space", theme.title),
            right: Line::styled(self.page_of(), theme.muted),
            foot: sheet::keys(&self.keys(), theme),
            ..Look::default()
        };
        let size = Size { width: 96, height: area.height.min(24) };
        let inside = sheet::inset(sheet::sheet(frame, area, size, look, theme));
        match self.flow.screen() {
            Screen::Checking => Self::draw_waiting(frame, inside, "Asking the wiki", world),
            Screen::Working if self.flow.facts().is_none() => {
                Self::draw_waiting(frame, inside, "Taking your space back", world);
            }
            Screen::Working => Self::draw_waiting(frame, inside, "Making your space", world),
            Screen::About => self.draw_about(frame, inside, world),
            Screen::Who => self.draw_who(frame, inside, world),
            Screen::Review { .. } => self.draw_review(frame, inside, world),
            Screen::Done(done) if done.mismatch.is_some() => {
                wall::draw_mismatch(frame, inside, &done.line(), world)
            }
            Screen::Done(_) | Screen::Undone(_) => {
                Self::draw_waiting(frame, inside, "Opening your space", world)
            }
            Screen::Wall(wall) => wall::draw(frame, inside, wall, world),
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        match self.flow.screen() {
            Screen::About => vec![Action::Accept, Action::NextPane, Action::Close],
            _ => vec![Action::Accept, Action::Close],
        }
    }

    fn mode(&self) -> &'static str {
        "NEW SPACE"
    }
}

/// Returns the style and sign of a choice.
fn radio(chosen: bool, world: &World) -> Span<'static> {
    let theme = &world.theme;
    match (chosen, theme.signs.ascii) {
        (true, false) => Span::styled("● ", theme.accent),
        (false, false) => Span::styled("○ ", theme.muted),
        (true, true) => Span::styled("(x) ", theme.accent),
        (false, true) => Span::styled("( ) ", theme.muted),
    }
}

/// Returns the answers as the review tells them.
fn watch_line(answers: &Answers) -> &'static str {
    if answers.watch { "[x] tell me about others' changes" } else { "[ ] tell me about others' changes" }
}
