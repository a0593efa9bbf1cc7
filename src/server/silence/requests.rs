//! Every request there is, from the table of routes: each address with whatever could stand in its places, each query
//! and each body that could name what is hidden.

use super::{CANARY, Ids};
use crate::server::router;
use serde_json::{Value, json};

/// A request.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) body: String,
    pub(super) form: bool,
}

impl Call {
    pub(super) fn new(method: &str, path: &str, body: String) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), body, form: false }
    }
}

/// What a place in an address may hold. A route with a place nobody named here fails the test.
fn fillings(path: &str, name: &str, shown: &Ids, hidden: &Ids) -> Vec<String> {
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let of_space = path.contains("/space/{id}") || path.contains("/personal/{id}");
    match name {
        "id" if path.contains("/tokens/") => own(&["7"]),
        "id" if of_space => vec![shown["space"].clone(), hidden["space"].clone(), "7".to_owned()],
        "id" if path.contains("/longtask/") => own(&["done", "never"]),
        "id" | "target" => {
            let mut ids = vec![shown["page"].clone(), "7".to_owned(), "x".to_owned()];
            ids.extend(
                ["page", "below", "comment", "file", "home", "trashed"].map(|what| hidden[what].clone()),
            );
            // With letters before it an id is of a file; without, of anything.
            ids.push(hidden["file"].trim_start_matches("att").to_owned());
            ids
        }
        "key" => own(&["DOC", "ZZCANARY", "NEVER", "~ann"]),
        "attachment" => vec![shown["file"].clone(), hidden["file"].clone(), "7".to_owned()],
        "name" if path.contains("/group/{name}") && !path.contains("/restriction/") => {
            own(&["staff", "never"])
        }
        "name" if path.contains("/permissions/") => own(&["ann", "staff", "never"]),
        "name" => own(&["seen", "plan.txt", CANARY, "zzcanary.txt", "never"]),
        "kind" => own(&["page", "blogpost", "never"]),
        "operation" => own(&["read", "update"]),
        "place" => own(&["append"]),
        "property" => own(&[CANARY, "never"]),
        "user" => own(&["ann", "never"]),
        "number" => own(&["1", "99"]),
        "title" => own(&["Plan", "zzcanary title", "never"]),
        "to" => own(&["view", "storage"]),
        "status" => own(&["trashed"]),
        other => panic!("say what `{{{other}}}` of {path} may hold"),
    }
}

/// What is asked beside the address.
fn queries(path: &str, shown: &Ids, hidden: &Ids) -> Vec<String> {
    let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut queries = own(&[
        "",
        "?limit=250",
        "?expand=body.storage,version,history,ancestors,space,container,children.page,children.comment,children.attachment,metadata.labels,homepage,description",
    ]);
    let asks_engine = ["/decide", "/explain", "/audience"].iter().any(|end| path.ends_with(end));
    match path {
        _ if path.ends_with("/changes") => queries = own(&["?since=0&limit=1000", "?since=0&limit=2"]),
        _ if path.ends_with("search") => queries.extend(own(&[
            "?cql=type%3Dpage",
            "?cql=text~zzcanary",
            "?cql=title~zzcanary",
            "?cql=label%3Dzzcanary",
            "?cql=space%3DZZCANARY",
            "?cql=creator%3Dann%20order%20by%20created&limit=2",
            "?cql=type%20in%20(comment,attachment,space,user)",
        ])),
        "/rest/api/content" | "/rest/api/content/scan" | "/rest/api/space" => queries.extend(own(&[
            "?status=trashed&limit=250",
            "?status=any",
            "?spaceKey=ZZCANARY",
            "?title=zzcanary%20title&spaceKey=DOC",
            "?limit=1",
        ])),
        "/rest/api/content/{id}" => queries.extend(own(&["?status=any", "?status=historical&version=1"])),
        "/rest/api/user" => queries.push("?username=ann".to_owned()),
        _ if path.ends_with("/attachment/{attachment}/move") => {
            queries = [&shown["page"], &hidden["page"], &hidden["below"], &"7".to_owned()]
                .map(|page| format!("?newContentId={page}"))
                .to_vec();
        }
        "/rest/api/label/labels" => queries.push("?labelName=zzcanary".to_owned()),
        "/pages/viewpage.action" => {
            queries = [&shown["page"], &hidden["page"], &hidden["below"], &"7".to_owned()]
                .map(|page| format!("?pageId={page}"))
                .to_vec();
            queries.push("?spaceKey=DOC&title=zzcanary%20title".to_owned());
        }
        _ if asks_engine => {
            for page in
                [&shown["page"], &hidden["page"], &hidden["below"], &hidden["trashed"], &"7".to_owned()]
            {
                for operation in ["view", "edit", "trash", "restrict"] {
                    queries.push(format!("?page={page}&operation={operation}"));
                }
                queries.push(format!("?page={page}&user=ann"));
            }
            for space in [&shown["space"], &hidden["space"], &"7".to_owned()] {
                queries.push(format!("?space={space}"));
                queries.push(format!("?space={space}&user=ann"));
            }
        }
        _ => {}
    }
    queries
}

