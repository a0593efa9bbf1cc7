//! What the root itself does: actions that no surface took, answers that concern the whole.

mod answer;
mod go;
mod verb;

use crate::domain::{PageId, Scope};
use crate::replica::Form;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, LineKind, Notice, Question, Screen};
use crate::tui::state::{Focus, Layout, State};
use crate::tui::surface::Surface;
use crate::tui::tips;

pub(super) use answer::{assigned, data};
pub(super) use go::{space as go_space, title as go_title};

/// Does an action that the surface with the keys passed on.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(reason) = state.world.refusal(action) {
        return cannot(action, &reason);
    }
    match action {
        Action::Cancel => cancel(state),
        Action::Close => close(state),
        Action::Quit => quit(state),
        Action::Suspend => vec![Effect::Suspend],
        Action::Redraw => vec![Effect::Redraw],
        Action::NextPane => go::focus(state, go::next(state.focus)),
        Action::PreviousPane => go::focus(state, go::next(go::next(state.focus))),
        Action::FocusSpaces | Action::GoSpaces => go::focus(state, Focus::Spaces),
        Action::FocusPages => go::focus(state, Focus::Pages),
        Action::FocusPage => go::focus(state, Focus::Page),
        Action::GoFavourites => {
            go::below(state, "Favourites", "No favourite yet: press F on a page or a space.")
        }
        Action::GoRecent => go::below(state, "Recent", "No page opened yet."),
        Action::GoHome => go::home(state),
        Action::Today => go::today(state),
        Action::GoBack => go::back(state),
        Action::GoForward => go::forward(state),
        Action::GoParent => go::parent(state),
        Action::ScrollDown | Action::ScrollUp => state.reader.on_action(action, &state.world).effects,
        Action::FollowLink | Action::Outline | Action::FindNext | Action::FindPrevious
            if state.world.page.is_some() && state.editor.is_none() =>
        {
            go::into_page(state, action)
        }
        Action::Jot => show(Screen::Jot(String::new())),
        Action::GoOutbox => answer::outbox(state),
        Action::GoDrafts => show(Screen::Drafts),
        Action::GoWatched => show(Screen::Watched),
        Action::GoTasks => show(Screen::Tasks),
        Action::Around => verb::around(state),
        Action::GoTrash => show(Screen::Trash),
        Action::GoPage => show(Screen::Jump),
        Action::GoLabels => show(Screen::Labels(Vec::new())),
        Action::SavedSearches => show(Screen::Search(Scope::All)),
        Action::Search => show(Screen::Search(Scope::All)),
        Action::SearchHere => with_page(state, |page| show(Screen::Search(Scope::Subtree(page)))),
        Action::AddPersonalSpace => show(Screen::Personal),
        Action::Welcome => show(Screen::Welcome),
        Action::Palette => show(Screen::Palette),
        Action::Help => show(Screen::Help),
        Action::Menu => show(Screen::Menu),
        Action::Log => show(Screen::Log),
        Action::Themes => show(Screen::Themes),
        Action::Info => show(Screen::Info),
        Action::Permissions => verb::permissions(state),
        Action::Comments => with_page(state, |page| show(Screen::Comments(page))),
        Action::Attachments => with_page(state, |page| show(Screen::Attachments(page, None))),
        Action::History => with_page(state, |page| show(Screen::History(page))),
        Action::Conflict => with_page(state, |page| show(Screen::Conflict(page))),
        Action::Labels => show(Screen::Labels(verb::chosen_pages(state))),
        Action::Move => verb::place(state, Screen::Move),
        Action::CopyTo => verb::place(state, Screen::Copy),
        Action::Edit => verb::edit(state, Form::Markdown, state.world.settings.external_editor),
        Action::EditExternal => verb::edit(state, Form::Markdown, !state.world.settings.external_editor),
        Action::EditStorage => verb::edit_storage(state),
        Action::Add => verb::add(state),
        Action::AddSibling => verb::add_sibling(state),
        Action::AddPost => match &state.world.space {
            Some(space) => show(Screen::Line(LineKind::NewPost(space.clone()))),
            None => Vec::new(),
        },
        Action::Favourite => verb::favourite(state),
        Action::Watch => verb::watch(state),
        Action::Rename => verb::rename(state),
        Action::Trash => verb::trash(state),
        Action::Undo => verb::undo(state),
        Action::Redo => vec![Effect::Redo],
        Action::Sync => vec![Effect::Wake, Effect::Say(Notice::plain("Asked for a sync."))],
        Action::Refresh => super::on_changed(state),
        Action::Zoom => {
            state.layout.zoomed = !state.layout.zoomed;
            Vec::new()
        }
        Action::Unzoom => {
            state.layout.zoomed = false;
            Vec::new()
        }
        Action::Narrower => widen(state, -4),
        Action::Wider => widen(state, 4),
        Action::ResetWidths => {
            state.layout.left = Layout::LEFT;
            state.layout.spaces = None;
            Vec::new()
        }
        Action::Mouse => {
            state.layout.mouse = !state.layout.mouse;
            let text =
                if state.layout.mouse { "The mouse works here." } else { "The mouse is the terminal's." };
            vec![Effect::SetMouse(state.layout.mouse), Effect::Say(Notice::plain(text))]
        }
        Action::CopyTitle => verb::copy(state, |opened| opened.row.page.title.clone()),
        Action::CopyId => verb::copy(state, |opened| opened.id().to_string()),
        Action::CopyMarkdown if state.world.page.as_ref().is_some_and(|opened| opened.is_beginning) => {
            vec![Effect::Say(Notice::plain("The page is still being read: try again in a moment."))]
        }
        Action::CopyMarkdown => verb::copy(state, |opened| opened.projection.markdown.clone()),
        Action::CopyLink => verb::copy(state, |opened| {
            crate::markup::page_link(Some(opened.space.key.as_str()), &opened.row.page.title)
        }),
        Action::CopyUrl => verb::copy(state, |opened| format!("tildr:{}/{}", opened.space.key, opened.id())),
        Action::EndTips => {
            state.tips.end();
            let keep = Effect::SetState { name: tips::OFF, value: tips::OFF_YES.to_owned() };
            vec![keep, Effect::Say(Notice::plain("No more tips.").hinted("? and x show what there is"))]
        }
        Action::ShowCopied => match state.awaiting.copied.clone() {
            Some(text) => show(Screen::Shown(text)),
            None => vec![Effect::Say(Notice::plain("Nothing was copied yet."))],
        },
        // Where nothing can be moved, nothing moves: no sentence about it.
        _ if action <= Action::Bottom => Vec::new(),
        _ => vec![Effect::Say(Notice::plain(format!("“{}” does nothing here.", action.title())))],
    }
}

