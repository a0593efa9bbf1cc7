//! State to frame: panes with their borders, the overlays over them, the footer below.

mod ascii;
mod footer;
mod which_key;

use super::action::{Action, Context};
use super::pane::editor::Editor;
use super::state::{Focus, Layout, State};
use super::surface::Surface;
use super::widget::cell;
use super::widget::frame::{Look, pane};
use super::widget::kept::Kept;
use super::widget::zone;
use super::world::World;
use crate::domain::SafeText;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, state: &mut State) {
    let area = frame.area();
    state.refresh_world();
    zone::take();
    cell::ground(frame.buffer_mut(), area, state.world.theme.text);
    let (width, height) = Layout::SMALLEST;
    if area.width < width || area.height < height {
        let text = format!(
            "tildr needs {width}x{height}, this terminal has {}x{}. Make it larger; Ctrl-C twice leaves.",
            area.width, area.height
        );
        frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), area);
        return;
    }
    let body = Rect { height: area.height - 1, ..area };
    // Read out line by line, what is behind is only in the way.
    let alone = state.world.settings.linear && !state.overlays.is_empty();
    if !alone {
        panes(frame, body, state);
    }
    let State { overlays, world, .. } = state;
    let hidden = if alone { overlays.len() - 1 } else { 0 };
    for overlay in overlays.iter_mut().skip(hidden) {
        // What it covers cannot be clicked any more, and what shows beside it is not meant.
        zone::take();
        overlay.draw(frame, body, world);
    }
    which_key::draw(frame, body, state);
    footer::draw(frame, Rect { y: area.bottom() - 1, height: 1, ..area }, state);
    state.zones = zone::take();
    if state.world.theme.signs.ascii {
        ascii::fold(frame.buffer_mut());
    }
}

fn panes(frame: &mut Frame<'_>, area: Rect, state: &mut State) {
    state.layout.areas = [Rect::ZERO; 3];
    let keeps_lists = |editor: &Editor| state.world.settings.lists_beside_editor && !editor.is_split();
    let writes = state.focus == Focus::Page && state.editor.as_ref().is_some_and(|it| !keeps_lists(it));
    if state.layout.zoomed || writes || area.width < Layout::NARROW {
        return one(frame, area, state, state.focus);
    }
    let left = state.layout.left.min(area.width - 40);
    let [side, main] =
        [Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area }];
    let most = side.height.saturating_sub(Layout::LEAST);
    let spaces = state.layout.spaces.unwrap_or((side.height * 2 / 5).max(6)).min(most);
    lists(frame, side, spaces, state);
    one(frame, main, state, Focus::Page);
}

/// Draws the lists, or shows them again when nothing happened that they might show.
fn lists(frame: &mut Frame<'_>, side: Rect, spaces: u16, state: &mut State) {
    let above = Rect { height: spaces, ..side };
    let below = Rect { y: side.y + spaces, height: side.height - spaces, ..side };
    if let Some(kept) = state.lists.as_ref().filter(|kept| kept.is_of(side)) {
        kept.show(frame.buffer_mut());
        state.layout.areas[Focus::Spaces as usize] = above;
        state.layout.areas[Focus::Pages as usize] = below;
        return;
    }
    one(frame, above, state, Focus::Spaces);
    one(frame, below, state, Focus::Pages);
    state.lists = Some(Kept::of(frame.buffer_mut(), side, zone::noted()));
}

fn one(frame: &mut Frame<'_>, area: Rect, state: &mut State, which: Focus) {
    let focused = state.focus == which && state.overlays.is_empty();
    if which == Focus::Page && state.editor.is_none() {
        // The foot of its border tells where the page is scrolled to: that needs the size.
        state.reader.prepare(Block::bordered().inner(area), &state.world);
    }
    let mut look = match which {
        Focus::Spaces => spaces_look(&state.world),
        Focus::Pages => pages_look(state),
        Focus::Page => page_look(state),
    };
    look.focused = focused;
    state.layout.areas[which as usize] = area;
    let inside = pane(frame, area, &state.world.theme, look);
    let State { spaces, pages, reader, editor, world, gone, .. } = state;
    match (which, editor) {
        (Focus::Spaces, _) => spaces.draw(frame, inside, world),
        (Focus::Pages, _) => pages.draw(frame, inside, world),
        (Focus::Page, Some(editor)) => editor.draw(frame, inside, world),
        (Focus::Page, None) if world.page.is_none() => empty_page(frame, inside, gone.as_deref(), world),
        (Focus::Page, None) => reader.draw(frame, inside, world),
    }
}

