//! What leaves the lists as they were drawn last. Whatever is not named here has them drawn anew.

use crate::tui::effect::{Effect, Timer};
use crate::tui::message::{Data, Message};

/// Whether a message is about the page alone, or about the last line: keys are, while the page has them and their
/// effects are.
pub(super) fn leaves_alone(message: &Message) -> bool {
    match message {
        Message::Key(_) | Message::Kept(_) => true,
        Message::Timer(timer) => matches!(timer, Timer::Journal | Timer::Notice(_) | Timer::RetryDraft),
        Message::Data(data) => matches!(data, Data::Coloured(..) | Data::Picture(..)),
        _ => false,
    }
}

/// Whether an effect changes nothing that the lists show. Its answer comes as a message of its own.
pub(super) fn leave_alone(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Journal { .. }
            | Effect::KeepDraft(_)
            | Effect::SyncJournal
            | Effect::Load(_)
            | Effect::Say(_)
            | Effect::After(..)
            | Effect::Copy(_)
            | Effect::SetState { .. }
            | Effect::Act(_)
    )
}
