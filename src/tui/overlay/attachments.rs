//! The files of a page: look into, save, open, add, put into the page, delete. What is not on this machine is fetched
//! when it is wanted, and says so when it cannot be.

use crate::domain::attachment::size_words;
use crate::domain::{Attachment, AttachmentId, PageId, SafeText};
use crate::markup;
use crate::replica::{Delivery, FileRow};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Question, Request, Screen};
use crate::tui::message::Data;
use crate::tui::picture::Wanted;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::input::{Input, Outcome};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// How many paths are listed below the line that is typed.
const OFFERED: usize = 8;

struct Attachments {
    page: PageId,
    title: String,
    rows: Vec<FileRow>,
    is_loaded: bool,
    cursor: Cursor,
    /// The file to begin on.
    wanted: Option<AttachmentId>,
    asking: Option<Asking>,
    looking: Option<Looking>,
}

/// A path that is being typed.
struct Asking {
    what: What,
    input: Input,
    offered: Vec<String>,
}

/// What a path is for.
enum What {
    /// A file to add.
    Add,
    /// A folder to save into.
    Save(Box<FileRow>),
}

/// A file that is looked into.
struct Looking {
    id: AttachmentId,
    name: String,
    text: Option<Result<String, String>>,
    top: usize,
    is_image: bool,
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
        asking: None,
        looking: None,
    }))
}

impl Attachments {
    fn selected(&self) -> Option<&FileRow> {
        self.rows.get(self.cursor.at)
    }

    fn with(&self, act: impl FnOnce(Box<FileRow>) -> Step) -> Step {
        self.selected().cloned().map_or_else(Step::stay, |row| act(Box::new(row)))
    }

    fn ask(&mut self, what: What, text: &str, placeholder: &str) -> Step {
        let input = Input::with(text).with_placeholder(placeholder);
        self.asking = Some(Asking { what, input, offered: Vec::new() });
        Step::stay()
    }

