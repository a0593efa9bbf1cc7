//! The page as it is written: the text widget, the draft that is kept of it, and saving it as a version.
//!
//! ```text
//! key ─► command ─► text ─► steps ─► Effect::Journal (KeepDraft for the first) ─► on_kept ─► state line
//! save ─► Effect::BeginSave ─► WorkOut ─► on_worked_out ─► FinishSave ─► on_saved (durable) ─► on_committed (in the tree)
//! ```
//!
//! What is stored is written with the same widget (`form`): its save checks instead of splicing.
//! The draft ends with the commit, in one transaction; typing goes on until then, and what was typed meanwhile is a
//! draft of the page as it was saved. A text that could not be written stays here, and is
//! written as a whole as soon as that works again. It knows no file: `$EDITOR` is the executor's.

mod beside;
mod complete;
mod external;
mod find;
mod form;
mod keep;
pub(crate) mod keys;
pub(crate) mod look;
mod mark;
mod preview;
mod save;
mod surface;
mod vim;

#[cfg(test)]
mod tests;

use crate::domain::{Change, Entry, PageId, SafeText, Timestamp};
use crate::replica::{Draft, Form};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice};
use crate::tui::message::Opened;
use crate::tui::widget::editor::vim::Vim;
use crate::tui::widget::editor::{Command, Editor as Text};
use crate::tui::world::World;
use beside::Beside;
use complete::{Completion, Pages, Stops};
use external::Doubt;
use find::FindBar;
use keep::Keeping;
use preview::Preview;
use ratatui::crossterm::event::MouseEvent;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use save::{Saving, only_in_memory, say_bad};
use std::sync::Arc;

/// The editor. Its border is drawn by the root: it draws the inside.
#[derive(Debug)]
pub struct Editor {
    opened: Arc<Opened>,
    /// As what it is edited.
    form: Form,
    /// The stored body the text is an edit of, and its version.
    base: String,
    base_version: u32,
    text: Text,
    keeping: Keeping,
    /// When the draft was kept that this began with; told until something is typed.
    recovered: Option<Timestamp>,
    find: Option<FindBar>,
    preview: Preview,
    completion: Option<Completion>,
    pages: Pages,
    stops: Stops,
    /// Another page, to look at while one writes.
    beside: Option<Beside>,
    /// The keys of vim, when the person asked for them.
    vim: Option<Vim>,
    /// Moving selects: the mark that terminals without Shift need.
    marking: bool,
    /// When and where the mouse was pressed last.
    pressed: Option<(Timestamp, Position)>,
    /// Where it was drawn last.
    area: Rect,
    /// The save that is on its way.
    saving: Option<Saving>,
    /// Why the last save was refused, and the way out; told until the next one.
    refused: Option<String>,
    /// The body of a save that waits for a yes, as things go with it.
    asked: Option<String>,
    /// The text that was handed to `$EDITOR`.
    handed: Option<String>,
    /// What `$EDITOR` left and why it is in doubt: kept or thrown away by the next key.
    doubt: Option<Doubt>,
}

/// Goes on with a draft, which can be undone to the page as it was opened.
fn resumed(opened: &Opened, draft: &Draft) -> Text {
    let Some(past) = opened.pasts.iter().find(|past| past.form == draft.form) else {
        return Text::new(&draft.text, draft.cursor);
    };
    let is_same = draft.base == opened.body;
    let original = match draft.form {
        Form::Storage if is_same => &opened.body,
        Form::Markdown if is_same => &opened.projection.markdown,
        _ => past.beginning(draft),
    };
    Text::resumed(original, past, draft)
}

