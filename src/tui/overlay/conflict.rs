//! Both sides of an edit that could not be merged, and which of them stays.
//!
//! Hunk by hunk comes later; here one side is taken whole. The other one stays in the history.

use crate::domain::{PageId, SafeText};
use crate::markup;
use crate::replica::Conflict;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Question, Request, Screen};
use crate::tui::message::{Data, Opened};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::diff::DiffView;
use crate::tui::widget::frame::{Look, pane};
use crate::tui::widget::page::PageView;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;
use std::sync::Arc;

/// Opens it.
pub(super) fn open(page: PageId, _world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Sides { page, opened: None, found: Found::Loading, shown: Shown::Both }))
}

struct Sides {
    page: PageId,
    opened: Option<Arc<Opened>>,
    found: Found,
    shown: Shown,
}

enum Found {
    Loading,
    Nothing,
    Here(Box<Here>),
}

struct Here {
    conflict: Conflict,
    both: DiffView,
    ours: PageView,
    theirs: PageView,
}

/// What is on the screen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Both,
    Ours,
    Theirs,
}

impl Sides {
    fn take(&mut self, conflicts: &[Conflict]) {
        self.found = match conflicts.iter().find(|conflict| conflict.page == self.page) {
            None => Found::Nothing,
            Some(conflict) => {
                let ours = markup::to_markdown(&conflict.ours).markdown;
                let theirs = markup::to_markdown(&conflict.theirs).markdown;
                Found::Here(Box::new(Here {
                    conflict: conflict.clone(),
                    both: DiffView::new(&theirs, &ours).beside(),
                    ours: PageView::new(None, &ours),
                    theirs: PageView::new(None, &theirs),
                }))
            }
        };
    }

    /// Takes our side: a new version on top of theirs.
    fn keep_mine(&self) -> Step {
        let Found::Here(here) = &self.found else { return Step::stay() };
        let conflict = &here.conflict;
        let intent = Intent::Edit {
            page: self.page.clone(),
            base_version: conflict.their_version,
            base: conflict.theirs.clone(),
            storage: conflict.ours.clone(),
            message: format!("Kept over version {}", conflict.their_version),
        };
        let said = format!("Yours is saved; version {} is in the history.", conflict.their_version);
        // The commit comes first: until it is durable the conflict holds the text.
        let effects =
            vec![Effect::Commit { intents: vec![intent], said }, Effect::EndConflict(self.page.clone())];
        Step { effects, ..Step::close() }
    }

    /// Takes their side, after a question. Ending a conflict keeps our text aside in any case.
    fn ask_theirs(&self) -> Step {
        let Found::Here(here) = &self.found else { return Step::stay() };
        let summary = here.both.diff();
        let question = Question {
            title: "Keep their version?".to_owned(),
            lines: vec![
                format!("{} lines of yours are not in it.", summary.added),
                "Your text is put aside and kept for 90 days.".to_owned(),
            ],
            verb: "keep theirs".to_owned(),
            yes: vec![
                Effect::EndConflict(self.page.clone()),
                Effect::Say(Notice::good("Theirs stays; your text is put aside.")),
            ],
        };
        Step::replace(Screen::Question(Box::new(question)))
    }

    fn look(&self, world: &World) -> Look {
        let theme = &world.theme;
        let title = self.opened.as_ref().map_or_else(String::new, |opened| opened.row.page.title.clone());
        let title = Line::from(vec![
            Span::styled("Conflict ", theme.bad),
            Span::styled(SafeText::line(&title).into_string(), theme.title),
        ]);
        let right = match (&self.found, self.shown) {
            (Found::Here(here), Shown::Both) => {
                let number = here.conflict.their_version;
                format!("left theirs (v{number}) {} right yours", theme.signs.dot)
            }
            (Found::Here(_), Shown::Ours) => "yours".to_owned(),
            (Found::Here(here), Shown::Theirs) => format!("theirs (v{})", here.conflict.their_version),
            _ => String::new(),
        };
        let key = |action| world.key(Context::Conflict, action);
        let dot = theme.signs.dot;
        let foot = format!(
            "{} keep mine {dot} {} keep theirs {dot} {} both, yours, theirs {dot} {} later",
            key(Action::TakeMine),
            key(Action::TakeTheirs),
            key(Action::NextPane),
            key(Action::Close),
        );
        Look {
            focused: true,
            title,
            right: Line::styled(right, theme.accent),
            foot: Line::styled(foot, theme.muted),
        }
    }
}

impl Surface for Sides {
    fn context(&self) -> Context {
        Context::Conflict
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Peek(self.page.clone())), Effect::Load(Request::Conflicts)]
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        let scrolled = match &mut self.found {
            Found::Here(here) => match self.shown {
                Shown::Both => here.both.act(action),
                Shown::Ours => here.ours.act(action),
                Shown::Theirs => here.theirs.act(action),
            },
            Found::Loading | Found::Nothing => false,
        };
        if scrolled {
            return Step::stay();
        }
        match action {
            Action::TakeMine => self.keep_mine(),
            Action::TakeTheirs => self.ask_theirs(),
            Action::NextPane | Action::PreviousPane => {
                self.shown = match self.shown {
                    Shown::Both => Shown::Ours,
                    Shown::Ours => Shown::Theirs,
                    Shown::Theirs => Shown::Both,
                };
                Step::stay()
            }
            Action::SideBySide => {
                if let Found::Here(here) = &mut self.found {
                    here.both.toggle_sides();
                }
                Step::stay()
            }
            Action::Close => Step::close(),
            _ => Step::pass(),
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        match data {
            Data::Peeked(opened) if *opened.id() == self.page => self.opened = Some(opened.clone()),
            Data::Conflicts(conflicts) => self.take(conflicts),
            _ => {}
        }
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Conflicts)]
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        frame.render_widget(Clear, area);
        let inside = pane(frame, area, theme, self.look(world));
        let buffer = frame.buffer_mut();
        match (&mut self.found, self.shown) {
            (Found::Loading, _) => row::sentence(frame, inside, "Looking…", theme),
            (Found::Nothing, _) => {
                row::sentence(
                    frame,
                    inside,
                    "There is no conflict on this page: all edits are merged.",
                    theme,
                );
            }
            (Found::Here(here), Shown::Both) => here.both.draw(buffer, inside, theme),
            (Found::Here(here), Shown::Ours) => here.ours.draw(buffer, inside, world, &[]),
            (Found::Here(here), Shown::Theirs) => here.theirs.draw(buffer, inside, world, &[]),
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::TakeMine, Action::TakeTheirs, Action::NextPane, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "CONFLICT"
    }
}
