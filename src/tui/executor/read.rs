//! Reads of the replica, each answered by one [`Data`].

use crate::domain::{Audience, Page, PageId, Space, Timestamp};
use crate::markup::Projection;
use crate::permission::{self, Audiences};
use crate::replica::{Beginning, Draft, Form, PageRow, Past, Replica, Result, Turn};
use crate::tui::document::Document;
use crate::tui::effect::Request;
use crate::tui::message::{Data, Directory, FavouritePage, Message, Opened, Shelf};
use std::collections::HashMap;
use std::sync::Arc;

/// How many recent pages the directory knows.
const RECENT: usize = 20;
/// How many texts put aside the list of drafts knows.
const KEPT: usize = 100;
/// How many titles of a space are looked through at each letter.
const TITLES: usize = 5_000;
/// How many pages the jump box knows; whoever needs more types another letter.
const LIKE: usize = 60;

/// Answers a request.
pub(super) fn load(replica: &Replica, request: &Request) -> Result<Data> {
    Ok(match request {
        Request::Directory => Data::Directory(Arc::new(directory(replica)?)),
        Request::Children { space, parent } => Data::Children {
            space: space.clone(),
            parent: parent.clone(),
            rows: replica.children(space, parent.as_ref())?,
        },
        Request::Row(page) => match replica.page(page)? {
            Some(row) => Data::Row(row),
            None => Data::Missing(page.clone()),
        },
        Request::Branches(pages) => Data::Branches(pages.clone(), replica.branches(pages, true)?),
        Request::Sift { space, sieve, since } => Data::Sifted {
            space: space.clone(),
            sieve: sieve.clone(),
            sifted: Arc::new(replica.sift(space, sieve, *since)?),
        },
        Request::Blog(space) => Data::Blog(space.clone(), replica.blog_months(space)?),
        Request::Posts { space, year, month } => Data::Posts {
            space: space.clone(),
            year: *year,
            month: *month,
            rows: replica.posts(space, *year, *month)?,
        },
        Request::SpaceFacts => Data::SpaceFacts(Arc::new(replica.space_facts()?)),
        Request::Ancestors(page) => Data::Ancestors(page.clone(), replica.ancestors(page)?),
        Request::Titled(space, title) => {
            Data::Titled(space.clone(), title.clone(), replica.titled(space, title)?)
        }
        Request::Trashed(space) => Data::Trashed(replica.trashed(space.as_ref())?),
        Request::Watched => Data::Watched(replica.watched_pages()?),
        Request::Labels => Data::Labels(replica.labels()?),
        Request::Labelled(label) => Data::Labelled(label.clone(), replica.labelled(label)?),
        Request::TitlesOf(pages) => Data::Titles(Arc::new(replica.titles_of(pages)?)),
        Request::TitlesIn(space) => Data::TitlesIn(space.clone(), replica.titles_in(space, TITLES)?),
        Request::KeptText(number) => Data::KeptText(*number, replica.kept_text(*number)?),
        Request::Search(query) => Data::Found(query.clone(), Arc::new(replica.search(query)?)),
        Request::Like(typed) => {
            let found = replica.titles_like(typed, LIKE, &replica.next_turn())?;
            let (hits, count) = found.unwrap_or_default();
            Data::Like(typed.clone(), hits, count)
        }
        Request::Searches => Data::Searches(replica.saved_searches()?),
        Request::Outbox => Data::Outbox(replica.outbox()?),
        Request::Drafts => Data::Drafts(replica.drafts()?),
        Request::Kept => Data::Kept(replica.kept(KEPT)?),
        Request::Conflicts => Data::Conflicts(replica.conflicts()?),
        Request::Survey(survey) => Data::Surveyed(survey.clone(), Arc::default(), false),
        // Answered with several messages, or later.
        Request::Colour(_) | Request::Pictures(..) => Data::Recent(replica.recent(RECENT)?),
        Request::LayOut(layout) => Data::LaidOut(layout.clone()),
        Request::Open(page) | Request::Peek(page) | Request::Resolve(page, _) => Data::Missing(page.clone()),
        Request::Comments(page) => Data::Comments(page.clone(), replica.comments(page)?),
        Request::CommentDraft(place) => Data::CommentDraft(place.clone(), replica.comment_draft(place)?),
        Request::Attachments(page) => Data::Attachments(page.clone(), replica.attachments(page)?),
        Request::Paths(typed) => Data::Paths(typed.clone(), super::files::paths(typed)),
        Request::Setting(name) => Data::Setting((*name).to_owned(), replica.state(name)?),
    })
}

/// Remembers a visit; answers with the pages opened last.
pub(super) fn visited(replica: &Replica, page: &PageId, now: Timestamp) -> Result<Vec<PageRow>> {
    replica.visited(page, now)?;
    replica.recent(RECENT)
}

/// Searches as long as nobody asks anew, and tells what is there: at once, and when all of it is.
pub(super) fn search(replica: &Replica, request: &Request, turn: &Turn, tell: impl Fn(Message)) {
    let outcome = match request {
        Request::Search(query) => replica.search_in_turn(query, turn, |found| {
            tell(Message::Data(Data::Found(query.clone(), Arc::new(found))));
        }),
        Request::Like(typed) => replica.titles_like(typed, LIKE, turn).map(|found| {
            if let Some((hits, count)) = found {
                tell(Message::Data(Data::Like(typed.clone(), hits, count)));
            }
        }),
        Request::Survey(survey) => super::survey::survey(replica, survey, turn, |found, is_all| {
            tell(Message::Data(Data::Surveyed(survey.clone(), Arc::new(found), is_all)));
        }),
        other => load(replica, other).map(|data| tell(Message::Data(data))),
    };
    if let Err(error) = outcome {
        tell(Message::Failed(super::report(&error)));
    }
}

