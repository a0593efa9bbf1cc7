//! Both sides of an edit that could not be merged, place by place: mine, theirs, both, or written anew.
//!
//! ```text
//! ┌ Storage engine · conflict 2 of 3 ──────────────────────────┐
//! │ yours                      │ theirs (v8, Bob, 14:02)       │  words that went [-so-], that came {+so+}
//! │ We keep [-two-]{+three+} … │ We keep two copies [-of it-]  │
//! ├ result ────────────────────────────────────────────────────┤
//! │ We keep three copies                                       │
//! └ m mine · t theirs · b both · e edit · n next · P preview ──┘
//! ```
//!
//! What only one side changed is taken. The result is saved as the version after theirs, on their bytes; our text
//! stays in the list of drafts (`places` decides, `columns` draws, `result` saves).

mod columns;
mod places;
mod result;

use crate::domain::{PageId, SafeText};
use crate::replica::Conflict;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice, Request};
use crate::tui::message::{Data, Opened};
use crate::tui::pane::editor::keys;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::editor::{Command, Editor as Text};
use crate::tui::widget::frame::{Look, pane};
use crate::tui::widget::hunk::{Choice, Piece};
use crate::tui::widget::page::PageView;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;
use std::sync::Arc;

/// Opens it.
pub(super) fn open(page: PageId, _world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Sides { page, opened: None, found: Found::Loading }))
}

struct Sides {
    page: PageId,
    opened: Option<Arc<Opened>>,
    found: Found,
}

enum Found {
    Loading,
    Nothing,
    Here(Box<Here>),
}

/// A conflict that is being decided.
struct Here {
    conflict: Conflict,
    /// Whether the places are of what is stored: one side cannot be shown as Markdown.
    is_storage: bool,
    pieces: Vec<Piece>,
    /// The hunk on the screen, among the hunks.
    at: usize,
    shows_base: bool,
    /// Rows that the columns are scrolled by.
    scrolled: u16,
    preview: Option<PageView>,
    writing: Option<Text>,
    /// Leaving was asked for once, with something written that would be gone.
    leaving: bool,
}

impl Sides {
    fn take(&mut self, conflicts: &[Conflict]) {
        let found = conflicts.iter().find(|conflict| conflict.page == self.page);
        match (&self.found, found) {
            // What was decided stays while the wiki around it changes.
            (Found::Here(here), Some(conflict)) if here.conflict == *conflict => {}
            (_, Some(conflict)) => self.found = Found::Here(Box::new(Here::new(conflict))),
            (_, None) => self.found = Found::Nothing,
        }
    }

    fn title(&self) -> String {
        let title = self.opened.as_ref().map_or_else(String::new, |opened| opened.row.page.title.clone());
        SafeText::line(&title).into_string()
    }

    fn look(&self, world: &World) -> Look {
        let theme = &world.theme;
        let dot = theme.signs.dot;
        let mut title = vec![Span::styled(self.title(), theme.title)];
        let mut right = Line::default();
        let mut foot = String::new();
        if let Found::Here(here) = &self.found {
            let count = here.count();
            let place = if count == 0 {
                "no conflict left".to_owned()
            } else {
                format!("conflict {} of {count}", here.at + 1)
            };
            title.push(Span::styled(format!(" {dot} {place}"), theme.bad));
            let decided = count - here.open_ones();
            right = Line::styled(format!("{decided} of {count} decided"), theme.accent);
            foot = here.foot(world);
        }
        Look { focused: true, title: title.into(), right, foot: Line::styled(foot, theme.muted) }
    }

    /// Leaves for later; what was written by hand is asked about once.
    fn leave(&mut self, world: &World) -> Step {
        let Found::Here(here) = &mut self.found else { return Step::close() };
        if here.preview.is_some() && here.count() > 0 {
            here.preview = None;
            return Step::stay();
        }
        let written = here.hunks().any(|hunk| matches!(hunk.choice, Choice::Written(_)));
        if !written || here.leaving {
            return Step::close();
        }
        here.leaving = true;
        let key = world.key(Context::Conflict, Action::Close);
        let save = world.key(Context::Conflict, Action::Save);
        let notice = Notice::plain("What you wrote here is not kept.")
            .hinted(format!("{save} saves it, {key} again leaves both sides as they are"));
        Step::want(Effect::Say(notice))
    }
}