fn spaces_look(world: &World) -> Look {
    let title =
        Line::from(vec![Span::styled("1 ", world.theme.muted), Span::styled("Spaces", world.theme.title)]);
    Look { title, ..Look::default() }
}

fn pages_look(state: &State) -> Look {
    let world = &state.world;
    let theme = &world.theme;
    let mut title = vec![Span::styled("2 ", theme.muted), Span::styled("Pages", theme.title)];
    let mut right = Line::default();
    if let Some(shelf) = world.space.as_ref().and_then(|space| world.shelf(space)) {
        title.push(Span::styled(format!(" {} ", theme.signs.dot), theme.muted));
        title.push(Span::styled(SafeText::line(shelf.space.key.as_str()).into_string(), theme.accent));
        let badge = &shelf.audience().badge;
        right = Line::styled(badge.to_string(), theme.badge(badge));
    }
    Look { title: title.into(), right, foot: state.pages.foot(world), focused: false }
}

fn page_look(state: &State) -> Look {
    let world = &state.world;
    let theme = &world.theme;
    let Some(opened) = &world.page else {
        let title = Line::from(vec![Span::styled("3 ", theme.muted), Span::styled("Page", theme.title)]);
        return Look { title, ..Look::default() };
    };
    let separator = || Span::styled(format!(" {} ", theme.signs.path), theme.muted);
    let mut title = vec![Span::styled(SafeText::line(opened.space.key.as_str()).into_string(), theme.accent)];
    for page in &opened.path {
        title.push(separator());
        title.push(Span::styled(SafeText::line(&page.title).into_string(), theme.muted));
    }
    title.push(separator());
    title.push(Span::styled(SafeText::line(&opened.row.page.title).into_string(), theme.title));
    let badge = &opened.audience.badge;
    let mut right = match &state.editor {
        Some(editor) => editor.state(world).spans,
        None => marks(opened, world),
    };
    if !right.is_empty() {
        right.push(Span::styled(format!(" {} ", theme.signs.dot), theme.muted));
    }
    if opened.row.page.version.number > 0 {
        right.push(Span::styled(format!("v{}", opened.row.page.version.number), theme.muted));
        right.push(Span::styled(format!(" {} ", theme.signs.dot), theme.muted));
    }
    right.push(Span::styled(badge.to_string(), theme.badge(badge)));
    let foot = if state.editor.is_some() { Line::default() } else { state.reader.foot(world) };
    Look { title: title.into(), right: right.into(), foot, focused: false }
}

fn marks(opened: &super::message::Opened, world: &World) -> Vec<Span<'static>> {
    let theme = &world.theme;
    let mark = opened.row.mark;
    let words = [
        (mark.queued, "^ queued", theme.mark),
        (mark.draft, "* draft", theme.mark),
        (mark.conflict, "! conflict", theme.bad),
    ];
    let mut spans = Vec::new();
    for (_, word, style) in words.into_iter().filter(|(on, ..)| *on) {
        if !spans.is_empty() {
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(word, style));
    }
    spans
}

fn empty_page(frame: &mut Frame<'_>, area: Rect, gone: Option<&str>, world: &World) {
    let text = format!(
        "{} {} goes to any page, {} writes a note, {} shows the keys.",
        gone.unwrap_or("No page is open."),
        world.key(Context::Browse, Action::GoPage),
        world.key(Context::Browse, Action::Jot),
        world.key(Context::Browse, Action::Help),
    );
    super::widget::row::sentence(frame, area, &text, &world.theme);
}
