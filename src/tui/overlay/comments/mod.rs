//! What is said about a page: threads on the page and on words in it, open and settled. Read, answer, write, settle.
//!
//! ```text
//!   rows ─► threads in sight ─► lines (each knows its comment)      the selected comment stays in view
//!   a / r / e ─► the box below, Markdown with several lines; its text is kept at every word
//! ```

mod lines;
mod write;

use crate::domain::{Comment, PageId, SafeText};
use crate::markup::Passage;
use crate::replica::CommentRow;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Question, Request, Screen};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet;
use crate::tui::world::World;
use lines::Laid;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;
use write::{Target, Writing};

struct Comments {
    page: PageId,
    title: String,
    rows: Vec<CommentRow>,
    is_loaded: bool,
    /// Whether settled threads are shown.
    settled: bool,
    cursor: Cursor,
    /// The first line in sight.
    top: usize,
    laid: Laid,
    writing: Option<Writing>,
    /// The mark whose thread to go to when the comments are here.
    wanted: Option<String>,
}

/// Opens it.
pub(super) fn open(page: PageId, world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(comments(page, world)))
}

/// Opens it at the thread about the words of a mark.
pub(super) fn open_thread(page: PageId, mark: String, world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Comments { wanted: Some(mark), ..comments(page, world) }))
}

/// Opens it to write about words of the page.
pub(super) fn open_on(page: PageId, passage: Passage, world: &World) -> Option<Box<dyn Surface>> {
    let writing = Writing::new(Target::Words(page.clone(), passage));
    Some(Box::new(Comments { writing: Some(writing), ..comments(page, world) }))
}

fn comments(page: PageId, world: &World) -> Comments {
    Comments {
        title: world.title_of(&page),
        page,
        rows: Vec::new(),
        is_loaded: false,
        settled: false,
        cursor: Cursor::default(),
        top: 0,
        laid: Laid::default(),
        writing: None,
        wanted: None,
    }
}

impl Comments {
    /// The comments in sight: settled threads only when they are asked for.
    fn shown(&self) -> Vec<&CommentRow> {
        let mut hidden = false;
        self.rows
            .iter()
            .filter(|row| {
                if row.depth == 0 {
                    hidden = row.comment.resolved && !self.settled;
                }
                !hidden
            })
            .collect()
    }

    fn selected(&self) -> Option<CommentRow> {
        self.shown().get(self.cursor.at).map(|row| (*row).clone())
    }

    /// The comment that begins the thread of the selected one.
    fn head(&self) -> Option<Comment> {
        let shown = self.shown();
        let before = shown.get(..=self.cursor.at)?;
        before.iter().rev().find(|row| row.depth == 0).map(|row| row.comment.clone())
    }

    fn is_mine(world: &World, comment: &Comment) -> bool {
        world.me().is_some_and(|me| me.id == comment.author)
    }

    fn write(&mut self, target: Target) -> Step {
        let writing = Writing::new(target);
        let place = writing.place();
        self.writing = Some(writing);
        Step::want(Effect::Load(Request::CommentDraft(place)))
    }

    fn settle(&self) -> Step {
        let Some(head) = self.head() else { return Step::stay() };
        let said = if head.resolved { "The thread is open again." } else { "The thread is settled." };
        let intent = Intent::ResolveComment(self.page.clone(), head.id, !head.resolved);
        Step::want(Effect::Commit { intents: vec![intent], said: said.to_owned() })
    }

    fn ask_to_delete(&self, world: &World) -> Step {
        let Some(row) = self.selected() else { return Step::stay() };
        let name = world.name_of(&row.comment.author);
        let mut lines = vec![lines::first_words(&row.comment)];
        if self.rows.iter().any(|other| other.comment.parent.as_ref() == Some(&row.comment.id)) {
            lines.push("Its answers stay.".to_owned());
        }
        let question = Question {
            title: format!("Delete the comment of {name} for good?"),
            lines,
            verb: "delete".to_owned(),
            yes: vec![Effect::Commit {
                intents: vec![Intent::DeleteComment(Box::new(row.comment))],
                said: "The comment is deleted.".to_owned(),
            }],
        };
        Step::want(Effect::Show(Screen::Question(Box::new(question))))
    }

