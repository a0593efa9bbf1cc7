//! Page templates of a new personal space: their shape, and filling in their variables.

use serde::{Deserialize, Serialize};

/// A named start for a personal space: one home page and the pages below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// What people choose it by.
    pub name: String,
    /// One line on what it gives.
    pub summary: String,
    /// The home page first.
    pub pages: Vec<TemplatePage>,
}

/// One page of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePage {
    /// Title, may hold variables.
    pub title: String,
    /// Body in Markdown, may hold variables.
    pub markdown: String,
    /// Whether only the owner may read and edit it and what is below it (S0-41).
    #[serde(default)]
    pub private: bool,
}

/// A `{{variable}}` that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown variable `{{{{{0}}}}}` in the template")]
pub struct UnknownVariable(pub String);

/// Replaces every `{{name}}` by what `value` says of it.
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, UnknownVariable> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(length) = rest[start..].find("}}") else { break };
        let name = rest[start + 2..start + length].trim();
        filled.push_str(&rest[..start]);
        filled.push_str(&value(name).ok_or_else(|| UnknownVariable(name.to_owned()))?);
        rest = &rest[start + length + 2..];
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn variables_are_filled_and_unknown_ones_refused() {
        let value = |name: &str| (name == "user.name").then(|| "Ann".to_owned());
        assert_eq!(fill("# {{ user.name }} {{", value).unwrap(), "# Ann {{");
        assert_eq!(fill("{{nope}}", value).unwrap_err().0, "nope");
    }
}
