//! The page tree of one space: children are read when a branch opens.
//!
//! Marked pages, or the one under the cursor, can be picked up and carried: they travel through the rows with the
//! keys that move, and show where they would land. The blog posts of the space stand below the pages.

mod blog;
mod branches;
mod carry;
mod carrying;
mod line;
mod marks;
mod views;

use super::lens::{Lens, Turned};
use crate::domain::{Order, PageId, Place, SpaceId};
use crate::replica::PageRow;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, LineKind, Notice, Request, Screen};
use crate::tui::message::Data;
use crate::tui::surface::{Step, Surface};
use crate::tui::widget::browser::{Browser, Took};
use crate::tui::widget::row;
use crate::tui::world::World;
use blog::Blog;
use branches::{Branches, Visible};
use carry::Carry;
use jiff::civil::Date;
use marks::Marks;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;
use std::collections::HashSet;
use views::Views;

/// The tree.
#[derive(Debug)]
pub struct Tree {
    space: Option<SpaceId>,
    branches: Branches,
    /// What passed, while the view narrows.
    sieved: Option<Sieved>,
    blog: Blog,
    rows: Vec<Visible>,
    /// The rows of the blog, below those of the pages.
    posts: Vec<blog::Row>,
    list: Browser,
    marks: Marks,
    carry: Option<Carry>,
    // A page to put the cursor on as soon as its row is there.
    wanted: Option<PageId>,
    lens: Lens,
    views: Views,
}

/// The pages that passed a sieve, and those above them.
#[derive(Debug)]
struct Sieved {
    branches: Branches,
    passed: HashSet<PageId>,
    count: usize,
}

