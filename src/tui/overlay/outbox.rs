//! What waits to be delivered, and what could not be: retry, drop, look at the text. Conflicts come first.

use crate::domain::{Change, PageId, SafeText, SpaceId, Watched};
use crate::replica::{Conflict, Delivery, Queued};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice, Question, Request, Screen};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};
use std::sync::Arc;

struct Outbox {
    queued: Option<Vec<Queued>>,
    conflicts: Vec<Conflict>,
    titles: Arc<Vec<(PageId, SpaceId, String)>>,
    /// Titles of pages that are in the trash: a change may be about one.
    trashed: Vec<(PageId, String)>,
    cursor: Cursor,
    /// Whether the text of the selected change is shown.
    reading: bool,
}

/// A line of the list.
enum Item<'a> {
    Conflict(&'a Conflict),
    Queued(&'a Queued),
}

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Outbox {
        queued: None,
        conflicts: Vec::new(),
        titles: Arc::default(),
        trashed: Vec::new(),
        cursor: Cursor::default(),
        reading: false,
    }))
}

impl Outbox {
    fn load() -> Vec<Effect> {
        [Request::Outbox, Request::Conflicts, Request::Trashed(None)].map(Effect::Load).into()
    }

    fn items(&self) -> Vec<Item<'_>> {
        let queued = self.queued.iter().flatten().map(Item::Queued);
        self.conflicts.iter().map(Item::Conflict).chain(queued).collect()
    }

    fn count(&self) -> usize {
        self.conflicts.len() + self.queued.as_ref().map_or(0, Vec::len)
    }

    fn queued_here(&self) -> Option<&Queued> {
        match self.items().into_iter().nth(self.cursor.at)? {
            Item::Queued(queued) => Some(queued),
            Item::Conflict(_) => None,
        }
    }

    /// Asks what the pages are called that the list speaks of.
    fn ask_titles(&self) -> Step {
        let changed = self.queued.iter().flatten().filter_map(|queued| queued.entry.change.page());
        let pages = self.conflicts.iter().map(|conflict| &conflict.page).chain(changed);
        Step::want(Effect::Load(Request::TitlesOf(pages.cloned().collect())))
    }

    fn title_of(&self, page: &PageId) -> String {
        let live = self.titles.iter().map(|(id, _, title)| (id, title));
        let gone = self.trashed.iter().map(|(id, title)| (id, title));
        let known = live.chain(gone).find(|(id, _)| *id == page);
        known.map_or_else(|| "a page".to_owned(), |(_, title)| SafeText::line(title).into_string())
    }

    fn what(&self, change: &Change, world: &World) -> String {
        match change {
            Change::Create { title, .. } => SafeText::line(title).into_string(),
            Change::Rename { from, to, .. } => format!("{} to {}", SafeText::line(from), SafeText::line(to)),
            Change::AddLabel { page, label } | Change::RemoveLabel { page, label } => {
                format!("{} on {}", SafeText::line(label.as_str()), self.title_of(page))
            }
            Change::AddAttachment { page, name, .. } | Change::DeleteAttachment { page, name, .. } => {
                format!("{} on {}", SafeText::line(name), self.title_of(page))
            }
            Change::Watch { thing: Watched::Space(space), .. } => {
                world.shelf(space).map_or_else(|| "a space".to_owned(), |shelf| shelf.space.key.to_string())
            }
            Change::Append(jot) => {
                let line = jot.markdown.trim().lines().next().unwrap_or_default();
                SafeText::line(line.trim_start_matches("- ")).into_string()
            }
            other => other.page().map_or_else(String::new, |page| self.title_of(page)),
        }
    }

    fn row(&self, item: &Item<'_>, world: &World) -> Row {
        let theme = &world.theme;
        match item {
            Item::Conflict(conflict) => Row {
                left: Line::from(vec![
                    Span::styled("! ", theme.bad),
                    Span::styled("conflict  ", theme.bad),
                    Span::raw(self.title_of(&conflict.page)),
                ]),
                right: Line::styled(world.ago(conflict.since), theme.muted),
            },
            Item::Queued(queued) => {
                let (sign, state, style) = match &queued.state {
                    Delivery::Waiting => ("^", "waits", theme.muted),
                    Delivery::Unknown => ("?", "being checked", theme.warning),
                    Delivery::Parked(_) => (theme.signs.cross, "refused", theme.bad),
                };
                Row {
                    left: Line::from(vec![
                        Span::styled(format!("{sign} "), style),
                        Span::styled(format!("{:<10}", queued.entry.change.verb()), theme.accent),
                        Span::raw(self.what(&queued.entry.change, world)),
                    ]),
                    right: Line::from(vec![
                        Span::styled(state, style),
                        Span::styled(format!("  {}", world.ago(queued.entry.at)), theme.muted),
                    ]),
                }
            }
        }
    }

    /// Enter: a conflict opens, a change shows its text.
    fn open_item(&mut self) -> Step {
        match self.items().into_iter().nth(self.cursor.at) {
            Some(Item::Conflict(conflict)) => Step::replace(Screen::Conflict(conflict.page.clone())),
            Some(Item::Queued(_)) => {
                self.reading = !self.reading;
                Step::stay()
            }
            None => Step::stay(),
        }
    }

    fn drop_item(&self, world: &World) -> Step {
        let Some(queued) = self.queued_here() else {
            return Step::want(Effect::Say(Notice::plain(
                "A conflict is solved, not dropped: Enter shows it.",
            )));
        };
        let question = Question {
            title: format!("Drop this {}?", queued.entry.change.verb()),
            lines: vec![
                self.what(&queued.entry.change, world),
                "It never reaches the wiki, nor does anything that builds on it.".to_owned(),
            ],
            verb: "drop it".to_owned(),
            yes: vec![Effect::DropQueued(queued.entry.op)],
        };
        Step::want(Effect::Show(Screen::Question(Box::new(question))))
    }

    fn retry_item(&self) -> Step {
        match self.queued_here() {
            Some(queued) if matches!(queued.state, Delivery::Parked(_)) => {
                Step::want(Effect::RetryQueued(queued.entry.op)).and(Effect::Wake)
            }
            Some(_) => Step::want(Effect::Wake),
            None => Step::stay(),
        }
    }

    /// Returns what is shown below the list: why it was refused, and the text when it is read.
    fn details(&self, world: &World) -> Vec<Line<'static>> {
        let Some(queued) = self.queued_here() else { return Vec::new() };
        let theme = &world.theme;
        let mut lines = Vec::new();
        if let Delivery::Parked(reason) = &queued.state {
            lines.push(Line::styled(SafeText::line(reason).into_string(), theme.bad));
        }
        if self.reading {
            let text = text_of(&queued.entry.change);
            lines.extend(
                text.lines().map(|line| Line::styled(SafeText::line(line).into_string(), theme.text)),
            );
        }
        lines
    }
}

