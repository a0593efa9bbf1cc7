//! Going somewhere: to a pane, a space, a page by its id or its title, and back again.

use super::show;
use crate::domain::{Place, SpaceId, SpaceStatus};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, Notice, Question, Request, Screen};
use crate::tui::state::{Focus, State};
use crate::tui::surface::Surface;

pub(super) fn next(focus: Focus) -> Focus {
    match focus {
        Focus::Spaces => Focus::Pages,
        Focus::Pages => Focus::Page,
        Focus::Page => Focus::Spaces,
    }
}

pub(super) fn focus(state: &mut State, focus: Focus) -> Vec<Effect> {
    state.overlays.clear();
    state.focus = focus;
    Vec::new()
}

/// Does in the open page what was asked for beside it; the keys that follow belong to the page.
pub(super) fn into_page(state: &mut State, action: Action) -> Vec<Effect> {
    let step = state.reader.on_action(action, &state.world);
    // Only a sentence: there was nothing to do it with.
    if step.effects.is_empty() {
        focus(state, Focus::Page);
    }
    step.effects
}

pub(super) fn below(state: &mut State, heading: &str, nothing: &str) -> Vec<Effect> {
    state.overlays.clear();
    state.focus = Focus::Spaces;
    if state.spaces.select_below(heading) { Vec::new() } else { vec![Effect::Say(Notice::plain(nothing))] }
}

pub(super) fn home(state: &mut State) -> Vec<Effect> {
    match state.world.my_active_space() {
        Some(shelf) => vec![Effect::GoSpace(shelf.space.id.clone())],
        None => show(Screen::Personal),
    }
}

/// Opens a space: the tree shows it, its home page opens.
pub(in crate::tui::update) fn space(state: &mut State, space: &SpaceId) -> Vec<Effect> {
    state.overlays.clear();
    state.world.space = Some(space.clone());
    state.spaces.select(space);
    let mut effects = state.pages.show_space(space);
    state.focus = Focus::Pages;
    if let Some(home) = state.world.shelf(space).and_then(|shelf| shelf.space.home.clone()) {
        effects.push(Effect::Go(home));
        effects.push(Effect::Act(Action::FocusPages));
    }
    effects
}

/// Follows a link by title.
pub(in crate::tui::update) fn title(
    state: &mut State,
    space: Option<SpaceId>,
    title: String,
    anchor: Option<String>,
) -> Vec<Effect> {
    let space = space.or_else(|| state.world.page.as_ref().map(|opened| opened.space.id.clone()));
    let Some(space) = space.or_else(|| state.world.space.clone()) else { return Vec::new() };
    state.awaiting.link = Some((title.clone(), anchor));
    vec![Effect::Load(Request::Titled(space, title))]
}

/// Opens today's page of the journal.
pub(super) fn today(state: &mut State) -> Vec<Effect> {
    // What is archived can be read; what is in the trash is brought back or made anew first.
    let mine = state.world.my_space().filter(|shelf| shelf.space.status != SpaceStatus::Trashed);
    let Some(space) = mine.map(|shelf| shelf.space.id.clone()) else { return show(Screen::Personal) };
    let day = state.world.now.to_zoned(state.world.zone.clone()).date();
    title(state, Some(space), format!("Journal {day}"), None)
}

pub(super) fn back(state: &mut State) -> Vec<Effect> {
    let Some(page) = state.visits.back.pop() else {
        return vec![Effect::Say(Notice::plain("This is the first page you opened."))];
    };
    if let Some(opened) = &state.world.page {
        state.visits.forward.push(opened.id().clone());
    }
    vec![Effect::Load(Request::Open(page))]
}

pub(super) fn forward(state: &mut State) -> Vec<Effect> {
    let Some(page) = state.visits.forward.pop() else {
        return vec![Effect::Say(Notice::plain("There is no page to go forward to."))];
    };
    if let Some(opened) = &state.world.page {
        state.visits.back.push(opened.id().clone());
    }
    vec![Effect::Load(Request::Open(page))]
}

pub(super) fn parent(state: &mut State) -> Vec<Effect> {
    match state.world.page.as_ref().and_then(|opened| opened.row.page.parent.clone()) {
        Some(parent) => vec![Effect::Go(parent)],
        None => vec![Effect::Say(Notice::plain("This page is at the top of its space."))],
    }
}

/// The first directory decides where the person lands.
pub(super) fn begin(state: &mut State) -> Vec<Effect> {
    if std::mem::replace(&mut state.awaiting.begun, true) {
        return Vec::new();
    }
    if let Some(row) = state.world.directory.recent.first() {
        let page = row.page.id.clone();
        return vec![Effect::Load(Request::Open(page))];
    }
    match state.world.my_space() {
        // There is nothing in it to land on.
        Some(shelf) if shelf.space.status == SpaceStatus::Trashed => Vec::new(),
        Some(shelf) => vec![Effect::GoSpace(shelf.space.id.clone()), Effect::Act(Action::FocusPage)],
        None => show(Screen::Welcome),
    }
}

pub(super) fn titled(
    state: &mut State,
    space: &SpaceId,
    title: &str,
    pages: &[crate::domain::Page],
) -> Vec<Effect> {
    let Some((_, anchor)) = state.awaiting.link.take_if(|(wanted, _)| wanted == title) else {
        return Vec::new();
    };
    match pages.first() {
        Some(page) => {
            if state.awaiting.journal.take().is_some() {
                // It said that nothing is there.
                state.notice = None;
            }
            if let Some(anchor) = anchor {
                state.reader.go_to_anchor(&anchor);
            }
            vec![Effect::Go(page.id.clone())]
        }
        None => missing_title(state, space, title),
    }
}

/// A link leads to a page that is not there: offers to make it, below the page that links to it.
fn missing_title(state: &mut State, space: &SpaceId, title: &str) -> Vec<Effect> {
    if title.starts_with("Journal ") && state.world.my_space().is_some_and(|shelf| shelf.space.id == *space) {
        if state.awaiting.journal.replace((space.clone(), title.to_owned())).is_some() {
            return Vec::new();
        }
        let hint = format!("{} writes the first note", state.world.key(Context::Browse, Action::Jot));
        return vec![Effect::Say(Notice::plain("Nothing is noted on that day.").hinted(hint))];
    }
    let shown = crate::domain::SafeText::line(title);
    let missing = format!("There is no page “{shown}” here.");
    let Ok(title) = crate::domain::Title::parse(title) else {
        return vec![Effect::Say(Notice::plain(missing))];
    };
    let below = state.world.page.as_ref().filter(|opened| opened.space.id == *space);
    let place = match below {
        Some(opened) => Place::LastChildOf(opened.id().clone()),
        None => Place::RootOf(space.clone()),
    };
    let wherein = match below {
        Some(opened) => format!("below “{}”", crate::domain::SafeText::line(&opened.row.page.title)),
        None => "at the top of its space".to_owned(),
    };
    let title = title.into_string();
    let create = Intent::Create { place, title: title.clone(), storage: String::new() };
    let question = Question {
        title: missing,
        lines: vec![format!("It can be made now, {wherein}.")],
        verb: "create it".to_owned(),
        yes: vec![
            Effect::Commit {
                intents: vec![create], said: format!("“{shown}” is made. e writes into it.")
            },
            Effect::GoTitle { space: Some(space.clone()), title, anchor: None },
        ],
    };
    show(Screen::Question(Box::new(question)))
}
