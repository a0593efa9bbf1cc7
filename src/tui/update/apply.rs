//! Applies the effects that are about the interface itself; what is left goes to the executor.

use super::{lists, root, take};
use crate::domain::SafeText;
use crate::replica::Form;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Intent, Notice, Question, Request, Screen, Timer, Tone};
use crate::tui::overlay;
use crate::tui::pane::editor::Editor;
use crate::tui::state::{Focus, State};
use crate::tui::surface::{Next, Surface};
use crate::tui::world::LogLine;
use std::collections::VecDeque;
use std::time::Duration;

/// How many lines the log keeps.
const LOG_LINES: usize = 500;

/// Applies effects in order, with those they lead to, and returns the ones for the executor.
pub fn apply(state: &mut State, effects: Vec<Effect>) -> Vec<Effect> {
    let mut queue: VecDeque<Effect> = effects.into();
    let mut left = Vec::new();
    while let Some(effect) = queue.pop_front() {
        state.lists.take_if(|_| !lists::leave_alone(&effect));
        let more = match effect {
            Effect::Go(page) => go(state, page),
            Effect::GoTitle { space, title, anchor } => root::go_title(state, space, title, anchor),
            Effect::GoSpace(space) => root::go_space(state, &space),
            Effect::Show(screen) => show(state, screen),
            Effect::EditHere(form) => edit_here(state, form),
            Effect::EditBeside { page, beside } => {
                state.awaiting.beside = Some(beside);
                state.awaiting.editing = Some((page.clone(), Form::Markdown));
                go(state, page)
            }
            Effect::Beside(page) => match &mut state.editor {
                Some(editor) => editor.show_beside(page),
                None => Vec::new(),
            },
            Effect::EndEdit => end_edit(state),
            Effect::CloseEdit => {
                state.editor = None;
                Vec::new()
            }
            Effect::Act(action) => act(state, action),
            Effect::Say(notice) => say(state, notice),
            Effect::NewPage { place, title, storage } => {
                state.awaiting.created = true;
                let intents = vec![Intent::Create { place, title, storage }];
                vec![Effect::Commit { intents, said: String::new() }]
            }
            Effect::NewPost { space, day, title } => {
                state.awaiting.created = true;
                let intents = vec![Intent::Post { space, day, title }];
                vec![Effect::Commit { intents, said: String::new() }]
            }
            Effect::SetTheme(theme) => {
                state.world.theme = *theme;
                Vec::new()
            }
            Effect::ClearMarks => {
                state.pages.clear_marks();
                Vec::new()
            }
            Effect::ShowWords(words) => {
                state.focus = Focus::Page;
                state.reader.show_words(&words);
                Vec::new()
            }
            Effect::OfferUndo(effect) => {
                state.awaiting.undo = effect.map(|effect| (state.world.now, *effect));
                Vec::new()
            }
            Effect::Copy(text) => {
                state.awaiting.copied = Some(text.clone());
                left.push(Effect::Copy(text));
                Vec::new()
            }
            other => {
                left.push(other);
                Vec::new()
            }
        };
        for effect in more.into_iter().rev() {
            queue.push_front(effect);
        }
    }
    left
}

/// Does an action: the surface with the keys first, then the root.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    // Most overlays mean something of their own by a name; these are about the page whatever is on top.
    let is_beside = matches!(action, Action::WriteComment | Action::Reply | Action::AddFile);
    if (state.overlays.is_empty() || is_beside)
        && let Some(reason) = state.world.lacking(action)
    {
        return root::cannot(action, &reason);
    }
    let (top, world) = state.top_and_world();
    let step = top.on_action(action, world);
    if step.next == Next::Pass {
        // The root moves the focus, and the borders between panes.
        state.lists = None;
        let mut effects = step.effects;
        effects.extend(root::act(state, action));
        return effects;
    }
    take(state, step)
}

fn go(state: &mut State, page: crate::domain::PageId) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(editor) = state.editor.as_ref().filter(|editor| *editor.page() != page) {
        match editor.step_aside(Effect::Go(page.clone())) {
            Ok(kept) => effects.extend(kept),
            Err(question) => return vec![question],
        }
        state.editor = None;
    }
    if let Some(opened) = &state.world.page
        && *opened.id() != page
    {
        state.visits.back.push(opened.id().clone());
        state.visits.forward.clear();
    }
    state.overlays.clear();
    state.focus = Focus::Page;
    effects.extend([Effect::Load(Request::Open(page.clone())), Effect::Visited(page)]);
    effects
}

fn show(state: &mut State, screen: Screen) -> Vec<Effect> {
    state.refresh_world();
    match overlay::open(screen, &state.world) {
        Some(mut surface) => {
            let effects = surface.start(&state.world);
            state.overlays.push(surface);
            effects
        }
        None => vec![Effect::Say(Notice::plain("There is nothing to show here yet."))],
    }
}

fn edit_here(state: &mut State, form: Form) -> Vec<Effect> {
    let external = std::mem::take(&mut state.awaiting.external);
    let beside = state.awaiting.beside.take();
    let Some(opened) = state.world.page.clone() else {
        return vec![Effect::Say(Notice::plain("Open a page first."))];
    };
    if opened.is_beginning {
        // The editor opens when all of the page is there.
        state.awaiting.editing = Some((opened.id().clone(), form));
        state.awaiting.external = external;
        state.awaiting.beside = beside;
        return Vec::new();
    }
    if let Some(reason) = opened.projection.read_only.as_ref().filter(|_| form == Form::Markdown) {
        return offer_storage(state, reason);
    }
    if state.editor.is_some() {
        state.focus = Focus::Page;
        return Vec::new();
    }
    let mut editor = Editor::new(opened, form);
    let mut effects = editor.start(&state.world);
    if let Some(beside) = beside {
        effects.extend(editor.show_beside(beside));
    }
    if external {
        effects.extend(editor.on_action(Action::EditExternal, &state.world).effects);
    }
    state.editor = Some(editor);
    state.focus = Focus::Page;
    effects
}

/// A page that has no Markdown can be mended where it is stored.
fn offer_storage(state: &mut State, reason: &str) -> Vec<Effect> {
    let question = Question {
        title: "This page cannot be edited as Markdown".to_owned(),
        lines: vec![
            format!("{}.", SafeText::line(reason)),
            "What is stored can be edited as it is; a save looks whether it is whole.".to_owned(),
        ],
        verb: "edit what is stored".to_owned(),
        yes: vec![Effect::EditHere(Form::Storage)],
    };
    show(state, Screen::Question(Box::new(question)))
}

fn end_edit(state: &mut State) -> Vec<Effect> {
    state.editor = None;
    let reload = state.world.page.as_ref().map(|opened| Effect::Load(Request::Open(opened.id().clone())));
    reload.into_iter().collect()
}

fn say(state: &mut State, notice: Notice) -> Vec<Effect> {
    state.awaiting.notices += 1;
    let number = state.awaiting.notices;
    state.world.log.push(LogLine { at: state.world.now, notice: notice.clone() });
    if state.world.log.len() > LOG_LINES {
        state.world.log.remove(0);
    }
    let stays = notice.tone == Tone::Bad;
    state.notice = Some((number, notice));
    if stays { Vec::new() } else { vec![Effect::After(Duration::from_secs(5), Timer::Notice(number))] }
}
