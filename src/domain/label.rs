//! Labels.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A shared label: lower case, no blanks, 1 to 255 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "LabelName")]
#[serde(transparent)]
pub struct Label(String);

impl Label {
    /// Makes a label of what a person typed: trimmed, lower-cased, blanks to `-`.
    ///
    /// Returns `None` when nothing is left or a character is not allowed (the vendor's list).
    pub fn parse(typed: &str) -> Option<Self> {
        let name: String = typed
            .trim()
            .trim_start_matches('#')
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("-");
        let allowed = |c: char| !c.is_control() && !"!#&()*,.:;<>?@[]^\"'\\{}|~`=+/".contains(c);
        (!name.is_empty() && name.chars().count() <= 255 && name.chars().all(allowed)).then_some(Self(name))
    }

    /// Wraps a label as the backend stores it.
    pub fn stored(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Label;

    #[test]
    fn j11_labels_are_normalised() {
        assert_eq!(Label::parse(" #Meeting Notes ").unwrap().as_str(), "meeting-notes");
        assert_eq!(Label::parse("  "), None);
        assert_eq!(Label::parse("a/b"), None);
    }
}
