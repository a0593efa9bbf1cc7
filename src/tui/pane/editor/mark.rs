//! Selecting without Shift: a mark is set, moving extends the selection from there. And the mouse.

use super::Editor;
use crate::tui::action::{Action, Context};
use crate::tui::effect::{Effect, Notice};
use crate::tui::widget::editor::Command;
use crate::tui::world::World;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// Two presses within this many milliseconds select a word.
const DOUBLE: i64 = 400;

impl Editor {
    /// Sets the mark, or takes it away with the selection.
    pub(super) fn toggle_mark(&mut self, world: &World) -> Vec<Effect> {
        self.marking = !self.marking;
        self.completion = None;
        if !self.marking {
            self.text.apply(Command::Unselect, world.now);
            return Vec::new();
        }
        let key = |action| world.key(Context::Editor, action);
        let (copy, cut, leave) = (key(Action::EditCopy), key(Action::EditCut), key(Action::Leave));
        let hint = format!("{copy} copies, {cut} cuts, {leave} drops it");
        vec![Effect::Say(Notice::plain("Moving selects from here.").hinted(hint))]
    }

    /// Takes the mark away; tells whether there was one.
    pub(super) fn drop_mark(&mut self, world: &World) -> bool {
        let marking = std::mem::take(&mut self.marking);
        if marking {
            self.text.apply(Command::Unselect, world.now);
        }
        marking
    }

    /// Returns the command as the mark means it; whatever is done to the selection ends the mark.
    pub(super) fn marked(&mut self, command: Command) -> Command {
        match command {
            Command::Move(motion) if self.marking => Command::Select(motion),
            Command::Select(_) | Command::SelectAll => command,
            command => {
                self.marking = false;
                command
            }
        }
    }

    /// Presses put the cursor, drags select, two presses select a word.
    pub(super) fn mouse(&mut self, mouse: MouseEvent, world: &World) {
        let position = Position::new(mouse.column, mouse.row);
        if let Some(beside) = &mut self.beside {
            let over = beside.contains(position);
            match mouse.kind {
                MouseEventKind::Down(_) => beside.focused = over,
                MouseEventKind::ScrollDown if over => {
                    beside.act(Action::ScrollDown);
                }
                MouseEventKind::ScrollUp if over => {
                    beside.act(Action::ScrollUp);
                }
                _ => {}
            }
            if over {
                return;
            }
        }
        match mouse.kind {
            MouseEventKind::ScrollDown if !self.preview.act(Action::ScrollDown) => self.text.scroll(3),
            MouseEventKind::ScrollUp if !self.preview.act(Action::ScrollUp) => self.text.scroll(-3),
            MouseEventKind::Down(MouseButton::Left) => {
                self.marking = false;
                let again = |(then, there): (crate::domain::Timestamp, Position)| {
                    there == position && world.now.as_millisecond() - then.as_millisecond() < DOUBLE
                };
                if self.pressed.take().is_some_and(again) {
                    self.text.select_word(position);
                } else {
                    self.text.click(position, false);
                    self.pressed = Some((world.now, position));
                }
            }
            MouseEventKind::Drag(MouseButton::Left) => self.text.click(position, true),
            _ => return,
        }
        self.completion = None;
    }
}
