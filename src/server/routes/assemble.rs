//! Content bodies with what `expand` asks for; people and spaces are fetched once per answer.

use super::params::MOST;
use crate::domain::*;
use crate::server::error::Result;
use crate::server::store::{
    AttachmentFilter, Below, CommentFilter, PageFilter, ParentFilter, Principal, SpaceFilter, Store,
    StoreError, UserFilter,
};
use crate::wire::datacenter as wire;
use crate::wire::datacenter::content::{Children, ContentBody, HistoryBody, Labels, Metadata, VersionBody};
use crate::wire::datacenter::label::LabelBody;
use crate::wire::datacenter::list::{Links, Listing};
use crate::wire::datacenter::space::{Description, Plain, SpaceBody};
use crate::wire::datacenter::user::UserBody;
use crate::wire::time;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The names of `expand`, dotted paths.
#[derive(Debug, Clone)]
pub(super) struct Expand(Vec<String>);

impl Expand {
    /// What content answers without being asked.
    pub(super) const USUAL: &str = "history,space,version";
    /// What a write answers.
    pub(super) const WRITTEN: &str = "body.storage,history,space,version,ancestors,metadata.labels";

    /// Reads the parameter; unknown names are ignored.
    pub(super) fn parse(asked: Option<&str>, usual: &str) -> Self {
        Self(asked.unwrap_or(usual).split(',').map(|name| name.trim().to_owned()).collect())
    }

    /// Tells whether a name, or anything below it, is asked for.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|asked| asked == name || asked.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
    }

    /// Tells whether a name is asked for by itself.
    pub(super) fn has_exactly(&self, name: &str) -> bool {
        self.0.iter().any(|asked| asked == name)
    }
}

/// Builds the bodies of one answer.
pub(super) struct Assembler<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) who: &'a Principal,
    pub(super) expand: Expand,
    people: HashMap<UserId, UserBody>,
    spaces: HashMap<SpaceId, SpaceBody>,
    pages: HashMap<PageId, Page>,
}

impl<'a> Assembler<'a> {
    /// Starts an answer.
    pub(super) fn new(store: &'a dyn Store, who: &'a Principal, expand: Expand) -> Self {
        Self { store, who, expand, people: HashMap::new(), spaces: HashMap::new(), pages: HashMap::new() }
    }

    /// Reads at once what the bodies of a list have in common: spaces, and who saved them last.
    pub(super) async fn prepare(&mut self, pages: &[Page]) -> Result<()> {
        let spaces: BTreeSet<SpaceId> = pages.iter().map(|page| page.space.clone()).collect();
        if !spaces.is_empty() {
            let limit = spaces.len();
            let filter = SpaceFilter { ids: spaces.into_iter().collect(), limit, ..SpaceFilter::default() };
            for row in self.store.spaces(self.who, filter).await? {
                self.spaces.insert(row.space.id.clone(), SpaceBody::from(&row.space));
            }
        }
        let people: BTreeSet<UserId> = pages.iter().map(|page| page.version.author.clone()).collect();
        if self.expand.has("version") && !people.is_empty() {
            let people = people.into_iter().collect();
            for user in self.store.users(self.who, UserFilter::Ids(people)).await? {
                self.people.insert(user.id.clone(), UserBody::from(&user));
            }
        }
        Ok(())
    }

    /// Builds the bodies of a list.
    pub(super) async fn list(&mut self, pages: Vec<Page>) -> Result<Vec<ContentBody>> {
        let mut bodies = Vec::with_capacity(pages.len());
        for page in pages {
            bodies.push(self.content(&page).await?);
        }
        Ok(bodies)
    }

    /// Builds one body.
    pub(super) async fn content(&mut self, page: &Page) -> Result<ContentBody> {
        let mut body = ContentBody::of(page);
        let mut expandable = BTreeMap::new();
        let mut fold = |name: &str| {
            expandable.insert(name.to_owned(), String::new());
        };
        if self.expand.has("space") {
            body.space = Some(self.space(&page.space).await?);
        }
        if self.expand.has("version") {
            body.version = Some(VersionBody::of(&page.version, self.person(&page.version.author).await?));
        } else {
            fold("version");
        }
        if self.expand.has("history") {
            body.history = Some(self.history(page).await?);
        } else {
            fold("history");
        }
        if self.expand.has("ancestors") {
            let above = self.store.ancestors(self.who, &page.id).await?;
            let mut bodies: Vec<ContentBody> = above.iter().map(ContentBody::of).collect();
            for body in &mut bodies {
                body.expandable.insert("space".to_owned(), self.space_address(&page.space).await);
            }
            body.ancestors = Some(bodies);
        } else {
            fold("ancestors");
        }
        if self.expand.has("body") {
            let storage = self.store.body(self.who, &page.id, page.version.number).await?;
            body.body = Some(self.bodies(page, &storage).await?);
        } else {
            fold("body");
        }
        if ["page", "comment", "attachment"].iter().any(|kind| self.expand.has(&format!("children.{kind}"))) {
            body.children = Some(self.children(page).await?);
        } else {
            fold("children");
        }
        if body.space.is_none() {
            expandable.insert("space".to_owned(), self.space_address(&page.space).await);
        }
        self.extras(page, &mut body, &mut expandable).await?;
        body.expandable = expandable;
        Ok(body)
    }

