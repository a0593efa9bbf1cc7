//! The page as it is read: scroll, links, find in page, outline, tasks ticked in place.
//!
//! The border around it is drawn by the root; the page itself by [`PageView`].

mod banner;
mod find;
mod fold;
mod follow;
mod hints;
mod mouse;
mod outline;
mod places;

use crate::domain::{PageId, SafeText};
use crate::markup::{self, Splice};
use crate::tui::action::{Action, Context};
use crate::tui::document::{Document, TargetId, TargetKind};
use crate::tui::effect::{Effect, Intent, Notice, Request};
use crate::tui::message::{Data, Opened};
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::page::{Highlight, PageView};
use crate::tui::world::World;
use find::Find;
use hints::Hints;
use outline::Outline;
use places::{Awaited, Places};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Columns that `h` and `l` scroll.
const SIDEWAYS: isize = 8;

/// The reader. Its border is drawn by the root: it draws the inside.
#[derive(Debug, Default)]
pub struct Reader {
    opened: Option<Arc<Opened>>,
    view: PageView,
    /// The target in focus.
    focus: Option<TargetId>,
    /// Where pages were left.
    left: Places,
    /// Where to go when the whole page is there.
    awaited: Option<Awaited>,
    /// The parts of pages that were opened in this session.
    unfolded: HashMap<PageId, BTreeSet<u32>>,
    /// Lines of this page that were left by a link within it, the newest last.
    jumps: Vec<u32>,
    /// A heading to go to when the page comes.
    anchor: Option<String>,
    mode: Mode,
    find: Option<Find>,
    /// The headings, while they are shown.
    outline: Option<Outline>,
    // Where the page was drawn last, for the mouse.
    area: Rect,
}

/// What keys are for.
#[derive(Debug, Default)]
enum Mode {
    #[default]
    Read,
    /// Letters on links.
    Hints(Hints),
    /// Typing what to find.
    Find,
    /// The headings, over the page.
    Outline,
}

impl Reader {
    /// A reader without a page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes to a heading when the page is there.
    pub fn go_to_anchor(&mut self, anchor: &str) {
        self.anchor = Some(anchor.to_owned());
    }

    /// Returns what the foot of the border says: the match, the link in focus, or labels; and where we are.
    pub fn foot(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let Some(opened) = &self.opened else { return Line::default() };
        let dot = || Span::styled(format!(" {} ", theme.signs.dot), theme.muted);
        let mut spans: Vec<Span<'static>> = Vec::new();
        if let Some(find) = &self.find {
            spans.push(Span::styled(find.count(), theme.matched));
        } else if let Some(target) = self.focus.and_then(|id| self.view.document().targets().get(id as usize))
        {
            let words = SafeText::line(&follow::describe(&target.kind)).into_string();
            spans.push(Span::styled(format!("{} ", theme.signs.arrow), theme.accent));
            spans.push(Span::styled(words, theme.link));
        } else if !opened.row.page.labels.is_empty() {
            let labels: Vec<String> = opened.row.page.labels.iter().map(ToString::to_string).collect();
            let labels = labels.join(&format!(" {} ", theme.signs.dot));
            spans.push(Span::styled(format!("labels: {}", SafeText::line(&labels)), theme.muted));
        }
        if self.find.is_none() && self.focus.is_none() {
            for count in [counted(opened.beside.0, "comment"), counted(opened.beside.1, "file")] {
                let Some(count) = count else { continue };
                if !spans.is_empty() {
                    spans.push(dot());
                }
                spans.push(Span::styled(count, theme.muted));
            }
        }
        let percent = self.view.percent().map(|percent| match percent {
            100 => "end".to_owned(),
            percent => format!("{percent} %"),
        });
        let wide = self.view.is_wide().then(|| "h l scroll sideways".to_owned());
        for fact in wide.into_iter().chain(percent) {
            if !spans.is_empty() {
                spans.push(dot());
            }
            spans.push(Span::styled(fact, theme.muted));
        }
        Line::from(spans)
    }

    /// Lays the page out for the inside of the border, before [`Reader::foot`] is asked.
    pub fn prepare(&mut self, area: Rect, world: &World) {
        let Some(opened) = &self.opened else { return };
        let area = banner::below(area, opened, world);
        let (area, _) = self.beside_outline(area, world);
        let area = self.above_find(area);
        self.view.prepare(area, world);
        self.refresh_find();
    }

