//! `--amend` and `--undo`: the last note, whether it still waits or stands on its page already.

use super::compose::Note;
use super::queue;
use crate::cli::session::Session;
use crate::domain::{Change, Entry, Jot, JotTarget, OpId, Page};
use crate::markup;
use crate::replica::Replica;
use crate::report::Report;
use crate::sync::jot;
use jiff::SignedDuration;
use serde_json::json;

/// How long a note can be taken back with one word.
const UNDO_WINDOW: SignedDuration = SignedDuration::from_mins(10);

/// Where the last note is.
enum Last {
    /// In the outbox.
    Queued(Entry),
    /// On a page, with the page's body and what of it the note is.
    Delivered { entry: Entry, page: Box<Page>, body: String, part: String },
    /// A page of its own.
    OwnPage { entry: Entry, page: Box<Page> },
}

/// Takes the last note back.
pub(super) fn undo(session: &Session) -> Result<(), Report> {
    let last = find(session)?;
    let (entry, change) = match last {
        Last::Queued(entry) => {
            if !session.dry_run {
                session.store()?.drop_queued(&entry.op)?;
            }
            (entry, None)
        }
        Last::Delivered { entry, page, body, part } => {
            let storage = without(&body, &part);
            let change = edit(&page, body, storage, "note taken back");
            (entry, Some(change))
        }
        Last::OwnPage { entry, page } => {
            let spot = session.replica()?.spot(&page.id)?;
            let spot = spot.ok_or_else(|| Report::refused("the page of the note is not in the tree"))?;
            (entry, Some(Change::Trash { page: page.id.clone(), spot }))
        }
    };
    if let (Some(change), false) = (change, session.dry_run) {
        session.deliver(change)?;
    }
    let text = markdown(&entry);
    session.out.done(&format!("taken back: {}", text.trim()), json!({"id": entry.op, "markdown": text}))
}

/// Replaces the last note.
pub(super) fn amend(session: &Session, note: &Note) -> Result<(), Report> {
    let last = find(session)?;
    match last {
        Last::Queued(entry) => {
            session.store()?.drop_queued(&entry.op)?;
            queue::save(session, note, false)
        }
        Last::Delivered { entry, page, body, part } => {
            let [jot] = &note.jots[..] else {
                return Err(Report::refused("a note this long cannot replace another one")
                    .hinted("`tildr jot --undo`, then save it as a new note"));
            };
            let storage = replaced(&body, &part, &jot.storage);
            session.deliver(edit(&page, body, storage, "note amended"))?;
            remember(session, entry.op, &jot.storage)?;
            let title = &page.title;
            session.out.done(
                &format!("amended · {title}"),
                json!({"id": page.id, "title": title, "markdown": jot.markdown}),
            )
        }
        Last::OwnPage { page, .. } => {
            let [jot] = &note.jots[..] else {
                return Err(Report::refused("a note this long cannot replace another one"));
            };
            let body = session.replica()?.body(&page.id)?.unwrap_or_default();
            session.deliver(edit(&page, body, jot.storage.clone(), "note amended"))?;
            session
                .out
                .done(&format!("amended · {}", page.title), json!({"id": page.id, "title": page.title}))
        }
    }
}

fn edit(page: &Page, base: String, storage: String, message: &str) -> Change {
    let (base_version, message) = (page.version.number, message.to_owned());
    Change::Edit { page: page.id.clone(), base_version, base, storage, message }
}

fn markdown(entry: &Entry) -> String {
    match &entry.change {
        Change::Append(jot) => jot.markdown.clone(),
        _ => String::new(),
    }
}

/// Finds the newest note of the last minutes that is still where it was put.
fn find(session: &Session) -> Result<Last, Report> {
    let queued = session.store()?.outbox()?;
    let notes = |entry: &Entry| matches!(entry.change, Change::Append(_));
    if let Some(queued) = queued.into_iter().rev().find(|queued| notes(&queued.entry)) {
        return Ok(Last::Queued(queued.entry));
    }
    // The flusher may have delivered it a moment ago: look at what the wiki has now.
    session.settle()?;
    let replica = session.replica()?;
    let now = crate::config::now();
    for entry in replica.history(200)? {
        if now.duration_since(entry.at) > UNDO_WINDOW {
            break;
        }
        let Change::Append(jot) = &entry.change else { continue };
        let Some(page) = landed(replica, jot)? else { continue };
        if matches!(jot.target, JotTarget::NewPage { .. }) {
            return Ok(Last::OwnPage { entry, page: Box::new(page) });
        }
        let body = replica.body(&page.id)?.unwrap_or_default();
        let storage = amended(replica, entry.op)?.unwrap_or_else(|| jot.storage.clone());
        if let Some(part) = part(&body, &storage) {
            return Ok(Last::Delivered { entry, page: Box::new(page), body, part });
        }
    }
    Err(Report::refused("there is no note of the last 10 minutes to change")
        .hinted("`tildr jot --last` shows your notes, `tildr today` the page of today"))
}

