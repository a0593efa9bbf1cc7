//! The terminal interface: message, update, effects, view.
//!
//! ```text
//!   crossterm ─► Message ─► update ─► Effect ─► executor ─► Message …
//!                             │                    └─ tasks (search, online) answer later
//!                             ▼
//!                           State ─► view ─► frame         one frame when the queue is empty
//! ```
//!
//! **A pane or overlay** is a [`surface::Surface`]. It gets what it may look at as [`world::World`] and answers
//! with a [`surface::Step`]: what becomes of it, and the [`effect::Effect`]s it wants. It never touches the
//! replica: it asks with `Effect::Load(Request::…)` and takes the [`message::Data`] it is offered in `on_data`
//! (every surface is offered every answer; take what is yours). Changes go out as
//! `Effect::Commit { intents, said }`: the executor gives ids and moments, looks up where things stand, and
//! commits all intents as one action with one undo.
//!
//! **Adding an overlay**: a file in `overlay/` with `open(…) -> Option<Box<dyn Surface>>`, a variant of
//! [`effect::Screen`], a line in `overlay::open`. Draw with [`widget::popup`]; return the context whose keys count
//! from `context()`. Text fields return `true` from `wants_text()`: printable keys then come to `on_key`, all others
//! are looked up first and come to `on_key` when no table knows them (arrows in the editor, Home, Backspace).
//!
//! **Adding an action**: a row in [`action`], a line in `assets/keys.toml`; palette, help, menu, footer and
//! `docs/keys.md` follow. The surface with the keys gets it first; what it passes on is done by `update::root`.
//!
//! **The page pane** is drawn inside a border that the root draws: `Reader` and `Editor` tell its foot and state.

pub mod action;
pub mod chord;
pub mod document;
pub mod effect;
pub mod executor;
pub mod external;
pub mod highlight;
pub mod keymap;
pub mod message;
pub mod outcome;
pub mod overlay;
pub mod pane;
pub mod picture;
pub mod print;
pub mod reference;
mod resume;
pub mod run;
pub mod state;
pub mod surface;
pub mod term;
#[doc(hidden)]
pub mod testing;
pub mod theme;
pub mod tips;
pub mod typed;
pub mod update;
pub mod view;
pub mod widget;
pub mod world;
