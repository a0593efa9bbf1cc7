//! *Restrictions*: the lists above a page, and its own, staged member by member; and of whom a listing changes nothing
//! (S0-40), with the two things that would.

use super::facts::{Facts, safe};
use super::guard;
use crate::admin::access::stage::{self, Preset, guard_lists, turned, unlisted, without_effect};
use crate::domain::*;
use crate::tui::action::Action;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::shortened;
use crate::tui::widget::list::Cursor;
use crate::tui::widget::row;
use crate::tui::widget::zone::{self, Hit};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};

/// How wide a cell is.
const CELL: usize = 7;

/// The view.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The page's own lists, as the wiki said them last.
    base: Option<Restrictions>,
    staged: Restrictions,
    past: Vec<Restrictions>,
    cursor: Cursor,
    /// Whether the column of the editors is selected.
    edit: bool,
}

impl Lists {
    /// Takes the page's own lists; what is staged stays staged on top. Returns what somebody else has changed.
    pub(super) fn learn(&mut self, now: &Restrictions) -> Option<(Restrictions, Restrictions)> {
        let is_staged = self.is_staged();
        let before = self.base.replace(now.clone());
        if !is_staged {
            self.staged = now.clone();
            return None;
        }
        let before = before.filter(|before| before != now)?;
        self.staged = stage::relisted(&before, &self.staged, now);
        self.past.clear();
        Some((before, now.clone()))
    }

    /// Drops everything that is staged.
    pub(super) fn reset(&mut self) {
        self.staged = self.base.clone().unwrap_or_default();
        self.past.clear();
    }

    pub(super) fn is_staged(&self) -> bool {
        self.base.as_ref().is_some_and(|base| *base != self.staged)
    }

    /// Returns the lists before and after.
    pub(super) fn change(&self) -> Option<(Restrictions, Restrictions)> {
        self.base.clone().filter(|_| self.is_staged()).map(|base| (base, self.staged.clone()))
    }

    /// Takes the last step back; tells whether there was one.
    pub(super) fn undo(&mut self) -> bool {
        let Some(step) = self.past.pop() else { return false };
        self.staged = step;
        true
    }

    fn members(&self) -> Vec<Member> {
        let lists = self.base.iter().chain([&self.staged]);
        let all = lists.flat_map(|lists| lists.read.iter().chain(&lists.update)).flatten().cloned();
        all.collect::<Members>().into_iter().collect()
    }

    /// Returns who is selected.
    pub(super) fn selected(&self) -> Option<Member> {
        self.members().into_iter().nth(self.cursor.at)
    }

    pub(super) fn moves(&mut self, action: Action) -> bool {
        match action {
            Action::Left => self.edit = false,
            Action::Right => self.edit = true,
            other => return self.cursor.act(other, self.members().len()),
        }
        true
    }

    /// Turns the selected cell round.
    pub(super) fn toggle(&mut self, facts: &Facts, world: &World) -> Result<(), String> {
        let (Some(member), Some(me)) = (self.selected(), world.me()) else { return Ok(()) };
        let next = turned(&self.staged, &member, self.edit, &Member::User(me.id.clone()));
        self.stage(next, facts, world)
    }

    /// Puts somebody on the list of the selected column, or goes to where they are.
    pub(super) fn add(&mut self, member: &Member, facts: &Facts, world: &World) -> Result<(), String> {
        let Some(me) = world.me() else { return Ok(()) };
        let list = if self.edit { &self.staged.update } else { &self.staged.read };
        if !list.as_ref().is_some_and(|list| list.contains(member)) {
            let next = turned(&self.staged, member, self.edit, &Member::User(me.id.clone()));
            self.stage(next, facts, world)?;
        }
        if let Some(at) = self.members().iter().position(|there| there == member) {
            self.cursor.at = at;
        }
        Ok(())
    }

    /// Lets somebody pass the lists there are.
    pub(super) fn admit(
        &mut self,
        member: &Member,
        edit: bool,
        facts: &Facts,
        world: &World,
    ) -> Result<(), String> {
        self.stage(stage::listed(&self.staged, member, edit), facts, world)
    }

    /// Takes the selected one off both lists.
    pub(super) fn remove(&mut self, facts: &Facts, world: &World) -> Result<(), String> {
        let Some(member) = self.selected() else { return Ok(()) };
        self.stage(unlisted(&self.staged, &member), facts, world)
    }

    /// Takes both lists away.
    pub(super) fn open(&mut self, facts: &Facts, world: &World) -> Result<(), String> {
        self.stage(Restrictions::default(), facts, world)
    }