/// Where the last amended note is remembered, with what stands in its place.
const AMENDED: &str = "jot.amended";

fn remember(session: &Session, op: OpId, storage: &str) -> Result<(), Report> {
    Ok(session.store()?.set_state(AMENDED, &json!({"op": op, "storage": storage}).to_string())?)
}

/// What stands in the place of a note that was amended after its delivery.
fn amended(replica: &Replica, op: OpId) -> Result<Option<String>, Report> {
    let Some(kept) = replica.state(AMENDED)? else { return Ok(None) };
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap_or_default();
    let same = kept["op"] == json!(op);
    Ok(kept["storage"].as_str().filter(|_| same).map(str::to_owned))
}

/// The page a delivered note stands on.
fn landed(replica: &Replica, jot: &Jot) -> Result<Option<Page>, Report> {
    let own = |title: &str| -> Result<Option<Page>, Report> {
        let Some(me) = replica.me()? else { return Ok(None) };
        let Some(space) = replica.personal_space(&me.id)? else { return Ok(None) };
        Ok(replica.titled(&space.id, title)?.pop())
    };
    match &jot.target {
        JotTarget::Day(day) => own(&jot::day_title(*day)),
        JotTarget::NewPage { title } => own(title),
        JotTarget::Page(page) => Ok(replica.page(page)?.map(|row| row.page)),
        JotTarget::Titled { space, title } => match replica.space_by_key(space)? {
            Some(space) => Ok(replica.titled(&space.id, title)?.pop()),
            None => Ok(None),
        },
    }
}

/// What of `body` a note is: itself, or its lines where it continued a list.
fn part(body: &str, fragment: &str) -> Option<String> {
    let fragment = fragment.trim();
    if body.contains(fragment) {
        return Some(fragment.to_owned());
    }
    unwrapped(fragment).filter(|inner| body.contains(*inner)).map(str::to_owned)
}

/// The lines of a fragment that is one list.
fn unwrapped(fragment: &str) -> Option<&str> {
    ["ul", "ac:task-list"].into_iter().find_map(|tag| {
        let inner = fragment.strip_prefix(&format!("<{tag}>"))?.strip_suffix(&format!("</{tag}>"))?;
        (!inner.is_empty() && !inner.contains(&format!("</{tag}>"))).then_some(inner)
    })
}

/// The newest occurrence goes.
fn without(body: &str, part: &str) -> String {
    replace_last(body, part, "")
}

fn replaced(body: &str, part: &str, fragment: &str) -> String {
    let fragment = fragment.trim();
    match unwrapped(fragment) {
        // A line of a list makes way for a line.
        Some(inner) if part.starts_with("<li>") == inner.starts_with("<li>") && !part.starts_with("<ul>") => {
            replace_last(body, part, inner)
        }
        _ if part.starts_with("<li>") || part.starts_with("<ac:task>") => {
            markup::append(&without(body, part), fragment)
        }
        _ => replace_last(body, part, fragment),
    }
}

fn replace_last(body: &str, part: &str, with: &str) -> String {
    match body.rfind(part) {
        Some(start) => format!("{}{with}{}", &body[..start], &body[start + part.len()..]),
        None => body.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j_10_a_line_leaves_its_list() {
        let body = "<ul><li>1 a</li><li>2 b</li></ul>";
        let line = part(body, "<ul><li>2 b</li></ul>").unwrap();
        assert_eq!(without(body, &line), "<ul><li>1 a</li></ul>");
        assert_eq!(replaced(body, &line, "<ul><li>2 c</li></ul>"), "<ul><li>1 a</li><li>2 c</li></ul>");
    }

    #[test]
    fn j_10_a_note_alone_leaves_nothing() {
        let body = "<p>x</p><ul><li>1 a</li></ul>";
        let whole = part(body, "<ul><li>1 a</li></ul>").unwrap();
        assert_eq!(without(body, &whole), "<p>x</p>");
        assert_eq!(part("<p>x</p>", "<ul><li>1 a</li></ul>"), None);
    }
}
