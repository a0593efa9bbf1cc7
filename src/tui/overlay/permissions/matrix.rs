//! *Matrix*: subjects × permissions of the space. Cells are staged by keys and marked; nothing is asked of anybody here.

use super::facts::{Facts, safe};
use super::guard;
use crate::admin::access::stage::{self, Preset, granted, guard_grants, revoked, rows, with_row};
use crate::domain::*;
use crate::permission::Keys;
use crate::tui::action::Action;
use crate::tui::theme::Theme;
use crate::tui::widget::frame::{cut, shortened};
use crate::tui::widget::list::Cursor;
use crate::tui::widget::row;
use crate::tui::widget::zone::{self, Hit};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Paragraph, Wrap};
use std::collections::{BTreeMap, BTreeSet};

/// Columns with their group, a short word, a sign for where there is no room, and what they allow.
const COLUMNS: [(&str, &str, &str, &str); 13] = [
    ("", "View", "Vw", "sees the space and what is not restricted in it; nothing counts without it"),
    ("", "Own", "Ow", "deletes what one made oneself"),
    ("Pages", "Add", "+", "adds pages, and edits any that is not restricted"),
    ("Pages", "Del", "−", "puts any page into the trash"),
    ("Posts", "Add", "+", "adds and edits blog posts"),
    ("Posts", "Del", "−", "puts any blog post into the trash"),
    ("Files", "Add", "+", "adds files to pages"),
    ("Files", "Del", "−", "deletes any file"),
    ("Comments", "Add", "+", "comments, and edits own comments"),
    ("Comments", "Del", "−", "deletes any comment"),
    ("Space", "Rstr", "Re", "restricts pages one can edit"),
    ("Space", "Exp", "Ex", "exports the whole space"),
    ("Space", "Adm", "Ad", "changes these permissions; opens no page by itself"),
];

/// The view.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    /// What the wiki granted when it was asked last.
    base: Option<Vec<Grant>>,
    staged: Vec<Grant>,
    /// What was staged before each step.
    past: Vec<Vec<Grant>>,
    cursor: Cursor,
    column: usize,
}

impl Matrix {
    /// Takes what the wiki grants; what is staged stays staged on top of it. Returns what somebody else has changed.
    pub(super) fn learn(&mut self, now: &[Grant]) -> Option<(Vec<Grant>, Vec<Grant>)> {
        let is_staged = self.is_staged();
        let before = self.base.replace(now.to_vec());
        if !is_staged {
            self.staged = now.to_vec();
            return None;
        }
        let before = before.filter(|before| !grants_alike(before, now))?;
        self.staged = stage::rebased(&before, &self.staged, now);
        self.past.clear();
        Some((before, now.to_vec()))
    }

    /// Drops everything that is staged.
    pub(super) fn reset(&mut self) {
        self.staged = self.base.clone().unwrap_or_default();
        self.past.clear();
    }

    pub(super) fn is_staged(&self) -> bool {
        self.base.as_ref().is_some_and(|base| !grants_alike(base, &self.staged))
    }

    /// Returns the grants before and after.
    pub(super) fn change(&self) -> Option<(Vec<Grant>, Vec<Grant>)> {
        self.base.clone().filter(|_| self.is_staged()).map(|base| (base, self.staged.clone()))
    }

    /// Takes the last step back; tells whether there was one.
    pub(super) fn undo(&mut self) -> bool {
        let Some(step) = self.past.pop() else { return false };
        self.staged = step;
        true
    }

    /// Returns every row, those that go included.
    fn subjects(&self) -> Vec<Subject> {
        let all = self.base.iter().flatten().chain(&self.staged).map(|grant| grant.subject.clone());
        all.collect::<BTreeSet<Subject>>().into_iter().collect()
    }

    /// Returns whose row is selected.
    pub(super) fn selected(&self) -> Option<Subject> {
        self.subjects().into_iter().nth(self.cursor.at)
    }

    pub(super) fn moves(&mut self, action: Action) -> bool {
        match action {
            Action::Left => self.column = self.column.saturating_sub(1),
            Action::Right => self.column = (self.column + 1).min(COLUMNS.len() - 1),
            other => return self.cursor.act(other, self.subjects().len()),
        }
        true
    }

    /// Turns the selected cell round.
    pub(super) fn toggle(&mut self, facts: &Facts, world: &World) -> Result<(), String> {
        let Some(subject) = self.selected() else { return Ok(()) };
        let key = Keys::of(&[SpacePermission::ALL[self.column]]);
        let held = rows(&self.staged).get(&subject).copied().unwrap_or_default();
        let next = match held.meets(key) {
            true => revoked(&self.staged, &subject, key),
            false => granted(&self.staged, &subject, key),
        };
        self.stage(next, facts, world)
    }

    /// Gives the selected row a preset.
    pub(super) fn preset(&mut self, preset: Preset, facts: &Facts, world: &World) -> Result<(), String> {
        let Some(subject) = self.selected() else { return Ok(()) };
        self.stage(with_row(&self.staged, &subject, preset.keys()), facts, world)
    }

