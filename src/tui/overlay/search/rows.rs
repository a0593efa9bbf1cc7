//! The rows of a search: a page with its snippet, another kind of thing, a saved search, an operator.

use super::Search;
use super::hints::scope_name;
use super::kind::{self, Shown};
use crate::domain::Hit;
use crate::domain::query::Operator;
use crate::tui::widget::frame::shortened;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};
use unicode_width::UnicodeWidthStr;

/// From this width on a hit has its snippet beside it; below, the selected one has it at the foot.
const WIDE: u16 = 72;

/// One row, by what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// A page, by its place among the hits.
    Page(usize),
    /// A space, person, label or file, by its place among them.
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
            Some(other) => {
                let Shown { name, beside, kind } = kind::shown(other, world);
                two(&name, &beside, kind)
            }
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
    let room = usize::from(width).saturating_sub(column + right.width() + 6);
    let (snippet, marks) = beginning_near(&hit.snippet, &hit.marks, room, theme.signs.ellipsis);
    left.extend(sheet::marked(&snippet, &marks, theme.muted, theme.matched));
    Row { left: Line::from(left), right }
}

/// Returns a snippet that begins late enough for its first hit to be seen in `room` columns, with its hits.
fn beginning_near(
    snippet: &str,
    marks: &[(usize, usize)],
    room: usize,
    ellipsis: &str,
) -> (String, Vec<(usize, usize)>) {
    let whole = || (snippet.to_owned(), marks.to_vec());
    let Some(&(first, end)) = marks.first() else { return whole() };
    let fits = |start: usize| snippet.get(start..end).is_some_and(|seen| seen.width() < room);
    if fits(0) || snippet.get(..first).is_none() {
        return whole();
    }
    // The first word from which on the hit is in sight, else the hit itself.
    let words = snippet[..first].match_indices(' ').map(|(at, _)| at + 1);
    let start = words.into_iter().find(|start| fits(*start)).unwrap_or(first);
    let moved = |at: usize| at - start + ellipsis.len();
    let marks = marks.iter().filter(|mark| mark.0 >= start).map(|mark| (moved(mark.0), moved(mark.1)));
    (format!("{ellipsis}{}", &snippet[start..]), marks.collect())
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

#[cfg(test)]
mod tests {
    use super::beginning_near;

    #[test]
    fn the_first_hit_is_in_sight_and_marks_stay_on_their_words() {
        let text = "what to do on the day: call the gateway people and the gateway";
        let marks: Vec<(usize, usize)> =
            text.match_indices("gateway").map(|(at, hit)| (at, at + hit.len())).collect();
        let (seen, moved) = beginning_near(text, &marks, 20, "…");
        assert_eq!(seen, "…call the gateway people and the gateway");
        assert!(moved.iter().all(|&(start, end)| &seen[start..end] == "gateway") && moved.len() == 2);
        assert_eq!(beginning_near(text, &marks, 80, "…"), (text.to_owned(), marks.clone()));
        assert_eq!(beginning_near(text, &marks, 3, "…").0, "…gateway people and the gateway");
        assert_eq!(beginning_near("é", &[(1, 2)], 0, "…").0, "é", "marks may lie");
    }
}
