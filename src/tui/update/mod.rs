//! Message in, state and effects out. Pure: no clock (the moment is in the facts), no I/O, no async.
//!
//! A key goes to the surface with the keys: as text when it wants text, else through the keymap as an
//! action. What a surface passes on is done by the root ([`root`]).

mod apply;
mod lists;
mod mouse;
mod root;

use super::action::Action;
use super::chord::Chord;
use super::effect::{Effect, Notice, Request, Timer, Tone};
use super::keymap::Match;
use super::message::{Data, Message, Opened};
use super::pane::reader::Reader;
use super::state::{Focus, State};
use super::surface::{Next, Step, Surface};
use super::tips;
use super::world::World;
use crate::domain::{Change, Entry, PageId};
use crate::replica::Form;
use crate::sync;
use ratatui::crossterm::event::{KeyEvent, KeyEventKind};
use std::sync::Arc;

pub use apply::apply;

/// Returns what is wanted before the first message: the facts of the first frame.
pub fn begin(state: &mut State) -> Vec<Effect> {
    let settings = [Request::Setting("tree-views"), Request::Setting("directory-view"), Request::Directory];
    let mut effects = vec![Reader::remembered()];
    effects.extend(settings.map(Effect::Load));
    if state.tips.is_wanted() {
        effects.extend([tips::OFF, tips::USED].map(|name| Effect::Load(Request::Setting(name))));
    }
    apply(state, effects)
}

/// Returns what the frame that was just drawn could not show yet.
pub fn drawn(state: &mut State) -> Vec<Effect> {
    if state.editor.is_none() {
        state.reader.look_ahead(&state.world);
    }
    let colours = state.world.ink.wanted().map(|wanted| Effect::Load(Request::Colour(wanted)));
    let pictures = state.world.gallery.wanted();
    let drawing = state.world.gallery.drawing.filter(|_| !pictures.is_empty());
    let pictures = drawing.map(|drawing| Effect::Load(Request::Pictures(pictures, drawing)));
    let layout = state.reader.unfinished().map(|layout| Effect::Load(Request::LayOut(Box::new(layout))));
    colours.into_iter().chain(pictures).chain(layout).collect()
}

/// Handles one message.
pub fn update(state: &mut State, message: Message) -> Vec<Effect> {
    state.lists.take_if(|_| !lists::leaves_alone(&message));
    if state.focus != Focus::Page || !state.overlays.is_empty() {
        state.lists = None;
    }
    let before = matches!(message, Message::Key(_)).then(|| (state.top().mode(), noticed(state)));
    let effects = match message {
        Message::Key(key) => on_key(state, key),
        Message::Paste(text) => on_paste(state, &text),
        Message::Mouse(mouse) => mouse::on_mouse(state, mouse),
        Message::Resize(width, height) => {
            state.world.size = (width, height);
            Vec::new()
        }
        Message::Suspended => vec![Effect::Suspend],
        Message::Resumed => vec![Effect::Redraw],
        Message::Data(data) => on_data(state, data),
        Message::Committed { entries, said } => on_committed(state, &entries, said),
        Message::Undone(what) => on_undone(state, what, "Undone", "Nothing to undo."),
        Message::Redone(what) => on_undone(state, what, "Done again", "Nothing to do again."),
        Message::Kept(problem) => match &mut state.editor {
            Some(editor) => editor.on_kept(problem.as_deref(), &state.world),
            None => Vec::new(),
        },
        Message::SaveBegun(page, op) => match &mut state.editor {
            Some(editor) if *editor.page() == page => editor.on_save_begun(op),
            _ => op.map(Effect::GiveUpSave).into_iter().collect(),
        },
        Message::WorkedOut(page, op, outcome) => match &mut state.editor {
            Some(editor) if editor.waits_for(&page, op) => editor.on_worked_out(*outcome, &state.world),
            _ => op.map(Effect::FinishLeft).into_iter().collect(),
        },
        Message::Saved { entry, opened, said } => on_saved(state, &entry, opened, said),
        Message::NotSaved(page, report) => on_not_saved(state, &page, report),
        Message::SaveFinished(notice) => on_save_finished(state, notice),
        Message::Sync(event) => on_sync(state, event),
        Message::Changed => on_changed(state),
        Message::Timer(timer) => on_timer(state, timer),
        Message::Edited(edited) => match &mut state.editor {
            Some(editor) => editor.on_edited(&edited, &state.world),
            None => Vec::new(),
        },
        Message::Copied(how) => {
            let hint = format!(
                "nothing to paste? {} shows it",
                state.world.key(super::action::Context::Browse, Action::ShowCopied)
            );
            vec![Effect::Say(Notice::good(format!("Copied {how}.")).hinted(hint))]
        }
        Message::NotCopied(text) => vec![Effect::Show(super::effect::Screen::Shown(text))],
        Message::Failed(report) => on_failed(state, report),
        Message::Hangup => vec![Effect::SyncJournal, Effect::Quit],
    };
    let mut effects = apply(state, effects);
    if let Some(quit) = effects.iter().position(|effect| *effect == Effect::Quit) {
        effects.splice(quit..quit, state.reader.remember());
    }
    state.refresh_world();
    // A key that led elsewhere was pressed by somebody who is done with what was said before; there other keys are to
    // be seen.
    if before.is_some_and(|(mode, notice)| state.top().mode() != mode && noticed(state) == notice) {
        state.notice = None;
    }
    effects
}

