//! Pages and blog posts: what is answered, what is sent, and both ways to [`Page`].

mod draft;

pub use draft::{ContentDraft, ContentRef, SpaceRef, id_text};

use super::{label::LabelBody, list::Links, list::Listing, space::SpaceBody, user::UserBody};
use crate::domain::{Label, Page, PageKind, PageStatus, SpaceId, Timestamp, UserId, Version};
use crate::wire::time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A page or blog post, as much of it as was asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Content")]
#[serde(default)]
pub struct ContentBody {
    /// A string of digits.
    pub id: String,
    /// `page` or `blogpost`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `current`, `trashed` or `historical`.
    pub status: String,
    /// The title.
    pub title: String,
    /// `expand=space`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceBody>,
    /// `expand=version`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionBody>,
    /// `expand=ancestors`: root first, parent last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ancestors: Option<Vec<ContentBody>>,
    /// `expand=history`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<HistoryBody>,
    /// `expand=body.storage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Bodies>,
    /// `expand=metadata.labels`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// `expand=container`: the page of a comment or attachment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Box<ContentBody>>,
    /// `expand=children.page`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub children: Option<Children>,
    /// `expand=restrictions.read.restrictions.user`: the lists of the page, by operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<super::restriction::ByOperationBody>")]
    pub restrictions: Option<serde_json::Value>,
    /// `expand=operations`: what the caller may do with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<serde_json::Value>>,
    /// Always there: where it stands among its siblings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Extensions>,
    /// Addresses.
    #[serde(rename = "_links")]
    pub links: Links,
    /// What could be asked for.
    #[serde(rename = "_expandable", skip_serializing_if = "BTreeMap::is_empty")]
    pub expandable: BTreeMap<String, String>,
}

/// A version.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Version")]
#[serde(default, rename_all = "camelCase")]
pub struct VersionBody {
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<UserBody>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What the author said; clients send `null` too.
    pub message: Option<String>,
    /// Counts from 1.
    pub number: u32,
    /// Whether nobody is to be told.
    pub minor_edit: bool,
}

/// Who made it and when.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "History")]
#[serde(default, rename_all = "camelCase")]
pub struct HistoryBody {
    /// Whether this is the newest version.
    pub latest: bool,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserBody>,
    /// When it was made; the day of a blog post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_date: Option<String>,
    /// The newest version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated: Option<VersionBody>,
    /// The version before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_version: Option<VersionBody>,
}

/// The body in its representations.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Bodies {
    /// The storage format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<Representation>,
    /// HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<Representation>,
    /// HTML for exports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export_view: Option<Representation>,
    /// HTML with styles, in the vendor's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub styled_view: Option<Representation>,
    /// HTML for an editor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editor: Option<Representation>,
    /// The storage format once more, for another editor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editor2: Option<Representation>,
}

/// A body in one representation.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Representation {
    /// The body.
    pub value: String,
    /// `storage`.
    pub representation: String,
}

/// What is said about a page beside its body.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Metadata {
    /// A listing in answers; clients also send a bare list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Labels>,
    /// What the author says about an attachment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The media type of an attachment.
    #[serde(rename = "mediaType", skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// `expand=metadata.properties`: what clients keep beside the page, by key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Labels in either shape.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ContentLabels")]
#[serde(untagged)]
pub enum Labels {
    /// As answers hold them.
    Listed(Box<Listing<LabelBody>>),
    /// As publishers send them.
    Bare(Vec<LabelBody>),
}

/// `expand=children.page`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Children {
    /// The pages below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<Listing<ContentBody>>,
    /// `expand=children.comment`: the comments that begin a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Listing<ContentBody>>,
    /// `expand=children.attachment`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Listing<ContentBody>>,
}

/// The page a new page is a copy of: its files and restrictions come along.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CopyOf {
    /// Its id.
    pub id: String,
    /// Whether the restrictions of the pages above it come along, too.
    #[serde(default)]
    pub above: bool,
}

/// Where a page stands, and what this dialect has no field for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Extensions {
    /// Orders siblings; a word in the vendor's answers when there is no order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<serde_json::Value>,
    /// The day of a blog post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The sibling a new page goes after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The page a new page is a copy of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<CopyOf>,
    /// Who may read a restricted page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted_to: Option<Vec<UserId>>,
    /// Where a comment stands: `footer` or `inline`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The words an inline comment is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_properties: Option<InlineProperties>,
    /// Whether a thread is settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// The media type of an attachment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// How many bytes an attachment has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_size: Option<u64>,
    /// What the author says about an attachment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The hash of an attachment, where the wiki has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// The words an inline comment is about.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct InlineProperties {
    /// Names the mark in the body.
    pub marker_ref: String,
    /// The words as they were.
    pub original_selection: String,
}

