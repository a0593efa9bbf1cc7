//! The page tree of one space: children are read when a branch opens.
//!
//! Marked pages, or the one under the cursor, can be picked up and carried: they travel through the rows with the
//! keys that move, and show where they would land.

mod branches;
mod carry;
mod line;
mod marks;

use crate::domain::{PageId, Place, SpaceId};
use crate::permission::restricted_after_move;
use crate::replica::PageRow;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Request, Screen};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::browser::{Browser, Took};
use crate::tui::widget::row;
use crate::tui::world::World;
use branches::{Branches, Visible};
use carry::Carry;
use marks::Marks;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The tree.
#[derive(Debug, Default)]
pub struct Tree {
    space: Option<SpaceId>,
    branches: Branches,
    rows: Vec<Visible>,
    list: Browser,
    marks: Marks,
    carry: Option<Carry>,
    // A page to put the cursor on as soon as its row is there.
    wanted: Option<PageId>,
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
        if self.carry.is_some() {
            return None;
        }
        self.rows.get(self.list.cursor.at).map(|visible| &*visible.row)
    }

    /// Returns the marked pages in the order of the tree, else the selected one.
    pub fn chosen(&self) -> Vec<PageRow> {
        match self.marks.count() {
            0 => self.selected().cloned().into_iter().collect(),
            _ => self.marks.of(&self.branches.known()),
        }
    }

    /// Returns the chosen pages without those that stand below another one and go with it.
    pub fn outermost(&self) -> Vec<PageRow> {
        marks::outermost(&self.branches.known(), self.chosen())
    }

    /// Returns how many pages are marked.
    pub fn mark_count(&self) -> usize {
        self.marks.count()
    }

    /// Takes all marks away.
    pub fn clear_marks(&mut self) {
        self.marks.clear();
    }

    /// Puts the cursor on a page when it comes.
    pub fn want(&mut self, page: PageId) {
        self.wanted = Some(page);
        self.rebuild();
    }

    /// Returns what the border says at its foot.
    pub fn foot(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        match (&self.carry, &self.space) {
            (Some(carry), Some(space)) => Line::styled(carry.landing(&self.rows, space).words, theme.mark),
            _ => match self.marks.count() {
                0 => Line::default(),
                count => Line::styled(format!("{count} marked"), theme.mark),
            },
        }
    }

    fn expand(&mut self, page: &PageId) -> Option<Effect> {
        let unknown = self.branches.open(page);
        let space = self.space.clone()?;
        unknown.then(|| Effect::Load(Request::Children { space, parent: Some(page.clone()) }))
    }

    fn rebuild(&mut self) {
        let selected = self.selected().map(|row| row.page.id.clone());
        let carried = self.carry.as_ref().map(Carry::ids).unwrap_or_default();
        self.rows = self.branches.rows(&carried);
        if let Some(filter) = self.list.filter().filter(|_| self.carry.is_none()) {
            self.rows.retain(|visible| visible.row.page.title.to_lowercase().contains(&filter));
        }
        let at = |id: &PageId| self.rows.iter().position(|visible| visible.id() == id);
        let cursor = &mut self.list.cursor;
        if let Some(index) = self.wanted.as_ref().and_then(at) {
            cursor.at = index;
            self.wanted = None;
        } else if let Some(index) = selected.as_ref().and_then(at) {
            cursor.at = index;
        }
        cursor.at = cursor.at.min(self.rows.len().saturating_sub(1));
    }

    fn left(&mut self) -> Step {
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        if self.branches.close(&row.page.id) {
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
        if row.has_children && !self.branches.is_open(&row.page.id) {
            let effect = self.expand(&row.page.id);
            self.rebuild();
            return Step::stay().and_all(effect);
        }
        Step::want(Effect::Go(row.page.id))
    }

    fn open(&self) -> Step {
        match self.selected() {
            Some(row) => Step::want(Effect::Go(row.page.id.clone())),
            None => Step::stay(),
        }
    }

    /// Swaps the page with the sibling before or after it.
    fn reorder(&mut self, by: isize) -> Step {
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        let siblings = self.branches.below(row.page.parent.as_ref());
        let at = siblings.iter().position(|sibling| sibling.page.id == row.page.id);
        let other = at.and_then(|at| at.checked_add_signed(by)).and_then(|at| siblings.get(at));
        let Some(other) = other.map(|sibling| sibling.page.id.clone()) else {
            let end = if by < 0 { "first" } else { "last" };
            return Step::want(Effect::Say(Notice::plain(format!("It is the {end} here already."))));
        };
        let to = if by < 0 { Place::Before(other) } else { Place::After(other) };
        let intents = vec![Intent::Move { pages: vec![row.page.id], to }];
        Step::want(Effect::Commit { intents, said: String::new() })
    }

    fn mark(&mut self) {
        if let Some(id) = self.selected().map(|row| row.page.id.clone()) {
            self.marks.toggle(&id);
            self.list.cursor.act(Action::Down, self.rows.len());
        }
    }

    fn pick_up(&mut self) -> Step {
        let pages = self.outermost();
        let Some(first) = pages.first().map(|row| row.page.id.clone()) else { return Step::stay() };
        let all = self.branches.rows(&[]);
        let at = all.iter().position(|row| *row.id() == first).unwrap_or(0);
        let depth = all.get(at).map_or(0, |row| row.depth);
        let ids: Vec<PageId> = pages.iter().map(|row| row.page.id.clone()).collect();
        self.rows = self.branches.rows(&ids);
        self.carry = Some(Carry::new(pages, &self.rows, at, depth));
        Step::stay()
    }

    /// What the keys do while pages are carried.
    fn on_carry(&mut self, action: Action) -> Step {
        let Some(carry) = &mut self.carry else { return Step::pass() };
        let screen = self.list.cursor.height.max(2) as isize;
        let by = match action {
            Action::Down => 1,
            Action::Up => -1,
            Action::HalfDown => screen / 2,
            Action::HalfUp => -(screen / 2),
            Action::PageDown => screen - 1,
            Action::PageUp => 1 - screen,
            Action::Top => isize::MIN,
            Action::Bottom => self.rows.len() as isize,
            Action::Left => {
                carry.outwards(&self.rows);
                return Step::stay();
            }
            Action::Right => {
                let branch = carry.inwards(&self.rows);
                let effect = branch.and_then(|branch| self.expand(&branch));
                self.rebuild();
                return Step::stay().and_all(effect);
            }
            Action::PutDown | Action::Open => return self.put_down(),
            Action::PutBack | Action::Close => {
                self.put_back();
                return Step::stay();
            }
            Action::Move => {
                let pages = carry.ids();
                self.put_back();
                return Step::want(Effect::Show(Screen::Move(pages)));
            }
            Action::Help
            | Action::Palette
            | Action::Log
            | Action::Cancel
            | Action::Redraw
            | Action::Suspend => {
                return Step::pass();
            }
            Action::Zoom | Action::Unzoom | Action::ScrollDown | Action::ScrollUp => return Step::pass(),
            _ => {
                let text = "Put the pages down first: Enter here, Esc where they were.";
                return Step::want(Effect::Say(Notice::plain(text)));
            }
        };
        carry.go(&self.rows, by);
        Step::stay()
    }

    fn put_back(&mut self) {
        let first = self.carry.take().and_then(|carry| carry.ids().into_iter().next());
        self.wanted = first;
        self.rebuild();
    }

    fn put_down(&mut self) -> Step {
        let (Some(carry), Some(space)) = (self.carry.clone(), self.space.clone()) else {
            return Step::stay();
        };
        let landing = carry.landing(&self.rows, &space);
        let effect = landing
            .parent
            .map(|parent| self.rows[parent].id().clone())
            .and_then(|parent| self.expand(&parent));
        self.put_back();
        let said = match carry.pages.as_slice() {
            [_] => format!("Moved {}. u puts it back.", landing.words),
            many => format!("{} pages moved {}. u puts them back.", many.len(), landing.words),
        };
        let intents = vec![Intent::Move { pages: carry.ids(), to: landing.place }];
        Step::stay().and_all(effect).and(Effect::Commit { intents, said }).and(Effect::ClearMarks)
    }

    /// Returns what carrying does to who can see the pages: "who sees it: everyone here → 2 people".
    fn sight_after(&self, carry: &Carry, world: &World) -> Option<Line<'static>> {
        let space = self.space.as_ref()?;
        let shelf = world.shelf(space)?;
        let landing = carry.landing(&self.rows, space);
        let parent = landing.parent.map(|at| &self.rows[at].row.page);
        let change = carry.pages.iter().find_map(|row| {
            let from = self.branches.page(row.page.parent.as_ref()?);
            let after = restricted_after_move(&row.page, from, parent);
            (after != row.page.restricted_to).then(|| (row.page.restricted_to.clone(), after))
        })?;
        let count = |left: &Option<Vec<crate::domain::UserId>>| match left {
            None => shelf.audience.badge.to_string(),
            Some(left) => {
                let seen = left.iter().filter(|id| shelf.audience.people.contains(id)).count();
                if seen == 1 { "1 person".to_owned() } else { format!("{seen} people") }
            }
        };
        let theme = &world.theme;
        let text = format!("seen by {} {} {}", count(&change.0), theme.signs.arrow, count(&change.1));
        Some(Line::styled(text, theme.warning))
    }

    fn draw_carry(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let (Some(carry), Some(space)) = (self.carry.clone(), &self.space) else { return };
        let theme = &world.theme;
        let landing = carry.landing(&self.rows, space);
        let mut area = area;
        if let Some(line) = self.sight_after(&carry, world) {
            frame.render_widget(line, Rect { height: 1, ..area });
            area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        }
        // More than a few would hide the tree they travel through.
        let most = usize::from(area.height / 3).max(1);
        let shown = carry.pages.len().min(most);
        let (gap, depth) = (landing.gap, landing.depth);
        self.list.cursor.at = gap + shown - 1;
        let (rows, marks) = (&self.rows, &Marks::default());
        let line = |index: usize, width: usize| match index {
            _ if index < gap => line::page(&rows[index], marks, width, world),
            _ if index >= gap + shown => line::page(&rows[index - shown], marks, width, world),
            _ if index == gap + shown - 1 && shown < carry.pages.len() => {
                let rest = format!(
                    "{}{} and {} more",
                    " ".repeat(depth * 2),
                    theme.signs.arrow,
                    carry.pages.len() + 1 - shown
                );
                Line::from(Span::styled(rest, theme.mark))
            }
            _ => line::carried(&carry.pages[index - gap], depth, width, world),
        };
        self.list.draw_rows(frame, area, rows.len() + shown, theme.selection, line);
    }

    fn draw_nothing(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let text = match (&self.space, self.list.typed()) {
            (None, _) => "Open a space to see its pages.".to_owned(),
            (Some(_), Some(_)) => format!(
                "No page in the open branches matches. Esc shows all, then {} finds any page.",
                world.key(Context::Pages, Action::GoPage)
            ),
            (Some(_), None) => {
                format!("No page here yet. Press {} to add one.", world.key(Context::Pages, Action::Add))
            }
        };
        row::sentence(frame, area, &text, &world.theme);
    }
}