    /// Leaves nobody but oneself, and the owner.
    pub(super) fn only_me(&mut self, facts: &Facts, world: &World) -> Result<(), String> {
        let Some(me) = world.me() else { return Ok(()) };
        let mut next = stage::only(&me.id);
        let owner = facts.space.as_ref().and_then(|id| world.shelf(id)?.space.owner.clone());
        if let Some(owner) = owner.filter(|owner| *owner != me.id) {
            next = with_row(&next, &Subject::User(owner), Preset::Admin.keys());
        }
        self.stage(next, facts, world)
    }

    /// Adds a row that reads, or goes to the one there is.
    pub(super) fn add(&mut self, subject: &Subject, facts: &Facts, world: &World) -> Result<(), String> {
        if !rows(&self.staged).contains_key(subject) {
            self.stage(granted(&self.staged, subject, Preset::Read.keys()), facts, world)?;
        }
        if let Some(at) = self.subjects().iter().position(|there| there == subject) {
            self.cursor.at = at;
        }
        Ok(())
    }

    /// Gives somebody one permission more.
    pub(super) fn grant(
        &mut self,
        subject: &Subject,
        permission: SpacePermission,
        facts: &Facts,
        world: &World,
    ) -> Result<(), String> {
        self.stage(granted(&self.staged, subject, Keys::of(&[permission])), facts, world)
    }

    /// Takes the selected row away.
    pub(super) fn remove(&mut self, facts: &Facts, world: &World) -> Result<(), String> {
        let Some(subject) = self.selected() else { return Ok(()) };
        self.stage(with_row(&self.staged, &subject, Keys::NONE), facts, world)
    }

    /// Stages grants, unless the wiki could not take them or somebody would be locked out.
    fn stage(&mut self, next: Vec<Grant>, facts: &Facts, world: &World) -> Result<(), String> {
        if let Some(why) = facts.grants_stay() {
            return Err(why);
        }
        let Some(base) = &self.base else {
            return Err("The wiki does not say what the space grants.".into());
        };
        let shelf = facts.space.as_ref().and_then(|id| world.shelf(id));
        if let (Some(shelf), Some(me)) = (shelf, world.me()) {
            let space = Space { grants: base.clone().into(), ..shelf.space.clone() };
            let people = &world.directory.people;
            // What was so before is not of this step: the wiki knows people that are not known here.
            let before = guard_grants(&space, people, &me.id, base);
            if let Some(found) = guard_grants(&space, people, &me.id, &next).filter(|_| before.is_none()) {
                return Err(guard::words(&found, facts, world));
            }
        }
        if !grants_alike(&next, &self.staged) {
            self.past.push(std::mem::replace(&mut self.staged, next));
        }
        Ok(())
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, facts: &Facts, world: &World) {
        let theme = &world.theme;
        let Some(base) = self.base.clone().or_else(|| facts.grants(world)) else {
            let text = facts.grants_stay().unwrap_or_else(|| "The wiki is asked.".to_owned());
            return row::sentence(frame, area, &text, theme);
        };
        if self.base.is_none() {
            // Shown as it was known, and not to be changed.
            self.staged.clone_from(&base);
        }
        let shape = Shape::of(area.width);
        let head = shape.head(self.column, theme);
        for (y, line) in (0..area.height).zip(head) {
            frame.render_widget(line, Rect { y: area.y + y, height: 1, ..area });
        }
        let foot = self.foot(facts, theme);
        let high = foot.iter().map(|line| row::rows(&line.to_string(), usize::from(area.width))).sum::<u16>();
        let high = high.min(area.height.saturating_sub(3));
        let list = Rect { y: area.y + 2, height: area.height.saturating_sub(2 + high), ..area };
        let (old, new) = (rows(&base), rows(&self.staged));
        let subjects: Vec<Subject> =
            old.keys().chain(new.keys()).cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let mut cursor = self.cursor;
        for (y, index) in cursor.visible(subjects.len(), usize::from(list.height)).enumerate() {
            let area = Rect { y: list.y + y as u16, height: 1, ..list };
            let subject = &subjects[index];
            let of = |rows: &BTreeMap<Subject, Keys>| rows.get(subject).copied();
            let column = (index == cursor.at).then_some(self.column);
            let name = named(subject, of(&old), of(&new), facts, world);
            frame.render_widget(shape.row(name, of(&old), of(&new), column, theme), area);
            zone::note(area, Hit::Row(index, cursor.at));
        }
        self.cursor = cursor;
        let foot = Paragraph::new(foot).wrap(Wrap { trim: true });
        frame.render_widget(foot, Rect { y: list.bottom(), height: high, ..area });
    }

