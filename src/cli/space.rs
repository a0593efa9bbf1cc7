//! `tildr space`: spaces from the shell. What changes a space happens on the wiki now, or not at all.

use super::session::Session;
use super::{export, import, personal, target};
use crate::admin::Admin;
use crate::domain::{OpId, Space, SpaceKey, SpaceStatus, Subject, Title};
use crate::permission;
use crate::report::Report;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Debug, Args)]
pub(super) struct SpaceCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the spaces you can see
    #[command(alias = "ls")]
    List {
        /// Archived and trashed ones too
        #[arg(long)]
        all: bool,
    },
    /// Show a space: owner, home page, who can see it
    Show {
        /// Its key, `~`, or a person's name
        space: String,
    },
    /// Make your personal space
    AddPersonal(personal::AddPersonal),
    /// Make a site space
    Create {
        /// Its key: letters and digits, like ENG
        key: String,
        /// Its name
        name: String,
        /// Who else may read, write and comment: a login name, a group, or `everyone` with an account; may be repeated
        #[arg(long, value_name = "WHO")]
        with: Vec<String>,
    },
    /// Make a space read-only and take it out of the directory
    Archive {
        /// Its key
        space: String,
    },
    /// Bring an archived space back
    Unarchive {
        /// Its key
        space: String,
    },
    /// Put a space into the trash
    Delete {
        /// Its key
        space: String,
        /// Remove a trashed space for good
        #[arg(long)]
        purge: bool,
    },
    /// Take a space out of the trash
    Restore {
        /// Its key
        space: String,
    },
    /// Write a space as a folder of Markdown files
    Export(export::Export),
    /// Read a folder of Markdown files into a space
    Import(import::Import),
}

impl SpaceCommand {
    pub(super) fn run(&self, session: &Session) -> Result<(), Report> {
        match &self.verb {
            Verb::List { all } => list(session, *all),
            Verb::Show { space } => show(session, space),
            Verb::AddPersonal(command) => command.run(session),
            Verb::Create { key, name, with } => create(session, key, name, with),
            Verb::Archive { space } => archive(session, space),
            Verb::Unarchive { space } => reactivate(session, space, SpaceStatus::Archived, "is not archived"),
            Verb::Delete { space, purge: false } => trash(session, space),
            Verb::Delete { space, purge: true } => purge(session, space),
            Verb::Restore { space } => {
                reactivate(session, space, SpaceStatus::Trashed, "is not in the trash")
            }
            Verb::Export(command) => command.run(session),
            Verb::Import(command) => command.run(session),
        }
    }
}

fn list(session: &Session, all: bool) -> Result<(), Report> {
    let replica = session.replica()?;
    let counts = replica.page_counts()?;
    let (me, people) = (replica.me()?, replica.people()?);
    let mut rows = Vec::new();
    for space in replica.spaces()?.iter().filter(|space| all || space.status == SpaceStatus::Active) {
        let pages = counts.iter().find(|(id, _)| *id == space.id).map_or(0, |(_, count)| *count);
        let badge = me
            .as_ref()
            .map_or_else(|| "?".to_owned(), |me| permission::audience(space, &people, me).badge.to_string());
        let kind = target::kind_name(space.kind).to_owned();
        let row =
            [space.key.to_string(), kind, status_name(space.status).to_owned(), pages.to_string(), badge];
        rows.push(row.into_iter().chain([space.name.clone()]).collect());
    }
    let columns = ["key", "kind", "status", "pages", "audience", "name"];
    session.out.list(&columns, &rows, "no spaces yet: `tildr space add-personal` makes your own")
}

fn status_name(status: SpaceStatus) -> &'static str {
    match status {
        SpaceStatus::Active => "active",
        SpaceStatus::Archived => "archived",
        SpaceStatus::Trashed => "trashed",
    }
}

fn show(session: &Session, given: &str) -> Result<(), Report> {
    let space = target::space(session, given)?;
    let replica = session.replica()?;
    let people = replica.people()?;
    let name_of =
        |id| people.iter().find(|user| user.id == id).map_or_else(|| id.to_string(), |u| u.full_name.clone());
    let audience = replica.me()?.map(|me| permission::audience(&space, &people, &me));
    let pages = replica.page_counts()?.iter().find(|(id, _)| *id == space.id).map_or(0, |(_, count)| *count);
    if session.out.is_json() {
        return session.out.object(&json!({
            "id": space.id, "key": space.key, "name": space.name, "kind": space.kind, "status": space.status,
            "owner": space.owner, "home": space.home, "pages": pages, "grants": space.grants,
            "audience": audience.as_ref().map(|a| a.badge.to_string()),
            "people": audience.as_ref().map(|a| &a.people),
        }));
    }
    let mut rows = vec![
        ("key", space.key.to_string()),
        ("name", space.name.clone()),
        ("kind", target::kind_name(space.kind).to_owned()),
        ("status", status_name(space.status).to_owned()),
        ("pages", pages.to_string()),
    ];
    rows.extend(space.home.as_ref().map(|home| ("home", home.to_string())));
    rows.extend(space.owner.clone().map(|owner| ("owner", name_of(owner))));
    if let Some(audience) = audience {
        rows.push(("audience", audience.badge.to_string()));
        let names: Vec<String> = audience.people.into_iter().take(20).map(name_of).collect();
        rows.push(("people", names.join(", ")));
    }
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(what, value)| vec![what.to_owned(), value]).collect();
    session.out.list(&["what", "value"], &rows, "")
}