impl Editor {
    /// Opens a page in a form: its draft when there is one, else the page.
    pub fn new(opened: Arc<Opened>, form: Form) -> Self {
        let draft = opened.draft_as(form);
        let (base, base_version) = match &draft {
            Some(draft) => (draft.base.clone(), draft.base_version),
            None => (opened.body.clone(), opened.row.page.version.number),
        };
        let (text, recovered) = match &draft {
            Some(draft) => (resumed(&opened, draft), Some(draft.updated)),
            None if form == Form::Storage => (Text::new(&opened.body, 0), None),
            None => (Text::new(&opened.projection.markdown, 0), None),
        };
        let text = if form == Form::Storage { text.in_xml() } else { text };
        let keeping = Keeping::new(draft.is_some());
        Self {
            opened,
            form,
            base,
            base_version,
            text,
            keeping,
            recovered,
            find: None,
            preview: Preview::default(),
            completion: None,
            pages: Pages::default(),
            stops: Stops::default(),
            beside: None,
            vim: None,
            marking: false,
            pressed: None,
            area: Rect::ZERO,
            saving: None,
            refused: None,
            asked: None,
            handed: None,
            doubt: None,
        }
    }

    /// Returns the page that is edited.
    pub fn page(&self) -> &PageId {
        self.opened.id()
    }

