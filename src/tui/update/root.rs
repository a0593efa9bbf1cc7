//! What the root itself does: actions that no surface took, answers that concern the whole.

use crate::domain::{PageId, PageKind, PageStatus, Place, Scope, SpaceId};
use crate::replica::Form;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, LineKind, Notice, Question, Request, Screen};
use crate::tui::message::{Data, Opened};
use crate::tui::pane::reader::Reader;
use crate::tui::state::{Focus, Layout, State};
use crate::tui::surface::Surface;
use crate::tui::tips;
use std::sync::Arc;

/// Does an action that the surface with the keys passed on.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    if let Some(reason) = state.world.refusal(action) {
        return vec![Effect::Say(Notice::plain(format!("Cannot {} now: {reason}.", action.title())))];
    }
    match action {
        Action::Cancel => cancel(state),
        Action::Close => close(state),
        Action::Quit => quit(state),
        Action::Suspend => vec![Effect::Suspend],
        Action::Redraw => vec![Effect::Redraw],
        Action::NextPane => focus(state, next(state.focus)),
        Action::PreviousPane => focus(state, next(next(state.focus))),
        Action::FocusSpaces | Action::GoSpaces => focus(state, Focus::Spaces),
        Action::FocusPages => focus(state, Focus::Pages),
        Action::FocusPage => focus(state, Focus::Page),
        Action::GoFavourites => {
            go_below(state, "Favourites", "No favourite yet: press F on a page or a space.")
        }
        Action::GoRecent => go_below(state, "Recent", "No page opened yet."),
        Action::GoHome => go_home(state),
        Action::Today => today(state),
        Action::GoBack => go_back(state),
        Action::GoForward => go_forward(state),
        Action::GoParent => go_parent(state),
        Action::ScrollDown | Action::ScrollUp => state.reader.on_action(action, &state.world).effects,
        Action::Jot => show(Screen::Jot(String::new())),
        Action::GoOutbox => outbox(state),
        Action::GoDrafts => show(Screen::Drafts),
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
        Action::Comments => with_page(state, |page| show(Screen::Comments(page))),
        Action::Attachments => with_page(state, |page| show(Screen::Attachments(page))),
        Action::History => with_page(state, |page| show(Screen::History(page))),
        Action::Conflict => with_page(state, |page| show(Screen::Conflict(page))),
        Action::Labels => show(Screen::Labels(chosen_pages(state))),
        Action::Move => place(state, Screen::Move),
        Action::CopyTo => place(state, Screen::Copy),
        Action::Edit => edit(state, Form::Markdown, state.world.settings.external_editor),
        Action::EditExternal => edit(state, Form::Markdown, !state.world.settings.external_editor),
        Action::EditStorage => edit_storage(state),
        Action::Add => add(state),
        Action::AddSibling => add_sibling(state),
        Action::AddPost => match &state.world.space {
            Some(space) => show(Screen::Line(LineKind::NewPost(space.clone()))),
            None => Vec::new(),
        },
        Action::Favourite => favourite(state),
        Action::Rename => rename(state),
        Action::Trash => trash(state),
        Action::Undo => undo(state),
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
        Action::CopyTitle => copy(state, |opened| opened.row.page.title.clone()),
        Action::CopyId => copy(state, |opened| opened.id().to_string()),
        Action::CopyMarkdown if state.world.page.as_ref().is_some_and(|opened| opened.is_beginning) => {
            vec![Effect::Say(Notice::plain("The page is still being read: try again in a moment."))]
        }
        Action::CopyMarkdown => copy(state, |opened| opened.projection.markdown.clone()),
        Action::CopyLink => copy(state, |opened| {
            crate::markup::page_link(Some(opened.space.key.as_str()), &opened.row.page.title)
        }),
        Action::CopyUrl => copy(state, |opened| format!("tildr:{}/{}", opened.space.key, opened.id())),
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
        _ => vec![Effect::Say(Notice::plain(format!("Nothing to {} here.", action.title())))],
    }
}

/// Takes back what was offered last, as long as it is fresh, else the last change.
fn undo(state: &mut State) -> Vec<Effect> {
    const FRESH_SECONDS: i64 = 600;
    match state.awaiting.undo.take() {
        Some((at, effect)) if state.world.now.as_second() - at.as_second() < FRESH_SECONDS => vec![effect],
        _ => vec![Effect::Undo],
    }
}