/// Returns the text a change carries, as a person wrote it.
fn text_of(change: &Change) -> String {
    match change {
        Change::Create { storage, .. }
        | Change::Edit { storage, .. }
        | Change::AddComment { storage, .. }
        | Change::EditComment { storage, .. } => crate::markup::to_markdown(storage).markdown,
        Change::Append(jot) => jot.markdown.clone(),
        _ => "This change carries no text.".to_owned(),
    }
}

impl Surface for Outbox {
    fn context(&self) -> Context {
        Context::Outbox
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        Self::load()
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        match action {
            Action::Open | Action::Accept => self.open_item(),
            Action::Retry => self.retry_item(),
            Action::Drop | Action::Discard => self.drop_item(world),
            Action::Close if self.reading => {
                self.reading = false;
                Step::stay()
            }
            Action::Close => Step::close(),
            moves => {
                let count = self.count();
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        match data {
            Data::Outbox(queued) => {
                self.queued = Some(queued.clone());
                return self.ask_titles();
            }
            Data::Conflicts(conflicts) => {
                self.conflicts.clone_from(conflicts);
                return self.ask_titles();
            }
            Data::Titles(titles) => self.titles = Arc::clone(titles),
            Data::Trashed(pages) => {
                self.trashed = pages.iter().map(|page| (page.id.clone(), page.title.clone())).collect();
            }
            _ => {}
        }
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        Self::load()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let theme = &world.theme;
        let why = world.sync.as_ref().and_then(|status| status.paused.clone());
        let right = match (&why, self.count()) {
            (Some(why), _) => Line::styled(SafeText::line(why).into_string(), theme.warning),
            (None, 0) => Line::default(),
            (None, count) => Line::styled(format!("{count} here"), theme.muted),
        };
        let keys = [("Enter", "text"), ("r", "retry"), ("d", "drop"), ("S", "sync"), ("Esc", "close")];
        let look = Look {
            title: Line::styled("Outbox", theme.title),
            right,
            foot: sheet::keys(&keys, theme),
            ..Look::default()
        };
        let size = Size { width: 92, height: area.height.saturating_sub(2).min(22) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        if self.count() == 0 {
            if self.queued.is_some() {
                let text = "Everything is delivered. What you change waits here until the wiki has it.";
                sheet::draw_empty(frame, inside, text, theme);
            }
            return;
        }
        let details = self.details(world);
        let foot = match details.len() {
            0 => 0,
            lines => (lines as u16 + 1).min(inside.height / 2),
        };
        let list = Rect { height: inside.height - foot, ..inside };
        let mut cursor = self.cursor;
        let items = self.items();
        sheet::draw(frame, list, &mut cursor, items.len(), theme, |index| self.row(&items[index], world));
        drop(items);
        self.cursor = cursor;
        if foot > 0 {
            sheet::draw_rule(frame, Rect { y: list.bottom(), ..inside }, theme);
            let text = Rect { y: list.bottom() + 1, height: foot - 1, ..inside };
            frame.render_widget(Paragraph::new(details).wrap(Wrap { trim: false }), sheet::inset(text));
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::Retry, Action::Drop, Action::Sync, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "OUTBOX"
    }
}
