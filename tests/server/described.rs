//! What the description says of answers, held against the answers: every field that comes is described, and every field
//! that is promised comes.

use crate::common::Wiki;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The address of the document.
const DOCUMENT: &str = "/rest/tildr/1.0/openapi.json";

/// A description with the answers it is about.
struct Described(Value);

impl Described {
    fn of_answer(&self, method: &str, route: &str) -> &Value {
        let kinds = &self.0["paths"][route][method]["responses"]["2XX"]["content"];
        &kinds["application/json"]["schema"]
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> Option<&'a Value> {
        let name = schema["$ref"].as_str()?.strip_prefix("#/components/schemas/").unwrap();
        let found = &self.0["components"]["schemas"][name];
        assert!(!found.is_null(), "no schema `{name}`");
        Some(found)
    }

    /// The fields of a shape and those that are promised, however it is put together.
    fn fields<'a>(
        &'a self,
        schema: &'a Value,
        fields: &mut BTreeMap<&'a str, &'a Value>,
        promised: &mut Vec<&'a str>,
    ) {
        if let Some(inner) = self.resolved(schema) {
            self.fields(inner, fields, promised);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.fields(part, fields, promised);
        }
        for (name, of) in schema["properties"].as_object().into_iter().flatten() {
            fields.insert(name, of);
        }
        promised.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
    }

    /// Says where a value is not what a schema says.
    fn wrong(&self, schema: &Value, value: &Value, at: &str) -> Option<String> {
        for choice in ["anyOf", "oneOf"] {
            if let Some(shapes) = schema[choice].as_array() {
                let all: Option<Vec<String>> =
                    shapes.iter().map(|shape| self.wrong(shape, value, at)).collect();
                return all.map(|all| format!("{at} is none of: {}", all.join("; ")));
            }
        }
        if schema.get("const").is_some_and(|only| only != value) {
            return Some(format!("{at} is {value} and not {}", schema["const"]));
        }
        if let Some(names) = schema["enum"].as_array()
            && !names.contains(value)
        {
            return Some(format!("{at} is {value}, which is not among {names:?}"));
        }
        match value {
            Value::Object(inside) => self.wrong_object(schema, inside, at),
            Value::Array(items) => {
                let of = self.resolved(schema).unwrap_or(schema);
                let wrong = |(number, item): (usize, &Value)| {
                    self.wrong(&of["items"], item, &format!("{at}[{number}]"))
                };
                items.iter().enumerate().find_map(wrong)
            }
            _ => match self.resolved(schema) {
                Some(inner) => self.wrong(inner, value, at),
                None => wrong_kind(schema, value, at),
            },
        }
    }

    fn wrong_object(
        &self,
        schema: &Value,
        inside: &serde_json::Map<String, Value>,
        at: &str,
    ) -> Option<String> {
        let words = ["$ref", "allOf", "anyOf", "oneOf", "properties", "additionalProperties", "type"];
        if words.iter().all(|word| schema[*word].is_null()) {
            return None;
        }
        let (mut fields, mut promised) = (BTreeMap::new(), Vec::new());
        self.fields(schema, &mut fields, &mut promised);
        let whole = self.resolved(schema).unwrap_or(schema);
        if let Some(shapes) = whole["anyOf"].as_array().or(whole["oneOf"].as_array()) {
            let value = Value::Object(inside.clone());
            let all: Option<Vec<String>> = shapes.iter().map(|shape| self.wrong(shape, &value, at)).collect();
            return all.map(|all| format!("{at} is none of: {}", all.join("; ")));
        }
        if let Some(missing) = promised.iter().find(|name| !inside.contains_key(**name)) {
            return Some(format!("{at} lacks `{missing}`"));
        }
        let others = &whole["additionalProperties"];
        inside.iter().find_map(|(name, value)| match fields.get(name.as_str()) {
            Some(of) => self.wrong(of, value, &format!("{at}.{name}")),
            None if others.is_null() => Some(format!("{at} has `{name}`, which is not described")),
            None => self.wrong(others, value, &format!("{at}.{name}")),
        })
    }
}

fn wrong_kind(schema: &Value, value: &Value, at: &str) -> Option<String> {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let fits = |kind: &&str| match *kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    (!kinds.iter().any(fits)).then(|| format!("{at} is {value} and no {kinds:?}"))
}

const EVERYTHING: &str = "body.storage,body.view,version,ancestors,history,space.homepage,space.description.plain,\
    metadata.labels,metadata.properties,container,children.page,children.comment,children.attachment,extensions,operations,\
    restrictions.read.restrictions.user,restrictions.update.restrictions.group,restrictions.read.restrictions.group";

