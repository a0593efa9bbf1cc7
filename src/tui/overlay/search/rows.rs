//! The rows of a search: a page with its snippet, a space, a person, a label, a saved search, an operator.

use super::Search;
use super::hints::scope_name;
use crate::domain::Hit;
use crate::domain::query::{Operator, Other};
use crate::tui::widget::frame::shortened;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

/// From this width on a hit has its snippet beside it; below, the selected one has it at the foot.
const WIDE: u16 = 88;

/// One row, by what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// A page, by its place among the hits.
    Page(usize),
    /// A space, person or label, by its place among them.
    Other(usize),
    /// A saved search, by its place.
    Saved(usize),
    /// An operator.
    Operator(Operator),
}

/// Makes a row.
pub(super) fn row(search: &Search, item: &Item, width: u16, world: &World) -> Row {
    let theme = &world.theme;
    let two = |left: &str, beside: &str, right: &str| {
        let mut spans = sheet::marked(left, &[], theme.text, theme.text);
        let column = usize::from(width) / 3;
        let taken: usize = spans.iter().map(Span::width).sum();
        spans.push(Span::raw(" ".repeat(column.saturating_sub(taken).max(2))));
        spans.extend(sheet::marked(beside, &[], theme.muted, theme.muted));
        Row {
            left: Line::from(spans),
            right: Line::from(sheet::marked(right, &[], theme.muted, theme.muted)),
        }
    };
    match item {
        Item::Page(index) => {
            search.hits().get(*index).map_or_else(Row::default, |hit| page(hit, width, world))
        }
        Item::Other(index) => match search.found().and_then(|found| found.others.get(*index)) {
            Some(Other::Space { key, name, .. }) => two(key.as_str(), name, "space"),
            Some(Other::Person { name, full_name, .. }) => two(&format!("@{name}"), full_name, "person"),
            Some(Other::Label(label)) => two(&format!("#{label}"), "", "label"),
            None => Row::default(),
        },
        Item::Saved(index) => search.saved.get(*index).map_or_else(Row::default, |saved| {
            two(&saved.name, &saved.text, &scope_name(&saved.scope, world))
        }),
        Item::Operator(operator) => two(operator.example(), operator.about(), ""),
    }
}

fn page(hit: &Hit, width: u16, world: &World) -> Row {
    let theme = &world.theme;
    let title = sheet::marked(&hit.title, &hit.title_marks, theme.text, theme.matched);
    let key = world.shelf(&hit.space).map_or_else(String::new, |shelf| shelf.space.key.to_string());
    let fact = if hit.similar { format!("similar {} {key}", theme.signs.dot) } else { key };
    if width < WIDE {
        return Row {
            left: Line::from(title),
            right: Line::from(sheet::marked(&fact, &[], theme.muted, theme.muted)),
        };
    }
    let fact = format!("{fact}  {:>6}", world.ago(hit.changed));
    let right = Line::from(sheet::marked(&fact, &[], theme.muted, theme.muted));
    // Three columns: the title gets a third, the snippet what is left beside the facts.
    let column = usize::from(width) / 3;
    let mut left = shortened(Line::from(title), column, theme).spans;
    let taken: usize = left.iter().map(Span::width).sum();
    left.push(Span::raw(" ".repeat(column.saturating_sub(taken) + 2)));
    left.extend(sheet::marked(&hit.snippet, &hit.marks, theme.muted, theme.matched));
    Row { left: Line::from(left), right }
}

/// Draws the snippet of the selected hit at the foot of a narrow list; returns what is left for the list.
pub(super) fn draw_snippet(search: &Search, frame: &mut Frame<'_>, list: Rect, world: &World) -> Rect {
    let Some(Item::Page(index)) = search.items.get(search.cursor.at) else { return list };
    let Some(hit) = search.hits().get(*index).filter(|hit| !hit.snippet.is_empty()) else { return list };
    if list.width >= WIDE || list.height < 6 {
        return list;
    }
    let theme = &world.theme;
    let foot = Rect { y: list.bottom() - 2, height: 2, ..list };
    let spans = sheet::marked(&hit.snippet, &hit.marks, theme.muted, theme.matched);
    frame.render_widget(Paragraph::new(Line::from(spans)).wrap(Wrap { trim: true }), sheet::inset(foot));
    sheet::draw_rule(frame, Rect { y: foot.y - 1, ..foot }, theme);
    Rect { height: list.height - 3, ..list }
}
