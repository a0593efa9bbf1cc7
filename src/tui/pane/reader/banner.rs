//! Lines above a page that say what is special about it, and a sentence where a page is empty.

use crate::domain::{PageStatus, SpaceStatus};
use crate::tui::action::{Action, Context};
use crate::tui::message::Opened;
use crate::tui::widget::{page, row};
use crate::tui::world::World;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Draws the banners of a page; returns the area below them.
pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, opened: &Opened, world: &World) -> Rect {
    let rest = below(area, opened, world);
    for ((text, look), y) in lines(opened, world).into_iter().zip(area.y..rest.y) {
        let look = look.add_modifier(Modifier::BOLD);
        page::banner(frame.buffer_mut(), Rect { y, height: 1, ..area }, &text, look);
    }
    rest
}

/// Returns the area below the banners; some of the page always stays in sight.
pub(super) fn below(area: Rect, opened: &Opened, world: &World) -> Rect {
    let rows = (lines(opened, world).len() as u16).min(area.height.saturating_sub(3));
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// Returns what is special, most urgent first.
fn lines(opened: &Opened, world: &World) -> Vec<(String, Style)> {
    let theme = &world.theme;
    let key = |action| world.key(Context::Page, action);
    let mut lines = Vec::new();
    if opened.row.mark.conflict {
        let text =
            format!("! Two edits could not be merged; both are kept. {} shows them.", key(Action::Conflict));
        lines.push((text, theme.bad));
    }
    if opened.row.page.status == PageStatus::Trashed {
        let text =
            format!("This page is in the trash. {} shows the trash, to restore it.", key(Action::GoTrash));
        lines.push((text, theme.warning));
    }
    match opened.space.status {
        SpaceStatus::Active => {}
        SpaceStatus::Archived => {
            lines.push(("This space is archived: it can only be read.".into(), theme.warning))
        }
        SpaceStatus::Trashed => lines.push(("This space is in the trash.".into(), theme.warning)),
    }
    if let Some(draft) = &opened.draft {
        let text = format!(
            "* A draft is kept, last typed {} ago. {} goes on with it.",
            world.ago(draft.updated),
            key(Action::Edit)
        );
        lines.push((text.replace("now ago", "just now"), theme.mark));
    }
    if let Some(draft) = &opened.storage_draft {
        let text = format!(
            "* A draft of what is stored is kept, last typed {} ago. {} goes on with it.",
            world.ago(draft.updated),
            key(Action::EditStorage)
        );
        lines.push((text.replace("now ago", "just now"), theme.mark));
    }
    if let Some(reason) = opened.projection.read_only.as_ref().filter(|_| !opened.is_beginning) {
        let text = format!("Only to be read: {reason}. {} edits what is stored.", key(Action::EditStorage));
        lines.push((text, theme.warning));
    }
    lines
}

/// Says what to do with an empty page.
pub(super) fn empty(frame: &mut Frame<'_>, area: Rect, world: &World) {
    let below = Rect { y: area.y + 3.min(area.height), height: area.height.saturating_sub(3), ..area };
    let text = format!("This page is empty. {} writes into it.", world.key(Context::Page, Action::Edit));
    row::sentence(frame, below, &text, &world.theme);
}