    /// Selects the thread about the words of a mark.
    fn go_to_thread(&mut self, mark: &str) -> Step {
        let is_wanted = |row: &CommentRow| row.comment.anchor.as_ref().is_some_and(|it| it.marker == mark);
        self.settled |= self.rows.iter().any(|row| is_wanted(row) && row.comment.resolved);
        match self.shown().iter().position(|row| is_wanted(row)) {
            Some(at) => {
                self.cursor.at = at;
                Step::stay()
            }
            None => Step::want(Effect::Say(Notice::plain(
                "The comment about these words is not here: it is gone, or not fetched yet.",
            ))),
        }
    }

    /// Goes to the words the thread is about.
    fn jump(&self, world: &World) -> Step {
        let Some(head) = self.head() else { return Step::stay() };
        let here = world.page.as_ref().is_some_and(|opened| *opened.id() == self.page);
        match head.anchor {
            Some(anchor) if here => Step::close().and(Effect::ShowWords(anchor.words)),
            Some(anchor) => {
                Step::close().and(Effect::Go(self.page.clone())).and(Effect::ShowWords(anchor.words))
            }
            None => Step::want(Effect::Say(Notice::plain("This thread is about the page as a whole."))),
        }
    }

    fn written(&mut self, world: &World) -> Step {
        let Some(writing) = &self.writing else { return Step::stay() };
        let opened = world.page.as_deref().filter(|opened| *opened.id() == self.page);
        match writing.intent(&self.page, opened) {
            Ok(None) => {
                self.writing = None;
                Step::stay()
            }
            Ok(Some(intent)) => {
                let said = writing.said().to_owned();
                // Should it be refused, the text is here again.
                let kept = writing.keep();
                self.writing = None;
                Step::want(kept).and(Effect::Commit { intents: vec![intent], said })
            }
            Err(why) => Step::want(Effect::Say(Notice::bad(why))),
        }
    }

    fn leave_box(&mut self) -> Step {
        let Some(writing) = self.writing.take() else { return Step::close() };
        let kept = (!writing.is_empty())
            .then(|| Effect::Say(Notice::plain("Kept: it is here again when you go on writing.")));
        Step::want(writing.keep()).and_all(kept)
    }

    fn look(&self, theme: &crate::tui::theme::Theme) -> Look {
        let settled = self.rows.iter().filter(|row| row.depth == 0 && row.comment.resolved).count();
        let right = match settled {
            0 => Line::default(),
            count if self.settled => Line::styled(format!("{count} settled shown"), theme.muted),
            count => Line::styled(format!("{count} settled: v shows them"), theme.muted),
        };
        let keys: &[(&str, &str)] = match self.writing {
            Some(_) => &[("F2", "save"), ("Enter", "new line"), ("Esc", "keep")],
            None => &[
                ("a", "write"),
                ("r", "reply"),
                ("e", "edit"),
                ("x", "resolve"),
                ("d", "delete"),
                ("Enter", "go to words"),
                ("Esc", "close"),
            ],
        };
        let title = format!("Comments on {}", SafeText::line(&self.title));
        Look {
            title: Line::styled(title, theme.title),
            right,
            foot: sheet::keys(keys, theme),
            ..Look::default()
        }
    }
}

impl Surface for Comments {
    fn context(&self) -> Context {
        if self.writing.is_some() { Context::CommentText } else { Context::Comments }
    }

