//! The description of the interface (OpenAPI 3.1), made of the table of routes and what is said of each.

mod operations;
mod schemas;

use super::router;
use operations::{OPERATIONS, Operation, Takes};
use serde_json::{Map, Value, json};

/// Returns the document: every route of the router that is described.
pub(super) fn document() -> Value {
    let mut paths = Map::new();
    for (path, methods) in router::table() {
        let described = methods.names().iter().filter_map(|method| {
            let operation = OPERATIONS.iter().find(|known| known.path == path && known.method == *method)?;
            Some((method.to_lowercase(), written(operation)))
        });
        paths.insert(path.to_owned(), Value::Object(described.collect()));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "tildr",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The Data Center dialect, and what goes beyond it under `/rest/tildr/1.0`. What cannot be \
                seen is answered like what is not there.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas::schemas(),
        },
    })
}

fn written(operation: &Operation) -> Value {
    let mut written = json!({
        "summary": operation.does,
        "parameters": parameters(operation),
        "responses": {"default": {"description": "Refused.", "content": json_of("Error")}},
    });
    let good = match operation.gives {
        "" => json!({"description": "Done."}),
        "Bytes" => json!({"description": "Done.", "content": {"*/*": {"schema": reference("Bytes")}}}),
        name => json!({"description": "Done.", "content": json_of(name)}),
    };
    written["responses"]["2XX"] = good;
    match operation.takes {
        Takes::Nothing => {}
        Takes::Json(name) => {
            written["requestBody"] = json!({"required": true, "content": json_of(name)});
        }
        Takes::Form => {
            let form = json!({"type": "object", "required": ["file"], "properties": {
                "file": {"type": "string", "format": "binary"}, "comment": {"type": "string"}}});
            written["requestBody"] =
                json!({"required": true, "content": {"multipart/form-data": {"schema": form}}});
        }
    }
    written
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let named = operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let of_path = named.map(|name| {
        let schema = match name {
            "number" => json!({"type": "integer", "format": "int32", "minimum": 1}),
            _ => json!({"type": "string", "minLength": 1}),
        };
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    });
    let of_query = operation.asks.split_whitespace().map(|name| {
        let schema = match name {
            "start" | "limit" | "since" | "version" => json!({"type": "integer", "minimum": 0}),
            _ => json!({"type": "string"}),
        };
        json!({"name": name, "in": "query", "schema": schema})
    });
    of_path.chain(of_query).collect()
}

fn json_of(name: &str) -> Value {
    json!({"application/json": {"schema": reference(name)}})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn routed() -> BTreeSet<(String, String)> {
        let all = router::table().into_iter().flat_map(|(path, methods)| {
            methods.names().iter().map(|method| ((*method).to_owned(), path.to_owned())).collect::<Vec<_>>()
        });
        all.collect()
    }

    #[test]
    fn every_route_is_described_and_everything_described_is_a_route() {
        let described: BTreeSet<(String, String)> =
            OPERATIONS.iter().map(|known| (known.method.to_owned(), known.path.to_owned())).collect();
        assert_eq!(described.len(), OPERATIONS.len(), "an operation is described twice");
        let routed = routed();
        let missing: Vec<_> = routed.difference(&described).collect();
        assert!(missing.is_empty(), "not described in `openapi/operations.rs`: {missing:?}");
        let unknown: Vec<_> = described.difference(&routed).collect();
        assert!(unknown.is_empty(), "described, and no route: {unknown:?}");
    }

    #[test]
    fn the_document_holds_every_route_and_every_schema_it_names() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        let written: BTreeSet<(String, String)> = paths
            .iter()
            .flat_map(|(path, methods)| {
                let names = methods.as_object().unwrap().keys();
                names.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(written, routed());
        let text = document.to_string();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(schemas.contains_key(name), "no schema `{name}`");
        }
    }
}
