//! The files of a page: look into, save, open, add, put into the page, delete. What is not on this machine is fetched
//! when it is wanted, and says so when it cannot be.

mod path;
mod preview;

use crate::domain::attachment::size_words;
use crate::domain::{Attachment, AttachmentId, PageId, SafeText};
use crate::markup;
use crate::replica::{Delivery, FileRow};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Question, Request, Screen};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use path::PathLine;
use preview::Preview;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

struct Attachments {
    page: PageId,
    title: String,
    rows: Vec<FileRow>,
    is_loaded: bool,
    cursor: Cursor,
    /// The file to begin on.
    wanted: Option<AttachmentId>,
    /// A path that is being typed.
    path: Option<PathLine>,
    /// A file was added and is not in the list yet.
    adding: bool,
    /// A file that is looked into.
    preview: Option<Preview>,
}

/// Opens it.
pub(super) fn open(page: PageId, wanted: Option<AttachmentId>, world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Attachments {
        title: world.title_of(&page),
        page,
        rows: Vec::new(),
        is_loaded: false,
        cursor: Cursor::default(),
        wanted,
        path: None,
        adding: false,
        preview: None,
    }))
}

impl Attachments {
    fn selected(&self) -> Option<&FileRow> {
        self.rows.get(self.cursor.at)
    }

    fn with(&self, act: impl FnOnce(Box<FileRow>) -> Step) -> Step {
        self.selected().cloned().map_or_else(Step::stay, |row| act(Box::new(row)))
    }

    fn ask(&mut self, path: PathLine) -> Step {
        self.path = Some(path);
        Step::stay()
    }

    fn look_into(&mut self) -> Step {
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        self.preview = Some(Preview::of(&row));
        Step::want(Effect::PreviewFile(Box::new(row)))
    }

    fn ask_to_delete(&self) -> Step {
        self.with(|row| {
            let name = SafeText::line(&row.attachment.name).into_string();
            let question = Question {
                title: format!("Delete {name} for good?"),
                lines: vec![
                    "With all its versions. Where pages show it, they will show that it is missing."
                        .to_owned(),
                ],
                verb: "delete".to_owned(),
                yes: vec![Effect::Commit {
                    intents: vec![Intent::DeleteAttachment(Box::new(row.attachment))],
                    said: format!("{name} is deleted."),
                }],
            };
            Step::want(Effect::Show(Screen::Question(Box::new(question))))
        })
    }

    /// Puts an image, or a link to the file, at the end of the page.
    fn insert(&self, world: &World) -> Step {
        let refuse = |why: &str| Step::want(Effect::Say(Notice::bad(why)));
        let Some(row) = self.selected() else { return Step::stay() };
        let Some(opened) = world.page.as_ref().filter(|opened| *opened.id() == self.page) else {
            return refuse("Open the page first: the file goes to its end.");
        };
        if let Some(why) = opened.why_untouched() {
            return refuse(&why);
        }
        let fragment = markup::to_storage(&reference(&row.attachment)).storage;
        let intent = Intent::Edit {
            page: self.page.clone(),
            base_version: opened.row.page.version.number,
            base: opened.body.clone(),
            storage: markup::append(&opened.body, &fragment),
            message: String::new(),
        };
        let name = SafeText::line(&row.attachment.name);
        let said = format!("{name} stands at the end of the page now; u takes it back.");
        Step::want(Effect::Commit { intents: vec![intent], said })
    }

    fn path_action(&mut self, action: Action) -> Step {
        let Some(path) = &self.path else { return Step::pass() };
        match action {
            Action::Accept | Action::Open => match path.answer(&self.page) {
                Some(effect) => {
                    self.adding = matches!(effect, Effect::Attach(..));
                    self.path = None;
                    Step::want(effect)
                }
                None => Step::want(Effect::Say(Notice::plain("Type a path; Tab completes it."))),
            },
            Action::Complete => Step::want(path.complete()),
            Action::Close => {
                self.path = None;
                Step::stay()
            }
            _ => Step::pass(),
        }
    }

    fn preview_action(&mut self, action: Action) -> Step {
        let Some(preview) = &mut self.preview else { return Step::pass() };
        if matches!(action, Action::Close | Action::Left) {
            self.preview = None;
            return Step::stay();
        }
        if preview.scroll(action, self.cursor.height) { Step::stay() } else { Step::pass() }
    }

    fn row(&self, index: usize, world: &World) -> Row {
        let theme = &world.theme;
        let FileRow { attachment, waits, here } = &self.rows[index];
        let mut left = vec![Span::raw(SafeText::line(&attachment.name).into_string())];
        let state = match (waits, here) {
            (Some(Delivery::Parked(_)), _) => Some(("! refused, see the outbox", theme.bad)),
            (Some(_), _) => Some(("^ waits", theme.warning)),
            (None, Some(_)) => Some(("here", theme.good)),
            (None, None) => None,
        };
        if let Some((word, style)) = state {
            left.push(Span::styled(format!("  {word}"), style));
        }
        let kind = SafeText::line(&attachment.media_type);
        let facts = format!(
            "{} {dot} {kind} {dot} {} {dot} {}",
            size_words(attachment.size),
            world.name_of(&attachment.version.author),
            world.ago(attachment.version.when),
            dot = theme.signs.dot
        );
        Row { left: Line::from(left), right: Line::styled(facts, theme.muted) }
    }

