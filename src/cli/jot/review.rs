//! Looking back: the last notes, and those that wait.

use super::queue::title;
use crate::cli::session::Session;
use crate::domain::{Change, Entry, Jot};
use crate::replica::Delivery;
use crate::report::Report;
use serde_json::json;

/// The newest last notes first.
pub(super) fn last(session: &Session, limit: usize, grep: Option<&str>) -> Result<(), Report> {
    let replica = session.store()?;
    let waiting: Vec<_> = replica.outbox()?.into_iter().map(|queued| queued.entry.op).collect();
    let folded = grep.map(str::to_lowercase);
    let fits = |jot: &Jot| folded.as_ref().is_none_or(|text| jot.markdown.to_lowercase().contains(text));
    let notes: Vec<Entry> = replica
        .history(10_000)?
        .into_iter()
        .filter(|entry| matches!(&entry.change, Change::Append(jot) if fits(jot)))
        .take(limit)
        .collect();
    let state = |entry: &Entry| if waiting.contains(&entry.op) { "queued" } else { "delivered" };
    show(
        session,
        notes.iter().map(|entry| (entry, state(entry).to_owned())),
        "no notes yet: `tildr jot TEXT`",
    )
}

/// The notes in the outbox.
pub(super) fn queue(session: &Session) -> Result<(), Report> {
    let queued = session.store()?.outbox()?;
    let notes =
        queued.iter().filter(|queued| matches!(queued.entry.change, Change::Append(_))).map(|queued| {
            let state = match &queued.state {
                Delivery::Waiting => "queued".to_owned(),
                Delivery::Unknown => "to be verified".to_owned(),
                Delivery::Parked(reason) => format!("refused: {reason}"),
            };
            (&queued.entry, state)
        });
    show(session, notes, "no note waits")
}

fn show<'a>(
    session: &Session,
    notes: impl Iterator<Item = (&'a Entry, String)>,
    empty: &str,
) -> Result<(), Report> {
    let (mut rows, mut objects) = (Vec::new(), Vec::new());
    for (entry, state) in notes {
        let Change::Append(jot) = &entry.change else { continue };
        let when = jot.at.to_zoned(crate::config::zone()).strftime("%Y-%m-%d %H:%M").to_string();
        objects.push(json!({
            "id": entry.op, "at": jot.at, "title": title(&jot.target), "state": state,
            "markdown": jot.markdown, "labels": jot.labels,
        }));
        rows.push(vec![when, state, title(&jot.target), jot.markdown.trim_end().replace('\n', " ")]);
    }
    if session.out.is_json() {
        return session.out.object(&serde_json::Value::Array(objects));
    }
    session.out.list(&["when", "state", "page", "note"], &rows, empty)
}
