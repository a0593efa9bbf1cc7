//! The page tree of one space: children are read when a branch opens.

use crate::domain::{PageId, Place, SafeText, SpaceId};
use crate::replica::PageRow;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Request};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::input::Input;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use std::collections::{BTreeSet, HashMap};

/// The tree.
#[derive(Debug, Default)]
pub struct Tree {
    space: Option<SpaceId>,
    children: HashMap<Option<PageId>, Vec<PageRow>>,
    open: BTreeSet<PageId>,
    rows: Vec<Visible>,
    cursor: Cursor,
    marks: BTreeSet<PageId>,
    // Where a range of marks began.
    anchor: Option<PageId>,
    // A page to put the cursor on as soon as its row is there.
    wanted: Option<PageId>,
    filter: Option<Input>,
    filtering: bool,
    // Where the rows were drawn last, for the mouse.
    area: Rect,
}

#[derive(Debug, Clone)]
struct Visible {
    row: PageRow,
    depth: usize,
}

impl Tree {
    /// A tree without a space.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a space; asks for its roots when it is another one.
    pub fn show_space(&mut self, space: &SpaceId) -> Vec<Effect> {
        if self.space.as_ref() == Some(space) {
            return Vec::new();
        }
        *self = Self { space: Some(space.clone()), ..Self::default() };
        vec![Effect::Load(Request::Children { space: space.clone(), parent: None })]
    }

    /// Opens the branches above a page and puts the cursor on it.
    pub fn reveal(&mut self, space: &SpaceId, path: &[PageId], page: &PageId) -> Vec<Effect> {
        let mut effects = self.show_space(space);
        self.wanted = Some(page.clone());
        for parent in path {
            effects.extend(self.expand(parent));
        }
        self.rebuild();
        effects
    }

    /// Returns the page under the cursor.
    pub fn selected(&self) -> Option<&PageRow> {
        self.rows.get(self.cursor.at).map(|visible| &visible.row)
    }

    /// Returns the marked pages in tree order, else the selected one.
    pub fn chosen(&self) -> Vec<PageRow> {
        if self.marks.is_empty() {
            return self.selected().cloned().into_iter().collect();
        }
        let all = self.children.values().flatten();
        all.filter(|row| self.marks.contains(&row.page.id)).cloned().collect()
    }

    /// Returns how many pages are marked.
    pub fn mark_count(&self) -> usize {
        self.marks.len()
    }

    /// Takes all marks away.
    pub fn clear_marks(&mut self) {
        self.marks.clear();
        self.anchor = None;
    }

    /// Puts the cursor on a page when it comes.
    pub fn want(&mut self, page: PageId) {
        self.wanted = Some(page);
        self.rebuild();
    }

    fn expand(&mut self, page: &PageId) -> Option<Effect> {
        self.open.insert(page.clone());
        let space = self.space.clone()?;
        let known = self.children.contains_key(&Some(page.clone()));
        (!known).then(|| Effect::Load(Request::Children { space, parent: Some(page.clone()) }))
    }

    fn rebuild(&mut self) {
        let selected = self.selected().map(|row| row.page.id.clone());
        let mut rows = Vec::new();
        self.collect(None, 0, &mut rows);
        if let Some(filter) = self.filter.as_ref().map(|input| input.text().to_lowercase())
            && !filter.is_empty()
        {
            rows.retain(|visible| visible.row.page.title.to_lowercase().contains(&filter));
        }
        self.rows = rows;
        let at = |id: &PageId| self.rows.iter().position(|visible| visible.row.page.id == *id);
        if let Some(index) = self.wanted.as_ref().and_then(at) {
            self.cursor.at = index;
            self.wanted = None;
        } else if let Some(index) = selected.as_ref().and_then(at) {
            self.cursor.at = index;
        }
        self.cursor.at = self.cursor.at.min(self.rows.len().saturating_sub(1));
    }

    fn collect(&self, parent: Option<&PageId>, depth: usize, rows: &mut Vec<Visible>) {
        for row in self.children.get(&parent.cloned()).into_iter().flatten() {
            rows.push(Visible { row: row.clone(), depth });
            if self.open.contains(&row.page.id) {
                self.collect(Some(&row.page.id), depth + 1, rows);
            }
        }
    }

