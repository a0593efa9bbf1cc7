//! What each route does, asks for and answers with: a row for every method of every address in the table of routes.

/// One method of one address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub(super) method: &'static str,
    /// The address as the router has it.
    pub(super) path: &'static str,
    /// What it does: a sentence.
    pub(super) does: &'static str,
    /// The names of its query parameters, separated by spaces.
    pub(super) asks: &'static str,
    /// What is sent along.
    pub(super) takes: Takes,
    /// The name of the schema of its answer; empty for none.
    pub(super) gives: &'static str,
}

/// What is sent along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing.
    Nothing,
    /// JSON of a schema.
    Json(&'static str),
    /// A form with files.
    Form,
}

use Takes::{Form, Json, Nothing};

const fn get(path: &'static str, does: &'static str, asks: &'static str, gives: &'static str) -> Operation {
    Operation { method: "GET", path, does, asks, takes: Nothing, gives }
}

const fn post(path: &'static str, does: &'static str, takes: Takes, gives: &'static str) -> Operation {
    Operation { method: "POST", path, does, asks: "", takes, gives }
}

const fn put(path: &'static str, does: &'static str, takes: Takes, gives: &'static str) -> Operation {
    Operation { method: "PUT", path, does, asks: "", takes, gives }
}

const fn delete(path: &'static str, does: &'static str, asks: &'static str) -> Operation {
    Operation { method: "DELETE", path, does, asks, takes: Nothing, gives: "" }
}

