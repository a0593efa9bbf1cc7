//! `tildr demo`: a throw-away wiki with people, spaces and pages. It lives in a temporary folder and goes with it.
//!
//! The person at the keyboard has no personal space in it: adding one is what it is there to try.

use super::interface::Interface;
use super::session::{self, Session};
use super::{open, wiki};
use crate::config::{Paths, SystemAccount};
use crate::domain::{Grant, Label, OpId, SpaceKey, SpacePermission, Subject};
use crate::markup;
use crate::remote::{self, ImportBatch, ImportPage, PersonalPlan, PlannedPage, Remote};
use crate::report::Report;
use clap::Args;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

/// `%% KEY | parent | title | labels` and the Markdown below it.
const PAGES: &str = include_str!("../../assets/demo/pages.md");

/// The page that shows every construct, as stored: much of it cannot be typed.
const CONSTRUCTS: (&str, &str) = ("All a page can hold", include_str!("../../assets/demo/constructs.xml"));

const PEOPLE: [(&str, &str); 4] =
    [("ada", "Ada Wells"), ("bob", "Bob Ray"), ("cat", "Cat Lu"), ("dee", "Dee Okoro")];

const SPACES: [(&str, &str); 2] = [("ENG", "Engineering"), ("OPS", "Operations")];

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// A command to run in the demonstration instead of the interface
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    #[command(flatten)]
    interface: Interface,
}

impl Demo {
    pub(super) fn run(&self, session: &Session, before: &Interface) -> Result<(), Report> {
        let interface = self.interface.or(before);
        interface.read()?;
        if self.command.is_empty() && !interface.is_printed() {
            open::check_terminal(interface.is_linear())?;
        }
        // Removed when dropped, whichever way this ends.
        let home = tempfile::Builder::new().prefix("tildr-demo-").tempdir()?;
        let stage = session.staged(Paths::below(home.path()));
        let runtime = session::runtime()?;
        runtime.block_on(furnish(&stage.dir()?, &stage.account()))?;
        drop(runtime);
        match self.command.is_empty() {
            true => interface.run(&stage),
            false => self.inside(home.path()),
        }
    }

    /// Runs this program again with everything below the temporary folder.
    fn inside(&self, home: &Path) -> Result<(), Report> {
        let program = std::env::current_exe()?;
        let status = std::process::Command::new(program)
            .args(&self.command)
            .env("TILDR_HOME", home)
            .env("TILDR_NO_BACKGROUND", "1")
            .status()?;
        match status.success() {
            true => Ok(()),
            false => Err(Report::refused("the command in the demonstration failed")),
        }
    }
}

/// Fills the wiki through the same calls that a person's actions make.
async fn furnish(dir: &Path, account: &SystemAccount) -> Result<(), Report> {
    for (login, full_name) in PEOPLE.into_iter().filter(|(login, _)| *login != account.login) {
        // An account comes to be by signing in.
        let person = SystemAccount { login: login.to_owned(), full_name: full_name.to_owned() };
        let remote = wiki::embedded(dir, &person)?;
        personal(&remote, full_name, login).await?;
    }
    let me = wiki::embedded(dir, account)?;
    for (key, name) in SPACES {
        let space = me.create_space(OpId::fresh(), &SpaceKey::new(key), name).await?;
        let pages = pages().into_iter().filter(|(space, _)| *space == key).map(|(_, page)| page).collect();
        let batch = ImportBatch { space: space.id, home: Some(name.to_owned()), pages };
        me.import(OpId::fresh(), &batch).await?;
    }
    Ok(())
}

/// Every other person's space is open to colleagues.
async fn personal(remote: &Arc<dyn Remote>, full_name: &str, login: &str) -> remote::Result<()> {
    let facts = remote.personal_preflight().await?;
    let open = PEOPLE.iter().position(|(name, _)| *name == login).is_some_and(|place| place % 2 == 0);
    let grant = Grant { subject: Subject::Licensed, permission: SpacePermission::ViewSpace };
    let text = format!("Hello, I am {full_name}. My notes are below this page.\n");
    let plan = PersonalPlan {
        name: full_name.to_owned(),
        key: facts.key,
        grants: if open { vec![grant] } else { Vec::new() },
        pages: vec![PlannedPage {
            title: format!("{full_name} Home"),
            storage: markup::to_storage(&text).storage,
            private: false,
        }],
        watch: false,
        start_fresh: false,
    };
    remote.create_personal(OpId::fresh(), &plan).await.map(|_| ())
}

/// The pages with their spaces; titles are the keys, as they are unique here.
fn pages() -> Vec<(&'static str, ImportPage)> {
    let page = |block: &'static str| {
        let (head, text) = block.split_once('\n')?;
        let mut fields = head.split('|').map(str::trim);
        let (space, parent, title) = (fields.next()?, fields.next()?, fields.next()?);
        let labels = fields.next().unwrap_or_default().split_whitespace().filter_map(Label::parse).collect();
        let storage = match title == CONSTRUCTS.0 {
            true => CONSTRUCTS.1.trim().to_owned(),
            false => markup::to_storage(text.trim()).storage,
        };
        let page = ImportPage {
            key: title.to_owned(),
            parent: (!parent.is_empty()).then(|| parent.to_owned()),
            title: title.to_owned(),
            storage,
            labels,
            updated: None,
        };
        Some((space, page))
    };
    PAGES.split("%% ").filter_map(page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_demonstration_has_its_place() {
        let pages = pages();
        assert_eq!(pages.len(), 14);
        for (index, (space, page)) in pages.iter().enumerate() {
            assert!(SPACES.iter().any(|(key, _)| key == space), "{space}");
            let above = page.parent.as_ref();
            let earlier = pages[..index].iter().any(|(_, other)| Some(&other.key) == above);
            assert!(above.is_none() || earlier, "{} comes before its parent", page.title);
        }
    }
}
