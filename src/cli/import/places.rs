//! Where pages go: spaces that are found, or made some at a time.

use crate::cli::session::Session;
use crate::cli::target;
use crate::domain::{OpId, SpaceId, SpaceKey, SpaceKind};
use crate::remote::Result as Answer;
use crate::report::Report;
use futures_util::future::join_all;
use std::time::Duration;

/// How many spaces are made at once: the wiki takes them with one commit, and an import that is cut off leaves no more
/// of them empty.
const AT_ONCE: usize = 16;
/// How long spaces that an import before this one has made may take to come here.
const PATIENCE: Duration = Duration::from_secs(3600);

/// A space that is wanted.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// As a person would write it.
    pub(super) key: String,
    /// What it is called when it has to be made.
    pub(super) name: String,
    /// The key of the page that takes the place of its home page while nobody has touched that.
    pub(super) home: Option<String>,
}

/// A space that is there.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) space: SpaceId,
    pub(super) home: Option<String>,
}

/// The spaces of an import, in the order in which their pages come.
pub(super) struct Places<'a> {
    session: &'a Session,
    wanted: Vec<Wanted>,
    found: Vec<Place>,
}

impl<'a> Places<'a> {
    pub(super) fn new(session: &'a Session, wanted: Vec<Wanted>) -> Self {
        Self { session, wanted, found: Vec::new() }
    }

    /// Returns the space with a number; those that come next are made with it.
    pub(super) fn at(&mut self, number: usize) -> Result<Place, Report> {
        while self.found.len() <= number {
            let next: Vec<Wanted> =
                self.wanted.iter().skip(self.found.len()).take(AT_ONCE).cloned().collect();
            if next.is_empty() {
                return Err(Report::refused("there is no space for these pages"));
            }
            self.found.extend(found_or_made(self.session, &next)?);
        }
        Ok(self.found[number].clone())
    }
}

/// Finds spaces and makes those that are not there.
fn found_or_made(session: &Session, wanted: &[Wanted]) -> Result<Vec<Place>, Report> {
    let engine = session.engine()?;
    let mut places = Vec::with_capacity(wanted.len());
    for wanted in wanted {
        let found = find(session, wanted)?;
        if found.is_none() {
            crate::admin::space::check_key(&SpaceKey::new(&wanted.key)).map_err(Report::refused)?;
        }
        places.push(found);
    }
    let made = places.into_iter().zip(wanted).map(async |(found, wanted)| match found {
        Some(place) => Ok(place),
        None => {
            let (op, key) = (OpId::fresh(), SpaceKey::new(&wanted.key));
            let made = engine.remote().create_space(op, &key, &wanted.name, &[]).await;
            made.map(|space| Place { space: space.id, home: wanted.home.clone() })
        }
    });
    engine
        .wait(join_all(made))
        .into_iter()
        .zip(wanted)
        .map(|(place, wanted)| settled(session, place, wanted))
        .collect()
}

/// Takes a space, looked for once more when it could not be made: an import that was cut off may have made it, and nobody
/// has brought it here since.
fn settled(session: &Session, made: Answer<Place>, wanted: &Wanted) -> Result<Place, Report> {
    match made {
        Ok(place) => Ok(place),
        Err(error) => {
            session.settle_within(PATIENCE)?;
            Ok(find(session, wanted)?.ok_or(error)?)
        }
    }
}

fn find(session: &Session, wanted: &Wanted) -> Result<Option<Place>, Report> {
    match target::space(session, &wanted.key) {
        Ok(space) => {
            // The wiki knows whether somebody has touched the home page; a person's own stays in any case.
            let home = wanted.home.clone().filter(|_| space.kind == SpaceKind::Site);
            Ok(Some(Place { space: space.id, home }))
        }
        Err(report) if wanted.key.starts_with('~') => Err(report),
        Err(_) => Ok(None),
    }
}
