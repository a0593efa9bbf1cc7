//! Gathers from all pages: open tasks, the pages around one. Runs beside the loop, a handful of bodies at a time, and
//! ends when somebody asks for something else. The replica holds what the account may see, and so nothing else is found.

use crate::domain::{Finding, Page, PageId, SpaceId, SpaceKey, Survey, Tie, User};
use crate::markup::{self, OpenTask, PageName};
use crate::replica::{Pages, Replica, Result, Turn};
use std::collections::{HashMap, HashSet};

/// Bodies that are read before others may read.
const HANDFUL: usize = 200;
/// So many handfuls go by before what was found is told again.
const OFTEN: usize = 10;
/// The most that is told; nobody reads further down.
const MOST: usize = 1_000;

/// Gathers what is asked for; tells what is found so far and whether that is all.
pub(super) fn survey(
    replica: &Replica,
    survey: &Survey,
    turn: &Turn,
    mut tell: impl FnMut(Vec<Finding>, bool),
) -> Result<()> {
    let people = match survey {
        Survey::Tasks => super::open::people(&replica.people()?),
        Survey::Around(_) => HashMap::new(),
    };
    let (mut search, mut found) = replica.pages(|pages| Search::begin(pages, survey, people))?;
    let mut look = |ids: &[PageId], found: &mut Vec<Finding>| {
        replica.pages(|pages| ids.iter().try_for_each(|id| search.look(pages, id, found)))
    };
    // What is known by now, and what was changed last, is told before all the others are even listed.
    if !found.is_empty() {
        tell(in_order(&found), false);
    }
    let newest = replica.pages(|pages| pages.by_change(HANDFUL))?;
    look(&newest, &mut found)?;
    tell(in_order(&found), false);
    let newest: HashSet<PageId> = newest.into_iter().collect();
    let mut ids = replica.pages(|pages| pages.by_change(usize::MAX))?;
    ids.retain(|id| !newest.contains(id));
    for (number, handful) in ids.chunks(HANDFUL).enumerate() {
        if turn.is_over() {
            return Ok(());
        }
        look(handful, &mut found)?;
        if number % OFTEN == OFTEN - 1 {
            tell(in_order(&found), false);
        }
        if found.len() >= MOST {
            break;
        }
    }
    tell(in_order(&found), true);
    Ok(())
}

/// What is nearest first; otherwise what was changed last.
fn in_order(found: &[Finding]) -> Vec<Finding> {
    let mut sorted = found.to_vec();
    sorted.sort_by_key(|finding| match &finding.tie {
        Tie::LinksHere => 0,
        Tie::LinkedFrom => 1,
        Tie::Labels(labels) => 1_000 - labels.len().min(900),
        Tie::Task { is_others, .. } => usize::from(*is_others),
    });
    sorted
}

/// What bodies are looked through for.
enum Search {
    Tasks { me: Option<User>, own: Option<SpaceId>, people: HashMap<String, String> },
    LinksTo { page: Box<Page>, key: Option<String>, letters: String },
    Nothing,
}

impl Search {
    /// Begins with what is known without reading other bodies.
    fn begin(
        pages: &Pages<'_>,
        survey: &Survey,
        people: HashMap<String, String>,
    ) -> Result<(Self, Vec<Finding>)> {
        match survey {
            Survey::Tasks => {
                let (me, own) = pages.reader()?;
                Ok((Self::Tasks { me, own, people }, Vec::new()))
            }
            Survey::Around(id) => {
                let Some(page) = pages.page(id)? else { return Ok((Self::Nothing, Vec::new())) };
                let key = pages.space(&page.space)?.map(|space| space.key.to_string());
                let mut found = linked_from(pages, &page)?;
                found.extend(alike(pages, &page)?);
                let letters = rarest(&page.title).to_owned();
                Ok((Self::LinksTo { page: Box::new(page), key, letters }, found))
            }
        }
    }

