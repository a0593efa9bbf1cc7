//! The foot of the page's border: what is found, in focus or known of the page, and how far one has read.

use super::{Reader, follow};
use crate::domain::{SafeText, Watched};
use crate::tui::message::Opened;
use crate::tui::world::World;
use ratatui::text::{Line, Span};

impl Reader {
    /// Returns what the foot of the border says: the match, the link in focus, or labels; and where we are.
    pub fn foot(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let Some(opened) = &self.opened else { return Line::default() };
        let dot = || Span::styled(format!(" {} ", theme.signs.dot), theme.muted);
        let mut spans: Vec<Span<'static>> = Vec::new();
        if let Some(find) = &self.find {
            spans.push(Span::styled(find.count(), theme.matched));
        } else if let Some(target) = self.focus.and_then(|id| self.view.document().targets().get(id as usize))
        {
            let words = SafeText::line(&follow::describe(&target.kind)).into_string();
            spans.push(Span::styled(format!("{} ", theme.signs.arrow), theme.accent));
            spans.push(Span::styled(words, theme.link));
        } else {
            let labels: Vec<String> = opened.row.page.labels.iter().map(ToString::to_string).collect();
            let said = match labels.is_empty() {
                true => "no labels".to_owned(),
                false => format!("labels: {}", labels.join(&format!(" {} ", theme.signs.dot))),
            };
            spans.push(Span::styled(SafeText::line(&said).into_string(), theme.muted));
        }
        if self.find.is_none() && self.focus.is_none() {
            let facts = [
                watching(opened, world),
                counted(opened.beside.0, "comment"),
                counted(opened.beside.1, "file"),
            ];
            for count in facts {
                let Some(count) = count else { continue };
                spans.push(dot());
                spans.push(Span::styled(count, theme.muted));
            }
        }
        let percent = self.view.percent().map(|percent| match percent {
            100 => "end".to_owned(),
            percent => format!("{percent} %"),
        });
        let wide = self.view.is_wide().then(|| "h l scroll sideways".to_owned());
        for fact in wide.into_iter().chain(percent) {
            spans.push(dot());
            spans.push(Span::styled(fact, theme.muted));
        }
        Line::from(spans)
    }
}

/// Says that the page is watched, itself or with its space.
fn watching(opened: &Opened, world: &World) -> Option<String> {
    let watched = &world.directory.watched;
    let is_watched = |thing: Watched| watched.contains(&thing);
    match () {
        () if is_watched(Watched::Page(opened.id().clone())) => Some("watching".to_owned()),
        () if is_watched(Watched::Space(opened.space.id.clone())) => Some("watching the space".to_owned()),
        () => None,
    }
}

/// Says how many of a thing there are, when there are any.
fn counted(count: usize, name: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {name}")),
        count => Some(format!("{count} {name}s")),
    }
}
