//! What the editor takes and how it is drawn.

use super::{Editor, keys, look, vim};
use crate::domain::SafeText;
use crate::replica::Form;
use crate::tui::action::{Action, Context};
use crate::tui::chord::typed;
use crate::tui::effect::{Effect, LineKind, Screen};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::editor::Command;
use crate::tui::widget::editor::vim::Vim;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph, Wrap};

impl Surface for Editor {
    fn context(&self) -> Context {
        match self.find {
            _ if self.is_beside() => Context::Beside,
            Some(_) => Context::Find,
            None => Context::Editor,
        }
    }

    fn wants_text(&self) -> bool {
        !self.is_beside()
    }

    fn claims(&self, key: &KeyEvent) -> bool {
        let vim = self.vim.as_ref().filter(|_| self.find.is_none() && self.completion.is_none());
        !self.is_beside() && (typed(key).is_some() || vim.is_some_and(|vim| vim::claims(vim, key)))
    }

    fn start(&mut self, world: &World) -> Vec<Effect> {
        self.vim = world.settings.vim.then(Vim::default);
        Vec::new()
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if let Some(step) = self.act_beside(action, world) {
            return step;
        }
        if action == Action::Leave && self.drop_mark(world) {
            return Step::stay();
        }
        if action == Action::Leave
            && self.find.is_none()
            && let Some(effects) = self.vim_escape(world)
        {
            return Step::stay().and_all(effects);
        }
        if self.preview.act(action) || self.find.as_mut().is_some_and(|find| find.act(action, &mut self.text))
        {
            return Step::stay();
        }
        if let Some(effects) = self.refuse_markdown(action, world) {
            return Step::stay().and_all(effects);
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
            Action::Split => self.split(),
            Action::SwitchSide => self.switch_side(world),
            Action::Preview => {
                self.beside = None;
                self.preview.toggle();
                Vec::new()
            }
            Action::ReplaceAll => self.replace_all(world),
            Action::SetMark => self.toggle_mark(world),
            Action::InsertLink => self.link(world),
            Action::Complete => self.complete(world),
            Action::EditExternal => self.external(world),
            Action::NextHeading | Action::PreviousHeading => {
                self.go_to_heading(action == Action::NextHeading);
                Vec::new()
            }
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
        if let Some(effects) = self.vim_key(key, world) {
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
        if self.vim.as_mut().is_some_and(|vim| vim.paste(text)) {
            return Step::stay();
        }
        Step::stay().and_all(self.run(Command::Paste(text.to_owned()), world))
    }

    fn on_mouse(&mut self, mouse: MouseEvent, world: &World) -> Step {
        self.mouse(mouse, world);
        Step::stay()
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Like(typed, hits, _) => self.take_pages(typed, hits, world),
            Data::Peeked(opened) => self.peeked(opened),
            Data::Missing(page) => self.missing(page),
            _ => {}
        }
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        // Pages are asked for again when the next letter is typed.
        self.pages.forget();
        self.peek_again().into_iter().collect()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        self.area = area;
        let mut text_area = area;
        if let Some(note) = self.note(world).filter(|_| area.height > 3) {
            let rows = row::rows(&note.to_string(), usize::from(area.width)).min(area.height / 3).max(1);
            let note = Paragraph::new(note).wrap(Wrap { trim: true });
            frame.render_widget(note, Rect { height: rows, ..area });
            text_area = Rect { y: area.y + rows, height: area.height - rows, ..area };
        }
        if let Some(find) = self.find.as_ref().filter(|find| text_area.height > find.height() + 1) {
            text_area.height -= find.height();
            find.draw(
                frame,
                Rect { y: text_area.bottom(), height: find.height(), ..area },
                &self.text,
                world,
            );
        }
        let lined = self.vim.as_ref().is_some_and(vim::has_line);
        if lined && text_area.height > 2 {
            text_area.height -= 1;
        }
        let line = Rect { y: text_area.bottom(), height: 1, ..area };
        text_area = match &mut self.beside {
            Some(beside) => beside.draw(frame, text_area, world),
            None => self.preview.draw(frame, text_area, &self.text, (self.form, &self.base), world),
        };
        if text_area.is_empty() {
            return;
        }
        let styles = look::styles(&world.theme);
        let arrow = world.theme.signs.arrow;
        // Drawn first: it tells the text where it is, for the mouse and for moves by screen.
        let cursor = self.text.draw(text_area, frame.buffer_mut(), &styles, &world.ink);
        if let Some(shown) = self.find.as_mut().and_then(|find| find.preview(&mut self.text, arrow)) {
            frame.render_widget(Clear, text_area);
            shown.draw(text_area, frame.buffer_mut(), &styles, &world.ink);
        }
        if let Some(cursor) = cursor {
            if self.find.is_none() && !lined && !self.is_beside() {
                frame.set_cursor_position(cursor);
            }
            if let Some(completion) = &self.completion {
                completion.draw(frame, text_area, cursor, &world.theme);
            }
        }
        if let Some(vim) = self.vim.as_ref().filter(|_| lined) {
            vim::draw(vim, frame, line, &world.theme);
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        if self.is_beside() {
            return vec![
                Action::SwitchSide,
                Action::InsertLink,
                Action::CopyLink,
                Action::Edit,
                Action::Open,
                Action::Split,
            ];
        }
        if self.form == Form::Storage {
            return vec![
                Action::Save,
                Action::Leave,
                Action::Find,
                Action::EditStorage,
                Action::Preview,
                Action::EditUndo,
                Action::EditExternal,
            ];
        }
        vec![
            Action::Save,
            Action::Leave,
            Action::Find,
            Action::InsertLink,
            Action::Preview,
            Action::EditUndo,
            Action::ToggleTask,
            Action::EditExternal,
            Action::EditStorage,
        ]
    }

    fn pending(&self) -> String {
        self.vim.as_ref().map(vim::pending).unwrap_or_default()
    }

    fn mode(&self) -> &'static str {
        match (&self.vim, self.form) {
            _ if self.is_beside() => "BESIDE",
            _ if self.marking => "MARK",
            (Some(vim), _) => vim.name(&self.text),
            (None, Form::Markdown) => "EDIT",
            (None, Form::Storage) => "STORAGE",
        }
    }
}

impl Editor {
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
        if let Some(refused) = &self.refused {
            return Some(Line::styled(refused.clone(), theme.bad));
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
        let Some(kept) = self.recovered else {
            let back = world.key(Context::Editor, Action::EditStorage);
            let text = match &self.opened.projection.read_only {
                Some(reason) => format!("what is stored, to be mended: {reason}"),
                None => {
                    format!("what is stored, byte by byte  {}  {back} goes back to Markdown", theme.signs.dot)
                }
            };
            return (self.form == Form::Storage).then(|| Line::styled(text, theme.muted));
        };
        let kept = kept.to_zoned(world.zone.clone());
        let day = kept.date() == world.now.to_zoned(world.zone.clone()).date();
        let when = kept.strftime(if day { "%H:%M" } else { "%Y-%m-%d %H:%M" });
        let discard = world.key(Context::Editor, Action::Discard);
        Some(Line::styled(format!("draft kept from {when}  ·  {discard} throws it away"), theme.muted))
    }
}
