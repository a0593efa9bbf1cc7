//! The last line: where we are and how sync stands on the left, the keys valid now, the mode on the right.
//! A notice takes the place of the keys while it is shown.

use crate::tui::action::Action;
use crate::tui::chord;
use crate::tui::effect::{Notice, Tone};
use crate::tui::state::State;
use crate::tui::surface::Surface;
use crate::tui::widget::frame::shortened;
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the footer.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, state: &mut State) {
    let notice = state.notice.as_ref().map(|(_, notice)| notice.clone());
    let pending = state.pending.clone();
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
    let room = usize::from(area.width).saturating_sub(left.width() + mode.width() + 4);
    let middle = match notice {
        _ if !pending.is_empty() => Line::styled(format!("{} …", chord::shown(&pending)), theme.key),
        Some(notice) => notice_line(&notice, world),
        None => keys(top, world, room),
    };
    let middle = shortened(middle, room, theme);
    let start = area.x + left.width() as u16 + 2;
    frame.render_widget(&left, area);
    let rest = Rect { x: start, width: area.right().saturating_sub(start), ..area };
    frame.render_widget(middle, rest);
    let wide = mode.width() as u16;
    frame.render_widget(mode, Rect { x: area.right().saturating_sub(wide), width: wide, ..area });
}

fn left(world: &World) -> Line<'static> {
    let theme = &world.theme;
    let mut spans = vec![Span::styled(format!(" {}", world.profile), theme.title)];
    let directory = &world.directory;
    if let Some(status) = &world.sync {
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
        spans.push(Span::styled(words.0, words.1));
    }
    let queued = world.sync.as_ref().map_or(directory.queued, |status| status.queued.max(directory.queued));
    if queued > 0 {
        spans.push(Span::styled(format!(" ^{queued}"), theme.mark));
    }
    if directory.drafts > 0 {
        spans.push(Span::styled(format!(" *{}", directory.drafts), theme.mark));
    }
    if directory.conflicts > 0 {
        spans.push(Span::styled(format!(" !{}", directory.conflicts), theme.bad));
    }
    Line::from(spans)
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

/// As many keys as fit, in the order of the surface.
fn keys(top: &dyn Surface, world: &World, room: usize) -> Line<'static> {
    let theme = &world.theme;
    let context = top.context();
    let hint = |action: Action| {
        let key = world.keymap.shown(context, action).filter(|_| world.refusal(action).is_none())?;
        Some(Line::from(vec![
            Span::styled(key, theme.key),
            Span::styled(format!(" {}  ", action.title()), theme.muted),
        ]))
    };
    let hints = top.hints(world);
    // Whoever has no room for anything else still learns where the keys are.
    let last = hints.contains(&Action::Help).then(|| hint(Action::Help)).flatten().unwrap_or_default();
    let mut line = Line::default();
    for shown in hints.into_iter().filter(|action| *action != Action::Help).filter_map(hint) {
        if line.width() + shown.width() + last.width() > room + 2 {
            break;
        }
        line.spans.extend(shown.spans);
    }
    line.spans.extend(last.spans);
    line
}