fn create(session: &Session, key: &str, name: &str, with: &[String]) -> Result<(), Report> {
    let others = with.iter().map(|who| subject(session, who)).collect::<Result<Vec<_>, _>>()?;
    let (key, name) = (SpaceKey::new(key), Title::parse(name)?);
    crate::admin::space::check_key(&key).map_err(Report::refused)?;
    if session.dry_run {
        return session.out.done(&format!("would make {key}"), json!({"key": key, "name": name}));
    }
    let engine = session.engine()?;
    let space = engine.wait(admin(session)?.create_space(OpId::fresh(), &key, &name, &others))?;
    session.settle()?;
    session.out.done(&format!("made {} · {}", space.key, space.name), object(&space))
}

/// Whom a word names: everybody with an account, or one of them.
pub(super) fn subject(session: &Session, who: &str) -> Result<Subject, Report> {
    if who == "everyone" {
        return Ok(Subject::Licensed);
    }
    let login = who.trim_start_matches(['@', '~']).to_lowercase();
    let people = session.replica()?.people()?;
    let group =
        people.iter().flat_map(|person| &person.groups).find(|group| group.as_str() == login).cloned();
    match (people.into_iter().find(|person| person.name.to_lowercase() == login), group) {
        (Some(person), _) => Ok(Subject::User(person.id)),
        (None, Some(group)) => Ok(Subject::Group(group)),
        (None, None) => Err(Report::refused(format!("nobody here is called `{who}`"))
            .hinted("give a login name, a group of `tildr admin group list`, or `everyone`")),
    }
}

fn object(space: &Space) -> Value {
    json!({"id": space.id, "key": space.key, "name": space.name, "status": space.status, "home": space.home})
}

pub(super) fn admin(session: &Session) -> Result<Admin, Report> {
    Ok(Admin::new(session.engine()?.remote().clone()))
}

fn archive(session: &Session, given: &str) -> Result<(), Report> {
    let space = target::space(session, given)?;
    if space.status != SpaceStatus::Active {
        return Err(Report::refused(format!("{} is {}", space.key, status_name(space.status))));
    }
    if !session.dry_run {
        let engine = session.engine()?;
        engine.wait(admin(session)?.archive(OpId::fresh(), &space.id))?;
        session.settle()?;
    }
    let sentence = format!("{} is archived; `tildr space unarchive {}` brings it back", space.key, space.key);
    session.out.done(&sentence, object(&space))
}

fn reactivate(session: &Session, given: &str, from: SpaceStatus, wrong: &str) -> Result<(), Report> {
    let space = target::space(session, given)?;
    if space.status != from {
        return Err(Report::refused(format!("{} {wrong}", space.key)).hinted("`tildr space list --all`"));
    }
    if !session.dry_run {
        let engine = session.engine()?;
        engine.wait(admin(session)?.reactivate(OpId::fresh(), &space.id))?;
        session.settle()?;
    }
    session.out.done(&format!("{} is back", space.key), object(&space))
}

fn trash(session: &Session, given: &str) -> Result<(), Report> {
    let space = target::space(session, given)?;
    if space.status == SpaceStatus::Trashed {
        return Err(Report::refused(format!("{} is in the trash already", space.key))
            .hinted(format!("`tildr space restore {0}` or `tildr space delete {0} --purge`", space.key)));
    }
    if !session.dry_run {
        session.confirm(&format!("{} with all its pages goes to the trash", space.key))?;
        let engine = session.engine()?;
        engine.wait(admin(session)?.trash(OpId::fresh(), &space.id))?;
        session.settle()?;
    }
    let sentence = format!("{} is in the trash; `tildr space restore {}` takes it out", space.key, space.key);
    session.out.done(&sentence, object(&space))
}

fn purge(session: &Session, given: &str) -> Result<(), Report> {
    let space = target::space(session, given)?;
    if space.status != SpaceStatus::Trashed {
        return Err(Report::refused(format!("{} is not in the trash", space.key))
            .hinted(format!("`tildr space delete {}` first", space.key)));
    }
    if !session.dry_run {
        session.confirm(&format!("{} is removed with every version of every page, for good", space.key))?;
        let engine = session.engine()?;
        engine.wait(admin(session)?.purge(OpId::fresh(), &space.id))?;
        session.settle()?;
    }
    session.out.done(&format!("{} is gone", space.key), object(&space))
}