impl Default for Tree {
    fn default() -> Self {
        Self {
            space: None,
            branches: Branches::default(),
            sieved: None,
            blog: Blog::default(),
            rows: Vec::new(),
            posts: Vec::new(),
            list: Browser::default(),
            marks: Marks::default(),
            carry: None,
            wanted: None,
            lens: Lens::new(&Order::PAGES),
            views: Views::default(),
        }
    }
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
        let views = std::mem::take(&mut self.views);
        *self = Self { space: Some(space.clone()), views, ..Self::default() };
        self.lens.view = self.views.of(space);
        vec![
            Effect::Load(Request::Children { space: space.clone(), parent: None }),
            Effect::Load(Request::Blog(space.clone())),
        ]
    }

    /// Opens the month of a post and puts the cursor on it.
    pub fn reveal_post(&mut self, space: &SpaceId, day: Date, page: &PageId) -> Vec<Effect> {
        let mut effects = self.show_space(space);
        self.wanted = Some(page.clone());
        effects.extend(self.blog.open_day(space, day));
        self.rebuild();
        effects
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
        match self.rows.get(self.list.cursor.at) {
            Some(visible) => Some(&visible.row),
            None => self.post_row().and_then(blog::Row::post),
        }
    }

    fn post_row(&self) -> Option<&blog::Row> {
        self.posts.get(self.list.cursor.at.checked_sub(self.rows.len())?)
    }

    fn count(&self) -> usize {
        self.rows.len() + self.posts.len()
    }

    /// The branches that are shown: all, or what passed.
    fn shown(&mut self) -> &mut Branches {
        match &mut self.sieved {
            Some(sieved) => &mut sieved.branches,
            None => &mut self.branches,
        }
    }

    /// Returns the marked pages in the order of the tree, else the selected one.
    pub fn chosen(&self) -> Vec<PageRow> {
        match self.marks.count() {
            0 => self.selected().cloned().into_iter().collect(),
            _ => self.marks.of(&self.known()),
        }
    }

    /// Returns the chosen pages without those that stand below another one and go with it.
    pub fn outermost(&self) -> Vec<PageRow> {
        marks::outermost(&self.known(), self.chosen())
    }

    /// Everything that was read, in the order of the tree; what is marked while the view narrows, too.
    fn known(&self) -> Vec<Visible> {
        let mut rows = match &self.sieved {
            Some(sieved) => sieved.branches.known(),
            None => self.branches.known(),
        };
        let posts = self.posts.iter().filter_map(blog::Row::shared);
        rows.extend(posts.map(|row| Visible { row, depth: 0, is_open: false }));
        rows
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

    /// Returns what a click on the sign before the selected title does: the branch opens or closes.
    fn turn_by_click(&self, column: usize) -> Option<Action> {
        let visible = self.rows.get(self.list.cursor.at)?;
        let sign = visible.depth * 2 + usize::from(self.marks.count() > 0);
        let is_on_sign = visible.row.has_children && (sign..sign + 2).contains(&column);
        is_on_sign.then_some(if visible.is_open { Action::Left } else { Action::Right })
    }

    fn expand(&mut self, page: &PageId) -> Option<Effect> {
        let unknown = self.shown().open(page) && self.sieved.is_none();
        let space = self.space.clone()?;
        unknown.then(|| Effect::Load(Request::Children { space, parent: Some(page.clone()) }))
    }

    fn rebuild(&mut self) {
        let selected = self.selected().map(|row| row.page.id.clone());
        let carried = self.carry.as_ref().map(Carry::ids).unwrap_or_default();
        let order = self.lens.view.order;
        self.rows = self.shown().rows(&carried, order);
        self.posts =
            if self.carry.is_some() || self.sieved.is_some() { Vec::new() } else { self.blog.rows() };
        if let Some(filter) = self.list.filter().filter(|_| self.carry.is_none()) {
            let fits = |row: &PageRow| row.page.title.to_lowercase().contains(&filter);
            self.rows.retain(|visible| fits(&visible.row));
            self.posts.retain(|row| row.post().is_some_and(fits));
        }
        let count = self.count();
        let at = |id: &PageId| {
            let page = self.rows.iter().position(|visible| visible.id() == id);
            page.or_else(|| blog::position(&self.posts, id).map(|at| at + self.rows.len()))
        };
        let cursor = &mut self.list.cursor;
        if let Some(index) = self.wanted.as_ref().and_then(at) {
            cursor.at = index;
            self.wanted = None;
        } else if let Some(index) = selected.as_ref().and_then(at) {
            cursor.at = index;
        }
        cursor.at = cursor.at.min(count.saturating_sub(1));
    }

    /// Looks at the space in another way: keeps it, and asks for what passes.
    fn look(&mut self, world: &World) -> Vec<Effect> {
        let Some(space) = self.space.clone() else { return Vec::new() };
        let mut effects = self.sift(world);
        self.rebuild();
        effects.push(self.views.keep(&space, &self.lens.view));
        effects
    }

    fn sift(&mut self, world: &World) -> Vec<Effect> {
        let sieve = self.lens.view.sieve.clone();
        let Some(space) = self.space.clone() else { return Vec::new() };
        if sieve.is_open() {
            self.sieved = None;
            return Vec::new();
        }
        vec![Effect::Load(Request::Sift { space, sieve, since: self.lens.since(world) })]
    }

    fn left(&mut self) -> Step {
        if let Some(node) = self.post_row().and_then(blog::Row::node) {
            let is_post = self.selected().is_some();
            if is_post || !self.blog.close(node) {
                let up = if is_post { Some(node) } else { node.above() };
                let to = self
                    .posts
                    .iter()
                    .position(|row| matches!(row, blog::Row::Node(at, ..) if Some(*at) == up));
                self.list.cursor.at = self.rows.len() + to.unwrap_or(0);
            }
            self.rebuild();
            return Step::stay();
        }
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        if self.shown().close(&row.page.id) {
            self.rebuild();
        } else if let Some(parent) = row.page.parent {
            self.want(parent);
        } else {
            return Step::want(Effect::Act(Action::FocusSpaces));
        }
        Step::stay()
    }

    fn right(&mut self) -> Step {
        if let (Some(blog::Row::Node(node, _, is_open)), Some(space)) =
            (self.post_row().cloned(), &self.space)
        {
            let effect = if is_open { None } else { self.blog.open(space, node) };
            self.rebuild();
            return Step::stay().and_all(effect);
        }
        let Some(row) = self.selected().cloned() else { return Step::stay() };
        if row.has_children && !self.shown().is_open(&row.page.id) {
            let effect = self.expand(&row.page.id);
            self.rebuild();
            return Step::stay().and_all(effect);
        }
        Step::want(Effect::Go(row.page.id))
    }

    fn open(&mut self) -> Step {
        match (self.selected(), self.post_row()) {
            (Some(row), _) => Step::want(Effect::Go(row.page.id.clone())),
            (None, Some(blog::Row::Node(_, _, true))) => self.left(),
            (None, Some(_)) => self.right(),
            (None, None) => Step::stay(),
        }
    }

    /// A new post, where posts are; pages are added by the root.
    fn add(&self) -> Step {
        match (self.post_row(), &self.space) {
            (Some(_), Some(space)) => {
                Step::want(Effect::Show(Screen::Line(LineKind::NewPost(space.clone()))))
            }
            _ => Step::pass(),
        }
    }

    /// Swaps the page with the sibling before or after it.
    fn reorder(&mut self, by: isize) -> Step {
        if let Some(reason) = self.unarranged() {
            return reason;
        }
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
            self.list.cursor.act(Action::Down, self.count());
        }
    }

    /// Why pages have no place among others as they are shown now.
    fn unarranged(&self) -> Option<Step> {
        let text = match (self.sieved.is_some(), self.lens.view.order, self.post_row()) {
            (true, ..) => "Only some pages are shown: Esc shows all, then they can be arranged.".to_owned(),
            (_, order, _) if order != Order::Usual => {
                format!("The pages stand by {}: z s goes back to their own order.", order.name())
            }
            (.., Some(_)) => "Posts stand by their day.".to_owned(),
            _ => return None,
        };
        Some(Step::want(Effect::Say(Notice::plain(text))))
    }

    fn draw_nothing(&self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        let text = match (&self.space, self.list.typed()) {
            (None, _) => "Open a space to see its pages.".to_owned(),
            (Some(_), None) if self.sieved.is_some() => "No page is like that. Esc shows all.".to_owned(),
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

    fn on_action(&mut self, action: Action, world: &World) -> Step {
        if self.carry.is_some() {
            return self.on_carry(action);
        }
        match self.list.on_action(action, self.count()) {
            Took::Nothing => {}
            Took::Filter => {
                self.rebuild();
                return Step::stay();
            }
            Took::Same | Took::Moved => return Step::stay(),
            Took::Word(what, word) => {
                return match self.lens.on_word(what, &word) {
                    Ok(()) => Step::stay().and_all(self.look(world)),
                    Err(problem) => Step::want(Effect::Say(Notice::plain(problem))),
                };
            }
        }
        match self.lens.on_action(action, &mut self.list) {
            Turned::No => {}
            Turned::Asks => return Step::stay(),
            Turned::Yes => return Step::stay().and_all(self.look(world)),
        }
        match action {
            Action::Left => return self.left(),
            Action::Right => return self.right(),
            Action::Open => return self.open(),
            Action::Add | Action::AddSibling => return self.add(),
            Action::MoveUp => return self.reorder(-1),
            Action::MoveDown => return self.reorder(1),
            Action::PickUp => return self.pick_up(),
            Action::Mark => self.mark(),
            Action::MarkRange => {
                self.marks.mark_to(&self.rows, self.list.cursor.at.min(self.rows.len().saturating_sub(1)))
            }
            Action::ClearMarks => self.clear_marks(),
            Action::CollapseAll => {
                self.shown().close_all();
                self.blog.close_all();
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

    fn on_mouse(&mut self, mouse: MouseEvent, world: &World) -> Step {
        if self.carry.is_none() && self.list.clicked(mouse, self.count()) {
            if let Some(turned) = self.turn_by_click(self.list.column(mouse)) {
                return self.on_action(turned, world);
            }
            return self.open();
        }
        Step::pass()
    }

    fn on_data(&mut self, data: &Data, world: &World) -> Step {
        match data {
            Data::Setting(name, value) if name == Views::NAME => {
                self.views = Views::parse(value.as_deref().unwrap_or_default());
                let Some(space) = self.space.clone() else { return Step::stay() };
                self.lens.view = self.views.of(&space);
                let effects = self.sift(world);
                self.rebuild();
                return Step::stay().and_all(effects);
            }
            Data::Children { space, parent, rows } if self.space.as_ref() == Some(space) => {
                let first = self.branches.put(parent.as_ref(), rows);
                let mut effects = Vec::new();
                if first && parent.is_none() {
                    effects = self.sift(world);
                    // A space with one root shows what is below it at once.
                    if let [root] = rows.as_slice()
                        && root.has_children
                    {
                        effects.extend(self.expand(&root.page.id));
                    }
                }
                self.rebuild();
                return Step::stay().and_all(effects);
            }
            Data::Sifted { space, sieve, sifted }
                if self.space.as_ref() == Some(space) && self.lens.view.sieve == *sieve =>
            {
                let before = self.sieved.take().map(|sieved| sieved.branches);
                let branches = Branches::of(&sifted.rows, before.as_ref());
                self.sieved = Some(Sieved { branches, passed: sifted.passed.clone(), count: sifted.count });
            }
            Data::Blog(space, months) if self.space.as_ref() == Some(space) => self.blog.set_months(months),
            Data::Posts { space, year, month, rows } if self.space.as_ref() == Some(space) => {
                self.blog.set_posts(*year, *month, rows);
            }
            _ => return Step::stay(),
        }
        self.rebuild();
        Step::stay()
    }

    fn on_changed(&mut self, world: &World) -> Vec<Effect> {
        let Some(space) = self.space.clone() else { return Vec::new() };
        let again = self.branches.renew(|page| self.marks.has(page)).into_iter();
        let mut effects: Vec<Effect> =
            again.map(|parent| Effect::Load(Request::Children { space: space.clone(), parent })).collect();
        effects.extend(self.blog.renew(&space));
        effects.extend(self.sift(world));
        effects
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, world: &World) {
        if self.carry.is_some() {
            return self.draw_carry(frame, area, world);
        }
        let theme = &world.theme;
        let counted = match &self.sieved {
            Some(sieved) if sieved.count > sieved.passed.len() => {
                format!("the newest {} of {}", sieved.passed.len(), sieved.count)
            }
            Some(sieved) if sieved.count == 1 => "1 page".to_owned(),
            Some(sieved) => format!("{} pages", sieved.count),
            None => String::new(),
        };
        let chips = self.lens.chips(&counted, world);
        let area = self.list.draw_head(frame, area, chips, theme);
        let count = self.count();
        if count == 0 {
            return self.draw_nothing(frame, area, world);
        }
        let focused = world.behind == Context::Pages;
        let selection = if focused { theme.selection } else { theme.selection_away };
        let Self { rows, posts, marks, sieved, list, .. } = self;
        list.draw_rows(frame, area, count, selection, |index, width| match rows.get(index) {
            Some(row) => {
                let passed = sieved.as_ref().is_none_or(|sieved| sieved.passed.contains(row.id()));
                let line = line::page(row, marks, width, world);
                if passed { line } else { line.patch_style(theme.muted) }
            }
            None => blog::line(&posts[index - rows.len()], width, world),
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