    fn left(&mut self) -> Step {
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        if self.open.remove(&row.page.id) {
            self.rebuild();
        } else if let Some(parent) = row.page.parent {
            self.want(parent);
        } else {
            return Step::want(Effect::Act(Action::FocusSpaces));
        }
        Step::stay()
    }

    fn right(&mut self) -> Step {
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        if row.has_children && !self.open.contains(&row.page.id) {
            let effect = self.expand(&row.page.id);
            self.rebuild();
            return Step::stay().and_all(effect);
        }
        Step::want(Effect::Go(row.page.id))
    }

    /// Swaps the page with the sibling before or after it.
    fn reorder(&mut self, by: isize) -> Step {
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        let siblings = self.children.get(&row.page.parent).map_or(&[][..], Vec::as_slice);
        let at = siblings.iter().position(|sibling| sibling.page.id == row.page.id);
        let other = at.and_then(|at| at.checked_add_signed(by)).and_then(|at| siblings.get(at));
        let Some(other) = other.map(|sibling| sibling.page.id.clone()) else {
            let end = if by < 0 { "first" } else { "last" };
            return Step::want(Effect::Say(Notice::plain(format!("It is the {end} here already."))));
        };
        let to = if by < 0 { Place::Before(other) } else { Place::After(other) };
        let intents = vec![Intent::Move { page: row.page.id, to }];
        Step::want(Effect::Commit { intents, said: String::new() })
    }

    fn mark(&mut self) {
        if let Some(id) = self.selected().map(|row| row.page.id.clone()) {
            if !self.marks.remove(&id) {
                self.marks.insert(id.clone());
            }
            self.anchor = Some(id);
            self.cursor.act(Action::Down, self.rows.len());
        }
    }

    fn mark_range(&mut self) {
        let from = self.anchor.as_ref().and_then(|id| self.rows.iter().position(|v| v.row.page.id == *id));
        let from = from.unwrap_or(self.cursor.at);
        let (low, high) = (from.min(self.cursor.at), from.max(self.cursor.at));
        for visible in self.rows.iter().take(high + 1).skip(low) {
            self.marks.insert(visible.row.page.id.clone());
        }
    }

    fn line(&self, visible: &Visible, width: usize, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let row = &visible.row;
        let branch = match (row.has_children, self.open.contains(&row.page.id)) {
            (true, true) => theme.signs.open,
            (true, false) => theme.signs.closed,
            (false, _) => theme.signs.leaf,
        };
        let marked = self.marks.contains(&row.page.id);
        let mut left = Vec::new();
        if !self.marks.is_empty() {
            left.push(Span::styled(if marked { theme.signs.mark } else { " " }, theme.mark));
        }
        left.push(Span::raw(" ".repeat(visible.depth * 2)));
        left.push(Span::styled(format!("{branch} "), theme.muted));
        let title = SafeText::line(&row.page.title).into_string();
        left.push(if marked { Span::styled(title, theme.mark) } else { Span::raw(title) });
        let mut right = Vec::new();
        if row.page.restricted_to.is_some() {
            right.push(Span::styled(theme.signs.restricted, theme.warning));
        }
        if row.mark.draft {
            right.push(Span::styled("*", theme.mark));
        }
        if row.mark.queued {
            right.push(Span::styled("^", theme.mark));
        }
        if row.mark.conflict {
            right.push(Span::styled("!", theme.bad));
        }
        row::ends(left, right, width, theme)
    }
}

impl Surface for Tree {
    fn context(&self) -> Context {
        if self.filtering { Context::Input } else { Context::Pages }
    }