impl Surface for Tree {
    fn context(&self) -> Context {
        match () {
            () if self.list.wants_text() => Context::Input,
            () if self.carry.is_some() => Context::Carry,
            () => Context::Pages,
        }
    }

    fn wants_text(&self) -> bool {
        self.list.wants_text()
    }

    fn on_action(&mut self, action: Action, _world: &World) -> Step {
        if self.carry.is_some() {
            return self.on_carry(action);
        }
        match self.list.on_action(action, self.rows.len()) {
            Took::Nothing => {}
            Took::Filter => {
                self.rebuild();
                return Step::stay();
            }
            Took::Same | Took::Moved | Took::Word(..) => return Step::stay(),
        }
        match action {
            Action::Left => return self.left(),
            Action::Right => return self.right(),
            Action::Open => return self.open(),
            Action::MoveUp => return self.reorder(-1),
            Action::MoveDown => return self.reorder(1),
            Action::PickUp => return self.pick_up(),
            Action::Mark => self.mark(),
            Action::MarkRange => self.marks.mark_to(&self.rows, self.list.cursor.at),
            Action::ClearMarks => self.clear_marks(),
            Action::CollapseAll => {
                self.branches.close_all();
                self.rebuild();
            }
            Action::ExpandAll => {
                let Some(row) = self.selected().cloned() else { return Step::stay() };
                let effect = self.expand(&row.page.id);
                self.rebuild();
                return Step::stay().and_all(effect);
            }
            _ => return Step::pass(),
        }
        Step::stay()
    }

