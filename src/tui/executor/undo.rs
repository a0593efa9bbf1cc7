//! Taking an action back and doing it again, told with what it was about.

use crate::domain::{Change, Entry, PageId, SafeText, Timestamp, Watched};
use crate::replica::{Replica, Result};
use crate::tui::message::Message;

/// How much of a note is told.
const SOME: usize = 40;

/// Takes the last action back.
pub(super) fn undo(replica: &Replica, now: Timestamp) -> Result<Vec<Message>> {
    let entry = replica.undo(now)?;
    let told = entry.map(|entry| told(replica, &entry)).transpose()?;
    Ok(vec![Message::Undone(told), Message::Changed])
}

/// Does the last action again that was taken back.
pub(super) fn redo(replica: &Replica, now: Timestamp) -> Result<Vec<Message>> {
    let entry = replica.redo(now)?;
    let told = entry.map(|entry| told(replica, &entry)).transpose()?;
    Ok(vec![Message::Redone(told), Message::Changed])
}

/// Says what an action did, and to what: `create “Engine notes”`.
fn told(replica: &Replica, entry: &Entry) -> Result<String> {
    let others = if entry.group.is_some() { " and others" } else { "" };
    Ok(format!("{}{}{others}", entry.change.verb(), about(replica, &entry.change)?))
}

fn about(replica: &Replica, change: &Change) -> Result<String> {
    let on = |page: &PageId| -> Result<String> {
        let row = replica.page(page)?;
        Ok(row.map_or_else(String::new, |row| quoted(&row.page.title)))
    };
    Ok(match change {
        Change::Create { title, .. } => quoted(title),
        Change::Rename { from, to, .. } => format!("{} to{}", quoted(from), quoted(to)),
        Change::AddLabel { page, label } | Change::RemoveLabel { page, label } => {
            format!("{} on{}", quoted(label.as_str()), on(page)?)
        }
        Change::AddAttachment { page, name, .. } | Change::DeleteAttachment { page, name, .. } => {
            format!("{} on{}", quoted(name), on(page)?)
        }
        Change::Watch { thing: Watched::Space(space), .. } => {
            let space = replica.space(space)?;
            space.map_or_else(String::new, |space| format!(" {}", SafeText::line(space.key.as_str())))
        }
        Change::Append(jot) => {
            let line = jot.markdown.trim().trim_start_matches("- ").lines().next().unwrap_or_default();
            quoted(&line.chars().take(SOME).collect::<String>())
        }
        other => match other.page() {
            Some(page) => on(page)?,
            None => String::new(),
        },
    })
}

fn quoted(words: &str) -> String {
    format!(" “{}”", SafeText::line(words))
}
