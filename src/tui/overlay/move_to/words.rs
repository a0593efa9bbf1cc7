//! What the box says: the places, how pages go there, and who sees them there.

use super::copies::Copies;
use super::{How, MoveTo, Target};
use crate::domain::{Audience, SafeText};
use crate::permission::difference;
use crate::tui::widget::fuzzy;
use crate::tui::widget::sheet::{self, Row};
use crate::tui::world::World;
use ratatui::text::{Line, Span};

impl MoveTo {
    /// Returns what the move does to who can see the pages, when it leads to another space.
    pub(super) fn audience_change(&self, world: &World) -> Option<Line<'static>> {
        let page = self.all.as_ref()?.iter().find(|page| self.pages.first() == Some(&page.id))?;
        let from = world.shelf(&page.space)?;
        let to = world.shelf(self.targets.get(self.cursor.at)?.space())?;
        // Whatever restricts the page goes along.
        let left = |whole: &Audience| match (&page.restricted_to, world.me()) {
            (Some(list), Some(me)) => {
                let people = whole.people.iter().filter(|person| list.contains(person));
                Audience::told(people.cloned().collect(), &me.id)
            }
            _ => whole.clone(),
        };
        let (before, after) = (left(from.audience()), left(to.audience()));
        let change = difference(&before, &after);
        if from.space.id == to.space.id || change.is_empty() {
            return None;
        }
        let theme = &world.theme;
        let names: Vec<String> =
            change.gains.iter().take(3).map(|id| format!("+{}", world.name_of(id))).collect();
        Some(Line::from(vec![
            Span::styled(before.badge.to_string(), theme.badge(&before.badge)),
            Span::raw(format!(" {} ", theme.signs.arrow)),
            Span::styled(after.badge.to_string(), theme.badge(&after.badge)),
            Span::styled(format!("  {}", change.sentence()), theme.warning),
            Span::styled(format!("  {}", names.join(" ")), theme.muted),
        ]))
    }

    pub(super) fn row(&self, index: usize, world: &World) -> Row {
        let theme = &world.theme;
        let target = &self.targets[index];
        let shelf = world.shelf(target.space());
        let key = shelf.map_or_else(String::new, |shelf| shelf.space.key.to_string());
        match target {
            Target::Page(_, _, title) => Row {
                left: Line::from(sheet::marked(
                    title,
                    &fuzzy::marks(self.input.text(), title),
                    theme.text,
                    theme.matched,
                )),
                right: Line::from(sheet::marked(&key, &[], theme.muted, theme.muted)),
            },
            Target::Top(_) => {
                let name = shelf.map_or_else(String::new, |shelf| shelf.space.name.clone());
                let mut left = sheet::marked(&name, &[], theme.accent, theme.accent);
                left.push(Span::styled("  top of the space", theme.muted));
                Row {
                    left: Line::from(left),
                    right: Line::from(sheet::marked(&key, &[], theme.accent, theme.accent)),
                }
            }
        }
    }

    pub(super) fn foot(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        if let Some(reason) = self.refusal() {
            return Line::styled(format!("{} {reason}", theme.signs.cross), theme.bad);
        }
        if let Some(copies) = &self.copies {
            return self.copy_foot(copies, world);
        }
        if let Some(change) = self.audience_change(world) {
            return change;
        }
        match self.targets.get(self.cursor.at) {
            Some(Target::Page(page, space, _)) => {
                let mut parts =
                    vec![world.shelf(space).map_or_else(String::new, |s| s.space.key.to_string())];
                if let Some((known, above)) = &self.path
                    && known == page
                {
                    parts.extend(above.iter().map(|page| page.title.clone()));
                }
                let path = parts.join(&format!(" {} ", theme.signs.path));
                Line::styled(SafeText::line(&path).into_string(), theme.muted)
            }
            _ => Line::default(),
        }
    }

    /// What would be copied, and who would see it.
    pub(super) fn copy_foot(&self, copies: &Copies, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let what = match self.originals().map(|originals| originals.len()) {
            None => String::new(),
            Some(1) => "1 page".to_owned(),
            Some(count) => format!("{count} pages"),
        };
        let mut spans = vec![Span::styled(what, theme.accent)];
        if !copies.with_below && self.all.as_ref().is_some_and(|all| all.len() > self.pages.len()) {
            spans.push(Span::styled(" without those below", theme.muted));
        }
        let space = self.targets.get(self.cursor.at).map(Target::space);
        match space.and_then(|space| self.widening(space, world)) {
            Some(change) if change.gains.is_empty() && change.badge.is_none() => {
                let text = format!(" {} nobody more sees them", theme.signs.dot);
                spans.push(Span::styled(text, theme.muted));
            }
            Some(change) => {
                spans
                    .push(Span::styled(format!(" {} {}", theme.signs.dot, change.sentence()), theme.warning));
            }
            None => {}
        }
        spans.push(Span::styled(
            format!(" {} a title that is taken gets a (2)", theme.signs.dot),
            theme.muted,
        ));
        Line::from(spans)
    }

    pub(super) fn how_line(&self, world: &World) -> Line<'static> {
        let theme = &world.theme;
        let mut spans = Vec::new();
        for how in How::ALL {
            spans.push(match how == self.how {
                true => Span::styled(format!("[{}]", how.name()), theme.accent),
                false => Span::styled(format!(" {} ", how.name()), theme.muted),
            });
            spans.push(Span::raw(" "));
        }
        Line::from(spans)
    }

    pub(super) fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let mut keys = match &self.copies {
            None => vec![("Enter", "move")],
            Some(copies) => {
                vec![
                    ("Enter", "copy"),
                    ("Ctrl-T", if copies.with_below { "without below" } else { "with below" }),
                ]
            }
        };
        keys.extend([("Tab", "how"), ("↑↓", "where"), ("Esc", "close")]);
        keys
    }
}
