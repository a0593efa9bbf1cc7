//! The page as it is written: the text widget, the draft that is kept of it, and saving it as a version.
//!
//! ```text
//! key ─► command ─► text ─► steps ─► Effect::Journal (KeepDraft for the first) ─► on_kept ─► state line
//! save ─► markup::splice(base, text) ─► Effect::Commit ─► on_committed ─► Effect::EndDraft, EndEdit
//! ```
//!
//! The draft ends only when the commit is durable. A text that could not be written stays here, and is
//! written as a whole as soon as that works again. It knows no file: `$EDITOR` is the executor's.

mod complete;
mod find;
mod keep;
mod keys;
mod look;
mod preview;

#[cfg(test)]
mod tests;

use crate::domain::{Change, Entry, PageId, SafeText};
use crate::markup::{self, Splice};
use crate::replica::Draft;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Editing, Effect, Intent, LineKind, Notice, Question, Request, Screen};
use crate::tui::message::{Data, Edited, Opened};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::editor::{Command, Editor as Text};
use crate::tui::world::World;
use complete::{Completion, Titles};
use find::FindBar;
use keep::Keeping;
use preview::Preview;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;

/// The editor. Its border is drawn by the root: it draws the inside.
#[derive(Debug)]
pub struct Editor {
    opened: Arc<Opened>,
    /// The stored body the text is an edit of, and its version.
    base: String,
    base_version: u32,
    text: Text,
    keeping: Keeping,
    /// When the draft was kept that this began with; told until something is typed.
    recovered: Option<crate::domain::Timestamp>,
    find: Option<FindBar>,
    preview: Preview,
    completion: Option<Completion>,
    titles: Option<Titles>,
    /// A commit is on its way; what ends the editor when it is durable.
    saving: bool,
    /// The text that was handed to `$EDITOR`.
    handed: Option<String>,
    /// What `$EDITOR` left and why it is in doubt: kept or thrown away by the next key.
    doubt: Option<Doubt>,
}

/// Something that `$EDITOR` wrote before it failed.
#[derive(Debug)]
struct Doubt {
    problem: String,
    before: String,
}

