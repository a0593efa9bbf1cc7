//! The way back to the loop for whatever is answered later. It knows whether somebody is still to answer.

use crate::tui::message::Message;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::mpsc::error::SendError;
use tokio::sync::watch;

/// A sender of messages. A task that will answer has a clone of it, and drops it when it has.
pub(super) struct Mailbox {
    sender: UnboundedSender<Message>,
    open: Arc<watch::Sender<usize>>,
}

impl Mailbox {
    pub(super) fn new(sender: UnboundedSender<Message>) -> Self {
        Self { sender, open: Arc::new(watch::Sender::new(1)) }
    }

    pub(super) fn send(&self, message: Message) -> Result<(), Box<SendError<Message>>> {
        self.sender.send(message).map_err(Box::new)
    }

    /// Returns the sender for what nobody waits for: a timer.
    pub(super) fn uncounted(&self) -> UnboundedSender<Message> {
        self.sender.clone()
    }

    /// Whether the loop has ended.
    pub(super) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    /// Waits until nobody but the owner has it: everything asked for is answered.
    pub(super) async fn idle(&self) {
        // The sender of the watch is ours: it cannot be gone.
        let _ = self.open.subscribe().wait_for(|count| *count <= 1).await;
    }
}

impl Clone for Mailbox {
    fn clone(&self) -> Self {
        self.open.send_modify(|count| *count += 1);
        Self { sender: self.sender.clone(), open: self.open.clone() }
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.open.send_modify(|count| *count -= 1);
    }
}
