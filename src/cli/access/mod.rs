//! Who can see and do what, from the shell: asked of the wiki now, changed there after a look at who gains and loses.

mod check;
mod perms;
mod restrict;
mod who;
mod why;

pub(super) use check::Check;
pub(super) use perms::Perms;
pub(super) use restrict::Restrict;
pub(super) use who::Who;
pub(super) use why::Why;

use super::session::Session;
use super::{space, target};
use crate::admin::access::Applied;
use crate::admin::access::stage::Guard;
use crate::admin::access::tell::{member_word, names, review};
use crate::domain::*;
use crate::remote::RemoteError;
use crate::report::{Kind, Report};
use serde_json::{Value, json};

/// Waits for the wiki. What it cannot be asked now is not guessed.
fn asked<T>(session: &Session, answer: impl Future<Output = Result<T, RemoteError>>) -> Result<T, Report> {
    session.engine()?.wait(answer).map_err(|error| match error {
        RemoteError::Offline(_) | RemoteError::Unknown(_) => {
            Report::new(Kind::NotDelivered, format!("this cannot be answered now: {error}"))
                .hinted("who can see what is asked of the wiki, never guessed: try again when it is back")
        }
        other => other.into(),
    })
}

/// Finds a page here; an id that is not here may still be one that the wiki can be asked about.
fn page(session: &Session, given: &str) -> Result<Thing, Report> {
    match target::page(session, given) {
        Ok(row) => Ok(Thing::Page(row.page.id)),
        Err(_) if given.bytes().all(|byte| byte.is_ascii_digit()) && !given.is_empty() => {
            Ok(Thing::Page(given.into()))
        }
        Err(report) => Err(report),
    }
}

/// Finds a space where one is named so, else a page.
fn space_or_page(session: &Session, given: &str) -> Result<Thing, Report> {
    match target::space(session, given) {
        Ok(space) => Ok(Thing::Space(space.id)),
        Err(_) => page(session, given),
    }
}

/// Reads whom a word names for a list: a login name, or `group:NAME`.
fn member(session: &Session, who: &str) -> Result<Member, Report> {
    match space::subject(session, who.strip_prefix("group:").unwrap_or(who))? {
        Subject::User(id) => Ok(Member::User(id)),
        Subject::Group(id) => Ok(Member::Group(id)),
        _ => Err(Report::refused("a list of a page names people and groups")
            .hinted("to open the page for everyone in the space: `tildr restrict clear PAGE`")),
    }
}

/// Shows what a change would do, asks, makes it and reads it back. What it takes from the person who makes it is asked
/// about by name: somebody else would have to give it back.
fn carry_out(
    session: &Session,
    before: AccessChange,
    change: &AccessChange,
    what: &str,
    guard: Option<Guard>,
) -> Result<(), Report> {
    if before.is_same(change) {
        return session.out.done(&format!("{what}: nothing to change"), json!({"changed": false}));
    }
    let admin = space::admin(session)?;
    let effects = asked(session, admin.review(change))?;
    if !effects.verdict.allowed {
        let sentence = effects.verdict.sentence.trim_end_matches('.').to_owned();
        let unsaid = effects.verdict.command.filter(|command| !sentence.contains(command.as_str()));
        let report = Report::refused(sentence);
        return Err(match unsaid {
            Some(command) => report.hinted(format!("`{command}`, by who can do that")),
            None => report,
        });
    }
    let mut lines = review(&effects);
    let locks_out = match guard {
        Some(Guard::Myself(what)) => Some(what),
        // The wiki refuses the others, with a sentence of its own.
        _ => None,
    };
    lines.extend(locks_out.map(str::to_owned));
    let object = json!({
        "changed": !session.dry_run, "before": effects.before, "after": effects.after,
        "gains": names(&effects.people, &effects.gains), "loses": names(&effects.people, &effects.loses),
        "opens": effects.opens,
    });
    if session.dry_run {
        return session.out.done(&format!("would change {what}: {}", lines.join("; ")), object);
    }
    lines.iter().for_each(|line| session.out.note(line));
    if effects.opens || locks_out.is_some() || !(effects.gains.is_empty() && effects.loses.is_empty()) {
        session.confirm(&format!("{what}: {}", lines.join("; ")))?;
    }
    let Applied { now, .. } = asked(session, admin.change(OpId::fresh(), before, change))?;
    session.settle()?;
    session.out.done(&format!("{what}: {} can see it", now.audience.badge), object)
}

fn list_words(people: &[User], list: &Option<Members>) -> Value {
    list.as_ref().map(|list| list.iter().map(|member| member_word(people, member)).collect::<Vec<_>>()).into()
}