/// Says why an action is not done.
pub(super) fn cannot(action: Action, reason: &str) -> Vec<Effect> {
    vec![Effect::Say(Notice::refusal(action, reason))]
}

fn show(screen: Screen) -> Vec<Effect> {
    vec![Effect::Show(screen)]
}

fn cancel(state: &mut State) -> Vec<Effect> {
    if !state.overlays.is_empty() {
        state.overlays.pop();
        return Vec::new();
    }
    if std::mem::take(&mut state.awaiting.cancelled) {
        return vec![Effect::SyncJournal, Effect::Quit];
    }
    state.awaiting.cancelled = true;
    vec![Effect::Say(Notice::plain("Ctrl-C again quits; drafts are kept."))]
}

/// Goes one step out: the overlay, then the zoom, then the pane to the left, then the program.
fn close(state: &mut State) -> Vec<Effect> {
    if state.overlays.pop().is_some() {
        return Vec::new();
    }
    if state.layout.zoomed {
        state.layout.zoomed = false;
        return Vec::new();
    }
    match state.focus {
        Focus::Page => go::focus(state, Focus::Pages),
        Focus::Pages => go::focus(state, Focus::Spaces),
        Focus::Spaces => quit(state),
    }
}

fn quit(state: &mut State) -> Vec<Effect> {
    if state.editor.as_ref().is_some_and(|editor| editor.is_unsaved()) {
        let question = Question {
            title: "Quit?".to_owned(),
            lines: vec!["The text in the editor is only in memory: it could not be written.".to_owned()],
            verb: "quit and lose it".to_owned(),
            yes: vec![Effect::Quit],
        };
        return show(Screen::Question(Box::new(question)));
    }
    vec![Effect::SyncJournal, Effect::Quit]
}

fn with_page(state: &State, then: impl FnOnce(PageId) -> Vec<Effect>) -> Vec<Effect> {
    state.world.page_in_hand().cloned().map_or_else(Vec::new, then)
}

fn widen(state: &mut State, by: i16) -> Vec<Effect> {
    let most = state.world.size.0.saturating_sub(40).max(24);
    state.layout.left = state.layout.left.saturating_add_signed(by).clamp(20, most);
    Vec::new()
}

/// Pasted text outside an input becomes a jot, after a look.
pub(super) fn paste(text: &str) -> Vec<Effect> {
    show(Screen::Jot(text.to_owned()))
}