    /// What the selected column allows, and what can be done.
    fn foot(&self, facts: &Facts, theme: &Theme) -> Vec<Line<'static>> {
        let about = Line::from(vec![
            Span::styled(SpacePermission::ALL[self.column].name(), theme.accent),
            Span::styled(format!(" {}", COLUMNS[self.column].3), theme.muted),
        ]);
        let state = match (facts.grants_stay(), self.is_staged()) {
            (Some(why), _) => Line::styled(why, theme.warning),
            (None, true) => {
                Line::styled("Staged cells are in brackets. Nothing is changed before S and y.", theme.mark)
            }
            (None, false) => {
                Line::styled("Space turns a cell round; nothing is changed before the review.", theme.muted)
            }
        };
        vec![about, state]
    }
}

/// Returns the name of a row, with what becomes of it.
fn named(
    subject: &Subject,
    old: Option<Keys>,
    new: Option<Keys>,
    facts: &Facts,
    world: &World,
) -> Vec<Span<'static>> {
    let theme = &world.theme;
    let (sign, style) = match (old.is_some(), new.is_some()) {
        (false, true) => ("+ ", theme.added),
        (true, false) => ("− ", theme.removed),
        _ => ("  ", theme.text),
    };
    let people = &world.directory.people;
    let owner = facts.space.as_ref().and_then(|id| world.shelf(id)?.space.owner.clone());
    let (name, about) = match subject {
        Subject::User(id) if owner.as_ref() == Some(id) => (facts.login(world, id), " owner".to_owned()),
        Subject::User(id) => (facts.login(world, id), String::new()),
        Subject::Group(group) => {
            let count = people.iter().filter(|user| user.active && user.groups.contains(group)).count();
            (format!("group {}", safe(group.as_str())), format!(" {count}"))
        }
        Subject::Licensed => {
            ("everyone".to_owned(), format!(" {}", people.iter().filter(|user| user.active).count()))
        }
        Subject::Admins => ("site admins".to_owned(), String::new()),
        Subject::Anonymous => ("anonymous".to_owned(), String::new()),
    };
    vec![Span::styled(format!("{sign}{name}"), style), Span::styled(about, theme.muted)]
}

fn centred(text: &str, width: usize) -> String {
    format!("{text:^width$}")
}

/// How wide what is.
struct Shape {
    name: usize,
    cell: usize,
}

impl Shape {
    fn of(width: u16) -> Self {
        let width = usize::from(width);
        let wide = |cell: &usize| COLUMNS.len() * cell + 5 + 16 <= width;
        let cell = [6, 5, 4].into_iter().find(wide).unwrap_or(3);
        Self { name: width.saturating_sub(COLUMNS.len() * cell + 5), cell }
    }

    /// Tells whether a line stands before a column.
    fn parts(column: usize) -> bool {
        column > 0 && COLUMNS[column].0 != COLUMNS[column - 1].0
    }

    fn head(&self, selected: usize, theme: &Theme) -> [Line<'static>; 2] {
        let mut groups = vec![Span::raw(" ".repeat(self.name))];
        let mut names = vec![Span::raw(" ".repeat(self.name))];
        let bar = theme.signs.border.vertical_left;
        for (column, (group, word, sign, _)) in COLUMNS.iter().enumerate() {
            let first = column == 0 || Self::parts(column);
            if Self::parts(column) {
                groups.push(Span::styled(bar, theme.rule));
                names.push(Span::styled(bar, theme.rule));
            }
            if first {
                let wide = COLUMNS.iter().filter(|(other, ..)| other == group).count() * self.cell;
                let group: String = group.chars().take(wide).collect();
                groups.push(Span::styled(format!("{group:^wide$}"), theme.muted));
            }
            let word = match self.cell {
                5.. => word,
                4 => cut(word, 3),
                _ => sign,
            };
            let style = if column == selected { theme.accent } else { theme.muted };
            names.push(Span::styled(centred(word, self.cell), style));
        }
        [Line::from(groups), Line::from(names)]
    }

    fn row(
        &self,
        name: Vec<Span<'static>>,
        old: Option<Keys>,
        new: Option<Keys>,
        selected: Option<usize>,
        theme: &Theme,
    ) -> Line<'static> {
        let mut name = shortened(Line::from(name), self.name.saturating_sub(1), theme);
        let gap = self.name.saturating_sub(name.width());
        if selected.is_some() {
            name = Line::from(
                name.spans
                    .into_iter()
                    .map(|span| Span::styled(span.content, span.style.patch(theme.selection)))
                    .collect::<Vec<_>>(),
            );
        }
        name.spans.push(Span::raw(" ".repeat(gap)));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        for (column, permission) in SpacePermission::ALL.into_iter().enumerate() {
            if Self::parts(column) {
                name.spans.push(Span::styled(theme.signs.border.vertical_left, theme.rule));
            }
            let (had, has) = (old.has(permission), new.has(permission));
            let sign = if has { theme.signs.mark } else { theme.signs.leaf };
            let (text, style) = match had == has {
                true => (sign.to_owned(), if has { theme.text } else { theme.muted }),
                false => (format!("[{sign}]"), if has { theme.added } else { theme.removed }),
            };
            let style = if selected == Some(column) { style.patch(theme.selection) } else { style };
            name.spans.push(Span::styled(centred(&text, self.cell), style));
        }
        name
    }
}