fn show(screen: Screen) -> Vec<Effect> {
    vec![Effect::Show(screen)]
}

fn next(focus: Focus) -> Focus {
    match focus {
        Focus::Spaces => Focus::Pages,
        Focus::Pages => Focus::Page,
        Focus::Page => Focus::Spaces,
    }
}

fn focus(state: &mut State, focus: Focus) -> Vec<Effect> {
    state.overlays.clear();
    state.focus = focus;
    Vec::new()
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
        Focus::Page => focus(state, Focus::Pages),
        Focus::Pages => focus(state, Focus::Spaces),
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

fn go_below(state: &mut State, heading: &str, nothing: &str) -> Vec<Effect> {
    state.overlays.clear();
    state.focus = Focus::Spaces;
    if state.spaces.select_below(heading) { Vec::new() } else { vec![Effect::Say(Notice::plain(nothing))] }
}

fn go_home(state: &mut State) -> Vec<Effect> {
    use crate::domain::SpaceStatus;
    match state.world.my_space() {
        Some(shelf) if shelf.space.status == SpaceStatus::Active => {
            vec![Effect::GoSpace(shelf.space.id.clone())]
        }
        _ => show(Screen::Personal),
    }
}

/// Opens a space: the tree shows it, its home page opens.
pub(super) fn go_space(state: &mut State, space: &SpaceId) -> Vec<Effect> {
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
pub(super) fn go_title(
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
fn today(state: &mut State) -> Vec<Effect> {
    let Some(space) = state.world.my_space().map(|shelf| shelf.space.id.clone()) else {
        return show(Screen::Personal);
    };
    let day = state.world.now.to_zoned(state.world.zone.clone()).date();
    go_title(state, Some(space), format!("Journal {day}"), None)
}

fn go_back(state: &mut State) -> Vec<Effect> {
    let Some(page) = state.visits.back.pop() else {
        return vec![Effect::Say(Notice::plain("This is the first page you opened."))];
    };
    if let Some(opened) = &state.world.page {
        state.visits.forward.push(opened.id().clone());
    }
    vec![Effect::Load(Request::Open(page))]
}

fn go_forward(state: &mut State) -> Vec<Effect> {
    let Some(page) = state.visits.forward.pop() else {
        return vec![Effect::Say(Notice::plain("There is no page to go forward to."))];
    };
    if let Some(opened) = &state.world.page {
        state.visits.back.push(opened.id().clone());
    }
    vec![Effect::Load(Request::Open(page))]
}

fn go_parent(state: &mut State) -> Vec<Effect> {
    match state.world.page.as_ref().and_then(|opened| opened.row.page.parent.clone()) {
        Some(parent) => vec![Effect::Go(parent)],
        None => vec![Effect::Say(Notice::plain("This page is at the top of its space."))],
    }
}

fn with_page(state: &State, then: impl FnOnce(PageId) -> Vec<Effect>) -> Vec<Effect> {
    state.world.page_in_hand().cloned().map_or_else(Vec::new, then)
}

fn chosen_pages(state: &State) -> Vec<PageId> {
    if state.focus == Focus::Pages || state.pages.mark_count() > 0 {
        return state.pages.chosen().into_iter().map(|row| row.page.id).collect();
    }
    state.world.page_in_hand().cloned().into_iter().collect()
}

/// Returns the pages a verb acts on, without those that stand below another one and go with it.
fn outermost_pages(state: &State) -> Vec<PageId> {
    if state.pages.mark_count() == 0 {
        return chosen_pages(state);
    }
    state.pages.outermost().into_iter().map(|row| row.page.id).collect()
}

/// Asks for a place for the chosen pages.
fn place(state: &State, screen: fn(Vec<PageId>) -> Screen) -> Vec<Effect> {
    match outermost_pages(state) {
        pages if pages.is_empty() => vec![Effect::Say(Notice::plain("Open or select a page first."))],
        pages => show(screen(pages)),
    }
}

fn edit(state: &mut State, form: Form, external: bool) -> Vec<Effect> {
    let Some(page) = state.world.page_in_hand().cloned() else { return Vec::new() };
    state.awaiting.external = external;
    if state.world.page.as_ref().is_some_and(|opened| *opened.id() == page) {
        return vec![Effect::EditHere(form)];
    }
    state.awaiting.editing = Some((page.clone(), form));
    vec![Effect::Go(page)]
}

/// Edits what is stored; from the editor of that, goes back to Markdown. Each keeps its draft.
fn edit_storage(state: &mut State) -> Vec<Effect> {
    let Some(editor) = &state.editor else { return edit(state, Form::Storage, false) };
    let (other, again) = match editor.form() {
        Form::Markdown => (Form::Storage, Action::EditStorage),
        Form::Storage => (Form::Markdown, Action::Edit),
    };
    match editor.step_aside(Effect::Act(again)) {
        Ok(mut effects) => {
            // The page is read again first, with the draft that was just kept.
            state.awaiting.editing = Some((editor.page().clone(), other));
            effects.push(Effect::EndEdit);
            effects
        }
        Err(question) => vec![question],
    }
}

fn add(state: &State) -> Vec<Effect> {
    let place = match (state.world.page_in_hand(), &state.world.space) {
        (Some(page), _) => Place::LastChildOf(page.clone()),
        (None, Some(space)) => Place::RootOf(space.clone()),
        (None, None) => return Vec::new(),
    };
    show(Screen::Line(LineKind::NewPage(place)))
}

fn add_sibling(state: &State) -> Vec<Effect> {
    match state.world.page_in_hand() {
        Some(page) => show(Screen::Line(LineKind::NewPage(Place::After(page.clone())))),
        None => add(state),
    }
}

fn rename(state: &State) -> Vec<Effect> {
    let title = match (&state.world.hand, &state.world.page) {
        (Some(hand), _) => hand.title.clone(),
        (None, Some(opened)) => opened.row.page.title.clone(),
        (None, None) => return Vec::new(),
    };
    with_page(state, |page| show(Screen::Line(LineKind::Rename(page, title))))
}

fn trash(state: &State) -> Vec<Effect> {
    let rows = match state.pages.outermost() {
        rows if state.focus == Focus::Pages || state.pages.mark_count() > 0 => rows,
        _ => state.world.page.iter().map(|opened| opened.row.clone()).collect(),
    };
    let Some(first) = rows.first() else { return Vec::new() };
    let what = match rows.len() {
        1 => format!("“{}”", crate::domain::SafeText::line(&first.page.title)),
        count => format!("{count} pages"),
    };
    let intents = rows.iter().map(|row| Intent::Trash(row.page.id.clone())).collect();
    let said = format!("{what} is in the trash. u brings it back.");
    let commit = vec![Effect::Commit { intents, said }, Effect::ClearMarks];
    if !rows.iter().any(|row| row.has_children) {
        return commit;
    }
    let question = Question {
        title: format!("Put {what} into the trash?"),
        lines: vec!["The pages below go with it. u brings everything back.".to_owned()],
        verb: "to the trash".to_owned(),
        yes: commit,
    };
    show(Screen::Question(Box::new(question)))
}

/// Puts the page in hand among the favourites, or takes it out.
fn favourite(state: &State) -> Vec<Effect> {
    let Some(page) = state.world.page_in_hand().cloned() else {
        return vec![Effect::Say(Notice::plain("Select a page or a space first."))];
    };
    let on = !state.world.directory.favourite_pages.iter().any(|favourite| favourite.page == page);
    let key = state.world.key(Context::Browse, Action::GoFavourites);
    let said = match on {
        true => Notice::good("The page is among your favourites.").hinted(format!("{key} shows them")),
        false => Notice::good("The page is no favourite any more."),
    };
    vec![Effect::SetFavouritePage(page, on), Effect::Load(Request::Directory), Effect::Say(said)]
}

fn widen(state: &mut State, by: i16) -> Vec<Effect> {
    let most = state.world.size.0.saturating_sub(40).max(24);
    state.layout.left = state.layout.left.saturating_add_signed(by).clamp(20, most);
    Vec::new()
}

fn copy(state: &State, text: impl Fn(&Opened) -> String) -> Vec<Effect> {
    state.world.page.iter().map(|opened| Effect::Copy(text(opened))).collect()
}

/// Pasted text outside an input becomes a jot, after a look.
pub(super) fn paste(text: &str) -> Vec<Effect> {
    show(Screen::Jot(text.to_owned()))
}

/// Answers that concern the whole.
pub(super) fn data(state: &mut State, data: &Data) -> Vec<Effect> {
    match data {
        Data::Directory(directory) => {
            state.world.directory = directory.clone();
            begin(state)
        }
        Data::Recent(rows) => {
            Arc::make_mut(&mut state.world.directory).recent.clone_from(rows);
            Vec::new()
        }
        Data::Opened(opened) if opened.row.page.status == PageStatus::Trashed => trashed_page(state, opened),
        Data::Opened(opened) => opened_page(state, opened.clone()),
        Data::Setting(name, value) if name == tips::OFF => {
            if value.is_some() {
                state.tips.end();
            }
            Vec::new()
        }
        Data::Setting(name, value) if name == tips::USED => {
            state.tips.learn(value.as_deref());
            Vec::new()
        }
        Data::Missing(page) => {
            state.awaiting.editing = None;
            let gone = state.world.page.as_ref().is_some_and(|opened| opened.id() == page);
            if gone {
                state.world.page = None;
                state.reader = Reader::new();
                return Vec::new();
            }
            vec![Effect::Say(Notice::bad("This page is not here: it is gone, or you may not see it."))]
        }
        Data::Titled(space, title, pages) => titled(state, space, title, pages),
        _ => Vec::new(),
    }
}

/// What waits; a removal that waits for a yes is asked about first.
fn outbox(state: &State) -> Vec<Effect> {
    let mut effects = show(Screen::Outbox);
    if let Some(pages) = state.world.sync.as_ref().and_then(|sync| sync.removal) {
        let question = Question {
            title: format!("Let {pages} pages vanish here?"),
            lines: vec![
                "They are gone on the wiki, or you may not see them any more.".to_owned(),
                "So many at once can be a mistake there: look at the wiki first.".to_owned(),
                "Texts you have not delivered yet are kept.".to_owned(),
            ],
            verb: "remove them".to_owned(),
            yes: vec![Effect::ConfirmRemoval, Effect::Say(Notice::plain("Asked for a sync."))],
        };
        effects.extend(show(Screen::Question(Box::new(question))));
    }
    effects
}

/// The first directory decides where the person lands.
fn begin(state: &mut State) -> Vec<Effect> {
    if std::mem::replace(&mut state.awaiting.begun, true) {
        return Vec::new();
    }
    if let Some(row) = state.world.directory.recent.first() {
        let page = row.page.id.clone();
        return vec![Effect::Load(Request::Open(page))];
    }
    match state.world.my_space() {
        Some(shelf) => vec![Effect::GoSpace(shelf.space.id.clone()), Effect::Act(Action::FocusPage)],
        None => show(Screen::Welcome),
    }
}

/// A page that went into the trash makes way for the one above it.
fn trashed_page(state: &mut State, opened: &Opened) -> Vec<Effect> {
    state.awaiting.editing = None;
    if let Some(parent) = opened.path.last() {
        return vec![Effect::Load(Request::Open(parent.id.clone()))];
    }
    if state.world.page.as_ref().is_some_and(|shown| shown.id() == opened.id()) {
        state.world.page = None;
        state.reader = Reader::new();
    }
    Vec::new()
}

fn opened_page(state: &mut State, opened: Arc<Opened>) -> Vec<Effect> {
    let path: Vec<PageId> = opened.path.iter().map(|page| page.id.clone()).collect();
    let id = opened.id().clone();
    let another = state.world.page.as_ref().is_none_or(|before| *before.id() != id);
    state.world.space = Some(opened.space.id.clone());
    state.world.page = Some(opened.clone());
    let mut effects = Vec::new();
    if another {
        effects.extend(match opened.row.page.kind {
            PageKind::Page => state.pages.reveal(&opened.space.id, &path, &id),
            PageKind::BlogPost { day } => state.pages.reveal_post(&opened.space.id, day, &id),
        });
        state.spaces.select(&opened.space.id);
    }
    if let Some((_, form)) = state.awaiting.editing.take_if(|(page, _)| *page == id && !opened.is_beginning) {
        effects.push(Effect::EditHere(form));
    }
    effects
}

fn titled(state: &mut State, space: &SpaceId, title: &str, pages: &[crate::domain::Page]) -> Vec<Effect> {
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

/// A page got its real id: everything that names it follows.
pub(super) fn assigned(state: &mut State, local: &PageId, real: &PageId) -> Vec<Effect> {
    for page in state.visits.back.iter_mut().chain(&mut state.visits.forward) {
        if page == local {
            page.clone_from(real);
        }
    }
    let open = state.world.page.as_ref().is_some_and(|opened| opened.id() == local);
    let mut effects = super::on_changed(state);
    if open {
        effects.push(Effect::Load(Request::Open(real.clone())));
    }
    effects
}
