//! `tildr restrict`: the lists of a page, shown, set and lifted.

use super::{asked, carry_out, member, page};
use crate::admin::access::stage::guard_lists;
use crate::admin::access::tell::member_word;
use crate::cli::session::Session;
use crate::cli::space;
use crate::domain::{AccessChange, Asked, Listed, Member, Members, PageId, Restrictions, Sightline, Thing};
use crate::report::Report;
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(in crate::cli) struct Restrict {
    /// Show the restrictions of this page, its own and those above it
    #[arg(required = true)]
    page: Option<String>,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Say who may see and edit a page; you stay on every list
    Set(Set),
    /// Lift every restriction of a page itself
    Clear {
        /// The page
        page: String,
    },
}

#[derive(Debug, Args)]
struct Set {
    /// The page
    page: String,
    /// Only these may see it, and you: a login name or `group:NAME`; may be repeated
    #[arg(long, value_name = "WHO")]
    read: Vec<String>,
    /// Only these may edit it, and you; may be repeated
    #[arg(long, value_name = "WHO")]
    edit: Vec<String>,
    /// Somebody more who may see a restricted page; may be repeated
    #[arg(long, value_name = "WHO")]
    add_read: Vec<String>,
    /// Somebody more who may edit a restricted page; may be repeated
    #[arg(long, value_name = "WHO")]
    add_edit: Vec<String>,
    /// Somebody to take off both lists; may be repeated
    #[arg(long, value_name = "WHO")]
    remove: Vec<String>,
}

impl Restrict {
    pub(in crate::cli) fn run(&self, session: &Session) -> Result<(), Report> {
        match (&self.verb, &self.page) {
            (Some(Verb::Set(set)), _) => set.run(session),
            (Some(Verb::Clear { page: given }), _) => {
                let (id, title, before, _) = found(session, given)?;
                change(session, (&id, &title), before, Restrictions::default())
            }
            (None, Some(given)) => show(session, given),
            (None, None) => Err(Report::refused("name a page")),
        }
    }
}

/// Finds a page with its own lists.
fn found(session: &Session, given: &str) -> Result<(PageId, String, Restrictions, Sightline), Report> {
    let thing = page(session, given)?;
    let seen = asked(session, space::admin(session)?.who(&thing));
    let Thing::Page(id) = thing else { return Err(Report::refused("name a page")) };
    match seen {
        Ok(seen) => {
            let own = seen.lists.last().cloned();
            let Listed { title, lists, .. } =
                own.ok_or_else(|| Report::refused(format!("there is no page `{given}`")))?;
            Ok((id, title, lists, seen))
        }
        Err(report) => Err(report),
    }
}

fn show(session: &Session, given: &str) -> Result<(), Report> {
    let (id, _, _, seen) = found(session, given)?;
    let mut rows = Vec::new();
    for page in &seen.lists {
        let from = if page.page == id { "this page" } else { page.title.as_str() };
        let inherited = page.page != id;
        for (what, list) in [("see", &page.lists.read), ("edit", &page.lists.update)] {
            // What restricts editing above restricts nothing here.
            let Some(list) = list.as_ref().filter(|_| what == "see" || !inherited) else { continue };
            if list.is_empty() {
                rows.push(vec![what.to_owned(), "nobody".to_owned(), from.to_owned()]);
            }
            rows.extend(
                list.iter().map(|m| vec![what.to_owned(), member_word(&seen.people, m), from.to_owned()]),
            );
        }
    }
    session.out.list(
        &["may", "who", "listed on"],
        &rows,
        "no restrictions: whoever sees the space sees the page",
    )
}

impl Set {
    fn run(&self, session: &Session) -> Result<(), Report> {
        let (id, title, before, _) = found(session, &self.page)?;
        let me = session.replica()?.me()?.map(|me| Member::User(me.id));
        let members =
            |given: &[String]| given.iter().map(|who| member(session, who)).collect::<Result<Members, _>>();
        let mut after = before.clone();
        for (given, list) in [(&self.read, &mut after.read), (&self.edit, &mut after.update)] {
            if !given.is_empty() {
                let mut only = members(given)?;
                only.extend(me.clone());
                *list = Some(only);
            }
        }
        // Who may edit has to see it, too.
        let editors = members(&[&self.edit[..], &self.add_edit[..]].concat())?;
        let mut added = members(&self.add_read)?;
        added.extend(editors.iter().cloned());
        if let Some(read) = &mut after.read {
            read.extend(added.iter().cloned());
        }
        if let Some(update) = &mut after.update {
            update.extend(editors.iter().cloned());
        }
        for gone in members(&self.remove)? {
            for list in [&mut after.read, &mut after.update].into_iter().flatten() {
                list.remove(&gone);
            }
        }
        self.warn(session, &id, &added)?;
        change(session, (&id, &title), before, after)
    }

    /// Says of whom listing changes nothing, because they do not see the space (S0-40).
    fn warn(&self, session: &Session, page: &PageId, added: &Members) -> Result<(), Report> {
        let admin = space::admin(session)?;
        let Some(row) = session.replica()?.page(page)? else { return Ok(()) };
        let thing = Thing::Space(row.page.space);
        for member in added {
            let Member::User(id) = member else { continue };
            let asked = Asked::Person(id.to_string());
            // Who may not ask about others is told nothing of them.
            let Ok(verdict) = session.engine()?.wait(admin.why(&asked, "view", Some(&thing))) else {
                continue;
            };
            if !verdict.allowed {
                let people = session.replica()?.people()?;
                let name = member_word(&people, member);
                let fix = verdict.command.map(|command| format!("; `{command}`")).unwrap_or_default();
                session.out.note(&format!(
                    "{name} is listed, but cannot see the space: nothing changes for {name}{fix}"
                ));
            }
        }
        Ok(())
    }
}

fn change(
    session: &Session,
    (page, title): (&PageId, &str),
    before: Restrictions,
    after: Restrictions,
) -> Result<(), Report> {
    let guard = session.replica()?.me()?.and_then(|me| guard_lists(&me, &after));
    let of = |lists| AccessChange::Restrictions { page: page.clone(), lists };
    carry_out(session, of(before), &of(after), &format!("\"{title}\""), guard)
}
