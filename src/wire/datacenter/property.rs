//! Properties: JSON that clients keep beside a page or a space, under a key, with a version of its own.

use super::content::VersionBody;
use super::list::Links;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A property.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Property")]
#[serde(default)]
pub struct PropertyBody {
    /// The key again: properties have no other id here.
    pub id: String,
    /// Its name.
    pub key: String,
    /// Any JSON.
    pub value: Value,
    /// Counts from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<VersionBody>,
    /// Addresses.
    #[serde(rename = "_links")]
    pub links: Links,
}

/// What a client sends to keep a property. What else it read it may hand back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PropertyDraft {
    /// The name, where the address does not say it.
    pub key: Option<String>,
    /// Any JSON; must be there.
    pub value: Option<Value>,
    /// The version that is made.
    pub version: Option<VersionBody>,
}

/// Reads the properties that come along with a page: `{"editor": {"value": "v1"}, …}`.
pub fn of_page(properties: &Map<String, Value>) -> Vec<(String, Value)> {
    let value = |body: &Value| body.get("value").cloned();
    properties.iter().filter_map(|(key, body)| Some((key.clone(), value(body)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_comes_along_with_a_page_is_read_by_its_value() {
        let given =
            json!({"editor": {"value": "v1"}, "hash": {"key": "hash", "value": {"a": 1}}, "_links": {}});
        let read = of_page(given.as_object().unwrap());
        assert_eq!(read, [("editor".to_owned(), json!("v1")), ("hash".to_owned(), json!({"a": 1}))]);
    }
}