    fn wants_text(&self) -> bool {
        self.writing.is_some()
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        let draft = self.writing.as_ref().map(|writing| Request::CommentDraft(writing.place()));
        let comments = Request::Comments(self.page.clone());
        std::iter::once(comments).chain(draft).map(Effect::Load).collect()
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if let Some(writing) = &mut self.writing {
            return match action {
                Action::Save => self.written(world),
                Action::Close => self.leave_box(),
                // Named keys that mean more in lists are keys of a text here.
                other => writing.action(other, world.now).map_or_else(Step::pass, Step::want),
            };
        }
        match action {
            Action::Close => Step::close(),
            Action::WriteComment => self.write(Target::Page(self.page.clone())),
            Action::Reply => match self.selected() {
                Some(row) => self.write(Target::Reply(Box::new(row.comment))),
                None => self.write(Target::Page(self.page.clone())),
            },
            Action::EditComment => match self.selected() {
                Some(row) if Self::is_mine(world, &row.comment) => {
                    self.write(Target::Edit(Box::new(row.comment)))
                }
                Some(_) => Step::want(Effect::Say(
                    Notice::plain("Only its author can edit a comment.").hinted("r answers it"),
                )),
                None => Step::stay(),
            },
            Action::Resolve => self.settle(),
            Action::Delete => self.ask_to_delete(world),
            Action::Open => self.jump(world),
            Action::ShowResolved => {
                self.settled = !self.settled;
                Step::stay()
            }
            moves => {
                let count = self.shown().len();
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        match &mut self.writing {
            Some(writing) => match writing.key(key, world.now) {
                Some(effects) => Step::stay().and_all(effects),
                None => Step::pass(),
            },
            None => Step::pass(),
        }
    }

    fn on_paste(&mut self, text: &str, world: &World) -> Step {
        match &mut self.writing {
            Some(writing) => Step::want(writing.paste(text, world.now)),
            None => Step::pass(),
        }
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Comments(page, rows) if *page == self.page => {
                let selected = self.selected().map(|row| row.comment.id);
                self.rows.clone_from(rows);
                self.is_loaded = true;
                let again = self.shown().iter().position(|row| Some(&row.comment.id) == selected.as_ref());
                self.cursor.at = again.unwrap_or(self.cursor.at.min(self.shown().len().saturating_sub(1)));
                if let Some(mark) = self.wanted.take() {
                    return self.go_to_thread(&mark);
                }
            }
            Data::CommentDraft(place, Some(text)) => {
                if let Some(writing) = self.writing.as_mut().filter(|writing| writing.place() == *place) {
                    writing.resume(text, world.now);
                }
            }
            _ => {}
        }
        Step::stay()
    }

    fn on_changed(&mut self, world: &World) -> Vec<Effect> {
        self.start(world)
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let size = Size { width: 96, height: area.height.saturating_sub(2) };
        let inside = sheet::sheet(frame, area, size, self.look(theme), theme);
        let below = match &mut self.writing {
            Some(writing) => writing.draw(frame, inside, world),
            None => 0,
        };
        let list = Rect { height: inside.height.saturating_sub(below), ..inside };
        let shown: Vec<CommentRow> = self.shown().into_iter().cloned().collect();
        if shown.is_empty() {
            let text = match (self.is_loaded, self.rows.is_empty()) {
                (false, _) => "",
                (true, true) => "No comments yet: `a` writes one.",
                (true, false) => "Every thread is settled: `v` shows them, `a` writes a comment.",
            };
            return sheet::draw_empty(frame, list, text, theme);
        }
        self.laid.lay(&shown, usize::from(sheet::inset(list).width), world);
        self.cursor.at = self.cursor.at.min(shown.len() - 1);
        self.cursor.height = (usize::from(list.height) / 4).max(1);
        self.top = self.laid.top_for(self.cursor.at, self.top, usize::from(list.height));
        self.laid.draw(frame, list, self.top, self.cursor.at, theme);
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        match self.writing {
            Some(_) => vec![Action::Save, Action::Close],
            None => vec![
                Action::WriteComment,
                Action::Reply,
                Action::EditComment,
                Action::Resolve,
                Action::Delete,
                Action::Open,
                Action::Close,
            ],
        }
    }

    fn mode(&self) -> &'static str {
        if self.writing.is_some() { "WRITE" } else { "COMMENTS" }
    }
}
