//! What is done to the pages in hand: edited, added, renamed, put away, watched, copied.

use super::{show, with_page};
use crate::domain::{Change, Page, PageId, Place, SafeText, Spot, Thing, Watched};
use crate::replica::Form;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Intent, LineKind, Notice, Question, Request, Screen};
use crate::tui::message::Opened;
use crate::tui::state::{Focus, State};

/// Takes back what was offered last, as long as it is fresh, else the last change.
pub(super) fn undo(state: &mut State) -> Vec<Effect> {
    const FRESH_SECONDS: i64 = 600;
    match state.awaiting.undo.take() {
        Some((at, effect)) if state.world.now.as_second() - at.as_second() < FRESH_SECONDS => vec![effect],
        _ => vec![Effect::Undo],
    }
}

pub(super) fn chosen_pages(state: &State) -> Vec<PageId> {
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
pub(super) fn place(state: &State, screen: fn(Vec<PageId>) -> Screen) -> Vec<Effect> {
    match outermost_pages(state) {
        pages if pages.is_empty() => vec![Effect::Say(Notice::plain("Open or select a page first."))],
        pages => show(screen(pages)),
    }
}

pub(super) fn edit(state: &mut State, form: Form, external: bool) -> Vec<Effect> {
    let Some(page) = state.world.page_in_hand().cloned() else { return Vec::new() };
    state.awaiting.external = external;
    if state.world.page.as_ref().is_some_and(|opened| *opened.id() == page) {
        return vec![Effect::EditHere(form)];
    }
    state.awaiting.editing = Some((page.clone(), form));
    vec![Effect::Go(page)]
}

/// Edits what is stored; from the editor of that, goes back to Markdown. Each keeps its draft.
pub(super) fn edit_storage(state: &mut State) -> Vec<Effect> {
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

pub(super) fn add(state: &State) -> Vec<Effect> {
    let place = match (state.world.page_in_hand(), &state.world.space) {
        (Some(page), _) => Place::LastChildOf(page.clone()),
        (None, Some(space)) => Place::RootOf(space.clone()),
        (None, None) => return Vec::new(),
    };
    show(Screen::Line(LineKind::NewPage(place)))
}

pub(super) fn add_sibling(state: &State) -> Vec<Effect> {
    match state.world.page_in_hand() {
        Some(page) => show(Screen::Line(LineKind::NewPage(Place::After(page.clone())))),
        None => add(state),
    }
}

pub(super) fn rename(state: &State) -> Vec<Effect> {
    let title = match (&state.world.hand, &state.world.page) {
        (Some(hand), _) => hand.title.clone(),
        (None, Some(opened)) => opened.row.page.title.clone(),
        (None, None) => return Vec::new(),
    };
    with_page(state, |page| show(Screen::Line(LineKind::Rename(page, title))))
}

pub(super) fn trash(state: &State) -> Vec<Effect> {
    let rows = match state.pages.outermost() {
        rows if state.focus == Focus::Pages || state.pages.mark_count() > 0 => rows,
        _ => state.world.page.iter().map(|opened| opened.row.clone()).collect(),
    };
    let Some(first) = rows.first() else { return Vec::new() };
    let what = match rows.len() {
        1 => format!("“{}”", SafeText::line(&first.page.title)),
        count => format!("{count} pages"),
    };
    if let ([row], Some(why)) = (rows.as_slice(), home_stays(state, &first.page)) {
        let title = SafeText::line(&row.page.title);
        return vec![Effect::Say(Notice::bad(format!("“{title}” stays: {why}.")))];
    }
    let intents = rows.iter().map(|row| Intent::Trash(row.page.id.clone())).collect();
    let said = match rows.len() {
        1 => format!("{what} is in the trash. u brings it back."),
        _ => format!("{what} are in the trash. u brings them back."),
    };
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

/// Says why a page cannot go to the trash, before anything is asked.
fn home_stays(state: &State, page: &Page) -> Option<String> {
    let spot = Spot { space: page.space.clone(), parent: page.parent.clone(), after: None };
    let trash = Change::Trash { page: page.id.clone(), spot };
    state.world.shelf(&page.space)?.space.home_stays(&trash, &[])
}

/// Puts the page in hand among the favourites, or takes it out.
pub(super) fn favourite(state: &State) -> Vec<Effect> {
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

pub(super) fn copy(state: &State, text: impl Fn(&Opened) -> String) -> Vec<Effect> {
    state.world.page.iter().map(|opened| Effect::Copy(text(opened))).collect()
}

/// Watches the page in hand, or does not any more.
pub(super) fn watch(state: &State) -> Vec<Effect> {
    let Some(page) = state.world.page_in_hand().cloned() else {
        return vec![Effect::Say(Notice::plain("Select a page or a space first."))];
    };
    let page = Watched::Page(page);
    let on = !state.world.directory.watched.contains(&page);
    vec![Effect::watch(page, on)]
}

/// Shows the pages around the one in hand.
pub(super) fn around(state: &State) -> Vec<Effect> {
    let world = &state.world;
    match (&world.hand, &world.page) {
        (Some(hand), _) => show(Screen::Around(hand.page.clone(), hand.title.clone())),
        (None, Some(page)) => show(Screen::Around(page.id().clone(), page.row.page.title.clone())),
        (None, None) => Vec::new(),
    }
}

/// Shows who can see the page in hand, or the space where there is none.
pub(super) fn permissions(state: &State) -> Vec<Effect> {
    let thing = match (state.world.page_in_hand(), &state.world.space) {
        (Some(page), _) => Thing::Page(page.clone()),
        (None, Some(space)) => Thing::Space(space.clone()),
        (None, None) => return vec![Effect::Say(Notice::plain("Select a page or a space first."))],
    };
    show(Screen::Permissions(thing))
}
