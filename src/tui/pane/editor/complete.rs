//! Completes pages after `[[`, people after `@`, and blocks and atoms by their first signs.
//!
//! What is offered is text to insert; nothing is looked up while typing but lists that are here already.

use crate::domain::{PageId, SafeText, SpaceId};
use crate::tui::theme::Theme;
use crate::tui::widget::editor::Editor as Text;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Clear;
use std::sync::Arc;

/// How many are offered at once.
const OFFERED: usize = 8;

/// How much of the line before the cursor is looked at.
const REACH: usize = 120;

/// Every title: id, space, title.
pub(super) type Titles = Arc<Vec<(PageId, SpaceId, String)>>;

/// Blocks and atoms: what is typed for, what it is, what is inserted.
const BLOCKS: [(&str, &str, &str); 12] = [
    (":::expand", "a part that folds", ":::expand{title=\"\"}\n\n:::"),
    ("::toc", "table of contents", "::toc{}"),
    ("::children", "list of child pages", "::children{}"),
    ("> [!NOTE]", "panel: note", "> [!NOTE] "),
    ("> [!TIP]", "panel: tip", "> [!TIP] "),
    ("> [!IMPORTANT]", "panel: important", "> [!IMPORTANT] "),
    ("> [!WARNING]", "panel: warning", "> [!WARNING] "),
    ("> [!CAUTION]", "panel: caution", "> [!CAUTION] "),
    ("{status:green", "status, green", "{status:green|DONE}"),
    ("{status:yellow", "status, yellow", "{status:yellow|IN PROGRESS}"),
    ("{status:red", "status, red", "{status:red|BLOCKED}"),
    ("{date:", "today", "{date:TODAY}"),
];

/// What is offered at the cursor.
#[derive(Debug)]
pub(super) struct Completion {
    /// Where what is typed so far begins, in bytes of the text.
    start: usize,
    offers: Vec<Offer>,
    selected: usize,
}

#[derive(Debug, PartialEq, Eq)]
struct Offer {
    shown: String,
    about: String,
    inserted: String,
}