impl Editor {
    /// Opens a page: its draft when there is one, else its Markdown.
    pub fn new(opened: Arc<Opened>, draft: Option<Draft>) -> Self {
        let (base, base_version) = match &draft {
            Some(draft) => (draft.base.clone(), draft.base_version),
            None => (opened.body.clone(), opened.row.page.version.number),
        };
        let (text, recovered) = match &draft {
            Some(draft) => (Text::new(&draft.text, draft.cursor), Some(draft.updated)),
            None => (Text::new(&opened.projection.markdown, 0), None),
        };
        let keeping = Keeping::new(draft.is_some());
        Self {
            opened,
            base,
            base_version,
            text,
            keeping,
            recovered,
            find: None,
            preview: Preview::default(),
            completion: None,
            titles: None,
            saving: false,
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
        self.keeping.line(&world.theme)
    }

    /// Tells whether leaving would need a question: text that is nowhere but in memory.
    pub fn is_unsaved(&self) -> bool {
        self.keeping.failed().is_some()
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

    /// Entries are durable: when the save is among them, the draft has done its work.
    pub fn on_committed(&mut self, entries: &[Entry]) -> Vec<Effect> {
        let mine =
            |entry: &Entry| matches!(&entry.change, Change::Edit { page, .. } if page == self.opened.id());
        if !self.saving || !entries.iter().any(mine) {
            return Vec::new();
        }
        vec![Effect::EndDraft(self.opened.id().clone()), Effect::EndEdit]
    }

    /// Something failed: a save that was on its way may be tried again.
    pub fn on_failed(&mut self) {
        self.saving = false;
    }

    /// `$EDITOR` saved or ended.
    pub fn on_edited(&mut self, edited: &Edited, world: &World) -> Vec<Effect> {
        if edited.page != *self.opened.id() {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if let Some(text) = &edited.text {
            self.text.replace_all(text, world.now);
            effects.extend(self.flush(world));
            // No timer runs while another program has the terminal.
            effects.push(Effect::SyncJournal);
        }
        if !edited.ended {
            return effects;
        }
        let before = self.handed.take().unwrap_or_default();
        match &edited.problem {
            Some(problem) if self.text.text() != before => {
                self.doubt = Some(Doubt { problem: problem.clone(), before });
            }
            Some(problem) => effects.push(say_bad(problem)),
            None => effects.push(self.came_back(world)),
        }
        effects
    }

    fn came_back(&self, world: &World) -> Effect {
        if self.is_unchanged() {
            return Effect::Say(Notice::plain("Nothing was changed."));
        }
        let save = world.key(Context::Editor, Action::Save);
        Effect::Say(
            Notice::good("The text is here, as a draft.").hinted(format!("{save} saves it as a version")),
        )
    }

    fn is_unchanged(&self) -> bool {
        let projection = markup::to_markdown(&self.base).markdown;
        self.text.text().trim_end_matches('\n') == projection.trim_end_matches('\n')
    }

    /// Sends what was typed since the last time to the journal.
    fn flush(&mut self, world: &World) -> Vec<Effect> {
        let typed = self.text.take_typed();
        if typed.is_empty() {
            return Vec::new();
        }
        self.recovered = None;
        if self.keeping.needs_whole() {
            return vec![self.keep_whole(world)];
        }
        if !self.keeping.journalled() {
            return Vec::new();
        }
        vec![Effect::Journal { page: self.opened.id().clone(), typed, cursor: self.text.cursor() }]
    }

    fn keep_whole(&mut self, world: &World) -> Effect {
        self.keeping.keeps_whole();
        Effect::KeepDraft(Box::new(Draft {
            page: self.opened.id().clone(),
            base_version: self.base_version,
            base: self.base.clone(),
            text: self.text.text().into_owned(),
            cursor: self.text.cursor(),
            updated: world.now,
        }))
    }

    fn run(&mut self, command: Command, world: &World) -> Vec<Effect> {
        let typing = matches!(command, Command::Insert(_) | Command::Delete(_));
        let outcome = self.text.apply(command, world.now);
        let mut effects = self.flush(world);
        effects.extend(outcome.copied.map(Effect::Copy));
        effects.extend(outcome.refused.map(say_bad));
        self.completion = None;
        if typing {
            effects.extend(self.offer(world));
        }
        effects
    }

    /// Offers completions at the cursor; asks for the titles the first time they are wanted.
    fn offer(&mut self, world: &World) -> Option<Effect> {
        self.completion = Completion::at_cursor(&self.text, self.titles.as_ref(), world);
        let missing = self.titles.is_none() && Completion::wants_titles(&self.text);
        missing.then_some(Effect::Load(Request::Titles))
    }

    fn save(&mut self, world: &World) -> Vec<Effect> {
        if self.saving {
            return Vec::new();
        }
        if let Some(reason) = &self.opened.projection.read_only {
            return vec![say_bad(&format!("this page cannot be saved as Markdown: {reason}"))];
        }
        let splice = markup::splice(&self.base, &self.text.text());
        match splice {
            Splice::Unchanged => {
                let mut effects = self.end_draft();
                effects.push(Effect::EndEdit);
                effects.push(Effect::Say(Notice::plain("Nothing changed, nothing sent.")));
                effects
            }
            Splice::Changed { storage, removes } => {
                // Everything typed is durable before the commit: should that fail, the draft is whole.
                let mut effects = self.flush(world);
                self.saving = true;
                effects.push(Effect::Commit {
                    intents: vec![self.edit(storage)],
                    said: self.said(&removes, world),
                });
                effects
            }
            Splice::Refused(refusal) => {
                self.text.go_to_line(refusal.line.saturating_sub(1));
                let stays = Notice::bad(format!("Not saved: {refusal}.")).hinted("the draft is kept");
                vec![Effect::Say(stays)]
            }
        }
    }

    fn edit(&self, storage: String) -> Intent {
        Intent::Edit {
            page: self.opened.id().clone(),
            base_version: self.base_version,
            base: self.base.clone(),
            storage,
            message: String::new(),
        }
    }

    fn said(&self, removes: &[String], world: &World) -> String {
        let title = SafeText::line(&self.opened.row.page.title);
        if removes.is_empty() {
            return format!("Saved “{title}”.");
        }
        let undo = world.key(Context::Browse, Action::Undo);
        let removes = SafeText::line(&removes.join(", "));
        format!("Saved “{title}” without {removes}; {undo} takes it back.")
    }

    fn end_draft(&self) -> Vec<Effect> {
        let kept = self.keeping.has_draft();
        kept.then(|| Effect::EndDraft(self.opened.id().clone())).into_iter().collect()
    }

    /// Goes one step out: the offers, the find line, the editor.
    fn leave(&mut self, world: &World) -> Vec<Effect> {
        if self.completion.take().is_some() {
            return Vec::new();
        }
        if self.find.take().is_some() {
            self.text.find("", 0);
            return Vec::new();
        }
        if self.preview.covers() {
            self.preview.toggle();
            return Vec::new();
        }
        if let Some(problem) = self.keeping.failed() {
            return vec![only_in_memory(problem, vec![Effect::EndEdit])];
        }
        if self.is_unchanged() {
            let mut effects = self.end_draft();
            effects.push(Effect::EndEdit);
            return effects;
        }
        let edit = world.key(Context::Browse, Action::Edit);
        let notice = Notice::plain("The draft is kept.").hinted(format!("{edit} goes on with it"));
        vec![Effect::SyncJournal, Effect::EndEdit, Effect::Say(notice)]
    }

    fn discard(&mut self) -> Vec<Effect> {
        let mut yes = self.end_draft();
        yes.push(Effect::EndEdit);
        yes.push(Effect::Say(Notice::plain("The draft is gone; the page is as it was.")));
        let (_, lines) = self.text.line();
        vec![question(
            "Throw this draft away?",
            vec![format!("{lines} lines go; the page stays as it was saved last.")],
            "throw it away",
            yes,
        )]
    }

    fn link(&mut self, world: &World) -> Vec<Effect> {
        let selected = self.text.selected().zip(self.text.selected_text().map(|text| text.into_owned()));
        match selected.filter(|(_, text)| !text.contains('\n')) {
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
            return Vec::new();
        };
        let Some(count) = find.replace_all(&mut self.text, world.now) else { return Vec::new() };
        let mut effects = self.flush(world);
        let undo = world.key(Context::Editor, Action::EditUndo);
        effects.push(Effect::Say(
            Notice::good(format!("Replaced {count}.")).hinted(format!("{undo} takes it back")),
        ));
        effects
    }

    fn external(&mut self, world: &World) -> Vec<Effect> {
        let mut effects = self.flush(world);
        // A draft row must be there before: a text found after a crash is put onto it.
        if self.keeping.needs_whole() {
            effects.push(self.keep_whole(world));
        }
        self.handed = Some(self.text.text().into_owned());
        effects.push(Effect::OpenEditor(Editing {
            page: self.opened.id().clone(),
            title: self.opened.row.page.title.clone(),
            text: self.text.text().into_owned(),
        }));
        effects
    }

    fn headings(&self) -> Vec<(String, usize)> {
        let text = self.text.text();
        let headings = text.lines().enumerate().filter(|(_, line)| line.starts_with('#'));
        headings.map(|(number, line)| (line.trim_start_matches('#').trim().to_owned(), number)).collect()
    }

    /// Takes a key while it is open what becomes of a text in doubt.
    fn decide(&mut self, key: KeyEvent, world: &World) -> Vec<Effect> {
        let Some(doubt) = self.doubt.take() else { return Vec::new() };
        match key.code {
            KeyCode::Char('k') => Vec::new(),
            KeyCode::Char('d') => {
                self.text.replace_all(&doubt.before, world.now);
                self.flush(world)
            }
            _ => {
                self.doubt = Some(doubt);
                Vec::new()
            }
        }
    }

    fn completion_key(&mut self, key: KeyEvent, world: &World) -> Option<Vec<Effect>> {
        let completion = self.completion.as_mut()?;
        match key.code {
            KeyCode::Down => completion.step(1),
            KeyCode::Up => completion.step(-1),
            KeyCode::Enter | KeyCode::Tab => {
                let completion = self.completion.take()?;
                completion.accept(&mut self.text, world);
                return Some(self.flush(world));
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Returns the line above the text, when there is something to know.
    fn note(&self, world: &World) -> Option<Line<'static>> {
        let theme = &world.theme;
        if let Some(doubt) = &self.doubt {
            let problem = SafeText::line(&doubt.problem);
            let keys = [("k", " keep what it wrote  "), ("d", " throw that away")];
            let mut spans = vec![Span::styled(format!("{problem}:  "), theme.bad)];
            for (key, words) in keys {
                spans.extend([Span::styled(key, theme.key), Span::raw(words)]);
            }
            return Some(spans.into());
        }
        let now = world.page.as_ref().filter(|opened| opened.id() == self.opened.id());
        let version = now.map(|opened| &opened.row.page.version).filter(|now| now.number > self.base_version);
        if let Some(version) = version.filter(|_| self.base_version > 0) {
            let who = world.name_of(&version.author);
            let text = format!(
                "changed on the wiki since you opened it: v{} by {who}; your save is merged with it",
                version.number
            );
            return Some(Line::styled(text, theme.warning));
        }
        let kept = self.recovered?.to_zoned(world.zone.clone());
        let day = kept.date() == world.now.to_zoned(world.zone.clone()).date();
        let when = kept.strftime(if day { "%H:%M" } else { "%Y-%m-%d %H:%M" });
        let discard = world.key(Context::Editor, Action::Discard);
        Some(Line::styled(format!("draft kept from {when}  ·  {discard} throws it away"), theme.muted))
    }
}

impl Surface for Editor {
    fn context(&self) -> Context {
        Context::Editor
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if self.preview.act(action) {
            return Step::stay();
        }
        if let Some(command) = keys::action(action) {
            return Step::stay().and_all(self.run(command, world));
        }
        let effects = match action {
            Action::Save | Action::SaveClose => self.save(world),
            Action::Leave | Action::Close => self.leave(world),
            Action::Discard => self.discard(),
            Action::EditCopy => self.copy(world),
            Action::Find => {
                self.open_find();
                Vec::new()
            }
            Action::Preview => {
                self.preview.toggle();
                Vec::new()
            }
            Action::ReplaceAll => self.replace_all(world),
            Action::InsertLink => self.link(world),
            Action::Complete => self.offer(world).into_iter().collect(),
            Action::EditExternal => self.external(world),
            Action::Outline => vec![Effect::Show(Screen::Outline(self.headings()))],
            Action::Rename => {
                let page = &self.opened.row.page;
                vec![Effect::Show(Screen::Line(LineKind::Rename(page.id.clone(), page.title.clone())))]
            }
            _ => return Step::pass(),
        };
        Step::stay().and_all(effects)
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        if self.doubt.is_some() {
            return Step::stay().and_all(self.decide(key, world));
        }
        if self.preview.covers() {
            if let Some(action) = keys::scrolling(key) {
                self.preview.act(action);
                return Step::stay();
            }
            // Whoever types wants to see it.
            self.preview.toggle();
        }
        if let Some(find) = &mut self.find {
            return match find.key(key, &mut self.text, world.now) {
                true => Step::stay().and_all(self.flush(world)),
                false => Step::pass(),
            };
        }
        if let Some(effects) = self.completion_key(key, world) {
            return Step::stay().and_all(effects);
        }
        match keys::command(key) {
            Some(command) => Step::stay().and_all(self.run(command, world)),
            None => Step::pass(),
        }
    }

    fn on_paste(&mut self, text: &str, world: &World) -> Step {
        if let Some(find) = &mut self.find {
            find.paste(text, &mut self.text);
            return Step::stay();
        }
        Step::stay().and_all(self.run(Command::Paste(text.to_owned()), world))
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        if let Data::Titles(titles) = data {
            self.titles = Some(titles.clone());
            if Completion::wants_titles(&self.text) {
                self.offer(world);
            }
        }
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        // Titles are asked for again when the next link is typed.
        self.titles = None;
        Vec::new()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let mut text_area = area;
        if let Some(note) = self.note(world).filter(|_| area.height > 3) {
            frame.render_widget(note, Rect { height: 1, ..area });
            text_area = Rect { y: area.y + 1, height: area.height - 1, ..area };
        }
        if let Some(find) = self.find.as_ref().filter(|_| text_area.height > 2) {
            text_area.height -= 1;
            find.draw(frame, Rect { y: text_area.bottom(), height: 1, ..area }, &world.theme);
        }
        text_area = self.preview.draw(frame, text_area, &self.text, &world.theme);
        if text_area.is_empty() {
            return;
        }
        let cursor = self.text.draw(text_area, frame.buffer_mut(), &look::styles(&world.theme));
        if let Some(cursor) = cursor {
            if self.find.is_none() {
                frame.set_cursor_position(cursor);
            }
            if let Some(completion) = &self.completion {
                completion.draw(frame, text_area, cursor, &world.theme);
            }
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![
            Action::Save,
            Action::Leave,
            Action::Find,
            Action::InsertLink,
            Action::Preview,
            Action::EditUndo,
            Action::ToggleTask,
            Action::EditExternal,
        ]
    }

    fn mode(&self) -> &'static str {
        "EDIT"
    }
}

fn say_bad(text: &str) -> Effect {
    let mut sentence = SafeText::line(text).into_string();
    if let Some(first) = sentence.get(..1) {
        sentence = format!("{}{}", first.to_uppercase(), &sentence[1..]);
    }
    Effect::Say(Notice::bad(format!("{}.", sentence.trim_end_matches('.'))))
}

fn only_in_memory(problem: &str, yes: Vec<Effect>) -> Effect {
    let lines = vec![
        format!("The text is only in memory: {problem}."),
        "It is tried again every two seconds.".to_owned(),
    ];
    question("Leave without the draft?", lines, "leave and lose it", yes)
}

fn question(title: &str, lines: Vec<String>, verb: &str, yes: Vec<Effect>) -> Effect {
    Effect::Show(Screen::Question(Box::new(Question { title: title.into(), lines, verb: verb.into(), yes })))
}
