//! What is offered: text to insert, and what is shown for it.

use super::Pages;
use super::emoji::EMOJI;
use super::wanted::begins;
use crate::domain::{SafeText, SpaceId};
use crate::markup;
use crate::markup::catalogue::{SNIPPETS, Snippet};
use crate::tui::document::width;
use crate::tui::theme::Theme;
use crate::tui::widget::fuzzy;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// How many are offered.
const OFFERED: usize = 50;

/// Something to insert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    shown: String,
    about: String,
    pub(super) inserted: String,
    pub(super) is_snippet: bool,
}

impl Offer {
    pub(super) fn width(&self) -> usize {
        width(&self.shown) + width(&self.about) + 5
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, row: Rect, style: Style, theme: &Theme) {
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

/// Parts `KEY:title` when there is a space of that key.
pub(super) fn place<'q>(query: &'q str, world: &World) -> (Option<SpaceId>, &'q str) {
    let Some((key, title)) = query.split_once(':') else { return (None, query.trim()) };
    let named =
        |shelf: &&crate::tui::message::Shelf| shelf.space.key.as_str().eq_ignore_ascii_case(key.trim());
    match world.directory.spaces.iter().find(named) {
        Some(shelf) => (Some(shelf.space.id.clone()), title.trim()),
        None => (None, query.trim()),
    }
}

/// Pages whose titles are like what is typed: those of this space first. Without letters those opened last.
pub(super) fn pages(query: &str, pages: &Pages, world: &World) -> Vec<Offer> {
    let (space, title) = place(query, world);
    let found: Vec<(&SpaceId, &str)> = if title.is_empty() {
        world.directory.recent.iter().map(|row| (&row.page.space, row.page.title.as_str())).collect()
    } else {
        let titles: Vec<&str> = pages.hits.iter().map(|hit| hit.title.as_str()).collect();
        // The answer is to an older question: what it has of this one.
        let order: Vec<usize> =
            if pages.answered == title { (0..titles.len()).collect() } else { fuzzy::rank(title, &titles) };
        order.into_iter().map(|index| (&pages.hits[index].space, titles[index])).collect()
    };
    let here = world.page.as_ref().map(|opened| &opened.space.id);
    let wanted = found.into_iter().filter(|(of, _)| space.as_ref().is_none_or(|space| space == *of));
    let (near, far): (Vec<_>, Vec<_>) = { wanted }.partition(|(of, _)| Some(*of) == here);
    let offer = |(of, title): (&SpaceId, &str)| {
        let key = world.shelf(of).map(|shelf| shelf.space.key.to_string()).unwrap_or_default();
        let named = Some(key.as_str()).filter(|key| Some(of) != here && !key.is_empty());
        Offer {
            shown: SafeText::line(title).into_string(),
            about: SafeText::line(&key).into_string(),
            inserted: markup::page_link(named, title),
            is_snippet: false,
        }
    };
    near.into_iter().chain(far).take(OFFERED).map(offer).collect()
}

/// People who have an account.
pub(super) fn people(query: &str, world: &World) -> Vec<Offer> {
    let people: Vec<_> = world.directory.people.iter().filter(|user| user.active).collect();
    let names: Vec<String> = people.iter().map(|user| format!("{} {}", user.name, user.full_name)).collect();
    let found = fuzzy::rank(query, &names).into_iter().take(OFFERED).map(|index| people[index]);
    let offer = |user: &crate::domain::User| Offer {
        shown: SafeText::line(&user.name).into_string(),
        about: SafeText::line(&user.full_name).into_string(),
        inserted: format!("@{{{}}}", user.name),
        is_snippet: false,
    };
    found.map(offer).collect()
}

/// Blocks and atoms whose first signs are typed.
pub(super) fn blocks(query: &str, world: &World) -> Vec<Offer> {
    let today = world.now.to_zoned(world.zone.clone()).date().to_string();
    let fitting = SNIPPETS.iter().filter(|snippet| begins(snippet.sign, query));
    let offer = |snippet: &Snippet| Offer {
        shown: snippet.sign.to_owned(),
        about: snippet.about.to_owned(),
        inserted: snippet.text.replace("TODAY", &today),
        is_snippet: true,
    };
    fitting.map(offer).collect()
}

/// Emoji whose names are like what is typed, the same start first.
pub(super) fn emoji(query: &str) -> Vec<Offer> {
    let query = query.to_lowercase();
    let (first, rest): (Vec<_>, Vec<_>) = EMOJI
        .iter()
        .filter(|emoji| emoji.name.contains(&query))
        .partition(|emoji| emoji.name.starts_with(&query));
    let offer = |emoji: &super::emoji::Emoji| Offer {
        shown: format!("{} :{}:", emoji.shown, emoji.name),
        about: String::new(),
        inserted: emoji.shown.to_owned(),
        is_snippet: false,
    };
    first.into_iter().chain(rest).map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_that_begin_with_what_is_typed_come_first() {
        let offers = emoji("star");
        assert_eq!(offers[0].inserted, "⭐");
        assert!(offers.iter().any(|offer| offer.shown.contains(":yellow-star:")));
        assert!(emoji("nothing-like-it").is_empty());
    }
}