/// What somebody is typing.
#[derive(Debug, PartialEq, Eq)]
enum Wanted<'a> {
    Page(&'a str),
    Person(&'a str),
    Block(&'a str),
}

impl Completion {
    /// Returns what can be offered at the cursor; `None` when nothing fits.
    pub(super) fn at_cursor(text: &Text, titles: Option<&Titles>, world: &World) -> Option<Self> {
        let before = text.before_cursor();
        let (wanted, length) = wanted(&before)?;
        let offers = match wanted {
            Wanted::Page(query) => pages(query, titles?, world),
            Wanted::Person(query) => people(query, world),
            Wanted::Block(query) => blocks(query, world),
        };
        (!offers.is_empty()).then(|| Self { start: text.cursor() - length, offers, selected: 0 })
    }

    /// Tells whether titles are wanted at the cursor.
    pub(super) fn wants_titles(text: &Text) -> bool {
        matches!(wanted(&text.before_cursor()), Some((Wanted::Page(_), _)))
    }

    /// Selects another offer.
    pub(super) fn step(&mut self, by: isize) {
        let count = self.offers.len() as isize;
        self.selected = (self.selected as isize + by).rem_euclid(count) as usize;
    }

    /// Puts the selected offer in place of what is typed.
    pub(super) fn accept(self, text: &mut Text, world: &World) {
        let mut end = text.cursor();
        let Some(offer) = self.offers.into_iter().nth(self.selected) else { return };
        // A closing `]]` that is there already is taken over.
        if offer.inserted.ends_with("]]") && text.after_cursor(2) == "]]" {
            end += 2;
        }
        text.replace_range(self.start..end, &offer.inserted, world.now);
    }

    /// Draws the offers under the cursor, or above it where there is more room.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, within: Rect, cursor: Position, theme: &Theme) {
        let width =
            self.offers.iter().map(Offer::width).max().unwrap_or(0).min(usize::from(within.width)) as u16;
        let height = self.offers.len() as u16;
        let below = within.bottom().saturating_sub(cursor.y + 1);
        let y = if below >= height { cursor.y + 1 } else { cursor.y.saturating_sub(height).max(within.y) };
        let x = cursor.x.min(within.right().saturating_sub(width));
        let area = Rect { x, y, width, height }.intersection(within);
        frame.render_widget(Clear, area);
        for (index, offer) in self.offers.iter().enumerate().take(usize::from(area.height)) {
            let row = Rect { y: area.y + index as u16, height: 1, ..area };
            let style = if index == self.selected { theme.selection } else { theme.text.patch(theme.code) };
            offer.draw(frame, row, style, theme);
        }
    }
}

impl Offer {
    fn width(&self) -> usize {
        self.shown.chars().count() * 2 + self.about.chars().count() + 4
    }

    fn draw(&self, frame: &mut Frame<'_>, row: Rect, style: Style, theme: &Theme) {
        let buffer = frame.buffer_mut();
        buffer.set_style(row, style);
        let width = usize::from(row.width.saturating_sub(2));
        let (x, _) = buffer.set_stringn(row.x + 1, row.y, &self.shown, width, style);
        let room = usize::from(row.right().saturating_sub(x + 3));
        if room > 0 && !self.about.is_empty() {
            buffer.set_stringn(x + 2, row.y, &self.about, room, style.patch(theme.muted));
        }
    }
}

/// Reads what somebody is typing, and how many bytes of it stand before the cursor.
fn wanted(before: &str) -> Option<(Wanted<'_>, usize)> {
    let mut from = before.len().saturating_sub(REACH);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let near = &before[from..];
    if let Some(at) = near.rfind("[[")
        && !near[at..].contains("]]")
        && !near[at..].contains('|')
    {
        return Some((Wanted::Page(&near[at + 2..]), near.len() - at));
    }
    let line = before.trim_start();
    if !line.is_empty()
        && (line.starts_with("::") || "> [!".starts_with(line) || line.starts_with("> [!"))
        && line != ">"
    {
        let fits = BLOCKS.iter().any(|(name, ..)| name.to_lowercase().starts_with(&line.to_lowercase()));
        return fits.then_some((Wanted::Block(line), line.len()));
    }
    let at = near.rfind(|c: char| c.is_whitespace() || matches!(c, '@' | '{'))?;
    let word = &near[at..];
    let begins = near[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    match word.chars().next()? {
        '@' if begins => Some((Wanted::Person(&word[1..]), word.len())),
        '{' if word.len() > 1 => Some((Wanted::Block(word), word.len())),
        _ => None,
    }
}

/// Orders by how well it fits: the same start first, then any place.
fn best<T>(items: impl Iterator<Item = T>, query: &str, name: impl Fn(&T) -> String) -> Vec<T> {
    let query = query.to_lowercase();
    let mut fitting: Vec<(usize, T)> = items
        .filter_map(|item| {
            let place = name(&item).to_lowercase().find(&query)?;
            Some((usize::from(place > 0), item))
        })
        .collect();
    fitting.sort_by_key(|(place, _)| *place);
    fitting.into_iter().take(OFFERED).map(|(_, item)| item).collect()
}

fn pages(query: &str, titles: &Titles, world: &World) -> Vec<Offer> {
    let key = |space: &SpaceId| world.shelf(space).map(|shelf| shelf.space.key.to_string());
    let here = world.page.as_ref().map(|opened| &opened.space.id);
    // Titles of this space before equal ones of others.
    let (near, far): (Vec<_>, Vec<_>) = titles.iter().partition(|(_, space, _)| Some(space) == here);
    best(near.into_iter().chain(far), query, |(_, _, title)| title.clone())
        .into_iter()
        .map(|(_, space, title)| {
            let key = key(space).unwrap_or_default();
            let name = SafeText::line(title).into_string();
            let inserted = if Some(space) == here || key.is_empty() {
                format!("[[{title}]]")
            } else {
                format!("[[{key}:{title}]]")
            };
            Offer { shown: name, about: SafeText::line(&key).into_string(), inserted }
        })
        .collect()
}

fn people(query: &str, world: &World) -> Vec<Offer> {
    let people = world.directory.people.iter().filter(|user| user.active);
    best(people, query, |user| format!("{} {}", user.name, user.full_name))
        .into_iter()
        .map(|user| Offer {
            shown: SafeText::line(&user.name).into_string(),
            about: SafeText::line(&user.full_name).into_string(),
            inserted: format!("@{{{}}}", user.name),
        })
        .collect()
}

fn blocks(query: &str, world: &World) -> Vec<Offer> {
    let query = query.to_lowercase();
    let fitting = BLOCKS.iter().filter(|(name, ..)| name.to_lowercase().starts_with(&query));
    let today = world.now.to_zoned(world.zone.clone()).date().to_string();
    fitting
        .take(OFFERED)
        .map(|(name, about, inserted)| Offer {
            shown: (*name).to_owned(),
            about: (*about).to_owned(),
            inserted: inserted.replace("TODAY", &today),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_seen_from_its_first_signs() {
        assert_eq!(wanted("see [[Ho"), Some((Wanted::Page("Ho"), 4)));
        assert_eq!(wanted("see [[Home]] and"), None);
        assert_eq!(wanted("ask @an"), Some((Wanted::Person("an"), 3)));
        assert_eq!(wanted("ask me@an"), None);
        assert_eq!(wanted("::t"), Some((Wanted::Block("::t"), 3)));
        assert_eq!(wanted("> [!w"), Some((Wanted::Block("> [!w"), 5)));
        assert_eq!(wanted("is {st"), Some((Wanted::Block("{st"), 3)));
        assert_eq!(wanted("> quote"), None);
        assert_eq!(wanted(""), None);
        assert_eq!(wanted("plain words"), None);
    }

    #[test]
    fn the_same_start_comes_first() {
        let titles = ["My home", "Home", "Elsewhere"];
        assert_eq!(best(titles.iter(), "ho", |title| (*title).to_string()), [&"Home", &"My home"]);
    }
}
