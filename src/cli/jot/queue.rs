//! Into the queue, durably, and out again by somebody else.

use super::compose::Note;
use crate::cli::session::Session;
use crate::cli::wiki;
use crate::domain::{Badge, Change, Entry, Jot, JotTarget, OpId, SafeText};
use crate::permission;
use crate::replica::{self, Glance};
use crate::report::{Kind, Report};
use crate::sync::{self, jot};
use serde_json::json;
use std::io::Write;

/// Queues a note and says so.
pub(super) fn save(session: &Session, note: &Note, wait: bool) -> Result<(), Report> {
    let entries: Vec<Entry> = note.jots.iter().cloned().map(entry).collect();
    commit(session, &entries).map_err(|report| echoed(report, &note.text))?;
    let sight = sight(session);
    if let (Some(thing), Sight::Badge(badge)) = (jot::looks_secret(&note.text), &sight)
        && *badge != Badge::OnlyYou
    {
        session.out.note(&format!(
            "this looks like {thing}, and {badge} can read it: `tildr jot --undo` takes it back"
        ));
    }
    if wait {
        session.settle()?;
    } else {
        wiki::deliver_in_background(&session.dir()?, &session.profile);
    }
    say(session, &entries, &sight, if wait { "delivered" } else { "queued" })
}

/// Writes to the store; durable when it returns.
pub(super) fn commit(session: &Session, entries: &[Entry]) -> Result<(), Report> {
    let dir = session.dir()?;
    replica::queue_only(&dir, entries)?;
    sync::ring_outbox(&dir);
    Ok(())
}

/// A change of its own for every jot.
pub(super) fn entry(jot: Jot) -> Entry {
    Entry { op: OpId::fresh(), at: crate::config::now(), change: Change::Append(jot), group: None }
}

/// A queue that cannot be written must not swallow the note.
fn echoed(report: Report, text: &str) -> Report {
    let _ = writeln!(std::io::stderr(), "{}", SafeText::block(text));
    Report { kind: Kind::NotWritable, ..report }.hinted("your text stands above: nothing of it was saved")
}

/// Who will see the note.
pub(super) enum Sight {
    /// Nobody yet: it waits for a personal space.
    NoSpace,
    /// The audience of the personal space.
    Badge(Badge),
}

/// Returns who will see a note in the personal space, as far as the replica knows.
fn sight(session: &Session) -> Sight {
    match session.dir().and_then(|dir| Ok(replica::glance(&dir)?)) {
        Ok(Some(Glance { me, space: Some(space), people })) => {
            Sight::Badge(permission::audience(&space, &people, &me).badge)
        }
        Ok(_) => Sight::NoSpace,
        Err(report) => Sight::Badge(Badge::Unknown(report.cause)),
    }
}

/// The name of the page a note goes to.
pub(super) fn title(target: &JotTarget) -> String {
    match target {
        JotTarget::Day(day) => jot::day_title(*day),
        JotTarget::NewPage { title } => format!("Inbox / {title}"),
        JotTarget::Page(page) => format!("page {page}"),
        JotTarget::Titled { space, title } => format!("{space}:{title}"),
    }
}

fn say(session: &Session, entries: &[Entry], sight: &Sight, state: &str) -> Result<(), Report> {
    for entry in entries {
        let Change::Append(jot) = &entry.change else { continue };
        let title = title(&jot.target);
        let audience = match sight {
            Sight::Badge(badge) => badge.to_string(),
            Sight::NoSpace => "waits for your space".to_owned(),
        };
        let object = json!({
            "id": entry.op, "title": title, "state": state, "audience": audience, "at": jot.at,
            "markdown": jot.markdown, "labels": jot.labels,
        });
        session.out.done(&format!("saved · {title} · {audience}"), object)?;
    }
    if matches!(sight, Sight::NoSpace) {
        session.out.note(
            "you have no personal space yet: `tildr space add-personal` makes one and your notes arrive",
        );
    }
    Ok(())
}

/// What would be queued.
pub(super) fn show(session: &Session, jots: &[Jot]) -> Result<(), Report> {
    for jot in jots {
        let object = json!({"title": title(&jot.target), "markdown": jot.markdown, "labels": jot.labels});
        session
            .out
            .done(&format!("would add to {}: {}", title(&jot.target), jot.markdown.trim_end()), object)?;
    }
    Ok(())
}
