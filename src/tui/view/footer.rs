//! The last line: where we are and how sync stands on the left, the keys valid now, the mode on the right.
//! A notice takes the place of the keys while it is shown, a tip until the next key. All of it can be clicked.

use crate::tui::action::{Action, Context};
use crate::tui::chord::{self, Chord};
use crate::tui::effect::{Notice, Tone};
use crate::tui::state::State;
use crate::tui::surface::Surface;
use crate::tui::theme::Theme;
use crate::tui::widget::cell;
use crate::tui::widget::frame::shortened;
use crate::tui::widget::zone::{self, Hit};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Words that can be clicked.
struct Part {
    spans: Vec<Span<'static>>,
    action: Option<Action>,
}

/// Draws the footer.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &mut State) {
    let notice = state.notice.as_ref().map(|(_, notice)| notice.clone());
    let pending = state.pending.clone();
    let tip = state.tips.shown.filter(|_| state.overlays.is_empty() && state.editor.is_none());
    let is_on_top = !state.overlays.is_empty();
    let (top, world) = state.top_and_world();
    let theme = &world.theme;
    let left = left(world);
    let waiting = match top.pending() {
        keys if keys.is_empty() => keys,
        keys => format!("{keys}  "),
    };
    let mode = Line::from(vec![
        Span::styled(waiting, theme.key),
        Span::styled(format!("{} ", top.mode()), theme.title),
    ]);
    let wide: usize = left.iter().map(Part::width).sum();
    let room = usize::from(area.width).saturating_sub(wide + mode.width() + 4);
    let tip = tip.map(|tip| tip.line(world)).filter(|line| line.width() <= room);
    let middle = match notice {
        _ if !pending.is_empty() => {
            vec![Part::plain(Span::styled(format!("{} …", chord::shown(&pending)), theme.key))]
        }
        Some(notice) => vec![Part { spans: notice_line(&notice, world).spans, action: Some(Action::Log) }],
        None => match tip {
            Some(tip) => vec![Part { spans: tip.spans, action: None }],
            None => keys(top, world, room, is_on_top),
        },
    };
    put(frame, area, left, wide, theme);
    let start = area.x + wide as u16 + 2;
    let rest = Rect { x: start, width: area.right().saturating_sub(start), ..area };
    put(frame, rest, middle, room, theme);
    let wide = mode.width() as u16;
    let place = Rect { x: area.right().saturating_sub(wide), width: wide, ..area };
    cell::line(frame.buffer_mut(), place, &mode);
}

/// Draws parts one after the other, and notes where each can be clicked.
fn put(frame: &mut Frame<'_>, area: Rect, parts: Vec<Part>, room: usize, theme: &Theme) {
    let mut line = Line::default();
    for part in parts {
        let x = area.x.saturating_add(line.width() as u16);
        let width = (part.width() as u16).min(area.right().saturating_sub(x));
        if let Some(action) = part.action {
            zone::note(Rect { x, width, ..area }, Hit::Act(action));
        }
        line.spans.extend(part.spans);
    }
    // Notices are shortened, hints were chosen to fit.
    cell::line(frame.buffer_mut(), area, &shortened(line, room, theme));
}

impl Part {
    fn plain(span: Span<'static>) -> Self {
        Self { spans: vec![span], action: None }
    }

    fn leading(text: String, style: Style, action: Action) -> Self {
        Self { spans: vec![Span::styled(text, style)], action: Some(action) }
    }

    fn width(&self) -> usize {
        self.spans.iter().map(Span::width).sum()
    }
}

fn left(world: &World) -> Vec<Part> {
    let theme = &world.theme;
    let mut parts = vec![Part::plain(Span::styled(format!(" {}", world.profile), theme.title))];
    let directory = &world.directory;
    // A pass comes and goes: whoever has it read out hears of it when something is wrong.
    let told = |status: &&crate::sync::Status| !world.settings.linear || status.paused.is_some();
    if let Some(status) = world.sync.as_ref().filter(told) {
        let words = match (status.running, &status.paused, status.last) {
            (_, Some(reason), _) => (format!("  paused: {reason}"), theme.warning),
            (true, None, _) => match status.progress {
                Some((done, Some(all))) => (format!("  {done}/{all}"), theme.muted),
                Some((done, None)) => (format!("  {done} pages"), theme.muted),
                None => ("  syncing".to_owned(), theme.muted),
            },
            (false, None, Some(_)) => ("  synced".to_owned(), theme.muted),
            (false, None, None) => ("  not synced yet".to_owned(), theme.muted),
        };
        parts.push(Part::leading(words.0, words.1, Action::Sync));
    }
    let queued = world.sync.as_ref().map_or(directory.queued, |status| status.queued.max(directory.queued));
    if queued > 0 {
        parts.push(Part::leading(format!(" ^{queued}"), theme.mark, Action::GoOutbox));
    }
    if directory.drafts > 0 {
        parts.push(Part::leading(format!(" *{}", directory.drafts), theme.mark, Action::GoDrafts));
    }
    if directory.conflicts > 0 {
        parts.push(Part::leading(format!(" !{}", directory.conflicts), theme.bad, Action::Conflict));
    }
    parts
}

fn notice_line(notice: &Notice, world: &World) -> Line<'static> {
    let theme = &world.theme;
    let (sign, style) = match notice.tone {
        Tone::Good => (theme.signs.tick, theme.good),
        Tone::Plain => (theme.signs.dot, theme.muted),
        Tone::Bad => (theme.signs.cross, theme.bad),
    };
    let text = crate::domain::SafeText::line(&notice.text).into_string();
    let mut spans = vec![Span::styled(format!("{sign} "), style), Span::raw(text)];
    if !notice.hint.is_empty() {
        let hint = crate::domain::SafeText::line(&notice.hint);
        spans.push(Span::styled(format!("  {hint}"), theme.muted));
    }
    Line::from(spans)
}

/// Tells whether one of the keys for an action was named by what is drawn.
fn is_named(world: &World, context: Context, action: Action) -> bool {
    let ways = world.keymap.ways(context, action);
    ways.iter().any(|key| Chord::parse_shown(key).is_ok_and(zone::names))
}

/// As many keys as fit, in the order of the surface. Those that a box names at its foot are not told twice.
fn keys(top: &dyn Surface, world: &World, room: usize, is_on_top: bool) -> Vec<Part> {
    let theme = &world.theme;
    let context = top.context();
    let hint = |action: Action| {
        let key = world.keymap.shown(context, action).filter(|_| world.refusal(action).is_none())?;
        if is_on_top && is_named(world, context, action) {
            return None;
        }
        let does = Span::styled(format!(" {}  ", action.title_in(context)), theme.muted);
        Some(Part { spans: vec![Span::styled(key, theme.key), does], action: Some(action) })
    };
    let hints = top.hints(world);
    // Whoever has no room for anything else still learns where the keys are.
    let last = hints.contains(&Action::Help).then(|| hint(Action::Help)).flatten();
    let kept = last.as_ref().map_or(0, Part::width);
    let mut parts: Vec<Part> = Vec::new();
    let mut taken = 0;
    for shown in hints.into_iter().filter(|action| *action != Action::Help).filter_map(hint) {
        if taken + shown.width() + kept > room + 2 {
            break;
        }
        taken += shown.width();
        parts.push(shown);
    }
    parts.extend(last);
    // What parts a hint from the next is nothing after the last one.
    if let Some(last) = parts.last_mut().and_then(|part| part.spans.last_mut()) {
        last.content = last.content.trim_end().to_owned().into();
    }
    parts
}