fn directory(replica: &Replica) -> Result<Directory> {
    let me = replica.me()?;
    let people = replica.people()?;
    let counts: HashMap<_, _> = replica.page_counts()?.into_iter().collect();
    let categories = replica.categories()?;
    let audiences = Arc::new(Audiences::new(people.clone(), me.clone()));
    let spaces = replica.spaces()?.into_iter().map(|space| {
        let pages = counts.get(&space.id).copied().unwrap_or(0);
        let category = space.home.as_ref().and_then(|home| categories.get(home)).cloned();
        Shelf::new(space, pages, category, Arc::clone(&audiences))
    });
    let favourite_pages =
        replica.favourite_pages()?.into_iter().map(|(page, title)| FavouritePage { page, title }).collect();
    Ok(Directory {
        spaces: spaces.collect(),
        favourites: replica.favourites()?,
        favourite_pages,
        watched: replica.watched()?,
        recent: replica.recent(RECENT)?,
        queued: replica.queued_count()?,
        conflicts: replica.conflict_count()?,
        drafts: replica.draft_count()?,
        me,
        people,
    })
}

/// A page with everything but what its body says, and the texts of its drafts.
#[derive(Clone)]
pub(super) struct Found {
    row: PageRow,
    space: Space,
    path: Vec<Page>,
    pub(super) body: String,
    /// Whether the body is all there, and not only its beginning.
    pub(super) is_whole: bool,
    /// The threads about words of it that are settled, by the names of their marks.
    pub(super) settled: Vec<String>,
    audience: Audience,
    beside: (usize, usize),
    draft: Option<Draft>,
    storage_draft: Option<Draft>,
    pasts: Vec<Past>,
}

impl Found {
    pub(super) fn id(&self) -> &PageId {
        &self.row.page.id
    }

    /// Returns what stands beside the body. Of drafts it tells that there are some: a beginning cannot be edited.
    pub(super) fn without_body(&self) -> Self {
        let Self { row, space, path, audience, beside, draft, storage_draft, .. } = self;
        Self {
            row: row.clone(),
            space: space.clone(),
            path: path.clone(),
            body: String::new(),
            is_whole: false,
            settled: Vec::new(),
            audience: audience.clone(),
            beside: *beside,
            draft: draft.clone(),
            storage_draft: storage_draft.clone(),
            pasts: Vec::new(),
        }
    }

    /// Reads the texts of its drafts.
    pub(super) fn with_drafts(mut self, replica: &Replica) -> Result<Self> {
        let page = self.row.page.id.clone();
        for (form, draft) in [(Form::Markdown, &mut self.draft), (Form::Storage, &mut self.storage_draft)] {
            if draft.is_none() {
                continue;
            }
            let (whole, past) = replica.draft_with_past(&page, form)?.unzip();
            *draft = whole;
            self.pasts.extend(past);
        }
        Ok(self)
    }

    pub(super) fn opened(
        self,
        projection: Projection,
        document: Arc<Document>,
        is_beginning: bool,
    ) -> Opened {
        let Self { row, space, path, body, audience, beside, draft, storage_draft, pasts, .. } = self;
        Opened {
            row,
            space,
            path,
            body,
            projection,
            document,
            is_beginning,
            audience,
            beside,
            draft,
            storage_draft,
            pasts,
        }
    }
}

/// The threads about words of a body that are settled.
fn settled(replica: &Replica, page: &PageId, body: &str) -> Result<Vec<String>> {
    if !body.contains("<ac:inline-comment-marker") {
        return Ok(Vec::new());
    }
    let rows = replica.comments(page)?.into_iter().map(|row| row.comment);
    Ok(rows.filter(|comment| comment.resolved).filter_map(|comment| Some(comment.anchor?.marker)).collect())
}

/// Reads a page; of its drafts only that there are some, until [`Found::with_drafts`].
pub(super) fn found(replica: &Replica, page: &PageId) -> Result<Option<Found>> {
    found_with(replica, page, || {
        let storage = replica.body(page)?;
        Ok(storage.map(|storage| Beginning { storage, is_whole: true }))
    })
}

/// Reads a page as [`found`] does, but of a long body only the first `least` bytes.
pub(super) fn begun(replica: &Replica, page: &PageId, least: usize) -> Result<Option<Found>> {
    found_with(replica, page, || replica.beginning(page, least))
}

fn found_with(
    replica: &Replica,
    page: &PageId,
    body: impl FnOnce() -> Result<Option<Beginning>>,
) -> Result<Option<Found>> {
    let Some(row) = replica.page(page)? else { return Ok(None) };
    let Some(space) = replica.space(&row.page.space)? else { return Ok(None) };
    let (body, is_whole) = body()?.map_or((String::new(), true), |body| (body.storage, body.is_whole));
    let me = replica.me()?;
    let audience = match &me {
        Some(me) => permission::page_audience(&row.page, &space, &replica.people()?, me),
        None => Audiences::new(Vec::new(), None).of(&space),
    };
    let draft = replica.draft_in_short(page, Form::Markdown)?;
    let storage_draft = replica.draft_in_short(page, Form::Storage)?;
    let beside = replica.counts_beside(page)?;
    let path = replica.ancestors(page)?;
    let settled = settled(replica, page, &body)?;
    let pasts = Vec::new();
    Ok(Some(Found {
        row,
        space,
        path,
        body,
        is_whole,
        settled,
        audience,
        beside,
        draft,
        storage_draft,
        pasts,
    }))
}