impl Here {
    fn foot(&self, world: &World) -> String {
        let key = |action| world.key(Context::Conflict, action);
        let dot = world.theme.signs.dot;
        if self.writing.is_some() {
            let key = |action| world.key(Context::Editor, action);
            return format!("{} takes it {dot} {} goes back with it", key(Action::Save), key(Action::Leave));
        }
        let next = self.conflict.their_version + 1;
        [
            (Action::TakeMine, "mine".to_owned()),
            (Action::TakeTheirs, "theirs".to_owned()),
            (Action::TakeBoth, "both".to_owned()),
            (Action::Edit, "edit".to_owned()),
            (Action::FindNext, "next".to_owned()),
            (Action::Preview, "preview".to_owned()),
            (Action::Save, format!("save as v{next}")),
            (Action::Close, "later".to_owned()),
        ]
        .map(|(action, word)| format!("{} {word}", key(action)))
        .join(&format!(" {dot} "))
    }
}

impl Surface for Sides {
    fn context(&self) -> Context {
        match &self.found {
            Found::Here(here) if here.writing.is_some() => Context::Editor,
            _ => Context::Conflict,
        }
    }

    fn wants_text(&self) -> bool {
        self.context() == Context::Editor
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Peek(self.page.clone())), Effect::Load(Request::Conflicts)]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        let Found::Here(here) = &mut self.found else {
            return if action == Action::Close { Step::close() } else { Step::pass() };
        };
        if let Some(text) = &mut here.writing {
            return match (action, keys::action(action)) {
                (Action::Save | Action::SaveClose | Action::Leave | Action::Close, _) => {
                    here.take_written();
                    Step::stay()
                }
                (_, Some(command)) => {
                    let copied = text.apply(command, world.now).copied;
                    Step::stay().and_all(copied.map(Effect::Copy))
                }
                // What the editor of a page does otherwise is not for one place of it.
                _ => Step::stay(),
            };
        }
        match action {
            Action::TakeMine => here.decide(Choice::Mine),
            Action::TakeTheirs => here.decide(Choice::Theirs),
            Action::TakeBoth => here.decide(Choice::Both),
            Action::TakeAllMine => here.decide_all(&Choice::Mine),
            Action::TakeAllTheirs => here.decide_all(&Choice::Theirs),
            Action::Edit => here.write(),
            Action::FindNext | Action::NextPane => here.step(1),
            Action::FindPrevious | Action::PreviousPane => here.step(-1),
            Action::ShowBase => here.shows_base = !here.shows_base,
            Action::Preview => {
                here.preview = if here.preview.is_some() { None } else { Some(here.rendered()) };
            }
            Action::Save => return self.save(world),
            Action::Close => return self.leave(world),
            scrolls if here.scroll(scrolls) => {}
            _ => return Step::pass(),
        }
        Step::stay()
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        let Found::Here(here) = &mut self.found else { return Step::pass() };
        let Some(text) = &mut here.writing else { return Step::pass() };
        match keys::command(key) {
            Some(command) => {
                text.apply(command, world.now);
                Step::stay()
            }
            None => Step::pass(),
        }
    }

    fn on_paste(&mut self, pasted: &str, world: &World) -> Step {
        match &mut self.found {
            Found::Here(here) if here.writing.is_some() => {
                if let Some(text) = &mut here.writing {
                    text.apply(Command::Paste(pasted.to_owned()), world.now);
                }
                Step::stay()
            }
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
        match &mut self.found {
            Found::Loading => row::sentence(frame, inside, "Looking…", theme),
            Found::Nothing => {
                let text = "There is no conflict on this page: all edits are merged.";
                row::sentence(frame, inside, text, theme);
            }
            Found::Here(here) => here.draw(frame, inside, self.opened.as_deref(), world),
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        if self.context() == Context::Editor {
            return vec![Action::Save, Action::Leave, Action::EditUndo];
        }
        vec![
            Action::TakeMine,
            Action::TakeTheirs,
            Action::TakeBoth,
            Action::Edit,
            Action::FindNext,
            Action::ShowBase,
            Action::Preview,
            Action::Save,
            Action::Close,
        ]
    }

    fn mode(&self) -> &'static str {
        "CONFLICT"
    }
}
