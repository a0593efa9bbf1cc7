//! Texts in work: typed, kept, and not saved as a version yet. Enter goes on with one.
//!
//! Below them the texts that were put aside for a while: thrown away, replaced by a merge, or saved from a
//! damaged file. Enter copies one, to be pasted wherever it belongs.

use crate::domain::{PageId, SafeText, SpaceId, Timestamp};
use crate::replica::{Draft, Form, Kept};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Question, Request, Screen};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::frame::Look;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::popup::Size;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use std::sync::Arc;

struct Drafts {
    drafts: Option<Vec<Draft>>,
    kept: Vec<Kept>,
    titles: Arc<Vec<(PageId, SpaceId, String)>>,
    cursor: Cursor,
    /// The page whose text is to open in the editor once the page is shown.
    going: Option<(PageId, Form)>,
}

/// Opens it.
pub(super) fn open(_world: &World) -> Option<Box<dyn Surface>> {
    Some(Box::new(Drafts {
        drafts: None,
        kept: Vec::new(),
        titles: Arc::default(),
        cursor: Cursor::default(),
        going: None,
    }))
}

impl Drafts {
    fn load() -> Vec<Effect> {
        [Request::Drafts, Request::Kept].map(Effect::Load).into()
    }

    fn selected(&self) -> Option<&Draft> {
        self.drafts.as_ref()?.get(self.cursor.at)
    }

    fn count(&self) -> usize {
        self.drafts.as_ref().map_or(0, Vec::len) + self.kept.len()
    }

    /// The text put aside in a row; they stand below the drafts.
    fn kept_at(&self, row: usize) -> Option<&Kept> {
        self.kept.get(row.checked_sub(self.drafts.as_ref()?.len())?)
    }

    /// Asks what the pages are called that the list speaks of.
    fn ask_titles(&self) -> Step {
        let drafts = self.drafts.iter().flatten().map(|draft| &draft.page);
        let pages = drafts.chain(self.kept.iter().map(|kept| &kept.page));
        Step::want(Effect::Load(Request::TitlesOf(pages.cloned().collect())))
    }

    fn title_of(&self, page: &PageId) -> (String, Option<&SpaceId>) {
        match self.titles.iter().find(|(id, ..)| id == page) {
            Some((_, space, title)) => (SafeText::line(title).into_string(), Some(space)),
            None => ("a page that is not here".to_owned(), None),
        }
    }

    /// Opens the page first: the editor takes the text of the page in hand.
    fn go_on(&mut self) -> Step {
        if let Some(kept) = self.kept_at(self.cursor.at) {
            return Step::want(Effect::Load(Request::KeptText(kept.number)));
        }
        let Some(draft) = self.selected() else { return Step::stay() };
        let (page, form) = (draft.page.clone(), draft.form);
        self.going = Some((page.clone(), form));
        Step::want(Effect::Load(Request::Open(page)))
    }

    fn discard(&self) -> Step {
        let Some(draft) = self.selected() else { return Step::stay() };
        let (title, _) = self.title_of(&draft.page);
        let question = Question {
            title: "Throw this text away?".to_owned(),
            lines: vec![
                format!("{title}: {}", first_line(&draft.text)),
                "The page stays as it is. The text stays in this list for 90 days.".to_owned(),
            ],
            verb: "throw it away".to_owned(),
            yes: vec![Effect::EndDraft(draft.page.clone(), draft.form)],
        };
        Step::want(Effect::Show(Screen::Question(Box::new(question))))
    }

    fn row(&self, row: usize, world: &World) -> Row {
        if let Some(kept) = self.kept_at(row) {
            let left = format!("{}: {}", SafeText::line(&kept.why), first_line(&kept.text));
            return self.text_row("  ", &kept.page, &left, kept.at, world);
        }
        match self.drafts.as_ref().and_then(|drafts| drafts.get(row)) {
            Some(draft) => {
                let what = if draft.form == Form::Storage { "as stored: " } else { "" };
                let text = format!("{what}{}", first_line(&draft.text));
                self.text_row("* ", &draft.page, &text, draft.updated, world)
            }
            None => Row::default(),
        }
    }

    fn text_row(&self, mark: &'static str, page: &PageId, text: &str, at: Timestamp, world: &World) -> Row {
        let theme = &world.theme;
        let (title, space) = self.title_of(page);
        let key = space.and_then(|space| world.shelf(space)).map(|shelf| shelf.space.key.to_string());
        let key = key.map_or_else(String::new, |key| format!("{}  ", SafeText::line(&key)));
        Row {
            left: Line::from(vec![
                Span::styled(mark, theme.mark),
                Span::raw(title),
                Span::styled(format!("  {text}"), theme.muted),
            ]),
            right: Line::styled(format!("{key}{}", world.ago(at)), theme.muted),
        }
    }
}

/// A draft as far as a line of the list tells of it: whole texts are not kept for that.
fn in_short(draft: &Draft) -> Draft {
    Draft { text: first_line(&draft.text), base: String::new(), ..draft.clone() }
}

/// Returns the first line with something on it.
fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("(empty)");
    let line: String = line.trim().chars().take(400).collect();
    SafeText::line(&line).into_string()
}

impl Surface for Drafts {
    fn context(&self) -> Context {
        Context::List
    }

    fn start(&mut self, _world: &World) -> Vec<Effect> {
        Self::load()
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        match action {
            Action::Open | Action::Accept => self.go_on(),
            Action::Discard => self.discard(),
            Action::Close => Step::close(),
            moves => {
                let count = self.count();
                if self.cursor.act(moves, count) { Step::stay() } else { Step::pass() }
            }
        }
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        match key.code {
            KeyCode::Char('D' | 'd') => self.discard(),
            _ => Step::pass(),
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        match data {
            Data::Drafts(drafts) => {
                self.drafts = Some(drafts.iter().map(in_short).collect());
                return self.ask_titles();
            }
            Data::Kept(kept) => {
                self.kept.clone_from(kept);
                return self.ask_titles();
            }
            Data::KeptText(_, Some(text)) => return Step::want(Effect::Copy(text.clone())),
            Data::Titles(titles) => self.titles = Arc::clone(titles),
            Data::Opened(opened) if !opened.is_beginning => {
                if let Some((page, form)) = self.going.take_if(|(page, _)| page == opened.id()) {
                    return Step::close().and(Effect::Go(page)).and(Effect::EditHere(form));
                }
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
        let keys: &[(&str, &str)] = match self.kept_at(self.cursor.at) {
            Some(_) => &[("Enter", "copy the text"), ("Esc", "close")],
            None => &[("Enter", "go on writing"), ("D", "throw away"), ("Esc", "close")],
        };
        let look = Look {
            title: Line::styled("Drafts", theme.title),
            foot: sheet::keys(keys, theme),
            ..Look::default()
        };
        let size = Size { width: 92, height: area.height.saturating_sub(2).min(18) };
        let inside = sheet::sheet(frame, area, size, look, theme);
        if self.drafts.is_none() {
            return;
        }
        let (mut cursor, count) = (self.cursor, self.count());
        if count == 0 {
            let text = "No text is in work. What you type in the editor is kept here until you save it.";
            return sheet::draw_empty(frame, inside, text, theme);
        }
        sheet::draw(frame, inside, &mut cursor, count, theme, |row| self.row(row, world));
        self.cursor = cursor;
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![Action::Open, Action::Discard, Action::Close]
    }

    fn mode(&self) -> &'static str {
        "DRAFTS"
    }
}