    /// Builds comments of one page; `location` tells where a thread stands.
    pub(super) async fn comments(&mut self, comments: Vec<Comment>) -> Result<Vec<ContentBody>> {
        let mut bodies = Vec::with_capacity(comments.len());
        for comment in &comments {
            bodies.push(self.comment(comment).await?);
        }
        Ok(bodies)
    }

    /// Builds one comment.
    pub(super) async fn comment(&mut self, comment: &Comment) -> Result<ContentBody> {
        let page = self.page(&comment.page).await?;
        let above = self.above(comment).await?;
        let inline = above.first().unwrap_or(comment).anchor.is_some();
        let location = |comment: &Comment| {
            wire::comment::body(comment, &page.title, if inline { "inline" } else { "footer" })
        };
        let mut body = location(comment);
        if self.expand.has("version") {
            body.version =
                Some(VersionBody::of(&comment.version, self.person(&comment.version.author).await?));
        }
        if self.expand.has("history") {
            body.history = Some(wire::comment::history(comment, self.person(&comment.author).await?));
        }
        if self.expand.has("container") {
            body.container = Some(Box::new(ContentBody::of(&page)));
        }
        if self.expand.has("space") {
            body.space = Some(self.space(&page.space).await?);
        }
        if self.expand.has("ancestors") {
            body.ancestors = Some(above.iter().map(location).collect());
        }
        if self.expand.has("body") {
            body.body = Some(self.bodies(&page, &comment.storage).await?);
        }
        Ok(body)
    }

    /// The comments a reply stands below, the head of the thread first.
    async fn above(&mut self, comment: &Comment) -> Result<Vec<Comment>> {
        let mut above: Vec<Comment> = Vec::new();
        let mut next = comment.parent.clone();
        while let Some(id) = next.take().filter(|id| above.iter().all(|known| known.id != *id)) {
            let parent = self.store.comment(self.who, &id).await?;
            next.clone_from(&parent.parent);
            above.push(parent);
        }
        above.reverse();
        Ok(above)
    }

    /// Builds attachments of one page.
    pub(super) async fn attachments(&mut self, attachments: Vec<Attachment>) -> Result<Vec<ContentBody>> {
        let mut bodies = Vec::with_capacity(attachments.len());
        for attachment in &attachments {
            bodies.push(self.attachment(attachment).await?);
        }
        Ok(bodies)
    }

    /// Builds one attachment.
    pub(super) async fn attachment(&mut self, attachment: &Attachment) -> Result<ContentBody> {
        let mut body = wire::attachment::body(attachment);
        if self.expand.has("version") {
            let by = self.person(&attachment.version.author).await?;
            body.version = Some(VersionBody::of(&attachment.version, by));
        }
        if self.expand.has("history") {
            body.history =
                Some(wire::attachment::history(attachment, self.person(&attachment.author).await?));
        }
        let page = self.page(&attachment.page).await?;
        let address = self.space_address(&page.space).await;
        if self.expand.has("space") {
            body.space = Some(self.space(&page.space).await?);
        } else {
            body.expandable.insert("space".to_owned(), address.clone());
        }
        if self.expand.has("container") {
            let mut container = ContentBody::of(&page);
            container.expandable.insert("space".to_owned(), address);
            if self.expand.has("container.ancestors") {
                let above = self.store.ancestors(self.who, &page.id).await?;
                container.ancestors = Some(above.iter().map(ContentBody::of).collect());
            }
            body.container = Some(Box::new(container));
        } else {
            body.expandable.insert("container".to_owned(), format!("/rest/api/content/{}", page.id));
        }
        Ok(body)
    }

    async fn page(&mut self, id: &PageId) -> Result<Page> {
        if let Some(known) = self.pages.get(id) {
            return Ok(known.clone());
        }
        let page = self.store.page(self.who, id).await?;
        self.pages.insert(id.clone(), page.clone());
        Ok(page)
    }