    /// Returns the state of the text for the border: `draft saved`, `NOT SAVED: disk full`.
    pub fn state(&self, world: &World) -> Line<'static> {
        match &self.saving {
            Some(saving) if !saving.is_durable() => Line::styled("saving…", world.theme.muted),
            _ => self.keeping.line(&world.theme),
        }
    }

    /// Tells whether leaving would need a question: text that is nowhere but in memory.
    pub fn is_unsaved(&self) -> bool {
        self.keeping.failed().is_some()
    }

    /// Returns the text as it stands.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        self.text.text()
    }

    /// Tells whether the mouse is over what was drawn last.
    pub fn contains(&self, mouse: MouseEvent) -> bool {
        self.area.contains(Position::new(mouse.column, mouse.row))
    }

    /// Makes way for another page: what to do before, or a question when text would be lost.
    pub fn step_aside(&self, then: Effect) -> Result<Vec<Effect>, Effect> {
        let Some(problem) = self.keeping.failed() else {
            let title = SafeText::line(&self.opened.row.page.title);
            let kept = self.keeping.has_draft().then(|| {
                [Effect::SyncJournal, Effect::Say(Notice::plain(format!("The draft of “{title}” is kept.")))]
            });
            return Ok(kept.into_iter().flatten().collect());
        };
        Err(only_in_memory(problem, vec![Effect::EndEdit, then]))
    }

    /// The journal or draft was written, or could not be.
    pub fn on_kept(&mut self, problem: Option<&str>, _world: &World) -> Vec<Effect> {
        self.keeping.on_kept(problem)
    }

    /// A one-shot timer of the editor ran out: what could not be written is tried again.
    pub fn on_timer(&mut self, world: &World) -> Vec<Effect> {
        if self.keeping.failed().is_some() { vec![self.keep_whole(world)] } else { Vec::new() }
    }

    /// Entries are durable and in the tree: when the save is among them, the editor has done its work.
    pub fn on_committed(&mut self, entries: &[Entry]) -> Vec<Effect> {
        let stored = entries.iter().find_map(|entry| match &entry.change {
            Change::Edit { page, storage, .. } if page == self.opened.id() => Some(storage),
            _ => None,
        });
        match stored {
            None => Vec::new(),
            Some(storage) if self.asked.as_ref() == Some(storage) => {
                vec![Effect::EndDraft(self.opened.id().clone(), self.form), Effect::EndEdit]
            }
            Some(_) => self.on_shown(),
        }
    }

    /// Sends what was typed since the last time to the journal.
    fn flush(&mut self, world: &World) -> Vec<Effect> {
        let typed = self.text.take_typed();
        if typed.is_empty() {
            return Vec::new();
        }
        self.recovered = None;
        if let Some(saving) = &mut self.saving {
            saving.went_on = true;
        }
        if self.keeping.needs_whole() {
            return vec![self.keep_whole(world)];
        }
        if !self.keeping.journalled() {
            return Vec::new();
        }
        let (page, form) = (self.opened.id().clone(), self.form);
        vec![Effect::Journal { page, form, typed, cursor: self.text.cursor() }]
    }

    fn keep_whole(&mut self, world: &World) -> Effect {
        self.keeping.keeps_whole();
        Effect::KeepDraft(Box::new(Draft {
            page: self.opened.id().clone(),
            form: self.form,
            base_version: self.base_version,
            base: self.base.clone(),
            text: self.text.text().into_owned(),
            cursor: self.text.cursor(),
            updated: world.now,
        }))
    }

    fn run(&mut self, command: Command, world: &World) -> Vec<Effect> {
        let typing = matches!(command, Command::Insert(_) | Command::Delete(_));
        let command = self.marked(command);
        let outcome = self.text.apply(self.formed(command), world.now);
        let mut effects = self.flush(world);
        effects.extend(outcome.copied.map(Effect::Copy));
        effects.extend(outcome.refused.map(say_bad));
        self.completion = None;
        if typing {
            effects.extend(self.offer(world));
        }
        effects
    }

    fn link(&mut self, world: &World) -> Vec<Effect> {
        let selected = self.text.selected().zip(self.text.selected_text().map(|text| text.into_owned()));
        match selected.filter(|(_, text)| !text.contains('\n')) {
            Some((range, text)) if is_address(&text) => {
                self.text.replace_range(range.clone(), &format!("[]({text})"), world.now);
                let to = crate::tui::widget::editor::Motion::To(range.start + 1);
                self.text.apply(Command::Move(to), world.now);
            }
            Some((range, text)) => {
                self.text.replace_range(range.clone(), &format!("[[|{text}]]"), world.now);
                let to = crate::tui::widget::editor::Motion::To(range.start + 2);
                self.text.apply(Command::Move(to), world.now);
            }
            None => {
                self.text.apply(Command::Insert("[[".to_owned()), world.now);
            }
        }
        let mut effects = self.flush(world);
        effects.extend(self.offer(world));
        effects
    }

    fn copy(&mut self, world: &World) -> Vec<Effect> {
        if self.text.selected().is_none() {
            // Nothing is selected: the key means what it means everywhere.
            return vec![Effect::Act(Action::Cancel)];
        }
        self.run(Command::Copy, world)
    }

    fn open_find(&mut self) {
        match &mut self.find {
            Some(find) => find.next(&mut self.text),
            None => self.find = Some(FindBar::new(&mut self.text)),
        }
    }

    fn replace_all(&mut self, world: &World) -> Vec<Effect> {
        let Some(find) = &mut self.find else {
            self.open_find();
            if let Some(find) = &mut self.find {
                find.ask_replacement();
            }
            return Vec::new();
        };
        if find.ask_replacement() {
            return Vec::new();
        }
        let Some(count) = find.replace_all(&mut self.text, world.now) else { return Vec::new() };
        if count == 0 {
            return vec![Effect::Say(Notice::plain("Nothing is found to replace."))];
        }
        let mut effects = self.flush(world);
        let undo = world.key(Context::Editor, Action::EditUndo);
        effects.push(Effect::Say(
            Notice::good(format!("Replaced {count}.")).hinted(format!("{undo} takes it back")),
        ));
        effects
    }

    /// Goes to the heading after the cursor's line, or before it; headings in code are not told apart.
    fn go_to_heading(&mut self, next: bool) {
        let (here, _) = self.text.line();
        let text = self.text.text();
        let is_heading = |line: &str| line.trim_start_matches('#').starts_with(' ') && line.starts_with('#');
        let mut headings =
            text.lines().enumerate().filter(|(_, line)| is_heading(line)).map(|(line, _)| line);
        let line = if next {
            headings.find(|&line| line > here)
        } else {
            headings.take_while(|&line| line < here).last()
        };
        drop(text);
        if let Some(line) = line {
            self.text.go_to_line(line);
        }
    }
}

/// Tells whether a selected text is where a link leads, not what it says.
fn is_address(text: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| text.starts_with(scheme))
        && !text.contains(char::is_whitespace)
}
