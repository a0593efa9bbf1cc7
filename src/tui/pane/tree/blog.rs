//! The blog of a space in its tree: a node, years, months and posts; a month is read when it opens.

use crate::domain::{PageId, PageKind, SafeText, SpaceId};
use crate::replica::{Month, PageRow};
use crate::tui::effect::{Effect, Request};
use crate::tui::widget::row;
use crate::tui::world::World;
use jiff::civil::Date;
use ratatui::text::{Line, Span};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The blog as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Blog {
    months: Vec<Month>,
    posts: HashMap<(i16, i8), Vec<Arc<PageRow>>>,
    open: BTreeSet<Node>,
}

/// What can be folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    All,
    Year(i16),
    Month(i16, i8),
}

/// A row.
#[derive(Debug, Clone)]
pub(super) enum Row {
    Node(Node, u32, bool),
    Post(Arc<PageRow>),
}

impl Node {
    /// Returns what it is within.
    pub(super) fn above(self) -> Option<Self> {
        match self {
            Self::All => None,
            Self::Year(_) => Some(Self::All),
            Self::Month(year, _) => Some(Self::Year(year)),
        }
    }
}

impl Row {
    /// Returns the node it is or is within.
    pub(super) fn node(&self) -> Option<Node> {
        match self {
            Self::Node(node, ..) => Some(*node),
            Self::Post(row) => match row.page.kind {
                PageKind::BlogPost { day } => Some(Node::Month(day.year(), day.month())),
                PageKind::Page => None,
            },
        }
    }

    /// Returns the post, shared.
    pub(super) fn shared(&self) -> Option<Arc<PageRow>> {
        match self {
            Self::Post(row) => Some(Arc::clone(row)),
            Self::Node(..) => None,
        }
    }

    /// Returns the post.
    pub(super) fn post(&self) -> Option<&PageRow> {
        match self {
            Self::Post(row) => Some(row),
            Self::Node(..) => None,
        }
    }
}

impl Blog {
    /// Takes in how many posts there are when.
    pub(super) fn set_months(&mut self, months: &[Month]) {
        self.months = months.to_vec();
    }

    /// Takes in the posts of a month.
    pub(super) fn set_posts(&mut self, year: i16, month: i8, posts: &[PageRow]) {
        self.posts.insert((year, month), posts.iter().cloned().map(Arc::new).collect());
    }

    /// Opens a node; a month that was not read yet is asked for.
    pub(super) fn open(&mut self, space: &SpaceId, node: Node) -> Option<Effect> {
        self.open.insert(node);
        match node {
            Node::Month(year, month) if !self.posts.contains_key(&(year, month)) => {
                Some(Effect::Load(Request::Posts { space: space.clone(), year, month }))
            }
            _ => None,
        }
    }

    /// Opens everything above the posts of a day.
    pub(super) fn open_day(&mut self, space: &SpaceId, day: Date) -> Option<Effect> {
        self.open(space, Node::All);
        self.open(space, Node::Year(day.year()));
        self.open(space, Node::Month(day.year(), day.month()))
    }

    /// Closes a node; tells whether it was open.
    pub(super) fn close(&mut self, node: Node) -> bool {
        self.open.remove(&node)
    }

    /// Closes everything.
    pub(super) fn close_all(&mut self) {
        self.open.clear();
    }

    /// Forgets closed months; returns what has to be read again.
    pub(super) fn renew(&mut self, space: &SpaceId) -> Vec<Effect> {
        let Self { posts, open, .. } = self;
        posts.retain(|(year, month), _| open.contains(&Node::Month(*year, *month)));
        let months = posts.keys().map(|&(year, month)| Request::Posts { space: space.clone(), year, month });
        std::iter::once(Request::Blog(space.clone())).chain(months).map(Effect::Load).collect()
    }