fn noticed(state: &State) -> Option<u64> {
    state.notice.as_ref().map(|(number, _)| *number)
}

fn on_key(state: &mut State, key: KeyEvent) -> Vec<Effect> {
    if key.kind == KeyEventKind::Release {
        return Vec::new();
    }
    // A bad notice stays until it was read: until the next key.
    state.notice.take_if(|(_, notice)| notice.tone == Tone::Bad);
    let cancelled = std::mem::take(&mut state.awaiting.cancelled);
    state.awaiting.journal = None;
    state.awaiting.own = false;
    // Below an overlay nobody has seen the tip yet: the welcome of a first run must not use it up.
    if state.overlays.is_empty() {
        state.tips.key();
    }
    let going_on = !state.pending.is_empty();
    let (top, world) = state.top_and_world();
    if !going_on && top.claims(&key) {
        let step = top.on_key(key, world);
        return take(state, step);
    }
    let context = top.context();
    let mut keys = std::mem::take(&mut state.pending);
    let began = keys.len();
    keys.push(Chord::of(key));
    match state.world.keymap.find(context, &keys) {
        Match::Action(action) => {
            state.awaiting.cancelled = cancelled && action == Action::Cancel;
            let used = state.tips.used(action).map(|value| Effect::SetState { name: tips::USED, value });
            let mut effects: Vec<Effect> = used.into_iter().collect();
            effects.extend(apply::act(state, action));
            effects
        }
        Match::Prefix => {
            state.pending = keys;
            Vec::new()
        }
        Match::None if began > 0 => Vec::new(),
        Match::None => {
            let (top, world) = state.top_and_world();
            let step = top.on_key(key, world);
            take(state, step)
        }
    }
}

fn on_paste(state: &mut State, text: &str) -> Vec<Effect> {
    let (top, world) = state.top_and_world();
    let step = top.on_paste(text, world);
    if step.next == Next::Pass { root::paste(text) } else { take(state, step) }
}

/// Offers something to every surface. Steps of panes only bring effects; overlays may close.
fn offer(state: &mut State, to: impl Fn(&mut dyn Surface, &World) -> Step) -> Vec<Effect> {
    let State { world, spaces, pages, reader, editor, overlays, .. } = state;
    let mut effects = Vec::new();
    effects.extend(to(spaces, world).effects);
    effects.extend(to(pages, world).effects);
    effects.extend(to(reader, world).effects);
    if let Some(editor) = editor {
        effects.extend(to(editor, world).effects);
    }
    let mut closed = Vec::new();
    for (index, overlay) in overlays.iter_mut().enumerate() {
        let step = to(overlay.as_mut(), world);
        effects.extend(step.effects);
        match step.next {
            Next::Stay | Next::Pass => {}
            Next::Close => closed.push(index),
            Next::Replace(screen) => {
                closed.push(index);
                effects.push(Effect::Show(screen));
            }
        }
    }
    for index in closed.into_iter().rev() {
        overlays.remove(index);
    }
    effects
}

fn on_data(state: &mut State, data: Data) -> Vec<Effect> {
    let data = match data {
        // Somebody who went on meanwhile is not called back.
        Data::Whole(opened) => match &state.world.page {
            Some(page) if page.id() == opened.id() => Data::Opened(opened),
            _ => return Vec::new(),
        },
        // Who reads all of it goes on with that until all of what it is now is there.
        Data::Opened(opened) if opened.is_beginning && state.shows_all_of(opened.id()) => return Vec::new(),
        // Handed on whole: a copy of a long page takes as long as several frames.
        Data::LaidOut(layout) => {
            state.reader.take_layout(*layout);
            return Vec::new();
        }
        Data::Coloured(code, colours) => {
            state.world.ink.put(&code, colours);
            return Vec::new();
        }
        Data::Picture(wanted, picture) => {
            state.world.gallery.put(wanted, picture);
            return Vec::new();
        }
        data => data,
    };
    let mut effects = root::data(state, &data);
    effects.extend(offer(state, |surface, world| surface.on_data(&data, world)));
    effects
}

fn on_changed(state: &mut State) -> Vec<Effect> {
    state.world.gallery.look_again();
    let mut effects = vec![Reader::remembered(), Effect::Load(Request::Directory)];
    if let Some(opened) = &state.world.page {
        effects.push(Effect::Load(Request::Open(opened.id().clone())));
    }
    effects.extend(offer(state, |surface, world| Step::stay().and_all(surface.on_changed(world))));
    if let Some((space, title)) = state.awaiting.journal.clone() {
        effects.extend(root::go_title(state, Some(space), title, None));
    }
    effects
}