/// What is sent along.
fn bodies(method: &str, path: &str, shown: &Ids, hidden: &Ids) -> Vec<Value> {
    if method == "GET" || method == "DELETE" {
        return vec![json!({})];
    }
    let pages = [&shown["page"], &hidden["page"], &hidden["below"], &"7".to_owned()].map(Clone::clone);
    let spaces = [&shown["space"], &hidden["space"], &"7".to_owned()].map(Clone::clone);
    let storage = json!({"storage": {"value": "<p>n</p>", "representation": "storage"}});
    let end = path.rsplit("1.0").next().unwrap_or_default();
    match end {
        "/rest/api/content" => {
            let page = |above: &String, key: &str| {
                json!({"type": "page", "title": "zzcanary title",
                "space": {"key": key}, "ancestors": [{"id": above}], "body": storage})
            };
            let mut all: Vec<Value> = pages.iter().map(|above| page(above, "DOC")).collect();
            all.push(page(&hidden["home"], "ZZCANARY"));
            all.push(page(&shown["page"], "NEVER"));
            all.extend(pages.iter().map(
                |page| json!({"type": "comment", "container": {"type": "page", "id": page}, "body": storage}),
            ));
            all.extend(pages.iter().map(|page| {
                json!({"type": "page", "title": "copy", "space": {"key": "DOC"},
                "extensions": {"copyOf": {"id": page, "above": true}}, "body": storage})
            }));
            all
        }
        "/rest/api/content/{id}" => vec![
            json!({"type": "page", "title": "other", "version": {"number": 2}, "body": storage}),
            json!({"title": "t", "version": {"number": 99}, "ancestors": [{"id": hidden["page"]}]}),
        ],
        "/content/{id}/move" | "/content/{id}/restore" => {
            let mut all: Vec<Value> = spaces.iter().map(|space| json!({"space": space})).collect();
            all.extend(pages.iter().map(|page| json!({"space": shown["space"], "parent": page})));
            all.push(json!({"space": shown["space"], "parent": shown["home"], "after": hidden["page"]}));
            all
        }
        "/preview" => {
            let lists = |page: &String| json!({"kind": "restrictions", "page": page, "lists": {"read": []}});
            let grants = |space: &String| json!({"kind": "grants", "space": space, "grants": []});
            pages.iter().map(lists).chain(spaces.iter().map(grants)).collect()
        }
        "/append" => {
            pages.iter().map(|page| json!({"target": {"page": page}, "storage": "<p>j</p>"})).collect()
        }
        "/import" => spaces.iter().map(|space| json!({"space": space, "pages": []})).collect(),
        "/space/{id}/grants" => vec![json!({"grants": []})],
        _ if path.contains("/property") => {
            vec![json!({"key": "zzcanary", "value": 1, "version": {"number": 1}})]
        }
        _ if path.contains("/permissions/") => vec![json!([{"targetType": "space", "operationKey": "read"}])],
        _ if path.ends_with("/permissions") => vec![json!([{"userKey": "dan", "operations": []}])],
        _ if path.contains("/restriction") => {
            vec![json!([{"operation": "read", "restrictions": {"user": [{"username": "cat"}]}}])]
        }
        _ if path.contains("/label") => vec![json!([{"name": "more"}])],
        _ => vec![json!({})],
    }
}

/// Every request there is, from the table of routes.
pub(super) fn requests(shown: &Ids, hidden: &Ids) -> Vec<Call> {
    let mut calls = Vec::new();
    for (path, methods) in router::table().iter().map(|(path, methods)| (*path, methods.names().to_vec())) {
        // A stream does not end; that it tells what the feed tells is shown where it is tested.
        if path.ends_with("/events") {
            continue;
        }
        let mut filled = vec![path.to_owned()];
        for name in path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
            let values = fillings(path, name, shown, hidden);
            let place = format!("{{{name}}}");
            filled = filled
                .iter()
                .flat_map(|address| {
                    values.iter().map(|value| address.replace(&place, &value.replace(' ', "%20")))
                })
                .collect();
        }
        for method in methods {
            let queries = if method == "GET" || path.ends_with("/attachment/{attachment}/move") {
                queries(path, shown, hidden)
            } else {
                vec![String::new()]
            };
            for (address, query) in filled.iter().flat_map(|a| queries.iter().map(move |q| (a, q))) {
                for body in bodies(method, path, shown, hidden) {
                    calls.push(Call::new(method, &format!("{address}{query}"), body.to_string()));
                }
            }
        }
        calls.push(Call::new("OPTIONS", &filled[0], String::new()));
        calls.extend(filled.iter().map(|address| Call::new("HEAD", address, String::new())));
    }
    // What changes nothing comes first: what follows may change what is there for all.
    calls.sort_by_key(|call| ["GET", "HEAD", "OPTIONS"].contains(&call.method.as_str()) as u8 ^ 1);
    calls
}
