//! `tildr page move|rename|delete|restore`: where pages stand and what they are called.

use super::seen;
use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::{Change, Page, PageId, Place, Spot, Title};
use crate::report::Report;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub(super) struct Move {
    /// The page
    target: String,
    #[command(flatten)]
    to: To,
}

/// Where a page goes.
#[derive(Debug, Args)]
pub(super) struct To {
    /// The page it goes under, or a space for its top level
    to: String,
    /// As the first page there
    #[arg(long, group = "side")]
    first: bool,
    /// Beside that page, before it
    #[arg(long, group = "side")]
    before: bool,
    /// Beside that page, after it
    #[arg(long, group = "side")]
    after: bool,
}

impl Move {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let place = self.to.place(session)?;
        let replica = session.replica()?;
        let from = spot(session, &page.id)?;
        let to = replica.resolve(Some(&page.id), &place)?;
        let object = json!({"id": page.id, "to": to});
        let change = Change::Move { page: page.id.clone(), from, to: to.clone() };
        check(session, &change)?;
        // Within its space a page takes along whatever guards it; another space has readers of its own.
        let gains = match to.space == page.space {
            true => None,
            false => seen::gains(session, std::slice::from_ref(&page.id), true, &to)?,
        };
        if session.dry_run {
            let gains = gains.map(|gains| format!("; {gains}")).unwrap_or_default();
            return session.out.done(&format!("would move {}{gains}", page.title), object);
        }
        seen::confirm(session, gains.as_deref())?;
        session.deliver(change)?;
        session.out.done(&format!("moved {}", page.title), json!({"id": page.id, "title": page.title}))
    }
}

impl To {
    /// Returns the place.
    pub(super) fn place(&self, session: &Session) -> Result<Place, Report> {
        // A bare space key is the top level of the space, not its home page.
        let names_page = self.to.contains(':') || session.replica()?.page(&PageId::new(&*self.to))?.is_some();
        if !names_page && let Ok(space) = target::space(session, &self.to) {
            if self.before || self.after {
                return Err(Report::refused("`--before` and `--after` need a page, not a space"));
            }
            return Ok(Place::RootOf(space.id));
        }
        let to = target::page(session, &self.to)?.page.id;
        Ok(match (self.first, self.before, self.after) {
            (true, ..) => Place::FirstChildOf(to),
            (_, true, _) => Place::Before(to),
            (_, _, true) => Place::After(to),
            _ => Place::LastChildOf(to),
        })
    }
}

#[derive(Debug, Args)]
pub(super) struct Rename {
    /// The page
    target: String,
    /// The new title
    title: String,
}

impl Rename {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = target::page(session, &self.target)?.page;
        let title = Title::parse(&self.title)?.into_string();
        let object = json!({"id": page.id, "title": title});
        if title == page.title {
            return session.out.done("it has that title already", object);
        }
        if session.dry_run {
            return session.out.done(&format!("would rename {} to {title}", page.title), object);
        }
        let sentence = format!("renamed {} to {title}", page.title);
        session.deliver(Change::Rename { page: page.id, from: page.title, to: title })?;
        session.out.done(&sentence, object)
    }
}

#[derive(Debug, Args)]
pub(super) struct Delete {
    /// The page
    target: String,
}

impl Delete {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let row = target::page(session, &self.target)?;
        let page = row.page;
        let change = Change::Trash { page: page.id.clone(), spot: spot(session, &page.id)? };
        check(session, &change)?;
        let object = json!({"id": page.id, "title": page.title});
        if session.dry_run {
            return session.out.done(&format!("would put {} into the trash", page.title), object);
        }
        if row.has_children {
            session.confirm(&format!("{} goes to the trash with everything below it", page.title))?;
        }
        session.deliver(change)?;
        let sentence =
            format!("{} is in the trash; `tildr page restore {}` takes it out", page.title, page.id);
        session.out.done(&sentence, object)
    }
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The page: its id, or its title where only one page in the trash has it
    target: String,
    /// The page it goes under; its old place when absent
    #[arg(long, value_name = "TARGET")]
    under: Option<String>,
}

impl Restore {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        let page = self.trashed(session)?;
        let replica = session.replica()?;
        let place = match &self.under {
            Some(under) => Place::LastChildOf(target::page(session, under)?.page.id),
            None => match &page.parent {
                Some(parent) if is_current(session, parent)? => Place::LastChildOf(parent.clone()),
                _ => Place::RootOf(page.space.clone()),
            },
        };
        let spot = replica.resolve(None, &place)?;
        let object = json!({"id": page.id, "title": page.title});
        if session.dry_run {
            return session.out.done(&format!("would restore {}", page.title), object);
        }
        session.deliver(Change::Restore { page: page.id.clone(), spot })?;
        session.out.done(&format!("restored {}", page.title), object)
    }

    fn trashed(&self, session: &Session) -> Result<Page, Report> {
        let (key, title) = self.target.split_once(':').unwrap_or(("", &self.target));
        let space = if key.is_empty() { None } else { target::space(session, key).ok().map(|s| s.id) };
        let fits =
            |page: &Page| page.id.as_str() == self.target || page.title == title || page.title == self.target;
        let mut found: Vec<Page> =
            session.replica()?.trashed(space.as_ref())?.into_iter().filter(fits).collect();
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(Report::refused(format!("there is no page `{}` in the trash", self.target))
                .hinted("`tildr page list --trash`")),
            several => {
                Err(Report::refused(format!("{several} pages in the trash are called `{}`", self.target))
                    .hinted("name one by its id: `tildr page list --trash`"))
            }
        }
    }
}

fn is_current(session: &Session, id: &PageId) -> Result<bool, Report> {
    let row = session.replica()?.page(id)?;
    Ok(row.is_some_and(|row| row.page.status == crate::domain::PageStatus::Current))
}

fn spot(session: &Session, id: &PageId) -> Result<Spot, Report> {
    session.replica()?.spot(id)?.ok_or_else(|| Report::refused("the page is not in the tree"))
}

/// Refuses what does not fit the tree, before anything is asked or queued.
fn check(session: &Session, change: &Change) -> Result<(), Report> {
    match session.replica()?.refusal(change)? {
        Some(why) => Err(Report::refused(why)),
        None => Ok(()),
    }
}
