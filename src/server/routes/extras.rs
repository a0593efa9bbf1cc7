//! What only some clients ask content for: properties, restrictions, and what the caller may do with it.

use super::assemble::{Assembler, labels};
use super::restrictions::{operation, stored};
use super::{properties, view};
use crate::domain::*;
use crate::permission::{self, Operation, Question, Session, Target, World};
use crate::server::error::Result;
use crate::server::store::marks::Holder;
use crate::server::store::{Principal, WorldSlice};
use crate::wire::datacenter::content::{Bodies, ContentBody, Labels, Metadata};
use crate::wire::datacenter::restriction::ByOperationBody;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The operations of the dialect, and ours.
const OPERATIONS: [(&str, Operation); 3] =
    [("read", Operation::View), ("update", Operation::Edit), ("delete", Operation::Trash)];

impl Assembler<'_> {
    /// The representations of a body that are asked for.
    pub(super) async fn bodies(&self, page: &Page, storage: &str) -> Result<Bodies> {
        let mut bodies = Bodies::default();
        if self.expand.has("body.storage") {
            bodies = Bodies::storage(storage);
        }
        let asked = |name: &&str| self.expand.has(&format!("body.{name}"));
        let rendered: Vec<&str> = view::RENDERED.into_iter().filter(asked).collect();
        if !rendered.is_empty() {
            let html = view::rendered(self.store, self.who, Some(page), storage).await?;
            rendered.into_iter().for_each(|name| view::put(&mut bodies, name, html.clone()));
        }
        if self.expand.has("body.editor2") {
            view::put(&mut bodies, "editor2", storage.to_owned());
        }
        Ok(bodies)
    }

    /// Adds what is asked for; tells what could be.
    pub(super) async fn extras(
        &mut self,
        page: &Page,
        body: &mut ContentBody,
        expandable: &mut BTreeMap<String, String>,
    ) -> Result<()> {
        let mut metadata = Metadata::default();
        if self.expand.has("metadata.labels") {
            metadata.labels = Some(Labels::Listed(Box::new(labels(page))));
        }
        if self.expand.has("metadata.properties") {
            metadata.properties = Some(self.properties(page).await?);
        }
        if metadata.labels.is_some() || metadata.properties.is_some() {
            body.metadata = Some(metadata);
        } else {
            expandable.insert("metadata".to_owned(), String::new());
        }
        if self.expand.has("restrictions") {
            body.restrictions = Some(self.restrictions(page).await?);
        } else {
            let address = format!("/rest/api/content/{}/restriction/byOperation", page.id);
            expandable.insert("restrictions".to_owned(), address);
        }
        if self.expand.has("operations") {
            let world = self.store.world(self.who, WorldSlice::Page(page.id.clone())).await?;
            body.operations = Some(operations(&world, self.who, &page.id));
        } else {
            expandable.insert("operations".to_owned(), String::new());
        }
        Ok(())
    }

    /// The properties by key: all of them, or those that are named.
    async fn properties(&self, page: &Page) -> Result<Map<String, Value>> {
        let of = Holder::Page(page.id.clone());
        let all = self.store.properties(self.who, of.clone()).await?;
        // Clients cannot write a dash into the name of an expansion.
        let asked = |key: &str| {
            ["", &format!(".{key}"), &format!(".{}", key.replace('-', "_"))]
                .iter()
                .any(|end| self.expand.has_exactly(&format!("metadata.properties{end}")))
        };
        let mut found = Map::new();
        for property in all.iter().filter(|property| asked(&property.key)) {
            found.insert(property.key.clone(), json!(properties::body(&of, property)));
        }
        Ok(found)
    }

    async fn restrictions(&self, page: &Page) -> Result<Value> {
        let (_, lists) = stored(self.store, self.who, &page.id).await?;
        let read = operation(self.store, self.who, "read", lists.read).await?;
        let update = operation(self.store, self.who, "update", lists.update).await?;
        Ok(json!(ByOperationBody { read, update }))
    }
}

fn operations(world: &World, who: &Principal, page: &PageId) -> Vec<Value> {
    let asks = who.asking();
    let may = |operation: Operation| {
        let question = Question { who: asks, operation, target: Target::Page(page) };
        permission::decide(world, &question, &Session::default()).allowed
    };
    let allowed = OPERATIONS.into_iter().filter(|(_, operation)| may(*operation));
    allowed.map(|(word, _)| json!({ "operation": word, "targetType": "page" })).collect()
}