    /// Builds the history of a page: who made it, and the versions at its end.
    pub(super) async fn history(&mut self, page: &Page) -> Result<HistoryBody> {
        let versions = self.store.versions(self.who, &page.id).await?;
        let first = versions.last().map_or(&page.version, |(version, _)| version);
        let previous = match versions.get(1) {
            Some((version, _)) => Some(VersionBody::of(version, self.person(&version.author).await?)),
            None => None,
        };
        Ok(HistoryBody {
            latest: true,
            created_by: Some(self.person(&first.author).await?),
            created_date: Some(time::write(page.created)),
            last_updated: Some(VersionBody::of(&page.version, self.person(&page.version.author).await?)),
            previous_version: previous,
        })
    }

    /// Builds an account; one that is gone keeps its id.
    pub(super) async fn person(&mut self, id: &UserId) -> Result<UserBody> {
        if let Some(known) = self.people.get(id) {
            return Ok(known.clone());
        }
        let found = self.store.users(self.who, UserFilter::Ids(vec![id.clone()])).await?;
        let body = found.first().map_or_else(
            || UserBody {
                kind: "unknown".to_owned(),
                username: String::new(),
                user_key: id.to_string(),
                display_name: "Unknown User".to_owned(),
            },
            UserBody::from,
        );
        self.people.insert(id.clone(), body.clone());
        Ok(body)
    }

    /// Returns where a space is asked for: exporters take its key from there.
    async fn space_address(&mut self, id: &SpaceId) -> String {
        let key = self.space(id).await.map(|space| space.key).unwrap_or_default();
        format!("/rest/api/space/{key}")
    }

    async fn space(&mut self, id: &SpaceId) -> Result<SpaceBody> {
        if let Some(known) = self.spaces.get(id) {
            return Ok(known.clone());
        }
        let filter = SpaceFilter { id: Some(id.clone()), limit: 1, ..SpaceFilter::default() };
        let found = self.store.spaces(self.who, filter).await?;
        let row = found.into_iter().next().ok_or_else(|| StoreError::no_space(id))?;
        let body = SpaceBody::from(&row.space);
        self.spaces.insert(id.clone(), body.clone());
        Ok(body)
    }

    async fn children(&mut self, page: &Page) -> Result<Children> {
        let mut children = Children::default();
        if self.expand.has("children.page") {
            let filter = PageFilter {
                parent: Some(ParentFilter::Page(page.id.clone())),
                blog: Some(false),
                limit: MOST,
                ..PageFilter::default()
            };
            let below = self.store.pages(self.who, filter).await?;
            children.page = Some(whole(below.iter().map(ContentBody::of).collect()));
        }
        if self.expand.has("children.comment") {
            let filter = CommentFilter {
                page: page.id.clone(),
                below: Below::Page,
                locations: Vec::new(),
                start: 0,
                limit: MOST,
            };
            let found = self.store.comments(self.who, filter).await?;
            children.comment = Some(whole(self.comments(found).await?));
        }
        if self.expand.has("children.attachment") {
            let filter = AttachmentFilter {
                page: page.id.clone(),
                name: None,
                media_type: None,
                start: 0,
                limit: MOST,
            };
            let found = self.store.attachments(self.who, filter).await?;
            children.attachment = Some(whole(self.attachments(found).await?));
        }
        Ok(children)
    }
}

/// Builds a space with its home page and description, where they are asked for.
pub(super) async fn space(
    store: &dyn Store,
    who: &Principal,
    row: &crate::server::store::SpaceRow,
    expand: &Expand,
) -> Result<SpaceBody> {
    let mut body = SpaceBody::from(&row.space);
    let home = row.space.home.as_ref();
    if expand.has("homepage") {
        if let Some(home) = home {
            body.homepage = store.page(who, home).await.ok().map(|page| Box::new(ContentBody::of(&page)));
        }
    } else {
        let address = home.map(|home| format!("/rest/api/content/{home}")).unwrap_or_default();
        body.expandable.insert("homepage".to_owned(), address);
    }
    if expand.has("description") {
        let plain = Plain { value: row.description.clone(), representation: "plain".to_owned() };
        body.description = Some(Description { plain });
    } else {
        body.expandable.insert("description".to_owned(), String::new());
    }
    if expand.has("metadata.labels") {
        let labels = store.categories(who, &row.space.key).await?;
        let labels = Labels::Listed(Box::new(whole(labels.iter().map(LabelBody::from).collect())));
        body.metadata = Some(Metadata { labels: Some(labels), ..Metadata::default() });
    } else {
        body.expandable.insert("metadata".to_owned(), String::new());
    }
    Ok(body)
}

/// Builds the labels of a page as a listing.
pub(super) fn labels(page: &Page) -> Listing<LabelBody> {
    whole(page.labels.iter().map(LabelBody::from).collect())
}

/// Wraps a list that is answered whole.
pub(super) fn whole<T>(results: Vec<T>) -> Listing<T> {
    let size = results.len();
    Listing { results, start: 0, limit: size.max(200), size, next_cursor: None, links: Links::default() }
}