fn on_saved(state: &mut State, entry: &Entry, opened: Option<Arc<Opened>>, said: String) -> Vec<Effect> {
    let mut effects = vec![Effect::Say(Notice::good(said))];
    let is_here =
        |opened: &Arc<Opened>| state.world.page.as_ref().is_some_and(|page| page.id() == opened.id());
    let opened = opened.filter(is_here);
    let is_shown = opened.is_some();
    effects.extend(opened.map(|opened| on_data(state, Data::Opened(opened))).into_iter().flatten());
    if let Some(editor) = &mut state.editor {
        effects.extend(editor.on_saved(entry, is_shown, &state.world));
    }
    effects
}

fn on_not_saved(state: &mut State, page: &PageId, report: crate::report::Report) -> Vec<Effect> {
    let editor = state.editor.as_mut().filter(|editor| editor.page() == page);
    let mut effects = editor.map(|editor| editor.on_not_saved()).unwrap_or_default();
    effects.push(Effect::Say(report.into()));
    effects
}

fn on_save_finished(state: &mut State, notice: Option<Notice>) -> Vec<Effect> {
    let mut effects = vec![Effect::Wake];
    effects.extend(notice.map(Effect::Say));
    effects.extend(on_changed(state));
    effects
}

fn on_committed(state: &mut State, entries: &[Entry], said: String) -> Vec<Effect> {
    state.awaiting.undo = None;
    state.awaiting.own |= entries.iter().any(|entry| matches!(entry.change, Change::Trash { .. }));
    let mut effects = vec![Effect::Wake];
    if !said.is_empty() {
        effects.push(Effect::Say(Notice::good(said)));
    }
    if let Some(editor) = &mut state.editor {
        effects.extend(editor.on_committed(entries));
    }
    effects.extend(on_changed(state));
    // Last: reading the page in hand again must not bring it back over the new one.
    if state.awaiting.created
        && let Some(page) = entries.iter().find_map(|entry| match &entry.change {
            Change::Create { page, .. } => Some(page.clone()),
            _ => None,
        })
    {
        state.awaiting.created = false;
        state.awaiting.editing = Some((page.clone(), Form::Markdown));
        effects.push(Effect::Go(page));
    }
    effects
}

fn on_undone(state: &mut State, what: Option<String>, done: &str, nothing: &str) -> Vec<Effect> {
    let Some(what) = what else { return vec![Effect::Say(Notice::plain(nothing))] };
    state.awaiting.own = true;
    vec![Effect::Say(Notice::good(format!("{done}: {what}."))), Effect::Wake]
}

fn on_sync(state: &mut State, event: sync::Event) -> Vec<Effect> {
    match event {
        sync::Event::Changed | sync::Event::Delivered(_) => on_changed(state),
        sync::Event::Assigned { local, real } => root::assigned(state, &local, &real),
        sync::Event::Parked { reason, .. } => {
            let hint = format!(
                "{} shows the outbox",
                state.world.key(super::action::Context::Browse, Action::GoOutbox)
            );
            vec![Effect::Say(Notice::bad(format!("A change was refused: {reason}.")).hinted(hint))]
        }
        sync::Event::Conflict(_) => {
            let mut effects = on_changed(state);
            effects.push(Effect::Say(
                Notice::bad("Two edits of one page could not be merged; both are kept.")
                    .hinted("g c on the page shows them"),
            ));
            effects
        }
        sync::Event::WentBack => vec![Effect::Say(
            Notice::bad("The wiki was restored from a backup: everything is fetched again.")
                .hinted("texts it lost are kept here"),
        )],
        sync::Event::Status(status) => {
            let before = state.world.sync.as_ref().and_then(|before| before.removal);
            let asked = status.removal.filter(|pages| before != Some(*pages));
            state.world.sync = Some(status);
            // A notice, not a question: a `y` that was meant for a text must not remove anything.
            asked.map(|pages| Effect::Say(removal(pages, state))).into_iter().collect()
        }
    }
}

fn removal(pages: usize, state: &State) -> Notice {
    let key = state.world.key(super::action::Context::Browse, Action::GoOutbox);
    Notice::bad(format!("{pages} pages gone on the wiki, kept here.")).hinted(format!("{key} asks"))
}

fn on_timer(state: &mut State, timer: Timer) -> Vec<Effect> {
    match timer {
        Timer::Journal => vec![Effect::SyncJournal],
        Timer::Notice(number) => {
            if state.notice.as_ref().is_some_and(|(shown, _)| *shown == number) {
                state.notice = None;
            }
            Vec::new()
        }
        Timer::WhichKey => Vec::new(),
        Timer::RetryDraft => match &mut state.editor {
            Some(editor) => editor.on_timer(&state.world),
            None => Vec::new(),
        },
    }
}

fn on_failed(state: &mut State, report: crate::report::Report) -> Vec<Effect> {
    state.awaiting.created = false;
    vec![Effect::Say(report.into())]
}

/// Takes the answer of the surface with the keys.
fn take(state: &mut State, step: Step) -> Vec<Effect> {
    let mut effects = step.effects;
    match step.next {
        Next::Stay | Next::Pass => {}
        Next::Close => {
            state.overlays.pop();
        }
        Next::Replace(screen) => {
            state.overlays.pop();
            effects.insert(0, Effect::Show(screen));
        }
    }
    effects
}