    /// Returns the rows; none for a space without posts.
    pub(super) fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let is_open = |node: Node| self.open.contains(&node);
        let all: u32 = self.months.iter().map(|month| month.posts).sum();
        if all == 0 {
            return rows;
        }
        rows.push(Row::Node(Node::All, all, is_open(Node::All)));
        let mut last = None;
        for month in self.months.iter().filter(|_| is_open(Node::All)) {
            let year = Node::Year(month.year);
            if last.replace(month.year) != Some(month.year) {
                let posts =
                    self.months.iter().filter(|other| other.year == month.year).map(|other| other.posts);
                rows.push(Row::Node(year, posts.sum(), is_open(year)));
            }
            let node = Node::Month(month.year, month.month);
            if is_open(year) {
                rows.push(Row::Node(node, month.posts, is_open(node)));
                let posts = self.posts.get(&(month.year, month.month)).filter(|_| is_open(node));
                rows.extend(posts.into_iter().flatten().cloned().map(Row::Post));
            }
        }
        rows
    }
}

/// Returns the place of a post among rows.
pub(super) fn position(rows: &[Row], page: &PageId) -> Option<usize> {
    rows.iter().position(|row| row.post().is_some_and(|post| post.page.id == *page))
}

/// Draws a row.
pub(super) fn line(row: &Row, width: usize, world: &World) -> Line<'static> {
    let theme = &world.theme;
    let (node, count, is_open) = match row {
        Row::Node(node, count, is_open) => (node, count, is_open),
        Row::Post(post) => {
            let day = match post.page.kind {
                PageKind::BlogPost { day } => format!("{:02} ", day.day()),
                PageKind::Page => String::new(),
            };
            let left = vec![
                Span::raw(" ".repeat(6)),
                Span::styled(day, theme.muted),
                Span::raw(SafeText::line(&post.page.title).into_string()),
            ];
            return row::ends(left, super::line::signs(post, world), width, theme);
        }
    };
    let (depth, name) = match node {
        Node::All => (0, "Blog".to_owned()),
        Node::Year(year) => (1, year.to_string()),
        Node::Month(year, month) => (2, month_name(*year, *month)),
    };
    let sign = if *is_open { theme.signs.open } else { theme.signs.closed };
    let left = vec![
        Span::raw(" ".repeat(depth * 2)),
        Span::styled(format!("{sign} "), theme.muted),
        Span::styled(name, theme.accent),
    ];
    row::ends(left, vec![Span::styled(count.to_string(), theme.muted)], width, theme)
}

fn month_name(year: i16, month: i8) -> String {
    Date::new(year, month, 1).map_or_else(|_| month.to_string(), |date| date.strftime("%B").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(blog: &Blog) -> Vec<String> {
        let name = |row: &Row| match row {
            Row::Node(node, count, is_open) => format!("{node:?} {count} {is_open}"),
            Row::Post(post) => post.page.title.clone(),
        };
        blog.rows().iter().map(name).collect()
    }

    #[test]
    fn years_and_months_fold() {
        let mut blog = Blog::default();
        assert!(blog.rows().is_empty());
        let month = |year, month, posts| Month { year, month, posts };
        blog.set_months(&[month(2026, 11, 2), month(2026, 1, 1), month(2025, 12, 4)]);
        assert_eq!(shown(&blog), ["All 7 false"]);
        blog.open(&"s".into(), Node::All);
        assert_eq!(shown(&blog), ["All 7 true", "Year(2026) 3 false", "Year(2025) 4 false"]);
        blog.open(&"s".into(), Node::Year(2026));
        assert!(blog.open(&"s".into(), Node::Month(2026, 1)).is_some(), "it is read when it opens");
        assert_eq!(
            shown(&blog),
            [
                "All 7 true",
                "Year(2026) 3 true",
                "Month(2026, 11) 2 false",
                "Month(2026, 1) 1 true",
                "Year(2025) 4 false"
            ]
        );
        assert!(blog.close(Node::All));
        assert_eq!(shown(&blog), ["All 7 false"]);
    }
}
