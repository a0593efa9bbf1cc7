//! The shapes of bodies that the description names: of answers they are those of the types that write them; what is sent is
//! described by hand, since of what is read almost everything may be left out.

use crate::domain::{Effects, Sightline, Verdict};
use crate::wire::datacenter::content::{Children, ContentBody, HistoryBody, Representation, VersionBody};
use crate::wire::datacenter::error::ErrorBody;
use crate::wire::datacenter::label::LabelBody;
use crate::wire::datacenter::list::Listing;
use crate::wire::datacenter::permission::PermissionBody;
use crate::wire::datacenter::property::PropertyBody;
use crate::wire::datacenter::restriction::{ByOperationBody, GuardingBody, OperationBody};
use crate::wire::datacenter::search::{SearchListing, SearchResult};
use crate::wire::datacenter::server::ServerInformation;
use crate::wire::datacenter::space::{SpaceBody, TaskBody};
use crate::wire::datacenter::token::TokenBody;
use crate::wire::datacenter::user::{GroupBody, PersonBody};
use crate::wire::extension::access::DecisionBody;
use crate::wire::extension::feed::{FeedBody, PageEntry, SpaceEntry};
use crate::wire::extension::import::ImportedBody;
use crate::wire::extension::info::InfoBody;
use crate::wire::extension::personal::{PreflightBody, UndoneBody};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Where the document keeps its schemas.
const PLACE: &str = "/components/schemas";

/// Returns every schema by name.
pub(super) fn schemas() -> Value {
    let mut schemas = answers();
    if let Value::Object(requests) = by_hand() {
        schemas.extend(requests);
    }
    Value::Object(schemas)
}

/// Names the types that answers are written from, each with what is inside it.
macro_rules! described {
    ($generator:ident: $($answer:ty),+ $(,)?) => { $(let _ = $generator.subschema_for::<$answer>();)+ };
}

fn answers() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
        settings.definitions_path = PLACE.into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    described!(generator:
        ErrorBody, ServerInformation,
        PersonBody, Listing<PersonBody>, Listing<GroupBody>, TokenBody,
        Listing<SpaceBody>, TaskBody, PermissionBody,
        Listing<ContentBody>, Children, HistoryBody, Listing<VersionBody>, Representation,
        Listing<LabelBody>, Listing<PropertyBody>,
        Listing<OperationBody>, ByOperationBody, GuardingBody,
        SearchListing<ContentBody>, SearchListing<SearchResult>,
        InfoBody, FeedBody, PageEntry, SpaceEntry, ImportedBody, PreflightBody, UndoneBody,
        DecisionBody, Verdict, Sightline, Effects,
    );
    generator.take_definitions(true)
}

fn by_hand() -> Value {
    let text = || json!({"type": "string"});
    let number = || json!({"type": "integer", "format": "int64", "minimum": 0});
    let flag = || json!({"type": "boolean"});
    let a = |name: &str| json!({"$ref": format!("#{PLACE}/{name}")});
    let many = |name: &str| json!({"type": "array", "items": a(name)});
    let storage = json!({"type": "object", "properties": {"storage": {"type": "object", "properties": {
        "value": text(), "representation": {"type": "string", "enum": ["storage"]}}}}});
    let key = json!({"type": "object", "properties": {"key": text()}});
    let id = json!({"type": "object", "properties": {"id": text()}});
    let version = json!({"type": "object", "properties": {"number": {"type": "integer", "format": "int32", "minimum": 1},
        "message": {"type": ["string", "null"]}, "minorEdit": flag()}});
    json!({
        "Object": {"type": "object"},
        "Text": text(),
        "Bytes": {"type": "string", "format": "binary"},
        "List": {
            "type": "object",
            "required": ["results", "size"],
            "properties": {
                "results": {"type": "array", "items": {"type": "object"}},
                "start": number(), "limit": number(), "size": number(), "_links": a("Links"),
            },
        },
        "Permissions": many("Permission"),
        "Tokens": many("Token"),
        "ByKind": {"type": "object", "required": ["page", "blogpost"],
            "properties": {"page": a("ContentList"), "blogpost": a("ContentList")}},
        "Moved": {"type": "object", "required": ["pageId"],
            "properties": {"pageId": text(), "page": {"type": "object", "properties": {"id": text(), "title": text()}}}},
        "Watching": {"type": "object", "required": ["watching"], "properties": {"watching": flag()}},
        "Task": {
            "type": "object",
            "required": ["id", "percentageComplete", "successful"],
            "properties": {"id": text(), "percentageComplete": number(), "successful": flag(), "elapsedTime": number(),
                "name": {"type": "object"}, "messages": {"type": "array"}},
        },
        "SpaceDraft": {
            "type": "object",
            "properties": {
                "key": text(), "name": text(), "isPrivate": flag(),
                "description": {"type": "object", "properties": {"plain": {"type": "object", "properties": {
                    "value": text(), "representation": text()}}}},
            },
        },
        "ContentDraft": {
            "type": "object",
            "properties": {
                "type": {"type": "string", "enum": ["page", "blogpost", "comment"]},
                "title": text(), "status": text(), "space": key,
                "ancestors": {"type": "array", "items": id}, "body": storage, "version": version,
            },
        },
        "Labels": {"type": "array", "items": {"type": "object", "required": ["name"],
            "properties": {"prefix": text(), "name": text()}}},
        "Restrictions": {"type": "array", "items": {"type": "object", "required": ["operation"], "properties": {
            "operation": {"type": "string", "enum": ["read", "update"]},
            "restrictions": {"type": "object", "properties": {
                "user": {"type": "array", "items": {"type": "object", "properties": {"username": text()}}},
                "group": {"type": "array", "items": {"type": "object", "properties": {"name": text()}}}}}}}},
        "PropertyDraft": {"type": "object", "properties": {"key": text(), "value": {}, "version": version}},
        "Pairs": {"type": "array", "items": {"type": "object", "required": ["targetType", "operationKey"],
            "properties": {"targetType": text(), "operationKey": text()}}},
        "Holders": {"type": "array", "maxItems": 40, "items": {"type": "object", "properties": {
            "userKey": text(), "groupName": text(), "operations": a("Pairs")}}},
        "Spot": {
            "type": "object",
            "required": ["space"],
            "properties": {"space": text(), "parent": {"type": ["string", "null"]}, "after": {"type": ["string", "null"]}},
        },
    })
}