/// Whether a thread is settled.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Resolution {
    /// `open`, `reopened`, `resolved` or `dangling`.
    pub status: String,
}

impl Bodies {
    /// Wraps a stored body.
    pub fn storage(value: impl Into<String>) -> Self {
        let storage = Representation { value: value.into(), representation: "storage".to_owned() };
        Self { storage: Some(storage), ..Self::default() }
    }
}

impl VersionBody {
    /// Returns the version as a client sees it.
    pub fn of(version: &Version, by: UserBody) -> Self {
        Self {
            by: Some(by),
            when: Some(time::write(version.when)),
            message: Some(version.message.clone()),
            number: version.number,
            minor_edit: false,
        }
    }

    /// Returns the version in our words; a time that cannot be read is the beginning of time.
    pub fn to_version(&self) -> Version {
        Version {
            number: self.number,
            author: self.by.as_ref().map_or_else(|| UserId::new(""), UserId::from),
            when: self.when.as_deref().and_then(time::read).unwrap_or(Timestamp::UNIX_EPOCH),
            message: self.message.clone().unwrap_or_default(),
        }
    }
}

impl ContentBody {
    /// Returns the page without anything that is expanded.
    pub fn of(page: &Page) -> Self {
        let (kind, day) = match page.kind {
            PageKind::Page => ("page", None),
            PageKind::BlogPost { day } => ("blogpost", Some(day.to_string())),
        };
        Self {
            id: page.id.to_string(),
            kind: kind.to_owned(),
            status: status_word(page.status).to_owned(),
            title: page.title.clone(),
            extensions: Some(Extensions {
                position: Some(page.position.into()),
                day,
                restricted_to: page.restricted_to.clone(),
                ..Extensions::default()
            }),
            links: Links {
                this: Some(format!("/rest/api/content/{}", page.id)),
                webui: Some(format!("/pages/viewpage.action?pageId={}", page.id)),
                ..Links::default()
            },
            ..Self::default()
        }
    }

    /// Returns the page in our words; needs `expand=version,space,ancestors,history,metadata.labels`.
    pub fn to_page(&self) -> Option<Page> {
        let history = self.history.as_ref();
        let created = history.and_then(|h| h.created_date.as_deref()).and_then(time::read);
        let extensions = self.extensions.clone().unwrap_or_default();
        let version = self.version.as_ref()?.to_version();
        let created = created.unwrap_or(version.when);
        let day = extensions.day.as_deref().and_then(|day| day.parse().ok());
        Some(Page {
            id: self.id.as_str().into(),
            space: SpaceId::new(self.space.as_ref()?.id.to_string()),
            kind: match self.kind.as_str() {
                "blogpost" => PageKind::BlogPost {
                    day: day.unwrap_or_else(|| created.to_zoned(jiff::tz::TimeZone::UTC).date()),
                },
                _ => PageKind::Page,
            },
            status: if self.status == "trashed" { PageStatus::Trashed } else { PageStatus::Current },
            title: self.title.clone(),
            parent: self.ancestors.as_ref().and_then(|all| all.last()).map(|p| p.id.as_str().into()),
            position: extensions.position.as_ref().and_then(serde_json::Value::as_i64).unwrap_or_default(),
            version,
            created,
            labels: self.labels(),
            restricted_to: extensions.restricted_to,
        })
    }

    /// Returns the stored body, when it was asked for.
    pub fn storage(&self) -> Option<&str> {
        Some(self.body.as_ref()?.storage.as_ref()?.value.as_str())
    }

    fn labels(&self) -> Vec<Label> {
        let mut labels: Vec<Label> = match self.metadata.as_ref().and_then(|m| m.labels.as_ref()) {
            Some(Labels::Listed(list)) => list.results.iter().map(|l| Label::stored(&l.name)).collect(),
            Some(Labels::Bare(list)) => list.iter().map(|l| Label::stored(&l.name)).collect(),
            None => Vec::new(),
        };
        labels.sort();
        labels
    }
}

/// Returns the dialect's word for a status.
pub fn status_word(status: PageStatus) -> &'static str {
    match status {
        PageStatus::Current => "current",
        PageStatus::Trashed => "trashed",
    }
}
