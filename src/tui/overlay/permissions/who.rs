//! *Who can see this*: everybody by name, the path by which each one comes, what narrows it, and who could gain access.

use super::facts::{Facts, safe};
use crate::admin::access::tell;
use crate::domain::*;
use crate::tui::theme::Theme;
use crate::tui::widget::browser::Browser;
use crate::tui::widget::frame::shortened;
use crate::tui::widget::row;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The view.
#[derive(Debug, Default)]
pub(super) struct Who {
    pub(super) list: Browser,
    rows: Vec<Row>,
}

/// Somebody who can see it.
#[derive(Debug, Clone)]
struct Row {
    id: UserId,
    name: String,
    path: String,
}

impl Who {
    /// Makes the rows that pass the filter.
    pub(super) fn rebuild(&mut self, facts: &Facts, world: &World) {
        let Some(seen) = facts.seen(world) else {
            self.rows.clear();
            return;
        };
        let owner = facts.space.as_ref().and_then(|id| world.shelf(id)?.space.owner.clone());
        let me = world.me().map(|me| me.id.clone());
        let row = |id: &UserId| Row {
            id: id.clone(),
            name: facts.name(world, id),
            path: path(&seen, id, owner.as_ref(), world),
        };
        let mut rows: Vec<Row> = seen.audience.people.iter().map(row).collect();
        rows.sort_by_cached_key(|row| (Some(&row.id) != me.as_ref(), row.name.to_lowercase()));
        if let Some(filter) = self.list.filter() {
            rows.retain(|row| {
                row.name.to_lowercase().contains(&filter) || row.path.to_lowercase().contains(&filter)
            });
        }
        self.rows = rows;
    }

    pub(super) fn count(&self) -> usize {
        self.rows.len()
    }

    /// Returns who is selected.
    pub(super) fn selected(&self) -> Option<&UserId> {
        self.rows.get(self.list.cursor.at).map(|row| &row.id)
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, facts: &Facts, world: &World) {
        let theme = &world.theme;
        let Some(seen) = facts.seen(world) else {
            return row::sentence(frame, area, waiting(facts, world), theme);
        };
        let mut lines = vec![summary(&seen, theme), by(&seen, theme)];
        lines.extend(narrowed(&seen, theme));
        lines.push(Line::default());
        let head = (lines.len() as u16).min(area.height);
        for (y, line) in (0..head).zip(lines) {
            let line = shortened(line, usize::from(area.width), theme);
            frame.render_widget(line, Rect { y: area.y + y, height: 1, ..area });
        }
        let foot = outside(&seen, facts, world);
        let below = (foot.len() as u16).min(area.height.saturating_sub(head));
        let list = Rect { y: area.y + head, height: area.height.saturating_sub(head + below), ..area };
        let list = self.list.draw_head(frame, list, Line::default(), theme);
        if self.rows.is_empty() {
            let text = match self.list.filter() {
                Some(_) => "Nobody of that name or path can see it. Esc shows all.",
                None => "Nobody can see it: everybody who was listed is gone.",
            };
            row::sentence(frame, list, text, theme);
        }
        let rows = std::mem::take(&mut self.rows);
        let me = world.me().map(|me| &me.id);
        self.list.draw_rows(frame, list, rows.len(), theme.selection, |index, width| {
            let row = &rows[index];
            let you = if Some(&row.id) == me { "  you" } else { "" };
            let left = vec![Span::raw(format!(" {}", row.name)), Span::styled(you, theme.muted)];
            row::ends(left, vec![Span::styled(format!("{} ", row.path), theme.muted)], width, theme)
        });
        self.rows = rows;
        for (y, line) in (0..below).zip(foot) {
            let line = shortened(Line::styled(line, theme.muted), usize::from(area.width), theme);
            frame.render_widget(line, Rect { y: area.bottom() - below + y, height: 1, ..area });
        }
    }
}

/// Says what is waited for, or why nothing is here.
pub(super) fn waiting(facts: &Facts, world: &World) -> &'static str {
    match facts.away(world) {
        None => "The wiki is asked who can see it.",
        Some(_) => "The wiki cannot be asked, and this was never fetched here. R asks again.",
    }
}