    fn look_into(&mut self) -> Step {
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        self.looking = Some(Looking {
            id: row.attachment.id.clone(),
            name: row.attachment.name.clone(),
            text: None,
            top: 0,
            is_image: row.attachment.media_type.starts_with("image/"),
        });
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

    fn answer(&mut self) -> Step {
        let Some(asking) = self.asking.take() else { return Step::stay() };
        let path = asking.input.text().trim().to_owned();
        if path.is_empty() {
            self.asking = Some(asking);
            return Step::want(Effect::Say(Notice::plain("Type a path; Tab completes it.")));
        }
        Step::want(match asking.what {
            What::Add => Effect::Attach(self.page.clone(), path),
            What::Save(row) => Effect::SaveFile(row, path),
        })
    }

    fn asking_action(&mut self, action: Action) -> Step {
        match action {
            Action::Accept | Action::Open => self.answer(),
            Action::Complete => {
                let typed = self.asking.as_ref().map(|asking| asking.input.text().to_owned());
                Step::want(Effect::Load(Request::Paths(typed.unwrap_or_default())))
            }
            Action::Close => {
                self.asking = None;
                Step::stay()
            }
            _ => Step::pass(),
        }
    }

    fn looking_action(&mut self, action: Action) -> Step {
        let Some(looking) = &mut self.looking else { return Step::pass() };
        let lines = looking.text.as_ref().map_or(0, |text| match text {
            Ok(text) | Err(text) => text.lines().count(),
        });
        let screen = self.cursor.height.max(1);
        looking.top = match action {
            Action::Close | Action::Left => {
                self.looking = None;
                return Step::stay();
            }
            Action::Down => looking.top + 1,
            Action::Up => looking.top.saturating_sub(1),
            Action::PageDown | Action::HalfDown => looking.top + screen / 2,
            Action::PageUp | Action::HalfUp => looking.top.saturating_sub(screen / 2),
            Action::Top => 0,
            Action::Bottom => lines,
            _ => return Step::pass(),
        }
        .min(lines.saturating_sub(1));
        Step::stay()
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
        match (&self.asking, &self.looking) {
            (Some(_), _) => &[("Enter", "go on"), ("Tab", "complete"), ("Esc", "back")],
            (None, Some(_)) => &[("j k", "scroll"), ("Esc", "back")],
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

    /// Draws a file that is a picture; false when there is none to draw, now or at all.
    fn draw_picture(&self, frame: &mut Frame<'_>, area: Rect, name: &str, world: &World) -> bool {
        let inner = sheet::inset(area);
        let wanted = Wanted {
            page: self.page.clone(),
            name: name.to_owned(),
            most: (inner.width.max(1), inner.height.max(1)),
        };
        let Some(picture) = world.gallery.of(&wanted) else { return false };
        let (columns, rows) = picture.size();
        let left = inner.width.saturating_sub(columns) / 2;
        let above = inner.height.saturating_sub(rows) / 2;
        picture.draw(frame.buffer_mut(), inner, left, above as i16);
        true
    }

    fn draw_asking(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let Some(asking) = &self.asking else { return };
        let theme = &world.theme;
        let sign = match asking.what {
            What::Add => "add file ",
            What::Save(_) => "save into ",
        };
        sheet::draw_input(frame, area, sign, &asking.input, theme);
        for (y, path) in asking.offered.iter().take(OFFERED).enumerate() {
            let y = area.y + 1 + y as u16;
            if y < area.bottom() {
                let line = Line::styled(SafeText::line(path).into_string(), theme.muted);
                frame.render_widget(line, sheet::inset(Rect { y, height: 1, ..area }));
            }
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

/// Returns the longest beginning that all have in common.
fn common(paths: &[String]) -> String {
    let Some((first, rest)) = paths.split_first() else { return String::new() };
    let mut end = first.len();
    for path in rest {
        let same = first.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        end = end.min(same);
    }
    while !first.is_char_boundary(end) {
        end -= 1;
    }
    first[..end].to_owned()
}

impl Surface for Attachments {
    fn context(&self) -> Context {
        match (&self.asking, &self.looking) {
            (Some(_), _) => Context::Input,
            (None, Some(_)) => Context::List,
            (None, None) => Context::Attachments,
        }
    }

    fn wants_text(&self) -> bool {
        self.asking.is_some()
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Attachments(self.page.clone()))]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if self.asking.is_some() {
            return self.asking_action(action);
        }
        if self.looking.is_some() {
            return self.looking_action(action);
        }
        match action {
            Action::Close => Step::close(),
            Action::Open => self.look_into(),
            Action::AddFile => self.ask(What::Add, "", "a path on this machine"),
            Action::SaveFile => match self.selected().cloned() {
                Some(row) => self.ask(What::Save(Box::new(row)), "~/", "a folder on this machine"),
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
        let Some(asking) = &mut self.asking else { return Step::pass() };
        match asking.input.key(key) {
            Outcome::Ignored => Step::pass(),
            Outcome::Same => Step::stay(),
            Outcome::Changed => {
                asking.offered.clear();
                Step::stay()
            }
        }
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        let Some(asking) = &mut self.asking else { return Step::pass() };
        asking.input.insert(text.trim());
        Step::stay()
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Attachments(page, rows) if *page == self.page => {
                self.rows.clone_from(rows);
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
                if let Some(asking) = self.asking.as_mut().filter(|asking| asking.input.text() == typed) {
                    let all = common(found);
                    if all.len() > typed.len() {
                        asking.input.set(&all);
                    }
                    asking.offered = if found.len() > 1 { found.clone() } else { Vec::new() };
                }
            }
            Data::FileText(id, text) => {
                if let Some(looking) = self.looking.as_mut().filter(|looking| looking.id == *id) {
                    looking.text = Some(text.clone());
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
        let title = match &self.looking {
            Some(looking) => SafeText::line(&looking.name).into_string(),
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
        if self.asking.is_some() {
            return self.draw_asking(frame, inside, world);
        }
        if let Some(looking) = &self.looking {
            if looking.is_image && self.draw_picture(frame, inside, &looking.name, world) {
                return;
            }
            let (text, style) = match &looking.text {
                None => ("Fetching…", theme.muted),
                Some(Ok(text)) => (text.as_str(), theme.text),
                Some(Err(why)) => (why.as_str(), theme.warning),
            };
            for (y, line) in text.lines().skip(looking.top).take(usize::from(inside.height)).enumerate() {
                let place = Rect { y: inside.y + y as u16, height: 1, ..inside };
                let line = Line::styled(SafeText::line(line).into_string(), style);
                frame.render_widget(line, sheet::inset(place));
            }
            return;
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
        match (&self.asking, &self.looking) {
            (Some(_), _) => vec![Action::Accept, Action::Complete, Action::Close],
            (None, Some(_)) => vec![Action::Down, Action::Up, Action::Close],
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

#[cfg(test)]
mod tests {
    use super::common;

    #[test]
    fn what_paths_have_in_common_is_completed() {
        let paths = ["a/plän.txt", "a/plan.txt"].map(str::to_owned);
        assert_eq!(common(&paths), "a/pl");
        assert_eq!(common(&paths[..1]), "a/plän.txt");
        assert_eq!(common(&[]), "");
    }
}
