//! What the tree knows of a space: the children that were read, which branches are open, and the rows that makes.

use crate::domain::{Order, PageId};
use crate::replica::PageRow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The branches of a space as far as they were read.
#[derive(Debug, Default)]
pub(super) struct Branches {
    children: HashMap<Option<PageId>, Vec<Arc<PageRow>>>,
    open: BTreeSet<PageId>,
}

/// One row of the tree.
#[derive(Debug, Clone)]
pub(super) struct Visible {
    pub(super) row: Arc<PageRow>,
    pub(super) depth: usize,
    /// Whether its children stand below it.
    pub(super) is_open: bool,
}

impl Visible {
    /// Returns the id of the page.
    pub(super) fn id(&self) -> &PageId {
        &self.row.page.id
    }
}

impl Branches {
    /// Returns the branches of rows that come all at once, open but for those that `before` had closed.
    pub(super) fn of(rows: &[PageRow], before: Option<&Self>) -> Self {
        let mut branches = Self::default();
        let here: BTreeSet<&PageId> = rows.iter().map(|row| &row.page.id).collect();
        for row in rows {
            let parent = row.page.parent.clone().filter(|parent| here.contains(parent));
            if let Some(parent) = &parent
                && before.is_none_or(|before| {
                    before.is_open(parent) || !before.children.contains_key(&Some(parent.clone()))
                })
            {
                branches.open.insert(parent.clone());
            }
            branches.children.entry(parent).or_default().push(Arc::new(row.clone()));
        }
        // A sign that opens nothing would lie.
        let above: BTreeSet<PageId> = branches.children.keys().flatten().cloned().collect();
        for row in branches.children.values_mut().flatten() {
            Arc::make_mut(row).has_children = above.contains(&row.page.id);
        }
        branches
    }

    /// Takes in the children of a page; tells whether they were unknown.
    pub(super) fn put(&mut self, parent: Option<&PageId>, rows: &[PageRow]) -> bool {
        let rows = rows.iter().cloned().map(Arc::new).collect();
        self.children.insert(parent.cloned(), rows).is_none()
    }

    /// Opens a branch; tells whether its children have to be read.
    pub(super) fn open(&mut self, page: &PageId) -> bool {
        self.open.insert(page.clone());
        !self.children.contains_key(&Some(page.clone()))
    }

    /// Closes a branch; tells whether it was open.
    pub(super) fn close(&mut self, page: &PageId) -> bool {
        self.open.remove(page)
    }

    /// Closes every branch.
    pub(super) fn close_all(&mut self) {
        self.open.clear();
    }

    /// Tells whether a branch is open.
    pub(super) fn is_open(&self, page: &PageId) -> bool {
        self.open.contains(page)
    }

    /// Returns the children of a page that were read.
    pub(super) fn below(&self, parent: Option<&PageId>) -> &[Arc<PageRow>] {
        self.children.get(&parent.cloned()).map_or(&[], Vec::as_slice)
    }

    /// Forgets closed branches, which are read again when they open; returns what has to be read again now. What
    /// holds a marked page stays.
    pub(super) fn renew(&mut self, is_marked: impl Fn(&PageId) -> bool) -> Vec<Option<PageId>> {
        let Self { children, open } = self;
        children.retain(|parent, rows| {
            parent.as_ref().is_none_or(|parent| open.contains(parent))
                || rows.iter().any(|row| is_marked(&row.page.id))
        });
        children.keys().cloned().collect()
    }

    /// Returns the rows from the top down, without those of `left_out` and what is below them.
    pub(super) fn rows(&self, left_out: &[PageId], order: Order) -> Vec<Visible> {
        let mut rows = Vec::new();
        self.collect(None, 0, order, &|row, open| open && !left_out.contains(&row.page.id), &mut rows);
        rows.retain(|row| !left_out.contains(row.id()));
        rows
    }

    /// Returns everything that was read, whether its branch is open or not.
    pub(super) fn known(&self) -> Vec<Visible> {
        let mut rows = Vec::new();
        self.collect(None, 0, Order::Usual, &|_, _| true, &mut rows);
        rows
    }

    fn collect(
        &self,
        parent: Option<&PageId>,
        depth: usize,
        order: Order,
        goes_in: &impl Fn(&PageRow, bool) -> bool,
        rows: &mut Vec<Visible>,
    ) {
        for row in in_order(self.below(parent), order) {
            let is_open = self.open.contains(&row.page.id);
            rows.push(Visible { row: Arc::clone(row), depth, is_open });
            if goes_in(row, is_open) {
                self.collect(Some(&row.page.id), depth + 1, order, goes_in, rows);
            }
        }
    }
}

/// Returns siblings in another order than their own.
fn in_order(siblings: &[Arc<PageRow>], order: Order) -> Vec<&Arc<PageRow>> {
    let mut siblings: Vec<&Arc<PageRow>> = siblings.iter().collect();
    match order {
        Order::Title => siblings.sort_by_cached_key(|row| row.page.title.to_lowercase()),
        Order::Changed => siblings.sort_by_key(|row| std::cmp::Reverse(row.page.version.when)),
        Order::Created => siblings.sort_by_key(|row| std::cmp::Reverse(row.page.created)),
        Order::Usual | Order::Key | Order::Name | Order::Size => {}
    }
    siblings
}
