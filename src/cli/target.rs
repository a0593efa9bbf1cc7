//! TARGET: how a person names a page or a space.
//!
//! ```text
//! 12345           a page by id
//! ENG:Title       a page by its title in a space; `~ann:Title`, and `~:Title` or `:Title` in the own space
//! ENG  ~ann  ~    a space; `ann` where nothing else has that name
//! Title           a page, when only one has this title
//! ```

use super::session::Session;
use crate::config;
use crate::domain::{JotTarget, Page, PageId, Space, SpaceKey, SpaceKind};
use crate::replica::{PageRow, Replica};
use crate::report::Report;
use std::borrow::Cow;

/// Finds a space by key, `~`, login name or id.
pub(super) fn space(session: &Session, given: &str) -> Result<Space, Report> {
    let replica = session.replica()?;
    find_space(replica, given)?.ok_or_else(|| no_space(given))
}

fn no_space(given: &str) -> Report {
    if given == "~" {
        return Report::refused("you have no personal space yet")
            .hinted("`tildr space add-personal` makes one");
    }
    Report::refused(format!("there is no space `{given}`, or it is not visible to you"))
        .hinted("`tildr space list` names the spaces you can see")
}

fn find_space(replica: &Replica, given: &str) -> Result<Option<Space>, Report> {
    let given = &*unexpanded(given);
    if given == "~" {
        return own(replica);
    }
    if let Some(space) = replica.space_by_key(&SpaceKey::new(given))? {
        return Ok(Some(space));
    }
    // The owner is looked up, never read out of the key: names change, keys do not.
    let login = given.strip_prefix('~').unwrap_or(given).to_lowercase();
    for person in replica.people()? {
        if person.name.to_lowercase() == login {
            return Ok(replica.personal_space(&person.id)?);
        }
    }
    Ok(replica.space(&given.into())?)
}

/// Undoes what a shell makes of an unquoted `~` or `~ann`: a home folder.
fn unexpanded(given: &str) -> Cow<'_, str> {
    if !given.starts_with('/') {
        return Cow::Borrowed(given);
    }
    if std::env::var("HOME").is_ok_and(|home| home == given) {
        return Cow::Borrowed("~");
    }
    config::owner_of_home(given).map_or(Cow::Borrowed(given), |login| Cow::Owned(format!("~{login}")))
}

fn own(replica: &Replica) -> Result<Option<Space>, Report> {
    match replica.me()? {
        Some(me) => Ok(replica.personal_space(&me.id)?),
        None => Ok(None),
    }
}

/// The space a command works in when none is named: the own one.
pub(super) fn space_or_own(session: &Session, given: Option<&str>) -> Result<Space, Report> {
    space(session, given.unwrap_or("~"))
}

/// Finds a page; a space stands for its home page.
pub(super) fn page(session: &Session, given: &str) -> Result<PageRow, Report> {
    let replica = session.replica()?;
    if let Some(row) = replica.page(&PageId::new(given))? {
        return Ok(row);
    }
    if let Some((key, title)) = given.split_once(':')
        && let Some(space) = find_space(replica, if key.is_empty() { "~" } else { key })?
    {
        return titled(session, &space, title);
    }
    if let Some(space) = find_space(replica, given)? {
        return home(session, &space);
    }
    let pages = everywhere(replica, given)?;
    only(session, pages, given)
}

/// Finds the page with a title in a space.
fn titled(session: &Session, space: &Space, title: &str) -> Result<PageRow, Report> {
    let title = title.trim();
    if title.is_empty() {
        return home(session, space);
    }
    let pages = session.replica()?.titled(&space.id, title)?;
    only(session, pages, &format!("{}:{title}", space.key))
}

fn home(session: &Session, space: &Space) -> Result<PageRow, Report> {
    let missing = || Report::refused(format!("the space {} has no home page", space.key));
    let home = space.home.as_ref().ok_or_else(missing)?;
    session.replica()?.page(home)?.ok_or_else(missing)
}

fn everywhere(replica: &Replica, title: &str) -> Result<Vec<Page>, Report> {
    let mut pages = Vec::new();
    for space in replica.spaces()? {
        pages.extend(replica.titled(&space.id, title)?);
    }
    Ok(pages)
}

fn only(session: &Session, pages: Vec<Page>, given: &str) -> Result<PageRow, Report> {
    match &pages[..] {
        [] => Err(Report::refused(format!("there is no page `{given}`, or it is not visible to you"))
            .hinted("`tildr search WORDS` finds pages, `tildr page list` lists them")),
        [page] => session
            .replica()?
            .page(&page.id)?
            .ok_or_else(|| Report::refused(format!("there is no page `{given}`"))),
        several => {
            let ids: Vec<&str> = several.iter().take(8).map(|page| page.id.as_str()).collect();
            Err(Report::refused(format!("{} pages are called `{given}`", several.len()))
                .hinted(format!("name one by its id: {}", ids.join(", "))))
        }
    }
}

/// Reads a target of a note without asking the store: it must be quick, and work before the first sync.
pub(super) fn jot(given: &str, login: &str) -> Option<JotTarget> {
    let given = given.trim();
    if given.is_empty() || given == "today" {
        return None;
    }
    let numeric = given.chars().all(|c| c.is_ascii_digit());
    if numeric || given.starts_with("new:") {
        return Some(JotTarget::Page(PageId::new(given)));
    }
    let (key, title) = given.split_once(':').unwrap_or(("~", given));
    let space = if key.is_empty() || key == "~" { SpaceKey::personal(login) } else { SpaceKey::new(key) };
    Some(JotTarget::Titled { space, title: title.trim().to_owned() })
}

/// The word for a space's kind in lists.
pub(super) fn kind_name(kind: SpaceKind) -> &'static str {
    match kind {
        SpaceKind::Site => "site",
        SpaceKind::Personal => "personal",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_of_notes_need_no_store() {
        let titled = |key: &str, title: &str| {
            Some(JotTarget::Titled { space: SpaceKey::new(key), title: title.into() })
        };
        assert_eq!(jot("today", "ann"), None);
        assert_eq!(jot("123", "ann"), Some(JotTarget::Page("123".into())));
        assert_eq!(jot("ENG:Log: today", "ann"), titled("ENG", "Log: today"));
        assert_eq!(jot("Reading list", "ann"), titled("~ann", "Reading list"));
        assert_eq!(jot("~bob:Desk", "ann"), titled("~bob", "Desk"));
    }
}
