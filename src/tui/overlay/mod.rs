//! What lies over the panes: a stack of surfaces, the last one on top and with the keys.
//!
//! This is the index: [`open`] makes the overlay that a [`Screen`] names.

pub mod attachments;
pub mod comments;
pub mod conflict;
pub mod drafts;
mod finder;
pub mod help;
pub mod history;
pub mod info;
pub mod jot;
pub mod jump;
pub mod labels;
pub mod line;
pub mod log;
pub mod menu;
pub mod move_to;
mod offer;
pub mod outbox;
pub mod palette;
mod permissions;
pub mod personal;
pub mod question;
pub mod search;
mod shown;
mod survey;
pub mod themes;
pub mod trash;
mod watched;
pub mod welcome;

use super::effect::Screen;
use super::surface::Surface;
use super::world::World;

/// Makes an overlay; `None` when it cannot be shown now.
pub fn open(screen: Screen, world: &World) -> Option<Box<dyn Surface>> {
    match screen {
        Screen::Palette => palette::open(world),
        Screen::Help => help::open(world),
        Screen::Menu => menu::open(world),
        Screen::Log => log::open(world),
        Screen::Themes => themes::open(world),
        Screen::Welcome => welcome::open(world),
        Screen::Question(question) => question::open(*question),
        Screen::Line(kind) => line::open(kind, world),
        Screen::Jot(text) => jot::open(text, world),
        Screen::Search(scope) => search::open(scope, world),
        Screen::Jump => jump::open(world),
        Screen::JumpBeside => jump::open_beside(world),
        Screen::Labels(pages) => labels::open(pages, world),
        Screen::Move(pages) => move_to::open(pages, world),
        Screen::Copy(pages) => move_to::open_copy(pages, world),
        Screen::Trash => trash::open(world),
        Screen::Watched => watched::open(world),
        Screen::Tasks => survey::open_tasks(),
        Screen::Around(page, title) => survey::open_around(page, title),
        Screen::Outbox => outbox::open(world),
        Screen::Drafts => drafts::open(world),
        Screen::Comments(page) => comments::open(page, world),
        Screen::Thread(page, mark) => comments::open_thread(page, mark, world),
        Screen::CommentOn(page, passage) => comments::open_on(page, passage, world),
        Screen::Attachments(page, file) => attachments::open(page, file, world),
        Screen::History(page) => history::open(page, world),
        Screen::Conflict(page) => conflict::open(page, world),
        Screen::Personal => personal::open(world),
        Screen::PersonalUndo(space) => personal::undo(space, world),
        Screen::Permissions(thing) => permissions::open(thing, world),
        Screen::TakeBack(made) => permissions::take_back(*made, world),
        Screen::Info => info::open(world),
        Screen::Shown(text) => shown::open(&text),
    }
}