    fn keys(&self) -> &'static [(&'static str, &'static str)] {
        match (&self.path, &self.preview) {
            (Some(_), _) => &[("Enter", "go on"), ("Tab", "complete"), ("Esc", "back")],
            (None, Some(_)) => &[("j k", "scroll"), ("s", "save to"), ("o", "open"), ("Esc", "back")],
            (None, None) => &[
                ("Enter", "look"),
                ("a", "add"),
                ("s", "save to"),
                ("o", "open"),
                ("i", "insert"),
                ("d", "delete"),
                ("Esc", "close"),
            ],
        }
    }
}

/// Returns the Markdown that shows a file: an image as one, anything else as a link.
fn reference(attachment: &Attachment) -> String {
    let name = &attachment.name;
    let text = name.replace(['[', ']', '\\'], " ");
    let address = name.replace('<', "%3C").replace('>', "%3E");
    match attachment.media_type.starts_with("image/") {
        true => format!("![{text}](<{address}>)"),
        false => format!("[{text}](<^{address}>)"),
    }
}

impl Surface for Attachments {
    fn context(&self) -> Context {
        if self.path.is_some() { Context::Input } else { Context::Attachments }
    }

    fn wants_text(&self) -> bool {
        self.path.is_some()
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Attachments(self.page.clone()))]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if self.path.is_some() {
            return self.path_action(action);
        }
        match action {
            // What is looked into can be opened beside; the others leave it for the list.
            Action::OpenFile => {}
            Action::AddFile | Action::SaveFile | Action::InsertFile | Action::Delete => self.preview = None,
            _ if self.preview.is_some() => return self.preview_action(action),
            _ => {}
        }
        match action {
            Action::Close => Step::close(),
            Action::Open => self.look_into(),
            Action::AddFile => self.ask(PathLine::to_add()),
            Action::SaveFile => match self.selected().cloned() {
                Some(row) => self.ask(PathLine::to_save(row)),
                None => Step::stay(),
            },
            Action::OpenFile => self.with(|row| Step::want(Effect::OpenFile(row))),
            Action::InsertFile => self.insert(world),
            Action::Delete => self.ask_to_delete(),
            moves => {
                let count = self.rows.len();
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        self.path.as_mut().map_or_else(Step::pass, |path| path.on_key(key))
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        let Some(path) = &mut self.path else { return Step::pass() };
        path.on_paste(text);
        Step::stay()
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Attachments(page, rows) if *page == self.page => {
                let before = std::mem::replace(&mut self.rows, rows.clone());
                let is_new = |row: &FileRow| before.iter().all(|old| old.attachment.id != row.attachment.id);
                if let (true, Some(at)) = (self.adding, rows.iter().position(is_new)) {
                    self.adding = false;
                    self.cursor.at = at;
                }
                self.is_loaded = true;
                if self.title.is_empty() {
                    self.title = world.title_of(&self.page);
                }
                let at = |wanted| rows.iter().position(|row| row.attachment.id == wanted);
                if let Some(at) = self.wanted.take().and_then(at) {
                    self.cursor.at = at;
                }
                self.cursor.at = self.cursor.at.min(rows.len().saturating_sub(1));
            }
            Data::Paths(typed, found) => {
                if let Some(path) = &mut self.path {
                    path.offer(typed, found);
                }
            }
            Data::FileText(id, text) => {
                if let Some(preview) = &mut self.preview {
                    preview.take(id, text);
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
        let title = match &self.preview {
            Some(preview) => preview.title(),
            None => format!("Files of {}", SafeText::line(&self.title)),
        };
        let look = Look {
            title: Line::styled(title, theme.title),
            foot: sheet::keys(self.keys(), theme),
            ..Look::default()
        };
        let size = Size { width: 96, height: area.height.saturating_sub(2).min(24) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        self.cursor.height = usize::from(inside.height);
        if let Some(path) = &self.path {
            return path.draw(frame, inside, world);
        }
        if let Some(preview) = &self.preview {
            return preview.draw(frame, inside, &self.page, world);
        }
        if self.rows.is_empty() {
            let text = if self.is_loaded { "No files yet: `a` adds one." } else { "" };
            return sheet::draw_empty(frame, inside, text, theme);
        }
        let mut cursor = self.cursor;
        sheet::draw(frame, inside, &mut cursor, self.rows.len(), theme, |index| self.row(index, world));
        self.cursor = cursor;
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        match (&self.path, &self.preview) {
            (Some(_), _) => vec![Action::Accept, Action::Complete, Action::Close],
            (None, Some(_)) => {
                vec![Action::Down, Action::Up, Action::SaveFile, Action::OpenFile, Action::Close]
            }
            (None, None) => vec![
                Action::Open,
                Action::AddFile,
                Action::SaveFile,
                Action::OpenFile,
                Action::InsertFile,
                Action::Delete,
                Action::Close,
            ],
        }
    }

    fn mode(&self) -> &'static str {
        "FILES"
    }
}