    /// Leaves nobody but oneself on both lists.
    pub(super) fn only_me(&mut self, facts: &Facts, world: &World) -> Result<(), String> {
        let Some(me) = world.me() else { return Ok(()) };
        let alone = Members::from([Member::User(me.id.clone())]);
        self.stage(Restrictions { read: Some(alone.clone()), update: Some(alone) }, facts, world)
    }

    /// Lets the selected one see, or see and edit.
    pub(super) fn preset(&mut self, preset: Preset, facts: &Facts, world: &World) -> Result<(), String> {
        let Some(member) = self.selected() else { return Ok(()) };
        let mut next = stage::listed(&self.staged, &member, preset == Preset::Edit);
        match preset {
            Preset::Edit => {}
            Preset::Read => {
                if let Some(update) = &mut next.update {
                    update.remove(&member);
                }
            }
            _ => return Err("The lists of a page know two things: 2 sees it, 5 edits it, too.".to_owned()),
        }
        self.stage(next, facts, world)
    }

    /// Stages lists, unless the wiki could not take them or they would lock somebody out.
    fn stage(&mut self, next: Restrictions, facts: &Facts, world: &World) -> Result<(), String> {
        if let Some(why) = facts.lists_stay() {
            return Err(why);
        }
        if self.base.is_none() {
            return Err("The wiki does not say which lists the page has.".to_owned());
        }
        if let Some(found) = world.me().and_then(|me| guard_lists(me, &next)) {
            return Err(guard::words(&found, facts, world));
        }
        if next != self.staged {
            self.past.push(std::mem::replace(&mut self.staged, next));
        }
        Ok(())
    }

    /// Returns those for whom a listing does nothing, because they do not see the space.
    fn idle(&self, facts: &Facts, world: &World) -> Vec<Member> {
        let Some(space) = facts.of_space() else { return Vec::new() };
        without_effect(&self.staged, &world.directory.people, &space.audience.people)
    }

    /// Returns the selected one if a listing does nothing for them.
    pub(super) fn selected_idle(&self, facts: &Facts, world: &World) -> Option<Member> {
        self.selected().filter(|member| self.idle(facts, world).contains(member))
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, facts: &Facts, world: &World) {
        let theme = &world.theme;
        let Some(seen) = facts.of_page().filter(|_| self.base.is_some()) else {
            let text = facts.lists_stay().unwrap_or_else(|| "The wiki is asked.".to_owned());
            return row::sentence(frame, area, &text, theme);
        };
        let mut lines = above(seen, facts, world);
        lines.extend(self.state(theme));
        lines.push(Line::default());
        let members = self.members();
        if !members.is_empty() {
            lines.push(self.head(theme));
        }
        let top = (lines.len() as u16).min(area.height);
        for (y, line) in (0..top).zip(lines) {
            let line = shortened(line, usize::from(area.width), theme);
            frame.render_widget(line, Rect { y: area.y + y, height: 1, ..area });
        }
        let idle = self.idle(facts, world);
        let foot = self.foot(&idle, facts, world);
        let high = foot.iter().map(|line| row::rows(&line.to_string(), usize::from(area.width))).sum::<u16>();
        let high = high.min(area.height - top);
        let list = Rect { y: area.y + top, height: area.height - top - high, ..area };
        let mut cursor = self.cursor;
        for (y, index) in cursor.visible(members.len(), usize::from(list.height)).enumerate() {
            let area = Rect { y: list.y + y as u16, height: 1, ..list };
            let line = self.row(&members[index], index == cursor.at, &idle, facts, world);
            frame.render_widget(shortened(line, usize::from(area.width), theme), area);
            zone::note(area, Hit::Row(index, cursor.at));
        }
        self.cursor = cursor;
        let foot = Paragraph::new(foot).wrap(Wrap { trim: true });
        frame.render_widget(foot, Rect { y: list.bottom(), height: high, ..area });
    }

    /// What the lists say, in two lines.
    fn state(&self, theme: &Theme) -> [Line<'static>; 2] {
        let line =
            |what: &'static str, list: &Option<Members>, open: &'static str, before: &Option<Members>| {
                let text = if list.is_some() { "only who is listed here" } else { open };
                let is_staged = list.is_some() != before.is_some();
                let style = if is_staged { theme.mark } else { theme.text };
                let staged = if is_staged { "  staged" } else { "" };
                Line::from(vec![
                    Span::styled(what, theme.muted),
                    Span::styled(text, style),
                    Span::styled(staged, theme.mark),
                ])
            };
        let base = self.base.clone().unwrap_or_default();
        let (read, update) = (&self.staged.read, &self.staged.update);
        [
            line("This page   see   ", read, "whoever sees the space and passes the pages above", &base.read),
            line("            edit  ", update, "whoever sees it and holds Add page", &base.update),
        ]
    }

