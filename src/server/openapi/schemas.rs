//! The shapes of bodies that the description names.

use serde_json::{Value, json};

/// Returns every schema by name.
pub(super) fn schemas() -> Value {
    let text = || json!({"type": "string"});
    let number = || json!({"type": "integer", "format": "int64", "minimum": 0});
    let flag = || json!({"type": "boolean"});
    let storage = json!({"type": "object", "properties": {"storage": {"type": "object", "properties": {
        "value": text(), "representation": {"type": "string", "enum": ["storage"]}}}}});
    let key = json!({"type": "object", "properties": {"key": text()}});
    let id = json!({"type": "object", "properties": {"id": text()}});
    let version = json!({"type": "object", "properties": {"number": {"type": "integer", "format": "int32", "minimum": 1},
        "message": {"type": ["string", "null"]}, "minorEdit": flag()}});
    let pairs = json!({"type": "array", "items": {"type": "object", "required": ["targetType", "operationKey"],
        "properties": {"targetType": text(), "operationKey": text()}}});
    // A list says how long it is, and each of its results is one of these.
    let list = |of: Value| {
        json!({"allOf": [{"$ref": "#/components/schemas/List"},
        {"type": "object", "properties": {"results": {"type": "array", "items": of}}}]})
    };
    let listed = |name: &str| list(json!({"$ref": format!("#/components/schemas/{name}")}));
    json!({
        "Contents": listed("Content"),
        "Spaces": listed("Space"),
        "People": listed("User"),
        "Properties": listed("Property"),
        "Versions": listed("VersionOf"),
        "LabelsOf": list(json!({"type": "object", "required": ["prefix", "name"],
            "properties": {"prefix": text(), "name": text(), "id": text()}})),
        "VersionOf": {"type": "object", "required": ["number", "when"], "properties": {
            "number": {"type": "integer", "minimum": 1}, "when": text(), "message": {"type": ["string", "null"]}, "minorEdit": flag()}},
        "Object": {"type": "object"},
        "Any": {},
        "Text": text(),
        "Bytes": {"type": "string", "format": "binary"},
        "Error": {
            "type": "object",
            "required": ["statusCode", "message"],
            "properties": {"statusCode": number(), "message": text(), "reason": text(), "data": {"type": "object"}},
        },
        "List": {
            "type": "object",
            "required": ["results", "size"],
            "properties": {
                "results": {"type": "array", "items": {"type": "object"}},
                "start": number(), "limit": number(), "size": number(), "totalSize": number(),
                "_links": {"type": "object"},
            },
        },
        "ServerInformation": {
            "type": "object",
            "required": ["version", "buildNumber"],
            "properties": {"version": text(), "buildNumber": number(), "baseUrl": text()},
        },
        "User": {
            "type": "object",
            "required": ["type", "userKey", "displayName"],
            "properties": {"type": text(), "username": text(), "userKey": text(), "displayName": text()},
        },
        "Watching": {"type": "object", "required": ["watching"], "properties": {"watching": flag()}},
        "Space": {
            "type": "object",
            "required": ["id", "key", "name", "type"],
            "properties": {"id": number(), "key": text(), "name": text(), "type": text()},
        },
        "SpaceDraft": {
            "type": "object",
            "properties": {
                "key": text(), "name": text(), "isPrivate": flag(),
                "description": {"type": "object", "properties": {"plain": {"type": "object", "properties": {
                    "value": text(), "representation": text()}}}},
            },
        },
        "Task": {
            "type": "object",
            "required": ["id", "percentageComplete", "successful"],
            "properties": {"id": text(), "percentageComplete": number(), "successful": flag()},
        },
        "Content": {
            "type": "object",
            "required": ["id", "type", "title"],
            "properties": {"id": text(), "type": text(), "status": text(), "title": text(), "version": version,
                "body": storage},
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
        "Property": {"type": "object", "required": ["key", "version"],
            "properties": {"id": text(), "key": text(), "value": {}, "version": version}},
        "PropertyDraft": {"type": "object", "properties": {"key": text(), "value": {}, "version": version}},
        "Representation": {"type": "object", "required": ["value", "representation"],
            "properties": {"value": text(), "representation": text()}},
        "Pairs": pairs,
        "Holders": {"type": "array", "maxItems": 40, "items": {"type": "object", "properties": {
            "userKey": text(), "groupName": text(), "operations": {"$ref": "#/components/schemas/Pairs"}}}},
        "Permissions": {"type": "array", "items": {"type": "object", "required": ["operation", "subject"],
            "properties": {"operation": {"type": "object"}, "subject": {"type": "object"}, "spaceKey": text(),
                "spaceId": number()}}},
        "Spot": {
            "type": "object",
            "required": ["space"],
            "properties": {"space": text(), "parent": {"type": ["string", "null"]}, "after": {"type": ["string", "null"]}},
        },
        "Feed": {
            "type": "object",
            "required": ["epoch", "items", "next", "more"],
            "properties": {"epoch": text(), "items": {"type": "array", "items": {"type": "object"}},
                "next": number(), "more": flag()},
        },
    })
}