/// The operations, in the order of the routes.
#[rustfmt::skip] // A table.
pub(super) const OPERATIONS: &[Operation] = &[
    // The Data Center dialect.
    get("/rest/applinks/1.0/manifest", "What the vendor's own programs look for.", "", "Bytes"),
    get("/rest/api/server-information", "What clients of the dialect compare.", "", "ServerInformation"),
    get("/rest/api/accessmode", "Whether the wiki takes writes.", "", "Text"),
    get("/rest/api/user/current", "Who asks.", "", "Person"),
    post("/rest/api/user/current/password", "Changes the password of the caller.", Json("Object"), ""),
    get("/rest/api/user/anonymous", "Whoever has no account.", "", "Person"),
    get("/rest/api/user/list", "People with an account.", "start limit", "PersonList"),
    get("/rest/api/user/memberof", "The groups of an account.", "key username start limit", "GroupList"),
    get("/rest/api/user", "One account.", "key username", "Person"),
    get("/rest/api/group", "The groups.", "start limit", "GroupList"),
    get("/rest/api/group/{name}", "One group.", "", "Group"),
    get("/rest/api/group/{name}/member", "The people of a group.", "start limit", "PersonList"),
    get("/rest/api/group/{name}/groupmember", "The groups put into a group.", "start limit", "GroupList"),
    get("/rest/api/group/{name}/groupparent", "The groups a group was put into.", "start limit", "GroupList"),
    get("/rest/api/group/{name}/groupancestor", "The groups around a group, however far.", "start limit", "GroupList"),
    get("/rest/pat/latest/tokens", "The tokens of the caller.", "", "Tokens"),
    post("/rest/pat/latest/tokens", "Makes a token: the only answer that shows it.", Json("Object"), "Token"),
    delete("/rest/pat/latest/tokens/{id}", "Revokes a token.", ""),
    get("/rest/api/user/watch/content/{id}", "Whether the caller watches a page.", "", "Watching"),
    post("/rest/api/user/watch/content/{id}", "Watches a page.", Nothing, ""),
    delete("/rest/api/user/watch/content/{id}", "Watches a page no longer.", ""),
    get("/rest/api/user/watch/space/{key}", "Whether the caller watches a space.", "", "Watching"),
    post("/rest/api/user/watch/space/{key}", "Watches a space.", Nothing, ""),
    delete("/rest/api/user/watch/space/{key}", "Watches a space no longer.", ""),
    get("/rest/api/space", "The spaces the caller sees.", "spaceKey spaceId type status expand start limit", "SpaceList"),
    post("/rest/api/space", "Makes a site space.", Json("SpaceDraft"), "Space"),
    post("/rest/api/space/_private", "Makes a site space that its creator alone sees.", Json("SpaceDraft"), "Space"),
    post("/rest/api/space/personal", "Makes the caller's personal space.", Json("SpaceDraft"), "Space"),
    get("/rest/api/space/{key}", "One space.", "expand", "Space"),
    put("/rest/api/space/{key}", "Changes what a space says about itself.", Json("SpaceDraft"), "Space"),
    Operation { gives: "Deletion", ..delete("/rest/api/space/{key}", "Puts a space into the trash.", "") },
    put("/rest/api/space/{key}/archive", "Archives a space.", Nothing, ""),
    put("/rest/api/space/{key}/restore", "Takes a space out of the archive or the trash.", Nothing, ""),
    get("/rest/api/space/{key}/labels", "The labels on pages of a space.", "start limit", "LabelList"),
    get("/rest/api/space/{key}/labels/popular", "The labels of a space, on most pages first.", "start limit", "LabelList"),
    get("/rest/api/space/{key}/labels/recent", "The labels of a space, on what changed last first.", "start limit", "LabelList"),
    get("/rest/api/space/{key}/labels/{name}/related", "The labels that stand beside one in a space, most often first.", "start limit", "LabelList"),
    post("/rest/api/space/{key}/category/{name}", "Adds a category to a space.", Nothing, ""),
    delete("/rest/api/space/{key}/category/{name}", "Takes a category from a space.", ""),
    get("/rest/api/space/{key}/property", "What programs keep with a space.", "expand start limit", "PropertyList"),
    post("/rest/api/space/{key}/property", "Keeps something new with a space.", Json("PropertyDraft"), "Property"),
    get("/rest/api/space/{key}/property/{property}", "One property of a space.", "expand", "Property"),
    post("/rest/api/space/{key}/property/{property}", "Keeps something new with a space.", Json("PropertyDraft"), "Property"),
    put("/rest/api/space/{key}/property/{property}", "Sets a property of a space to its next version.", Json("PropertyDraft"), "Property"),
    delete("/rest/api/space/{key}/property/{property}", "Removes a property of a space.", ""),
    get("/rest/api/space/{key}/trash", "The pages of a space that lie in the trash, by cursor.", "expand cursor limit", "ContentList"),
    delete("/rest/api/space/{key}/trash", "Empties the trash of a space.", ""),
    get("/rest/api/space/{key}/permissions", "Who holds what in a space.", "", "Permissions"),
    post("/rest/api/space/{key}/permissions", "Sets what each holder that is named is to hold.", Json("Holders"), ""),
    get("/rest/api/space/{key}/permissions/user/{user}", "What somebody holds in a space.", "", "Permissions"),
    put("/rest/api/space/{key}/permissions/user/{user}", "Grants somebody something.", Json("Pairs"), ""),
    get("/rest/api/space/{key}/permissions/group/{name}", "What a group holds in a space.", "", "Permissions"),
    put("/rest/api/space/{key}/permissions/group/{name}", "Grants a group something.", Json("Pairs"), ""),
    get("/rest/api/space/{key}/permissions/anonymous", "What people without an account hold in a space.", "", "Permissions"),
    put("/rest/api/space/{key}/permissions/user/{user}/grant", "Grants somebody something.", Json("Pairs"), ""),
    put("/rest/api/space/{key}/permissions/user/{user}/revoke", "Takes something from somebody.", Json("Pairs"), ""),
    put("/rest/api/space/{key}/permissions/group/{name}/grant", "Grants a group something.", Json("Pairs"), ""),
    put("/rest/api/space/{key}/permissions/group/{name}/revoke", "Takes something from a group.", Json("Pairs"), ""),
    put("/rest/api/space/{key}/permissions/anonymous", "Grants people without an account something.", Json("Pairs"), ""),
    put("/rest/api/space/{key}/permissions/anonymous/grant", "Grants people without an account something.", Json("Pairs"), ""),
    put("/rest/api/space/{key}/permissions/anonymous/revoke", "Takes something from people without an account.", Json("Pairs"), ""),
    get("/rest/api/space/{key}/content", "What stands in a space, by type.", "depth expand start limit", "ByKind"),
    get("/rest/api/space/{key}/content/trash", "What lies in the trash of a space.", "expand cursor limit", "ContentList"),
    delete("/rest/api/space/{key}/content/trash", "Empties the trash of a space.", ""),
    get("/rest/api/space/{key}/watchers", "Who watches a space.", "start limit", "List"),
    get("/rest/api/space/{key}/content/{kind}", "The pages or posts of a space.", "depth expand start limit", "ContentList"),
    get("/rest/api/longtask", "The long tasks that run.", "start limit", "List"),
    get("/rest/api/longtask/{id}", "What has become of a long task.", "", "Task"),
    get("/rest/api/content", "Pages and posts.", "spaceKey title type status expand start limit", "ContentList"),
    post("/rest/api/content", "Makes a page, a post or a comment.", Json("ContentDraft"), "Content"),
    get("/rest/api/content/scan", "Pages and posts by cursor.", "spaceKey title type status expand cursor limit", "ContentList"),
    get("/rest/api/content/search", "Pages, posts, comments and files that a query finds.", "cql cqlcontext expand start limit", "ContentFound"),
    get("/rest/api/search/user", "The people that a query finds.", "cql start limit", "SearchResultFound"),
    get("/rest/api/label/labels", "The labels of what the caller sees.", "labelName namespace spaceKey start limit", "LabelList"),
    get("/rest/api/label/popular", "The labels of what the caller sees, on most pages first.", "start limit", "LabelList"),
    get("/rest/api/label/recent", "The labels of what the caller sees, on what changed last first.", "start limit", "LabelList"),
    get("/rest/api/label/{name}/related", "The labels that stand beside one, most often first.", "start limit", "LabelList"),
    post("/rest/api/contentbody/convert/{to}", "A body in another representation.", Json("Representation"), "Representation"),
    get("/rest/api/search", "Everything that a query finds.", "cql includeArchivedSpaces expand start limit", "SearchResultFound"),
    get("/rest/api/content/{id}", "One page, post, comment or attachment.", "status version expand", "Content"),
    put("/rest/api/content/{id}", "Saves a version, or takes a page out of the trash.", Json("ContentDraft"), "Content"),
    delete("/rest/api/content/{id}", "Puts into the trash, or removes for good.", "status"),
    get("/rest/api/content/{id}/child", "What stands below a page.", "expand start limit", "Children"),
    get("/rest/api/content/{id}/child/page", "The pages directly below one, in order.", "expand start limit", "ContentList"),
    put("/rest/api/content/{id}/move/{place}/{target}", "Moves a page with what is below it.", Nothing, "Moved"),
    get("/rest/api/content/{id}/history", "Who made a page, and its newest versions.", "expand", "History"),
    get("/rest/api/content/{id}/version", "The versions of a page, newest first.", "start limit", "VersionList"),
    get("/rest/experimental/content/{id}/version", "The versions of a page, newest first.", "start limit", "VersionList"),
    get("/rest/api/content/{id}/version/{number}", "One version of a page.", "expand", "Version"),
    get("/rest/experimental/content/{id}/version/{number}", "One version of a page.", "expand", "Version"),
    delete("/rest/api/content/{id}/version/{number}", "Removes an older version for good.", ""),
    delete("/rest/experimental/content/{id}/version/{number}", "Removes an older version for good.", ""),
    get("/rest/api/content/{id}/watchers", "Who watches a page.", "start limit", "List"),
    get("/rest/api/content/{id}/descendant", "What stands anywhere below a page, by type.", "expand start limit", "Children"),
    get("/rest/api/content/{id}/descendant/{kind}", "Pages, comments or files anywhere below a page.", "expand start limit", "ContentList"),
    get("/rest/api/content/{id}/label", "The labels of a page.", "start limit", "LabelList"),
    post("/rest/api/content/{id}/label", "Adds labels.", Json("Labels"), "LabelList"),
    delete("/rest/api/content/{id}/label", "Removes a label.", "name"),
    delete("/rest/api/content/{id}/label/{name}", "Removes a label.", ""),
    get("/rest/api/content/{id}/property", "What programs keep with a page.", "expand start limit", "PropertyList"),
    post("/rest/api/content/{id}/property", "Keeps something new with a page.", Json("PropertyDraft"), "Property"),
    get("/rest/api/content/{id}/property/{property}", "One property of a page.", "expand", "Property"),
    post("/rest/api/content/{id}/property/{property}", "Keeps something new with a page.", Json("PropertyDraft"), "Property"),
    put("/rest/api/content/{id}/property/{property}", "Sets a property of a page to its next version.", Json("PropertyDraft"), "Property"),
    delete("/rest/api/content/{id}/property/{property}", "Removes a property of a page.", ""),
    get("/rest/api/content/{id}/restriction", "Who may read and edit a page.", "", "RestrictionList"),
    put("/rest/api/content/{id}/restriction", "Sets the lists that are named.", Json("Restrictions"), "RestrictionList"),
    post("/rest/api/content/{id}/restriction", "Sets the lists that are named.", Json("Restrictions"), "RestrictionList"),
    delete("/rest/api/content/{id}/restriction", "Opens a page.", "allowSelfLockout"),
    get("/rest/api/content/{id}/restriction/relevantViewRestrictions", "Every read list that guards a page, those above it too.", "expand start limit", "GuardingRestrictions"),
    get("/rest/api/content/{id}/restriction/byOperation", "Who may read and edit a page.", "expand", "RestrictionsByOperation"),
    get("/rest/api/content/{id}/restriction/byOperation/{operation}", "One list of a page.", "expand", "Restriction"),
    put("/rest/api/content/{id}/restriction/byOperation/{operation}/user", "Puts somebody on a list.", Nothing, ""),
    delete("/rest/api/content/{id}/restriction/byOperation/{operation}/user", "Takes somebody off a list.", "userKey username allowSelfLockout"),
    put("/rest/api/content/{id}/restriction/byOperation/{operation}/group/{name}", "Puts a group on a list.", Nothing, ""),
    delete("/rest/api/content/{id}/restriction/byOperation/{operation}/group/{name}", "Takes a group off a list.", "allowSelfLockout"),
    get("/rest/api/content/{id}/child/comment", "The comments of a page.", "location depth expand start limit", "ContentList"),
    get("/rest/api/content/{id}/child/attachment", "The files of a page.", "filename mediaType expand start limit", "ContentList"),
    post("/rest/api/content/{id}/child/attachment", "Attaches files.", Form, "ContentList"),
    put("/rest/api/content/{id}/child/attachment", "Attaches files, or gives those of the same name a new version.", Form, "ContentList"),
    get("/rest/api/content/{id}/child/attachment/{attachment}", "One file of a page.", "expand", "Content"),
    put("/rest/api/content/{id}/child/attachment/{attachment}", "Changes what a file says about itself.", Json("ContentDraft"), "Content"),
    delete("/rest/api/content/{id}/child/attachment/{attachment}", "Deletes a file with all its versions.", ""),
    post("/rest/api/content/{id}/child/attachment/{attachment}/data", "Gives a file a new version.", Form, "Content"),
    Operation { asks: "newContentId newName", ..post("/rest/api/content/{id}/child/attachment/{attachment}/move", "Puts a file on another page, or gives it another name.", Nothing, "") },
    delete("/rest/api/content/{id}/child/attachment/{attachment}/version/{number}", "Removes an older version of a file for good.", ""),
    get("/rest/api/content/{id}/child/attachment/{attachment}/download", "The bytes of a file.", "version", "Bytes"),
    get("/download/attachments/{id}/{name}", "The bytes of a file.", "version", "Bytes"),
    get("/display/{key}", "A space as a browser would look for it.", "", "Bytes"),
    get("/display/{key}/{title}", "A page as a browser would look for it.", "", "Bytes"),
    get("/pages/viewpage.action", "A page as a browser would look for it.", "pageId spaceKey title", "Bytes"),
    post("/pages/movepage.action", "Moves a page with what is below it, the old way.", Nothing, "Moved"),
    // The extension namespace.
    get("/rest/tildr/1.0/info", "What this server is and who asks.", "", "Info"),
    get("/rest/tildr/1.0/openapi.json", "This document.", "", "Object"),
    get("/rest/tildr/1.0/changes", "What changed after a place in the feed.", "since limit", "Feed"),
    get("/rest/tildr/1.0/events", "A stream that says when the feed has moved for the caller.", "since", "Bytes"),
    post("/rest/tildr/1.0/append", "Appends a jot to a page.", Json("Object"), "PageEntry"),
    post("/rest/tildr/1.0/import", "Makes pages in bulk, each known by a key.", Json("Object"), "Imported"),
    post("/rest/tildr/1.0/content/{id}/move", "Moves a page to an exact place.", Json("Spot"), "PageEntry"),
    post("/rest/tildr/1.0/content/{id}/restore", "Takes a page out of the trash to an exact place.", Json("Spot"), "PageEntry"),
    get("/rest/tildr/1.0/decide", "Whether somebody may do something.", "page space operation user", "Decision"),
    get("/rest/tildr/1.0/explain", "Why somebody may or may not do something.", "page space operation user", "Verdict"),
    get("/rest/tildr/1.0/audience", "Who sees a page or space, and by which way.", "page space", "Sightline"),
    post("/rest/tildr/1.0/preview", "Who would gain and lose by a change.", Json("Object"), "Effects"),
    get("/rest/tildr/1.0/space/{id}", "A space with its grants.", "", "SpaceEntry"),
    put("/rest/tildr/1.0/space/{id}/grants", "Sets all grants of a space.", Json("Object"), "SpaceEntry"),
    put("/rest/tildr/1.0/space/{id}/status/{status}", "Makes a space active, archived, trashed or purged.", Nothing, ""),
    get("/rest/tildr/1.0/personal", "What stands in the way of a personal space.", "", "Preflight"),
    post("/rest/tildr/1.0/personal", "Makes the caller's personal space as planned.", Json("Object"), "SpaceEntry"),
    post("/rest/tildr/1.0/personal/{id}/undo", "Takes a personal space back.", Nothing, "Undone"),
];