    fn wants_text(&self) -> bool {
        self.filtering
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        if self.cursor.act(action, self.rows.len()) {
            return Step::stay();
        }
        match action {
            Action::Left => return self.left(),
            Action::Right => return self.right(),
            Action::Open => {
                return match self.selected() {
                    Some(row) => Step::want(Effect::Go(row.page.id.clone())),
                    None => Step::stay(),
                };
            }
            Action::MoveUp => return self.reorder(-1),
            Action::MoveDown => return self.reorder(1),
            Action::Mark => self.mark(),
            Action::MarkRange => self.mark_range(),
            Action::ClearMarks => self.clear_marks(),
            Action::CollapseAll => {
                self.open.clear();
                self.rebuild();
            }
            Action::ExpandAll => {
                let Some(row) = self.selected().cloned() else { return Step::stay() };
                let effect = self.expand(&row.page.id);
                self.rebuild();
                return Step::stay().and_all(effect);
            }
            Action::Filter => {
                self.filter.get_or_insert_default();
                self.filtering = true;
            }
            Action::Accept if self.filtering => self.filtering = false,
            Action::Close if self.filter.is_some() => {
                self.filter = None;
                self.filtering = false;
                self.rebuild();
            }
            _ => return Step::pass(),
        }
        Step::stay()
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        let input = self.filter.as_mut().filter(|_| self.filtering);
        if !input.is_some_and(|input| input.on_key(key)) {
            return Step::pass();
        }
        self.rebuild();
        Step::stay()
    }

    fn on_mouse(&mut self, mouse: MouseEvent, _world: &World) -> Step {
        let pressed = mouse.kind == MouseEventKind::Down(MouseButton::Left);
        let at = Position::new(mouse.column, mouse.row);
        if !pressed || !self.area.contains(at) {
            return Step::pass();
        }
        let row = self.cursor.top + usize::from(mouse.row - self.area.y);
        if row >= self.rows.len() {
            return Step::stay();
        }
        self.cursor.at = row;
        match self.selected() {
            Some(row) => Step::want(Effect::Go(row.page.id.clone())),
            None => Step::stay(),
        }
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Children { space, parent, rows } = data
            && self.space.as_ref() == Some(space)
        {
            let first = !self.children.contains_key(parent);
            self.children.insert(parent.clone(), rows.clone());
            let effect = match rows.as_slice() {
                // A space with one root shows what is below it at once.
                [root] if first && parent.is_none() && root.has_children => self.expand(&root.page.id),
                _ => None,
            };
            self.rebuild();
            return Step::stay().and_all(effect);
        }
        Step::stay()
    }

    fn on_changed(&mut self, _world: &World) -> Vec<Effect> {
        let Some(space) = self.space.clone() else { return Vec::new() };
        let loaded = self.children.keys().filter(|parent| match parent {
            None => true,
            Some(parent) => self.open.contains(parent),
        });
        let effects: Vec<Effect> = loaded
            .map(|parent| Effect::Load(Request::Children { space: space.clone(), parent: parent.clone() }))
            .collect();
        // Closed branches are read again when they open.
        self.children.retain(|parent, _| parent.as_ref().is_none_or(|parent| self.open.contains(parent)));
        effects
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let mut area = area;
        if let Some(input) = &self.filter {
            row::filter(frame, Rect { height: 1, ..area }, input, self.filtering, &world.theme);
            area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        }
        if self.rows.is_empty() {
            let text = match (&self.space, &self.filter) {
                (None, _) => "Open a space to see its pages.".to_owned(),
                (Some(_), Some(_)) => format!(
                    "No page in the open branches matches. Esc shows all, then {} finds any page.",
                    world.key(Context::Pages, Action::GoPage)
                ),
                (Some(_), None) => {
                    format!("No page here yet. Press {} to add one.", world.key(Context::Pages, Action::Add))
                }
            };
            return row::sentence(frame, area, &text, &world.theme);
        }
        self.area = area;
        let visible = self.cursor.visible(self.rows.len(), usize::from(area.height));
        let focused = world.behind == Context::Pages;
        for (line, index) in visible.enumerate() {
            let area = Rect { y: area.y + line as u16, height: 1, ..area };
            frame.render_widget(self.line(&self.rows[index], usize::from(area.width), world), area);
            if index == self.cursor.at {
                let style = if focused { world.theme.selection } else { world.theme.selection_away };
                frame.buffer_mut().set_style(area, style);
            }
        }
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        vec![
            Action::Open,
            Action::Edit,
            Action::Add,
            Action::Rename,
            Action::Move,
            Action::Trash,
            Action::Jot,
            Action::Help,
        ]
    }

    fn mode(&self) -> &'static str {
        if self.filtering { "FILTER" } else { "PAGES" }
    }
}