#[tokio::test]
async fn answers_have_the_fields_that_are_described_and_no_others() {
    let (wiki, home) = Wiki::with_space().await;
    let page = wiki.page(&home, "a", "<p>words</p>").await;
    wiki.page(&page, "below", "").await;
    wiki.post(&format!("/rest/api/content/{page}/label"), r#"{"name":"x"}"#).await.ok();
    let comment = json!({"type": "comment", "container": {"id": page, "type": "page"},
        "body": {"storage": {"value": "<p>y</p>", "representation": "storage"}}});
    let comment =
        wiki.post("/rest/api/content", &comment.to_string()).await.ok()["id"].as_str().unwrap().to_owned();
    let restrict = json!([{"operation": "read", "restrictions": {"user": [{"type": "known", "username": "ann"}], "group": []}}]);
    let described = Described(wiki.get(DOCUMENT).await.ok());
    let set = wiki.put(&format!("/rest/api/content/{page}/restriction"), &restrict.to_string()).await.ok();
    let route = "/rest/api/content/{id}/restriction";
    assert_eq!(described.wrong(described.of_answer("put", route), &set, "put"), None);
    let space = wiki.get("/rest/api/space/DOC").await.ok()["id"].to_string();
    let asked = [
        ("/rest/api/server-information", "/rest/api/server-information".to_owned()),
        ("/rest/api/user/current", "/rest/api/user/current".to_owned()),
        ("/rest/api/user", "/rest/api/user?username=ann".to_owned()),
        ("/rest/api/user/list", "/rest/api/user/list".to_owned()),
        ("/rest/api/group", "/rest/api/group".to_owned()),
        ("/rest/api/space", "/rest/api/space?expand=homepage,description.plain,metadata.labels".to_owned()),
        (
            "/rest/api/space/{key}",
            "/rest/api/space/DOC?expand=homepage,description.plain,metadata.labels".to_owned(),
        ),
        ("/rest/api/space/{key}/content", "/rest/api/space/DOC/content?expand=version".to_owned()),
        ("/rest/api/space/{key}/permissions", "/rest/api/space/DOC/permissions".to_owned()),
        ("/rest/api/content", format!("/rest/api/content?spaceKey=DOC&expand={EVERYTHING}")),
        ("/rest/api/content/{id}", format!("/rest/api/content/{page}?expand={EVERYTHING}")),
        ("/rest/api/content/{id}", format!("/rest/api/content/{comment}?expand={EVERYTHING}")),
        (
            "/rest/api/content/{id}/child",
            format!("/rest/api/content/{page}/child?expand=page,comment.body.storage"),
        ),
        (
            "/rest/api/content/{id}/child/page",
            format!("/rest/api/content/{home}/child/page?expand={EVERYTHING}"),
        ),
        (
            "/rest/api/content/{id}/child/comment",
            format!("/rest/api/content/{page}/child/comment?expand={EVERYTHING}"),
        ),
        (
            "/rest/api/content/{id}/descendant",
            format!("/rest/api/content/{home}/descendant?expand=page,comment"),
        ),
        ("/rest/api/content/{id}/history", format!("/rest/api/content/{page}/history")),
        ("/rest/api/content/{id}/version", format!("/rest/api/content/{page}/version")),
        (
            "/rest/api/content/{id}/version/{number}",
            format!("/rest/api/content/{page}/version/1?expand=content"),
        ),
        ("/rest/api/content/{id}/label", format!("/rest/api/content/{page}/label")),
        (route, format!("/rest/api/content/{page}/restriction")),
        (
            "/rest/api/content/{id}/restriction/byOperation",
            format!("/rest/api/content/{page}/restriction/byOperation?expand=read.restrictions.user"),
        ),
        (
            "/rest/api/content/{id}/restriction/byOperation/{operation}",
            format!("/rest/api/content/{page}/restriction/byOperation/read?expand=restrictions.user"),
        ),
        (
            "/rest/api/content/{id}/restriction/relevantViewRestrictions",
            format!("/rest/api/content/{page}/restriction/relevantViewRestrictions"),
        ),
        (
            "/rest/api/content/search",
            "/rest/api/content/search?cql=space%3DDOC&expand=version,space".to_owned(),
        ),
        ("/rest/api/search", "/rest/api/search?cql=space%3DDOC".to_owned()),
        ("/rest/tildr/1.0/info", "/rest/tildr/1.0/info".to_owned()),
        ("/rest/tildr/1.0/changes", "/rest/tildr/1.0/changes?since=0".to_owned()),
        ("/rest/tildr/1.0/space/{id}", format!("/rest/tildr/1.0/space/{space}")),
        ("/rest/tildr/1.0/decide", format!("/rest/tildr/1.0/decide?page={page}&operation=view")),
        (
            "/rest/tildr/1.0/explain",
            format!("/rest/tildr/1.0/explain?page={page}&operation=edit&user=anonymous"),
        ),
        ("/rest/tildr/1.0/audience", format!("/rest/tildr/1.0/audience?page={page}")),
        ("/rest/tildr/1.0/audience", format!("/rest/tildr/1.0/audience?space={space}")),
        ("/rest/tildr/1.0/personal", "/rest/tildr/1.0/personal".to_owned()),
    ];
    for (route, path) in asked {
        let schema = described.of_answer("get", route);
        assert!(schema.is_object(), "{route} is not described");
        let answer = wiki.get(&path).await.ok();
        assert_eq!(described.wrong(schema, &answer, route), None, "{path}");
    }
    let missing = wiki.get("/rest/api/content/1").await;
    assert_eq!(missing.status, 404);
    let error = json!({"$ref": "#/components/schemas/Error"});
    assert_eq!(described.wrong(&error, &missing.json, "error"), None);
    let trashed = wiki.delete("/rest/api/space/DOC").await.ok();
    assert_eq!(
        described.wrong(described.of_answer("delete", "/rest/api/space/{key}"), &trashed, "delete"),
        None
    );
}

#[tokio::test]
async fn what_is_answered_about_spaces_pages_people_and_lists_has_its_fields_described() {
    let wiki = Wiki::new();
    let described = Described(wiki.get(DOCUMENT).await.ok());
    for name in
        ["Space", "Content", "User", "Person", "Restriction", "Version", "History", "Permission", "Group"]
    {
        let (mut fields, mut promised) = (BTreeMap::new(), Vec::new());
        described.fields(&described.0["components"]["schemas"][name], &mut fields, &mut promised);
        assert!(fields.len() > 1 && !promised.is_empty(), "`{name}`: {fields:?}");
    }
    let content = &described.0["components"]["schemas"]["Content"]["properties"];
    assert_eq!(content["ancestors"]["items"]["$ref"], "#/components/schemas/Content");
}
