//! The jot line: one line over anything, saved on Enter before anybody asks the network. It says where the
//! note goes and who will see it there.

use crate::domain::{Badge, JotTarget, PageId, Place, SafeText, Title};
use crate::markup;
use crate::sync::jot::{Shape, Wishes, compose, day_of, day_title, looks_secret};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::{Look, pane};
use crate::tui::widget::input::{Input, Outcome, Styles};
use crate::tui::widget::sheet;
use crate::tui::world::World;
use jiff::Zoned;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

/// The setting that keeps what was typed and not saved.
const KEPT: &str = "jot.draft";
/// The most lines in sight; more scroll.
const LINES: usize = 8;

struct JotLine {
    lines: Vec<Input>,
    at: usize,
    targets: Vec<Target>,
    target: usize,
    task: bool,
}

/// Where a jot can go, with who sees it there.
#[derive(Debug, Clone, PartialEq)]
enum Target {
    Day,
    Inbox,
    Page(PageId, String, Badge),
}

/// Opens it, with text that is there already.
pub(super) fn open(text: String, world: &World) -> Option<Box<dyn Surface>> {
    let mut targets = vec![Target::Day, Target::Inbox];
    if let Some(open) = &world.page {
        let title = open.row.page.title.clone();
        targets.push(Target::Page(open.id().clone(), title, open.audience.badge.clone()));
    }
    let mut jot = JotLine { lines: vec![line()], at: 0, targets, target: 0, task: false };
    jot.insert(&text);
    Some(Box::new(jot))
}

fn line() -> Input {
    Input::new().with_placeholder("a note, a #tag, a link")
}

impl JotLine {
    fn text(&self) -> String {
        self.lines.iter().map(Input::text).collect::<Vec<_>>().join("\n")
    }

    fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.text().trim().is_empty())
    }

    /// Types or pastes text; line breaks make lines.
    fn insert(&mut self, text: &str) {
        for (index, part) in text.trim_end_matches('\n').split('\n').enumerate() {
            if index > 0 {
                self.break_line();
            }
            self.lines[self.at].insert(part);
        }
    }

    fn break_line(&mut self) {
        let input = &mut self.lines[self.at];
        let rest = input.text()[input.cursor()..].to_owned();
        let kept = input.text()[..input.cursor()].to_owned();
        input.set(&kept);
        self.at += 1;
        let mut next = Input::with(rest);
        next.apply(crate::tui::widget::input::Command::Home);
        self.lines.insert(self.at, next);
    }

    /// Backspace at the start of a line joins it with the one before.
    fn join(&mut self) {
        let rest = self.lines.remove(self.at).take();
        self.at -= 1;
        let before = &mut self.lines[self.at];
        let joined = before.text().len();
        before.set(&format!("{}{rest}", before.text()));
        while before.cursor() > joined {
            before.apply(crate::tui::widget::input::Command::Left);
        }
    }

    fn keep(&self) -> Effect {
        Effect::SetState { name: KEPT, value: self.text() }
    }

    fn target(&self) -> &Target {
        &self.targets[self.target]
    }

    fn badge(&self, world: &World) -> Option<Badge> {
        match self.target() {
            Target::Page(_, _, badge) => Some(badge.clone()),
            Target::Day | Target::Inbox => {
                world.my_active_space().map(|shelf| shelf.audience().badge.clone())
            }
        }
    }

    fn place(&self, world: &World) -> String {
        let key = world.my_active_space().map_or("~".to_owned(), |shelf| shelf.space.key.to_string());
        match self.target() {
            Target::Day => {
                format!("{key} {} {}", world.theme.signs.path, day_title(day_of(&zoned(world), None)))
            }
            Target::Inbox => {
                format!("{key} {} Inbox {} a page of its own", world.theme.signs.path, world.theme.signs.path)
            }
            Target::Page(_, title, _) => title.clone(),
        }
    }

    fn save(&self, world: &World) -> Step {
        if self.is_empty() {
            return Step::close().and(Effect::SetState { name: KEPT, value: String::new() });
        }
        let mut wishes = Wishes::default();
        if self.task {
            wishes.shape = Shape::Task;
        }
        match self.target() {
            Target::Day => {}
            Target::Inbox => wishes.new_page = Some(None),
            Target::Page(page, ..) => wishes.target = Some(JotTarget::Page(page.clone())),
        }
        let jots = match compose(&self.text(), &wishes, &zoned(world)) {
            Ok(jots) => jots,
            Err(error) => return Step::want(Effect::Say(Notice::plain(format!("Not saved: {error}.")))),
        };
        let said = match self.badge(world) {
            Some(badge) => format!("Saved: {} {} {badge}.", self.place(world), world.theme.signs.dot),
            None => "Saved on this machine. It goes to your space once there is one: g h adds it.".to_owned(),
        };
        let intents = jots.into_iter().map(Intent::Jot).collect();
        Step::close()
            .and(Effect::Commit { intents, said: SafeText::line(&said).into_string() })
            .and(Effect::SetState { name: KEPT, value: String::new() })
    }

    /// Goes on in the editor: the note becomes a page of the own space.
    fn to_editor(&self, world: &World) -> Step {
        let Some(shelf) = world.my_active_space() else {
            let notice = Notice::plain("The editor needs a page, and you have no space yet: g h adds one.");
            return Step::want(Effect::Say(notice));
        };
        let place = match &shelf.space.home {
            Some(home) => Place::LastChildOf(home.clone()),
            None => Place::RootOf(shelf.space.id.clone()),
        };
        let first = self.lines.iter().map(|line| line.text().trim()).find(|line| !line.is_empty());
        let short: String = first.unwrap_or_default().chars().take(100).collect();
        let title = Title::parse(&short).map(Title::into_string);
        let title = title.unwrap_or_else(|_| format!("Note {}", zoned(world).strftime("%Y-%m-%d %H:%M")));
        let storage = markup::to_storage(&self.text()).storage;
        Step::close().and(Effect::SetState { name: KEPT, value: String::new() }).and(Effect::NewPage {
            place,
            title,
            storage,
        })
    }
}

