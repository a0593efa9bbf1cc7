//! The mouse: what is under it takes it, whatever has the keys.
//!
//! Places that can be clicked come with the frame ([`zone`]): rows of overlays, keys and actions that are named on
//! the screen. Lines between panes are dragged. What is left goes to the pane or the overlay under it.

use super::{apply, on_key, take};
use crate::tui::action::Action;
use crate::tui::chord::{self, Chord};
use crate::tui::effect::Effect;
use crate::tui::state::{Drag, Focus, Layout, Press, State};
use crate::tui::surface::{Next, Surface};
use crate::tui::widget::zone::{self, Hit};
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// How many lines one notch of the wheel is.
const WHEEL: usize = 3;
/// Two presses at one place within this time are a double click.
const DOUBLE_MILLISECONDS: i64 = 400;

/// Takes what the mouse did.
pub(super) fn on_mouse(state: &mut State, mouse: MouseEvent) -> Vec<Effect> {
    let at = Position::new(mouse.column, mouse.row);
    if let Some(effects) = drag(state, mouse) {
        return effects;
    }
    let pressed = mouse.kind == MouseEventKind::Down(MouseButton::Left);
    let is_double = pressed && is_double(state, at);
    if pressed && let Some(hit) = zone::at(&state.zones, at) {
        return click(state, hit);
    }
    if !state.overlays.is_empty() {
        return over(state, mouse);
    }
    if is_double && let Some(effects) = double_on_border(state, at) {
        return effects;
    }
    pane(state, mouse)
}

/// Remembers a press; tells whether it is the second of a pair.
fn is_double(state: &mut State, at: Position) -> bool {
    let now = state.world.now;
    let before = state.pressed.replace(Press { when: now, at });
    let is_double = before.is_some_and(|before| {
        before.at == at && (now.as_millisecond() - before.when.as_millisecond()).abs() < DOUBLE_MILLISECONDS
    });
    if is_double {
        // A third press begins anew.
        state.pressed = None;
    }
    is_double
}

fn click(state: &mut State, hit: Hit) -> Vec<Effect> {
    match hit {
        Hit::Act(action) => {
            state.pending.clear();
            apply::act(state, action)
        }
        Hit::Key(key) => {
            let event = key.to_event();
            // A letter would be typed; what is named beside a line of text is Enter, Esc and the like.
            if state.top().wants_text() && chord::typed(&event).is_some() {
                return Vec::new();
            }
            on_key(state, event)
        }
        Hit::Row(row, selected) if row == selected => match Chord::parse("enter") {
            Ok(enter) => on_key(state, enter.to_event()),
            Err(_) => Vec::new(),
        },
        Hit::Row(row, selected) => {
            let step = if row > selected { Action::Down } else { Action::Up };
            repeated(state, step, row.abs_diff(selected))
        }
    }
}

fn repeated(state: &mut State, action: Action, times: usize) -> Vec<Effect> {
    let mut effects = Vec::new();
    for _ in 0..times {
        let (top, world) = state.top_and_world();
        let step = top.on_action(action, world);
        effects.extend(take(state, step));
    }
    effects
}

/// The mouse over an overlay; its wheel moves what is selected.
fn over(state: &mut State, mouse: MouseEvent) -> Vec<Effect> {
    let (top, world) = state.top_and_world();
    let step = top.on_mouse(mouse, world);
    if step.next != Next::Pass {
        return take(state, step);
    }
    match wheel(mouse) {
        Some(action) => repeated(state, action, WHEEL),
        None => Vec::new(),
    }
}

fn wheel(mouse: MouseEvent) -> Option<Action> {
    match mouse.kind {
        MouseEventKind::ScrollDown => Some(Action::Down),
        MouseEventKind::ScrollUp => Some(Action::Up),
        MouseEventKind::ScrollLeft => Some(Action::Left),
        MouseEventKind::ScrollRight => Some(Action::Right),
        _ => None,
    }
}

/// The lines between panes.
fn drag(state: &mut State, mouse: MouseEvent) -> Option<Vec<Effect>> {
    let layout = &mut state.layout;
    match mouse.kind {
        MouseEventKind::Drag(MouseButton::Left) if layout.drag == Drag::Sides => {
            let most = state.world.size.0.saturating_sub(40).max(24);
            layout.left = mouse.column.clamp(20, most);
        }
        MouseEventKind::Drag(MouseButton::Left) if layout.drag == Drag::Lists => {
            let side = layout.areas[Focus::Spaces as usize];
            let height = side.height + layout.areas[Focus::Pages as usize].height;
            let most = height.saturating_sub(Layout::LEAST);
            layout.spaces =
                Some(mouse.row.saturating_sub(side.y).clamp(Layout::LEAST, most.max(Layout::LEAST)));
        }
        MouseEventKind::Up(_) if layout.drag != Drag::No => layout.drag = Drag::No,
        // Keys that may follow are shown over the lines.
        MouseEventKind::Down(MouseButton::Left)
            if state.overlays.is_empty()
                && zone::at(&state.zones, Position::new(mouse.column, mouse.row)).is_none() =>
        {
            layout.drag = line_at(layout, Position::new(mouse.column, mouse.row));
            if layout.drag == Drag::No {
                return None;
            }
            if is_double(state, Position::new(mouse.column, mouse.row)) {
                state.layout.left = Layout::LEFT;
                state.layout.spaces = None;
            }
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Which line between panes is at a place: between two borders both count. The corner of the lists is for the sides.
fn line_at(layout: &Layout, at: Position) -> Drag {
    let [spaces, pages, page] = layout.areas;
    if page.x > 0 && (at.x == page.x || at.x + 1 == page.x) && page.rows().any(|row| row.y == at.y) {
        Drag::Sides
    } else if pages.y > 0 && spaces.contains(at) && at.y + 1 == pages.y {
        Drag::Lists
    } else {
        Drag::No
    }
}

/// A double click on the upper border of a pane gives it the whole screen, and back.
fn double_on_border(state: &mut State, at: Position) -> Option<Vec<Effect>> {
    let pane = pane_at(state, at)?;
    if state.layout.areas[pane as usize].y != at.y {
        return None;
    }
    state.focus = pane;
    state.refresh_world();
    Some(apply::act(state, Action::Zoom))
}

fn pane_at(state: &State, at: Position) -> Option<Focus> {
    Focus::ALL.into_iter().find(|pane| state.layout.areas[*pane as usize].contains(at))
}

/// The mouse over the panes: a press brings the keys there, the wheel turns what is under it.
fn pane(state: &mut State, mouse: MouseEvent) -> Vec<Effect> {
    if let Some(editor) = &mut state.editor
        && editor.contains(mouse)
    {
        state.focus = Focus::Page;
        return editor.on_mouse(mouse, &state.world).effects;
    }
    let Some(pane) = pane_at(state, Position::new(mouse.column, mouse.row)) else { return Vec::new() };
    if matches!(mouse.kind, MouseEventKind::Down(_)) {
        state.focus = pane;
        state.refresh_world();
    }
    let (surface, world) = state.pane_and_world(pane);
    let step = surface.on_mouse(mouse, world);
    if step.next != Next::Pass {
        return step.effects;
    }
    let Some(action) = wheel(mouse) else { return Vec::new() };
    let mut effects = Vec::new();
    for _ in 0..WHEEL {
        let (surface, world) = state.pane_and_world(pane);
        effects.extend(surface.on_action(action, world).effects);
    }
    effects
}