    fn head(&self, theme: &Theme) -> Line<'static> {
        let style = |edit| if edit == self.edit { theme.accent } else { theme.muted };
        Line::from(vec![
            Span::styled(format!("{:^CELL$}", "See"), style(false)),
            Span::styled(format!("{:^CELL$}", "Edit"), style(true)),
        ])
    }

    fn row(
        &self,
        member: &Member,
        selected: bool,
        idle: &[Member],
        facts: &Facts,
        world: &World,
    ) -> Line<'static> {
        let theme = &world.theme;
        let base = self.base.clone().unwrap_or_default();
        let on = |list: &Option<Members>| list.as_ref().is_some_and(|list| list.contains(member));
        let mut spans = Vec::new();
        for (edit, old, new) in
            [(false, &base.read, &self.staged.read), (true, &base.update, &self.staged.update)]
        {
            let sign = match new {
                None => "–",
                Some(_) if on(new) => theme.signs.mark,
                Some(_) => theme.signs.leaf,
            };
            let (text, style) = match on(old) == on(new) {
                true => (sign.to_owned(), if on(new) { theme.text } else { theme.muted }),
                false => (format!("[{sign}]"), if on(new) { theme.added } else { theme.removed }),
            };
            let style = if selected && edit == self.edit { style.patch(theme.selection) } else { style };
            spans.push(Span::styled(format!("{text:^CELL$}"), style));
        }
        let name = member_name(member, facts, world);
        let style = if selected { theme.text.patch(theme.selection) } else { theme.text };
        spans.push(Span::styled(name, style));
        if idle.contains(member) {
            spans.push(Span::styled("  does not see the space: no effect", theme.warning));
        }
        Line::from(spans)
    }

    /// What to know of the selected one, or what to do next.
    fn foot(&self, idle: &[Member], facts: &Facts, world: &World) -> Vec<Line<'static>> {
        let theme = &world.theme;
        let mut lines = Vec::new();
        if let Some(member) = self.selected().filter(|member| idle.contains(member)) {
            let name = match &member {
                Member::User(id) => facts.login(world, id),
                Member::Group(group) => format!("group {}", safe(group.as_str())),
            };
            let space =
                facts.space.as_ref().and_then(|id| world.shelf(id)).map(|shelf| shelf.space.key.to_string());
            let space = safe(&space.unwrap_or_default());
            lines.push(Line::styled(
                format!("{name} is listed here but cannot see {space}; nothing changes for {name}."),
                theme.warning,
            ));
            lines.push(Line::from(vec![
                Span::styled("g", theme.key),
                Span::raw(format!(" stages View on {space} for {name}   ")),
                Span::styled("m", theme.key),
                Span::raw(format!(" moves the page below one that {name} sees")),
            ]));
        }
        lines.push(match (facts.lists_stay(), self.is_staged()) {
            (Some(why), _) => Line::styled(why, theme.warning),
            (None, true) => {
                Line::styled("Staged cells are in brackets. Nothing is changed before S and y.", theme.mark)
            }
            (None, false) if self.members().is_empty() => Line::styled(
                "a puts somebody on a list: from then on only who is listed sees the page, and what is below it.",
                theme.muted,
            ),
            (None, false) => {
                Line::styled("Space turns a cell round; nothing is changed before the review.", theme.muted)
            }
        });
        lines
    }
}

/// The lists of the pages above.
fn above(seen: &Sightline, facts: &Facts, world: &World) -> Vec<Line<'static>> {
    let theme = &world.theme;
    let own = seen.lists.len().saturating_sub(1);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for page in &seen.lists[..own] {
        let Some(read) = &page.lists.read else { continue };
        let names: Vec<String> = read.iter().map(|member| member_name(member, facts, world)).collect();
        let names = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
        lines.push(Line::from(vec![
            Span::styled(format!("{} ", theme.signs.restricted), theme.warning),
            Span::raw(format!("“{}” above lets pass: ", safe(&page.title))),
            Span::styled(names, theme.text),
        ]));
    }
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines
}

fn member_name(member: &Member, facts: &Facts, world: &World) -> String {
    match member {
        Member::User(id) => facts.name(world, id),
        Member::Group(group) => {
            let people = &world.directory.people;
            let count = people.iter().filter(|user| user.active && user.groups.contains(group)).count();
            format!("group {} ({count})", safe(group.as_str()))
        }
    }
}