fn zoned(world: &World) -> Zoned {
    world.now.to_zoned(world.zone.clone())
}

impl Surface for JotLine {
    fn context(&self) -> Context {
        Context::Jot
    }

    fn wants_text(&self) -> bool {
        true
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        vec![Effect::Load(Request::Setting(KEPT))]
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Save | Action::Accept => self.save(world),
            Action::NewLine => {
                self.break_line();
                Step::stay()
            }
            Action::SwitchScope => {
                self.target = (self.target + 1) % self.targets.len();
                Step::stay()
            }
            Action::Task => {
                self.task = !self.task;
                Step::stay()
            }
            Action::KeepForEditor => self.to_editor(world),
            Action::Up => {
                self.at = self.at.saturating_sub(1);
                Step::stay()
            }
            Action::Down => {
                self.at = (self.at + 1).min(self.lines.len() - 1);
                Step::stay()
            }
            Action::Close => {
                let kept = Notice::plain("Kept: it is here again when you jot next.");
                let said = (!self.is_empty()).then_some(Effect::Say(kept));
                Step::close().and(self.keep()).and_all(said)
            }
            _ => Step::pass(),
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        if key.code == KeyCode::Backspace && self.lines[self.at].cursor() == 0 && self.at > 0 {
            self.join();
            return Step::stay();
        }
        match self.lines[self.at].key(key) {
            Outcome::Ignored => Step::pass(),
            // Kept at the end of every word: a machine that dies takes one word at most.
            Outcome::Changed if key.code == KeyCode::Char(' ') => Step::want(self.keep()),
            _ => Step::stay(),
        }
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        self.insert(text);
        Step::want(self.keep())
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Setting(name, Some(text)) = data
            && name == KEPT
            && self.is_empty()
        {
            self.insert(text);
        }
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let shown = self.lines.len().min(LINES).min(usize::from(area.height.saturating_sub(2)).max(1));
        let height = (shown as u16 + 2).min(area.height);
        let outer = Rect { y: area.bottom() - height, height, ..area };
        frame.render_widget(Clear, outer);
        let badge = self.badge(world);
        let open = badge.as_ref().is_some_and(|badge| *badge != Badge::OnlyYou);
        let secret = looks_secret(&self.text()).filter(|_| open);
        let right = match (&badge, secret) {
            (_, Some(what)) => {
                Line::styled(format!("this looks like {what}, and others will see it"), theme.bad)
            }
            (Some(badge), None) => Line::styled(badge.to_string(), theme.badge(badge)),
            (None, None) => Line::styled("kept here until you have a space", theme.warning),
        };
        let what = if self.task { "Task" } else { "Jot" };
        let title = vec![
            Span::styled(what, theme.title),
            Span::styled(format!(" {} ", theme.signs.arrow), theme.muted),
            Span::styled(SafeText::line(&self.place(world)).into_string(), theme.accent),
        ];
        let keys = [
            ("Enter", "save"),
            ("Ctrl-O", "new line"),
            ("Tab", "where"),
            ("Ctrl-T", "task"),
            ("Ctrl-E", "editor"),
            ("Esc", "keep"),
        ];
        let look = Look { focused: true, title: Line::from(title), right, foot: sheet::keys(&keys, theme) };
        let inside = sheet::inset(pane(frame, outer, theme, look));
        let top = (self.at + 1).saturating_sub(shown);
        let styles = Styles { text: theme.text, placeholder: theme.muted, token: theme.accent };
        for (y, index) in (top..top + shown).enumerate() {
            let line = Rect { y: inside.y + y as u16, height: 1, ..inside };
            match index == self.at {
                true => self.lines[index].draw(frame, line, styles),
                false => {
                    self.lines[index].draw_in(line, frame.buffer_mut(), styles);
                }
            }
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Save, Action::NewLine, Action::SwitchScope, Action::KeepForEditor, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "JOT"
    }
}