    fn on_key(&mut self, key: KeyEvent, _world: &World) -> Step {
        match self.list.on_key(key) {
            Took::Nothing => return Step::pass(),
            Took::Filter => self.rebuild(),
            _ => {}
        }
        Step::stay()
    }

    fn on_paste(&mut self, text: &str, _world: &World) -> Step {
        match self.list.on_paste(text) {
            Took::Nothing => return Step::pass(),
            Took::Filter => self.rebuild(),
            _ => {}
        }
        Step::stay()
    }

    fn on_mouse(&mut self, mouse: MouseEvent, _world: &World) -> Step {
        if self.carry.is_none() && self.list.clicked(mouse, self.rows.len()) {
            return self.open();
        }
        Step::pass()
    }

    fn on_data(&mut self, data: &Data, _world: &World) -> Step {
        if let Data::Children { space, parent, rows } = data
            && self.space.as_ref() == Some(space)
        {
            let first = self.branches.put(parent.as_ref(), rows);
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
        let again = self.branches.renew(|page| self.marks.has(page)).into_iter();
        again.map(|parent| Effect::Load(Request::Children { space: space.clone(), parent })).collect()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        if self.carry.is_some() {
            return self.draw_carry(frame, area, world);
        }
        let theme = &world.theme;
        let area = self.list.draw_head(frame, area, Line::default(), theme);
        if self.rows.is_empty() {
            return self.draw_nothing(frame, area, world);
        }
        let focused = world.behind == Context::Pages;
        let selection = if focused { theme.selection } else { theme.selection_away };
        let (rows, marks) = (&self.rows, &self.marks);
        self.list.draw_rows(frame, area, rows.len(), selection, |index, width| {
            line::page(&rows[index], marks, width, world)
        });
    }

    fn hints(&self, _world: &World) -> Vec<Action> {
        if self.carry.is_some() {
            return vec![Action::PutDown, Action::PutBack, Action::Move, Action::Help];
        }
        vec![
            Action::Open,
            Action::Edit,
            Action::Add,
            Action::Rename,
            Action::PickUp,
            Action::Trash,
            Action::Jot,
            Action::Help,
        ]
    }

    fn mode(&self) -> &'static str {
        match () {
            () if self.carry.is_some() => "MOVE",
            () if self.list.wants_text() => "FILTER",
            () => "PAGES",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::branches::Visible;
    use super::marks::{Marks, outermost};
    use crate::domain::*;
    use crate::replica::PageRow;
    use std::sync::Arc;

    /// Rows by id and depth: `o` an open branch, `+` a closed one, `-` a leaf.
    pub(in crate::tui::pane::tree) fn rows(tree: &[(&str, usize, char)]) -> Vec<Visible> {
        let row = |(id, depth, sign): &(&str, usize, char)| Visible {
            row: Arc::new(PageRow {
                page: page(id),
                has_children: *sign != '-',
                mark: crate::replica::Mark::default(),
            }),
            depth: *depth,
            is_open: *sign == 'o',
        };
        tree.iter().map(row).collect()
    }

    fn page(id: &str) -> Page {
        let now = Timestamp::UNIX_EPOCH;
        Page {
            id: id.into(),
            space: "s".into(),
            kind: PageKind::Page,
            status: PageStatus::Current,
            title: id.to_owned(),
            parent: None,
            position: 0,
            version: Version { number: 1, author: "u".into(), when: now, message: String::new() },
            created: now,
            labels: Vec::new(),
            restricted_to: None,
        }
    }

    #[test]
    fn a_range_goes_from_the_last_mark_and_what_is_below_a_marked_page_goes_with_it() {
        let rows = rows(&[("a", 0, 'o'), ("a1", 1, '-'), ("b", 0, 'o'), ("b1", 1, '-'), ("c", 0, '-')]);
        let mut marks = Marks::default();
        marks.toggle(&"a1".into());
        marks.mark_to(&rows, 3);
        let ids = |rows: Vec<PageRow>| -> Vec<String> {
            rows.into_iter().map(|row| row.page.id.to_string()).collect()
        };
        assert_eq!(ids(marks.of(&rows)), ["a1", "b", "b1"]);
        assert_eq!(ids(outermost(&rows, marks.of(&rows))), ["a1", "b"]);
        marks.clear();
        assert_eq!(marks.count(), 0);
    }
}
