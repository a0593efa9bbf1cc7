//! The page tree of one space: children are read when a branch opens.
//!
//! Marked pages, or the one under the cursor, can be picked up and carried: they travel through the rows with the
//! keys that move, and show where they would land. The blog posts of the space stand below the pages.

mod blog;
mod branches;
mod carry;
mod carrying;
mod hand;
mod line;
mod marks;
mod surface;
mod views;

use super::lens::Lens;
use crate::domain::{Order, PageId, SpaceId};
use crate::replica::PageRow;
use crate::tui::effect::{Effect, Request};
use crate::tui::widget::browser::Browser;
use crate::tui::world::World;
use blog::Blog;
use branches::{Branches, Visible};
use carry::Carry;
use jiff::civil::Date;
use marks::Marks;
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
