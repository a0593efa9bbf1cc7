//! Answers that concern the whole: the directory, a page that was opened, an id that was given.

use super::{go, show};
use crate::domain::{PageId, PageKind, PageStatus, SafeText};
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice, Question, Request, Screen};
use crate::tui::message::{Data, Opened};
use crate::tui::pane::reader::Reader;
use crate::tui::state::State;
use crate::tui::tips;
use std::sync::Arc;

/// Answers that concern the whole.
pub(in crate::tui::update) fn data(state: &mut State, data: &Data) -> Vec<Effect> {
    match data {
        Data::Directory(directory) => {
            state.world.directory = directory.clone();
            go::begin(state)
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
            if let Some(opened) = state.world.page.take_if(|opened| opened.id() == page) {
                return out_of_sight(state, &opened);
            }
            vec![Effect::Say(Notice::bad("This page is not here: it is gone, or you may not see it."))]
        }
        Data::Titled(space, title, pages) => go::titled(state, space, title, pages),
        _ => Vec::new(),
    }
}

/// What waits; a removal that waits for a yes is asked about first.
pub(super) fn outbox(state: &State) -> Vec<Effect> {
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

/// The open page is not here any more. A wiki does not tell what is gone from what is hidden, so neither is claimed.
fn out_of_sight(state: &mut State, opened: &Opened) -> Vec<Effect> {
    state.reader = Reader::new();
    if std::mem::take(&mut state.awaiting.own) {
        return Vec::new();
    }
    let title = SafeText::line(&opened.row.page.title);
    let why = format!("“{title}” is not here any more: it was deleted, or you may not see it now.");
    state.gone = Some(why.clone());
    let notice = match state.editor {
        Some(_) => Notice::bad(why).hinted("your text is kept as a draft"),
        None => Notice::bad(why),
    };
    vec![Effect::Say(notice)]
}

/// A page that went into the trash makes way for the one above it.
fn trashed_page(state: &mut State, opened: &Opened) -> Vec<Effect> {
    state.awaiting.editing = None;
    let was_shown = state.world.page.as_ref().is_some_and(|shown| shown.id() == opened.id());
    let mut effects = Vec::new();
    if was_shown && !std::mem::take(&mut state.awaiting.own) {
        let title = SafeText::line(&opened.row.page.title);
        let key = state.world.key(Context::Browse, Action::GoTrash);
        let notice =
            Notice::bad(format!("“{title}” was put into the trash.")).hinted(format!("{key} shows it"));
        effects.push(Effect::Say(notice));
    }
    if let Some(parent) = opened.path.last() {
        effects.push(Effect::Load(Request::Open(parent.id.clone())));
    } else if was_shown {
        state.world.page = None;
        state.reader = Reader::new();
    }
    effects
}

fn opened_page(state: &mut State, opened: Arc<Opened>) -> Vec<Effect> {
    let path: Vec<PageId> = opened.path.iter().map(|page| page.id.clone()).collect();
    let id = opened.id().clone();
    let another = state.world.page.as_ref().is_none_or(|before| *before.id() != id);
    state.world.space = Some(opened.space.id.clone());
    state.world.page = Some(opened.clone());
    state.gone = None;
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

/// A page got its real id: everything that names it follows.
pub(in crate::tui::update) fn assigned(state: &mut State, local: &PageId, real: &PageId) -> Vec<Effect> {
    for page in state.visits.back.iter_mut().chain(&mut state.visits.forward) {
        if page == local {
            page.clone_from(real);
        }
    }
    let open = state.world.page.as_ref().is_some_and(|opened| opened.id() == local);
    let mut effects = crate::tui::update::on_changed(state);
    if open {
        effects.push(Effect::Load(Request::Open(real.clone())));
    }
    effects
}