fn summary(seen: &Sightline, theme: &Theme) -> Line<'static> {
    let badge = &seen.audience.badge;
    let count = seen.audience.people.len();
    let counted = match badge {
        Badge::EveryoneHere | Badge::Anyone => format!(" can see it: {count} people with an account"),
        Badge::Unknown(reason) => format!(" {}", safe(reason)),
        _ => " can see it".to_owned(),
    };
    Line::from(vec![Span::styled(badge.to_string(), theme.badge(badge)), Span::raw(counted)])
}

/// How many come by which grant.
fn by(seen: &Sightline, theme: &Theme) -> Line<'static> {
    let named = seen.ways.iter().filter(|way| matches!(way.subject, Subject::User(_))).count();
    let mut parts = Vec::new();
    if named > 0 {
        parts.push(format!("by name {named}"));
    }
    for way in seen.ways.iter().filter(|way| !matches!(way.subject, Subject::User(_))) {
        parts.push(format!("{} {}", subject(&way.subject), way.brings.len()));
    }
    Line::styled(parts.join(&format!(" {} ", theme.signs.dot)), theme.muted)
}

/// The lists on the way, the outermost first.
fn narrowed(seen: &Sightline, theme: &Theme) -> Option<Line<'static>> {
    let own = seen.lists.len().saturating_sub(1);
    let told = seen.lists.iter().enumerate().filter_map(|(at, page)| {
        let count = page.lists.read.as_ref()?.len();
        let where_ = if at == own { "this page".to_owned() } else { format!("“{}”", safe(&page.title)) };
        Some(format!("{where_} ({count} listed)"))
    });
    let told: Vec<String> = told.collect();
    let text = format!("{} narrowed by {}", theme.signs.restricted, told.join(" and "));
    (!told.is_empty()).then(|| Line::styled(text, theme.warning))
}

/// What no list keeps out.
fn outside(seen: &Sightline, facts: &Facts, world: &World) -> Vec<String> {
    let mut lines = Vec::new();
    if !seen.could_gain.is_empty() {
        let names = seen.could_gain.iter().map(|id| facts.login(world, id)).collect();
        lines.push(format!("can gain access, on the record: {}", tell::few(names)));
    }
    lines.push("whoever runs the server can read its database".to_owned());
    lines
}

/// Says how somebody gets there: through the space, then past each list.
fn path(seen: &Sightline, id: &UserId, owner: Option<&UserId>, world: &World) -> String {
    let mut parts: Vec<String> = Vec::new();
    if owner == Some(id) {
        parts.push("owner".to_owned());
    }
    for way in tell::ways(seen, id) {
        match way {
            Subject::User(_) if owner == Some(id) => {}
            way => parts.push(subject(way)),
        }
    }
    let groups = world.person(id).map(|user| user.groups.as_slice()).unwrap_or_default();
    let own = seen.lists.len().saturating_sub(1);
    for (at, page) in seen.lists.iter().enumerate() {
        let Some(read) = &page.lists.read else { continue };
        let named = |member: &&Member| matches!(member, Member::User(user) if user == id);
        let grouped = |member: &&Member| matches!(member, Member::Group(group) if groups.contains(group));
        let how = match read.iter().find(named).or_else(|| read.iter().find(grouped)) {
            Some(Member::Group(group)) => format!(" as group {}", safe(group.as_str())),
            _ => String::new(),
        };
        let where_ = if at == own { "this page".to_owned() } else { format!("“{}”", safe(&page.title)) };
        parts.push(format!("listed on {where_}{how}"));
    }
    let mut path = String::new();
    for (index, part) in parts.iter().enumerate() {
        let gap = match index {
            0 => "",
            _ if part.starts_with("listed") => " › ",
            _ => ", ",
        };
        path.push_str(gap);
        path.push_str(part);
    }
    path
}

/// Returns a subject in words.
pub(super) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::User(_) => "by name".to_owned(),
        Subject::Group(group) => format!("group {}", safe(group.as_str())),
        Subject::Licensed => "everyone with an account".to_owned(),
        Subject::Admins => "site admins".to_owned(),
        Subject::Anonymous => "anybody, without an account".to_owned(),
    }
}