    /// Shows a page, and asks for what it shows of others.
    fn show(&mut self, opened: &Arc<Opened>) -> Step {
        let same = self.opened.as_ref().is_some_and(|before| before.id() == opened.id());
        let title = Some(opened.row.page.title.as_str());
        let document = &opened.document;
        let before = self.opened.replace(opened.clone());
        match before.filter(|_| same) {
            Some(before)
                if before.document == *document && before.row.page.title == opened.row.page.title => {}
            Some(_) => {
                let document = document.like(self.view.document());
                self.view.show(title, document);
                self.after_change();
                if !opened.is_beginning {
                    self.go_where_it_is_awaited();
                }
            }
            None => self.show_another(title, document.clone(), opened),
        }
        if let Some(anchor) = self.anchor.take()
            && !self.go_to_name(&anchor)
            && opened.is_beginning
        {
            // It may stand further down.
            self.anchor = Some(anchor);
        }
        if opened.document.dynamics().is_empty() {
            return Step::stay();
        }
        let asked = Request::Resolve(opened.id().clone(), opened.document.clone());
        Step::want(Effect::Load(asked))
    }

    /// Lays answers into the page they were asked for.
    fn take_answers(&mut self, asked: &Arc<Document>, resolved: &Arc<Document>) {
        let Some(opened) = self.opened.as_ref().filter(|opened| opened.document == *asked) else { return };
        if self.view.document() != resolved {
            self.view.show(Some(opened.row.page.title.as_str()), resolved.clone());
            self.after_change();
        }
    }

    /// What was said about the text before may not hold any more.
    fn after_change(&mut self) {
        let count = self.view.document().targets().len();
        self.focus = self.focus.filter(|id| (*id as usize) < count);
        if let Some(find) = &mut self.find {
            find.stale();
        }
        self.refresh_outline();
    }

    fn show_another(&mut self, title: Option<&str>, document: Arc<Document>, opened: &Opened) {
        let id = opened.id();
        self.view = PageView::of(title, document, self.folds_of(id)).with_pictures_of(id);
        self.focus = None;
        self.jumps.clear();
        self.mode = Mode::Read;
        self.find = None;
        self.awaited = None;
        self.go_where_it_was_left(id, opened.is_beginning);
        self.refresh_outline();
    }

    /// Goes to an anchor or heading of this page; tells whether there is one.
    fn go_to_name(&mut self, name: &str) -> bool {
        let line = self.view.document().anchor_line(name);
        if let Some(line) = line {
            self.view.go_to(line);
        }
        line.is_some()
    }

    fn jump_to_name(&mut self, name: &str) -> Step {
        let from = self.view.position();
        if self.go_to_name(name) {
            self.jumps.push(from);
            return Step::stay();
        }
        let name = SafeText::line(name);
        Step::want(Effect::Say(Notice::plain(format!("There is no “{name}” on this page."))))
    }

    fn heading(&mut self, below: bool) -> Step {
        let at = self.view.position();
        let document = self.view.document().clone();
        let mut lines = document.headings().iter().map(|heading| heading.line);
        let found = match below {
            true => lines.find(|line| *line > at),
            false => lines.take_while(|line| *line < at).last().or(Some(0)),
        };
        if let Some(line) = found {
            self.view.go_to(line);
        }
        Step::stay()
    }

    /// Puts the next target in focus, from the one in focus or from the top of the screen.
    fn focus_next(&mut self, below: bool) -> Step {
        let rows = self.view.rows();
        let near = rows.start.saturating_sub(200)..rows.end + 200;
        let at = self.focus.and_then(|focus| Some((focus, self.view.parts(focus, near).first()?.0)));
        let found = match at.filter(|(_, row)| rows.contains(row)) {
            Some((focus, row)) => self.neighbour(focus, row, below),
            None => self.view.target_from(if below { rows.start } else { rows.end }, below),
        };
        match found {
            Some((target, row)) => {
                self.focus = Some(target);
                self.view.reveal(row);
                Step::stay()
            }
            None => Step::want(Effect::Say(Notice::plain("There is no further link on this page."))),
        }
    }

    fn neighbour(&mut self, focus: TargetId, row: usize, below: bool) -> Option<(TargetId, usize)> {
        let here = self.view.targets(row..row + 1);
        let at = here.iter().position(|(target, _)| *target == focus)?;
        let beside = if below { here.get(at + 1) } else { at.checked_sub(1).and_then(|at| here.get(at)) };
        if let Some(&beside) = beside {
            return Some(beside);
        }
        // A wrapped link goes on in the next row.
        let start = self.view.parts(focus, row..row + 50).last().map_or(row, |(row, _)| *row);
        let found = self.view.target_from(if below { start + 1 } else { row }, below)?;
        let ends_here = below && start > row;
        let after = ends_here.then(|| self.view.targets(start..start + 1)).into_iter().flatten();
        let after = after.skip_while(|(target, _)| *target != focus).nth(1);
        Some(after.unwrap_or(found))
    }