    fn look(&mut self, pages: &Pages<'_>, id: &PageId, found: &mut Vec<Finding>) -> Result<()> {
        let Some(body) = pages.body(id)? else { return Ok(()) };
        match self {
            Self::Tasks { me, own, people } => {
                let tasks = markup::open_tasks(&body, &|spelling| people.get(spelling).cloned());
                if tasks.is_empty() {
                    return Ok(());
                }
                let Some(page) = pages.page(id)? else { return Ok(()) };
                let is_own = own.as_ref() == Some(&page.space);
                found.extend(tasks.into_iter().map(|task| {
                    let is_others = !is_for(&task, me.as_ref(), is_own);
                    finding(&page, Tie::Task { is_others, text: task.text })
                }));
            }
            Self::LinksTo { page: target, key, letters } => {
                if !body.contains(letters.as_str()) || *id == target.id {
                    return Ok(());
                }
                let links = markup::linked_pages(&body);
                let titled = |name: &&PageName| name.title == target.title;
                let Some(page) = links.iter().any(|name| titled(&name)).then(|| pages.page(id)) else {
                    return Ok(());
                };
                let Some(page) = page? else { return Ok(()) };
                let leads_here = |name: &PageName| match &name.space {
                    Some(space) => key.as_ref() == Some(space),
                    None => page.space == target.space,
                };
                if links.iter().filter(titled).any(leads_here) {
                    found.retain(|finding| finding.page != page.id || finding.tie == Tie::LinkedFrom);
                    found.push(finding(&page, Tie::LinksHere));
                }
            }
            Self::Nothing => {}
        }
        Ok(())
    }
}

fn finding(page: &Page, tie: Tie) -> Finding {
    Finding { page: page.id.clone(), space: page.space.clone(), title: page.title.clone(), tie }
}

/// Whether a task is for somebody: it names them, or nobody and stands in their space.
fn is_for(task: &OpenTask, me: Option<&User>, is_own: bool) -> bool {
    let Some(me) = me else { return false };
    let is_me = |person: &String| match person.split_once(':') {
        Some((_, id)) => id == me.id.as_str(),
        None => person.eq_ignore_ascii_case(&me.name),
    };
    task.people.iter().any(is_me) || task.people.is_empty() && is_own
}

/// The pages that a page links to.
fn linked_from(pages: &Pages<'_>, page: &Page) -> Result<Vec<Finding>> {
    let mut found: Vec<Finding> = Vec::new();
    for name in markup::linked_pages(&pages.body(&page.id)?.unwrap_or_default()) {
        let space = match name.space {
            Some(key) => pages.space_by_key(&SpaceKey::new(key))?.map(|space| space.id),
            None => Some(page.space.clone()),
        };
        let Some(space) = space else { continue };
        let linked = pages.titled(&space, &name.title)?.into_iter().next();
        found
            .extend(linked.filter(|linked| linked.id != page.id).map(|page| finding(&page, Tie::LinkedFrom)));
    }
    Ok(found)
}

/// The pages that share labels with a page.
fn alike(pages: &Pages<'_>, page: &Page) -> Result<Vec<Finding>> {
    let others = pages.labelled(&page.labels, 1, &[], 50)?.into_iter().filter(|other| other.id != page.id);
    let shared = |other: &Page| {
        let both = page.labels.iter().filter(|label| other.labels.contains(label));
        Tie::Labels(both.map(ToString::to_string).collect())
    };
    Ok(others.map(|other| finding(&other, shared(&other))).collect())
}

/// The longest piece of a title that is written in one way only: bodies without it need no closer look.
fn rarest(title: &str) -> &str {
    let pieces = title.split(|c: char| !(c.is_ascii_alphanumeric() || c == ' '));
    pieces.max_by_key(|piece| piece.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::{Harness, page};

    #[test]
    fn what_is_known_at_once_is_told_before_anything_is_looked_through() {
        let link = |to: &str| markup::to_storage(&format!("[[{to}]]\n")).storage;
        let items = [
            page("s1", "here", None, 7, "Here", &link("There")),
            page("s1", "there", None, 8, "There", ""),
            page("s1", "behind", None, 9, "Behind", &link("Here")),
        ];
        let harness = Harness::new();
        let replica = &harness.replica;
        replica.take_in(&items, None, false).unwrap();
        let mut told = Vec::new();
        let ties = |found: Vec<Finding>| found.into_iter().map(|finding| finding.tie).collect::<Vec<_>>();
        survey(replica, &Survey::Around("here".into()), &replica.next_turn(), |found, is_all| {
            told.push((ties(found), is_all))
        })
        .unwrap();
        assert_eq!(told.first(), Some(&(vec![Tie::LinkedFrom], false)));
        assert_eq!(told.last(), Some(&(vec![Tie::LinksHere, Tie::LinkedFrom], true)));
    }
}
