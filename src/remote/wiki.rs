//! A wiki of our own kind behind a transport: the Data Center dialect where it has words, the extension
//! namespace for the rest.

use super::transport::Transport;
use super::{
    Changes, Cursor, Events, ImportBatch, Imported, Info, NewComment, NewPage, PageUpdate, PersonalPlan,
    PersonalPreflight, PersonalUndone, Remote, Result, Upload, datacenter, extension,
};
use crate::domain::*;
use crate::wire::extension::access::GrantsBody;
use futures_util::future::BoxFuture;
use std::path::Path;

/// A wiki behind a transport.
pub(super) struct Wiki<T> {
    transport: T,
}

impl<T> Wiki<T> {
    /// Wraps a transport.
    pub(super) fn new(transport: T) -> Self {
        Self { transport }
    }
}

impl<T: Transport> Remote for Wiki<T> {
    fn info(&self) -> BoxFuture<'_, Result<Info>> {
        Box::pin(extension::feed::info(&self.transport))
    }

    fn events(&self, since: Option<Cursor>) -> BoxFuture<'_, Result<Events>> {
        Box::pin(extension::feed::events(&self.transport, since))
    }

    fn changes(&self, since: Option<Cursor>, limit: usize) -> BoxFuture<'_, Result<Changes>> {
        Box::pin(extension::feed::changes(&self.transport, since, limit))
    }

    fn page<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<(Page, String)>> {
        Box::pin(datacenter::content::page(&self.transport, id))
    }

    fn create<'a>(&'a self, op: OpId, page: &'a NewPage) -> BoxFuture<'a, Result<Page>> {
        Box::pin(datacenter::content::create(&self.transport, op, page))
    }

    fn update<'a>(&'a self, op: OpId, update: &'a PageUpdate) -> BoxFuture<'a, Result<Page>> {
        Box::pin(datacenter::content::update(&self.transport, op, update))
    }

    fn relocate<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>> {
        Box::pin(extension::content::relocate(&self.transport, op, id, to))
    }

    fn trash<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::content::trash(&self.transport, op, id))
    }

    fn restore<'a>(&'a self, op: OpId, id: &'a PageId, to: &'a Spot) -> BoxFuture<'a, Result<Page>> {
        Box::pin(extension::content::restore(&self.transport, op, id, to))
    }

    fn purge<'a>(&'a self, op: OpId, id: &'a PageId) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::content::purge(&self.transport, op, id))
    }

    fn add_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::label::add(&self.transport, op, id, label))
    }

    fn remove_label<'a>(&'a self, op: OpId, id: &'a PageId, label: &'a Label) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::label::remove(&self.transport, op, id, label))
    }

    fn watch_page<'a>(&'a self, op: OpId, id: &'a PageId, on: bool) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::watch::page(&self.transport, op, id, on))
    }

    fn watch_space<'a>(&'a self, op: OpId, key: &'a SpaceKey, on: bool) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::watch::space(&self.transport, op, key, on))
    }

    fn versions<'a>(&'a self, id: &'a PageId) -> BoxFuture<'a, Result<Vec<Version>>> {
        Box::pin(datacenter::version::list(&self.transport, id))
    }

    fn version_body<'a>(&'a self, id: &'a PageId, number: u32) -> BoxFuture<'a, Result<String>> {
        Box::pin(datacenter::version::body(&self.transport, id, number))
    }

    fn add_comment<'a>(&'a self, op: OpId, comment: &'a NewComment) -> BoxFuture<'a, Result<Comment>> {
        Box::pin(datacenter::comment::create(&self.transport, op, comment))
    }

    fn edit_comment<'a>(
        &'a self,
        op: OpId,
        id: &'a CommentId,
        base_version: u32,
        storage: &'a str,
    ) -> BoxFuture<'a, Result<Comment>> {
        Box::pin(datacenter::comment::edit(&self.transport, op, id, base_version, storage))
    }

    fn resolve_comment<'a>(
        &'a self,
        op: OpId,
        id: &'a CommentId,
        resolved: bool,
    ) -> BoxFuture<'a, Result<Comment>> {
        Box::pin(datacenter::comment::resolve(&self.transport, op, id, resolved))
    }

    fn delete_comment<'a>(&'a self, op: OpId, id: &'a CommentId) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::comment::delete(&self.transport, op, id))
    }

    fn attach<'a>(&'a self, op: OpId, upload: &'a Upload) -> BoxFuture<'a, Result<Attachment>> {
        Box::pin(datacenter::attachment::attach(&self.transport, op, upload))
    }

    fn delete_attachment<'a>(
        &'a self,
        op: OpId,
        page: &'a PageId,
        id: &'a AttachmentId,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::attachment::delete(&self.transport, op, page, id))
    }

    fn download<'a>(&'a self, attachment: &'a Attachment, into: &'a Path) -> BoxFuture<'a, Result<()>> {
        Box::pin(datacenter::attachment::download(&self.transport, attachment, into))
    }

    fn append<'a>(&'a self, op: OpId, jot: &'a Jot) -> BoxFuture<'a, Result<Page>> {
        Box::pin(extension::content::append(&self.transport, op, jot))
    }

    fn create_space<'a>(
        &'a self,
        op: OpId,
        key: &'a SpaceKey,
        name: &'a str,
        grants: &'a [Grant],
    ) -> BoxFuture<'a, Result<Space>> {
        Box::pin(async move {
            let made = datacenter::space::create(&self.transport, op, key, name, grants).await?;
            extension::space::one(&self.transport, &made.id.to_string()).await
        })
    }

    fn set_space_status<'a>(
        &'a self,
        op: OpId,
        space: &'a SpaceId,
        status: Option<SpaceStatus>,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(extension::space::set_status(&self.transport, op, space, status))
    }

    fn explain<'a>(
        &'a self,
        who: &'a Asked,
        operation: &'a str,
        thing: Option<&'a Thing>,
    ) -> BoxFuture<'a, Result<Verdict>> {
        Box::pin(extension::access::explain(&self.transport, who, operation, thing))
    }

    fn audience<'a>(&'a self, thing: &'a Thing) -> BoxFuture<'a, Result<Sightline>> {
        Box::pin(extension::access::audience(&self.transport, thing))
    }

    fn preview<'a>(&'a self, change: &'a AccessChange) -> BoxFuture<'a, Result<Effects>> {
        Box::pin(extension::access::preview(&self.transport, change))
    }

    fn restrictions<'a>(&'a self, page: &'a PageId) -> BoxFuture<'a, Result<Restrictions>> {
        Box::pin(datacenter::restriction::read(&self.transport, page))
    }

    fn change_access<'a>(
        &'a self,
        op: OpId,
        before: &'a AccessChange,
        change: &'a AccessChange,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            match change {
                AccessChange::Restrictions { page, lists } => {
                    datacenter::restriction::set(&self.transport, op, page, lists).await
                }
                AccessChange::Grants { space, grants } => {
                    let base = match before {
                        AccessChange::Grants { grants, .. } => Some(grants.clone()),
                        AccessChange::Restrictions { .. } => None,
                    };
                    let body = GrantsBody { grants: grants.clone(), base };
                    extension::access::set_grants(&self.transport, op, space, &body).await
                }
            }
        })
    }

    fn import<'a>(&'a self, op: OpId, batch: &'a ImportBatch) -> BoxFuture<'a, Result<Vec<Imported>>> {
        Box::pin(extension::content::import(&self.transport, op, batch))
    }

    fn personal_preflight(&self) -> BoxFuture<'_, Result<PersonalPreflight>> {
        Box::pin(extension::personal::preflight(&self.transport))
    }

    fn create_personal<'a>(&'a self, op: OpId, plan: &'a PersonalPlan) -> BoxFuture<'a, Result<Space>> {
        Box::pin(extension::personal::create(&self.transport, op, plan))
    }

    fn undo_personal<'a>(&'a self, op: OpId, space: &'a SpaceId) -> BoxFuture<'a, Result<PersonalUndone>> {
        Box::pin(extension::personal::undo(&self.transport, op, space))
    }
}