    /// Ticks the task or turns the part in focus; without one puts the first in sight in focus.
    fn toggle(&mut self) -> Step {
        let document = self.view.document().clone();
        let kind =
            |id: &TargetId| document.targets().get(*id as usize).map(|target| (&target.kind, target.line));
        match self.focus.as_ref().and_then(kind) {
            Some((TargetKind::Task { .. }, line)) => return self.tick(line),
            Some((TargetKind::Fold(fold), _)) => return self.turn_fold(*fold),
            _ => {}
        }
        let rows = self.view.rows();
        let turns =
            |id: &TargetId| matches!(kind(id), Some((TargetKind::Task { .. } | TargetKind::Fold(_), _)));
        match self.view.targets(rows).into_iter().find(|(id, _)| turns(id)) {
            Some((target, _)) => self.focus = Some(target),
            None => drop(self.view.act(Action::PageDown)),
        }
        Step::stay()
    }

    /// Commits the page with one box flipped.
    fn tick(&self, line: u32) -> Step {
        let Some(opened) = &self.opened else { return Step::stay() };
        let refused = |text: String| Step::want(Effect::Say(Notice::bad(text)));
        if opened.draft.is_some() {
            return refused("A draft of this page is kept: tick the box there, or save it first.".to_owned());
        }
        if let Some(reason) = &opened.projection.read_only {
            return refused(format!("This page cannot be changed here: {reason}."));
        }
        let Some(text) = markup::toggle_task(&opened.projection.markdown, line as usize) else {
            return refused("There is no task box on this line any more.".to_owned());
        };
        match markup::splice(&opened.body, &text) {
            Splice::Unchanged => Step::stay(),
            Splice::Refused(refusal) => refused(format!("The box cannot be ticked: {refusal}.")),
            Splice::Changed { storage, .. } => {
                let intent = Intent::Edit {
                    page: opened.id().clone(),
                    base_version: opened.row.page.version.number,
                    base: opened.body.clone(),
                    storage,
                    message: String::new(),
                };
                Step::want(Effect::Commit { intents: vec![intent], said: String::new() })
            }
        }
    }

    fn activate(&mut self, target: TargetId, world: &World) -> Step {
        self.focus = Some(target);
        let document = self.view.document().clone();
        let Some(target) = document.targets().get(target as usize) else { return Step::stay() };
        match &target.kind {
            TargetKind::Task { .. } => self.tick(target.line),
            TargetKind::Fold(fold) => self.turn_fold(*fold),
            TargetKind::Known { page, anchor: Some(anchor), .. } if self.is_on(page) => {
                self.jump_to_name(anchor)
            }
            TargetKind::Anchor(name) => self.jump_to_name(name),
            TargetKind::Footnote(label) => self.jump_to_name(&format!("fn:{label}")),
            kind => {
                let kept = self.remember();
                if let TargetKind::Known { anchor, .. } = kind {
                    self.anchor.clone_from(anchor);
                }
                follow::follow(kind, world).and_all(kept)
            }
        }
    }

    fn read(&mut self, action: Action, world: &World) -> Step {
        if self.view.act(action) {
            let is_beginning = self.opened.as_ref().is_some_and(|opened| opened.is_beginning);
            self.awaited = (is_beginning && action == Action::Bottom).then_some(Awaited::End);
            return Step::stay();
        }
        match action {
            Action::Right => {
                self.view.shift(SIDEWAYS);
                Step::stay()
            }
            Action::Left if self.view.shift(-SIDEWAYS) => Step::stay(),
            Action::Left => Step::want(Effect::Act(Action::FocusPages)),
            Action::NextLink => self.focus_next(true),
            Action::PreviousLink => self.focus_next(false),
            Action::Open => match self.focus {
                Some(target) => self.activate(target, world),
                None => self.focus_next(true),
            },
            Action::Toggle => self.toggle(),
            Action::FollowLink => self.start_hints(),
            Action::NextHeading => self.heading(true),
            Action::PreviousHeading => self.heading(false),
            Action::Outline => self.turn_outline(world),
            Action::ExpandAll => self.turn_folds(true),
            Action::CollapseAll => self.turn_folds(false),
            Action::Filter => self.start_find(),
            Action::FindNext => self.find_next(true),
            Action::FindPrevious => self.find_next(false),
            Action::GoBack if !self.jumps.is_empty() => {
                let line = self.jumps.pop().unwrap_or(0);
                self.view.go_to(line);
                Step::stay()
            }
            Action::GoBack | Action::GoForward | Action::GoParent => {
                let kept = self.remember();
                Step::pass().and_all(kept)
            }
            Action::Close if self.find.is_some() || self.focus.is_some() => {
                self.find = None;
                self.focus = None;
                Step::stay()
            }
            _ => Step::pass(),
        }
    }
}

