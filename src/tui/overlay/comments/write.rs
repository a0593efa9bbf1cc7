//! The box a comment is written in: Markdown with several lines, kept at every word.

use crate::domain::{Comment, PageId, SafeText, Timestamp};
use crate::markup::{self, Passage, Splice};
use crate::replica::{draft_place, edit_place};
use crate::tui::action::Action;
use crate::tui::document::width;
use crate::tui::effect::{Effect, Intent};
use crate::tui::message::Opened;
use crate::tui::pane::editor::{keys, look};
use crate::tui::widget::editor::{Command, Editor, Motion};
use crate::tui::widget::sheet;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;

/// The most lines of the box.
const LINES: u16 = 10;

/// What is written.
#[derive(Debug)]
pub(super) enum Target {
    /// A comment on the page.
    Page(PageId),
    /// A comment on words of the page.
    Words(PageId, Passage),
    /// An answer.
    Reply(Box<Comment>),
    /// Another text for a comment.
    Edit(Box<Comment>),
}

/// A comment in work.
#[derive(Debug)]
pub(super) struct Writing {
    target: Target,
    text: Editor,
    /// What was there before anything was typed.
    before: String,
}

impl Writing {
    /// Begins one.
    pub(super) fn new(target: Target) -> Self {
        let before = match &target {
            Target::Edit(comment) => markup::to_markdown(&comment.storage).markdown.trim_end().to_owned(),
            Target::Page(_) | Target::Words(..) | Target::Reply(_) => String::new(),
        };
        Self { text: Editor::new(&before, before.len()), target, before }
    }

    /// Returns what its draft is kept under.
    pub(super) fn place(&self) -> String {
        match &self.target {
            Target::Page(page) | Target::Words(page, _) => draft_place(page, None),
            Target::Reply(comment) => draft_place(&comment.page, Some(&comment.id)),
            Target::Edit(comment) => edit_place(&comment.id),
        }
    }

    /// Tells whether nothing was written.
    pub(super) fn is_empty(&self) -> bool {
        let text = self.text.text();
        text.trim().is_empty() || text == self.before.as_str()
    }

    /// Goes on with what was kept, unless something is written already.
    pub(super) fn resume(&mut self, kept: &str, now: Timestamp) {
        if self.is_empty() {
            self.text.replace_all(kept, now);
            self.text = Editor::new(kept, kept.len());
        }
    }

    /// Keeps the text as it is now.
    pub(super) fn keep(&self) -> Effect {
        let text = if self.is_empty() { String::new() } else { self.text.text().into_owned() };
        Effect::KeepComment { place: self.place(), text }
    }

    /// Takes a key; `None` when it is not for a text.
    pub(super) fn key(&mut self, key: KeyEvent, now: Timestamp) -> Option<Vec<Effect>> {
        let command = keys::command(key)?;
        self.text.apply(command, now);
        // A machine that dies takes one word at most.
        let ends_a_word = matches!(key.code, KeyCode::Char(' ') | KeyCode::Enter);
        Some(if ends_a_word { vec![self.keep()] } else { Vec::new() })
    }

    /// Takes a named key that lines of text know by an action; `None` when it means nothing here.
    pub(super) fn action(&mut self, action: Action, now: Timestamp) -> Option<Effect> {
        let command = match action {
            Action::Accept => Command::Enter,
            Action::Up => Command::Move(Motion::Up),
            Action::Down => Command::Move(Motion::Down),
            Action::PageUp => Command::Move(Motion::PageUp),
            Action::PageDown => Command::Move(Motion::PageDown),
            Action::Complete => Command::Indent,
            Action::PreviousPane => Command::Outdent,
            _ => return None,
        };
        self.text.apply(command, now);
        Some(self.keep())
    }

    /// Takes pasted text.
    pub(super) fn paste(&mut self, text: &str, now: Timestamp) -> Effect {
        self.text.apply(Command::Paste(text.to_owned()), now);
        self.keep()
    }

    /// Returns what saving means: nothing, a change, or why the text cannot be taken. What is about words needs the
    /// page as it is open.
    pub(super) fn intent(&self, page: &PageId, opened: Option<&Opened>) -> Result<Option<Intent>, String> {
        let text = self.text.text();
        let text = text.trim();
        if text.is_empty() {
            return Err("A comment needs a word; Esc leaves without one.".to_owned());
        }
        let storage = || markup::to_storage(text).storage;
        Ok(match &self.target {
            Target::Page(_) => {
                Some(Intent::AddComment { page: page.clone(), parent: None, storage: storage() })
            }
            Target::Words(_, passage) => {
                let opened =
                    opened.ok_or("The page is no longer open: open it and select the words again.")?;
                Some(Intent::CommentOn {
                    page: page.clone(),
                    base_version: opened.row.page.version.number,
                    base: opened.body.clone(),
                    passage: passage.clone(),
                    storage: storage(),
                })
            }
            Target::Reply(comment) => Some(Intent::AddComment {
                page: page.clone(),
                parent: Some(comment.id.clone()),
                storage: storage(),
            }),
            Target::Edit(comment) => match markup::splice(&comment.storage, &format!("{text}\n")) {
                Splice::Unchanged => None,
                Splice::Changed { storage, .. } => {
                    Some(Intent::EditComment { seen: comment.clone(), storage })
                }
                Splice::Refused(refusal) => return Err(format!("The text cannot be saved: {refusal}.")),
            },
        })
    }

    /// Returns what is said when it is saved.
    pub(super) fn said(&self) -> &'static str {
        match self.target {
            Target::Page(_) | Target::Words(..) => "Commented.",
            Target::Reply(_) => "Answered.",
            Target::Edit(_) => "The comment is changed.",
        }
    }

    /// Draws the box at the foot of an area; returns how many lines it took.
    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) -> u16 {
        let theme = &world.theme;
        let lines = self.text.line().1 as u16;
        let height = (lines.clamp(3, LINES) + 1).min(area.height.saturating_sub(2)).max(2).min(area.height);
        let place = Rect { y: area.bottom() - height, height, ..area };
        let title = match &self.target {
            Target::Page(_) => "A comment on the page".to_owned(),
            Target::Words(_, passage) => format!("About “{}”", super::lines::cut(&passage.words)),
            Target::Reply(comment) => {
                format!("An answer to {}", SafeText::line(&world.name_of(&comment.author)))
            }
            Target::Edit(_) => "Your comment".to_owned(),
        };
        let rule = theme.signs.line.repeat(usize::from(place.width).saturating_sub(width(&title) + 4));
        let rule = format!("{} {title} {rule}", theme.signs.line);
        frame.render_widget(Line::styled(rule, theme.border), Rect { height: 1, ..place });
        let text = sheet::inset(Rect { y: place.y + 1, height: height - 1, ..place });
        self.text.set_size(text.width, text.height);
        let styles = look::styles(theme);
        if let Some(cursor) = self.text.draw(text, frame.buffer_mut(), &styles, &world.ink) {
            frame.set_cursor_position(cursor);
        }
        height
    }
}