impl Surface for Reader {
    fn context(&self) -> Context {
        match self.mode {
            Mode::Read | Mode::Hints(_) => Context::Page,
            Mode::Find => Context::Input,
            Mode::Outline => Context::Outline,
        }
    }

    fn wants_text(&self) -> bool {
        match &self.mode {
            Mode::Read => false,
            Mode::Hints(_) | Mode::Find => true,
            Mode::Outline => self.outline.as_ref().is_some_and(Outline::wants_text),
        }
    }

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if self.opened.is_none() {
            return Step::pass();
        }
        match &mut self.mode {
            Mode::Read => self.read(action, world),
            Mode::Hints(_) => {
                self.mode = Mode::Read;
                if action == Action::Close { Step::stay() } else { self.read(action, world) }
            }
            Mode::Find => self.find_action(action),
            Mode::Outline => self.outline_action(action, world),
        }
    }

    fn on_key(&mut self, key: KeyEvent, world: &World) -> Step {
        match self.mode {
            Mode::Read => Step::pass(),
            Mode::Hints(_) => self.hint_key(key, world),
            Mode::Find => self.find_key(key),
            Mode::Outline => self.outline_key(key),
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Opened(opened) = data {
            let leaves = self.opened.as_ref().is_some_and(|before| before.id() != opened.id());
            let kept = if leaves { self.remember() } else { Vec::new() };
            return self.show(opened).and_all(kept);
        }
        if let Data::Setting(name, kept) = data {
            self.take_places(name, kept.as_deref());
        }
        if let Data::Resolved(asked, resolved) = data {
            self.take_answers(asked, resolved);
        }
        Step::stay()
    }

    fn on_mouse(&mut self, mouse: MouseEvent, world: &World) -> Step {
        let sideways = mouse.modifiers.contains(KeyModifiers::SHIFT);
        let by = match mouse.kind {
            MouseEventKind::ScrollRight => SIDEWAYS,
            MouseEventKind::ScrollLeft => -SIDEWAYS,
            MouseEventKind::ScrollDown if sideways => SIDEWAYS,
            MouseEventKind::ScrollUp if sideways => -SIDEWAYS,
            _ => return self.press(mouse, world),
        };
        self.view.shift(by);
        Step::stay()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let Some(opened) = self.opened.clone() else { return };
        self.prepare(area, world);
        let area = banner::draw(frame, area, &opened, world);
        let (area, beside) = self.beside_outline(area, world);
        let area = self.draw_find(frame, area, world);
        self.area = area;
        let theme = &world.theme;
        let mut highlights: Vec<Highlight> = Vec::new();
        let rows = self.view.rows();
        if let Some(target) = self.focus {
            let parts = self.view.parts(target, rows.clone());
            let look = theme.selection.add_modifier(Modifier::BOLD);
            highlights.extend(parts.into_iter().map(|(row, columns)| (row, columns, look)));
        }
        if let Some(find) = &self.find {
            highlights.extend(find.highlights(&rows, theme));
        }
        self.view.draw(frame.buffer_mut(), area, world, &highlights);
        if opened.projection.markdown.trim().is_empty() {
            banner::empty(frame, area, world);
        }
        match &mut self.mode {
            Mode::Hints(hints) => hints.draw(frame, area, &self.view, theme),
            Mode::Read | Mode::Find | Mode::Outline => {}
        }
        self.draw_outline(frame, area, beside, theme);
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        match self.mode {
            Mode::Outline => vec![Action::Open, Action::Down, Action::Up, Action::Close],
            Mode::Find => vec![Action::Accept, Action::Close],
            Mode::Hints(_) => vec![Action::Close],
            Mode::Read if self.find.is_some() => {
                vec![Action::FindNext, Action::FindPrevious, Action::Filter, Action::Close]
            }
            Mode::Read => vec![
                Action::Edit,
                Action::FollowLink,
                Action::Filter,
                Action::Outline,
                Action::History,
                Action::Add,
                Action::Search,
                Action::Jot,
                Action::Menu,
                Action::Help,
            ],
        }
    }

    fn mode(&self) -> &'static str {
        match self.mode {
            Mode::Read => "READ",
            Mode::Hints(_) => "FOLLOW",
            Mode::Find => "FIND",
            Mode::Outline => "OUTLINE",
        }
    }
}

/// Says how many of a thing there are, when there are any.
fn counted(count: usize, name: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {name}")),
        count => Some(format!("{count} {name}s")),
    }
}

#[cfg(test)]
mod tests;
